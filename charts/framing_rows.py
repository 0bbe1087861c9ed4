"""Count who uses which frame, for the articles that are shown now: cells by outlet, bars by period."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from charts import bars, frames
from charts.options import ChartOptions
from timeline.narrative.frames import GENERAL, OWN, read_by, users
from timeline.narrative.spread.counts import period_of_shares
from timeline.schema import FRAMES

MOST: Final = 8
"""Frames that fit side by side; those of people's own come first."""
_HARDLY: Final = 0.05
"""Share of all articles below which a frame that comes with Dateline is named, but has no column."""
FEWEST: Final = bars.FEWEST_OF_SHARE
OTHERS: Final = "other outlets"
ALL: Final = "all articles"


@dataclass(frozen=True, slots=True)
class Counts:
    """Hold the frames in their order, the cells (outlet, name, count, of) and the bars (start, stop, ...).

    ``left_out`` are frames for which there is no room, ``rare`` those that hardly any article uses, with how
    many do.
    """

    names: tuple[str, ...]
    cells: pl.DataFrame
    periods: pl.DataFrame
    left_out: int
    rare: tuple[tuple[str, int], ...] = ()


def counts(tables: frames.Tables, options: ChartOptions, *, whole: bool = False) -> Counts | None:
    """Count the frames of the included articles with a day in the window; None: there is nothing to count.

    ``whole`` keeps frames that hardly any article uses.
    """
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
    marked = _marked(told, rows, order)
    rare = [] if whole else _rare(marked)
    drawn = order.filter(~pl.col("name").is_in([name for name, _ in rare]) | (pl.col("kind") == OWN))
    shown = drawn.head(MOST).select("kind", "name").with_row_index("place")
    marked = marked.join(shown, on=["kind", "name"], maintain_order="left")
    every = period_of_shares(told.with_columns(pl.col("day").alias("dct_best")), "auto")
    start = pl.col("day").dt.truncate(every)
    periods = (
        marked.group_by(start.alias("start"), "place", "name")
        .agg(pl.col("uses").sum().cast(pl.Int64).alias("count"), pl.len().cast(pl.Int64).alias("of"))
        .with_columns(pl.col("start").dt.offset_by(every).alias("stop"))
        .sort("start", "place")
    )
    cells = _cells(marked, options.rows)
    return Counts(tuple(shown["name"]), cells, periods, drawn.height - shown.height, tuple(rare))


def _marked(told: pl.DataFrame, rows: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Give a row for each frame and article that its dictionary can read, and whether the article uses it."""
    read = pl.concat(
        [read_by(told, kind).with_columns(pl.lit(kind).alias("kind")) for kind in (OWN, GENERAL)]
    ).join(order.select("kind", "name"), on="kind")
    using = users(rows).select("kind", "name", "article_id", pl.lit(True).alias("uses")).unique()
    marked = read.join(using, on=["kind", "name", "article_id"], how="left")
    return marked.with_columns(pl.col("uses").fill_null(False))


def _rare(marked: pl.DataFrame) -> list[tuple[str, int]]:
    """Give the frames of ours that hardly any article uses, the most used first; none where all are so."""
    used = (
        marked.group_by("kind", "name")
        .agg(pl.col("uses").sum().alias("n"), pl.col("uses").mean().alias("share"))
        .sort("n", "name", descending=[True, False])
    )
    few = used.filter((pl.col("kind") == GENERAL) & (pl.col("share") < _HARDLY))
    return [] if few.height == used.height else list(few.select("name", "n").iter_rows())


def _told(tables: frames.Tables, options: ChartOptions) -> pl.DataFrame:
    """Give the articles that count with outlet, day and language."""
    known = frames.table(tables, "articles").select("article_id", "lang")
    dated = frames.within(frames.articles(tables).drop_nulls("day"), options)
    told = dated.join(known, on="article_id", how="left")
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
    last = len(kept) + (several > 0)
    label[last] = ALL
    everyone = marked.with_columns(pl.lit(last, dtype=pl.Int64).alias("row"))
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
