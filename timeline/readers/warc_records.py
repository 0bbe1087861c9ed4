"""Cut a web archive into its records, and go on behind what is damaged.

Source: ISO 28500, the WARC file format, versions 1.0 and 1.1. A record is a head, a block of stated length
and two line ends; in a ``.warc.gz`` each record is a gzip member of its own, so that the next one can be
found even if one cannot be unpacked.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PIECE = 1 << 16
MAX_HEAD = 1 << 16
"""Bytes in which the head of a record, or of an HTTP answer, must end."""
GZIP = b"\x1f\x8b\x08"
_WITH_HEADER = 31
"""What zlib calls a gzip stream with its header and check sum."""
_START = re.compile(rb"(?:\A|\n)(?=WARC/[01]\.\d)")
_WINDOW = 1 << 20

Stream = io.BytesIO | io.BufferedReader
Headers = Mapping[str, str]


class DamagedError(Exception):
    """Tell that the bytes at hand are no record; the reader goes on behind them."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Hold one record: its number in the file, its own headers by lower-case name, and its block.

    ``block`` is null if nobody wanted it, and then ``beginning`` is what there is of it.
    """

    number: int
    headers: Headers
    head: bytes
    beginning: bytes
    block: bytes | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Hold one stretch that could not be read: number of the record, place in the file, why, first bytes."""

    number: int
    at: int
    why: str
    sample: bytes


class Tape:
    """Read the unpacked bytes of an archive, one gzip member after the other; knows where each begins."""

    def __init__(self, file: Stream) -> None:
        """Start at the beginning of a file that can be searched."""
        self.file = file
        self.zipped = file.read(len(GZIP)) == GZIP
        self.start = 0
        self._packed = b""
        self._buffer = b""
        self._inflate: zlib._Decompress | None = None
        self._go(0)

    def _go(self, at: int) -> None:
        self.file.seek(at)
        self._packed = b""
        self._inflate = None
        self._buffer = b""
        self.start = at

    def _fill(self) -> bool:
        """Add what one step gives to the buffer, perhaps nothing at the end of a member; false at the end."""
        if not self._packed:
            self._packed = self.file.read(PIECE)
        if not self.zipped:
            self._buffer += self._packed
            more, self._packed = bool(self._packed), b""
            return more
        if self._inflate is None:
            if not self._packed:
                return False
            self._inflate = zlib.decompressobj(_WITH_HEADER)
        at_end = not self._packed
        try:
            piece = self._inflate.flush() if at_end else self._inflate.decompress(self._packed, PIECE)
        except zlib.error as error:
            raise DamagedError(f"it cannot be unpacked ({error})") from error
        self._buffer += piece
        if self._inflate.eof:
            self._packed = self._inflate.unused_data
            self._inflate = None
        elif at_end:
            raise DamagedError("the file ends inside this record")
        else:
            self._packed = self._inflate.unconsumed_tail
        return True

    def head(self) -> bytes | None:
        """Give the head of the next record up to its blank line; null at the end of the archive."""
        self._buffer = self._buffer.lstrip(b"\r\n")
        while not self._buffer:
            self._note_start()
            if not self._fill():
                return None
            self._buffer = self._buffer.lstrip(b"\r\n")
        if not self.zipped:
            self._note_start()
        while not (end := re.search(rb"\r?\n\r?\n", self._buffer)):
            if len(self._buffer) > MAX_HEAD or not self._fill():
                raise DamagedError("the head of a record does not end")
        if not self._buffer.startswith(b"WARC/"):
            raise DamagedError("no record begins here")
        head, self._buffer = self._buffer[: end.end()], self._buffer[end.end() :]
        return head

    def _note_start(self) -> None:
        if self._inflate is None:
            self.start = self.file.tell() - len(self._packed) - len(self._buffer)

    def read(self, size: int, keep: bool = True) -> bytes:
        """Give the next bytes; with ``keep`` false they are only passed over."""
        pieces, left = [], size
        while left:
            if not self._buffer and not self._fill():
                raise DamagedError("the file ends inside this record")
            piece, self._buffer = self._buffer[:left], self._buffer[left:]
            left -= len(piece)
            if keep:
                pieces.append(piece)
        return b"".join(pieces)

    def settle(self) -> None:
        """Check that a record ends where it said it does, and that its member is whole."""
        while len(self._buffer) < 2 and self._fill():
            if self.zipped and self._inflate is None:
                break
        if self._buffer and not self._buffer.startswith((b"\r\n", b"\n")):
            raise DamagedError("it does not end where its length says")
        self._buffer = self._buffer.lstrip(b"\r\n")
        while self.zipped and self._inflate is not None and not self._buffer:
            self._fill()
            self._buffer = self._buffer.lstrip(b"\r\n")

    def resume(self) -> bool:
        """Go to the next place behind this record's beginning where another one begins, if there is any."""
        at = self.start + 1
        while True:
            self.file.seek(at)
            window = self.file.read(_WINDOW)
            for place in self._starts(window):
                if not self.zipped or self._opens(at + place):
                    self._go(at + place)
                    return True
            if len(window) < _WINDOW:
                return False
            at += _WINDOW - len(GZIP) - 8

    def _starts(self, window: bytes) -> Iterator[int]:
        pattern = re.compile(re.escape(GZIP)) if self.zipped else _START
        return (match.end() if not self.zipped else match.start() for match in pattern.finditer(window))

    def _opens(self, at: int) -> bool:
        self.file.seek(at)
        return begins(self.file.read(PIECE))


