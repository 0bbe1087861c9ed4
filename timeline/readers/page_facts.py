"""Read a web page's tree, and what it states of itself: title, author, address, outlet, language.

The tree is read once and shared by all that look at the page.
"""

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import ElementDefaultClassLookup, HTMLParser, XPath, fromstring
from lxml.html import HtmlElement

from timeline.outlets import domain, well_known

_LANG = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.I)
_LANG_ATTRIBUTES = ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://[^\s<>]+)")
_DOCTYPE = re.compile(rb"\s*<!doctype[^>]{0,1000}>", re.I)
_CLOSED = re.compile(rb"(<html\b[^>]{0,1000})/>", re.I)
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_HOST = re.compile(r"https?://(?:www\.|w\d+\.)?([^/]+)")
HEAD = 4096
"""Characters in which a page says how it was made and saved."""
MAX_OUTLET = 50
_CONTENT_LANGUAGE = XPath("//meta[translate(@http-equiv,'CL','cl')='content-language']/@content")
_LOCALE = XPath("//meta[@property='og:locale']/@content")
_OWN = threading.local()


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what a page states of itself."""

    title: str | None
    author: str | None
    url: str | None
    source: str | None
    lang: str | None


def page_tree(text: str) -> HtmlElement | None:
    """Read a decoded page; nothing if it holds no element.

    libxml2 loses pages to two things at their head, a doctype it does not know and ``<html/>``. Characters
    that XML forbids go before they are read: searching the bytes is five times faster than the string.

    >>> page_tree("<p>One.</p><p>Two.</p>").text_content()
    'One.Two.'
    """
    data = text.encode("utf-8", "replace").replace(b"\0", b" ").translate(None, _CONTROLS)
    if "\ufffe" in text or "\uffff" in text:
        data = data.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    if doctype := _DOCTYPE.match(data):
        data = data[doctype.end() :]
    if closed := _CLOSED.search(data, 0, HEAD):
        data = data[: closed.end(1)] + data[closed.end() - 1 :]
    try:
        tree = fromstring(data, parser=_parser())
    except (ValueError, SyntaxError):
        # lxml's errors for what is empty or no markup at all
        return None
    if not isinstance(tree, HtmlElement):
        return None
    return tree if len(tree) else None


def _parser() -> HTMLParser:
    """Give this thread's parser: threads cannot share one, and one for every page took half as long again.

    lxml.html's own parser asks Python for the class of every element that is looked at, which took longer
    than finding the dates. All are plain elements here: nobody fills in forms.
    """
    known: HTMLParser | None = getattr(_OWN, "parser", None)
    if known is None:
        known = _OWN.parser = HTMLParser(
            collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
        )
        known.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return known


def page_facts(tree: HtmlElement, text: str) -> Facts:
    """Read what a page states of itself, by the steps of trafilatura that we need.

    Its ``extract_metadata`` also looks for dates, categories, tags and licences, which took half its time.
    """
    from trafilatura import metadata as steps

    described = steps.examine_meta(tree)
    if described.author and " " not in described.author:
        described.author = None
    # it has bugs where JSON-LD is not as it should be, and trafilatura goes on without it too
    with contextlib.suppress(Exception):
        described = steps.extract_meta_json(tree, described)
    described.title = described.title or steps.extract_title(tree)
    described.author = described.author or steps.extract_author(tree)
    described.url = described.url or steps.extract_url(tree)
    described.sitename = _site(described.sitename or steps.extract_sitename(tree), described.url)
    described.clean_and_trim()
    url = _address(described.url, text)
    outlet = _outlet(tree, described.sitename, described.title, url)
    return Facts(described.title, described.author, url, outlet, page_language(tree))


def _site(name: str | None, url: str | None) -> str | None:
    """Give a site's name as trafilatura does: no mark of Twitter's, a capital, else the address's host."""
    name = (name or "").lstrip("@")
    if name:
        return name if "." in name or name[0].isupper() else name.title()
    host = _HOST.match(url or "")
    return host[1] if host else None


def _address(stated: str | None, text: str) -> str | None:
    if stated:
        return str(stated)
    saved = _SAVED_FROM.search(text[:HEAD])
    return saved[1] if saved else None


def _outlet(tree: HtmlElement, sitename: str | None, title: str | None, url: str | None) -> str | None:
    """Give the outlet's name where the page states it; trafilatura else takes it from the title, which may be
    the story's.
    """
    stated = tree.xpath(
        "//meta[@property='og:site_name' or @name='og:site_name' or @name='application-name']/@content"
    )
    name = next((" ".join(n.split()) for n in stated if n.strip()), sitename or "")
    if not name or len(name) > MAX_OUTLET or name.casefold() == (title or "").casefold():
        return None
    # a section's name, such as "U.S.", says less than the address of a well-known outlet
    site = domain(url)
    return None if site and well_known(site) and not well_known(name) else name


def page_language(tree: HtmlElement) -> str | None:
    """Give the language that the page states, as ISO 639-1."""
    for value in _languages(tree):
        if value and (match := _LANG.match(value.strip())):
            return match[0].lower()
    return None


def _languages(tree: HtmlElement) -> Iterator[str | None]:
    yield from (tree.get(name) for name in _LANG_ATTRIBUTES)
    yield from _CONTENT_LANGUAGE(tree)[:1]
    yield from _LOCALE(tree)[:1]
