"""Read what GDELT gives about articles, never their text: lists of the DOC API, the Knowledge Graph.

The times in both are those at which GDELT saw an article, an upper bound for its publication (origin
``archive``). The Knowledge Graph (GKG 2.1) has a publication time only in ``PAGE_PRECISEPUBTIMESTAMP``.
Source: the GKG 2.1 codebook, 19 February 2015, and GDELT's note on article metadata fields, 2016.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from timeline.options import ReadOptions
from timeline.readers.columns import plain
from timeline.readers.decode import decode
from timeline.readers.json_records import JSON, JSON_LINES
from timeline.readers.records import Blob, Context, Cut, Found, Reader, Record, Reject, Unit, reject, storable
from timeline.readers.tables import ATTENTION_ONLY, CSV, header_of
from timeline.words import count

WITHOUT_TEXT = "{n} without text, which GDELT does not give: counted for attention only"
SEEN = "when GDELT saw the article: published then or before"

_SEEN_JSON = re.compile(r'"seendate"\s*:\s*"\d{8}T?\d{6}Z?"')
_DOC_CSV = frozenset({"url", "mobileurl", "date", "title"})
"""The columns of the DOC API's own CSV; libraries write its JSON names."""
_COLUMNS_JSON = {"title": "title", "url": "url", "published": "seendate", "source": "domain"}
_COLUMNS_CSV = {"title": "Title", "url": "URL", "published": "Date"}

GKG_COLUMNS = (
    "GKGRECORDID", "V2.1DATE", "V2SOURCECOLLECTIONIDENTIFIER", "V2SOURCECOMMONNAME", "V2DOCUMENTIDENTIFIER",
    "V1COUNTS", "V2.1COUNTS", "V1THEMES", "V2ENHANCEDTHEMES", "V1LOCATIONS", "V2ENHANCEDLOCATIONS",
    "V1PERSONS", "V2ENHANCEDPERSONS", "V1ORGANIZATIONS", "V2ENHANCEDORGANIZATIONS", "V1.5TONE",
    "V2.1ENHANCEDDATES", "V2GCAM", "V2.1SHARINGIMAGE", "V2.1RELATEDIMAGES", "V2.1SOCIALIMAGEEMBEDS",
    "V2.1SOCIALVIDEOEMBEDS", "V2.1QUOTATIONS", "V2.1ALLNAMES", "V2.1AMOUNTS", "V2.1TRANSLATIONINFO",
    "V2EXTRASXML",
)  # fmt: skip
_GKG_LINE = re.compile(r"\d{14}-T?\d+\t\d{14}\t\d\t")
_TRANSLATED = re.compile(r"srclc:(\w{2,3})")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.S)
_AUTHORS = re.compile(r"<PAGE_AUTHORS>(.*?)</PAGE_AUTHORS>", re.S)
_PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")
PUBLISHED_NOTE = "the page's own time as GDELT read it, without a zone; taken to be UTC as all its times"


def _inner(blob: Blob, options: ReadOptions) -> tuple[Reader, ReadOptions]:
    """Choose the reader for the carrier of a list, and name the columns for it."""
    head = decode(blob.data[: 64 * 1024]).text
    if head.lstrip().startswith(("{", "[")):
        lines = JSON_LINES.recognises(blob, head) and not _answer(head)
        reader, columns = (JSON_LINES if lines else JSON), _COLUMNS_JSON
    else:
        names = {plain(name): name for name in header_of(head)}
        own = _COLUMNS_JSON if "seendate" in names else _COLUMNS_CSV
        reader = CSV
        columns = {ours: names[plain(name)] for ours, name in own.items() if plain(name) in names}
    return reader, replace(options, columns={**columns, **options.columns})


def _answer(head: str) -> bool:
    return re.match(r'\s*\{\s*"articles"\s*:', head) is not None


def _cut_list(blob: Blob, options: ReadOptions) -> Cut:
    reader, named = _inner(blob, options)
    cut = reader.cut(blob, named)
    units = list(cut.units)
    n = sum(isinstance(unit, Unit) for unit in units)
    warnings = (
        WITHOUT_TEXT.format(n=count(n, "article")) if w == ATTENTION_ONLY else w for w in cut.warnings
    )
    return Cut(units, {"reader": reader, "inner": cut.context}, tuple(warnings))


