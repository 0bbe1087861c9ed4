"""Pieces: a large file of JSON lines or a table gives in pieces what it gives in one reading."""

import json
from pathlib import Path

import polars as pl
import pytest

from timeline.options import ReadOptions
from timeline.readers import ReadResult, pieces, read
from timeline.readers.pieces import read_pieces

TABLES = ("articles", "dates", "duplicates", "rejects")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Write articles, some of them again, some under a used id, some broken, with blank lines between."""
    rows = [
        {
            "article_id": f"a{i % 17}",
            "text": f"It rained on day {i % 23}.",
            "published": f"2025-01-{i % 28 + 1:02}",
        }
        for i in range(60)
    ]
    texts = [json.dumps(row) for row in rows]
    texts[7] = "{broken"
    texts[31:31] = ["", "   "]
    texts[40] = '{"text": 5}'
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def joined(parts: list[ReadResult], name: str) -> pl.DataFrame:
    frames: list[pl.DataFrame] = [getattr(part, name) for part in parts]
    return pl.concat(frames, how="diagonal")


@pytest.mark.parametrize("size", [1, 300, 2_000])
def test_pieces_are_one_reading(lines: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE_BYTES", 0)
    monkeypatch.setattr(pieces, "PIECE_BYTES", size)
    parts, whole = list(read_pieces([lines])), read([lines])
    assert len(parts) > 1
    for name in TABLES:
        assert joined(parts, name).equals(getattr(whole, name)), name
    assert sum(part.records_in for part in parts) == whole.records_in
    assert sorted(w for part in parts for w in part.warnings) == sorted(whole.warnings)


@pytest.mark.parametrize("size", [20, 59])
def test_tables_in_pieces_are_one_reading(tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "articles.parquet"
    ids = [f"a{i % 17}" for i in range(60)]
    texts = [None if i == 9 else f"It rained on day {i % 23}." for i in range(60)]
    days = [f"2025-01-{i % 28 + 1:02}" for i in range(60)]
    pl.DataFrame({"article_id": ids, "text": texts, "published": days, "desk": ids}).write_parquet(path)
    monkeypatch.setattr(pieces, "LARGE_ROWS", 50)
    monkeypatch.setattr(pieces, "PIECE_ROWS", size)
    parts, whole = list(read_pieces([path])), read([path])
    assert len(parts) == -(-60 // size)
    for name in TABLES:
        assert joined(parts, name).equals(getattr(whole, name)), name
    assert sum(part.records_in for part in parts) == whole.records_in == 60


def test_damaged_tables_are_said_as_in_one_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "articles.parquet"
    pl.DataFrame({"text": ["It rained."] * 60}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-9])
    monkeypatch.setattr(pieces, "LARGE_ROWS", 0)
    (part,) = read_pieces([path])
    assert part.rejects.equals(read([path]).rejects)
    assert part.rejects.height == 1


def test_small_files_and_several_inputs_are_read_in_one(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(list(read_pieces([lines]))) == 1
    monkeypatch.setattr(pieces, "LARGE_BYTES", 0)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1)
    other = lines.with_name("other.jsonl")
    other.write_text('{"text": "It snowed."}\n', encoding="utf-8")
    assert len(list(read_pieces([lines, other]))) == 1


def test_metadata_speaks_of_the_whole(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE_BYTES", 0)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1)
    meta = lines.with_name("meta.csv")
    meta.write_text("article_id,source\na1,Herald\n", encoding="utf-8")
    assert len(list(read_pieces([lines], ReadOptions(meta=meta)))) == 1


@pytest.mark.parametrize("start", ["[", "\ufeff[", ""], ids=["list", "list behind a mark", "nothing"])
def test_what_is_no_lines_is_read_in_one(start: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE_BYTES", -1)
    path = tmp_path / "list.jsonl"
    path.write_text(f'{start}\n{{"text": "It snowed."}}\n{"]" if start else ""}', encoding="utf-8")
    assert len(list(read_pieces([path]))) == 1
