"""Export a story: one registry of what can be written in which format, and two functions that use it."""

import io
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Final

import polars as pl

from timeline.errors import InputError, OptionError
from timeline.exports.material import Material, material, seen
from timeline.exports.sharing import shareable
from timeline.options import ExportOptions
from timeline.schema import TABLES
from timeline.story import Story

Writer = Callable[[Material, str, IO[bytes], ExportOptions], None]
"""Writes ``what`` of a story to an open binary file."""


def _table(material: Material, what: str, out: IO[bytes], options: ExportOptions, form: str) -> None:
    from timeline.exports.tables import WRITERS

    WRITERS[form](shareable(what, material.table(what), options), out, options)


def _csv(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    _table(material, what, out, options, "csv")


def _jsonl(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    _table(material, what, out, options, "jsonl")


def _json(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    _table(material, what, out, options, "json")


def _parquet(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    _table(material, what, out, options, "parquet")


def _xlsx(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.xlsx import write_xlsx

    write_xlsx({what: shareable(what, material.table(what), options)}, out, options)


def _workbook(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.xlsx import write_xlsx

    sheets = {name: shareable(name, material.table(name), options) for name in TABLES}
    write_xlsx({name: sheet for name, sheet in sheets.items() if sheet.height}, out, options)


def _ics(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.ics import write_ics

    write_ics(material, out, options)


def _timeline_json(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.summary import write_timeline_json

    write_timeline_json(material, out, options)


def _timeline_csv(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.summary import write_timeline_csv

    write_timeline_csv(material, out, options)


def _timeline_html(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.summary import write_timeline_html

    write_timeline_html(material, out, options)


def _timelinejs(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.timelinejs import write_timelinejs

    write_timelinejs(material, out, options)


def _report(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.report import write_report

    write_report(material, out, options)


def _gexf(material: Material, what: str, out: IO[bytes], options: ExportOptions) -> None:
    from timeline.exports.gexf import write_gexf

    write_gexf(material, out, options)


TABLE_FORMATS: Final[Mapping[str, Writer]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "json": _json,
    "parquet": _parquet,
    "xlsx": _xlsx,
}
"""Formats of every table."""

EXPORTS: Final[Mapping[str, Mapping[str, Writer]]] = {
    **dict.fromkeys(TABLES, TABLE_FORMATS),
    "events": {**TABLE_FORMATS, "ics": _ics},
    "lineage": {**TABLE_FORMATS, "gexf": _gexf},
    "tables": {"xlsx": _workbook},
    "timeline": {"json": _timeline_json, "csv": _timeline_csv, "html": _timeline_html},
    "timelinejs": {"json": _timelinejs},
    "report": {"html": _report},
}
"""What can be written, and in which formats."""

DEFAULT_WHAT: Final[Mapping[str, str]] = {"xlsx": "tables", "html": "report", "json": "timeline"}
"""What a format holds when nothing is said; the events where it is not listed."""


def formats(what: str) -> tuple[str, ...]:
    """Give the formats in which something can be written; OptionError if it cannot be written at all.

    >>> formats("timeline")
    ('json', 'csv', 'html')
    """
    if what not in EXPORTS:
        raise OptionError(f"There is no export {what!r}. Choose one of: {', '.join(EXPORTS)}.")
    return tuple(EXPORTS[what])


def writer(what: str, form: str) -> Writer:
    """Give the function that writes ``what`` in a format; OptionError names those there are."""
    offered = formats(what)
    if form not in offered:
        others = [name for name in EXPORTS if form in EXPORTS[name]]
        also = f" {form} is there for: {', '.join(others)}." if others else ""
        names = ", ".join("." + name for name in offered)
        raise OptionError(f".{form} is not available for {what}, which can be written as {names}.{also}")
    return EXPORTS[what][form]


def export_bytes(
    story: Story | Mapping[str, pl.DataFrame] | Material,
    what: str,
    form: str,
    options: ExportOptions | None = None,
) -> bytes:
    r"""Give an export as bytes, for a download.

    >>> export_bytes({}, "rejects", "csv")
    b'path,position,reason,sample,sha256\n'
    """
    out = io.BytesIO()
    options = options or ExportOptions()
    writer(what, form)(seen(material(story), options), what, out, options)
    return out.getvalue()


def export(
    story: Story | Mapping[str, pl.DataFrame] | Material,
    what: str,
    path: str | Path,
    options: ExportOptions | None = None,
    form: str | None = None,
) -> Path:
    """Write an export to a file, whose suffix chooses the format, and give its path.

    The file appears whole or not at all. OptionError: not available in that format.
    InputError: the file cannot be written.
    """
    target = Path(path)
    write = writer(what, form or target.suffix.lower().removeprefix("."))
    options = options or ExportOptions()
    taken = seen(material(story), options)
    write_whole(target, lambda out: write(taken, what, out, options))
    return target


def write_whole(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file that appears whole or not at all; InputError if it cannot be written."""
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("wb") as out:
                write(out)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"{target} cannot be written ({why}). Choose another file with -o.") from error


__all__ = [
    "DEFAULT_WHAT",
    "EXPORTS",
    "Material",
    "Writer",
    "export",
    "export_bytes",
    "formats",
    "material",
    "write_whole",
    "writer",
]
