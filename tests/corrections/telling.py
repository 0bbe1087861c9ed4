"""Small stories whose events are found by hand: statements, one a line, and the event each was found in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl

from timeline.corrections.whole import correct_found
from timeline.events.regroup import regrouped, with_content
from timeline.schema import ACTORS, ARTICLES, CORRECTIONS, EVENT_MENTIONS

Line = tuple[str, str, str, int]
"""Article, sentence, the event it was found in, day of January 2025."""

LINES: list[Line] = [
    ("a", "The spillway of the Rivermouth dam failed.", "fail", 27),
    ("a", "Crews reported a crack in the wall.", "crack", 20),
    ("b", "The dam's spillway broke in the night.", "fail", 27),
    ("b", "About 12,000 people were told to leave.", "leave", 28),
    ("c", "Thousands had to leave the valley.", "flee", 29),
    ("c", "The spillway of the Rivermouth dam failed.", "fail", 27),
    ("d", "The governor opened an inquiry.", "inquiry", 30),
    ("d", "A crack was seen by crews.", "crack", 20),
]
DAY = timedelta(days=1)


def story(lines: Sequence[Line] = LINES, corrections: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    """Give the tables of a story in which nothing was corrected, or with corrections."""
    texts: dict[str, str] = {}
    rows = []
    for article, sentence, event, day in lines:
        begin = len(texts.get(article, ""))
        texts[article] = texts.get(article, "") + sentence + " "
        start = datetime(2025, 1, day)
        rows.append(
            {
                "event_mention_id": f"{article}:{begin}-{begin + len(sentence)}#0",
                "event_id": event,
                "article_id": article,
                "field": "text",
                "begin": begin,
                "end": begin + len(sentence),
                "mention_ids": [],
                "basis": "stated",
                "start": start,
                "stop": start + DAY,
                "granularity": "day",
                "headline": " ".join(sentence.rstrip(".").split()[:6]),
                "predicate": "fail",
                "actors": [],
                "modality": "happened",
                "hedged": False,
            }
        )
    articles = ARTICLES.frame(
        {
            "article_id": article,
            "text": text,
            "source": f"Outlet {article}",
            "included": True,
            "dct_start": date(2025, 1, 31),
            "dct_stop": date(2025, 2, 1),
            "dct_best": date(2025, 1, 31),
        }
        for article, text in texts.items()
    )
    statements = EVENT_MENTIONS.frame(rows)
    content = with_content(statements, articles)
    labels = statements.select("event_mention_id", pl.col("event_id").alias("label"))
    events, ids = regrouped(content, labels)
    placed = statements.drop("event_id").join(ids, on="event_mention_id", how="left", maintain_order="left")
    found = {
        "articles": articles,
        "event_mentions": placed.select(statements.columns),
        "events": events,
        "actors": ACTORS.empty(),
    }
    given = CORRECTIONS.empty() if corrections is None else corrections
    return {**found, **correct_found(found, given), "corrections": given}


def event_of(tables: dict[str, pl.DataFrame], words: str) -> dict[str, object]:
    """Give the event of the (first) statement that holds these words."""
    texts = dict(tables["articles"].select("article_id", "text").iter_rows())
    for row in tables["event_mentions"].iter_rows(named=True):
        if words in texts[row["article_id"]][row["begin"] : row["end"]]:
            found = tables["events"].filter(pl.col("event_id") == row["event_id"])
            return found.row(0, named=True)
    raise AssertionError(words)


def sentences(tables: dict[str, pl.DataFrame], event_id: object) -> set[str]:
    """Give what the statements of an event say."""
    texts = dict(tables["articles"].select("article_id", "text").iter_rows())
    own = tables["event_mentions"].filter(pl.col("event_id") == event_id)
    return {texts[row["article_id"]][row["begin"] : row["end"]] for row in own.iter_rows(named=True)}


def ids_of(tables: dict[str, pl.DataFrame], words: str) -> list[str]:
    """Name the statements that hold these words."""
    texts = dict(tables["articles"].select("article_id", "text").iter_rows())
    return [
        row["event_mention_id"]
        for row in tables["event_mentions"].iter_rows(named=True)
        if words in texts[row["article_id"]][row["begin"] : row["end"]]
    ]
