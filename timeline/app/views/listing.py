"""Show a long table a page at a time, with one row to choose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from timeline import words

ROWS = 200
"""Rows sent to the browser at once: 12,000 articles stay quick on two cores."""


BESIDE = (17, 5)
"""Widths of a list and of a pane that only says what a tick will show: an empty pane needs no room."""


@dataclass(frozen=True, slots=True)
class PageOf:
    """Hold the rows of one page, where they lie in the table, and how to turn the page."""

    rows: pl.DataFrame
    where: str = ""
    pages: int = 1
    number: int = 1
    key: str = ""

    def turn(self) -> None:
        """Draw the page buttons where there are several pages."""
        if self.pages > 1:
            st.pagination(self.pages, default=self.number, key=self.key, max_visible_pages=7)


def page_of(table: pl.DataFrame, column: str, picked: str | None, key: str) -> PageOf:
    """Give the page the reader is on, at first the one that holds the picked row."""
    if table.height <= ROWS:
        return PageOf(table)
    pages = -(-table.height // ROWS)
    # A key a length and an order: after a filter or in another order the pages are others.
    widget = f"{key}_page_{table.height}_{table[column][0]}"
    found = table[column].index_of(picked) if picked else None
    number = min(pages, int(st.session_state.get(widget) or 1 + (found or 0) // ROWS))
    first = (number - 1) * ROWS
    rows = table.slice(first, ROWS)
    return PageOf(rows, f", {first + 1:,} to {first + rows.height:,} here", pages, number, widget)


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


def chosen_row(
    shown: pl.DataFrame, ids: Sequence[str], *, key: str, columns: dict[str, Any], alt: str
) -> int | None:
    """Draw a table, a page at a time, of which a row can be ticked; gives the place of that row.

    ``ids`` names each row in the same way in every run; what is ticked is kept until another row is.
    """
    held = f"{key}_ticked"
    picked = st.session_state.get(held)
    page = page_of(shown.with_columns(pl.Series("_id", ids, dtype=pl.String)), "_id", picked, key)
    if page.where:
        st.caption(f"{words.count(shown.height, 'row')}{page.where}")
    choose(
        page.rows.drop("_id"), page.rows["_id"].to_list(), picked,
        lambda one: st.session_state.update({held: one}), key=key, columns=columns, alt=alt,
    )  # fmt: skip
    page.turn()
    return ids.index(picked) if picked in ids else None


def choose_family(
    families: pl.DataFrame,
    picked: str | None,
    on_pick: Callable[[str | None], None],
    *,
    key: str,
    columns: dict[str, Any],
    alt: str,
) -> str:
    """Draw families of which one is chosen, the first if none was; gives its ``family_id``."""
    ids = families["family_id"].to_list()
    chosen = str(picked if picked in ids else ids[0])
    page = page_of(families, "family_id", chosen, key)
    choose(
        page.rows.drop("family_id"), page.rows["family_id"].to_list(), chosen, on_pick,
        key=key, columns=columns, alt=alt, height=300,
    )  # fmt: skip
    page.turn()
    return chosen


def counts() -> dict[str, Any]:
    """Give the look of the columns that count articles and separate tellings."""
    return {
        "Articles": st.column_config.NumberColumn(width=70),
        "Tellings": st.column_config.NumberColumn(
            width="small", help="Separate tellings: copies of one text count once."
        ),
    }


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
