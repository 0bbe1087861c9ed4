"""Sum up what each outlet and each kind of outlet gave to a story: articles, firsts, lag, half-life."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from timeline.narrative.spread.counts import dated_articles, kinds_of, share_of
from timeline.narrative.spread.echo import ECHO, retold
from timeline.options import SpreadOptions
from timeline.schema import ATTENTION, OUTLET_KINDS

FEWEST: Final = 8
"""Articles from the busiest day on that a half-life needs."""
SEEN_ON: Final = 3
"""The collection goes on for so many half-lives at least: of an even decay that is cut off after three, the
half-life comes out a third too short, and the shorter the cut the worse."""


def half_life(days: Sequence[date], until: date) -> tuple[date | None, int | None]:
    """Give the busiest day and the days after which half of what came from then on had appeared.

    ``until`` is the last day of the collection. There is no half-life (None) where fewer than ``FEWEST``
    articles came, or where the collection ends too soon to see the decay.

    >>> first = date(2025, 3, 3)
    >>> half_life([first] * 6 + [date(2025, 3, 5)] * 4 + [date(2025, 3, 9)], date(2025, 4, 1))
    (datetime.date(2025, 3, 3), 1)
    """
    if not days:
        return None, None
    counts: dict[date, int] = {}
    for day in sorted(days):
        counts[day] = counts.get(day, 0) + 1
    peak = max(counts, key=lambda day: (counts[day], -day.toordinal()))
    after = [day for day in sorted(days) if day >= peak]
    if len(after) < FEWEST:
        return peak, None
    # A day is over at its end: what came on the busiest day itself took one day to come.
    half = (after[math.ceil(len(after) / 2) - 1] - peak).days + 1
    return peak, half if (until - peak).days + 1 >= SEEN_ON * half else None


def attention(
    articles: pl.DataFrame,
    outlets: pl.DataFrame,
    firsts: pl.DataFrame,
    options: SpreadOptions | None = None,
    *,
    lineage: pl.DataFrame,
    totals: pl.DataFrame,
) -> pl.DataFrame:
    """Sum up the story by outlet, by kind of outlet and in all (ATTENTION), from what was counted before.

    Rows of a kind have no ``source``, the row of all has no ``name`` either. ``share`` is the part of all
    that was published from ``start`` to ``stop``, where ``totals`` knows that of each outlet in the row.
    """
    options = options or SpreadOptions()
    dated = dated_articles(articles, once=options.count_copies_once)
    if dated.is_empty():
        return ATTENTION.empty()
    told = (
        dated.select("article_id", "source", pl.col("dct_best").alias("day"))
        .join(kinds_of(outlets), on="source", how="left", maintain_order="left")
        .join(retold(articles, lineage), on="article_id", how="left", maintain_order="left")
        .with_columns(pl.col("kind").fill_null("unknown").alias("name"))
    )
    until = told["day"].max()
    assert isinstance(until, date)
    rows = []
    for keys in (("name", "source"), ("name",), ()):
        groups = told.group_by(keys, maintain_order=True) if keys else [((), told)]
        for values, group in groups:
            row = dict(zip(keys, values, strict=True))
            rows.append({**row, **_summed(group, until), **_whole(group, totals)})
    table = ATTENTION.frame(rows).drop("n_events", "n_first", "n_tied", "behind")
    ranks = {kind: rank for rank, kind in enumerate(OUTLET_KINDS)}
    summed = pl.concat([_raced(firsts, keys) for keys in (("name", "source"), ("name",), ())], how="diagonal")
    whole = share_of(pl.col("n_articles"), pl.col("all_stories"))
    return (
        table.join(summed, on=("name", "source"), how="left", nulls_equal=True)
        .with_columns(pl.col("n_events", "n_first", "n_tied").fill_null(0), whole.alias("share"))
        .sort(
            pl.col("name").replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64),
            pl.col("source").is_not_null(),
            -pl.col("n_articles"),
            "source",
            nulls_last=False,
        )
        .select(ATTENTION.schema.names())
    )


def _summed(group: pl.DataFrame, until: date) -> dict[str, object]:
    """Count the articles of an outlet or kind, those taken from others, and the decay."""
    days = group["day"].sort().to_list()
    peak, half = half_life(days, until)
    return {
        "start": days[0],
        "stop": date.fromordinal(days[-1].toordinal() + 1),
        "n_articles": len(days),
        "n_taken": group.filter(pl.col("how").is_in(ECHO)).height,
        "n_outlets": group["source"].drop_nulls().n_unique(),
        "peak": peak,
        "half_life": half,
    }


def _whole(group: pl.DataFrame, totals: pl.DataFrame) -> dict[str, object]:
    """Give all that the outlets of a row published, from its first article to its last; null: unknown."""
    days = group.select("source", "day").unique()
    if totals.is_empty() or days.join(totals, on=("source", "day"), how="anti").height:
        return {"all_stories": None}
    first, last = days.select(a=pl.col("day").min(), b=pl.col("day").max()).row(0)
    own = totals.filter(
        pl.col("source").is_in(days["source"].implode()) & pl.col("day").is_between(first, last)
    )
    return {"all_stories": int(own["stories"].sum())}


def _raced(firsts: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Count the events told, those told first, alone or in a tie, and the usual lag.

    An event that one outlet tells alone was no race: it counts for ``n_events`` only.
    """
    told = firsts.with_columns(pl.len().over("event_id").alias("_n"))
    race = pl.col("_n") > 1
    middle = (pl.col("behind_least") + pl.col("behind_most")) / 2
    counted = (
        pl.col("event_id").n_unique().cast(pl.Int64).alias("n_events"),
        (race & pl.col("first") & ~pl.col("tied")).sum().cast(pl.Int64).alias("n_first"),
        pl.col("event_id").filter(race & pl.col("tied")).n_unique().cast(pl.Int64).alias("n_tied"),
        middle.filter(race).median().alias("behind"),
    )
    summed = told.group_by(keys).agg(counted) if keys else told.select(counted)
    absent = [pl.lit(None, pl.String).alias(key) for key in ("name", "source") if key not in keys]
    return summed.with_columns(absent) if absent else summed
