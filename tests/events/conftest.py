"""Make articles and date phrases by hand, so that these tests hang on no tagger."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from timeline import schema
from timeline.events import Merged, event_mentions, merge

DAY = dt.timedelta(days=1)
Date = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str | None]
"""A phrase with its first day, granularity and mod: ("Monday", "2025-01-27", "day", None)."""


@dataclass(frozen=True)
class Made:
    """Hold articles and their date phrases."""

    articles: pl.DataFrame
    mentions: pl.DataFrame

    def events(self) -> Merged:
        return merge(event_mentions(self.articles, self.mentions), self.articles)

    def statements(self) -> pl.DataFrame:
        return event_mentions(self.articles, self.mentions)


def stop_of(start: dt.datetime, granularity: str) -> dt.datetime:
    if granularity == "year":
        return start.replace(year=start.year + 1)
    if granularity == "month":
        return (start.replace(day=1) + 32 * DAY).replace(day=1)
    if granularity == "part_of_day":
        return start + DAY / 4
    if granularity == "hour":
        return start + DAY / 24
    return start + DAY * {"day": 1, "week": 7, "weekend": 2}[granularity]


def mention_row(
    id_: str, text: str, date: Sequence[Any], after: int = 0, field: str = "text"
) -> dict[str, Any]:
    phrase, day, granularity, mod = (*date, "day", None)[:4] if len(date) == 2 else (*date, None)[:4]
    begin = text.index(phrase, after)
    start = dt.datetime.fromisoformat(day)
    return {
        "mention_id": f"{id_}:{begin}-{begin + len(phrase)}",
        "article_id": id_,
        "field": field,
        "begin": begin,
        "end": begin + len(phrase),
        "phrase": phrase,
        "type": "DATE",
        "value": day,
        "mod": mod,
        "start": start,
        "stop": stop_of(start, granularity),
        "granularity": granularity,
    }


def article_row(id_: str, text: str, day: str | None, **more: Any) -> dict[str, Any]:
    first = dt.date.fromisoformat(day) if day else None
    return {
        "article_id": id_,
        "text": text,
        "lang": "en",
        "source": f"outlet-{id_}",
        "dct_start": first,
        "dct_stop": first + DAY if first else None,
        "dct_best": first,
        "included": True,
    } | more


Make = Callable[..., Made]


@pytest.fixture(scope="session")
def make() -> Make:
    """Give a maker of articles: rows of (id, day, text, dates), with other columns by article in ``more``."""

    def made(*rows: Sequence[Any], more: Mapping[str, Mapping[str, Any]] | None = None) -> Made:
        articles, mentions = [], []
        for id_, day, text, dates in rows:
            articles.append(article_row(id_, text, day, **(more or {}).get(id_, {})))
            after = 0
            for date in dates:
                mentions.append(mention_row(id_, text, date, after))
                after = mentions[-1]["end"]
        return Made(schema.ARTICLES.frame(articles), schema.MENTIONS.frame(mentions))

    return made
