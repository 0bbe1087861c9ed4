"""Read a large file of JSON lines in pieces, so that memory does not grow with it; other inputs in one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from timeline.options import ReadOptions
from timeline.readers import Progress, Reading, ReadResult, read, read_blob, result
from timeline.readers.identity import Known
from timeline.readers.json_records import JSON_LINES
from timeline.readers.records import Blob, Record, Reject
from timeline.readers.sources import MB, label

LARGE_BYTES = 64 * MB
"""Smaller files are read in one: all their lines then say which keys are the columns."""

PIECE_BYTES = 32 * MB


def read_pieces(
    inputs: Sequence[str | Path], options: ReadOptions | None = None, progress: Progress | None = None
) -> Iterator[ReadResult]:
    """Read as ``read`` does, a large file of JSON lines that is the only input a piece at a time.

    A duplicate of an article in an earlier piece is one, and an id that is used again is another article's,
    as in one reading.
    """
    options = options or ReadOptions()
    path = Path(inputs[0]) if len(inputs) == 1 else None
    if path is None or not _in_lines(path, options):
        yield read(inputs, options, progress)
        return
    known, lines = Known(), 0
    for data in _pieces(path):
        reading = Reading.of(progress)
        read_blob(Blob(label(path), path.name, data), reading, options, found=False)
        reading.outcomes = [(name, _behind(outcome, lines)) for name, outcome in reading.outcomes]
        reading.inputs.append({"path": label(path), "sha256": None, "bytes": len(data), "format": "jsonl"})
        lines += data.count(b"\n")
        yield result(reading, options, known)


def _in_lines(path: Path, options: ReadOptions) -> bool:
    """Say whether a file is read in pieces: its name, its size and its first bytes ask for it."""
    lines = path.suffix.lower() in JSON_LINES.suffixes or options.input_format == JSON_LINES.name
    if options.meta is not None or not lines or not path.is_file() or path.stat().st_size <= LARGE_BYTES:
        return False
    with path.open("rb") as file:
        return file.read(3).removeprefix(b"\xef\xbb\xbf")[:1] == b"{" or file.read(1) == b"{"


def _pieces(path: Path) -> Iterator[bytes]:
    """Cut a file behind the ends of lines; a piece of blank lines alone is left to the next."""
    with path.open("rb") as file:
        blank = b""
        while data := file.read(PIECE_BYTES):
            piece = blank + data + file.readline()
            blank = b"" if piece.strip() else piece
            if not blank:
                yield piece


def _behind(outcome: Record | Reject | None, lines: int) -> Record | Reject | None:
    """Count the lines before the piece."""
    if outcome is None or not outcome.position.isdigit():
        return outcome
    return replace(outcome, position=str(int(outcome.position) + lines))
