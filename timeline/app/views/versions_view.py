"""Show the other versions of an article, and what changed from one to the next."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import marks, session
from timeline.app.marks import block, escaped
from timeline.app.views import evidence
from timeline.events.sentences import Span
from timeline.narrative.notices import KINDS
from timeline.narrative.versions import KIND, changed

MOST_SENTENCES = 30
"""Sentences of a kind that are shown; a text that was written anew has many."""


def show(article_id: str, tables: Mapping[str, pl.DataFrame]) -> None:
    """Draw the steps from and to an article's other versions; nothing where there is none."""
    mine = (pl.col("source_id") == article_id) | (pl.col("target_id") == article_id)
    steps = tables["lineage"].filter((pl.col("kind") == KIND) & mine)
    if steps.is_empty():
        return
    label = f"{words.count(steps.height, 'other version')} of this article"
    with st.expander(label, icon=":material/difference:"):
        for step in steps.iter_rows(named=True):
            _step(step, article_id, tables["articles"])


def _step(step: Mapping[str, Any], article_id: str, articles: pl.DataFrame) -> None:
    found = {
        row["article_id"]: row
        for row in articles.filter(
            pl.col("article_id").is_in([step["source_id"], step["target_id"]])
        ).iter_rows(named=True)
    }
    if len(found) < 2:
        return
    source, target = found[step["source_id"]], found[step["target_id"]]
    other = source if target["article_id"] == article_id else target
    before = other is source
    place = ("Earlier" if before else "Later") if step["directed"] else "Another"
    st.html(
        block(
            f'<div class="dl-why"><b>{place} version:</b> {escaped(evidence.title(other))} '
            f'<span class="dl-small">{escaped(other["path"])}</span></div>'
            f'<div class="dl-small">{escaped(_sentence(step["reason"]))}</div>{_changes(source, target)}'
        )
    )
    st.button(
        marks.literal("Read that version"),
        key=f"version_{other['article_id']}",
        on_click=session.change,
        kwargs={"article": other["article_id"]},
        icon=":material/arrow_forward:",
    )


def _changes(source: Mapping[str, Any], target: Mapping[str, Any]) -> str:
    """List the changes, the headline first, then in the order of the texts."""
    found = changed(source, target)
    first, second = source["text"], target["text"]
    rows = []
    if found.headline:
        rows.append(
            ("Headline", f"<del>{escaped(source['title'])}</del> <ins>{escaped(target['title'])}</ins>")
        )
    rows += [(KINDS[note.kind].capitalize(), f"<ins>{escaped(note.words)}</ins>") for note in found.added]
    rows += [(KINDS[note.kind].capitalize(), f"<del>{escaped(note.words)}</del>") for note in found.removed]
    rows += [
        ("Reworded", f"<del>{_piece(first, old)}</del> <ins>{_piece(second, new)}</ins>")
        for old, new in found.alignment.reworded[:MOST_SENTENCES]
    ]
    noted = {note.span.begin for note in found.added}
    added = [span for span in found.alignment.added if span.begin not in noted]
    rows += [("Added", f"<ins>{_piece(second, span)}</ins>") for span in added[:MOST_SENTENCES]]
    rows += [
        ("Removed", f"<del>{_piece(first, span)}</del>") for span in found.alignment.removed[:MOST_SENTENCES]
    ]
    return "".join(f'<div class="dl-why"><b>{what}:</b> {how}</div>' for what, how in rows)


def _piece(text: str, span: Span) -> str:
    return escaped(text[span.begin : span.end])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
