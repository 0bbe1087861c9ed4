"""Give the lines of documents that exports come in: Word, Rich Text and plain text."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from striprtf.striprtf import rtf_to_text

from timeline.readers.decode import decode
from timeline.readers.records import storable
from timeline.readers.sources import MB

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import _Cell

CELL, ROW = "\ue000", "\ue001"
"""Characters of private use that stand for the end of a cell and of a row; a bar can be part of a text."""

_RTF = b"{\\rtf"
_FIELD_CODE = re.compile(r"\{\\\*\\fldinst(?:[^{}]|\{[^{}]*\})*\}")
_MARKS = ((re.compile(r"\\(?:nest)?cell(?![a-z])"), CELL), (re.compile(r"\\(?:nest)?row(?![a-z])"), ROW))
_TAGS = re.compile(rb"<[^>]*>")


def is_rtf(data: bytes) -> bool:
    """Say whether bytes are Rich Text."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_RTF)


def rtf_text(data: bytes) -> str:
    r"""Give the text of Rich Text; cells and rows of tables end with ``CELL`` and ``ROW``.

    Addresses of links, which are not part of the text, are left out. Damaged beyond reading it is empty.

    >>> rtf_text(rb"{\rtf1\ansi Caf\'e9 | bar\par \u8212? end}")
    'Café | bar\n— end'
    """
    source = data.decode("latin-1")
    source = _FIELD_CODE.sub("", source)
    for pattern, mark in _MARKS:
        source = pattern.sub(rf"\\u{ord(mark)}?", source)
    try:
        text = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    except Exception:
        # code pages that do not exist, numbers out of range: nothing of it can be trusted, and "" is rejected
        return ""
    return storable(text)


def docx_problem(data: bytes, limit_mb: int) -> str | None:
    """Say why a Word document is not opened, or nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        return f"damaged Word document: {error}"
    return f"larger than {limit_mb} MB when unpacked; save it as text" if size > limit_mb * MB else None


def docx_words(data: bytes) -> bytes:
    """Give the text of a Word document without its structure, cheaply, to recognise it; empty if damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("word/document.xml") as file:
            return _TAGS.sub(b"", file.read(64 * MB))
    except Exception:
        # whatever a damaged archive throws: it is not recognised by its words, and rejected when it is read
        return b""


def docx_lines(data: bytes) -> Iterator[str]:
    """Give the paragraphs of a Word document in order, those in tables at their place.

    Raises what python-docx and its parsers raise for damaged documents.
    """
    # a tenth of a second to import, which only those who have Word documents pay
    from docx import Document

    yield from _blocks(Document(io.BytesIO(data)))


def _blocks(parent: "DocumentType | _Cell") -> Iterator[str]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for block in parent.iter_inner_content():
        if isinstance(block, Paragraph):
            yield from block.text.split("\n")
        elif isinstance(block, Table):
            for row in block.rows:
                # a merged cell is given once for each of its columns
                for cell in {id(cell._tc): cell for cell in row.cells}.values():
                    yield from _blocks(cell)


def text_lines(data: bytes) -> tuple[list[str], str | None]:
    """Give the lines of RTF or plain text, and what was odd about the encoding."""
    if is_rtf(data):
        return re.split(rf"[\n{CELL}{ROW}]", rtf_text(data)), None
    decoded = decode(data)
    return decoded.text.splitlines(), decoded.warning
