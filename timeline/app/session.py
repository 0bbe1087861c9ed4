"""Bring together what a page needs: the link, the story it names, the filters, the filtered tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import streamlit as st

from timeline.app import filters, link, sidebar, stories
from timeline.app.filters import Filters
from timeline.app.link import View
from timeline.errors import InputError, TimelineError
from timeline.options import SpreadOptions
from timeline.recompute import build_options
from timeline.shown import event_now
from timeline.story import MANIFEST, Story, is_story, open_story

_VIEW = "view"
_WRITTEN = "link_written"
_NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold what lies before the reader: the view, the story, its tables, whole and filtered.

    ``copies`` are the filtered tables with every copy, for what is about copies, also where they count once.
    """

    view: View
    story: Story | None = None
    tables: Mapping[str, pl.DataFrame] | None = None
    kept: Mapping[str, pl.DataFrame] | None = None
    copies: Mapping[str, pl.DataFrame] | None = None
    stamp: str = ""
    problem: str | None = None

    @property
    def key(self) -> tuple[str, str, Filters]:
        """Name the filtered tables for caches: the story's folder, its state, the filters."""
        return (str(self.story.path) if self.story else "", self.stamp, self.view.filters)

    @property
    def is_sample(self) -> bool:
        """Say whether this is the sample story, whose outlets are invented."""
        return self.story is not None and stories.is_sample(self.story)


def begin(with_filters: bool = True) -> Desk:
    """Read the link, open its story, draw the filters where wanted and write the link again."""
    _read_link()
    view = current()
    story, problem = _story(view)
    if story is None:
        _write_link(view)
        return Desk(view, problem=problem)
    stamp = _stamp(story.path)
    try:
        tables = _tables(str(story.path), stamp)
    except TimelineError as error:
        return Desk(view, problem=str(error))
    offered = _choices(str(story.path), stamp, tables)
    asked, notes = filters.fit(view.filters, offered)
    _tell(notes)
    if with_filters:
        asked = sidebar.draw(story, tables, offered, asked)
    view = _exists(replace(view, story=stories.key(story.path), filters=asked), tables)
    st.session_state[_VIEW] = view
    _write_link(view)
    counting = build_options(story.manifest).spread
    kept, copies = (
        _kept(str(story.path), stamp, one, tables, counting) for one in (asked, replace(asked, once=False))
    )
    return Desk(view, story, tables, kept, copies, stamp)


def current() -> View:
    """Give the view of this browser tab."""
    view = st.session_state.get(_VIEW)
    return view if isinstance(view, View) else View()


def change(**what: object) -> None:
    """Change the view; for callbacks, which run before the page is drawn."""
    st.session_state[_VIEW] = replace(current(), **what)  # type: ignore[arg-type]


def open_path(path: Path) -> None:
    """Make a story the current one: other filters, no event or article picked."""
    st.session_state[_VIEW] = View(story=stories.key(path))
    st.session_state["story_path"] = str(path)
    sidebar.forget()


def linked(view: View) -> dict[str, list[str]]:
    """Give the query parameters for a link to another page with the view kept."""
    return link.params(view)


def notes() -> list[str]:
    """Give the notes for the reader and forget them."""
    said: list[str] = st.session_state.pop(_NOTES, [])
    return said


def _tell(said: Sequence[str]) -> None:
    if said:
        st.session_state.setdefault(_NOTES, []).extend(said)


def _read_link() -> None:
    """Take the view from the link when someone else wrote the link: a fresh tab, a page link, "back".

    Streamlit empties the link when a page is chosen in the menu; the view of the tab then stays.
    """
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    if given and given != st.session_state.get(_WRITTEN):
        view, said = link.parse(given)
        st.session_state[_VIEW] = view
        st.session_state[_WRITTEN] = given
        sidebar.forget()
        _tell(said)


def _write_link(view: View) -> None:
    wanted = link.params(view)
    if wanted != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = wanted


def _story(view: View) -> tuple[Story | None, str | None]:
    try:
        path = _path(view)
        return (open_story(path), None) if path else (None, None)
    except TimelineError as error:
        return None, str(error)


def _path(view: View) -> Path | None:
    held = st.session_state.get("story_path")
    if view.story is None:
        return Path(held) if held else _launched()
    if held and stories.key(Path(held)) == view.story:
        return Path(held)
    started = _launched()
    if started and stories.key(started) == view.story:
        return started
    path = stories.find(view.story)
    st.session_state["story_path"] = str(path)
    return path


def _launched() -> Path | None:
    """Give the story the app was started with; a link to it must work later, too."""
    path = stories.launched()
    if path and is_story(path) and not st.session_state.get("launched"):
        st.session_state["launched"] = True
        stories.remember(path, open_story(path).name)
    return path


def _exists(view: View, tables: Mapping[str, pl.DataFrame]) -> View:
    """Drop an event or article that the story does not have."""
    if view.event and view.event not in _ids(tables["events"], "event_id"):
        # Merged or split since the link was written: the event that most of its statements are in now.
        view = replace(view, event=event_now(tables["event_mentions"], view.event) or view.event)
    if view.event and view.event not in _ids(tables["events"], "event_id"):
        _tell(["The event in the link is not in this story, or the story was built again. Choose it anew."])
        view = replace(view, event=None)
    if view.article and view.article not in _ids(tables["articles"], "article_id"):
        _tell(["The article in the link is not in this story. Choose it in the list."])
        view = replace(view, article=None)
    return view


def _ids(table: pl.DataFrame, column: str) -> pl.Series:
    return table[column]


def _stamp(path: Path) -> str:
    """Name the state of a story: its manifest is written anew with every change."""
    try:
        info = (path / MANIFEST).stat()
    except OSError as error:
        raise InputError(
            f"{path / MANIFEST} cannot be read ({error.strerror}). Was the story moved?"
        ) from error
    return f"{info.st_mtime_ns}-{info.st_size}"


# Caches hold the frames themselves, not pickled copies: polars frames are never changed in place.
@st.cache_resource(max_entries=4, show_spinner=False)
def _tables(path: str, stamp: str) -> dict[str, pl.DataFrame]:
    return open_story(path).tables()


@st.cache_resource(max_entries=4, show_spinner=False)
def _choices(path: str, stamp: str, _all: Mapping[str, pl.DataFrame]) -> filters.Choices:
    return filters.choices(_all)


@st.cache_resource(max_entries=16, show_spinner=False)
def _kept(
    path: str, stamp: str, asked: Filters, _all: Mapping[str, pl.DataFrame], _counting: SpreadOptions
) -> dict[str, pl.DataFrame]:
    from timeline.events.rank import ranked
    from timeline.narrative.spread import spread_tables

    kept = filters.keep(_all, asked)
    if asked.active:
        kept["events"] = ranked(kept)  # what is main among what passes
    if asked.active or kept["firsts"].is_empty():
        kept |= spread_tables(kept, replace(_counting, count_copies_once=asked.once))
    return kept
