"""Pick the pairs of articles that are worth aligning, without looking at every pair.

Two articles are a candidate if they share enough rare words, rare pairs of neighbouring words or runs of five
words for the length of the shorter one. What stands in many articles is a common phrase of the story; it
leads only from the first of them to each other one, and from each to the next, so that cost grows with the
number of articles and not with its square, and a text that a hundred outlets printed is still found.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from timeline.narrative.lineage.runs import ROWS, RUN, Runs, groups
from timeline.narrative.lineage.tokens import ROW, Ids, Stems

MOST_ARTICLES = 40
FEWEST_ARTICLES = 8
"""Articles among which every pair is looked at if they share a rare feature; fewer in a large collection."""
PAIRED = 40_000
"""Articles times the articles of a rare feature: bounds the pairs."""
MOST_CANDIDATES = 30
"""Pairs an article enters into at most, the best first."""
LEAST_RATE = 0.08
"""Evidence a pair needs for each word of the shorter text. Of answers written after a source the least has
0.09, partly rewritten articles have 0.16 and more; of pairs of news articles one in a hundred has 0.07."""
SHORTEST = 40
LEAST_SHARED = 5.0
ENOUGH_SHARED = 60.0
"""Evidence with which a pair is looked at whatever its length: a paragraph in a long article."""
_WEIGHTS = (1.0, 1.5, 2.0)
"""Weights of a word, of two neighbours and of a run that two articles alone have."""
_AT_ONCE = 4_000_000
"""Pairs gathered before they are summed: bounds the memory."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Hold pairs of rows, ``one`` < ``two``, with the evidence that they share, in order."""

    one: NDArray[np.int64]
    two: NDArray[np.int64]
    shared: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the candidates, the runs that an outlet prints again and again (keys), and all stems (keys)."""

    pairs: list[tuple[int, int]]
    stock: dict[str, Ids]
    stems: Ids
    counts: NDArray[np.int64]


def candidates(articles: pl.DataFrame, told: Stems, window_days: int | None, often: int) -> Found:
    """Give pairs of rows of ``articles``, and the runs that stand in ``often`` articles of an outlet or more.

    ``told`` are the articles' words; the order of the articles is that of time, so that the first of many is
    the earliest. Articles whose days are known to lie further apart than ``window_days`` are no pair.
    """
    most = min(MOST_ARTICLES, max(FEWEST_ARTICLES, PAIRED // max(articles.height, 1)))
    days = _Days(articles, window_days)
    sums = _Sums(most)
    outlets = _Outlets(articles["source"].to_list(), often)
    runs = Runs(told, most)
    for kind, length in enumerate((1, 2, RUN)):
        for found in runs.shared(length, often=length == RUN):
            sizes, starts = groups(found)
            if length == RUN:
                outlets.add(found, sizes)
                one, two = _star(found, sizes, starts, most)
                sums.add(*days.near(one, two), kind, most)
            for one, two, group in _every(found, sizes, starts, most):
                sums.add(*days.near(one, two), kind, group)
    return Found(_best(sums.total(), np.diff(told.first)), outlets.stock(), *runs.counted())


class _Days:
    """Say which articles can belong together by their days; an unknown day can be any."""

    def __init__(self, articles: pl.DataFrame, window_days: int | None) -> None:
        last = 10_000_000
        days = articles.select(
            start=pl.col("dct_start").to_physical().fill_null(-last).cast(pl.Int64),
            stop=pl.col("dct_stop").to_physical().fill_null(last).cast(pl.Int64),
        )
        self.start, self.stop = days["start"].to_numpy(), days["stop"].to_numpy()
        self.window = window_days

    def near(
        self, one: NDArray[np.int64], two: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Keep the pairs that are not known to lie too far apart."""
        if self.window is None:
            return one, two
        near = (self.start[two] <= self.stop[one] + self.window) & (
            self.start[one] <= self.stop[two] + self.window
        )
        return one[near], two[near]


