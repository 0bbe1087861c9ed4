"""Turn bytes into text without changing it: only a byte order mark goes.

The order is: byte order mark, what the page declares, UTF-8, windows-1252. Line ends stay as they are.
"""

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = tuple(mark for mark, _ in _MARKS[1:])
"""Marks of texts with two or four bytes a character."""
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
DECLARED_WITHIN = 4096
"""Bytes in which a page must declare its encoding; HTML asks for 1,024, pages are less tidy."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Hold decoded text, the encoding it was in, and how many characters could not be read (U+FFFD)."""

    text: str
    encoding: str
    replaced: int = 0

    @property
    def warning(self) -> str | None:
        """Say what was odd about the encoding, or nothing."""
        if not self.replaced:
            return None
        return f"{self.replaced} characters were not valid {self.encoding} and stand as \ufffd"


def decode(data: bytes, declared: bool = False) -> Decoded:
    r"""Decode bytes; with ``declared`` a page's own statement is believed where it can be.

    >>> decode(b"\xef\xbb\xbfcaf\xc3\xa9\r\n").text
    'café\r\n'
    >>> decode(b"caf\xe9").encoding
    'cp1252'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], name)
    if declared and (match := _DECLARED.search(data[:DECLARED_WITHIN])):
        name = match[1].decode("ascii", "replace")
        if (found := _strict(data, _as_browsers(name))) is not None:
            return found
    return _strict(data, "utf-8") or _mixed(data)


def in_utf8(data: bytes) -> tuple[bytes, str | None]:
    """Give a text that is marked as UTF-16 or UTF-32 as UTF-8 with its mark, and what was odd about it.

    Windows programs call UTF-16 "Unicode". Formats are recognised by their bytes, so this comes first; other
    data come back as they are.

    >>> in_utf8("Ă".encode("utf-16"))[0] == codecs.BOM_UTF8 + "Ă".encode()
    True
    """
    for mark, name in _MARKS[1:]:
        if data.startswith(mark):
            decoded = _lenient(data[len(mark) :], name)
            return codecs.BOM_UTF8 + decoded.text.encode("utf-8", "replace"), decoded.warning
    return data, None


def _mixed(data: bytes) -> Decoded:
    """Decode what is not UTF-8: broken bytes in real UTF-8 are replaced, else it is windows-1252."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    multibyte = sum(ord(c) > 0x7F for c in text) - broken
    if multibyte > 4 * broken:
        return Decoded(text, "utf-8", broken)
    return _lenient(data, "cp1252")


def _as_browsers(name: str) -> str:
    """Read latin-1 and ASCII as windows-1252, as the WHATWG encoding standard does."""
    return "cp1252" if name.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name


def _strict(data: bytes, name: str) -> Decoded | None:
    try:
        return Decoded(data.decode(name), codecs.lookup(name).name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _lenient(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return Decoded(text, name, text.count("\ufffd"))
