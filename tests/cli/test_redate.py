"""``dateline redate``: a day set by hand, its effects, and taking it back."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run
from timeline.corrections import day_edits
from timeline.story import open_story


@pytest.fixture
def story(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "out" / "story", tmp_path / "story"))


def day(story: Path) -> list[object]:
    articles = open_story(story).table("articles")
    return list(articles.filter(pl.col("article_id") == "wire-1").select("dct_start", "dct_origin").row(0))


def test_a_day_is_set_and_taken_back(story: Path, run: Run) -> None:
    before, events = day(story), open_story(story).table("events")
    result = run("redate", story, "wire-1", "2024-12-03", "--note", "print", "--by", "Ann")
    assert result.exit_code == 0, result.stderr
    assert "wire-1: 3 Dec 2024 (set by hand)" in result.stderr
    assert "1 article read again" in result.stderr
    assert [str(one) for one in day(story)] == ["2024-12-03", "correction"]
    assert not open_story(story).table("events").equals(events)
    (edit,) = day_edits(open_story(story).table("corrections"))
    assert (edit.note, edit.by) == ("print", "Ann")
    result = run("redate", story, "wire-1", "--undo")
    assert result.exit_code == 0, result.stderr
    assert day(story) == before
    assert open_story(story).table("events").equals(events)
    assert run("redate", story, "wire-1", "--undo").exit_code == 1


def test_an_older_correction_is_taken_back_by_its_time(story: Path, run: Run) -> None:
    run("redate", story, "wire-1", "2024-12-03")
    run("redate", story, "wire-1", "2024-12-04")
    first, _ = day_edits(open_story(story).table("corrections"))
    result = run("redate", story, "wire-1", "--undo", "--made", first.at.isoformat())
    assert result.exit_code == 0, result.stderr
    assert str(day(story)[0]) == "2024-12-04"
    run("redate", story, "wire-1", "--undo")
    assert str(day(story)[0]) == "2025-01-28"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["wire-1"], 2, "Give a DAY, or --undo"),
        (["wire-1", "2025-01-28", "--undo"], 2, "Give a DAY, or --undo"),
        (["wire-1", "2025-01-28", "--made", "2025-01-28T10:00:00+00:00"], 2, "--made goes with --undo"),
        (["wire-1", "soon"], 2, "'soon' is no day"),
        (["nobody", "2025-01-28"], 1, "no article 'nobody'"),
        (["wire-1", "--undo"], 1, "no correction"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str], status: int, said: str, story: Path, run: Run
) -> None:
    before = open_story(story).manifest
    result = run("redate", story, *arguments)
    assert result.exit_code == status
    assert said in result.stderr
    assert open_story(story).manifest == before
