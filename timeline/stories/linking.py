"""Join the most alike, two by two, as long as groups stay alike over all pairs of their members."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_ANY_TIME = (-math.inf, math.inf)
_ROUNDED = 1 - 1e-9
"""A first look must not leave out what only rounding makes too little."""
Edges = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Pairs of items, the smaller number first, and their likeness summed over all pairs of members."""
Span = tuple[int, int] | None
"""First and last day of a group as numbers; None: no day is known, so that it fits any time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Hold how many members a group has, their likeness summed over all ordered pairs, and their days."""

    size: int
    total: float
    span: Span


def linked(
    groups: Sequence[Group],
    edges: Edges,
    least: float,
    gap: int,
    *,
    cohesive: bool,
    floor: float = 0.0,
) -> list[int]:
    """Give for each group the smallest number of those that it joins.

    Two join where their members are alike by ``least`` on average (a pair without an edge counts as 0) and no
    more than ``gap`` days lie between them. ``cohesive`` compares that average with how alike the members of
    each are among themselves, as the cosine of their sums does; it must then reach ``floor``, too. The most
    alike join first; of equal ones those with the smallest numbers, so that nothing but the items matters.
    """
    work = _Work(groups, edges, _Terms(least, floor, gap, cohesive))
    heap = work.offers()
    while heap:
        _, a, b, state_a, state_b = heapq.heappop(heap)
        if work.state[a] == state_a and work.state[b] == state_b:
            for offer in work.join(a, b):
                heapq.heappush(heap, offer)
    return work.heads()


@dataclass(frozen=True, slots=True)
class _Terms:
    """Hold when two groups join, as ``linked`` says."""

    least: float
    floor: float
    gap: int
    cohesive: bool


_Offer = tuple[float, int, int, int, int]
"""Likeness with a minus, two groups, and the states in which they are so alike."""


class _Work:
    """Keep the groups while they join: who is near whom, and how often each has changed."""

    def __init__(self, groups: Sequence[Group], edges: Edges, terms: _Terms) -> None:
        self.terms = terms
        self.spans = [group.span for group in groups]
        self.size = [group.size for group in groups]
        self.total = [group.total for group in groups]
        self.head = list(range(len(groups)))
        self.state = [0] * len(groups)
        self.edges = edges
        self.near: list[dict[int, float]] = [{} for _ in groups]
        for a, b, total in zip(*(column.tolist() for column in edges), strict=True):
            self.near[a][b] = self.near[b][a] = total

    def offers(self) -> list[_Offer]:
        """Give the offers of all pairs at first, as a heap; in columns, as there may be millions."""
        a, b = self.edges[0], self.edges[1]
        total = self.edges[2].astype(np.float64)
        if not a.size:
            return []
        size, own = np.array(self.size, dtype=np.float64), np.array(self.total)
        low, high = np.array([span or _ANY_TIME for span in self.spans], dtype=np.float64).T
        mean = total / (size[a] * size[b])
        likeness = total / np.sqrt(own[a] * own[b]) if self.terms.cohesive else mean
        days = np.maximum(low[a], low[b]) - np.minimum(high[a], high[b])
        good = (likeness >= self.terms.least) & (mean >= self.terms.floor) & (days <= self.terms.gap)
        found = zip((-likeness[good]).tolist(), a[good].tolist(), b[good].tolist(), strict=True)
        heap = [(minus, min(one, two), max(one, two), 0, 0) for minus, one, two in found]
        heapq.heapify(heap)
        return heap

    def join(self, a: int, b: int) -> list[_Offer]:
        """Put ``b`` into ``a`` and give the offers of ``a`` with all that is near it now."""
        near = self.near[a]
        between = near.pop(b)
        self.size[a] += self.size[b]
        self.total[a] += self.total[b] + 2 * between
        self.spans[a] = hull(self.spans[a], self.spans[b])
        self.head[b] = a
        self.state[a] += 1
        self.state[b] = -1
        for third, total in self.near[b].items():
            if third != a:
                others = self.near[third]
                del others[b]
                others[a] = near[third] = near.get(third, 0.0) + total
        self.near[b] = {}
        return self._offered(a)

    def _offered(self, a: int) -> list[_Offer]:
        """Give the offers of a group with those near it; most are too unlike, which is seen first."""
        size, own, span, state = self.size, self.total, self.spans, self.state
        least, floor, gap, cohesive = (
            self.terms.least, self.terms.floor, self.terms.gap, self.terms.cohesive
        )  # fmt: skip
        mine = size[a]
        enough = max(floor, 0.0 if cohesive else least) * mine * _ROUNDED
        squared, within = least * least * own[a], span[a]
        out = []
        for third, total in self.near[a].items():
            if total < enough * size[third] or (cohesive and total * total < squared * own[third] * _ROUNDED):
                continue
            mean = total / (mine * size[third])
            likeness = total / (own[a] * own[third]) ** 0.5 if cohesive else mean
            if likeness < least or mean < floor or apart(within, span[third]) > gap:
                continue
            one, two = (a, third) if a < third else (third, a)
            out.append((-likeness, one, two, state[one], state[two]))
        return out

    def heads(self) -> list[int]:
        """Give for each item the group that holds it at the end."""
        for item in range(len(self.head)):  # a head always has a smaller number than what joined it
            self.head[item] = self.head[self.head[item]]
        return self.head


def apart(one: Span, other: Span) -> int:
    """Count the days between two spans, 0 where they touch or a day is not known.

    >>> apart((1, 3), (8, 9)), apart((1, 3), (2, 9)), apart(None, (2, 9))
    (5, 0, 0)
    """
    if one is None or other is None:
        return 0
    return max(0, max(one[0], other[0]) - min(one[1], other[1]))


def hull(one: Span, other: Span) -> Span:
    """Give the span from the first day of two to the last.

    >>> hull((3, 4), (1, 2)), hull(None, (1, 2))
    ((1, 4), (1, 2))
    """
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])
