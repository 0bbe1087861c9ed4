"""Pair the claims of different articles that are one number by values and words, in one sweep over arrays."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from timeline.narrative.claims.candidates import RATIO, Told, common
from timeline.narrative.claims.drift import digits, rounds
from timeline.narrative.claims.gathering import words_of
from timeline.narrative.claims.nearness import Ints, Nearness

_RAREST = 5
_NEIGHBOURS = 12
"""Claims with the same rare word that are looked at on each side, by value."""
_ALIKE = {1: 0.24, 2: 0.14, 3: 0.06}
"""Likeness of the words around two equal numbers from which they are one claim, by the number's significant
digits: 589 says more than 500. Set on the sample corpus."""
_ALIKE_ROUNDED = 0.14
_ALIKE_RANK = 0.3
_SHARED_RANK = 3
_SAME_WAY = 0.7
"""Less is asked where both rise or both fall."""
ALIKE_CHANGED = 0.45
"""The same where the values differ."""
_SHARED_CHANGED = 4
_SHARED_PERCENT = 3
"""Telling words that two equal percentages must share: they are many and alike."""
_DAYS = 180
"""Days between two reports of one number at most, in one step of a chain."""
_NO_DAY = -1
_ANY_UNIT = "money"
"""The kind whose unit is no bar: a sum can be told in another currency."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Hold claims as numbers: kinds, units, articles and directions by code, days by ordinal."""

    kinds: NDArray[np.str_]
    values: Floats
    units: Ints
    articles: Ints
    ways: Ints
    days: Ints
    usable: Bools

    def compatible(self, ones: Ints, others: Ints, names: Sequence[str]) -> Bools:
        """Say of pairs of one kind whether day, direction and unit let them be one number."""
        a, b = self.days[ones], self.days[others]
        out = (a == _NO_DAY) | (b == _NO_DAY) | (np.abs(a - b) <= _DAYS)
        kinds = self.kinds[ones]
        ways = np.isin(kinds, ("percent", "money")) & (self.ways[ones] * self.ways[others] == -1)
        units = (self.units[ones] == self.units[others]) | (kinds == _ANY_UNIT)
        odd = np.flatnonzero(out & ~ways & ~units & (kinds == "count"))
        units[odd] = _by_pair(
            self.units[ones[odd]], self.units[others[odd]],
            lambda i, k: bool(words_of(names[i]) & words_of(names[k])),
        ).astype(bool)  # fmt: skip
        return np.asarray(out & ~ways & units)


def compatible(one: Told, other: Told) -> bool:
    """Say whether kind, day, direction and unit let two claims be one number."""
    a, b = one.row, other.row
    kind = a["kind"]
    if kind != b["kind"]:
        return False
    if one.day and other.day and abs((one.day - other.day).days) > _DAYS:
        return False
    if (
        kind in ("percent", "money")
        and one.direction
        and other.direction
        and one.direction != other.direction
    ):
        return False
    if kind == "count":
        return a["unit"] == b["unit"] or bool(words_of(a["unit"]) & words_of(b["unit"]))
    return bool(kind == _ANY_UNIT or one.measure == other.measure)


def alike(found: Sequence[Told], near: Nearness) -> list[tuple[int, int]]:
    """Give the pairs of claims whose values and words are near enough for one number, as places."""
    units = sorted({one.measure for one in found})
    columns = _columns(found, units)
    ones, others = _pairs(found, columns, near.weighed)
    kept = columns.compatible(ones, others, units)
    ones, others = ones[kept], others[kept]
    least, fewest = _wanted(columns, ones, others)
    kept = np.isfinite(least)
    ones, others, least, fewest = ones[kept], others[kept], least[kept], fewest[kept]
    cosines, shared = near.alike(ones, others)
    kept = (cosines >= least) & (shared >= fewest)
    return list(zip(ones[kept].tolist(), others[kept].tolist(), strict=True))


def _columns(found: Sequence[Told], units: Sequence[str]) -> Columns:
    rows = [one.row for one in found]
    ways = {"up": 1, "down": -1, None: 0}
    return Columns(
        kinds=np.array([row["kind"] for row in rows], dtype=np.str_),
        values=np.array([row["value"] or 0.0 for row in rows], dtype=float),
        units=_codes([one.measure for one in found], units),
        articles=_codes([row["article_id"] for row in rows]),
        ways=np.array([ways[one.direction] for one in found], dtype=np.int64),
        days=np.array([one.day.toordinal() if one.day else _NO_DAY for one in found], dtype=np.int64),
        usable=np.array([row["value"] is not None and not common(row) for row in rows], dtype=bool),
    )


