"""Draw the filters beside every page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import marks
from timeline.app.filters import Choices, Filters
from timeline.recompute import build_options
from timeline.shown import visible
from timeline.story import Story

_PREFIX = "filter_"
_STEPS = {
    "time": "time of day",
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year or longer",
}


def forget() -> None:
    """Drop what the filter widgets hold, so that they start from the view again."""
    for name in [str(name) for name in st.session_state]:
        if name.startswith(_PREFIX):
            del st.session_state[name]


def draw(story: Story, tables: Mapping[str, pl.DataFrame], offered: Choices, asked: Filters) -> Filters:
    """Draw the filters of a story and give what they say now."""
    with st.sidebar:
        _head(story, tables)
        _seed(asked, offered)
        part = _part(dict(offered.parts or {}))
        text = st.text_input(
            "Search",
            key=f"{_PREFIX}text",
            placeholder="words in a headline or sentence",
            help="Every word must be there. Articles: title or text. Events: headline or sentence.",
        )
        kinds = st.multiselect("Kind of outlet", offered.kinds, key=f"{_PREFIX}kinds", placeholder="all")
        names = dict(offered.outlets or {})
        outlets = st.multiselect(
            "Outlet", list(names), key=f"{_PREFIX}outlets", format_func=lambda s: names[s], placeholder="all"
        )
        first, last = _days(offered)
        precision = st.multiselect(
            "Precision of the date",
            offered.precision,
            key=f"{_PREFIX}precision",
            format_func=lambda step: _STEPS[step],
            placeholder="all",
            help="How exactly the date of an event is known.",
        )
        column, values = _columns(dict(offered.columns or {}))
        known = st.toggle(
            "Known days only",
            key=f"{_PREFIX}known",
            help="Leaves out articles whose publication day was worked out or is not known.",
        )
        chosen = Filters(
            tuple(kinds), tuple(outlets), first, last, tuple(precision), text.strip(), column, values, known
        )
        chosen = replace(_in_order(chosen), hidden=asked.hidden, part=part, once=_once(story))
        st.button(
            "Clear filters",
            icon=":material/filter_alt_off:",
            on_click=clear,
            disabled=not chosen.active,
            width="stretch",
            key="clear_filters",
        )
    return chosen


def clear() -> None:
    """Let everything through again; what is picked stays."""
    from timeline.app import session

    forget()
    session.change(filters=Filters())


def _head(story: Story, tables: Mapping[str, pl.DataFrame]) -> None:
    articles = tables["articles"]
    days = articles.select(pl.col("dct_start").min(), pl.col("dct_stop").max()).row(0)
    span = words.days(*days) if None not in days else "no publication days"
    events = visible({"events": tables["events"]})["events"].height
    counts = f"{words.count(articles.height, 'article')}, {words.count(events, 'event')}"
    st.html(
        marks.block(
            f'<div class="dl-head" style="font-size:1.2rem">{marks.escaped(story.name)}</div>'
            f'<div class="dl-small">{counts}<br>{span}</div>'
        )
    )


def _seed(asked: Filters, offered: Choices) -> None:
    """Give each widget its value from the view when it is drawn for the first time."""
    values: dict[str, object] = {
        "text": asked.text,
        "kinds": list(asked.kinds),
        "outlets": list(asked.outlets),
        "first": asked.first,
        "last": asked.last,
        "precision": list(asked.precision),
        "column": asked.column,
        "values": list(asked.values),
        "known": asked.known,
        "part": asked.part,
        "once": asked.once,
    }
    for name, value in values.items():
        if f"{_PREFIX}{name}" not in st.session_state:
            st.session_state[f"{_PREFIX}{name}"] = value


def pick_part(story_id: str | None) -> None:
    """Choose one of several stories, or all of them, from another place than the list beside the page."""
    from timeline.app import session

    st.session_state[f"{_PREFIX}part"] = story_id
    session.change(filters=replace(session.current().filters, part=story_id), event=None, article=None)


def _part(parts: dict[str, str]) -> str | None:
    if len(parts) < 2 and not st.session_state.get(f"{_PREFIX}part"):
        return None
    held = st.session_state.get(f"{_PREFIX}part")
    if held not in parts:
        st.session_state[f"{_PREFIX}part"] = None
    return st.selectbox(
        "Story",
        list(parts),
        index=None,
        key=f"{_PREFIX}part",
        format_func=lambda story: parts[story],
        placeholder="all",
        help="This collection holds several stories; the Stories page describes them.",
    )


def _once(story: Story) -> bool:
    """Ask whether copies count once; a story that was built so has no other counts."""
    built = build_options(story.manifest).spread.count_copies_once
    if built:
        st.session_state[f"{_PREFIX}once"] = True
    return st.toggle(
        "Count copies once",
        key=f"{_PREFIX}once",
        disabled=built,
        help="This story was built with --count-copies-once."
        if built
        else "Keeps the first article of each telling: copies and versions of one text are one.",
    )


def _days(offered: Choices) -> tuple[date | None, date | None]:
    # Wide limits: a link may ask for days before or after the story, which simply shows nothing.
    least, most = date(1, 1, 1), date(9998, 12, 31)
    first = st.date_input("Published from", None, least, most, key=f"{_PREFIX}first", format="YYYY-MM-DD")
    last = st.date_input("Published to", None, least, most, key=f"{_PREFIX}last", format="YYYY-MM-DD")
    return _one(first), _one(last)


def _one(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _columns(columns: dict[str, tuple[str, ...]]) -> tuple[str | None, tuple[str, ...]]:
    if not columns:
        return None, ()
    column = st.selectbox(
        "Column of your file",
        list(columns),
        index=None,
        key=f"{_PREFIX}column",
        placeholder="none",
        help="Columns of your input that Dateline does not know are kept and can be filtered by.",
    )
    if not column:
        return None, ()
    held = st.session_state.get(f"{_PREFIX}values") or []
    if any(value not in columns[column] for value in held):
        st.session_state[f"{_PREFIX}values"] = [value for value in held if value in columns[column]]
    values = st.multiselect("is", columns[column], key=f"{_PREFIX}values", placeholder="anything")
    return column, tuple(values)


def _in_order(chosen: Filters) -> Filters:
    if chosen.first and chosen.last and chosen.first > chosen.last:
        st.warning("The first day is after the last one; the last one is ignored.")
        return replace(chosen, last=None)
    return chosen
