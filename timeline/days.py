"""Say of each article how well its day is known, what contradicts it, and which days look like defaults.

A candidate contradicts where it lies more than a day beside the article's days: the same moment has two dates
around the world. A day set by hand settles every contradiction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from timeline.dating import understood
from timeline.schema import KNOWN_ORIGINS

KNOWN, WORKED_OUT, UNKNOWN = "known", "worked out", "unknown"
DAY = timedelta(days=1)
FEWEST_AT_ONCE = 10
"""Articles with one clock time to the second, or on one first of January, from which a default is likely."""
TIMES_AROUND = 5.0
"""Times the daily mean of the weeks around from which a first of January stands out."""


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
    """Find days that look like a default or the day of a crawl, the largest first.

    Many articles with one and the same clock time to the second, or many on a first of January among few.
    """
    dated = articles.filter(pl.col("dct_best").is_not_null() & (pl.col("dct_origin") != "correction"))
    return sorted([*_same_time(dated), *_new_year(dated)], key=lambda peak: (-peak.n_articles, peak.day))


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
        if isinstance(moment, datetime)
    ]


def _new_year(dated: pl.DataFrame) -> list[Peak]:
    by_day: Mapping[date, int] = dict(dated.group_by("dct_best").len().iter_rows())
    found = []
    for day, number in by_day.items():
        around = sum(by_day.get(day + DAY * k, 0) for k in range(-14, 15) if k) / 28
        if (day.month, day.day) == (1, 1) and number >= FEWEST_AT_ONCE and number > TIMES_AROUND * around:
            found.append(Peak(day, number, "a first of January is what many systems write for “no date”"))
    return found


def _turned(row: Mapping[str, object]) -> bool:
    """Say whether a candidate such as 03/04/2025 is the article's day once day and month are turned round."""
    swapped = understood(row).swapped
    start, stop = row["dct_start"], row["dct_stop"]
    assert isinstance(start, date) and isinstance(stop, date)
    return swapped is not None and start <= swapped < stop
