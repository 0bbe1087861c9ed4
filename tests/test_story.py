"""The story folder: whole or not at all, one writer, nothing else is overwritten."""

import json
from datetime import UTC, datetime
from pathlib import Path

import filelock
import polars as pl
import pytest

from timeline import story as st
from timeline.corrections import apply_outlet_edits, outlet_edits
from timeline.errors import InputError, OptionError, SchemaError
from timeline.schema import ARTICLES, CORRECTIONS, OUTLETS, TABLES, conform


def articles(*ids: str) -> pl.DataFrame:
    rows = [{"article_id": i, "text": f"text of {i}", "included": True} for i in ids]
    return ARTICLES.frame(rows).with_columns(pl.lit("ppp").alias("x_desk"))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    story = st.write_story(tmp_path / "s", {"articles": articles("a", "b")}, {"name": "Two"})
    assert story.name == "Two"
    assert story.table("articles").equals(articles("a", "b"))
    assert set(story.tables()) == set(TABLES)
    assert all(story.table(name).is_empty() for name in TABLES if name != "articles")
    assert st.damaged(story) == []


def test_replacing_a_story_keeps_its_corrections(tmp_path: Path) -> None:
    story = st.write_story(tmp_path / "s", {"articles": articles("a")}, {})
    row = {"op": "note", "keys": ["a:0-4"], "new": "why", "at": datetime(2025, 1, 1, tzinfo=UTC)}
    st.add_corrections(story, CORRECTIONS.frame([row]))
    again = st.write_story(tmp_path / "s", {"articles": articles("b")}, {})
    assert again.table("articles")["article_id"].to_list() == ["b"]
    assert again.table("corrections")["new"].to_list() == ["why"]


def test_a_sealed_change_is_rolled_forward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = st.write_story(tmp_path / "s", {"articles": articles("a")}, {})
    with monkeypatch.context() as patch:
        patch.setattr(st, "_roll_forward", lambda work, folder: None)  # the machine stops here
        st.replace_tables(story, {"articles": articles("b")}, {"name": "new"})
    again = st.open_story(tmp_path / "s")
    assert (again.name, again.table("articles")["article_id"].to_list()) == ("new", ["b"])
    assert not list((tmp_path / "s").glob(f"{st.TRANSACTION}*"))


def test_an_unsealed_change_is_as_if_never_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = st.write_story(tmp_path / "s", {"articles": articles("a")}, {})

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("json.dump", stop)
        st.replace_tables(story, {"articles": articles("b")})
    assert st.open_story(tmp_path / "s").table("articles")["article_id"].to_list() == ["a"]
    st.replace_tables(story, {"articles": articles("c")})
    assert st.open_story(tmp_path / "s").table("articles")["article_id"].to_list() == ["c"]
    assert not list((tmp_path / "s").glob(f"{st.TRANSACTION}*"))


def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    story = st.write_story(tmp_path / "s", {"articles": articles("a")}, {})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(InputError, match="No space left"):
        patch.setattr(st, "_flush", full)
        st.replace_tables(story, {"articles": articles("b")})
    assert st.open_story(tmp_path / "s").table("articles")["article_id"].to_list() == ["a"]
    assert not list((tmp_path / "s").glob(f"{st.TRANSACTION}*"))


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    story = st.write_story(tmp_path / "s", {"articles": articles("a")}, {})
    with filelock.FileLock(tmp_path / "s" / st.LOCK), pytest.raises(InputError, match="another process"):
        st.replace_tables(story, {"articles": articles("b")})


def test_other_folders_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OptionError, match=r"notes\.txt"):
        st.write_story(tmp_path, {}, {})
    with pytest.raises(OptionError, match="is a file"):
        st.check_target(tmp_path / "notes.txt")


@pytest.mark.parametrize(
    ("manifest", "error", "says"),
    [
        pytest.param(None, InputError, "not a story", id="no manifest"),
        pytest.param("{", InputError, "not a story", id="broken manifest"),
        pytest.param("[1]", InputError, "not a story", id="not an object"),
        pytest.param('{"schema_version": 99}', SchemaError, "newer Dateline", id="newer"),
        pytest.param('{"schema_version": 1}', InputError, "articles", id="tables missing"),
    ],
)
def test_what_cannot_be_opened_says_why(
    tmp_path: Path, manifest: str | None, error: type[Exception], says: str
) -> None:
    if manifest is not None:
        (tmp_path / st.MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(error, match=says):
        st.open_story(tmp_path)


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    story = st.write_story(tmp_path / "s", {"articles": articles("a")}, {})
    file = story.path / "events.parquet"
    file.write_bytes(file.read_bytes()[:20])
    assert st.damaged(story) == ["events"]
    with pytest.raises(InputError, match=r"events\.parquet"):
        story.table("events")


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(pl.DataFrame({"source": ["a"]}), id="columns missing"),
        pytest.param(OUTLETS.empty().with_columns(pl.lit(1).alias("kind")), id="another type"),
        pytest.param(OUTLETS.empty().with_columns(pl.lit("a").alias("x_more")), id="unknown column"),
    ],
)
def test_a_table_of_another_shape_is_refused(frame: pl.DataFrame) -> None:
    with pytest.raises(SchemaError, match="outlets"):
        conform(frame, OUTLETS)


def test_outlet_edits_survive_a_rebuild() -> None:
    before = OUTLETS.frame(
        [{"source": "wire", "kind": "unknown", "aliases": []}, {"source": "post", "aliases": []}]
    )
    after = before.with_columns(
        pl.Series("kind", ["agency", None]), pl.Series("aliases", [["The Wire", "wire.example"], []])
    )
    edits = outlet_edits(before, after, by="me")
    assert edits.select("column", "old", "new").rows() == [
        ("aliases", None, "The Wire; wire.example"),
        ("kind", "unknown", "agency"),
    ]
    assert apply_outlet_edits(before, edits).equals(after)
    assert json.dumps(apply_outlet_edits(before.head(0), edits).rows()) == "[]"
