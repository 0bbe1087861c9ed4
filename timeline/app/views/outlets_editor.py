"""Let a person correct the outlets: names, other names, kind, country, time zone."""

import zoneinfo
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app.session import Desk
from timeline.corrections import outlet_edits
from timeline.narrative.spread import spread
from timeline.schema import OUTLET_KINDS, OUTLETS
from timeline.story import Story, open_story, replace_tables


def show(desk: Desk) -> None:
    """Draw the editor."""
    tables = desk.tables or {}
    before = tables["outlets"].sort("source", nulls_last=True)
    if before.is_empty() or desk.story is None:
        st.info("This story names no outlets. Give them with your articles: a column source or outlet.")
        return
    st.caption(
        "Names and kinds change the charts as soon as you save. Other names and time zones count when the "
        "story is built again; what you save here is kept and applied then."
    )
    if saved := st.session_state.pop("outlets_saved", None):
        st.success(saved, icon=":material/check:")
    edited = st.data_editor(
        before,
        hide_index=True,
        key=f"outlets_{desk.stamp}",
        disabled=["source"],
        height=min(700, 35 * (before.height + 1) + 3),
        column_order=["source", "name", "kind", "country", "timezone", "aliases"],
        column_config={
            "source": st.column_config.TextColumn("In the articles", help="The name that the articles use."),
            "name": st.column_config.TextColumn("Name", max_chars=120),
            "aliases": st.column_config.ListColumn("Other names and web addresses", width="large"),
            "kind": st.column_config.SelectboxColumn("Kind", options=list(OUTLET_KINDS), required=True),
            "country": st.column_config.TextColumn("Country", help="Two letters, ISO 3166", max_chars=2),
            "timezone": st.column_config.TextColumn("Time zone", help="For example Europe/Berlin"),
        },
        alt="Outlets to edit",
    )
    after = OUTLETS.frame(_rows(edited))
    wrong = _wrong(after)
    changes = outlet_edits(before, after)
    for sentence in wrong:
        st.warning("A time zone is not known. Use a name such as Europe/Berlin.")
        st.code(sentence, language=None)
    label = f"Save {words.count(changes.height, 'change')}" if changes.height else "Nothing changed yet"
    if st.button(label, type="primary", disabled=not changes.height or bool(wrong), key="save_outlets"):
        save(desk.story, after, changes)
        done = words.count(changes.height, "change")
        st.session_state["outlets_saved"] = f"Saved {done}. The charts use them now; a new build keeps them."
        st.rerun()


def save(story: Story, after: pl.DataFrame, changes: pl.DataFrame) -> Story:
    """Write the outlets, what depends on them, and the corrections in one change."""
    current = open_story(story.path)
    return replace_tables(
        current,
        {
            "outlets": after,
            "spread": spread(current.table("articles"), after),
            "corrections": pl.concat([current.table("corrections"), changes]),
        },
    )


def _rows(edited: Any) -> list[dict[str, object]]:
    frame = edited if isinstance(edited, pl.DataFrame) else pl.DataFrame(edited)
    rows = frame.to_dicts()
    for row in rows:
        row["aliases"] = [str(alias) for alias in row["aliases"] or () if str(alias).strip()]
        for column in ("name", "country", "timezone"):
            row[column] = str(row[column]).strip() or None if row[column] is not None else None
    return rows


def _wrong(after: pl.DataFrame) -> list[str]:
    zones = zoneinfo.available_timezones()
    given = after.filter(pl.col("timezone").is_not_null()).select("source", "timezone")
    return [f"{source}: {zone}" for source, zone in given.iter_rows() if zones and zone not in zones]
