"""Ids, duplicates, columns and metadata follow the contract."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.readers.samples import adds_up, read_bytes
from timeline.errors import InputError
from timeline.options import ReadOptions
from timeline.readers import read
from timeline.readers.columns import choose, metadata_only
from timeline.readers.identity import identify
from timeline.readers.records import Found, Record


def lines(*records: Mapping[str, object]) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def test_computed_id(tmp_path: Path) -> None:
    record = {"text": "One.", "title": "T", "source": "S", "url": "u", "published": "2025-01-28"}
    result = read_bytes(tmp_path, "a.jsonl", lines(record))
    content = json.dumps(["One.", "T", "S", "u", "2025-01-28"], separators=(",", ":"))
    assert result.articles["article_id"].item() == hashlib.sha256(content.encode()).hexdigest()[:16]
    assert result.articles["sha256"].item() == hashlib.sha256(b"One.").hexdigest()


def test_same_record_again_is_a_duplicate(tmp_path: Path) -> None:
    one = {"article_id": "n1", "text": "One.", "source": "S"}
    free = {"text": "Two.", "source": "S"}
    result = read_bytes(tmp_path, "a.jsonl", lines(one, free, one, free))
    assert result.articles.height == 2
    assert result.duplicates.select("path", "position", "article_id").rows() == [
        ("a.jsonl", "3", "n1"),
        ("a.jsonl", "4", result.articles["article_id"][1]),
    ]
    assert adds_up(result)


def test_captured_twice_is_the_same_article() -> None:
    values = {"text": "One.", "url": "https://nordhavenpost.example/a"}
    found = [Record("1", values, dates=(Found("archive", f"2025-01-{d}T06:00:00Z"),)) for d in (28, 29)]
    identified = identify([("a.warc", record) for record in found])
    assert (len(identified.articles), len(identified.duplicates)) == (1, 1)


@pytest.mark.parametrize("change", [{"text": "Other."}, {"source": "R"}, {"published": "2025-01-29"}])
def test_same_id_with_other_content(tmp_path: Path, change: dict[str, str]) -> None:
    one = {"article_id": "n1", "text": "One.", "source": "S", "published": "2025-01-28"}
    result = read_bytes(tmp_path, "a.jsonl", lines(one, one | change, one | change))
    assert result.articles["article_id"].to_list() == ["n1", "n1~2"]
    assert result.duplicates["article_id"].to_list() == ["n1~2"]
    assert any("n1~2" in warning for warning in result.warnings)


def test_same_text_from_another_outlet_is_an_article(tmp_path: Path) -> None:
    result = read_bytes(
        tmp_path, "a.jsonl", lines({"text": "One.", "source": "S"}, {"text": "One.", "source": "R"})
    )
    assert result.articles.height == 2
    assert result.articles["article_id"].n_unique() == 2


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.jsonl", b'{"text": "One \\ud800 two.", "x": "\\udfff"}\n')
    assert result.articles["text"].item() == "One \ufffd two."


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(
            ["Full Text", "HEADLINE"], {"text": "Full Text", "title": "HEADLINE"}, id="case-and-blanks"
        ),
        pytest.param(["body", "text"], {"text": "text"}, id="most-usual-first"),
        pytest.param(
            ["storyText", "stories-id"], {"text": "storyText", "article_id": "stories-id"}, id="dashes"
        ),
        pytest.param(
            ["text", "date", "publish_date"], {"text": "text", "published": "publish_date"}, id="dates"
        ),
        pytest.param(["source", "source.name"], {"source": "source.name"}, id="nested"),
        pytest.param(["colour"], {}, id="none"),
    ],
)
def test_choose(names: list[str], expected: dict[str, str]) -> None:
    assert choose(names, {}) == expected


def test_a_column_is_used_once() -> None:
    assert choose(["body", "text"], {"title": "text"}) == {"title": "text", "text": "body"}


def test_metadata_only() -> None:
    assert metadata_only({"title": "a", "url": "b", "published": "c"})
    assert not metadata_only({"title": "a", "url": "b", "published": "c", "text": "d"})
    assert not metadata_only({"title": "a", "url": "b"})


def sidecar(tmp_path: Path, text: str) -> ReadOptions:
    path = tmp_path / "meta.csv"
    path.write_text(text, encoding="utf-8")
    return ReadOptions(meta=path)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    for name in ("news/a.txt", "news/deep/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"The bridge was shut, says {name}.", encoding="utf-8")
    return tmp_path / "news"


@pytest.mark.parametrize(
    "key", ["news/deep/b.txt", "deep/b.txt", "b.txt", r"deep\b.txt", "./deep/b.txt", "old/b.txt"]
)
def test_meta_finds_files(tmp_path: Path, two: Path, key: str) -> None:
    result = read(
        [two], sidecar(tmp_path, f"file,published,Source,kind,desk\n{key},2025-01-28,S,local,city\n")
    )
    assert result.dates.select("origin", "raw").rows() == [("meta", "2025-01-28")]
    row = result.articles.row(1, named=True)
    assert (row["source"], row["x_kind"], row["x_desk"]) == ("S", "local", "city")
    assert not result.warnings


def test_meta_row_that_fits_nothing_is_a_warning(tmp_path: Path, two: Path) -> None:
    result = read([two], sidecar(tmp_path, "file,published\nc.txt,2025-01-28\n"))
    (warning,) = result.warnings
    assert warning == "meta.csv:2: no input is file 'c.txt'; the row is not used"


def test_meta_row_that_fits_two_is_a_warning(tmp_path: Path, two: Path) -> None:
    (two / "b.txt").write_text("The bridge again.", encoding="utf-8")
    result = read([two], sidecar(tmp_path, "file,published\nb.txt,2025-01-28\n"))
    assert "could be" in result.warnings[0]
    assert result.dates.is_empty()


@pytest.mark.parametrize(("key", "value"), [("article_id", "n1"), ("url", "https://a.example/1")])
def test_meta_by_id_or_address(tmp_path: Path, key: str, value: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        lines(
            {
                "article_id": "n1",
                "url": "https://a.example/1",
                "text": "One.",
                "title": "Old",
                "published": "2025-01-01",
            },
            {"article_id": "n2", "url": "https://a.example/2", "text": "Two."},
        )
    )
    options = sidecar(tmp_path, f"{key},published,title,text\n{value},2025-01-28,New,Never\n")
    result = read([tmp_path / "a.jsonl"], options)
    assert result.articles["title"].to_list() == ["New", None]
    assert result.articles["text"].to_list() == ["One.", "Two."]
    assert result.dates.select("origin", "raw").rows() == [("meta", "2025-01-28"), ("given", "2025-01-01")]


def test_meta_without_a_key(tmp_path: Path, two: Path) -> None:
    with pytest.raises(InputError, match="no column file, article_id or url"):
        read([two], sidecar(tmp_path, "name,published\na,2025-01-28\n"))


def test_meta_that_is_missing(tmp_path: Path, two: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read([two], ReadOptions(meta=tmp_path / "nowhere.csv"))


def test_warnings_are_limited(tmp_path: Path) -> None:
    records = [{"text": f"Text {n}.", "published": "never"} for n in range(50)]
    result = read_bytes(tmp_path, "a.jsonl", lines(*records))
    assert len(result.warnings) == 21
    assert result.warnings[-1] == "and 30 more warnings like these"


@pytest.mark.parametrize(
    ("stated", "lang", "as_read"),
    [
        ("en", "en", None),
        ("en-US", "en", "en-US"),
        ("deu", "de", "deu"),
        ("French", "fr", "French"),
        ("x", "x", None),
    ],
)
def test_language_is_iso_639_1(tmp_path: Path, stated: str, lang: str, as_read: str | None) -> None:
    articles = read_bytes(tmp_path, "a.jsonl", lines({"text": "One.", "language": stated})).articles
    assert articles["lang"].item() == lang
    assert (articles["x_lang_as_read"].item() if "x_lang_as_read" in articles.columns else None) == as_read


def test_progress_ends_with_all_records(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(*({"text": f"Text {n}."} for n in range(1200))))
    read([path], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1200, 1200)
    assert len(told) >= 3
    assert all(done <= total for done, total in told)
