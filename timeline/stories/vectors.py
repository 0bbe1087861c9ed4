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


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold every word and pair of words of articles as numbers: texts are millions, spellings are few.

    ``row``, ``spelling`` and ``titled`` are of each use; ``spelled`` (written, small, capital) of each
    spelling, in the order of its number.
    """

    row: np.ndarray
    spelling: np.ndarray
    titled: np.ndarray
    spelled: pl.DataFrame


def vectors(articles: pl.DataFrame) -> Vectors:
    """Give the vectors of articles (article_id, title, text); an article without words is a row of zeros."""
    words = _with_pairs(_words(articles))
    small = words.spelled.select("small").unique().sort("small").with_row_index("term")
    of = words.spelled.join(small, on="small", how="left", maintain_order="left")["term"].to_numpy()
    shape = articles.height, small.height
    times = _counted(words.row, of[words.spelling], shape)
    titles = _counted(words.row[words.titled], of[words.spelling[words.titled]], shape)
    known = _vocabulary(words, of, (times, titles), articles.height)
    # the columns of the vocabulary are in the order of the terms
    used = (times + (IN_TITLE - 1) * titles)[:, known["term"].to_numpy()].tocoo()
    counted = (
        pl.DataFrame({"row": used.row, "column": used.col, "times": used.data})
        .with_columns(pl.col("times").log1p() * known["weight"].gather(used.col).alias("weight"))
        .rename({"times": "weight"})
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


def _counted(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> Any:
    """Count how often each column comes in each row."""
    found = csr_matrix((np.ones(rows.size), (rows, columns)), shape=shape)
    found.sum_duplicates()
    return found


def _words(articles: pl.DataFrame) -> _Words:
    """Give the words of texts, then those of titles; capitals of headlines say nothing."""
    cut = [
        articles.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
            pl.col(field).fill_null("").str.slice(0, CHARACTERS).str.extract_all(_TOKEN).alias("written"),
            pl.lit(field == "title").alias("titled"),
        )
        for field in ("text", "title")
    ]
    found = pl.concat(cut).explode("written").drop_nulls("written")
    # A set of categories of its own, so that their numbers count from 0 and it goes with this call.
    coded = found["written"].cast(pl.Categorical(pl.Categories.random()))
    numbers = coded.to_physical().alias("spelling")
    first = pl.col("written").str.slice(0, 1)
    spelled = (
        pl.DataFrame([numbers, coded])
        .unique("spelling")
        .sort("spelling")
        .select(pl.col("written").cast(pl.String))
        .with_columns(
            pl.col("written").str.to_lowercase().alias("small"),
            (first != first.str.to_lowercase()).alias("capital"),
        )
    )
    return _Words(found["row"].to_numpy(), numbers.to_numpy(), found["titled"].to_numpy(), spelled)


def _with_pairs(words: _Words) -> _Words:
    """Add pairs of neighbouring words with capitals in texts as terms of their own."""
    stop = words.spelled["small"].is_in(ENGLISH_STOP_WORDS)
    upper = (words.spelled["capital"] & ~stop).to_numpy()
    fits = upper[words.spelling] & ~words.titled
    second = np.flatnonzero(fits[1:] & fits[:-1] & (words.row[1:] == words.row[:-1])) + 1
    keys = words.spelling[second - 1].astype(np.uint64) << np.uint64(32) | words.spelling[second]
    different, number = np.unique(keys, return_inverse=True)
    written = words.spelled["written"]
    both = written.gather(different >> np.uint64(32)) + " " + written.gather(different & np.uint64(2**32 - 1))
    pairs = pl.DataFrame({"written": both}).with_columns(
        pl.col("written").str.to_lowercase().alias("small"), capital=pl.lit(True)
    )
    return _Words(
        np.concatenate([words.row, words.row[second]]),
        np.concatenate([words.spelling, (number + words.spelled.height).astype(np.uint32)]),
        np.concatenate([words.titled, np.zeros(second.size, dtype=bool)]),
        pl.concat([words.spelled, pairs]),
    )


def _vocabulary(words: _Words, of: np.ndarray, uses: tuple[Any, Any], n: int) -> pl.DataFrame:
    """Give the terms that can tell stories apart: (term, written, name, weight, column), in their order.

    ``of`` is the term of each spelling; ``uses`` count the terms of articles, and of their titles alone.
    """
    seen = np.bincount(words.spelling[~words.titled], minlength=of.size)
    written = (
        words.spelled.select(
            "written",
            pl.Series("term", of),
            pl.Series("uses", np.bincount(words.spelling, minlength=of.size)),
            pl.Series("seen", seen),
            (pl.Series("capital", seen) * words.spelled["capital"]).alias("capital"),
        )
        .sort("term", "uses", "written", descending=[False, True, False])
        .group_by("term", maintain_order=True)
        .agg(pl.col("written").first(), pl.col("capital").sum(), pl.col("seen").sum())
    )
    articles, titles = (np.bincount(each.indices, minlength=each.shape[1]) for each in uses)
    written = written.with_columns(pl.Series("articles", articles), pl.Series("titles", titles))
    least = 2 if n > 1 else 1
    known = written.with_columns(
        (pl.col("capital") >= CAPITAL * pl.col("seen")).and_(pl.col("capital") > 0).alias("name")
    )
    stops = words.spelled["small"].is_in(ENGLISH_STOP_WORDS).to_numpy()
    stop = pl.col("term").is_in(np.unique(of[stops]))
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
