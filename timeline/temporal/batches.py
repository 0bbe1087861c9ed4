"""Work through many articles in batches on all cores: results in order, memory the same however many."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import polars as pl

A = TypeVar("A")
B = TypeVar("B")

BATCH_BYTES = 24_000_000
"""Text a batch: some 4,000 articles. In smaller ones the patterns of a language are compiled too often (some
0.07 s of processor time a batch); larger ones take more memory, about four times their text, and are hardly
faster."""

SMALL_BYTES = 8_000_000
"""Text that one thread is done with before two had divided it."""

MOST_THREADS = 8
"""More threads than that wait for Python's lock: it holds about a tenth of the time of each."""


def slices(articles: pl.DataFrame, size: int = 0) -> Iterator[pl.DataFrame]:
    """Cut articles into batches of about as much text each, as many as keep every core busy.

    ``size`` asks for batches of that many bytes instead, and the article that passes it.

    >>> [part.height for part in slices(pl.DataFrame({"text": ["aaaa", "bb", None, "c", "dddddd"]}), 4)]
    [1, 3, 1]
    """
    ends = np.cumsum(articles["text"].str.len_bytes().fill_null(0).to_numpy().astype(np.int64))
    total = int(ends[-1]) if ends.size else 0
    count = -(-total // (size or BATCH_BYTES)) or 1
    if not size and total > SMALL_BYTES:
        count = -(-count // threads()) * threads()
    stops = np.searchsorted(ends, total * np.arange(1, count) / count) + 1
    begin = 0
    for stop in (*stops.tolist(), articles.height):
        if stop > begin:
            yield articles.slice(begin, stop - begin)
            begin = stop


def threads(jobs: int = 0) -> int:
    """Say how many threads work; ``jobs`` 0 means one a core."""
    return min(jobs or os.cpu_count() or 1, MOST_THREADS)


def in_order(function: Callable[[A], B], batches: Iterable[A], jobs: int = 0) -> Iterator[B]:
    """Apply a function to batches on several threads and give the results in order.

    ``jobs`` 0 means a thread a core. No more batches are taken than there are threads and one. The work is
    done by polars and NumPy, which let other threads run.

    >>> list(in_order(str.upper, iter("abc"), jobs=2))
    ['A', 'B', 'C']
    """
    count = threads(jobs)
    if count == 1:
        yield from map(function, batches)
        return
    waiting: deque[Future[B]] = deque()
    executor = ThreadPoolExecutor(count)
    try:
        for batch in batches:
            waiting.append(executor.submit(function, batch))
            if len(waiting) > count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
