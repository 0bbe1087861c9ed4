"""Say in a sentence why a phrase means its date, from the templates of the language file."""

import re

import polars as pl

from timeline.temporal.lexicon import Lexicon

_c = pl.col
_DAY = "%-d %b %Y"


def reasons(mentions: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Add ``reason`` to rows of ``phrase``, ``why`` (key of the template), ``anchor_text`` and ``result``."""
    expr: pl.Expr = pl.lit(None, dtype=pl.String)
    for key, template in lex.tables.get("reasons", {}).items():
        expr = pl.when(_c("why") == key).then(_filled(template)).otherwise(expr)
    return mentions.with_columns(expr.alias("reason"))


def _filled(template: str) -> pl.Expr:
    columns = {"{phrase}": "phrase", "{anchor}": "anchor_text", "{result}": "result"}
    return _put(template, {name: _c(column).fill_null("") for name, column in columns.items()})


def spoken(lex: Lexicon) -> pl.Expr:
    """Write the date of a row as people say it.

    Takes ``granularity``, ``value``, ``whole`` and the moments ``_from`` and ``_last`` (the last inside).
    """
    unit, value = _c("granularity"), _c("value")
    words = {
        "{day}": _c("_from").dt.strftime(_DAY),
        "{last}": _c("_last").dt.strftime(_DAY),
        "{year}": value.str.head(4),
        "{n}": value.str.tail(1),
        "{value}": value,
    }
    forms = lex.tables.get("spoken", {})
    named = {key: _put(template, words) for key, template in forms.items()}
    said: pl.Expr = value
    for key, form in named.items():
        applies = value.str.ends_with(key) if key.isupper() else unit == key
        said = pl.when(applies).then(form).otherwise(said)
    said = (
        pl.when(unit == "day")
        .then(words["{day}"])
        .when(unit == "month")
        .then(_c("_from").dt.strftime("%B %Y"))
        .when(unit.is_in(["minute", "hour", "second"]))
        .then(_c("_from").dt.strftime(_DAY + ", %H:%M"))
        .otherwise(said)
    )
    long = ~_c("whole") | unit.is_in(["week", "weekend"])
    return pl.when(long).then(named.get("span", value)).otherwise(said)


def _put(template: str, words: dict[str, pl.Expr]) -> pl.Expr:
    parts = [p for p in re.split(r"(\{\w+\})", template) if p]
    return pl.concat_str([words[p] if p in words else pl.lit(p) for p in parts])
