"""Show what happened when: the chart, the events, and the evidence for the one chosen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, session
from timeline.app.session import Desk
from timeline.app.views import evidence, listing

ORDERS = {"score": "Main first", "date": "By date"}


def show(desk: Desk, article_page: Any) -> None:
    """Draw the page."""
    kept, tables = desk.kept or {}, desk.tables or {}
    events = kept["events"]
    if events.is_empty():
        listing.nothing("events", desk.view.filters.active)
        if hidden := _n_hidden(tables):
            _hidden(desk, hidden)
        if tables["articles"]["dct_start"].is_null().all():
            st.caption(
                "No article has a publication day, and without one “yesterday” has no date. Build the story "
                "again on the Start page and give the days: a list of your files, or one day for all."
            )
        return
    charting.show(desk, "timeline", pick=True)
    evidence.drawer(desk, article_page)
    left, right = st.columns((11, 9) if desk.view.event else listing.BESIDE, gap="large")
    with left:
        _events(desk, events, tables)
    with right:
        if desk.view.event:
            evidence.show(desk, desk.view.event, article_page)
        else:
            st.subheader("Evidence", anchor=False)
            st.caption(
                "Choose an event in the chart or tick a row of the table: here you see the sentences "
                "behind it and why each one means that date."
            )


def _events(desk: Desk, events: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> None:
    head, order = st.columns(2, vertical_alignment="center")
    with head:
        st.subheader("Events", anchor=False)
    with order:
        chosen = st.segmented_control(
            "Order", list(ORDERS), default="score", format_func=ORDERS.__getitem__, key="order",
            label_visibility="collapsed", required=True,
        )  # fmt: skip
    ordered = (
        events.sort("pinned", "score", "event_id", descending=[True, True, False], nulls_last=True)
        if chosen == "score"
        else events.sort("start", "stop", "event_id", nulls_last=True)
    )
    note = " The counts of articles are those of the whole story." if desk.view.filters.active else ""
    hidden = _n_hidden(tables)
    total = tables["events"].height - (0 if desk.view.filters.hidden else hidden)
    counted = listing.counted(ordered.height, total, "event")
    page = listing.page_of(ordered, "event_id", desk.view.event, "events")
    shown = page.rows
    st.caption(f"{counted}{page.where}.{note}")
    listing.choose(
        _for_readers(shown, tables),
        shown["event_id"].to_list(),
        desk.view.event,
        _pick,
        key="events",
        columns={
            "Date": st.column_config.TextColumn(width=135),
            "What happened": st.column_config.TextColumn(width=280 if desk.view.event else 400),
            **listing.counts(),
        },
        alt="Events with their dates",
    )
    page.turn()
    if hidden:
        _hidden(desk, hidden)
    charting.table_downloads(desk, "events", ordered, "These events:")


def _n_hidden(tables: Mapping[str, pl.DataFrame]) -> int:
    return tables["events"].filter(pl.col("hidden").fill_null(False)).height


def _hidden(desk: Desk, number: int) -> None:
    """Offer to show what was hidden by hand."""

    def turn() -> None:
        session.change(filters=replace(desk.view.filters, hidden=not desk.view.filters.hidden))

    st.toggle(
        f"Show {words.count(number, 'hidden event')}", desk.view.filters.hidden,
        key=f"hidden_{desk.view.filters.hidden}", on_change=turn,
    )  # fmt: skip


def _pick(event_id: str | None) -> None:
    session.change(event=event_id)
    st.session_state["together"] = []


def _for_readers(events: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Put the rows on screen into words."""
    names = evidence.outlet_names(tables["outlets"])
    first = {one for ids in events["first_article_ids"].drop_nulls() for one in ids}
    sources = dict(
        tables["articles"]
        .filter(pl.col("article_id").is_in(list(first)))
        .select("article_id", "source")
        .iter_rows()
    )
    rows = []
    for event in events.iter_rows(named=True):
        told = [sources.get(one) for one in event["first_article_ids"] or ()]
        who = ", ".join(dict.fromkeys(names.get(s, (s or "unknown", ""))[0] for s in told))
        days = event["first_start"], event["first_stop"]
        notes = [
            words.term(event["modality"]) if event["modality"] not in ("happened", None) else "",
            "articles disagree on the date" if event["conflict"] else "",
            *(evidence.BY_HAND[op] for op in event["corrected"] or () if op in evidence.BY_HAND),
        ]
        rows.append(
            {
                "Date": words.interval(event["start"], event["stop"], event["granularity"], event["mod"]),
                "What happened": event["headline"],
                "Articles": event["n_articles"],
                "Precision": words.term(event["granularity"] or ""),
                "Tellings": event["n_tellings"],
                "First report": f"{words.days(*days)}, {who}" if None not in days else "not known",
                "Notes": "; ".join(note for note in notes if note),
            }
        )
    return pl.DataFrame(
        rows,
        schema={
            "Date": pl.String,
            "What happened": pl.String,
            "Articles": pl.Int64,
            "Precision": pl.String,
            "Tellings": pl.Int64,
            "First report": pl.String,
            "Notes": pl.String,
        },
    )
