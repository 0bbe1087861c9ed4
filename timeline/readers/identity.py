"""Give every record its article_id and tell duplicates from articles."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from timeline.readers.records import Record, place
from timeline.schema import ORIGINS

ID_LENGTH = 16
"""Hexadecimal digits of a computed article_id: among a million articles a clash has a chance of 1 in 40
million.
"""


@dataclass(frozen=True, slots=True)
class Identified:
    """Hold articles with their ids, duplicates with the id they repeat, and warnings about ids used twice."""

    articles: list[tuple[str, str, Record]] = field(default_factory=list)
    duplicates: list[tuple[str, str, Record]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """Hold the ids given so far, with the content that each belongs to."""

    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def content_key(record: Record) -> str:
    """Give the SHA-256 of (text, title, source, url, published), each as read, as a JSON list in UTF-8."""
    values = record.values
    parts = [
        values.get("text"),
        values.get("title"),
        values.get("source"),
        values.get("url"),
        published(record),
    ]
    return sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8")).hexdigest()


def published(record: Record) -> str | None:
    """Give the string of the most trusted date candidate of a record.

    A capture is none: the same article archived twice is the same article.
    """
    stated = [found for found in record.dates if found.origin != "archive"]
    best = min(stated, key=lambda found: ORIGINS.index(found.origin), default=None)
    return best.raw if best else None


def identify(records: Iterable[tuple[str, Record]], known: Known | None = None) -> Identified:
    """Identify labelled records in their order: (id, label, record) for articles and duplicates.

    The given id if it is free, else the beginning of the content's hash. The same id with other content
    becomes ``id~2`` with a warning; the same id with the same content is a duplicate. ``known`` are the ids
    of records before these; those of these are added.
    """
    out, known = Identified(), known or Known()
    seen, taken = known.seen, known.taken
    for label, record in records:
        content = content_key(record)
        wanted = record.values.get("article_id") or content[:ID_LENGTH]
        if (wanted, content) in seen:
            out.duplicates.append((seen[wanted, content], label, record))
            continue
        article_id, times = wanted, 1
        while article_id in taken:
            times += 1
            article_id = f"{wanted}~{times}"
        if times > 1:
            where = place(label, record.position)
            out.warnings.append(
                f"{where}: the id {wanted!r} is used by another article; this one is {article_id!r}"
            )
        taken.add(article_id)
        seen[wanted, content] = article_id
        out.articles.append((article_id, label, record))
    return out
