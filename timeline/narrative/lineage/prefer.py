"""Prefer, of several possible sources of an article, the best and earliest for each passage."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from timeline.narrative.lineage.explain import Explained, Match
from timeline.narrative.lineage.judge import Verdict

AS_GOOD = 0.9
"""Share of the best source's evidence for a passage with which an earlier source is preferred."""
ALSO_TOLD, OTHERS = 0.8, 2
"""Share of the evidence for a sentence with which another article tells it too, and how many such others make
it a fact of the story that each may have from anywhere."""
LEAST_OWN = 0.3
"""Share of its evidence that an edge must have for itself, not explained better by another source."""


Told = Mapping[int, Mapping[int, Sequence[Match]]]


@dataclass(frozen=True, slots=True)
class Edge:
    """Hold a pair that was judged: rows of the articles in the order of time."""

    source: int
    target: int
    verdict: Verdict
    found: Explained


def not_known_anyway(edges: Sequence[Edge], told: Told) -> list[Edge]:
    """Drop slight rewrites of which every sentence stands as well in others: what all tell is no trace.

    ``told`` has of each article what explains it, by the other article. Others that have something from the
    same source, or give something to it, do not count. Where the direction is not known, each of the two may
    be the source, and what both tell must be known in either.
    """
    beside: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        beside[edge.source].add(edge.target)
        beside[edge.target].add(edge.source)
    kept = []
    for edge in edges:
        ways = [(edge.source, edge.target)]
        if not edge.verdict.directed:
            ways.append((edge.target, edge.source))
        known = (_known_anyway(source, told[target], beside[source]) for source, target in ways)
        if not (edge.verdict.slight and all(known)):
            kept.append(edge)
    return kept


def _known_anyway(source: int, told: Mapping[int, Sequence[Match]], beside: set[int]) -> bool:
    """Say whether what a target has from a source stands as well in others, which explain it as ``told``."""
    needed = {match.number: ALSO_TOLD * match.strength for match in told[source]}
    count: Counter[int] = Counter()
    for other, matches in told.items():
        if other != source and other not in beside:
            count.update(m.number for m in matches if m.strength >= needed.get(m.number, float("inf")))
    return all(count[number] >= OTHERS for number in needed)


def preferred(
    edges: Sequence[Edge], told: Told, own: Callable[[int, int], bool], named: Callable[[int, int], bool]
) -> list[Edge]:
    """Drop directed edges that other articles explain better: A to C, where C took it from B.

    Each sentence of a target goes to the article that explains it best, among equals to the earliest: one
    that it has something from, or an earlier one of its ``own`` outlet, which has its background from itself.
    A source that the target has ``named`` needs half as much of its own.
    """
    by_target: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.verdict.directed:
            by_target[edge.target].append(edge)
    gone: set[tuple[int, int]] = set()
    for target, sources in by_target.items():
        known: dict[int, Sequence[Match]] = {edge.source: edge.found.matches for edge in sources}
        known |= {other: found for other, found in told[target].items() if own(other, target)}
        left = _left(known)
        for edge in sources:
            least = LEAST_OWN / 2 if named(edge.source, target) else LEAST_OWN
            if left[edge.source] < least:
                gone.add((edge.source, target))
    return [edge for edge in edges if (edge.source, edge.target) not in gone]


def _left(known: Mapping[int, Sequence[Match]]) -> dict[int, float]:
    """Give the share of what each article explains of a target that no other one explains better."""
    best: dict[int, float] = defaultdict(float)
    for matches in known.values():
        for match in matches:
            best[match.number] = max(best[match.number], match.strength)
    holder: dict[int, int] = {}
    for source in sorted(known):
        for match in known[source]:
            if match.strength >= AS_GOOD * best[match.number]:
                holder.setdefault(match.number, source)
    left = {}
    for source, matches in known.items():
        whole = sum(m.strength for m in matches)
        left[source] = (
            sum(m.strength for m in matches if holder[m.number] == source) / whole if whole else 1.0
        )
    return left
