"""Correct events and names from a page: apply rows at once, say how it went, offer to take it back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
import streamlit as st

from timeline.app import guard, marks, session
from timeline.app.session import Desk
from timeline.errors import TimelineError
from timeline.shown import event_now

_SAID = "corrected_said"
_WHO = "corrector"

Maker = Callable[[Mapping[str, pl.DataFrame]], pl.DataFrame]
"""Makes rows of CORRECTIONS from the tables of a story."""


@dataclass(frozen=True, slots=True)
class Said:
    """Hold how a correction went; ``at`` names it, so that it can be taken back at once."""

    good: bool
    text: str
    at: datetime | None = None
    lost: tuple[str, ...] = ()


def who() -> str:
    """Give the name that was given with the last correction of this tab."""
    return str(st.session_state.get(_WHO, ""))


def make(desk: Desk, maker: Maker, done: str, by: str = "") -> None:
    """Make and apply a correction, then draw the page anew; what goes wrong is said there, too."""
    if by.strip():
        st.session_state[_WHO] = by.strip()
    with st.spinner("Correcting …"):
        st.session_state[_SAID] = _made(desk, maker, done)
    st.rerun()


def heard(desk: Desk, place: str) -> None:
    """Say how the last correction went, with a way back."""
    said = st.session_state.get(_SAID)
    if not isinstance(said, Said):
        return
    st.session_state[_SAID] = None
    if not said.good:
        st.error("This was not corrected:", icon=":material/error:")
        guard.said(said.text)
        return
    st.success(marks.literal(said.text), icon=":material/check:")
    if said.lost:
        st.warning("Not all of it could be used:", icon=":material/link_off:")
        guard.said("\n".join(said.lost))


def take_back(desk: Desk, at: datetime, again: bool = False) -> None:
    """Undo the correction made at a time, or make it again."""
    from timeline.corrections import redo, undo

    turn = redo if again else undo
    done = "Made again." if again else "Taken back."
    make(desk, lambda tables: turn(tables["corrections"], at, by=who() or None), done)


def apply_file(desk: Desk, name: str, data: bytes) -> None:
    """Apply a file of corrections that was uploaded; rows that cannot be used are named."""
    import tempfile
    from pathlib import Path

    from timeline.corrections.files import read_corrections

    rejected: list[str] = []

    def read(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"corrections{Path(name).suffix.lower()}"
            file.write_bytes(data)
            found = read_corrections(file, tables["corrections"])
        rejected.extend(line.replace(str(file), name) for line in found.rejected)
        return found.rows

    with st.spinner("Correcting …"):
        said = _made(desk, read, f"{name} is applied. What was there already is left out.")
        st.session_state[_SAID] = Said(said.good, said.text, said.at, (*rejected, *said.lost))
    st.rerun()


def _made(desk: Desk, maker: Maker, done: str) -> Said:
    from timeline.corrections.losses import lost_edits
    from timeline.recompute import correct
    from timeline.story import open_story

    if desk.story is None:
        return Said(False, "No story is open.")
    try:
        story = open_story(desk.story.path)
        rows = maker(story.tables())
        new = correct(story, rows).story
        lost = lost_edits({name: new.table(name) for name in ("articles", "event_mentions")}, rows)
    except TimelineError as error:
        return Said(False, str(error))
    _follow(desk, new.table("event_mentions"), rows)
    return Said(True, done, max(rows["at"].to_list(), default=None), tuple(lost))


def _follow(desk: Desk, statements: pl.DataFrame, rows: pl.DataFrame) -> None:
    """Keep looking at the event: a merge or a split gives it another number."""
    held = desk.view.event
    if held is None or held in statements["event_id"]:
        return
    session.change(event=event_now(statements, held))
