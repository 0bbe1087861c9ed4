"""Decide what two alike articles are to each other: copy, rewrite, a common source, or shared quotations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timeline.narrative.lineage.explain import Explained

COPY_SHARE = 0.5
"""Share of its words in common runs from which a text is a copy."""
QUOTED_WORDS = 8
UPSTREAM_VERBATIM = 0.1
"""Below this share of common runs two retellings may go back to a text that neither of them is."""
SWALLOWED = 3.0
"""Times the threshold that a source must stand in a longer target which it explains little of."""
TOLD_WORDS = 30
TOLD_IN_A_ROW = 12
"""Words outside quotations in common runs, and in one run, that show taking in a text of any length."""
WORDING = 0.75
"""Share of the threshold that the ordinary words alone must reach."""
SHORT_PAIR = 16.0
"""Sentences (geometric mean of the two) up to which the threshold holds as it is: the more sentences there
are, the better the best of them fits by chance, so that longer texts must share more ordinary words."""

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
    kind = _kind(forth, back, one, two, threshold)
    if kind is None:
        return None
    directed = order != 0 and kind in ("copy", "rewrite")
    best, source, target = (forth, one, two) if forward else (back, two, one)
    agency = _agency(source, target) if kind == "common_upstream" else None
    if kind == "shared_quotes" and not best.quoted:
        forward, best = not forward, back if forward else forth
    return Verdict(forward, kind, directed, _reason(kind, best, order, agency))


def _kind(forth: Explained, back: Explained, one: Row, two: Row, threshold: float) -> str | None:
    verbatim = max(forth.verbatim, back.verbatim)
    if verbatim >= COPY_SHARE and max(forth.told, back.told) >= QUOTED_WORDS:
        return "common_upstream" if _agency(one, two) else "copy"
    if _taken(forth, back, threshold) and _fits(forth, back, one, two, threshold):
        both = min(forth.score, back.score) >= threshold and verbatim < UPSTREAM_VERBATIM
        outlets = {one.get("source"), two.get("source")}
        rivals = len(outlets) == 2 and None not in outlets and not _order(one, two)
        return "common_upstream" if both or rivals or _agency(one, two) else "rewrite"
    return "shared_quotes" if max(forth.quoted, back.quoted) >= QUOTED_WORDS else None


def _fits(forth: Explained, back: Explained, one: Row, two: Row, threshold: float) -> bool:
    """Say whether the side that can be the target is explained, and not by its own outlet's background."""
    order = _order(one, two)
    told = max(forth.told, back.told) >= TOLD_WORDS
    if order and not told:
        onward, other = (forth, back) if order > 0 else (back, forth)
        if onward.score < threshold and other.score < SWALLOWED * threshold:
            return False
    same = one.get("source") is not None and one.get("source") == two.get("source")
    return told or not same or max(forth.verbatim, back.verbatim) >= UPSTREAM_VERBATIM


def _taken(forth: Explained, back: Explained, threshold: float) -> bool:
    """Say whether one tells in its own voice what the other tells, in words that chance does not give."""
    if max(forth.own, back.own) < threshold or max(forth.score, back.score) < threshold:
        return False
    if max(forth.told, back.told) >= TOLD_WORDS and max(forth.longest, back.longest) >= TOLD_IN_A_ROW:
        return True
    mean = (forth.sentences * back.sentences) ** 0.5
    return bool(max(forth.wording, back.wording) >= WORDING * threshold * max(1.0, mean / SHORT_PAIR))


def _agency(one: Row, two: Row) -> str | None:
    """Name the agency that both credit and that neither of them is."""
    both = set(one.get("agencies") or ()) & set(two.get("agencies") or ())
    both -= {one.get("source"), two.get("source")}
    return min(both) if both else None


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


def _reason(kind: str, found: Explained, order: int, agency: str | None) -> str:
    told = f"{len(found.matches)} of {found.sentences} sentences tell what the other tells"
    same = f"{found.verbatim:.0%} of the words in the same runs"
    when = "it appeared earlier" if order else "which came first is not known"
    if kind == "shared_quotes":
        return f"{found.quoted} words of the same quotations; the rest is told independently"
    if agency:
        return f"{told}, {same}; both credit {agency}, which is not the outlet of either"
    if kind == "common_upstream":
        how = "hardly in the same words " if found.verbatim < UPSTREAM_VERBATIM else ""
        return f"{told}, {how}({same}): both seem to go back to a text not in the collection"
    return f"{told}, {same}; {when}"
