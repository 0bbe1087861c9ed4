"""Dates that people write, names, undo of any kind, hidden events in charts and exports, older stories."""

import csv
import io
import json
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.frames import statements
from tests.corrections.telling import event_of, sentences, story
from timeline.corrections import edit_day, edits, outlet_edits, redo, undo
from timeline.corrections.actor_edits import apply_actor_edits, merge_actors, rename_actor, split_actor
from timeline.corrections.event_edits import hide, pin, redate, rename
from timeline.corrections.files import read_corrections
from timeline.corrections.intervals import read_interval
from timeline.corrections.losses import lost_edits, told
from timeline.corrections.whole import correct_again
from timeline.errors import InputError, OptionError
from timeline.exports import export_bytes
from timeline.options import ExportOptions
from timeline.recompute import correct
from timeline.schema import ACTORS, CORRECTIONS, EVENT_MENTIONS, SCHEMA_VERSION, TABLES
from timeline.shown import as_corrected, visible
from timeline.story import MANIFEST, Story, open_story, replace_tables

NONE = CORRECTIONS.empty()


@pytest.fixture
def mine(sample_story: Story, tmp_path: Path) -> Story:
    """Give a copy of the sample story that may be changed."""
    return open_story(shutil.copytree(sample_story.path, tmp_path / "story"))


@pytest.mark.parametrize(
    ("text", "start", "stop", "grain", "mod"),
    [
        ("2025", (2025, 1, 1), (2026, 1, 1), "year", None),
        ("202X", (2020, 1, 1), (2030, 1, 1), "decade", None),
        ("19XX", (1900, 1, 1), (2000, 1, 1), "century", None),
        ("2025-12", (2025, 12, 1), (2026, 1, 1), "month", None),
        ("2025-24", (2025, 12, 1), (2026, 3, 1), "season", None),
        ("2025-Q4", (2025, 10, 1), (2026, 1, 1), "quarter", None),
        ("2025-33", (2025, 1, 1), (2025, 4, 1), "quarter", None),
        ("2024-02-29", (2024, 2, 29), (2024, 3, 1), "day", None),
        ("2025-W01", (2024, 12, 30), (2025, 1, 6), "week", None),
        ("2025-01-28T09", (2025, 1, 28, 9), (2025, 1, 28, 10), "hour", None),
        ("2025-01-28T09:30", (2025, 1, 28, 9, 30), (2025, 1, 28, 9, 31), "minute", None),
        ("2025-01/2025-03", (2025, 1, 1), (2025, 4, 1), "month", None),
        ("2025-01-30/2025-02", (2025, 1, 30), (2025, 3, 1), "month", None),
        ("2025-01~", (2025, 1, 1), (2025, 2, 1), "month", "APPROX"),
        ("../2025-01-28", (2025, 1, 28), (2025, 1, 29), "day", "ON_OR_BEFORE"),
        ("2025-01-28/..", (2025, 1, 28), (2025, 1, 29), "day", "ON_OR_AFTER"),
    ],
)  # fmt: skip
def test_dates_that_a_person_writes(
    text: str, start: tuple[int, ...], stop: tuple[int, ...], grain: str, *, mod: str | None
) -> None:
    found = read_interval(f" {text} ")
    assert (found.start, found.stop) == (datetime(*start), datetime(*stop))  # type: ignore[arg-type]
    assert (found.granularity, found.mod) == (grain, mod)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "28 Jan 2025", "2025-13", "2025-02-29", "9999", "0000", "2025-W60", "../..", "/", "2025/",
     "2025-01-28T25:00", "2025-03/2025-01", "2025-01-28/yesterday"],
)  # fmt: skip
def test_what_is_no_date_is_said(text: str) -> None:
    if text == "2025/":
        assert read_interval(text).mod == "ON_OR_AFTER"
        return
    with pytest.raises(OptionError, match=r"no date|before it begins"):
        read_interval(text)


@given(
    st.dates(date(1, 1, 1), date(9998, 12, 30)), st.integers(1, 400), st.sampled_from(["day", "span", "by"])
)
def test_what_is_written_is_read_back(first: date, days: int, kind: str) -> None:
    last = min(first + timedelta(days=days), date(9998, 12, 30)) if first < date(9997, 1, 1) else first
    text = {"day": f"{first}", "span": f"{first}/{last}", "by": f"../{first}"}[kind]
    found = read_interval(text)
    again = read_interval(found.edtf or "")
    assert (again.start, again.stop, again.mod) == (found.start, found.stop, found.mod)


