"""Say which articles retell: copies and rewrites of another outlet's article, new versions of an own one."""

from typing import Final

import polars as pl

HOW: Final = ("own", "version", "rewritten", "copied")
"""How an article came by its text; ``version``: from an earlier article of the same outlet."""
ECHO: Final = ("rewritten", "copied")
"""What counts as echo: text taken from another outlet of the collection."""


def retold(articles: pl.DataFrame, lineage: pl.DataFrame) -> pl.DataFrame:
    """Give for each article how it came by its text (article_id, how: one of ``HOW``), in their order.

    Of the articles of one telling (``cluster_id``) all but the first are copies; the first is the earliest,
    and on one day one that is not known to have taken its text. A rewrite is an article that ``lineage`` says
    took its text from an earlier one. Where both are of one outlet, it is a version.
    """
    taken = lineage.filter("directed")
    copied = taken.filter(pl.col("kind").is_in(("copy", "version")))["target_id"].implode()
    keyed = articles.select(
        "article_id",
        "source",
        pl.coalesce("cluster_id", "article_id").alias("_telling"),
        "dct_best",
        "published",
        pl.col("article_id").is_in(copied).alias("_took"),
    )
    first = keyed.sort("dct_best", "_took", "published", "article_id", nulls_last=True).unique(
        "_telling", keep="first", maintain_order=True
    )
    outlet = articles.select(source_id="article_id", _from="source")
    rewrites = (
        taken.filter(pl.col("kind") == "rewrite")
        .join(outlet, on="source_id")
        .sort("score", "source_id", descending=[True, False])
        .unique("target_id", keep="first", maintain_order=True)
        .select(pl.col("target_id").alias("article_id"), "_from", pl.lit(True).alias("_rewritten"))
    )
    joined = (
        keyed.join(
            first.select("_telling", _first="article_id", _head="source"), on="_telling", how="left",
            maintain_order="left",
        )
        .join(rewrites, on="article_id", how="left", maintain_order="left")
    )  # fmt: skip
    copy = pl.col("_first") != pl.col("article_id")
    return joined.select(
        "article_id",
        pl.when(copy)
        .then(
            pl.when(pl.col("_head") == pl.col("source")).then(pl.lit("version")).otherwise(pl.lit("copied"))
        )
        .when(pl.col("_rewritten").fill_null(False))
        .then(
            pl.when(pl.col("_from") == pl.col("source"))
            .then(pl.lit("version"))
            .otherwise(pl.lit("rewritten"))
        )
        .otherwise(pl.lit("own"))
        .alias("how"),
    )
