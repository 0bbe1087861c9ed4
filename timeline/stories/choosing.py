"""Find the story that a person means, and narrow tables to it."""

import polars as pl

from timeline import words
from timeline.errors import OptionError

_LISTED = 8


def chosen(stories: pl.DataFrame, wanted: str) -> str:
    """Give the id of the story with this id, or whose name or headline holds the words, in any case.

    Where several do, a whole name wins; otherwise OptionError names them.
    """
    if stories.is_empty():
        raise OptionError("No stories were found in this collection, so --story cannot choose one.")
    asked = " ".join(wanted.lower().split())
    rows = list(stories.select("story_id", "name", "headline").iter_rows())
    for exact in (
        [story for story, _, _ in rows if story.lower() == asked],
        [story for story, name, _ in rows if name.lower() == asked],
    ):
        if len(exact) == 1:
            return str(exact[0])
    for place in (1, 2):
        found = [row for row in rows if asked and _holds(row[place], asked)]
        if len(found) == 1:
            return str(found[0][0])
        if found:
            more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
            named = "; ".join(f"{row[0]} ({row[1]})" for row in found[:_LISTED])
            raise OptionError(f"Several stories fit {wanted!r}: {named}{more}. Give one of the ids.")
    there = words.count(stories.height, "story", "stories")
    raise OptionError(f"None of {there} fits {wanted!r}. List them: dateline stories STORY")


def _holds(text: str | None, asked: str) -> bool:
    return all(word in (text or "").lower() for word in asked.replace(",", " ").split())
