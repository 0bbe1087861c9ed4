"""List everything that was corrected by hand, each with its way back; files of corrections; names."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, correcting, redating, session
from timeline.app.marks import block, escaped
from timeline.app.session import Desk
from timeline.app.views import day_editor, evidence, names_editor
from timeline.corrections import Edit, edits
from timeline.corrections.anchors import find
from timeline.corrections.losses import lost_edits, told

AT_ONCE = 20
"""Corrections on one page: each has a button of its own."""
_SHOWN = ("All", "Events", "Days", "Names", "Outlets", "Undone", "Without evidence")
_KINDS = {"Events": "event", "Days": "day", "Names": "actor", "Outlets": "outlet"}
Tables = Mapping[str, pl.DataFrame]


def show(desk: Desk, timeline_page: Any) -> None:
    """Draw the page."""
    tables = desk.tables or {}
    correcting.heard(desk, "corrections")
    day_editor.heard(desk)
    listed, names = st.tabs(["Corrections", "People and organisations"])
    with listed:
        _list(desk, tables, timeline_page)
        _files(desk, tables)
    with names:
        names_editor.show(desk)


def _list(desk: Desk, tables: Tables, timeline_page: Any) -> None:
    made = edits(tables["corrections"])[::-1]
    if not made:
        st.info(
            "Nothing was corrected in this story yet. Events are corrected beside their evidence on the "
            "Timeline page, days on the Dates page, outlets on the Articles page, names in the tab above.",
            icon=":material/info:",
        )
        return
    undone = sum(not edit.stands for edit in made)
    lost = [edit for edit in made if edit.stands and lost_edits(tables, _rows(tables, edit))]
    said = [words.count(len(made), "correction")]
    said += [f"{undone:,} undone"] if undone else []
    said += [f"{len(lost):,} without evidence in this story"] if lost else []
    st.caption(", ".join(said) + ". The latest first; later ones win.")
    which = st.segmented_control(
        "Show", _SHOWN, default="All", key="corrections_shown", label_visibility="collapsed", required=True
    )
    chosen = _narrowed(made, lost, which)
    if not chosen:
        st.info("No correction here. Choose another list above.", icon=":material/check:")
        return
    pages = -(-len(chosen) // AT_ONCE)
    number = min(pages, int(st.session_state.get("corrections_page") or 1))
    for edit in chosen[(number - 1) * AT_ONCE : number * AT_ONCE]:
        _card(desk, edit, edit in lost, timeline_page)
    if pages > 1:
        st.pagination(pages, default=number, key="corrections_page", max_visible_pages=7)


def _narrowed(made: list[Edit], lost: list[Edit], which: str | None) -> list[Edit]:
    if which == "Undone":
        return [edit for edit in made if not edit.stands]
    if which == "Without evidence":
        return lost
    kind = _KINDS.get(which or "")
    return [edit for edit in made if kind in (None, edit.kind)]


def _rows(tables: Tables, edit: Edit) -> pl.DataFrame:
    return tables["corrections"].filter((pl.col("at") == edit.at) & (pl.col("op") == edit.op))


def _card(desk: Desk, edit: Edit, lost: bool, timeline_page: Any) -> None:
    """Draw one correction: what, who, when, why, its state and the way back."""
    key = f"{edit.at.isoformat()}_{edit.keys[0]}"
    with st.container(border=True, key=f"card_{abs(hash(key))}"):
        text, see, button = st.columns([13, 3, 2], vertical_alignment="center")
        with text:
            st.html(block(_told(desk, edit, lost)))
        with see:
            if event_id := _event(desk, edit):
                query = {**session.linked(desk.view), "event": [event_id]}
                st.page_link(
                    timeline_page, label="See the event", icon=":material/timeline:", query_params=query
                )
        with button:
            if edit.stands:
                if st.button("Undo", icon=":material/undo:", key=f"undo_{key}", width="stretch"):
                    _turn(desk, edit, again=False)
            elif st.button("Redo", icon=":material/redo:", key=f"redo_{key}", width="stretch"):
                _turn(desk, edit, again=True)


def _told(desk: Desk, edit: Edit, lost: bool) -> str:
    said = _subject(desk, edit)
    struck = f"<s>{escaped(said)}</s>" if not edit.stands else escaped(said)
    tags = ["undone"] if not edit.stands else []
    tags += ["without evidence in this story"] if lost else []
    chips = "".join(f'<span class="dl-tag">{escaped(tag)}</span>' for tag in tags)
    who = f"by {edit.by}" if edit.by else "by hand"
    meta = f"{day_editor.moment(edit.at)}, {who}"
    if edit.undone:
        meta += f"; undone {day_editor.moment(edit.undone)}"
        meta += f" by {edit.undone_by}" if edit.undone_by else ""
    why = f'<div class="dl-quote">{escaped(edit.note)}</div>' if edit.note else ""
    return f'<div class="dl-why">{chips} {struck}</div>{why}<div class="dl-small">{escaped(meta)}</div>'


def _subject(desk: Desk, edit: Edit) -> str:
    """Say what was done and to what, beginning with a capital."""
    said = told(edit)
    if edit.kind == "event" and edit.op in ("redate", "hide", "pin", "note"):
        verb, colon, rest = said.partition(":") if edit.op == "note" else said.partition(" set")
        on = " on " if edit.op == "note" else " of "
        said = (
            f"{verb}{on}{_headline(desk, edit)}{colon}{rest}" if colon else f"{said}: {_headline(desk, edit)}"
        )
    if edit.kind == "day":
        articles = (desk.tables or {})["articles"].filter(pl.col("article_id") == edit.keys[0])
        if articles.height:
            said = said.replace(edit.keys[0], f"“{evidence.title(articles.row(0, named=True))}”", 1)
    return said[:1].upper() + said[1:]


def _headline(desk: Desk, edit: Edit) -> str:
    event_id = _event(desk, edit) or ""
    events = (desk.tables or {})["events"].filter(pl.col("event_id") == event_id)
    return f"“{events['headline'][0]}”" if events.height else "an event that is not in this story any more"


def _event(desk: Desk, edit: Edit) -> str | None:
    """Give the event that most of the evidence of a correction stands in now."""
    if edit.kind != "event":
        return None
    statements = (desk.tables or {})["event_mentions"]
    ids = [one for found in find(statements, edit.keys).values() for one in found]
    own = statements.filter(pl.col("event_mention_id").is_in(ids)).group_by("event_id").len()
    ranked = own.sort("len", "event_id", descending=[True, False])
    return str(ranked["event_id"][0]) if ranked.height else None


def _turn(desk: Desk, edit: Edit, again: bool) -> None:
    """Undo or make again; a day in a process of its own, since articles are read again."""
    if edit.kind == "day" and desk.story is not None:
        path = desk.story.path.resolve()
        done = "Made again." if again else "Taken back."
        redating.start(path, edit.keys[0], redating.turn_arguments(path, edit.at, again), done)
        st.rerun()
    correcting.take_back(desk, edit.at, again)


def _files(desk: Desk, tables: Tables) -> None:
    st.subheader("As a file", anchor=False)
    st.caption(
        "Keep the corrections beside your articles, or apply them to another story of the same articles: "
        "they are found again by the sentences they are about. What is there already is left out."
    )
    if tables["corrections"].height:
        charting.table_downloads(desk, "corrections", tables["corrections"], "All corrections:")
    given = st.file_uploader(
        "A file of corrections",
        type=["csv", "jsonl", "json", "parquet"],
        key=f"corrections_file_{desk.stamp}",
    )
    if given is None:
        return
    if st.button("Apply the file", type="primary", icon=":material/playlist_add_check:", key="apply_file"):
        correcting.apply_file(desk, given.name, given.getvalue())