class _Sums:
    """Add up the evidence of pairs: the fewer articles have what they share, the more."""

    def __init__(self, most: int) -> None:
        self.table = np.zeros(3 * 256)
        for kind, weight in enumerate(_WEIGHTS):
            for size in range(1, most + 1):
                self.table[kind * 256 + size] = 2 * weight / (1 + size**0.5 / 2)
        self.waiting: list[Ids] = []
        self.count = 0
        self.done: list[tuple[Ids, NDArray[np.float64]]] = []

    def add(self, one: NDArray[np.int64], two: NDArray[np.int64], kind: int, size: int) -> None:
        """Take pairs that share something of a kind which ``size`` articles have."""
        pair = one.astype(np.uint64) << ROW | two.astype(np.uint64)
        self.waiting.append(pair << np.uint64(16) | np.uint64(kind * 256 + min(size, 255)))
        self.count += len(one)
        if self.count > _AT_ONCE:
            self._sum()

    def _sum(self) -> None:
        packed = np.sort(np.concatenate(self.waiting))
        self.waiting, self.count = [], 0
        if len(packed):
            pair = packed >> np.uint64(16)
            starts = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
            weights = self.table[(packed & np.uint64(0xFFFF)).astype(np.int64)]
            self.done.append((pair[starts], np.add.reduceat(weights, starts)))

    def total(self) -> Pairs:
        """Give the pairs with their sums."""
        if self.waiting:
            self._sum()
        pair = np.concatenate([np.zeros(0, np.uint64), *(pairs for pairs, _ in self.done)])
        weights = np.concatenate([np.zeros(0), *(weights for _, weights in self.done)])
        unique, place = np.unique(pair, return_inverse=True)
        shared = np.bincount(place, weights, minlength=len(unique)).astype(np.float64)
        kept = shared >= LEAST_SHARED
        unique, shared = unique[kept], shared[kept]
        return Pairs((unique >> ROW).astype(np.int64), (unique & ROWS).astype(np.int64), shared)


class _Outlets:
    """Gather the runs that stand in many articles of one outlet."""

    def __init__(self, sources: list[str | None], often: int) -> None:
        self.names = sorted({source for source in sources if source})
        number = {name: n for n, name in enumerate(self.names, 1)}
        self.outlet = np.array([number.get(source or "", 0) for source in sources], dtype=np.uint64)
        self.often = often
        self.kept: list[Ids] = []

    def add(self, held: Ids, sizes: NDArray[np.int64]) -> None:
        """Take runs with their articles, all of each run at once."""
        kept = held[np.repeat(sizes >= self.often, sizes)]
        by_outlet = np.sort((kept >> ROW) << ROW | self.outlet[(kept & ROWS).astype(np.int64)])
        unique, counts = np.unique(by_outlet, return_counts=True)
        self.kept.append(unique[counts >= self.often])

    def stock(self) -> dict[str, Ids]:
        """Give by outlet the keys of its runs, sorted."""
        kept = np.concatenate([np.zeros(0, np.uint64), *self.kept])
        place = (kept & ROWS).astype(np.int64)
        return {name: kept[place == n] >> ROW for n, name in enumerate(self.names, 1) if (place == n).any()}


def _every(
    held: Ids, sizes: NDArray[np.int64], starts: NDArray[np.int64], most: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], int]]:
    """Give every two articles of what few have: (first, second, how many have it)."""
    for size in range(2, most + 1):
        at = starts[sizes == size]
        columns = [(held[at + k] & ROWS).astype(np.int64) for k in range(size)]
        for i in range(size):
            for j in range(i + 1, size):
                yield columns[i], columns[j], size


def _star(
    held: Ids, sizes: NDArray[np.int64], starts: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lead from the first of many to each other one, and from each to the next."""
    many = np.repeat(sizes > most, sizes)
    first = np.repeat(held[starts] if len(starts) else held, sizes)[many]
    place = np.arange(len(held)) - np.repeat(starts, sizes)
    rows, place = (held[many] & ROWS).astype(np.int64), place[many]
    head = (first & ROWS).astype(np.int64)
    far, following = place > 0, place > 1
    before = np.append(np.zeros(min(len(rows), 1), np.int64), rows[:-1])
    return np.append(head[far], before[following]), np.append(rows[far], rows[following])


def _best(pairs: Pairs, lengths: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Keep each article's best pairs, judged by the evidence for the length of the shorter one."""
    rate = pairs.shared / np.maximum(np.minimum(lengths[pairs.one], lengths[pairs.two]), SHORTEST)
    good = (rate >= LEAST_RATE) | (pairs.shared >= ENOUGH_SHARED)
    one, two, rate = pairs.one[good], pairs.two[good], rate[good]
    article, place = np.append(one, two), np.tile(np.arange(len(one)), 2)
    order = np.lexsort((two[place], one[place], -np.round(rate[place], 9), article))
    article, place = article[order], place[order]
    starts = np.flatnonzero(np.append(True, article[1:] != article[:-1])) if len(article) else order
    rank = np.arange(len(article)) - np.repeat(starts, np.diff(np.append(starts, len(article))))
    kept = np.unique(place[rank < MOST_CANDIDATES])
    return sorted(zip(one[kept].tolist(), two[kept].tolist(), strict=True))
