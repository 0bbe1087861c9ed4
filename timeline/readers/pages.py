"""Read web pages: the text by trafilatura, title, outlet, address and day by the page's own metadata."""

import contextlib
import logging
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from timeline.options import ReadOptions
from timeline.readers.decode import decode
from timeline.readers.page_dates import page_dates
from timeline.readers.page_facts import page_facts, page_tree
from timeline.readers.records import Blob, Context, Reader, Record, Reject, Unit, reject, storable, whole
from timeline.readers.sources import MB

# atomic groups: a comment ends at its first mark, else a file full of comments takes for ever
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?>(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_TAG = re.compile(r"<(?:html|head|body|meta|title|div|p|article)\b", re.I)
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
    decoded = decode(data, declared=True)
    with _silence():
        tree = page_tree(decoded.text)
        if tree is None:
            return reject("", "not readable as a web page", data)
        facts = page_facts(tree, decoded.text)
        dates = page_dates(tree, facts.url, lambda: _searched(tree, facts.url), facts.lang)
        text = _body(tree)
    if not text:
        return reject("", _NO_ARTICLE, data)
    values = {
        "title": facts.title,
        "text": text,
        "source": facts.source,
        "url": facts.url,
        "author": facts.author,
        "lang": facts.lang,
    }
    clean = {name: storable(value) if value else None for name, value in values.items()}
    return Record("", clean, dates=tuple(dates), warnings=(decoded.warning,) if decoded.warning else ())


def _searched(tree: HtmlElement, url: str | None) -> str | None:
    """Search the whole page for a day; 10 times as slow as looking where pages state it."""
    from htmldate import find_date

    return find_date(tree, extensive_search=True, original_date=True, url=url)


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
