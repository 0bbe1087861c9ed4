"""Build an invented story as the pipeline would leave it: a ferry burns, and fourteen outlets report."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from timeline import schema
from timeline.narrative.frames.counting import by_articles, placed
from timeline.narrative.themes import counted
from timeline.options import SpreadOptions

Tables = dict[str, pl.DataFrame]
MakeStory = Callable[..., Tables]

OUTLETS = (
    ("Northwater Wire", "agency", 0),
    ("Skerry Press Agency", "agency", 1),
    ("The Daily Lantern", "national", 5),
    ("Capital Review", "national", 9),
    ("Morning Standard", "national", 7),
    ("Aldermere Courier", "local", 2),
    ("Skarholm Post", "local", 3),
    ("Island Echo", "local", 20),
    ("Ship & Harbour", "trade", 30),
    ("Marine Insurance Weekly", "trade", 60),
    ("The Long Wake", "blog", 26),
    ("Ferry Notes", "blog", 50),
    ("@aldermere_live", "social", 1),
    ("Ministry of Transport", "official", 28),
)


def _day(year: int, month: int, day: int, n: int = 1) -> tuple[datetime, datetime]:
    start = datetime(year, month, day)
    return start, start + timedelta(days=n)


# headline, (start, stop), granularity, mod, modality, weight, coarser reading
EVENTS: tuple[tuple[str, Any, str, str | None, str, float, Any], ...] = (
    ("Line between Aldermere and Skarholm opens", _day(1957, 5, 4), "day", None, "happened", 0.2, None),
    (
        "Ferry enters service",
        (datetime(1998, 1, 1), datetime(1999, 1, 1)),
        "year",
        None,
        "happened",
        0.2,
        None,
    ),
    (
        "Operator buys the ferry",
        (datetime(2022, 1, 1), datetime(2023, 1, 1)),
        "year",
        None,
        "happened",
        0.2,
        None,
    ),
    (
        "Inspection finds worn fuel lines",
        (datetime(2025, 1, 1), datetime(2025, 2, 1)),
        "month",
        None,
        "happened",
        0.9,
        None,
    ),
    ("Operator postpones engine overhaul", _day(2025, 2, 17, 7), "week", None, "happened", 0.6, None),
    (
        "Crew report a smell of fuel",
        _day(2025, 2, 27),
        "day",
        None,
        "happened",
        0.5,
        (_day(2025, 2, 24, 7), "week"),
    ),
    (
        "Fire breaks out in the engine room of the ferry",
        (datetime(2025, 3, 3, 6, 40), datetime(2025, 3, 3, 6, 41)),
        "minute",
        None,
        "happened",
        1.9,
        (_day(2025, 3, 3), "day"),
    ),
    ("Coast guard takes 214 people off the ferry", _day(2025, 3, 3), "day", None, "happened", 1.7, None),
    ("Operator suspends all sailings", _day(2025, 3, 4), "day", None, "happened", 1.1, None),
    ("Minister visits Aldermere harbour", _day(2025, 3, 5), "day", None, "happened", 0.8, None),
    (
        "Divers reach the engine room",
        _day(2025, 3, 7),
        "day",
        None,
        "happened",
        0.6,
        (_day(2025, 3, 3, 7), "week"),
    ),
    ("Insurer sends investigators of its own", _day(2025, 3, 10, 7), "week", None, "happened", 0.5, None),
    ("Memo about worn fuel lines leaks", _day(2025, 3, 12), "day", None, "happened", 1.0, None),
    ("Operator knew of the leak for months", _day(2025, 3, 13), "day", None, "denied", 0.4, None),
    ("Chief executive of the operator resigns", _day(2025, 3, 14), "day", None, "happened", 1.2, None),
    ("Parliament debates ferry safety", _day(2025, 3, 18), "day", None, "happened", 0.6, None),
    ("First sailings resume", _day(2025, 3, 24), "day", None, "planned", 0.6, (_day(2025, 3, 24, 7), "week")),
    ("Operator has to file its safety plan", (None, datetime(2025, 4, 1)), "day", None, "planned", 0.5, None),
    (
        "Inquiry hearings begin",
        _day(2025, 4, 7),
        "day",
        None,
        "planned",
        0.9,
        ((datetime(2025, 4, 1), datetime(2025, 5, 1)), "month"),
    ),
    ("Patrols along the route", (datetime(2025, 3, 8), None), "day", None, "happened", 0.3, None),
    ("New ferry delivered", (datetime(2027, 1, 1), datetime(2028, 1, 1)), "year", None, "planned", 0.3, None),
)
FIRE = datetime(2025, 3, 3, 6, 40)


def build(
    n: int = 45,
    *,
    seed: int = 7,
    known_kinds: bool = True,
    clock: bool = True,
    outlets: int = 14,
    phases: bool = True,
) -> Tables:
    """Build a story of ``n`` articles whose tables hold to ``timeline.schema``."""
    rng = random.Random(seed)
    names = [
        OUTLETS[i % 14] if i < 14 else (f"Outlet {i:03d}", OUTLETS[i % 14][1], i) for i in range(outlets)
    ]
    articles = [_article(i, rng, names, clock) for i in range(n)]
    mentions = [m for i, article in enumerate(articles) for m in _statements(i, article, rng)]
    return {
        "articles": schema.ARTICLES.frame(articles),
        "outlets": schema.OUTLETS.frame(
            {"source": name, "name": name, "aliases": [], "kind": kind if known_kinds else "unknown"}
            for name, kind, _ in names
        ),
        "event_mentions": schema.EVENT_MENTIONS.frame(mentions),
        "events": schema.EVENTS.frame(_events(mentions)),
        "phases": schema.PHASES.frame(_phases() if phases else []),
        "lineage": schema.LINEAGE.frame(_lineage(articles)),
        "credits": schema.CREDITS.frame(_credits(articles)),
        "claims": schema.CLAIMS.frame(_claims(articles)),
        "quotes": schema.QUOTES.frame(_quotes(articles)),
        "variants": schema.VARIANTS.frame(_variants(articles)),
        "themes": _themes(schema.ARTICLES.frame(articles)),
        "frames": _frames(schema.ARTICLES.frame(articles)),
    }


def _themes(articles: pl.DataFrame) -> pl.DataFrame:
    names = ["Rescue, coast guard", "Inquiry, memo", "other"]
    of = articles.select("article_id", name=pl.Series([names[i * i % 7 % 3] for i in range(articles.height)]))
    return counted(articles, of, {name: name.split(", ") for name in names[:2]})


def _frames(articles: pl.DataFrame) -> pl.DataFrame:
    every = {"human interest": 2, "responsibility": 5, "blame of owners": 3}
    found = [
        {"article_id": id_, "name": name, "terms": [name.split()[0]]}
        for at, id_ in enumerate(articles["article_id"])
        for name, step in every.items()
        if at % step == 0
    ]
    read, length = placed(articles, SpreadOptions())
    users = pl.DataFrame(
        found, schema={"article_id": pl.String, "name": pl.String, "terms": pl.List(pl.String)}
    )
    kinds = (("general", list(every)[:2]), ("own", list(every)[2:]))
    parts = [
        by_articles(users.filter(pl.col("name").is_in(names)), read, length, kind, names)
        for kind, names in kinds
    ]
    return pl.concat(parts)


def _claims(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every third article a number of passengers that drifts, with more and more doubt."""
    said = (
        (214.0, None, None),
        (214.0, "about", None),
        (220.0, "nearly", "reportedly"),
        (200.0, "more_than", None),
    )
    return [
        {
            "claim_id": f"{a['article_id']}:0-5", "article_id": a["article_id"], "begin": 0, "end": 5,
            "kind": "count", "value": said[n % 4][0], "unit": "passenger", "comparator": said[n % 4][1],
            "hedge": said[n % 4][2], "subject": "passengers on board", "speaker": "Ann Lee",
            "negated": n == 5, "family_id": "a0000:0-5", "reference": 214.0,
            "reference_source": "the passenger list",
        }
        for n, a in enumerate(articles[::3])
    ]  # fmt: skip


