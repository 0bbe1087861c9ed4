"""The page of what changed: families, both spans side by side, the filter by change, the link."""

from pathlib import Path

import pytest

import timeline as tl
from tests.app import fakes
from tests.app.conftest import Open, go, html, link, says
from timeline.options import BuildOptions

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "articles.jsonl"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changes") / "story"
    tl.build([SAMPLE], folder, BuildOptions(jobs=1))
    return folder


def test_versions_of_a_quotation_show_what_was_dropped_and_added(sample: Path, start: Open) -> None:
    test = go(start(sample, change="indirect"), "changes")
    assert not test.exception
    assert not test.error
    assert '<del class="dl-out">' in html(test)
    assert '<ins class="dl-in">' in html(test)
    assert "Quotation" in test.dataframe[0].value.columns


def test_numbers_stand_side_by_side_with_their_sentences(sample: Path, start: Open) -> None:
    test = start(sample, show="numbers")
    test = go(test, "changes")
    assert not test.exception
    page = html(test)
    assert page.count('<div class="dl-quote">') >= 2
    assert "<mark>" in page
    assert list(test.dataframe[0].value.columns[:3]) == ["Number", "Of what", "Articles"]


def test_dates_have_a_part_of_their_own(sample: Path, start: Open) -> None:
    test = go(start(sample, show="dates"), "changes")
    assert not test.exception
    table = test.dataframe[0].value
    assert list(table.columns[:3]) == ["Date", "Of what", "Articles"]
    assert table["Date"].str.contains(r"\d{4}").all()
    assert "<mark>" in html(test)
    numbers = go(start(sample, show="numbers"), "changes").dataframe[0].value
    assert not numbers["Number"].str.contains("2025|date").any()


def test_the_filter_by_change_is_in_the_link(sample: Path, start: Open) -> None:
    test = start(sample, show="wording", change="doubt_dropped")
    test = go(test, "changes")
    assert not test.exception
    assert set(test.dataframe[0].value["Change"]) == {"doubt dropped"}
    assert link(test)["change"] == ["doubt_dropped"]
    assert link(test)["show"] == ["wording"]
    assert "is gone" in html(test)


def test_a_change_that_is_none_is_ignored_with_a_note(sample: Path, start: Open) -> None:
    test = start(sample, change="invented")
    assert any("invented" in warning.value for warning in test.warning)


def test_a_story_in_which_nothing_is_shared_says_so(tmp_path: Path, start: Open) -> None:
    test = start(fakes.story(tmp_path / "dam").path, "changes")
    assert not test.exception
    assert "no quotations, numbers or wordings" in says(test)
