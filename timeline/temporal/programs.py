"""Number operators and hold their steps as columns of integers, ready for arithmetic on whole arrays."""

import re
from dataclasses import dataclass, fields
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from timeline.temporal.operators import Step, parse
from timeline.temporal.units import DAY, UNITS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NONE = int(np.iinfo(np.int64).min)
"""Stands for null in arrays of seconds."""

NO_PROGRAM = 0
"""Number of what is no operator at all."""

KINDS = ("literal", "open", "thru", "slot", "shift", "span", "move")
STEP_WAYS = ("at", "prev", "past", "next", "coming", "near", "start", "end")

_LONGEST_MONTH = 31 * DAY
_MOST = 10**10
"""A larger number of units only has to stay far outside the calendar, and inside 64 bits."""

_UNIT = re.compile(r"(?:move )?([a-z]+) ")
_PART = re.compile(r"day:part (\w+)")
_TIMED = re.compile(r"move (?:second|minute|hour) ")


@dataclass(frozen=True, slots=True)
class Steps:
    """Hold the fields of ``operators.Step`` as columns; kinds and ways are places in KINDS and STEP_WAYS."""

    kind: Ints
    way: Ints
    range_months: Ints
    range_seconds: Ints
    range_origin: Ints
    at_months: Ints
    at_seconds: Ints
    for_months: Ints
    for_seconds: Ints
    nth: Ints
    weekday: Ints
    easter: Ints
    lit_start: Ints
    lit_stop: Ints
    n: Ints

    def take(self, rows: Ints) -> "Steps":
        """Give some of the rows."""
        return Steps(*(getattr(self, name)[rows] for name in _FIELDS))


_FIELDS = tuple(field.name for field in fields(Steps))


@dataclass(frozen=True, slots=True)
class Table:
    """Hold numbered operators: their texts, where their steps are, and what else is asked of them.

    ``unit`` is the longest that a unit of a count can last in seconds (NONE: the operator counts nothing),
    ``timed`` says that it counts hours or less, ``ranged`` that it reaches to another date, ``part`` is a
    place in ``parts`` (codes of parts of a day; the first is none).
    """

    texts: list[str | None]
    first: Ints
    count: Ints
    unit: Ints
    part: Ints
    timed: Bools
    ranged: Bools
    steps: Steps
    parts: list[str | None]


class Programs:
    """Give operators numbers, and a table of those numbered so far; a number never changes."""

    def __init__(self) -> None:
        """Begin with NO_PROGRAM."""
        self._lock = Lock()
        self._codes: dict[str | None, int] = {None: NO_PROGRAM}
        self._rows: list[tuple[int, ...]] = [(0, 0, NONE, 0, 0, 0)]
        self._steps: list[tuple[int, ...]] = []
        self._first: dict[tuple[Step, ...], int] = {}
        self._parts: dict[str | None, int] = {None: 0}
        self._table: Table | None = None

    def code(self, operator: str | None) -> int:
        """Give the number of an operator.

        Raises RuleError for one that is not in the algebra.
        """
        known = self._codes.get(operator)
        return self._add(operator) if known is None and operator is not None else known or NO_PROGRAM

    def _add(self, operator: str) -> int:
        steps = parse(operator)
        unit, part = _UNIT.match(operator), _PART.search(operator)
        with self._lock:
            if operator in self._codes:
                return self._codes[operator]
            if steps not in self._first:
                self._first[steps] = len(self._steps)
                self._steps += map(_row, steps)
            longest = _longest(unit[1]) if unit else NONE
            place = self._parts.setdefault(part[1], len(self._parts)) if part else 0
            flags = bool(_TIMED.match(operator)), "| thru " in operator
            self._rows.append((self._first[steps], len(steps), longest, place, *flags))
            self._table = None
            self._codes[operator] = len(self._codes)
            return self._codes[operator]

    def table(self) -> Table:
        """Give what is known of every operator numbered so far."""
        with self._lock:
            if self._table is None:
                first, count, unit, part, timed, ranged = columns(self._rows, 6)
                steps = Steps(*columns(self._steps, len(_FIELDS)))
                flags = timed.astype(bool), ranged.astype(bool)
                texts, parts = list(self._codes), list(self._parts)
                self._table = Table(texts, first, count, unit, part, *flags, steps, parts)
            return self._table


def _longest(name: str) -> int:
    unit = UNITS.get(name)
    return NONE if unit is None else unit.seconds or unit.months * _LONGEST_MONTH


def _row(step: Step) -> tuple[int, ...]:
    values: dict[str, Any] = {name: getattr(step, name) for name in _FIELDS}
    values |= {"kind": KINDS.index(step.kind), "way": STEP_WAYS.index(step.way)}
    values |= {"n": max(-_MOST, min(step.n, _MOST))}
    return tuple(NONE if value is None else int(value) for value in values.values())


def columns(rows: list[tuple[int, ...]], width: int) -> Ints:
    """Give rows of numbers as columns, each in one piece."""
    return np.ascontiguousarray(np.array(rows, dtype=np.int64).reshape(-1, width).T)
