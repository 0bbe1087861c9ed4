"""Say of each article how well its day is known, what contradicts it, and which days look like defaults.

A candidate contradicts where it lies more than a day beside the article's days: the same moment has two dates
around the world. A day set by hand settles every contradiction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

import polars as pl

from timeline.dating import understood
from timeline.schema import ARTICLES, KNOWN_ORIGINS
from timeline.words import count
from timeline.words import day as in_words

KNOWN, WORKED_OUT, UNKNOWN = "known", "worked out", "unknown"
DAY = timedelta(days=1)
FEWEST_AT_ONCE = 10
"""Articles with one clock time to the second, or on one first of January, from which a default is likely."""
TIMES_AROUND = 5.0
"""Times the daily mean of the weeks around from which a day stands out."""
TIMES_BESIDE = 3.0
"""Times the day before and the day after: a surge of news mostly fades more slowly."""
LARGE_SHARE = 0.2
"""Share of the dated articles from which a day is a peak of the whole collection."""
SEEN_SHARE = 0.05
"""The same for days on which articles were only seen: lists are often indexed long after, all at once."""
SEEN_ORIGINS = ("archive", "filename")
MOST = 0.8
FEWEST_OTHER_DAYS = 3
"""With fewer days beside it no day can be told from the others."""
EPOCH = date(1970, 1, 1)
FEWEST_AT_EPOCH = 2


@dataclass(frozen=True, slots=True)
class Peak:
    """Hold a day on which suspiciously many articles lie, and why it is suspicious."""

    day: date
    n_articles: int
    why: str


def day_states(articles: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Give, in the order of ``articles``: article_id, ``day_is`` (known, worked out, unknown), ``conflict``,
    ``place``.

    ``place`` orders them for a person: unknown and in conflict 0, worked out 1, known 2.
    """
    undated = pl.col("dct_start").is_null() & pl.col("dct_stop").is_null()
    known = pl.col("dct_origin").is_in(KNOWN_ORIGINS)
    day_is = (
        pl.when(undated).then(pl.lit(UNKNOWN)).when(known).then(pl.lit(KNOWN)).otherwise(pl.lit(WORKED_OUT))
    )
    conflict = pl.col("article_id").is_in(conflicting(articles, dates))
    place = pl.when(undated | conflict).then(0).when(known).then(2).otherwise(1).cast(pl.Int8).alias("place")
    return articles.select("article_id", day_is.alias("day_is"), conflict.alias("conflict"), place)


def counts(states: pl.DataFrame) -> dict[str, int]:
    """Count the articles of ``day_states`` by what is known of their day; conflicts are among them."""
    made = {one: states.filter(pl.col("day_is") == one).height for one in (KNOWN, WORKED_OUT, UNKNOWN)}
    return {**made, "conflict": states.filter("conflict").height}


def conflicting(articles: pl.DataFrame, dates: pl.DataFrame) -> list[str]:
    """Name the articles of which a trusted candidate says another day."""
    trusted = [origin for origin in KNOWN_ORIGINS if origin != "correction"]
    decided = articles.filter(
        pl.col("dct_start").is_not_null()
        & pl.col("dct_stop").is_not_null()
        & (pl.col("dct_origin") != "correction")
    )
    said = dates.filter(pl.col("origin").is_in(trusted) & pl.col("start").is_not_null())
    both = said.join(
        decided.select("article_id", "dct_start", "dct_stop"), on="article_id", maintain_order="left"
    ).filter(
        (pl.col("start") >= (pl.col("dct_stop") + DAY).cast(pl.Datetime("us")))
        | (pl.col("stop") <= (pl.col("dct_start") - DAY).cast(pl.Datetime("us")))
    )
    odd = (row["article_id"] for row in both.iter_rows(named=True) if not _turned(row))
    return list(dict.fromkeys(odd))


def peaks(articles: pl.DataFrame) -> list[Peak]:
    """Find days that look like a default or the day of a crawl, the largest first; a day once.

    Many articles with one and the same clock time to the second; a first of January or of a month that stands
    out; a day that holds much of the collection, stands alone, and is only that on which a service saw the
    articles, or on which all came within an hour. A busy day of news has busy neighbours and many times.
    """
    dated = articles.filter(
        pl.col("dct_best").is_not_null() & ~pl.col("dct_origin").is_in(["correction", "option"])
    )
    by_day: Mapping[date, int] = dict(dated.group_by("dct_best").len().iter_rows())
    found: dict[date, Peak] = {}
    for peak in [*_same_time(dated), *_first_days(by_day), *_alone(dated, by_day)]:
        found.setdefault(peak.day, peak)
    return sorted(found.values(), key=lambda peak: (-peak.n_articles, peak.day))


def peak_warnings(articles: pl.DataFrame) -> list[str]:
    """Say each suspicious day in a sentence, for the warnings of a build and for ``check``."""
    return [
        f"{in_words(peak.day)}: {count(peak.n_articles, 'article')}, {peak.why}" for peak in peaks(articles)
    ]


def _same_time(dated: pl.DataFrame) -> list[Peak]:
    timed = dated.filter(pl.col("published_local").is_not_null())
    at_once = timed.group_by("published_local").len().filter(pl.col("len") >= FEWEST_AT_ONCE)
    return [
        Peak(
            moment.date(),
            number,
            f"all at {moment:%H:%M:%S}, which looks like a default or the time of a crawl",
        )
        for moment, number in at_once.iter_rows()
        # outlets put many articles online on a full minute
        if isinstance(moment, datetime) and (moment.second or number > LARGE_SHARE * dated.height)
    ]


