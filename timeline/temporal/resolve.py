"""Turn operators and anchors into intervals, for whole arrays; chains of mentions one link a pass."""

import re
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from timeline.temporal.arithmetic import run
from timeline.temporal.memory import DCT, DURATION, NUMBERS, PREVIOUS
from timeline.temporal.programs import NO_PROGRAM, NONE, Bools, Ints, Table
from timeline.temporal.units import DAY

_ON = re.compile(r"[a-z]+ [1-9]")
"""An operator that begins with a step onward: day 2, year 1."""

_LONGEST_CHAIN = 40
"""Links of "the next day ... two days later" that are followed; texts have a handful."""

_PERIODS = [NUMBERS[unit] for unit in ("quarter", "half", "season", "year")]
"""What "a year earlier" is said of; days and weeks are said of less than a year's comparison."""

_DCT, _PREVIOUS, _DURATION, _MONTH = (NUMBERS[name] for name in (DCT, PREVIOUS, DURATION, "month"))


@dataclass(frozen=True, slots=True)
class Mentions:
    """Hold mentions in text order as columns of numbers (see ``memory.Senses``).

    ``text`` says which mentions stand in one text, ``compares`` that a mention compares a period with the
    same one of another year, ``hourly`` that it counts from a day before it where there is one (the hour of
    an appointment), ``dct_from`` and ``dct_to`` the publication in seconds.
    """

    text: Ints
    op: Ints
    kind: Ints
    granularity: Ints
    anchor: Ints
    other_op: Ints
    other_for: Ints
    compares: Bools
    hourly: Bools
    dct_from: Ints
    dct_to: Ints

    def take(self, rows: Ints) -> "Mentions":
        """Give some of the mentions."""
        return Mentions(*(getattr(self, f.name)[rows] for f in fields(self)))


@dataclass(slots=True)
class Resolved:
    """Hold intervals, and operator, granularity and anchor as they came out; NONE where there is none."""

    start: Ints
    stop: Ints
    op: Ints
    granularity: Ints
    anchor: Ints
    anchor_start: Ints


def resolve(mentions: Mentions, programs: Table, from_now: bool = False) -> Resolved:
    """Resolve mentions.

    ``from_now`` says that a language counts from the publication, too, with its words for "two days later".
    """
    op, granularity, anchor = _switched(mentions)
    waits = (anchor == _PREVIOUS) & (op != NO_PROGRAM)
    start = np.where(waits, NONE, mentions.dct_from)
    done = Resolved(
        *run(programs, op, start, np.where(waits, NONE, mentions.dct_to)), op, granularity, anchor, start
    )
    # Only texts with a waiting mention take part in the passes.
    rows = np.flatnonzero(np.isin(mentions.text, mentions.text[waits]))
    part, waiting = mentions.take(rows), waits[rows]
    # "Two days later" is told of something that happened; from the publication it would lie ahead.
    ahead = _onward(op[waits], programs) if not from_now else np.zeros(0, dtype=np.int64)
    for _ in range(_LONGEST_CHAIN):
        if not waiting.any():
            break
        _link(part, done, rows, waiting, programs, ahead=ahead)
    return done


def _onward(op: Ints, programs: Table) -> Ints:
    """List the operators that begin with a step onward, of those given."""
    return np.array([n for n in np.unique(op).tolist() if _ON.match(programs.texts[n] or "")], dtype=np.int64)


def _switched(mentions: Mentions) -> tuple[Ints, Ints, Ints]:
    """Take the other operator where the period spoken of has the granularity that it is for.

    Days and weeks between ("the quarter ended Sept. 30") leave it; "the first nine months" is another one.
    An hour ("am 9. Juli um 20 Uhr") is one of the day before it, whatever period is spoken of.
    """
    unit = mentions.granularity
    dated = (mentions.op != NO_PROGRAM) & np.isin(unit, _PERIODS)
    counted = (mentions.kind == _DURATION) & (unit == _MONTH)
    period = last((dated | counted) & ~mentions.compares, mentions.text, itself=False)
    alone = (mentions.op != NO_PROGRAM) & (mentions.other_op == NO_PROGRAM)
    at = np.where(mentions.hourly, last(alone, mentions.text, itself=False), period)
    before = np.where(at < 0, 0, unit[at])
    take = (mentions.other_op != NO_PROGRAM) & (before > 0) & ((mentions.other_for >> before) & 1 == 1)
    return (
        np.where(take, mentions.other_op, mentions.op),
        np.where(take & mentions.compares, before, unit),
        np.where(take, _PREVIOUS, mentions.anchor),
    )


def last(marked: Bools, text: Ints, itself: bool = True) -> Ints:
    """Give for each mention the place of the last marked one up to it (or before it) in its text, else -1."""
    places = np.arange(text.size)
    first = np.maximum.accumulate(np.where(np.diff(text, prepend=-1) != 0, places, 0))
    last = np.maximum.accumulate(np.where(marked, places, -1))
    if not itself:
        last = np.concatenate([[-1], last[:-1]]) if last.size else last
    return np.where(last >= first, last, -1)


def _link(
    part: Mentions, done: Resolved, rows: Ints, waiting: Bools, programs: Table, *, ahead: Ints
) -> None:
    """Resolve the waiting mentions whose predecessor is known; without any, the publication day stands in.

    Not for the operators ``ahead``.
    """
    start, stop = done.start[rows], done.stop[rows]
    # A comparison ("a year earlier") leaves the subject: the next one counts from the same mention.
    known = ~waiting & ~part.compares & (start != NONE) & (stop != NONE)
    source = last(known, part.text)
    period = last(known & np.isin(done.granularity[rows], _PERIODS), part.text)
    subject = waiting & ~part.compares
    # Hours wait for the day, not for each other: a table of them is one pass.
    wait_day = last(subject & ~part.hourly, part.text, itself=False)
    wait = np.where(part.hourly, wait_day, last(subject, part.text, itself=False))
    ready = np.flatnonzero(waiting & ((wait < 0) | (source > wait)))
    link = np.where(part.compares, period, source)[ready]
    from_, to = np.where(link < 0, NONE, start[link]), np.where(link < 0, NONE, stop[link])
    there = rows[ready]
    # The mention before must be as fine as the unit counted: "the next day" of a year is no day, and one
    # that is stands farther back ("on 5 October, for a theft in 1996; the same day ...").
    unit = programs.unit[done.op[there]]
    fits = (part.other_op[ready] != NO_PROGRAM) | (from_ == NONE) | (unit == NONE) | (to - from_ <= unit)
    for width in np.unique(unit[~fits]):
        finer = last(known & (stop - start <= width), part.text)[ready]
        take = ~fits & (unit == width) & (finer >= 0)
        from_, to = np.where(take, start[finer], from_), np.where(take, stop[finer], to)
        fits |= take
    alone = from_ == NONE
    fits &= ~(alone & np.isin(done.op[there], ahead))
    from_ = np.where(fits, np.where(alone, part.dct_from[ready], from_), NONE)
    to = np.where(fits, np.where(alone, part.dct_to[ready], to), NONE)
    done.start[there], done.stop[there] = run(programs, done.op[there], from_, to)
    done.anchor[there] = np.where(alone & fits, _DCT, done.anchor[there])
    done.anchor_start[there] = from_
    waiting[ready] = False


def seconds(day: pl.Expr) -> pl.Expr:
    """Give the first second of a day."""
    return day.cast(pl.Int32).cast(pl.Int64) * DAY
