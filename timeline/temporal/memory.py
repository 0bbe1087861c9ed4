"""Remember what the grammar reads in a run of words, in numbers: each distinct run is parsed once.

What a reading means for any article (operator, kind, guard ...) is its *sense*. News has some thousands of
senses for hundreds of thousands of runs, so all later stages work on arrays of their numbers.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from threading import Lock
from typing import Any

import numpy as np
import polars as pl

from timeline.schema import GRANULARITIES
from timeline.temporal.grammar import Grammar, Reading
from timeline.temporal.operators import WAYS as ALL_WAYS
from timeline.temporal.programs import Bools, Ints, Programs, Table, columns
from timeline.temporal.templates import granularity

_YEAR = re.compile(r"at (\d{4})\b")
_MOST_RUNS = 200_000
"""Runs remembered before half of them are forgotten, those asked for least: about 60 MB. Of the runs
of 12,000 articles most stand in one of them; those that come again are kept."""

_MOST_SENSES = 100_000
"""Senses remembered before all is forgotten: about 65 MB; every date written out is one."""

STORY = "story"
"""What ``other_for`` says of a rule that a story of the past counts from the date before."""

OPEN = "? "
"""Stands in an operator for a direction that the context chooses."""

WAYS = tuple(way for way in ALL_WAYS if way not in OPEN)
"""Directions that it can choose."""

ONWARD = ("coming", "month -2 | coming")
"""Directions in a story of the past: from a year on, and from what is finer; there two months back are
included for what is taken up again."""

DCT, PREVIOUS, ABSOLUTE = "dct", "previous", "none"
DURATION, SET = "DURATION", "SET"
NAMES: tuple[str | None, ...] = (None, *GRANULARITIES, DCT, PREVIOUS, ABSOLUTE, DURATION, SET)
"""Texts that have the same number in every memory: their place here."""

NUMBERS = {name: number for number, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Senses:
    """Hold senses as columns: numbers of programs (op, other_op, alt, ways) and of texts, 0 for none.

    ``ways`` is a matrix: the program for each of WAYS and ONWARD, where the direction is open. ``slot``
    is what is open (week:day), ``other_for`` a set of granularities as bits, ``alt_back`` what ``alt`` is in
    the other direction, ``year`` a year that the phrase says itself.
    """

    op: Ints
    kind: Ints
    fixed: Ints
    granularity: Ints
    mod: Ints
    anchor: Ints
    guard: Ints
    other_op: Ints
    other_for: Ints
    alt: Ints
    alt_back: Ints
    slot: Ints
    ranged: Ints
    compares: Ints
    yearly: Ints
    storied: Ints
    year: Ints
    ways: Ints

    def take(self, rows: Ints | Bools) -> "Senses":
        """Give some of the rows."""
        return Senses(*(getattr(self, f.name)[rows] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the readings found in runs, in order: number of the run, place and length in it, sense."""

    run: Ints
    at: Ints
    length: Ints
    sense: Ints
    senses: Senses
    names: pl.Series
    programs: Table


