"""Say how much an article or a sentence is about its story, and how well a sentence fits a query."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

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
class Counts:
    """Hold how often each word stands in each text: a row a text, a column a word by its number.

    ``words`` is an empty column of the type that numbers words: they keep their numbers as long as it lives.
    """

    rows: csr_matrix
    words: pl.Series

    @property
    def row(self) -> Array:
        """Give the row of each count."""
        return np.repeat(np.arange(self.rows.shape[0]), np.diff(self.rows.indptr))


@dataclass(frozen=True, slots=True)
class Topic:
    """Hold the words of a story, with the weight and the part of the centre of each by its number.

    Without them everything is relevant.
    """

    words: pl.Series | None = None
    weight: Array = field(default_factory=lambda: np.zeros(0))
    centre: Array = field(default_factory=lambda: np.zeros(0))

    def of(self, texts: Sequence[str], counts: Counts | None = None) -> Array:
        """Give the relevance of texts, 0 to 1: cosine to the centre, as a share of a high one among them.

        ``counts`` are their words where they were counted before.
        """
        if self.words is None or not texts:
            return np.ones(len(texts))
        counts = words_of(texts, self.words) if counts is None else counts
        # words that the story does not have came later and have the highest numbers
        more = max(0, counts.rows.shape[1] - len(self.weight))
        row, weighed = counts.row, _weighed(counts, np.append(self.weight, np.zeros(more)))
        near = weighed * np.append(self.centre, np.zeros(more))[counts.rows.indices]
        length = np.sqrt(np.bincount(row, weighed**2, minlength=len(texts)))
        cosines = np.bincount(row, near, minlength=len(texts)) / np.where(length > 0, length, 1.0)
        high = np.quantile(cosines, FULL)
        if high <= 0:
            return np.ones(len(texts))
        shares: Array = np.clip(cosines / high, 0.0, 1.0).round(9)
        return shares


def topic(texts: Sequence[str], counts: Counts | None = None) -> Topic:
    """Learn what a story is about from its distinct texts.

    A word's weight is the logarithm of how many texts lack it, so that what stands in all weighs nothing,
    in any language and without a list of stop words. ``counts`` are their words where they were counted
    before.
    """
    if len(texts) < FEWEST:
        return Topic()
    counts = words_of(texts) if counts is None else counts
    number = np.bincount(counts.rows.indices, minlength=counts.rows.shape[1])
    lacking = np.log((len(texts) + 1.0) / (number + 1))
    weight = np.where((number >= 2) & (lacking > 0), lacking, 0.0)
    row, weighed = counts.row, _weighed(counts, weight)
    length = np.sqrt(np.bincount(row, weighed**2, minlength=len(texts)))
    share = weighed / np.where(length > 0, length, 1.0)[row]
    centre = np.bincount(counts.rows.indices, share, minlength=len(weight))
    size = np.sqrt((centre**2).sum())
    return Topic(counts.words, weight, centre / size) if size > 0 else Topic()


def words_of(texts: Sequence[str], words: pl.Series | None = None) -> Counts:
    """Count the words of each text. In parts: words take more room than counts.

    Terms are categories, so that millions of words are compared as numbers; ``words`` are those that have a
    number already.
    """
    if words is None:
        words = pl.Series([], dtype=pl.Categorical(pl.Categories.random()))
    word = pl.col("term").str.slice(0, LONGEST).str.to_lowercase().str.extract_all(r"\w\w+")
    frame = pl.DataFrame({"term": texts}, schema={"term": pl.String})
    many = [np.zeros(0, dtype=np.float32)]
    which, ends = [np.zeros(0, dtype=np.int32)], [np.zeros(1, dtype=np.int64)]
    for part in frame.iter_slices(PART):
        found = part.select(word)["term"]
        numbers = found.explode(empty_as_null=False).cast(words.dtype).to_physical().to_numpy()
        own = csr_matrix(
            (np.ones(len(numbers), dtype=np.float32), numbers, _ends(found)),
            shape=(part.height, int(numbers.max(initial=0)) + 1),
        )
        own.sum_duplicates()
        many.append(own.data)
        which.append(own.indices)
        ends.append(ends[-1][-1] + own.indptr[1:])
    columns = np.concatenate(which)
    rows = csr_matrix(
        (np.concatenate(many), columns, np.concatenate(ends)),
        shape=(len(texts), int(np.max(columns, initial=0)) + 1),
    )
    return Counts(rows, words)


def _ends(found: pl.Series) -> Array:
    """Give where each list of a column begins when all are laid end to end, and where the last one ends."""
    return np.concatenate(
        [np.zeros(1, dtype=np.int64), np.cumsum(found.list.len().to_numpy(), dtype=np.int64)]
    )


def _weighed(counts: Counts, weight: Array) -> Array:
    """Give each count's logarithm times the weight of its word."""
    return np.asarray((np.log(counts.rows.data.astype(np.float64)) + 1) * weight[counts.rows.indices])


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
