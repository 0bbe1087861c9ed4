"""Look up feasts that follow the moon: their days are announced or tabulated, no arithmetic gives them."""

import datetime as dt
import tomllib
from functools import cache
from importlib import resources

from timeline.temporal.units import DAY

FIRST = 100
"""Number of the first feast in a step's ``nth``; what counts weekdays stays far below."""


@cache
def feasts() -> dict[str, tuple[dt.date, ...]]:
    """Give the days of each feast; read when the first phrase names one.

    >>> feasts()["lunar-new-year"][-1].year
    2100
    """
    text = (resources.files("timeline.temporal") / "feasts.toml").read_text(encoding="utf-8")
    listed = tomllib.loads(text)
    return {name: tuple(dt.date.fromisoformat(day) for day in days) for name, days in listed.items()}


def number(name: str) -> int:
    """Give the number that stands for a feast in a step.

    Raises KeyError for a feast that is not in the table.
    """
    if name not in feasts():
        raise KeyError(name)
    return FIRST + list(feasts()).index(name)


@cache
def days() -> dict[tuple[int, int], int]:
    """Give the first second (since 1970) of each feast by its number and year."""
    epoch = dt.date(1970, 1, 1)
    return {
        (number(name), day.year): (day - epoch).days * DAY
        for name, listed in feasts().items()
        for day in listed
    }
