"""Open a story: the sample, a recent one, or one built from uploaded articles; say what was read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, guard, marks, session, stories
from timeline.app.session import Desk
from timeline.app.views import building, listing


def show(desk: Desk, timeline_page: Any) -> None:
    """Draw the page."""
    st.title("What happened when, and who said it first", anchor=False)
    st.html(
        marks.block(
            '<div style="max-width:46rem;font-size:1.05rem;line-height:1.5">Dateline reads news articles, '
            "finds the date behind every “yesterday” and “last month”, puts the events in order and "
            "keeps the sentence that proves each one. Everything stays on this computer.</div>"
        )
    )
    if building.at_work(timeline_page):
        return
    building.failure()
    if desk.problem:
        st.error("The story could not be opened.", icon=":material/error:")
        guard.said(desk.problem)
    if desk.story is not None and desk.tables is not None:
        _read(desk, desk.tables, timeline_page)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _open(timeline_page)
    with right, st.container(border=True):
        building.upload()


def _open(timeline_page: Any) -> None:
    with st.container(border=True):
        st.subheader("Sample story", anchor=False)
        st.write(
            "The weeks when a Chinese language model shook the markets, early 2025: true facts, "
            "articles written for this program by invented outlets."
        )
        label = "Open the sample story"
        if st.button(label, type="primary", icon=":material/play_arrow:", key="open_sample"):
            building.sample(timeline_page)
    with st.container(border=True):
        st.subheader("Recent stories", anchor=False)
        entries = stories.recent()
        if not entries:
            st.caption("Stories that you build or open are listed here.")
        for number, entry in enumerate(entries):
            if st.button(
                marks.literal(entry.name[:60]),
                key=f"recent_{number}",
                icon=":material/folder_open:",
                type="tertiary",
                help=marks.literal(f"{entry.path}, opened {entry.opened[:10]}"),
            ):
                _go(Path(entry.path), timeline_page)
        with st.expander("Open a story folder", icon=":material/drive_folder_upload:"):
            given = st.text_input("Folder that dateline build made", key="folder", placeholder="out/mystory")
            if st.button("Open", key="open_folder", disabled=not given.strip()):
                _go(Path(given.strip()).expanduser(), timeline_page)


def _go(path: Path, timeline_page: Any) -> None:
    building.enter(path)
    st.switch_page(timeline_page, query_params=session.linked(session.current()))


def _read(desk: Desk, tables: Mapping[str, pl.DataFrame], timeline_page: Any) -> None:
    """Say what was read and what was not."""
    assert desk.story is not None
    counts = desk.story.manifest.get("counts", {})
    duplicates, rejects = tables["duplicates"], tables["rejects"]
    n_articles = tables["articles"].height
    records = counts.get("records_in", n_articles + duplicates.height + rejects.height)
    with st.container(border=True):
        head, button = st.columns([4, 1], vertical_alignment="center")
        with head:
            st.html(marks.block(f'<div class="dl-head">{marks.escaped(desk.story.name)}</div>'))
            st.markdown(
                f"{words.count(records, 'record')} = **{words.count(n_articles, 'article')}** + "
                f"{words.count(duplicates.height, 'duplicate')} + {words.count(rejects.height, 'reject')}"
            )
        with button, st.container(horizontal_alignment="right"):
            if st.button("See the timeline", type="primary", icon=":material/timeline:", key="see_timeline"):
                st.switch_page(timeline_page, query_params=session.linked(desk.view))
        if records != n_articles + duplicates.height + rejects.height:
            st.warning("The counts do not add up. Please report this with the output of dateline check.")
        _left_out(desk, rejects, duplicates)
        warnings = [str(warning) for warning in desk.story.manifest.get("warnings", [])]
        if warnings:
            with st.expander(words.count(len(warnings), "warning"), icon=":material/warning:"):
                guard.said("\n".join(warnings[:200]))


def _left_out(desk: Desk, rejects: pl.DataFrame, duplicates: pl.DataFrame) -> None:
    if rejects.height:
        with st.expander(
            f"{words.count(rejects.height, 'record')} could not be read",
            icon=":material/error:",
            expanded=True,
        ):
            _table(rejects, ("path", "position", "reason", "sample"))
            if rejects["reason"].str.contains("--columns", literal=True).any():
                st.caption("Below, under “Publication days, names, columns”, you can name the columns.")
            charting.table_downloads(desk, "rejects", rejects, "All of them:")
    if duplicates.height:
        with st.expander(
            f"{words.count(duplicates.height, 'record')} repeated another", icon=":material/content_copy:"
        ):
            _table(duplicates, ("path", "position", "article_id"))
            charting.table_downloads(desk, "duplicates", duplicates, "All of them:")


def _table(table: pl.DataFrame, columns: tuple[str, ...]) -> None:
    heads = {
        "path": "File",
        "position": "Where",
        "reason": "Why, and what to do",
        "sample": "Begins with",
        "article_id": "Same as article",
    }
    st.dataframe(
        table.select(columns).head(listing.ROWS),
        hide_index=True,
        placeholder="",
        column_config={name: heads[name] for name in columns},
    )
    if table.height > listing.ROWS:
        st.caption(f"The first {listing.ROWS} of {table.height:,}; the files hold all.")
