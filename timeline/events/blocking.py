"""Choose the pairs of statements that are worth a look: common time and a common word, never all pairs.

Pairs come from products of sparse matrices: a row an item, a column a word on a day (or in a month).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from timeline.events.told import Array

NARROW_DAYS = 10
"""Statements of at most so many days meet on the days that they cover: a week, a lead's week, a day."""
MIDDLE_DAYS = 100
"""Up to so many days they meet in the months that they cover; wider ones need a rare word."""
MAX_DAY_ITEMS = 150
"""A word in more statements of one day than this brings no two of them together ..."""
MAX_MONTH_ITEMS = 80
"""... nor one in more than this of a month ..."""
MAX_WIDE_ITEMS = 50
"""... nor one in more than this altogether, for statements of years and with open ends."""
ECHO_DAYS = 11
"""Statements with contradicting dates are compared if published within this many days ..."""
ECHO_TERMS = 7
"""... by their rarest words, so many of each ..."""
MAX_ECHO_ITEMS = 20
"""... that at most this many statements of that time have ..."""
SHARED_ECHOES = 3
"""... and of which they share at least so many."""
ROWS = 4_000
"""Items whose pairs are made at once, which bounds the memory."""
_DAY_US = 86_400_000_000
_BITS = 63
"""Bits of a number without its sign."""
_END_BITS = 31
"""Bits that the second of a pair takes in a number."""


@dataclass(frozen=True, slots=True)
class _Keyed:
    """Hold a matrix of items by word and period, and the same without the periods in which items begin.

    The product of the first less that of the second counts each word once, in the first period that two items
    share.
    """

    words: csr_matrix
    later: csr_matrix

    def pairs(self, left: Array, least: float) -> Iterator[tuple[Array, Array]]:
        """Give the pairs of ``left`` items with all items, each once, whose words come to ``least``."""
        turned, later = self.words.T.tocsr(), self.later.T.tocsr()
        is_left = np.zeros(self.words.shape[0], dtype=bool)
        is_left[left] = True
        for first in range(0, len(left), ROWS):
            own = left[first : first + ROWS]
            found = (self.words[own] @ turned - self.later[own] @ later).tocoo()
            a, b = own[found.row], found.col.astype(np.int64)
            kept = (np.round(found.data, 9) >= least) & ((a < b) | ((a != b) & ~is_left[b]))
            yield a[kept], b[kept]


def _keyed(items: Array, first: Array, last: Array, long: pl.DataFrame, most: int) -> _Keyed:
    """Give the words of items in the periods ``first`` to ``last`` (in), without those too frequent."""
    height = len(first)
    member = np.zeros(height, dtype=bool)
    member[items] = True
    item = long["item"].to_numpy()
    mine = member[item]
    item, weight = item[mine], long["weight"].to_numpy()[mine]
    term = long["term"].to_physical().to_numpy().astype(np.int64)[mine]
    times = (last - first + 1)[item]
    row = np.repeat(np.arange(len(item)), times)
    later = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    period = first[item][row] + later
    code, order = _sorted(term[row] * (int(period.max(initial=0)) + 1) + period)
    opens = np.flatnonzero(np.diff(code, prepend=-1))
    counts = np.diff(np.append(opens, len(order)))
    # A word that only one item has joins no two.
    some = (counts > 1) & (counts <= most)
    useful, column = order[np.repeat(some, counts)], np.repeat(np.arange(some.sum()), counts[some])
    shape = (height, max(int(some.sum()), 1))
    again = later[useful] > 0
    own, heavy = item[row[useful]], weight[row[useful]]
    words = csr_matrix((heavy, (own, column)), shape=shape)
    return _Keyed(words, csr_matrix((heavy[again], (own[again], column[again])), shape=shape))


def _sorted(codes: Array) -> tuple[Array, Array]:
    """Give numbers from 0 on in order, and the places that they had."""
    bits = len(codes).bit_length()
    if int(codes.max(initial=0)).bit_length() + bits > _BITS:
        order = np.argsort(codes, kind="stable")
        return codes[order], order
    # Number and place in one are sorted several times as fast as the places alone.
    both = pl.Series((codes << bits) | np.arange(len(codes))).sort().to_numpy()
    return both >> bits, both & ((1 << bits) - 1)


