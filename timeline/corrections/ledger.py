"""Read the corrections table as a ledger: edits in their order, what was undone, what stands.

An edit is the rows that share their keys, their ``op`` and their time (``at``): one row a column that it
changes. An ``undo`` names what it takes back by ``UNDONE`` and that edit's time, after the edit's first key;
what it takes back may be an undo, and then the edit stands again. Nothing is ever taken out of the table.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from timeline.errors import InputError
from timeline.schema import CORRECTIONS

UNDONE = "correction:"
"""Prefix of the key by which an ``undo`` names the edit it takes back, by its time."""
OUTLET_KEY = "outlet:"
"""Prefix of a key that names an outlet by its ``source``."""
ACTOR_KEY = "actor:"
"""Prefix of a key that names a person or organisation by a form that articles use."""
DAY_COLUMNS = ("dct_start", "dct_stop", "dct_best")
"""Columns of an article that an edit of its day sets."""
EVENT_OPS = ("merge", "split", "rename", "redate", "hide", "pin", "note")
"""What can be done to an event; the first three also to an actor."""
ACTOR_OPS = EVENT_OPS[:3]
KINDS = ("day", "outlet", "event", "actor")
"""What an edit can be of."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """Hold one edit: what it is of, what it does, to what, when, by whom, and when it was undone.

    ``cells`` maps each column it changes to its value before and after, as texts.
    """

    kind: str
    op: str
    keys: tuple[str, ...]
    at: datetime
    cells: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    by: str | None = None
    note: str | None = None
    undone: datetime | None = None
    undone_by: str | None = None

    @property
    def column(self) -> str:
        """Give the (first) column it changes."""
        return next(iter(self.cells), "")

    @property
    def old(self) -> str | None:
        """Give the value before."""
        return self.cells[self.column][0] if self.cells else None

    @property
    def new(self) -> str | None:
        """Give the value after."""
        return self.cells[self.column][1] if self.cells else None

    @property
    def stands(self) -> bool:
        """Say whether nobody took it back."""
        return self.undone is None


def edits(corrections: pl.DataFrame, kind: str | None = None) -> list[Edit]:
    """List every edit, of one kind if asked, the earliest first; the order of the rows is irrelevant."""
    rows = _in_order(corrections)
    taken = _taken_back(rows)
    found: dict[tuple[tuple[str, ...], str, datetime], list[Row]] = {}
    for row in rows:
        if row["op"] != "undo" and _kind(row) and row["at"]:
            found.setdefault((tuple(row["keys"]), row["op"], row["at"]), []).append(row)
    made = []
    for (keys, op, at), cells in found.items():
        undo = _undo_of(taken, keys[0], at)
        edit = Edit(
            kind=_kind(cells[0]),
            op=op,
            keys=keys,
            at=at,
            cells={row["column"] or "": (row["old"], row["new"]) for row in cells},
            by=cells[0]["by"],
            note=cells[0]["note"],
            undone=undo["at"] if undo else None,
            undone_by=undo["by"] if undo else None,
        )
        if kind is None or edit.kind == kind:
            made.append(edit)
    return made


def standing(corrections: pl.DataFrame, kind: str | None = None) -> list[Edit]:
    """List the edits that nobody took back, the earliest first."""
    return [edit for edit in edits(corrections, kind) if edit.stands]


def kinds_of(corrections: pl.DataFrame) -> list[str]:
    """Say for each row what it is of; an undo is of what it takes back, a row of nothing known is of ""."""
    by_key = {edit.keys[0]: edit.kind for edit in edits(corrections)}
    by_time = {edit.at.isoformat(): edit.kind for edit in edits(corrections)}
    kinds = []
    for row in corrections.iter_rows(named=True):
        if row["op"] != "undo":
            kinds.append(_kind(row) if row["op"] and row["keys"] else "")
            continue
        subject = next((key for key in row["keys"] or () if not key.startswith(UNDONE)), "")
        times = _named(row) if row["at"] else ()
        kinds.append(by_key.get(subject) or next((by_time[at] for at in times if at in by_time), ""))
    return kinds


def undo(
    corrections: pl.DataFrame,
    at: datetime | None = None,
    *,
    kinds: Collection[str] = KINDS,
    by: str | None = None,
    note: str | None = None,
) -> pl.DataFrame:
    """Give the row that takes back an edit: the one made ``at`` that time, else the latest that stands.

    InputError: there is none.
    """
    made = [one for one in standing(corrections) if one.kind in kinds and at in (None, one.at)]
    if not made:
        when = f" made at {at.isoformat()}" if at else ""
        raise InputError(f"There is no correction{when} that can be undone.")
    return undo_edit(corrections, made[-1], by=by, note=note)


def undo_edit(
    corrections: pl.DataFrame, edit: Edit, *, by: str | None = None, note: str | None = None
) -> pl.DataFrame:
    """Give the row that takes back an edit that stands."""
    return _undo_row(corrections, edit, [UNDONE + edit.at.isoformat()], by=by, note=note)


def redo(
    corrections: pl.DataFrame,
    at: datetime | None = None,
    *,
    by: str | None = None,
    note: str | None = None,
) -> pl.DataFrame:
    """Give the row that takes back an undo: that of the edit made ``at`` that time, else the latest one.

    InputError: nothing is undone.
    """
    made = [one for one in edits(corrections) if one.undone and at in (None, one.at)]
    if not made:
        when = f" The correction made at {at.isoformat()}" if at else " No correction"
        raise InputError(f"There is nothing to make again.{when} is undone.")
    edit = max(made, key=lambda one: (one.undone, one.at))
    rows = _in_order(corrections)
    names = [
        UNDONE + row["at"].isoformat() for row in _all_undos_of(_taken_back(rows), edit.keys[0], edit.at)
    ]
    return _undo_row(corrections, edit, names, by=by, note=note)


def now_after(corrections: pl.DataFrame) -> datetime:
    """Give the time now, later than every correction: a clock may have been turned back."""
    last = corrections["at"].max()
    now = datetime.now(UTC)
    return max(now, last + timedelta(microseconds=1)) if isinstance(last, datetime) else now


def added(corrections: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Give corrections with further rows; a row that is there already is not added again.

    >>> from timeline.schema import CORRECTIONS
    >>> one = CORRECTIONS.frame([{"op": "pin", "keys": ["a:0-9"], "column": "pinned", "new": "true"}])
    >>> added(one, one).height
    1
    """
    both = pl.concat([corrections, rows.select(list(CORRECTIONS.schema))])
    return both.unique(maintain_order=True, keep="first")


