"""Let the words around a phrase decide: whether it is a date at all, and which way it points.

Cues are Rust regexes of the language file, run over short context columns, never over whole articles, and
only over those of the phrases that they are for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from timeline.errors import RuleError
from timeline.temporal.lexicon import Lexicon
from timeline.temporal.programs import Bools, Ints

_c = pl.col
_DEFAULT = "past"
_UNDECIDED = -1
_OPEN = "open"
_CLASS = re.compile(r"\[[^\]]*\]")
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_REACH = 80
"""Code points between a cue and its phrase: a clause of ten words."""
_PAST_REACH = 140
"""The same for what is past: long names of summits and courts stand between a verb and its day."""

_SMALL = {"before": r"[a-z]\W{1,4}$", "after": r"^\W{1,4}[A-Za-z]?[a-z]"}
"""Small letters in the word before a phrase, and in the word after it."""

_CUT = "\x00"
"""Stands around a cue word; a text that holds it loses a cue, no more."""

_MARKED = f"{_CUT}${{0}}{_CUT}"

OPENINGS = (None, "start", "end")
"""Ends of an interval that a preposition can leave open; none is the first."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold phrases and the words before and after them, those in their run included.

    As columns of text made once: taking rows of a column copies no text, making a column for every guard
    took a fifth of all time.
    """

    before: pl.Series
    phrase: pl.Series
    after: pl.Series
    length: Ints

    @classmethod
    def of(cls, runs: pl.DataFrame, run: Ints, at: Ints, length: Ints) -> "Surroundings":
        """Give those of phrases in runs, each by the number of its run, and its place and length in it.

        ``runs`` has ``run``, ``before`` and ``after``.
        """
        there = runs.select("run", "before", "after")[run].with_columns(at=at, length=length)
        tail = _c("run").str.slice(_c("at") + _c("length"))
        found = there.select(
            pl.concat_str("before", _c("run").str.head("at")).alias("before"),
            _c("run").str.slice("at", "length").alias("phrase"),
            pl.concat_str(tail, "after").alias("after"),
        )
        return cls(found["before"], found["phrase"], found["after"], length)

    def take(self, rows: Ints) -> "Surroundings":
        """Give some of the phrases."""
        return Surroundings(self.before[rows], self.phrase[rows], self.after[rows], self.length[rows])

    def side(self, side: str, rows: Ints) -> pl.Series:
        """Give the words of phrases on one side: before, after, phrase."""
        column: pl.Series = getattr(self, side)
        return column[rows]


def guarded(around: Surroundings, guards: Ints, names: pl.Series, lex: Lexicon) -> Bools:
    """Say whether the context lets phrases be dates; ``guards`` are places in ``names``, 0 for none."""
    known = {table["name"]: table for table in lex.tables.get("guards", [])}
    keep = np.full(guards.shape, True)
    for number in np.unique(guards[guards > 0]).tolist():
        name = names[number]
        if name not in known:
            raise RuleError(f"languages/{lex.code}.toml: there is no guard {name!r}")
        rows = np.flatnonzero(guards == number)
        keep[rows] = _passes(known[name], around, rows, lex)
    return keep


def _passes(guard: Mapping[str, str], around: Surroundings, rows: Ints, lex: Lexicon) -> Bools:
    asked = [side for side in ("before", "after", "phrase") if any(key.endswith(f"_{side}") for key in guard)]
    texts = {side: around.side(side, rows) for side in asked}
    passes = np.full(rows.shape, True)
    for side, text in texts.items():
        if f"need_{side}" in guard:
            passes &= _matches(text, guard[f"need_{side}"], lex)
        if f"reject_{side}" in guard:
            passes &= ~_matches(text, guard[f"reject_{side}"], lex)
    if "accept_before" in guard:
        passes |= _matches(texts["before"], guard["accept_before"], lex)
    if "reject_capitals" in guard:
        passes &= ~_stands_out(guard["reject_capitals"], around, rows, lex)
    return passes


def _stands_out(pattern: str, around: Surroundings, rows: Ints, lex: Lexicon) -> Bools:
    """Say of phrases whether they match in capitals, and a word beside them is not in capitals."""
    out = _matches(around.side("phrase", rows), pattern, lex)
    which = np.flatnonzero(out)
    before, after = (_matches(around.side(s, rows[which]), _SMALL[s], lex) for s in ("before", "after"))
    out[which] = before | after
    return out


def _matches(text: pl.Series, pattern: str, lex: Lexicon) -> Bools:
    return np.asarray(text.str.contains(_written(pattern, lex.cut)).to_numpy(), dtype=np.bool_)


@lru_cache(maxsize=2_000)
def _written(pattern: str, cut: bool) -> str:
    r"""Write a pattern for words in plain ASCII: beside curly quotes Rust's Unicode edges are slow.

    >>> _written(r"\bin [\w ]+\\b", False)
    '(?-u:\\b)in [0-9A-Za-z_ ]+\\\\b'
    """
    if cut:
        return pattern
    inside = {r"\b": r"(?-u:\b)", r"\w": "[0-9A-Za-z_]"}
    plain = _CLASS.sub(lambda found: found[0].replace(r"\w", "0-9A-Za-z_"), pattern)
    return _ESCAPE.sub(lambda found: inside.get(found[0], found[0]), plain)


def directed(around: Surroundings, slots: pl.Series, ways: Sequence[str], lex: Lexicon) -> Ints:
    """Give the way (a place in ``ways``) of phrases with an open direction; ``slots`` say what is open.

    The first cue that matches decides, else the default of the slot. Each cue sees only what those before it
    have left: most phrases are decided by a few.
    """
    texts = {"before": around.before, "after": around.after}
    numbers = {way: number for number, way in enumerate(ways)} | {None: _UNDECIDED, _OPEN: _UNDECIDED}
    decided = np.full(len(slots), _UNDECIDED)
    named = slots.unique().to_list()
    places = {name: place for place, name in enumerate(named)}
    slot = np.array([places[name] for name in slots.to_list()], dtype=np.int64)
    for cue in lex.tables.get("cues", []):
        asked = np.flatnonzero(decided == _UNDECIDED)
        if "slots" in cue:
            asked = asked[np.array([name in cue["slots"] for name in named], dtype=np.bool_)[slot[asked]]]
        for side, text in texts.items():
            if side in cue:
                asked = asked[_matches(text[asked], cue[side], lex)]
        for side, text in (("nearest", texts["before"]), ("first", texts["after"])):
            if side in cue:
                said = _word_ways(cue, side, text[asked], lex)
                found = said.replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
                decided[asked] = (
                    np.where(found == numbers[cue["only"]], found, _UNDECIDED) if "only" in cue else found
                )
        if "way" in cue:
            decided[asked] = numbers[cue["way"]]
    usual = {slot: numbers[way] for slot, way in lex.tables.get("direction", {}).items()}
    default = np.array([usual.get(name, numbers[_DEFAULT]) for name in named], dtype=np.int64)[slot]
    return np.where(decided == _UNDECIDED, default, decided)


def _word_ways(cue: Mapping[str, Any], side: str, text: pl.Series, lex: Lexicon) -> pl.Series:
    """Give the way of the last cue word before phrases (``nearest``) or of the first after them (``first``).

    The words are a table of ways, or names of such tables, the first before the others; what ``skip``
    matches is no cue. Words of the way "open" decide nothing: the cues that follow do.
    The clause is cut out first: looking for the last of a hundred words by backtracking was half of the cost
    of all directions.
    """
    parts = [lex.tables[part] if isinstance(part, str) else part for part in _listed(cue[side])]
    skip = "|".join(pattern for part in parts for pattern in part.get("skip", []))
    groups = [(way, "|".join(listed)) for part in parts for way, listed in part.items() if way != "skip"]
    every = _written(rf"(?is)\b(?:{'|'.join(words for _, words in groups)})\b", lex.cut)
    text = text.str.replace_all(_written(skip, lex.cut), " _") if skip else text
    last = side == "nearest"
    # A headline has no full stop: its tense ends with its line, where the next opens with a capital.
    clause = text.str.extract(r"((?:[^.;!?\n]|\n[^A-Z\n])*)$" if last else r"^([^.;!?]*)", 1)
    marked = clause.str.replace_all(every, _MARKED) if last else clause.str.replace(every, _MARKED)
    parted = marked.str.split(_CUT).list
    word, rest = (parted.get(-2 if last else 1, null_on_oob=True), parted.get(-1 if last else 0))
    distinct = word.drop_nulls().unique()
    ways = dict.fromkeys(distinct, None)
    for way, listed in reversed(groups):
        ways |= dict.fromkeys(distinct.filter(_matches(distinct, rf"(?i)^(?:{listed})$", lex)), way)
    said = word.replace_strict({**ways, None: None}, return_dtype=pl.String)
    away = rest.str.len_chars().fill_null(0)
    lost = (away > _REACH) & ((said != _DEFAULT).fill_null(True) | (away > _PAST_REACH))
    return said.zip_with(~lost, pl.Series([None], dtype=pl.String))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def opened(around: Surroundings, rows: Ints, lex: Lexicon) -> Ints:
    """Say which end of the interval the words before or after phrases leave open: places in OPENINGS."""
    out = np.zeros(rows.shape, dtype=np.int64)
    tables = lex.tables.get("opens", [])
    asked = {side for table in tables for side in ("before", "after") if side in table}
    texts = {side: around.side(side, rows) for side in asked}
    for table in tables:
        sides = [_matches(text, table[side], lex) for side, text in texts.items() if side in table]
        out[np.all(sides, axis=0)] = OPENINGS.index(table["open"])
    return out
