"""Run operators on whole arrays: from an anchor interval to an interval, with no words in it.

All moments are Int64 seconds since 1970 of local time, NONE where there is none; intervals are half-open.
"""

import numpy as np

from timeline.temporal import feasts
from timeline.temporal.programs import KINDS, NONE, STEP_WAYS, Bools, Ints, Steps, Table
from timeline.temporal.units import DAY, FIRST_YEAR, LAST_YEAR

Interval = tuple[Ints, Ints]

_AHEAD = 2
"""How much farther a day ahead counts than a day back for ``near``: news tells what was. Measured on
bare months and month-days of TimeBank: 2 is right more often than 1 or 3."""

_RARE_REACH = 8
"""Years to look for a slot that not every year has: 29 February can be eight years away (1896 to 1904)."""

_MONTHS_TO_1970 = 1970 * 12
_LITERAL, _OPEN, _THRU, _SLOT, _SHIFT, _SPAN, _MOVE = range(len(KINDS))
_AT, _PREV, _PAST, _NEXT, _COMING, _NEAR, _START, _END = range(len(STEP_WAYS))
_REPEATS = {_AT: (0, 0), _PREV: (-1, 0), _PAST: (-1, 0), _NEXT: (0, 1), _COMING: (0, 1), _NEAR: (-1, 1)}
"""First and last range in which a repeat has to be looked for, counted from the one that holds the anchor."""

_FIXED, _MOVED, _SHIFTS, _SLOTS = range(4)
"""Groups of steps that one function runs; slots are grouped further by way and reach."""


def run(table: Table, codes: Ints, anchor_start: Ints, anchor_stop: Ints) -> Interval:
    """Give start and stop for numbered operators and their anchors.

    Both are NONE where there is no operator, where an anchor is missing that is needed, or where the result
    leaves the years 1 to 9998.
    """
    counts = table.count[codes]
    start, stop = np.where(counts == 0, NONE, anchor_start), np.where(counts == 0, NONE, anchor_stop)
    for i in range(int(np.max(counts)) if counts.size else 0):
        rows = np.flatnonzero(counts > i)
        steps = table.steps.take(table.first[codes[rows]] + i)
        start[rows], stop[rows] = _step(steps, start[rows], stop[rows])
    return _bound(start, stop)


def _bound(start: Ints, stop: Ints) -> Interval:
    low, high = month_start(np.array([FIRST_YEAR * 12, (LAST_YEAR + 1) * 12]))
    begun, ended = start != NONE, stop != NONE
    out = (begun & (start < low)) | (ended & (stop > high)) | (begun & ended & (stop <= start))
    return np.where(out, NONE, start), np.where(out, NONE, stop)


def month_start(months: Ints) -> Ints:
    """Give the first second of a month numbered year * 12 + month - 1; NONE outside the calendar."""
    inside = (months >= FIRST_YEAR * 12) & (months < (LAST_YEAR + 2) * 12)
    known = np.where(inside, months - _MONTHS_TO_1970, 0)
    days = known.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(inside, days * DAY, NONE)


