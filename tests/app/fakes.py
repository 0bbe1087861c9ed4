"""Make a small story by hand, so that the app's tests need no extractor."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from timeline.narrative.spread import phases, spread
from timeline.schema import (
    ARTICLES,
    DUPLICATES,
    EVENT_MENTIONS,
    EVENTS,
    MENTIONS,
    OUTLETS,
    REJECTS,
    TABLES,
)
from timeline.story import Story, write_story

OUTLET_ROWS = [
    ("Harbor Wire", "Harbor Wire", "agency", "US", "America/New_York"),
    ("Capital Observer", "The Capital Observer", "national", "GB", "Europe/London"),
    ("Valley Echo", "Valley Echo", "local", "US", "America/Chicago"),
    ("dam-notes", "Dam Safety Notes", "blog", None, None),
]
HOSTILE = "<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1)) :red[x] $x$ =1+1"
"""What untrusted text may try; nothing of it may work on a page."""

_TEXTS = {
    "a1": (
        "Spillway fails at Rivermouth dam",
        "The spillway of the Rivermouth dam failed on Monday. Crews had reported a crack last month.",
        "Harbor Wire",
        date(2025, 1, 28),
        "meta",
    ),
    "a2": (
        "Thousands told to leave",
        "About 12,000 people were told to leave yesterday. "
        "The crack was found in December 2024, officials said.",
        "Capital Observer",
        date(2025, 1, 29),
        "metadata",
    ),
    "a3": (
        "What the crack meant",
        "The spillway failed on 27 January. The inquiry will open next week. 洪水 and émigrés — ok 🙂.",
        "Valley Echo",
        date(2025, 1, 31),
        "inferred",
    ),
    "a4": (
        HOSTILE,
        f"{HOSTILE} It happened yesterday.\n\nSecond paragraph.",
        "dam-notes",
        date(2025, 2, 3),
        "given",
    ),
    "a5": ("Undated note", "Nothing here has a date.", "dam-notes", None, "none"),
}
_EVENTS = {
    "e1": ("Crack reported by crew", datetime(2024, 12, 1), datetime(2025, 1, 1), "month", None),
    "e2": ("Spillway of the Rivermouth dam fails", datetime(2025, 1, 27), datetime(2025, 1, 28), "day", None),
    "e3": ("12,000 people told to leave", datetime(2025, 1, 28), datetime(2025, 1, 29), "day", None),
    "e4": ("Inquiry opens", datetime(2025, 2, 3), datetime(2025, 2, 10), "week", None),
    "e5": (HOSTILE, datetime(2025, 2, 2), datetime(2025, 2, 3), "day", None),
}
_STATEMENTS = [
    ("a1", "e2", 0, "on Monday", "day -1 | weekday"),
    ("a1", "e1", 1, "last month", "month -1"),
    ("a2", "e3", 0, "yesterday", "day -1"),
    ("a2", "e1", 1, "December 2024", "year 2024 | month 12"),
    ("a3", "e2", 0, "27 January", "month 1 | day 27"),
    ("a3", "e4", 1, "next week", "week +1"),
    ("a4", "e5", 0, "yesterday", "day -1"),
]


def tables() -> dict[str, pl.DataFrame]:
    """Give the tables of the small story, conforming to the schema."""
    articles = _articles()
    mentions, statements = _mentions(articles)
    outlets = OUTLETS.frame(
        {"source": s, "name": n, "aliases": [], "kind": k, "country": c, "timezone": z}
        for s, n, k, c, z in OUTLET_ROWS
    )
    made = {
        "articles": articles,
        "outlets": outlets,
        "mentions": mentions,
        "event_mentions": statements,
        "events": _events(statements, articles),
        "spread": spread(articles, outlets),
        "phases": phases(articles),
        "duplicates": DUPLICATES.frame([{"path": "again.txt", "article_id": "a1", "sha256": "0" * 64}]),
        "rejects": REJECTS.frame(
            [
                {
                    "path": "broken.jsonl",
                    "position": "line 3",
                    "reason": "Not JSON: put one object on each line.",
                    "sample": HOSTILE,
                }
            ]
        ),
    }
    return {name: made.get(name, table.empty()) for name, table in TABLES.items()}


def story(folder: Path, given: dict[str, pl.DataFrame] | None = None, name: str = "Rivermouth dam") -> Story:
    """Write the small story into a folder."""
    made = given or tables()
    counts = {"records_in": sum(made[t].height for t in ("articles", "duplicates", "rejects"))}
    manifest = {"name": name, "counts": counts, "warnings": ["one.csv: 1 row matches no file."], "inputs": []}
    return write_story(folder, made, manifest)


def large(n: int) -> dict[str, pl.DataFrame]:
    """Give the tables of a story of ``n`` articles with as many events."""
    base = tables()
    copies = -(-n // 4)

    numbers = pl.DataFrame({"_n": [f"-{i}" for i in range(copies)]})

    def again(table: pl.DataFrame, *keys: str) -> pl.DataFrame:
        crossed = table.join(numbers, how="cross")
        return crossed.with_columns(pl.col(key) + pl.col("_n") for key in keys).drop("_n")

    articles = again(base["articles"].filter(pl.col("article_id") != "a5"), "article_id")
    offset = pl.Series("d", [timedelta(days=i % 60) for i in range(articles.height)])
    articles = articles.with_columns(pl.col("dct_start", "dct_stop", "dct_best") + offset)
    made = {**base, "articles": articles}
    made["mentions"] = again(base["mentions"], "article_id", "mention_id")
    made["event_mentions"] = again(
        base["event_mentions"], "article_id", "event_id", "event_mention_id"
    ).with_columns(pl.lit([], dtype=pl.List(pl.String)).alias("mention_ids"))
    made["events"] = again(base["events"], "event_id")
    made["spread"] = spread(articles, base["outlets"])
    made["phases"] = phases(articles)
    return made


def _articles() -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for article_id, (title, text, source, day, origin) in _TEXTS.items():
        why = ["Given in published.csv."] if day else ["No date was found anywhere."]
        rows.append(
            {
                "article_id": article_id,
                "path": f"{article_id}.txt",
                "title": title,
                "text": text,
                "source": source,
                "url": "https://example.com/a" if article_id == "a1" else "javascript:alert(1)",
                "lang": "en",
                "dct_start": day,
                "dct_stop": day + timedelta(days=1) if day else None,
                "dct_best": day,
                "dct_origin": origin,
                "dct_why": why,
                "included": True,
                "cluster_id": article_id,
                "sha256": "0" * 64,
            }
        )
    desks = ["news", "news", "features", None, "=HYPERLINK(1)"]
    return ARTICLES.frame(rows).with_columns(pl.Series("x_desk", desks, pl.String))


def _mentions(articles: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    texts = dict(articles.select("article_id", "text").iter_rows())
    days = dict(articles.select("article_id", "dct_start").iter_rows())
    mentions, statements = [], []
    for number, (article_id, event_id, place, phrase, operator) in enumerate(_STATEMENTS):
        text = texts[article_id]
        headline, start, stop, granularity, mod = _EVENTS[event_id]
        begin = text.index(phrase)
        end = begin + len(phrase)
        first = 0 if place == 0 else text.index(". ") + 2
        last = text.index(".", end) + 1
        mention_id = f"{article_id}:{begin}-{end}"
        shared = {"article_id": article_id, "field": "text", "start": start, "stop": stop}
        shared |= {"granularity": granularity, "mod": mod}
        mentions.append(
            shared
            | {
                "mention_id": mention_id,
                "begin": begin,
                "end": end,
                "phrase": phrase,
                "type": "DATE",
                "value": start.strftime("%Y-%m" if granularity == "month" else "%Y-%m-%d"),
                "edtf": start.strftime("%Y-%m" if granularity == "month" else "%Y-%m-%d"),
                "operator": operator,
                "anchor": "none" if "2024" in phrase else "dct",
                "reason": f"“{phrase}” counts from the publication day {days[article_id]}.",
                "certain": article_id != "a3",
                "alternatives": [],
            }
        )
        statements.append(
            shared
            | {
                "event_mention_id": f"{article_id}:{first}-{last}#{number}",
                "event_id": event_id,
                "found_event_id": event_id,
                "begin": first,
                "end": last,
                "mention_ids": [mention_id],
                "basis": "stated",
                "headline": headline,
                "predicate": "fail",
                "actors": [],
                "modality": "planned" if event_id == "e4" else "happened",
                "attributed_to": "officials" if "officials" in text else None,
                "hedged": False,
            }
        )
    return MENTIONS.frame(mentions), EVENT_MENTIONS.frame(statements)


def _events(statements: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    days = dict(articles.select("article_id", "dct_start").iter_rows())
    rows = []
    for number, (event_id, (headline, start, stop, granularity, mod)) in enumerate(_EVENTS.items()):
        told = statements.filter(pl.col("event_id") == event_id)["article_id"].to_list()
        first = min(days[one] for one in told)
        shifted = {
            "start": start + timedelta(days=7),
            "stop": stop + timedelta(days=7),
            "granularity": granularity,
            "article_ids": told[1:],
        }
        conflict = event_id == "e1"
        reading = {"start": start, "stop": stop, "granularity": granularity, "article_ids": told[:1]}
        rows.append(
            {
                "event_id": event_id,
                "headline": headline,
                "start": start,
                "stop": stop,
                "granularity": granularity,
                "mod": mod,
                "edtf": start.strftime("%Y-%m-%d"),
                "basis": "stated",
                "modality": "planned" if event_id == "e4" else "happened",
                "score": 1 - number / 10,
                "n_articles": len(told),
                "n_sources": len(told),
                "n_tellings": len(told),
                "first_start": first,
                "first_stop": first + timedelta(days=1),
                "first_article_ids": [one for one in told if days[one] == first],
                "conflict": conflict,
                "readings": [reading, shifted] if conflict else [reading],
            }
        )
    return EVENTS.frame(rows)


def dam_told(schools: str) -> list[dict[str, str]]:
    """Give two articles of two outlets about the failure of a dam; the second begins with ``schools``."""
    failed = "The spillway of the Rivermouth dam failed on Monday."
    return [
        {
            "article_id": "one",
            "title": "Spillway fails",
            "published": "2025-01-28",
            "source": "Harbor Wire",
            "text": f"{failed} Mayor Ann Lee ordered 12,000 people to leave the valley on Tuesday.",
        },
        {
            "article_id": "two",
            "title": "Valley is emptied",
            "published": "2025-01-30",
            "source": "Valley Echo",
            "text": f"{schools} {failed}",
        },
    ]