def _first_days(by_day: Mapping[date, int]) -> list[Peak]:
    total = sum(by_day.values())
    found = []
    for day, number in by_day.items():
        if day == EPOCH and number >= FEWEST_AT_EPOCH:
            found.append(Peak(day, number, "the day from which computers count, written for “no date”"))
        elif day.day == 1 and number >= FEWEST_AT_ONCE and number > TIMES_AROUND * _around(by_day, day):
            if day.month == 1:
                found.append(Peak(day, number, "a first of January is what many systems write for “no date”"))
            elif number > LARGE_SHARE * total and len(by_day) > FEWEST_OTHER_DAYS:
                why = "a first of a month is what many systems write where only the month is known"
                found.append(Peak(day, number, why))
    return found


def _alone(dated: pl.DataFrame, by_day: Mapping[date, int]) -> list[Peak]:
    """Find days that hold much of the collection, stand alone, and are those of a service, not of outlets."""
    found = []
    for day, number in by_day.items():
        others = [n for other, n in by_day.items() if other != day]
        if (
            number < FEWEST_AT_ONCE
            or number <= SEEN_SHARE * dated.height
            or len(others) < FEWEST_OTHER_DAYS
            or number <= TIMES_AROUND * min(median(others), _around(by_day, day))
            or (number <= TIMES_AROUND * median(others) and not _only_seen(dated, day))
            or number <= TIMES_BESIDE * max(by_day.get(day + DAY * k, 0) for k in (-1, 1) if _exists(day, k))
        ):
            continue
        why = _why_alone(dated.filter(pl.col("dct_best") == day), number > LARGE_SHARE * dated.height)
        if why:
            times = f"{number / median(others):.0f} times the usual day"
            held = f"{number / dated.height:.0%} of the dated ones and {times}"
            found.append(Peak(day, number, f"{held}; {why}"))
    return found


def _only_seen(dated: pl.DataFrame, day: date) -> bool:
    """Say whether of nearly all articles of a day it is only known that they were there by then."""
    that_day = dated.filter(pl.col("dct_best") == day)
    return that_day.filter(pl.col("dct_origin").is_in(SEEN_ORIGINS)).height >= MOST * that_day.height


def _why_alone(that_day: pl.DataFrame, large: bool) -> str | None:
    """Say why the articles of a day that stands alone need not be of that day; ``large``: it holds much."""
    seen = that_day.filter(pl.col("dct_origin").is_in(SEEN_ORIGINS)).height
    if seen >= MOST * that_day.height:
        return "it is only known that they were there by then, so this may be the day of a crawl"
    if not large:
        return None
    clocks = that_day["published_local"].drop_nulls()
    if clocks.len() >= MOST * that_day.height:
        low, high = clocks.quantile((1 - MOST) / 2), clocks.quantile((1 + MOST) / 2)
        if isinstance(low, datetime) and isinstance(high, datetime) and high - low <= timedelta(hours=1):
            between = f"{low:%H:%M} and {high:%H:%M}"
            return f"most between {between}, which looks like the time of a crawl or an import"
    elif (
        clocks.is_empty()
        and that_day.filter(pl.col("dct_origin") == "metadata").height >= MOST * that_day.height
    ):
        return "their pages state no clock time, so this may be the day on which a site was rebuilt"
    return None


def _around(by_day: Mapping[date, int], day: date) -> float:
    """Give the daily mean of the two weeks before and after a day."""
    return sum(by_day.get(day + DAY * k, 0) for k in range(-14, 15) if k and _exists(day, k)) / 28


def _exists(day: date, k: int) -> bool:
    return 1 <= day.toordinal() + k <= date.max.toordinal()


def with_seen_days(articles: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Let articles without a text count on the day by which a service had seen them, if nothing dates them.

    Lists of stories (GDELT, Media Cloud) are kept for attention, and this day is all they state: the last on
    which the article can have been published, so ``dct_start`` stays open. Pages that were captured get none:
    a crawl finds old ones too.
    """
    open_day = (
        pl.col("dct_start").is_null() & pl.col("dct_stop").is_null() & pl.col("dct_best").is_null()
        & (pl.col("text").fill_null("").str.strip_chars() == "")
    )  # fmt: skip
    seen = (
        dates.filter((pl.col("origin") == "archive") & pl.col("stop").is_not_null())
        .sort("article_id", "stop")
        .group_by("article_id", maintain_order=True)
        .agg(
            (pl.col("stop").first().dt.offset_by("-1us").dt.date()).alias("_day"),
            pl.col("raw").first().alias("_raw"),
        )
    )
    joined = articles.join(seen, on="article_id", how="left", maintain_order="left")
    mine = open_day & pl.col("_day").is_not_null()
    said = pl.format(
        "seen {} by a service: published then or before, which is all that is known", pl.col("_raw")
    )
    new = {
        "dct_stop": pl.col("_day").dt.offset_by("1d"),
        "dct_best": pl.col("_day"),
        "dct_origin": pl.lit("archive"),
        "dct_why": pl.concat_list(said),
    }
    filled = joined.with_columns(
        pl.when(mine).then(value).otherwise(pl.col(name)).cast(ARTICLES.schema[name]).alias(name)
        for name, value in new.items()
    )
    return filled.select(articles.columns)


def _turned(row: Mapping[str, object]) -> bool:
    """Say whether a candidate such as 03/04/2025 is the article's day once day and month are turned round."""
    swapped = understood(row).swapped
    start, stop = row["dct_start"], row["dct_stop"]
    assert isinstance(start, date) and isinstance(stop, date)
    return swapped is not None and start <= swapped < stop
