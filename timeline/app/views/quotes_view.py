"""Show the versions of one quotation: the first, and each other with its changed words marked."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, session
from timeline.app.marks import block, escaped
from timeline.app.session import Desk
from timeline.app.views import changes_view, evidence, listing
from timeline.narrative.families.shown import in_one_line

MOST = 20
"""Versions shown at once."""


def show(desk: Desk, chosen: pl.DataFrame, every: pl.DataFrame, article_page: Any) -> None:
    """Draw the list of quotations that several articles have, and the versions of one."""
    tables = desk.tables or {}
    families = _families(chosen, every, tables["quotes"])
    picked = listing.choose_family(
        families.select("family_id", "Quotation", "Speaker", "Articles", "Changed", "How"),
        desk.view.family,
        lambda one: session.change(family=one),
        key="quotations",
        columns={"Quotation": st.column_config.TextColumn(width=480)},
        alt="Quotations that several articles have",
    )
    _versions(desk, every.filter(pl.col("family_id") == picked), article_page)
    _chart(desk, picked)
    charting.table_downloads(desk, "quotations", every, "These rows:")


def _chart(desk: Desk, family: str) -> None:
    """Draw the chart of the quotation that is chosen, where there is one."""
    import charts

    if "quotes" in charts.CHARTS:
        one = claims_of(desk, "quotes", family)
        charting.show(one, "quotes")


def claims_of(desk: Desk, table: str, family: str) -> Desk:
    """Give the desk with one family alone, so that its chart draws that one."""
    from dataclasses import replace

    def only(tables: Mapping[str, pl.DataFrame] | None) -> dict[str, pl.DataFrame]:
        kept = dict(tables or {})
        return kept | {table: kept[table].filter(pl.col("family_id") == family)}

    return replace(desk, kept=only(desk.kept), copies=only(desk.copies), stamp=f"{desk.stamp} {family}")


def _families(chosen: pl.DataFrame, every: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Give one row a quotation, what changed most first."""
    first = quotes.select("quote_id", pl.col("text").alias("Quotation"), pl.col("speaker").alias("Speaker"))
    counted = every.group_by("family_id").agg(
        pl.col("a_id").append(pl.col("b_id")).n_unique().cast(pl.Int64).alias("Articles"),
        pl.col("changed").sum().cast(pl.Int64).alias("Changed"),
        pl.col("change").filter("changed").unique().sort().alias("_changes"),
    )
    named = [", ".join(words.CHANGES.get(c, c) for c in changes) for changes in counted["_changes"]]
    return (
        counted.with_columns(pl.Series("How", named, dtype=pl.String))
        .join(chosen.select("family_id").unique(), on="family_id", how="semi")
        .join(first, left_on="family_id", right_on="quote_id", how="left")
        .with_columns(pl.col("Quotation").fill_null("").str.slice(0, 300))
        .sort("Changed", "Articles", "family_id", descending=[True, True, False])
    )


def _versions(desk: Desk, rows: pl.DataFrame, article_page: Any) -> None:
    tables = desk.tables or {}
    ids = [*rows["a_id"], *rows["b_id"]]
    found = {
        one["article_id"]: one
        for one in tables["articles"].filter(pl.col("article_id").is_in(ids)).iter_rows(named=True)
    }
    names = changes_view.article_names(tables)
    ordered = rows.sort("b_id", "b_begin").to_dicts()
    st.html(changes_view.CSS)
    seen: set[tuple[str, int]] = set()
    for row in ordered[:MOST]:
        first = (row["a_id"], row["a_begin"])
        if first not in seen:
            seen.add(first)
            article = found[row["a_id"]]
            text = article["text"][row["a_begin"] : row["a_end"]]
            with st.container(border=True):
                st.html(block(_head(article, names, "") + f'<div class="dl-quote">{escaped(text)}</div>'))
                _link(desk, row["a_id"], article_page)
        with st.container(border=True):
            article = found[row["b_id"]]
            before = found[row["a_id"]]["text"][row["a_begin"] : row["a_end"]]
            after = article["text"][row["b_begin"] : row["b_end"]]
            inner = changes_view.segments(in_one_line(before, after))
            html = _head(article, names, changes_view.tag(row["change"]))
            st.html(block(html + changes_view.quoted(article["text"], row["b_begin"], row["b_end"], inner)))
            _link(desk, row["b_id"], article_page)
    if len(ordered) > MOST:
        st.caption(f"The first {MOST} of {words.count(len(ordered), 'other version')}.")


def _head(article: Mapping[str, Any], names: Mapping[str, str], tag: str) -> str:
    return (
        f"<div>{tag}<b>{escaped(names[article['article_id']])}</b> "
        f'<span class="dl-small">{escaped(evidence.title(article))}</span></div>'
    )


def _link(desk: Desk, article_id: str, article_page: Any) -> None:
    st.page_link(
        article_page, label="Read the article", icon=":material/article:",
        query_params={**session.linked(desk.view), "article": [article_id]},
    )  # fmt: skip
