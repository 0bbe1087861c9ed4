"""After a correction a story is what a build with that correction would have made."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from timeline import sample, story
from timeline.corrections import edit_day, undo_day
from timeline.errors import InputError
from timeline.options import BuildOptions, DatingOptions, ReadOptions
from timeline.pipeline import analyse_batch, build
from timeline.recompute import build_options, redate
from timeline.schema import TABLES
from timeline.story import Story, add_corrections, open_story

DAY = timedelta(days=1)


@pytest.fixture
def mine(sample_story: Story, tmp_path: Path) -> Story:
    """Give a copy of the sample story that may be changed."""
    return open_story(shutil.copytree(sample_story.path, tmp_path / "story"))


def article(opened: Story, number: int) -> dict[str, object]:
    return opened.table("articles").sort("dct_start", "article_id").row(number, named=True)


def same(one: Story, other: Story) -> None:
    for name in TABLES:
        if name != "corrections":
            assert one.table(name).equals(other.table(name)), name
    for name in ("counts", "warnings", "read_warnings"):
        assert one.manifest[name] == other.manifest[name], name


@pytest.mark.parametrize(
    ("moved", "width"),
    [(-40, 1), (3, 4), (None, 0)],
    ids=["another day", "several days", "unknown"],
)
def test_recomputed_is_what_a_build_gives(mine: Story, tmp_path: Path, moved: int | None, width: int) -> None:
    one = article(mine, 20)
    best = one["dct_best"]
    assert isinstance(best, date)
    day = None if moved is None else best + moved * DAY
    mentions = mine.table("mentions")
    edits = edit_day(one, day, day and day + width * DAY, mine.table("corrections"), note="from the archive")
    files = sample.folder() / "sample"
    again = open_story(shutil.copytree(mine.path, tmp_path / "again"))
    add_corrections(again, edits)
    options = BuildOptions(read=ReadOptions(outlets=files / "outlets.csv"))
    build([files / "articles.jsonl"], again.path, options, name="Sample story")
    redated = redate(mine, edits)
    assert redated.changed == (one["article_id"],)
    same(redated.story, open_story(again.path))
    assert not redated.story.table("mentions").equals(mentions)


def test_days_that_were_worked_out_from_others_follow(tmp_path: Path) -> None:
    """A copy without a date takes its day from the dated article; both are read again."""
    text = (
        "The spillway of the Rivermouth dam failed on Monday, the operator said. Crews had reported a crack "
        "in the concrete last month, and 12,000 people were told to leave the valley. Engineers from two "
        "states are to inspect the gates, and the governor promised a report to the families downstream."
    )
    rows = [
        {"article_id": "dated", "title": "Spillway fails", "text": text, "published": "2025-01-28"},
        {"article_id": "copy", "title": "Dam fails", "text": text},
        {"article_id": "other", "title": "A bridge", "text": "A bridge opened.", "published": "2025-01-20"},
    ]
    file = tmp_path / "dam.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    first = build([file], tmp_path / "one").story
    days = dict(first.table("articles").select("article_id", "dct_origin").iter_rows())
    assert days["copy"] == "inferred"
    one = first.table("articles").row(by_predicate=pl.col("article_id") == "dated", named=True)
    edits = edit_day(one, date(2025, 3, 12), date(2025, 3, 13), first.table("corrections"))
    again = open_story(shutil.copytree(first.path, tmp_path / "two"))
    add_corrections(again, edits)
    build([file], again.path, name="one")
    redated = redate(first, edits)
    assert set(redated.changed) == {"dated", "copy"}
    same(redated.story, open_story(again.path))


def test_only_what_changed_is_tagged_again(mine: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def watched(articles: pl.DataFrame, **options: object) -> tuple[pl.DataFrame, ...]:
        asked.extend(articles["article_id"])
        return analyse_batch(articles, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("timeline.recompute.analyse_batch", watched)
    one = article(mine, 5)
    redate(mine, edit_day(one, date(2025, 1, 2), date(2025, 1, 3), mine.table("corrections")))
    assert asked == [one["article_id"]]


def test_no_other_known_day_is_decided_anew(mine: Story) -> None:
    """A program that dates in another way than the one that built the story changes only what was asked."""
    one, other = article(mine, 5), article(mine, 6)
    without = mine.table("dates").filter(pl.col("article_id") != other["article_id"])
    changed = story.replace_tables(mine, {"dates": without})
    edits = edit_day(one, date(2025, 1, 2), date(2025, 1, 3), mine.table("corrections"))
    assert redate(changed, edits).changed == (one["article_id"],)


def test_undone_is_as_it_was(mine: Story, sample_story: Story) -> None:
    one = article(mine, 30)
    edits = edit_day(one, date(2025, 1, 2), date(2025, 1, 3), mine.table("corrections"))
    moved = redate(mine, edits).story
    assert not moved.table("event_mentions").equals(sample_story.table("event_mentions"))
    back = redate(moved, undo_day(moved.table("corrections"), str(one["article_id"]))).story
    same(back, sample_story)
    assert back.table("corrections").height == 4


def test_nothing_is_written_over_another_change(mine: Story) -> None:
    one = article(mine, 1)
    edits = edit_day(one, date(2025, 1, 2), date(2025, 1, 3), mine.table("corrections"))
    redate(open_story(mine.path), edits)
    before = open_story(mine.path).manifest
    with pytest.raises(InputError, match="meanwhile"):
        redate(mine, edits)
    assert open_story(mine.path).manifest == before


def test_a_stop_before_the_end_changes_nothing(mine: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    one = article(mine, 1)
    edits = edit_day(one, date(2025, 1, 2), date(2025, 1, 3), mine.table("corrections"))
    monkeypatch.setattr("timeline.recompute.corpus_stage", stop)
    with pytest.raises(KeyboardInterrupt):
        redate(mine, edits)
    assert open_story(mine.path).manifest == mine.manifest
    assert not story.damaged(open_story(mine.path))


def test_an_article_that_cannot_be_read_again_is_a_reject(
    mine: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(articles: pl.DataFrame, **_: object) -> tuple[pl.DataFrame, ...]:
        raise ValueError("odd article")

    monkeypatch.setattr("timeline.recompute.analyse_batch", fail)
    one = article(mine, 1)
    edits = edit_day(one, date(2025, 1, 2), date(2025, 1, 3), mine.table("corrections"))
    done = redate(mine, edits).story
    counts = done.manifest["counts"]
    assert counts["rejects"] == done.table("rejects").height == 1
    assert counts["records_in"] == counts["articles"] + counts["duplicates"] + counts["rejects"]


def test_a_rebuilt_story_says_which_correction_finds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The dam failed on Monday, the operator said.\n", encoding="utf-8")
    first = build([file], tmp_path / "s").story
    one = first.table("articles").row(0, named=True)
    redate(first, edit_day(one, date(2025, 1, 28), date(2025, 1, 29), first.table("corrections")))
    kept = build([file], tmp_path / "s")
    assert kept.story.table("articles")["dct_origin"].to_list() == ["correction"]
    assert kept.story.table("mentions")["value"].to_list() == ["2025-01-27"]
    assert not [w for w in kept.warnings if "correction" in w]
    file.write_text("The dam failed on Sunday, the operator said.\n", encoding="utf-8")
    lost = build([file], tmp_path / "s")
    (warning,) = [w for w in lost.warnings if "correction" in w]
    assert "no longer finds its article: 28 Jan 2025" in warning
    assert lost.story.table("corrections").height == 3


def test_options_come_back_from_the_manifest(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The dam failed on Monday, the operator said.\n", encoding="utf-8")
    options = BuildOptions(
        read=ReadOptions(columns={"text": "body"}, lang="en"), dating=DatingOptions(published="2025-01-28")
    )
    made = build([file], tmp_path / "s", options).story
    assert build_options(open_story(made.path).manifest) == options
    assert build_options({}) == BuildOptions()
    assert build_options({"options": {"later": 1, "read": {"later": 2}}}) == BuildOptions()


def test_warnings_follow_the_days(tmp_path: Path) -> None:
    """A peak that a correction takes away is not warned about any more; warnings of reading stay."""
    rows = [{"text": f"The dam {n} failed.", "published": f"2024-12-{n + 1:02}"} for n in range(20)]
    rows += [{"text": f"The bridge {n} was shut.", "published": "2025-01-01"} for n in range(10)]
    rows += [{"text": "A road.", "published": "99999-13-45"}]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    built = build([file], tmp_path / "one")
    assert [w for w in built.warnings if "first of January" in w] == [
        "1 Jan 2025: 10 articles, a first of January is what many systems write for “no date”"
    ]
    made = built.story
    one = made.table("articles").filter(pl.col("dct_best") == date(2025, 1, 1)).row(0, named=True)
    edits = edit_day(one, date(2025, 1, 9), date(2025, 1, 10), made.table("corrections"))
    redated = redate(made, edits).story
    (left,) = redated.manifest["warnings"]
    assert "99999-13-45" in left
    back = redate(redated, undo_day(edits, one["article_id"])).story
    assert back.manifest["warnings"] == list(built.warnings)


def test_a_story_of_before_keeps_its_warnings(mine: Story) -> None:
    told = {name: value for name, value in mine.manifest.items() if name != "read_warnings"}
    story.write_story(mine.path, mine.tables(), {**told, "warnings": ["row 3 matches nothing"]})
    older = open_story(mine.path)
    one = article(older, 20)
    edits = edit_day(one, date(2025, 1, 2), date(2025, 1, 3), older.table("corrections"))
    assert redate(older, edits).story.manifest["warnings"] == ["row 3 matches nothing"]
