"""Read plain text and Markdown files: one file is one article."""

import re

from timeline.options import ReadOptions
from timeline.readers.columns import choose
from timeline.readers.decode import decode
from timeline.readers.records import FIELDS, Blob, Context, Found, Reader, Record, Reject, Unit, reject, whole

MAX_TITLE = 160
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\r?\n)?---[ \t]*(?:\r?\n|$)", re.S)
_PAIR = re.compile(r"([A-Za-z_][\w .-]{0,60}?)\s*:(?:\s+(.*?))?\s*")
_HEADING = re.compile(r"\s*#\s+(.+?)(?:\s+#+)?[ \t]*(?:\r?\n|$)")


def title_of(text: str) -> str | None:
    r"""Give the first line if it reads like a headline: short, no full stop at its end, more text below.

    The text keeps the line, so that offsets stay true.

    >>> title_of("Chip maker falls\n\nShares fell on Monday.")
    'Chip maker falls'
    >>> title_of("Shares fell on Monday.\nMore.") is None
    True
    """
    line, _, rest = text.lstrip().partition("\n")
    line = line.strip()
    if not line or len(line) > MAX_TITLE or line[-1] in ".,;:…" or " " not in line or not rest.strip():
        return None
    return line


def _read_text(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    decoded = decode(unit.raw)
    if not decoded.text.strip():
        return reject(unit.position, "no text", unit.raw)
    warnings = (decoded.warning,) if decoded.warning else ()
    return Record("", {"text": decoded.text, "title": title_of(decoded.text)}, warnings=warnings)


def _read_markdown(unit: Unit, _: Context, options: ReadOptions) -> Record | Reject:
    """Read Markdown; front matter gives the metadata, the text is everything below it, marks included."""
    decoded = decode(unit.raw)
    fields, text = _front_matter(decoded.text)
    if not text.strip():
        return reject(unit.position, "no text below the front matter" if fields else "no text", unit.raw)
    chosen = choose([name for name in fields if name != "text"], options.columns)
    values: dict[str, str | None] = {ours: fields[chosen[ours]] for ours in FIELDS if ours in chosen}
    values["text"] = text
    if not values.get("title"):
        heading = _HEADING.match(text)
        values["title"] = heading[1] if heading else None
    published = fields.get(chosen.get("published", ""))
    extra = {f"x_{name}": value for name, value in fields.items() if name not in chosen.values()}
    dates = (Found("metadata", published),) if published else ()
    return Record("", values, extra, dates, (decoded.warning,) if decoded.warning else ())


def _front_matter(text: str) -> tuple[dict[str, str | None], str]:
    r"""Split ``key: value`` lines between two lines of three dashes from the text; anything else is text.

    >>> _front_matter("---\ntitle: A day\n---\nBody")
    ({'title': 'A day'}, 'Body')
    """
    match = _FRONT.match(text)
    if not match or not match[1]:
        return {}, text
    fields: dict[str, str | None] = {}
    key = None
    for line in match[1].splitlines():
        if pair := _PAIR.fullmatch(line):
            key = pair[1]
            fields[key] = (pair[2] or "").strip("\"'") or None
        elif key is not None and line[:1] in (" ", "-") and line.strip():
            # the lines of a list or of a folded value belong to the key above
            item = line.strip().removeprefix("- ").strip("\"'")
            fields[key] = f"{fields[key]}, {item}" if fields[key] else item
        elif line.strip() and not line.startswith("#"):
            return {}, text
    return fields, text[match.end() :]


def _is_markdown(blob: Blob, _: str) -> bool:
    return blob.suffix in (".md", ".markdown")


def _is_text(blob: Blob, _: str) -> bool:
    return blob.suffix in (".txt", ".text", "")


MARKDOWN = Reader(
    "md",
    (".md", ".markdown"),
    "Markdown, one article a file; front matter gives title, date and the rest",
    _is_markdown,
    whole,
    _read_markdown,
)
TEXT = Reader("txt", (".txt", ".text"), "plain text, one article a file", _is_text, whole, _read_text)
