"""Read and write operators: short programs without dates that turn an anchor into an interval.

Steps are joined by ``|`` and run from left to right, each on the interval that the one before it left:

    day -1                    shift: the unit that holds the anchor's start, moved by a number of units
    at year:month 10          slot: the tenth month of the year that holds the anchor
    prev year:month 10        slot, nearest repeat that ended before the anchor; ``next``: begins after it
    past week:day 5           slot, nearest repeat that began by the anchor (the day itself counts)
    near year:feast passover  slot: a feast that follows the moon, by its table (``timeline.temporal.feasts``)
    coming week:day 5         slot, nearest repeat that has not ended; ``near``: closest to the anchor (ahead
                              counts double)
    at day:clock 10:35p       slot of a day: a clock time, of 24 hours or with a or p; part MO is the morning
    at 2025-01                literal: a calendar interval, whatever the anchor
    span day -3               the anchor extended by that much, back or forward
    move year -1              the anchor moved as it is, keeping its width
    thru month:day 7          the interval extended to the end of the next such slot or literal
    open start | open end     without that end

``?`` in place of past, coming or near leaves the direction to the context.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from timeline.errors import RuleError
from timeline.temporal import feasts
from timeline.temporal.units import DAY, FIRST_YEAR, LAST_YEAR, PARTS, SEASONS, UNITS

WAYS = ("at", "prev", "next", "past", "coming", "near", "?")
KINDS = ("shift", "slot", "literal", "span", "move", "thru", "open")
VOCABULARY = (
    frozenset(WAYS)
    | frozenset(KINDS)
    | frozenset(UNITS)
    | {"start", "end", "nth", "easter", "feast", "clock", "part"}
)
"""Words of the algebra itself; they are no words of a text."""

_STEP = re.compile(
    r"(?:(?P<way>at|prev|next|past|coming|near|thru|\?) (?:(?P<range>\w+):(?P<slot>\w+) (?P<value>[\w:.-]+)"
    r"|(?P<literal>[\d][\w:-]*))|(?P<move>span |move |)(?P<unit>\w+) (?P<n>[+-]?\d+)"
    r"|open (?P<open>start|end))\Z"
)
_LITERAL = re.compile(
    r"(?P<c>\d\d)\Z|(?P<e>\d{3})\Z|(?P<y>\d{4})(?:-(?:Q(?P<q>[1-4])|H(?P<h>[12])|(?P<s>WI|SP|SU|FA)"
    r"|W(?P<w>\d\d)(?P<we>-WE)?|(?P<m>\d\d)(?:-(?P<d>\d\d))?))?\Z"
)
_EPOCH = dt.date(1970, 1, 1)
_NO_VALUE = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step in numbers: what kind, which repeat, and widths in months and seconds.

    ``range_*`` is the width of the range, ``at_*`` how far into the range the slot begins, ``for_*`` how long
    it is. ``nth`` and ``weekday`` ask for the n-th such weekday of the month reached (weekday 0 is Monday,
    -1: not asked), ``easter`` for Easter Sunday of the year. ``lit_*`` are seconds since 1970 of a literal.
    """

    kind: str
    way: str = "at"
    range_months: int = 0
    range_seconds: int = 0
    range_origin: int = 0
    at_months: int = 0
    at_seconds: int = 0
    for_months: int = 0
    for_seconds: int = 0
    nth: int = 0
    weekday: int = -1
    easter: bool = False
    lit_start: int | None = None
    lit_stop: int | None = None
    n: int = _NO_VALUE


@lru_cache(maxsize=20_000)
def parse(operator: str) -> tuple[Step, ...]:
    """Read a program.

    Raises RuleError for one that is not in the algebra.

    >>> [step.kind for step in parse("year -1 | at year:month 1")]
    ['shift', 'slot']
    """
    return tuple(_step(part.strip(), operator) for part in operator.split("|"))


def _step(text: str, operator: str) -> Step:
    found = _STEP.match(text)
    if not found:
        raise RuleError(f"operator {operator!r}: {text!r} is no step; see timeline.temporal.operators")
    part = found.groupdict()
    if part["open"]:
        return Step("open", part["open"])
    if part["unit"]:
        return _moved(part["move"].strip(), part["unit"], int(part["n"]), operator)
    way = part["way"]
    kind = "thru" if way == "thru" else "slot"
    way = "coming" if kind == "thru" else way
    if part["literal"]:
        start, stop = literal(part["literal"])
        return Step("thru" if kind == "thru" else "literal", way, lit_start=start, lit_stop=stop)
    return _slot(kind, way, part, operator)


def _moved(move: str, name: str, n: int, operator: str) -> Step:
    unit = UNITS.get(name)
    if unit is None:
        raise RuleError(f"operator {operator!r}: {name!r} is no unit; units are {', '.join(UNITS)}")
    wide = 7 * DAY if name == "weekend" else unit.seconds
    begin = 5 * DAY if name == "weekend" else 0
    return Step(
        move or "shift", "at", unit.months, wide, unit.origin, 0, begin, unit.months, unit.seconds, n=n
    )


