"""Read the cells of an Excel workbook in a process of its own: a damaged one can take a process down.

Run as a script it reads the file from standard input and writes a JSON list of sheets, each its name and its
rows. Times are written as ISO 8601, durations in seconds.
"""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

SECONDS = 300
"""Time a workbook may take."""

Sheets = list[tuple[str, list[list[Any]]]]


def read_sheets(data: bytes, limit: int) -> Sheets | str:
    """Give the sheets of a workbook, or a sentence that says why it cannot be read.

    ``limit`` is the number of bytes that it may unpack to.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > limit:
                return "too large when unpacked; save its sheets as CSV"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        return f"a damaged Excel workbook: {error}"
    command = [sys.executable, "-P", str(Path(__file__).resolve())]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"it takes more than {SECONDS} seconds to read"
    if done.returncode == 0:
        sheets: Sheets = json.loads(done.stdout)
        return sheets
    said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    why = said[-1][:200] if done.returncode == 1 and said else "reading it ends the program"
    return f"a damaged Excel workbook: {why}"


def _plain(cell: Any) -> Any:
    """Give a cell as JSON can hold it; a time of midnight in a column of days is the day."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return cell.total_seconds() if isinstance(cell, timedelta) else cell


def _main() -> None:
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        sheets.append((name, [[_plain(cell) for cell in row] for row in rows]))
    sys.stdout.buffer.write(json.dumps(sheets).encode())


if __name__ == "__main__":
    _main()
