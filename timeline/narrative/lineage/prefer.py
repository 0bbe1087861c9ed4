"""Prefer, of several possible sources of an article, the best and earliest for each passage."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
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


def preferred(edges: Sequence[Edge]) -> list[Edge]:
    """Drop directed edges that other edges into the same article explain: A to C, where C took it from B.

    Each sentence of a target goes to the source that explains it best, among equals to the earliest.
    """
    by_target: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.verdict.directed:
            by_target[edge.target].append(edge)
    gone: set[tuple[int, int]] = set()
    for target, sources in by_target.items():
        if len(sources) > 1:
            gone |= {(source, target) for source in _explained(sources)}
    return [edge for edge in edges if (edge.source, edge.target) not in gone]


def _explained(edges: Sequence[Edge]) -> set[int]:
    """Name the sources that have too little of their own."""
    best: dict[int, float] = defaultdict(float)
    for edge in edges:
        for match in edge.found.matches:
            best[match.number] = max(best[match.number], match.strength)
    holder: dict[int, int] = {}
    for edge in sorted(edges, key=lambda e: e.source):
        for match in edge.found.matches:
            if match.strength >= AS_GOOD * best[match.number]:
                holder.setdefault(match.number, edge.source)
    out = set()
    for edge in edges:
        all_of_it = sum(m.strength for m in edge.found.matches)
        own = sum(m.strength for m in edge.found.matches if holder.get(m.number) == edge.source)
        if own < LEAST_OWN * all_of_it:
            out.add(edge.source)
    return out