def people() -> dict[str, pl.DataFrame]:
    rows = [
        ("a", ["Microsoft CEO Satya Nadella", "Apple"]),
        ("b", ["Nadella", "Apple Inc."]),
        ("c", ["Satya Nadela", "Lee"]),
        ("d", ["Mayor Ann Lee", "Lee"]),
    ]
    statements = EVENT_MENTIONS.frame({"article_id": one, "actors": names} for one, names in rows)
    actors = ACTORS.frame(
        [
            {"actor_id": "1", "name": "Satya Nadella", "aliases": ["Microsoft CEO Satya Nadella", "Nadella"],
             "role": "Microsoft CEO", "n_articles": 2},
            {"actor_id": "2", "name": "Ann Lee", "aliases": ["Lee", "Mayor Ann Lee"], "role": "Mayor",
             "n_articles": 2},
            {"actor_id": "3", "name": "Apple", "aliases": [], "n_articles": 1},
            {"actor_id": "4", "name": "Apple Inc.", "aliases": [], "n_articles": 1},
            {"actor_id": "5", "name": "Satya Nadela", "aliases": [], "n_articles": 1},
        ]
    )  # fmt: skip
    return {"actors": actors, "event_mentions": statements, "corrections": NONE}


def named(rows: pl.DataFrame) -> dict[str, dict[str, object]]:
    tables = people()
    made = apply_actor_edits(tables["actors"], tables["event_mentions"], rows)
    return {row["name"]: row for row in made.iter_rows(named=True)}


def test_two_spellings_are_one_person() -> None:
    made = named(merge_actors(people(), ["Satya Nadella", "Satya Nadela"]))
    assert len(made) == 4
    one = made["Satya Nadella"]
    assert (one["n_articles"], one["role"], one["actor_id"]) == (3, "Microsoft CEO", "1")
    assert one["aliases"] == ["Microsoft CEO Satya Nadella", "Nadella", "Satya Nadela"]


def test_two_persons_of_one_name_are_told_apart() -> None:
    made = named(split_actor(people(), "Ann Lee", ["Lee"]))
    assert (made["Lee"]["n_articles"], made["Lee"]["role"]) == (2, None)
    assert (made["Ann Lee"]["n_articles"], made["Ann Lee"]["aliases"]) == (1, ["Mayor Ann Lee"])


def test_a_name_is_set_and_the_forms_stay() -> None:
    made = named(rename_actor(people(), "Apple Inc.", "Apple Computer"))
    assert made["Apple Computer"]["n_articles"] == 1
    assert made["Apple Computer"]["aliases"] == ["Apple Inc."]
    with pytest.raises(OptionError, match="Merge the two"):
        rename_actor(people(), "Apple Inc.", "Apple")
    with pytest.raises(InputError, match="nobody"):
        rename_actor(people(), "Nobody", "X")
    with pytest.raises(OptionError, match="not all"):
        split_actor(people(), "Apple", ["Apple"])


def test_a_name_that_no_article_uses_is_said() -> None:
    rows = rename_actor(people(), "Apple Inc.", "Apple Computer")
    tables = {**story(), "corrections": NONE}
    (said,) = lost_edits(tables, rows)
    assert "finds its name in no article: renamed “Apple Inc.” to “Apple Computer”" in said
    assert not lost_edits({**tables, "event_mentions": people()["event_mentions"]}, rows)


def test_names_of_a_story_and_back(mine: Story, sample_story: Story) -> None:
    names = mine.table("actors")["name"].to_list()
    tables = mine.tables()
    made = correct(mine, merge_actors(tables, [names[0], names[1]])).story
    assert made.table("actors").height == len(names) - 1
    back = correct(made, undo(made.table("corrections"))).story
    assert back.table("actors").equals(sample_story.table("actors"))


def test_days_and_outlets_are_undone_and_made_again(mine: Story, sample_story: Story) -> None:
    tables = mine.tables()
    one = tables["articles"].row(5, named=True)
    day = edit_day(one, date(2025, 1, 2), date(2025, 1, 3), tables["corrections"])
    outlets = tables["outlets"].with_columns(kind=pl.lit("blog"))
    kinds = outlet_edits(tables["outlets"].head(1), outlets.head(1))
    made = correct(mine, pl.concat([day, kinds])).story
    assert made.table("articles").row(5, named=True)["dct_start"] == date(2025, 1, 2)
    assert made.table("outlets")["kind"][0] == "blog"
    now = made
    for _ in range(2):
        now = correct(now, undo(now.table("corrections"))).story
    for name in TABLES:
        if name != "corrections":
            assert now.table(name).equals(sample_story.table(name)), name
    for _ in range(2):
        now = correct(now, redo(now.table("corrections"))).story
    for name in TABLES:
        if name != "corrections":
            assert now.table(name).equals(made.table(name)), name
    assert {told(edit).split()[0] for edit in edits(now.table("corrections"))} == {"published", "outlet"}


