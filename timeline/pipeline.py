"""Build a story: read, date, tag, find events, merge, count, write.

Stages that need nothing but one article run in workers (``timeline.engines.local``); those that need all of
them are in ``timeline.corpus``.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from timeline import __version__
from timeline.corpus import corpus_stage, second_process
from timeline.corrections import (
    apply_day_edits,
    apply_outlet_edits,
    standing_days,
    with_day_edits,
)
from timeline.corrections.losses import lost_edits
from timeline.days import peak_warnings, with_seen_days
from timeline.engines.cycles import seldom_sought
from timeline.engines.local import Failure, Pool
from timeline.errors import InputError, OptionError
from timeline.options import BuildOptions, EventOptions, TagOptions
from timeline.reading import COUNTED_FROM, Analysed, Reading
from timeline.schema import ARTICLES, CLAIMS, CORRECTIONS, EVENT_MENTIONS, MENTIONS, QUOTES, REJECTS, TOTALS
from timeline.story import Story, check_target, is_story, open_story, write_story
from timeline.tables import in_order_of

if TYPE_CHECKING:
    from timeline.readers import ReadResult

Progress = Callable[[str, int, int], None]
"""Told of every step: stage, batches done, batches in all."""

DATED = (*COUNTED_FROM, "published", "utc_offset_min", "dct_origin")
"""Columns that dating fills. An article of which one is another now is read again."""

STAGES = ("read", "date", "analyse", "merge", "write")
"""The stages of a build, in order."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """Hold a built story and what a user must hear about it."""

    story: Story
    warnings: tuple[str, ...]
    n_rejects: int


def build(
    inputs: Sequence[str | Path],
    out: str | Path,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
    name: str | None = None,
) -> BuildResult:
    """Read articles and write the story folder ``out``.

    A story that is there is replaced, its corrections are kept.
    InputError: nothing could be used. OptionError: ``out`` holds other files. What could not be read is in
    the story's ``rejects``, with the reason.
    """
    options = options or BuildOptions()
    tell = progress or (lambda stage, done, total: None)
    if options.engine != "local":
        raise OptionError(f"The engine {options.engine!r} is not part of this version. Use --engine local.")
    target = check_target(out)
    corrections = _kept_corrections(target)
    with seldom_sought():
        tables, manifest = _analyse(inputs, options, corrections, tell)
    tell("write", 0, 1)
    manifest["name"] = name or target.resolve().name
    story = write_story(target, {**tables, "corrections": corrections}, manifest)
    tell("write", 1, 1)
    return BuildResult(story, tuple(manifest["warnings"]), tables["rejects"].height)


def _analyse(
    inputs: Sequence[str | Path], options: BuildOptions, corrections: pl.DataFrame, tell: Progress
) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """Give every table and the manifest of a story."""
    # Imported here so that a caller who only opens a story does not wait for the readers and scikit-learn.
    from timeline import outlets

    published = given_totals(options)
    stage = partial(analyse_batch, tag_options=options.tag, event_options=options.events)
    with ExitStack() as open_:
        # the workers end before the tables of all articles are made, which need the memory
        with Pool(stage, options.jobs) as pool:
            found = _input(inputs, options, pool, tell)
            named = outlets.outlets(found.articles, known_outlets(options))
            outlet_table = apply_outlet_edits(named, corrections)
            articles = outlets.apply_outlets(found.articles, outlet_table)
            tell("date", 0, 1)
            days = _Days(found.dates, corrections, options)
            known = days.known(articles, outlet_table)
            tell("date", 1, 1)
            beside = open_.enter_context(second_process(known, options))
            read, rejects = _read(known, found.rejects, days, pool, tell)
        tell("merge", 0, 1)
        whole = corpus_stage(
            read.statements,
            read.articles,
            outlet_table,
            options,
            dates=found.dates,
            corrections=corrections,
            mentions=read.mentions,
            quotes=read.quotes,
            claims=read.claims,
            totals=published,
            beside=beside,
        )
    tables = {
        "articles": read.articles,
        "dates": found.dates.filter(pl.col("article_id").is_in(read.articles["article_id"].implode())),
        "outlets": outlet_table,
        "mentions": read.mentions,
        **whole,
        "duplicates": found.duplicates,
        "rejects": rejects,
    }
    tell("merge", 1, 1)
    told = story_warnings(tables, corrections, options)
    manifest = _manifest(options, tables, found.records_in, found.inputs)
    return tables, {**manifest, **with_warnings(found.warnings, told)}


def _input(inputs: Sequence[str | Path], options: BuildOptions, pool: Pool, tell: Progress) -> "ReadResult":
    """Read the input; the workers start meanwhile, as one core is idle while a table is read."""
    from timeline import readers

    def told(done: int, total: int) -> None:
        pool.start(_smallest(), total)
        tell("read", done, total)

    tell("read", 0, 1)
    found = readers.read(inputs, replace(options.read, jobs=options.jobs), progress=told)
    if found.articles.is_empty():
        raise InputError(nothing_usable(found.rejects))
    tell("read", 1, 1)
    return found


def _smallest() -> pl.DataFrame:
    """Give an article in which something is looked for and nothing is found."""
    return ARTICLES.frame([{"article_id": "", "text": "5", "title": "5", "lang": "en"}])


def story_warnings(
    tables: Mapping[str, pl.DataFrame], corrections: pl.DataFrame, options: BuildOptions
) -> list[str]:
    """Say what a user must know of the story as it is now, beside what was said when it was read."""
    from timeline.narrative.spread.totals import odd_totals

    return [
        *_language_warnings(tables["articles"], options),
        *peak_warnings(tables["articles"]),
        *odd_totals(tables["articles"], tables["totals"]),
        *lost_edits(tables, corrections),
    ]


def with_warnings(read: Sequence[str], said: Sequence[str]) -> dict[str, list[str]]:
    """Give the warnings of a manifest; those of reading stand apart: the others change with days."""
    return {"warnings": [*read, *said], "read_warnings": list(read)}


def date_stage(
    articles: pl.DataFrame,
    dates: pl.DataFrame,
    outlets: pl.DataFrame,
    corrections: pl.DataFrame,
    options: BuildOptions,
) -> pl.DataFrame:
    """Give articles with their days: from the candidates in ``dates``, and as people set them by hand."""
    days = _Days(dates, corrections, options)
    return days.worked_out(days.known(articles, outlets))


@dataclass(frozen=True, slots=True)
class _Days:
    """Decide the days of articles: those that are known first, then those that their texts tell."""

    dates: pl.DataFrame
    corrections: pl.DataFrame
    options: BuildOptions

    def known(self, articles: pl.DataFrame, outlets: pl.DataFrame) -> pl.DataFrame:
        """Give articles with the days that their candidates and people's corrections say."""
        from timeline import dating

        edits = standing_days(self.corrections)
        dated = dating.date_articles(
            articles, with_day_edits(self.dates, edits), self.options.dating, outlets
        )
        return apply_day_edits(dated, self.dates, edits)

    def worked_out(self, known: pl.DataFrame, before: Analysed | None = None) -> pl.DataFrame:
        """Give the same articles with the days that can be worked out; ``before`` is not read again."""
        from timeline import inference

        reading = Reading(self.options.tag, self.options.events, before)
        return self.seen(inference.infer(known, self.options.dating, self.dates, reading))

    def seen(self, articles: pl.DataFrame) -> pl.DataFrame:
        """Give articles with what else is known; what a person calls unknown is not worked out."""
        edits = standing_days(self.corrections)
        return apply_day_edits(with_seen_days(articles, self.dates), self.dates, edits)


