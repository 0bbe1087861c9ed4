"""Read PDF files by pypdf: the text as it is drawn, page after page."""

import io
import logging
import re
from typing import TYPE_CHECKING, Any

from timeline.options import ReadOptions
from timeline.readers.plain import title_of
from timeline.readers.records import (
    Blob,
    Context,
    Found,
    Reader,
    Record,
    Reject,
    Unit,
    reject,
    storable,
    whole,
)

if TYPE_CHECKING:
    from pypdf import PdfReader

_DAY = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?")
CREATED = "the file was made then; what it holds was mostly published by that day"
LOCKED = "a PDF with a password or locked against copying; save it without"
_DAMAGE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RecursionError,
)
WITHIN = 1024
"""Bytes in which ``%PDF`` must stand, as readers of PDF have it."""


def _understand(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    # a tenth of a second that only those with a PDF pay
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        document = PdfReader(io.BytesIO(unit.raw))
        if document.is_encrypted and not document.decrypt(""):
            return reject(unit.position, LOCKED, unit.raw)
        pages, broken = _pages(document)
        described: Any = document.metadata or {}
        title, author = (_stated(described, key) for key in ("/Title", "/Author"))
        made = _stated(described, "/CreationDate")
    except DependencyError:
        # what is locked with AES needs one more package
        return reject(unit.position, LOCKED, unit.raw)
    except (PyPdfError, *_DAMAGE) as error:
        return reject(unit.position, f"a PDF that is damaged or not known here: {error}", unit.raw)
    text = "\n\n".join(page.strip("\n") for page in pages if page.strip())
    if not text.strip():
        if broken:
            return reject(unit.position, "a PDF that is damaged: none of its pages can be read", unit.raw)
        return reject(unit.position, "the PDF holds pictures of text; run OCR first", unit.raw)
    found: tuple[Found, ...] = ()
    if made is not None and (day := moment(made)):
        found = (Found("archive", day, CREATED),)
    values = {"text": text, "title": title or title_of(text), "author": author}
    missing = (f"{broken} of {len(pages)} pages cannot be read",) if broken else ()
    return Record(unit.position, values, {"x_pages": str(len(pages))}, found, missing)


def _pages(document: "PdfReader") -> tuple[list[str], int]:
    """Give the text of each page and the number of pages that could not be read."""
    texts, broken = [], 0
    for number in range(len(document.pages)):
        try:
            texts.append(storable(document.pages[number].extract_text()).replace("\0", ""))
        except Exception:
            # whatever pypdf throws at a damaged page, the other pages are there
            texts.append("")
            broken += 1
    return texts, broken


def _stated(described: Any, key: str) -> str | None:
    value = described.get(key)
    text = storable(" ".join(str(value).replace("\0", "").split())) if value is not None else ""
    # what office programs write where nobody gave a title
    return None if re.fullmatch(r"(?i)untitled.*|.*\.(?:docx?|indd|qxd|pdf|tex|dvi)|", text) else text


def moment(stated: str) -> str | None:
    """Give a date of PDF (ISO 32000, 7.9.4) as ISO 8601.

    >>> moment("D:20250128091500+01'00'"), moment("D:202501"), moment("soon")
    ('2025-01-28T09:15:00+01:00', '2025-01', None)
    """
    match = _DAY.fullmatch(stated.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, zulu, sign, hours, minutes = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if not day or hour is None:
        return date
    zone = "Z" if zulu else f"{sign}{hours}:{minutes or '00'}" if sign else ""
    return f"{date}T{hour}:{minute or '00'}:{second or '00'}{zone}"


def _recognises(blob: Blob, _: str) -> bool:
    return b"%PDF-" in blob.data[:WITHIN] and (blob.data.startswith(b"%PDF") or blob.suffix == ".pdf")


PDF = Reader(
    "pdf", (".pdf",), "a PDF with text in it", _recognises, whole, _understand, binary=True, heavy=True
)
