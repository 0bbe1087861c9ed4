"""Do work in a second process while this one goes on; what fails there is done here."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from timeline.engines.process import Worker, WorkerError

SECONDS = 24 * 3600.0
"""Time that one piece of work may take: it is ours and ends; a process that was killed is noticed at once."""

P = ParamSpec("P")
T = TypeVar("T")


class Beside:
    """Own a second process that does one piece of work after the other.

    Functions, arguments and answers are pickled, so a function lives in a module. ``alone`` does the work
    here, when its answer is asked for: for little work a second process costs more than it saves.
    """

    def __init__(self, *, alone: bool) -> None:
        """Start the process, unless ``alone``."""
        self._worker: Worker[Callable[[], Any], Any] | None = None if alone else Worker(_done)
        self._thread = ThreadPoolExecutor(1)

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

    def start(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Begin a piece of work; calling what is given waits for its answer (or raises what it raised)."""
        work = partial(function, *args, **kwargs)
        if self._worker is None:
            return cache(work)
        future: Future[T] = self._thread.submit(_asked, self._worker, work)
        return cache(partial(_answer, future, work))


def _asked(worker: Worker[Callable[[], Any], Any], work: Callable[[], T]) -> T:
    if worker.dead:
        raise WorkerError("its process died before")
    answer: T = worker.ask(work, SECONDS)
    return answer


def _answer(future: Future[T], work: Callable[[], T]) -> T:
    try:
        return future.result()
    except WorkerError:
        return work()


def _done(work: Callable[[], T]) -> T:
    return work()
