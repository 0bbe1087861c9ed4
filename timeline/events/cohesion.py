"""Grow clusters of statements along the likest pairs, each merge checked against all members."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

COHESION = 0.5
"""A merge needs a mean likeness across both clusters of this share of the threshold: no chaining of unlike
events."""
WEAKEST = 0.08
"""Pairs less alike than this are not kept ..."""
UNSEEN = 0.06
"""... and count as this much in a mean: two statements of one day and story are never wholly unlike."""

Link = tuple[float, float, int]
"""What lies between two clusters: the sum of their pairs' likeness, the likest, how many pairs were seen."""
Edge = tuple[int, int, float, float]
"""Two items, their likeness, and how much more alike than that they would have to be to start a merge."""


@dataclass(slots=True)
class Cluster:
    """Hold a cluster in the making: its items, the time that all allow, and which sentences tell what."""

    members: list[int]
    lo: int
    hi: int
    told: dict[int, set[int]]

    def apart(self, other: "Cluster") -> bool:
        """Say whether one sentence tells an event of each: two headlines of one sentence are two events."""
        small, large = sorted((self.told, other.told), key=len)
        return any(large.get(sentence, heads) != heads for sentence, heads in small.items())

    def meets(self, other: "Cluster") -> bool:
        """Say whether a time is left that all items of both allow."""
        return max(self.lo, other.lo) < min(self.hi, other.hi)

    def take(self, other: "Cluster") -> None:
        """Take the items of another cluster in."""
        self.members += other.members
        self.lo, self.hi = max(self.lo, other.lo), min(self.hi, other.hi)
        for sentence, heads in other.told.items():
            self.told[sentence] = self.told.get(sentence, set()) | heads


def within_reach(edges: Sequence[np.ndarray], strong: np.ndarray, height: int) -> np.ndarray:
    """Mark the edges whose ends strong edges connect: no other can ever count for a merge."""
    a, b = edges
    links = coo_matrix((np.ones(int(strong.sum())), (a[strong], b[strong])), shape=(height, height))
    label = connected_components(links, directed=False)[1]
    return np.asarray(label[a] == label[b])


def grow(clusters: list[Cluster], edges: Iterable[Edge], threshold: float) -> list[Cluster]:
    """Join clusters, the likest first, unless time, cohesion or a shared sentence forbids it.

    How alike two clusters are is the mean over all pairs across them (average link), and half of it their
    likest pair, so that many tellings of one event gather before doubtful ones are judged.
    """
    near: list[dict[int, Link]] = [{} for _ in clusters]
    heap: list[tuple[float, int, int]] = []
    for a, b, like, extra in edges:
        near[a][b] = near[b][a] = (like, like - extra, 1)
        if like - extra >= threshold:
            heap.append((-_order(clusters[a], clusters[b], near[a][b]), a, b))
    heapq.heapify(heap)
    alive = [True] * len(clusters)
    while heap:
        key, a, b = heapq.heappop(heap)
        if not (alive[a] and alive[b]) or b not in near[a]:
            continue
        if -_order(clusters[a], clusters[b], near[a][b]) != key:
            continue
        if not _may_join(clusters[a], clusters[b], near[a][b], threshold):
            continue
        if len(near[a]) < len(near[b]):
            a, b = b, a
        _join(a, b, clusters, near)
        alive[b] = False
        for c, link in near[a].items():
            if link[1] >= threshold:
                heapq.heappush(heap, (-_order(clusters[a], clusters[c], link), min(a, c), max(a, c)))
    return [cluster for cluster, lives in zip(clusters, alive, strict=True) if lives]


def _mean(one: Cluster, two: Cluster, link: Link) -> float:
    pairs = len(one.members) * len(two.members)
    return (link[0] + UNSEEN * (pairs - link[2])) / pairs


def _order(one: Cluster, two: Cluster, link: Link) -> float:
    """Say which merge comes first: by the mean of average and likest pair."""
    return round((_mean(one, two, link) + link[1]) / 2, 9)


def _may_join(one: Cluster, two: Cluster, link: Link, threshold: float) -> bool:
    if not one.meets(two) or one.apart(two):
        return False
    return _mean(one, two, link) >= COHESION * threshold


def _join(a: int, b: int, clusters: list[Cluster], near: list[dict[int, Link]]) -> None:
    """Join cluster ``b`` into ``a``, and what is near to it."""
    clusters[a].take(clusters[b])
    mine = near[a]
    del mine[b]
    for c, (total, best, seen) in near[b].items():
        if c == a:
            continue
        old = mine.get(c, (0.0, 0.0, 0))
        mine[c] = near[c][a] = (old[0] + total, max(old[1], best), old[2] + seen)
        del near[c][b]
    near[b] = {}
