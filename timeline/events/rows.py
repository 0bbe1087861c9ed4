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
from timeline.events.rank import scores
from timeline.events.tellings import Words, first_report, tellings
from timeline.events.terms import term_sets

_BASES = ("stated", "carried", "publication")
_USED = (
    "group", "key", "article_id", "event_mention_id", "sentence", "headline", "actors", "start", "stop",
    "granularity", "mod", "basis", "modality", "source", "published", "dct_start", "dct_stop", "cluster_id",
)  # fmt: skip
_SCORED = (
    pl.col("_n_sources").cast(pl.Int64), pl.col("_n_statements").cast(pl.Int64), pl.col("_last")
)  # fmt: skip
_CHOSEN = (
    "headline", "start", "stop", "granularity", "mod", "edtf", "n_tellings", "first_start", "first_stop",
    "first_article_ids", "conflict",
)  # fmt: skip
_edtf = lru_cache(maxsize=100_000)(edtf)


def events_table(placed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the events and, for each ``group`` number, its event_id.

    ``placed`` is the evidence of all statements with their ``group``; see ``merge``.
    """
    told = placed.select(_USED).sort("group", "key", "article_id", "event_mention_id")
    often = pl.len().over("group") > 1
    made = [_told_often(told.filter(often)), _told_once(told.filter(~often))]
    frame = pl.concat(
        [pl.concat([_as_events(rows), rows.select("group", *_SCORED)], how="horizontal") for rows in made]
    )
    frame = frame.with_columns(scores(frame))
    ids = frame.select("group", "event_id")
    return frame.select(schema.EVENTS.schema.names()).sort("start", "stop", "event_id", nulls_last=True), ids


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
    dates = told.select("start", "stop", "granularity", "mod")
    different = dates.unique(maintain_order=True)
    written = pl.Series("edtf", [_edtf(*date) for date in different.iter_rows()], dtype=pl.String)
    return told.with_columns(
        _ids(told["key"]),
        dates.join(
            different.with_columns(written), on=dates.columns, nulls_equal=True, maintain_order="left"
        )["edtf"],
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


def _told_often(told: pl.DataFrame) -> pl.DataFrame:
    """Give the columns of the events that several statements tell."""
    groups: dict[int, list[Row]] = {}
    for row in told.iter_rows(named=True):
        groups.setdefault(row["group"], []).append(row)
    words = term_sets([*told["sentence"].unique(), *told["headline"].unique()])
    kept = {name: schema.EVENTS.schema[name] for name in _CHOSEN}
    made = [_chosen(rows, words) for rows in groups.values()]
    chosen = pl.DataFrame(
        [pl.Series(name, [row[name] for row in made], dtype=kind) for name, kind in kept.items()]
        + [pl.Series("_n_sources", [row["_n_sources"] for row in made], dtype=pl.Int64)]
        + [pl.Series("group", list(groups), dtype=pl.Int64)]
    )
    counted = _counted(told).join(_readings(told), on="group").join(_modalities(told), on="group")
    rows = chosen.join(counted, on="group", maintain_order="left")
    return rows.with_columns(_ids(rows["key"]))


def _chosen(rows: Sequence[Row], words: Words) -> Row:
    """Choose headline and interval of an event, and tell its tellings and first report."""
    articles = {row["article_id"]: row for row in rows}
    separate = tellings(rows, words)
    interval, conflict = reconcile(rows)
    return {
        "headline": _headline(rows, words),
        **interval,
        "edtf": _edtf(interval["start"], interval["stop"], interval["granularity"], interval["mod"]),
        "n_tellings": len(separate),
        **first_report(list(articles.values())),
        "conflict": conflict,
        "_n_sources": len({min(a["source"] or a["article_id"] for a in telling) for telling in separate}),
    }


def _counted(told: pl.DataFrame) -> pl.DataFrame:
    """Count for each group what needs no choice; ``key`` is the earliest statement's.

    Its content names the event: it holds for any order of articles and for added copies.
    """
    outlet = pl.when(pl.col("source").fill_null("") == "").then("article_id").otherwise("source")
    first = pl.col("key").sort_by(pl.col("dct_start").fill_null(dt.date.max), "key").first()
    basis = pl.col("basis").replace_strict({name: n for n, name in enumerate(_BASES)}, return_dtype=pl.Int64)
    return told.group_by("group").agg(
        first,
        basis.min().replace_strict(dict(enumerate(_BASES)), return_dtype=pl.String).alias("basis"),
        pl.col("article_id").n_unique().alias("n_articles"),
        outlet.n_unique().alias("n_sources"),
        pl.col("key").n_unique().alias("_n_statements"),
        pl.col("dct_start").max().alias("_last"),
    )


def _modalities(told: pl.DataFrame) -> pl.DataFrame:
    """Take the majority of distinct statements; what happened wins a tie, and over plans for it."""
    order = {name: n for n, name in enumerate(schema.MODALITIES)}
    counts = told.select("group", "key", "modality").unique().group_by("group", "modality").len()
    happened = (pl.col("modality") == "happened").any().over("group")
    counts = counts.filter(~happened | (pl.col("modality") != "planned"))
    place = pl.col("modality").replace_strict(order, return_dtype=pl.Int64)
    counts = counts.sort("group", "len", place, descending=[False, True, False])
    return counts.unique("group", keep="first", maintain_order=True).select("group", "modality")


def _readings(told: pl.DataFrame) -> pl.DataFrame:
    """List the distinct dates that articles give, with the articles, the earliest first."""
    date = ("start", "stop", "granularity")
    found = told.group_by("group", *date).agg(pl.col("article_id").unique().sort().alias("article_ids"))
    found = found.sort("group", *date, nulls_last=[False, False, True, False])
    return found.group_by("group", maintain_order=True).agg(pl.struct(*date, "article_ids").alias("readings"))


def _ids(keys: pl.Series) -> pl.Series:
    """Give the identifiers of events by the content of a statement."""
    made = ["e" + hashlib.sha256(key.encode()).hexdigest()[:15] for key in keys]
    return pl.Series("event_id", made, dtype=pl.String)


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
