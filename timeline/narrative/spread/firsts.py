"""Say which outlet was first with each event in this collection, and how far behind the others came."""

from typing import Final

import polars as pl

from timeline.narrative.spread.counts import each_once, kinds_of
from timeline.options import SpreadOptions
from timeline.schema import FIRSTS

_DAY: Final = pl.duration(days=1)


def first_reports(
    articles: pl.DataFrame,
    event_mentions: pl.DataFrame,
    outlets: pl.DataFrame,
    options: SpreadOptions | None = None,
) -> pl.DataFrame:
    """Give each outlet's first report of each event (FIRSTS), the first outlets before the others.

    Where every article that tells an event has a clock time with its zone, the clock decides; else the days
    do, and among those that can have been first their clocks, if all of them have one. Whoever cannot be told
    apart ties. Articles without a first and a last possible day do not count; those of no known outlet stand
    for themselves.
    """
    options = options or SpreadOptions()
    told = _reports(articles, event_mentions, options)
    if told.is_empty():
        return FIRSTS.empty()
    found = _leaders(told)
    lead = (
        found.filter("_leads")
        .group_by("event_id")
        .agg(
            pl.col("dct_start").min().alias("_from"),
            pl.col("dct_stop").min().alias("_to"),
            pl.col("published").min().alias("_at"),
            pl.col("_outlet").n_unique().alias("_leaders"),
            pl.col("published").is_not_null().all().alias("_clocks"),
        )
    )
    by_outlet = (
        found.sort("_leads", "dct_stop", "published", "article_id", descending=[True, False, False, False],
                   nulls_last=True)
        .group_by("event_id", "_outlet", maintain_order=True)
        .agg(
            pl.col("source").first(),
            pl.col("_leads").any().alias("first"),
            pl.col("dct_start").min().alias("start"),
            pl.col("dct_stop").min().alias("stop"),
            pl.col("published").min().alias("_own"),
            pl.len().cast(pl.Int64).alias("n_articles"),
            pl.col("article_id").alias("article_ids"),
        )
        .join(lead, on="event_id")
        .join(kinds_of(outlets), on="source", how="left", maintain_order="left")
    )  # fmt: skip
    order = ("event_id", "first", "behind_most", "behind_hours", "source", "_outlet")
    return (
        _behind(by_outlet)
        .sort(order, descending=[name == "first" for name in order], nulls_last=True)
        .select(FIRSTS.schema.names())
    )


def _reports(articles: pl.DataFrame, event_mentions: pl.DataFrame, options: SpreadOptions) -> pl.DataFrame:
    """Give every dated article of every event, once, with the outlet that it counts for."""
    known = pl.col("dct_start").is_not_null() & pl.col("dct_stop").is_not_null()
    kept = articles.filter(pl.col("included").fill_null(True) & known)
    if options.count_copies_once:
        kept = each_once(kept)
    pairs = event_mentions.select("event_id", "article_id").drop_nulls().unique()
    return pairs.join(
        kept.select("article_id", "source", "published", "dct_start", "dct_stop"), on="article_id"
    ).with_columns(pl.coalesce("source", pl.lit("\0") + pl.col("article_id")).alias("_outlet"))


def _leaders(told: pl.DataFrame) -> pl.DataFrame:
    """Mark the articles that can have been the first to tell their event (``_leads``)."""
    of = "event_id"
    clocks = pl.col("published").is_not_null().all().over(of)
    by_clock = pl.col("published") == pl.col("published").min().over(of)
    # Nobody can have been first who appeared on no day before the end of the earliest one.
    by_day = (pl.col("dct_start") < pl.col("dct_stop").min().over(of)).fill_null(True)
    marked = told.with_columns(pl.when(clocks).then(by_clock).otherwise(by_day).alias("_leads"))
    unclocked = (pl.col("_leads") & pl.col("published").is_null()).any().over(of)
    earliest = pl.when("_leads").then("published").min().over(of)
    return marked.with_columns(
        (pl.col("_leads") & (unclocked | (pl.col("published") == earliest).fill_null(False))).alias("_leads")
    )


def _behind(by_outlet: pl.DataFrame) -> pl.DataFrame:
    """Add how far each outlet's first report is behind the first of all: least and most days, or hours."""
    last, first = pl.col("_to") - _DAY, pl.coalesce("_from", "_to")
    least = (pl.coalesce("start", pl.col("stop") - _DAY) - last).dt.total_days().clip(lower_bound=0)
    most = (pl.col("stop") - _DAY - first).dt.total_days().clip(lower_bound=0)
    clocks = pl.col("_clocks") & pl.col("_own").is_not_null()
    hours = (pl.col("_own") - pl.col("_at")).dt.total_minutes() / 60
    return by_outlet.with_columns(
        pl.col("kind").fill_null("unknown").alias("name"),
        pl.when("first").then(0).otherwise(least).cast(pl.Int64).alias("behind_least"),
        pl.max_horizontal(least, most).cast(pl.Int64).alias("behind_most"),
        pl.when(clocks).then(hours).cast(pl.Float64).alias("behind_hours"),
        (pl.col("first") & (pl.col("_leaders") > 1)).alias("tied"),
    )
