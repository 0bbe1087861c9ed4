"""Read the date that a person gives an event: ISO 8601 or EDTF (ISO 8601-2, as far as it is used here)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from timeline.errors import OptionError

UNKNOWN = "unknown"
"""What a person writes for a date that is not known."""
_DAY = timedelta(days=1)
_UNIT = re.compile(
    r"(?P<century>\d\d)XX|(?P<decade>\d{3})X|(?P<year>\d{4})"
    r"(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<hour>\d\d)(?::(?P<minute>\d\d))?(?::(?P<second>\d\d))?)?)?"
    r"|-W(?P<week>\d\d)|-Q(?P<quarter>[1-4]))?"
)
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
"""EDTF's spring to winter (northern), and the month in which each begins."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold a time as the events table does: half-open, with its precision and TIMEX3 ``mod``."""

    start: datetime | None = None
    stop: datetime | None = None
    granularity: str | None = None
    mod: str | None = None

    @property
    def edtf(self) -> str | None:
        """Write it as EDTF, as the events table does."""
        from timeline.events.edtf import edtf  # with the rest of its room, which takes a second to load

        return edtf(self.start, self.stop, self.granularity, self.mod)


def read_interval(text: str) -> Interval:
    """Read a date or an interval (both ends in); OptionError where it is none.

    ``../D`` is "by D", ``D/..`` "from D", ``D~`` "about D"; "unknown" has no bound.

    >>> read_interval("2025-01-27/2025-01-31").stop
    datetime.datetime(2025, 2, 1, 0, 0)
    >>> read_interval("2025-Q1").granularity, read_interval("../2025-01-28").mod
    ('quarter', 'ON_OR_BEFORE')
    """
    said = text.strip().replace(" ", "")
    if said.lower() == UNKNOWN:
        return Interval()
    left, slash, right = said.partition("/")
    try:
        if not slash:
            return _about(left)
        if left in ("..", ""):
            found = _unit(right)
            return Interval(found.start, found.stop, found.granularity, "ON_OR_BEFORE")
        if right in ("..", ""):
            found = _unit(left)
            return Interval(found.start, found.stop, found.granularity, "ON_OR_AFTER")
        first, last = _unit(left), _unit(right)
    except (ValueError, OverflowError):
        raise OptionError(
            f"{text!r} is no date. Write a day (2025-01-28), a month (2025-01), a quarter (2025-Q1), a year, "
            f"a time (2025-01-28T09:30), an interval with both ends in (2025-01-27/2025-01-31), "
            f"../2025-01-28 for “by” it, 2025-01-28/.. for “from” it, or {UNKNOWN}."
        ) from None
    assert first.start and last.stop
    if last.stop <= first.start:
        raise OptionError(f"{text!r} ends before it begins. Write the earlier date first.")
    coarser = max(first, last, key=lambda one: (one.stop or datetime.max) - (one.start or datetime.min))
    return Interval(first.start, last.stop, coarser.granularity)


def _about(text: str) -> Interval:
    marked = text.endswith(("~", "?", "%"))
    found = _unit(text.rstrip("~?%"))
    return Interval(found.start, found.stop, found.granularity, "APPROX" if marked else None)


def _unit(text: str) -> Interval:
    """Read one calendar unit or a clock time (ValueError where it is none)."""
    found = _UNIT.fullmatch(text.upper().rstrip("~?%"))
    if not found:
        raise ValueError(text)
    part = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    if "century" in part:
        return _months(part["century"] * 100, 1, 1200, "century")
    if "decade" in part:
        return _months(part["decade"] * 10, 1, 120, "decade")
    if "week" in part:
        monday = datetime.combine(date.fromisocalendar(part["year"], part["week"], 1), datetime.min.time())
        return Interval(monday, monday + 7 * _DAY, "week")
    if "quarter" in part:
        return _months(part["year"], 3 * part["quarter"] - 2, 3, "quarter")
    if "day" in part:
        return _time(part)
    if "month" in part:
        if part["month"] in _SEASONS:
            return _months(part["year"], _SEASONS[part["month"]], 3, "season")
        if 33 <= part["month"] <= 36:  # EDTF's quarters
            return _months(part["year"], 3 * (part["month"] - 33) + 1, 3, "quarter")
        return _months(part["year"], part["month"], 1, "month")
    return _months(part["year"], 1, 12, "year")


def _time(part: dict[str, int]) -> Interval:
    day = datetime(part["year"], part["month"], part["day"])
    if "hour" not in part:
        return Interval(day, day + _DAY, "day")
    grain = "second" if "second" in part else "minute" if "minute" in part else "hour"
    start = day.replace(hour=part["hour"], minute=part.get("minute", 0), second=part.get("second", 0))
    return Interval(start, start + timedelta(**{f"{grain}s": 1}), grain)


def _months(year: int, month: int, number: int, granularity: str) -> Interval:
    last = year * 12 + month - 1 + number
    return Interval(datetime(year, month, 1), datetime(last // 12, last % 12 + 1, 1), granularity)
