"""``dateline stories`` and ``--story``, on a pile of two stories."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run
from timeline.story import open_story

DAM = (
    "The spillway of the Rivermouth dam {what} on Monday. Engineers of the Carrow Water Board told residents "
    "below the Rivermouth spillway to leave Carrow Valley."
)
FERRY = (
    "The ferry Halcyon {what} on Tuesday off Port Anselm. Captain Ines Duarte of the Halcyon and the Anselm "
    "Coastguard brought all passengers to Skerry Island."
)
WHAT = ("failed", "was repaired", "was inspected", "drew crowds")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    from click.testing import CliRunner

    from timeline.cli import dateline

    folder = tmp_path_factory.mktemp("two")
    rows = [
        {
            "article_id": f"{kind}-{n}",
            "title": f"{name} {what}",
            "text": text.format(what=what) + f" Note {n}.",
            "published": f"2025-03-{3 + n:02}",
            "source": "Wire",
        }
        for kind, name, text in (("dam", "Rivermouth dam", DAM), ("ferry", "Ferry Halcyon", FERRY))
        for n, what in enumerate(WHAT)
    ]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = CliRunner().invoke(dateline, ["build", str(folder / "a.jsonl"), "-o", str(folder / "s")])
    assert done.exit_code == 0, done.stderr
    return folder / "s"


def test_the_list(run: Run, two: Path) -> None:
    said = run("stories", two)
    assert said.exit_code == 0
    assert "2 stories in 8 articles, 0 in none of them" in said.stdout
    for story_id, name in open_story(two).table("stories").select("story_id", "name").iter_rows():
        assert story_id in said.stdout
        assert name.split(",")[0] in said.stdout


def test_a_list_that_is_cut_says_so(run: Run, two: Path) -> None:
    assert "and 1 more: --number 2" in run("stories", two, "--number", "1").stdout


def test_show_tells_one_story(run: Run, two: Path) -> None:
    assert "Holds 2 stories" in run("show", two).stdout
    said = run("show", two, "--story", "halcyon")
    assert said.exit_code == 0
    assert "4 articles" in said.stdout
    assert "Rivermouth" not in said.stdout


def test_export_and_charts_are_narrowed(run: Run, two: Path, tmp_path: Path) -> None:
    out = tmp_path / "articles.csv"
    assert run("export", two, "-o", out, "--what", "articles", "--story", "halcyon").exit_code == 0
    assert pl.read_csv(out)["article_id"].to_list() == [f"ferry-{n}" for n in range(4)]
    done = run(
        "charts", two, "-o", tmp_path / "c", "--format", "csv", "--only", "timeline", "--story", "halcyon"
    )
    assert done.exit_code == 0, done.stderr
    assert "Rivermouth" not in (tmp_path / "c" / "timeline.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["show", "export", "charts"])
def test_a_story_that_is_not_there(run: Run, two: Path, tmp_path: Path, command: str) -> None:
    target = ["-o", str(tmp_path / "x.csv")] if command != "show" else []
    said = run(command, two, *target, "--story", "moon landing")
    assert said.exit_code in {1, 2}
    assert "dateline stories" in said.stderr
