"""Run ``dateline build`` in a process of its own, so that the page stays alive and can cancel it."""

import atexit
import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LINES = 400
"""Lines of output that are kept: enough for any message, too few to fill memory."""
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_STEP = re.compile(r"(\w[\w ]*?)\W+(\d+)\s*(?:/|of)\s*(\d+)\s*$")
_PATIENCE = 5.0
"""Seconds that a cancelled build has to stop by itself."""

OK = 0
SOME_REJECTED = 3
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold what a build said last: the step in words and the share done (None: not said)."""

    step: str = "Starting"
    share: float | None = None


def progress(line: str) -> Progress:
    """Read a line of progress.

    >>> progress("analyse 3/12"), progress("Reading articles")
    (Progress(step='Analyse', share=0.25), Progress(step='Reading articles', share=None))
    """
    found = _STEP.search(line)
    if not found:
        return Progress(line[:200].strip() or "Working")
    step, done, total = found.groups()
    share = min(1.0, int(done) / int(total)) if int(total) else None
    return Progress(step[:1].upper() + step[1:], share)


class Build:
    """Hold a running build: its process and what it says on stderr."""

    def __init__(
        self,
        arguments: Sequence[str],
        story: Path,
        folder: Path | None = None,
        program: Sequence[str] = ("-m", "timeline"),
    ) -> None:
        """Start ``python -m timeline ARGUMENTS`` in a folder; ``story`` is the one it will make."""
        self.story = story
        self.cancelled = False
        self._said: deque[str] = deque(maxlen=LINES)
        # A group of its own, so that cancelling reaches the build's workers too.
        group = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if os.name == "nt"
            else {"start_new_session": True}
        )
        self._process = subprocess.Popen(
            # -P: nothing that was uploaded may be imported from the folder the build runs in.
            [sys.executable, "-P", *program, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=_environment(),
            **group,
        )
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        # The group of its own would outlive the app.
        atexit.register(self._end)

    @property
    def running(self) -> bool:
        """Say whether the process is still at work."""
        return self._process.poll() is None

    @property
    def status(self) -> int | None:
        """Give the exit status; None while running."""
        return self._process.poll()

    @property
    def now(self) -> Progress:
        """Give the latest progress."""
        return progress(self._said[-1]) if self._said else Progress()

    @property
    def text(self) -> str:
        """Give what it said, without the lines that only report progress."""
        if not self.running:
            self._reader.join(timeout=2)
        return "\n".join(line for line in self._said if not _STEP.search(line))

    def cancel(self) -> None:
        """Ask it to stop, and end it if it does not."""
        self.cancelled = True
        if not self.running:
            return
        self._signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT) if os.name == "nt" else signal.SIGINT)
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGTERM)
            self._process.kill()
            self._process.wait()

    def wait(self, seconds: float) -> int:
        """Wait until it has ended and give its status."""
        return self._process.wait(seconds)

    def _end(self) -> None:
        if self.running:
            self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        try:
            if os.name == "nt":
                self._process.send_signal(number)
            else:
                os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError, OSError):
            return

    def _listen(self) -> None:
        assert self._process.stdout is not None
        # rich redraws a line with carriage returns; each redraw is news of its own.
        for block in self._process.stdout:
            for line in _ANSI.sub("", block).replace("\r", "\n").splitlines():
                if line.strip():
                    self._said.append(line.rstrip())


def _environment() -> dict[str, str]:
    """Give the build this program's own copy of timeline, UTF-8 and no colours."""
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    ours = {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    return {**os.environ, **ours, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
