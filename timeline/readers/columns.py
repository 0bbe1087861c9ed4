"""Map the columns of an export to ours by the usual names, and turn a row of it into a record."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from math import isnan
from typing import Any

from timeline.errors import OptionError
from timeline.readers.records import FIELDS, Found, Record, Reject, reject, storable

USUAL: Mapping[str, list[str]] = {
    "text": [
        "text", "body", "content", "articletext", "articlebody", "fulltext", "bodytext", "maintext",
        "storytext", "plaintext", "textcontent", "fields.bodytext", "story", "article"
    ],
    "title": [
        "title", "headline", "articletitle", "storytitle", "head", "webtitle", "name", "hl", "title.text"
    ],
    "source": [
        "source.name", "source.title", "source", "outlet", "sourcename", "publication", "publicationname",
        "publisher.name", "publisher", "medianame", "mediaoutlet", "newspaper", "sitename", "site",
        "sourcedomain", "domain", "media"
    ],
    "url": ["url", "link", "canonicalurl", "weburl", "articleurl", "storyurl", "permalink", "href", "uri"],
    "published": [
        "published", "publishedat", "publisheddate", "publishdate", "publicationdate", "pubdate",
        "datepublished", "publicationdatetime", "webpublicationdate", "firstpublished", "datetimepub",
        "datetime", "date", "pub", "displaydate", "created", "createdat", "timestamp"
    ],
    "author": ["author", "authors", "byline", "creator", "writer", "journalist", "author.name"],
    "lang": ["lang", "language", "languagecode"],
    "article_id": ["articleid", "id", "guid", "storiesid", "uuid", "docid", "documentid"],
}  # fmt: skip
"""Column names by what they hold, the most usual first; case, blanks, dashes and underscores do not count."""

INNER = frozenset({"text", "rendered", "value", "plain", "plaintext", "content", "#text"})
"""Names under which an object in a field holds what the field says: ``content.rendered`` in WordPress."""
SHOWN_COLUMNS = 20
NESTED = 3
"""Dotted names reach this deep into nested JSON."""


def plain(name: str) -> str:
    """Reduce a column name to what counts when names are compared.

    >>> plain("Publish_Date"), plain("source.Name")
    ('publishdate', 'source.name')
    """
    return re.sub(r"[^\w.]|_", "", name.casefold())


def choose(names: Sequence[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Choose a column for each of our names: what the user asked for, else the first usual name that is
    there.

    >>> choose(["Headline", "body", "publishedAt"], {})
    {'text': 'body', 'title': 'Headline', 'published': 'publishedAt'}
    """
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain(name), name)
    for name in names:
        outer, _, inner = name.rpartition(".")
        if outer and plain(inner) in INNER:
            by_plain.setdefault(plain(outer), name)
    chosen = {}
    taken = set(asked.values())
    for ours, usual in USUAL.items():
        if ours in asked:
            if asked[ours] in names:
                chosen[ours] = asked[ours]
            continue
        found = next((by_plain[c] for c in usual if c in by_plain and by_plain[c] not in taken), None)
        if found is not None:
            chosen[ours] = found
            taken.add(found)
    return chosen


def check_asked(asked: Mapping[str, str]) -> None:
    """Refuse ``--columns`` for something that is no column of ours."""
    for ours in asked:
        if ours not in USUAL:
            raise OptionError(
                f"--columns {ours}=...: there is no such column; give one of {', '.join(USUAL)}"
            )


def metadata_only(chosen: Mapping[str, str]) -> bool:
    """Say whether columns are a list of articles without their text, as Media Cloud gives it."""
    return "text" not in chosen and {"title", "url", "published"} <= chosen.keys()


def usable(chosen: Mapping[str, str], names: Sequence[str], asked: Mapping[str, str]) -> str | None:
    """Say why a table cannot be read, or nothing if it can."""
    if "text" in asked and "text" not in chosen:
        return f"there is no column {asked['text']!r}; columns: {_shown(names)}"
    if "text" in chosen or metadata_only(chosen):
        return None
    return f"no column holds the text; columns: {_shown(names)}. Say which it is with --columns text=NAME"


