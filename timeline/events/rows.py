"""Make the events table from clusters of statements: best interval, readings, counts, first report,
headline.
"""

import datetime as dt
import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import polars as pl

from timeline import schema
from timeline.events.alike import terms
from timeline.events.edtf import edtf
from timeline.events.lexicon import english
from timeline.events.rank import scored

_BASES = ("stated", "carried", "publication")
_OPEN = ("BEFORE", "ON_OR_BEFORE", "AFTER", "ON_OR_AFTER")
SAME_TELLING = 0.8
"""Share of telling words in common from which two sentences are one telling, copied or lightly edited."""
FINE = ("second", "minute", "hour", "part_of_day")
"""Granularities finer than a day."""
FINE_SUPPORT = 1 / 3
"""Share of an event's statements that must give a time of day for the event to have one."""
SUPPORT = 1 / 5
"""Share of an event's statements that must lie in a coarser reading for it to count."""
ZONE = dt.timedelta(days=1)
"""Difference between two days that is no conflict."""

Row = dict[str, Any]


def events_table(placed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the events and, for each ``group`` number, its event_id.

    ``placed`` is the evidence of all statements with their ``group``; see ``merge``.
    """
    groups: dict[int, list[Row]] = {}
    for row in placed.sort("group", "key", "article_id", "event_mention_id").iter_rows(named=True):
        groups.setdefault(row["group"], []).append(row)
    made = [(number, _event(rows)) for number, rows in groups.items()]
    ids = pl.DataFrame(
        [(number, event["event_id"]) for number, event in made],
        schema={"group": pl.Int64, "event_id": pl.String},
        orient="row",
    )
    events = scored([event for _, event in made])
    frame = schema.EVENTS.frame(events)
    return frame.sort("start", "stop", "event_id", nulls_last=True), ids


def _event(rows: Sequence[Row]) -> Row:
    """Make one event's row; ``_tellings`` and the like are for the score and are dropped by the schema."""
    articles = {row["article_id"]: row for row in rows}
    tellings = _tellings(rows)
    interval, conflict = _interval(rows)
    outlets = {a["source"] or a["article_id"] for a in articles.values()}
    distinct = {row["key"] for row in rows}
    return {
        "event_id": _id(rows),
        "headline": _headline(rows),
        **interval,
        "edtf": edtf(interval["start"], interval["stop"], interval["granularity"], interval["mod"]),
        "basis": min((row["basis"] for row in rows), key=_BASES.index),
        "modality": _modality(rows),
        "n_articles": len(articles),
        "n_sources": len(outlets),
        "n_tellings": len(tellings),
        **_first(list(articles.values())),
        "conflict": conflict,
        "readings": _readings(rows),
        "_n_statements": len(distinct),
        "_n_sources": len({min(a["source"] or a["article_id"] for a in telling) for telling in tellings}),
        "_last": max((row["dct_start"] for row in rows if row["dct_start"]), default=None),
    }


def _id(rows: Sequence[Row]) -> str:
    """Hash the earliest statement's content: it holds for any order of articles and for added copies."""
    first = min(rows, key=lambda r: (r["dct_start"] or dt.date.max, r["key"]))
    return "e" + hashlib.sha256(first["key"].encode()).hexdigest()[:15]


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
            int(_leans(words)),
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


def _modality(rows: Sequence[Row]) -> str:
    """Take the majority of distinct statements; what happened wins a tie, and over plans for it."""
    counts = Counter(modality for _, modality in {(row["key"], row["modality"]) for row in rows})
    if counts["happened"]:
        counts["planned"] = 0
    return max(schema.MODALITIES, key=lambda m: (counts[m], -schema.MODALITIES.index(m)))


def _interval(rows: Sequence[Row]) -> tuple[Row, bool]:
    """Find the most precise interval that the evidence supports, and whether articles contradict each other.

    The reading with most tellings among the contradicting ones leads; all readings that share time with it
    narrow it.
    """
    dated = [row for row in rows if row["basis"] != "publication"]
    if not dated:
        first = min(rows, key=lambda r: (r["stop"], r["start"]))
        return {name: first[name] for name in ("start", "stop", "granularity", "mod")}, False
    if len(dated) == 1:
        return {name: dated[0][name] for name in ("start", "stop", "granularity", "mod")}, False
    closed = [row for row in dated if row["mod"] not in _OPEN and row["start"] and row["stop"]] or dated
    supported = _supported(closed, dated) or _supported(dated, dated) or dated
    lead = _leading(supported)
    agreeing = [row for row in supported if _meets(row, lead)]
    conflict = any(not _meets(row, lead) and _gap(row, lead) > ZONE for row in closed)
    narrow = min(agreeing, key=_width)
    starts = [row["start"] for row in agreeing if row["start"]]
    stops = [row["stop"] for row in agreeing if row["stop"]]
    start, stop = (max(starts) if starts else None), (min(stops) if stops else None)
    if start and stop and start >= stop:
        start, stop = narrow["start"], narrow["stop"]
    return {
        "start": start,
        "stop": stop,
        "granularity": narrow["granularity"],
        "mod": narrow["mod"],
    }, conflict


def _width(row: Row) -> tuple[float, bool, str]:
    if row["start"] is None or row["stop"] is None:
        return float("inf"), row["mod"] is not None, row["key"]
    return (row["stop"] - row["start"]).total_seconds(), row["mod"] is not None, row["key"]


def _supported(rows: Sequence[Row], dated: Sequence[Row]) -> list[Row]:
    """Leave out readings that are more precise than the others and that too few statements share.

    A clock time tells one moment of a longer event; a lone narrow reading among many is often another event.
    """
    distinct = list({row["key"]: row for row in dated}.values())
    kept = set()
    for row in {row["key"]: row for row in rows}.values():
        share = sum(_within(other, row) for other in distinct) / len(distinct)
        if share >= (FINE_SUPPORT if row["granularity"] in FINE else SUPPORT):
            kept.add(row["key"])
    return [row for row in rows if row["key"] in kept]


def _within(inner: Row, outer: Row) -> bool:
    """Say whether one interval lies in another; both are closed."""
    return bool(
        inner["start"]
        and outer["start"]
        and outer["stop"]
        and inner["stop"]
        and outer["start"] <= inner["start"]
        and inner["stop"] <= outer["stop"]
    )


def _leading(rows: Sequence[Row]) -> Row:
    """Choose the reading that most distinct statements share time with, the narrowest and earliest told
    among equals.
    """
    distinct = list({row["key"]: row for row in rows}.values())

    def rank(row: Row) -> tuple[int, tuple[float, bool, str], dt.date, str]:
        support = sum(_meets(row, other) for other in distinct)
        return -support, _width(row), row["dct_start"] or dt.date.max, row["key"]

    return min(distinct, key=rank)


def _meets(a: Row, b: Row) -> bool:
    return (a["start"] is None or b["stop"] is None or a["start"] < b["stop"]) and (
        b["start"] is None or a["stop"] is None or b["start"] < a["stop"]
    )


def _gap(a: Row, b: Row) -> dt.timedelta:
    return abs(a["start"] - b["start"]) if a["start"] and b["start"] else dt.timedelta(days=2)


def _readings(rows: Sequence[Row]) -> list[Row]:
    """List the distinct dates that articles give, with the articles."""
    found: dict[tuple[Any, ...], set[str]] = {}
    for row in rows:
        found.setdefault((row["start"], row["stop"], row["granularity"]), set()).add(row["article_id"])
    order = sorted(found, key=lambda k: (k[0] or dt.datetime.min, k[1] or dt.datetime.max, k[2] or ""))
    return [
        {"start": k[0], "stop": k[1], "granularity": k[2], "article_ids": sorted(found[k])} for k in order
    ]


def _tellings(rows: Sequence[Row]) -> list[list[Row]]:
    """Group the articles of an event into separate tellings: copies by cluster_id or by a near-identical
    sentence.
    """
    by_article: dict[str, list[Row]] = {}
    for row in rows:
        by_article.setdefault(row["article_id"], []).append(row)
    if len(by_article) == 1:
        return [list(rows[:1])]
    words: dict[str, frozenset[str]] = {row["sentence"]: frozenset(terms(row["sentence"])) for row in rows}
    home = {id_: {id_} for id_ in by_article}
    # Articles with exactly the same sentences collapse first: copies are many, tellings few.
    kinds: dict[tuple[Any, ...], str] = {}
    for id_, own in by_article.items():
        for kind in (("text", *sorted({r["sentence"] for r in own})), ("cluster", own[0]["cluster_id"])):
            if kind == ("cluster", None):
                continue
            _unite(home, kinds.setdefault(kind, id_), id_)
    leaders = {min(group): group for group in home.values()}
    for a, b in combinations(sorted(leaders), 2):
        if home[a] is not home[b] and _same_telling(by_article[a], by_article[b], words):
            _unite(home, a, b)
    unique = {id(group): group for group in home.values()}
    return [[by_article[i][0] for i in sorted(group)] for group in unique.values()]


def _unite(home: dict[str, set[str]], a: str, b: str) -> None:
    if home[a] is home[b]:
        return
    joined = home[a] | home[b]
    for id_ in joined:
        home[id_] = joined


def _same_telling(a: Sequence[Row], b: Sequence[Row], words: dict[str, frozenset[str]]) -> bool:
    for one in a:
        for two in b:
            if one["cluster_id"] and two["cluster_id"]:
                continue
            left, right = words[one["sentence"]], words[two["sentence"]]
            if left and right and len(left & right) >= SAME_TELLING * len(left | right):
                return True
    return False


def _first(articles: Sequence[Row]) -> Row:
    """Name the first report: by the clock where every article has one, else by day; several are a tie."""
    dated = [a for a in articles if a["dct_start"] and a["dct_stop"]]
    if not dated:
        return {"first_start": None, "first_stop": None, "first_article_ids": []}
    if all(a["published"] is not None for a in articles):
        earliest = min(a["published"] for a in articles)
        first = [a for a in articles if a["published"] == earliest]
        dated_first = [a for a in first if a["dct_start"]] or dated
        start, stop = min(a["dct_start"] for a in dated_first), min(a["dct_stop"] for a in dated_first)
    else:
        start, stop = min(a["dct_start"] for a in dated), min(a["dct_stop"] for a in dated)
        first = [a for a in dated if a["dct_start"] < stop]
    return {
        "first_start": start,
        "first_stop": stop,
        "first_article_ids": sorted(a["article_id"] for a in first),
    }
