"""Apply what people did to events: a pure function of the events as they were found and the corrections.

First merges and splits in the order in which they were made, then headlines, dates and marks; so what was
said of a row holds for the row that most of its statements are in now. Nothing is applied on top of what
was applied before: each time it starts from ``found_event_id``, so undoing gives exactly what was there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import polars as pl

from timeline.corrections.anchors import Found, find
from timeline.corrections.event_edits import YES, sides
from timeline.corrections.intervals import Interval, read_interval
from timeline.corrections.ledger import Edit, standing
from timeline.corrections.losses import said_lost
from timeline.errors import OptionError
from timeline.events.regroup import regrouped, with_content
from timeline.schema import EVENTS

PINNED_SCORE = 1.0
"""Score of a pinned event; all others stay below it."""
BELOW_PINNED = 0.999999

ZONE = timedelta(days=1)
"""Difference that is no conflict: one moment has two dates around the world."""
_OPEN = {"BEFORE", "ON_OR_BEFORE", "AFTER", "ON_OR_AFTER"}
_ORDER = ("merge", "split", "rename", "redate", "hide", "pin", "note")

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Applied:
    """Hold events and statements with corrections applied, and what no longer finds its evidence."""

    events: pl.DataFrame
    event_mentions: pl.DataFrame
    lost: tuple[str, ...] = ()


@dataclass(slots=True)
class _Parts:
    """Hold which label each content key has, and the statements' keys."""

    label_of: dict[str, str]
    key_of: dict[str, str]
    members: dict[str, set[str]] = field(default_factory=dict)
    touched: dict[str, set[str]] = field(default_factory=dict)

    def leading(self, mention_ids: Iterable[str]) -> str:
        """Give the label that most of these statements have; of equals the first by name."""
        counted = Counter(self.label_of[self.key_of[one]] for one in mention_ids)
        return min(counted, key=lambda label: (-counted[label], label))

    def join(self, labels: Sequence[str]) -> None:
        """Make one event of several; the first label stays."""
        first = labels[0]
        for label in labels[1:]:
            self._move(self.members.pop(label), first)
            self.touched.setdefault(first, set()).update(self.touched.pop(label, ()))
        self.touched.setdefault(first, set()).add("merge")

    def leave(self, keys: set[str]) -> None:
        """Let statements leave their events for one of their own; a whole event is one already."""
        left = {self.label_of[key] for key in keys}
        if len(left) == 1 and self.members[next(iter(left))] == keys:
            return
        label = "split " + min(keys)
        for old in left:
            self.members[old] -= keys
            self.touched.setdefault(old, set()).add("split")
            if not self.members[old]:
                del self.members[old]
                self.touched.pop(old)
        self.members[label] = set()
        self.touched[label] = {"split"}
        self._move(keys, label)

    def _move(self, keys: set[str], label: str) -> None:
        self.members[label] |= keys
        for key in keys:
            self.label_of[key] = label


def apply(tables: Tables, corrections: pl.DataFrame) -> Applied:
    """Give events and statements with every standing correction of events.

    ``tables`` are articles, event_mentions (with ``found_event_id``) and events.
    """
    wanted = standing(corrections, "event")
    statements = tables["event_mentions"]
    # Statements that somebody else merged may not say where they were found.
    as_found = statements.with_columns(pl.coalesce("found_event_id", "event_id").alias("event_id"))
    as_found = as_found.with_columns(pl.col("event_id").alias("found_event_id"))
    raw = _is_raw(tables, as_found)
    if not wanted and raw:
        return Applied(marked(tables["events"]), as_found)
    found = find(as_found, [key for edit in wanted for key in edit.keys])
    lost = tuple(said_lost(wanted, found))
    content = with_content(as_found, tables["articles"])
    parts = _partition(content, as_found)
    for edit in wanted:
        _regroup(edit, found, parts)
    targets = _targets(wanted, found, parts)
    if raw and not parts.touched:
        events, with_ids = tables["events"], as_found
    else:
        events, with_ids = _rebuilt(content, as_found, parts)
    ids = dict(with_ids.select("event_mention_id", "event_id").drop_nulls().iter_rows())
    id_of = {
        parts.label_of[parts.key_of[one]]: event_id for one, event_id in ids.items() if one in parts.key_of
    }
    changes = {id_of[label]: edits for label, edits in targets.items()}
    regrouped_ids = {id_of[label]: ops for label, ops in parts.touched.items()}
    return Applied(_changed(marked(events), with_ids, changes, regrouped_ids), with_ids, lost)


def marked(events: pl.DataFrame) -> pl.DataFrame:
    """Give events without gaps in what people mark."""
    return events.with_columns(
        pl.col("pinned", "hidden").fill_null(False),
        pl.col("corrected").fill_null(pl.lit([], pl.List(pl.String))),
    )


def _is_raw(tables: Tables, as_found: pl.DataFrame) -> bool:
    """Say whether the events are as they were found."""
    same = tables["event_mentions"]["event_id"].eq_missing(as_found["event_id"]).all()
    return bool(same) and not (tables["events"]["corrected"].list.len() > 0).any()


