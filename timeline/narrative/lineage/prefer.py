"""Prefer, of several possible sources of an article, the best and earliest for each passage."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from timeline.narrative.lineage.explain import Explained
from timeline.narrative.lineage.judge import Verdict

AS_GOOD = 0.9
"""Share of the best source's evidence for a passage with which an earlier source is preferred."""
LEAST_OWN = 0.3
"""Share of its evidence that an edge must have for itself, not explained better by another source."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Hold a pair that was judged: rows of the articles in the order of time."""

    source: int
    target: int
    verdict: Verdict
    found: Explained


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
