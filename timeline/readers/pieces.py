"""Read a large file of JSON lines or a Parquet table in pieces: memory does not grow with it.

Other inputs are read in one.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from timeline.options import ReadOptions
from timeline.readers import Progress, Reading, ReadResult, read, read_blob, result
from timeline.readers.identity import Known
from timeline.readers.json_records import JSON_LINES
from timeline.readers.records import Blob, Record, Reject
from timeline.readers.sources import MB, label

LARGE_BYTES = 64 * MB
"""Smaller files are read in one: all their lines then say which keys are the columns."""

PIECE_BYTES = 32 * MB

LARGE_ROWS = 10_000
"""Smaller Parquet tables are read in one; a file says at its end how many rows it has."""

PIECE_ROWS = 5_000
"""Rows of a Parquet table a piece: some 30 MB of news."""


def read_pieces(
    inputs: Sequence[str | Path], options: ReadOptions | None = None, progress: Progress | None = None
) -> Iterator[ReadResult]:
    """Read as ``read`` does, but a large file of JSON lines or Parquet that is the only input by pieces.

    A duplicate of an article in an earlier piece is one, and an id that is used again is another article's,
    as in one reading.
    """
    options = options or ReadOptions()
    path = Path(inputs[0]) if len(inputs) == 1 else None
    if path is not None and _in_lines(path, options):
        cut, form = _pieces(path), JSON_LINES.name
    elif path is not None and _in_rows(path, options):
        cut, form = _tables(path), "parquet"
    else:
        yield read(inputs, options, progress)
        return
    known, before = Known(), 0
    for data, count in cut:
        reading = Reading.of(progress)
        read_blob(Blob(label(path), path.name, data), reading, options, found=False)
        reading.outcomes = [(name, _behind(outcome, before)) for name, outcome in reading.outcomes]
        reading.inputs.append({"path": label(path), "sha256": None, "bytes": len(data), "format": form})
        before += count
        yield result(reading, options, known)


def _in_lines(path: Path, options: ReadOptions) -> bool:
    """Say whether a file is read in pieces: its name, its size and its first bytes ask for it."""
    lines = path.suffix.lower() in JSON_LINES.suffixes or options.input_format == JSON_LINES.name
    if options.meta is not None or not lines or not path.is_file() or path.stat().st_size <= LARGE_BYTES:
        return False
    with path.open("rb") as file:
        return file.read(3).removeprefix(b"\xef\xbb\xbf")[:1] == b"{" or file.read(1) == b"{"


def _in_rows(path: Path, options: ReadOptions) -> bool:
    """Say whether a Parquet table is read in pieces: it is whole and has many rows."""
    asked = options.input_format in (None, "parquet") and options.meta is None
    if not asked or path.suffix.lower() != ".parquet" or not path.is_file():
        return False
    try:
        count: int = pl.scan_parquet(path).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError):
        return False  # what is wrong with it, reading it in one says
    return count > LARGE_ROWS


def _tables(path: Path) -> Iterator[tuple[bytes, int]]:
    """Cut a Parquet table into smaller ones, with the number of their rows."""
    table, begin = pl.scan_parquet(path), 0
    while (part := table.slice(begin, PIECE_ROWS).collect()).height:
        file = io.BytesIO()
        part.write_parquet(file, compression="uncompressed")
        yield file.getvalue(), part.height
        begin += part.height


def _pieces(path: Path) -> Iterator[tuple[bytes, int]]:
    """Cut a file behind the ends of lines, with their number; a piece of blank lines is left to the next."""
    with path.open("rb") as file:
        blank = b""
        while data := file.read(PIECE_BYTES):
            piece = blank + data + file.readline()
            blank = b"" if piece.strip() else piece
            if not blank:
                yield piece, piece.count(b"\n")


def _behind(outcome: Record | Reject | None, before: int) -> Record | Reject | None:
    """Count the lines or rows before the piece."""
    if outcome is None or not outcome.position.isdigit():
        return outcome
    return replace(outcome, position=str(int(outcome.position) + before))
