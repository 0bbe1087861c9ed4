"""Say which claims surely belong to the family they were put into, and which changes can be told.

A family grows by links, and two sums of one size are soon linked by everyday words. Here each claim is
compared with the others of its family at once, those of its own article left out, and what both share must
weigh something. How much depends on what the number says: 589 says more than 500, a week says more than a
year, and a number that most articles give for one thing needs no other sign.

All thresholds were set on 340 rows of 12,000 news articles, read one by one.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from timeline.narrative.claims.candidates import Told
from timeline.narrative.claims.drift import digits
from timeline.narrative.claims.gathering import words_of
from timeline.narrative.claims.nearness import Ints, Nearness

LIKE: Mapping[str, float] = {"money": 0.2, "count": 0.25, "percent": 0.32, "duration": 0.2, "rank": 0.38}
"""Likeness to its family that a claim of an equal number must have, by kind; what is not here needs none."""
WEIGHT: Mapping[str, float] = {"money": 1.5, "percent": 1.45, "duration": 1.5, "rank": 1.6}
"""What the words that it shares with the first report must weigh, in words that two articles have."""
_WEIGHT_FIRST = 0.9
"""The same for sums of which another report of the family, of a known day, shares more."""
_EXACT, _LIKE_EXACT, _WEIGHT_EXACT = 3, {"money": 0.0, "count": 0.1}, 0.7
"""Likeness and weight for numbers of so many digits."""
_LIKE_OPPOSED = 0.45
"""Likeness of "up to 10,000" and "more than 10,000", which cannot both be."""
_LIKE_COUNT_OF_WEEK, _LIKE_MONEY_LATER, _LIKE_ROUND_PERCENT, _LIKE_DURATION_UNDATED = 0.18, 0.35, 0.4, 0.45
_WEEK, _LATER, _YEAR, _LIKE_RANK_LATER = 7, 180, 365, 0.6
_ROUNDING = 1e-9
_MOSTLY, _FEWEST, _WEIGHT_KNOWN, _ABOUT = 0.5, 3, 1.1, 0.03
"""Share of the articles with a number that one family must hold for the number to mean mostly that, how many
articles that must be, and what the words shared with one other report must weigh then: nothing where so large
a share of all articles gives the number that the collection is about it."""
_LIKE_ROUNDED: Mapping[str, float] = {"count": 0.5, "percent": 0.45}
_LIKE_ROUNDED_MONEY: Mapping[int, float] = {1: 0.35, 2: 0.19, 3: 0.1}
"""The likeness for a rounded number, for sums by the digits of the rounder one."""
_LIKE_ROUND_SUM, _ROUND_DAYS, _WEIGHT_ROUNDED = 0.2, 2, 1.7
"""A sum of one digit needs less within so many days; what is shared later must weigh so much."""
_SMALL = 1000
_LARGE, _LEADING = 5, 0.5
"""Articles of a family from which its first report must have so much of the likeness that most have."""
_WEIGHT_CHANGED, _LIKE_CHANGED_UNDATED, _LIKE_CHANGED_PERCENT = 1.85, 0.55, 0.6
_CHANGE_DAYS, _PERCENT_DAYS, _ROUNDED_DAYS, _ROUNDED_PERCENT_DAYS = 21, 1, 130, 14
"""Days in which another value is a change: later it is the next month's or poll's, or the price of then."""

_UPPER, _LOWER = frozenset({"up_to", "under"}), frozenset({"at_least", "more_than"})

_Number = tuple[str, str | None, float | None]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Hold what is known of numbers in a collection: who gives them and how like its family each claim is.

    ``like`` and ``family`` (its members) are by place in ``found``; ``given`` has the articles that give a
    number, each with the words of its units.
    """

    found: Sequence[Told]
    near: Nearness
    like: Mapping[int, float]
    family: Mapping[int, Sequence[int]]
    size: Mapping[int, int]
    given: Mapping[_Number, Mapping[str, Set[str]]]
    articles: int

    def likely(self, lead: int, other: int, change: str) -> bool:
        """Say whether a claim is of the number of its family, of which ``lead`` is the first report."""
        if change in ("meaning_turned", "changed_value") or self.found[other].row["value"] is None:
            return True
        return self._rounded(lead, other) if change == "rounded" else self._equal(lead, other)

    def tells(self, lead: int, other: int, change: str) -> bool:
        """Say whether another value is a change of the first report's, and no second number."""
        if change not in ("rounded", "changed_value"):
            return True
        first, one = self.found[lead], self.found[other]
        percent, days = one.row["kind"] == "percent", days_between(first, one)
        if self._both(first, one) and (change == "changed_value" or not _blurred(first, one)):
            return False
        if change == "rounded" and one.row["kind"] == "count":
            # nobody rounds 51 people to 50 without a word
            big = _blurred(first, one) or _coarser(first, one).row["value"] >= _SMALL
            return big and (days is None or days <= _ROUNDED_DAYS)
        if change == "rounded":
            most = _ROUNDED_PERCENT_DAYS if percent else _ROUNDED_DAYS
            exact = not percent and digits(_coarser(first, one).row["value"]) >= _EXACT
            return exact or days is None or days <= most or self._is_about(other)
        if first.row["value"] != one.row["value"] and self._shared(lead, other) < _WEIGHT_CHANGED:
            return False
        if percent:
            return (
                days is not None
                and days <= _PERCENT_DAYS
                and self._alike(lead, other) >= _LIKE_CHANGED_PERCENT
            )
        return self._alike(lead, other) >= _LIKE_CHANGED_UNDATED if days is None else days <= _CHANGE_DAYS

    def begun(self, family: Sequence[int]) -> Sequence[int]:
        """Leave out the first reports of a large family that are not told like most of it."""
        if self.size[family[0]] < _LARGE or self._is_about(family[0]):
            return family
        least = _LEADING * median(self.like[i] for i in family)
        return family[next(n for n, i in enumerate(family) if self.like[i] >= least) :]

    def known(self, member: int, number: Told | None = None) -> bool:
        """Say whether most articles that give a member's number, or another one, mean that of its family."""
        given = self.given[_number(number or self.found[member])]
        return self.size[member] >= max(_FEWEST, _MOSTLY * len(given))

    def _told_of(self, member: int) -> bool:
        """Say whether a claim of a number with one meaning shares a telling word with another report."""
        return self._is_about(member) or self._most(member) >= _WEIGHT_KNOWN

    def _is_about(self, member: int) -> bool:
        """Say whether so many articles give a family's number that the collection is about it."""
        return self.size[member] >= _ABOUT * self.articles

    def _equal(self, lead: int, other: int) -> bool:
        one = self.found[other]
        kind, figures = one.row["kind"], digits(one.row["value"])
        first, days = self.found[lead], days_between(self.found[lead], one)
        if _opposed(first, one) and self._alike(lead, other) < _LIKE_OPPOSED:
            return False
        usual = kind != "rank" and days is not None and self.known(other)
        if usual or (self.known(other) and self._is_about(other)):
            return figures >= _EXACT or self._told_of(other)
        weight = self._shared(lead, other)
        if figures >= _EXACT and kind in _LIKE_EXACT:
            return weight >= _WEIGHT_EXACT and self._alike(lead, other) >= _LIKE_EXACT[kind]
        if kind == "money" and days is not None and weight >= _WEIGHT_FIRST:
            weight = max(weight, self._most(other))
        if weight < WEIGHT.get(kind, 0.0):
            return False
        return self._alike(lead, other) >= _least(kind, figures, days)

    def _rounded(self, lead: int, other: int) -> bool:
        first, one = self.found[lead], self.found[other]
        coarse = _coarser(first, one)
        if one.row["kind"] == "money" and self.known(other, coarse):
            return self._told_of(other)
        figures, days = digits(coarse.row["value"]), days_between(first, one)
        soon = days is not None and days <= _ROUND_DAYS
        if figures < _EXACT and not soon and self._shared(lead, other) < _WEIGHT_ROUNDED:
            return False
        if one.row["kind"] != "money":
            return self._alike(lead, other) >= _LIKE_ROUNDED.get(one.row["kind"], 0.0)
        least = _LIKE_ROUND_SUM if soon and figures == 1 else _LIKE_ROUNDED_MONEY[min(figures, _EXACT)]
        return self._alike(lead, other) >= least

    def _alike(self, lead: int, other: int) -> float:
        """Give the likeness of a claim to its family, or to the first report where that is more."""
        return max(self.like[other], self.near.likeness(lead, other)) + _ROUNDING

    def _shared(self, lead: int, other: int) -> float:
        """Give what the words weigh that a claim shares with the first report."""
        return self.near.weight(self.found[lead].stems & self.found[other].stems)

    def _most(self, member: int) -> float:
        """Give the most that the sentence of a member shares with one of another article of its family."""
        one = self.found[member]
        beside = (self.found[i] for i in self.family[member])
        return max(
            (
                self.near.weight(told.near & one.near)
                for told in beside
                if told.row["article_id"] != one.row["article_id"]
            ),
            default=0.0,
        )

    def _both(self, first: Told, one: Told) -> bool:
        """Say whether one of two articles gives both values: then they are two numbers."""
        if first.row["value"] == one.row["value"]:
            return False
        beside = (
            (words_of(told.row["unit"]), self.given[_number(told)].get(other.row["article_id"]))
            for told, other in ((first, one), (one, first))
        )
        counted = one.row["kind"] == "count"
        return any(units is not None and (not counted or unit & units) for unit, units in beside)


