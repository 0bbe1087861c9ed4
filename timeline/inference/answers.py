"""Choose the best day of what was worked out, and write it into the articles."""

from collections.abc import Mapping

import polars as pl

from timeline.evidence import DAY
from timeline.inference.solving import Inferred
from timeline.schema import ARTICLES


def with_best(answer: Inferred) -> Inferred:
    """Name the best day where only one is left; several days are not weighed against each other."""
    alone = answer.start if answer.stop - answer.start == DAY else None
    return Inferred(answer.start, answer.stop, alone, answer.why)


def filled(articles: pl.DataFrame, known: Mapping[str, Inferred]) -> pl.DataFrame:
    """Give articles with the days that were worked out."""
    if not known:
        return articles
    schema = ARTICLES.schema
    rows = {
        "article_id": list(known),
        "_start": [v.start for v in known.values()],
        "_stop": [v.stop for v in known.values()],
        "_best": [v.best for v in known.values()],
        "_why": [list(v.why) for v in known.values()],
    }
    types: dict[str, pl.DataType | type[pl.DataType]] = {
        **dict.fromkeys(("_start", "_stop", "_best"), pl.Date),
        "_why": schema["dct_why"],
    }
    found = pl.DataFrame(rows, schema_overrides=types)
    joined = articles.join(found, on="article_id", how="left", maintain_order="left")
    mine = pl.col("_start").is_not_null()
    return joined.with_columns(
        pl.coalesce("_start", "dct_start").alias("dct_start"),
        pl.coalesce("_stop", "dct_stop").alias("dct_stop"),
        pl.coalesce("_best", "dct_best").alias("dct_best"),
        pl.when(mine).then(pl.lit("inferred")).otherwise("dct_origin").alias("dct_origin"),
        pl.when(mine).then(pl.concat_list("dct_why", "_why")).otherwise("dct_why").alias("dct_why"),
    ).drop("_start", "_stop", "_best", "_why")
