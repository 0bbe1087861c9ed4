"""Say which articles are one telling of a story: versions of one article, and copies of one text."""

from collections.abc import Sequence

import polars as pl

ONE_TELLING = ("version", "copy")
"""Kinds of lineage whose two articles tell the same in the same words."""
SAME_TEXT = 0.5
"""Share of a text from which two that go back to one agency are one telling."""


def with_tellings(
    articles: pl.DataFrame, lineage: pl.DataFrame, kinds: Sequence[str] = ONE_TELLING
) -> pl.DataFrame:
    """Give articles with ``cluster_id``: the first article, in their order, of those that are one telling.

    Articles to which no row of ``lineage`` leads have none and are a telling of their own.
    """
    one_text = pl.col("kind").is_in(kinds)
    if "copy" in kinds:
        one_text |= (pl.col("kind") == "common_upstream") & (pl.col("score") >= SAME_TEXT)
    links = lineage.filter(one_text).select("source_id", "target_id").rows()
    place = {article_id: n for n, article_id in enumerate(articles["article_id"])}
    head: dict[str, str] = {}

    def first(one: str) -> str:
        while head.setdefault(one, one) != one:
            head[one] = one = head[head[one]]
        return one

    for source, target in links:
        if source in place and target in place:
            low, high = sorted((first(source), first(target)), key=place.__getitem__)
            head[high] = low
    clusters = [first(one) if one in head else None for one in articles["article_id"].to_list()]
    return articles.with_columns(pl.Series("cluster_id", clusters, dtype=pl.String))
