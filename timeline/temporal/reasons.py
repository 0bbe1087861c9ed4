"""Say in a sentence why a phrase means its date, from the templates of the language file."""

import re

import polars as pl

from timeline.temporal.lexicon import Lexicon

_c = pl.col


def reasons(mentions: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Add ``reason`` to rows of ``phrase``, ``why`` (key of the template), ``anchor_text`` and ``result``."""
    expr: pl.Expr = pl.lit(None, dtype=pl.String)
    for key, template in lex.tables.get("reasons", {}).items():
        expr = pl.when(_c("why") == key).then(_filled(template)).otherwise(expr)
    return mentions.with_columns(expr.alias("reason"))


def _filled(template: str) -> pl.Expr:
    columns = {"{phrase}": "phrase", "{anchor}": "anchor_text", "{result}": "result"}
    parts = [p for p in re.split(r"(\{\w+\})", template) if p]
    return pl.concat_str([_c(columns[p]) if p in columns else pl.lit(p) for p in parts], ignore_nulls=True)


def spoken(moment: pl.Expr, unit: pl.Expr, value: pl.Expr) -> pl.Expr:
    """Write a date as people read it where the unit has a plain form, else its TIMEX3 value."""
    day = moment.dt.strftime("%-d %b %Y")
    return (
        pl.when(unit == "day")
        .then(day)
        .when(unit == "month")
        .then(moment.dt.strftime("%B %Y"))
        .when(unit == "week")
        .then(pl.concat_str(day, pl.lit(" – "), (moment + pl.duration(days=6)).dt.strftime("%-d %b %Y")))
        .when(unit == "weekend")
        .then(pl.concat_str(day, pl.lit(" – "), (moment + pl.duration(days=1)).dt.strftime("%-d %b %Y")))
        .when(unit.is_in(["minute", "hour", "second"]))
        .then(moment.dt.strftime("%-d %b %Y, %H:%M"))
        .otherwise(value)
    )
