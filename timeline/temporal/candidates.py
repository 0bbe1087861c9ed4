"""Find candidate phrases in whole columns of text, with exact code-point offsets.

Rust marks every run of lexicon tokens with a control character that the batch does not hold; splitting there
and adding up lengths gives the offsets. Python sees each distinct run once.
"""

import polars as pl

from timeline.temporal.lexicon import Lexicon

_MARKS = ("\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x0e", "\x0f", "\x10", "\x1f")
_PRIVATE = range(0xF0000, 0xF0400)
CONTEXT = 160
"""Code points of context kept before and after a run: one clause or two."""

_c = pl.col


def mark_for(texts: pl.Series) -> str:
    """Choose a character that no text of the batch holds."""
    for mark in (*_MARKS, *(chr(c) for c in _PRIVATE)):
        if not texts.str.contains(mark, literal=True).any():
            return mark
    used = set("".join(texts.drop_nulls()))
    return next(chr(c) for c in range(0x100000, 0x10FFFE) if chr(c) not in used)


def candidates(texts: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Find the candidates of texts.

    Takes ``row`` (any key, one text each) and ``text``; gives ``row``, ``begin``, ``run`` and its
    context ``before`` and ``after`` (at most CONTEXT code points; runs beside it are part of it), in order.
    """
    mark = mark_for(texts["text"])
    parts = (
        texts.select("row", _c("text").fill_null("").str.replace_all(lex.candidate, mark + "${0}" + mark))
        .with_columns(_c("text").str.split(mark))
        .explode("text", keep_nulls=False, empty_as_null=False)
        .with_columns(_c("text").str.len_chars().cast(pl.Int64).alias("length"))
        .with_columns(
            _c("length").cum_sum().over("row").alias("stop"), pl.int_range(pl.len()).over("row").alias("i")
        )
    )
    for k in (1, 2, 3):
        same = _c("row").shift(k) == _c("row")
        parts = parts.with_columns(
            pl.when(same).then(_c("text").shift(k)).otherwise(pl.lit("")).alias(f"b{k}")
        )
        same = _c("row").shift(-k) == _c("row")
        parts = parts.with_columns(
            pl.when(same).then(_c("text").shift(-k)).otherwise(pl.lit("")).alias(f"a{k}")
        )
    runs = parts.filter((_c("i") % 2 == 1) & _c("text").str.contains(lex.trigger))
    found = runs.select(
        "row",
        (_c("stop") - _c("length")).alias("begin"),
        _c("text").alias("run"),
        pl.concat_str(_c("b3").str.tail(CONTEXT), "b2", _c("b1").str.tail(CONTEXT))
        .str.tail(CONTEXT)
        .alias("before"),
        pl.concat_str(_c("a1").str.head(CONTEXT), "a2", _c("a3").str.head(CONTEXT))
        .str.head(CONTEXT)
        .alias("after"),
    )
    return _whole(found, lex) if lex.cut else found


def _whole(runs: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Cut half words off the ends of runs: beside letters that ASCII has not, the regex sees no edge.

    A prefix that the language writes onto words is no half word.
    """
    prefix = rf"(?:^|[^\w])(?:{'|'.join(lex.prefixes)})+$"
    left = _c("before").str.contains(r"\w$") & _c("run").str.contains(r"^\w")
    if lex.prefixes:
        left = left & ~_c("before").str.contains(prefix)
    right = _c("after").str.contains(r"^\w") & _c("run").str.contains(r"\w$")
    runs = runs.with_columns(left.alias("_left"), right.alias("_right"))
    if not runs.select((_c("_left") | _c("_right")).any()).item():
        return runs.drop("_left", "_right")
    runs = runs.with_columns(
        pl.when("_left").then(_c("run").str.extract(r"^(\w*)")).otherwise(pl.lit("")).alias("_head")
    ).with_columns(_c("run").str.strip_prefix(_c("_head")).alias("run"))
    runs = runs.with_columns(
        pl.when("_right").then(_c("run").str.extract(r"(\w*)$")).otherwise(pl.lit("")).alias("_tail")
    ).with_columns(
        _c("run").str.strip_suffix(_c("_tail")).alias("run"),
        (_c("begin") + _c("_head").str.len_chars().cast(pl.Int64)).alias("begin"),
        pl.concat_str("before", "_head").alias("before"),
        pl.concat_str("_tail", "after").alias("after"),
    )
    return runs.filter(_c("run").str.contains(lex.trigger)).drop("_left", "_right", "_head", "_tail")
