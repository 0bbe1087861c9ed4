"""Measure how the cost of lineage grows, and draw pairs to read.

``python benchmarks/lineage.py cost ARTICLES.parquet [N ...]``: articles need the columns article_id, text,
source and published (ISO). Above the articles that there are, copies stand in whose words are others, in
the same order, so that they are as alike among themselves as the articles are, and nothing like them.

``python benchmarks/lineage.py draw STORY KIND [N]`` prints pairs of a kind with their likest passages, the
same ones each time and mostly the same when others are found.
"""

import hashlib
import re
import resource
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path

import polars as pl

import timeline as tl

SIZES = (1_000, 3_000, 6_000, 12_000)
DRAWN = 50
SHOWN = 3
_WORD = re.compile(r"[^\W\d_]{3,}")


def articles(path: str, n: int) -> pl.DataFrame:
    """Give ``n`` articles with their days."""
    frame = pl.read_parquet(path).select("article_id", "text", "source", "published")
    turn = 0
    whole = frame
    while whole.height < n:
        turn += 1
        whole = pl.concat([whole, reworded(frame.head(n - whole.height), turn)])
    day = pl.col("published").str.slice(0, 10).str.to_date(strict=False)
    return whole.head(n).select(
        "article_id",
        "text",
        "source",
        day.alias("dct_start"),
        day.dt.offset_by("1d").alias("dct_stop"),
        pl.lit(True).alias("included"),
    )


def reworded(frame: pl.DataFrame, turn: int) -> pl.DataFrame:
    """Give articles in which every word stands for another one."""
    mark = "qxzjkv"[turn % 6]
    texts = [_WORD.sub(lambda m: m.group()[0] + mark + m.group()[1:], text) for text in frame["text"]]
    return frame.with_columns(pl.Series("text", texts), pl.col("article_id") + f"~{turn}")


def cost(path: str, sizes: list[int]) -> None:
    """Print CPU seconds and the highest memory so far for each size."""
    for n in sizes or SIZES:
        given = articles(path, n)
        before = time.process_time()
        found = tl.trace(given)
        spent = time.process_time() - before
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{n:>7,} articles  {spent:6.1f} s CPU  {memory:>6,} MB  {found.height:,} rows")


def draw(story: str, kind: str, n: int) -> None:
    """Print pairs of a kind in the order of a hash of their ids."""
    told = pl.read_parquet(Path(story) / "articles.parquet")
    by_id = {row["article_id"]: row for row in told.iter_rows(named=True)}
    rows = pl.read_parquet(Path(story) / "lineage.parquet").filter(pl.col("kind") == kind)
    for row in sorted(rows.iter_rows(named=True), key=_place)[:n]:
        source, target = by_id[row["source_id"]], by_id[row["target_id"]]
        print(f"\n{row['source_id']} {row['target_id']} {kind}: {row['reason']}")
        for one in (source, target):
            print(f"  {one['source']} {one['dct_start']} {one['title']}")
        pieces = [
            (
                source["text"][p["source_begin"] : p["source_end"]],
                target["text"][p["target_begin"] : p["target_end"]],
            )
            for p in row["passages"]
        ]
        for pair in sorted(pieces, key=_likeness, reverse=True)[:SHOWN]:
            for piece in pair:
                print("    " + " ".join(piece.split())[:200])


def _place(row: dict[str, str]) -> str:
    return hashlib.sha256(f"{row['source_id']} {row['target_id']}".encode()).hexdigest()


def _likeness(pair: tuple[str, str]) -> float:
    one, two = (piece.split() for piece in pair)
    return SequenceMatcher(None, one, two).ratio() * min(len(one), len(two))


def main() -> None:
    """Run what the first argument names."""
    match sys.argv[1:]:
        case ["cost", path, *sizes]:
            cost(path, [int(size) for size in sizes])
        case ["draw", story, kind, *n]:
            draw(story, kind, int(n[0]) if n else DRAWN)
        case _:
            print(__doc__)


if __name__ == "__main__":
    main()
