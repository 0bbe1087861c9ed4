"""``dateline edit`` and ``dateline correct``: one event by hand, files of corrections, undo, rebuilds."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run
from timeline.story import open_story

FIRST, SECOND = "wire-1:0-69", "wire-1:70-128"


@pytest.fixture
def story(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "out" / "story", tmp_path / "story"))


def event(story: Path, key: str = FIRST) -> dict[str, object]:
    opened = open_story(story)
    told = opened.table("event_mentions").filter(pl.col("event_mention_id").str.starts_with(f"{key}#"))
    events = opened.table("events").filter(pl.col("event_id").is_in(told["event_id"].implode()))
    return events.row(0, named=True)


def unlike(story: Path) -> pl.DataFrame:
    return open_story(story).table("corrections")


@pytest.mark.parametrize(
    ("arguments", "column", "value"),
    [
        (["--rename", "Acme recalls pumps"], "headline", "Acme recalls pumps"),
        (["--date", "2025-01"], "edtf", "2025-01"),
        (["--hide"], "hidden", True),
        (["--pin"], "pinned", True),
        (["--remark", "see the notice"], "note", "see the notice"),
    ],
    ids=["rename", "date", "hide", "pin", "remark"],
)
def test_one_thing_is_done_and_undone(
    arguments: list[str], column: str, value: object, story: Path, run: Run
) -> None:
    before = open_story(story).table("events")
    result = run("edit", story, FIRST, *arguments, "--by", "Ann", "--note", "why")
    assert result.exit_code == 0, result.stderr
    assert event(story)[column] == value
    assert str(event(story)["event_id"]) in result.stderr
    (row,) = unlike(story).to_dicts()
    assert (row["by"], row["note"]) == ("Ann", "why")
    assert run("correct", story, "--undo").exit_code == 0
    assert open_story(story).table("events").equals(before)
    assert run("correct", story, "--redo").exit_code == 0
    assert event(story)[column] == value
    assert run("correct", story, "--redo").exit_code == 1
    listed = run("correct", story, "--list").stdout
    assert "Ann" in listed
    assert "undone" not in listed


def test_merge_and_split(story: Path, run: Run) -> None:
    before = open_story(story).table("events")
    result = run("edit", story, FIRST, "--merge", SECOND)
    assert result.exit_code == 0, result.stderr
    assert event(story)["event_id"] == event(story, SECOND)["event_id"]
    assert open_story(story).manifest["counts"]["events"] == before.height - 1
    result = run("edit", story, FIRST, "--split", f"{SECOND}#0")
    assert result.exit_code == 0, result.stderr
    assert event(story)["event_id"] != event(story, SECOND)["event_id"]
    run("correct", story, "--undo")
    run("correct", story, "--undo")
    assert open_story(story).table("events").equals(before)


@pytest.mark.parametrize("form", ["csv", "jsonl", "json", "parquet"])
def test_an_exported_file_is_applied_to_another_story(
    form: str, built: Path, story: Path, tmp_path: Path, run: Run
) -> None:
    run("edit", story, FIRST, "--rename", "=Acme's “pumps”, recalled", "--note", "-5 to +5")
    run("edit", story, FIRST, "--merge", SECOND)
    run("correct", story, "--undo")
    run("edit", story, SECOND, "--date", "../2024-12-31")
    run("redate", story, "blog-1", "2025-02-13")
    file = tmp_path / f"c.{form}"
    assert run("export", story, "--what", "corrections", "-o", file).exit_code == 0
    other = tmp_path / "other"
    assert run("build", built / "articles.jsonl", "-o", other, "--name", "Acme pumps").exit_code == 0
    result = run("correct", other, file)
    assert result.exit_code == 0, result.stderr
    for name in ("events", "event_mentions", "articles", "mentions"):
        assert open_story(other).table(name).equals(open_story(story).table(name)), name
    assert unlike(other).sort("at").equals(unlike(story).sort("at"))
    before = open_story(other).manifest
    again = run("correct", other, file)
    assert again.exit_code == 0
    assert "0 rows applied, 7 rows there already" in again.stderr
    assert open_story(other).manifest == before


def test_corrections_stay_when_the_story_is_built_again(built: Path, story: Path, run: Run) -> None:
    run("edit", story, FIRST, "--rename", "Acme recalls pumps")
    run("edit", story, FIRST, "--merge", SECOND)
    events = open_story(story).table("events")
    assert run("build", built / "articles.jsonl", "-o", story, "--name", "Acme pumps").exit_code == 0
    assert open_story(story).table("events").equals(events)


def test_what_finds_no_evidence_is_said(built: Path, story: Path, tmp_path: Path, run: Run) -> None:
    run("edit", story, SECOND, "--rename", "Acme recalls pumps", "--by", "Ann")
    lines = (built / "articles.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    fewer = tmp_path / "fewer.jsonl"
    fewer.write_text("\n".join(lines), encoding="utf-8")
    result = run("build", fewer, "-o", story)
    said = "no longer finds its evidence: renamed “"
    assert said in result.stderr
    assert said in run("check", story).stdout
    assert "it stood in wire-1" in run("check", story).stdout
    file = tmp_path / "c.csv"
    run("export", story, "--what", "corrections", "-o", file)
    other = tmp_path / "other"
    run("build", fewer, "-o", other)
    result = run("correct", other, file)
    assert result.exit_code == 3
    assert said in result.stderr


def test_a_file_by_hand(story: Path, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "c.csv"
    file.write_text(
        "op,keys,new,by\n"
        f"rename,{FIRST},Pumps recalled,Ann\n"
        f'merge,"[""{FIRST}"", ""{SECOND}""]",,Ann\n'
        "rename,,Nothing,Ann\n"
        f"redate,{FIRST},Monday,Ann\n"
        f"burn,{FIRST},x,Ann\n",
        encoding="utf-8",
    )
    result = run("correct", story, file)
    assert result.exit_code == 3
    for said in ("row 3: keys is empty", "row 4: 'Monday' is no date", "row 5: 'burn' is not among"):
        assert said in result.stderr
    assert event(story)["headline"] == "Pumps recalled"
    assert event(story)["event_id"] == event(story, SECOND)["event_id"]
    assert run("correct", story, file).exit_code == 3
    assert unlike(story).height == 2


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["correct", "STORY"], 2, "Give a FILE, or one of"),
        (["correct", "STORY", "x.csv", "--undo"], 2, "Give a FILE, or one of"),
        (["correct", "STORY", "--list", "--by", "Ann"], 2, "go with --undo"),
        (["correct", "STORY", "--undo"], 1, "no correction that can be undone"),
        (["correct", "STORY", "none.csv"], 1, "cannot be read as corrections"),
        (["correct", "STORY", "c.docx"], 1, "is no file of corrections"),
        (["edit", "STORY", FIRST], 2, "Say one thing to do"),
        (["edit", "STORY", FIRST, "--hide", "--pin"], 2, "Say one thing to do"),
        (["edit", "STORY", "e99", "--hide"], 1, "no event 'e99'"),
        (["edit", "STORY", FIRST, "--date", "Monday"], 2, "no date"),
        (["edit", "STORY", FIRST, "--merge", FIRST], 2, "two different events"),
        (["edit", "none", FIRST, "--hide"], 1, "no story"),
    ],
)
def test_wrong_usage_is_said(arguments: list[str], status: int, said: str, story: Path, run: Run) -> None:
    result = run(*(str(story) if part == "STORY" else part for part in arguments))
    assert result.exit_code == status
    assert said in result.stderr
    assert unlike(story).is_empty()
