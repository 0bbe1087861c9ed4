"""Turn identified records into the tables of the contract."""

from collections.abc import Sequence
from hashlib import sha256

import polars as pl

from timeline.date_strings import read_dates
from timeline.outlets import domain
from timeline.readers.identity import Identified
from timeline.readers.records import FIELDS, Found, Record, Reject, place
from timeline.schema import ARTICLES, DATES, DUPLICATES, REJECTS
from timeline.zones import date_language

PAGE_ORIGINS = ("metadata", "visible")
"""What a page says of itself: other sites' pages in the same archive say nothing about its dates."""


def articles_frame(identified: Identified) -> pl.DataFrame:
    """Give ``articles`` with its ``x_`` columns; publication days are still empty."""
    rows = identified.articles
    columns = {
        name: [record.values.get(name) for _, _, record in rows] for name in FIELDS if name != "article_id"
    }
    columns["article_id"] = [article_id for article_id, _, _ in rows]
    columns["path"] = [place(label, record.position) for _, label, record in rows]
    columns["text"] = [record.values.get("text") or "" for _, _, record in rows]
    columns["sha256"] = [text_hash(text or "") for text in columns["text"]]
    columns["dct_origin"] = ["none"] * len(rows)
    made = [
        pl.Series(name, columns[name], dtype=pl.String)
        if name in columns
        else pl.repeat(name == "included" or None, len(rows), dtype=dtype, eager=True).alias(name)
        for name, dtype in ARTICLES.schema.items()
    ]
    extra = dict.fromkeys(name for _, _, record in rows for name in record.extra)
    made += [pl.Series(n, [record.extra.get(n) for _, _, record in rows], dtype=pl.String) for n in extra]
    return pl.DataFrame(made)


def text_hash(text: str) -> str:
    """Give the SHA-256 of a text as UTF-8."""
    return sha256(text.encode("utf-8")).hexdigest()


def dates_frame(identified: Identified) -> pl.DataFrame:
    """Give ``dates``: every candidate, read; one column of one file shares the order of day and month.

    Pages of one archive share it only with pages of their own site.
    """
    rows = [
        (
            article_id,
            found.origin,
            found.raw,
            found.note,
            date_language(record.values.get("lang"), record.values.get("url")),
            f"{found.origin} {label} {_site(found, record)}",
        )
        for article_id, label, record in identified.articles
        for found in record.dates
    ]
    names = ("article_id", "origin", "raw", "note", "lang", "group")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return read_dates(frame).select(pl.col(name).cast(dtype) for name, dtype in DATES.schema.items())


def _site(found: Found, record: Record) -> str:
    return (domain(record.values.get("url")) or "") if found.origin in PAGE_ORIGINS else ""


def duplicates_frame(identified: Identified) -> pl.DataFrame:
    """Give ``duplicates``."""
    return DUPLICATES.frame(
        {
            "path": label,
            "position": record.position or None,
            "article_id": article_id,
            "sha256": text_hash(record.values.get("text") or ""),
        }
        for article_id, label, record in identified.duplicates
    )


def rejects_frame(rejects: Sequence[tuple[str, Reject]]) -> pl.DataFrame:
    """Give ``rejects``."""
    return REJECTS.frame(
        {
            "path": label,
            "position": r.position or None,
            "reason": r.reason,
            "sample": r.sample,
            "sha256": r.sha256,
        }
        for label, r in rejects
    )
