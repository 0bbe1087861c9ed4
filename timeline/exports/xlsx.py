"""Write tables as an Excel workbook in which nothing is a formula or a link."""

import io
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any, Final

import polars as pl

from timeline.errors import OptionError
from timeline.exports.cells import flat
from timeline.options import ExportOptions

MAX_ROWS: Final = 1_048_575
"""Rows below the header of an Excel sheet (Microsoft: Excel specifications and limits)."""
MAX_CELL: Final = 32_767
"""Characters of an Excel cell (same source)."""
MAX_WIDTH: Final = 60
FIRST_YEAR: Final = 1900
CUT_NOTE: Final = " [cut: Excel holds 32,767 characters in a cell; the whole text is in CSV or Parquet]"

_FORMATS: Final = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}


def write_xlsx(
    tables: Mapping[str, pl.DataFrame], out: IO[bytes], options: ExportOptions | None = None
) -> None:
    """Write one sheet a table: header frozen and filterable, dates as dates, texts as texts.

    OptionError: a table has more rows than a sheet.
    """
    import xlsxwriter

    for name, table in tables.items():
        if table.height > MAX_ROWS:
            raise OptionError(
                f"{name} has {table.height:,} rows; an Excel sheet holds {MAX_ROWS:,}. "
                "Export it as .csv or .parquet."
            )
    buffer = io.BytesIO()
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {**settings, "in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        kinds = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
        for name, table in tables.items():
            _sheet(book.add_worksheet(name[:31]), table, head, kinds)
    out.write(buffer.getvalue())


def _sheet(sheet: Any, table: pl.DataFrame, head: Any, kinds: Mapping[type[date], Any]) -> None:
    plain = _plain(table)
    sheet.freeze_panes(1, 0)
    for column, (name, values) in enumerate(plain.items()):
        sheet.set_column(column, column, _width(name, values))
        sheet.write_string(0, column, name, head)
        for row, value in enumerate(values, start=1):
            _cell(sheet, row, column, value, kinds)
    if table.width:
        sheet.autofilter(0, 0, max(1, table.height), table.width - 1)


def _plain(table: pl.DataFrame) -> dict[str, list[Any]]:
    """Give columns of Python values: Excel knows no zone, so instants are written in UTC."""
    kept = [name for name, dtype in table.schema.items() if isinstance(dtype, (pl.Datetime, pl.Date))]
    texts = flat(table.drop(kept))
    columns: dict[str, list[Any]] = {}
    for name, dtype in table.schema.items():
        if isinstance(dtype, pl.Datetime) and dtype.time_zone:
            columns[name] = table[name].dt.replace_time_zone(None).to_list()
        else:
            columns[name] = (table if name in kept else texts)[name].to_list()
    return columns


def _cell(sheet: Any, row: int, column: int, value: Any, kinds: Mapping[type[date], Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        _number(sheet, row, column, value)
    elif isinstance(value, date):
        if value.year < FIRST_YEAR:  # Excel's calendar begins in 1900
            sheet.write_string(row, column, value.isoformat())
        else:
            sheet.write_datetime(row, column, value, kinds[datetime if isinstance(value, datetime) else date])
    else:
        text = str(value)
        if len(text) > MAX_CELL:
            text = text[: MAX_CELL - len(CUT_NOTE)] + CUT_NOTE
        sheet.write_string(row, column, text)


def _number(sheet: Any, row: int, column: int, value: float) -> None:
    if not math.isfinite(value):
        sheet.write_string(row, column, str(value))
    else:
        sheet.write_number(row, column, value)


def _width(name: str, values: list[Any]) -> float:
    longest = max((len(str(value)) for value in values[:200] if value is not None), default=0)
    return float(min(MAX_WIDTH, max(len(name), longest) + 2))