def _pairs(found: Sequence[Told], columns: Columns, weighed: csr_matrix) -> tuple[Ints, Ints]:
    """Give pairs of claims of different articles with a rare word or value in common and values near.

    Claims are blocked by kind and each of their rarest words, and by kind, value and unit; within a block
    each is compared with its next neighbours by value.
    """
    kinds = _codes(columns.kinds.tolist())
    written = _codes([f"{one.row['kind']} {one.row['value'] or 0:.6g} {one.row['unit']}" for one in found])
    claims, words = _rarest(weighed, columns.usable)
    every = np.flatnonzero(columns.usable)
    blocks = np.concatenate([kinds[claims] * weighed.shape[1] + words, -1 - written[every]])
    members = np.concatenate([claims, every])
    # Rank once by value and article, so that only whole numbers are sorted with the blocks.
    by_value = np.lexsort((columns.articles, columns.values))
    rank = np.empty(len(found), dtype=np.int64)
    rank[by_value] = np.arange(len(found))
    order = np.argsort(blocks * len(found) + rank[members])
    blocks, members = blocks[order], members[order]
    out = [np.zeros(0, dtype=np.int64)]
    for step in range(1, _NEIGHBOURS + 1):
        low, high = members[:-step], members[step:]
        fits = (blocks[:-step] == blocks[step:]) & (columns.values[high] <= columns.values[low] * RATIO)
        fits &= columns.articles[low] != columns.articles[high]
        low, high = low[fits], high[fits]
        out.append(np.minimum(low, high) * len(found) + np.maximum(low, high))
    # Sorted: numpy's own unique counts by hashes, at eight times the cost.
    pairs = np.sort(np.concatenate(out))
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    return pairs // max(len(found), 1), pairs % max(len(found), 1)


def _rarest(weighed: csr_matrix, usable: Bools) -> tuple[Ints, Ints]:
    """Give the heaviest words of each usable claim, alphabetical where equal: (claims, words)."""
    sizes = np.diff(weighed.indptr)
    rows = np.repeat(np.arange(weighed.shape[0]), sizes)
    # Columns are alphabetical and a stable sort keeps them so; weights lie between 0 and 1.
    order = np.argsort(rows - weighed.data.astype(np.float64) * 0.5, kind="stable")
    place = np.arange(len(order)) - np.repeat(weighed.indptr[:-1], sizes)
    kept = order[(place < _RAREST) & usable[rows]]
    return rows[kept], weighed.indices[kept].astype(np.int64)


def _wanted(columns: Columns, ones: Ints, others: Ints) -> tuple[Floats, Ints]:
    """Give how alike the words of pairs must be for one number (infinite: never), and how many they share."""
    kinds, a, b = columns.kinds[ones], columns.values[ones], columns.values[others]
    equal, percent, rank = a == b, kinds == "percent", kinds == "rank"
    near = equal.copy()
    apart = np.flatnonzero(~equal & ~rank)
    near[apart] = _by_pair(a[apart], b[apart], lambda x, y: rounds(x, y) or rounds(y, x)).astype(bool)
    figures = _by_pair(a, a, lambda x, _: min(digits(x), 3))
    same_way = (columns.ways[ones] == columns.ways[others]) & (columns.ways[ones] != 0)
    exact = np.where(percent, _ALIKE_RANK, np.select([figures == n for n in _ALIKE], list(_ALIKE.values())))
    exact = exact * np.where(same_way, _SAME_WAY, 1.0)
    rounded = np.where(percent, ALIKE_CHANGED, _ALIKE_ROUNDED)
    changed = np.where(percent, np.inf, ALIKE_CHANGED)
    least = np.select([rank & equal, rank, equal, near], [_ALIKE_RANK, np.inf, exact, rounded], changed)
    few = np.where(percent, _SHARED_PERCENT, np.where(figures > 2, 1, 2))
    fewest = np.select([rank, equal, near], [_SHARED_RANK, few, 2], _SHARED_CHANGED)
    # The same figure in another currency: a slip, if all else is alike.
    slip = (kinds == "money") & (columns.units[ones] != columns.units[others])
    least = np.where(slip, np.where(equal, _ALIKE_ROUNDED, np.inf), least)
    return least, np.where(slip, 2, fewest)


def _by_pair(ones: NDArray[Any], others: NDArray[Any], told: Callable[[Any, Any], float]) -> NDArray[Any]:
    """Ask once about each different pair of values."""
    known: dict[tuple[Hashable, Hashable], float] = {}
    out = []
    for pair in zip(ones.tolist(), others.tolist(), strict=True):
        if pair not in known:
            known[pair] = told(*pair)
        out.append(known[pair])
    return np.array(out, dtype=float)


def _codes(values: Sequence[Hashable], known: Sequence[Any] | None = None) -> Ints:
    """Number the different values in their own order, or in the order of ``known``."""
    places = {value: code for code, value in enumerate(known or sorted(set(values)))}
    return np.fromiter((places[value] for value in values), np.int64, len(values))
