"""Say a date claim for people, and tell how two dates of one event differ."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from timeline import words

__all__ = ["Said", "differs", "is_date", "note", "said"]

KIND: Final = "date"
_EPOCH: Final = dt.date(1970, 1, 1)
_DAYS: Final[Mapping[str, int]] = {"day": 1, "weekend": 2, "week": 7}
_MONTHS: Final[Mapping[str, int]] = {
    "month": 1, "season": 3, "quarter": 3, "half": 6, "year": 12, "decade": 120,
}  # fmt: skip
_BOUNDS: Final[Mapping[str, str]] = {
    "about": "about ", "under": "before ", "up_to": "up to ", "at_least": "since ", "more_than": "after ",
}  # fmt: skip
"""What stands before a date for its comparator: the same terms as for numbers, read as times."""
_ZONE: Final = 1
"""Days between two dates that are no change: one moment has two dates around the world."""


def is_date(kind: str | None) -> bool:
    """Say whether a claim of a kind has a day for a value.

    >>> is_date("date"), is_date("money")
    (True, False)
    """
    return kind == KIND


@dataclass(frozen=True, slots=True)
class Said:
    """Hold a date as it is claimed: first day, day after the last, unit, comparator."""

    start: dt.date
    stop: dt.date
    unit: str
    comparator: str | None

    @classmethod
    def of(cls, value: float, unit: str, comparator: str | None) -> "Said":
        """Read the columns of CLAIMS."""
        start = _EPOCH + dt.timedelta(days=int(value))
        return cls(start, _after(start, unit), unit, comparator)

    def allows(self, other: "Said") -> bool:
        """Say whether the other date lies within the bound of this one: "up to 2022" allows 2021."""
        if self.comparator in ("up_to", "under"):
            return other.start < self.start
        return self.comparator in ("at_least", "more_than") and other.stop > self.stop


def _after(start: dt.date, unit: str) -> dt.date:
    """Give the first day after a unit that begins on ``start``."""
    if unit in _MONTHS:
        number = start.year * 12 + start.month - 1 + _MONTHS[unit]
        return dt.date(min(number // 12, 9999), number % 12 + 1, 1)
    return start + dt.timedelta(days=_DAYS.get(unit, 1))


def said(value: float | None, unit: str | None, comparator: str | None) -> str:
    """Write the date of a claim for people.

    >>> said(20108.0, "day", None), said(18993.0, "year", "up_to"), said(20058.0, "month", "about")
    ('20 Jan 2025', 'up to 2022', 'about Dec 2024')
    """
    if value is None:
        return words.NO_DATE
    one = Said.of(value, unit or "day", comparator)
    return _BOUNDS.get(comparator or "", "") + words.interval(one.start, one.stop, one.unit)


def differs(first: Said, other: Said) -> str | None:
    """Name what became of a date: same, rounded, changed_comparator, changed_value; None: a day apart.

    Rounded is a coarser or finer date that holds the other; changed are dates that cannot both be.

    >>> week, day = Said.of(20108.0, "week", None), Said.of(20109.0, "day", None)
    >>> differs(week, day), differs(day, Said.of(20200.0, "day", None)), differs(day, day)
    ('rounded', 'changed_value', 'same')
    >>> differs(Said.of(18993.0, "year", "up_to"), Said.of(18993.0, "year", None))
    'changed_comparator'
    """
    same_bound = _bound(first) == _bound(other)
    if (first.start, first.stop) == (other.start, other.stop):
        return "same" if same_bound else "changed_comparator"
    meets = first.start < other.stop and other.start < first.stop
    if same_bound:
        if meets:
            return "rounded"
        return None if _a_day_apart(first, other) else "changed_value"
    if meets:
        return "changed_comparator"
    if first.allows(other) or other.allows(first):
        return "rounded"
    return None if _a_day_apart(first, other) else "changed_value"


def _bound(one: Said) -> str | None:
    """Give the comparator, but for "about", which only blurs the date."""
    return None if one.comparator == "about" else one.comparator


def _a_day_apart(first: Said, other: Said) -> bool:
    gap = max((other.start - first.stop).days, (first.start - other.stop).days)
    return first.unit == other.unit == "day" and gap < _ZONE


def note(change: str, first: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Tell what became of the date of the first report in another article.

    Both are rows of CLAIMS with ``phrase``, the words of the article.
    """
    a, b = (said(row["value"], row["unit"], row["comparator"]) for row in (first, other))
    one, two = f"“{first['phrase']}” ({a})", f"“{other['phrase']}” ({b})"
    if change == "same":
        return (
            f"Both say {b}." if first["phrase"] == other["phrase"] else f"{one} and {two} are the same date."
        )
    if change == "rounded":
        wide, narrow = (Said.of(r["value"], r["unit"], r["comparator"]) for r in (first, other))
        how = "coarser" if (narrow.stop - narrow.start) > (wide.stop - wide.start) else "finer"
        return f"{one} is told as {two}, which is {how}."
    if change == "changed_comparator":
        return f"{one} became {two}: the bound is another."
    return f"{one} became {two}: both cannot be."
