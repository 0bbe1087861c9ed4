"""Run a per-article stage over batches in processes of their own that can be killed.

A worker is ``python -m timeline.engines.worker``: it needs no ``__main__`` guard in the caller, gets one
polars thread, and is killed when a batch takes too long. A batch that dies is bisected until the article that
kills it is found; that article fails, the others do not.
"""

import os
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import polars as pl

from timeline.engines.process import Worker, WorkerError

Stage = Callable[[pl.DataFrame], tuple[pl.DataFrame, ...]]
"""A picklable function of a batch of articles; it sees nothing but the batch."""

_Worker = Worker[pl.DataFrame, tuple[pl.DataFrame, ...]]

BATCH_ARTICLES = 400
"""Articles a batch: about two seconds of work, so that progress moves and little is lost when a batch dies.
Each batch takes 0.08 s of its own (patterns are compiled): fewer articles share it."""

_MANY = 4
"""Batches a worker from which its last one is cut in parts."""
_LAST_PARTS = 4

IN_PROCESS_ARTICLES = 400
"""Below this many articles starting workers (1 to 2 s each) costs more than it saves."""

SECONDS_PER_ARTICLE = 5.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Name an article that a stage could not analyse, and why."""

    article_id: str
    reason: str


@dataclass(slots=True)
class _Outcome:
    parts: list[tuple[pl.DataFrame, ...]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


class _BatchError(Exception):
    """Tell that a batch could not be analysed."""


class Pool:
    """Keep workers for one stage from the first batches of a build to its last.

    ``jobs`` 0 means one worker a core. With ``jobs`` 1, and for few articles while no worker runs, the work
    is done in this process: an exception is caught and bisected there too, a crash or an endless loop is not.
    """

    def __init__(self, stage: Stage, jobs: int = 0) -> None:
        """Take the stage; workers start with the first work, or with ``start``."""
        self._stage = stage
        self._count = jobs or os.cpu_count() or 1
        self._executor: ThreadPoolExecutor | None = None
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._started: list[_Worker] = []
        self._closed = False

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """End the workers, whatever they do."""
        self._closed = True
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        for worker in self._started:
            worker.stop()

    def start(self, first: pl.DataFrame, articles: int) -> None:
        """Start the workers if so many articles will need them, so that they are ready when work is there.

        Each does ``first``, a batch whose result nobody wants, and so loads libraries and word lists.
        """
        if self._executor is None and not self._alone(articles):
            for _ in range(self._count):
                self._threads().submit(self._warmed, first)

    def map(
        self, articles: pl.DataFrame, progress: Callable[[int, int], None] | None = None
    ) -> tuple[list[tuple[pl.DataFrame, ...]], list[Failure]]:
        """Apply the stage to batches of articles, in order, and give the results and what failed."""
        alone = self._executor is None and self._alone(articles.height)
        batches = list(_batches(articles, 1 if alone else self._count))
        ask = _asked(self._stage) if alone else self._ask
        work = map if alone else self._threads().map
        outcomes: list[_Outcome] = []
        for outcome in work(lambda batch: _bisect(ask, batch), batches):
            outcomes.append(outcome)
            if progress:
                progress(len(outcomes), len(batches))
        return [part for o in outcomes for part in o.parts], [f for o in outcomes for f in o.failures]

    def _alone(self, articles: int) -> bool:
        return self._count == 1 or articles <= IN_PROCESS_ARTICLES

    def _threads(self) -> ThreadPoolExecutor:
        """Give the threads, each of which waits for one worker at a time."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._count)
        return self._executor

    def _warmed(self, first: pl.DataFrame) -> None:
        try:
            self._ask(first)
        except _BatchError:  # the first articles will tell why
            return

    def _ask(self, batch: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
        worker = self._worker()
        try:
            result: tuple[pl.DataFrame, ...] = worker.ask(batch, SECONDS_PER_ARTICLE * batch.height)
        except WorkerError as error:
            raise _BatchError(str(error)) from error
        finally:
            if not worker.dead:
                self._idle.put(worker)
        return result

    def _worker(self) -> _Worker:
        """Give a worker that is free, or a new one: there are as many threads as there may be workers."""
        if not self._closed:
            try:
                return self._idle.get_nowait()
            except queue.Empty:
                worker: _Worker = Worker(self._stage)
                self._started.append(worker)
            if not self._closed:
                return worker
            worker.stop()
        raise _BatchError("the work was ended")


def map_batches(
    stage: Stage,
    articles: pl.DataFrame,
    *,
    jobs: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[tuple[pl.DataFrame, ...]], list[Failure]]:
    """Apply a stage to batches of articles with workers that end with it, as ``Pool.map`` does."""
    with Pool(stage, jobs) as pool:
        return pool.map(articles, progress)


def _batches(articles: pl.DataFrame, workers: int) -> Iterator[pl.DataFrame]:
    """Cut articles into batches: many into as many for every worker, the last of them small.

    The small ones end at about the same time, so that no worker waits long for the last.

    >>> [batch.height for batch in _batches(pl.DataFrame({"n": range(1_000)}), 1)]
    [400, 400, 200]
    >>> [batch.height for batch in _batches(pl.DataFrame({"n": range(3_000)}), 2)]
    [375, 375, 375, 375, 375, 375, 94, 94, 94, 94, 94, 94, 94, 92]
    """
    number = -(-articles.height // BATCH_ARTICLES)
    size = BATCH_ARTICLES
    if workers > 1:
        number = -(-number // workers) * workers
        size = max(-(-articles.height // max(number, 1)), 1)
    many = workers > 1 and number >= _MANY * workers
    place = 0
    while place < articles.height or not place:
        last = many and place >= (number - workers) * size
        step = -(-size // _LAST_PARTS) if last else size
        yield articles.slice(place, step)
        place += step


def bisected(stage: Stage, batch: pl.DataFrame) -> tuple[list[tuple[pl.DataFrame, ...]], list[Failure]]:
    """Apply a stage to a batch in this process; if it raises, find the articles that make it raise."""
    outcome = _bisect(_asked(stage), batch)
    return outcome.parts, outcome.failures


def _asked(stage: Stage) -> Stage:
    def ask(batch: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
        try:
            return stage(batch)
        except Exception as error:
            raise _BatchError(f"{type(error).__name__}: {error}") from error

    return ask


def _bisect(ask: Stage, batch: pl.DataFrame) -> _Outcome:
    try:
        return _Outcome([ask(batch)])
    except _BatchError as error:
        if batch.height <= 1:
            ids = batch["article_id"].to_list()
            return _Outcome(failures=[Failure(article_id, str(error)) for article_id in ids])
        half = batch.height // 2
        left, right = _bisect(ask, batch.slice(0, half)), _bisect(ask, batch.slice(half))
        return _Outcome(left.parts + right.parts, left.failures + right.failures)