def _undo_row(
    corrections: pl.DataFrame, edit: Edit, names: list[str], *, by: str | None, note: str | None
) -> pl.DataFrame:
    """Give the row that takes back what was made at the named times; ``edit`` is what it is about."""
    before, after = (edit.new, edit.old) if edit.stands else (edit.old, edit.new)
    row = {
        "op": "undo",
        "keys": [edit.keys[0], *names],
        "column": edit.column or None,
        "old": before,
        "new": after,
        "by": (by or "").strip() or None,
        "at": now_after(corrections),
        "note": (note or "").strip() or None,
    }
    return CORRECTIONS.frame([row])


def _in_order(corrections: pl.DataFrame) -> list[Row]:
    """Give the rows by time; rows of one time in the order of what they say, so that theirs is irrelevant."""
    rows = [row for row in corrections.iter_rows(named=True) if row["op"] and row["keys"]]
    return sorted(rows, key=lambda row: (str(row["at"] or ""), row["op"], row["keys"], row["column"] or ""))


def _kind(row: Row) -> str:
    """Say what a row is of; nothing if it is none of ours."""
    key = row["keys"][0]
    if row["op"] == "set":
        if key.startswith(OUTLET_KEY):
            return "outlet"
        return "day" if row["column"] in DAY_COLUMNS and len(row["keys"]) == 1 else ""
    if key.startswith(ACTOR_KEY):
        return "actor" if row["op"] in ACTOR_OPS else ""
    return "event" if row["op"] in EVENT_OPS else ""


def _taken_back(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """Map what is taken back, as (first key or nothing, time), to the undos of it that are in force."""
    taken: dict[tuple[str, str], list[Row]] = {}
    for row in reversed(rows):
        if row["op"] != "undo" or not row["at"]:
            continue
        subject = next((key for key in row["keys"] if not key.startswith(UNDONE)), "")
        if _undo_of(taken, subject, row["at"]):
            continue  # a later undo took this one back
        for named in _named(row):
            taken.setdefault((subject, named), []).append(row)
    return taken


def _named(undo_row: Row) -> Iterator[str]:
    """Give the times that an undo names, as they are written in keys; a later one cannot be meant."""
    for key in undo_row["keys"]:
        if key.startswith(UNDONE):
            try:
                at = datetime.fromisoformat(key.removeprefix(UNDONE))
            except ValueError:
                continue
            at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
            if at < undo_row["at"]:
                yield at.isoformat()


def _all_undos_of(taken: Mapping[tuple[str, str], list[Row]], subject: str, at: datetime) -> list[Row]:
    return [*taken.get((subject, at.isoformat()), ()), *taken.get(("", at.isoformat()), ())]


def _undo_of(taken: Mapping[tuple[str, str], list[Row]], subject: str, at: datetime) -> Row | None:
    found = _all_undos_of(taken, subject, at)
    return found[0] if found else None
