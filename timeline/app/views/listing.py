"""Show a long table a page at a time, with one row to choose."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import streamlit as st

from timeline import words

ROWS = 200
"""Rows sent to the browser at once: 12,000 articles stay quick on two cores."""


def page_of(table: pl.DataFrame, what: str, key: str, focus: int | None = None) -> pl.DataFrame:
    """Give the rows of the page the reader is on; draws the page buttons where there are several.

    ``focus`` is the row that must be in sight when the reader has not turned a page.
    """
    if table.height <= ROWS:
        return table
    pages = -(-table.height // ROWS)
    # A key a table's length: after a filter the pages are others.
    number = st.pagination(
        pages, default=1 + (focus or 0) // ROWS, key=f"{key}_page_{table.height}", max_visible_pages=7
    )
    first = (number - 1) * ROWS
    shown = table.slice(first, ROWS)
    st.caption(f"{what} {first + 1:,} to {first + shown.height:,} of {table.height:,}.")
    return shown


def choose(
    shown: pl.DataFrame,
    ids: Sequence[str],
    picked: str | None,
    on_pick: Callable[[str | None], None],
    *,
    key: str,
    columns: dict[str, Any],
    alt: str,
    height: int = 430,
) -> None:
    """Draw rows of which one can be chosen; ``ids`` names each row, ``on_pick`` hears of a choice."""
    # The widget remembers a row number, so other rows are another widget.
    widget = f"{key}_{abs(hash(tuple(ids)))}"
    rows = [ids.index(picked)] if picked in ids else []
    held = st.session_state.get(widget)
    if held is None or list(held["selection"]["rows"]) != rows:
        st.session_state[widget] = {"selection": {"rows": rows, "columns": [], "cells": []}}

    def chosen() -> None:
        now = st.session_state[widget]["selection"]["rows"]
        on_pick(ids[now[0]] if now else None)

    st.dataframe(
        shown,
        height=min(height, 37 * (shown.height + 1)),
        hide_index=True,
        column_config=columns,
        key=widget,
        on_select=chosen,
        selection_mode="single-row",
        placeholder="",
        alt=alt,
    )


def nothing(what: str, filtered: bool) -> None:
    """Say that there is nothing to show, and the way out."""
    if filtered:
        st.info(
            f"No {what} match these filters. "
            "Widen the days, take out a word of the search, or clear the filters.",
            icon=":material/filter_alt:",
        )
        from timeline.app import sidebar

        st.button("Clear filters", on_click=sidebar.clear, key=f"clear_{what.replace(' ', '_')}")
    else:
        st.info(f"This story has no {what}.", icon=":material/info:")


def counted(number: int, total: int, what: str) -> str:
    """Say how many are shown.

    >>> counted(3, 3, "event"), counted(1, 12, "event")
    ('3 events', '1 of 12 events')
    """
    return words.count(total, what) if number == total else f"{number:,} of {words.count(total, what)}"
