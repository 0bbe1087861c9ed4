"""Read TimeML documents: the text without its tags, the day the document says it was written.

Tags in the text (TIMEX3, EVENT, SIGNAL ...) are someone's annotation of it; Dateline finds its own dates.
Source: TimeML 1.2.1 annotation guidelines; older documents have no TEXT element and mark the day in the text.
"""

import re
from collections.abc import Iterator

from lxml import etree

from timeline.options import ReadOptions
from timeline.readers.records import Blob, Context, Found, Reader, Record, Reject, Unit, reject, whole

# atomic groups: a comment ends at its first mark, else a page full of comments takes for ever
_ROOT = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?>(?><!--.*?-->)\s*|<!DOCTYPE[^>]*>\s*)*<TimeML[\s>]", re.S
)
_APART = frozenset({"DOCID", "DCT", "DOCNO", "TITLE", "EXTRAINFO", "DATE_TIME"})
"""Elements beside the text."""

_WRITTEN = ("CREATION_TIME", "PUBLICATION_TIME")
_COMPACT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?=T|$)")


def _read(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    try:
        # entities are not resolved and nothing is fetched: a document may come from anywhere
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(unit.raw, parser)
    except etree.XMLSyntaxError as error:
        return reject(
            unit.position, f"not well-formed XML ({error.msg}); repair it or save its text", unit.raw
        )
    body = root.find(".//TEXT")
    text = "".join(_texts(root) if body is None else body.itertext())
    if not text.strip():
        return reject(unit.position, "no text: the TEXT element is empty", unit.raw)
    values = {"text": text, "title": _content(root, "TITLE"), "article_id": _content(root, "DOCID")}
    return Record("", values, dates=tuple(_days(root)))


def _texts(root: etree._Element) -> Iterator[str]:
    """Give the text of a document without a TEXT element: all but what stands beside it."""
    yield root.text or ""
    for child in root:
        if isinstance(child.tag, str) and child.tag not in _APART:
            yield from child.itertext()
        yield child.tail or ""


def _content(root: etree._Element, name: str) -> str | None:
    found = root.find(f".//{name}")
    text = "" if found is None else " ".join("".join(found.itertext()).split())
    return text or None


def _days(root: etree._Element) -> Iterator[Found]:
    for timex in root.iter("TIMEX3"):
        if timex.get("functionInDocument") in _WRITTEN and (day := _COMPACT.match(timex.get("value") or "")):
            rest = (timex.get("value") or "")[day.end() :]
            yield Found("given", "-".join(day.groups()) + rest)


def _recognises(blob: Blob, head: str) -> bool:
    return _ROOT.match(head) is not None or (
        blob.suffix == ".tml" and head.lstrip("\ufeff \r\n").startswith("<")
    )


TIMEML = Reader(
    "timeml",
    (".tml",),
    "TimeML, one document a file: its text and the day it was written",
    _recognises,
    whole,
    _read,
)
