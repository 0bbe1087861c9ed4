"""Let the words around a phrase decide: whether it is a date at all, and which way it points.

Cues are Rust regexes of the language file, run over short context columns, never over whole articles.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from timeline.errors import RuleError
from timeline.temporal.lexicon import Lexicon

_c = pl.col
_OPEN_DIRECTION = "? "
_REACH = 80
"""Code points between a cue and its phrase: a clause of ten words."""

_CUT = "\x00"
"""Stands for a cue word; a text that holds it loses a cue, no more."""


def guarded(mentions: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Drop mentions whose context says that they are no dates.

    Takes ``guard`` (null: none needed), ``before`` and ``after``.
    """
    known = {table["name"]: table for table in lex.tables.get("guards", [])}
    mentions = mentions.with_row_index("_at")
    dropped = [mentions["_at"].head(0)]
    for (name,), rows in mentions.filter(_c("guard").is_not_null()).group_by("guard"):
        if name not in known:
            raise RuleError(f"languages/{lex.code}.toml: there is no guard {name!r}")
        dropped.append(rows.filter(~_passes(known[str(name)]))["_at"])
    return mentions.filter(~_c("_at").is_in(pl.concat(dropped).implode())).drop("_at")


def _passes(guard: dict[str, str]) -> pl.Expr:
    tests = []
    for side in ("before", "after", "phrase"):
        if f"need_{side}" in guard:
            tests.append(_c(side).str.contains(guard[f"need_{side}"]))
        if f"reject_{side}" in guard:
            tests.append(~_c(side).str.contains(guard[f"reject_{side}"]))
    passes = pl.all_horizontal(tests)
    if "accept_before" in guard:
        passes = passes | _c("before").str.contains(guard["accept_before"])
    return passes


def directed(mentions: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Choose the direction of operators that leave it open; the other reading goes to ``other_way``."""
    is_open = _c("operator").str.contains(_OPEN_DIRECTION, literal=True).fill_null(False)
    mentions = mentions.with_row_index("_at").with_columns(pl.lit(None, dtype=pl.String).alias("other_way"))
    rest, part = mentions.filter(~is_open), mentions.filter(is_open)
    slot = _c("operator").str.extract(r"\? (\w+:\w+)", 1).alias("_slot")
    part = part.join(_ways(part.select("_at", "before", "after", slot), lex), on="_at", how="left")
    other = pl.when(_c("_way") == "coming").then(pl.lit("past ")).otherwise(pl.lit("coming "))
    part = part.with_columns(
        _split(_c("operator"), _c("_way") + " ").alias("operator"),
        _split(_c("operator"), other).alias("other_way"),
    )
    return pl.concat([rest, part.select(rest.columns)]).sort("_at").drop("_at")


def _split(operator: pl.Expr, way: pl.Expr) -> pl.Expr:
    """Put a way in the place of the question mark (an operator has at most one)."""
    halves = operator.str.splitn(_OPEN_DIRECTION, 2)
    return pl.concat_str(halves.struct.field("field_0"), way, halves.struct.field("field_1"))


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
        decided.append(found)
        rows = rows.filter(~_c("_at").is_in(found["_at"].implode()))
    defaults = dict(lex.tables.get("direction", {}))
    default = _c("_slot").replace_strict(defaults, default="past", return_dtype=pl.String)
    return pl.concat([*decided, rows.select("_at", default.alias("_way"))])


def _word_way(cue: Mapping[str, Any], tables: Mapping[str, Any]) -> pl.Expr:
    """Give the way of the last cue word before the phrase (``nearest``) or of the first after it (``first``).

    The words are a table of ways, or names of such tables, the first before the others; what ``skip``
    matches is no cue.
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
        chosen = pl.when(found.str.contains(rf"(?i)^(?:{words})$")).then(pl.lit(way)).otherwise(chosen)
    return pl.when(between.str.len_chars() <= _REACH).then(chosen)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def opened(mentions: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Add ``open``: which end of the interval the words before or after the phrase leave open."""
    expr: pl.Expr = pl.lit(None, dtype=pl.String)
    dated = _c("operator").is_not_null()
    for table in lex.tables.get("opens", []):
        sides = [_c(side).str.contains(table[side]) for side in ("before", "after") if side in table]
        expr = pl.when(dated, *sides).then(pl.lit(table["open"])).otherwise(expr)
    return mentions.with_columns(expr.alias("open"))
