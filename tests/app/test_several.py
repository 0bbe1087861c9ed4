"""The Stories page: several stories in one collection, and what picking one does everywhere."""

from pathlib import Path

import polars as pl
import pytest

from tests.app import fakes
from tests.app.conftest import Open, go, html, link, says
from timeline.app.filters import Filters, choices, fit, keep
from timeline.schema import STORIES

ROWS = [
    {"story_id": "s1", "name": "Rivermouth, spillway", "headline": "Spillway fails", "terms": ["a"]},
    {"story_id": "s2", "name": "<b>Hostile</b>", "headline": fakes.HOSTILE, "terms": ["b"]},
]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a collection of two stories and an article of none."""
    return fakes.story(tmp_path_factory.mktemp("several") / "both", tables()).path


def tables() -> dict[str, pl.DataFrame]:
    made = fakes.tables()
    ids = {"a1": "s1", "a2": "s1", "a3": "s1", "a4": "s2"}
    story = pl.col("article_id").replace_strict(ids, default=None, return_dtype=pl.String)
    made["articles"] = made["articles"].with_columns(story.alias("story_id"))
    return {**made, "stories": STORIES.frame(ROWS)}


def test_the_page_lists_the_stories(several: Path, start: Open) -> None:
    test = start(several, "stories")
    assert not test.exception
    assert "2 stories" in says(test)
    assert "1 article of 5 in none of them" in says(test)
    assert test.dataframe[0].value["Story"].to_list() == ["Rivermouth, spillway", "<b>Hostile</b>"]


def test_one_story_in_the_link_narrows_every_page(several: Path, start: Open) -> None:
    test = start(several, "stories", part="s2")
    assert not test.exception
    assert "&lt;b&gt;Hostile&lt;/b&gt;" in html(test)
    go(test, "timeline")
    assert link(test)["part"] == ["s2"]
    assert "1 of 5 events" in says(test)
    go(test, "stories")
    test.button(key="all_stories").click().run()
    assert "part" not in link(test)
    go(test, "timeline")
    assert "5 events" in says(test)


def test_the_list_beside_the_page_picks_a_story(several: Path, start: Open) -> None:
    test = start(several, "timeline")
    test.selectbox(key="filter_part").set_value("s1").run()
    assert not test.exception
    assert link(test)["part"] == ["s1"]
    test.button(key="clear_filters").click().run()
    assert "part" not in link(test)


def test_a_collection_without_stories_says_so(dam: Path, start: Open) -> None:
    test = start(dam, "stories")
    assert not test.exception
    assert "No stories were told apart" in says(test)


def test_an_unknown_story_in_the_link_is_ignored_with_a_note(several: Path, start: Open) -> None:
    test = start(several, part="s99")
    assert any("choose it anew" in warning.value for warning in test.warning)
    assert "part" not in link(test)


def test_filters_keep_one_story() -> None:
    made = tables()
    kept = keep(made, Filters(part="s2"))
    assert kept["articles"]["article_id"].to_list() == ["a4"]
    assert kept["events"]["event_id"].to_list() == ["e5"]
    offered = choices(made)
    assert dict(offered.parts or {}) == {"s1": "Rivermouth, spillway", "s2": "<b>Hostile</b>"}
    assert fit(Filters(part="s2"), offered)[0].part == "s2"
    assert fit(Filters(part="gone"), offered)[0].part is None
