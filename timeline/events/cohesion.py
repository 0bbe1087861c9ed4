"""Grow clusters of statements along the likest pairs, each merge checked against all members."""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from timeline.events.alike import HEADLINE_WEIGHT, SENTENCE_WEIGHT

TOLD_BY_BOTH = 1 / 6
"""Share of the sentences of the smaller of two clusters that may tell a statement of each."""
JOINED = 0.8
"""Two clusters are joined from this share of the threshold on ..."""
LIKEST = 1.0
"""... if one pair of them is this alike."""
BLEND = 1.3
WEAKEST = 0.08
"""Pairs less alike than this are not kept ..."""
UNSEEN = 0.06
"""... and count as this much in a mean: two statements of one day and story are never wholly unlike."""

Link = tuple[float, float, int, float, float]
"""What lies between two clusters: the sum of their pairs' likeness, the likest, how many pairs were seen, and
the sums of the weighed likeness of their sentences and headlines."""
Edge = tuple[int, int, float, float, float, float]
"""Two items, their likeness, how much more alike than that they would have to be to start a merge, and their
sentences' and headlines' part of it."""


@dataclass(slots=True)
class Cluster:
    """Hold a cluster in the making: its items, the time that all allow, and which sentences tell what."""

    members: list[int]
    lo: int
    hi: int
    told: dict[int, set[int]]
    sentence: float = 1.0
    headline: float = 1.0
    """Squared lengths of the sums of its members' sentences and headlines."""

    def apart(self, other: "Cluster") -> bool:
        """Say whether sentences tell an event of each: two headlines of one sentence are two events.

        Of many sentences a few may: "plunged on Monday, wiping $460 billion off its value by noon".
        """
        small, large = sorted((self.told, other.told), key=len)
        both = sum(large.get(sentence, heads) != heads for sentence, heads in small.items())
        return both > TOLD_BY_BOTH * len(small)

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

    How alike two clusters are is the mean over all pairs across them, but for the words: these are compared
    as sums over each cluster (centroids), so that many tellings of one event gather before doubtful ones are
    judged, and what only one of them is like stays out.
    """
    near: list[dict[int, Link]] = [{} for _ in clusters]
    heap: list[tuple[float, int, int]] = []
    for a, b, like, extra, sentence, headline in edges:
        near[a][b] = near[b][a] = (like - extra, like - extra, 1, sentence, headline)
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
        if not clusters[a].meets(clusters[b]) or clusters[a].apart(clusters[b]):
            continue
        if len(near[a]) < len(near[b]):
            a, b = b, a
        _join(a, b, clusters, near)
        alive[b] = False
        for c, link in near[a].items():
            order = _order(clusters[a], clusters[c], link)
            if link[1] >= LIKEST * threshold and order >= JOINED * threshold:
                heapq.heappush(heap, (-order, min(a, c), max(a, c)))
    return [cluster for cluster, lives in zip(clusters, alive, strict=True) if lives]


def _order(one: Cluster, two: Cluster, link: Link) -> float:
    """Say how alike two clusters are, and so which merge comes first."""
    pairs = len(one.members) * len(two.members)
    mean = (link[0] + UNSEEN * (pairs - link[2])) / pairs
    sentence = link[3] * (1 / math.sqrt(one.sentence * two.sentence) - 1 / pairs)
    headline = link[4] * (1 / math.sqrt(one.headline * two.headline) - 1 / pairs)
    return round(mean + BLEND * (sentence + headline), 9)


def _join(a: int, b: int, clusters: list[Cluster], near: list[dict[int, Link]]) -> None:
    """Join cluster ``b`` into ``a``, and what is near to it."""
    mine = near[a]
    _, _, _, sentence, headline = mine.pop(b)
    one, two = clusters[a], clusters[b]
    one.sentence += two.sentence + 2 * sentence / SENTENCE_WEIGHT
    one.headline += two.headline + 2 * headline / HEADLINE_WEIGHT
    one.take(two)
    for c, link in near[b].items():
        if c == a:
            continue
        old = mine.get(c, (0.0, 0.0, 0, 0.0, 0.0))
        mine[c] = near[c][a] = (
            old[0] + link[0],
            max(old[1], link[1]),
            old[2] + link[2],
            old[3] + link[3],
            old[4] + link[4],
        )
        del near[c][b]
    near[b] = {}
