"""Find the statements that one article took from another: lineage says which passages tell the same."""

import polars as pl

SAME_PASSAGE = 0.5
"""Share of a sentence and of the aligned passage together that they must have in common."""


def aligned(placed: pl.DataFrame, lineage: pl.DataFrame | None) -> pl.DataFrame:
    """Give the pairs ``a < b`` of items whose sentences stand in passages that are aligned with each other.

    ``placed`` has ``item``, ``article_id``, ``field``, ``begin`` and ``end`` of each statement.
    """
    if lineage is None or lineage.is_empty():
        return pl.DataFrame(schema={"a": pl.Int64, "b": pl.Int64})
    passages = lineage.select("source_id", "target_id", "passages").explode("passages", empty_as_null=True)
    passages = passages.drop_nulls().unnest("passages").with_row_index("passage")
    told = placed.filter((pl.col("field") == "text") & pl.col("item").is_not_null())
    source, target = (_inside(passages, told, side) for side in ("source", "target"))
    both = source.join(target, on="passage", suffix="_b").filter(pl.col("item") != pl.col("item_b"))
    ends = ("item", "item_b")
    return both.select(pl.min_horizontal(ends).alias("a"), pl.max_horizontal(ends).alias("b")).unique()


def _inside(passages: pl.DataFrame, told: pl.DataFrame, side: str) -> pl.DataFrame:
    """Give the items whose sentences are one side of a passage; ``side`` is source or target."""
    first, last = pl.col(f"{side}_begin"), pl.col(f"{side}_end")
    found = passages.join(
        told.select("item", "article_id", "begin", "end"), left_on=f"{side}_id", right_on="article_id"
    )
    common = pl.min_horizontal("end", last) - pl.max_horizontal("begin", first)
    whole = pl.max_horizontal("end", last) - pl.min_horizontal("begin", first)
    return found.filter(common >= SAME_PASSAGE * whole).select("passage", "item")
