"""Measure how alike the words around claims are, for many pairs at once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from timeline.narrative.claims.candidates import Told

_BEFORE = 0.5
"""Weight of the words of the sentence before."""
_CHUNK = 50_000

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nearness:
    """Hold claims by words: ``weighed`` has rows of length one, columns are stems in alphabetical order.

    ``rarity`` weighs each stem, ``rare`` is the weight of one that two articles have.
    """

    weighed: csr_matrix
    places: dict[str, int]
    rarity: Mapping[str, float]
    rare: float

    def weight(self, words: Set[str]) -> float:
        """Give what words weigh together, in rare words."""
        return sum(self.rarity[word] for word in words) / self.rare

    def alike(self, ones: Ints, others: Ints) -> tuple[NDArray[np.float64], Ints]:
        """Give the cosine of the words of pairs of claims, and how many stems each pair shares."""
        cosines, shared = np.zeros(len(ones)), np.zeros(len(ones), dtype=np.int64)
        for at in range(0, len(ones), _CHUNK):
            part = slice(at, at + _CHUNK)
            both = self.weighed[ones[part]].multiply(self.weighed[others[part]]).tocsr()
            cosines[part] = np.asarray(both.sum(axis=1)).ravel()
            shared[part] = np.diff(both.indptr)
        return cosines, shared

    def likeness(self, one: int, other: int) -> float:
        """Give the cosine of the words of two claims."""
        ends, words, weights = self.weighed.indptr, self.weighed.indices, self.weighed.data
        a, b = slice(ends[one], ends[one + 1]), slice(ends[other], ends[other + 1])
        _, x, y = np.intersect1d(words[a], words[b], assume_unique=True, return_indices=True)
        return float(weights[a][x] @ weights[b][y])


def nearness(found: Sequence[Told]) -> Nearness:
    """Weigh the stems around claims by how few articles tell claims with them."""
    articles: dict[str, set[str]] = {}
    for one in found:
        articles.setdefault(one.row["article_id"], set()).update(one.near, one.before)
    seen = Counter(word for words in articles.values() for word in words)
    known = sorted(seen)
    places = {word: place for place, word in enumerate(known)}
    if not known:
        return Nearness(csr_matrix((len(found), 1)), places, {}, 1.0)
    near, before = _said((one.near for one in found), places), _said((one.before for one in found), places)
    # Where a word stands in both sentences, its own counts.
    both = near.maximum(before * _BEFORE).tocsr()
    both.sort_indices()
    rarity = np.array([log(1 + len(articles) / seen[word]) for word in known])
    both.data = both.data * rarity[both.indices]
    lengths = np.sqrt(np.asarray(both.multiply(both).sum(axis=1)).ravel())
    both.data = both.data / np.repeat(np.where(lengths, lengths, 1.0), np.diff(both.indptr))
    weights = dict(zip(known, rarity.tolist(), strict=True))
    return Nearness(both, places, weights, log(1 + len(articles) / 2))


def _said(words: Iterator[frozenset[str]], places: dict[str, int]) -> csr_matrix:
    """Give one row a claim with 1 where a stem is said; sets that claims share are looked up once."""
    rows: list[Ints] = []
    cache: dict[int, Ints] = {}
    for stems in words:
        key = id(stems)
        if key not in cache:
            cache[key] = np.fromiter(map(places.__getitem__, stems), np.int64, len(stems))
        rows.append(cache[key])
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    made = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(places)))
    made.sort_indices()
    return made
