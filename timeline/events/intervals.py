"""Reconcile the readings of an event's date: the most precise interval that the evidence supports."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_OPEN = ("BEFORE", "ON_OR_BEFORE", "AFTER", "ON_OR_AFTER")
FINE = ("second", "minute", "hour", "part_of_day")
"""Granularities finer than a day."""
FINE_SUPPORT = 2 / 3
"""Share of an event's statements of one day that must give a time of day for the event to have one: it is
often the time of one part of it. Of two statements one is enough."""
SUPPORT = 1 / 6
"""Share of an event's statements that must lie in a reading for it to narrow the others: a lone one among
many is often another event's."""
ZONE = dt.timedelta(days=1)
"""Difference between two days that is no conflict: one moment has two dates around the world."""
AHEAD = 0.5
"""Weight of a statement that tells as past what its date puts after its publication: the date is wrong."""

Row = dict[str, Any]
_FAR_PAST = dt.datetime.min
_FAR_FUTURE = dt.datetime.max


@dataclass(frozen=True, slots=True)
class _Reading:
    """Hold what one statement says of the time, and how much that counts."""

    lo: dt.datetime
    hi: dt.datetime
    weight: float
    row: Row

    @property
    def width(self) -> dt.timedelta:
        """Give the length; open ends are as long as time."""
        return self.hi - self.lo

    def covers(self, point: dt.datetime) -> bool:
        """Say whether a moment lies in it."""
        return self.lo <= point < self.hi

    def within(self, other: "_Reading") -> bool:
        """Say whether it lies in another."""
        return other.lo <= self.lo and self.hi <= other.hi


def reconcile(rows: Sequence[Row]) -> tuple[Row, bool]:
    """Give start, stop, granularity and mod of an event's statements, and whether they contradict each other.

    The moment that most statements cover leads, the earliest told among equals; the interval is what all that
    cover it have in common, so it lies within each of them.
    """
    dated = [row for row in rows if row["basis"] != "publication"]
    if not dated:
        return _as_told(min(rows, key=lambda r: (r["stop"], r["start"]))), False
    if len({(r["start"], r["stop"], r["mod"], r["granularity"]) for r in dated}) == 1:
        return _as_told(dated[0]), False
    closed = [r for r in dated if r["mod"] not in _OPEN and r["start"] and r["stop"]] or dated
    readings = _readings(closed)
    kept = _supported(_without_lone_times(readings))
    point = min((reading.lo for reading in kept), key=lambda p: _rank(p, kept))
    agreeing = [reading for reading in kept if reading.covers(point)]
    narrow = min(agreeing, key=lambda r: (r.width, r.row["mod"] is not None, r.row["key"]))
    start, stop = max(r.lo for r in agreeing), min(r.hi for r in agreeing)
    conflict = any(
        (r.hi <= start or stop <= r.lo) and min(abs(r.lo - start), abs(r.hi - stop)) > ZONE for r in readings
    )
    found = {
        "start": None if start == _FAR_PAST else start,
        "stop": None if stop == _FAR_FUTURE else stop,
        "granularity": narrow.row["granularity"] if narrow.width == narrow.row["_width"] else "day",
        "mod": narrow.row["mod"],
    }
    return found, conflict


def _as_told(row: Row) -> Row:
    return {name: row[name] for name in ("start", "stop", "granularity", "mod")}


def _readings(rows: Sequence[Row]) -> list[_Reading]:
    """Give one reading a distinct statement, in the order of their content."""
    out = []
    # A copy later on takes nothing away: a statement counts as told when it was first told.
    first = sorted(rows, key=lambda r: r["dct_start"] or dt.date.max, reverse=True)
    for _, row in sorted({row["key"]: row for row in first}.items()):
        lo, hi = row["start"] or _FAR_PAST, row["stop"] or _FAR_FUTURE
        stop = row["dct_stop"]
        ahead = stop is not None and row["modality"] == "happened" and lo.date() >= stop
        out.append(_Reading(lo, hi, AHEAD if ahead else 1.0, row | {"_width": hi - lo}))
    return out


def _without_lone_times(readings: Sequence[_Reading]) -> list[_Reading]:
    """Widen times of day to their day where too few statements of that day give one."""
    out = []
    for reading in readings:
        day = dt.datetime.combine(reading.lo.date(), dt.time()) if reading.lo > _FAR_PAST else _FAR_PAST
        if reading.row["granularity"] not in FINE or day == _FAR_PAST:
            out.append(reading)
            continue
        wide = _Reading(day, day + dt.timedelta(days=1), reading.weight, reading.row)
        same = [r for r in readings if r.lo < wide.hi and wide.lo < r.hi and r.width < 2 * ZONE]
        fine = sum(r.row["granularity"] in FINE for r in same)
        out.append(reading if fine >= FINE_SUPPORT * len(same) or len(same) == 2 else wide)
    return out


def _supported(readings: Sequence[_Reading]) -> list[_Reading]:
    """Leave out readings that are more precise than the others and that too few statements share."""
    kept = [
        one for one in readings if sum(other.within(one) for other in readings) >= SUPPORT * len(readings)
    ]
    return kept or list(readings)


def _rank(point: dt.datetime, readings: Sequence[_Reading]) -> tuple[Any, ...]:
    """Order moments: covered by most, told most exactly, told first, early."""
    covering = [reading for reading in readings if reading.covers(point)]
    told = min(reading.row["dct_start"] or dt.date.max for reading in covering)
    return -sum(r.weight for r in covering), min(r.width for r in covering), told, point
