"""Read tables: CSV, TSV, Parquet and Arrow files, an article a row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from timeline.options import ReadOptions
from timeline.readers.cells import cleaned
from timeline.readers.columnar import read_columns
from timeline.readers.columns import choose, is_header, metadata_only, record, unique_names, usable
from timeline.readers.decode import decode
from timeline.readers.records import Blob, Context, Cut, Reader, Record, Reject, Unit, reject
from timeline.readers.sources import MB

DELIMITERS = ",;\t|"
SHOWN = 2_000
"""Characters of a row that a reject shows."""
SHOWN_TITLE = 60
TITLE_ROWS = 10
"""Rows at the head of a table that can be its title, the day of the export and the like."""
ATTENTION_ONLY = "holds no text: its articles count for attention only"


def delimiter(header: str, suffix: str = "") -> str:
    """Give the delimiter of a table from its first line; the suffix decides a tie.

    >>> delimiter("title;text, in full;date")
    ';'
    """
    outside = re.sub(r'"[^"]*"', "", header)
    best = max(DELIMITERS, key=outside.count)
    if outside.count(best) == 0:
        return "\t" if suffix == ".tsv" else ","
    return best


def header_of(text: str, suffix: str = "") -> list[str]:
    """Give the column names of a table: the cells of its first line that is not blank."""
    first = _first_line(text)
    cells = next(csv.reader([first], delimiter=delimiter(first, suffix)), [])
    return unique_names(cells)


def _cut_rows(blob: Blob, options: ReadOptions) -> Cut:
    """Cut a table into rows that are not blank; the position is the line on which a row begins."""
    decoded = decode(blob.data)
    text, above = _from_header(decoded.text, blob.suffix, options)
    rows = table_rows(text, blob.suffix, options)
    first = next(rows, None)
    if first is None or isinstance(first, Reject):
        return Cut([first or reject("", "the table is empty", blob.data)])
    names = unique_names(first[1])
    chosen = choose(names, options.columns)
    if reason := usable(chosen, names, options.columns):
        return Cut([reject("", reason, blob.data)])
    warnings = [decoded.warning] if decoded.warning else []
    if above:
        warnings.append(left_out(len(above), above[0]))
    if metadata_only(chosen):
        warnings.append(ATTENTION_ONLY)
    units = [row if isinstance(row, Reject) else Unit(str(row[0]), row[1]) for row in rows]
    if not units:
        units.append(reject("", "the table has a header and no rows", blob.data))
    return Cut(units, {"names": names, "chosen": chosen}, tuple(warnings))


def _from_header(text: str, suffix: str, options: ReadOptions) -> tuple[str, list[str]]:
    """Find the header below lines that exports write above it: these become blank, so that all keep their
    numbers, and are given.
    """
    lines = text[:MB].split("\n")[:TITLE_ROWS]
    for number, line in enumerate(lines):
        names = header_of(line, suffix) if line.strip() else []
        if is_header(names, options.columns):
            return "\n" * number + text.split("\n", number)[number], [
                one for one in lines[:number] if one.strip()
            ]
    return text, []


def left_out(rows: int, first: str) -> str:
    """Say that rows above a header are not read, and how the first of them begins."""
    many = "1 row above the header is" if rows == 1 else f"{rows} rows above the header are"
    return f"{many} left out: {first[:SHOWN_TITLE].strip()!r}"


def _first_line(text: str) -> str:
    lines = io.StringIO(text[:MB], newline="")
    return next((line.rstrip("\r\n") for line in lines if line.strip()), "")


def table_rows(text: str, suffix: str, options: ReadOptions) -> Iterator[tuple[int, list[str]] | Reject]:
    """Give rows with the line each begins on; a quotation mark that is never closed takes the rest."""
    mark = delimiter(_first_line(text), suffix)
    csv.field_size_limit(max(csv.field_size_limit(), options.max_record_mb * MB))
    lines = list(io.StringIO(text, newline=""))
    rows = csv.reader(lines, delimiter=mark)
    while True:
        begins = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield reject(
                str(begins), f"not readable as a row: {error}", "".join(lines[begins - 1 : rows.line_num])
            )
            continue
        if any(cell.strip() for cell in row):
            if rows.line_num == len(lines) and rows.line_num > begins and _open(lines[begins - 1 :], mark):
                lost = f"lines {begins} to {len(lines)} are not read"
                reason = f"the quotation mark opened here is never closed: {lost}"
                yield reject(str(begins), reason, "".join(lines[begins - 1 :]))
            else:
                yield begins, row


def _open(lines: Sequence[str], mark: str) -> bool:
    """Say whether a row ends inside a quotation; only a strict reader tells."""
    try:
        list(csv.reader(lines, delimiter=mark, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _understand_row(unit: Unit, context: Context, _: ReadOptions) -> Record | Reject:
    names, cells = context["names"], unit.raw
    shown = ",".join(cells)
    if any(cell.strip() for cell in cells[len(names) :]):
        reason = (
            f"{len(cells)} cells, but the header has {len(names)}: a delimiter or quotation mark is loose"
        )
        return reject(unit.position, reason, shown)
    made = record(unit.position, dict(zip(names, cells, strict=False)), context["chosen"], shown)
    if isinstance(made, Reject):
        return made
    made = cleaned(made)
    if len(cells) >= len(names):
        return made
    short = f"the row has {len(cells)} cells, the header {len(names)}; the others are empty"
    return Record(made.position, made.values, made.extra, made.dates, (*made.warnings, short))


def _cut_columns(blob: Blob, options: ReadOptions) -> Cut:
    """Cut a Parquet or Arrow file into rows, numbered from 1."""
    frame = read_columns(blob.data)
    if isinstance(frame, str):
        return Cut([reject("", frame, blob.data)])
    names = [name for name, dtype in frame.schema.items() if not isinstance(dtype, pl.Struct)]
    names += _inner(frame.schema)
    chosen = choose(names, options.columns)
    if reason := usable(chosen, names, options.columns):
        return Cut([reject("", reason, blob.data)])
    if frame.is_empty():
        return Cut([reject("", "the table has no rows", blob.data)])
    units = (Unit(str(n), row) for n, row in enumerate(frame.iter_rows(named=True), 1))
    return Cut(units, {"chosen": chosen}, (ATTENTION_ONLY,) if metadata_only(chosen) else ())


def _inner(schema: pl.Schema, prefix: str = "") -> list[str]:
    """Give dotted names of the fields inside struct columns."""
    out = []
    for name, dtype in schema.items():
        if isinstance(dtype, pl.Struct):
            out += [f"{prefix}{name}.{f.name}" for f in dtype.fields]
    return out


def _understand_columns(unit: Unit, context: Context, _: ReadOptions) -> Record | Reject:
    row: dict[str, Any] = unit.raw
    shown = str({k: v[:SHOWN] if isinstance(v, str) else v for k, v in row.items() if v is not None})[:SHOWN]
    made = record(unit.position, row, context["chosen"], shown)
    return made if isinstance(made, Reject) else cleaned(made)


def _is_csv(blob: Blob, head: str) -> bool:
    return blob.suffix == ".csv" or (blob.suffix in (".txt", ".text", "") and _headed(head, ",;|"))


def _is_tsv(blob: Blob, head: str) -> bool:
    return blob.suffix in (".tsv", ".tab") or (blob.suffix in (".txt", ".text", "") and _headed(head, "\t"))


def _headed(head: str, delimiters: str) -> bool:
    """Say whether a text begins with a header that names a text (or title, address and day) among its
    columns.
    """
    first = _first_line(head)
    names = header_of(first)
    if delimiter(first) not in delimiters or len(names) < 2 or any(len(n) > 40 for n in names):
        return False
    chosen = choose(names, {})
    return (len(chosen) > 1 and "text" in chosen) or metadata_only(chosen)


def _is_parquet(blob: Blob, _: str) -> bool:
    return blob.data.startswith(b"PAR1")


def _is_arrow(blob: Blob, _: str) -> bool:
    return blob.data.startswith(b"ARROW1")


CSV = Reader(
    "csv", (".csv",), "CSV with a header; comma, semicolon, tab or bar", _is_csv, _cut_rows, _understand_row
)
TSV = Reader(
    "tsv", (".tsv", ".tab"), "tab-separated values with a header", _is_tsv, _cut_rows, _understand_row
)
PARQUET = Reader(
    "parquet", (".parquet",), "Apache Parquet", _is_parquet, _cut_columns, _understand_columns, binary=True
)
ARROW = Reader(
    "arrow",
    (".arrow", ".feather", ".ipc"),
    "Arrow or Feather file",
    _is_arrow,
    _cut_columns,
    _understand_columns,
    binary=True,
)
