"""Prepare a captured page for the reader of pages: the encoding and the address that stand beside it."""

import codecs
import re
from email.message import Message

HEAD = 64 * 1024
CAPTURED = "the page was captured then; it was published by that day"
_OPENING = re.compile(rb"<html\b[^>]*>", re.I)


def with_address(page: bytes, url: str) -> bytes:
    """Write the address into a page as a browser does that saves it, where the reader of pages finds it.

    An address that the page states itself comes first there.
    """
    tag = _OPENING.search(page[:HEAD])
    if not tag or not url or any(mark in url for mark in " <>"):
        return page
    comment = f"<!-- saved from url=({len(url):04}){url} -->".encode()
    return page[: tag.end()] + comment + page[tag.end() :]


def in_stated_encoding(body: bytes, content_type: str) -> bytes:
    """Believe the encoding that a header names, before the page's own, if the page is valid in it."""
    said = Message()
    said["content-type"] = content_type
    charset = said.get_content_charset()
    if not charset or body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    charset = "cp1252" if charset in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else charset
    try:
        return codecs.BOM_UTF8 + body.decode(charset).encode("utf-8")
    except (UnicodeError, LookupError, ValueError):
        return body