def belonging(found: Sequence[Told], families: Sequence[Sequence[int]], near: Nearness) -> Belonging:
    """Compare every claim with the others of its family."""
    given: dict[_Number, dict[str, set[str]]] = {}
    for one in found:
        there = given.setdefault(_number(one), {}).setdefault(one.row["article_id"], set())
        there |= words_of(one.row["unit"])
    of: dict[int, Sequence[int]] = {}
    size: dict[int, int] = {}
    for family in families:
        of |= dict.fromkeys(family, family)
        size |= dict.fromkeys(family, len({found[i].row["article_id"] for i in family}))
    like = dict(zip(of, _to_others(found, families, near.weighed).tolist(), strict=True))
    return Belonging(found, near, like, of, size, given, len({one.row["article_id"] for one in found}))


def _to_others(
    found: Sequence[Told], families: Sequence[Sequence[int]], weighed: csr_matrix
) -> NDArray[np.float64]:
    """Give the cosine of each member's words and those of all claims of its family in other articles."""
    ones = np.array([i for family in families for i in family], dtype=np.int64)
    rows: list[int] = []
    others: list[int] = []
    place = 0
    for family in families:
        articles = [found[i].row["article_id"] for i in family]
        for own in articles:
            beside = [i for i, article in zip(family, articles, strict=True) if article != own]
            rows += [place] * len(beside)
            others += beside
            place += 1
    taken: Ints = np.asarray(others, dtype=np.int64)
    chosen = csr_matrix((np.ones(len(rows)), (rows, taken)), shape=(len(ones), weighed.shape[0]))
    rest = chosen @ weighed
    lengths = np.sqrt(np.asarray(rest.multiply(rest).sum(axis=1)).ravel())
    both = np.asarray(rest.multiply(weighed[ones]).sum(axis=1)).ravel()
    return both / np.where(lengths > 0, lengths, 1.0)


