"""Do work in a second process while this one goes on; what fails there, or has to wait, is done here."""

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

import polars as pl

from timeline.engines.process import Worker, WorkerError

SECONDS = 24 * 3600.0
"""Time that one piece of work may take: it is ours and ends; a process that was killed is noticed at once."""
LARGE = 1_000_000
"""Bytes from which a table goes over in a file: written once for all pieces of work, and in no pickle."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Stored:
    """Name the file of a table."""

    path: str


class Beside:
    """Own a second process that does one piece of work after the other.

    Functions, arguments and answers are pickled, so a function lives in a module. A piece whose answer is
    asked for before it has begun, as the process is busy with another one, is done here. ``alone`` does all
    work here, when its answer is asked for: for little work a second process costs more than it saves.
    """

    def __init__(self, *, alone: bool) -> None:
        """Start the process, unless ``alone``."""
        self._worker: Worker[Callable[[], Any], Any] | None = None if alone else Worker(_done)
        self._thread = ThreadPoolExecutor(1)
        self._busy = False
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._stored: dict[int, tuple[pl.DataFrame, _Stored]] = {}

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """End the process, whatever it does."""
        if self._worker is not None:
            self._worker.stop()
        self._thread.shutdown(cancel_futures=True)
        if self._folder is not None:
            self._folder.cleanup()

    def start(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Begin a piece of work; calling what is given waits for its answer (or raises what it raised)."""
        work = partial(function, *args, **kwargs)
        if self._worker is None:
            return cache(work)
        sent = partial(_called, function, [self._sent(one) for one in args], kwargs)
        future: Future[T] = self._thread.submit(self._asked, self._worker, sent)
        return cache(partial(self._answer, future, work))

    def load(self, *modules: str) -> Callable[[], int]:
        """Let the process load modules before there is work for it, as ``start`` does a piece of work."""
        return self.start(_loaded, modules)

    def _sent(self, value: Any) -> Any:
        """Give what is sent of an argument: of a large table the file that holds it."""
        if not isinstance(value, pl.DataFrame) or value.estimated_size() < LARGE:
            return value
        if id(value) not in self._stored:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            path = Path(self._folder.name) / f"{len(self._stored)}.arrow"
            value.write_ipc(path)
            # the table is kept, so that no other one can get its number
            self._stored[id(value)] = value, _Stored(str(path))
        return self._stored[id(value)][1]

    def _asked(self, worker: Worker[Callable[[], Any], Any], work: Callable[[], T]) -> T:
        self._busy = True
        try:
            if worker.dead:
                raise WorkerError("its process died before")
            answer: T = worker.ask(work, SECONDS)
            return answer
        finally:
            self._busy = False

    def _answer(self, future: Future[T], work: Callable[[], T]) -> T:
        if self._busy and future.cancel():
            return work()
        try:
            return future.result()
        except WorkerError:
            return work()


def _called(function: Callable[..., T], args: list[Any], kwargs: dict[str, Any]) -> T:
    """Call a function with the tables that were sent as files."""
    read = [pl.read_ipc(one.path) if isinstance(one, _Stored) else one for one in args]
    return function(*read, **kwargs)


def _loaded(modules: Sequence[str]) -> int:
    return len([import_module(name) for name in modules])


def _done(work: Callable[[], T]) -> T:
    return work()
