"""The story in the terminal: right numbers, right words, fits the width, plain in a pipe."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from timeline import show
from timeline.schema import EVENTS
from timeline.story import Story, write_story


@pytest.fixture
def story(tables: Mapping[str, pl.DataFrame], tmp_path: Path) -> Story:
    return write_story(tmp_path / "pumps", tables, {"name": "Pumps & Co [red]", "counts": {}})


def printed(story: Story, width: int, **settings: Any) -> str:
    out = io.StringIO()
    show.show(story, Console(file=out, width=width, markup=False, highlight=False, **settings))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(story: Story, width: int) -> None:
    assert max(map(len, printed(story, width).splitlines())) <= width


def test_the_main_things_are_said(story: Story) -> None:
    text = printed(story, 120)
    assert text.startswith("Pumps & Co [red]\n2 articles · 2 outlets · 27–28 Jan 2025\n")
    assert "Publication day: 2 known (2 given with the article)" in text
    assert "4 events" in text
    assert "1 planned" in text
    assert "1 with dates that differ between articles" in text
    lines = text.splitlines()
    first = next(line for line in lines if "Acme recalled its pump" in line)
    assert first.startswith("27 Jan 2025")
    assert "articles disagree on the date" in first
    assert "27 Jan 2025, The Wire" in first
    assert any(line.startswith("by 28 Jan 2025") and "Shares fell" in line for line in lines)
    assert any(line.startswith("date not known") and "@never dated" in line for line in lines)


def test_a_pipe_gets_no_codes_and_no_frames(story: Story) -> None:
    text = printed(story, 100)
    assert "\x1b" not in text
    assert not set(text) & set("│┃━─╭╰")


def test_the_number_of_events_is_that_asked_for(story: Story) -> None:
    out = io.StringIO()
    show.show(story, Console(file=out, width=100), 1)
    assert "Acme recalled" in out.getvalue()
    assert "Shares fell" not in out.getvalue()


def test_ties_are_shared() -> None:
    articles = pl.DataFrame({"article_id": ["a", "b", "c"], "source": ["x", "y", "x"]})
    events = EVENTS.frame(
        [
            {"event_id": "1", "n_sources": 2, "first_article_ids": ["a"]},
            {"event_id": "2", "n_sources": 2, "first_article_ids": ["a", "b"]},
            {"event_id": "3", "n_sources": 2, "first_article_ids": ["a", "c"]},
            {"event_id": "4", "n_sources": 1, "first_article_ids": ["b"]},
        ]
    )
    assert show.leads(events, articles, {"x": "The X"}) == (
        [show.Lead("The X", 2, 1), show.Lead("y", 0, 1)],
        3,
    )


def test_a_story_without_anything_says_so(tmp_path: Path) -> None:
    text = printed(write_story(tmp_path / "none", {}, {}), 80)
    assert "0 articles" in text
    assert "No events were found" in text
