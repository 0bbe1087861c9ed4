"""A small story made by hand, so that exports are tested without the extractors."""

from collections.abc import Mapping
from datetime import date, datetime

import polars as pl
import pytest

from timeline.schema import TABLES

TEXT_A = (
    "Acme recalled its pump on Monday, 27 January.\r\nShares fell 9 percent.\nA hearing is planned for March."
)
TEXT_B = "=Acme & Co <b>recalled</b> 4,000 pumps on 27 January, the regulator said. It was late."


def _span(text: str, part: str) -> dict[str, int]:
    begin = text.index(part)
    return {"begin": begin, "end": begin + len(part)}


def _article(article_id: str, text: str, source: str, day: int, **more: object) -> dict[str, object]:
    return {
        "article_id": article_id, "path": f"/home/anna/secret/{article_id}.txt", "title": f"{source}: pumps",
        "text": text, "source": source, "url": f"https://{source}.example/{article_id}", "lang": "en",
        "published_local": datetime(2025, 1, day, 9, 30), "dct_start": date(2025, 1, day),
        "dct_stop": date(2025, 1, day + 1), "dct_best": date(2025, 1, day), "dct_origin": "given",
        "dct_why": ["given as published in /home/anna/secret/list.csv"], "included": True, "sha256": "0" * 64,
        **more,
    }  # fmt: skip


def _statement(
    number: int, event: str, article: str, text: str, part: str, **more: object
) -> dict[str, object]:
    span = _span(text, part)
    return {
        "event_mention_id": f"{article}:{span['begin']}-{span['end']}#{number}", "event_id": event,
        "article_id": article, "field": "text", **span, "basis": "stated", "granularity": "day",
        "modality": "happened", "hedged": False, "headline": part, "mention_ids": [], "actors": ["Acme"],
        "start": datetime(2025, 1, 27), "stop": datetime(2025, 1, 28), **more,
    }  # fmt: skip


def _event(event_id: str, headline: str, **more: object) -> dict[str, object]:
    return {
        "event_id": event_id, "headline": headline, "start": datetime(2025, 1, 27),
        "stop": datetime(2025, 1, 28), "granularity": "day", "basis": "stated", "modality": "happened",
        "score": 0.9, "n_articles": 2, "n_sources": 2, "n_tellings": 2, "first_start": date(2025, 1, 27),
        "first_stop": date(2025, 1, 28), "first_article_ids": ["a"], "conflict": False, "readings": [],
        **more,
    }  # fmt: skip


@pytest.fixture
def tables() -> Mapping[str, pl.DataFrame]:
    day = {"start": datetime(2025, 1, 28), "stop": datetime(2025, 1, 29), "mod": "ON_OR_BEFORE"}
    month = {"start": datetime(2025, 3, 1), "stop": datetime(2025, 4, 1), "granularity": "month"}
    rows: dict[str, list[Mapping[str, object]]] = {
        "articles": [_article("a", TEXT_A, "wire", 27), _article("b", TEXT_B, "@local", 28, title=None)],
        "outlets": [
            {"source": "wire", "name": "The Wire", "aliases": ["W"], "kind": "agency"},
            {"source": "@local", "name": "@local", "aliases": [], "kind": "local"},
        ],
        "mentions": [
            {
                "mention_id": f"a:{_span(TEXT_A, 'Monday, 27 January')['begin']}", "article_id": "a",
                "field": "text", **_span(TEXT_A, "Monday, 27 January"), "phrase": "Monday, 27 January",
                "type": "DATE", "value": "2025-01-27", "start": datetime(2025, 1, 27),
                "stop": datetime(2025, 1, 28), "granularity": "day", "operator": "near year:month 1|day 27",
                "anchor": "dct", "reason": "stated", "certain": True,
                "alternatives": [
                    {"operator": "x", "value": "2024-01-27", "start": datetime(2024, 1, 27), "stop": None}
                ],
            },
            {
                "mention_id": "a:m", "article_id": "a", "field": "text", **_span(TEXT_A, "March"),
                "phrase": "March", "type": "DATE", "value": "2025-03", "mod": None, "granularity": "month",
                "start": datetime(2025, 3, 1), "stop": datetime(2025, 4, 1), "anchor": "dct",
            },
        ],
        "event_mentions": [
            _statement(1, "e1", "a", TEXT_A, "Acme recalled its pump on Monday, 27 January."),
            _statement(1, "e1", "b", TEXT_B, TEXT_B[: TEXT_B.index(" It was late")], hedged=True),
            _statement(1, "e2", "a", TEXT_A, "Shares fell 9 percent.", basis="publication", **day),
            _statement(1, "e3", "a", TEXT_A, "A hearing is planned for March.", modality="planned", **month),
        ],
        "events": [
            _event("e1", "Acme recalled its pump", conflict=True, readings=[
                {"start": datetime(2025, 1, 27), "stop": datetime(2025, 1, 28), "granularity": "day",
                 "article_ids": ["a", "b"]}]),
            _event("e2", "Shares fell <9 percent>", score=0.5, n_tellings=1, n_sources=1, **day),
            _event("e3", "=HYPERLINK(1)", score=0.2, modality="planned", n_tellings=1, n_sources=1, **month),
            _event("e4", "@never dated", score=0.1, start=None, stop=None, granularity=None),
        ],
        "rejects": [
            {"path": "/home/anna/secret/x.txt", "reason": "is empty", "sample": "=1+1 secret"}
        ],
    }  # fmt: skip
    return {name: table.frame(rows.get(name, [])) for name, table in TABLES.items()}