def changed_days(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Name the articles whose day is another one, in their order."""
    differs = pl.any_horizontal(
        before[name].ne_missing(after[name]).alias(name) for name in DATED if name in after.columns
    )
    return after.filter(pl.select(differs).to_series())["article_id"].to_list()


@dataclass(frozen=True, slots=True)
class _Read:
    """Hold articles and what was found in each of them."""

    articles: pl.DataFrame
    mentions: pl.DataFrame
    statements: pl.DataFrame
    quotes: pl.DataFrame
    claims: pl.DataFrame


def _read(
    known: pl.DataFrame, rejects: pl.DataFrame, days: _Days, pool: Pool, tell: Progress
) -> tuple[_Read, pl.DataFrame]:
    """Read articles with the days that are known, then once more those whose days this tells.

    Working out days needs the date phrases of many articles, and few articles get a day by it.
    """
    analysed = days.seen(known)
    parts, failures = pool.map(analysed, progress=lambda done, total: tell("analyse", done, total))
    known, rejects = reject_failed(known, rejects, failures)
    empty = (MENTIONS.empty(), EVENT_MENTIONS.empty(), QUOTES.empty(), CLAIMS.empty())
    found = _together([empty, *parts])
    articles = days.worked_out(known, Analysed(analysed, found[0], found[1]))
    changed = changed_days(in_order_of(analysed, articles), articles)
    if changed:
        again = articles.filter(pl.col("article_id").is_in(changed))
        parts, failures = pool.map(again)
        articles, rejects = reject_failed(articles, rejects, failures)
        kept = [rows.filter(~pl.col("article_id").is_in(changed)) for rows in found]
        found = [in_order_of(rows, articles) for rows in _together([tuple(kept), *parts])]
    return _Read(articles, *found), rejects


def _together(parts: Sequence[tuple[pl.DataFrame, ...]]) -> list[pl.DataFrame]:
    return [pl.concat(frames) for frames in zip(*parts, strict=True)]


def _language_warnings(articles: pl.DataFrame, options: BuildOptions) -> list[str]:
    """Say of which articles only dates and leads are read, because events are found in one language."""
    from timeline.events.mentions import is_read

    counted = articles.group_by("lang").len().sort("len", "lang", descending=[True, False])
    others = [(lang, n) for lang, n in counted.iter_rows() if not is_read(options.events.lang or lang)]
    if not others:
        return []
    named = ", ".join(f"{lang} {n:,}" for lang, n in others)
    total = sum(n for _, n in others)
    return [
        f"events are read in English only: of {total:,} articles in other languages ({named}) the dates and "
        "the leads are kept"
    ]


def analyse_batch(
    articles: pl.DataFrame, tag_options: TagOptions, event_options: EventOptions
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Run every per-article stage on a batch, and only on it: (mentions, event mentions, quotes, claims)."""
    from timeline.events import event_mentions
    from timeline.narrative.claims import claims
    from timeline.narrative.quotes import quotes
    from timeline.temporal import tag

    mentions = tag(_reckoned_from(articles), tag_options)
    statements = event_mentions(articles, mentions, event_options)
    said = quotes(articles)
    return mentions, statements, said, claims(articles, mentions, said)


def _reckoned_from(articles: pl.DataFrame) -> pl.DataFrame:
    """Leave out days that are known only as the last possible ones: "yesterday" cannot count from them."""
    bound = pl.col("dct_start").is_null()
    return articles.with_columns(
        pl.when(~bound).then(pl.col(name)).alias(name) for name in ("dct_stop", "dct_best")
    )


def nothing_usable(rejects: pl.DataFrame, shown: int = 10) -> str:
    """Say that no article could be read, and of each reject why."""
    lines = []
    for row in rejects.head(shown).iter_rows(named=True):
        where = f" ({row['position']})" if row["position"] else ""
        lines.append(f"  {row['path']}{where}: {row['reason']}")
    more = [f"  and {rejects.height - shown} more"] if rejects.height > shown else []
    return "\n".join(["No article could be read.", *lines, *more])


def reject_failed(
    articles: pl.DataFrame, rejects: pl.DataFrame, failures: Sequence[Failure]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Move articles that a stage could not analyse to the rejects: records in must still add up."""
    if not failures:
        return articles, rejects
    reasons = {failure.article_id: failure.reason for failure in failures}
    failed = articles.filter(pl.col("article_id").is_in(list(reasons)))
    rows = [
        {
            "path": row["path"],
            "position": None,
            "reason": f"Its analysis failed ({reasons[row['article_id']]}). Please report this article.",
            "sample": (row["text"] or "")[:120],
            "sha256": row["sha256"],
        }
        for row in failed.select("article_id", "path", "text", "sha256").iter_rows(named=True)
    ]
    kept = articles.filter(~pl.col("article_id").is_in(list(reasons)))
    return kept, pl.concat([rejects, REJECTS.frame(rows)])


def _kept_corrections(target: Path) -> pl.DataFrame:
    return open_story(target).table("corrections") if is_story(target) else CORRECTIONS.empty()


def known_outlets(options: BuildOptions) -> pl.DataFrame | None:
    from timeline import outlets

    return outlets.read_outlets(options.read.outlets) if options.read.outlets else None


def given_totals(options: BuildOptions) -> pl.DataFrame:
    """Read what outlets published in all, before anything else, so that a wrong file is told at once."""
    from timeline.narrative.spread.totals import read_totals

    return read_totals(options.spread.totals) if options.spread.totals else TOTALS.empty()


def _manifest(
    options: BuildOptions,
    tables: Mapping[str, pl.DataFrame],
    records_in: int,
    inputs: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    return {
        "version": __version__,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "inputs": list(inputs),
        "options": asdict(replace(options, read=replace(options.read, columns=dict(options.read.columns)))),
        "counts": {
            "records_in": records_in,
            **{name: tables[name].height for name in ("articles", "duplicates", "rejects", "events")},
        },
    }


__all__ = [
    "DATED",
    "STAGES",
    "BuildResult",
    "Progress",
    "analyse_batch",
    "build",
    "changed_days",
    "date_stage",
    "nothing_usable",
    "reject_failed",
    "story_warnings",
    "with_warnings",
]
