"""Walk every locale that dateparser knows: names of months and days, yesterday, N days ago."""

import datetime as dt
from collections import Counter

import polars as pl
import pytest

from timeline.temporal import tag
from timeline.temporal.lexicon import SHARED, languages
from timeline.temporal.locales import locale_of, locale_tables, locales

DCT = dt.date(2025, 1, 28)  # a Tuesday
COUNTED = ("day", "week", "month", "year")


def sentences(code: str) -> list[tuple[str, str, str]]:
    """List (kind, phrase, value) of a locale, from its own names."""
    words = locale_tables(code)["words"]
    rows = []
    for value, names in words.get("MONTH", {}).items():
        rows += [("month", f"14 {name} 2023", f"2023-{value}-14") for name in names[:1]]
    for value, names in words.get("WEEKDAY", {}).items():
        day = DCT - dt.timedelta(days=(DCT.isoweekday() - int(value)) % 7)
        rows += [("weekday", name, day.isoformat()) for name in names[:1]]
    for shift, names in words.get("TODAY", {}).items():
        day = DCT + dt.timedelta(days=int(shift))
        rows += [("day", name, day.isoformat()) for name in names[:1]]
    for unit, ends in (("DAYAGO", -3), ("DAYAHEAD", 3)):
        before = words.get(f"ACOUNT{unit}", {}).get("1", [])
        after = words.get(f"BCOUNT{unit}", {}).get("1", [])
        day = (DCT + dt.timedelta(days=ends)).isoformat()
        rows += [("counted", " ".join([*before[:1], "3", *after[:1]]), day)] * bool(before or after)
    return rows
