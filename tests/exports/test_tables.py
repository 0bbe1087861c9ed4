"""Tables come back from a file as they were, and no spreadsheet runs what an article says."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import OptionError
from timeline.exports import export_bytes, xlsx
from timeline.exports.cells import safe_for_spreadsheets
from timeline.exports.tables import write_csv, write_jsonl
from timeline.schema import TABLES


def as_json(value: object) -> object:
    """Give what a value is in JSON."""
    if isinstance(value, datetime):
        text = value.replace(tzinfo=None).isoformat()
        return text + "Z" if value.tzinfo else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [as_json(part) for part in value]
    if isinstance(value, dict):
        return {name: as_json(part) for name, part in value.items()}
    return value


@pytest.mark.parametrize("name", TABLES)
def test_jsonl_says_what_the_table_says(name: str, tables: Mapping[str, pl.DataFrame]) -> None:
    lines = export_bytes(tables, name, "jsonl").decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        as_json(row) for row in tables[name].iter_rows(named=True)
    ]
    assert json.loads(export_bytes(tables, name, "json")) == [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", TABLES)
def test_parquet_is_equal(name: str, tables: Mapping[str, pl.DataFrame]) -> None:
    assert pl.read_parquet(io.BytesIO(export_bytes(tables, name, "parquet"))).equals(tables[name])


@pytest.mark.parametrize("name", TABLES)
def test_csv_read_by_another_reader_is_equal(name: str, tables: Mapping[str, pl.DataFrame]) -> None:
    text = export_bytes(tables, name, "csv").decode()
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(found) == tables[name].height
    for got, row in zip(found, tables[name].iter_rows(named=True), strict=True):
        for column, value in row.items():
            cell = got[column]
            if value is None:
                assert cell == ""
            elif isinstance(value, (list, dict)):
                assert json.loads(cell) == as_json(value)
            elif isinstance(value, str):
                assert cell.removeprefix("'") == value.removeprefix("'")
            else:
                assert cell == (str(value).lower() if isinstance(value, bool) else str(as_json(value)))


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@given(st.lists(st.one_of(st.none(), TEXTS), min_size=1, max_size=8))
def test_any_text_survives_csv(texts: list[str | None]) -> None:
    table = pl.DataFrame({"a": texts, "b": ["x"] * len(texts)}, schema={"a": pl.String, "b": pl.String})
    out = io.BytesIO()
    write_csv(table, out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))[1:]
    back = [a for a, _ in rows]
    assert [text or "" for text in texts] == [
        cell[1:] if cell.startswith("'") and not (text or "").startswith("'") else cell
        for cell, text in zip(back, texts, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0", id="plus"),
        pytest.param("-2+3", "'-2+3", id="minus"),
        pytest.param("@SUM(1)", "'@SUM(1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "'\r=1", id="carriage return"),
        pytest.param("\n=1", "'\n=1", id="line feed"),
        pytest.param("＝1+1", "'＝1+1", id="full width"),
        pytest.param("-17", "-17", id="a negative number"),
        pytest.param("+1.5e3", "+1.5e3", id="a number with a sign"),
        pytest.param("-17\n=1", "'-17\n=1", id="a number, then more"),
        pytest.param("a=1", "a=1", id="inside"),
        pytest.param("", "", id="empty"),
        pytest.param(None, None, id="null"),
    ],
)
def test_no_cell_is_a_formula(text: str | None, safe: str | None) -> None:
    table = pl.DataFrame({"a": [text]}, schema={"a": pl.String})
    assert safe_for_spreadsheets(table)["a"].to_list() == [safe]


def test_numbers_are_left_alone() -> None:
    out = io.BytesIO()
    write_csv(pl.DataFrame({"n": [-5, 3], "f": [-0.5, 1.0]}), out)
    assert out.getvalue() == b"n,f\n-5,-0.5\n3,1.0\n"


def test_times_are_iso() -> None:
    when = datetime(2025, 1, 27, 1, 2, 3, 4)
    table = pl.DataFrame(
        {"local": [when], "utc": [when.replace(tzinfo=UTC)], "many": [[when.replace(microsecond=0)]]},
        schema={
            "local": pl.Datetime("us"),
            "utc": pl.Datetime("us", "UTC"),
            "many": pl.List(pl.Datetime("us")),
        },
    )
    out = io.BytesIO()
    write_jsonl(table, out)
    assert json.loads(out.getvalue()) == {
        "local": "2025-01-27T01:02:03.000004",
        "utc": "2025-01-27T01:02:03.000004Z",
        "many": ["2025-01-27T01:02:03"],
    }


def test_workbook_holds_every_table_that_has_rows(tables: Mapping[str, pl.DataFrame]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export_bytes(tables, "tables", "xlsx")))
    assert book.sheetnames == [name for name in TABLES if tables[name].height]
    sheet = book["events"]
    head = [cell.value for cell in sheet[1]]
    assert head == tables["events"].columns
    rows = [dict(zip(head, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert [row["headline"] for row in rows] == tables["events"]["headline"].to_list()
    assert [row["start"] for row in rows] == tables["events"]["start"].to_list()
    assert [row["score"] for row in rows] == tables["events"]["score"].to_list()
    assert [row["conflict"] for row in rows] == tables["events"]["conflict"].to_list()


def test_nothing_in_a_workbook_is_a_formula_or_a_link(tables: Mapping[str, pl.DataFrame]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export_bytes(tables, "tables", "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=HYPERLINK(1)" and cell.data_type in ("s", "f") for cell in cells)
    raw = export_bytes(tables, "tables", "xlsx")
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in _parts(raw))


def _parts(raw: bytes) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return [archive.read(name) for name in archive.namelist() if "worksheets" in name]


def test_a_text_that_excel_cannot_hold_is_cut_with_a_note() -> None:
    out = io.BytesIO()
    xlsx.write_xlsx({"t": pl.DataFrame({"a": ["x" * 40_000, "y" * 32_767]})}, out)
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["t"]
    assert len(sheet["A2"].value) == xlsx.MAX_CELL
    assert sheet["A2"].value.endswith(xlsx.CUT_NOTE)
    assert sheet["A3"].value == "y" * 32_767


def test_dates_before_excel_are_texts() -> None:
    out = io.BytesIO()
    table = pl.DataFrame({"d": [date(1815, 6, 18), date(2025, 1, 1)], "t": [datetime(1815, 6, 18, 11), None]})
    xlsx.write_xlsx({"t": table}, out)
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["t"]
    assert sheet["A2"].value == "1815-06-18"
    assert sheet["A3"].value == datetime(2025, 1, 1)
    assert sheet["B2"].value == "1815-06-18T11:00:00"


def test_too_many_rows_for_excel_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    with pytest.raises(OptionError, match=r"3 rows.*\.parquet"):
        xlsx.write_xlsx({"t": pl.DataFrame({"a": [1, 2, 3]})}, io.BytesIO())
