"""Bad input gives a clear message and loses nothing."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers.samples import SAMPLES, adds_up, read_bytes, sample
from timeline.errors import InputError, OptionError
from timeline.options import ReadOptions
from timeline.readers import READERS, read

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"


@pytest.mark.parametrize(
    ("name", "data", "position", "words"),
    [
        pytest.param("a.txt", b"", None, "file is empty", id="empty"),
        pytest.param("a.csv", b"", None, "file is empty", id="empty-csv"),
        pytest.param("a.txt", b" \n\t\n", None, "nothing but white space", id="blank"),
        pytest.param("a.txt", PNG, None, "binary file (a PNG image)", id="png-as-txt"),
        pytest.param("a.txt", bytes(range(256)) * 40, None, "binary file", id="noise-as-txt"),
        pytest.param("a.pdf", b"%PDF-1.7\n%\xe2\xe3", None, "a PDF", id="pdf"),
        pytest.param("a.csv", b"name,age\nAda,3\n", None, "--columns text=NAME", id="csv-without-text"),
        pytest.param("a.csv", b"name,age\nAda,3\n", None, "columns: name, age", id="csv-names-its-columns"),
        pytest.param("a.csv", b"title,text\n", None, "no rows", id="csv-header-only"),
        pytest.param("a.csv", b"title,text\nA,\n", "2", "no text", id="csv-row-without-text"),
        pytest.param("a.csv", b"title,text\nA,B,C\n", "2", "3 cells", id="csv-too-many-cells"),
        pytest.param("a.csv", b'title,text\nA,"B\nC,D\n', "2", "never closed", id="csv-open-quote"),
        pytest.param(
            "a.jsonl", b'{"text": "One."}\n{"text": \n', "2", "not valid JSON", id="jsonl-broken-line"
        ),
        pytest.param("a.jsonl", b'{"text": "One."}\n[1, 2]\n', "2", "a JSON list", id="jsonl-list"),
        pytest.param("a.jsonl", b'{"text": "One."}\n{"title": "x"}\n', "2", "no text", id="jsonl-no-text"),
        pytest.param("a.jsonl", b'{"text": "One."}\n{"text": "  "}\n', "2", "no text", id="jsonl-blank-text"),
        pytest.param(
            "a.json", b'[{"text": "One."}, {"text"', None, "1 article before it was read", id="json-cut"
        ),
        pytest.param("a.json", b"[]", None, "list is empty", id="json-empty-list"),
        pytest.param("a.json", b'{"a": 1}', None, "--columns text=NAME", id="json-without-text"),
        pytest.param("a.json", b"[" * 100_000, None, "JSON", id="json-too-deep"),
        pytest.param("a.html", b"<html><body></body></html>", None, "no article text", id="empty-page"),
        pytest.param("a.css", b"body { color: red }", None, "--input-format", id="unknown-suffix"),
        pytest.param("a.parquet", b"PAR1 not really PAR1", None, "damaged", id="parquet"),
        pytest.param("a.zip", b"PK\x03\x04 not really", None, "damaged zip", id="zip"),
    ],
)
def test_reason(tmp_path: Path, name: str, data: bytes, position: str | None, words: str) -> None:
    result = read_bytes(tmp_path, name, data)
    rejected = result.rejects.row(-1, named=True)
    assert rejected["path"] == name
    assert rejected["position"] == position
    assert words in rejected["reason"]
    assert len(rejected["sample"]) <= 120
    assert len(rejected["sha256"]) == 64
    assert adds_up(result)


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    data = b'{"text": "One."}\n{"text": "Tw\n{"text": "Three."}\n'
    result = read_bytes(tmp_path, "a.jsonl", data)
    assert result.articles["text"].to_list() == ["One.", "Three."]
    assert result.rejects["sample"].to_list() == ['{"text": "Tw']


def test_a_date_that_does_not_exist(tmp_path: Path) -> None:
    data = b'{"text": "One.", "published": "99999-13-45"}\n'
    result = read_bytes(tmp_path, "a.jsonl", data)
    assert result.articles.height == 1
    candidate = result.dates.row(0, named=True)
    assert (candidate["raw"], candidate["start"]) == ("99999-13-45", None)
    assert candidate["note"] == "not understood as a date"
    (warning,) = result.warnings
    assert warning.startswith("a.jsonl:1: ")
    assert "99999-13-45" in warning


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        pytest.param([], "nothing to read", id="none"),
        pytest.param(["nowhere.txt"], "no such file", id="missing"),
        pytest.param(["*.nothing"], "no file matches", id="glob"),
        pytest.param(["https://example.org/a"], "not fetched", id="address"),
    ],
)
def test_no_input_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=words):
        read(inputs)


def test_a_missing_file_beside_another_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("The bridge was shut.", encoding="utf-8")
    result = read(["a.txt", "b.txt"])
    assert result.articles.height == 1
    assert result.rejects.select("path", "reason").row(0) == (
        "b.txt",
        "there is no such file or folder; check the path",
    )
    assert adds_up(result)


def test_an_empty_folder_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "full" / "a.txt").write_text("The bridge was shut.", encoding="utf-8")
    result = read([tmp_path / "full", tmp_path / "empty"])
    assert "no files" in result.rejects["reason"].item()


def test_unknown_options() -> None:
    with pytest.raises(OptionError, match="input format"):
        read(["-"], ReadOptions(input_format="nothing"))
    with pytest.raises(OptionError, match="--columns"):
        read(["-"], ReadOptions(columns={"nothing": "a"}))


def test_size_limits(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.txt", b"word " * 300_000, max_file_mb=1)
    assert "larger than 1 MB" in result.rejects["reason"].item()
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"word " * 300_000)
    bombed = read([tmp_path / "bomb.zip"], ReadOptions(max_file_mb=1))
    assert "too large when unpacked" in bombed.rejects["reason"].item()
    endless = read_bytes(tmp_path, "a.csv", b"text\n" + b"word " * 300_000, max_record_mb=1)
    assert "more than 1 million characters" in endless.rejects["reason"].item()


def test_every_reader_has_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_cut_files_add_up(tmp_path: Path, name: str, share: float) -> None:
    file, *_ = SAMPLES[name]
    data = sample(file)
    result = read_bytes(tmp_path, file, data[: int(len(data) * share)])
    assert adds_up(result)
    assert result.records_in > 0


@pytest.mark.parametrize("name", READERS)
def test_files_with_a_flipped_byte_add_up(tmp_path: Path, name: str) -> None:
    file, *_ = SAMPLES[name]
    # columnar files are read in a process of their own, which takes its time
    for seed in range(6 if READERS[name].binary else 25):
        data = bytearray(sample(file))
        chance = random.Random(seed)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        result = read_bytes(tmp_path, file, bytes(data))
        assert adds_up(result)
        assert result.records_in > 0


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Damage a file as discs, transfers, editors and wrong programs do."""
    at, size = chance.randrange(len(data)), chance.randrange(1, 300)
    noise = bytes(chance.randrange(256) for _ in range(40))
    made = {
        "cut": data[:at],
        "beginning lost": data[at:],
        "hole": data[:at] + data[at + size :],
        "zeros": data[:at] + bytes(len(data[at : at + size])) + data[at + size :],
        "noise inside": data[:at] + noise + data[at:],
        "noise behind": data + noise,
        "block twice": data[: at + size] + data[at : at + size] + data[at + size :],
        "halves swapped": data[at:] + data[:at],
        "whole file twice": data + data,
        "line ends of Windows": data.replace(b"\n", b"\r\n"),
        "line ends of old": data.replace(b"\n", b"\r"),
        "bytes wrong": bytes(b if chance.random() > 0.01 else chance.randrange(256) for b in data),
    }
    return made[chance.choice(sorted(made))]


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_add_up(tmp_path: Path, name: str) -> None:
    file, *_ = SAMPLES[name]
    for seed in range(4 if READERS[name].binary else 12):
        data = damaged(sample(file), random.Random(f"{name} {seed}"))
        for options in ({}, {"input_format": name}):
            result = read_bytes(tmp_path, file, data, **options)
            assert adds_up(result), seed
            assert result.records_in > 0, seed


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "cp437", "shift_jis", "utf-7"],
)
@pytest.mark.parametrize("name", [name for name, reader in READERS.items() if not reader.binary])
def test_files_in_another_encoding_add_up(tmp_path: Path, name: str, encoding: str) -> None:
    file, records, _ = SAMPLES[name]
    try:
        text = sample(file).decode("utf-8")
    except UnicodeDecodeError:
        pytest.skip("holds more than text")
    result = read_bytes(tmp_path, file, text.encode(encoding, "replace"))
    assert adds_up(result)
    assert result.records_in > 0
    if encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert result.inputs[0]["format"] == name
        assert result.records_in == records