SAID = ("The valve was checked", "The valve was never checked", "The main valve was checked twice")


def _quotes(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every fifth article one of three versions of what Ann Lee said."""
    return [
        {
            "quote_id": f"{a['article_id']}:0-5", "article_id": a["article_id"], "begin": 0, "end": 5,
            "spans": [{"begin": 0, "end": 5}], "text": SAID[n % 3], "form": "direct", "speaker": "Ann Lee",
            "family_id": "a0000:0-5",
        }
        for n, a in enumerate(articles[::5])
    ]  # fmt: skip


def _variants(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    changes = ("same", "meaning_turned", "extended")
    return [
        {
            "kind": "quote", "family_id": "a0000:0-5", "a_id": "a0000", "a_begin": 0, "a_end": 5,
            "b_id": a["article_id"], "b_begin": 0, "b_end": 5, "changed": n % 3 > 0,
            "change": changes[n % 3], "note": "as said",
        }
        for n, a in enumerate(articles[::5])
        if n
    ]  # fmt: skip


def _lineage(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ordered = sorted(articles, key=lambda article: (article["dct_start"], article["article_id"]))
    kinds = ("copy", "rewrite", "common_upstream", "shared_quotes", "version")
    return [
        {
            "source_id": one["article_id"],
            "target_id": two["article_id"],
            "kind": kinds[n % len(kinds)],
            "directed": n % len(kinds) in (0, 1, 4),
            "score": 0.5,
            "passages": [],
            "reason": "3 of 9 sentences tell what the other tells",
        }
        for n, (one, two) in enumerate(zip(ordered, ordered[3:], strict=False))
        if n % 2 == 0 or n < 6
    ]


def _credits(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"article_id": a["article_id"], "begin": 0, "end": 5, "credited": "Strait Gazette", "kind": "told"}
        for a in articles[::9]
    ]


def _article(i: int, rng: random.Random, names: list[Any], clock: bool) -> dict[str, Any]:
    name, _, delay = names[i] if i < len(names) else rng.choice(names)
    hours = (
        delay + 1.5
        if i < len(names)
        else rng.choice((rng.expovariate(1 / 60), 9 * 24 + rng.expovariate(1 / 70)))
    )
    at = (FIRE + timedelta(hours=min(hours, 30 * 24))).replace(second=0, microsecond=0)
    return {
        "article_id": f"a{i:04d}",
        "path": f"a{i:04d}.txt",
        "title": f"Ferry story {i}",
        "text": "Ferry.",
        "source": name,
        "lang": "en",
        "published": at.replace(tzinfo=UTC) if clock else None,
        "published_local": at if clock else None,
        "utc_offset_min": 0 if clock else None,
        "dct_start": at.date(),
        "dct_stop": at.date() + timedelta(days=1),
        "dct_best": at.date(),
        "dct_origin": "given",
        "dct_why": [],
        "included": True,
        "sha256": "",
    }


def _statements(i: int, article: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    day: date = article["dct_best"]
    told = [e for e in EVENTS if e[4] == "planned" or e[1][0] is None or e[1][0].date() <= day]
    chosen = {
        rng.choices(range(len(told)), [e[5] * _fresh(e, day) for e in told])[0]
        for _ in range(rng.randint(2, 5))
    }
    rows = [_statement(article, k, told[c], rng) for k, c in enumerate(sorted(chosen))]
    if rng.random() < 0.35:
        start = datetime.combine(day, datetime.min.time())
        rows.append(
            {
                **_statement(article, 9, EVENTS[8], rng),
                "event_id": f"lead{i}",
                "basis": "publication",
                "start": start,
                "stop": start + timedelta(days=1),
                "granularity": "day",
                "mod": "ON_OR_BEFORE",
                "headline": f"Islanders count the cost of the fire, part {i}",
            }
        )
    return rows


def _fresh(event: Any, day: date) -> float:
    start = event[1][0]
    return 4.0 if start is not None and 0 <= (day - start.date()).days <= 2 else 1.0


def _statement(article: dict[str, Any], k: int, event: Any, rng: random.Random) -> dict[str, Any]:
    headline, (start, stop), granularity, mod, modality, _, coarse = event
    if coarse and rng.random() < 0.35:
        (start, stop), granularity = coarse
    return {
        "event_mention_id": f"{article['article_id']}:{100 * k}-{100 * k + 60}#0",
        "event_id": f"e{[e[0] for e in EVENTS].index(headline):02d}",
        "article_id": article["article_id"],
        "field": "text",
        "begin": 100 * k,
        "end": 100 * k + 60,
        "mention_ids": [],
        "basis": rng.choice(("stated", "stated", "carried")),
        "start": start,
        "stop": stop,
        "granularity": granularity,
        "mod": mod,
        "headline": headline,
        "predicate": "be",
        "actors": [],
        "modality": modality,
        "hedged": False,
    }


def _events(mentions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for mention in mentions:
        groups.setdefault(mention["event_id"], []).append(mention)
    most = max((len({m["article_id"] for m in g}) for g in groups.values()), default=1)
    return [
        {
            **{
                k: g[0][k]
                for k in ("event_id", "headline", "start", "stop", "granularity", "mod", "basis", "modality")
            },
            "score": len({m["article_id"] for m in g}) / most,
            "n_articles": len({m["article_id"] for m in g}),
            "n_sources": 1,
            "n_tellings": 1,
            "first_article_ids": [g[0]["article_id"]],
            "conflict": False,
            "readings": [],
        }
        for g in groups.values()
    ]


def _phases() -> list[dict[str, Any]]:
    cuts = [date(2025, 3, 3), date(2025, 3, 6), date(2025, 3, 12), date(2025, 3, 16), date(2025, 4, 2)]
    names = ("Break", "Lull", "Second wave", "Tail")
    return [
        {
            "name": name,
            "start": a,
            "stop": b,
            "share": 0.2,
            "count": 9,
            "n_articles": 9,
            "terms": [],
            "article_ids": [],
        }
        for name, a, b in zip(names, cuts[:-1], cuts[1:], strict=True)
    ]


@pytest.fixture(scope="session")
def make_story() -> MakeStory:
    """Give the builder of invented stories."""
    return build


@pytest.fixture(scope="session")
def story() -> Tables:
    """Give the story of 45 articles."""
    return build()


@pytest.fixture(scope="session")
def nothing() -> Tables:
    """Give all tables of a story without rows."""
    return {name: table.empty() for name, table in schema.TABLES.items()}
