"""Understand heavy units, such as web pages, in processes that can be killed when a unit takes too long."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from timeline.engines.process import Worker, WorkerError
from timeline.options import ReadOptions
from timeline.readers.records import Context, Reader, Record, Reject, Unit, reject
from timeline.readers.sources import MB

SECONDS = 20.0
"""Time that one unit may take; the slowest of 300 news pages took less than one second."""
IN_PROCESS = 8
"""So few units are read at once in this process: starting workers costs more than a second."""
LARGE = 1024 * 1024
"""Units of this size (bytes) always go to a worker: long documents are what makes parsers hang."""

Task = tuple[Reader, Unit, Context]
Outcome = Record | Reject
_Question = tuple[str, Unit, Context]


def understand_all(
    tasks: Sequence[Task], options: ReadOptions, tell: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Understand tasks in order, in worker processes if there are many or large ones.

    ``tell`` is called with the number that is done.
    """
    small = len(tasks) <= IN_PROCESS and all(_size(unit) < LARGE for _, unit, _ in tasks)
    if small:
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


def _in_workers(tasks: Sequence[Task], options: ReadOptions, tell: Callable[[int], None]) -> list[Outcome]:
    """Ask workers, each of a thread of its own; a unit that its worker does not survive is rejected."""
    own = threading.local()
    started: list[Worker[_Question, Outcome]] = []
    function = partial(answer, options=options)

    def ask(task: Task) -> Outcome:
        reader, unit, context = task
        if getattr(own, "worker", None) is None or own.worker.dead:
            own.worker = Worker(function)
            started.append(own.worker)
        try:
            outcome: Outcome = own.worker.ask((reader.name, unit, context), SECONDS)
        except WorkerError as error:
            return reject(unit.position, f"given up, the parser hangs or crashes: {error}", _raw(unit))
        return outcome

    outcomes: list[Outcome] = []
    executor = ThreadPoolExecutor(min(options.jobs or os.cpu_count() or 1, len(tasks)))
    try:
        for outcome in executor.map(ask, tasks):
            outcomes.append(outcome)
            tell(len(outcomes))
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        for worker in started:
            worker.stop()
    return outcomes


def answer(question: _Question, options: ReadOptions) -> Outcome:
    """Understand one unit inside a worker, which knows readers by name."""
    from timeline.readers import READERS

    name, unit, context = question
    return understand((READERS[name], unit, context), options)


def _raw(unit: Unit) -> bytes | str:
    return unit.raw if isinstance(unit.raw, (bytes, str)) else str(unit.raw)


def _size(unit: Unit) -> int:
    return len(unit.raw) if isinstance(unit.raw, (bytes, str)) else 0