def test_hidden_events_leave_charts_and_exports() -> None:
    first = story()
    event_id = str(event_of(first, "inquiry")["event_id"])
    made = {**first, **correct_again(first, hide(first, event_id))}
    assert event_id not in visible(made)["events"]["event_id"]
    assert event_id not in visible(made)["event_mentions"]["event_id"]
    assert event_id in visible(made, hidden=True)["events"]["event_id"]
    assert event_id not in statements(made)["event_id"]
    assert event_id in statements(first)["event_id"]
    for what in ("events", "event_mentions"):
        plain = export_bytes(made, what, "csv").decode()
        kept = export_bytes(made, what, "csv", ExportOptions(hidden=True)).decode()
        assert event_id not in plain
        assert event_id in kept


def test_a_date_and_a_headline_set_by_hand_are_drawn() -> None:
    first = story()
    event_id = str(event_of(first, "broke")["event_id"])
    rows = redate(first, event_id, "2025-01-10")
    rows = pl.concat([rows, rename({**first, "corrections": rows}, event_id, "It gave way")])
    made = {**first, **correct_again(first, rows)}
    drawn = statements(made).filter(pl.col("event_id") == event_id)
    assert set(drawn["start"]) == {datetime(2025, 1, 10)}
    assert set(drawn["headline"]) == {"It gave way"}
    assert made["event_mentions"].drop("event_id").equals(first["event_mentions"].drop("event_id"))
    same = as_corrected(first["event_mentions"], first["events"])
    assert same.equals(first["event_mentions"])
    days = json.loads(export_bytes(made, "timeline", "json"))
    assert event_id in {one for day in days if day["date"] == "2025-01-10" for one in day["event_ids"]}


def test_a_pinned_event_is_always_on_the_timeline(mine: Story) -> None:
    events = mine.table("events").filter(pl.col("granularity") == "day").sort("score")
    low = str(events.filter(pl.col("modality") == "happened")["event_id"][0])
    made = correct(mine, pin(mine.tables(), low)).story
    days = json.loads(export_bytes(made, "timeline", "json", ExportOptions(dates=1)))
    assert low in days[0]["event_ids"]


def test_the_exported_file_is_read_back(tmp_path: Path) -> None:
    first = story()
    rows = rename(first, str(event_of(first, "inquiry")["event_id"]), '=1+1 "quoted", ünïcode')
    for form in ("csv", "jsonl", "json", "parquet"):
        file = tmp_path / f"c.{form}"
        file.write_bytes(export_bytes({"corrections": rows}, "corrections", form))
        found = read_corrections(file)
        assert found.rejected == ()
        assert found.rows.equals(rows), form
    cells = next(csv.DictReader(io.StringIO((tmp_path / "c.csv").read_text(encoding="utf-8"))))
    assert cells["new"].startswith("'=")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00\x01", '{"op": 1', "[1, 2]"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "json", "parquet"])
def test_a_damaged_file_is_said(text: str, form: str, tmp_path: Path) -> None:
    file = tmp_path / f"c.{form}"
    file.write_text(text, encoding="utf-8")
    try:
        found = read_corrections(file)
    except InputError as error:
        assert "cannot be read as corrections" in str(error)
    else:
        assert found.rows.is_empty()


def test_a_story_of_version_1_is_completed(mine: Story) -> None:
    """Columns that came later are missing in its files; opening it changes none of them."""
    full = mine.tables()
    for name, gone in (
        ("events", ["pinned", "hidden", "note", "corrected"]),
        ("event_mentions", ["found_event_id"]),
    ):
        full[name].drop(gone).write_parquet(mine.path / f"{name}.parquet")
    manifest = json.loads((mine.path / MANIFEST).read_text(encoding="utf-8"))
    (mine.path / MANIFEST).write_text(json.dumps({**manifest, "schema_version": 1}), encoding="utf-8")
    before = (mine.path / "events.parquet").read_bytes()
    old = open_story(mine.path)
    assert old.table("events").equals(full["events"])
    assert old.table("event_mentions").equals(full["event_mentions"])
    assert (mine.path / "events.parquet").read_bytes() == before
    event_id = full["events"]["event_id"][0]
    made = correct(old, rename(old.tables(), event_id, "New")).story
    assert made.manifest["schema_version"] == SCHEMA_VERSION
    assert "New" in open_story(mine.path).table("events")["headline"]


def test_nothing_is_written_over_another_change(mine: Story) -> None:
    event_id = mine.table("events")["event_id"][0]
    rows = rename(mine.tables(), event_id, "Mine")
    stale = open_story(mine.path)
    replace_tables(mine, {"events": mine.table("events").head(3)})
    with pytest.raises(InputError, match="meanwhile"):
        correct(stale, rows)


def test_sentences_of_the_fixture() -> None:
    first = story()
    assert len(sentences(first, event_of(first, "broke")["event_id"])) == 2
