"""Read web pages: the text by trafilatura, title, outlet, address and day by the page's own metadata."""

import contextlib
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from timeline.options import ReadOptions
from timeline.outlets import domain, well_known
from timeline.readers.decode import Decoded, decode
from timeline.readers.page_dates import page_dates
from timeline.readers.records import Blob, Context, Reader, Record, Reject, Unit, reject, storable, whole
from timeline.readers.sources import MB

if TYPE_CHECKING:
    from trafilatura.settings import Document

# atomic groups: a comment ends at its first mark, else a file full of comments takes for ever
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?>(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_TAG = re.compile(r"<(?:html|head|body|meta|title|div|p|article)\b", re.I)
_LANG = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.I)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://[^\s<>]+)")
MAX_OUTLET = 50
SHORT_TEXT = 250
"""Characters below which a found text is looked at again."""
_NO_ARTICLE = (
    "no article text found in the page; it may be a list of links, a video or a page drawn by a script"
)


def _read_page(unit: Unit, _: Context, options: ReadOptions) -> Record | Reject:
    """Read one page; its text is what the extractor gives, from then on frozen."""
    data: bytes = unit.raw
    if len(data) > options.max_record_mb * MB:
        return reject("", f"the page is larger than {options.max_record_mb} MB", data[:1024])
    # It takes longer to load than all else of a reader, and is needed for pages only.
    from trafilatura import extract_metadata, load_html

    decoded = decode(data, declared=True)
    with _silence():
        tree = load_html(decoded.text.replace("\0", " "))
        if tree is None:
            return reject("", "not readable as a web page", data)
        described = extract_metadata(tree, date_config={"extensive_search": False, "original_date": True})
        url = _address(described, decoded)
        dates = page_dates(tree, url, None)
        if not dates:
            # looking everywhere takes 30 times as long, so it is only done for pages that state nothing
            guess = extract_metadata(tree, date_config={"extensive_search": True, "original_date": True}).date
            dates = page_dates(tree, url, guess)
        lang = _language(tree)
        text = _body(tree)
    if not text:
        return reject("", _NO_ARTICLE, data)
    values = {
        "title": described.title,
        "text": text,
        "source": _outlet(tree, described, url),
        "url": url,
        "author": described.author,
        "lang": lang,
    }
    clean = {name: storable(value) if value else None for name, value in values.items()}
    return Record("", clean, dates=tuple(dates), warnings=(decoded.warning,) if decoded.warning else ())


def _body(tree: HtmlElement) -> str | None:
    """Give the article's text without comments.

    trafilatura's balanced mode comes first: on 300 pages its recall mode found much more text in 3 %, and
    brought menus and "updated" lines with it. It is tried where the balanced mode finds next to nothing.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    best = ""
    for recall in (False, True):
        document = bare_extraction(tree, include_comments=False, favor_recall=recall)
        text = str(document.text or "") if isinstance(document, Document) else ""
        best = max(best, text, key=len)
        if len(best.strip()) >= SHORT_TEXT:
            break
    return best if best.strip() else None


def _address(described: "Document", decoded: Decoded) -> str | None:
    if saved := _SAVED_FROM.search(decoded.text[:4096]):
        return described.url or saved[1]
    return described.url or None


def _outlet(tree: HtmlElement, described: "Document", url: str | None) -> str | None:
    """Give the outlet's name where the page states it; trafilatura else takes it from the title, which may be
    the story's.
    """
    stated = tree.xpath(
        "//meta[@property='og:site_name' or @name='og:site_name' or @name='application-name']/@content"
    )
    name = next((" ".join(n.split()) for n in stated if n.strip()), described.sitename or "")
    title = described.title or ""
    if not name or len(name) > MAX_OUTLET or name.casefold() == title.casefold():
        return None
    # a section's name, such as "U.S.", says less than the address of a well-known outlet
    site = domain(url)
    return None if site and well_known(site) and not well_known(name) else name


def _language(tree: HtmlElement) -> str | None:
    """Give the language that the page states, as ISO 639-1."""
    stated = [tree.get("lang"), tree.get("xml:lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    stated += tree.xpath("//meta[translate(@http-equiv,'CL','cl')='content-language']/@content")[:1]
    stated += tree.xpath("//meta[@property='og:locale']/@content")[:1]
    for value in stated:
        if value and (match := _LANG.match(value.strip())):
            return match[0].lower()
    return None


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the extractors from logging about pages; what matters becomes a reject or a warning."""
    loggers = [logging.getLogger(name) for name in ("trafilatura", "htmldate", "courlan", "justext")]
    before = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _is_page(blob: Blob, head: str) -> bool:
    if _PAGE.match(head):
        return True
    return blob.suffix in (".html", ".htm", ".xhtml") and bool(_TAG.search(head))


HTML = Reader(
    "html",
    (".html", ".htm", ".xhtml"),
    "a saved web page, one article each",
    _is_page,
    whole,
    _read_page,
    heavy=True,
)
