"""Split a pile of articles into its stories, each with a name, a span and the words that make it one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import polars as pl

from timeline.options import StoryOptions
from timeline.schema import STORIES
from timeline.stories.grouping import grouped
from timeline.stories.labels import names, telling_terms
from timeline.stories.vectors import Vectors, vectors

ID_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the articles with their ``story_id`` (null: of no story), and the stories, the largest first.

    ``told`` are the first articles of each telling and ``known`` their terms, for who needs them again.
    """

    articles: pl.DataFrame
    stories: pl.DataFrame
    told: pl.DataFrame
    known: Vectors


def stories(articles: pl.DataFrame, options: StoryOptions | None = None) -> Found:
    """Say which articles belong to one story.

    Copies of one text count once and belong where it belongs. Neither the order of the articles nor a
    further copy changes anything. Articles that are left out, and those of no story, have no ``story_id``.
    """
    options = options or StoryOptions()
    told = _tellings(articles)
    known = vectors(told)
    days = [day.toordinal() if day else None for day in told["dct_best"]]
    groups = grouped(known.rows, days, options) if told.height else []
    of = _numbered(groups, options.articles)
    ids = {telling: story for telling, story in zip(told["_telling"], of, strict=True) if story is not None}
    found = _rows(told, known, of)
    story = pl.when("included").then(_telling().replace_strict(ids, default=None, return_dtype=pl.UInt32))
    placed = articles.with_columns(story.alias("_story"))
    table = _counted(placed, found)
    keys = dict(zip(found["_story"], found["story_id"], strict=True))
    story_id = pl.col("_story").replace_strict(keys, default=None, return_dtype=pl.String)
    return Found(placed.with_columns(story_id.alias("story_id")).drop("_story"), table, told, known)


def _telling() -> pl.Expr:
    return pl.coalesce("cluster_id", "article_id")


def _tellings(articles: pl.DataFrame) -> pl.DataFrame:
    """Give the first article of each telling in the order of days, those without a day at the end."""
    return (
        articles.filter("included")
        .with_columns(_telling().alias("_telling"))
        .sort("dct_best", "article_id", nulls_last=True)
        .unique("_telling", keep="first", maintain_order=True)
    )


def _numbered(groups: Sequence[int], fewest: int) -> list[int | None]:
    """Keep the groups that are large enough to be a story."""
    size: dict[int, int] = {}
    for group in groups:
        size[group] = size.get(group, 0) + 1
    return [group if size[group] >= fewest else None for group in groups]


def _rows(told: pl.DataFrame, known: Vectors, of: Sequence[int | None]) -> pl.DataFrame:
    """Describe each story: its number, id, words and headline."""
    members: dict[int, list[int]] = {}
    for at, story in enumerate(of):
        if story is not None:
            members.setdefault(story, []).append(at)
    ids, titles = told["article_id"].to_list(), told["title"].to_list()
    rows: list[dict[str, Any]] = []
    for story, own in members.items():
        part = known.rows[own]
        total = np.asarray(part.sum(axis=0)).ravel()
        near = part @ total
        spread = np.asarray((part > 0).sum(axis=0)).ravel()
        titled = [own[at] for at in np.argsort(-near, kind="stable") if titles[own[at]]]
        rows.append(
            {
                "_story": story,
                "story_id": _story_id(ids[own[0]]),
                "headline": titles[titled[0]] if titled else None,
                "terms": telling_terms(total, spread, len(own), known),
            }
        )
    kinds = {name: STORIES.schema[name] for name in ("story_id", "headline", "terms")}
    return pl.DataFrame(rows, schema={"_story": pl.UInt32(), **kinds})


def _story_id(article_id: str) -> str:
    """Name a story by its first article, so that more articles do not rename it."""
    return "s" + hashlib.sha256(article_id.encode()).hexdigest()[:ID_LENGTH]


def _counted(placed: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Count and name the stories, the largest first."""
    counts = (
        placed.drop_nulls("_story")
        .group_by("_story")
        .agg(
            pl.col("dct_best").min().alias("start"),
            (pl.col("dct_best").max() + timedelta(days=1)).alias("stop"),
            pl.len().cast(pl.Int64).alias("n_articles"),
            _telling().n_unique().cast(pl.Int64).alias("n_tellings"),
            pl.col("source").drop_nulls().n_unique().cast(pl.Int64).alias("n_sources"),
        )
    )
    table = found.join(counts, on="_story").sort(
        "n_tellings", "start", "story_id", descending=[True, False, False], nulls_last=True
    )
    starts = [day.isoformat() if isinstance(day, date) else "" for day in table["start"]]
    named = pl.Series("name", names(table["terms"].to_list(), starts), dtype=pl.String)
    return table.with_columns(named).select(STORIES.schema.names())


__all__ = ["Found", "stories"]
