"""Clean what services put into an article's text: HTML instead of words, marks where they cut it off."""

import re
from dataclasses import replace

from timeline.readers.records import Record, storable

_HTML = re.compile(
    r"\s*<(?:!doctype|html|body|div|p|article|section|main|h[1-6]|figure|blockquote|ul|ol|table|span|img|aside)"
    r"\b[^<>]*>.*</?(?:html|body|div|p|article|section|main|h[1-6]|figure|blockquote|ul|ol|table|span|aside|br)"
    r"\s*/?>\s*",
    re.I | re.S,
)
"""A cell that begins and ends with an element of a page; a text that merely speaks of tags is none."""

_CUT_OFF = re.compile(r"(?:…|\.\.\.)\s*\[\+?(\d{1,7}) chars?\]\s*$")
"""How NewsAPI (``… [+1234 chars]``) and GNews (``... [1234 chars]``) end a text that they cut off."""

END = 60
"""Characters at the end of a text in which such a mark is looked for."""

_BLOCKS = "p div section article h1 h2 h3 h4 h5 h6 li tr blockquote figcaption pre br"
_BREAK = "\N{PARAGRAPH SEPARATOR}"


def is_html(text: str) -> bool:
    """Say whether a cell holds HTML, by its content.

    >>> is_html("<p>One.</p><p>Two.</p>"), is_html("Write <p>One</p> there."), is_html("1 < 2")
    (True, False, False)
    """
    return _HTML.fullmatch(text) is not None


def html_text(cell: str) -> str:
    r"""Give the words of a cell that holds HTML, a blank line between its blocks.

    The extractor for web pages is not asked: a cell holds the article alone, without menus to leave out, and
    on short bodies it runs paragraphs together (seen with bodies of two and three paragraphs).

    >>> html_text("<p>One &amp; two.</p><p>Three.</p>")
    'One & two.\n\nThree.'
    """
    from trafilatura import load_html  # slow to load, and few inputs hold HTML

    tree = load_html(f"<html><body><div>{cell}</div></body></html>".replace("\0", " "))
    if tree is None:
        return ""
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    for element in tree.iter(*_BLOCKS.split()):
        element.text = f"{_BREAK}{element.text or ''}"
        element.tail = f"{_BREAK}{element.tail or ''}"
    parts = (" ".join(part.split()) for part in tree.text_content().split(_BREAK))
    return storable("\n\n".join(part for part in parts if part))


def missing(text: str | None) -> int | None:
    """Give the number of characters that a service says it cut off; null if it says nothing.

    >>> missing("Shares fell on Monday… [+1234 chars]"), missing("The array [12 chars] is short.")
    (1234, None)
    """
    match = _CUT_OFF.search((text or "")[-END:])
    return int(match[1]) if match else None


def cleaned(record: Record, tell: bool = True) -> Record:
    """Turn HTML in the text into text and mark a text that was cut off; a plain text is not touched.

    ``x_text_format`` is ``html`` where the cell held HTML, ``x_truncated`` the number of characters missing.
    With ``tell`` a cut text is a warning of its record, else the caller counts them.
    """
    text = record.values.get("text") or ""
    extra, warnings = dict(record.extra), record.warnings
    if is_html(text):
        text = html_text(text)
        extra["x_text_format"] = "html"
    if (lost := missing(text)) is not None:
        extra["x_truncated"] = str(lost)
        if tell:
            warnings = (*warnings, f"the text was cut off by the service: {lost} characters are missing")
    if extra == dict(record.extra):
        return record
    return replace(record, values={**record.values, "text": text}, extra=extra, warnings=warnings)
