"""Tag date phrases: candidates, readings, direction, intervals, values and reasons, as one table."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from threading import Lock
from typing import Any

import numpy as np
import polars as pl

from timeline.errors import OptionError
from timeline.options import TagOptions
from timeline.schema import LOCAL, MENTIONS
from timeline.temporal import registers
from timeline.temporal.batches import in_order, slices
from timeline.temporal.candidates import candidates
from timeline.temporal.context import Surroundings, directed, guarded, opened
from timeline.temporal.grammar import Grammar, grammar
from timeline.temporal.lexicon import SHARED, Lexicon, languages, layer, lexicon
from timeline.temporal.memory import NUMBERS, WAYS, Memory, Senses
from timeline.temporal.programs import NO_PROGRAM, NONE, Ints
from timeline.temporal.resolve import Mentions, resolve, seconds
from timeline.temporal.told import told
from timeline.temporal.units import DAY
from timeline.temporal.written import Dates, Draft, write

_c = pl.col
_LOADING = Lock()
DEFAULTS = TagOptions()
DEFAULT_LANGUAGE = "en"


@cache
def grammar_of(code: str) -> Grammar:
    """Give the grammar of a language, made once."""
    return grammar(lexicon(code))


def memory_of(code: str) -> Memory:
    """Give what is remembered of a language's phrases in this process."""
    with _LOADING:
        return _memory_of(code)


@cache
def _memory_of(code: str) -> Memory:
    return Memory(grammar_of(code))


def language_of(lang: str | None) -> str:
    """Give the language file, or else the locale, that reads a language; null counts as English.

    >>> language_of("en-US"), language_of(None), language_of("fi"), language_of("xx")
    ('en', 'en', 'fi', 'und')
    """
    base = (lang or DEFAULT_LANGUAGE).lower().replace("_", "-").split("-")[0]
    if base in languages():
        return base
    from timeline.temporal.locales import locale_of

    return locale_of(lang or "") or SHARED


def tag(articles: pl.DataFrame, options: TagOptions = DEFAULTS) -> pl.DataFrame:
    """Find the date phrases of articles: a frame of the mentions table, in text order.

    Takes ``article_id``, ``title``, ``text``, ``lang``, ``dct_start``, ``dct_stop``, ``published_local``
    and, if there, ``dct_best``; columns that are missing count as null. Articles do not see each other:
    ``tag(concat(a, b))`` is ``concat(tag(a), tag(b))``.
    """
    return pl.concat([MENTIONS.empty(), *tag_batches(slices(articles), options)])


def tag_batches(
    batches: Iterable[pl.DataFrame], options: TagOptions = DEFAULTS, jobs: int = 0
) -> Iterator[pl.DataFrame]:
    """Tag batches of articles on all cores, in order; batches are taken as they are needed.

    For more articles than fit in memory; ``jobs`` limits the threads.
    """
    return in_order(partial(_tagged, options=options), batches, jobs)


def _tagged(articles: pl.DataFrame, options: TagOptions) -> pl.DataFrame:
    texts = _texts(articles, options)
    codes = texts["code"].unique(maintain_order=True)
    if len(codes) < 2:
        found = [_tag_language(texts, code) for code in codes]
    else:
        found = [_tag_language(texts.filter(_c("code") == code), code) for code in codes]
    parts = pl.concat([MENTIONS.empty().insert_column(0, pl.Series("_row", [], dtype=pl.Int64)), *found])
    return (parts.sort("_row", maintain_order=True) if len(found) > 1 else parts).drop("_row")


