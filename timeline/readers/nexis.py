"""Read exports of Nexis Uni (Word, RTF, text) and of the older LexisNexis (text): many articles a file.

A document of Nexis Uni is: title, outlet, date, labelled lines, "Body", the text, labelled lines again, "End
of Document"; the first follows a cover that announces how many there are. An older one begins with "1 of 100
DOCUMENTS", then outlet, date, title, labelled lines, the text, labelled lines. Titles may stand in tables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from timeline.options import ReadOptions
from timeline.readers.export_dates import date_line
from timeline.readers.paragraphs import docx_lines, docx_problem, docx_words, is_rtf, text_lines
from timeline.readers.records import Blob, Context, Cut, Found, Reader, Record, Reject, Unit, reject, storable
from timeline.readers.sources import zip_document

ENDS = (
    "End of Document", "Ende des Dokuments", "Dokumentende", "Fin du document", "Fin del documento",
    "Fine del documento", "Fine documento", "Fim do documento", "Einde van document", "Einde document",
)  # fmt: skip
"""The line below every document of Nexis Uni, as its surface is set to English, German, French and so on."""
_ENDS = frozenset(end.casefold() for end in ENDS)
_BODY = frozenset({"body", "text", "volltext", "textkörper", "corps", "texte", "cuerpo", "corpo", "tekst"})
_AFTER = frozenset(
    {"classification", "graphic", "notes", "klassifizierung", "klassifikation", "grafik", "classificación",
     "clasificación", "graphique", "classificazione", "classificatie"}
)  # fmt: skip
"""Lines that stand alone above what follows the text."""

_LABELS: Mapping[str, str] = {
    "byline": "author", "author": "author", "autor": "author", "auteur": "author", "autore": "author",
    "length": "length", "länge": "length", "longueur": "length", "longitud": "length", "lunghezza": "length",
    "lengte": "length", "section": "section", "rubrik": "section", "rubrique": "section",
    "sección": "section", "sezione": "section", "highlight": "highlight", "dateline": "dateline",
    "load-date": "load", "update": "load", "ladedatum": "load", "date de chargement": "load",
    "fecha de carga": "load", "data di caricamento": "load", "language": "lang", "sprache": "lang",
    "langue": "lang", "idioma": "lang", "lingua": "lang", "taal": "lang", "graphic": "graphic",
    "grafik": "graphic", "publication-type": "publication_type", "publication type": "publication_type",
    "publikationstyp": "publication_type", "type de publication": "publication_type",
    "journal-code": "journal_code", "journal code": "journal_code", "zeitungs-code": "journal_code",
    "subject": "subject", "company": "company", "organization": "organization", "ticker": "ticker",
    "industry": "industry", "person": "person", "geographic": "geographic", "series": "series",
    "correction-date": "correction_date", "correction": "correction", "url": "url", "type": "type",
}  # fmt: skip
"""Labels of lines, by what they hold."""
_LABELLED = re.compile(r"([^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+){0,3}):(?:\s+(.*))?")
_REMARKS = frozenset({"correction appended"})
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\)) ?.*", re.I)

_NUMBERED = re.compile(
    r"\s*(?:(\d+) of (\d+) DOCUMENTS?|Dokument (\d+) von (\d+)|Document (\d+) de (\d+))\s*"
)
_NUMBERED_LINE = re.compile(rf"^{_NUMBERED.pattern}$", re.M)
_ANNOUNCED = re.compile(r"(?:Documents?|Dokumente?|Documentos?|Documenti|Documenten)\s*\((\d+)\)", re.I)
_ENTRY = re.compile(r"(\d+)\.\s+(\S.*)")
_PAGE = re.compile(r"Page \d+ of \d+")
LIST = "the list of the documents of an export, no article"
BELOW = "stands below the last document and is none: no Body, no End of Document"
LANGUAGE_LENGTH = 40
"""Longest value of a line that names languages: ``ENGLISH; English``."""
LOADED = "when Nexis loaded the article: published then or before"


@dataclass(frozen=True, slots=True)
class _Document:
    """Hold the lines of one document; ``cover`` are the titles on the cover above it, if there is one."""

    lines: Sequence[str]
    paragraphs: bool
    old: bool = False
    ended: bool = True
    cover: frozenset[str] | None = None


@dataclass(slots=True)
class _Parts:
    """Gather the parts of a document while its lines are read."""

    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    edition: str | None = None
    labelled: dict[str, str] = field(default_factory=dict)
    text: str = ""


def _plain(line: str) -> str:
    return " ".join(line.replace("\xa0", " ").split())


def _cut_docx(blob: Blob, options: ReadOptions) -> Cut:
    if reason := docx_problem(blob.data, options.max_file_mb):
        return Cut([reject("", reason, blob.data[:1024])])
    try:
        lines = list(docx_lines(blob.data))
    except Exception as error:
        # python-docx lets through what its parsers throw: KeyError, XMLSyntaxError, zlib.error and others
        reason = f"damaged Word document: {type(error).__name__}: {error}"
        return Cut([reject("", reason, blob.data[:1024])])
    return _cut_lines(lines, None, True)


def _cut_text(blob: Blob, _: ReadOptions) -> Cut:
    lines, odd = text_lines(blob.data)
    return _cut_lines(lines, odd, is_rtf(blob.data))


def _cut_lines(lines: Sequence[str], odd: str | None, paragraphs: bool) -> Cut:
    """Cut lines into documents and compare their number with the one that is announced."""
    old = any(_NUMBERED.fullmatch(line) for line in lines)
    documents, announced = _old_documents(lines) if old else _documents(lines, paragraphs)
    units: list[Unit | Reject] = []
    for number, document in enumerate(documents, 1):
        if document.ended or old or any(_plain(line).casefold() in _BODY for line in document.lines):
            units.append(Unit(str(number), document))
        else:
            reason = LIST if document.cover is not None else BELOW
            units.append(reject(str(number), reason, "\n".join(document.lines).strip()))
    if not units:
        units.append(reject("", "holds no document of Nexis", "\n".join(lines)))
    found = sum(isinstance(unit, Unit) for unit in units)
    warnings = [odd] if odd else []
    if announced is not None and announced != found:
        fate = "the export was split or cut off" if announced > found else "more than announced"
        if not found:
            fate = "the documents are in other files"
        warnings.append(f"announced {announced}, found {found}: {fate}")
    return Cut(units, {}, tuple(warnings))


def _documents(lines: Sequence[str], paragraphs: bool) -> tuple[list[_Document], int | None]:
    """Cut at the lines that end documents; what precedes the first document announces the others."""
    chunks: list[tuple[list[str], bool]] = []
    current: list[str] = []
    for line in lines:
        if _plain(line).casefold() in _ENDS:
            chunks.append((current, True))
            current = []
        else:
            current.append(line)
    if any(line.strip() for line in current):
        chunks.append((current, False))
    announced, cover = _cover([_plain(line) for line in chunks[0][0]] if chunks else [])
    return [
        _Document(chunk, paragraphs, ended=ended, cover=cover if number == 0 else None)
        for number, (chunk, ended) in enumerate(chunks)
    ], announced


def _cover(lines: Sequence[str]) -> tuple[int | None, frozenset[str] | None]:
    """Read how many documents a cover announces, and their titles."""
    head = lines[: next((n for n, line in enumerate(lines) if line.casefold() in _BODY), len(lines))]
    entries = [match for line in head if (match := _ENTRY.fullmatch(line))]
    stated = next((int(match[1]) for line in head if (match := _ANNOUNCED.fullmatch(line))), None)
    listed = max((int(entry[1]) for entry in entries), default=None)
    in_order = [int(entry[1]) for entry in entries] == list(range(1, len(entries) + 1))
    announced = stated or (listed if in_order else None)
    titles = frozenset(entry[2] for entry in entries)
    return announced, None if announced is None and not titles else titles


def _old_documents(lines: Sequence[str]) -> tuple[list[_Document], int | None]:
    """Cut at the lines that number documents; what precedes the first is the cover."""
    starts, announced = [], None
    for at, line in enumerate(lines):
        if match := _NUMBERED.fullmatch(line):
            starts.append(at)
            announced = int(next(match[n] for n in (2, 4, 6) if match[n]))
    stops = [*starts[1:], len(lines)]
    return [
        _Document(lines[a + 1 : b], False, old=True) for a, b in zip(starts, stops, strict=True)
    ], announced


def _understand(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    document: _Document = unit.raw
    parts = _old_parts(document) if document.old else _parts(document)
    shown = "\n".join(line for line in document.lines if line.strip())
    if not parts.text.strip():
        return reject(unit.position, "no text in this document; it may be a picture with its caption", shown)
    held = parts.labelled
    values = {
        "title": parts.title,
        "text": storable(parts.text),
        "source": parts.outlet,
        "author": held.get("author"),
        "lang": held.get("lang", "").split(";")[0].strip() or None,
        "url": held.get("url"),
    }
    ours = ("author", "lang", "url")
    extra: dict[str, str | None] = {
        f"x_{'load_date' if n == 'load' else n}": v for n, v in held.items() if n not in ours and v
    }
    if parts.edition:
        extra["x_edition"] = parts.edition
    warnings = []
    if not document.ended:
        warnings.append("the document is cut off: no End of Document below it")
    return Record(unit.position, values, extra, tuple(_dates(parts)), tuple(warnings))


def _dates(parts: _Parts) -> Iterator[Found]:
    if parts.date:
        yield Found("given", parts.date)
    if loaded := parts.labelled.get("load"):
        yield Found("archive", loaded, LOADED)


def _parts(document: _Document) -> _Parts:
    """Read a document of Nexis Uni."""
    lines = [line for line in document.lines if not _PAGE.fullmatch(_plain(line))]
    at = next((n for n, line in enumerate(lines) if _plain(line).casefold() in _BODY), None)
    parts = _Parts()
    rest = _head(lines if at is None else lines[:at], document.cover, parts)
    body, trailer = _split(lines[at + 1 :] if at is not None else rest)
    parts.text = _joined(body, document.paragraphs)
    _below(trailer, parts)
    if at is not None and (more := [line for line in map(_plain, rest) if line]):
        parts.edition = "; ".join([*([parts.edition] if parts.edition else []), *more])
    return parts


def _below(lines: Sequence[str], parts: _Parts) -> None:
    """Keep what follows a text: labelled lines by their label, captions and the like together."""
    others = [line for line in map(_plain, _labels(lines, parts)) if line and line.casefold() not in _AFTER]
    if others:
        parts.labelled["below_text"] = "\n".join(others)


def _head(lines: Sequence[str], cover: frozenset[str] | None, parts: _Parts) -> list[str]:
    """Read title, outlet, date and labelled lines; gives the lines that are none of these."""
    plain = [_plain(line) for line in lines]
    dated = [(n, found) for n, line in enumerate(plain) if (found := date_line(line))]
    # below a cover the date that counts is the last one, in other documents the first
    n, found = (dated[0] if cover is None else dated[-1]) if dated else (-1, None)
    above = [line for line in (plain[:n] if found else plain[:2]) if line]
    if found:
        parts.date, parts.edition = found[0], found[1] or None
    if above:
        parts.outlet = above[-1] if len(above) > 1 else None
        titles = above[:-1] if len(above) > 1 else above
        parts.title = _title(titles, cover)
    below = lines[n + 1 :] if found else lines[len(above) :]
    return _labels(below, parts)


def _title(lines: Sequence[str], cover: frozenset[str] | None) -> str:
    """Choose the title of a document: all lines above the outlet, below a cover only its own."""
    if cover is None:
        return " ".join(lines)
    for n in (3, 2):
        if (joined := " ".join(lines[-n:])) in cover:
            return joined
    return lines[-1]


def _labels(lines: Sequence[str], parts: _Parts) -> list[str]:
    """Take labelled lines and the copyright; gives the other lines."""
    others = []
    for line in lines:
        plain = _plain(line)
        match = _LABELLED.fullmatch(plain)
        name = _LABELS.get(match[1].casefold()) if match else None
        if match and name:
            parts.labelled.setdefault(name, match[2] or "")
        elif _COPYRIGHT.fullmatch(plain):
            parts.labelled.setdefault("copyright", plain)
        else:
            others.append(line)
    return others


def _split(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Split a text from what follows it: the first line that only stands below texts."""
    for n, line in enumerate(lines):
        plain = _plain(line)
        if plain.casefold() in _AFTER or _follows(plain):
            return lines[:n], lines[n:]
    return lines, []


