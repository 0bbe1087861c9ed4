"""Ask what states the latest day of a text: a post, a picture or the text's own address is new when used.

How new is measured, and asked of the dated articles most like it: where several of them lie around that day,
the text tells of those weeks; where none does, the post or picture may be an old one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from timeline.evidence import DAY, Days
from timeline.inference.alike import Near, doubted, share_within
from timeline.inference.marks import ADDRESS, PICTURE, POST, marks
from timeline.inference.solving import Evidence
from timeline.inference.stated import full_days
from timeline.words import day as in_words

TOGETHER = 7
"""Days within which a second stated day makes it likely that the first one is no single old one."""
SOON: Days = date(2000, 1, 3), date(2000, 1, 12)
"""As days around 5 January: 98 of 100 articles with several posts, or with their own address, appear then; a
day is counted in the clock of whoever embedded the post."""
LATER: Days = date(2000, 1, 2), date(2000, 2, 2)
"""The same for one post (91 of 100) and for one picture (67 of 100; 97 if articles like it lie there)."""
_STATED = date(2000, 1, 5)
AROUND = 3
"""Days before and after such an interval in which articles like it speak for it."""
PICTURE_NEEDS = 0.3
"""Share of the likeness around a picture's day from which the picture is believed."""
WEAK = 0.5


def latest(
    undated: pl.DataFrame, mentions: pl.DataFrame, near: Mapping[str, Sequence[Near]]
) -> dict[str, list[Evidence]]:
    """Give for each article the evidence of the latest day in its text that a post or the like states."""
    texts = dict(undated.select("article_id", "text").iter_rows())
    out = {}
    for (name,), rows in full_days(mentions).partition_by("article_id", as_dict=True).items():
        found = recent(texts[str(name)], rows.to_dicts(), near.get(str(name), ()))
        if found is not None:
            out[str(name)] = [found]
    return out


def recent(text: str, rows: Sequence[Mapping[str, Any]], near: Sequence[Near]) -> Evidence | None:
    """Give the evidence of the latest full day of a text, null where plain prose tells it."""
    stated = [row["start"].date() for row in rows]
    day = max(stated)
    kinds = {
        kind for row in rows if row["start"].date() == day for kind in marks(text, row["begin"], row["end"])
    }
    several = sum((day - one).days <= TOGETHER for one in stated) > 1
    if ADDRESS in kinds or (POST in kinds and several):
        return _evidence(day, SOON, 1.0, *_told(kinds, several))
    if POST in kinds:
        return doubted(_evidence(day, LATER, 1.0, *_told(kinds, several)), near, AROUND)
    if PICTURE in kinds:
        start, stop = _around(day, LATER)
        share = share_within(near, (start - AROUND * DAY, stop + AROUND * DAY))
        return _evidence(day, LATER, 1.0 if share >= PICTURE_NEEDS else WEAK, *_told(kinds, several))
    return None


def _told(kinds: set[str], several: bool) -> tuple[str, str]:
    """Say what states the day, and what follows from it."""
    if ADDRESS in kinds:
        return "The address at the end of the text, with {}", "the address of an article holds its day"
    if POST in kinds:
        such = "such posts" if several else "a post"
        return "The latest post that the text quotes, of {}", f"articles with {such} appear within {{}} days"
    return (
        "The picture in the text, of {}",
        "most articles with such a picture, and with others like them around that day, appear within {} days",
    )


def _evidence(day: date, shape: Days, weight: float, name: str, says: str) -> Evidence:
    days = _around(day, shape)
    return Evidence((days,), weight, name.format(in_words(day)), says.format((days[1] - days[0]).days))


def _around(day: date, shape: Days) -> Days:
    return day + (shape[0] - _STATED), day + (shape[1] - _STATED)


__all__ = ["latest", "recent"]
