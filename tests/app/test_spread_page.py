"""The page of spread: its four parts, what is chosen in them, and the link that keeps both."""

from pathlib import Path

import polars as pl
import pytest

from tests.app import fakes
from tests.app.conftest import Open, go, link, says
from tests.app.test_copies_once import copied
from timeline.app.views import spread_page
from timeline.narrative.spread import spread_tables
from timeline.story import open_story


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Give a story with a copy, whose tables of spread are there as a build leaves them."""
    made = copied()
    return fakes.story(tmp_path / "dam", {**made, **spread_tables(made)}).path


@pytest.mark.parametrize("part", spread_page.PARTS)
def test_every_part_is_drawn_and_in_the_link(told: Path, start: Open, part: str) -> None:
    test = start(told, show=part)
    go(test, "spread")
    assert not test.exception
    assert not test.error
    assert test.button_group(key="spread_part").value == part
    assert link(test)["show"] == [part]


def test_an_unknown_part_is_the_first(told: Path, start: Open) -> None:
    test = go(start(told, show="moon"), "spread")
    assert not test.exception
    assert test.button_group(key="spread_part").value == "growth"


def test_who_was_first_names_ties_and_the_outlets_as_people_know_them(told: Path) -> None:
    tables = open_story(told).tables()
    names = pl.col("source").replace({"Capital Observer": "The Capital Observer"})
    shown = spread_page._raced(tables["firsts"], tables["events"], names)
    assert dict(shown.select("What happened", "First in this collection").rows()) == {
        "Spillway of the Rivermouth dam fails": "Harbor Wire",
        "Crack reported by crew": "Harbor Wire",
    }
    together = tables["articles"].with_columns(
        pl.col(name).drop_nulls().first().alias(name) for name in ("dct_start", "dct_stop")
    )
    tied = spread_tables({**tables, "articles": together})["firsts"]
    shown = spread_page._raced(tied, tables["events"], names)
    assert set(shown["First in this collection"]) == {
        "tie: Harbor Wire, The Capital Observer",
        "tie: Harbor Wire, Valley Echo",
    }


def test_an_event_opens_its_evidence(told: Path, start: Open) -> None:
    test = go(start(told, show="firsts", event="e2"), "spread")
    assert not test.exception
    assert "Spillway of the Rivermouth dam fails" in says(test)
    assert "First in this collection" in says(test)


def test_an_outlet_opens_its_articles(told: Path, start: Open) -> None:
    test = go(start(told, show="attention"), "spread")
    assert "--totals" in says(test)
    assert "Thousands told to leave" not in says(test)
    sources = open_story(told).table("attention").drop_nulls("source")["source"].to_list()
    test.session_state["attention_ticked"] = sources[sources.index("Capital Observer")]
    test.run()
    assert not test.exception
    assert "Thousands told to leave" in says(test)


def test_what_was_taken_lists_the_copy(told: Path, start: Open) -> None:
    test = go(start(told, show="echo", once="1"), "spread")
    assert not test.exception
    (table,) = [one.value for one in test.dataframe if "How" in one.value.columns]
    assert list(table["How"]) == ["copied"]
    assert list(table["Outlet"]) == ["The Capital Observer"]
    test.session_state["echo_ticked"] = "a2"
    test.run()
    assert "Thousands told to leave" in says(test)


def test_without_copies_it_says_so(dam: Path, start: Open) -> None:
    test = go(start(dam, show="echo"), "spread")
    assert not test.exception
    assert "No article here copies" in says(test)
