"""Make the events table from clusters of statements: one row an event."""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from timeline import schema
from timeline.events.edtf import edtf
from timeline.events.intervals import Row, reconcile
from timeline.events.lexicon import english
from timeline.events.rank import scored
from timeline.events.tellings import first_report, readings, tellings
from timeline.events.terms import terms

_BASES = ("stated", "carried", "publication")
_USED = (
    "group", "key", "article_id", "event_mention_id", "sentence", "headline", "actors", "start", "stop",
    "granularity", "mod", "basis", "modality", "source", "published", "dct_start", "dct_stop", "cluster_id",
)  # fmt: skip
_edtf = lru_cache(maxsize=100_000)(edtf)


def events_table(placed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the events and, for each ``group`` number, its event_id.

    ``placed`` is the evidence of all statements with their ``group``; see ``merge``.
    """
    groups: dict[int, list[Row]] = {}
    told = placed.select(_USED).sort("group", "key", "article_id", "event_mention_id")
    for row in told.iter_rows(named=True):
        groups.setdefault(row["group"], []).append(row)
    made = [_event(rows) if len(rows) > 1 else _told_once(rows[0]) for rows in groups.values()]
    ids = pl.DataFrame(
        {"group": list(groups), "event_id": [event["event_id"] for event in made]},
        schema={"group": pl.Int64, "event_id": pl.String},
    )
    frame = schema.EVENTS.frame(scored(made))
    return frame.sort("start", "stop", "event_id", nulls_last=True), ids


def _told_once(row: Row) -> Row:
    """Make the row of an event that one statement tells; most are."""
    date = {name: row[name] for name in ("start", "stop", "granularity", "mod")}
    dated = row["dct_start"] is not None and row["dct_stop"] is not None
    reading = {"start": row["start"], "stop": row["stop"], "granularity": row["granularity"]}
    return {
        "event_id": _id(row),
        "headline": row["headline"],
        **date,
        "edtf": _edtf(row["start"], row["stop"], row["granularity"], row["mod"]),
        "basis": row["basis"],
        "modality": row["modality"],
        "n_articles": 1,
        "n_sources": 1,
        "n_tellings": 1,
        "first_start": row["dct_start"] if dated else None,
        "first_stop": row["dct_stop"] if dated else None,
        "first_article_ids": [row["article_id"]] if dated else [],
        "conflict": False,
        "readings": [reading | {"article_ids": [row["article_id"]]}],
        "_n_statements": 1,
        "_n_sources": 1,
        "_last": row["dct_start"],
    }


def _event(rows: Sequence[Row]) -> Row:
    """Make one event's row; ``_n_statements`` and the like are for the score and are dropped by the schema."""
    articles = {row["article_id"]: row for row in rows}
    separate = tellings(rows)
    interval, conflict = reconcile(rows)
    outlets = {a["source"] or a["article_id"] for a in articles.values()}
    return {
        # The earliest statement's content: it holds for any order of articles and for added copies.
        "event_id": _id(min(rows, key=lambda r: (r["dct_start"] is None, r["dct_start"] or 0, r["key"]))),
        "headline": _headline(rows),
        **interval,
        "edtf": _edtf(interval["start"], interval["stop"], interval["granularity"], interval["mod"]),
        "basis": min((row["basis"] for row in rows), key=_BASES.index),
        "modality": _modality(rows),
        "n_articles": len(articles),
        "n_sources": len(outlets),
        "n_tellings": len(separate),
        **first_report(list(articles.values())),
        "conflict": conflict,
        "readings": readings(rows),
        "_n_statements": len({row["key"] for row in rows}),
        "_n_sources": len({min(a["source"] or a["article_id"] for a in telling) for telling in separate}),
        "_last": max((row["dct_start"] for row in rows if row["dct_start"]), default=None),
    }


def _id(row: Row) -> str:
    return "e" + hashlib.sha256(row["key"].encode()).hexdigest()[:15]


def _headline(rows: Sequence[Row]) -> str:
    """Choose the headline that tells it best.

    Stated, happened, naming an actor first, needing no sentence before it, in the words of the others: the
    mean number of headlines that share its terms, times the root of their number, so that neither a bare
    "V3 was there" nor a long aside wins.
    """
    if all(row["headline"] == rows[0]["headline"] for row in rows):
        return str(rows[0]["headline"])
    shares = {row["key"]: set(terms(row["headline"])) for row in rows}
    counts = Counter(term for own in shares.values() for term in own)

    def rank(row: Row) -> tuple[int, int, int, int, int, float, int, str]:
        own = shares[row["key"]]
        common = sum(counts[term] for term in own) / math.sqrt(max(1, len(own)))
        words = row["headline"].split()
        named = any(row["headline"].startswith(a.split()[0]) for a in row["actors"] or ())
        return (
            _BASES.index(row["basis"]),
            int(row["modality"] != "happened"),
            int(not named),
            int(_leans(words) or _names_a_day(words)),
            int(not 3 <= len(words) <= 12),
            -round(common, 6),
            len(words),
            row["headline"],
        )

    return str(min(rows, key=rank)["headline"])


def _leans(words: Sequence[str]) -> bool:
    """Say whether a headline needs the sentence before it: "He announced it"."""
    cues = english()
    low = [word.lower().strip(",.:;'\"") for word in words if not (word.isupper() and len(word) > 1)]
    return any(
        cues.has("words.object_pronouns", word)
        or (cues.has("words.personal", word) and not cues.has("words.possessive_pronouns", word))
        for word in low
    )


def _names_a_day(words: Sequence[str]) -> bool:
    """Say whether a headline speaks of a weekday or month: "Tuesday's quake" tells nothing a week later."""
    cues = english()
    return any(cues.has("terms.stop", w.lower()) and cues.has("names.not_names", w.lower()) for w in words[-4:] + words[:1] if w[:1].isupper() and w.lower() not in cues.lists["words.articles"])


def _modality(rows: Sequence[Row]) -> str:
    """Take the majority of distinct statements; what happened wins a tie, and over plans for it."""
    counts = Counter(modality for _, modality in {(row["key"], row["modality"]) for row in rows})
    if counts["happened"]:
        counts["planned"] = 0
    return max(schema.MODALITIES, key=lambda m: (counts[m], -schema.MODALITIES.index(m)))
