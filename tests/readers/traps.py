"""Pages that crash or hang a worker; a module of its own, because workers import it by name."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from timeline.options import ReadOptions
from timeline.readers import READERS, workers
from timeline.readers.records import Context, Unit

_chunk = workers._chunk


def trapped(tasks: Sequence[tuple[str, Unit, Context]], options: ReadOptions) -> list[workers.Outcome]:
    for _, unit, _ in tasks:
        if unit.raw == b"crash":
            os._exit(1)
        if unit.raw == b"hang":
            workers.SECONDS = 1
            READERS["html"] = replace(READERS["html"], understand=_hang)
    return _chunk(tasks, options)


def _hang(*_: Any) -> Any:
    time.sleep(600)