def _texts(articles: pl.DataFrame, options: TagOptions) -> pl.DataFrame:
    """Give one row a text and one a title that is not in it, with the days they count from."""
    wanted: dict[str, Any] = {
        "article_id": pl.String, "title": pl.String, "text": pl.String, "lang": pl.String,
        "dct_start": pl.Date, "dct_stop": pl.Date, "dct_best": pl.Date, "published_local": LOCAL,
    }  # fmt: skip
    have = [
        _c(n).cast(t).alias(n) if n in articles.columns else pl.lit(None, dtype=t).alias(n)
        for n, t in wanted.items()
    ]
    # In one piece: comparing text and title across chunks is a hundred times slower.
    rows = articles.select(have).rechunk().with_row_index("_article").with_columns(_c("text").fill_null(""))
    if options.lang:
        rows = rows.with_columns(pl.lit(options.lang).alias("lang"))
    codes = {lang: language_of(lang) for lang in rows["lang"].unique()}
    rows = rows.with_columns(
        _c("lang").replace_strict(codes, default=DEFAULT_LANGUAGE, return_dtype=pl.String).alias("code"),
        seconds(_c("dct_start")).alias("day_first"),
        (seconds(_c("dct_stop")) - DAY).alias("day_last"),
        seconds(_c("dct_best")).alias("day_best"),
        (_c("published_local").dt.epoch("us") // 1_000_000).alias("clock"),
    )
    separate = _c("title").is_not_null() & ~_c("text").str.contains(_c("title"), literal=True, strict=False)
    titles = rows.filter(separate).with_columns(_c("title").alias("text"), pl.lit("title").alias("field"))
    both = pl.concat([rows.with_columns(pl.lit("text").alias("field")), titles])
    both = _registered(both, options.register)
    order = (_c("_article") * 2 + (_c("field") == "title").cast(pl.UInt32)).cast(pl.Int64)
    return both.with_columns(order.alias("row")).sort("row").drop("title", "lang", "_article")


def _registered(texts: pl.DataFrame, register: str) -> pl.DataFrame:
    """Read social posts by the layer of their language; a title beside a text is never one."""
    if register not in registers.REGISTERS:
        raise OptionError(f"register {register!r}: it is one of {', '.join(registers.REGISTERS)}")
    code = _c("code")
    for base in registers.layered() & set(texts["code"].unique()) if register != "news" else ():
        name = f"{base}.{registers.POSTS}"
        post = registers.is_post(_c("text"), layer(name)) if register == "auto" else pl.lit(True)
        mine = (_c("code") == base) & (_c("field") == "text") & post
        code = pl.when(mine).then(pl.lit(name)).otherwise(code)
    return texts.with_columns(code.alias("code"))


def _tag_language(texts: pl.DataFrame, code: str) -> pl.DataFrame:
    memory, lex = memory_of(code), grammar_of(code).lex
    draft = _draft(texts, memory, lex)
    return write(draft, _dated(draft, texts, lex), texts, lex)


def _draft(texts: pl.DataFrame, memory: Memory, lex: Lexicon) -> Draft:
    """Find the mentions of texts: what the context lets be a date, and which way it points."""
    runs = candidates(texts.select("text", row=pl.int_range(pl.len())), lex)
    found = memory.look_up(runs["run"].to_list())
    text, begin = runs["row"].to_numpy()[found.run], runs["begin"].to_numpy()[found.run] + found.at
    around = Surroundings.of(runs, found.run, found.at, found.length)
    keep = np.flatnonzero(guarded(around, found.senses.guard[found.sense], found.names, lex))
    keep = keep[np.lexsort((begin[keep], text[keep]))]
    # Of several readings of the same words, the first that its guard let pass.
    again = (np.diff(text[keep], prepend=-1) == 0) & (np.diff(begin[keep], prepend=-1) == 0)
    keep = keep[~again]
    text, around, senses = text[keep], around.take(keep), found.senses.take(found.sense[keep])
    day = _days(texts, "day_best", "day_first", "day_last")[text]
    senses = told(text, senses, day)
    op, others = _ways(around, senses, found.names, lex)
    opening = np.zeros_like(op)
    ranged = (senses.ranged > 0) | found.programs.ranged[op]
    dated = np.flatnonzero((op != NO_PROGRAM) & ~ranged)  # a range has both ends
    opening[dated] = opened(around, dated, lex)
    timed = found.programs.timed[op]
    clock = _days(texts, "clock")[text]
    from_ = np.where(timed & (clock != NONE), clock, day)
    to = np.where(from_ == NONE, NONE, from_ + np.where(timed & (clock != NONE), 60, DAY))
    return Draft(
        text, begin[keep], around, senses, found.names, found.programs, op, others, opening, from_, to
    )


def _ways(
    around: Surroundings, senses: Senses, names: pl.Series, lex: Lexicon
) -> tuple[Ints, tuple[Ints, Ints]]:
    """Choose the direction of operators that leave it open; give the operators and what else they may mean.

    The nearest repeat may be either: whichever of both ways is another date is the alternative.
    """
    op, other, back = senses.op.copy(), senses.alt.copy(), senses.alt_back.copy()
    rows = np.flatnonzero(senses.slot)
    way = directed(around.take(rows), names[senses.slot[rows]], WAYS, lex)
    ways = senses.ways[rows]
    past, coming, near = (WAYS.index(name) for name in ("past", "coming", "near"))
    opposite = np.where(way == coming, past, coming)
    places = np.arange(rows.size)
    op[rows], other[rows] = ways[places, way], ways[places, opposite]
    back[rows] = np.where(way == near, ways[places, past], NO_PROGRAM)
    return op, (other, back)


def _days(texts: pl.DataFrame, *columns: str) -> Ints:
    """Give the first known of some columns of seconds; NONE where none is."""
    return texts.select(pl.coalesce(*columns, pl.lit(NONE))).to_series().to_numpy()


def _dated(draft: Draft, texts: pl.DataFrame, lex: Lexicon) -> Dates:
    """Resolve for the best day, and where the publication day is not one day also for its first and last."""
    senses = draft.senses
    hourly = (senses.other_for >> NUMBERS["day"]) & 1 > 0
    mentions = Mentions(
        draft.text, draft.op, senses.kind, senses.granularity, senses.anchor, senses.other_op,
        senses.other_for, senses.compares > 0, hourly, draft.dct_from, draft.dct_to,
    )  # fmt: skip
    from_now = bool(lex.tables.get("later_from_now", False))
    best = resolve(mentions, draft.programs, from_now)
    start, stop, certain = best.start.copy(), best.stop.copy(), np.full(best.start.shape, True)
    first, last = _days(texts, "day_first")[draft.text], _days(texts, "day_last")[draft.text]
    rows = np.flatnonzero((first != NONE) & (first < last))
    if rows.size:
        part = mentions.take(rows)
        ends = [
            resolve(replace(part, dct_from=day[rows], dct_to=day[rows] + DAY), draft.programs, from_now)
            for day in (first, last)
        ]
        certain[rows] = (ends[0].start == ends[1].start) & (ends[0].stop == ends[1].stop)
        starts = np.array([best.start[rows], *(end.start for end in ends)])
        known = np.where(starts == NONE, np.iinfo(np.int64).max, starts).min(axis=0)
        start[rows] = np.where((starts == NONE).all(axis=0), NONE, known)
        stop[rows] = np.max([best.stop[rows], *(end.stop for end in ends)], axis=0)
    return Dates(best, start, stop, certain)
