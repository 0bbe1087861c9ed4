"""Measure the reading of a large web archive: how fast it is cut and read, and what memory that takes.

    python benchmarks/warc.py [--mb 2048] [--page-kb 100] [--zipped] [--jobs 2] [--keep FILE]

Makes an archive (requests, pages, metadata, images) of which no two pages tell the same, reads it in a
process of its own as ``dateline build`` does, and prints one JSON line. Memory is the largest resident set,
in megabytes, of the reading process and of the largest worker. A page of the web is mostly markup: each is
filled up with scripts to ``--page-kb``.
"""

import argparse
import gzip
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

SITE = "https://www.nordhavenpost.example"
WORDS = (
    "harbour",
    "council",
    "ferry",
    "bridge",
    "quarry",
    "budget",
    "works",
    "mayor",
    "vote",
    "night",
    "delay",
)


def main() -> None:
    """Make the archive, read it elsewhere, print what that took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=int, default=2048, help="megabytes of records before compression")
    parser.add_argument("--page-kb", type=int, default=100)
    parser.add_argument("--zipped", action="store_true", help="one gzip member a record")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="write the archive here and leave it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        name = "crawl.warc.gz" if asked.zipped else "crawl.warc"
        path = asked.keep or Path(folder) / name
        pages = write(path, asked.mb * 2**20, asked.page_kb * 1024, asked.zipped)
        with get_context("spawn").Pool(1) as pool:
            found = pool.apply(measure, (str(path), asked.jobs))
        print(json.dumps({"file_mb": path.stat().st_size // 2**20, "pages": pages} | found))


def write(path: Path, size: int, page_size: int, zipped: bool) -> int:
    """Write records until ``size`` bytes are reached; give the number of pages."""
    chance, written, pages = random.Random(7), 0, 0
    with path.open("wb") as out:
        while written < size:
            pages += 1
            for made in records(pages, page_size, chance):
                written += len(made)
                out.write(gzip.compress(made, 1) if zipped else made)
    return pages


def records(number: int, size: int, chance: random.Random) -> Iterator[bytes]:
    """Give the records that a crawler writes for one page."""
    url = f"{SITE}/2025/{number % 12 + 1:02}/{number % 28 + 1:02}/story-{number}"
    yield record("request", url, f"GET {url} HTTP/1.1\r\n\r\n".encode())
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    yield record("response", url, head + page(number, size, chance).encode())
    picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n" + chance.randbytes(2000)
    yield record("response", f"{url}.png", picture)
    yield record("metadata", url, b"fetchTimeMs: 120\r\n")


def record(kind: str, url: str, block: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(number: int, size: int, chance: random.Random) -> str:
    """Make a page with its own text, a published day and scripts that fill it up."""
    day = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T09:15:00+01:00"
    lines = (
        " ".join(f"{chance.choice(WORDS)} {chance.randrange(9999)}" for _ in range(30)) for _ in range(8)
    )
    text = "".join(f"<p>The council said on Monday: {line}.</p>" for line in lines)
    start = (
        f'<!DOCTYPE html><html lang="en"><head><title>Story {number} of the harbour</title>'
        f'<meta property="article:published_time" content="{day}">'
    )
    end = f"</head><body><article><h1>Story {number} of the harbour</h1>{text}</article></body></html>"
    script = f"<script>var v{number}={{a:[1,2,3],b:'{'x' * 60}'}};</script>\n"
    return start + script * max((size - len(start) - len(end)) // len(script), 0) + end


def measure(path: str, jobs: int) -> dict[str, Any]:
    """Read one archive as a build does."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from timeline.options import ReadOptions
    from timeline.readers import read

    start = time.perf_counter()
    found = read([path], replace(ReadOptions(), jobs=jobs))
    wall = time.perf_counter() - start
    return {
        "articles": found.articles.height,
        "duplicates": found.duplicates.height,
        "rejects": found.rejects.height,
        "records_in": found.records_in,
        "dated": found.dates.filter(origin="metadata")["article_id"].n_unique(),
        "seconds": round(wall, 1),
        "pages_per_second": round(found.articles.height / wall, 1),
        "memory_mb": _peak(resource.RUSAGE_SELF),
        "worker_mb": _peak(resource.RUSAGE_CHILDREN),
    }


def _peak(who: int) -> int:
    most = resource.getrusage(who).ru_maxrss
    return most // (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main()