def candidates(items: pl.DataFrame, weights: pl.DataFrame, least: float) -> pl.DataFrame:
    """Give the pairs ``a < b`` of items whose times meet and whose sentences are at least ``least`` alike.

    ``items`` has ``item``, ``lo`` and ``hi``; ``weights`` has ``item``, ``term`` and ``weight``, of length
    one an item, so that the sum of products over common terms is the likeness. Very common terms are left
    out here; the likeness is worked out fully later.
    """
    lo, hi = (items[name].dt.timestamp("us").to_numpy() for name in ("lo", "hi"))
    days, months = (lo // _DAY_US, (hi - 1) // _DAY_US), _months(items)
    narrow, middle = hi - lo <= NARROW_DAYS * _DAY_US, hi - lo <= MIDDLE_DAYS * _DAY_US
    every, none = np.ones(items.height, dtype=bool), np.zeros(items.height, dtype=np.int64)
    found = []
    for left, right, (first, last), most in (
        (narrow, narrow, days, MAX_DAY_ITEMS),
        (middle & ~narrow, middle, months, MAX_MONTH_ITEMS),
        (~middle, every, (none, none), MAX_WIDE_ITEMS),
    ):
        kept = np.flatnonzero(right)
        if not left.any():
            continue
        start = int(np.min(first[kept]))
        keyed = _keyed(kept, first - start, last - start, weights, most)
        for a, b in keyed.pairs(np.flatnonzero(left), least):
            meet = (lo[a] < hi[b]) & (lo[b] < hi[a])
            found.append((np.minimum(a, b)[meet], np.maximum(a, b)[meet]))
    return _frame(found)


def _months(items: pl.DataFrame) -> tuple[Array, Array]:
    """Give the first and the last month of items' times, counted from the year 0."""
    last = pl.col("hi") - pl.duration(microseconds=1)
    number = [
        (day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64)).alias(name)
        for name, day in (("lo", pl.col("lo")), ("hi", last))
    ]
    months = items.select(number)
    return months["lo"].to_numpy(), months["hi"].to_numpy()


def _frame(found: list[tuple[Array, Array]]) -> pl.DataFrame:
    """Give pairs as a frame, in order."""
    return ordered([pl.DataFrame({"a": a, "b": b}) for a, b in found])


def ordered(pairs: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Give pairs ``a``, ``b`` of several frames in order, each once."""
    none = np.zeros(0, dtype=np.int64)
    wide = [some.select(pl.col("a", "b").cast(pl.Int64)) for some in pairs]
    both = [(some["a"].to_numpy() << _END_BITS) | some["b"].to_numpy() for some in wide]
    every = pl.Series(np.concatenate([none, *both])).sort().to_numpy()
    every = every[np.append(True, every[1:] != every[:-1])[: len(every)]]
    return pl.DataFrame({"a": every >> _END_BITS, "b": every & ((1 << _END_BITS) - 1)})


def same_kind(items: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs ``a < b`` of one day of which one names an event by its noun and the other's headline
    has that noun too, whatever else they tell.

    ``items`` also has ``nominal`` and ``kind``, the term of its predicate; ``heads`` are the weights of
    headlines.
    """
    day = (pl.col("hi") - pl.col("lo")) <= dt.timedelta(days=1)
    days = items.filter(day).select("item", "lo", "hi", pl.col("kind").cast(heads["term"].dtype), "nominal")
    named = days.filter("nominal").filter(pl.len().over("lo", "hi", "kind") <= MAX_DAY_ITEMS)
    nouns = heads.filter(pl.col("term").is_in(named["kind"].unique().implode()))
    telling = nouns.join(days.select("item", "lo", "hi"), on="item").select(
        "item", "lo", "hi", pl.col("term").alias("kind")
    )
    telling = telling.filter(pl.len().over("lo", "hi", "kind") <= MAX_DAY_ITEMS)
    both = named.join(telling, on=["lo", "hi", "kind"], suffix="_b").filter(
        pl.col("item") != pl.col("item_b")
    )
    ends = ("item", "item_b")
    return both.select(pl.min_horizontal(ends).alias("a"), pl.max_horizontal(ends).alias("b")).unique()


def echoes(items: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs ``a < b`` without common time whose sentences are much alike, published together.

    They share rare words, and stand for contradicting dates or for stale copies.
    """
    published = items["published"].is_not_null().to_numpy()
    bucket = (items["published"].dt.epoch("d") // ECHO_DAYS).fill_null(0).to_numpy().astype(np.int64)
    bucket -= bucket[published].min(initial=0)
    # The heaviest words of each item first; items are in order, and a weight is at most 1.
    order = np.argsort(2.0 * weights["item"].to_numpy() - weights["weight"].to_numpy(), kind="stable")
    item = weights["item"].to_numpy()[order]
    place = (
        np.arange(len(item))
        - np.flatnonzero(np.diff(item, prepend=-1))[np.cumsum(np.diff(item, prepend=-1) != 0) - 1]
    )
    rare = weights[np.sort(order[place < ECHO_TERMS])].with_columns(pl.lit(1.0).alias("weight"))
    kept = np.flatnonzero(published)
    bucket[~published] = 0
    keyed = _keyed(kept, bucket, bucket + 1, rare, MAX_ECHO_ITEMS)
    lo, hi = (items[name].dt.timestamp("us").to_numpy() for name in ("lo", "hi"))
    found = []
    for a, b in keyed.pairs(kept, SHARED_ECHOES):
        apart = (lo[a] >= hi[b]) | (lo[b] >= hi[a])
        found.append((a[apart], b[apart]))
    return _frame(found)
