"""Build a story: read, date, tag, find events, merge, count, write.

Stages that need nothing but one article run in workers (``timeline.engines.local``); those that need all of
them are in ``timeline.corpus``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from timeline import __version__
from timeline.corpus import corpus_stage
from timeline.corrections import (
    apply_day_edits,
    apply_outlet_edits,
    standing_days,
    with_day_edits,
)
from timeline.corrections.losses import lost_edits
from timeline.days import peak_warnings, with_seen_days
from timeline.engines.local import Failure, map_batches
from timeline.errors import InputError, OptionError
from timeline.options import BuildOptions, EventOptions, TagOptions
from timeline.schema import CLAIMS, CORRECTIONS, EVENT_MENTIONS, MENTIONS, QUOTES, REJECTS, TOTALS
from timeline.story import Story, check_target, is_story, open_story, write_story

Progress = Callable[[str, int, int], None]
"""Told of every step: stage, batches done, batches in all."""

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
    from timeline import outlets, readers

    published = given_totals(options)
    tell("read", 0, 1)
    found = readers.read(
        inputs,
        replace(options.read, jobs=options.jobs),
        progress=lambda done, total: tell("read", done, total),
    )
    if found.articles.is_empty():
        raise InputError(nothing_usable(found.rejects))
    tell("read", 1, 1)
    known = known_outlets(options)
    outlet_table = apply_outlet_edits(outlets.outlets(found.articles, known), corrections)
    articles = outlets.apply_outlets(found.articles, outlet_table)
    tell("date", 0, 1)
    articles = date_stage(articles, found.dates, outlet_table, corrections, options)
    tell("date", 1, 1)
    stage = partial(analyse_batch, tag_options=options.tag, event_options=options.events)
    parts, failures = map_batches(
        stage, articles, jobs=options.jobs, progress=lambda done, total: tell("analyse", done, total)
    )
    articles, rejects = reject_failed(articles, found.rejects, failures)
    mentions = pl.concat([MENTIONS.empty(), *(part[0] for part in parts)])
    statements = pl.concat([EVENT_MENTIONS.empty(), *(part[1] for part in parts)])
    said = pl.concat([QUOTES.empty(), *(part[2] for part in parts)])
    claimed = pl.concat([CLAIMS.empty(), *(part[3] for part in parts)])
    tell("merge", 0, 1)
    tables = {
        "articles": articles,
        "dates": found.dates.filter(pl.col("article_id").is_in(articles["article_id"].implode())),
        "outlets": outlet_table,
        "mentions": mentions,
        **corpus_stage(
            statements,
            articles,
            outlet_table,
            options,
            dates=found.dates,
            corrections=corrections,
            mentions=mentions,
            quotes=said,
            claims=claimed,
            totals=published,
        ),
        "duplicates": found.duplicates,
        "rejects": rejects,
    }
    tell("merge", 1, 1)
    told = story_warnings(tables, corrections, options)
    manifest = _manifest(options, tables, found.records_in, found.inputs)
    return tables, {**manifest, **with_warnings(found.warnings, told)}


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
    from timeline import dating, inference

    edits = standing_days(corrections)
    dated = dating.date_articles(articles, with_day_edits(dates, edits), options.dating, outlets)
    inferred = inference.infer(apply_day_edits(dated, dates, edits), options.dating, dates)
    return apply_day_edits(
        with_seen_days(inferred, dates), dates, edits
    )  # what a person calls unknown is not worked out


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
    "STAGES",
    "BuildResult",
    "Progress",
    "analyse_batch",
    "build",
    "date_stage",
    "nothing_usable",
    "reject_failed",
    "story_warnings",
    "with_warnings",
]
