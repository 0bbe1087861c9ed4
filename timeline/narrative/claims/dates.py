"""Find the dates that articles give of events: claims of kind ``date``, from statements and date phrases.

Both tables are there already, so nothing is read again but the words in front of a date. A date is a claim
where the sentence says it itself; what only names the day, week, month or year of publication ("today",
"this year") is none, and neither is what depends on a publication day that is not known.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from timeline.narrative.claims.around import UNBOUNDED, around, hedge
from timeline.narrative.claims.date_words import KIND
from timeline.schema import CLAIMS

__all__ = ["date_claims"]

STEPS: Final[Mapping[str, str]] = {
    "day": "1d", "weekend": "2d", "week": "7d", "month": "1mo", "season": "3mo", "quarter": "3mo",
    "half": "6mo", "year": "1y", "decade": "10y",
}  # fmt: skip
"""Units of date claims with their lengths; a century says too little to be checked."""
_CLOCK: Final = ("part_of_day", "hour", "minute", "second")
"""Precisions of which the day alone is claimed: clock times are read from schedules and time zones."""
_OF_PUBLICATION: Final = r"^(day 0\b.*|(week|weekend|month|quarter|half|season|year|decade) 0)$"
"""Operators of phrases that name the time of publication itself; "the end of this year" has a ``mod``."""
_AHEAD: Final = 200
"""Days: a month or day without its year that lies further ahead is the one of last year, told as past."""
_BARE: Final = r"^(near|coming) year:(month|day|nth|feast)"
_WEEKDAY: Final = r"^(past|near|coming) week:day"
"""Weekdays: what is planned for one that has passed is planned for the next."""
_YEAR: Final = r"\b((?:19|20)\d\d)\b"
"""Where the words of a statement hold a year, that is its date and not another one of the sentence."""
_NAMED_DAY: Final = r"year:(day|nth|feast)"
_NAMED: Final = r"^\d\d?[/.]\d\d?$"
"""Phrases that name what happened on a day ("9/11") more than the day."""
_MODS: Final[Mapping[str, str]] = {
    "APPROX": "about", "MORE_THAN": "under", "LESS_THAN": "more_than", "EQUAL_OR_LESS": "at_least",
    "EQUAL_OR_MORE": "up_to", "ON_OR_BEFORE": "up_to", "BEFORE": "under", "ON_OR_AFTER": "at_least",
    "AFTER": "more_than",
}  # fmt: skip
"""Comparators by TIMEX3 mod; "more than two years ago" is before the day two years ago."""


def date_claims(event_mentions: pl.DataFrame, mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """List the dates that articles give of events: CLAIMS of kind ``date`` without families.

    ``value`` is the first day of what is said in days from 1970-01-01, ``unit`` its precision, ``subject``
    what happened; behind the columns of CLAIMS stand those of the statement that families need. Which dates
    of a statement count, and which bound they have, is in docs/claims.md.
    """
    said = _dated(event_mentions, mentions, articles)
    texts = dict(articles.select("article_id", "text").iter_rows())
    places = said.select("article_id", "begin", "end", "sentence_begin", "sentence_end").rows()
    read = [
        around(texts[article_id], (begin, end), (first, last), subject, predicate, named=named)
        for (article_id, begin, end, first, last), subject, predicate, named in zip(
            places, said["subject"], said["predicate"], said["named"], strict=True
        )
    ]
    hedges = [
        hedge(texts[place[0]], (place[1], place[2]), (place[3], place[4]))
        if unsure and one is not None
        else None
        for place, unsure, one in zip(places, said["unsure"], read, strict=True)
    ]
    word = pl.Series("word", [one or None for one in read], dtype=pl.String)
    made = said.with_columns(
        pl.when(word != UNBOUNDED).then(word).when(word.is_null()).then("bound").alias("comparator"),
        pl.Series("hedge", hedges, dtype=pl.String),
        pl.lit(None, pl.String).alias("family_id"),
        pl.lit(None, pl.Float64).alias("reference"),
        pl.lit(None, pl.String).alias("reference_source"),
    ).filter(pl.Series([one is not None for one in read], dtype=pl.Boolean))
    return made.select(
        *CLAIMS.schema, "event_id", "found_event_id", "predicate", "sentence_begin", "sentence_end"
    )


def _dated(event_mentions: pl.DataFrame, mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give every date that is said of a statement, with value and unit, in the order of the articles."""
    found = _with_units(_joined(event_mentions, mentions, articles))
    alone, ranged, clock = pl.col("n") == 1, pl.col("ranged"), pl.col("granularity").is_in(_CLOCK)
    # "from 2000 to 2018": the first phrase has the whole range, the second one its end.
    last = (pl.col("stop") == pl.col("stop").filter("ranged").first()).over("event_mention_id")
    opens, ends = ~alone & ranged, ~alone & ~ranged & last.fill_null(False)
    own = (pl.col("start") == pl.col("told_start")) & (pl.col("stop") == pl.col("told_stop"))
    operator = pl.col("operator").fill_null("")
    bound = (
        pl.when(opens | operator.str.ends_with("open end")).then(pl.lit("at_least"))
        .when(ends | operator.str.ends_with("open start")).then(pl.lit("up_to"))
        .otherwise(pl.col("mod").replace_strict(_MODS, default=None, return_dtype=pl.String))
    )  # fmt: skip
    after = (pl.col("first").dt.date() - pl.col("dct_best")).dt.total_days()
    of_day = (pl.col("unit") == "day") & (pl.col("anchor") == "dct") & (after == 0)
    ahead = operator.str.contains(_BARE) & (after > _AHEAD)
    # A weekday six days off is more often the one a day off on the other side.
    off = operator.str.contains(_WEEKDAY) & (after.abs() == 6)
    passed = (pl.col("modality") == "planned") & (after < 0) & operator.str.contains(_WEEKDAY)
    told = pl.col("subject").str.extract(_YEAR)
    other = told != pl.col("phrase").str.extract(_YEAR)
    named = operator.str.contains(_NAMED_DAY) & ~pl.col("phrase").str.contains(r"\d")
    kept = found.with_columns(bound.alias("bound"), named.alias("named")).filter(
        (alone & ~ranged) | opens | ends | (own.fill_null(False) & ~ranged & ~clock),
        pl.col("first").is_not_null(),
        ~of_day.fill_null(False),
        ~ahead.fill_null(False),
        ~passed.fill_null(False),
        ~off.fill_null(False),
        ~other.fill_null(False),
    )
    return _as_claims(kept.unique("mention_id", keep="first", maintain_order=True))


