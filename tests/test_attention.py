"""Rows without text (GDELT, Media Cloud) count for attention on the day that is known of them."""

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from charts import CHARTS
from charts.options import ChartOptions
from charts.theme import LIGHT
from tests.readers.samples import sample
from timeline.app.filters import Filters, keep
from timeline.checking import findings
from timeline.corrections import edit_day, undo_day
from timeline.pipeline import build
from timeline.recompute import redate
from timeline.story import Story, open_story

SEEN = date(2025, 1, 13)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Build a story of lists alone, one row of which speaks of a relative date."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "graph.csv").write_bytes(sample("20250113091500.gkg.csv"))
    indexed = sample("mediacloud_new.csv").decode().replace("Le pont", "Die Brücke")
    (folder / "stories.csv").write_text(indexed, encoding="utf-8")
    seen = {"url": "https://strait.example/1", "title": "Bridge shut yesterday", "domain": "strait.example",
            "seendate": "20250113T091500Z", "language": "English"}  # fmt: skip
    (folder / "doc.json").write_text(json.dumps({"articles": [seen]}), encoding="utf-8")
    return build([folder], folder / "story").story


def row(story: Story, title: str) -> dict[str, object]:
    return story.table("articles").row(by_predicate=pl.col("title") == title, named=True)


@pytest.mark.parametrize(
    ("title", "days", "origin"),
    [
        pytest.param("Bridge shut yesterday", (None, date(2025, 1, 14), SEEN), "archive", id="DOC API"),
        pytest.param("Le pont", (None, date(2025, 1, 14), SEEN), "archive", id="Knowledge Graph"),
        # the hour is in UTC, and the outlet's zone is not known
        pytest.param(
            "Bridge shut – ferry full", (date(2025, 1, 12), date(2025, 1, 14), SEEN), "metadata",
            id="the page's own time",
        ),
        pytest.param(
            "Bridge shut, ferry full", (SEEN, date(2025, 1, 14), SEEN), "given", id="Media Cloud's own day"
        ),
    ],
)  # fmt: skip
def test_days_of_rows(lists: Story, title: str, days: tuple[date | None, ...], origin: str) -> None:
    found = row(lists, title)
    assert tuple(found[name] for name in ("dct_start", "dct_stop", "dct_best")) == days
    assert found["dct_origin"] == origin
    assert found["dct_why"]


def test_a_row_that_media_cloud_only_indexed(lists: Story) -> None:
    found = row(lists, "Die Brücke")
    assert (found["dct_start"], found["dct_best"]) == (None, date(2025, 1, 15))
    assert "published then or before" in str(found["dct_why"])


def test_they_count_in_the_curves(lists: Story) -> None:
    counted = lists.table("spread")
    assert counted["n_articles"].sum() == lists.table("articles").height == 5
    drawn = CHARTS["spread"].data(lists.tables(), ChartOptions())
    assert drawn.height == 5
    assert "Le pont" in drawn["title"].to_list()
    text = json.dumps(CHARTS["spread"].draw(lists.tables(), LIGHT, ChartOptions()).to_dict())
    assert "5 articles" in text


def test_known_days_only_leaves_them_out(lists: Story) -> None:
    kept = keep(lists.tables(), Filters(known=True))
    drawn = CHARTS["spread"].data(kept, ChartOptions())
    assert set(drawn["title"]) == {"Bridge shut, ferry full", "Bridge shut – ferry full"}


def test_no_date_hangs_on_the_day_of_a_crawl(lists: Story) -> None:
    """It is a bound: "yesterday" in a headline is not reckoned from it."""
    mentions = lists.table("mentions").filter(pl.col("phrase") == "yesterday")
    assert mentions.height == 1
    assert mentions["start"].to_list() == [None]


def test_check_says_that_they_are_bounds(lists: Story) -> None:
    (found,) = [one for one in findings(lists) if "worked out, not known" in one.title]
    assert any("until 13 Jan 2025" in line and "Le pont" in line for line in found.lines)
    assert not any("without a publication day" in one.title for one in findings(lists))


def test_a_day_set_by_hand_wins_and_is_undone(lists: Story, tmp_path: Path) -> None:
    mine = open_story(shutil.copytree(lists.path, tmp_path / "story"))
    one = row(mine, "Bridge shut yesterday")
    edits = edit_day(one, date(2025, 1, 10), date(2025, 1, 11), mine.table("corrections"))
    done = redate(mine, edits).story
    changed = row(done, "Bridge shut yesterday")
    assert (changed["dct_best"], changed["dct_origin"]) == (date(2025, 1, 10), "correction")
    back = redate(done, undo_day(done.table("corrections"), str(one["article_id"]))).story
    assert row(back, "Bridge shut yesterday") == one
    unknown = redate(back, edit_day(one, None, None, back.table("corrections"))).story
    assert row(unknown, "Bridge shut yesterday")["dct_best"] is None
