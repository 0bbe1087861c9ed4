"""Measure tagging: articles a second, where the time goes, how it grows, and how other taggers compare.

    python benchmarks/tag.py [ARTICLES.parquet] [--copies 2] [--sample 40] [--most 100000] [--heideltime JAR]

ARTICLES.parquet needs the columns article_id, text and published; without it the collection beside this
checkout is taken, or else the sample corpus. Every measurement has a process of its own, so that its peak
memory is its own. "first" includes loading the language; "again" has the phrases remembered. Figures of a
busy machine say little: look at the processor time there.
"""

import argparse
import importlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

tagging = importlib.import_module("timeline.temporal.tag")
memory = importlib.import_module("timeline.temporal.memory")
STAGES: dict[str, tuple[Any, str]] = {
    "texts": (tagging, "_texts"),
    "candidates": (tagging, "candidates"),
    "readings": (memory.Memory, "look_up"),
    "guards": (tagging, "guarded"),
    "direction": (tagging, "directed"),
    "open ends": (tagging, "opened"),
    "resolution": (tagging, "_dated"),
    "output": (tagging, "write"),
}
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
PIECE = 4_000
"""Articles that the growth measurement hands over at a time: they are made as they are needed."""


def load(path: Path) -> pl.DataFrame:
    day = pl.col("published").str.head(10).str.to_date(strict=False)
    frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_ndjson(path)
    return frame.select(
        "article_id", "text", lang=pl.lit("en"), dct_start=day, dct_stop=day + pl.duration(days=1)
    )


def many(frame: pl.DataFrame, total: int) -> Iterator[pl.DataFrame]:
    """Repeat articles under other names up to a total, a piece at a time."""
    for copy in count():
        for part in frame.iter_slices(PIECE):
            yield part.head(total).with_columns(pl.format("{}-{}", "article_id", pl.lit(copy)))
            total -= part.height
            if total <= 0:
                return


def megabytes() -> float:
    """Give the peak memory of this process; 0 where the system does not say."""
    if not importlib.util.find_spec("resource"):  # Windows has none
        return 0.0
    usage = importlib.import_module("resource")
    peak = usage.getrusage(usage.RUSAGE_SELF).ru_maxrss
    return float(peak) / (1e6 if sys.platform == "darwin" else 1e3)


def timed(label: str, frame: pl.DataFrame, jobs: int = 0) -> dict[str, Any]:
    size = float(frame["text"].str.len_bytes().sum()) / 1e6
    begin, cpu = time.perf_counter(), time.process_time()
    found = sum(part.height for part in tagging.tag_batches(tagging.slices(frame), jobs=jobs))
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    return {"label": label, "articles": frame.height, "mentions": found, "wall": wall, "cpu": cpu, "MB": size}


def speed(path: Path, copies: int) -> list[dict[str, Any]]:
    frame = load(path)
    parts = [frame.with_columns(pl.format("{}-{}", "article_id", pl.lit(i))) for i in range(copies)]
    frame = pl.concat(parts)
    first = [timed("first 1000", frame.head(1000)), timed("all", frame)]
    return [*first, timed("again", frame), {"memory": megabytes()}]


def stages(path: Path) -> list[dict[str, Any]]:
    """Time each stage on one thread, with the phrases remembered."""
    frame = load(path).head(12_000)
    timed("", frame, 1)
    spent: dict[str, float] = {}
    for stage, (owner, name) in STAGES.items():
        setattr(owner, name, _watched(getattr(owner, name), stage, spent))
    whole = timed("", frame, 1)
    spent["the rest"] = whole["cpu"] - sum(spent.values())
    return [{"stage": s, "us": 1e6 * t / frame.height, "share": t / whole["cpu"]} for s, t in spent.items()]


