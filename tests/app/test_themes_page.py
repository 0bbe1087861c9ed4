"""The page of themes: each part with its evidence, off what must be off, counted anew under filters."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from streamlit.testing.v1 import AppTest

import timeline as tl
from tests.app import browsing
from tests.app.conftest import Open, go, html, link, says
from timeline.options import BuildOptions, FrameOptions
from timeline.story import open_story

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "articles.jsonl"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the sample story with a frame of one's own; tests only read it."""
    folder = tmp_path_factory.mktemp("sample") / "story"
    own = FrameOptions(dictionary={"chips": ("nvidia", "gpu*")})
    tl.build([SAMPLE], folder, BuildOptions(jobs=1, frames=own))
    return folder


def part(test: AppTest, name: str) -> AppTest:
    """Choose a part of the page."""
    test.segmented_control(key="themes_part").set_value(name).run()
    assert not test.exception
    assert not [error.value for error in test.error]
    return test


def picked(test: AppTest, key: str, row: str) -> AppTest:
    """Choose a row as a click on it does."""
    test.session_state[f"{key}_ticked"] = row
    test.run()
    assert not test.exception
    return test


def tables(test: AppTest) -> list[list[str]]:
    return [list(frame.value.columns) for frame in test.dataframe]


def test_themes_by_outlet_give_their_articles(sample: Path, start: Open) -> None:
    test = start(sample, "themes")
    assert not test.exception
    assert "Who tells which theme" in says(test)
    assert tables(test)[0] == ["Outlet", "Theme", "Share", "Articles"]
    row = test.dataframe[0].value.iloc[0]
    picked(test, "theme_rows", f"{row['Outlet']}|{row['Theme']}")
    assert html(test).count('class="dl-title"') == min(8, int(row["Articles"].split()[0]))


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("new", ["Period", "Word", "Articles", "Evidence (z)"]),
        ("frames", ["Outlet", "What", "Share of articles", "Of", "Words"]),
        ("reserve", ["Outlet", "What", "Share", "Of", "Words"]),
    ],
)
def test_each_part_has_its_rows(name: str, columns: list[str], sample: Path, start: Open) -> None:
    test = part(start(sample, "themes"), name)
    assert tables(test) == [columns]
    assert link(test)["show"] == [name]


def test_a_link_opens_its_part(sample: Path, start: Open) -> None:
    test = go(start(sample, show="reserve"), "themes")
    assert test.segmented_control(key="themes_part").value == "reserve"
    assert go(start(sample, show="moon"), "themes").segmented_control(key="themes_part").value == "themes"


def test_a_frame_marks_its_words_in_the_articles(sample: Path, start: Open) -> None:
    test = part(start(sample, "themes"), "frames")
    source = open_story(sample).table("articles")["source"].value_counts(sort=True)["source"][0]
    picked(test, "frames_outlet", f"own|chips|{source}")
    assert '<mark class="dl-own">Nvidia</mark>' in html(test)


def test_a_share_of_a_few_articles_is_not_given(sample: Path, start: Open) -> None:
    rows = part(start(sample, "themes"), "frames").dataframe[0].value
    few = rows["Of"].map(lambda said: int(said.split()[-1]) < 6)
    assert few.any()
    assert rows["Share of articles"][few].isna().all()
    assert rows["Share of articles"][~few].notna().all()


def test_frames_by_period(sample: Path, start: Open) -> None:
    test = part(start(sample, "themes"), "frames")
    test.segmented_control(key="themes_frames_by").set_value("period").run()
    assert tables(test)[0][0] == "Period"


def test_names_that_come_up_and_fall_silent(sample: Path, start: Open) -> None:
    test = part(start(sample, "themes"), "new")
    test.segmented_control(key="themes_new_kind").set_value("actor").run()
    assert tables(test) == [["Period", "Name", "Now", "Articles", "Evidence (z)"]]


def test_verbs_that_judge_are_listed_and_counted_only_on_request(sample: Path, start: Open) -> None:
    test = part(start(sample, "themes"), "verbs")
    assert "boasted" in says(test)
    assert not test.dataframe
    test.toggle(key="themes_verbs").set_value(True).run()
    assert tables(test) == [["Outlet", "What", "Share of quotations", "Of", "Words"]]


def test_filters_count_anew(sample: Path, start: Open) -> None:
    test = part(start(sample, "themes", outlet="Meridian Wire"), "frames")
    one = test.dataframe[0].value
    whole = part(start(sample, "themes"), "frames").dataframe[0].value
    assert 0 < len(one) < len(whole)
    assert set(one["Outlet"]) == {"Meridian Wire"}


@pytest.mark.parametrize("name", ["themes", "new", "frames", "reserve", "verbs"])
def test_a_small_story_says_why_there_is_little(name: str, dam: Path, start: Open) -> None:
    test = part(start(dam, "themes"), name)
    if name == "new":
        assert "six articles" in says(test)


@pytest.mark.parametrize("name", ["themes", "new", "frames", "reserve", "verbs"])
def test_nothing_left_says_the_way_out(name: str, sample: Path, start: Open) -> None:
    test = start(sample, "themes", q="zeppelin")
    assert "clear the filters" in says(test)


@pytest.mark.browser
def test_in_a_browser_a_ticked_row_opens_its_articles(sample: Path, tmp_path: Path) -> None:
    if os.environ.get("DATELINE_NO_BROWSER") == "1" or os.environ.get("DATELINE_BROWSER") == "none":
        pytest.skip("browser tests are switched off")
    path = browsing.browser()
    if path is None:
        pytest.fail(browsing.INSTALL)
    expect.set_options(timeout=90_000)
    with browsing.app(tmp_path / "home", sample) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=browsing.ARGUMENTS)
        page = browser.new_page(viewport={"width": 1400, "height": 1400})
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.set_default_timeout(90_000)
        page.goto(f"{address}/themes")
        parts = page.get_by_test_id("stButtonGroup").first
        parts.get_by_text("Frames", exact=True).click()
        expect(page.get_by_text("Who tells it in which frame", exact=True).first).to_be_visible()
        table = page.get_by_test_id("stDataFrame").first
        table.locator(".dvn-scroller").click(position={"x": 16, "y": 35 + 17})
        expect(page.locator(".dl-quote mark").first).to_be_visible()
        expect(page.get_by_role("link", name="Read the article").first).to_be_visible()
        parts.get_by_text("Verbs that judge", exact=True).click()
        expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
        page.get_by_text("Count verbs that judge").click()
        expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
        browser.close()
    assert not failures
