"""Building a story from the app: uploads, the sample, failures, cancelling."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Open, go, html, link, says
from timeline.app import jobs, stories
from timeline.app.views import building
from timeline.story import open_story

TEXT = "text/plain"
ONE = ("one.txt", b"The spillway of the dam failed yesterday, the operator said.", TEXT)
TWO = ("two.txt", b"Engineers reported a crack in the wall last month.", TEXT)
EMPTY = ("empty.txt", b"", TEXT)
META = ("days.csv", b"file,published,source\none.txt,2025-01-28,Harbor Wire\n", "text/csv")


def build(test: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    test.file_uploader(key="upload").set_value(list(files)).run()
    test.button(key="build").click().run()
    return ended(test)


def ended(test: AppTest, seconds: float = 120) -> AppTest:
    """Run the page until no build is at work, as the page does by itself."""
    end = time.monotonic() + seconds
    while job := building._board().get("job"):
        assert time.monotonic() < end, "the build did not end"
        if job["build"].running:
            time.sleep(0.1)
        else:
            test.run()
    assert not test.exception
    return test


def uploads(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "data").rglob("*") if path.is_file())


def test_an_upload_becomes_a_story(home: Path, start: Open) -> None:
    test = start(None)
    test.file_uploader(key="meta").set_value([META])
    test.text_input(key="story_name").set_value("My ../dam")
    test = build(test, ONE, TWO, EMPTY)
    assert "3 records = **2 articles** + 0 duplicates + 1 reject" in says(test)
    assert list(test.dataframe[0].value["path"]) == ["empty.txt"]
    assert "dam" in html(test)
    story = open_story(next(Path(entry.path) for entry in stories.recent()))
    assert story.name == "dam"
    assert set(story.table("articles")["path"]) == {"one.txt", "two.txt"}
    assert not [name for name in uploads(home) if name.endswith(".txt")], "uploaded files are not kept"
    assert link(test)["story"] == [stories.key(story.path)]
    assert "27 Jan 2025" in list(go(test, "timeline").dataframe[0].value["Date"])


def test_a_publication_day_fills_the_gap(start: Open) -> None:
    from datetime import date

    test = start(None)
    test.date_input(key="published").set_value(date(2025, 1, 28))
    test = go(build(test, TWO), "timeline")
    assert "Dec 2024" in list(test.dataframe[0].value["Date"])


def test_columns_can_be_named(start: Open) -> None:
    test = start(None)
    test.text_input(key="column_text").set_value("story_words")
    rows = b"day,story_words,desk\n2025-01-28,The dam failed yesterday.,news\n"
    test = build(test, ("table.csv", rows, "text/csv"))
    assert "1 record = **1 article** + 0 duplicates + 0 rejects" in says(test)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xfe"],
    ids=["empty", "binary"],
)
def test_nothing_usable_says_why_and_leaves_nothing(content: bytes, home: Path, start: Open) -> None:
    test = build(start(None), ("one.txt", content, TEXT))
    assert "The build stopped" in test.error[0].value
    assert "one.txt" in says(test)
    assert uploads(home) == []
    assert stories.recent() == []
    test.button(key="close_failure").click().run()
    assert not test.error


def test_a_build_can_be_cancelled_on_the_page(
    home: Path, start: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = ("-c", "import time; print('Reading 1/4', flush=True); time.sleep(60)")
    real = jobs.Build

    def start_slow(arguments: list[str], story: Path, folder: Path | None = None) -> jobs.Build:
        return real([], story, folder, slow)

    monkeypatch.setattr(jobs, "Build", start_slow)
    test = start(None)
    test.file_uploader(key="upload").set_value([ONE]).run()
    test.button(key="build").click().run()
    assert "Building the story" in says(test)
    test.button(key="cancel_build").click().run()
    test = ended(test)
    assert "cancelled" in says(test)
    assert uploads(home) == []


def test_a_reload_finds_the_running_build(start: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = ("-c", "import time; time.sleep(60)")
    running = jobs.Build([], Path("nowhere"), program=slow)
    building._board()["job"] = {"build": running, "folder": None, "go": False}
    try:
        assert "Building the story" in says(start(None))
    finally:
        running.cancel()
        building._board().clear()


@pytest.mark.slow
def test_the_sample_story_opens_with_one_click(start: Open) -> None:
    test = start(None)
    test.button(key="open_sample").click().run()
    test = ended(test)
    story = open_story(stories.sample_story())
    assert stories.is_sample(story)
    assert story.table("events").height > 20
    for page in ("timeline", "spread", "articles"):
        test = go(test, page)
        assert not [error.value for error in test.error], page
    assert "Sample story" in html(test)
    again = start(None)
    again.button(key="open_sample").click().run()
    assert link(again)["story"] == [stories.key(story.path)]
