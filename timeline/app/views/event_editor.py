"""Let a person correct an event: rename, date, merge, split, hide, pin, note, with who and why."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import correcting, marks
from timeline.app.session import Desk
from timeline.errors import OptionError

ACTIONS = {
    "rename": "Rename",
    "redate": "Change date",
    "merge": "Merge with",
    "split": "Split off",
    "hide": "Hide",
    "pin": "Pin",
    "note": "Note",
}
OFFERED = 40
"""Statements that are offered for a split before a search narrows them."""
MERGEABLE = 1000
"""Events that are offered for a merge: the list itself is searched by typing, so that few need more."""
_FEW = 4
"""Statements that are listed without a scroll bar of their own."""
_EXAMPLES = "2025-01-28, 2025-01, 2025-01-27/2025-01-31, ../2025-01-28"

Event = Mapping[str, Any]
Tables = Mapping[str, pl.DataFrame]


def show(desk: Desk, event: Event, place: str) -> None:
    """Draw the editor of an event; ``place`` keeps the widgets apart where it is drawn twice."""
    key = f"{place}_{event['event_id']}_{desk.stamp}"
    with st.expander("Correct this event", icon=":material/edit:", key=f"edit_{key}"):
        labels = {**ACTIONS, **_turned(event)}
        chosen = st.segmented_control(
            "What to correct", list(ACTIONS), format_func=labels.__getitem__, key=f"do_{key}",
            label_visibility="collapsed",
        )  # fmt: skip
        if chosen is None:
            st.caption(
                "What you change is kept by the sentences behind the event, also when the story is built "
                "again. Everything can be undone."
            )
            return
        made = _FORMS[chosen](desk, event, key)
        left, right = st.columns([3, 2])
        why = left.text_input("Why", key=f"why_{key}", max_chars=400, placeholder="kept with the correction")
        by = right.text_input("Who", correcting.who(), key=f"by_{key}", max_chars=80, placeholder="your name")
        button, done = _SAVE[chosen] if labels[chosen] == ACTIONS[chosen] else _UNSAVE[chosen]
        if (
            st.button(
                button, type="primary", icon=":material/check:", disabled=made is None, key=f"save_{key}"
            )
            and made
        ):
            correcting.make(desk, lambda tables: made(tables, _who(by, why)), done, by)


def alike(events: pl.DataFrame, event: Event, asked: str = "") -> pl.DataFrame:
    """Give the events that may be the same as one: those with the words asked for, the likest first.

    Likeness is the number of words that the headlines share, then nearness in time.
    """
    others = events.filter(pl.col("event_id") != event["event_id"])
    low = pl.col("headline").fill_null("").str.to_lowercase()
    for word in asked.lower().split():
        others = others.filter(low.str.contains(word, literal=True))
    own = {word.strip(".,:;’'\"").lower() for word in (event["headline"] or "").split()}
    shared = [low.str.contains(word, literal=True).cast(pl.Int32) for word in sorted(own) if len(word) > 3]
    apart = (pl.col("start") - pl.lit(event["start"], pl.Datetime("us"))).abs()
    ranked = others.with_columns(
        (pl.sum_horizontal(shared) if shared else pl.lit(0)).alias("_shared"), apart.alias("_apart")
    ).sort("_shared", "_apart", "event_id", descending=[True, False, False], nulls_last=True)
    return ranked.head(MERGEABLE).drop("_shared", "_apart")


def label(event: Event) -> str:
    """Name an event in a list: when, what, how often told."""
    when = words.interval(event["start"], event["stop"], event["granularity"], event["mod"])
    told = words.count(event["n_articles"] or 0, "article")
    return f"{when} · {event['headline'] or '(no headline)'} · {told}"


Made = Callable[[Tables, Any], pl.DataFrame]


def _rename(desk: Desk, event: Event, key: str) -> Made | None:
    text = st.text_input("Headline", event["headline"] or "", key=f"headline_{key}", max_chars=300)
    if not text.strip() or text.strip() == event["headline"]:
        return None
    from timeline.corrections.event_edits import rename

    return lambda tables, who: rename(tables, event["event_id"], text, who)


def _redate(desk: Desk, event: Event, key: str) -> Made | None:
    text = st.text_input(
        "Date", event["edtf"] or "", key=f"date_{key}", placeholder=_EXAMPLES,
        help="A day, month, quarter (2025-Q1) or year; an interval with both ends; ../DAY for “by”, DAY/.. "
             "for “from”, 2025-01~ for “about”; unknown. What the articles say is kept below.",
    )  # fmt: skip
    from timeline.corrections.event_edits import redate
    from timeline.corrections.intervals import read_interval

    try:
        when = read_interval(text) if text.strip() else None
    except OptionError:
        st.caption(f":material/warning: Not a date. For example {_EXAMPLES}, unknown.")
        return None
    if when is None:
        return None
    said = words.interval(when.start, when.stop, when.granularity, when.mod)
    st.caption(f"Shown as: {marks.literal(said)}")
    own = (event["start"], event["stop"], event["granularity"], event["mod"])
    if own == (when.start, when.stop, when.granularity, when.mod):
        return None
    return lambda tables, who: redate(tables, event["event_id"], text, who)


def _merge(desk: Desk, event: Event, key: str) -> Made | None:
    events = (desk.tables or {})["events"]
    asked = ""
    if events.height > MERGEABLE:
        asked = st.text_input("Find the other event", key=f"find_{key}", placeholder="words of its headline")
    found = alike(events, event, asked)
    labels = {row["event_id"]: label(row) for row in found.iter_rows(named=True)}
    # One at a time: a list of several grows and shrinks, and the click on the button below would miss it.
    chosen = st.selectbox(
        "Merge with", list(labels), index=None, format_func=lambda one: labels.get(one, one),
        key=f"other_{key}", placeholder="type words of it, or choose", help="The likest ones first.",
    )  # fmt: skip
    if not labels:
        st.caption("No other event has these words.")
    if chosen is None or chosen not in labels:
        return None
    from timeline.corrections.event_edits import merge

    return lambda tables, who: merge(tables, [event["event_id"], str(chosen)], who)


def _split(desk: Desk, event: Event, key: str) -> Made | None:
    tables = desk.tables or {}
    rows = statements(tables, str(event["event_id"]))
    if len(rows) < 2:
        st.caption("This event has one statement only; there is nothing to split off.")
        return None
    st.caption("Tick the sentences that tell of something else. Their exact copies go with them.")
    if len(rows) > OFFERED:
        asked = st.text_input("Find a sentence", key=f"sentence_{key}", placeholder="words of it").lower()
        rows = [row for row in rows if all(word in row["said"].lower() for word in asked.split())]
        if len(rows) > OFFERED:
            st.caption(f"The first {OFFERED} of {len(rows)}; search for others.")
    with st.container(border=True, gap="small", height=340 if len(rows) > _FEW else "content"):
        chosen = [
            row["id"] for row in rows[:OFFERED] if st.checkbox(row["label"], key=f"off_{row['id']}_{key}")
        ]
    if not chosen:
        return None
    from timeline.corrections.event_edits import split

    return lambda tables, who: split(tables, event["event_id"], chosen, who)


def statements(tables: Tables, event_id: str) -> list[dict[str, str]]:
    """List the statements of an event in the order of their articles' days, with a label for each."""
    told = tables["event_mentions"].filter(pl.col("event_id") == event_id)
    rows = told.join(
        tables["articles"].select("article_id", "title", "text", "source", "dct_start", "dct_stop"),
        on="article_id",
        how="inner",
    ).sort("dct_start", "article_id", "field", "begin", nulls_last=True)
    made = []
    for row in rows.iter_rows(named=True):
        text = (row["title"] if row["field"] == "title" else row["text"]) or ""
        said = " ".join(text[row["begin"] : row["end"]].split())
        day = words.days(row["dct_start"], row["dct_stop"]) if row["dct_start"] and row["dct_stop"] else ""
        head = ", ".join(part for part in (row["source"] or "unknown outlet", day) if part)
        shown = said if len(said) <= 220 else said[:219] + "…"
        made.append(
            {
                "id": row["event_mention_id"],
                "said": said,
                "label": f"**{marks.literal(head)}**: {marks.literal(shown)}",
            }
        )
    return made


