"""Write results to standard output: clean for pipes, coloured only for a terminal that wants it."""

import os
import sys
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH: Final = 100
"""Columns when the output is no terminal and COLUMNS does not say."""


def console() -> "Console":
    """Give a console on standard output: as wide as the terminal, no colours off one or with NO_COLOR."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = None if terminal else int(os.environ.get("COLUMNS") or PLAIN_WIDTH)
    return Console(
        file=sys.stdout,
        width=width,
        no_color=not terminal or bool(os.environ.get("NO_COLOR")),
        highlight=False,
        markup=False,
        emoji=False,
    )


def stdout_bytes() -> IO[bytes]:
    """Give standard output for bytes."""
    sys.stdout.flush()
    return sys.stdout.buffer
