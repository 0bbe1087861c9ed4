"""Write the mentions table: values, EDTF, alternatives and reasons, each distinct one once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from timeline.schema import LOCAL, MENTIONS
from timeline.temporal import reasons, timex
from timeline.temporal.arithmetic import run
from timeline.temporal.context import OPENINGS, Surroundings
from timeline.temporal.lexicon import Lexicon
from timeline.temporal.memory import ABSOLUTE, DCT, DURATION, NUMBERS, PREVIOUS, SET, Senses
from timeline.temporal.programs import NO_PROGRAM, NONE, Bools, Ints, Table
from timeline.temporal.resolve import Resolved

_c = pl.col
_DURATION, _SET, _DCT, _PREVIOUS, _ABSOLUTE = (
    NUMBERS[name] for name in (DURATION, SET, DCT, PREVIOUS, ABSOLUTE)
)
_WHYS = ("duration", "set", "ref", "no_dct", "no_previous", "range", DCT, PREVIOUS, ABSOLUTE)
"""Keys of the templates that say a reason; those of ISSUES are also issues."""
_ISSUES = ("no_dct", "no_previous", "range")


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold mentions in text order before they are written: numbers, and where the words stand.

    ``text`` is the number of the text, ``others`` the programs that may be meant as well, the likelier first,
    ``opening`` a place in ``context.OPENINGS``, ``dct_from`` and ``dct_to`` the publication in seconds.
    """

    text: Ints
    begin: Ints
    around: Surroundings
    senses: Senses
    names: pl.Series
    programs: Table
    op: Ints
    others: tuple[Ints, Ints]
    opening: Ints
    dct_from: Ints
    dct_to: Ints


@dataclass(frozen=True, slots=True)
class Dates:
    """Hold what mentions resolve to: for the best publication day, and over all days that it can be."""

    best: Resolved
    start: Ints
    stop: Ints
    certain: Bools


