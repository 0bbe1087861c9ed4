"""Read exports of Factiva, HTML or RTF, many articles a file; with or without the codes of the fields.

With codes ("full article plus indexing") every field has its two or three letters: HD headline, BY author,
WC words, PD day, ET time, SN outlet, SC its code, LA language, CY copyright, LP lead paragraph, TD the rest,
AN the number of the document. Without them the same comes in a fixed order: headline, author, words, day,
time, outlet, code, section, page, language, copyright, paragraphs, "Document" and its number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree
from lxml.html import HtmlElement

from timeline.options import ReadOptions
from timeline.readers.decode import decode
from timeline.readers.export_dates import date_line
from timeline.readers.paragraphs import CELL, ROW, is_rtf, rtf_text
from timeline.readers.records import Blob, Context, Cut, Found, Reader, Record, Reject, Unit, reject, storable

CODES = frozenset(
    ["AN", "ART", "AU", "BY", "CLM", "CO", "CR", "CT", "CX", "CY", "DLN", "ED", "ET", "GC", "HD", "IN",
     "IPC", "IPD", "LA", "LP", "NGC", "NS", "PD", "PG", "PUB", "RE", "RF", "RST", "SC", "SE", "SN", "TD",
     "VOL", "WC"]
)  # fmt: skip
"""The codes of Factiva's fields."""
_OURS: Mapping[str, str] = {"HD": "title", "SN": "source", "BY": "author", "LA": "lang"}
_NAMES: Mapping[str, str] = {
    "WC": "words", "SC": "source_code", "CY": "copyright", "PG": "page", "SE": "section", "ED": "edition",
    "VOL": "volume", "CR": "credit", "CO": "companies", "IN": "industries", "NS": "subjects", "RE": "regions",
    "PUB": "publisher", "IPC": "ipc", "IPD": "ipd", "RF": "references", "CLM": "column",
}  # fmt: skip
"""Names of the columns that other codes go to, after ``x_``."""

_LANGUAGES: Mapping[str, str] = {
    "english": "en", "anglais": "en", "englisch": "en", "inglés": "en", "inglese": "en", "inglês": "en",
    "french": "fr", "français": "fr", "französisch": "fr", "francés": "fr", "francese": "fr", "francês": "fr",
    "german": "de", "allemand": "de", "deutsch": "de", "alemán": "de", "tedesco": "de", "alemão": "de",
    "spanish": "es", "espagnol": "es", "spanisch": "es", "español": "es", "spagnolo": "es", "espanhol": "es",
    "italian": "it", "italien": "it", "italienisch": "it", "italiano": "it",
    "portuguese": "pt", "portugais": "pt", "portugiesisch": "pt", "portugués": "pt", "português": "pt",
    "dutch": "nl", "néerlandais": "nl", "niederländisch": "nl", "nederlands": "nl", "russian": "ru",
    "русский": "ru", "japanese": "ja", "日本語": "ja", "chinese - simplified": "zh",
    "chinese - traditional": "zh", "简体中文": "zh", "繁體中文": "zh", "korean": "ko", "arabic": "ar",
    "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "turkish": "tr",
    "czech": "cs",
}  # fmt: skip
"""Languages as the surfaces of Factiva name them."""

_ARTICLE = re.compile(rb"""<div[^>]*\bclass\s*=\s*["']?article(?:\s+[a-z]{2,3}Article)?["'\s>]""", re.I)
_FACTIVA = re.compile(rb"Factiva|Headline['\"]|articleParagraph|>\s*HD\s*<")
_WORDS = re.compile(
    r"[\d.,\s]*\d\s*(?:words|mots|Wörter|palabras|parole|woorden|palavras|слов(?:а|о)?|ord|słów|字|語|単語)",
    re.I,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?: ?[AP]M)?(?: [A-Z]{3,4})?", re.I)
_NUMBER = re.compile(
    r"(?:Document|Dokument|Documento|Документ|文件|文書)\s+([A-Za-z]{1,8}[0-9][0-9A-Za-z]{9,40})"
)
_COPYRIGHT = re.compile(r"(?:\(c\)|©|copyright\b).*", re.I)
_SOURCE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_RESULTS = re.compile(
    r"(?:Results Found|Gefundene Ergebnisse|Résultats trouvés|Resultados encontrados)\W*(\d[\d.,]*)", re.I
)
_BY = re.compile(r"(?:by|von|par|por|di|door)\s", re.I)
_BLOCKS = frozenset(["p", "div", "td", "tr", "table", "br", "li", "h1", "h2", "h3", "h4"])
HEAD_LINES = 14
"""Lines above the text of an article without codes; the copyright is the last of them."""

RTF_HEAD = 256 * 1024
"""Bytes of an RTF file that it is recognised by."""

