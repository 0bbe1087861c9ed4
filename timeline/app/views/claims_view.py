"""Show what became of a number or a date: its chart, and each report beside the first."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, session
from timeline.app.session import Desk
from timeline.app.views import changes_view, listing, quotes_view
from timeline.narrative.claims import date_words
from timeline.narrative.claims.notes import amount

MOST = 20
"""Reports shown at once."""


NOUNS: Mapping[str, str] = {"numbers": "Number", "dates": "Date"}
"""What the parts of this view list."""


def show(
    desk: Desk, chosen: pl.DataFrame, every: pl.DataFrame, article_page: Any, part: str = "numbers"
) -> None:
    """Draw the list of numbers or dates that several articles give, the chart of one, and its reports."""
    tables, noun = desk.tables or {}, NOUNS[part]
    families = _families(chosen, every, tables["claims"])
    families = families.rename({"Number": noun})
    picked = listing.choose_family(
        families.select("family_id", noun, "Of what", "Articles", "Changed", "With reserve", "How"),
        desk.view.family,
        lambda one: session.change(family=one),
        key=part,
        columns={"Of what": st.column_config.TextColumn(width=330)},
        alt=f"{noun}s that several articles give",
    )
    charting.show(quotes_view.claims_of(desk, "claims", picked), "claims")
    shown = chosen.filter(pl.col("family_id") == picked)
    asked = shown.sort("changed", "b_id", "b_begin", descending=[True, False, False])
    for row in asked.head(MOST).iter_rows(named=True):
        changes_view.pair(desk, row, article_page, differ=False)
    if asked.height > MOST:
        st.caption(f"The first {MOST} of {words.count(asked.height, 'report')}.")
    charting.table_downloads(desk, part, every, "These rows:")


def _families(chosen: pl.DataFrame, every: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Give one row a number, what changed most first."""
    own = claims.filter(pl.col("claim_id") == pl.col("family_id"))
    first = {row["claim_id"]: row for row in own.iter_rows(named=True)}
    reserved = dict(
        claims.filter(pl.col("family_id").is_not_null())
        .group_by("family_id").agg(pl.col("hedge").is_not_null().sum().cast(pl.Int64)).iter_rows()
    )  # fmt: skip
    counted = every.group_by("family_id").agg(
        pl.col("a_id").append(pl.col("b_id")).n_unique().cast(pl.Int64).alias("Articles"),
        pl.col("changed").sum().cast(pl.Int64).alias("Changed"),
        pl.col("change").filter("changed").unique().sort().alias("_changes"),
    )
    rows = []
    for row in counted.iter_rows(named=True):
        told = first.get(row["family_id"])
        rows.append({
            "family_id": row["family_id"],
            "Number": _number(told) if told else "",
            "Of what": (told["subject"] or "") if told else "",
            "Articles": row["Articles"],
            "Changed": row["Changed"],
            "With reserve": reserved.get(row["family_id"], 0),
            "How": ", ".join(words.CHANGES.get(c, c) for c in row["_changes"]),
        })  # fmt: skip
    made = pl.DataFrame(rows).join(chosen.select("family_id").unique(), on="family_id", how="semi")
    return made.sort("Changed", "Articles", "family_id", descending=[True, True, False])


def _number(told: Mapping[str, Any]) -> str:
    if date_words.is_date(told["kind"]):
        return date_words.said(told["value"], told["unit"], told["comparator"])
    if told["kind"] == "rank":
        return f"No. {told['value']:.0f}"
    return amount(told["value"], told["unit"], told["comparator"])