def write(draft: Draft, dates: Dates, texts: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    """Give the mentions table, with ``_row``, the row of the text, as its first column."""
    best, programs, names = dates.best, draft.programs, draft.names
    said, place, other, other_place = _said(draft, dates, lex)
    value = said["value"][place]
    why = _why(draft, best)
    phrase = draft.around.phrase
    openings = pl.Series(OPENINGS, dtype=pl.String)[draft.opening]
    frame = texts.select("row", "article_id", "field")[draft.text].with_columns(
        begin=draft.begin,
        end=draft.begin + draft.around.length,
        phrase=phrase,
        type=names[draft.senses.kind],
        value=value,
        mod=names[draft.senses.mod],
        start=_null(np.where(draft.opening == 1, NONE, dates.start)),
        stop=_null(np.where(draft.opening == 2, NONE, dates.stop)),
        granularity=names[best.granularity],
        edtf=said["edtf"][place],
        operator=pl.Series(programs.texts, dtype=pl.String)[best.op],
        opening=openings,
        anchor=names[np.where(best.op == NO_PROGRAM, _ABSOLUTE, best.anchor)],
        reason=_reasons(phrase, said["spoken"][place], best.anchor_start, why, lex),
        certain=dates.certain,
        alternatives=_lists(draft.text.size, other, said["timex"][other_place], value),
        issue=pl.Series([w if w in _ISSUES else None for w in _WHYS], dtype=pl.String)[why],
    )
    identifier = pl.concat_str("article_id", pl.lit(":"), "begin", pl.lit("-"), "end")
    return frame.select(
        _c("row").alias("_row"),
        pl.when(_c("field") == "title").then(identifier + ":title").otherwise(identifier).alias("mention_id"),
        *(
            _moment(name) if name in ("start", "stop")
            else pl.when(_c("opening").is_null()).then("operator")
            .otherwise(pl.concat_str("operator", pl.lit(" | open "), "opening")).alias(name)
            if name == "operator"
            else _c(name)
            for name in MENTIONS.schema.names()[1:]
        ),
    )  # fmt: skip


def _null(moments: Ints) -> pl.Series:
    return pl.Series(moments).replace(NONE, None)


def _moment(name: str) -> pl.Expr:
    return (_c(name) * 1_000_000).cast(LOCAL).alias(name)


@dataclass(frozen=True, slots=True)
class _Others:
    """Hold readings in another direction: mention, program and interval."""

    mention: Ints
    op: Ints
    start: Ints
    stop: Ints
    texts: pl.Series


def _others(draft: Draft, best: Resolved) -> _Others:
    """Resolve the reading in the other direction where the phrase left it open."""
    counted = (draft.dct_from != NONE) & (best.anchor == _DCT) | (draft.senses.alt != NO_PROGRAM)
    rows = np.concatenate([np.flatnonzero((op != NO_PROGRAM) & counted) for op in draft.others])
    op = np.concatenate([op[(op != NO_PROGRAM) & counted] for op in draft.others])
    start, stop = run(draft.programs, op, draft.dct_from[rows], draft.dct_to[rows])
    known = start != NONE
    texts = pl.Series(draft.programs.texts, dtype=pl.String)
    return _Others(rows[known], op[known], start[known], stop[known], texts)


def _lists(count: int, other: _Others, timex_values: pl.Series, values: pl.Series) -> pl.Series:
    """Give the alternatives of each mention: none, or the one whose value is another."""
    differs = np.flatnonzero((timex_values != values[other.mention]).fill_null(False).to_numpy())
    differs = differs[np.unique(other.mention[differs], return_index=True)[1]]
    if differs.size == 0:
        return pl.Series([[]], dtype=MENTIONS.schema["alternatives"]).new_from_index(0, count)
    place, has = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.uint8)
    place[other.mention[differs]], has[other.mention[differs]] = np.arange(differs.size), 1
    rows = differs[place]
    one = pl.DataFrame(
        {
            "operator": other.texts[other.op[rows]],
            "value": timex_values[rows],
            "start": _null(other.start[rows]),
            "stop": _null(other.stop[rows]),
        }
    ).with_columns(_moment("start"), _moment("stop"))
    # A list of one for every mention, cut to none: gathering lists of structs takes twenty times as long.
    lists = one.select(pl.concat_list(pl.struct(one.columns)).alias("alternatives"))
    return lists.with_columns(has=has).select(_c("alternatives").list.head("has")).to_series()


def _said(draft: Draft, dates: Dates, lex: Lexicon) -> tuple[pl.DataFrame, Ints, _Others, Ints]:
    """Write each distinct value, EDTF and date as people say it; with the place of each mention's.

    Also for the other readings, of which the value (``timex``) is asked.
    """
    best, senses, programs = dates.best, draft.senses, draft.programs
    other = _others(draft, best)
    whole = (senses.kind != _DURATION) & dates.certain & ~programs.ranged[best.op]
    nothing = np.zeros_like(other.mention)
    mine = {
        "granularity": best.granularity,
        "part": programs.part[best.op],
        "fixed": senses.fixed,
        "mod": senses.mod,
        "flags": whole + 2 * programs.ranged[best.op] + 4 * senses.ranged,
        "value_start": best.start,
        "value_stop": best.stop,
        "start": np.where(draft.opening == 1, NONE, dates.start),
        "stop": np.where(draft.opening == 2, NONE, dates.stop),
    }
    theirs = {
        "granularity": best.granularity[other.mention],
        "part": mine["part"][other.mention],
        **dict.fromkeys(("fixed", "mod", "flags"), nothing),
        **dict.fromkeys(("value_start", "start"), other.start),
        **dict.fromkeys(("value_stop", "stop"), other.stop),
    }
    keys = {name: np.concatenate([column, theirs[name]]) for name, column in mine.items()}
    first, place = distinct(list(keys.values()))
    frame = pl.DataFrame({name: column[first] for name, column in keys.items()})
    names, parts = draft.names, pl.Series(programs.parts, dtype=pl.String)
    texts = {name: names[frame[name]] for name in ("granularity", "fixed", "mod")}
    frame = frame.with_columns(part=parts[frame["part"]], **texts).with_columns(
        _c("value_start", "value_stop", "start", "stop").replace(NONE, None),
        (_c("flags") & 1 > 0).alias("whole"),
        (_c("flags") & 2 > 0).alias("range"),
        (_c("flags") & 4 > 0).alias("written_range"),
    )
    return _in_words(frame, lex), place[: draft.text.size], other, place[draft.text.size :]


