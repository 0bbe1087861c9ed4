"""Decide what two alike articles are to each other: copy, rewrite, a common source, or shared quotations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from timeline.narrative.lineage.explain import Explained, in_order

COPY_SHARE = 0.5
"""Share of its words in common runs from which a text is a copy."""
WHOLE_SHARE = 0.8
"""The same for articles whose common words are mostly quoted: two reports of one speech share much of it."""
QUOTED_WORDS = 8
QUOTED_MOSTLY = 20
"""Words of the same quotations from which two are reports of one speech, unless more is told in own words."""
RETOLD_WORDS = 4
"""Telling words of a quotation which the other article has in indirect speech, and names its speaker."""
FEWEST_SENTENCES = 2
"""Sentences told again from which a text is a rewrite of another, where they share few runs of words."""
UPSTREAM_SENTENCES = 8
"""Sentences of each that the other tells, from which the whole story is told twice, no part taken."""
UPSTREAM_VERBATIM = 0.1
"""Below this share of common runs two retellings may go back to a text that neither of them is."""
SWALLOWED = 3.0
"""Times the threshold that a source must stand in a longer target which it explains little of."""
TOLD_WORDS = 30
TOLD_IN_A_ROW = 12
"""Ordinary words outside quotations in common runs, and in one run, that show taking in a long text too."""
TOLD_ALONG = 20
"""The first of these where, beside it, many sentences of each are told in the other."""
SAME_ORDER = 0.7
"""Agreement in order (tau of Kendall 1938) from which two tell one text: retellings of one have 0.8 and more,
independent reports of one event 0.0 to 0.6."""
WORDING = 0.75
"""Share of the threshold that the ordinary words alone must reach."""
SHORT_PAIR = 16.0
"""Sentences (geometric mean of the two) up to which the threshold holds as it is: the more sentences there
are, the better the best of them fits by chance, so that longer texts must share more ordinary words."""
LOST_DETAILS = 5
"""Names and numbers that one text has lost, the other none, from which it was written after the other. Of ten
pairs of different outlets whose order is known nine are so; with three, or where each has lost some, as many
have a common source. In one outlet losses say nothing (22 of 40)."""
TAKEN = ("copy", "rewrite")
"""Kinds of which one took from the other."""

_NO_ORDER = "which came first is not known"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alike:
    """Hold how alike two articles are: ``forth`` explains the second by the first, ``back`` the reverse.

    ``wording`` gives the likeness of their ordinary words and ``retold`` the words of quotations that are
    told in indirect speech, ``lost`` the names and numbers that the second has lost of the first and the
    reverse; they are only asked where they decide.
    """

    forth: Explained
    back: Explained
    wording: Callable[[], float]
    retold: Callable[[], int]
    lost: Callable[[], tuple[int, int]]

    @property
    def told(self) -> int:
        """Give the ordinary words in common runs."""
        return max(self.forth.told, self.back.told)

    @property
    def quoted(self) -> int:
        """Give the quoted words in common runs."""
        return max(self.forth.quoted, self.back.quoted)

    @property
    def verbatim(self) -> float:
        """Give the share of common runs in the one that has the most."""
        return max(self.forth.verbatim, self.back.verbatim)

    @property
    def carried(self) -> bool:
        """Say whether ordinary words stand in both in a row, more than chance gives."""
        return self.told >= TOLD_WORDS and self.longest >= TOLD_IN_A_ROW

    @property
    def along(self) -> bool:
        """Say whether enough ordinary words stand in both, in a row or in many sentences of one order."""
        return self.told >= TOLD_ALONG and (self.longest >= TOLD_IN_A_ROW or self.in_order)

    @property
    def in_order(self) -> bool:
        """Say whether many sentences of each are told in the other, and in the same order."""
        ways = (self.forth.matches, self.back.matches)
        return min(map(len, ways)) >= UPSTREAM_SENTENCES and min(map(in_order, ways)) >= SAME_ORDER

    @property
    def longest(self) -> int:
        """Give the most ordinary words in a row."""
        return max(self.forth.longest, self.back.longest)

    def mutual(self, threshold: float) -> bool:
        """Say whether each tells many of the other's sentences."""
        both = min(self.forth.score, self.back.score) >= threshold
        return both and min(len(self.forth.matches), len(self.back.matches)) >= UPSTREAM_SENTENCES


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold the judgement: which of the two is the source (True: the first), its kind, direction, reason.

    ``slight`` is a rewrite that nothing shows but sentences which are alike: no words in a row, no credit.
    """

    forward: bool
    kind: str
    directed: bool
    reason: str
    slight: bool = False


def is_own(one: Row, two: Row) -> bool:
    """Say whether an article is known to be an earlier one of the other's outlet."""
    return _same_outlet(one, two) and is_earlier(one, two)


