"""PDF files and Excel workbooks."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from tests.readers.samples import adds_up, read_bytes, sample
from tests.readers.web_samples import pdf


def test_pdf(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "story.pdf", sample("story.pdf"))
    row = result.articles.row(0, named=True)
    assert row["text"] == "Harbour bridge reopens\nIt opened on Mon-\nday.\n\nPage two."
    assert (row["title"], row["author"], row["x_pages"]) == ("Harbour bridge", "Ada Quist", "2")
    (found,) = result.dates.iter_rows(named=True)
    assert (found["origin"], found["raw"]) == ("archive", "2025-01-28T09:15:00+01:00")
    assert found["start"] is not None


def test_pdf_without_a_title(tmp_path: Path) -> None:
    data = pdf(info="/Title (untitled.indd) /Producer (x)")
    result = read_bytes(tmp_path, "a.pdf", data)
    assert result.articles["title"].item() == "Harbour bridge reopens"
    assert result.dates.is_empty()


def locked(algorithm: str) -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(pdf(("", "")), "pictures of text; run OCR first", id="scan"),
        pytest.param(locked("RC4-128"), "a PDF with a password", id="locked"),
        pytest.param(b"%PDF-1.4\n" + b"nothing of the kind " * 30, "a PDF that is damaged", id="damaged"),
    ],
)
def test_pdf_reasons(tmp_path: Path, data: bytes, words: str) -> None:
    result = read_bytes(tmp_path, "a.pdf", data)
    assert words in result.rejects["reason"].item()
    assert adds_up(result)


def test_excel(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "table.xlsx", sample("table.xlsx"))
    assert result.articles.select("path", "article_id", "title").rows() == [
        ("table.xlsx:Local news!3", "102", "Bridge 2"),
        ("table.xlsx:Local news!5", "104", "Bridge 4"),
        ("table.xlsx:Abroad!2", result.articles["article_id"][2], "Ferry"),
    ]
    assert result.articles["text"][0] == "The bridge was shut.\nIt stays so."
    assert result.articles["x_Pages"].to_list() == ["2.5", "2.5", None]
    assert result.dates.select("origin", "raw").rows() == [
        ("given", "2025-01-13"),
        ("given", "2025-01-14T09:30:00"),
        ("given", "15 January 2025"),
    ]
    assert result.rejects.select("position", "reason").rows() == [("Abroad!3", "no text in 'text'")]


def test_excel_columns_by_hand(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "table.xlsx", sample("table.xlsx"), columns={"text": "Headline"})
    assert result.articles["text"].to_list() == ["Bridge 2", "Bridge 4"]
    assert "the sheet is not read: there is no column 'Headline'" in result.rejects["reason"].item()
    assert adds_up(result)