def _in_words(frame: pl.DataFrame, lex: Lexicon) -> pl.DataFrame:
    own = frame.select("granularity", "part", start="value_start", stop="value_stop")
    last = frame.select("granularity", "part", start=_c("value_stop") - 1)
    written = timex.values(own)["timex"]
    if frame["written_range"].any():
        both = pl.select(pl.concat_str(written, pl.lit("/"), timex.values(last)["timex"])).to_series()
        written = both.zip_with(frame["written_range"], written)
    frame = frame.with_columns(timex=written, value=frame["fixed"].fill_null(written))
    frame = timex.edtf(frame).with_columns(
        (_c("value_start") * 1_000_000).cast(LOCAL).alias("_from"),
        ((_c("value_stop") - 1) * 1_000_000).cast(LOCAL).alias("_last"),
    )
    return frame.with_columns(reasons.spoken(lex).alias("spoken"))


def distinct(keys: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Give the place of one row of each kind, and for every row which kind it is; all columns count.

    >>> first, kind = distinct([np.array([7, 5, 7]), np.array([1, 1, 1])])
    >>> bool(kind[0] == kind[2] != kind[1]), len(first)
    (True, 2)
    """
    mixed = np.zeros(keys[0].shape, dtype=np.uint64)
    for key in keys:
        mixed = (mixed ^ key.view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(32)
    order = np.argsort(mixed)
    # Rows of one kind stand together; two kinds of one hash are told apart by their columns.
    new = np.full(order.shape, False)
    new[:1] = True
    for key in keys:
        ordered = key[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    kind = np.empty(order.shape, dtype=np.int64)
    kind[order] = np.cumsum(new) - 1
    return order[new], kind


def _why(draft: Draft, best: Resolved) -> Ints:
    """Say why mentions have their date or have none: places in _WHYS."""
    kind = draft.senses.kind
    dated, known = best.op != NO_PROGRAM, best.start != NONE
    tests = [
        (~dated & (kind == _DURATION), "duration"),
        (~dated & (kind == _SET), "set"),
        (~dated, "ref"),
        (~known & (best.anchor != _ABSOLUTE) & (draft.dct_from == NONE), "no_dct"),
        (~known & (best.anchor == _PREVIOUS), "no_previous"),
        (~known, "range"),
        (best.anchor == _DCT, DCT),
        (best.anchor == _PREVIOUS, PREVIOUS),
    ]
    return np.select(
        [test for test, _ in tests], [_WHYS.index(why) for _, why in tests], _WHYS.index(ABSOLUTE)
    )


def _reasons(phrase: pl.Series, said: pl.Series, anchor: Ints, why: Ints, lex: Lexicon) -> pl.Series:
    """Fill the templates, each with the mentions that it is for."""
    days, place = np.unique(anchor, return_inverse=True)
    moments = (_null(days) * 1_000_000).cast(LOCAL)
    counted_from = moments.dt.strftime(reasons.DAY)[place]
    parts, order = [], []
    for number in np.flatnonzero(np.bincount(why)).tolist():
        rows = np.flatnonzero(why == number)
        frame = pl.DataFrame({"phrase": phrase[rows], "anchor": counted_from[rows], "result": said[rows]})
        parts.append(frame.select(reasons.sentence(_WHYS[number], lex).alias("reason")).to_series())
        order.append(rows)
    if not parts:
        return pl.Series([], dtype=pl.String)
    back = np.empty(why.shape, dtype=np.int64)
    back[np.concatenate(order)] = np.arange(why.size)
    return pl.concat(parts)[back]
