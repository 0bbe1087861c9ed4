"""Show who copied whom: the chart, the list of pairs, and the passages of one pair side by side."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, session
from timeline.app.marks import block, escaped
from timeline.app.session import Desk
from timeline.app.views import evidence, listing
from timeline.narrative.families.shown import Segment, side_by_side

KINDS: Mapping[str, str] = {
    "copy": "copied",
    "rewrite": "rewritten",
    "common_upstream": "same source, not in your collection",
    "shared_quotes": "same quotation",
    "version": "version of one article",
}
"""Kinds of lineage as people see them, what means most first."""
MOST_PASSAGES = 40
SAME_WORDS = 3
"""Words in a row that are marked."""


def show(desk: Desk, article_page: Any) -> None:
    """Draw the page."""
    kept = desk.copies or {}
    charting.show(desk, "lineage")
    pairs = _pairs(kept["lineage"], kept["articles"], kept["outlets"])
    if pairs.is_empty():
        listing.nothing("pairs of articles that share text", desk.view.filters.active)
        return
    chosen = st.selectbox(
        "Read the passages of",
        range(pairs.height),
        format_func=lambda n: _label(pairs.row(n, named=True)),
        key="lineage_pair",
    )
    if chosen is not None:
        _pair(pairs.row(min(chosen, pairs.height - 1), named=True), kept["articles"], article_page, desk)
    with st.expander("All pairs", icon=":material/table:"):
        st.dataframe(
            pairs.select("how", "from", "to", "score", "reason").head(listing.ROWS),
            hide_index=True,
            placeholder="",
            column_config={
                "how": "How",
                "from": "From",
                "to": "To",
                "score": st.column_config.NumberColumn("Share explained", format="percent"),
                "reason": "Why",
            },
            alt="Pairs of articles of which one took text from the other",
        )
        charting.table_downloads(desk, "lineage", kept["lineage"], "All rows:")


def _pairs(lineage: pl.DataFrame, articles: pl.DataFrame, outlets: pl.DataFrame) -> pl.DataFrame:
    """Give lineage with the outlets and titles of both ends, what means most first."""
    names = {source: name for source, (name, _) in evidence.outlet_names(outlets).items() if source}
    outlet = pl.col("source").replace(names).fill_null("outlet not known")
    told = articles.select(
        "article_id",
        outlet.alias("outlet"),
        pl.coalesce("title", "path", "article_id").alias("title"),
    )
    order = {kind: n for n, kind in enumerate(KINDS)}
    return (
        lineage.join(told.select(source_id="article_id", **{"from": "outlet"}), on="source_id")
        .join(told.select(target_id="article_id", to="outlet", target_title="title"), on="target_id")
        .with_columns(
            pl.col("kind").replace(dict(KINDS)).alias("how"),
            pl.col("kind").replace_strict(order, default=len(order), return_dtype=pl.Int64).alias("_order"),
        )
        .sort("_order", "score", "source_id", "target_id", descending=[False, True, False, False])
    )


def _label(row: Mapping[str, Any]) -> str:
    arrow = "→" if row["directed"] else "–"
    return f"{row['how']}: {row['from']} {arrow} {row['to']}: {row['target_title']}"


def _pair(row: Mapping[str, Any], articles: pl.DataFrame, article_page: Any, desk: Desk) -> None:
    found = {
        one["article_id"]: one
        for one in articles.filter(
            pl.col("article_id").is_in([row["source_id"], row["target_id"]])
        ).iter_rows(named=True)
    }
    if len(found) < 2:
        return
    source, target = found[row["source_id"]], found[row["target_id"]]
    reason = row["reason"] or ""
    st.html(block(f'<div class="dl-why">{escaped(reason[:1].upper() + reason[1:])}.</div>'))
    sides = st.columns(2)
    for side, one in zip(sides, (source, target), strict=True):
        with side:
            st.html(block(f"<b>{escaped(evidence.title(one))}</b> {evidence.published(one)}"))
            st.page_link(
                article_page,
                label="Read the article",
                icon=":material/article:",
                query_params={**session.linked(desk.view), "article": [one["article_id"]]},
            )
    if row["passages"]:
        st.caption(f"Marked: {SAME_WORDS} words in a row or more that stand in both.")
    for passage in row["passages"][:MOST_PASSAGES]:
        _passage(source["text"], target["text"], passage)
    if len(row["passages"]) > MOST_PASSAGES:
        st.caption(f"The first {MOST_PASSAGES} of {words.count(len(row['passages']), 'passage')}.")


def _passage(first: str, second: str, passage: Mapping[str, int]) -> None:
    one = first[passage["source_begin"] : passage["source_end"]]
    other = second[passage["target_begin"] : passage["target_end"]]
    for side, segments in zip(st.columns(2), side_by_side(one, other), strict=True):
        with side:
            st.html(block("".join(_segment(segment) for segment in segments)))


def _segment(segment: Segment) -> str:
    """Give a stretch of a passage as HTML; what stands in both is marked where it is more than chance."""
    same = segment.kind == "same" and len(segment.text.split()) >= SAME_WORDS
    return f"<mark>{escaped(segment.text)}</mark>" if same else escaped(segment.text)
