"""Let the words around a phrase decide: whether it is a date at all, and which way it points.

Cues are Rust regexes of the language file, run over short context columns, never over whole articles, and
only over those of the phrases that they are for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from timeline.errors import RuleError
from timeline.temporal.lexicon import Lexicon
from timeline.temporal.programs import Bools, Ints

_c = pl.col
_UNDECIDED = "open"
_REACH = 80
"""Code points between a cue and its phrase: a clause of ten words."""

_CUT = "\x00"
"""Stands for a cue word; a text that holds it loses a cue, no more."""

OPENINGS = (None, "start", "end")
"""Ends of an interval that a preposition can leave open; none is the first."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Give the words before, in and after phrases that stand in runs of words.

    ``runs`` has ``run``, ``before`` and ``after``; the phrases are given by the number of their run, and
    place and length in it.
    """

    runs: pl.DataFrame
    run: Ints
    at: Ints
    length: Ints

    def take(self, rows: Ints) -> "Surroundings":
        """Give some of the phrases."""
        return Surroundings(self.runs, self.run[rows], self.at[rows], self.length[rows])

    def side(self, side: str, rows: Ints) -> pl.Series:
        """Give the words of phrases on one side: before, after, phrase."""
        if side == "before":
            return self.before(rows)
        return self.after(rows) if side == "after" else self.phrase(rows)

    def phrase(self, rows: Ints) -> pl.Series:
        """Give phrases."""
        return self._columns(rows, "run").select(_c("run").str.slice("at", "length")).to_series()

    def before(self, rows: Ints) -> pl.Series:
        """Give the words before phrases, those in their run included."""
        found = self._columns(rows, "run", "before")
        return found.select(pl.concat_str("before", _c("run").str.head("at"))).to_series()

    def after(self, rows: Ints) -> pl.Series:
        """Give the words after phrases, those in their run included."""
        tail = _c("run").str.slice(_c("at") + _c("length"))
        return self._columns(rows, "run", "after").select(pl.concat_str(tail, "after")).to_series()

    def _columns(self, rows: Ints, *names: str) -> pl.DataFrame:
        there = self.runs.select(names)[self.run[rows]]
        return there.with_columns(at=self.at[rows], length=self.length[rows])


def guarded(around: Surroundings, guards: Ints, names: pl.Series, lex: Lexicon) -> Bools:
    """Say whether the context lets phrases be dates; ``guards`` are places in ``names``, 0 for none."""
    known = {table["name"]: table for table in lex.tables.get("guards", [])}
    keep = np.full(guards.shape, True)
    for number in np.unique(guards[guards > 0]).tolist():
        name = names[number]
        if name not in known:
            raise RuleError(f"languages/{lex.code}.toml: there is no guard {name!r}")
        rows = np.flatnonzero(guards == number)
        keep[rows] = _passes(known[name], around, rows)
    return keep


def _passes(guard: Mapping[str, str], around: Surroundings, rows: Ints) -> Bools:
    asked = [side for side in ("before", "after", "phrase") if any(key.endswith(f"_{side}") for key in guard)]
    texts = {side: around.side(side, rows) for side in asked}
    passes = np.full(rows.shape, True)
    for side, text in texts.items():
        if f"need_{side}" in guard:
            passes &= _matches(text, guard[f"need_{side}"])
        if f"reject_{side}" in guard:
            passes &= ~_matches(text, guard[f"reject_{side}"])
    if "accept_before" in guard:
        passes |= _matches(texts["before"], guard["accept_before"])
    return passes


def _matches(text: pl.Series, pattern: str) -> Bools:
    return np.asarray(text.str.contains(pattern).to_numpy(), dtype=np.bool_)


def directed(around: Surroundings, slots: pl.Series, ways: Sequence[str], lex: Lexicon) -> Ints:
    """Give the way (a place in ``ways``) of phrases with an open direction; ``slots`` say what is open."""
    everything = np.arange(len(slots))
    rows = pl.DataFrame(
        {
            "_at": everything,
            "before": around.before(everything),
            "after": around.after(everything),
            "_slot": slots,
        }
    )
    found = _ways(rows, lex).sort("_at")["_way"]
    return found.replace_strict(list(ways), range(len(ways)), return_dtype=pl.Int64).to_numpy()


def _ways(rows: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Give ``_at`` and ``_way``: what the first cue that matches says, else the default of the slot.

    Each cue sees only what those before it have left: most phrases are decided by a few.
    """
    decided = []
    for cue in lex.tables.get("cues", []):
        asked = rows.filter(_c("_slot").is_in(list(cue["slots"]))) if "slots" in cue else rows
        for side in ("before", "after"):
            asked = asked.filter(_c(side).str.contains(cue[side])) if side in cue else asked
        way = _word_way(cue, lex.tables) if {"nearest", "first"} & set(cue) else pl.lit(cue["way"])
        found = asked.select("_at", way.alias("_way")).drop_nulls()
        found = found.filter(_c("_way") == cue["only"]) if "only" in cue else found
        decided.append(found)
        rows = rows.filter(~_c("_at").is_in(found["_at"].implode()))
    defaults = dict(lex.tables.get("direction", {}))
    default = _c("_slot").replace_strict(defaults, default="past", return_dtype=pl.String)
    return pl.concat([*decided, rows.select("_at", default.alias("_way"))])


