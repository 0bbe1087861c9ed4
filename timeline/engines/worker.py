"""Serve one stage over standard input and output: read a batch, write its result, until input ends."""

import gc
import os
import pickle
import sys
from typing import BinaryIO

from timeline.engines.cycles import seldom_sought


def main() -> None:
    """Read the stage, then batches, as pickles; write ``(True, result)`` or ``(False, reason)`` for each."""
    source = sys.stdin.buffer
    # What a library prints must not fall between the pickles.
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    with seldom_sought():
        _serve(source, sink)


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    stage = pickle.load(source)
    fresh = True
    while True:
        try:
            batch = pickle.load(source)
        except EOFError:
            return
        try:
            answer = (True, stage(batch))
        except Exception as error:
            answer = (False, f"{type(error).__name__}: {error}")
        pickle.dump(answer, sink)
        sink.flush()
        if fresh:
            fresh = False
            gc.collect()
            # word lists stay until the end: no later search goes through them
            gc.freeze()


if __name__ == "__main__":
    main()
