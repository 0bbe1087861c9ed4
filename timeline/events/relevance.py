"""Say how much an article or a sentence is about its story, and how well a sentence fits a query."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from timeline.events.terms import terms

Array = np.ndarray[Any, Any]

FEWEST: Final = 10
"""With fewer articles nothing is held to be beside the story: a few texts have no centre."""
FULL: Final = 0.9
"""Share of texts below the likeness that counts fully: the tenth nearest to the centre are all of it."""
LONGEST: Final = 20_000
"""Characters of an article that are looked at: a live page of hours repeats itself."""
PART: Final = 2_000
"""Texts whose words are held at once."""
TITLE: Final = 0.5
"""What a match of the headline counts against one of the sentence."""
LEAST: Final = 0.5
"""Share of a query's weight that a sentence must hold: one name of two, not one word of four."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Hold the words of a story (term, weight, centre); without them everything is relevant."""

    words: pl.DataFrame | None = None

    def of(self, texts: Sequence[str], counts: pl.DataFrame | None = None) -> Array:
        """Give the relevance of texts, 0 to 1: cosine to the centre, as a share of a high one among them.

        ``counts`` are their words where they were counted before.
        """
        if self.words is None or not texts:
            return np.ones(len(texts))
        cosines = np.zeros(len(texts))
        near = (
            _weighed(words_of(texts) if counts is None else counts, self.words)
            .group_by("row")
            .agg((pl.col("tf") * pl.col("centre")).sum() / pl.col("tf").pow(2).sum().sqrt())
        )
        cosines[near["row"].to_numpy()] = near["tf"].to_numpy()
        high = np.quantile(cosines, FULL)
        if high <= 0:
            return np.ones(len(texts))
        shares: Array = np.clip(cosines / high, 0.0, 1.0).round(9)
        return shares


def topic(texts: Sequence[str], counts: pl.DataFrame | None = None) -> Topic:
    """Learn what a story is about from its distinct texts.

    A word's weight is the logarithm of how many texts lack it, so that what stands in all weighs nothing,
    in any language and without a list of stop words. ``counts`` are their words where they were counted
    before.
    """
    if len(texts) < FEWEST:
        return Topic()
    counts = words_of(texts) if counts is None else counts
    lacking = (pl.lit(len(texts) + 1.0) / (pl.len() + 1)).log()
    known = counts.group_by("term").agg(lacking.alias("weight"), pl.len().alias("n"))
    known = known.filter((pl.col("n") >= 2) & (pl.col("weight") > 0)).select("term", "weight")
    share = pl.col("tf") / pl.col("tf").pow(2).sum().sqrt().over("row")
    centre = _weighed(counts, known).with_columns(share).group_by("term").agg(pl.col("tf").sum())
    if centre.is_empty():
        return Topic()
    unit = (pl.col("tf") / pl.col("tf").pow(2).sum().sqrt()).alias("centre")
    return Topic(known.join(centre.select("term", unit), on="term"))


def words_of(texts: Sequence[str]) -> pl.DataFrame:
    """Count the words of each text: row (its place), term, n. In parts: words take more room than counts.

    Terms are categories, so that millions of words are compared as numbers.
    """
    word = pl.col("term").str.slice(0, LONGEST).str.to_lowercase().str.extract_all(r"\w\w+")
    frame = pl.DataFrame({"term": texts}, schema={"term": pl.String}).with_row_index("row")
    kind = pl.col("term").cast(pl.Categorical)
    parts = [
        part.with_columns(word)
        .explode("term")
        .drop_nulls("term")
        .with_columns(kind)
        .group_by("row", "term")
        .len("n")
        for part in frame.iter_slices(PART)
    ]
    return pl.concat(parts or [frame.with_columns(kind, pl.lit(0, dtype=pl.UInt32).alias("n"))])


def _weighed(counts: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Give counts of known words with ``tf``: the logarithm of their number times their weight."""
    joined = counts.join(known, on="term")
    return joined.with_columns(((pl.col("n").log() + 1) * pl.col("weight")).alias("tf"))


def focus(
    query: str, sentences: Sequence[str], titles: Sequence[str | None], names: Sequence[str] = ()
) -> Array:
    """Give for each sentence, with its article's title, how well it fits a query: 0, or LEAST to 1.

    The share of the query's terms (dictionary forms, by rarity among the sentences) that the sentence holds;
    a title counts half. ``names`` are other names of what is asked for, each as good as the query.

    >>> focus("Berg", ["Ada Berg resigned.", "Prices rose."], [None, None]).tolist()
    [1.0, 0.0]
    """
    bags = {text: frozenset(terms(text)) for text in {*sentences, *(title for title in titles if title)}}
    counts = Counter(term for text in sentences for term in bags[text])
    best = np.zeros(len(sentences))
    for asked in dict.fromkeys([query, *names]):
        weights = {t: math.log((1 + len(sentences)) / (1 + counts[t])) + 1 for t in terms(asked)}
        total = sum(weights.values())
        if not total:
            continue
        held = {text: sum(weights[t] for t in weights if t in bag) / total for text, bag in bags.items()}
        own = [_enough(held[text]) for text in sentences]
        above = [TITLE * _enough(held[title]) if title else 0.0 for title in titles]
        best = np.maximum(best, np.maximum(own, above))
    return best


def _enough(share: float) -> float:
    return share if share >= LEAST else 0.0