def _slot(kind: str, way: str, part: Mapping[str, str], operator: str) -> Step:
    range_name, slot, value = part["range"], part["slot"], part["value"]
    if range_name not in UNITS:
        raise RuleError(f"operator {operator!r}: {range_name!r} is no unit; units are {', '.join(UNITS)}")
    outer = UNITS[range_name]
    head = (kind, way, outer.months, outer.seconds, outer.origin)
    try:
        return _slot_of(head, slot, value)
    except (KeyError, ValueError) as error:
        raise RuleError(f"operator {operator!r}: {slot} {value} is no slot of a {range_name}") from error


def _slot_of(head: tuple[str, str, int, int, int], slot: str, value: str) -> Step:
    if slot == "clock":
        clock = [int(x) for x in value.rstrip("ap").split(":")]
        clock[0] = clock[0] % 12 + 12 * value.endswith("p") if value[-1] in "ap" else clock[0]
        seconds = sum(x * w for x, w in zip(clock, (3600, 60, 1), strict=False))
        return Step(*head, 0, seconds, 0, (3600, 60, 1)[len(clock) - 1])
    if slot == "part":
        begin, end = PARTS[value]
        return Step(*head, 0, begin * 3600, 0, (end - begin) * 3600)
    if slot == "season":
        return Step(*head, 3 * SEASONS[value] - 1, 0, 3, 0)
    if slot == "nth":
        month, nth, weekday = (int(x) for x in re.fullmatch(r"(\d+)-(-?\d)-(\d)", value).groups())  # type: ignore[union-attr]
        return Step(*head, month - 1, 0, 0, DAY, nth, weekday - 1)
    if slot == "feast":
        return Step(*head, 0, 0, 0, DAY, feasts.number(value))
    if slot == "easter":
        return Step(*head, 0, int(value) * DAY, 0, DAY, easter=True)
    if slot == "day" and "-" in value:
        month, day = (int(x) for x in value.split("-"))
        dt.date(2000, month, day)
        return Step(*head, month - 1, (day - 1) * DAY, 0, DAY)
    unit = UNITS[slot]
    if slot == "weekend":
        return Step(*head, 0, 5 * DAY, 0, 2 * DAY)
    steps = int(value) - (0 if slot in ("year", "decade") else 1)
    return Step(*head, steps * unit.months, steps * unit.seconds, unit.months, unit.seconds)


def _seconds(year: int, month_index: int = 0, day: int = 1) -> int:
    year, month_index = year + month_index // 12, month_index % 12
    return (dt.date(year, month_index + 1, day) - _EPOCH).days * DAY


def literal(text: str) -> tuple[int | None, int | None]:
    """Give start and stop of a calendar interval in seconds since 1970; (None, None) if there is none.

    Reads a century (19), decade (198), year, half (2025-H1), quarter, season, week, weekend, month or day.

    >>> literal("1970-01-02")
    (86400, 172800)
    """
    found = _LITERAL.match(text)
    if not found:
        return None, None
    part = {k: int(v) if v.isdigit() else v for k, v in found.groupdict().items() if v}
    try:
        return _bounds(part)
    except ValueError:
        return None, None


def _bounds(part: dict[str, int | str]) -> tuple[int, int]:
    number = {k: v for k, v in part.items() if isinstance(v, int)}
    if "c" in part:
        return _seconds(max(number["c"] * 100, FIRST_YEAR)), _seconds(number["c"] * 100 + 100)
    if "e" in part:
        return _seconds(max(number["e"] * 10, FIRST_YEAR)), _seconds(number["e"] * 10 + 10)
    year = number["y"]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    if "w" in part:
        monday = (dt.date.fromisocalendar(year, number["w"], 1) - _EPOCH).days * DAY
        return (monday + 5 * DAY, monday + 7 * DAY) if "we" in part else (monday, monday + 7 * DAY)
    if "d" in part:
        start = _seconds(year, number["m"] - 1, number["d"])
        return start, start + DAY
    if "m" in part:
        if not 1 <= number["m"] <= 12:
            raise ValueError(number["m"])
        return _seconds(year, number["m"] - 1), _seconds(year, number["m"])
    for key, width in (("q", 3), ("h", 6)):
        if key in part:
            return _seconds(year, (number[key] - 1) * width), _seconds(year, number[key] * width)
    if "s" in part:
        first = 3 * SEASONS[str(part["s"])] - 1
        return _seconds(year, first), _seconds(year, first + 3)
    return _seconds(year), _seconds(year + 1)


def normalise(operator: str) -> str:
    """Give a program in its one spelling; ``parse`` of it is the same.

    >>> normalise("week  +2|at week:day 1")
    'week 2 | at week:day 1'
    """
    steps = [" ".join(part.split()).replace(" +", " ") for part in operator.split("|")]
    parse(" | ".join(steps))
    return " | ".join(steps)
