"""Open a story: the sample, a recent one, or one built from uploaded articles; say what was read."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, guard, jobs, marks, session, stories
from timeline.app.session import Desk
from timeline.app.views import listing
from timeline.errors import InputError
from timeline.story import is_story, open_story

_JOB = "job"


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
    job = st.session_state.get(_JOB)
    if job is not None:
        if job["build"].running:
            _watch()
            return
        _finish(job, timeline_page)
    _failure()
    if desk.problem:
        st.error("The story could not be opened.", icon=":material/error:")
        guard.said(desk.problem)
    if desk.story is not None and desk.tables is not None:
        _read(desk, desk.tables, timeline_page)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _open(timeline_page)
    with right:
        _upload()


def _open(timeline_page: Any) -> None:
    with st.container(border=True):
        st.subheader("Sample story", anchor=False)
        st.write(
            "The weeks when a Chinese language model shook the markets, early 2025: true facts, "
            "articles written for this program by invented outlets."
        )
        if st.button(
            "Open the sample story", type="primary", icon=":material/play_arrow:", key="open_sample"
        ):
            _open_sample(timeline_page)
    with st.container(border=True):
        st.subheader("Recent stories", anchor=False)
        entries = stories.recent()
        if not entries:
            st.caption("Stories that you build or open are listed here.")
        for number, entry in enumerate(entries):
            label = entry.name.replace("[", "(").replace("]", ")")[:60]
            st.button(
                marks.literal(label),
                key=f"recent_{number}",
                icon=":material/folder_open:",
                type="tertiary",
                help=f"Opened {entry.opened[:10]}",
                on_click=lambda path=entry.path: _enter(Path(path)),
            )
        with st.expander("Open a story folder", icon=":material/drive_folder_upload:"):
            given = st.text_input("Folder that dateline build made", key="folder", placeholder="out/mystory")
            if st.button("Open", key="open_folder", disabled=not given.strip()):
                story = open_story(Path(given.strip()).expanduser())
                _enter(story.path)
                st.switch_page(timeline_page, query_params=session.linked(session.current()))


def _open_sample(timeline_page: Any) -> None:
    path = stories.sample_story()
    if is_story(path):
        _enter(path)
        st.switch_page(timeline_page, query_params=session.linked(session.current()))
    path.parent.mkdir(parents=True, exist_ok=True)
    _start(jobs.Build(stories.sample_arguments(path), path), "the sample story", None, go=True)


def _upload() -> None:
    with st.container(border=True):
        st.subheader("Your own articles", anchor=False)
        files = st.file_uploader(
            "Articles",
            type=list(stories.SUFFIXES),
            accept_multiple_files=True,
            max_upload_size=stories.MAX_FILE_MB,
            key="upload",
            help="Text, Markdown, web pages, JSON Lines, JSON, CSV, Parquet, or a .zip of such files.",
        )
        st.caption(
            f"Up to {stories.MAX_FILE_MB} MB a file, {stories.MAX_ALL_MB} MB together. "
            "A .txt, .md or .html file is one article; .jsonl, .json, .csv and .parquet hold "
            "one article a record or row "
            "(a column text or body is needed, others are kept)."
        )
        with st.expander("Publication days and names", icon=":material/tune:"):
            meta = st.file_uploader(
                "List of your files (CSV, optional)",
                type=["csv"],
                key="meta",
                help="Columns: file, and any of published, source, title, kind. It overrides the files.",
            )
            day = st.date_input(
                "Publication day of articles without one (optional)",
                None,
                key="published",
                format="YYYY-MM-DD",
            )
            name = st.text_input(
                "Name of the story", key="story_name", placeholder="taken from the first file"
            )
        too_much = stories.too_much(files or [])
        if too_much:
            st.warning(too_much, icon=":material/warning:")
        if st.button(
            "Build the story",
            type="primary",
            icon=":material/build:",
            disabled=not files or bool(too_much),
            key="build",
        ):
            _build(files or [], meta, day, name)


def _build(files: list[Any], meta: Any, day: Any, name: str) -> None:
    called = stories.safe_name(name.strip() or files[0].name.rpartition(".")[0], "story")
    try:
        folder = stories.upload_folder(called)
        inputs = stories.save(files, folder / "inputs")
        listed = stories.save([meta], folder)[0] if meta else None
    except OSError as error:
        raise InputError(
            f"The upload could not be saved ({error.strerror or error}). Is the disk full?"
        ) from error
    story = folder / called
    single = inputs[0] if len(inputs) == 1 else folder / "inputs"
    _start(
        jobs.Build(stories.arguments(single, story, listed, day), story),
        f"{called} ({len(inputs)} files)",
        folder,
    )


def _start(build: jobs.Build, what: str, folder: Path | None, go: bool = False) -> None:
    st.session_state[_JOB] = {"build": build, "what": what, "folder": folder, "go": go}
    st.rerun()


@st.fragment(run_every=0.7)
def _watch() -> None:
    """Show how far the build is; runs by itself until it has ended."""
    job = st.session_state.get(_JOB)
    if job is None or not job["build"].running:
        st.rerun(scope="app")
    build: jobs.Build = job["build"]
    now = build.now
    st.subheader("Building the story", anchor=False)
    st.progress(now.share if now.share is not None else 0.0, text=marks.literal(f"{now.step} …"))
    st.button("Cancel", icon=":material/close:", on_click=build.cancel, key="cancel_build")
    st.caption("You may look at other pages meanwhile; come back here for the result.")


def _finish(job: Mapping[str, Any], timeline_page: Any) -> None:
    """Take over a finished build: open its story, or keep what went wrong for the page."""
    build: jobs.Build = job["build"]
    del st.session_state[_JOB]
    folder: Path | None = job["folder"]
    if build.status in (jobs.OK, jobs.SOME_REJECTED) and is_story(build.story):
        if folder:
            # The story holds the texts; the uploaded files are not needed any more.
            shutil.rmtree(folder / "inputs", ignore_errors=True)
        _enter(build.story)
        if job["go"]:
            st.switch_page(timeline_page, query_params=session.linked(session.current()))
        st.rerun()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    st.session_state["failure"] = {"cancelled": build.cancelled, "status": build.status, "text": build.text}


def _failure() -> None:
    failure = st.session_state.get("failure")
    if failure is None:
        return
    if failure["cancelled"]:
        st.info("The build was cancelled. No story was made.", icon=":material/cancel:")
    else:
        st.error("The build stopped; no story was made. This is what it said:", icon=":material/error:")
        guard.said(failure["text"] or f"Nothing. It ended with status {failure['status']}.")
    st.button(
        "Close this message", on_click=lambda: st.session_state.pop("failure", None), key="close_failure"
    )


def _enter(path: Path) -> None:
    """Open a story (TimelineError if that fails) and remember it."""
    story = open_story(path)
    st.session_state.pop("failure", None)
    session.open_path(path)
    stories.remember(path, story.name)


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
        with button:
            query = session.linked(desk.view)
            st.page_link(
                timeline_page, label="See the timeline", icon=":material/timeline:", query_params=query
            )
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