def _follows(plain: str) -> bool:
    """Say whether a labelled line stands below texts; "Update: the bridge is open" can stand in one."""
    match = _LABELLED.fullmatch(plain)
    name = _LABELS.get(match[1].casefold()) if match else None
    if match is None or name is None:
        return False
    value = match[2] or ""
    if name == "load":
        return date_line(value) is not None
    if name == "lang":
        return 0 < len(value) <= LANGUAGE_LENGTH
    return name in ("publication_type", "journal_code") or (name == "graphic" and match[1].isupper())


def _joined(lines: Sequence[str], paragraphs: bool) -> str:
    """Join the lines of a text; lines of a text file stay as they are, but blank ones around it."""
    if paragraphs:
        return "\n\n".join(line for line in lines if line.strip())
    kept = list(lines)
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    return "\n".join(kept)


def _old_parts(document: _Document) -> _Parts:
    """Read a document of the older LexisNexis: blocks between blank lines, the labelled ones in capitals."""
    parts = _Parts()
    lines = list(document.lines)
    blocks = _blocks(lines)
    labels = [_head_label(_plain(lines[begin])) for begin, _ in blocks]
    # what stands above the last label of the head is no text, whatever it is
    last = labels.index("length") if "length" in labels else -1
    stop = len(lines)
    for number, (begin, end) in enumerate(blocks):
        block, label = _plain(" ".join(lines[begin:end])), labels[number]
        if number == 0:
            parts.outlet = block
        elif parts.date is None and (found := date_line(_plain(lines[begin]))):
            parts.date = found[0]
            parts.edition = _plain(" ".join([found[1], *lines[begin + 1 : end]])) or None
        elif label:
            parts.labelled[label] = block.partition(":")[2].strip()
        elif block.casefold() in _REMARKS:
            parts.edition = "; ".join([*([parts.edition] if parts.edition else []), block])
        elif parts.title is None or number < last:
            parts.title = f"{parts.title} {block}" if parts.title else block
        else:
            stop = begin
            break
    body, trailer = _split(lines[stop:])
    if not trailer:
        at = next(
            (n for n, line in enumerate(body) if line[:1] == " " and _COPYRIGHT.match(line.strip())), None
        )
        body, trailer = (body[:at], body[at:]) if at else (body, [])
    parts.text = _joined(body, False)
    _below(trailer, parts)
    return parts


