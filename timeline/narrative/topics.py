"""Follow what a story is about and how it is told: themes, frames, and what is new in each period."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from timeline.narrative.frames import EVALUATIVE, counting, frames, reserved
from timeline.narrative.news import ACTOR, new_actors, new_words
from timeline.narrative.terms import read_terms
from timeline.narrative.themes import membership_of, themes
from timeline.options import BuildOptions, SpreadOptions
from timeline.schema import FRAMES
from timeline.stories.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Topics:
    """Hold the table of themes, and that of frames but for the actors."""

    themes: pl.DataFrame
    frames: pl.DataFrame


def topics(
    articles: pl.DataFrame,
    known: tuple[pl.DataFrame, Vectors] | None,
    said: Mapping[str, pl.DataFrame],
    options: BuildOptions,
) -> Topics:
    """Find themes, frames and new words; ``said`` holds event_mentions, claims and quotes.

    ``known`` are the first tellings and their terms, where they were read before.
    """
    reading = read_terms(articles, known)
    found = themes(articles, options.themes, options.spread, reading)
    told = frames(
        articles,
        options.frames,
        event_mentions=said["event_mentions"],
        claims=said["claims"],
        quotes=said["quotes"],
        counting_options=options.spread,
    )
    every = counting.placed(articles, options.spread)[1]
    return Topics(found, pl.concat([told, new_words(reading, every)]))


def with_actors(tables: Mapping[str, pl.DataFrame], options: BuildOptions) -> pl.DataFrame:
    """Give the table of frames with the actors that come up and fall silent, by the names they have now."""
    read, every = counting.placed(tables["articles"], options.spread)
    kept = tables.get("frames", FRAMES.empty()).filter(pl.col("kind") != ACTOR)
    return pl.concat([kept, new_actors(tables, read, every)])


def news_of(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Give the words and actors that are new in each period among the articles there are (FRAMES)."""
    read, every = counting.placed(tables["articles"], SpreadOptions())
    new = new_words(read_terms(tables["articles"]), every)
    return pl.concat([new, new_actors(tables, read, every)])


def reserve_of(tables: Mapping[str, pl.DataFrame], *, evaluative: bool = False) -> pl.DataFrame:
    """Count hedging and boosting among the articles there are, or else the verbs that judge (FRAMES)."""
    read, every = counting.placed(tables["articles"], SpreadOptions())
    chosen = tables["articles"].join(read, on="article_id", how="semi", maintain_order="left")
    rows = pl.concat([FRAMES.empty(), *reserved(chosen, read, every, tables, evaluative=evaluative)])
    return rows.filter((pl.col("kind") == EVALUATIVE) == evaluative)


def themes_by_outlet(table: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Count each outlet's articles by theme (source, name, count, of, article_ids), from a THEMES table."""
    of = membership_of(table)
    told = articles.filter("included").select("article_id", "source").join(of, on="article_id")
    sizes = told.group_by("source").agg(pl.len().cast(pl.Int64).alias("of"))
    counted = told.group_by("source", "name").agg(
        pl.len().cast(pl.Int64).alias("count"), pl.col("article_id").sort().alias("article_ids")
    )
    return counted.join(sizes, on="source", nulls_equal=True).sort(
        "of", "source", "count", "name", descending=[True, False, True, False], nulls_last=True
    )
