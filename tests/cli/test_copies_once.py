"""``--count-copies-once`` and ``--totals``: what they change, and what they leave alone."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run
from timeline.story import open_story
from timeline.words import COPIES_ONCE_NOTE

AGENCY = (
    "Halcyon Line stopped its ferry between Aldermere and Skarholm on Tuesday after a fire. "
    "The coast guard took 214 people off the ship before dawn, and nobody was hurt. "
    "Captain Ida Moreau said that the crew had smelled fuel an hour before. "
    "The ministry sent two inspectors to the harbour and asked the company for its maintenance records."
)
ROWS = [
    {"article_id": "wire", "source": "Northwater Wire", "published": "2025-03-04", "text": AGENCY},
    {"article_id": "echo", "source": "Island Echo", "published": "2025-03-05", "text": AGENCY},
    {
        "article_id": "own",
        "source": "Capital Review",
        "published": "2025-03-06",
        "text": "Shares of Halcyon Line fell 9 percent on Wednesday. Analysts expect claims.",
    },
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ferry")
    (place / "in.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    (place / "totals.csv").write_text(
        "outlet,day,stories\nThe Northwater Wire,2025-03-04,200\nElsewhere,2025-03-04,9\n", encoding="utf-8"
    )
    return place


def test_charts_and_exports_of_a_story_that_counts_all(run: Run, folder: Path, tmp_path: Path) -> None:
    story = tmp_path / "story"
    assert run("build", folder / "in.jsonl", "-o", story).exit_code == 0
    assert open_story(story).table("spread")["count"].sum() == 3
    rows = {}
    for name, extra in (("all", []), ("once", ["--count-copies-once"])):
        out = tmp_path / name
        done = run("charts", story, "-o", out, "--format", "csv,json", "--only", "spread,lineage", *extra)
        assert done.exit_code == 0, done.stderr
        rows[name] = {chart: pl.read_csv(out / f"{chart}.csv").height for chart in ("spread", "lineage")}
        for chart in ("spread", "lineage"):
            said = (out / f"{chart}.json").read_text(encoding="utf-8")
            assert (COPIES_ONCE_NOTE in said) == (name == "once" and chart == "spread"), chart
        table = tmp_path / f"{name}.csv"
        assert run("export", story, "-o", table, "--what", "articles", *extra).exit_code == 0
        rows[name]["articles"] = pl.read_csv(table).height
    assert rows["all"] == {"spread": 3, "lineage": 1, "articles": 3}
    assert rows["once"] == {"spread": 2, "lineage": 1, "articles": 2}


def test_a_story_built_so_counts_so_everywhere(run: Run, folder: Path, tmp_path: Path) -> None:
    story = tmp_path / "story"
    assert run("build", folder / "in.jsonl", "-o", story, "--count-copies-once").exit_code == 0
    made = open_story(story)
    assert made.table("articles").height == 3
    assert made.table("spread")["count"].sum() == 2
    assert set(made.table("firsts")["source"]) == {"Northwater Wire", "Capital Review"}
    assert run("charts", story, "-o", tmp_path, "--format", "csv", "--only", "spread").exit_code == 0
    assert pl.read_csv(tmp_path / "spread.csv").height == 2


def test_totals_give_shares_and_stay_with_the_story(run: Run, folder: Path, tmp_path: Path) -> None:
    story = tmp_path / "story"
    totals = tmp_path / "totals.csv"
    totals.write_bytes((folder / "totals.csv").read_bytes())
    assert run("build", folder / "in.jsonl", "-o", story, "--totals", totals).exit_code == 0
    totals.unlink()  # what a story needs is in the story
    counted = open_story(story).table("spread")
    assert dict(counted.select("source", "share").rows()) == {
        "Northwater Wire": 1 / 200, "Island Echo": None, "Capital Review": None
    }  # fmt: skip
    before = open_story(story).table("spread")
    assert run("redate", story, "own", "2025-03-07").exit_code == 0
    again = open_story(story)
    assert again.table("totals").height == 2
    assert dict(again.table("spread").select("source", "share").rows()) == dict(
        before.select("source", "share").rows()
    )


def test_wrong_totals_are_told_before_any_work(run: Run, folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("outlet,stories\nWire,3\n", encoding="utf-8")
    done = run("build", folder / "in.jsonl", "-o", tmp_path / "story", "--totals", wrong)
    assert done.exit_code == 1
    assert "no day" in done.stderr
    assert not (tmp_path / "story").exists()