def _partition(content: pl.DataFrame, as_found: pl.DataFrame) -> _Parts:
    """Give the events as they were found, as sets of content keys: exact copies are always together."""
    rows = content.select("event_mention_id", "key").join(
        as_found.select("event_mention_id", "event_id").drop_nulls(), on="event_mention_id", how="inner"
    )
    parts = _Parts({}, dict(rows.select("event_mention_id", "key").iter_rows()))
    for key, label in rows.select("key", "event_id").unique().sort("key", "event_id").iter_rows():
        if key not in parts.label_of:
            parts.label_of[key] = label
            parts.members.setdefault(label, set()).add(key)
    return parts


def _named(edit: Edit, keys: Iterable[str], found: Found, parts: _Parts) -> list[str]:
    return [one for key in keys for one in found.get(key, ()) if one in parts.key_of]


def _regroup(edit: Edit, found: Found, parts: _Parts) -> None:
    if edit.op == "merge":
        each = [_named(edit, keys, found, parts) for _, keys in sides(edit.keys, edit.old)]
        labels = list(dict.fromkeys(parts.leading(named) for named in each if named))
        if len(labels) > 1:
            parts.join(labels)
    elif edit.op == "split":
        keys = {parts.key_of[one] for one in _named(edit, edit.keys, found, parts)}
        if keys:
            parts.leave(keys)


def _targets(wanted: Sequence[Edit], found: Found, parts: _Parts) -> dict[str, dict[str, Edit]]:
    """Give for each event that is changed the latest edit of each kind."""
    targets: dict[str, dict[str, Edit]] = {}
    for edit in wanted:
        named = _named(edit, edit.keys, found, parts)
        if edit.op not in ("merge", "split") and named:
            targets.setdefault(parts.leading(named), {})[edit.op] = edit
    return targets


def _rebuilt(
    content: pl.DataFrame, as_found: pl.DataFrame, parts: _Parts
) -> tuple[pl.DataFrame, pl.DataFrame]:
    labels = pl.DataFrame(
        {
            "event_mention_id": list(parts.key_of),
            "label": [parts.label_of[key] for key in parts.key_of.values()],
        },
        schema={"event_mention_id": pl.String, "label": pl.String},
    )
    events, ids = regrouped(content, labels)
    with_ids = as_found.drop("event_id").join(ids, on="event_mention_id", how="left", maintain_order="left")
    return events, with_ids.select(as_found.columns)


def _changed(
    events: pl.DataFrame,
    statements: pl.DataFrame,
    changes: Mapping[str, Mapping[str, Edit]],
    moved: Mapping[str, set[str]],
) -> pl.DataFrame:
    """Write headlines, dates and marks into the rows; rows keep the order of the events table."""
    touched = {*changes, *moved}
    dated: dict[str, list[dict[str, Any]]] = {}
    own = pl.col("event_id").is_in([one for one, edits in changes.items() if "redate" in edits])
    for told in statements.filter(own & (pl.col("basis") != "publication")).iter_rows(named=True):
        dated.setdefault(told["event_id"], []).append(told)
    rows = [
        _row(
            row,
            dated.get(row["event_id"], []),
            changes.get(row["event_id"], {}),
            moved.get(row["event_id"], set()),
        )
        for row in events.filter(pl.col("event_id").is_in(list(touched))).iter_rows(named=True)
    ]
    rest = events.filter(~pl.col("event_id").is_in(list(touched)))
    both = pl.concat([rest, EVENTS.frame(rows)])
    if both["pinned"].any():
        score = pl.when("pinned").then(PINNED_SCORE).otherwise(pl.col("score").clip(upper_bound=BELOW_PINNED))
        both = both.with_columns(score.alias("score"))
    return both.sort("start", "stop", "event_id", nulls_last=True)


def _row(
    row: dict[str, Any], told: Sequence[Mapping[str, Any]], edits: Mapping[str, Edit], moved: set[str]
) -> dict[str, Any]:
    done = set(moved)
    for op, edit in edits.items():
        new = _cells(op, edit, told)
        if new is not None:
            row = row | new
            done |= {op} if _says_something(op, edit) else set()
    return row | {"corrected": [op for op in _ORDER if op in done]}


def _cells(op: str, edit: Edit, told: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Give the cells that an edit sets; None where what it says cannot be read."""
    if op == "rename":
        return {"headline": edit.new} if edit.new else None
    if op == "hide":
        return {"hidden": edit.new == YES}
    if op == "pin":
        return {"pinned": edit.new == YES}
    if op == "note":
        return {"note": edit.new}
    try:
        when = read_interval(edit.new or "")
    except OptionError:
        return None
    cells = {"start": when.start, "stop": when.stop, "granularity": when.granularity, "mod": when.mod}
    return {**cells, "edtf": when.edtf, "conflict": any(_contradicts(one, when) for one in told)}


def _says_something(op: str, edit: Edit) -> bool:
    """Say whether an edit marks its row; one that shows, unpins or takes a note away marks nothing."""
    return bool(edit.new) and (op not in ("hide", "pin") or edit.new == YES)


def _contradicts(statement: Mapping[str, Any], when: Interval) -> bool:
    """Say whether a statement's own date cannot be true beside the one that was set."""
    bounds = (statement["start"], statement["stop"], when.start, when.stop)
    if None in bounds or _OPEN.intersection((statement["mod"], when.mod)):
        return False
    start, stop, own_start, own_stop = bounds
    return bool(
        (start >= own_stop or own_start >= stop) and min(abs(start - own_start), abs(stop - own_stop)) > ZONE
    )
