"""Keep a function in a process of its own that can be killed.

The process is ``python -m timeline.engines.worker``: unlike multiprocessing it needs no ``__main__`` guard in
the caller's script. Its libraries get one thread each.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_THREADS = ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Threads of libraries that would else take every core in each process, and wait in busy loops: finding
themes took half as much processor time again."""
SECONDS_TO_START = 60.0
"""Time that the first question may take beyond its own: a process on a busy machine starts slowly."""

A = TypeVar("A")
B = TypeVar("B")


class WorkerError(Exception):
    """Tell that a question has no answer: the function raised, took too long or took the process down."""


class Worker(Generic[A, B]):
    """Own one process and talk to it in pickles over its pipes; once ``dead`` it answers no more."""

    def __init__(self, function: Callable[[A], B]) -> None:
        """Start the process; ``function`` must be picklable, so it lives in a module."""
        self.dead = False
        self._fresh = True
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "timeline.engines.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                **dict.fromkeys(_THREADS, "1"),
                # -P keeps a user's folder from shadowing modules; what the caller can import, a worker can.
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
        )
        self._function = function

    def ask(self, argument: A, seconds: float) -> B:
        """Give the function's answer, or raise WorkerError; ``dead`` then says whether to start another."""
        allowed = seconds + (SECONDS_TO_START if self._fresh else 0.0)
        late = threading.Event()

        def kill() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(allowed, kill)
        timer.start()
        try:
            good, answer, why = self._exchange(argument)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.dead = True
            self.stop()
            said = f"it took longer than {allowed:.0f} s" if late.is_set() else "its process died"
            raise WorkerError(said) from error
        finally:
            timer.cancel()
        self._fresh = False
        if not good or answer is None:
            raise WorkerError(why)
        return answer

    def _exchange(self, argument: A) -> tuple[bool, B | None, str]:
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:  # Popen gives both, as asked for
            raise OSError("no pipes")
        if self._fresh:
            pickle.dump(self._function, into)
        pickle.dump(argument, into)
        into.flush()
        good, answer = pickle.load(out)
        return (True, answer, "") if good else (False, None, str(answer))

    def stop(self) -> None:
        """End the process and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still buffered has nobody to read it
                    continue
