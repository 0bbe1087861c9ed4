"""Run a per-article stage over batches in processes of their own that can be killed.

A worker is ``python -m timeline.engines.worker``: it needs no ``__main__`` guard in the caller, gets one
polars thread, and is killed when a batch takes too long. A batch that dies is bisected until the article that
kills it is found; that article fails, the others do not.
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import polars as pl

from timeline.engines.process import Worker, WorkerError

Stage = Callable[[pl.DataFrame], tuple[pl.DataFrame, ...]]
"""A picklable function of a batch of articles; it sees nothing but the batch."""

BATCH_ARTICLES = 400
"""Articles a batch: about two seconds of work, so that progress moves and little is lost when a batch dies.
Each batch takes 0.08 s of its own (patterns are compiled): fewer articles share it."""

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


def map_batches(
    stage: Stage,
    articles: pl.DataFrame,
    *,
    jobs: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[tuple[pl.DataFrame, ...]], list[Failure]]:
    """Apply a stage to batches of articles, in order, and give the results and what failed.

    ``jobs`` 0 means one worker a core; small inputs and ``jobs`` 1 stay in this process, where an exception
    is caught and bisected too, but a crash or an endless loop is not.
    """
    count = jobs or os.cpu_count() or 1
    alone = count == 1 or articles.height <= IN_PROCESS_ARTICLES
    size = _batch_size(articles.height, 1 if alone else count)
    batches = [articles.slice(at, size) for at in range(0, max(articles.height, 1), size)]
    if alone:
        outcomes = _here(stage, batches, progress)
    else:
        outcomes = _in_workers(stage, batches, min(count, len(batches)), progress)
    return [part for o in outcomes for part in o.parts], [f for o in outcomes for f in o.failures]


def _batch_size(articles: int, workers: int) -> int:
    """Give how many articles make a batch: at most BATCH_ARTICLES, and as many for every worker.

    >>> _batch_size(1_000, 1), _batch_size(1_000, 2), _batch_size(0, 2)
    (400, 250, 1)
    """
    batches = -(-articles // BATCH_ARTICLES)
    if workers > 1:
        return max(-(-articles // (-(-batches // workers) * workers or 1)), 1)
    return BATCH_ARTICLES


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


def _here(
    stage: Stage, batches: list[pl.DataFrame], progress: Callable[[int, int], None] | None
) -> list[_Outcome]:
    outcomes = []
    for number, batch in enumerate(batches, start=1):
        outcomes.append(_bisect(_asked(stage), batch))
        if progress:
            progress(number, len(batches))
    return outcomes


def _in_workers(
    stage: Stage, batches: list[pl.DataFrame], count: int, progress: Callable[[int, int], None] | None
) -> list[_Outcome]:
    own = threading.local()
    started: list[Worker[pl.DataFrame, tuple[pl.DataFrame, ...]]] = []

    def ask(batch: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
        if getattr(own, "worker", None) is None:
            own.worker = Worker(stage)
            started.append(own.worker)
        try:
            result: tuple[pl.DataFrame, ...] = own.worker.ask(batch, SECONDS_PER_ARTICLE * batch.height)
        except WorkerError as error:
            if own.worker.dead:
                own.worker = None
            raise _BatchError(str(error)) from error
        return result

    outcomes = []
    executor = ThreadPoolExecutor(count)
    try:
        for number, outcome in enumerate(executor.map(lambda batch: _bisect(ask, batch), batches), start=1):
            outcomes.append(outcome)
            if progress:
                progress(number, len(batches))
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for worker in started:
            worker.stop()
    return outcomes


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
