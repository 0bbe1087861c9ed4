"""Turn edits of outlets into rows of the corrections table, and apply such rows to a rebuilt story."""

from datetime import UTC, datetime

import polars as pl

from timeline.corrections.ledger import OUTLET_KEY, edits, standing
from timeline.corrections.texts import SEPARATOR, as_text
from timeline.schema import CORRECTIONS, OUTLETS

_EDITABLE = ("name", "aliases", "kind", "country", "timezone")


def outlet_edits(before: pl.DataFrame, after: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Give one correction a changed cell of the outlets table (both frames as OUTLETS); ``at`` is now."""
    old = {row["source"]: row for row in before.iter_rows(named=True)}
    at = datetime.now(UTC)
    rows = [
        {
            "op": "set",
            "keys": [OUTLET_KEY + row["source"]],
            "column": column,
            "old": as_text(old.get(row["source"], {}).get(column)),
            "new": as_text(row[column]),
            "by": by,
            "at": at,
        }
        for row in after.iter_rows(named=True)
        for column in _EDITABLE
        if as_text(old.get(row["source"], {}).get(column)) != as_text(row[column])
    ]
    return CORRECTIONS.frame(rows)


def apply_outlet_edits(outlets: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Set the cells of an outlets table that edits name; the latest wins, unknown outlets are left."""
    rows = {row["source"]: dict(row) for row in outlets.iter_rows(named=True)}
    for edit in standing(corrections, "outlet"):
        for key in edit.keys:
            source = key.removeprefix(OUTLET_KEY)
            if key.startswith(OUTLET_KEY) and source in rows:
                rows[source] |= {
                    name: _as_cell(name, new) for name, (_, new) in edit.cells.items() if name in _EDITABLE
                }
    return OUTLETS.frame(rows.values())


def replay_outlet_edits(outlets: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Give a story's outlets, which hold edits already, as they are with these corrections.

    A cell whose edits were all undone gets back what stood there before the first.
    """
    rows = {row["source"]: dict(row) for row in outlets.iter_rows(named=True)}
    cells: dict[tuple[str, str], str | None] = {}
    for edit in edits(corrections, "outlet"):
        for key in edit.keys:
            for name, (old, new) in edit.cells.items():
                place = (key.removeprefix(OUTLET_KEY), name)
                cells.setdefault(place, old)
                if edit.stands:
                    cells[place] = new
    for (source, name), text in cells.items():
        if source in rows and name in _EDITABLE:
            rows[source][name] = _as_cell(name, text)
    return OUTLETS.frame(rows.values())


def _as_cell(column: str, text: str | None) -> object:
    if column != "aliases":
        return text
    return [part.strip() for part in (text or "").split(SEPARATOR.strip()) if part.strip()]
