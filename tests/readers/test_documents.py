"""PDF files and Excel workbooks."""

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
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


def workbook(*rows: list[Any]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("List")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def test_excel_days_as_numbers_and_rows_above_the_header(tmp_path: Path) -> None:
    rows = [["One.", 45689, 45689], ["Two.", 45690.5, 2], ["Three.", "3 Feb 2025", 7], ["Four.", 1, 8]]
    data = workbook(["Articles on bridges"], [], ["Text", "Date", "Words"], *rows)
    result = read_bytes(tmp_path, "a.xlsx", data)
    assert result.articles["path"].to_list() == [f"a.xlsx:List!{n}" for n in (4, 5, 6, 7)]
    assert result.articles["x_Words"].to_list() == ["45689", "2", "7", "8"]
    assert result.dates["raw"].to_list() == ["2025-02-01", "2025-02-02T12:00:00", "3 Feb 2025", "1"]
    said = " ".join(result.warnings)
    assert "1 row above the header is left out: 'Articles on bridges'" in said
    assert "holds days as numbers, read as Excel counts them: 45689 = 2025-02-01" in said
    assert adds_up(result)
