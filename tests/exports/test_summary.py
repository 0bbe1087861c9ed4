"""The timeline as a list of days: right days, best first, nothing said twice."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.events.dates import rank_days
from timeline.exports import Material, export_bytes
from timeline.exports.summary import Day, summary
from timeline.options import ExportOptions
from timeline.schema import ARTICLES, EVENT_MENTIONS, EVENTS


def days(tables: Mapping[str, pl.DataFrame], **options: Any) -> list[Day]:
    return summary(Material(tables), ExportOptions(**options))


def test_by_a_day_is_no_day_and_a_month_is_none(tables: Mapping[str, pl.DataFrame]) -> None:
    assert [found.date for found in days(tables)] == ["2025-01-27"]


def test_a_lead_merged_into_a_dated_event_counts_for_its_day(tables: Mapping[str, pl.DataFrame]) -> None:
    merged = {
        **tables,
        "event_mentions": tables["event_mentions"].with_columns(
            pl.when(pl.col("event_id") == "e2").then(pl.lit("e1")).otherwise("event_id").alias("event_id")
        ),
    }
    (found,) = days(merged, sentences=3)
    assert found.date == "2025-01-27"
    told = rank_days(merged).statements
    assert "Shares fell 9 percent." in told.filter(pl.col("day") == date(2025, 1, 27))["sentence"]


def test_the_file_has_the_shape_of_the_contract(tables: Mapping[str, pl.DataFrame]) -> None:
    made = json.loads(export_bytes(tables, "timeline", "json", ExportOptions(sentences=2)))
    assert made == [
        {
            "date": "2025-01-27",
            "score": 1.0,
            "sentences": [
                "Acme recalled its pump on Monday, 27 January.",
                "=Acme & Co <b>recalled</b> 4,000 pumps on 27 January, the regulator said.",
            ],
            "event_ids": ["e1"],
        }
    ]


def test_html_is_escaped_and_csv_is_safe(tables: Mapping[str, pl.DataFrame]) -> None:
    two = ExportOptions(sentences=2)
    page = export_bytes(tables, "timeline", "html", two).decode()
    assert "&lt;b&gt;recalled&lt;/b&gt;" in page
    assert "<b>" not in page
    rows = list(csv.DictReader(io.StringIO(export_bytes(tables, "timeline", "csv", two).decode())))
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert rows[1]["sentence"].startswith("'=Acme")


def test_excerpts_are_cut(tables: Mapping[str, pl.DataFrame]) -> None:
    (found,) = days(tables, max_excerpt=12)
    assert found.sentences == ["Acme recall…"]


def story(sentences: list[tuple[int, float, str]]) -> dict[str, pl.DataFrame]:
    """Make a story of one article whose sentences each tell an event: day of January, score, words."""
    text, statements, events = "", [], []
    for number, (day, score, words) in enumerate(sentences):
        begin, text = len(text), text + words + " "
        when = {"start": datetime(2025, 1, day), "stop": datetime(2025, 1, day + 1), "granularity": "day"}
        statements.append(
            {
                "event_mention_id": f"a:{begin}", "event_id": f"e{number}", "article_id": "a",
                "field": "text", "begin": begin, "end": begin + len(words),
                "basis": "stated", "modality": "happened",
                "hedged": False, **when,
            }
        )  # fmt: skip
        events.append({"event_id": f"e{number}", "score": score, **when})
    return {
        "articles": ARTICLES.frame([{"article_id": "a", "text": text}]),
        "event_mentions": EVENT_MENTIONS.frame(statements),
        "events": EVENTS.frame(events),
    }


OTHER = "Prices rose by a third in one day."
LONG = "the ministry of health said it would close all four plants"


@pytest.mark.parametrize(
    ("told", "number", "chosen"),
    [
        pytest.param(
            [(5, 0.4, f"One {LONG}."), (5, 0.9, "A storm cut power to half of the northern towns.")],
            1, ["A storm cut power to half of the northern towns."], id="the best event first",
        ),
        pytest.param(
            [(5, 0.9, f"On Friday {LONG}."), (5, 0.8, f"Today {LONG}."), (5, 0.1, OTHER)],
            2, [f"On Friday {LONG}.", OTHER], id="no near-duplicate",
        ),
        pytest.param(
            [(5, 0.9, "It fell."), (5, 0.8, f"In the end {LONG}.")], 1, [f"In the end {LONG}."], id="no stub",
        ),
        pytest.param([(5, 0.9, "It fell.")], 1, ["It fell."], id="a stub where there is nothing else"),
    ],
)  # fmt: skip
def test_sentences(told: list[tuple[int, float, str]], number: int, chosen: list[str]) -> None:
    (found,) = days(story(told), sentences=number)
    assert found.sentences == chosen


def test_of_one_event_what_most_say_is_told_and_not_an_aside() -> None:
    aside = f"Nobody at the harbour had heard of it when {LONG}."
    tables = story([(5, 0.5, aside), (5, 0.5, f"In Oslo {LONG}."), (5, 0.5, f"On Friday {LONG}.")])
    one = pl.lit("e0").alias("event_id")
    tables["event_mentions"] = tables["event_mentions"].with_columns(one)
    (found,) = days(tables, sentences=2)
    assert found.sentences == [f"In Oslo {LONG}."]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.floats(0, 1), st.just(LONG)), max_size=12), st.integers(1, 12)
)
def test_the_best_days_in_the_order_of_time(told: list[tuple[int, float, str]], number: int) -> None:
    tables = story(told)
    every, best = days(tables), days(tables, dates=number)
    assert [found.date for found in every] == sorted({date(2025, 1, day).isoformat() for day, _, _ in told})
    assert [found.date for found in best] == sorted(found.date for found in best)
    assert len(best) == min(number, len(every))
    left = [found.score for found in every if found not in best]
    assert min((found.score for found in best), default=1) >= max(left, default=0)
    assert all(0 <= found.score <= 1 for found in every)
