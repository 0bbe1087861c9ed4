"""Read web pages that a browser saved as one file (MHTML): the page is one part of a message.

The message is dated when the page was saved, so that day is an upper bound and never the page's own.
Source: RFC 2557, and what Chrome, Edge and the Internet Explorer write.
"""

import re
from dataclasses import replace
from email import policy
from email.message import Message
from email.parser import BytesParser

from timeline.options import ReadOptions
from timeline.readers.captures import CAPTURED, in_stated_encoding, with_address
from timeline.readers.pages import HTML
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
from timeline.readers.sources import MB

_RELATED = re.compile(r"^content-type:[ \t]*multipart/related", re.I | re.M)
_SAVED = re.compile(
    r"^(?:snapshot-content-location:|from:[ \t]*\"?<?(?:saved|gespeichert|enregistr))", re.I | re.M
)
_SENT = re.compile(r"^(?:to|received|message-id|list-id|delivered-to):", re.I | re.M)
"""What a message has that was sent to somebody."""


def _understand(unit: Unit, context: Context, options: ReadOptions) -> Record | Reject:
    if len(unit.raw) > 4 * options.max_record_mb * MB:
        return reject(
            unit.position, f"the saved page is larger than {4 * options.max_record_mb} MB", unit.raw
        )
    message = BytesParser(policy=policy.compat32).parsebytes(unit.raw)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        return reject(unit.position, "the saved page holds no HTML", unit.raw)
    url = _header(message, "snapshot-content-location") or _header(page, "content-location")
    url = url if url.startswith(("http://", "https://")) else ""
    body = with_address(in_stated_encoding(body, str(page.get("content-type", ""))), url)
    outcome = HTML.understand(Unit(unit.position, body), context, options)
    saved = _header(message, "date")
    if isinstance(outcome, Reject) or not saved:
        return outcome
    return replace(outcome, dates=(*outcome.dates, Found("archive", saved, CAPTURED)))


def _header(message: Message, name: str) -> str:
    return storable(" ".join(str(message.get(name, "")).split()))


def _is_saved_page(blob: Blob, head: str) -> bool:
    """Say whether a text is a message that a browser made: it holds a page, and was sent to nobody."""
    headers = head.lstrip("\ufeff").replace("\r\n", "\n").partition("\n\n")[0]
    if not _RELATED.search(headers):
        return False
    named = blob.suffix in (".mhtml", ".mht")
    return bool(_SAVED.search(headers)) or (named and not _SENT.search(headers))


MHTML = Reader(
    "mhtml",
    (".mhtml", ".mht"),
    "a web page that a browser saved as one file",
    _is_saved_page,
    whole,
    _understand,
    heavy=True,
)
