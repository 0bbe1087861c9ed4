"""Show what changed on the way: versions of a quotation, values of a number, turned wordings."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import session
from timeline.app.session import Desk
from timeline.app.views import changes_view, claims_view, listing, quotes_view

PARTS: Mapping[str, str] = {"quotes": "Quotations", "numbers": "Numbers", "wording": "Wording"}
_KINDS: Mapping[str, tuple[str, ...]] = {
    "quotes": ("quote",),
    "numbers": ("number",),
    "wording": ("meaning", "attribution", "name"),
}
_PART, _CHANGES = "changes_part", "changes_kinds"


def show(desk: Desk, article_page: Any) -> None:
    """Draw the page."""
    kept = desk.copies or {}
    rows = _within(kept["variants"], kept["articles"])
    if rows.is_empty():
        listing.nothing("quotations, numbers or wordings that two articles share", desk.view.filters.active)
        return
    part = _part(desk, rows)
    mine = rows.filter(pl.col("kind").is_in(_KINDS[part]))
    if mine.is_empty():
        listing.nothing(f"{PARTS[part].lower()} that two articles share", desk.view.filters.active)
        return
    asked = _asked(desk, mine)
    chosen = mine.filter(pl.col("change").is_in(asked)) if asked else mine
    if part == "quotes":
        quotes_view.show(desk, chosen, mine, article_page)
    elif part == "numbers":
        claims_view.show(desk, chosen, mine, article_page)
    else:
        changes_view.show(desk, chosen, article_page)


def _within(variants: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Keep what lies in articles that pass the filters, on both sides."""
    ids = articles["article_id"].implode()
    return variants.filter(pl.col("a_id").is_in(ids) & pl.col("b_id").is_in(ids))


def _part(desk: Desk, rows: pl.DataFrame) -> str:
    """Draw the choice of what to look at, and give it."""
    counts = dict(rows.filter("changed").group_by("kind").len().iter_rows())
    part = desk.view.show if desk.view.show in PARTS else "quotes"
    st.session_state[_PART] = part
    st.segmented_control(
        "Show",
        list(PARTS),
        format_func=lambda one: f"{PARTS[one]}: {sum(counts.get(k, 0) for k in _KINDS[one]):,} changed",
        key=_PART,
        on_change=lambda: session.change(show=st.session_state[_PART], family=None, changes=()),
        required=True,
        label_visibility="collapsed",
    )
    return str(part)


def _asked(desk: Desk, rows: pl.DataFrame) -> tuple[str, ...]:
    """Draw the filter by change and give the changes that are asked for; none means all."""
    counted = rows.group_by("change").len().sort("len", "change", descending=[True, False])
    there = dict(counted.iter_rows())
    st.session_state[_CHANGES] = [one for one in desk.view.changes if one in there]
    st.pills(
        "Only these changes",
        list(there),
        selection_mode="multi",
        format_func=lambda one: f"{words.CHANGES.get(one, one)} {there[one]:,}",
        key=_CHANGES,
        on_change=lambda: session.change(changes=tuple(st.session_state[_CHANGES])),
    )
    return tuple(st.session_state[_CHANGES])
