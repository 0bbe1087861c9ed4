"""Measure web pages: how fast their days are found, beside htmldate's fast mode, and all of them is read.

    python benchmarks/pages.py FOLDER_OR_ZIP [--repeat 3] [--most 300]

Both start from the same decoded strings, which they parse, and give a day; htmldate stops at the first, we
give every candidate. "read" is all that ``dateline build`` does to a page: parsing, facts, days, text. Times
are seconds of the processor, the least of the repetitions: other programs disturb those less. Every page is
also read cut in half: nothing may raise.
"""

import argparse
import importlib
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from htmldate import find_date

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

pages = importlib.import_module("timeline.readers.pages")
page_dates = importlib.import_module("timeline.readers.page_dates")
page_facts = importlib.import_module("timeline.readers.page_facts")
decode = importlib.import_module("timeline.readers.decode").decode
records = importlib.import_module("timeline.readers.records")
options = importlib.import_module("timeline.options").ReadOptions()


def load(path: Path, most: int) -> list[bytes]:
    """Load saved pages from a folder or a zip archive, in the order of their names."""
    if path.is_dir():
        return [file.read_bytes() for file in sorted(path.rglob("*.htm*"))[:most]]
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if ".htm" in name)
        return [archive.read(name) for name in names[:most]]


def ours(text: str) -> Any:
    """Find a page's candidates from its string, its address taken from it as htmldate does."""
    tree = page_facts.page_tree(text)
    if tree is None:
        return []
    link = tree.find('.//link[@rel="canonical"]')
    url = None if link is None else link.get("href")
    return page_dates.page_dates(
        tree, url, lambda: pages._searched(tree, url), page_facts.page_language(tree)
    )


def fast(text: str) -> Any:
    return find_date(text, extensive_search=False, original_date=True)


def parsed(text: str) -> Any:
    return page_facts.page_tree(text)


def whole(data: bytes) -> Any:
    return pages.HTML.understand(records.Unit("", data), {}, options)


def least(
    works: Sequence[Callable[[Any], Any]], inputs: Sequence[Any], repeat: int
) -> list[tuple[float, int]]:
    """Give milliseconds of processor time a page, and for how many pages something was found, of each work.

    They take turns, because what else the machine does slows one as it slows the other.
    """
    times, found = [[0.0] * repeat for _ in works], [0] * len(works)
    for turn in range(repeat):
        for number, work in enumerate(works):
            begin = time.process_time()
            found[number] = sum(work(one) not in (None, []) for one in inputs)
            times[number][turn] = time.process_time() - begin
    return [(1000 * min(each) / len(inputs), n) for each, n in zip(times, found, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--most", type=int, default=300)
    given = parser.parse_args()
    data = load(given.pages, given.most)
    texts = [decode(page, declared=True).text for page in data]
    with pages._silence():
        names = ("parsing alone", "days, ours", "days, htmldate fast")
        measured = least((parsed, ours, fast), texts, given.repeat)
        for name, (cost, found) in zip(names, measured, strict=True):
            print(f"{name:24}{cost:8.2f} ms a page{1000 / cost:10.0f} pages/s{found:8} of {len(data)}")
        ((cost, _),) = least((whole,), data, 1)
        print(f"{'read':24}{cost:8.2f} ms a page{1000 / cost:10.0f} pages/s")
        halves = [whole(page[: len(page) // 2]) for page in data]
    kept = sum(isinstance(half, records.Record) for half in halves)
    print(f"cut in half: {kept} articles, {len(halves) - kept} rejects, nothing raised")


if __name__ == "__main__":
    main()
