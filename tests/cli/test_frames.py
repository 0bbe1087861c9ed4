"""The build counts frames of one's own, refuses a wrong dictionary before any work, and switches ours."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

from timeline.adding import add
from timeline.story import open_story

Run = Callable[..., Result]


def kinds(folder: Path) -> set[str]:
    """Give the kinds of rows of the table of frames, without what is new."""
    return set(open_story(folder).table("frames")["kind"]) - {"word", "actor"}


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("frame,term\npumps,pump*\n", encoding="utf-8")
    return path


def test_frames_of_ones_own_are_counted_and_kept_for_later(
    run: Run, built: Path, tmp_path: Path, dictionary: Path
) -> None:
    out = tmp_path / "story"
    result = run("build", built / "articles.jsonl", "-o", out, "--frames", dictionary, "--no-general-frames")
    assert result.exit_code == 0, result.stderr
    own = open_story(out).table("frames").filter(pl.col("kind") == "own")
    assert own["count"].sum() > 0
    assert kinds(out) == {"own", "hedging", "boosting"}
    before = own["total"].sum()
    dictionary.unlink()  # the story keeps the words itself
    (tmp_path / "more.jsonl").write_text(
        '{"text": "The pump failed.", "published": "2025-02-20"}\n', encoding="utf-8"
    )
    story = add(out, [tmp_path / "more.jsonl"], jobs=1).story
    after = story.table("frames").filter(pl.col("kind") == "own")
    assert (after["total"].sum(), after["count"].sum()) == (before + 1, own["count"].sum() + 1)


def test_verbs_that_judge_are_off_unless_asked_for(run: Run, built: Path, tmp_path: Path) -> None:
    for asked in ([], ["--evaluative-verbs"]):
        out = tmp_path / f"story{len(asked)}"
        result = run("build", built / "articles.jsonl", "-o", out, *asked)
        assert result.exit_code == 0, result.stderr
        assert ("general" in kinds(out), "evaluative" in kinds(out)) == (True, bool(asked))


def test_a_wrong_dictionary_is_told_before_any_work(run: Run, built: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("frame,term\npumps,*pump\n", encoding="utf-8")
    result = run("build", built / "articles.jsonl", "-o", tmp_path / "story", "--frames", wrong)
    assert result.exit_code == 1
    assert "wrong.csv, line 2" in result.stderr
    assert not (tmp_path / "story").exists()
