"""Weigh the names, rare words and title words of articles: one sparse row of unit length an article."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

CHARACTERS: Final = 2_000
"""Of a text: its beginning says what it is about, and the rest costs time (see docs/stories.md)."""
TERMS: Final = 80
"""The heaviest terms of an article that are kept."""
IN_TITLE: Final = 2.0
"""A word in the headline counts as often as this in the text."""
NAME: Final = 1.5
"""Names tell stories apart better than other words."""
CAPITAL: Final = 0.75
"""Share of its uses in texts from which a word that is written with a capital is a name."""
COMMON: Final = 0.35
"""Words other than names in more of the articles than this tell nothing."""
CENTRAL_NAME, CENTRAL_WORD = 0.6, 0.25
"""Share of the articles in which a name, and of the headlines in which a word must stand to be what the whole
collection is about. Everyday words are in most articles, but in few headlines."""
CENTRAL_WEIGHT: Final = 20
"""What a collection is about weighs as if one in so many articles had it: elsewhere it would be rare."""
_TOKEN: Final = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}]{2}|(?:\p{L}\.){2,}|\p{L}[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{N}]+)*"
)
"""A word, letters with full stops, or two characters where a script has no blanks."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Hold a row an article, in the order given, and what each column is called as people write it."""

    rows: Any
    terms: tuple[str, ...]
    names: np.ndarray


def vectors(articles: pl.DataFrame) -> Vectors:
    """Give the vectors of articles (article_id, title, text); an article without words is a row of zeros."""
    tokens = pl.concat([_tokens(articles, "text", 1.0), _tokens(articles, "title", IN_TITLE)])
    tokens = pl.concat([tokens, _pairs(tokens)])
    known = _vocabulary(tokens, articles.height)
    counted = (
        tokens.join(known.select("term", "column", "weight"), on="term")
        .group_by("row", "column")
        .agg(pl.col("times").sum(), pl.col("weight").first())
        .with_columns((pl.col("times").log1p() * pl.col("weight")).alias("weight"))
        .sort(["row", "weight", "column"], descending=[False, True, False])
    )
    kept = counted.filter(pl.int_range(pl.len()).over("row") < TERMS)
    length = pl.col("weight").pow(2).sum().sqrt().over("row")
    kept = kept.with_columns((pl.col("weight") / length).cast(pl.Float32).alias("weight"))
    rows = csr_matrix(
        (kept["weight"].to_numpy(), (kept["row"].to_numpy(), kept["column"].to_numpy())),
        shape=(articles.height, known.height),
        dtype=np.float32,
    )
    return Vectors(rows, tuple(known["written"]), known["name"].to_numpy())


def _tokens(articles: pl.DataFrame, field: str, times: float) -> pl.DataFrame:
    """Give every word: (row, at, written, term, times, capital); capitals of headlines say nothing."""
    cut = articles.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
        pl.col(field).fill_null("").str.slice(0, CHARACTERS).str.extract_all(_TOKEN).alias("written"),
    )
    long = cut.explode("written").drop_nulls("written")
    first = pl.col("written").str.slice(0, 1)
    capital = (first != first.str.to_lowercase()) if field == "text" else pl.lit(None, pl.Boolean)
    return long.select(
        "row",
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        "written",
        pl.col("written").str.to_lowercase().alias("term"),
        pl.lit(times).alias("times"),
        capital.alias("capital"),
    )


def _pairs(tokens: pl.DataFrame) -> pl.DataFrame:
    """Give pairs of neighbouring words with capitals in texts as terms of their own."""
    upper = tokens.filter(pl.col("capital") & ~pl.col("term").is_in(ENGLISH_STOP_WORDS))
    follows = (pl.col("row") == pl.col("row").shift(1)) & (pl.col("at") == pl.col("at").shift(1) + 1)
    long = (pl.col("written").str.len_chars() > 2) & (pl.col("written").shift(1).str.len_chars() > 2)
    both = pl.col("written").shift(1) + " " + pl.col("written")
    return (
        upper.with_columns(both.alias("written"))
        .filter(follows & long)
        .with_columns(pl.col("written").str.to_lowercase().alias("term"))
    )


def _vocabulary(tokens: pl.DataFrame, n: int) -> pl.DataFrame:
    """Give the terms that can tell stories apart: (term, written, name, weight, column), in their order."""
    written = (
        tokens.group_by("term", "written")
        .agg(
            pl.len().alias("uses"),
            pl.col("capital").sum().alias("capital"),
            pl.col("capital").count().alias("seen"),
        )
        .sort("term", "uses", "written", descending=[False, True, False])
        .group_by("term", maintain_order=True)
        .agg(pl.col("written").first(), pl.col("capital").sum(), pl.col("seen").sum())
    )
    in_title = pl.col("row").filter(pl.col("capital").is_null()).n_unique()
    spread = tokens.group_by("term").agg(pl.col("row").n_unique().alias("articles"), in_title.alias("titles"))
    least = 2 if n > 1 else 1
    known = written.join(spread, on="term").with_columns(
        (pl.col("capital") >= CAPITAL * pl.col("seen")).and_(pl.col("capital") > 0).alias("name")
    )
    stop = pl.col("term").is_in(ENGLISH_STOP_WORDS)
    central = (pl.col("name") & (pl.col("articles") >= CENTRAL_NAME * n)) | (
        pl.col("titles") >= CENTRAL_WORD * n
    )
    common = (pl.col("articles") > COMMON * n) & ~pl.col("name") & (n >= 100) & ~central
    known = known.filter((pl.col("articles") >= least) & ~stop & ~common).sort("term")
    rare = (1.0 + pl.when(central).then(float(CENTRAL_WEIGHT)).otherwise(n / pl.col("articles"))).log()
    return known.with_columns(
        (rare * pl.when("name").then(NAME).otherwise(1.0)).alias("weight"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("column"),
    )
