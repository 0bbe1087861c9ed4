"""Exports of Nexis: every document, its own title, outlet and day; what the cover announces is compared."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document

from tests.readers.export_samples import nexis_docx, nexis_old, nexis_text, rtf
from tests.readers.samples import adds_up, read_bytes, sample
from timeline.readers import read
from timeline.readers.export_dates import date_line


def word(lines: Sequence[str]) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_an_archive_of_documents_and_their_list(tmp_path: Path) -> None:
    listed = ["User Name: A. Reader", "Job Number: 12345", "Documents (2)", "1. Bridge shut", "2. Ferry"]
    one = ["Bridge shut", "Nordhaven Post", "January 28, 2025", "Length: 9 words", "Body", "It is shut."]
    with zipfile.ZipFile(tmp_path / "Files (2).ZIP", "w") as archive:
        archive.writestr("Files(2)_doclist.DOCX", word(listed))
        archive.writestr("Bridge shut.DOCX", word([*one, "Load-Date: January 28, 2025", "End of Document"]))
    result = read([tmp_path / "Files (2).ZIP"])
    assert result.articles["text"].to_list() == ["It is shut."]
    assert "no article" in result.rejects["reason"].item()
    assert any(
        "announced 2, found 0: the documents are in other files" in warning for warning in result.warnings
    )
    assert adds_up(result)


@pytest.mark.parametrize("name", ["nexis.docx", "nexis.txt", "nexis.rtf"])
def test_nexis_uni(tmp_path: Path, name: str) -> None:
    result = read_bytes(tmp_path, name, sample(name))
    mark = "\n" if name.endswith(".txt") else "\n\n"
    first, second, third = result.articles.iter_rows(named=True)
    assert first["text"].split(mark) == [
        "The harbour bridge was shut on Sunday.", "Update: buses go round.", "Subject: closed.",
    ]  # fmt: skip
    assert (first["title"], first["source"], first["author"]) == (
        "Bridge shut",
        "Nordhaven Post",
        "Ada Quist",
    )
    assert (first["x_edition"], first["x_length"], first["x_section"]) == (
        "Late Edition",
        "412 words",
        "NEWS; Pg. 3",
    )
    assert (first["x_below_text"], first["x_subject"]) == ("The bridge at noon.", "BRIDGES (90%)")
    assert (second["title"], second["source"], second["lang"]) == ("Die Fähre", "Sund-Zeitung", "de")
    assert (third["title"], third["source"], third["lang"]) == ("Le pont", "Le Phare", "fr")
    given = result.dates.filter(origin="given")
    assert given["raw"].to_list() == [
        "January 28, 2025 Tuesday 2:30 PM GMT", "28. Januar 2025 Dienstag", "28 janvier 2025 mardi",
    ]  # fmt: skip
    assert [str(start)[:10] for start in given["start"]] == ["2025-01-28"] * 3
    loaded = result.dates.filter(origin="archive")
    assert loaded["raw"].to_list() == ["January 30, 2025", "January 28, 2025", "29 janvier 2025"]
    assert all("published then or before" in note for note in loaded["note"])
    assert result.warnings == []


def test_fewer_documents_than_announced(tmp_path: Path) -> None:
    data = nexis_text().replace(b"Documents (3)", b"Documents (100)")
    result = read_bytes(tmp_path, "a.txt", data)
    assert any("announced 100, found 3" in warning for warning in result.warnings)


def test_the_list_on_the_cover_announces_too(tmp_path: Path) -> None:
    data = nexis_text().replace(b"Documents (3)", b"Results").replace(b"3. Le pont", b"3. Le pont\r\n4. Lost")
    result = read_bytes(tmp_path, "a.txt", data)
    assert result.articles["title"][0] == "Bridge shut"
    assert any("announced 4, found 3" in warning for warning in result.warnings)


def test_a_document_that_is_cut_off_is_kept(tmp_path: Path) -> None:
    data = nexis_text()
    result = read_bytes(tmp_path, "a.txt", data[: data.rindex(b"Load-Date")])
    assert result.articles.height == 3
    assert result.articles["text"][2] == "Le pont est fermé depuis dimanche."
    assert any("cut off" in warning for warning in result.warnings)


def test_what_stands_below_the_last_document(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.txt", nexis_text() + b"\r\nPrinted by the library\r\n")
    assert (result.articles.height, result.records_in) == (3, 4)
    assert "none: no Body" in result.rejects["reason"].item()
    assert adds_up(result)


def test_a_picture_alone_is_rejected(tmp_path: Path) -> None:
    head = ["A bridge", "Nordhaven Post", "January 28, 2025", "Length: 0 words", "Body"]
    lines = [*head, "Graphic", "A bridge.", "Load-Date: January 28, 2025", "End of Document"]
    result = read_bytes(tmp_path, "a.docx", word(lines))
    assert "no text in this document" in result.rejects["reason"].item()


def test_without_a_date_line_the_load_date_is_no_day(tmp_path: Path) -> None:
    lines = [
        "A bridge",
        "Nordhaven Post",
        "Length: 9 words",
        "Body",
        "It is shut.",
        "Load-Date: January 28, 2025",
    ]
    result = read_bytes(tmp_path, "a.docx", word([*lines, "End of Document"]))
    row = result.articles.row(0, named=True)
    assert (row["title"], row["source"]) == ("A bridge", "Nordhaven Post")
    assert result.dates["origin"].to_list() == ["archive"]


@pytest.mark.parametrize(
    "end",
    ["Ende des Dokuments", "Fin du document", "Fin del documento", "Fim do documento", "End of Document"],
)
def test_the_last_line_in_other_languages(tmp_path: Path, end: str) -> None:
    lines = ["T", "O", "28 de enero de 2025 martes", "Longitud: 9 palabras", "Cuerpo", "Cerrado.", end]
    result = read_bytes(tmp_path, "a.rtf", rtf(lines))
    assert [i["format"] for i in result.inputs] == ["nexis"]
    assert result.articles["text"].item() == "Cerrado."
    assert str(result.dates["start"].item())[:10] == "2025-01-28"


def test_older_lexisnexis(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "nexis_old.txt", nexis_old())
    first, second = result.articles.iter_rows(named=True)
    assert first["title"] == "Bridge shut after inspection"
    assert first["text"] == (
        "The harbour bridge was shut on Sunday after an\ninspector found cracks.\n\nUpdate: buses go round."
    )
    assert (first["source"], first["author"], first["x_edition"]) == (
        "Nordhaven Post",
        "Ada Quist",
        "Late Edition",
    )
    assert (second["title"], second["text"]) == ("Ferry adds trips", "The ferry will add trips.")
    assert second["x_copyright"] == "Copyright 2010 Strait Radio"
    assert result.dates.select("origin", "raw").rows() == [
        ("given", "January 11, 2010 Monday"),
        ("archive", "January 12, 2010"),
        ("given", "January 12, 2010 Tuesday"),
    ]
    assert any("announced 3, found 2" in warning for warning in result.warnings)


def test_older_lexisnexis_in_german(tmp_path: Path) -> None:
    text = """
                               Dokument 1 von 1

                                  Sund-Zeitung

                           Montag 11. Januar 2010
                                Abendausgabe

