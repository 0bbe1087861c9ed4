"""Measure tagging: articles a second, where the time goes, and how it compares with dateparser's search.

    python benchmarks/tag.py ARTICLES.parquet [--copies 2] [--sample 40]

ARTICLES.parquet needs the columns article_id, text and published. Prints one table; figures of a busy machine
say little. The first pass includes loading the language; "again" has the phrases remembered.
"""

import argparse
import importlib
import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

tagging = importlib.import_module("timeline.temporal.tag")
STAGES = {
    "texts": (tagging, "_texts"),
    "candidates": (tagging, "candidates"),
    "readings": (tagging, "_readings"),
    "guards": (tagging.context, "guarded"),
    "direction": (tagging.context, "directed"),
    "resolution": (tagging, "_resolved"),
    "output": (tagging, "_finished"),
}


def load(path: Path, copies: int) -> pl.DataFrame:
    day = pl.col("published").str.head(10).str.to_date(strict=False)
    frame = pl.read_parquet(path).with_columns(
        day.alias("dct_start"), (day + pl.duration(days=1)).alias("dct_stop")
    )
    parts = [
        frame.with_columns(pl.format("{}-{}", "article_id", pl.lit(i)).alias("article_id"))
        for i in range(copies)
    ]
    return pl.concat(parts)


def watched(spent: dict[str, float]) -> list[tuple[Any, str, Any]]:
    """Let each stage add its time to ``spent``; give what to put back."""
    saved = []
    for stage, (module, name) in STAGES.items():
        inner = getattr(module, name)
        saved.append((module, name, inner))
        setattr(module, name, _timed(inner, stage, spent))
    return saved


def _timed(inner: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        begin = time.perf_counter()
        result = inner(*args, **kwargs)
        spent[stage] = spent.get(stage, 0.0) + time.perf_counter() - begin
        return result

    return call


def measure(frame: pl.DataFrame, label: str) -> float:
    spent: dict[str, float] = {}
    saved = watched(spent)
    size = float(frame["text"].str.len_bytes().sum()) / 1e6
    begin, cpu = time.perf_counter(), time.process_time()
    found = tagging.tag(frame)
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    for module, name, inner in saved:
        setattr(module, name, inner)
    rate = frame.height / wall
    shares = ", ".join(f"{stage} {100 * s / wall:.0f} %" for stage, s in spent.items())
    print(
        f"{label:>12} {frame.height:>8} articles {found.height:>9} mentions {wall:7.2f} s {rate:8.0f} art./s",
        end="",
    )
    print(f" {size / wall:6.1f} MB/s  cpu {cpu:6.2f} s  | {shares}")
    return rate


def search_dates(frame: pl.DataFrame, sample: int) -> float:
    from dateparser.search import search_dates as search

    texts = frame["text"].sample(min(sample, frame.height), seed=1).to_list()
    begin = time.perf_counter()
    for text in texts:
        search(text, languages=["en"])
    return len(texts) / (time.perf_counter() - begin)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument(
        "--sample", type=int, default=40, help="articles for dateparser.search_dates; 0: leave out"
    )
    options = parser.parse_args()
    frame = load(options.articles, options.copies)
    measure(frame.head(1000), "first 1000")
    measure(frame, "all")
    rate = measure(frame, "again")
    if options.sample:
        other = search_dates(frame, options.sample)
        print(f"dateparser.search_dates {other:.1f} articles/s; ratio {rate / other:.0f}")
    if importlib.util.find_spec("resource"):  # Windows has none
        usage = importlib.import_module("resource")
        print(f"peak memory {usage.getrusage(usage.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


if __name__ == "__main__":
    main()
