"""Count who uses which frame, for the articles that are shown now: cells by outlet, bars by period."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from charts import bars, frames
from charts.options import ChartOptions
from timeline.narrative.frames import GENERAL, OWN, read_by, users
from timeline.narrative.themes import telling_period
from timeline.schema import FRAMES

MOST: Final = 8
"""Frames that fit side by side; those of people's own come first."""
FEWEST: Final = bars.FEWEST_OF_SHARE
OTHERS: Final = "other outlets"
ALL: Final = "all articles"


@dataclass(frozen=True, slots=True)
class Counts:
    """Hold the frames in their order, the cells (outlet, name, count, of) and the bars (start, stop, ...).

    ``left_out`` are frames for which there is no room.
    """

    names: tuple[str, ...]
    cells: pl.DataFrame
    periods: pl.DataFrame
    left_out: int


def counts(tables: frames.Tables, options: ChartOptions) -> Counts | None:
    """Count the frames of the included articles with a day in the window; None: there is nothing to count."""
    table = tables.get("frames", FRAMES.empty())
    rows = table.filter(pl.col("kind").is_in([OWN, GENERAL]))
    told = _told(tables, options)
    if rows.is_empty() or told.is_empty():
        return None
    order = (
        rows.group_by("kind", "name", maintain_order=True)
        .agg(pl.col("count").sum())
        .sort("kind", descending=True, maintain_order=True)
    )
    shown = order.head(MOST).select("kind", "name").with_row_index("place")
    read = pl.concat(
        [read_by(told, kind).with_columns(pl.lit(kind).alias("kind")) for kind in (OWN, GENERAL)]
    ).join(shown, on="kind")
    using = users(rows).select("kind", "name", "article_id", pl.lit(True).alias("uses"))
    marked = read.join(using, on=["kind", "name", "article_id"], how="left").with_columns(
        pl.col("uses").fill_null(False)
    )
    every = telling_period(told.with_columns(pl.col("day").alias("dct_best")), "auto")
    start = pl.col("day").dt.truncate(every)
    periods = (
        marked.group_by(start.alias("start"), "place", "name")
        .agg(pl.col("uses").sum().cast(pl.Int64).alias("count"), pl.len().cast(pl.Int64).alias("of"))
        .with_columns(pl.col("start").dt.offset_by(every).alias("stop"))
        .sort("start", "place")
    )
    return Counts(tuple(shown["name"]), _cells(marked, options.rows), periods, order.height - shown.height)


def _told(tables: frames.Tables, options: ChartOptions) -> pl.DataFrame:
    """Give the articles that count with outlet, day and language."""
    known = frames.table(tables, "articles").select("article_id", "lang")
    told = frames.articles(tables).drop_nulls("day").join(known, on="article_id", how="left")
    if options.start is not None:
        told = told.filter(pl.col("day") >= options.start)
    if options.stop is not None:
        told = told.filter(pl.col("day") < options.stop)
    return told.select("article_id", "outlet", "day", "lang")


def _cells(marked: pl.DataFrame, most: int) -> pl.DataFrame:
    """Count by outlet, that of most articles first; all articles are the last row.

    Outlets with too few articles for a share have one row together, as have those for which there is no room.
    """
    sizes = marked.group_by("outlet").agg(pl.col("article_id").n_unique().alias("n"))
    ranked = sizes.sort("n", "outlet", descending=[True, False])
    large = ranked.filter(pl.col("n") >= FEWEST)
    kept = (ranked if large.is_empty() or ranked.height == large.height + 1 else large)["outlet"].to_list()
    kept = kept if len(kept) + (len(kept) < ranked.height) <= most else kept[: most - 1]
    several = ranked.height - len(kept)
    row = {name: at for at, name in enumerate(kept)}
    named = marked.with_columns(
        pl.col("outlet").replace_strict(row, default=len(kept), return_dtype=pl.Int64).alias("row")
    )
    label = {**{at: name for name, at in row.items()}, len(kept): f"{several:,} {OTHERS}"}
    everyone = marked.with_columns(pl.lit(len(kept) + 1, dtype=pl.Int64).alias("row"))
    label[len(kept) + 1] = ALL
    both = pl.concat([named, everyone]) if ranked.height > 1 else named
    return (
        both.group_by("row", "place", "name")
        .agg(
            pl.col("uses").sum().cast(pl.Int64).alias("count"),
            pl.len().cast(pl.Int64).alias("of"),
            pl.col("article_id").n_unique().cast(pl.Int64).alias("articles"),
        )
        .with_columns(pl.col("row").replace_strict(label, return_dtype=pl.String).alias("outlet"))
        .sort("row", "place")
    )
