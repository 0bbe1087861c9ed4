"""Read single documents of word processors, one article each: Word (.docx) and Rich Text (.rtf)."""

from timeline.options import ReadOptions
from timeline.readers.paragraphs import CELL, ROW, docx_lines, docx_problem, is_rtf, rtf_text
from timeline.readers.plain import title_of
from timeline.readers.records import Blob, Context, Reader, Record, Reject, Unit, reject, storable, whole
from timeline.readers.sources import zip_document


def _read_docx(unit: Unit, _: Context, options: ReadOptions) -> Record | Reject:
    """Read a Word document; its paragraphs are joined by blank lines."""
    data: bytes = unit.raw
    if reason := docx_problem(data, options.max_file_mb):
        return reject(unit.position, reason, data[:1024])
    try:
        lines = [line for line in docx_lines(data) if line.strip()]
    except Exception as error:
        # python-docx lets through what its parsers throw: KeyError, XMLSyntaxError, zlib.error and others
        return reject(unit.position, f"damaged Word document: {type(error).__name__}: {error}", data[:1024])
    return _as_text("\n\n".join(lines), unit)


def _read_rtf(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    text = rtf_text(unit.raw).replace(ROW, "\n").replace(CELL, "\t")
    return _as_text(text, unit)


def _as_text(text: str, unit: Unit) -> Record | Reject:
    """Make the record; its first line is the title if it reads like one, as in plain text."""
    if not text.strip():
        return reject(unit.position, "the document holds no text; it may hold pictures only", unit.raw[:1024])
    text = storable(text)
    return Record(unit.position, {"text": text, "title": title_of(text)})


def _is_docx(blob: Blob, _: str) -> bool:
    return zip_document(blob.data) == "a Word document"


def _is_rtf(blob: Blob, _: str) -> bool:
    return is_rtf(blob.data)


DOCX = Reader("docx", (".docx",), "a Word document, one article", _is_docx, whole, _read_docx, binary=True)
RTF = Reader("rtf", (".rtf",), "a Rich Text document, one article", _is_rtf, whole, _read_rtf)
