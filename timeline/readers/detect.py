"""Recognise what an input is by its content; the suffix only decides where two readings make sense."""

from collections.abc import Mapping

from timeline.readers.decode import decode
from timeline.readers.records import Blob, Reader
from timeline.readers.sources import zip_document

HEAD = 64 * 1024
"""Bytes that are looked at."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF", "a PDF; save its text"),
    (b"\x1f\x8b", "a gzip file; unpack it"),
    (b"BZh", "a bzip2 file; unpack it"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it"),
    (b"Rar!", "a RAR archive; unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file; save it as text or CSV"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"RIFF", "an audio, video or WebP file"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b\x08\x0b\x1a\x1c\x1d\x1e\x1f\x85")


def detect(blob: Blob, readers: Mapping[str, Reader], asked: str | None = None) -> str | Reader:
    """Give the first reader that recognises a blob, or a sentence that says why none does."""
    if not blob.data:
        return "the file is empty"
    if asked is not None:
        return readers[asked]
    for reader in readers.values():
        if reader.binary and reader.recognises(blob, ""):
            return reader
    if (what := binary(blob.data)) is not None:
        return f"looks like a binary file ({what}), not text"
    head = decode(blob.data[:HEAD], declared=True).text
    if not head.strip():
        return "the file holds nothing but white space"
    for reader in readers.values():
        if not reader.binary and reader.recognises(blob, head):
            return reader
    return _unknown(blob, readers)


def binary(data: bytes) -> str | None:
    """Name the kind of binary file that bytes are; null for text.

    >>> binary(b"GIF89a...")
    'a GIF image'
    >>> binary("naïve text".encode()) is None
    True
    """
    if (document := zip_document(data)) is not None:
        return f"{document}; save it as text or CSV"
    head = data[:HEAD]
    odd = sum(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in head)
    for magic, what in _MAGIC:
        # two letters are too little to tell a bitmap or a program from a text that begins with them
        if data.startswith(magic) and (len(magic) > 3 or odd):
            return what
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if b"\x00" in head and odd > max(3, len(head) // 1000):
        return "of an unknown kind"
    return "of an unknown kind" if odd > len(head) // 10 else None


def _unknown(blob: Blob, readers: Mapping[str, Reader]) -> str:
    names = " ".join(readers)
    what = f"a {blob.suffix} file" if blob.suffix else "a file"
    return f"{what} that is not understood; say what it is with --input-format ({names}) or convert it"
