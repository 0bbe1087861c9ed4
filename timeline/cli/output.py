"""Write results to standard output: clean for pipes, coloured only for a terminal that wants it."""

import io
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

ROWS_AT_ONCE: Final = 50_000
"""Rows written at once, which bounds the memory."""
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


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def write_lines(table: "pl.DataFrame") -> None:
    """Write a table as JSON Lines to standard output.

    Not straight from polars, whose error for a closed pipe says nothing that a program could recognise.
    """
    from timeline.exports.tables import write_jsonl

    for part in table.iter_slices(ROWS_AT_ONCE):
        out = io.BytesIO()
        write_jsonl(part, out)
        write_bytes(out.getvalue())
