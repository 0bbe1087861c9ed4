"""Find candidate phrases in whole columns of text, with exact code-point offsets.

Rust marks every run of lexicon tokens with a control character that the batch does not hold; splitting there
and adding up lengths gives the offsets. Python sees each distinct run once.
"""

import numpy as np
import polars as pl

from timeline.temporal.lexicon import Lexicon
from timeline.temporal.programs import Ints

_MARKS = ("\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x0e", "\x0f", "\x10", "\x1f")
_PRIVATE = range(0xF0000, 0xF0400)
CONTEXT = 160
"""Code points of context kept before and after a run: one clause or two."""

_WRAPPED = 40
"""Code points that a line of wrapped prose has more of; half as many where letters are twice as wide."""

_LETTER = r"[\w--[\p{Han}\p{Hiragana}\p{Katakana}]]"
"""What makes a run half a word beside it: a letter, mark or digit, but of Chinese and Japanese, which write
words without blanks."""

_HALF_LEFT, _HALF_RIGHT = _LETTER + "$", "^" + _LETTER

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
    split = texts["text"].fill_null("").str.replace_all(lex.candidate, mark + "${0}" + mark).str.split(mark)
    counts = split.list.len().to_numpy().astype(np.int64)
    parts = split.explode(keep_nulls=False, empty_as_null=False)
    lengths = parts.str.len_chars().to_numpy().astype(np.int64)
    text = np.repeat(np.arange(counts.size), counts)
    stop = np.cumsum(counts)[text]
    first = stop - counts[text]
    # What stands between runs and the runs take turns in a text.
    place = np.flatnonzero((np.arange(text.size) - first) % 2)
    if not lex.head:
        place = place[parts[place].str.contains(lex.trigger).to_numpy()]
    begin = np.cumsum(lengths) - lengths
    found = _with_heads(parts, lengths, place, lex).with_columns(
        row=texts["row"][text[place]], begin=begin[place] - begin[first[place]]
    )
    if lex.cut:
        return _lines(_whole(_in_text(found, texts["text"].fill_null("")[text[place]]), lex), lex)
    found = _with_context(found, parts, lengths, (place, first[place], stop[place]))
    return _lines(_whole(found, lex) if lex.spaced else found, lex)


def _with_heads(parts: pl.Series, lengths: Ints, place: Ints, lex: Lexicon) -> pl.DataFrame:
    """Give runs with what belongs to them of the words before, and these words without it."""
    frame = pl.DataFrame({"gap": parts[place - 1], "run": parts[place]})
    if not lex.head:
        return frame.select("run", before=_c("gap").str.tail(CONTEXT), head=pl.lit(0))
    frame = frame.with_columns(_c("gap").str.extract(lex.head, 0).fill_null("").alias("words"))
    frame = frame.with_columns(_c("words").str.len_chars().cast(pl.Int64).alias("head"))
    left = pl.min_horizontal(CONTEXT, pl.Series(lengths[place - 1]) - _c("head"))
    return frame.select(
        pl.concat_str("words", "run").alias("run"),
        _c("gap").str.tail(_c("head") + CONTEXT).str.head(left).alias("before"),
        "head",
    )


def _with_context(
    found: pl.DataFrame, parts: pl.Series, lengths: Ints, places: tuple[Ints, Ints, Ints]
) -> pl.DataFrame:
    """Give runs with the words around them; ``places`` are theirs, and where their texts begin and stop."""
    place, first, stop = places
    parts = parts.append(pl.Series([""]))
    nothing = len(parts) - 1

    short = lengths[place - 1] - found["head"].to_numpy() < CONTEXT, lengths[place + 1] < CONTEXT

    def part(offset: int) -> pl.Series:
        there = place + offset
        wanted = (there >= first) & (there < stop) & short[int(offset > 0)]
        return parts[np.where(wanted, there, nothing)]

    found = found.with_columns(a1=parts[place + 1], a2=part(2), a3=part(3), b3=part(-3), b2=part(-2))
    return found.select(
        "row",
        _c("begin") - _c("head"),
        "run",
        pl.concat_str(_c("b3").str.tail(CONTEXT), "b2", "before").str.tail(CONTEXT).alias("before"),
        pl.concat_str(_c("a1").str.head(CONTEXT), "a2", _c("a3").str.head(CONTEXT))
        .str.head(CONTEXT)
        .alias("after"),
    )


def _in_text(found: pl.DataFrame, text: pl.Series) -> pl.DataFrame:
    """Give runs with the words around them, cut from the texts: half words taken for runs hide nothing."""
    found = found.with_columns(text.alias("text"), end=_c("begin") + _c("run").str.len_chars().cast(pl.Int64))
    left = pl.min_horizontal("begin", CONTEXT)
    return found.select(
        "row",
        "begin",
        "run",
        before=_c("text").str.slice(_c("begin") - left, left),
        after=_c("text").str.slice("end", CONTEXT),
    )


def _lines(runs: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Cut runs where a line ends, unless it is so long that the next goes on with it.

    Rows of a list or a table are short, lines of wrapped prose are long.
    """
    broken = runs["run"].str.contains("\n", literal=True)
    if not broken.any():
        return runs
    least = _WRAPPED if lex.spaced else _WRAPPED // 2
    numbered = runs.with_row_index("_at")
    rows = []
    for at, row, begin, run, before, after in numbered.filter(broken).iter_rows():
        text, cut = before + run, len(before)
        for end in (*_row_ends(text, cut, least), len(text)):
            left, right = text[max(0, cut - CONTEXT) : cut], (text[end:] + after)[:CONTEXT]
            rows.append((at, row, begin + cut - len(before), text[cut:end], left, right))
            cut = end
    made = pl.DataFrame(rows, schema=numbered.schema, orient="row")
    made = made.filter(_c("run").str.contains(lex.trigger))
    return pl.concat([numbered.filter(~broken), made]).sort("_at", maintain_order=True).drop("_at")


def _row_ends(text: str, begin: int, least: int) -> list[int]:
    """List where lines end behind a place that do not go on in the next.

    A short line goes on too where it ends with a comma or the next one begins small ("last" / "month").
    """
    ends = [at for at in range(begin, len(text)) if text[at] == "\n"]
    short = [at for at in ends if len(text[text.rfind("\n", 0, at) + 1 : at].strip()) <= least]
    return [
        at for at in short if not (text[:at].rstrip().endswith(",") or text[at + 1 :].lstrip()[:1].islower())
    ]


def _whole(runs: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Cut half words off the ends of runs: beside letters that ASCII has not, the regex sees no edge.

    A prefix that the language writes onto words is no half word.
    """
    prefix = rf"(?:^|[^\w])(?:{'|'.join(lex.prefixes)})+$"
    left = _c("before").str.contains(_HALF_LEFT) & _c("run").str.contains(r"^\w")
    if lex.prefixes:
        left = left & ~_c("before").str.contains(prefix)
    right = _c("after").str.contains(_HALF_RIGHT) & _c("run").str.contains(r"\w$")
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
