"""Follow what a story is about and how it is told: themes, frames, and what is new in each period."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from timeline.narrative.frames import counting, frames
from timeline.narrative.news import ACTOR, new_actors, new_words
from timeline.narrative.terms import read_terms
from timeline.narrative.themes import themes
from timeline.options import BuildOptions
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
