"""Measure how the cost of lineage grows: ``python benchmarks/lineage.py ARTICLES.parquet [N ...]``.

Articles need the columns article_id, text, source and published (ISO). Above the articles that there are,
copies with shuffled words stand in: they have the words of news and nothing in common in their order.
"""

import random
import resource
import sys
import time

import polars as pl

import timeline as tl

SIZES = (1_000, 3_000, 6_000, 12_000)


def articles(path: str, n: int) -> pl.DataFrame:
    """Give ``n`` articles with their days."""
    frame = pl.read_parquet(path).select("article_id", "text", "source", "published")
    if n > frame.height:
        frame = pl.concat([frame, shuffled(frame.head(n - frame.height))])
    day = pl.col("published").str.slice(0, 10).str.to_date(strict=False)
    return frame.head(n).select(
        "article_id",
        "text",
        "source",
        day.alias("dct_start"),
        day.dt.offset_by("1d").alias("dct_stop"),
        pl.lit(True).alias("included"),
    )


def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
    """Give articles of the same words in another order."""
    draw = random.Random(0)
    texts = []
    for text in frame["text"]:
        words = text.split()
        draw.shuffle(words)
        texts.append(" ".join(words))
    return frame.with_columns(pl.Series("text", texts), pl.col("article_id") + "~s")


def main() -> None:
    """Print CPU seconds and the highest memory so far for each size."""
    for n in [int(size) for size in sys.argv[2:]] or SIZES:
        given = articles(sys.argv[1], n)
        before = time.process_time()
        found = tl.trace(given)
        spent = time.process_time() - before
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{n:>7,} articles  {spent:6.1f} s CPU  {memory:>6,} MB  {found.height:,} rows")


if __name__ == "__main__":
    main()
