"""Make the events table from clusters of statements: one row an event."""

import datetime as dt
import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from timeline import schema
from timeline.events.edtf import edtf
from timeline.events.intervals import Row, reconcile
from timeline.events.lexicon import english
from timeline.events.rank import ALONE, scores
from timeline.events.tellings import Words, first_report, readings, tellings
from timeline.events.terms import term_sets

_BASES = ("stated", "carried", "publication")
_USED = (
    "group", "key", "article_id", "event_mention_id", "sentence", "headline", "actors", "start", "stop",
    "granularity", "mod", "basis", "modality", "source", "published", "dct_start", "dct_stop", "cluster_id",
)  # fmt: skip
_COUNTS = ("n_articles", "n_sources", "n_tellings", "_n_statements", "_n_sources")
_COUNTED = {"_n_sources": pl.Int64(), "_n_statements": pl.Int64(), "_last": pl.Date()}
_edtf = lru_cache(maxsize=100_000)(edtf)


def events_table(placed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the events and, for each ``group`` number, its event_id.

    ``placed`` is the evidence of all statements with their ``group``; see ``merge``.
    """
    told = placed.select(_USED).sort("group", "key", "article_id", "event_mention_id")
    often = pl.len().over("group") > 1
    rows = told.filter(often)
    groups: dict[int, list[Row]] = {}
    for row in rows.iter_rows(named=True):
        groups.setdefault(row["group"], []).append(row)
    words = term_sets([*rows["sentence"].unique(), *rows["headline"].unique()])
    made = [_event(group, words) for group in groups.values()]
    columns = {name: schema.EVENTS.schema[name] for name in ALONE} | _COUNTED
    counted = pl.DataFrame({name: [event[name] for event in made] for name in columns}, schema=columns)
    once = _told_once(told.filter(~often))
    score = scores(pl.concat([counted, once.select(pl.col(n).cast(kind) for n, kind in columns.items())]))
    frame = pl.concat(
        [
            schema.EVENTS.frame(made).with_columns(score[: len(made)]),
            _as_events(once.with_columns(score[len(made) :])),
        ]
    )
    ids = pl.DataFrame(
        {"group": list(groups), "event_id": [event["event_id"] for event in made]},
        schema={"group": pl.Int64, "event_id": pl.String},
    )
    ids = pl.concat([ids, once.select("group", "event_id")])
    return frame.sort("start", "stop", "event_id", nulls_last=True), ids


def _as_events(rows: pl.DataFrame) -> pl.DataFrame:
    """Give rows the columns of the events table; those that they lack are null."""
    return rows.select(
        pl.col(name).cast(kind) if name in rows.columns else pl.lit(None, dtype=kind).alias(name)
        for name, kind in schema.EVENTS.schema.items()
    )


def _told_once(told: pl.DataFrame) -> pl.DataFrame:
    """Give the columns of the events that one statement tells; most are such, so they are made together."""
    dated = pl.col("dct_start").is_not_null() & pl.col("dct_stop").is_not_null()
    one = pl.lit(1, dtype=pl.Int64)
    reading = pl.struct("start", "stop", "granularity", pl.concat_list("article_id").alias("article_ids"))
    dates = told.select("start", "stop", "granularity", "mod").iter_rows()
    return told.with_columns(
        pl.Series("event_id", [_id(key) for key in told["key"]], dtype=pl.String),
        pl.Series("edtf", [_edtf(*date) for date in dates], dtype=pl.String),
        *(
            one.alias(name)
            for name in ("n_articles", "n_sources", "n_tellings", "_n_statements", "_n_sources")
        ),
        pl.when(dated).then("dct_start").alias("first_start"),
        pl.when(dated).then("dct_stop").alias("first_stop"),
        pl.when(dated)
        .then(pl.concat_list("article_id"))
        .otherwise(pl.lit([], dtype=pl.List(pl.String)))
        .alias("first_article_ids"),
        pl.lit(False).alias("conflict"),
        pl.concat_list(reading).alias("readings"),
        pl.col("dct_start").alias("_last"),
    )


def _event(rows: Sequence[Row], words: Words) -> Row:
    """Make one event's row; ``_n_statements`` and the like are for the score: the schema drops them."""
    articles = {row["article_id"]: row for row in rows}
    separate = tellings(rows, words)
    interval, conflict = reconcile(rows)
    outlets = {a["source"] or a["article_id"] for a in articles.values()}
    return {
        # The earliest statement's content: it holds for any order of articles and for added copies.
        "event_id": _id(min(rows, key=lambda r: (r["dct_start"] or dt.date.max, r["key"]))["key"]),
        "headline": _headline(rows, words),
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


def _id(key: str) -> str:
    return "e" + hashlib.sha256(key.encode()).hexdigest()[:15]


def _headline(rows: Sequence[Row], words: Words) -> str:
    """Choose the headline that tells it best.

    Stated, happened, naming an actor first, needing no sentence before it, in the words of the others: the
    mean number of headlines that share its terms, times the root of their number, so that neither a bare
    "V3 was there" nor a long aside wins.
    """
    if all(row["headline"] == rows[0]["headline"] for row in rows):
        return str(rows[0]["headline"])
    shares = {row["key"]: words[row["headline"]] for row in rows}
    counts = Counter(term for own in shares.values() for term in own)
    distinct = {
        (row["basis"], row["modality"], row["headline"], tuple(row["actors"] or ())): row for row in rows
    }

    def rank(row: Row) -> tuple[int, int, int, int, int, float, int, str]:
        own = shares[row["key"]]
        common = sum(counts[term] for term in own) / math.sqrt(max(1, len(own)))
        written = row["headline"].split()
        named = any(row["headline"].startswith(a.split()[0]) for a in row["actors"] or ())
        return (
            _BASES.index(row["basis"]),
            int(row["modality"] != "happened"),
            int(not named),
            int(_leans(written) or _names_a_day(written)),
            int(not 3 <= len(written) <= 12),
            -round(common, 6),
            len(written),
            row["headline"],
        )

    return str(min(distinct.values(), key=rank)["headline"])


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
    capital = (word.lower() for word in words if word[:1].isupper())
    return any(cues.has("terms.stop", word) and cues.has("names.not_names", word) for word in capital)


def _modality(rows: Sequence[Row]) -> str:
    """Take the majority of distinct statements; what happened wins a tie, and over plans for it."""
    counts = Counter(modality for _, modality in {(row["key"], row["modality"]) for row in rows})
    if counts["happened"]:
        counts["planned"] = 0
    return max(schema.MODALITIES, key=lambda m: (counts[m], -schema.MODALITIES.index(m)))