def days_between(first: Told, other: Told) -> int | None:
    """Give the days between two reports; None where one is not known."""
    return abs((first.day - other.day).days) if first.day and other.day else None


def _number(one: Told) -> _Number:
    row = one.row
    return row["kind"], None if row["kind"] == "count" else row["unit"], row["value"]


def _least(kind: str, figures: int, days: int | None) -> float:
    """Give how like its family a claim of an equal number must be."""
    if kind == "money" and days is not None and days > _LATER:
        return _LIKE_MONEY_LATER
    if kind == "count" and days is not None and days <= _WEEK:
        return _LIKE_COUNT_OF_WEEK
    if kind == "percent" and figures == 1 and (days is None or days > _WEEK):
        return _LIKE_ROUND_PERCENT
    if kind == "duration" and days is None:
        return _LIKE_DURATION_UNDATED
    if kind == "rank" and (days is None or days > _YEAR):
        return _LIKE_RANK_LATER
    return LIKE.get(kind, 0.0)


def _opposed(first: Told, one: Told) -> bool:
    """Say whether one number is an upper bound and the other a lower one."""
    bounds = {first.row["comparator"], one.row["comparator"]}
    return bool(bounds & _UPPER) and bool(bounds & _LOWER)


def _coarser(first: Told, one: Told) -> Told:
    return min(first, one, key=lambda told: digits(told.row["value"]))


def _blurred(first: Told, one: Told) -> bool:
    """Say whether the rounder of two numbers says that it is one: "about", "more than"."""
    return _coarser(first, one).row["comparator"] is not None