def is_earlier(one: Row, two: Row) -> bool:
    """Say whether an article is known to be earlier than another."""
    return _order(one, two) > 0


def names(one: Row, other: Row) -> bool:
    """Say whether an article names the outlet of the other as its source."""
    return one.get("source") != other.get("source") and other.get("source") in (one.get("credited") or ())


def judge(one: Row, two: Row, alike: Alike, threshold: float) -> Verdict | None:
    """Judge a pair; None: nothing was taken."""
    kind = _kind(alike, one, two, threshold)
    if kind is None:
        return None
    order = _order(one, two)
    named = 0 if order else names(two, one) - names(one, two)
    losses = 0 if order or named or kind not in TAKEN else _losses(one, two, alike)
    known = order + named + losses
    forward = known > 0 if known else alike.forth.score >= alike.back.score
    told, other = (alike.forth, alike.back) if forward else (alike.back, alike.forth)
    if kind == "shared_quotes" and not told.quoted and other.quoted:
        forward = not forward
    best, source, target = (alike.forth, one, two) if forward else (alike.back, two, one)
    if kind in TAKEN and _older(source, target):
        kind = "common_upstream"
    directed = kind in TAKEN and bool(known)
    shown = alike.carried or alike.verbatim >= UPSTREAM_VERBATIM or _either(one, two)
    slight = kind == "rewrite" and not shown
    reason = _reason(kind, best, source, target)
    if directed and losses:
        reason = reason.replace(_NO_ORDER, _told_first(alike, source, target))
    return Verdict(forward, kind, directed, reason, slight)


def _kind(alike: Alike, one: Row, two: Row, threshold: float) -> str | None:
    quotes = alike.quoted >= QUOTED_MOSTLY and alike.quoted > alike.told
    if alike.verbatim >= (WHOLE_SHARE if quotes else COPY_SHARE) and alike.told >= QUOTED_WORDS:
        return "common_upstream" if _agency(one, two) else "copy"
    if not quotes and _taken(alike, one, two, threshold) and _fits(alike, one, two, threshold):
        if not _upstream(alike, one, two, threshold):
            return "rewrite"
        if alike.along or alike.verbatim >= UPSTREAM_VERBATIM:
            return "common_upstream"
        if not _dated(one) and not _dated(two):
            return "rewrite"
    if alike.quoted >= QUOTED_WORDS or alike.retold() >= RETOLD_WORDS:
        return "shared_quotes"
    return None


def _upstream(alike: Alike, one: Row, two: Row, threshold: float) -> bool:
    """Say whether two that are alike both go back to a third, and none to the other."""
    if _agency(one, two) or not _one_took(alike, threshold, _either(one, two)):
        return True
    if _same_outlet(one, two):
        return False
    known = None not in (one.get("source"), two.get("source"))
    timeless = not _order(one, two) and names(one, two) == names(two, one)
    if known and timeless and not (alike.verbatim >= UPSTREAM_VERBATIM and _losses(one, two, alike)):
        return True
    return alike.verbatim < UPSTREAM_VERBATIM and alike.mutual(threshold)


def _taken(alike: Alike, one: Row, two: Row, threshold: float) -> bool:
    """Say whether one tells in its own voice what the other tells, in words that chance does not give."""
    forth, back = alike.forth, alike.back
    least = threshold / 2 if _credited(one, two) else threshold
    if max(forth.own, back.own) < least or max(forth.score, back.score) < least:
        return False
    along = alike.along and alike.mutual(threshold) and not _same_outlet(one, two)
    return along or _one_took(alike, threshold, _either(one, two))


def _one_took(alike: Alike, threshold: float, named: bool) -> bool:
    """Say whether so much is in the same ordinary words that one was written after the other.

    Half is enough where one of them names the other's outlet as its source.
    """
    if alike.carried:
        return True
    sentences = max(len(alike.forth.matches), len(alike.back.matches))
    if sentences < FEWEST_SENTENCES and alike.verbatim < UPSTREAM_VERBATIM:
        return False
    mean = (alike.forth.sentences * alike.back.sentences) ** 0.5
    least = WORDING * threshold * max(1.0, mean / SHORT_PAIR)
    return bool(alike.wording() >= (least / 2 if named else least))


