"""Draw who copied whom: a lane an outlet, a dot an article, a line from each source to what was taken."""

from dataclasses import dataclass
from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.layout import shorten
from charts.lineage_marks import KINDS, Lane, Plan, layers_of
from charts.options import ChartOptions
from charts.theme import LIGHT, Theme
from timeline import words

TITLE: Final = "Who copied whom"
MOST: Final = 300
"""Lines that are drawn; more of them cover each other."""
QUOTED: Final = 60
"""Lines for a mere shared quotation that are drawn: more of them hide what was copied."""
OUTSIDE: Final = 5
"""Credited outlets outside the collection that get a lane."""
ROW: Final = 34.0


@dataclass(frozen=True, slots=True)
class _Found:
    """Hold the rows that are drawn: edges with their ends, credits of outsiders, and what was left out."""

    edges: pl.DataFrame
    outside: pl.DataFrame
    left_out: int


def lineage(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw lineage as swimlanes by outlet over time, with the outside sources that articles credit.

    Needs articles, outlets and lineage; credits where there are any.
    """
    options = options or ChartOptions()
    told = frames.articles(tables).filter(pl.col("at").is_not_null())
    found = _found(tables, told, options)
    if frames.no_outlets(told) and _ends(found).len() <= options.rows:
        told = told.with_columns(pl.col("label").alias("outlet"))  # a lane an article
        found = _found(tables, told, options)
    if found.edges.is_empty() and found.outside.is_empty():
        return parts.empty(tables, theme, options, title=TITLE, sentence=_nothing(tables))
    lanes, kept = _lanes(told, found, options)
    left = parts.label_room([lane.label for lane in lanes])
    days = kept["at"].dt.date().to_list()
    shown = axes.window(axes.midnight(min(days)), axes.midnight(max(days)) + axes.DAY, float(options.width))
    theme = theme.suited(kept["kind"])
    plan = Plan(shown, theme, tuple(lanes), ROW)
    every = _found(tables, told, options, whole=True).edges["kind"]
    counts = {kind: int((every == kind).sum()) for kind in KINDS}
    said = _subtitle(counts, found)
    view = alt.layer(*layers_of(plan, kept, found.edges, found.outside)).properties(
        width=options.width, height=plan.height
    )
    return parts.finish(
        [view],
        theme,
        options,
        title=TITLE,
        subtitle=said,
        description=" ".join(said) + " " + _spoken(found.edges),
        source=parts.source_line(frames.articles(tables), options),
        left=left,
        notes=_notes(found, left),
    )


def lineage_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one a line, and one a credited outside source and article."""
    told = frames.articles(tables).filter(pl.col("at").is_not_null())
    found = _found(tables, told, options or ChartOptions(), whole=True)
    outside = found.outside.select(
        pl.col("credited").alias("source_outlet"),
        pl.lit(None, pl.String).alias("source_id"),
        pl.col("outlet").alias("target_outlet"),
        pl.col("article_id").alias("target_id"),
        pl.lit("credited").alias("kind"),
        pl.lit(True).alias("directed"),
        pl.lit(None, pl.Float64).alias("score"),
        pl.lit(None, pl.String).alias("reason"),
    )
    return pl.concat([found.edges.select(outside.columns), outside])


def _found(
    tables: frames.Tables, told: pl.DataFrame, options: ChartOptions, *, whole: bool = False
) -> _Found:
    """Join the links with their ends; without ``whole`` those that there is room for, weightiest first."""
    told = frames.within(told, options, "at")
    ends = told.select("article_id", "outlet", "at", "label")
    source = ends.select(
        pl.col("article_id").alias("source_id"),
        pl.col("outlet").alias("source_outlet"),
        pl.col("at").alias("source_at"),
        pl.col("label").alias("source_label"),
    )
    target = ends.select(
        pl.col("article_id").alias("target_id"),
        pl.col("outlet").alias("target_outlet"),
        pl.col("at").alias("target_at"),
        pl.col("label").alias("target_label"),
    )
    rank = pl.col("kind").replace_strict({k: n for n, k in enumerate(KINDS)}, default=9)
    edges = (
        frames.table(tables, "lineage")
        .drop("passages")
        .join(source, on="source_id")
        .join(target, on="target_id")
        .with_columns(rank.alias("rank"))
        .sort("rank", "score", "source_id", "target_id", descending=[False, True, False, False])
    )
    inside = set(told["outlet"])
    outside = (
        frames.table(tables, "credits")
        .filter(~pl.col("credited").is_in(list(inside)))
        .unique(["article_id", "credited"], keep="first", maintain_order=True)
        .join(ends, on="article_id")
        .sort("at", "article_id", "credited")
    )
    most = outside.group_by("credited").len().sort("len", "credited", descending=[True, False]).head(OUTSIDE)
    outside = outside.filter(pl.col("credited").is_in(most["credited"].implode()))
    if whole:
        return _Found(edges, outside, 0)
    quoted = pl.col("kind") == "shared_quotes"
    drawn = edges.filter(~quoted | (quoted.cum_sum() <= QUOTED)).head(MOST)
    return _Found(drawn, outside, edges.height - drawn.height)


def _lanes(told: pl.DataFrame, found: _Found, options: ChartOptions) -> tuple[list[Lane], pl.DataFrame]:
    """Give the lanes from top to bottom and the articles on them; outsiders stand below."""
    drawn = told.filter(pl.col("article_id").is_in(_ends(found).implode())).sort("at", "article_id")
    busiest = (
        drawn.group_by("outlet", maintain_order=True).len().sort("len", descending=True, maintain_order=True)
    )
    kept = drawn.filter(pl.col("outlet").is_in(busiest.head(options.rows)["outlet"].implode()))
    lanes = [
        Lane(name, shorten(name, 190), kind, False)
        for name, kind in kept.unique("outlet", keep="first", maintain_order=True)
        .select("outlet", "kind")
        .iter_rows()
    ]
    names = found.outside["credited"].unique(maintain_order=True).to_list()
    return [*lanes, *(Lane(name, shorten(name, 190), "unknown", True) for name in names)], kept


def _ends(found: _Found) -> pl.Series:
    """Give the articles that something leads to or from."""
    return pl.concat(
        [found.edges["source_id"], found.edges["target_id"], found.outside["article_id"]]
    ).unique()


def _subtitle(counts: dict[str, int], found: _Found) -> list[str]:
    told = [f"{n:,} {KINDS[kind].said}" for kind, n in counts.items() if n]
    first = "Dots: articles. Lines lead from the source to what was taken from it"
    key = [f"{first}; {', '.join(told)}." if told else "No text was taken from one article into another."]
    if not found.outside.is_empty():
        key.append("Rings: outlets that articles name as their source and that are not in this collection.")
    return key


def _spoken(edges: pl.DataFrame) -> str:
    hubs = (
        edges.filter("directed")
        .group_by("source_label", "source_outlet")
        .len()
        .sort("len", "source_label", descending=[True, False])
    )
    if hubs.is_empty():
        return "No direction is known."
    label, outlet, n = hubs.row(0)
    return f"Most was taken from {outlet}, “{label}”: {words.count(n, 'article')}."


def _notes(found: _Found, left: float) -> list[list[parts.Note]]:
    if not found.left_out:
        return []
    text = f"{found.left_out:,} weaker links are left out; the data has them."
    return [[(-left, "left", text)]]


def _nothing(tables: frames.Tables) -> str:
    if frames.table(tables, "lineage").is_empty():
        return (
            "No text was found that one of these articles took from another, and none credits an outlet "
            "outside the collection. Widen the filters or add articles."
        )
    return "Too few of the articles that share text have a known day. Give their dates with --meta."
