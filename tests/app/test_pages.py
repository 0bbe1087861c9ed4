"""Every page, by AppTest: what it says, what it keeps in the link, what it does with bad input."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.app import fakes
from tests.app.conftest import PAGES, Open, go, html, link, says, values
from timeline.app import charting, stories
from timeline.story import MANIFEST, open_story

FILTERED = {"kind": ["agency", "national"], "precision": ["day"], "q": "leave", "known": "1"}


def calm(test: AppTest) -> AppTest:
    """Fail where a page shows a traceback, a bug or an error."""
    assert not test.exception
    assert not [error.value for error in test.error]
    return test


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_a_story(page: str, dam: Path, start: Open) -> None:
    test = calm(start(dam, page))
    assert "Rivermouth dam" in html(test)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_without_a_story(page: str, start: Open) -> None:
    test = calm(start(None, page))
    assert "sample story" in " ".join([*(b.label for b in test.button), says(test)]).lower()


@pytest.mark.parametrize("page", PAGES)
def test_filters_stay_in_the_link_on_every_page(page: str, dam: Path, start: Open) -> None:
    test = calm(start(dam, page, **FILTERED))
    assert link(test) == {
        "story": [stories.key(dam)],
        "kind": ["agency", "national"],
        "precision": ["day"],
        "q": ["leave"],
        "known": ["1"],
    }
    if page:
        assert test.session_state["filter_kinds"] == ["agency", "national"]
        assert test.text_input(key="filter_text").value == "leave"


def test_a_filter_goes_into_the_link(dam: Path, start: Open) -> None:
    test = start(dam, "timeline")
    test.text_input(key="filter_text").set_value("crack").run()
    test.toggle(key="filter_known").set_value(True).run()
    calm(test)
    assert link(test)["q"] == ["crack"]
    assert link(test)["known"] == ["1"]
    assert "1 of 5 events" in says(test)


def test_filters_survive_a_change_of_page(dam: Path, start: Open) -> None:
    test = start(dam, "timeline")
    test.text_input(key="filter_text").set_value("crack").run()
    for page in ("articles", "spread", "", "timeline"):
        calm(go(test, page))
        assert link(test)["q"] == ["crack"], page


def test_clear_filters(dam: Path, start: Open) -> None:
    test = start(dam, "timeline", **FILTERED)
    test.button(key="clear_filters").click().run()
    calm(test)
    assert set(test.query_params) == {"story"}
    assert "5 events" in says(test)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ({"from": "99999-13-45"}, "not a date"),
        ({"kind": "newspaper"}, "not one of"),
        ({"outlet": "Nobody Times"}, "Nobody Times"),
        ({"event": "e99"}, "not in this story"),
        ({"article": "a99"}, "not in this story"),
        ({"column": "nope"}, "nope"),
        ({"from": "2025-02-01", "to": "2025-01-01"}, "first day"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bad_value_in_the_link_is_ignored_with_a_note(
    query: dict[str, str], note: str, dam: Path, start: Open
) -> None:
    test = calm(start(dam, **query))
    assert any(note in warning.value.replace("\\", "") for warning in test.warning)
    assert set(test.query_params) == {"story"}
    test.run()
    assert not test.warning


def test_filters_that_exclude_everything_say_the_way_out(dam: Path, start: Open) -> None:
    for page in ("timeline", "articles", "spread"):
        test = calm(start(dam, page, q="zzzz"))
        assert "clear the filters" in says(test), page
    test.button(key="clear_articles").click().run()
    assert "q" not in test.query_params


def test_evidence_shows_the_phrase_and_the_reason(dam: Path, start: Open) -> None:
    page = html(calm(start(dam, "timeline", event="e1")))
    assert '<mark class="dl-own">last month</mark>' in page
    assert "“last month”, published 28 Jan 2025 → <b>Dec 2024</b>" in page
    assert "known, from your list" in page
    assert "Dates other articles give" in page
    assert "articles disagree on the date" in page
    details = page.partition("<details>")[2]
    assert "month -1" in details
    assert "month -1" not in page.partition("<details>")[0]


def test_evidence_of_an_unsure_date_says_so(dam: Path, start: Open) -> None:
    page = html(start(dam, "timeline", event="e4"))
    assert "depends on the publication day" in page
    assert "worked out" in page
    assert "planned" in page


def test_evidence_is_complete_whatever_the_filters_hide(dam: Path, start: Open) -> None:
    page = html(calm(start(dam, "timeline", event="e1", outlet="Harbor Wire")))
    assert "Spillway fails at Rivermouth dam" in page
    assert "Thousands told to leave" in page


def test_the_table_says_dates_in_words(dam: Path, start: Open) -> None:
    test = start(dam, "timeline")
    main = ["Dec 2024", "27 Jan 2025", "28 Jan 2025", "week of 3 Feb 2025", "2 Feb 2025"]
    assert list(test.dataframe[0].value["Date"]) == main
    test.segmented_control(key="order").set_value("date").run()
    shown = calm(test).dataframe[0].value
    assert list(shown["Date"]) == [*main[:3], main[4], main[3]]
    assert shown["First report"][0] == "28 Jan 2025, Harbor Wire"
    assert shown["Notes"][4] == "planned"


def test_an_article_is_read_with_its_phrases_marked(dam: Path, start: Open) -> None:
    test = calm(start(dam, "articles", article="a1"))
    page = html(test)
    assert '<mark title="27 Jan 2025">on Monday</mark>' in page
    assert '<mark title="Dec 2024">last month</mark>' in page
    assert '<a href="https://example.com/a"' in page
    assert "2 events in this article" in [expander.label for expander in test.expander]


def test_an_undated_article_says_so(dam: Path, start: Open) -> None:
    test = calm(start(dam, "articles", article="a5"))
    assert "publication day not known" in html(test)
    assert "known for 3, worked out for 1, not known for 1" in says(test)


@pytest.mark.parametrize(
    ("page", "query"), [("timeline", {"event": "e5"}), ("articles", {"article": "a4"}), ("", {})], ids=str
)
def test_untrusted_text_stays_text(page: str, query: dict[str, str], dam: Path, start: Open) -> None:
    test = calm(start(dam, page, **query))
    assert "<img" not in html(test)
    assert 'href="javascript:' not in html(test)
    for kind in ("markdown", "caption", "error", "warning", "info", "subheader", "title"):
        assert not [value for value in values(test, kind) if "onerror" in value], kind
    labels = [label for kind in ("button", "expander", "page_link") for label in values(test, kind, "label")]
    assert not [label for label in labels if "onerror" in label]


def test_what_was_read(dam: Path, start: Open) -> None:
    test = calm(start(dam))
    assert "7 records = **5 articles** + 1 duplicate + 1 reject" in says(test)
    tables = [table.value for table in test.dataframe]
    assert list(tables[0].iloc[0]) == [
        "broken.jsonl",
        "line 3",
        "Not JSON: put one object on each line.",
        fakes.HOSTILE,
    ]
    assert "one.csv: 1 row matches no file." in says(test)


def test_a_story_of_a_newer_version(dam: Path, tmp_path: Path, start: Open) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(dam, newer)
    manifest = json.loads((newer / MANIFEST).read_text(encoding="utf-8"))
    (newer / MANIFEST).write_text(json.dumps({**manifest, "schema_version": 99}), encoding="utf-8")
    for page in PAGES:
        test = start(newer, page)
        assert not test.exception
        assert "newer Dateline" in says(test)


@pytest.mark.parametrize("damage", ["missing", "truncated", "gone", "no manifest"])
def test_a_damaged_story(damage: str, dam: Path, tmp_path: Path, start: Open) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(dam, broken)
    if damage == "missing":
        (broken / "events.parquet").unlink()
    elif damage == "truncated":
        (broken / "events.parquet").write_bytes(b"PAR1")
    elif damage == "gone":
        shutil.rmtree(broken)
    else:
        (broken / MANIFEST).write_text("{", encoding="utf-8")
    test = start(broken, "timeline")
    assert not test.exception
    assert [error.value for error in test.error] == ["The story could not be opened."]
    assert "Build the story again" in says(test) or "dateline build" in says(test)


def test_a_link_to_a_story_that_is_not_here(start: Open) -> None:
    test = start(None, "timeline", story="dam-00000000")
    assert "not on this computer" in says(test)


def test_a_bug_is_a_message_and_a_line_in_the_log(
    dam: Path, start: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError("a secret place")

    monkeypatch.setattr("timeline.app.views.articles_page.show", broken)
    test = start(dam, "articles")
    assert not test.exception
    assert "went wrong" in test.error[0].value
    assert str(stories.log_file()) in says(test)
    assert "a secret place" not in says(test)
    assert "ZeroDivisionError: a secret place" in stories.log_file().read_text(encoding="utf-8")


def test_a_chart_that_fails_leaves_the_page(dam: Path, start: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(charting, "_show", broken)
    test = start(dam, "timeline", event="e1")
    assert len(test.error) == 1
    assert "last month" in html(test)


def test_a_long_table_comes_in_pages(tmp_path: Path, start: Open) -> None:
    story = fakes.story(tmp_path / "large", fakes.large(900))
    test = calm(start(story.path, "articles"))
    assert "900 articles, 1 to 200 here." in says(test)
    test.pagination[0].set_value(5).run()
    assert "900 articles, 801 to 900 here." in says(calm(test))


def test_a_link_opens_the_page_of_its_row(tmp_path: Path, start: Open) -> None:
    story = fakes.story(tmp_path / "large", fakes.large(900))
    last = story.table("articles").sort("dct_start", "published", "article_id")["article_id"][-1]
    assert "801 to 900 here" in says(calm(start(story.path, "articles", article=last)))


def test_the_story_is_read_again_when_it_changes(tmp_path: Path, start: Open) -> None:
    folder = tmp_path / "changing"
    fakes.story(folder)
    test = start(folder, "timeline")
    assert "5 events" in says(test)
    tables = fakes.tables()
    fakes.story(folder, {**tables, "events": tables["events"].head(3)})
    assert "3 events" in says(calm(test.run()))


def test_outlets_are_saved_with_their_corrections(tmp_path: Path) -> None:
    from timeline.app.views.outlets_editor import save
    from timeline.corrections import outlet_edits

    story = fakes.story(tmp_path / "edited")
    before = story.table("outlets")
    after = before.with_columns(
        pl.when(pl.col("source") == "dam-notes").then(pl.lit("trade")).otherwise("kind").alias("kind")
    )
    save(story, after, outlet_edits(before, after))
    again = open_story(story.path)
    assert again.table("outlets")["kind"].to_list() == ["agency", "national", "local", "trade"]
    assert again.table("corrections").select("column", "old", "new").rows() == [("kind", "blog", "trade")]
    assert set(again.table("spread")["name"]) == {"agency", "national", "local", "trade"}


def test_the_outlet_editor_saves(tmp_path: Path, start: Open) -> None:
    story = fakes.story(tmp_path / "edited")
    test = calm(start(story.path, "articles"))
    assert test.button(key="save_outlets").disabled
    key = next(str(k) for k in (e.key for e in test.data_editor) if str(k).startswith("outlets_"))
    test.session_state[key] = {"edited_rows": {0: {"kind": "social"}}, "added_rows": [], "deleted_rows": []}
    test.run()
    assert test.button(key="save_outlets").label == "Save 1 change"
    calm(test.button(key="save_outlets").click().run())
    assert "social" in open_story(story.path).table("outlets")["kind"].to_list()
    assert any("Saved 1 change" in message.value for message in test.success)


def test_a_locked_story_says_so(tmp_path: Path, start: Open) -> None:
    import filelock

    from timeline.story import LOCK

    story = fakes.story(tmp_path / "locked")
    test = start(story.path, "articles")
    key = next(str(k) for k in (e.key for e in test.data_editor) if str(k).startswith("outlets_"))
    test.session_state[key] = {"edited_rows": {0: {"kind": "social"}}, "added_rows": [], "deleted_rows": []}
    test.run()
    with filelock.FileLock(story.path / LOCK):
        test.button(key="save_outlets").click().run()
    assert not test.exception
    assert "being written by another process" in says(test)


def test_twelve_thousand_articles_do_not_freeze_a_page(tmp_path: Path, start: Open) -> None:
    import time

    story = fakes.story(tmp_path / "large", fakes.large(12_000))
    test = start(story.path)
    for page in ("timeline", "spread", "articles"):
        calm(go(test, page))
        began = time.monotonic()
        calm(test.run())
        # 0.2 s on two quiet cores; the bound is for a loaded machine.
        assert time.monotonic() - began < 5, page


def bare() -> dict[str, pl.DataFrame]:
    """Give the small story without outlets, titles and publication days."""
    tables = fakes.tables()
    nulls = ["source", "title", "url", "dct_start", "dct_stop", "dct_best", "dct_why"]
    articles = tables["articles"]
    tables["articles"] = articles.with_columns(
        pl.lit(None, articles.schema[name]).alias(name) for name in nulls
    )
    events = tables["events"]
    nulls = ["first_start", "first_stop", "first_article_ids", "readings", "modality", "basis"]
    tables["events"] = events.with_columns(pl.lit(None, events.schema[name]).alias(name) for name in nulls)
    return {**tables, "outlets": tables["outlets"].clear(), "spread": tables["spread"].clear()}


@pytest.mark.parametrize("page", PAGES)
def test_a_story_that_knows_next_to_nothing(page: str, tmp_path: Path, start: Open) -> None:
    story = fakes.story(tmp_path / "bare", bare())
    calm(start(story.path, page))
    calm(start(story.path, page, event="e1", article="a1"))
    calm(start(story.path, page, kind="unknown"))


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_story(page: str, tmp_path: Path, start: Open) -> None:
    tables = {name: table.clear() for name, table in fakes.tables().items()}
    test = calm(start(fakes.story(tmp_path / "empty", tables).path, page))
    if page == "timeline":
        assert "This story has no events." in says(test)


def test_a_story_without_days_says_what_to_give(tmp_path: Path, start: Open) -> None:
    tables = {**bare(), "events": fakes.tables()["events"].clear()}
    assert "give the days" in says(calm(start(fakes.story(tmp_path / "undated", tables).path, "timeline")))
