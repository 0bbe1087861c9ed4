"""Define what passes between the readers: a blob comes in, units are cut from it, each gives a record or a
reject.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from timeline.options import ReadOptions

SAMPLE = 120
"""Characters of a rejected record that are shown."""

FIELDS = ("article_id", "title", "text", "source", "url", "author", "lang")
"""Columns of ``articles`` that a record can fill; ``published`` becomes date candidates."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Hold one input as bytes: a file, a member of an archive or standard input.

    ``label`` is the path that tables show, ``name`` the file name that a suffix is taken from. Where ``path``
    is given, the file is too large to hold: ``data`` is only its beginning, and ``open`` reads all of it.
    """

    label: str
    name: str
    data: bytes
    path: Path | None = None

    @property
    def suffix(self) -> str:
        """Give the suffix in lower case with its dot, or nothing."""
        stem, dot, suffix = self.name.rpartition(".")
        return f".{suffix.lower()}" if dot and stem else ""

    def open(self) -> io.BytesIO | io.BufferedReader:
        """Open the whole of it for reading."""
        return io.BytesIO(self.data) if self.path is None else self.path.open("rb")

    def digest(self) -> tuple[str, int]:
        """Give the SHA-256 of the whole as hexadecimal digits, and its size in bytes."""
        with self.open() as file:
            return file_digest(file, "sha256").hexdigest(), file.seek(0, io.SEEK_END)


@dataclass(frozen=True, slots=True)
class Found:
    """Hold a candidate for the publication date as it was found; ``origin`` is one of ``schema.ORIGINS``."""

    origin: str
    raw: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one article as read: values by column name, other columns as ``x_NAME``, date candidates in order
    of trust.
    """

    position: str
    values: Mapping[str, str | None]
    extra: Mapping[str, str | None] = field(default_factory=dict)
    dates: tuple[Found, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """Hold one unit that could not be used, with a reason that says what to do."""

    position: str
    reason: str
    sample: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold one raw record, cut out but not yet understood. Units are what ``records_in`` counts."""

    position: str
    raw: Any


Context = Mapping[str, Any]
"""What a reader learnt about the whole blob that each unit needs, for example which column is the text."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Hold a blob cut into units, with what they share and what is to be said about the whole.

    ``warnings`` are read after the units, which may add to them while they are cut.
    """

    units: Iterable[Unit | Reject]
    context: Context = field(default_factory=dict)
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Describe an input family: how to know it, how to cut it into units, how to understand a unit.

    ``recognises(blob, head)`` looks at the content (``head`` is the decoded beginning, empty for binary
    formats) and answers without regard to the suffix; ``understand(unit, context, options)`` never raises for
    bad content that it expects. ``heavy`` units go to worker processes. ``binary`` formats are looked at
    before the check for binary files. ``streams`` says that ``cut`` reads through ``Blob.open``, so that a
    file may be larger than memory; such a format is recognised by its first bytes.
    """

    name: str
    suffixes: tuple[str, ...]
    meaning: str
    recognises: Callable[[Blob, str], bool]
    cut: Callable[[Blob, ReadOptions], Cut]
    understand: Callable[[Unit, Context, ReadOptions], Record | Reject]
    binary: bool = False
    heavy: bool = False
    streams: bool = False


def reject(position: str, reason: str, raw: bytes | str) -> Reject:
    """Make a reject from what was there; the hash is of its bytes, so that it can be found again.

    >>> reject("3", "not JSON", "{oops").sample
    '{oops'
    """
    if isinstance(raw, bytes):
        data, sample = raw, raw[: SAMPLE * 4].decode("utf-8", "replace")[:SAMPLE]
    else:
        data, sample = raw.encode("utf-8", "replace"), storable(raw[:SAMPLE])
    return Reject(position, reason, sample.replace("\0", "\ufffd"), sha256(data).hexdigest())


def storable(text: str) -> str:
    r"""Replace lone surrogates, which JSON can smuggle in and no table or file can hold.

    >>> storable("a\ud800b") == "a\ufffdb"
    True
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def place(label: str, position: str) -> str:
    """Say where a record is, as ``articles.path`` has it.

    >>> place("a.jsonl", "12"), place("b.txt", "")
    ('a.jsonl:12', 'b.txt')
    """
    return f"{label}:{position}" if position else label


def whole(blob: Blob, _: ReadOptions) -> Cut:
    """Cut a blob that is one article: one unit, its bytes."""
    return Cut(iter([Unit("", blob.data)]))


def rejected(blob: Blob, reason: str) -> Iterator[Reject]:
    """Give the one reject of a blob that cannot be used at all."""
    yield reject("", reason, blob.data)
