"""Bring a story up to date after a person corrected something, without reading its inputs again.

Where the day of an article was set, days are decided again from the story's own candidates, and only
articles whose day is another one now are tagged again; what needs all articles (events, actors, spread,
phases) is made anew. A correction of events reads nothing and merges nothing anew. Everything appears in one
change with the correction itself, and is what a build with that correction would give.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

import polars as pl

from timeline.corpus import corpus_stage
from timeline.corrections import added, kinds_of, replay_outlet_edits
from timeline.engines.local import map_batches
from timeline.errors import InputError
from timeline.options import BuildOptions
from timeline.pipeline import (
    DATED,
    Progress,
    analyse_batch,
    changed_days,
    date_stage,
    reject_failed,
    story_warnings,
    with_warnings,
)
from timeline.schema import ARTICLES, CLAIMS, EVENT_MENTIONS, KNOWN_ORIGINS, MENTIONS, QUOTES
from timeline.story import Story, open_story, replace_tables
from timeline.tables import in_order_of


@dataclass(frozen=True, slots=True)
class Redated:
    """Hold a story with a correction applied, and the articles that were read again because of it."""

    story: Story
    changed: tuple[str, ...]


def redate(
    story: Story, edits: pl.DataFrame, progress: Progress | None = None, jobs: int | None = None
) -> Redated:
    """Add rows of CORRECTIONS to a story and recompute what depends on the days they change.

    ``jobs`` is the number of processes (None: as the story was built). InputError: the story was changed by
    somebody else meanwhile; it is then as they left it.
    """
    tell = progress or (lambda stage, done, total: None)
    options = build_options(story.manifest)
    tables = story.tables()
    corrections = pl.concat([tables["corrections"], edits])
    tell("date", 0, 1)
    blank = without_days(tables["articles"])
    dated = date_stage(blank, tables["dates"], tables["outlets"], corrections, options)
    articles = as_they_were(tables["articles"], dated, edits)
    changed = changed_days(tables["articles"], articles)
    tell("date", 1, 1)
    if jobs is not None:
        options = replace(options, jobs=jobs)
    new = made_again({**tables, "corrections": corrections}, articles, changed, options, tell)
    tell("write", 0, 1)
    refuse_if_changed(story)
    counts = {**story.manifest.get("counts", {})}
    counts |= {name: new[name].height for name in ("articles", "rejects", "events")}
    manifest = {"counts": counts, **renewed_warnings(story.manifest, new, corrections, options)}
    written = replace_tables(story, {**new, "corrections": corrections}, manifest)
    tell("write", 1, 1)
    return Redated(written, tuple(changed))


def correct(
    story: Story, rows: pl.DataFrame, progress: Progress | None = None, jobs: int | None = None
) -> Redated:
    """Add rows of CORRECTIONS to a story and make again what depends on them; those it has are left out.

    Corrections of events, names and outlets read no article again; those of days do (see ``redate``).
    InputError: the story was changed by somebody else meanwhile.
    """
    before = story.table("corrections")
    fresh = added(before, rows).slice(before.height)
    kinds = pl.Series("kind", kinds_of(pl.concat([before, fresh]))[before.height :], dtype=pl.String)
    days, others = fresh.filter(kinds == "day"), fresh.filter(kinds != "day")
    changed = Redated(story, ())
    if not others.is_empty():
        changed = Redated(_correct_events(story, others, progress), ())
    if not days.is_empty():
        changed = redate(changed.story, days, progress, jobs)
    return changed


def _correct_events(story: Story, rows: pl.DataFrame, progress: Progress | None) -> Story:
    """Add rows that read no article again."""
    from timeline.corrections.whole import correct_again
    from timeline.events.rank import ranked
    from timeline.narrative.claims.date_families import date_families, with_dates
    from timeline.narrative.spread import spread_tables
    from timeline.narrative.topics import with_actors

    tell = progress or (lambda stage, done, total: None)
    tell("merge", 0, 1)
    tables, options = story.tables(), build_options(story.manifest)
    corrections = pl.concat([tables["corrections"], rows])
    new = {**correct_again(tables, corrections), "corrections": corrections}
    new["events"] = ranked({**tables, **new}, options.rank)
    if "outlet" in kinds_of(corrections)[-rows.height :]:
        new["outlets"] = replay_outlet_edits(tables["outlets"], corrections)
    new |= spread_tables({**tables, **new}, options.spread)
    if "event_mentions" in new:
        new |= with_dates(tables, date_families({**tables, **new}))
    if "actors" in new:
        new["frames"] = with_actors({**tables, **new}, options)
    tell("merge", 1, 1)
    tell("write", 0, 1)
    refuse_if_changed(story)
    counts = {**story.manifest.get("counts", {}), "events": new["events"].height}
    said = renewed_warnings(story.manifest, {**tables, **new}, corrections, options)
    written = replace_tables(story, new, {"counts": counts, **said})
    tell("write", 1, 1)
    return written


def renewed_warnings(
    manifest: Mapping[str, Any],
    tables: Mapping[str, pl.DataFrame],
    corrections: pl.DataFrame,
    options: BuildOptions,
) -> dict[str, list[str]]:
    """Say again what a build with these days would; a story from before that is told keeps its warnings."""
    read = manifest.get("read_warnings")
    if not isinstance(read, list):
        return {}
    return with_warnings(read, story_warnings(tables, corrections, options))


def build_options(manifest: Mapping[str, Any]) -> BuildOptions:
    """Give the options a story was built with; what an older story does not say has its default."""
    said = manifest.get("options")
    made = _restored(BuildOptions, said if isinstance(said, Mapping) else {})
    assert isinstance(made, BuildOptions)
    return made


def made_again(
    tables: Mapping[str, pl.DataFrame],
    articles: pl.DataFrame,
    changed: list[str],
    options: BuildOptions,
    tell: Progress,
) -> dict[str, pl.DataFrame]:
    """Give every table that changes, from articles with their new days."""
    stage = partial(analyse_batch, tag_options=options.tag, event_options=options.events)
    again = articles.filter(pl.col("article_id").is_in(changed))
    parts, failures = (
        map_batches(
            stage, again, jobs=options.jobs, progress=lambda done, total: tell("analyse", done, total)
        )
        if changed
        else ([], [])
    )
    articles, rejects = reject_failed(articles, tables["rejects"], failures)
    mentions, statements, quotes, claims = (
        in_order_of(
            pl.concat([tables[name].filter(~pl.col("article_id").is_in(changed)), *(p[at] for p in parts)]),
            articles,
        )
        for at, name in enumerate((MENTIONS.name, EVENT_MENTIONS.name, QUOTES.name, CLAIMS.name))
    )
    tell("merge", 0, 1)
    corpus = corpus_stage(
        statements,
        articles,
        tables["outlets"],
        options,
        dates=tables["dates"],
        corrections=tables["corrections"],
        mentions=mentions,
        quotes=quotes,
        claims=claims,
        totals=tables["totals"],
    )
    tell("merge", 1, 1)
    dates = tables["dates"].filter(pl.col("article_id").is_in(articles["article_id"].implode()))
    return {"articles": articles, "dates": dates, "mentions": mentions, "rejects": rejects, **corpus}


def as_they_were(before: pl.DataFrame, after: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Keep the known day of every article that was not edited: it depends on nothing but the article itself.

    A newer program may decide it in another way; that is for the next build, not for one person's correction.
    """
    edited = edits["keys"].explode().unique().to_list()
    settled = before["dct_origin"].is_in(KNOWN_ORIGINS) & ~before["article_id"].is_in(edited)
    names = (*DATED, "dct_why")
    return after.with_columns(before[name].zip_with(settled, after[name]).alias(name) for name in names)


def without_days(articles: pl.DataFrame) -> pl.DataFrame:
    """Give articles as they were read, before their days were decided."""
    return articles.with_columns(
        pl.lit(None, dtype=ARTICLES.schema[name]).alias(name) for name in (*DATED, "dct_why")
    )


def refuse_if_changed(story: Story) -> None:
    """Refuse to write over what somebody else wrote since the story was opened (InputError)."""
    if open_story(story.path).manifest.get("tables") != story.manifest.get("tables"):
        raise InputError(f"{story.path} was changed meanwhile, so nothing of this was done. Try it again.")


def _restored(made: type, said: Mapping[str, Any]) -> Any:
    """Build an options object from what JSON kept of it; unknown names are left out."""
    hints = get_type_hints(made)
    return made(
        **{
            field.name: _value(hints[field.name], said[field.name])
            for field in fields(made)
            if field.name in said
        }
    )


def _value(hint: Any, value: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type) and isinstance(value, Mapping):
        return _restored(hint, value)
    wanted = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if Path in wanted and isinstance(value, str):
        return Path(value)
    return tuple(value) if isinstance(value, list) else value
