"""Count coverage over time: series, who was first, articles per period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from charts import axes
from charts.frames import NO_OUTLET, no_outlets
from timeline import words
from timeline.schema import OUTLET_KINDS

TOP: Final = 5
"""Outlets that get a line of their own where no kind is known; the rest is one line."""
OTHER: Final = "other outlets"
ALL: Final = "all articles"
_MONTHS: Final = 60
"""Days from which a distance is said in months."""
_YEARS: Final = 24
"""Months from which it is said in years."""
POINTS: Final = 400
"""Steps a line has at most; more than one a pixel or two cannot be seen."""
_EVERY: Final[Mapping[str, str]] = {"hour": "1h", "day": "1d", "week": "1w", "month": "1mo"}


@dataclass(frozen=True, slots=True)
class Series:
    """Hold one line: its articles' instants in order, its first day and whether its clock is known."""

    name: str
    label: str
    kind: str
    place: int
    by_kind: bool
    at: tuple[datetime, ...]
    first_day: date
    clock: bool

    @property
    def total(self) -> int:
        """Give the number of articles."""
        return len(self.at)


def with_series(told: pl.DataFrame) -> pl.DataFrame:
    """Add the column ``series``: the kind, or the outlet where no kind is known."""
    if (told["kind"] != "unknown").any():
        return told.with_columns(pl.col("kind").alias("series"))
    if no_outlets(told):
        return told.with_columns(pl.lit(ALL).alias("series"))
    sizes = told.group_by("outlet").len().sort("len", "outlet", descending=[True, False])
    most = TOP if sizes.height > TOP + 1 else TOP + 1
    top = sizes["outlet"].head(most).to_list()
    return told.with_columns(
        pl.when(pl.col("outlet").is_in(top)).then("outlet").otherwise(pl.lit(OTHER)).alias("series")
    )


def series_of(told: pl.DataFrame) -> list[Series]:
    """Give the lines: kinds in their fixed order, or outlets, the busiest first."""
    marked = with_series(told)
    by_kind = bool((told["kind"] != "unknown").any())
    groups = {str(k[0]): g for k, g in marked.group_by("series", maintain_order=True)}
    if by_kind:
        order = [k for k in OUTLET_KINDS if k in groups]
    else:
        order = sorted(groups, key=lambda k: (k == OTHER, -groups[k].height, k))
    found = []
    for place, name in enumerate(order):
        group = groups[name].sort("at", "article_id")
        day = group["day"].min()
        assert isinstance(day, date)
        clock = bool(group.filter(pl.col("day") == day)["clock"].all())
        label = "kind not known" if by_kind and name == "unknown" else name
        kind = name if by_kind else "unknown"
        color = TOP if name == OTHER else place
        found.append(Series(name, label, kind, color, by_kind, tuple(group["at"].to_list()), day, clock))
    return found


def first_words(series: Sequence[Series]) -> dict[str, str]:
    """Say of each line when it began, against the first of all; where only days are known a tie is a tie.

    >>> noon = datetime(2025, 3, 3, 12)
    >>> a = Series("agency", "agency", "agency", 0, True, (noon,), noon.date(), True)
    >>> b = Series("blog", "blog", "blog", 1, True, (noon + timedelta(hours=5),), noon.date(), True)
    >>> first_words([a, b])
    {'agency': 'first to report', 'blog': 'first after 5 h'}
    """
    day = min(s.first_day for s in series)
    leaders = [s for s in series if s.first_day == day]
    clocks = all(s.clock for s in leaders)
    start = min(s.at[0] for s in leaders)
    said = {}
    for s in series:
        if s.first_day == day and (not clocks or s.at[0] == start):
            tied = len(leaders) > 1 if not clocks else sum(x.at[0] == start for x in leaders) > 1
            said[s.name] = "tied for first" if tied else "first to report"
        elif clocks and s.clock:
            said[s.name] = f"first after {_gap(s.at[0] - start)}"
        else:
            said[s.name] = f"first {_days((s.first_day - day).days)} later"
    return said


def _gap(gap: timedelta) -> str:
    minutes = round(gap / timedelta(minutes=1))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} h"
    return _days(round(minutes / 1440))


def _days(days: int) -> str:
    """Say a number of days as people do.

    >>> _days(5), _days(645), _days(1506)
    ('5 days', '21 months', '4 years')
    """
    if days < _MONTHS:
        return words.count(days, "day")
    months = round(days / 30.44)
    return words.count(months, "month") if months < _YEARS else words.count(round(days / 365.25), "year")


def steps(series: Series, shown: axes.Window) -> list[tuple[datetime, int]]:
    """Give the corners of a line: the moment and the articles so far, from 0 to the window's end."""
    size = (shown.stop - shown.start) / POINTS
    corners: dict[int, tuple[datetime, int]] = {}
    for n, at in enumerate(series.at, start=1):
        corners[int((at - shown.start) / size) if series.total > POINTS else n] = (at, n)
    inner = list(corners.values())
    return [(max(shown.start, min(series.at[0], shown.stop)), 0), *inner, (shown.stop, series.total)]


def outlets_so_far(told: pl.DataFrame, shown: axes.Window) -> list[tuple[datetime, int]]:
    """Give the corners of the count of outlets, empty where none is known."""
    told = told.filter(pl.col("outlet") != NO_OUTLET)
    if told.is_empty():
        return []
    first = told.sort("at", "article_id").unique("outlet", keep="first", maintain_order=True)["at"].to_list()
    whole = Series("", "", "", 0, False, tuple(first), first[0].date(), True)
    return steps(whole, shown)


def period_of(shown: axes.Window, short: bool) -> str:
    """Choose the period that is counted: hour, day, week or month."""
    if short:
        return "hour"
    return "day" if shown.days <= 100 else "week" if shown.days <= 900 else "month"


def per_period(told: pl.DataFrame, series: Sequence[Series], period: str) -> pl.DataFrame:
    """Count articles by period and series, stacked: start, stop, series, n, low, high.

    Days and longer count by the day at the source, as every other count does, though ``at`` may be in UTC.
    """
    order = {s.name: k for k, s in enumerate(series)}
    when = pl.col("at") if period == "hour" else pl.col("day").cast(told.schema["at"])
    return (
        with_series(told)
        .with_columns(when.dt.truncate(_EVERY[period]).alias("start"))
        .group_by("start", "series")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .with_columns(
            pl.col("start").dt.offset_by(_EVERY[period]).alias("stop"),
            pl.col("series").replace_strict(order, return_dtype=pl.Int64).alias("place"),
        )
        .sort("start", "place")
        .with_columns(pl.col("n").cum_sum().over("start").alias("high"))
        .with_columns((pl.col("high") - pl.col("n")).alias("low"))
        .select("start", "stop", "series", "place", "n", "low", "high")
    )