@pytest.mark.parametrize("form", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "csv.gz", "csv.bz2", "csv.xz"])
def test_damaged_archives_add_up(tmp_path: Path, form: str) -> None:
    packed = _packed(form)
    for seed in range(12):
        result = read_bytes(tmp_path, f"a.{form}", damaged(packed, random.Random(f"{form} {seed}")))
        assert adds_up(result), seed
        assert result.records_in > 0, seed


def _packed(form: str) -> bytes:
    files = {name: sample(name) for name in ("articles.csv", "page.html", "articles.jsonl", "nexis.docx")}
    buffer = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return buffer.getvalue()
    if form.startswith("tar"):
        mode: Any = f"w:{form.partition('.')[2]}"
        with tarfile.open(fileobj=buffer, mode=mode) as tar:
            for name, data in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        return buffer.getvalue()
    packs: dict[str, Callable[[bytes], bytes]] = {
        "gz": gzip.compress,
        "bz2": bz2.compress,
        "xz": lzma.compress,
    }
    return packs[form.partition(".")[2]](files["articles.csv"])


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nexis.txt", "announced 3, found"),
        ("newsapi.json", "announced 38, found"),
        ("guardian.json", "announced 2, found 1"),
    ],
)
def test_an_export_cut_off_says_how_much_is_missing(tmp_path: Path, file: str, words: str) -> None:
    data = sample(file)
    result = read_bytes(tmp_path, file, data[: int(len(data) * 0.7)])
    assert adds_up(result)
    assert any(words in warning for warning in result.warnings), result.warnings


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("data", [b"The bridge was shut.\n", b"[1, 2]", b"<p>x</p>", bytes(range(256)), PNG])
def test_a_format_asked_for_that_it_is_not(tmp_path: Path, name: str, data: bytes) -> None:
    result = read_bytes(tmp_path, "a.bin", data, input_format=name)
    assert adds_up(result)
    assert result.records_in > 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400), suffix=st.sampled_from([".txt", ".md", ".csv", ".tsv", ".jsonl", ".json"])
)
def test_any_bytes_add_up(tmp_path: Path, data: bytes, suffix: str) -> None:
    result = read_bytes(tmp_path, f"a{suffix}", data)
    assert adds_up(result)
    assert result.records_in > 0


# Control characters other than these make a file a binary one, which is a reject and has a test of its own.
CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t"), max_size=20
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL), max_size=8), mark=st.sampled_from(",;\t|"))
def test_written_tables_come_back(tmp_path: Path, rows: list[tuple[str, str]], mark: str) -> None:
    quoted = ['"' + c.replace('"', '""') + '"' for row in rows for c in row]
    lines = [f"title{mark}text", *(mark.join(quoted[i : i + 2]) for i in range(0, len(quoted), 2))]
    result = read_bytes(tmp_path, "a.csv", "\r\n".join(lines).encode())
    blank = [row for row in rows if row[0].strip() or row[1].strip()]
    assert result.records_in == max(1, len(blank))
    texts = dict.fromkeys(text for _, text in blank if text.strip())
    assert set(result.articles["text"]) == set(texts)
    assert adds_up(result)
