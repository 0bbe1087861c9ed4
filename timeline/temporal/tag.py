"""Tag date phrases: candidates, readings, direction, intervals, values and reasons, as one table."""

from functools import cache, lru_cache
from typing import Any

import polars as pl

from timeline.errors import OptionError
from timeline.options import TagOptions
from timeline.schema import LOCAL, MENTIONS
from timeline.temporal import context, reasons, registers, timex
from timeline.temporal.arithmetic import run
from timeline.temporal.candidates import candidates
from timeline.temporal.grammar import Grammar, grammar
from timeline.temporal.lexicon import SHARED, languages, lexicon
from timeline.temporal.resolve import resolve, seconds
from timeline.temporal.templates import granularity
from timeline.temporal.told import told
from timeline.temporal.units import DAY

_c = pl.col
_READ = {
    "op": "operator", "type": "type", "value": "fixed", "gran": "granularity", "mod": "mod",
    "anchor": "anchor", "guard": "guard", "other_op": "other_op", "other_for": "other_for",
    "alt": "alt",
}  # fmt: skip
"""Fields of a reading and the columns they go to."""

_BATCH = 4_000
"""Articles at a time: memory stays the same however many there are; larger batches are hardly faster."""

DEFAULTS = TagOptions()
DEFAULT_LANGUAGE = "en"


