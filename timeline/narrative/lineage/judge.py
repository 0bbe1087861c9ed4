"""Decide what two alike articles are to each other: copy, rewrite, a common source, or shared quotations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timeline.narrative.lineage.explain import Explained

LEAST_SCORE = 0.08
"""Share of an article that must be explained before it counts as taken from another."""
COPY_SHARE = 0.5
"""Share of its words in common runs from which a text is a copy."""
QUOTED_WORDS = 8
UPSTREAM_VERBATIM = 0.1
"""Below this share of common runs two retellings may go back to a text that neither of them is."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold the judgement: which of the two is the source (True: the first), its kind, direction, reason."""

    forward: bool
    kind: str
    directed: bool
    reason: str


def judge(one: Row, two: Row, forth: Explained, back: Explained, threshold: float) -> Verdict | None:
    """Judge a pair: ``forth`` explains two by one, ``back`` one by two. None: nothing was taken."""
    order = _order(one, two)
    forward = order > 0 if order else forth.score >= back.score
    best = forth if forward else back
    if max(forth.score, back.score) < threshold and best.quoted < QUOTED_WORDS:
        return None
    kind = _kind(forth, back, threshold)
    if kind is None:
        return None
    directed = order != 0 and kind in ("copy", "rewrite")
    return Verdict(forward, kind, directed, _reason(kind, best, one if forward else two, order))


def _kind(forth: Explained, back: Explained, threshold: float) -> str | None:
    verbatim = max(forth.verbatim, back.verbatim)
    if verbatim >= COPY_SHARE:
        return "copy"
    if max(forth.own, back.own) >= threshold and max(forth.score, back.score) >= threshold:
        both = min(forth.score, back.score) >= threshold
        return "common_upstream" if both and verbatim < UPSTREAM_VERBATIM else "rewrite"
    return "shared_quotes" if max(forth.quoted, back.quoted) >= QUOTED_WORDS else None


def _order(one: Row, two: Row) -> int:
    """Say which is earlier: 1 the first, -1 the second, 0 not known."""
    first, second = one["published"], two["published"]
    if first is not None and second is not None and first != second:
        return 1 if first < second else -1
    if None not in (one["dct_stop"], two["dct_start"]) and one["dct_stop"] <= two["dct_start"]:
        return 1
    if None not in (two["dct_stop"], one["dct_start"]) and two["dct_stop"] <= one["dct_start"]:
        return -1
    return 0


def _reason(kind: str, found: Explained, source: Row, order: int) -> str:
    told = f"{len(found.matches)} of {found.sentences} sentences tell what the other tells"
    same = f"{found.verbatim:.0%} of the words in the same runs"
    when = "it appeared earlier" if order else "which came first is not known"
    if kind == "shared_quotes":
        return f"{found.quoted} words of the same quotations; the rest is told independently"
    if kind == "common_upstream":
        return (
            f"{told}, hardly in the same words ({same}): both seem to go back to a text not in the collection"
        )
    return f"{told}, {same}; {when}"
