"""Count articles by period and outlet, copies counted once where that is asked for."""

from datetime import date
from typing import Final

import polars as pl

from timeline.errors import OptionError
from timeline.narrative.spread.echo import ECHO, retold
from timeline.options import SpreadOptions
from timeline.schema import LINEAGE, SPREAD, TOTALS

_PERIODS: Final = {"day": "1d", "week": "1w", "month": "1mo"}
_LENGTHS: Final = ("1d", "1w", "1mo", "1q")
FEWEST_OF_SHARE: Final = 6
"""Articles of which a share says something; with fewer it says whether one article came or not."""
_LONGEST_DAILY: Final = 120
_LONGEST_WEEKLY: Final = 900


def spread(
    articles: pl.DataFrame,
    outlets: pl.DataFrame,
    options: SpreadOptions | None = None,
    *,
    lineage: pl.DataFrame | None = None,
    totals: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Count articles by period and outlet (SPREAD: ``name`` is the outlet's kind, ``source`` the outlet).

    Articles count on their best day; undated and excluded ones do not count. ``share`` is the part of all
    that the outlet published in the period, known only where ``totals`` (TOTALS) says how much that was.
    ``lineage`` tells which articles took their text from another outlet. With ``count_copies_once`` the first
    article of each telling counts alone.
    """
    options = options or SpreadOptions()
    dated = dated_articles(articles, once=options.count_copies_once)
    if dated.is_empty():
        return SPREAD.empty()
    every = period_of(dated, options.period)
    how = retold(articles, LINEAGE.empty() if lineage is None else lineage)
    counted = (
        dated.select("article_id", "source", pl.col("dct_best").alias("day"))
        .with_columns(pl.col("day").dt.truncate(every).alias("start"))
        .join(kinds_of(outlets), on="source", how="left", maintain_order="left")
        .join(how, on="article_id", how="left", maintain_order="left")
        .with_columns(pl.col("kind").fill_null("unknown").alias("name"))
    )
    days = counted.select("start", "source", "day").unique()
    whole = all_stories(days, TOTALS.empty() if totals is None else totals, every)
    n = pl.len().cast(pl.Int64)
    rows = (
        counted.sort("day", "article_id")
        .group_by("start", "name", "source", maintain_order=True)
        .agg(
            n.alias("count"),
            n.alias("n_articles"),
            pl.col("article_id").alias("article_ids"),
            pl.col("how").is_in(ECHO).sum().cast(pl.Int64).alias("n_taken"),
        )
        .join(whole, on=("start", "source"), how="left", nulls_equal=True)
        .with_columns(
            pl.col("start").dt.offset_by(every).alias("stop"),
            share_of(pl.col("count"), pl.col("all_stories")).alias("share"),
            pl.lit([], dtype=pl.List(pl.String)).alias("terms"),
        )
    )
    return rows.select(list(SPREAD.schema)).sort("start", "name", "source", nulls_last=True)


def kinds_of(outlets: pl.DataFrame) -> pl.DataFrame:
    """Give the kind of each outlet (source, kind), once an outlet."""
    return outlets.select("source", "kind").unique("source", keep="first", maintain_order=True)


def all_stories(days: pl.DataFrame, totals: pl.DataFrame, every: str) -> pl.DataFrame:
    """Say how much each outlet published in each period (start, source, all_stories).

    ``days`` are the days (start, source, day) on which outlets have articles. If one of them has no total,
    the period has none: what is missing would make the share too large. Other days without a total are
    days on which the outlet did not appear.
    """
    lacking = days.join(totals, on=("source", "day"), how="anti").select("start", "source").unique()
    summed = (
        totals.with_columns(pl.col("day").dt.truncate(every).alias("start"))
        .group_by("start", "source")
        .agg(pl.col("stories").sum().alias("all_stories"))
    )
    return summed.join(lacking, on=("start", "source"), how="anti")


def share_of(count: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Give the part of the whole; null where that is not known, or is said to be smaller than its part."""
    return pl.when((whole > 0) & (count <= whole)).then(count / whole)


def each_once(articles: pl.DataFrame) -> pl.DataFrame:
    """Give the first article of each telling, in the order of the articles."""
    telling = pl.coalesce("cluster_id", "article_id").alias("_telling")
    first = (
        articles.select("article_id", telling, "dct_best", "published")
        .sort("dct_best", "published", "article_id", nulls_last=True)
        .unique("_telling", keep="first")
    )
    return articles.join(first.select("article_id"), on="article_id", how="semi", maintain_order="left")


def dated_articles(articles: pl.DataFrame, *, once: bool) -> pl.DataFrame:
    """Give the articles that count on a day; with ``once`` the first of each telling alone."""
    kept = articles.filter(pl.col("dct_best").is_not_null() & pl.col("included").fill_null(True))
    return each_once(kept) if once else kept


def period_of_shares(dated: pl.DataFrame, wanted: str = "auto") -> str:
    """Give the length of periods with shares; auto: the shortest in which most articles make a share.

    That is, lie with at least ``FEWEST_OF_SHARE`` in one period. If a longer one leaves fewer than half of
    the periods with articles without a share, it is taken: a picture of gaps says less than one of quarters.
    """
    every = period_of(dated, wanted)
    if wanted != "auto":
        return every
    found = None
    for length in _LENGTHS[_LENGTHS.index(every) :]:
        sizes = dated.group_by(pl.col("dct_best").dt.truncate(length)).len()["len"]
        enough = sizes.filter(sizes >= FEWEST_OF_SHARE)
        if enough.sum() > dated.height / 2:
            found = found or length
            if len(enough) > len(sizes) / 2:
                return length
    return found or every


def period_of(dated: pl.DataFrame, wanted: str) -> str:
    """Give the length of the periods that are counted ("1d", "1w", "1mo"); auto: by the days there are.

    OptionError: another word than day, week, month or auto.
    """
    if wanted in _PERIODS:
        return _PERIODS[wanted]
    if wanted != "auto":
        raise OptionError(f"The period {wanted!r} is not known. Use day, week, month or auto.")
    days = dated["dct_best"]
    lowest, highest = days.min(), days.max()
    assert isinstance(lowest, date) and isinstance(highest, date)
    span = (highest - lowest).days
    chosen = "day" if span <= _LONGEST_DAILY else "week" if span <= _LONGEST_WEEKLY else "month"
    return _PERIODS[chosen]