@cache
def grammar_of(code: str) -> Grammar:
    """Give the grammar of a language, made once."""
    return grammar(lexicon(code))


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
    and, if
    there, ``dct_best``; columns that are missing count as null. Articles do not see each other:
    ``tag(concat(a, b))`` is ``concat(tag(a), tag(b))``.
    """
    found = [MENTIONS.empty()]
    for batch in articles.iter_slices(_BATCH):
        texts = _texts(batch, options)
        parts = [_tag_language(texts.filter(_c("code") == code), code) for code in texts["code"].unique()]
        found.append(pl.concat(parts).sort("_row", "begin").select(MENTIONS.schema.names()))
    return pl.concat(found)


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
    rows = articles.select(have).with_row_index("_article").with_columns(_c("text").fill_null(""))
    if options.lang:
        rows = rows.with_columns(pl.lit(options.lang).alias("lang"))
    codes = {lang: language_of(lang) for lang in rows["lang"].unique()}
    rows = rows.with_columns(
        _c("lang").replace_strict(codes, default=DEFAULT_LANGUAGE, return_dtype=pl.String).alias("code"),
        seconds(_c("dct_start")).alias("day_first"),
        (seconds(_c("dct_stop")) - DAY).alias("day_last"),
        seconds(_c("dct_best")).alias("day_best"),
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
        post = registers.is_post(_c("text"), lexicon(name).tables) if register == "auto" else pl.lit(True)
        mine = (_c("code") == base) & (_c("field") == "text") & post
        code = pl.when(mine).then(pl.lit(name)).otherwise(code)
    return texts.with_columns(code.alias("code"))


def _tag_language(texts: pl.DataFrame, code: str) -> pl.DataFrame:
    gram = grammar_of(code)
    runs = candidates(texts.select("row", "text"), gram.lex)
    readings = _readings(runs["run"].unique().to_list(), gram)
    mentions = runs.join(readings, on="run", how="inner", maintain_order="left")
    mentions = mentions.with_columns(
        (_c("begin") + _c("at")).alias("begin"),
        pl.concat_str("before", "head").alias("before"),
        pl.concat_str("tail", "after").alias("after"),
    ).sort("row", "begin", maintain_order=True)
    mentions = context.guarded(mentions, gram.lex).unique(["row", "begin"], keep="first", maintain_order=True)
    mentions = told(mentions, texts)
    mentions = context.directed(mentions, gram.lex)
    mentions = context.opened(mentions, gram.lex)
    facts = texts.select("row", "article_id", "field", "day_first", "day_last", "day_best", "published_local")
    mentions = mentions.join(facts, on="row", how="left", maintain_order="left")
    return _finished(_resolved(mentions), gram)


def _readings(runs: list[str], gram: Grammar) -> pl.DataFrame:
    """Parse each distinct run once."""
    columns: dict[str, type[pl.DataType]] = {
        "run": pl.String,
        "at": pl.Int64,
        "phrase": pl.String,
        "head": pl.String,
        "tail": pl.String,
        **dict.fromkeys(_READ.values(), pl.String),
        "range": pl.Boolean,
    }
    rows = [row for words in runs for row in _rows(words, gram.lex.code)]
    return pl.DataFrame(rows, schema=columns, orient="row")


@lru_cache(maxsize=200_000)
def _rows(words: str, code: str) -> tuple[tuple[Any, ...], ...]:
    """Write the readings of a run as rows; remembered between batches, where most runs come again."""
    rows = []
    for reading in grammar_of(code).parse(words):
        op, begin, end = reading.fields.get("op"), reading.begin, reading.end
        fields = {"anchor": "dct", "gran": granularity(op) if op else None, **reading.fields}
        parts = (words, begin, words[begin:end], words[:begin], words[end:])
        rows.append((*parts, *(fields.get(name) for name in _READ), "range" in fields))
    return tuple(rows)


def _resolved(mentions: pl.DataFrame) -> pl.DataFrame:
    """Resolve for the best day, and where the publication day is not one day also for its first and last."""
    best = pl.coalesce("day_best", "day_first", "day_last")
    mentions = mentions.with_columns(best.alias("dct_from"))
    mentions = mentions.with_columns((_c("dct_from") + DAY).alias("dct_to"))
    clock = (_c("published_local").dt.epoch("us") // 1_000_000).alias("_clock")
    timed = (
        _c("operator").str.contains(r"^move (?:second|minute|hour) ") & _c("published_local").is_not_null()
    )
    mentions = mentions.with_columns(clock).with_columns(
        pl.when(timed).then("_clock").otherwise(_c("dct_from")).alias("dct_from"),
        pl.when(timed).then(_c("_clock") + 60).otherwise(_c("dct_to")).alias("dct_to"),
    )
    done = resolve(mentions).with_columns(
        pl.lit(True).alias("certain"), _c("start").alias("value_start"), _c("stop").alias("value_stop")
    )
    vague = (_c("day_first") < _c("day_last")).fill_null(False)
    if not done.select(vague.any()).item():
        return done
    ends = []
    for day in ("day_first", "day_last"):
        part = mentions.filter(vague).with_columns(_c(day).alias("dct_from"), (_c(day) + DAY).alias("dct_to"))
        ends.append(resolve(part).select(_c("start").alias(f"{day}_start"), _c("stop").alias(f"{day}_stop")))
    spread = pl.concat([done.filter(vague), *ends], how="horizontal")
    same = _c("day_first_start").eq_missing(_c("day_last_start")) & _c("day_first_stop").eq_missing(
        _c("day_last_stop")
    )
    spread = spread.with_columns(
        same.alias("certain"),
        pl.min_horizontal("start", "day_first_start", "day_last_start").alias("start"),
        pl.max_horizontal("stop", "day_first_stop", "day_last_stop").alias("stop"),
    )
    return pl.concat([done.filter(~vague), spread.select(done.columns)]).sort("row", "begin")


def _finished(mentions: pl.DataFrame, gram: Grammar) -> pl.DataFrame:
    """Write the columns of the mentions table."""
    mentions = mentions.with_columns(_c("operator").str.extract(r"day:part (\w+)", 1).alias("part"))
    mentions = mentions.rename({"start": "all_start", "stop": "all_stop"})
    mentions = timex.values(
        mentions.with_columns(_c("value_start").alias("start"), _c("value_stop").alias("stop"))
    )
    mentions = _ranges(mentions)
    # Written out, a range is two mentions: the first has the interval of both and the value of its own words.
    to_another = _c("operator").str.contains("| thru ", literal=True).fill_null(False)
    mentions = mentions.with_columns(to_another.alias("range"))
    mentions = mentions.with_columns(_c("fixed").fill_null(_c("timex")).alias("value"))
    mentions = _alternatives(mentions, gram)
    mentions = mentions.with_columns(
        pl.when(_c("open") == "start").then(None).otherwise(_c("all_start")).alias("start"),
        pl.when(_c("open") == "end").then(None).otherwise(_c("all_stop")).alias("stop"),
        ((_c("type") != "DURATION") & _c("certain") & ~_c("range")).alias("whole"),
        pl.when(_c("open").is_not_null())
        .then(pl.concat_str("operator", pl.lit(" | open "), "open"))
        .otherwise(_c("operator"))
        .alias("operator"),
    )
    mentions = timex.edtf(mentions)
    mentions = _explained(mentions, gram)
    identifier = pl.concat_str("article_id", pl.lit(":"), "begin", pl.lit("-"), "end")
    return mentions.select(
        _c("row").alias("_row"),
        pl.when(_c("field") == "title").then(identifier + ":title").otherwise(identifier).alias("mention_id"),
        *(_c(n) for n in ("article_id", "field", "begin", "end", "phrase", "type", "value", "mod")),
        (_c("start") * 1_000_000).cast(LOCAL).alias("start"),
        (_c("stop") * 1_000_000).cast(LOCAL).alias("stop"),
        *(
            _c(n)
            for n in (
                "granularity",
                "edtf",
                "operator",
                "anchor",
                "reason",
                "certain",
                "alternatives",
                "issue",
            )
        ),
    )


def _ranges(mentions: pl.DataFrame) -> pl.DataFrame:
    """Write the value of a range as first/last, ISO 8601's way; TIMEX3 has none."""
    ranges = mentions.filter("range")
    if ranges.height == 0:
        return mentions
    ends = ranges.select("row", "begin", "granularity", "part", (_c("value_stop") - 1).alias("start"))
    ends = timex.values(ends).select("row", "begin", _c("timex").alias("_last"))
    joined = mentions.join(ends, on=["row", "begin"], how="left", maintain_order="left")
    last = pl.concat_str("timex", pl.lit("/"), "_last")
    return joined.with_columns(pl.when("range").then(last).otherwise(_c("timex")).alias("timex")).drop(
        "_last"
    )


