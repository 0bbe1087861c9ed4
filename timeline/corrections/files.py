"""Read a file of corrections, as ``dateline export --what corrections`` writes it or as somebody wrote it."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from timeline.corrections.event_edits import NO, YES
from timeline.corrections.intervals import read_interval
from timeline.corrections.ledger import ACTOR_KEY, ACTOR_OPS, DAY_COLUMNS, EVENT_OPS, UNDONE, now_after
from timeline.errors import InputError, OptionError
from timeline.schema import CORRECTIONS

_GUARDED = "=+-@\t\r\n＝＋－＠"
"""What a text begins with where our CSV puts an apostrophe before it, so that no spreadsheet runs it."""
COLUMNS = {
    "merge": "event_id", "split": "event_id", "rename": "headline", "redate": "edtf",
    "hide": "hidden", "pin": "pinned", "note": "note",
}  # fmt: skip
"""The column that an op changes, where a file does not say it."""


@dataclass(frozen=True, slots=True)
class ReadCorrections:
    """Hold rows of CORRECTIONS from a file, and what in it could not be used."""

    rows: pl.DataFrame
    rejected: tuple[str, ...] = ()


def read_corrections(path: str | Path, corrections: pl.DataFrame | None = None) -> ReadCorrections:
    """Read a file of corrections: .csv, .jsonl, .json or .parquet.

    A row needs ``op`` and ``keys`` (JSON, or one key), and what its op sets in ``new``. A row without ``at``
    was written by hand: it is made now, unless the story's ``corrections`` hold one that says the same.
    InputError: the file cannot be read at all.
    """
    file = Path(path)
    records = _records(file)
    known = CORRECTIONS.empty() if corrections is None else corrections
    said = {_saying(row) for row in known.iter_rows(named=True)}
    now = now_after(known)
    rows: list[dict[str, Any]] = []
    rejected: list[str] = []
    for number, record in enumerate(records, start=1):
        try:
            row = _row(record)
        except (OptionError, ValueError, TypeError) as error:
            rejected.append(f"{file}, row {number}: {error}")
            continue
        if row["at"] is None:
            if _saying(row) in said:
                continue
            # One after the other: the order of the file is the order in which they were meant.
            now += timedelta(microseconds=1)
            row["at"] = now
        rows.append(row)
    return ReadCorrections(CORRECTIONS.frame(rows), tuple(rejected))


def _records(file: Path) -> list[dict[str, Any]]:
    form = file.suffix.lower().removeprefix(".")
    if form not in _FORMS:
        raise InputError(f"{file} is no file of corrections: use {', '.join('.' + name for name in _FORMS)}.")
    try:
        return list(_FORMS[form](file.read_bytes()))
    except (OSError, ValueError, csv.Error, pl.exceptions.PolarsError) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(f"{file} cannot be read as corrections ({why}).") from error


def _csv(data: bytes) -> Iterable[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    if "op" not in (reader.fieldnames or ()) or "keys" not in (reader.fieldnames or ()):
        raise ValueError("it has no columns op and keys")
    for record in reader:
        yield {name: _unguarded(text) for name, text in record.items() if isinstance(text, str)}


def _unguarded(text: str) -> str:
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in _GUARDED else text


def _jsonl(data: bytes) -> Iterable[dict[str, Any]]:
    return (json.loads(line) for line in data.decode("utf-8-sig").splitlines() if line.strip())


def _json(data: bytes) -> Iterable[dict[str, Any]]:
    found = json.loads(data.decode("utf-8-sig"))
    if not isinstance(found, list):
        raise ValueError("it is no list")
    return found


def _parquet(data: bytes) -> Iterable[dict[str, Any]]:
    return pl.read_parquet(io.BytesIO(data)).iter_rows(named=True)


_FORMS: dict[str, Callable[[bytes], Iterable[dict[str, Any]]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "json": _json,
    "parquet": _parquet,
}


def _row(record: Any) -> dict[str, Any]:
    """Give a row of CORRECTIONS; OptionError says what is wrong with it."""
    if not isinstance(record, Mapping):
        raise OptionError("it is no object.")
    op = str(record.get("op") or "").strip()
    if op not in ("set", "undo", *EVENT_OPS):
        raise OptionError(f"{op or 'nothing'!r} is not among set, undo, {', '.join(EVENT_OPS)}.")
    keys = _keys(record.get("keys"))
    if op == "undo" and not any(key.startswith(UNDONE) for key in keys):
        raise OptionError(f"an undo names what it takes back: {UNDONE}2025-01-28T10:00:00+00:00.")
    names = all(key.startswith(ACTOR_KEY) for key in keys)
    if names and op != "undo" and op not in ACTOR_OPS:
        raise OptionError(f"names can be changed by {', '.join(ACTOR_OPS)} only.")
    new = _text(record.get("new"))
    if op in ("rename", "redate", "hide", "pin") and new is None:
        raise OptionError(f"{op} needs what it sets, in the column new.")
    if op == "redate" and new is not None:
        read_interval(new)
    if op in ("hide", "pin") and new not in (YES, NO):
        raise OptionError(f"{op} sets {YES} or {NO}, not {new!r}.")
    column = _text(record.get("column")) or ("name" if names else COLUMNS.get(op))
    if op == "set" and column is None:
        raise OptionError(f"set needs the column that it sets, such as {DAY_COLUMNS[0]}.")
    return {
        "op": op,
        "keys": keys,
        "column": column,
        "old": _text(record.get("old")),
        "new": new,
        "by": _text(record.get("by")),
        "at": _instant(record.get("at")),
        "note": _text(record.get("note")),
    }


def _keys(value: object) -> list[str]:
    if isinstance(value, str):
        text = value.strip()
        value = json.loads(text) if text.startswith("[") else [text]
    keys = [str(key) for key in value if key] if isinstance(value, list) else []
    if not keys:
        raise OptionError("keys is empty: it names what is corrected, such as article_id:begin-end.")
    return keys


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _instant(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise OptionError(f"{value!r} is no time. Write 2025-01-28T10:00:00Z, or leave it empty.") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _saying(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["op"], tuple(row["keys"] or ()), row["column"], row["new"], row["by"], row["note"])