Fields = dict[str, list[str]]
"""Lines by code; ``""`` holds what belongs to none."""


def _cut(blob: Blob, _: ReadOptions) -> Cut:
    """Cut an export into articles and compare their number with the one it announces."""
    if is_rtf(blob.data):
        text, odd = rtf_text(blob.data), None
        fields = list(_rtf_articles(text))
        everything = text
    else:
        from trafilatura import load_html  # slow to load, and few inputs are exports of Factiva

        decoded = decode(blob.data, declared=True)
        odd = decoded.warning
        tree = load_html(decoded.text.replace("\0", " "))
        fields = list(_html_articles(tree)) if tree is not None else []
        everything = " ".join(tree.text_content().split()) if tree is not None else ""
    units: list[Unit | Reject] = [Unit(str(n), one) for n, one in enumerate(fields, 1)]
    if not units:
        units.append(reject("", "holds no article of Factiva", blob.data))
    warnings = [odd] if odd else []
    if match := _RESULTS.search(everything.replace(CELL, " ").replace(ROW, " ")):
        announced = int(re.sub(r"\D", "", match[1]) or 0)
        if announced != len(fields):
            fate = "the search had more than this file holds" if announced > len(fields) else "more than that"
            warnings.append(f"announced {announced}, found {len(fields)}: {fate}")
    return Cut(units, {}, tuple(warnings))


def _html_articles(tree: HtmlElement) -> Iterator[Fields]:
    """Give the fields of every article of a page."""
    for node in tree.iter("div"):
        classes = (node.get("class") or "").split()
        if "article" not in classes:
            continue
        if any("article" in (inner.get("class") or "").split() for inner in node.iterdescendants("div")):
            continue
        yield _html_coded(node) or _plain_fields(_html_lines(node), _html_headline(node))


def _html_coded(node: HtmlElement) -> Fields:
    """Read the table of an article with codes: a code and its field a row."""
    fields: Fields = {}
    for row in node.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        code = _line(cells[0].text_content()) if len(cells) > 1 else ""
        if code in CODES:
            fields.setdefault(code, []).extend(_html_lines(cells[1]))
    return fields if fields.keys() & {"HD", "LP", "TD", "AN"} else {}


def _html_lines(node: HtmlElement) -> list[str]:
    """Give the lines of an element: one for each paragraph or block inside; without recursion, as pages may
    be nested without end.
    """
    lines: list[str] = [""]
    for event, element in etree.iterwalk(node, events=("start", "end", "comment")):
        if event == "comment":
            lines[-1] += element.tail or ""
            continue
        if element.tag in _BLOCKS:
            lines.append("")
        if event == "start":
            lines[-1] += (element.text or "") if element.tag not in ("script", "style") else ""
        elif element is not node:
            lines[-1] += element.tail or ""
    return [clean for line in lines if (clean := _line(line))]


def _html_headline(node: HtmlElement) -> str | None:
    found = node.xpath(".//*[contains(@class, 'Headline') or @id='hd']")
    return (_line(found[0].text_content()) or None) if found else None


def _rtf_articles(text: str) -> Iterator[Fields]:
    """Cut the text of an RTF export at the numbers of the documents, which stand last."""
    chunk: list[str] = []
    for line in text.replace(ROW, "\n").split("\n"):
        chunk.append(line)
        if _NUMBER.fullmatch(_line(line.replace(CELL, " ")).removeprefix("AN ")):
            yield _rtf_fields(chunk)
            chunk = []
    # an article that is cut off is still one; a summary of the search is none
    fields = _rtf_coded(chunk)
    if fields.keys() & {"LP", "TD"} or any(_WORDS.fullmatch(_line(line)) for line in chunk):
        yield _rtf_fields(chunk)


def _rtf_fields(lines: Sequence[str]) -> Fields:
    coded = _rtf_coded(lines)
    if coded.keys() & {"HD", "LP", "TD"}:
        return coded
    return _plain_fields([line for raw in lines if (line := _line(raw.replace(CELL, " ")))], None)


def _coded_line(line: str) -> str | None:
    """Give the code that a line begins with, if a cell or blanks end it."""
    match = re.match(rf"\s*([A-Z]{{2,3}})(?:\s*{CELL}|\s{{2,}}|\t|\s*$)", line)
    return match[1] if match and match[1] in CODES else None


def _rtf_coded(lines: Sequence[str]) -> Fields:
    fields: Fields = {}
    code = ""
    for line in lines:
        if found := _coded_line(line):
            code = found
            line = line.replace(found, "", 1)  # noqa: PLW2901
        if value := _line(line.replace(CELL, " ")):
            fields.setdefault(code, []).append(value)
    return fields


