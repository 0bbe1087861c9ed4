"""Say in a sentence why a phrase means its date, from the templates of the language file."""

import re

import polars as pl

from timeline.temporal.lexicon import Lexicon

_c = pl.col
DAY = "%-d %b %Y"
"""How a day is written in a reason."""


def sentence(why: str, lex: Lexicon) -> pl.Expr:
    """Fill the template of a reason with ``phrase``, ``anchor`` (a day in words) and ``result``."""
    template = lex.tables.get("reasons", {}).get(why)
    if template is None:
        return pl.lit(None, dtype=pl.String)
    columns = ("phrase", "anchor", "result")
    return _put(template, {f"{{{name}}}": _c(name).fill_null("") for name in columns})


def spoken(lex: Lexicon) -> pl.Expr:
    """Write the date of a row as people say it.

    Takes ``granularity``, ``value``, ``whole`` and the moments ``_from`` and ``_last`` (the last inside).
    """
    unit, value = _c("granularity"), _c("value")
    words = {
        "{day}": _c("_from").dt.strftime(DAY),
        "{last}": _c("_last").dt.strftime(DAY),
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
        .then(_c("_from").dt.strftime(DAY + ", %H:%M"))
        .otherwise(said)
    )
    long = ~_c("whole") | unit.is_in(["week", "weekend"])
    return pl.when(long).then(named.get("span", value)).otherwise(said)


def _put(template: str, words: dict[str, pl.Expr]) -> pl.Expr:
    parts = [p for p in re.split(r"(\{\w+\})", template) if p]
    return pl.concat_str([words[p] if p in words else pl.lit(p) for p in parts])
