"""Read e-mail: newsletters saved as ``.eml``, and mailboxes of them.

Sources: RFC 5322 (messages), RFC 2045 to 2049 (MIME), RFC 4155 (mbox).
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from itertools import pairwise
from typing import Any

from timeline.options import ReadOptions
from timeline.readers.cells import html_text
from timeline.readers.decode import decode
from timeline.readers.records import (
    Blob,
    Context,
    Cut,
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

_HEADER = re.compile(r"([!-9;-~]{1,60}):[ \t]?.*")
_TELLING = frozenset({"from", "date", "subject", "to"})
_MAIL_ONLY = frozenset(
    {"message-id", "mime-version", "received", "return-path", "content-type", "delivered-to", "list-id"}
)
_MANY = re.compile(rb"(?:\A|\r?\n\r?\n)(?=From [^\r\n]*\d{4}[^\r\n]*\r?\n[!-9;-~]+:)")
_ESCAPED = re.compile(rb"^>(>*From )", re.M)
STUB = 250
"""Plain text shorter than this may only say "read this in a browser"; HTML that says more is then read."""


def _cut_many(blob: Blob, _: ReadOptions) -> Cut:
    """Cut a mailbox at its separator lines; the position is the number of the message."""
    data = blob.data.removeprefix(BOM_UTF8)
    starts = [match.end() for match in _MANY.finditer(data)]
    return Cut(_messages(data, starts))


def _messages(data: bytes, starts: list[int]) -> Iterator[Unit | Reject]:
    if not starts:
        yield reject("", "the mailbox holds no message", data)
    elif data[: starts[0]].strip():
        yield reject("", "what stands before the first message is none", data[: starts[0]])
    for number, (begin, end) in enumerate(pairwise([*starts, len(data)]), 1):
        message = data[begin:end].partition(b"\n")[2]
        yield Unit(str(number), _ESCAPED.sub(rb"\1", message))


def _understand(unit: Unit, _: Context, options: ReadOptions) -> Record | Reject:
    if len(unit.raw) > 2 * options.max_record_mb * MB:
        return reject(unit.position, f"the message is larger than {2 * options.max_record_mb} MB", unit.raw)
    message = BytesParser(policy=policy.default.clone(raise_on_defect=False)).parsebytes(unit.raw)
    assert isinstance(message, EmailMessage)
    text, part, warnings = _text(message)
    if not text.strip():
        return reject(unit.position, "no text: the message holds neither plain text nor HTML", unit.raw)
    name, address = parseaddr(_header(message, "from") or "")
    listed = re.sub(r"\s*<[^<>]*>\s*$", "", _header(message, "list-id") or "").strip('" ')
    identity = (_header(message, "message-id") or "").strip("<> \t")
    values = {
        "article_id": identity or None,
        "title": _header(message, "subject"),
        "text": text,
        "source": name or listed or address or None,
        "url": (_header(message, "archived-at") or "").strip("<> ") or None,
        "lang": _header(message, "content-language"),
    }
    extra = {
        "x_from": address or None,
        "x_list": listed or None,
        "x_mail_part": part,
        "x_attachments": storable(", ".join(_attachments(message))) or None,
    }
    sent = _header(message, "date")
    dates = (Found("given", sent),) if sent else ()
    damage = sorted({type(d).__name__ for p in message.walk() for d in p.defects} & set(_DEFECTS))
    warnings += [f"the message is damaged: {_DEFECTS[name]}" for name in damage]
    return Record(unit.position, values, extra, dates, tuple(warnings))


_DEFECTS = {
    "CloseBoundaryNotFoundDefect": "it ends inside one of its parts",
    "StartBoundaryNotFoundDefect": "its parts cannot be told apart",
    "InvalidBase64CharactersDefect": "a part holds characters that do not belong there",
    "InvalidBase64LengthDefect": "a part is cut off",
    "InvalidBase64PaddingDefect": "a part is cut off",
}


def _header(message: EmailMessage, name: str) -> str | None:
    """Give a header, decoded, on one line; a header that cannot be parsed as it is written."""
    try:
        value: Any = message.get(name)
    except (ValueError, IndexError, TypeError, AttributeError, LookupError):
        value = next((v for k, v in message.raw_items() if k.lower() == name), None)
    return storable(" ".join(str(value).split())) or None if value is not None else None


def _text(message: EmailMessage) -> tuple[str, str, list[str]]:
    """Give the text, from which part it is, and what was odd about its encoding."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    words, warnings = _content(plain)
    if html is None or len(words.strip()) >= STUB:
        return words, "plain", warnings
    source, odd = _content(html)
    drawn = html_text(source) if source.strip() else ""
    if len(drawn) > 2 * len(words.strip()):
        return drawn, "html", odd
    return words, "plain", warnings


def _content(part: Any) -> tuple[str, list[str]]:
    if part is None:
        return "", []
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return "", []
    charset = part.get_content_charset()
    try:
        return storable(data.decode(charset or "ascii")), []
    except (UnicodeError, LookupError, ValueError):
        decoded = decode(data, declared=True)
    return storable(decoded.text), [decoded.warning] if decoded.warning else []


def _attachments(message: EmailMessage) -> Iterator[str]:
    for part in message.walk():
        name = part.get_filename()
        if name or part.get_content_disposition() == "attachment":
            yield " ".join((name or part.get_content_type()).split())


def _is_message(_: Blob, head: str) -> bool:
    """Say whether a text begins with the headers of a message: at least two that every message has."""
    found = set()
    for number, line in enumerate(head.lstrip("\ufeff").replace("\r\n", "\n").split("\n")):
        if not line:
            break
        match = _HEADER.fullmatch(line)
        if match is None and (number == 0 or line[0] not in " \t"):
            return False
        if match is not None:
            found.add(match[1].lower())
    # other texts have a line or two like "From: ..." above them; mail has what programs write besides
    return len(found & (_TELLING | _MAIL_ONLY)) >= 2 and bool(found & _MAIL_ONLY)


def _is_mailbox(blob: Blob, _: str) -> bool:
    match = _MANY.match(blob.data[:MB].removeprefix(BOM_UTF8))
    return match is not None and match.start() == 0 and match.end() == 0


EMAIL = Reader("eml", (".eml",), "an e-mail, such as a newsletter", _is_message, whole, _understand)
MAILBOX = Reader("mbox", (".mbox",), "a mailbox of e-mails", _is_mailbox, _cut_many, _understand)
