"""List the articles behind a figure, with the words that it counts marked where they stand."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import marks, session
from timeline.app.marks import Mark, block, escaped
from timeline.app.session import Desk
from timeline.app.views import evidence
from timeline.narrative.frames.dictionary import pattern

FIRST = 8
"""Articles shown before the reader asks for more."""
PLACES = 3
"""Places of an article that are shown."""
AROUND = 110
"""Characters before and after a word."""


def show(desk: Desk, ids: Sequence[str], terms: Sequence[str], article_page: Any, key: str) -> None:
    """Draw the articles ``ids``, the earliest first, each with a link to read it."""
    tables = desk.tables or {}
    found = (
        tables["articles"]
        .filter(pl.col("article_id").is_in(list(ids)))
        .sort("dct_best", "article_id", nulls_last=True)
    )
    if found.is_empty():
        st.info("No article of this period has it; the earlier ones do.", icon=":material/info:")
        return
    names = evidence.outlet_names(tables["outlets"])
    sought = pattern(terms)
    everything = bool(st.session_state.get(f"{key}_all"))
    for row in found.head(found.height if everything else FIRST).iter_rows(named=True):
        with st.container(border=True):
            st.html(block(_head(row, names) + _places(row, sought)))
            st.page_link(
                article_page,
                label="Read the article",
                icon=":material/article:",
                query_params={**session.linked(desk.view), "article": [row["article_id"]]},
            )
    if found.height > FIRST:
        st.toggle(f"All {words.count(found.height, 'article')}", key=f"{key}_all")


def _head(row: Mapping[str, Any], names: Mapping[str | None, tuple[str, str]]) -> str:
    outlet = names.get(row["source"], (row["source"] or "outlet not known", ""))[0]
    return (
        f'<div class="dl-title">{escaped(evidence.title(row))}</div>'
        f'<div class="dl-small">{escaped(outlet)} · {evidence.published(row)}</div>'
    )


def _places(row: Mapping[str, Any], sought: "re.Pattern[str] | None") -> str:
    """Give some lines of the text around the words, a line for each that is not shown yet."""
    text = row["text"] or ""
    hits = [] if sought is None else [match.span() for match in sought.finditer(text)]
    shown: list[str] = []
    end = -1
    for begin, stop in hits:
        if begin < end:
            continue
        first, end = max(0, begin - AROUND), min(len(text), stop + AROUND)
        inside = [Mark(*hit, own=True) for hit in hits if first <= hit[0] and hit[1] <= end]
        line = marks.highlighted(text, inside, first, end)
        shown.append(
            f'<div class="dl-quote">{"…" if first else ""}{line}{"…" if end < len(text) else ""}</div>'
        )
        if len(shown) == PLACES:
            break
    more = len(hits)
    said = f'<div class="dl-small">{words.count(more, "place")} in the text.</div>' if more else ""
    return "".join(shown) + said
