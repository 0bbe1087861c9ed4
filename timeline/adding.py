"""Add articles to a story with its own options: only what is new, or whose day moves, is analysed.

What needs all articles (events, names, lineage, spread) is made anew, with every correction; the story is
then what a build of all its inputs would have given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from timeline.corrections import apply_outlet_edits
from timeline.errors import InputError
from timeline.options import BuildOptions
from timeline.outlets import AS_READ, FROM
from timeline.pipeline import (
    BuildResult,
    Progress,
    changed_days,
    date_stage,
    known_outlets,
    nothing_usable,
)
from timeline.recompute import (
    as_they_were,
    build_options,
    made_again,
    refuse_if_changed,
    renewed_warnings,
    without_days,
)
from timeline.schema import DUPLICATES, ORIGINS
from timeline.story import Story, open_story, replace_tables


def add(
    path: str | Path,
    inputs: Sequence[str | Path],
    progress: Progress | None = None,
    *,
    meta: Path | None = None,
    jobs: int | None = None,
) -> BuildResult:
    """Read articles and add them to the story at ``path``.

    A record that the story has already is a duplicate; its id with other content becomes ``id~2`` with a
    warning. ``meta`` is a list of the new files. InputError: nothing could be used, or the story was changed
    meanwhile; it is then as it was.
    """
    from timeline import readers

    tell = progress or (lambda stage, done, total: None)
    story = open_story(path)
    options = _options(story, meta, jobs)
    tables = story.tables()
    rejected = tables["rejects"].height
    tell("read", 0, 1)
    read = readers.read(inputs, options.read, progress=lambda done, total: tell("read", done, total))
    if read.articles.is_empty() and read.duplicates.is_empty():
        raise InputError(nothing_usable(read.rejects))
    articles, dates, again, warnings = _identified(tables, read.articles, read.dates)
    tables = {
        **tables,
        "dates": pl.concat([tables["dates"], dates]),
        "duplicates": pl.concat([tables["duplicates"], read.duplicates, again]),
        "rejects": pl.concat([tables["rejects"], read.rejects]),
    }
    tell("read", 1, 1)
    tell("date", 0, 1)
    tables, dated, changed = _dated(tables, articles, options)
    tell("date", 1, 1)
    new = {**tables, **made_again(tables, dated, changed, options, tell)}
    tell("write", 0, 1)
    refuse_if_changed(story)
    said = [*_read_warnings(story.manifest), *read.warnings, *warnings]
    manifest = _manifest(story, new, read, said)
    renewed = renewed_warnings({**story.manifest, **manifest}, new, tables["corrections"], options)
    written = replace_tables(story, new, {**manifest, **renewed})
    tell("write", 1, 1)
    told = [line for line in renewed.get("warnings", said) if line not in story.manifest.get("warnings", ())]
    return BuildResult(written, tuple(told), new["rejects"].height - rejected)


def _options(story: Story, meta: Path | None, jobs: int | None) -> BuildOptions:
    options = build_options(story.manifest)
    jobs = options.jobs if jobs is None else jobs
    return replace(options, read=replace(options.read, meta=meta, fetch=False, jobs=jobs), jobs=jobs)


def _identified(
    tables: Mapping[str, pl.DataFrame], new: pl.DataFrame, dates: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, list[str]]:
    """Part new articles from those that the story has: (articles, their dates, duplicates, warnings)."""
    have = _content(_as_read(tables["articles"]), tables["dates"])
    asked = _content(new, dates)
    taken = set(have)
    ids: dict[str, str] = {}
    repeated: list[dict[str, Any]] = []
    warnings = []
    for wanted, place, sha256 in new.select("article_id", "path", "sha256").iter_rows():
        if have.get(wanted) == asked[wanted]:
            repeated.append({"path": place, "article_id": wanted, "sha256": sha256})
            continue
        ids[wanted], times = wanted, 1
        while ids[wanted] in taken:
            times += 1
            ids[wanted] = f"{wanted}~{times}"
        taken.add(ids[wanted])
        if times > 1:
            warnings.append(
                f"{place}: the id {wanted!r} is used by another article; this one is {ids[wanted]!r}"
            )
    kept = pl.col("article_id").is_in(list(ids))
    renamed = pl.col("article_id").replace(ids)
    return (
        new.filter(kept).with_columns(renamed),
        dates.filter(kept).with_columns(renamed),
        DUPLICATES.frame(repeated),
        warnings,
    )


def _content(articles: pl.DataFrame, dates: pl.DataFrame) -> dict[str, tuple[Any, ...]]:
    """Map each article to what tells it from another of the same id: its text, origin and stated date."""
    ranks = {origin: rank for rank, origin in enumerate(ORIGINS)}
    rank = pl.col("origin").replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64)
    stated = (
        dates.with_columns(rank.alias("_rank"))
        .sort("_rank", maintain_order=True)
        .unique("article_id", keep="first", maintain_order=True)
        .select("article_id", "raw")
    )
    rows = articles.select("article_id", "sha256", "title", "source", "url").join(
        stated, on="article_id", how="left", maintain_order="left"
    )
    return {row[0]: row[1:] for row in rows.iter_rows()}


def _as_read(articles: pl.DataFrame) -> pl.DataFrame:
    """Give articles with the outlets that they name themselves, as they were read."""
    source = pl.col("source")
    if AS_READ in articles.columns:
        source = pl.coalesce(AS_READ, source)
    if FROM in articles.columns:
        source = pl.when(pl.col(FROM).is_null()).then(source)
    named = articles.with_columns(source.alias("source"))
    return named.drop(AS_READ, FROM, strict=False)


def _dated(
    tables: Mapping[str, pl.DataFrame], new: pl.DataFrame, options: BuildOptions
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame, list[str]]:
    """Give tables with outlets, all articles with their days, and the articles to analyse."""
    from timeline import outlets

    corrections = tables["corrections"]
    everyone = pl.concat([_as_read(tables["articles"]), new], how="diagonal")
    known = apply_outlet_edits(outlets.outlets(everyone, known_outlets(options)), corrections)
    placed = outlets.apply_outlets(without_days(everyone), known)
    dated = date_stage(placed, tables["dates"], known, corrections, options)
    before = tables["articles"]
    settled = as_they_were(before, dated.head(before.height), corrections.clear())
    changed = [*changed_days(before, settled), *new["article_id"]]
    return {**tables, "outlets": known}, pl.concat([settled, dated.slice(before.height)]), changed


def _read_warnings(manifest: Mapping[str, Any]) -> list[str]:
    said = manifest.get("read_warnings", manifest.get("warnings", ()))
    return [str(line) for line in said]


def _manifest(
    story: Story, tables: Mapping[str, pl.DataFrame], read: Any, warnings: list[str]
) -> dict[str, Any]:
    counts = dict(story.manifest.get("counts", {}))
    counts["records_in"] = counts.get("records_in", 0) + read.records_in
    counts |= {name: tables[name].height for name in ("articles", "duplicates", "rejects", "events")}
    return {
        "counts": counts,
        "inputs": [*story.manifest.get("inputs", ()), *read.inputs],
        "warnings": warnings,
        "read_warnings": warnings,
    }
