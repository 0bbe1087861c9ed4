"""Let the words around a phrase decide: whether it is a date at all, and which way it points.

Cues are Rust regexes of the language file, run over short context columns, never over whole articles.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from timeline.errors import RuleError
from timeline.temporal.lexicon import Lexicon

_c = pl.col
_OPEN_DIRECTION = "? "
_REACH = 55
"""Code points between a cue and its phrase: a clause of ten words."""


def guarded(mentions: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Drop mentions whose context says that they are no dates.

    Takes ``guard`` (null: none needed), ``before`` and ``after``.
    """
    keep: pl.Expr = pl.lit(True)
    known = {table["name"]: table for table in lex.tables.get("guards", [])}
    for name in mentions["guard"].drop_nulls().unique(maintain_order=True):
        if name not in known:
            raise RuleError(f"languages/{lex.code}.toml: there is no guard {name!r}")
        keep = pl.when(_c("guard") == name).then(_passes(known[name])).otherwise(keep)
    return mentions.filter(keep)


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
    part = part.with_columns(_c("operator").str.extract(r"\? (\w+:\w+)", 1).alias("_slot"))
    default: pl.Expr = pl.lit("past")
    for slot, way in lex.tables.get("direction", {}).items():
        default = pl.when(_c("_slot") == slot).then(pl.lit(way)).otherwise(default)
    cues = list(lex.tables.get("cues", []))
    part = part.with_columns(
        _found(cue["nearest"]).alias(f"_cue{n}") for n, cue in enumerate(cues) if "nearest" in cue
    )
    part = part.with_columns(pl.coalesce([*_cues(cues), default]).alias("_way"))
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


def _cues(cues: Iterable[Mapping[str, Any]]) -> list[pl.Expr]:
    out: list[pl.Expr] = []
    for n, cue in enumerate(cues):
        tests = [_c(side).str.contains(cue[side]) for side in ("before", "after") if side in cue]
        if "slots" in cue:
            tests.append(_c("_slot").is_in(list(cue["slots"])))
        chosen = _nearest(cue["nearest"], _c(f"_cue{n}")) if "nearest" in cue else pl.lit(cue["way"])
        out.append(pl.when(pl.all_horizontal(tests)).then(chosen))
    return out


def _found(words: Mapping[str, list[str]]) -> pl.Expr:
    """Find the last cue word of the clause before the phrase."""
    every = "|".join(word for listed in words.values() for word in listed)
    return _c("before").str.extract(rf"(?is)^.*\b({every})\b[^.;!?]{{0,{_REACH}}}$", 1)


def _nearest(words: Mapping[str, list[str]], found: pl.Expr) -> pl.Expr:
    """Give the way that a cue word stands for; the way listed first wins."""
    way: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, listed in reversed(list(words.items())):
        way = pl.when(found.str.contains(rf"(?i)^(?:{'|'.join(listed)})$")).then(pl.lit(name)).otherwise(way)
    return way


def opened(mentions: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Add ``open``: which end of the interval a preposition before the phrase leaves open."""
    expr: pl.Expr = pl.lit(None, dtype=pl.String)
    dated = _c("operator").is_not_null()
    for table in lex.tables.get("opens", []):
        expr = (
            pl.when(dated & _c("before").str.contains(table["before"]))
            .then(pl.lit(table["open"]))
            .otherwise(expr)
        )
    return mentions.with_columns(expr.alias("open"))
