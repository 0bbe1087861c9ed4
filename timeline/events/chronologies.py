"""Find chronologies: articles that list a story's days in order, and so say which of them matter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import polars as pl

FEWEST: Final = 5
"""Different days at the beginnings of lines from which an article is a chronology."""
IN_ORDER: Final = 0.8
"""Share of neighbouring entries in the order of time, or all against it, that it must have."""
PAST: Final = 0.8
"""Share of its days that are not after its publication: a programme of what is to come is none."""
BEFORE: Final = 4
"""Characters that may stand before an entry's day: a bullet, a bracket, "On"."""
UNSURE: Final = 0.25
"""Added to the weight of the chronologies that cover a day: one alone does not decide everything."""


@dataclass(frozen=True, slots=True)
class Chronology:
    """Hold the days an article lists and the day until which it could have listed more."""

    days: frozenset[date]
    published: date

    def covers(self, day: date) -> bool:
        """Say whether the day lies where the chronology had a choice."""
        return min(self.days) <= day <= self.published


def chronologies(mentions: pl.DataFrame, articles: pl.DataFrame) -> dict[str, Chronology]:
    """Give the chronologies among articles by article_id.

    ``articles`` need article_id, text and published; only phrases of a day at the beginning of a line count.
    """
    dated = (
        mentions.filter(
            (pl.col("field") == "text") & (pl.col("granularity") == "day") & pl.col("mod").is_null()
        )
        .drop_nulls("start")
        .join(articles.select("article_id", "text", "published").drop_nulls(), on="article_id")
    )
    room = pl.min_horizontal(pl.col("begin"), pl.lit(BEFORE + 1))
    before = pl.col("text").str.slice(pl.col("begin") - room, room)
    opens = before.str.contains(r"[\r\n]\s*\S{0,3}\s*$") | (pl.col("begin") <= BEFORE)
    entries = dated.filter(opens).select(
        "article_id", "begin", "published", pl.col("start").dt.date().alias("day")
    )
    listed: dict[str, list[date]] = defaultdict(list)
    published: dict[str, date] = {}
    for article_id, _, known, day in entries.sort("article_id", "begin").iter_rows():
        listed[article_id].append(day)
        published[article_id] = known
    out = {}
    for article_id, days in listed.items():
        known = published[article_id]
        if _is_chronology(days, known):
            out[article_id] = Chronology(frozenset(day for day in days if day <= known), known)
    return out


def choices(
    lists: Mapping[str, Chronology], weights: Mapping[str, float], days: Sequence[date]
) -> dict[date, float]:
    """Say for each day how the chronologies that cover it chose: 1 all list it, -1 all leave it out.

    ``weights`` says how much a chronology counts; 0 where none covers the day.
    """
    out = {}
    for day in days:
        over = [(weights[key], day in one.days) for key, one in lists.items() if one.covers(day)]
        total = sum(weight for weight, _ in over)
        listed = sum(weight for weight, has in over if has)
        out[day] = (2 * listed - total) / (total + UNSURE) if total else 0.0
    return out


def _is_chronology(days: Sequence[date], published: date) -> bool:
    if len(set(days)) < FEWEST or sum(day <= published for day in days) < PAST * len(days):
        return False
    pairs = list(pairwise(days))
    rising = sum(a <= b for a, b in pairs)
    falling = sum(a >= b for a, b in pairs)
    return max(rising, falling) >= IN_ORDER * len(pairs)
