"""Inputs are found where they are, once each, and named so that a story can be shared."""

import io
import sys
import zipfile
from pathlib import Path, PureWindowsPath

import pytest

from tests.readers.samples import adds_up
from timeline.options import ReadOptions
from timeline.readers import read
from timeline.readers.sources import posix

TEXT = "The bridge was shut on day {}."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "news"
    for number, name in enumerate(["a.txt", "deep/b.txt", "deep/deeper/c.txt", ".hidden.txt", ".git/d.txt"]):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(TEXT.format(number), encoding="utf-8")
    story = root / "story"
    story.mkdir()
    (story / "manifest.json").write_text('{"schema_version": 1}', encoding="utf-8")
    (story / "articles.txt").write_text("Never read.", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    return root


def test_folder(folder: Path) -> None:
    result = read([folder])
    assert result.articles["path"].to_list() == ["news/a.txt", "news/deep/b.txt", "news/deep/deeper/c.txt"]
    assert result.rejects.is_empty()


def test_a_story_folder_alone_is_rejected(folder: Path) -> None:
    result = read([folder / "a.txt", folder / "story"])
    assert result.articles.height == 1
    assert "story folders are left out" in result.rejects["reason"].item()


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        pytest.param("news/*.txt", ["news/a.txt"], id="star"),
        pytest.param("news/**/*.txt", ["news/a.txt", "news/deep/b.txt", "news/deep/deeper/c.txt"], id="deep"),
        pytest.param("news/d*", ["news/deep/b.txt", "news/deep/deeper/c.txt"], id="folder"),
        pytest.param("news/[ab].txt", ["news/a.txt"], id="class"),
    ],
)
def test_glob(folder: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, paths: list[str]) -> None:
    monkeypatch.chdir(folder.parent)
    assert read([pattern]).articles["path"].to_list() == paths
    monkeypatch.chdir(folder.parent / "elsewhere")
    assert read([str(folder.parent / pattern)]).articles["path"].to_list() == paths


def test_a_file_that_two_inputs_name_is_read_once(folder: Path) -> None:
    result = read([folder / "a.txt", folder, folder / "a.txt"])
    assert result.records_in == 3


def test_labels(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read([folder / "deep" / "b.txt"]).articles["path"].item() == "b.txt"
    monkeypatch.chdir(folder)
    assert read([folder / "deep" / "b.txt"]).articles["path"].item() == "deep/b.txt"
    assert read(["deep"]).articles["path"].to_list() == ["deep/b.txt", "deep/deeper/c.txt"]


def test_windows_paths_show_slashes() -> None:
    assert posix(PureWindowsPath(r"news\deep\b.txt")) == "news/deep/b.txt"


def test_zip(folder: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.txt", TEXT.format(7))
    with zipfile.ZipFile(folder.parent / "all.zip", "w") as archive:
        archive.writestr("b/two.txt", TEXT.format(2))
        archive.writestr("b\\three.txt", TEXT.format(3))
        archive.writestr("a.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
        archive.writestr("__MACOSX/._a.txt", b"\0\0")
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("../evil.txt", TEXT.format(4))
    result = read([folder.parent / "all.zip"])
    assert sorted(result.articles["path"]) == [
        "all.zip!../evil.txt",
        "all.zip!a.jsonl:1",
        "all.zip!a.jsonl:2",
        "all.zip!b/three.txt",
        "all.zip!b/two.txt",
        "all.zip!inner.zip!x.txt",
    ]
    assert [i["format"] for i in result.inputs] == ["zip"]
    assert not (folder.parent / "evil.txt").exists()


def test_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", "The first text is here.")
        archive.writestr("b.txt", "The second text is here.")
    path.write_bytes(path.read_bytes().replace(b"The second text", b"The sXcond text"))
    result = read([path])
    assert result.articles["path"].to_list() == ["all.zip!a.txt"]
    assert "damaged" in result.rejects["reason"].item()
    assert result.rejects["path"].item() == "all.zip!b.txt"


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        pytest.param(b"The bridge was shut.", ["-"], id="text"),
        pytest.param(b'{"text": "One."}\n\n{"text": "Two."}\n', ["-:1", "-:3"], id="jsonl"),
        pytest.param(b"title,text\nA,One.\n", ["-:2"], id="csv"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, paths: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    result = read(["-"])
    assert result.articles["path"].to_list() == paths
    assert result.inputs[0]["path"] == "-"


@pytest.mark.parametrize(
    ("data", "text", "warns"),
    [
        pytest.param("café\n".encode("utf-8-sig"), "café\n", False, id="utf-8-mark"),
        pytest.param("café\n".encode("utf-16"), "café\n", False, id="utf-16-mark"),
        pytest.param("café “so”\n".encode("cp1252"), "café “so”\n", False, id="windows-1252"),
        pytest.param(
            "naïve café, déjà vu — ça va".encode() + b"\xff",
            "naïve café, déjà vu — ça va\ufffd",
            True,
            id="broken",
        ),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, text: str, warns: bool) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    result = read([tmp_path / "a.txt"])
    assert result.articles["text"].item() == text
    assert bool(result.warnings) == warns


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    body = "Die Brücke über die Förde wurde am Montag für Lastwagen geöffnet, teilte die Stadt mit. " * 3
    head = '<html><head><meta charset="iso-8859-15"><title>Brücke</title></head>'
    page = f"{head}<body><p>{body}</p></body></html>"
    (tmp_path / "a.html").write_bytes(page.encode("iso-8859-15"))
    assert "Brücke über die Förde" in read([tmp_path / "a.html"]).articles["text"].item()


def test_meta_csv_in_a_folder_is_no_input(folder: Path) -> None:
    (folder / "deep" / "published.csv").write_text(
        "file,published\nb.txt,2025-01-13\ndeeper/c.txt,2025-01-14\n", encoding="utf-8"
    )
    result = read([folder])
    assert result.records_in == 3
    assert adds_up(result)
    assert result.dates.select("origin", "raw").rows() == [("meta", "2025-01-13"), ("meta", "2025-01-14")]
    assert {i["format"] for i in result.inputs} == {"txt", "meta"}
    assert not result.warnings


def test_options_name_the_meta_csv_itself(folder: Path) -> None:
    meta = folder / "published.csv"
    meta.write_text("file,published\na.txt,2025-01-13\n", encoding="utf-8")
    result = read([folder], ReadOptions(meta=meta))
    assert result.dates["raw"].to_list() == ["2025-01-13"]
