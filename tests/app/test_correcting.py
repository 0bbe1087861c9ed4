"""Correcting by AppTest: every op beside the evidence, the page of corrections, names, files."""

import json
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.app import fakes
from tests.app.conftest import Open, html, link, says
from timeline.app import session
from timeline.app.views import event_editor
from timeline.corrections import edits
from timeline.corrections.event_edits import Who, hide, rename
from timeline.pipeline import build
from timeline.recompute import correct
from timeline.story import Story, open_story

ROWS = fakes.dam_told("Lee closed the schools on Wednesday.")


@pytest.fixture
def dam(tmp_path: Path) -> Path:
    file = tmp_path / "dam.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return build([file], tmp_path / "Dam").story.path


def events(path: Path) -> pl.DataFrame:
    return open_story(path).table("events")


def find(path: Path, words: str) -> dict[str, object]:
    found = events(path).filter(pl.col("headline").str.contains(words, literal=True))
    return found.row(0, named=True)


def pick(dam: Path, start: Open, words: str, action: str) -> tuple[AppTest, str]:
    """Open the evidence of an event and choose what to do; gives the end of the widgets' keys."""
    event_id = str(find(dam, words)["event_id"])
    test = start(dam, "timeline", event=event_id)
    assert not test.exception
    key = f"page_{event_id}_{session._stamp(dam)}"
    test.session_state[f"do_{key}"] = action
    test.run()
    return test, key


def save(test: AppTest, key: str) -> AppTest:
    test.button(key=f"save_{key}").click().run()
    assert not test.exception
    assert not test.error
    return test


def test_a_headline_with_who_and_why(dam: Path, start: Open) -> None:
    test, key = pick(dam, start, "spillway", "rename")
    assert test.button(key=f"save_{key}").disabled
    test.text_input(key=f"headline_{key}").set_value("The <b>dam</b> fails").run()
    test.text_input(key=f"why_{key}").set_value("shorter").run()
    test.text_input(key=f"by_{key}").set_value("Ann").run()
    save(test, key)
    assert "Renamed." in says(test)
    assert "The &lt;b&gt;dam&lt;/b&gt; fails" in html(test)
    assert "renamed by hand" in html(test)
    (edit,) = edits(open_story(dam).table("corrections"))
    assert (edit.new, edit.by, edit.note) == ("The <b>dam</b> fails", "Ann", "shorter")
    assert "The <b>dam</b> fails" in list(test.dataframe[0].value["What happened"])


def test_a_date(dam: Path, start: Open) -> None:
    test, key = pick(dam, start, "spillway", "redate")
    test.text_input(key=f"date_{key}").set_value("Monday").run()
    assert "Not a date" in says(test)
    assert test.button(key=f"save_{key}").disabled
    test.text_input(key=f"date_{key}").set_value("2025-01-24/2025-01-26").run()
    assert "Shown as: 24–26 Jan 2025" in says(test).replace("\\", "")
    save(test, key)
    assert "24–26 Jan 2025" in html(test)
    assert "date set by hand" in html(test)
    assert "Dates other articles give" in html(test)
    assert "published 28 Jan 2025 → <b>27 Jan 2025</b>" in html(test)


def test_hide_and_show_again(dam: Path, start: Open) -> None:
    before = events(dam).height
    test, key = pick(dam, start, "schools", "hide")
    save(test, key)
    assert f"{before - 1} events" in says(test)
    assert "closed" not in " ".join(test.dataframe[0].value["What happened"])
    (switch,) = [one for one in test.toggle if one.label == "Show 1 hidden event"]
    switch.set_value(True).run()
    assert link(test)["hidden"] == ["1"]
    assert "closed" in " ".join(test.dataframe[0].value["What happened"])
    assert "hidden" in list(test.dataframe[0].value["Notes"])
    test, key = pick(dam, start, "schools", "hide")
    assert test.button(key=f"save_{key}").label == "Show the event"
    save(test, key)
    assert not find(dam, "schools")["hidden"]


def test_pin_comes_first(dam: Path, start: Open) -> None:
    test, key = pick(dam, start, "schools", "pin")
    save(test, key)
    assert "schools" in test.dataframe[0].value["What happened"][0]
    assert "pinned" in html(test)
    test, key = pick(dam, start, "schools", "pin")
    assert test.button(key=f"save_{key}").label == "Unpin the event"
    save(test, key)
    assert not find(dam, "schools")["pinned"]


def test_a_note_is_shown_as_it_is(dam: Path, start: Open) -> None:
    test, key = pick(dam, start, "schools", "note")
    test.text_area(key=f"text_{key}").set_value(fakes.HOSTILE).run()
    save(test, key)
    assert '<div class="dl-note">&lt;img src=x' in html(test)
    assert find(dam, "schools")["note"] == fakes.HOSTILE


