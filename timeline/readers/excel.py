"""Read Excel workbooks: every sheet is a table with a header, an article a row."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from timeline.options import ReadOptions
from timeline.readers.archives import TIMES
from timeline.readers.cells import cleaned
from timeline.readers.columns import as_text, choose, is_header, metadata_only, record, unique_names, usable
from timeline.readers.records import Blob, Context, Cut, Reader, Record, Reject, Unit, reject
from timeline.readers.sheets import read_sheets
from timeline.readers.sources import MB, zip_document
from timeline.readers.tables import ATTENTION_ONLY, TITLE_ROWS, left_out

SERIALS = 18_264, 73_051
"""Numbers that Excel gives to the days from 1950 to 2099."""
_FIRST = datetime(1899, 12, 30)


def _cut(blob: Blob, options: ReadOptions) -> Cut:
    """Cut a workbook into the rows below the header of each sheet; the position is ``Sheet!row``."""
    sheets = read_sheets(blob.data, options.max_file_mb * MB * TIMES)
    if isinstance(sheets, str):
        return Cut([reject("", sheets, blob.data)])
    warnings: list[str] = []
    units: list[Unit | Reject] = []
    for name, rows in sheets:
        units += _rows(name, rows, options, warnings)
    if not units:
        units.append(reject("", "the workbook holds no rows", blob.data))
    return Cut(units, {}, warnings)


def _rows(
    sheet: str, rows: list[list[Any]], options: ReadOptions, warnings: list[str]
) -> Iterator[Unit | Reject]:
    """Give the rows of a sheet that are not blank; a sheet without articles is one reject, an empty one
    nothing.
    """
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(_shown(cell) for cell in row)]
    if not numbered:
        return
    at = next(
        (at for at, (_, row) in enumerate(numbered[:TITLE_ROWS]) if is_header(_names(row), options.columns)),
        0,
    )
    if at:
        title = " ".join(filter(None, map(_shown, numbered[0][1])))
        warnings.append(f"the sheet {sheet!r}: {left_out(at, title)}")
    (_, header), *below = numbered[at:]
    names = _names(header)
    chosen = choose(names, options.columns)
    if reason := usable(chosen, names, options.columns):
        yield reject(sheet, f"the sheet is not read: {reason}", "\t".join(_shown(cell) for cell in header))
        return
    if not below:
        yield reject(sheet, "the sheet has a header and no rows", "\t".join(names))
    if metadata_only(chosen):
        warnings.append(f"the sheet {sheet!r} {ATTENTION_ONLY}")
    counted = None
    for number, row in below:
        fields = dict(zip(names, row, strict=False))
        if (day := serial(fields.get(chosen.get("published", "")))) is not None:
            counted = counted or f"{_shown(fields[chosen['published']])} = {day}"
            fields[chosen["published"]] = day
        yield Unit(f"{sheet}!{number}", (fields, chosen))
    if counted:
        warnings.append(f"the sheet {sheet!r} holds days as numbers, read as Excel counts them: {counted}")


def _names(row: list[Any]) -> list[str]:
    return unique_names(_shown(cell) for cell in row)


def serial(cell: Any) -> str | None:
    """Give the day or time that a number in a column of days means, as ISO 8601; null for anything else.

    >>> serial(45689), serial(45689.5), serial("2025-02-01"), serial(1738400000)
    ('2025-02-01', '2025-02-01T12:00:00', None, None)
    """
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not SERIALS[0] <= cell < SERIALS[1]:
        return None
    moment = _FIRST + timedelta(seconds=round(cell * 86400))
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat()


def _shown(cell: Any) -> str:
    return (as_text(cell) or "").strip()


def _understand(unit: Unit, _: Context, __: ReadOptions) -> Record | Reject:
    fields, chosen = unit.raw
    made = record(unit.position, fields, chosen, "\t".join(_shown(cell) for cell in fields.values()))
    return made if isinstance(made, Reject) else cleaned(made)


def _recognises(blob: Blob, _: str) -> bool:
    return blob.data.startswith(b"PK") and zip_document(blob.data) == "an Excel workbook"


EXCEL = Reader(
    "xlsx",
    (".xlsx", ".xlsm"),
    "an Excel workbook, every sheet a table with a header",
    _recognises,
    _cut,
    _understand,
    binary=True,
)
