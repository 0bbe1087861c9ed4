"""Articles added to a story: what a build of all would give, nothing lost, corrections kept."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from timeline import sample
from timeline.adding import add
from timeline.corrections.event_edits import Who, hide, merge, rename, split
from timeline.errors import InputError
from timeline.options import BuildOptions, ReadOptions
from timeline.pipeline import analyse_batch, build
from timeline.recompute import correct
from timeline.schema import TABLES
from timeline.story import Story

Row = dict[str, Any]


def corpus() -> list[Row]:
    lines = (sample.folder() / "sample" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def write(folder: Path, name: str, rows: Sequence[Row]) -> Path:
    file = folder / name
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


def options() -> BuildOptions:
    return BuildOptions(read=ReadOptions(outlets=sample.folder() / "sample" / "outlets.csv"))


def same(one: Story, other: Story) -> None:
    for name in TABLES:
        if name not in ("corrections", "articles"):
            assert one.table(name).equals(other.table(name)), name
    left, right = one.table("articles").drop("path"), other.table("articles").drop("path")
    assert left.equals(right.select(left.columns))
    assert one.manifest["counts"] == other.manifest["counts"]


def test_added_is_what_a_build_of_all_gives(tmp_path: Path) -> None:
    rows = corpus()[:30]
    first, second = write(tmp_path, "a.jsonl", rows[:18]), write(tmp_path, "b.jsonl", rows[18:])
    story = build([first], tmp_path / "s", options()).story
    added = add(story.path, [second]).story
    same(added, build([first, second], tmp_path / "all", options()).story)
    assert [Path(entry["path"]).name for entry in added.manifest["inputs"]] == ["a.jsonl", "b.jsonl"]


def test_corrections_hold(tmp_path: Path) -> None:
    rows = corpus()[:30]
    first, second = write(tmp_path, "a.jsonl", rows[:18]), write(tmp_path, "b.jsonl", rows[18:])
    story = build([first], tmp_path / "s", options()).story
    ids = story.table("events").sort("score", descending=True)["event_id"].to_list()
    told = story.table("event_mentions").filter(pl.col("event_id") == ids[0])["event_mention_id"].to_list()
    story = correct(story, rename(story.tables(), ids[0], "The main thing", Who("Ann"))).story
    story = correct(story, merge(story.tables(), [ids[2], ids[3]])).story
    story = correct(story, hide(story.tables(), ids[5])).story
    story = correct(story, split(story.tables(), ids[0], told[:1])).story
    added = add(story.path, [second]).story
    events = added.table("events")
    assert "The main thing" in events["headline"]
    assert events["hidden"].sum() == 1
    assert events.filter(pl.col("corrected").list.contains("merge")).height == 1
    assert added.table("corrections").equals(story.table("corrections"))
    same(added, build([first, second], story.path, options(), name=story.name).story)


def test_only_what_is_new_is_tagged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for row in corpus()[:12] if row.get("published")]
    story = build([write(tmp_path, "a.jsonl", rows[:6])], tmp_path / "s").story
    asked: list[str] = []

    def watched(articles: pl.DataFrame, **settings: object) -> tuple[pl.DataFrame, ...]:
        asked.extend(articles["article_id"])
        return analyse_batch(articles, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr("timeline.recompute.analyse_batch", watched)
    add(story.path, [write(tmp_path, "b.jsonl", rows[6:])])
    assert asked == [row["article_id"] for row in rows[6:]]


def test_what_is_there_already_is_a_duplicate_and_counts_add_up(tmp_path: Path) -> None:
    rows = corpus()[:4]
    nameless = [{**row, "article_id": None} for row in rows[:1]]
    story = build([write(tmp_path, "a.jsonl", [*rows, *nameless])], tmp_path / "s").story
    changed = {**rows[1], "text": rows[1]["text"] + " It rained."}
    later = {**rows[2], "published": "2025-06-01"}
    file = write(tmp_path, "b.jsonl", [rows[0], *nameless, changed, later])
    file.write_text(file.read_text(encoding="utf-8") + "\n{broken\n", encoding="utf-8")
    result = add(story.path, [file])
    counts = result.story.manifest["counts"]
    assert counts["records_in"] == 10
    assert (counts["articles"], counts["duplicates"], counts["rejects"]) == (7, 2, 1)
    ids = result.story.table("articles")["article_id"].to_list()
    assert ids[-2:] == [f"{rows[1]['article_id']}~2", f"{rows[2]['article_id']}~2"]
    assert result.n_rejects == 1
    assert sum("is used by another article" in line for line in result.warnings) == 2
    again = add(story.path, [write(tmp_path, "c.jsonl", rows)]).story.manifest["counts"]
    assert (again["articles"], again["duplicates"]) == (7, 6)


def test_nothing_usable_changes_nothing(tmp_path: Path) -> None:
    story = build([write(tmp_path, "a.jsonl", corpus()[:2])], tmp_path / "s").story
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="No article could be read"):
        add(story.path, [empty])
    from timeline.story import open_story

    assert open_story(story.path).manifest == story.manifest
