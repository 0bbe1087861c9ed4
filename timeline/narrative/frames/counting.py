"""Count what was found in articles by period and outlet: rows of the table of frames."""

from datetime import date

import polars as pl

from timeline.narrative.spread import dated_articles
from timeline.narrative.spread.counts import period_of_shares
from timeline.options import SpreadOptions
from timeline.schema import FRAMES

SHOWN_TERMS = 8
"""Words that a row names, those of most articles first."""
_NOTHING = pl.lit([], dtype=pl.List(pl.String))


def placed(articles: pl.DataFrame, counting: SpreadOptions) -> tuple[pl.DataFrame, str]:
    """Give the articles that count (article_id, source, lang, start), and the length of the periods."""
    dated = dated_articles(articles, once=counting.count_copies_once)
    if dated.is_empty():
        return dated.select("article_id", "source", "lang", pl.col("dct_best").alias("start")), "1d"
    every = period_of_shares(dated, counting.period)
    start = pl.col("dct_best").dt.truncate(every).alias("start")
    return dated.select("article_id", "source", "lang", start), every


def by_articles(
    found: pl.DataFrame, read: pl.DataFrame, every: str, kind: str, names: list[str]
) -> pl.DataFrame:
    """Count articles by period, outlet and name; ``found`` is (article_id, name, terms).

    ``read`` are the articles that were looked at. Each name has a row in each period of each outlet,
    also where no article has it.
    """
    groups = read.group_by("start", "source").agg(pl.len().cast(pl.Int64).alias("n_articles"))
    named = pl.DataFrame({"name": names}, schema={"name": pl.String}).with_row_index("place")
    inside = read.select("article_id", "start", "source").join(found, on="article_id").sort("article_id")
    key = ["start", "source", "name"]
    counted = inside.group_by(key, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("count"), pl.col("article_id").alias("article_ids")
    )
    rows = (
        groups.join(named, how="cross")
        .join(counted, on=key, how="left", nulls_equal=True)
        .join(_terms(inside, key), on=key, how="left", nulls_equal=True)
        .with_columns(pl.col("count").fill_null(0), pl.col("n_articles").alias("total"))
    )
    return _rows(rows, every, kind)


def by_statements(
    said: pl.DataFrame, read: pl.DataFrame, every: str, kind: str, names: list[str]
) -> pl.DataFrame:
    """Count statements by period, outlet and name; ``said`` is (article_id, name, terms), null: none of them.

    ``share`` is of the statements of the articles of the period (``total``), ``n_articles`` those articles.
    """
    inside = read.select("article_id", "start", "source").join(said, on="article_id").sort("article_id")
    groups = inside.group_by("start", "source").agg(
        pl.len().cast(pl.Int64).alias("total"),
        pl.col("article_id").n_unique().cast(pl.Int64).alias("n_articles"),
    )
    named = pl.DataFrame({"name": names}, schema={"name": pl.String}).with_row_index("place")
    having = inside.drop_nulls("name")
    key = ["start", "source", "name"]
    counted = having.group_by(key, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("count"),
        pl.col("article_id").unique(maintain_order=True).alias("article_ids"),
    )
    rows = (
        groups.join(named, how="cross")
        .join(counted, on=key, how="left", nulls_equal=True)
        .join(_terms(having, key), on=key, how="left", nulls_equal=True)
        .with_columns(pl.col("count").fill_null(0))
    )
    return _rows(rows, every, kind)


def _terms(inside: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Give the words of each group, those of most articles first."""
    long = inside.explode("terms", empty_as_null=True).drop_nulls("terms")
    return (
        long.group_by([*key, "terms"])
        .agg(pl.col("article_id").n_unique().alias("n"))
        .sort("n", "terms", descending=[True, False])
        .group_by(key, maintain_order=True)
        .agg(pl.col("terms").head(SHOWN_TERMS))
    )


def _rows(rows: pl.DataFrame, every: str, kind: str) -> pl.DataFrame:
    return (
        rows.with_columns(
            pl.lit(kind).alias("kind"),
            (pl.col("count") / pl.col("total")).alias("share"),
            pl.col("start").dt.offset_by(every).alias("stop"),
            pl.col("article_ids").fill_null(_NOTHING),
            pl.col("terms").fill_null(_NOTHING),
            pl.lit(None, dtype=pl.Float64).alias("score"),
        )
        .sort("start", "source", "place", nulls_last=True)
        .select(FRAMES.schema.names())
    )


def together(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Add up rows of the table over what ``by`` leaves out, such as outlets; ``source`` and days are gone."""
    key = ["kind", "name", *by]
    terms = (
        rows.select(*key, "terms", "count").explode("terms", empty_as_null=True).drop_nulls("terms")
        .group_by([*key, "terms"]).agg(pl.col("count").sum())
        .sort("count", "terms", descending=[True, False])
        .group_by(key, maintain_order=True).agg(pl.col("terms").head(SHOWN_TERMS))
    )  # fmt: skip
    summed = rows.group_by(key, maintain_order=True).agg(
        pl.col("count").sum(),
        pl.col("total").sum(),
        pl.col("n_articles").sum(),
        pl.col("article_ids").explode(empty_as_null=False).alias("article_ids"),
    )
    return (
        summed.join(terms, on=key, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            pl.col("terms").fill_null(_NOTHING),
            pl.when(pl.col("total") > 0).then(pl.col("count") / pl.col("total")).alias("share"),
        )
    )  # fmt: skip


def day_after(start: date, every: str) -> date:
    """Give the first day after the period that begins at ``start``."""
    found: date = pl.select(pl.lit(start).dt.offset_by(every)).item()
    return found