def _word_way(cue: Mapping[str, Any], tables: Mapping[str, Any]) -> pl.Expr:
    """Give the way of the last cue word before the phrase (``nearest``) or of the first after it (``first``).

    The words are a table of ways, or names of such tables, the first before the others; what ``skip``
    matches is no cue. Words of the way "open" decide nothing: the cues that follow do.
    The clause is cut out first: looking for the last of a hundred words by backtracking was half of the cost
    of all directions.
    """
    side = "nearest" if "nearest" in cue else "first"
    parts = [tables[part] if isinstance(part, str) else part for part in _listed(cue[side])]
    skip = [pattern for part in parts for pattern in part.get("skip", [])]
    groups = [(way, "|".join(listed)) for part in parts for way, listed in part.items() if way != "skip"]
    every = rf"(?is)\b(?:{'|'.join(words for _, words in groups)})\b"
    text = _c("before" if side == "nearest" else "after")
    if skip:
        text = text.str.replace_all("|".join(skip), " _")
    if side == "nearest":
        clause = text.str.extract(r"([^.;!?]*)$", 1)
        found = clause.str.extract_all(every).list.last()
        between = clause.str.replace_all(every, _CUT).str.extract(rf"([^{_CUT}]*)$", 1)
    else:
        clause = text.str.extract(r"^([^.;!?]*)", 1)
        found = clause.str.extract(f"({every})", 1)
        between = clause.str.replace(every, _CUT).str.extract(rf"^([^{_CUT}]*)", 1)
    chosen: pl.Expr = pl.lit(None, dtype=pl.String)
    for way, words in reversed(groups):
        chosen = pl.when(found.str.contains(rf"(?i)^(?:{words})$")).then(_said(way)).otherwise(chosen)
    return pl.when(between.str.len_chars() <= _REACH).then(chosen)


def _said(way: str) -> pl.Expr:
    return pl.lit(None if way == _UNDECIDED else way, dtype=pl.String)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def opened(around: Surroundings, rows: Ints, lex: Lexicon) -> Ints:
    """Say which end of the interval the words before or after phrases leave open: places in OPENINGS."""
    out = np.zeros(rows.shape, dtype=np.int64)
    tables = lex.tables.get("opens", [])
    asked = {side for table in tables for side in ("before", "after") if side in table}
    texts = {side: around.side(side, rows) for side in asked}
    for table in tables:
        sides = [_matches(text, table[side]) for side, text in texts.items() if side in table]
        out[np.logical_and.reduce(sides)] = OPENINGS.index(table["open"])
    return out
