"""Read the telling terms of a story's tellings once, for its themes and for what is new in it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from timeline.narrative.labels import telling_columns
from timeline.stories.vectors import CHARACTERS, Vectors, vectors

_COLUMNS: Final = ("article_id", "title", "text", "source", "author", "dct_best", "cluster_id")


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold the first article of each telling, a row of terms each, and which of these may name something."""

    told: pl.DataFrame
    known: Vectors
    tells: np.ndarray


def read_terms(articles: pl.DataFrame, known: tuple[pl.DataFrame, Vectors] | None = None) -> Reading:
    """Read the terms of articles; ``known``: their first tellings and vectors, where made before."""
    told = tellings(articles) if known is None else known[0]
    terms = vectors(told) if known is None else known[1]
    wanted = [name for name in (*_COLUMNS, "_telling") if name in told.columns]
    kept = told.select(wanted).with_columns(pl.col("text").fill_null("").str.slice(0, CHARACTERS))
    return Reading(kept, terms, telling_columns(terms, kept))


def telling() -> pl.Expr:
    """Give what copies of one text share."""
    return pl.coalesce("cluster_id", "article_id")


def tellings(articles: pl.DataFrame) -> pl.DataFrame:
    """Give the first article of each telling (``_telling``), whatever the order of the input."""
    return (
        articles.filter("included")
        .with_columns(telling().alias("_telling"))
        .sort("dct_best", "article_id", nulls_last=True)
        .unique("_telling", keep="first", maintain_order=True)
    )