def _head_label(plain: str) -> str | None:
    """Give what a labelled line above a text holds; its label is in capitals."""
    match = _LABELLED.fullmatch(plain)
    return _LABELS.get(match[1].casefold()) if match and match[1].isupper() else None


def _blocks(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Give beginning and end of each run of lines that are not blank."""
    out: list[tuple[int, int]] = []
    begin = None
    for n, line in enumerate([*lines, ""]):
        if line.strip() and begin is None:
            begin = n
        elif not line.strip() and begin is not None:
            out.append((begin, n))
            begin = None
    return out


_END_BYTES = re.compile("|".join(ENDS).encode(), re.I)
_END_LINE = re.compile(rb"^\s*(?:" + _END_BYTES.pattern + rb")\s*$", re.I | re.M)
_LIST_BYTES = re.compile(_ANNOUNCED.pattern.encode(), re.I)
_SIGN_BYTES = re.compile(rb"Load-Date|Length:|L\xc3\xa4nge:|Longueur|Longitud|^\s*Body\s*$", re.I | re.M)


def _is_docx(blob: Blob, _: str) -> bool:
    if zip_document(blob.data) != "a Word document":
        return False
    words = docx_words(blob.data)
    if _LIST_BYTES.search(words) is not None and b"Job Number" in words:
        return True
    return _END_BYTES.search(words) is not None and _SIGN_BYTES.search(words) is not None


def _is_text(blob: Blob, head: str) -> bool:
    if is_rtf(blob.data):
        ends = _END_BYTES
    elif head.lstrip("\ufeff \r\n").startswith(("<", "{", "[")):
        # pages and JSON can hold such texts; they have readers of their own
        return False
    elif _NUMBERED_LINE.search(head):
        return True
    else:
        ends = _END_LINE
    return ends.search(blob.data) is not None and _SIGN_BYTES.search(blob.data) is not None


NEXIS_DOCX = Reader(
    "nexis_docx",
    (".docx",),
    "an export of Nexis Uni in Word, many articles a file",
    _is_docx,
    _cut_docx,
    _understand,
    binary=True,
)
NEXIS = Reader(
    "nexis",
    (".txt", ".rtf"),
    "an export of Nexis Uni or LexisNexis as text or RTF, many articles a file",
    _is_text,
    _cut_text,
    _understand,
)