def _note(desk: Desk, event: Event, key: str) -> Made | None:
    text = st.text_area(
        "Note", event["note"] or "", key=f"text_{key}", max_chars=2000, height=90,
        placeholder="shown with the event, and exported with it",
    )  # fmt: skip
    if text.strip() == (event["note"] or ""):
        return None
    from timeline.corrections.event_edits import remark

    return lambda tables, who: remark(tables, event["event_id"], text, who)


def _hide(desk: Desk, event: Event, key: str) -> Made | None:
    st.caption(
        "The event comes back to charts, lists and exports."
        if event["hidden"]
        else "The event leaves charts, lists and exports. It stays in the story: show hidden events with the "
        "switch below the list, or undo this on the Corrections page."
    )
    from timeline.corrections.event_edits import hide

    return lambda tables, who: hide(tables, event["event_id"], not event["hidden"], who)


def _pin(desk: Desk, event: Event, key: str) -> Made | None:
    st.caption(
        "The event takes the place that its evidence gives it."
        if event["pinned"]
        else "The event comes before all others, and its name is always in the chart."
    )
    from timeline.corrections.event_edits import pin

    return lambda tables, who: pin(tables, event["event_id"], not event["pinned"], who)


_FORMS: dict[str, Callable[[Desk, Event, str], Made | None]] = {
    "rename": _rename,
    "redate": _redate,
    "merge": _merge,
    "split": _split,
    "hide": _hide,
    "pin": _pin,
    "note": _note,
}
_SAVE = {
    "rename": ("Rename", "Renamed. Charts and exports follow."),
    "redate": ("Set the date", "Date set by hand. Charts and exports follow."),
    "merge": ("Merge", "Merged into one event."),
    "split": ("Split off", "Split off. The other statements stay here."),
    "hide": ("Hide the event", "Hidden from charts, lists and exports."),
    "pin": ("Pin the event", "Pinned: it comes before all others."),
    "note": ("Save the note", "Note saved."),
}
_UNSAVE = {
    "hide": ("Show the event", "Shown again."),
    "pin": ("Unpin the event", "No longer pinned."),
}


def _turned(event: Event) -> dict[str, str]:
    """Name what is already done by what takes it away."""
    turned = {"hide": "Show again"} if event["hidden"] else {}
    return turned | ({"pin": "Unpin"} if event["pinned"] else {})


def _who(by: str, why: str) -> Any:
    from timeline.corrections.event_edits import Who

    return Who(by, why)
