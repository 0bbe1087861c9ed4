"""Check what is typed: days, pairs and lists; wrong usage is told before any work begins."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

ARTICLE_FIELDS: Final = ("article_id", "title", "text", "source", "url", "author", "lang", "published")
"""Fields of an article that ``--columns`` can map."""


class Day(click.ParamType[str]):
    """Take a day or a time in ISO 8601 (2025-01-28, 2025-01-28T14:30+01:00) and give it back as typed."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is no day of the calendar."""
        text = str(value).strip()
        try:
            datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no day. Write it like 2025-01-28 or 2025-01-28T14:30.", param, ctx)
        return text


class Calendar(click.ParamType[date]):
    """Take a day in ISO 8601 and give a date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Refuse what is no day of the calendar."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is no day. Write it like 2025-01-28.", param, ctx)


class Columns(click.ParamType[dict[str, str]]):
    """Take ``text=body,title=headline``: our names and the input's."""

    name = "ours=theirs,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, str]:
        """Refuse a name that no article has."""
        if isinstance(value, dict):
            return value
        pairs: dict[str, str] = {}
        for part in str(value).split(","):
            ours, equals, theirs = (piece.strip() for piece in part.partition("="))
            if not equals or not theirs or ours not in ARTICLE_FIELDS:
                fields = ", ".join(ARTICLE_FIELDS)
                self.fail(f"{part!r} is not OURS=THEIRS, with OURS one of {fields}.", param, ctx)
            pairs[ours] = theirs
        return pairs


class InputFormat(click.ParamType[str]):
    """Take the name of a reader; the readers are loaded only when one is named."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse a name that no reader has."""
        from timeline.readers import READERS

        if value not in READERS:
            self.fail(f"{value!r} is not among {', '.join(READERS)}.", param, ctx)
        return str(value)


class Names(click.ParamType[tuple[str, ...]]):
    """Take a list of names with commas, each of a fixed set."""

    name = "name,..."

    def __init__(self, allowed: tuple[str, ...]) -> None:
        """Keep what is allowed; an empty set allows everything."""
        self.allowed = allowed

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Refuse a name that is not in the set."""
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(name.strip() for name in str(value).split(",") if name.strip()))
        wrong = [name for name in names if self.allowed and name not in self.allowed]
        if wrong or not names:
            choice = ", ".join(self.allowed)
            self.fail(f"{', '.join(wrong) or 'nothing'} is not among {choice}.", param, ctx)
        return names


class Number(click.ParamType[int | None]):
    """Take a positive number or ``all`` (None)."""

    name = "N|all"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Refuse anything else."""
        text = str(value).strip().lower()
        if text == "all":
            return None
        if not text.isdecimal() or int(text) < 1:
            self.fail(f"{value!r} is neither a number above 0 nor 'all'.", param, ctx)
        return int(text)


def file_or_stdin(path: str) -> str | Path:
    """Leave ``-`` as it is, else give a path."""
    return path if path == "-" else Path(path)


COPIES_ONCE = click.option(
    "--count-copies-once", is_flag=True,
    help="Count the first article of each telling alone: copies and versions of one text are one.",
)  # fmt: skip
"""The option of every command that counts articles."""
STORY = click.argument("story", type=click.Path(path_type=Path))
"""A story folder; whether there is one is told by opening it (exit status 1, not 2)."""