class Memory:
    """Remember readings of one language; what was given out stays valid when all is forgotten."""

    def __init__(self, gram: Grammar) -> None:
        """Begin with nothing but the grammar."""
        self.gram = gram
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._programs = Programs()
        self._names: dict[str | None, int] = dict(NUMBERS)
        self._senses: dict[tuple[Any, ...], int] = {}
        self._runs: dict[str, int] = {}
        self._new_runs: list[tuple[int, int]] = []
        self._new_readings: list[tuple[int, int, int]] = []
        self._new_senses: list[tuple[int, ...]] = []
        self._first_count, self._readings = columns([], 2), columns([], 3)
        self._asked = np.zeros(0, dtype=np.int64)
        self._sense_columns = columns([], len(fields(Senses)) - 1 + len(WAYS) + len(ONWARD))
        self._named = pl.Series(list(self._names), dtype=pl.String)

    def _forget_rare(self) -> None:
        """Forget the half of the runs that were asked for least; what was asked long ago counts less."""
        kept = np.sort(np.argsort(-self._asked, kind="stable")[: _MOST_RUNS // 2])
        runs = list(self._runs)
        self._runs = {runs[number]: place for place, number in enumerate(kept.tolist())}
        first, count = self._first_count[:, kept]
        begin = np.cumsum(count) - count
        within = np.arange(int(count.sum())) - np.repeat(begin, count)
        self._readings = self._readings[:, np.repeat(first, count) + within]
        self._first_count = np.ascontiguousarray([begin, count])
        self._asked = self._asked[kept] // 2

    def look_up(self, runs: Sequence[str]) -> Found:
        """Read runs of words."""
        with self._lock:
            if len(self._senses) > _MOST_SENSES:
                self._forget()
            elif len(self._runs) > _MOST_RUNS:
                self._forget_rare()
            number: list[int | None] = list(map(self._runs.get, runs))
            if None in number:
                number = [self._add(run) if at is None else at for run, at in zip(runs, number, strict=True)]
                self._settle()
            numbers = np.array(number, dtype=np.int64)
            self._asked += np.bincount(numbers, minlength=self._asked.size)
            first_count, readings = self._first_count, self._readings
            senses, names, programs = self._given(), self._named, self._programs.table()
        first, count = first_count[:, numbers]
        among = np.repeat(np.arange(len(runs)), count)
        place = first[among] + np.arange(among.size) - (np.cumsum(count) - count)[among]
        at, length, sense = readings[:, place]
        return Found(among, at, length, sense, senses, names, programs)

    def _given(self) -> Senses:
        plain = len(fields(Senses)) - 1
        given = [*self._sense_columns[:plain], self._sense_columns[plain:].T]
        return Senses(*given)

    def _add(self, run: str) -> int:
        """Read a run, unless it is known by now; give its number."""
        if run in self._runs:
            return self._runs[run]
        readings = [reading for reading in self.gram.parse(run) if reading.end > reading.begin]
        total = self._readings.shape[1] + len(self._new_readings)
        self._new_runs.append((total, len(readings)))
        for reading in readings:
            self._new_readings.append((reading.begin, reading.end - reading.begin, self._sense(reading)))
        self._runs[run] = len(self._runs)
        return self._runs[run]

    def _settle(self) -> None:
        """Add what is new to the arrays, in one piece."""
        self._first_count = _grown(self._first_count, self._new_runs)
        self._asked = np.concatenate([self._asked, np.zeros(len(self._runs) - self._asked.size, np.int64)])
        self._readings = _grown(self._readings, self._new_readings)
        self._sense_columns = _grown(self._sense_columns, self._new_senses)
        if len(self._named) < len(self._names):
            self._named = pl.Series(list(self._names), dtype=pl.String)

    def _sense(self, reading: Reading) -> int:
        key = tuple(map(reading.fields.get, _READ))
        if key not in self._senses:
            self._new_senses.append(tuple(self._row(reading.fields)))
            self._senses[key] = len(self._senses)
        return self._senses[key]

    def _row(self, said: Any) -> Iterable[int]:
        """Give the numbers of a sense, in the order of ``Senses``."""
        name, program = self._name, self._programs.code
        op, other = said.get("op") or "", said.get("other_op")
        direction = OPEN in op
        yield 0 if direction else program(op or None)
        yield name(said.get("type"))
        yield name(said.get("value"))
        yield name(said.get("gran", granularity(op) if op else None))
        yield name(said.get("mod"))
        yield name(said.get("anchor", DCT))
        yield name(said.get("guard"))
        yield program(other)
        yield sum(1 << name(unit) for unit in (said.get("other_for") or "").split() if unit in GRANULARITIES)
        yield program(alt := said.get("alt"))
        yield program(alt.replace("coming ", "past ", 1)) if alt and "coming " in alt and "near " in op else 0
        yield name(op.split(OPEN)[1].split(" ")[0]) if direction else 0
        yield int("range" in said)
        yield int(other is not None and other.startswith("move"))
        yield int(op.startswith(f"{OPEN}year:"))
        yield int(STORY in (said.get("other_for") or "").split())
        yield int(year[1]) if op and said.get("anchor") == ABSOLUTE and (year := _YEAR.match(op)) else 0
        for way in (*WAYS, *ONWARD):
            yield program(op.replace(OPEN, f"{way} ", 1)) if direction else 0

    def _name(self, text: str | None) -> int:
        return self._names.setdefault(text, len(self._names))


_READ = ("op", "type", "value", "gran", "mod", "anchor", "guard", "other_op", "other_for", "alt", "range")
"""Fields of a reading that matter after parsing."""


def _grown(known: Ints, new: list[Any]) -> Ints:
    """Give columns with further rows; empties the list of new ones."""
    if not new:
        return known
    added = columns(new, known.shape[0])
    new.clear()
    return np.concatenate([known, added], axis=1)