def is_header(names: Sequence[str], asked: Mapping[str, str]) -> bool:
    """Say whether cells are the names of columns: a text's and another one, or what ``usable`` takes."""
    chosen = choose(names, asked)
    return len(chosen) > 1 and usable(chosen, names, asked) is None


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN_COLUMNS} more" if len(names) > SHOWN_COLUMNS else ""
    return ", ".join(storable(name)[:40] or "(no name)" for name in names[:SHOWN_COLUMNS]) + more


def flat(fields: Mapping[str, Any], prefix: str = "", depth: int = NESTED) -> dict[str, Any]:
    """Give nested fields dotted names beside the plain ones; lists stay whole.

    >>> flat({"source": {"name": "Daily"}, "title": "T"})
    {'source.name': 'Daily', 'title': 'T'}
    """
    out: dict[str, Any] = {}
    for key, value in fields.items():
        if isinstance(value, dict) and depth > 1:
            out |= flat(value, f"{prefix}{key}.", depth - 1)
        else:
            out[f"{prefix}{key}"] = value
    return out


def record(position: str, fields: Mapping[str, Any], chosen: Mapping[str, str], raw: str) -> Record | Reject:
    """Turn a row into a record; ``raw`` is what a reject shows.

    A row without text is a reject, unless its table has no column for text at all.
    """
    flattened = flat(fields)
    values: dict[str, str | None] = {
        ours: as_text(flattened.get(chosen[ours])) for ours in FIELDS if ours in chosen
    }
    text = flattened.get(chosen["text"]) if "text" in chosen else ""
    if isinstance(text, list) and all(isinstance(part, str) for part in text):
        text = "\n\n".join(text)
    values["text"] = storable(text) if isinstance(text, str) else as_text(text) or ""
    if "text" in chosen and not (values["text"] or "").strip():
        return reject(position, f"no text in {chosen['text']!r}", raw)
    published = as_text(flattened.get(chosen["published"])) if "published" in chosen else None
    dates = (Found("given", published),) if published and published.strip() else ()
    used = set(chosen.values())
    extra = _extra(fields, used)
    return Record(position, values, extra, dates, _damage(values["text"] or ""))


def _extra(fields: Mapping[str, Any], used: set[str]) -> dict[str, str | None]:
    """Keep every column that is not ours as a string ``x_NAME``; nested ones as JSON, less what is used."""
    extra = {}
    for number, (key, value) in enumerate(fields.items(), 1):
        if key in used:
            continue
        name = storable(key) or f"column_{number}"
        left = _without(value, f"{key}.", used) if isinstance(value, dict) else value
        if left or not isinstance(value, dict):
            extra[name if name.startswith("x_") else f"x_{name}"] = as_text(left)
    return extra


def _without(fields: Mapping[str, Any], prefix: str, used: set[str]) -> dict[str, Any]:
    out = {}
    for key, value in fields.items():
        if f"{prefix}{key}" in used:
            continue
        left = _without(value, f"{prefix}{key}.", used) if isinstance(value, dict) else value
        if left or not value:
            out[key] = left
    return out


def as_text(value: Any) -> str | None:
    """Give a cell as a string: nothing for an empty one, ISO 8601 for times, JSON for what is nested.

    >>> as_text(["Ann", "Bo"]), as_text(1.0), as_text(float("nan"))
    ('Ann, Bo', '1', None)
    """
    if value is None or value == "" or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, str) for item in value):
        return storable(", ".join(value))
    if isinstance(value, (list, tuple, dict)):
        return storable(json.dumps(value, ensure_ascii=False, default=str)) if value else None
    return str(value)


def _damage(text: str) -> tuple[str, ...]:
    found = text.count("\ufffd")
    return (
        (f"{found} characters of the text stand as \ufffd: the encoding was broken before",) if found else ()
    )


def unique_names(names: Iterable[str]) -> list[str]:
    """Number repeated and missing column names, so that none is lost.

    >>> unique_names(["a", "a", ""])
    ['a', 'a_2', 'column_3']
    """
    # a damaged file can be one line of thousands of cells: looked up, never searched
    out: dict[str, None] = {}
    times: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        wanted = name.strip() or f"column_{number}"
        made = wanted
        while made in out:
            times[wanted] = times.get(wanted, 1) + 1
            made = f"{wanted}_{times[wanted]}"
        out[made] = None
    return list(out)
