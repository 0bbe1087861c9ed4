"""Tag inputs: batches in order, formats as in one; an article that cannot be tagged stops nothing."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from timeline import tagging
from timeline.cli.tag import write_tags
from timeline.errors import InputError
from timeline.options import DatingOptions, ReadOptions, TagOptions
from timeline.readers import pieces
from timeline.tagging import Tally, tag_inputs
from timeline.temporal import batches
from timeline.temporal.tag import tag

OPTIONS: dict[str, Any] = {
    "read_options": ReadOptions(),
    "dating_options": DatingOptions(),
    "tag_options": TagOptions(lang="en"),
}


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    rows = [
        {
            "article_id": f"a{i}",
            "text": f"It rained {i} days ago. It is dry today.",
            "published": "2025-01-28",
        }
        for i in range(20)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything come in many pieces and batches."""
    monkeypatch.setattr(pieces, "LARGE_BYTES", 0)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 500)
    monkeypatch.setattr(batches, "BATCH_BYTES", 100)


def test_batches_are_in_order(lines: Path, small: None) -> None:
    tally = Tally()
    parts = list(tag_inputs([lines], tally, **OPTIONS))
    ids = [article_id for articles, _ in parts for article_id in articles["article_id"]]
    assert len(parts) > 4 and ids == [f"a{i}" for i in range(20)]
    assert (tally.articles, tally.mentions) == (20, sum(mentions.height for _, mentions in parts))


def test_article_that_cannot_be_tagged_is_a_reject(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fragile(articles: pl.DataFrame, options: TagOptions) -> pl.DataFrame:
        if "a13" in articles["article_id"]:
            raise ValueError("unlucky")
        return inner(articles, options)

    inner = tag
    monkeypatch.setattr(tagging, "tag", fragile)
    tally = Tally()
    parts = list(tag_inputs([lines], tally, **OPTIONS))
    assert tally.articles == 19
    assert set(pl.concat([mentions for _, mentions in parts])["article_id"]) == {
        f"a{i}" for i in range(20) if i != 13
    }
    assert "unlucky" in tally.rejects["reason"].item()


def test_nothing_usable_is_said_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text("{broken\n", encoding="utf-8")
    with pytest.raises(InputError, match="No article could be read"):
        list(tag_inputs([path], Tally(), **OPTIONS))


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_files_of_many_batches_are_those_of_one(
    form: str, lines: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    paths = []
    for name in ("one", "many"):
        paths.append(tmp_path / f"{name}.{form}")
        write_tags(tag_inputs([lines], Tally(), **OPTIONS), str(paths[-1]), form)
        request.getfixturevalue("small")
    if form == "parquet":
        one, many = map(pl.read_parquet, paths)
        assert one.equals(many) and one.height > 20
    else:
        assert paths[0].read_bytes() == paths[1].read_bytes() != b""