def begins(data: bytes) -> bool:
    """Say whether bytes are the beginning of a web archive, gzipped or not."""
    if data.startswith(GZIP):
        try:
            data = zlib.decompressobj(_WITH_HEADER).decompress(data, 16)
        except zlib.error:
            return False
    return data.startswith((b"WARC/0.", b"WARC/1."))


def records(file: Stream, limit: int) -> Iterator[Raw | Gap]:
    """Give the records of an archive in order, and a gap for each stretch that is damaged.

    Blocks of ``response`` and ``resource`` records are read up to ``limit`` bytes; the others, and what
    ``wanted`` does not want, are passed over.
    """
    tape, number = Tape(file), 0
    while True:
        number += 1
        sample = b""
        try:
            head = tape.head()
            if head is None:
                return
            sample = head
            headers = parsed(head)
            size = int(headers.get("content-length", ""))
            if size < 0:
                raise DamagedError("its length is below zero")
            beginning = tape.read(min(size, MAX_HEAD))
            keep = size <= limit and wanted(headers, beginning)
            rest = tape.read(size - len(beginning), keep)
            tape.settle()
            yield Raw(number, headers, head, beginning, beginning + rest if keep else None)
        except (DamagedError, ValueError) as error:
            why = str(error) if isinstance(error, DamagedError) else "its length is no number"
            yield Gap(number, tape.start, why, sample)
            if not tape.resume():
                return


def wanted(headers: Headers, beginning: bytes) -> bool:
    """Say whether a record is a web page that a server gave without an error."""
    return other_kind(headers, beginning) is None


def other_kind(headers: Headers, beginning: bytes) -> str | None:
    """Name what a record is; null for a page: an HTML answer with status 200, or a stored HTML resource."""
    kind = headers.get("warc-type", "record without a type").lower()
    if kind == "resource":
        media = media_type(headers.get("content-type", ""))
        return None if media in PAGES else f"resource {media}"
    if kind != "response":
        return kind
    # ISO 28500 lets a record leave its type out: then the first line of the block says what it is
    if not headers.get("content-type", "application/http").lower().startswith("application/http") or (
        "content-type" not in headers and not beginning.startswith(b"HTTP/")
    ):
        return f"response over {headers.get('warc-target-uri', '').partition(':')[0] or 'no protocol'}"
    status, answer, _ = http_parts(beginning)
    if status != 200:
        return f"HTTP status {status}" if status else "answer without a status"
    media = media_type(answer.get("content-type", ""))
    if media in PAGES or (not media and b"<html" in beginning[:MAX_HEAD].lower()):
        return None
    return media or "answer of an unknown type"


PAGES = ("text/html", "application/xhtml+xml")


def media_type(value: str) -> str:
    """Give the bare media type of a Content-Type.

    >>> media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    return value.partition(";")[0].strip().lower()


def parsed(head: bytes) -> dict[str, str]:
    """Give the header lines below the first as values by lower-case name; the first of each counts."""
    out: dict[str, str] = {}
    for line in re.split(rb"\r?\n(?![ \t])", head)[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            out.setdefault(name.strip().decode("latin-1").lower(), _text(value))
    return out


def _text(value: bytes) -> str:
    try:
        return " ".join(value.decode("utf-8").split())
    except UnicodeDecodeError:
        return " ".join(value.decode("latin-1").split())


def http_parts(block: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """Split an HTTP answer into status, headers and body."""
    status = re.match(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})", block)
    end = re.search(rb"\r?\n\r?\n", block[: MAX_HEAD + 4])
    if status is None or end is None:
        return None, {}, b""
    return int(status[1]), parsed(block[: end.start()]), block[end.end() :]
