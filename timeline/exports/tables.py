"""Write a table as CSV, JSON Lines, JSON or Parquet."""

import codecs
import io
from collections.abc import Callable, Mapping
from typing import IO, Final

import polars as pl

from timeline.exports.cells import flat, safe_for_spreadsheets, with_iso_times
from timeline.options import ExportOptions


def write_csv(table: pl.DataFrame, out: IO[bytes], options: ExportOptions | None = None) -> None:
    """Write CSV (RFC 4180, UTF-8): ISO dates, lists as JSON, no cell that a spreadsheet would run.

    An empty text is ``""``, null is nothing at all.
    """
    if options is not None and options.bom:
        out.write(codecs.BOM_UTF8)
    safe_for_spreadsheets(flat(table)).write_csv(out, line_terminator="\n")


def write_jsonl(table: pl.DataFrame, out: IO[bytes], options: ExportOptions | None = None) -> None:
    """Write one JSON object a line, lists and structs as they are."""
    with_iso_times(table).write_ndjson(out)


def write_json(table: pl.DataFrame, out: IO[bytes], options: ExportOptions | None = None) -> None:
    """Write one JSON array of objects, one a line."""
    lines = io.BytesIO()
    write_jsonl(table, lines)
    rows = lines.getvalue().rstrip(b"\n")
    out.write(b"[\n" + rows.replace(b"\n", b",\n") + b"\n]\n" if rows else b"[]\n")


def write_parquet(table: pl.DataFrame, out: IO[bytes], options: ExportOptions | None = None) -> None:
    """Write Parquet with every type kept."""
    table.write_parquet(out, compression="zstd")


WRITERS: Final[Mapping[str, Callable[[pl.DataFrame, IO[bytes], ExportOptions | None], None]]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "json": write_json,
    "parquet": write_parquet,
}
"""How one table is written, by format; ``dateline tag`` uses the same."""
