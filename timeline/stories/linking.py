"""Join the most alike, two by two, as long as groups stay alike over all pairs of their members."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

Edge = tuple[int, int, float]
"""Two items, the smaller number first, and their likeness summed over all pairs of members."""
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
    edges: Sequence[Edge],
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
    heap: list[tuple[float, int, int, int, int]] = []
    work = _Work(groups, edges)

    def offer(a: int, b: int) -> None:
        one, other, total = work.group[a], work.group[b], work.near[a][b]
        mean = total / (one.size * other.size)
        if mean < floor or apart(one.span, other.span) > gap:
            return
        likeness = total / (one.total * other.total) ** 0.5 if cohesive else mean
        if likeness >= least:
            a, b = min(a, b), max(a, b)
            heapq.heappush(heap, (-likeness, a, b, work.state[a], work.state[b]))

    for a, b, _ in edges:
        offer(a, b)
    while heap:
        _, a, b, state_a, state_b = heapq.heappop(heap)
        if work.state[a] == state_a and work.state[b] == state_b:
            for other in work.join(a, b):
                offer(a, other)
    return work.heads()


class _Work:
    """Keep the groups while they join: who is near whom, and how often each has changed."""

    def __init__(self, groups: Sequence[Group], edges: Sequence[Edge]) -> None:
        self.group = list(groups)
        self.head = list(range(len(groups)))
        self.state = [0] * len(groups)
        self.near: list[dict[int, float]] = [{} for _ in groups]
        for a, b, total in edges:
            self.near[a][b] = self.near[b][a] = total

    def join(self, a: int, b: int) -> list[int]:
        """Put ``b`` into ``a`` and give all that is near it now."""
        one, other, between = self.group[a], self.group[b], self.near[a].pop(b)
        self.group[a] = Group(
            one.size + other.size, one.total + other.total + 2 * between, hull(one.span, other.span)
        )
        self.head[b] = a
        self.state[a] += 1
        self.state[b] = -1
        near = self.near[a]
        for third, total in self.near[b].items():
            if third != a:
                del self.near[third][b]
                near[third] = near.get(third, 0.0) + total
        self.near[b] = {}
        for third, total in near.items():
            self.near[third][a] = total
        return list(near)

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
