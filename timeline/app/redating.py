"""Run ``dateline redate`` for a page: one correction of a day at a time for each story."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from timeline.app import jobs


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a correction at work: its process, its article, and what the page says once it is done."""

    build: jobs.Build
    article_id: str
    done: str


def set_arguments(story: Path, article_id: str, days: str, note: str = "") -> list[str]:
    """Write the arguments of ``dateline redate`` that set a day.

    >>> set_arguments(Path("s"), "-1", "2025-01-28", "--a note")
    ['redate', '--progress', 'lines', '--note=--a note', '--', 's', '-1', '2025-01-28']
    """
    said = [f"--note={note.strip()}"] if note.strip() else []
    return ["redate", "--progress", "lines", *said, "--", str(story), article_id, days]


def undo_arguments(story: Path, article_id: str, made: datetime) -> list[str]:
    """Write the arguments of ``dateline redate`` that take back what was set at a time."""
    return [
        "redate", "--progress", "lines", "--undo", f"--made={made.isoformat()}", "--", str(story), article_id,
    ]  # fmt: skip


def turn_arguments(story: Path, made: datetime, again: bool) -> list[str]:
    """Write the arguments of ``dateline correct`` that undo what was made at a time, or make it again."""
    turn = "--redo" if again else "--undo"
    return ["correct", "--progress", "lines", turn, f"--made={made.isoformat()}", "--", str(story)]


def start(story: Path, article_id: str, arguments: list[str], done: str) -> None:
    """Start a correction, unless one is at work on this story."""
    if at_work(story) is None:
        board()[str(story)] = Asked(jobs.Build(arguments, story), article_id, done)


def at_work(story: Path) -> Asked | None:
    """Give the correction of a story that is still running, or has ended and was not taken over yet."""
    return board().get(str(story))


def take(story: Path) -> Asked | None:
    """Take over a correction that has ended; None while it runs or where there is none."""
    asked = at_work(story)
    if asked is None or asked.build.running:
        return None
    return dict.pop(board(), str(story), None)


@st.cache_resource(show_spinner=False)
def board() -> dict[str, Asked]:
    """Hold what is at work for every tab of this app: a reload must not lose it."""
    return {}


def succeeded(asked: Asked) -> bool:
    """Say whether the story was changed."""
    return asked.build.status in (jobs.OK, jobs.SOME_REJECTED)


__all__: list[str] = [
    "Asked", "at_work", "board", "set_arguments", "start", "succeeded", "take",
    "turn_arguments", "undo_arguments",
]  # fmt: skip