def test_merge_and_split(dam: Path, start: Open) -> None:
    before = events(dam)
    test, key = pick(dam, start, "schools", "merge")
    other = str(find(dam, "12,000")["event_id"])
    test.selectbox(key=f"other_{key}").set_value(other).run()
    save(test, key)
    assert events(dam).height == before.height - 1
    assert "merged by hand" in html(test)
    assert "ordered 12,000 people" in html(test)
    assert "Lee closed the schools" in html(test)
    words = str(find_merged(dam)["headline"])
    test, key = pick(dam, start, words, "split")
    boxes = [box for box in test.checkbox if "closed the schools" in box.label]
    boxes[0].check().run()
    save(test, key)
    assert events(dam).height == before.height
    assert "split by hand" in html(test)


def find_merged(dam: Path) -> dict[str, object]:
    return events(dam).filter(pl.col("corrected").list.contains("merge")).row(0, named=True)


def test_a_link_to_a_merged_event_still_leads_there(dam: Path, start: Open) -> None:
    gone = {str(find(dam, words)["event_id"]) for words in ("schools", "12,000")}
    tables = open_story(dam).tables()
    from timeline.corrections.event_edits import merge

    correct(open_story(dam), merge(tables, sorted(gone)))
    now = str(find_merged(dam)["event_id"])
    for event_id in gone:
        test = start(dam, "timeline", event=event_id)
        assert link(test)["event"] == [now]
        assert not test.warning


def corrected(dam: Path) -> Story:
    story = open_story(dam)
    event_id = str(find(dam, "schools")["event_id"])
    story = correct(story, rename(story.tables(), event_id, "Schools shut", Who("Ann", "*why*"))).story
    return correct(story, hide(story.tables(), event_id)).story


def test_the_page_lists_all_with_their_way_back(dam: Path, start: Open) -> None:
    plain = events(dam)
    corrected(dam)
    test = start(dam, "corrections")
    assert "2 corrections. The latest first" in says(test)
    page = html(test)
    assert page.index("Hidden: “Schools shut”") < page.index("to “Schools shut”")
    assert "by Ann" in page
    assert "*why*" in page
    for _ in range(2):
        next(one for one in test.button if one.label == "Undo").click().run()
        assert "Taken back." in says(test)
    assert "2 corrections, 2 undone" in says(test)
    assert events(dam).equals(plain)
    next(one for one in test.button if one.label == "Redo").click().run()
    assert "Made again." in says(test)
    assert find(dam, "schools")["hidden"] or find(dam, "Schools shut")


def test_the_list_is_narrowed(dam: Path, start: Open) -> None:
    corrected(dam)
    test = start(dam, "corrections")
    test.session_state["corrections_shown"] = "Undone"
    test.run()
    assert "No correction here" in says(test)
    test.session_state["corrections_shown"] = "Events"
    test.run()
    assert len([one for one in test.button if one.label == "Undo"]) == 2


def test_nothing_was_corrected_yet(dam: Path, start: Open) -> None:
    assert "Nothing was corrected in this story yet" in says(start(dam, "corrections"))


def test_what_finds_no_evidence_is_marked(dam: Path, tmp_path: Path, start: Open) -> None:
    corrected(dam)
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(ROWS[0]), encoding="utf-8")
    build([file], dam)
    test = start(dam, "corrections")
    assert "2 without evidence in this story" in says(test)
    assert html(test).count("without evidence in this story") == 2
    test.session_state["corrections_shown"] = "Without evidence"
    test.run()
    assert len([one for one in test.button if one.label == "Undo"]) == 2


def test_a_correction_that_fails_says_why(dam: Path, start: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from timeline.errors import InputError

    def fail(*_: object) -> None:
        raise InputError("somebody else was quicker")

    test, key = pick(dam, start, "schools", "hide")
    monkeypatch.setattr("timeline.recompute.correct", fail)
    test.button(key=f"save_{key}").click().run()
    assert "This was not corrected" in says(test)
    assert "somebody else was quicker" in says(test)
    assert edits(open_story(dam).table("corrections")) == []


def test_names_are_joined_and_told_apart(dam: Path, start: Open) -> None:
    actors = open_story(dam).table("actors")
    lee = actors.filter(pl.col("name").str.contains("Lee")).row(0, named=True)
    test = start(dam, "corrections")
    test.session_state["name_picked"] = lee["actor_id"]
    test.run()
    key = f"{lee['actor_id']}_{session._stamp(dam)}"
    test.text_input(key=f"name_new_{key}").set_value("Ann B. Lee").run()
    test.button(key=f"name_save_{key}").click().run()
    assert not test.exception
    assert "Renamed." in says(test)
    assert "Ann B. Lee" in open_story(dam).table("actors")["name"]
    next(one for one in test.button if one.label == "Undo").click().run()
    assert open_story(dam).table("actors").equals(actors)


def test_the_likest_event_is_offered_first(dam: Path) -> None:
    tables = fakes.tables()
    own = tables["events"].row(1, named=True)
    found = event_editor.alike(tables["events"], own)
    assert found.height == tables["events"].height - 1
    assert own["event_id"] not in found["event_id"]
    assert event_editor.alike(tables["events"], own, "LEAVE told")["event_id"].to_list() == ["e3"]
