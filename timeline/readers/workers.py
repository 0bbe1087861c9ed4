"""Understand heavy units, such as web pages, in processes that can be killed when a unit takes too long."""

import faulthandler
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from timeline.options import ReadOptions
from timeline.readers.records import Context, Reader, Record, Reject, Unit, reject
from timeline.readers.sources import MB

SECONDS = 20
"""Time that one unit may take; the slowest of 300 news pages took less than one second."""
IN_PROCESS = 8
"""So few units are read at once in this process: starting workers costs more than a second."""
LARGE = 1024 * 1024
"""Units of this size (bytes) always go to a worker: long documents are what makes parsers hang."""
CHUNK = 8
STUCK = f"gave up after {SECONDS} seconds: the page makes the parser hang or crash"

Task = tuple[Reader, Unit, Context]
Outcome = Record | Reject


def understand_all(
    tasks: Sequence[Task], options: ReadOptions, tell: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Understand tasks in order, in worker processes if there are many or large ones.

    ``tell`` is called with the number that is done.
    """
    small = len(tasks) <= IN_PROCESS and all(_size(unit) < LARGE for _, unit, _ in tasks)
    inside_worker = multiprocessing.parent_process() is not None
    if small or inside_worker:
        return [understand(task, options) for task in tasks]
    return _in_workers(tasks, options, tell)


def understand(task: Task, options: ReadOptions) -> Outcome:
    """Understand one unit; whatever a parser throws becomes a reject, because content never raises."""
    reader, unit, context = task
    try:
        outcome = reader.understand(unit, context, options)
        if isinstance(outcome, Record) and len(outcome.values.get("text") or "") > options.max_record_mb * MB:
            reason = f"the text has more than {options.max_record_mb} million characters; split it"
            return reject(unit.position, reason, _raw(unit))
        return outcome
    except Exception as error:
        reason = f"could not be read as {reader.name}: {type(error).__name__}: {error}"
        return reject(unit.position, reason, _raw(unit))


def _in_workers(
    tasks: Sequence[Task], options: ReadOptions, tell: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Run tasks in workers; where a worker died, halve what is left until the unit that kills it is found."""
    chunks = [tasks[at : at + CHUNK] for at in range(0, len(tasks), CHUNK)]
    jobs = min(options.jobs or os.cpu_count() or 1, len(chunks))
    done: list[Outcome | None] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare) as pool:
        futures = [pool.submit(_chunk, [(r.name, u, c) for r, u, c in chunk], options) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            try:
                done += future.result()
            except BrokenProcessPool:
                done += [None] * len(chunk)
            tell(len(done))
    left = [number for number, outcome in enumerate(done) if outcome is None]
    again = iter(_bisected([tasks[number] for number in left], options) if left else ())
    return [next(again) if outcome is None else outcome for outcome in done]


def _bisected(tasks: Sequence[Task], options: ReadOptions) -> list[Outcome]:
    if len(tasks) == 1:
        ((_, unit, _),) = tasks
        return [_alone(tasks[0], options) or reject(unit.position, STUCK, _raw(unit))]
    half = len(tasks) // 2
    return _in_workers(tasks[:half], options) + _in_workers(tasks[half:], options)


def _alone(task: Task, options: ReadOptions) -> Outcome | None:
    """Give a unit its last chance in a worker of its own."""
    reader, unit, context = task
    with ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare
    ) as pool:
        try:
            return pool.submit(_chunk, [(reader.name, unit, context)], options).result()[0]
        except BrokenProcessPool:
            return None


def _prepare() -> None:
    """Set a worker up: polars in it must not start a thread for every core."""
    os.environ["POLARS_MAX_THREADS"] = "1"


def _chunk(tasks: Sequence[tuple[str, Unit, Context]], options: ReadOptions) -> list[Outcome]:
    """Understand a chunk inside a worker, which ends itself when one unit takes too long.

    faulthandler's watchdog is a C thread: it ends the process even while a parser holds the interpreter.
    """
    from timeline.readers import READERS

    outcomes = []
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        for name, unit, context in tasks:
            faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)
            try:
                outcomes.append(understand((READERS[name], unit, context), options))
            finally:
                faulthandler.cancel_dump_traceback_later()
    return outcomes


def _raw(unit: Unit) -> bytes | str:
    return unit.raw if isinstance(unit.raw, (bytes, str)) else str(unit.raw)


def _size(unit: Unit) -> int:
    return len(unit.raw) if isinstance(unit.raw, (bytes, str)) else 0