def _fits(alike: Alike, one: Row, two: Row, threshold: float) -> bool:
    """Say whether the side that can be the target is explained, and not by its own outlet's background."""
    order = _order(one, two)
    told = alike.told >= TOLD_WORDS
    if order and not told:
        onward, other = (alike.forth, alike.back) if order > 0 else (alike.back, alike.forth)
        least = threshold / 2 if _credited(one, two) else threshold
        if onward.score < least and other.score < SWALLOWED * threshold:
            return False
    return told or not _same_outlet(one, two) or alike.verbatim >= UPSTREAM_VERBATIM


def _losses(one: Row, two: Row, alike: Alike) -> int:
    """Say of two outlets' texts which was written after which: 1 the second, -1 the first, 0 not known.

    An agency's text is there first, unless both have it from a third. What is retold loses names and numbers
    and gains none.
    """
    if _same_outlet(one, two) or None in (one.get("source"), two.get("source")) or _at_once(one, two):
        return 0
    agency = bool(one.get("is_agency")) - bool(two.get("is_agency"))
    if agency:
        both = set(one.get("credited") or ()) & set(two.get("credited") or ())
        return 0 if both else agency
    of_one, of_two = alike.lost()
    return (of_one >= LOST_DETAILS and not of_two) - (of_two >= LOST_DETAILS and not of_one)


def _dated(row: Row) -> bool:
    """Say whether anything is known of the day."""
    return row["published"] is not None or None not in (row["dct_start"], row["dct_stop"])


def _at_once(one: Row, two: Row) -> bool:
    """Say whether both were published at the same time."""
    return one["published"] is not None and one["published"] == two["published"]


def _told_first(alike: Alike, source: Row, target: Row) -> str:
    """Say what shows the order of two texts whose times do not."""
    if source.get("is_agency") and not target.get("is_agency"):
        return f"{_NO_ORDER}, but {source['source']} is a news agency"
    return f"{_NO_ORDER}, but {max(alike.lost())} names and numbers are lost in the other"


def _same_outlet(one: Row, two: Row) -> bool:
    return one.get("source") is not None and one.get("source") == two.get("source")


def _older(source: Row, target: Row) -> bool:
    """Say whether what two share is from an older text of the target's outlet.

    The source names it, or it is an agency: agencies send texts to others and take none from them.
    """
    if names(source, target) != names(target, source):
        return names(source, target)
    return bool(target.get("is_agency")) and not source.get("is_agency")


def _either(one: Row, two: Row) -> bool:
    return names(one, two) or names(two, one)


def _credited(one: Row, two: Row) -> bool:
    """Say whether the later one names the outlet of the earlier one; either, where the order is not known."""
    order = _order(one, two)
    return (order >= 0 and names(two, one)) or (order <= 0 and names(one, two))


def _agency(one: Row, two: Row) -> str | None:
    """Name the agency that both credit, one at least in a line of its own, and that neither of them is."""
    lines, other = (set(row.get("agencies") or ()) for row in (one, two))
    both = lines & other
    if not _same_outlet(one, two):
        both |= lines & set(two.get("credited") or ()) | other & set(one.get("credited") or ())
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


def _reason(kind: str, found: Explained, source: Row, target: Row) -> str:
    told = f"{len(found.matches)} of {found.sentences} sentences tell what the other tells"
    same = f"{found.verbatim:.0%} of the words in the same runs"
    if kind == "shared_quotes":
        if found.quoted < QUOTED_WORDS:
            return "one tells in other words what somebody says in the other; the rest is told independently"
        return f"{found.quoted} words of the same quotations; the rest is told independently"
    if kind == "common_upstream":
        agency = _agency(source, target)
        if agency:
            return f"{told}, {same}; both credit {agency}, which is not the outlet of either"
        if _older(source, target):
            what = "names" if names(source, target) else "has text of the agency"
            return f"{told}, {same}; the earlier one {what} {target['source']}: both go back to a text of it"
        how = "hardly in the same words " if found.verbatim < UPSTREAM_VERBATIM else ""
        return f"{told}, {how}({same}): both seem to go back to a text not in the collection"
    known = ["it appeared earlier"] if _order(source, target) else []
    if names(target, source):
        known.append(f"the other names {source['source']} as its source")
    return f"{told}, {same}; {', '.join(known) or _NO_ORDER}"
