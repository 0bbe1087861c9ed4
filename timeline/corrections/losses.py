"""Say what corrections do, and which of them no longer find what they are about."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from timeline import words
from timeline.corrections.anchors import Found, find
from timeline.corrections.article_days import UNKNOWN, lost_day_edits
from timeline.corrections.event_edits import YES, sides
from timeline.corrections.ledger import ACTOR_KEY, OUTLET_KEY, Edit, standing

Tables = Mapping[str, pl.DataFrame]


def lost_edits(tables: Tables, corrections: pl.DataFrame) -> list[str]:
    """Say of each standing correction that no longer finds what it is about what it was."""
    return [
        *lost_day_edits(corrections, tables["articles"]),
        *lost_event_edits(tables["event_mentions"], corrections),
        *lost_actor_edits(tables["event_mentions"], corrections),
    ]


def lost_event_edits(event_mentions: pl.DataFrame, corrections: pl.DataFrame) -> list[str]:
    """Say of each standing correction of an event that no longer finds its evidence what it was."""
    wanted = standing(corrections, "event")
    return said_lost(wanted, find(event_mentions, [key for edit in wanted for key in edit.keys]))


def lost_actor_edits(event_mentions: pl.DataFrame, corrections: pl.DataFrame) -> list[str]:
    """Say of each standing edit of a name that no article uses any more what it was."""
    wanted = standing(corrections, "actor")
    if not wanted:
        return []
    from timeline.corrections.actor_edits import plain_form, told_forms

    forms = set(told_forms(event_mentions))
    forms |= {plain_form(form) for form in forms}
    return [
        f"a correction finds its name in no article: {described_name(edit)}, made on {words.day(edit.at)}"
        for edit in wanted
        if not any(key.removeprefix(ACTOR_KEY) in forms for key in edit.keys)
    ]


def described_name(edit: Edit) -> str:
    """Say in a few words what an edit of a name does."""
    if edit.op == "merge":
        return f"made one name of {edit.old}"
    if edit.op == "split":
        return f"split “{edit.new}” off “{edit.old}”"
    return f"renamed “{edit.old}” to “{edit.new}”"


def said_lost(wanted: Sequence[Edit], found: Found) -> list[str]:
    """Say of each of these edits whose evidence is not among what was found what it was."""
    said = []
    for edit in wanted:
        parts = sides(edit.keys, edit.old) if edit.op == "merge" else [("", edit.keys)]
        there = sum(any(key in found for key in keys) for _, keys in parts)
        if there < (len(parts) if edit.op == "merge" else 1):
            articles = sorted({key.rsplit(":", 1)[0] for key in edit.keys if key not in found})
            by = f" by {edit.by}" if edit.by else ""
            said.append(
                f"a correction no longer finds its evidence: {described(edit)}, made on "
                f"{words.day(edit.at)}{by}; it stood in {', '.join(articles[:3])}"
                + (f" and {len(articles) - 3} more" if len(articles) > 3 else "")
            )
    return said


def described(edit: Edit) -> str:
    """Say in a few words what an edit of an event or a name does."""
    old, new = edit.old, edit.new
    if edit.op == "merge":
        names = [headline for headline, _ in sides(edit.keys, old) if headline]
        return "merged " + (" and ".join(f"“{name}”" for name in names) or f"{len(edit.keys)} passages")
    if edit.op == "split":
        return f"split {words.count(len(edit.keys), 'statement')} off “{old}”"
    if edit.op == "rename":
        return f"renamed “{old}” to “{new}”"
    if edit.op == "redate":
        return f"date set to {new} (was {old or 'not known'})"
    if edit.op == "note":
        return f"note: {new}" if new else "note taken away"
    yes, no = {"hide": ("hidden", "shown again"), "pin": ("pinned", "no longer pinned")}[edit.op]
    return yes if new == YES else no


def told(edit: Edit) -> str:
    """Say in a few words what an edit of any kind does, and to what."""
    if edit.kind == "actor":
        return described_name(edit)
    if edit.kind == "outlet":
        changes = ", ".join(f"{name} set to {new or 'nothing'}" for name, (_, new) in edit.cells.items())
        return f"outlet {edit.keys[0].removeprefix(OUTLET_KEY)}: {changes}"
    if edit.kind == "day":
        days = {name: new for name, (_, new) in edit.cells.items()}
        start, stop = days.get("dct_start"), days.get("dct_stop")
        try:
            said = (
                words.days(date.fromisoformat(start), date.fromisoformat(stop)) if start and stop else UNKNOWN
            )
        except ValueError:
            said = f"{start} to {stop}"
        return f"published day of {edit.keys[0]} set to {said}"
    return described(edit)