def _with_units(found: pl.DataFrame) -> pl.DataFrame:
    """Add the unit that is said, its first day, and whether the phrase spans several."""
    clock = pl.col("granularity").is_in(_CLOCK)
    # The day of a clock time is the statement's, which knows the day that the article tells of.
    start = pl.when(clock & (pl.col("n") == 1)).then("told_start").otherwise("start")
    # "until 2003" has an end alone: the unit that it ends is what is said.
    last = pl.when(clock).then(pl.col("stop").dt.offset_by("-1us")).otherwise(_moved("stop", back=True))
    first = pl.coalesce(start, last).dt.truncate("1d")
    found = found.with_columns(
        first.alias("first"), pl.when(clock).then(pl.lit("day")).otherwise("granularity").alias("unit")
    )
    ranged = (pl.col("stop") > _moved("first")).fill_null(False) & ~clock
    return found.with_columns(ranged.alias("ranged"))


def _moved(column: str, *, back: bool = False) -> pl.Expr:
    """Give a moment one unit later or earlier."""
    when = pl.col(column)
    moved = when.dt.offset_by("-1d" if back else "1d")
    for unit, step in STEPS.items():
        moved = (
            pl.when(pl.col("granularity") == unit)
            .then(when.dt.offset_by(f"-{step}" if back else step))
            .otherwise(moved)
        )
    return moved


def _joined(event_mentions: pl.DataFrame, mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give the statements that say a date in the text itself, one row a date phrase."""
    operator = pl.col("operator").fill_null("")
    phrases = mentions.filter(
        pl.col("field") == "text",
        pl.col("type").is_in(["DATE", "TIME"]),
        pl.col("granularity").is_in([*STEPS, *_CLOCK]),
        pl.col("start").is_not_null() | pl.col("stop").is_not_null(),
        pl.col("certain").fill_null(True),
        ~pl.col("phrase").str.contains(_NAMED),
        ~(pl.col("granularity").is_in(_CLOCK) & operator.str.contains("month")),
        ~(operator.str.contains(_OF_PUBLICATION) & pl.col("mod").is_null()),
        ~operator.str.starts_with("day 0"),
    ).select(
        "mention_id", "begin", "end", "phrase", "operator", "anchor", "start", "stop", "granularity", "mod"
    )  # fmt: skip
    stated = event_mentions.filter(
        pl.col("basis") == "stated", pl.col("field") == "text", pl.col("modality") != "hypothetical"
    ).select(
        "event_mention_id", "event_id", "found_event_id", "article_id", "predicate", "modality",
        pl.col("begin").alias("sentence_begin"), pl.col("end").alias("sentence_end"),
        pl.col("start").alias("told_start"), pl.col("stop").alias("told_stop"),
        pl.col("headline").alias("subject"), pl.col("attributed_to").alias("speaker"),
        pl.col("hedged").fill_null(False), pl.col("mention_ids").list.len().alias("n"),
        pl.col("mention_ids").alias("mention_id"),
    )  # fmt: skip
    days = articles.select("article_id", "dct_best").unique("article_id", keep="first")
    return (
        stated.explode("mention_id")
        .join(phrases, on="mention_id", how="inner", maintain_order="left")
        .join(days, on="article_id", how="inner", maintain_order="left")
        .filter(
            pl.col("anchor") != "previous", pl.col("dct_best").is_not_null() | (pl.col("anchor") == "none")
        )
    )


def _as_claims(found: pl.DataFrame) -> pl.DataFrame:
    days = (pl.col("first").dt.date() - pl.date(1970, 1, 1)).dt.total_days().cast(pl.Float64)
    return found.with_columns(
        pl.format("{}:{}-{}", "article_id", "begin", "end").alias("claim_id"),
        pl.lit(KIND).alias("kind"),
        days.alias("value"),
        (pl.col("modality") == "denied").alias("negated"),
        (pl.col("hedged") | (pl.col("modality") == "possible")).alias("unsure"),
    )
