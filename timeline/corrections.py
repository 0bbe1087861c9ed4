"""Turn what a person edited into rows of the corrections table, and apply such rows to a rebuilt story."""

from datetime import UTC, datetime

import polars as pl

from timeline.schema import CORRECTIONS, OUTLETS

OUTLET_KEY = "outlet:"
"""Prefix of a key that names an outlet by its ``source``."""

_EDITABLE = ("name", "aliases", "kind", "country", "timezone")
_SEPARATOR = "; "


def outlet_edits(before: pl.DataFrame, after: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Give one correction a changed cell of the outlets table (both frames as OUTLETS); ``at`` is now."""
    old = {row["source"]: row for row in before.iter_rows(named=True)}
    at = datetime.now(UTC)
    rows = [
        {
            "op": "set",
            "keys": [OUTLET_KEY + row["source"]],
            "column": column,
            "old": _as_text(old.get(row["source"], {}).get(column)),
            "new": _as_text(row[column]),
            "by": by,
            "at": at,
        }
        for row in after.iter_rows(named=True)
        for column in _EDITABLE
        if _as_text(old.get(row["source"], {}).get(column)) != _as_text(row[column])
    ]
    return CORRECTIONS.frame(rows)


def apply_outlet_edits(outlets: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Set the cells of an outlets table that corrections name; the latest wins, unknown outlets are left."""
    rows = {row["source"]: dict(row) for row in outlets.iter_rows(named=True)}
    edits = corrections.filter(pl.col("op") == "set").sort("at", maintain_order=True)
    for edit in edits.iter_rows(named=True):
        for key in edit["keys"]:
            source = key.removeprefix(OUTLET_KEY)
            if key.startswith(OUTLET_KEY) and source in rows and edit["column"] in _EDITABLE:
                rows[source][edit["column"]] = _as_cell(edit["column"], edit["new"])
    return OUTLETS.frame(rows.values())


def _as_text(value: object) -> str | None:
    if isinstance(value, (list, pl.Series)):
        return _SEPARATOR.join(value) or None
    return str(value) if value not in (None, "") else None


def _as_cell(column: str, text: str | None) -> object:
    if column != "aliases":
        return text
    return [part.strip() for part in (text or "").split(_SEPARATOR.strip()) if part.strip()]
