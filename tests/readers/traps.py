"""Pages that crash or hang a worker; a module of its own, because workers import it by name."""

import os
import time

from timeline.options import ReadOptions
from timeline.readers import workers
from timeline.readers.records import Context, Unit

_answer = workers.answer


def trapped(question: tuple[str, Unit, Context], options: ReadOptions) -> workers.Outcome:
    if question[1].raw == b"crash":
        os._exit(1)
    if question[1].raw == b"hang":
        time.sleep(600)
    return _answer(question, options)
