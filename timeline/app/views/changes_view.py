"""Show two spans of two articles side by side, with what is the same and what changed between them."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, marks, session
from timeline.app.marks import Mark, block, escaped
from timeline.app.session import Desk
from timeline.app.views import evidence, listing
from timeline.narrative.families.shown import Segment, side_by_side

AROUND = 160
"""Characters shown before and after a span."""
CSS = """
<style>
.dl ins.dl-in {background: rgba(86, 180, 233, .26); border-bottom: 2px solid #3E9FD8; padding: 0 .08em}
.dl del.dl-out {background: rgba(230, 159, 0, .24); opacity: 1; padding: 0 .08em}
.dl .dl-far {opacity: .6}
</style>
"""
_ORDER = {"meaning": 0, "name": 1, "attribution": 2}
"""Kinds of wording, what weighs most first."""
_TAGS = {"dropped": ('<del class="dl-out">', "</del>"), "added": ('<ins class="dl-in">', "</ins>")}


def show(desk: Desk, rows: pl.DataFrame, article_page: Any) -> None:
    """Draw the wordings that changed, one of them in full."""
    kept = desk.copies or {}
    told = rows.with_columns(_key().alias("_key")).unique("_key", keep="first", maintain_order=True)
    order = pl.col("kind").replace_strict(_ORDER, default=len(_ORDER), return_dtype=pl.Int64)
    told = told.sort(pl.col("changed"), order, pl.col("_key"), descending=[True, False, False])
    ids = told["_key"].to_list()
    picked = desk.view.family if desk.view.family in ids else (ids[0] if ids else None)
    names = article_names(kept)
    shown = told.select(
        pl.col("change").replace(dict(words.CHANGES)).alias("Change"),
        pl.col("note").alias("What"),
        pl.col("a_id").replace_strict(names, default="").alias("From"),
        pl.col("b_id").replace_strict(names, default="").alias("To"),
    )
    page = listing.page_of(shown.with_columns(_key=told["_key"]), "_key", picked, "wordings")
    listing.choose(
        page.rows.drop("_key"), page.rows["_key"].to_list(), picked,
        lambda one: session.change(family=one), key="wordings",
        columns={"What": st.column_config.TextColumn(width=420)},
        alt="Wordings that changed from one article to another", height=300,
    )  # fmt: skip
    page.turn()
    if picked is not None:
        pair(desk, told.row(ids.index(picked), named=True), article_page)
    charting.table_downloads(desk, "wording", rows, "These rows:")


def _key() -> pl.Expr:
    ends = ("a_id", "a_begin", "b_id", "b_begin")
    return pl.concat_str([pl.col("change"), *(pl.col(name).cast(pl.String) for name in ends)], separator=" ")


def pair(desk: Desk, row: Mapping[str, Any], article_page: Any, *, differ: bool = True) -> None:
    """Draw one row of VARIANTS: both spans in their sentences; ``differ`` marks what changed word by word."""
    tables = desk.tables or {}
    found = {
        one["article_id"]: one
        for one in tables["articles"]
        .filter(pl.col("article_id").is_in([row["a_id"], row["b_id"]]))
        .iter_rows(named=True)
    }
    if len(found) < 2 and row["a_id"] != row["b_id"]:
        return
    names = article_names(tables)
    one, other = found[row["a_id"]], found[row["b_id"]]
    spans = ((row["a_begin"], row["a_end"]), (row["b_begin"], row["b_end"]))
    cut = side_by_side(one["text"][slice(*spans[0])], other["text"][slice(*spans[1])]) if differ else None
    st.html(CSS + block(f'<div class="dl-why">{tag(row["change"])} {escaped(sentence(row["note"]))}</div>'))
    for n, (side, article) in enumerate(zip(st.columns(2), (one, other), strict=True)):
        with side, st.container(border=True):
            head = f"<b>{escaped(names[article['article_id']])}</b> {escaped(evidence.title(article))}"
            day = f'<div class="dl-small">{escaped(evidence.published(article))}</div>'
            inner = segments(cut[n]) if cut else None
            st.html(block(f"{head}{day}{quoted(article['text'], *spans[n], inner)}"))
            st.page_link(
                article_page, label="Read the article", icon=":material/article:",
                query_params={**session.linked(desk.view), "article": [article["article_id"]]},
            )  # fmt: skip


def quoted(text: str, begin: int, end: int, inner: str | None = None) -> str:
    """Give a span as HTML with the text around it; ``inner`` replaces the span's own text."""
    first, last = max(0, begin - AROUND), min(len(text), end + AROUND)
    # Whole words, and not into the paragraphs before and after.
    lead = text[first:begin].rpartition("\n")[2]
    tail = text[end:last].partition("\n")[0]
    lead = lead.partition(" ")[2] if first and len(lead) == begin - first else lead
    tail = tail.rpartition(" ")[0] if last < len(text) and len(tail) == last - end else tail
    middle = inner if inner is not None else marks.highlighted(text, [Mark(begin, end)], begin, end)
    return (
        f'<div class="dl-quote"><span class="dl-far">{escaped(lead)}</span>{middle}'
        f'<span class="dl-far">{escaped(tail)}</span></div>'
    )


def segments(parts: Sequence[Segment]) -> str:
    """Give the segments of a version as HTML: what was dropped is struck, what was added underlined."""
    out = []
    for part in parts:
        before, after = _TAGS.get(part.kind, ("", ""))
        out.append(f"{before}{escaped(part.text)}{after}")
    return "".join(out)


def tag(change: str) -> str:
    """Give the name of a change as a small label."""
    return f'<span class="dl-tag">{escaped(words.CHANGES.get(change, change))}</span>'


def sentence(note: str | None) -> str:
    """Give a note with a capital and a full stop."""
    text = note or ""
    return text[:1].upper() + text[1:] + ("." if text and text[-1] not in ".!?”" else "")


def article_names(tables: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Name each article by its outlet and day, for tables and headings."""
    outlets = evidence.outlet_names(tables["outlets"])
    return {
        one: f"{outlets.get(source, (source or 'outlet not known', ''))[0]}, {day:%d %b %Y}"
        if day
        else outlets.get(source, (source or "outlet not known", ""))[0]
        for one, source, day in tables["articles"].select("article_id", "source", "dct_best").iter_rows()
    }