def _watched(inner: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        begin = time.process_time()
        result = inner(*args, **kwargs)
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - begin
        return result

    return call


def growth(path: Path, total: int) -> list[dict[str, Any]]:
    frame = load(path)
    before = megabytes()
    begin, cpu = time.perf_counter(), time.process_time()
    found = sum(part.height for part in tagging.tag_batches(many(frame, total)))
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    return [
        {
            "articles": total,
            "mentions": found,
            "wall": wall,
            "cpu": cpu,
            "held": before,
            "memory": megabytes(),
        }
    ]


def search_dates(path: Path, sample: int) -> list[dict[str, Any]]:
    from dateparser.search import search_dates as search

    texts = load(path)["text"]
    texts = texts.sample(min(sample, len(texts)), seed=1)
    begin = time.perf_counter()
    for text in texts:
        search(text, languages=["en"])
    return [{"rate": len(texts) / (time.perf_counter() - begin)}]


def heideltime(path: Path, jar: Path, sample: int = 5) -> list[dict[str, Any]]:
    """Run the standalone jar an article at a time; what an empty text takes is its start, and taken off."""
    rows = load(path).head(sample)
    took = []
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "article.txt"
        for words, day in [("", "2025-01-28"), *rows.select("text", "dct_start").iter_rows()]:
            text.write_text(words, encoding="utf-8")
            command = [
                "java",
                "-jar",
                jar,
                text,
                "-t",
                "NEWS",
                "-l",
                "ENGLISH",
                "-dct",
                str(day),
                "-pos",
                "NO",
            ]
            begin = time.perf_counter()
            done = subprocess.run([*map(str, command)], cwd=jar.parent, capture_output=True, check=False)
            took.append(time.perf_counter() - begin)
            if done.returncode:
                return [{"error": done.stderr.decode(errors="replace").strip().splitlines()[-1:]}]
    return [{"rate": rows.height / max(sum(took[1:]) - rows.height * took[0], 1e-9), "start": took[0]}]


def start(path: Path) -> list[dict[str, Any]]:
    """Time ``dateline tag`` of one article from outside."""
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(load(path)["text"][0], encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "timeline",
            "tag",
            article,
            "--published",
            "2025-01-28",
            "--lang",
            "en",
        ]
        took = []
        for _ in range(5):
            begin = time.perf_counter()
            subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, check=True)
            took.append(time.perf_counter() - begin)
    return [{"seconds": statistics.median(took[1:])}]


def apart(*arguments: object) -> list[dict[str, Any]]:
    """Run one measurement in a process of its own."""
    command = [sys.executable, __file__, "--measure", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


MEASURES: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "speed": lambda path, copies: speed(Path(path), int(copies)),
    "stages": lambda path: stages(Path(path)),
    "growth": lambda path, total: growth(Path(path), int(total)),
    "search_dates": lambda path, sample: search_dates(Path(path), int(sample)),
    "heideltime": lambda path, jar: heideltime(Path(path), Path(jar)),
    "start": lambda path: start(Path(path)),
}


def report(path: Path, options: argparse.Namespace) -> None:
    print(f"{path.name}, {os.cpu_count()} cores\n")
    *passes, end = apart("speed", path, options.copies)
    for row in passes:
        rate = f"{row['articles'] / row['wall']:8,.0f} articles/s {row['MB'] / row['wall']:6.1f} MB/s"
        cpu = f"{1e6 * row['cpu'] / row['articles']:6.0f} us of processor an article"
        print(
            f"{row['label']:>10} {row['articles']:>8,} articles {row['mentions']:>9,} mentions {rate}  {cpu}"
        )
    print(f"peak memory {end['memory']:.0f} MB, the articles held\n")
    rate = passes[-1]["articles"] / passes[-1]["wall"]
    if options.sample:
        other = apart("search_dates", path, options.sample)[0]["rate"]
        print(f"dateparser.search_dates {other:.1f} articles/s on one core: {rate / other:,.0f} times")
    _heideltime(path, options.heideltime, rate)
    print("\nshare of the processor time, on one thread, phrases remembered")
    for row in apart("stages", path):
        print(f"{row['stage']:>12} {row['us']:7.1f} us an article {100 * row['share']:5.1f} %")
    print("\ngrowth, from a cold start, articles made as they are needed")
    for total in SIZES:
        if total <= options.most:
            row = apart("growth", path, total)[0]
            each = f"{1e3 * row['wall'] / total:6.3f} ms, {1e6 * row['cpu'] / total:5.0f} us of processor"
            peak = f"peak memory {row['memory']:5.0f} MB"
            print(f"{total:>10,} articles {row['wall']:7.2f} s, an article {each}  {peak}")
    print(f"\nstart of dateline tag with one article: {apart('start', path)[0]['seconds']:.2f} s")


def _heideltime(path: Path, jar: Path | None, rate: float) -> None:
    if jar is None or not jar.exists():
        print("HeidelTime not found (--heideltime JAR or HEIDELTIME_JAR): not compared")
        return
    found = apart("heideltime", path, jar.resolve())[0]
    if "error" in found:
        print(f"HeidelTime does not run: {' '.join(found['error'])}: not compared")
        return
    print(
        f"HeidelTime {found['rate']:.1f} articles/s once started ({found['start']:.1f} s): "
        f"{rate / found['rate']:,.0f} times"
    )


def articles() -> Path:
    """Give the collection beside this checkout, or else the sample corpus."""
    from tools.floors import SETS

    beside = SETS / "scale" / "news_12k.parquet"
    return beside if beside.exists() else next((ROOT / "data" / "sample").rglob("*.jsonl"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    jar = os.environ.get("HEIDELTIME_JAR")
    parser.add_argument("articles", type=Path, nargs="?")
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument("--sample", type=int, default=40, help="articles for dateparser; 0: leave it out")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="articles up to which growth is measured")
    parser.add_argument("--heideltime", type=Path, default=Path(jar) if jar else None, metavar="JAR")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        name, *arguments = options.measure
        print(json.dumps(MEASURES[name](*arguments)))
        return
    report(options.articles or articles(), options)


if __name__ == "__main__":
    main()
