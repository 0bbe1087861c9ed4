"""The Dates page by AppTest: what it lists first, why a day is that day, setting a day and taking it back."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from charts import CHARTS
from tests.app import fakes
from tests.app.conftest import Open, html, says, values
from timeline.app import charting, jobs, redating
from timeline.app.filters import Filters, keep
from timeline.app.link import View
from timeline.app.session import Desk
from timeline.corrections import day_edits
from timeline.pipeline import build
from timeline.story import open_story
from timeline.words import KNOWN_DAYS_NOTE

TEXT = "The spillway failed on Monday, the operator said. Inspectors found the crack last month."
ROWS = [
    {"article_id": "sure", "title": "Spillway fails", "published": "2025-01-28", "source": "Harbor Wire"},
    {
        "article_id": "torn",
        "title": "Crack found",
        "published": "2025-01-30",
        "source": "Valley Echo",
        "url": "https://echo.example/2024/11/05/crack",
    },
    {
        "article_id": "bare",
        "title": "Undated note",
        "source": "Dam Notes",
        "text": "Crews cleaned the road yesterday. A tree had fallen last month.",
    },
]


@pytest.fixture
def dam(tmp_path: Path) -> Path:
    """Build a story with a known day, one in conflict and an article without one."""
    file = tmp_path / "dam.jsonl"
    file.write_text("\n".join(json.dumps({"text": TEXT, **row}) for row in ROWS), encoding="utf-8")
    return build([file], tmp_path / "Dam").story.path


def listed(test: AppTest) -> list[str]:
    return list(test.dataframe[0].value["Title"])


def press(test: AppTest, label: str) -> AppTest:
    """Press a button that starts a correction, wait until its process has ended, and see the page then."""
    (button,) = [one for one in test.button if one.label.startswith(label)]
    button.click().run()
    end = time.monotonic() + 120
    while any(asked.build.running for asked in redating.board().values()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return test.run()


def fill(test: AppTest, label: str, day: date) -> None:
    (asked,) = [one for one in test.date_input if one.label == label]
    asked.set_value(day).run()


def choose(test: AppTest, kind: str) -> None:
    """Choose one day, several, or none; AppTest knows no segmented control."""
    (saved,) = [str(one.key) for one in test.button if one.label == "Set the day"]
    test.session_state[saved.replace("save_", "kind_", 1)] = kind
    test.run()


def test_what_needs_a_look_comes_first(dam: Path, start: Open) -> None:
    test = start(dam, "dates")
    assert listed(test) == ["Undated note", "Crack found", "Spillway fails"]
    assert list(test.dataframe[0].value["Day is"]) == ["unknown", "conflict", "known"]
    assert "3 articles: 2 known, 1 unknown, 1 conflict." in says(test)


@pytest.mark.parametrize(
    ("shown", "titles"),
    [
        ("Need a look", ["Undated note", "Crack found"]),
        ("Known", ["Crack found", "Spillway fails"]),
        ("Worked out", []),
        ("Set by hand", []),
    ],
)
def test_lists_are_narrowed(shown: str, titles: list[str], dam: Path, start: Open) -> None:
    test = start(dam, "dates")
    test.session_state["dates_shown"] = shown
    test.run()
    assert (listed(test) if titles else []) == titles
    assert titles or "No article here" in says(test)


def test_the_list_by_origin_and_by_outlet(dam: Path, start: Open) -> None:
    test = start(dam, "dates", outlet="Valley Echo")
    assert listed(test) == ["Crack found"]
    test = start(dam, "dates")
    test.multiselect(key="dates_origins").set_value(["none"]).run()
    assert listed(test) == ["Undated note"]


def test_every_candidate_and_reason_is_there(dam: Path, start: Open) -> None:
    said = html(start(dam, "dates", article="torn"))
    assert "given with the article" in said
    assert "from the web address" in said
    assert "2 dates found" in said
    assert "says otherwise and is not used" in said


def test_a_day_is_set_with_a_note_and_taken_back(dam: Path, start: Open) -> None:
    test = start(dam, "dates", article="bare")
    assert [one.disabled for one in test.button if one.label == "Set the day"] == [True]
    fill(test, "Published on", date(2025, 1, 29))
    (note,) = [one for one in test.text_input if one.label == "Note"]
    note.set_value("<b>postmark</b> *29*").run()
    press(test, "Set the day")
    assert not test.exception
    assert "Set by hand: 29 Jan 2025" in says(test)
    assert "3 known" in says(test)
    assert "by hand, " in html(test)
    assert "&lt;b&gt;postmark" in html(test)
    (edit,) = day_edits(open_story(dam).table("corrections"))
    assert (str(edit.start), edit.note) == ("2025-01-29", "<b>postmark</b> *29*")
    dates = open_story(dam).table("mentions").filter(article_id="bare")["value"].to_list()
    assert dates == ["2025-01-28", "2024-12"]
    press(test, "Undo the last")
    assert "Taken back: 29 Jan 2025" in says(test)
    assert "2 known, 1 unknown" in says(test)
    assert "<s>29 Jan 2025</s>" in html(test)
    assert [one.undone is None for one in day_edits(open_story(dam).table("corrections"))] == [False]


def test_several_days_and_not_known(dam: Path, start: Open) -> None:
    test = start(dam, "dates", article="sure")
    choose(test, "One of several days")
    fill(test, "To, included", date(2025, 1, 26))
    assert "last day is before the first" in says(test)
    fill(test, "To, included", date(2025, 1, 30))
    press(test, "Set the day")
    assert "28–30 Jan 2025" in says(test)
    choose(test, "Not known")
    press(test, "Set the day")
    assert "Set by hand: not known" in says(test)
    assert "1 known, 2 unknown" in says(test)
    assert open_story(dam).table("articles").filter(article_id="sure")["dct_origin"].to_list() == ["none"]


def test_a_correction_that_fails_says_why(dam: Path, start: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redating, "set_arguments", lambda *a: ["redate", str(dam), "nobody", "2025-01-28"])
    test = start(dam, "dates", article="sure")
    press(test, "Set the day")
    assert "The day was not changed" in says(test)
    assert "no article 'nobody'" in says(test)
    assert day_edits(open_story(dam).table("corrections")) == []


def test_one_correction_at_a_time(dam: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[list[str]] = []

    class Endless:
        running = True

        def __init__(self, arguments: list[str], story: Path) -> None:
            made.append(arguments)

    monkeypatch.setattr(jobs, "Build", Endless)
    redating.start(dam, "sure", ["one"], "done")
    redating.start(dam, "sure", ["two"], "done")
    assert made == [["one"]]
    assert redating.take(dam) is None
    redating.board().clear()


def test_nothing_to_date(tmp_path: Path, start: Open) -> None:
    test = start(None, "dates")
    assert not test.exception
    assert values(test, "dataframe") == []


@pytest.mark.parametrize("known", [True, False])
def test_charts_of_known_days_say_so(known: bool, tmp_path: Path) -> None:
    story = fakes.story(tmp_path / "dam")
    asked = Filters(known=known)
    desk = Desk(View(filters=asked), story, story.tables(), keep(story.tables(), asked))
    for name in CHARTS:
        drawn = charting.chart_file(desk, name, "json", "light").decode()
        assert (KNOWN_DAYS_NOTE in drawn) == known, name