def _understand_list(unit: Unit, context: Context, options: ReadOptions) -> Record | Reject:
    reader: Reader = context["reader"]
    made = reader.understand(unit, context["inner"], options)
    if isinstance(made, Reject):
        return made
    # a date of another kind was asked for with --columns or comes from the address
    return replace(made, dates=tuple(Found("archive", found.raw, SEEN) for found in made.dates))


def _is_list(_: Blob, head: str) -> bool:
    if head.lstrip().startswith(("{", "[")):
        return _SEEN_JSON.search(head) is not None and '"url"' in head
    names = {plain(name) for name in header_of(head)}
    return names == _DOC_CSV or {"url", "title", "seendate"} <= names


def _cut_gkg(blob: Blob, _: ReadOptions) -> Cut:
    """Cut a Knowledge Graph file into its lines; each is decoded on its own."""
    units: list[Unit | Reject] = []
    for number, line in enumerate(blob.data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            units.append(_line(str(number), line.rstrip(b"\r")))
    n = sum(isinstance(unit, Unit) for unit in units)
    return Cut(units, {}, (WITHOUT_TEXT.format(n=count(n, "article")),) if n else ())


def _line(position: str, line: bytes) -> Unit | Reject:
    decoded = decode(line)
    cells = decoded.text.split("\t")
    if len(cells) != len(GKG_COLUMNS):
        reason = f"{len(cells)} cells, a line of GDELT's Knowledge Graph has {len(GKG_COLUMNS)}"
        return reject(position, reason, line)
    return Unit(position, (cells, decoded.text, decoded.warning))


def _understand_gkg(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    cells, line, odd = unit.raw
    row = dict(zip(GKG_COLUMNS, (storable(cell) for cell in cells), strict=True))
    address = row["V2DOCUMENTIDENTIFIER"]
    if not address.strip():
        return reject(unit.position, "no address in V2DOCUMENTIDENTIFIER, so no article", line)
    extras = row["V2EXTRASXML"]
    is_web = row["V2SOURCECOLLECTIONIDENTIFIER"] == "1"
    translated = _TRANSLATED.search(row["V2.1TRANSLATIONINFO"])
    values = {
        "text": "",
        "article_id": row["GKGRECORDID"] or None,
        "title": _inside(_TITLE, extras),
        "author": _inside(_AUTHORS, extras),
        "source": row["V2SOURCECOMMONNAME"] or None,
        "url": address if is_web else None,
        "lang": translated[1] if translated else ("en" if is_web else None),
    }
    used = ("GKGRECORDID", "V2SOURCECOMMONNAME", *(("V2DOCUMENTIDENTIFIER",) if is_web else ()))
    extra: dict[str, str | None] = {f"x_{n}": cell for n, cell in row.items() if cell and n not in used}
    return Record(unit.position, values, extra, tuple(_gkg_dates(row)), (odd,) if odd else ())


def _gkg_dates(row: dict[str, str]) -> Iterator[Found]:
    if match := _PUBLISHED.search(row["V2EXTRASXML"]):
        yield Found("metadata", f"{match[1]}Z", PUBLISHED_NOTE)
    if row["V2.1DATE"].strip():
        yield Found("archive", f"{row['V2.1DATE']}Z", SEEN)


def _inside(pattern: re.Pattern[str], extras: str) -> str | None:
    match = pattern.search(extras)
    return (" ".join(html.unescape(match[1]).split()) or None) if match else None


def _is_gkg(_: Blob, head: str) -> bool:
    # one line can be damaged; a file of one line cut short is still known by how it begins
    lines = [line for line in head.split("\n")[:5] if line.strip()]
    return any(_GKG_LINE.match(line) for line in lines)


GDELT = Reader(
    "gdelt",
    (".json", ".csv"),
    "a list of articles from GDELT's DOC API, without their text",
    _is_list,
    _cut_list,
    _understand_list,
)
GKG = Reader(
    "gkg",
    (".csv",),
    "GDELT's Global Knowledge Graph 2.1: 27 columns between tabs, no header",
    _is_gkg,
    _cut_gkg,
    _understand_gkg,
)