Correction Appended

Die Fähre fährt
öfter

AUTOR: Bo Lind

LÄNGE: 12 Wörter

HIGHLIGHT: Mehr Fahrten ab
Dienstag.

Die Fähre fährt öfter.

UPDATE: 12. Januar 2010

SPRACHE: GERMAN; DEUTSCH
"""
    result = read_bytes(tmp_path, "a.txt", text.encode("cp1252"))
    row = result.articles.row(0, named=True)
    assert (row["title"], row["text"], row["author"]) == (
        "Die Fähre fährt öfter", "Die Fähre fährt öfter.", "Bo Lind",
    )  # fmt: skip
    assert (row["x_highlight"], row["x_edition"]) == (
        "Mehr Fahrten ab Dienstag.", "Abendausgabe; Correction Appended",
    )  # fmt: skip
    assert result.dates.select("origin", "raw").rows() == [
        ("given", "Montag 11. Januar 2010"),
        ("archive", "12. Januar 2010"),
    ]
    assert result.warnings == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(
            "txt", "The clerk wrote: End of Document.\nLength: long. Then he left.\n", id="speaks-of-it"
        ),
        pytest.param(
            "jsonl", '{"text": "Length: 3 words\\nEnd of Document"}\n{"text": "Two."}\n', id="json-lines"
        ),
        pytest.param(
            "json", '[\n{"text": "Length: 3\\n\\n1 of 2 DOCUMENTS\\nEnd of Document"}\n]', id="json"
        ),
    ],
)
def test_other_files_with_such_words(tmp_path: Path, name: str, text: str) -> None:
    assert read_bytes(tmp_path, f"a.{name}", text.encode()).inputs[0]["format"] == name


def test_the_load_date_is_kept_as_read(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "nexis.txt", nexis_text())
    assert result.articles["x_load_date"][0] == "January 30, 2025"


def test_word_document(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "document.docx", sample("document.docx"))
    row = result.articles.row(0, named=True)
    assert row["title"] == "The bridge is shut"
    assert row["text"] == "The bridge is shut\n\nThe harbour bridge was shut on Sunday.\n\nBuses go round."


def test_word_document_without_words(tmp_path: Path) -> None:
    assert "no text" in read_bytes(tmp_path, "a.docx", word([""])).rejects["reason"].item()


def test_a_word_document_too_large_when_unpacked(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.docx", word(["word " * 400_000]), max_file_mb=1)
    assert "when unpacked" in result.rejects["reason"].item()


def test_a_damaged_word_document(tmp_path: Path) -> None:
    data = bytearray(nexis_docx())
    at = data.index(b"word/document.xml") + 60
    data[at : at + 40] = bytes(40)
    result = read_bytes(tmp_path, "a.docx", bytes(data))
    assert "damaged" in result.rejects["reason"].item()


def test_rich_text(tmp_path: Path) -> None:
    row = read_bytes(tmp_path, "a.txt", sample("document.rtf")).articles.row(0, named=True)
    assert row["text"].startswith("The bridge is shut\nThe harbour bridge – “the old lady” – was")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("January 28, 2025 Tuesday", ("January 28, 2025 Tuesday", ""), id="en"),
        pytest.param("Tuesday, January 28, 2025", ("Tuesday, January 28, 2025", ""), id="weekday-first"),
        pytest.param(
            "January 28, 2025 Tuesday Late Edition - Final",
            ("January 28, 2025 Tuesday", "Late Edition - Final"), id="edition",
        ),
        pytest.param("28. Januar 2025 Dienstag 10:30", ("28. Januar 2025 Dienstag 10:30", ""), id="de"),
        pytest.param("28 de janeiro de 2025 terça-feira", ("28 de janeiro de 2025 terça-feira", ""), id="pt"),
        pytest.param("28 gennaio 2025 martedì", ("28 gennaio 2025 martedì", ""), id="it"),
        pytest.param("2025年1月28日", ("2025年1月28日", ""), id="zh"),
        pytest.param("January 2025", ("January 2025", ""), id="month"),
        pytest.param("Agenda 2030", None, id="name-and-year"),
        pytest.param("Bridge shut on 28 January 2025", None, id="title"),
        pytest.param("Copyright 2025 Nordhaven Post", None, id="copyright"),
        pytest.param("", None, id="empty"),
    ],
)  # fmt: skip
def test_date_line(line: str, found: tuple[str, str] | None) -> None:
    assert date_line(line) == found