def month_number(seconds: Ints) -> Ints:
    """Give year * 12 + month - 1 of a moment."""
    days = (seconds // DAY).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64) + _MONTHS_TO_1970


def _step(step: Steps, start: Ints, stop: Ints) -> Interval:
    """Run one step on every row."""
    done = np.full_like(start, NONE), np.full_like(stop, NONE)
    group = _groups(step, (start != NONE) & (stop != NONE))
    for number in (np.flatnonzero(np.bincount(group + 1)) - 1).tolist():
        rows = np.flatnonzero(group == number)
        part, ends = step.take(rows), (start[rows], stop[rows])
        if number == _FIXED:
            found = _fixed(part, *ends)
        elif number == _MOVED:
            found = _moved(part, *ends)
        elif number == _SHIFTS:
            found = _slot(part, _floor(part, ends[0]) + part.n * _width(part))
        elif number >= _SLOTS:
            found = _slots(part, *ends, *divmod(number - _SLOTS, 3))
        else:
            continue
        done[0][rows], done[1][rows] = found
    return done


def _groups(step: Steps, known: Bools) -> Ints:
    """Say which function runs a step: -1 where there is nothing to run it on."""
    to_literal = (step.kind == _THRU) & (step.lit_stop != NONE)
    slots = known & ((step.kind == _SLOT) | (step.kind == _THRU)) & ~to_literal & (_width(step) > 0)
    # A slot that not every range has is looked for farther; one that begins before its range, one range more.
    short = (step.for_months == 0) & (step.at_seconds >= 28 * DAY)
    rare = (step.range_months > 0) & (short | (np.abs(step.nth) == 5))
    reach = np.where(rare, 2, np.where(step.at_months < 0, 1, 0))
    group = np.where(slots, _SLOTS + 3 * step.way + reach, -1)
    group = np.where(known & (step.kind == _SHIFT), _SHIFTS, group)
    group = np.where(known & (step.kind >= _SPAN), _MOVED, group)
    return np.asarray(np.where((step.kind <= _OPEN) | to_literal, _FIXED, group))


def _width(step: Steps) -> Ints:
    """Give the width of the range: in months or in seconds, as it is."""
    return np.where(step.range_months > 0, step.range_months, step.range_seconds)


def _floor(step: Steps, start: Ints) -> Ints:
    """Give where the range begins that holds a moment: the number of a month or a second."""
    at = np.where(step.range_months > 0, month_number(start), start)
    floor: Ints = at - (at - step.range_origin) % _width(step)
    return floor


def _slot(step: Steps, at: Ints) -> Interval:
    """Give the slot of the range that begins at ``at``; NONE where that range has no such day."""
    by_month = step.range_months > 0
    month = np.where(by_month, at + step.at_months, _MONTHS_TO_1970)
    start = np.where(by_month, _day(step, month), at + step.at_seconds)
    stop = np.where(step.for_months > 0, month_start(month + step.for_months), start + step.for_seconds)
    lost = (start == NONE) | (stop == NONE)
    return np.where(lost, NONE, start), np.where(lost, NONE, stop)


def _day(step: Steps, month: Ints) -> Ints:
    """Give the day inside the month reached: by its number, as n-th weekday, by Easter or a table."""
    first, following = month_start(month), month_start(month + 1)
    lost = (first == NONE) | (following == NONE)
    day = first + step.at_seconds
    short = (step.for_seconds == DAY) & (step.at_seconds > 0) & (day >= following)
    day = np.where(lost | short, NONE, day)
    rows = np.flatnonzero(((step.easter != 0) | (step.nth != 0)) & ~lost)
    if rows.size:
        day[rows] = _special_day(step.take(rows), month[rows], first[rows], following[rows])
    return day


def _special_day(step: Steps, month: Ints, first: Ints, following: Ints) -> Ints:
    from_first = (step.weekday - (first // DAY + 3)) % 7 + 7 * (step.nth - 1)
    from_last = (following // DAY - 1 + 3 - step.weekday) % 7 + 7 * (-step.nth - 1)
    day = np.where(step.nth > 0, first + from_first * DAY, following - DAY - from_last * DAY)
    rows = np.flatnonzero(step.nth >= feasts.FIRST)
    if rows.size:
        keys = zip(step.nth[rows].tolist(), (month[rows] // 12).tolist(), strict=True)
        day[rows] = [feasts.days().get(key, NONE) for key in keys]
    return np.where(step.nth == 0, _easter(month // 12) + step.at_seconds, day)


def _easter(year: Ints) -> Ints:
    """Give the first second of Easter Sunday (Meeus, Astronomical Algorithms, 1991, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ll = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ll) // 451
    total = h + ll - 7 * m + 114
    day: Ints = month_start(year * 12 + total // 31 - 1) + total % 31 * DAY
    return day


def _slots(step: Steps, start: Ints, stop: Ints, way: int, far: int) -> Interval:
    """Take the slot that a way asks for, of those in the ranges around the anchor."""
    more = (0, 1, _RARE_REACH)[far] if way != _AT else 0
    first, last = _REPEATS[way][0] - more, _REPEATS[way][1] + more
    floor, width = _floor(step, start), _width(step)
    found = np.full_like(start, NONE), np.full_like(stop, NONE)
    nearest = np.full_like(start, np.iinfo(np.int64).max)
    # The last that fits wins: the earliest for what lies ahead, the latest for what lies behind.
    ahead = way in (_NEXT, _COMING)
    for k in range(last, first - 1, -1) if ahead else range(first, last + 1):
        begins, ends = _slot(step, floor + k * width)
        if way == _NEAR:
            away = (begins + ends) // 2 - (start + stop) // 2
            away = np.where(away > 0, away * _AHEAD, -away)
            fits = (begins != NONE) & (away < nearest)
            nearest = np.where(fits, away, nearest)
        else:
            fits = (begins != NONE) & _fits(way, (begins, ends), (start, stop))
        found = np.where(fits, begins, found[0]), np.where(fits, ends, found[1])
    through = (step.kind == _THRU) & (found[0] != NONE)
    return np.where(through, start, found[0]), found[1]


def _fits(way: int, slot: Interval, anchor: Interval) -> Bools:
    tests = {
        _PREV: slot[1] <= anchor[0],
        _PAST: slot[0] <= anchor[0],
        _NEXT: slot[0] >= anchor[1],
        _COMING: slot[1] > anchor[0],
        _AT: np.full(slot[0].shape, True),
    }
    return np.asarray(tests[way])


def _shifted(step: Steps, at: Ints) -> Ints:
    """Add n units to a moment; a day that the month does not have becomes its last day."""
    month = month_number(at)
    there = month + step.n * step.range_months
    first, following = month_start(there), month_start(there + 1)
    by_month = np.minimum(first + at - month_start(month), following - DAY + at % DAY)
    by_month = np.where((first == NONE) | (following == NONE), NONE, by_month)
    return np.where(step.range_months > 0, by_month, at + step.n * step.range_seconds)


def _moved(step: Steps, start: Ints, stop: Ints) -> Interval:
    """Move an interval, or extend it: a span has one end where it was."""
    # The last day moves, not the day after it: from 29 January a month on is 29 February up to 1 March.
    first, last = _shifted(step, start), _shifted(step, stop - DAY)
    short = (step.kind == _MOVE) & (stop - start < DAY)
    after = np.where(short, first + stop - start, last + DAY)
    after = np.where(np.where(short, first, last) == NONE, NONE, after)
    span = step.kind == _SPAN
    return np.where(span & (step.n > 0), start, first), np.where(span & (step.n <= 0), stop, after)


def _fixed(step: Steps, start: Ints, stop: Ints) -> Interval:
    """Give literals, literal ends and open ends."""
    is_open = step.kind == _OPEN
    first = np.where(step.kind == _LITERAL, step.lit_start, start)
    first = np.where(is_open & (step.way == _START), NONE, first)
    last = np.where(is_open, np.where(step.way == _END, NONE, stop), step.lit_stop)
    return first, last
