"""Show what changed on the way: versions of a quotation, values of a number, turned wordings."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import session
from timeline.app.session import Desk
from timeline.app.views import changes_view, claims_view, listing, quotes_view
from timeline.narrative.claims.date_words import KIND

PARTS: Mapping[str, str] = {
    "quotes": "Quotations", "numbers": "Numbers", "dates": "Dates", "wording": "Wording",
}  # fmt: skip
_KINDS: Mapping[str, str] = {"quote": "quotes", "number": "numbers"}
"""The part in which a kind of VARIANTS stands; the others tell of wording."""
_PART, _CHANGES = "changes_part", "changes_kinds"


def show(desk: Desk, article_page: Any) -> None:
    """Draw the page."""
    kept = desk.copies or {}
    rows = _placed(_within(kept["variants"], kept["articles"]), kept["claims"])
    if rows.is_empty():
        listing.nothing("quotations, numbers or wordings that two articles share", desk.view.filters.active)
        return
    part = _part(desk, rows)
    mine = rows.filter(pl.col("_part") == part).drop("_part")
    if mine.is_empty():
        listing.nothing(f"{PARTS[part].lower()} that two articles share", desk.view.filters.active)
        return
    asked = _asked(desk, mine)
    chosen = mine.filter(pl.col("change").is_in(asked)) if asked else mine
    if part == "quotes":
        quotes_view.show(desk, chosen, mine, article_page)
    elif part in ("numbers", "dates"):
        claims_view.show(desk, chosen, mine, article_page, part)
    else:
        changes_view.show(desk, chosen, article_page)


def _within(variants: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Keep what lies in articles that pass the filters, on both sides."""
    ids = articles["article_id"].implode()
    return variants.filter(pl.col("a_id").is_in(ids) & pl.col("b_id").is_in(ids))


def _placed(variants: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Say of each row in which part it stands; a date is a number in the tables."""
    dates = claims.filter(pl.col("kind") == KIND)["family_id"].drop_nulls().unique()
    kind = pl.col("kind").replace_strict(_KINDS, default="wording", return_dtype=pl.String)
    of_date = (pl.col("kind") == "number") & pl.col("family_id").is_in(dates.implode()).fill_null(False)
    return variants.with_columns(pl.when(of_date).then(pl.lit("dates")).otherwise(kind).alias("_part"))


def _part(desk: Desk, rows: pl.DataFrame) -> str:
    """Draw the choice of what to look at, and give it."""
    counts = dict(rows.filter("changed").group_by("_part").len().iter_rows())
    part = desk.view.show if desk.view.show in PARTS else "quotes"
    st.session_state[_PART] = part
    st.segmented_control(
        "Show",
        list(PARTS),
        format_func=lambda one: f"{PARTS[one]}: {counts.get(one, 0):,} changed",
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
