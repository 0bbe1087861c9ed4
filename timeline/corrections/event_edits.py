"""Turn what a person does to an event into a row of the corrections table.

Each row is keyed by the anchors of the statements behind the event (``timeline.corrections.anchors``), so
that it holds when a build gives the event another number.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from timeline.corrections.anchors import anchors, find
from timeline.corrections.intervals import UNKNOWN, read_interval
from timeline.corrections.ledger import now_after
from timeline.errors import InputError, OptionError
from timeline.schema import CORRECTIONS

YES, NO = "true", "false"
LONGEST = 300
"""Characters of a headline: the longest of our own have twelve words, a person may want a few more."""

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Who:
    """Hold who corrects and why; both are kept with the correction."""

    by: str | None = None
    note: str | None = None


def rename(tables: Tables, event_id: str, headline: str, who: Who | None = None) -> pl.DataFrame:
    """Give the row that sets an event's headline."""
    event, said = _event(tables, event_id), " ".join(headline.split())
    if not said:
        raise OptionError("A headline needs words.")
    if len(said) > LONGEST:
        raise OptionError(f"This headline has {len(said)} characters. Use at most {LONGEST}.")
    return _row(
        tables, "rename", _keys(tables, event_id), "headline", cells=(event["headline"], said), who=who
    )


def redate(tables: Tables, event_id: str, when: str, who: Who | None = None) -> pl.DataFrame:
    """Give the row that sets when an event was (see ``read_interval``)."""
    event, new = _event(tables, event_id), read_interval(when)
    cells = (event["edtf"], new.edtf if _rereads(new) else when.strip())
    return _row(
        tables, "redate", _keys(tables, event_id), "edtf", cells=(cells[0], cells[1] or UNKNOWN), who=who
    )


def hide(tables: Tables, event_id: str, hidden: bool = True, who: Who | None = None) -> pl.DataFrame:
    """Give the row that hides an event, or shows it again."""
    event = _event(tables, event_id)
    cells = (_flag(event["hidden"]), _flag(hidden))
    return _row(tables, "hide", _keys(tables, event_id), "hidden", cells=cells, who=who)


def pin(tables: Tables, event_id: str, pinned: bool = True, who: Who | None = None) -> pl.DataFrame:
    """Give the row that ranks an event before all others, or no longer."""
    event = _event(tables, event_id)
    cells = (_flag(event["pinned"]), _flag(pinned))
    return _row(tables, "pin", _keys(tables, event_id), "pinned", cells=cells, who=who)


def remark(tables: Tables, event_id: str, text: str, who: Who | None = None) -> pl.DataFrame:
    """Give the row that writes a note to an event; an empty one takes the note away."""
    event = _event(tables, event_id)
    return _row(
        tables, "note", _keys(tables, event_id), "note", cells=(event["note"], text.strip() or None), who=who
    )


def merge(tables: Tables, event_ids: Sequence[str], who: Who | None = None) -> pl.DataFrame:
    """Give the row that makes one event of several; ``old`` says which keys were which event."""
    wanted = list(dict.fromkeys(event_ids))
    if len(wanted) < 2:
        raise OptionError("Merging needs two different events.")
    events = [_event(tables, event_id) for event_id in wanted]
    sides = [_keys(tables, event_id) for event_id in wanted]
    old = [
        {"headline": event["headline"], "keys": len(keys)} for event, keys in zip(events, sides, strict=True)
    ]
    keys = [key for side in sides for key in side]
    return _row(tables, "merge", keys, "event_id", cells=(json.dumps(old, ensure_ascii=False), None), who=who)


def split(tables: Tables, event_id: str, mention_ids: Sequence[str], who: Who | None = None) -> pl.DataFrame:
    """Give the row that makes an event of its own from some statements of one.

    Their exact copies in other articles go with them.
    """
    event = _event(tables, event_id)
    own = tables["event_mentions"].filter(pl.col("event_id") == event_id)
    named = own.filter(pl.col("event_mention_id").is_in(list(mention_ids)))
    if named.is_empty():
        raise OptionError("Choose the statements that leave the event.")
    if named.height == own.height:
        raise OptionError("All statements of the event are chosen; leave at least one.")
    keys = anchors(tables["event_mentions"], named["event_mention_id"])
    return _row(tables, "split", keys, "event_id", cells=(event["headline"], None), who=who)


def event_named(tables: Tables, name: str) -> str:
    """Give the event_id of what a person names: an event_id, an anchor, or a headline that one event has."""
    events = tables["events"]
    if name in events["event_id"]:
        return name
    named = [one for ids in find(tables["event_mentions"], [name]).values() for one in ids]
    own = tables["event_mentions"].filter(pl.col("event_mention_id").is_in(named))
    found = (
        own["event_id"].unique().to_list() or events.filter(pl.col("headline") == name)["event_id"].to_list()
    )
    if len(found) > 1:
        raise InputError(
            f"{len(found)} events are named {name!r}: {', '.join(sorted(found))}. Give one of these."
        )
    if not found:
        raise InputError(
            f"The story has no event {name!r}. dateline export STORY -o events.csv lists them with their ids."
        )
    return str(found[0])


def sides(keys: Sequence[str], old: str | None) -> list[tuple[str, Sequence[str]]]:
    """Give what a merge brought together: each event's headline and keys.

    Where ``old`` does not say it (a row written by hand), each key stands for an event of its own.

    >>> sides(["a:0-5", "b:0-5", "c:0-5"], '[{"headline": "One", "keys": 2}, {"headline": "Two", "keys": 1}]')
    [('One', ['a:0-5', 'b:0-5']), ('Two', ['c:0-5'])]
    """
    try:
        said = [(str(side["headline"] or ""), int(side["keys"])) for side in json.loads(old or "")]
    except (ValueError, TypeError, KeyError):
        said = []
    if any(number < 1 for _, number in said) or sum(number for _, number in said) != len(keys):
        return [("", [key]) for key in keys]
    parts: list[tuple[str, Sequence[str]]] = []
    at = 0
    for headline, number in said:
        parts.append((headline, list(keys[at : at + number])))
        at += number
    return parts


def _event(tables: Tables, event_id: str) -> dict[str, Any]:
    found = tables["events"].filter(pl.col("event_id") == event_id)
    if found.is_empty():
        raise InputError(
            f"The story has no event {event_id!r}. dateline export STORY -o events.csv lists them."
        )
    return found.row(0, named=True)


def _keys(tables: Tables, event_id: str) -> list[str]:
    own = tables["event_mentions"].filter(pl.col("event_id") == event_id)
    keys = anchors(tables["event_mentions"], own["event_mention_id"])
    if not keys:
        raise InputError(
            f"The event {event_id!r} has no statements, so a correction could not find it again."
        )
    return keys


def _rereads(interval: Any) -> bool:
    """Say whether its EDTF leads back to the same interval; a week's or an hour's does not."""
    text = interval.edtf
    return text is None or read_interval(text) == interval


def _flag(value: bool | None) -> str:
    return YES if value else NO


def _row(
    tables: Tables,
    op: str,
    keys: list[str],
    column: str,
    *,
    cells: tuple[str | None, str | None],
    who: Who | None,
) -> pl.DataFrame:
    who = who or Who()
    return CORRECTIONS.frame(
        [
            {
                "op": op,
                "keys": keys,
                "column": column,
                "old": cells[0],
                "new": cells[1],
                "by": (who.by or "").strip() or None,
                "at": now_after(tables["corrections"]),
                "note": (who.note or "").strip() or None,
            }
        ]
    )