def _plain_fields(lines: list[str], headline: str | None) -> Fields:
    """Give the codes to the lines of an article without them, by their fixed order."""
    fields: Fields = {}
    if lines and (match := _NUMBER.fullmatch(lines[-1])):
        fields["AN"] = [match[0]]
        lines = lines[:-1]
    at = next((n for n, line in enumerate(lines) if _WORDS.fullmatch(line)), None)
    if at is None:
        # the text cannot be told from what stands above it: nothing is thrown away
        return fields | {"HD": [headline] if headline else lines[:1], "TD": lines}
    _above(lines[:at], headline, fields)
    fields["WC"] = [lines[at]]
    rest = lines[at + 1 :]
    stop = next((n for n, line in enumerate(rest[:HEAD_LINES]) if _COPYRIGHT.fullmatch(line)), None)
    if stop is not None:
        fields["CY"] = [rest[stop]]
        _below(rest[:stop], fields)
        return fields | {"TD": rest[stop + 1 :]}
    used = _below(rest[:HEAD_LINES], fields)
    return fields | {"TD": rest[used:]}


def _above(lines: Sequence[str], headline: str | None, fields: Fields) -> None:
    """Read what stands above the number of words: a section, the headline, the author."""
    if not lines:
        return
    title = lines.index(headline) if headline in lines else 0
    if title:
        fields["SE"] = list(lines[:title])
    fields["HD"] = [lines[title]]
    authors = lines[title + 1 :]
    if authors:
        if len(authors) > 1 and not _BY.match(authors[0]):
            fields["HD"] += authors[:-1]
            authors = authors[-1:]
        fields["BY"] = list(authors)


def _below(lines: Sequence[str], fields: Fields) -> int:
    """Read day, time, outlet, its code and the language; gives how many lines these are."""
    n = 0
    if n < len(lines) and date_line(lines[n]):
        fields["PD"] = [lines[n]]
        n += 1
    if n < len(lines) and _CLOCK.fullmatch(lines[n]):
        fields["ET"] = [lines[n]]
        n += 1
    if n < len(lines):
        fields["SN"] = [lines[n]]
        n += 1
    if n < len(lines) and _SOURCE_CODE.fullmatch(lines[n]):
        fields["SC"] = [lines[n]]
        n += 1
    left = list(lines[n:])
    language = next((k for k in reversed(range(len(left))) if left[k].casefold() in _LANGUAGES), None)
    if language is not None:
        fields["LA"] = [left[language]]
        if language:
            fields["SE"] = [*fields.get("SE", []), *left[:language]]
        n += language + 1
    return n


def _understand(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    fields: Fields = unit.raw
    text = storable("\n\n".join([*fields.get("LP", []), *fields.get("TD", [])]))
    shown = "\n".join(line for lines in fields.values() for line in lines)
    if not text.strip():
        return reject(
            unit.position, "no text in LP or TD; export the full articles, not only headlines", shown
        )
    values: dict[str, str | None] = {"text": text}
    for code, ours in _OURS.items():
        values[ours] = storable(" ".join(fields.get(code, []))) or None
    if values["lang"]:
        values["lang"] = _LANGUAGES.get(values["lang"].casefold(), values["lang"])
    number = _NUMBER.search(" ".join(fields.get("AN", [])))
    values["article_id"] = number[1] if number else None
    used = {*_OURS, "LP", "TD", "AN", "PD", "ET"}
    extra: dict[str, str | None] = {
        f"x_{_NAMES.get(code, code or 'other')}": storable(" ".join(lines))
        for code, lines in fields.items()
        if code not in used and lines
    }
    warnings = () if number else ("no document number below the article: it may be cut off",)
    return Record(unit.position, values, extra, tuple(_dates(fields)), warnings)


def _dates(fields: Fields) -> Iterator[Found]:
    if day := " ".join(fields.get("PD", [])):
        yield Found("given", " ".join([day, *fields.get("ET", [])]))


def _recognises(blob: Blob, head: str) -> bool:
    if is_rtf(blob.data):
        return _is_factiva_rtf(blob.data)
    if not head.lstrip("\ufeff \r\n").startswith("<"):
        return False
    return _ARTICLE.search(blob.data) is not None and len(set(_FACTIVA.findall(blob.data))) > 1


def _is_factiva_rtf(data: bytes) -> bool:
    """Know an RTF export by the numbers of its documents and by codes or numbers of words."""
    text = rtf_text(data[:RTF_HEAD]).replace(ROW, "\n").replace(CELL, " ")
    lines = [_line(line) for line in text.split("\n")]
    numbered = any(_NUMBER.fullmatch(line.removeprefix("AN ")) for line in lines)
    return numbered and any(line.startswith("HD ") or _WORDS.fullmatch(line) for line in lines)


def _line(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


FACTIVA = Reader(
    "factiva",
    (".html", ".rtf"),
    "an export of Factiva, many articles a file",
    _recognises,
    _cut,
    _understand,
)