def _alternatives(mentions: pl.DataFrame, gram: Grammar) -> pl.DataFrame:
    """Resolve the reading in the other direction where the phrase left it open."""
    empty = pl.lit([], dtype=MENTIONS.schema["alternatives"])
    mentions = mentions.with_columns(empty.alias("alternatives")).with_row_index("_at")
    mentions = mentions.with_columns(_c("other_way").fill_null(_c("alt")).alias("other_way"))
    counted = _c("dct_from").is_not_null() & (_c("anchor") == "dct")
    other = mentions.filter(_c("other_way").is_not_null() & (counted | _c("alt").is_not_null()))
    if other.height == 0:
        return mentions.drop("_at")
    # The nearest repeat may be either: whichever of both ways is another date is the alternative.
    close = other.filter(_c("operator").str.contains(r"\bnear ") & _c("other_way").str.contains(r"\bcoming "))
    close = close.with_columns(_c("other_way").str.replace(r"\bcoming ", "past "))
    other = pl.concat([other, close])
    other = other.select(
        "_at", "granularity", "part", "value", _c("other_way").alias("operator"),
        _c("dct_from").alias("anchor_start"), _c("dct_to").alias("anchor_stop"),
    )  # fmt: skip
    other = timex.values(run(other)).filter((_c("timex") != _c("value")) & _c("start").is_not_null())
    other = other.unique("_at", keep="first", maintain_order=True)
    reading = pl.struct(
        "operator",
        _c("timex").alias("value"),
        (_c("start") * 1_000_000).cast(LOCAL).alias("start"),
        (_c("stop") * 1_000_000).cast(LOCAL).alias("stop"),
    )
    other = other.select("_at", reading.implode().over("_at", mapping_strategy="explode").alias("_others"))
    mentions = mentions.join(other, on="_at", how="left", maintain_order="left")
    return mentions.with_columns(_c("_others").fill_null(_c("alternatives")).alias("alternatives")).drop(
        "_at", "_others"
    )


def _explained(mentions: pl.DataFrame, gram: Grammar) -> pl.DataFrame:
    dated, known = _c("operator").is_not_null(), _c("value_start").is_not_null()
    relative = _c("anchor") != "none"
    why = (
        pl.when(~dated & (_c("type") == "DURATION"))
        .then(pl.lit("duration"))
        .when(~dated & (_c("type") == "SET"))
        .then(pl.lit("set"))
        .when(~dated)
        .then(pl.lit("ref"))
        .when(~known & relative & _c("dct_from").is_null())
        .then(pl.lit("no_dct"))
        .when(~known & (_c("anchor") == "previous"))
        .then(pl.lit("no_previous"))
        .when(~known)
        .then(pl.lit("range"))
        .otherwise(_c("anchor"))
    )
    anchor_moment = (_c("anchor_start") * 1_000_000).cast(LOCAL)
    mentions = mentions.with_columns(
        (_c("value_start") * 1_000_000).cast(LOCAL).alias("_from"),
        ((_c("value_stop") - 1) * 1_000_000).cast(LOCAL).alias("_last"),
    )
    mentions = mentions.with_columns(
        why.alias("why"),
        anchor_moment.dt.strftime("%-d %b %Y").alias("anchor_text"),
        reasons.spoken(gram.lex).alias("result"),
    )
    mentions = reasons.reasons(mentions, gram.lex)
    return mentions.with_columns(
        (_c("begin") + _c("phrase").str.len_chars()).alias("end"),
        pl.when(_c("why").is_in(["no_dct", "no_previous", "range"])).then(_c("why")).alias("issue"),
        pl.when(~dated).then(pl.lit("none")).otherwise(_c("anchor")).alias("anchor"),
    )
