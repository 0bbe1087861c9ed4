"""Build a story from uploaded articles or from the sample, and show how far it is."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from timeline import words
from timeline.app import guard, jobs, marks, session, stories
from timeline.errors import InputError
from timeline.story import is_story, open_story

_JOB = "job"
_FAILURE = "failure"
_DEFAULT_NAME = "the file's name, or the day of the upload"


def enter(path: Path) -> None:
    """Open a story (TimelineError if that fails) and remember it."""
    story = open_story(path)
    st.session_state.pop(_FAILURE, None)
    session.open_path(path)
    stories.remember(path, story.name)


def at_work(timeline_page: Any) -> bool:
    """Show a running build, or take over one that has ended; says whether the page shows nothing else."""
    job = _board().get(_JOB)
    if job is None:
        return False
    if job["build"].running:
        _watch()
        return True
    _finish(job, timeline_page)
    return False


def failure() -> None:
    """Show what a failed build said until the reader has closed it."""
    failed = st.session_state.get(_FAILURE)
    if failed is None:
        return
    if failed["cancelled"]:
        st.info("The build was cancelled. No story was made.", icon=":material/cancel:")
    else:
        st.error("The build stopped; no story was made. This is what it said:", icon=":material/error:")
        guard.said(failed["text"] or f"Nothing. It ended with status {failed['status']}.")
    close = st.session_state.pop
    st.button("Close this message", on_click=lambda: close(_FAILURE, None), key="close_failure")


def sample(timeline_page: Any) -> None:
    """Open the sample story; build it if this state of it was never built."""
    path = stories.sample_story()
    if is_story(path):
        enter(path)
        st.switch_page(timeline_page, query_params=session.linked(session.current()))
    path.parent.mkdir(parents=True, exist_ok=True)
    _start(jobs.Build(stories.sample_arguments(path), path), None, go=True)


def upload() -> None:
    """Draw the upload and, on demand, start the build."""
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
        f"Up to {stories.MAX_FILE_MB} MB a file, {stories.MAX_ALL_MB} MB together. A .txt, .md or .html "
        "file is one article; .jsonl, .json, .csv and .parquet hold one article a record or row (text, "
        "body or content is needed; columns that Dateline does not know are kept)."
    )
    with st.expander("Publication days, names, columns", icon=":material/tune:"):
        settings = _settings()
    too_much = stories.too_much(files or [])
    if too_much:
        st.warning(too_much, icon=":material/warning:")
    ready = bool(files) and not too_much
    if files:
        st.caption(marks.literal(_said(files, settings)))
    if st.button("Build the story", type="primary", icon=":material/build:", disabled=not ready, key="build"):
        _build(files or [], settings)


def _said(files: list[Any], settings: Mapping[str, Any]) -> str:
    """Say what a build would take: what the browser shows may not have arrived yet."""
    said = [f"Ready: {words.count(len(files), 'file')}"]
    if settings["meta"]:
        said.append(f"with the list {settings['meta'].name}")
    if settings["day"]:
        said.append(f"undated articles count as published on {words.day(settings['day'])}")
    return ", ".join(said) + "."


def _settings() -> dict[str, Any]:
    """Ask for what the files may not say themselves; all of it may stay empty."""
    meta = st.file_uploader(
        "List of your files (CSV)",
        type=["csv"],
        key="meta",
        help="Columns: file, and any of published, source, title, kind. It overrides the files.",
    )
    day = st.date_input(
        "Publication day of articles that have none", None, key="published", format="YYYY-MM-DD"
    )
    name = st.text_input("Name of the story", key="story_name", placeholder=_DEFAULT_NAME)
    st.caption("Columns of CSV, JSON or Parquet files, where they have other names than the usual ones:")
    asked = {"text": "Text", "published": "Date", "source": "Outlet", "title": "Title"}
    places = st.columns(len(asked))
    columns = {
        ours: place.text_input(label, key=f"column_{ours}", placeholder="usual")
        for place, (ours, label) in zip(places, asked.items(), strict=True)
    }
    return {"meta": meta, "day": day, "name": name, "columns": columns}


def _called(files: list[Any]) -> str:
    """Name a story that was given no name: one file names it, several have no name in common."""
    if len(files) == 1:
        return str(files[0].name).rpartition(".")[0]
    now = datetime.now()
    return f"Upload of {words.day(now.date())}, {now:%H.%M}"


def _build(files: list[Any], settings: Mapping[str, Any]) -> None:
    called = stories.safe_name(settings["name"].strip() or _called(files), "story")
    try:
        folder = stories.upload_folder()
        stories.save(files, folder / "inputs")
        listed = stories.save([settings["meta"]], folder)[0] if settings["meta"] else None
    except OSError as error:
        why = error.strerror or error
        raise InputError(f"The upload could not be saved ({why}). Is the disk full?") from error
    story = folder / called
    # Run inside the folder, so that a file is called by the name the reader knows.
    made = stories.arguments(".", story, listed, settings["day"], settings["columns"])
    _start(jobs.Build(made, story, folder / "inputs"), folder)


@st.cache_resource(show_spinner=False)
def _board() -> dict[str, dict[str, Any]]:
    """Hold the running build for every tab of this app: a reload must not lose it."""
    return {}


def _start(build: jobs.Build, folder: Path | None, go: bool = False) -> None:
    _board()[_JOB] = {"build": build, "folder": folder, "go": go}
    st.rerun()


@st.fragment(run_every=0.7)
def _watch() -> None:
    """Show how far the build is; runs by itself until it has ended."""
    job = _board().get(_JOB)
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
    _board().pop(_JOB, None)
    folder: Path | None = job["folder"]
    if build.status in (jobs.OK, jobs.SOME_REJECTED) and is_story(build.story):
        if folder:
            # The story holds the texts; the uploaded files are not needed any more.
            shutil.rmtree(folder / "inputs", ignore_errors=True)
        enter(build.story)
        if job["go"]:
            st.switch_page(timeline_page, query_params=session.linked(session.current()))
        st.rerun()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    st.session_state[_FAILURE] = {"cancelled": build.cancelled, "status": build.status, "text": build.text}
