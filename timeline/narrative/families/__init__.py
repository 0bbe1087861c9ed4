"""Put versions of one quotation into families and say how each differs from the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from timeline.narrative.families.changes import Version, compared
from timeline.narrative.families.grouping import grouped
from timeline.narrative.families.projection import is_projected, projected
from timeline.narrative.families.wording import wording
from timeline.options import FamilyOptions
from timeline.schema import QUOTES, VARIANTS

__all__ = ["Families", "families"]


@dataclass(frozen=True, slots=True)
class Families:
    """Hold QUOTES with ``family_id``, and VARIANTS rows of kind ``quote``."""

    quotes: pl.DataFrame
    variants: pl.DataFrame


def families(quotes: pl.DataFrame, articles: pl.DataFrame, options: FamilyOptions | None = None) -> Families:
    """Find versions of one quotation across articles.

    ``quotes`` gains rows: marked quotations that stand without marks in another article. ``family_id`` is the
    ``quote_id`` of the version that the others are compared with, the earliest in marks; null where nothing
    else in the collection says the same. Each row of ``variants`` compares that version (a) with another (b)
    in another article. The order of articles and quotations does not matter.
    """
    options = options or FamilyOptions()
    told = articles.filter(pl.col("included")) if "included" in articles.columns else articles
    told = told.select("article_id", "text", day=_day(told))
    # what an earlier run projected is found again, or no longer there
    quotes = quotes.filter(~is_projected()).with_columns(pl.lit(None, dtype=pl.String).alias("family_id"))
    read = quotes.join(told.select("article_id"), on="article_id", how="semi")
    elsewhere = projected(read, told)
    found = pl.concat([read, QUOTES.frame(list(elsewhere.rows)).select(read.columns)])
    found = found.sort("article_id", "begin", "end", maintain_order=True).with_row_index("row")
    found = found.join(told, on="article_id", how="left", maintain_order="left", suffix="_article")
    groups = grouped(found, options, elsewhere.stock)
    held = sorted({i for members, beside in groups for i in (*members, *beside)})
    versions = _versions(found[held].drop("text_article"), told)
    of: dict[int, str] = {}
    variants: list[dict[str, Any]] = []
    for group, beside in groups:
        members = [versions[i] for i in group]
        if all(version.row["form"] == "indirect" for version in members):
            # two reports of what somebody said are no versions of words that nobody printed
            continue
        first = min(members, key=_earliest)
        of |= dict.fromkeys(group, first.row["quote_id"])
        also = [versions[i] for i in beside if versions[i].row["article_id"] == first.row["article_id"]]
        variants += compared(first, members, also)
    variants.sort(key=lambda row: (row["family_id"], row["b_id"], row["b_begin"]))
    rest = quotes.join(told.select("article_id"), on="article_id", how="anti")
    return Families(_ordered(found, of, rest, articles), VARIANTS.frame(variants))


def _day(articles: pl.DataFrame) -> pl.Expr:
    names = [name for name in ("dct_best", "dct_start") if name in articles.columns]
    if names:
        return pl.coalesce(pl.col(name).cast(pl.Date) for name in names)
    return pl.lit(None, dtype=pl.Date)


def _versions(found: pl.DataFrame, told: pl.DataFrame) -> dict[int, Version]:
    """Give quotations by their row, each with the text of its article, which is held once."""
    texts = dict(told.join(found, on="article_id", how="semi").select("article_id", "text").iter_rows())
    return {
        row.pop("row"): Version(row, wording(row["text"]), row["day"], texts[row["article_id"]])
        for row in found.iter_rows(named=True)
    }


def _earliest(version: Version) -> tuple[Any, ...]:
    """Order versions: in marks, then the earliest, then the longest."""
    return (
        not version.quoted,
        version.day or date.max,
        -len(version.made.words),
        version.row["quote_id"],
    )


def _ordered(
    found: pl.DataFrame, of: Mapping[int, str], rest: pl.DataFrame, articles: pl.DataFrame
) -> pl.DataFrame:
    """Give rows in the order of articles, with those of articles that are left out as they were."""
    family = pl.DataFrame(
        {"row": list(of), "family_id": list(of.values())},
        schema={"row": pl.UInt32, "family_id": pl.String},
    )
    made = found.drop("family_id").join(family, on="row", how="left", maintain_order="left")
    columns: Sequence[str] = QUOTES.empty().columns
    order = articles.select("article_id").with_row_index("_place")
    every = pl.concat([made.select(columns), rest.select(columns)])
    placed = every.join(order, on="article_id", how="left", maintain_order="left")
    return placed.sort("_place", "begin", "end", maintain_order=True).drop("_place")
