"""Choose the part of time that shows the story, and count what lies outside."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from charts import axes
from charts.options import ChartOptions

CORE_SHARE: Final = 0.8
"""Share of the statements that the core must hold; the shortest span of time that does is the core."""
REACH: Final = 0.5
"""A neighbour joins if the gap to it is at most this share of the window so far ..."""
LEAST_REACH: Final = timedelta(days=7)
"""... or this long."""
LONGEST: Final = 3.0
"""The window grows to at most this many times the core, so that a chain of old dates cannot stretch it."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Count the events that a window leaves out, and name the years they reach."""

    earlier: int = 0
    first: date | None = None
    later: int = 0
    last: date | None = None
    wider: int = 0


def choose_window(found: pl.DataFrame, told: pl.DataFrame, options: ChartOptions) -> axes.Window:
    """Give the window of a story: where most statements lie, with neighbours and the days of publication.

    A single mention of 1957 must not squash four weeks. ``ChartOptions.start`` and ``stop`` replace its ends.
    """
    dated = found.filter(pl.col("basis") != "publication")
    at = sorted((dated if not dated.is_empty() else found)["at"].drop_nulls().to_list())
    low, high = grow(at, *core(at))
    ends = found.filter(
        pl.col("at").is_between(low, high) & (pl.col("length") <= max((high - low) / axes.DAY, 31.0))
    )
    low = min([low, *ends["start"].drop_nulls().to_list()])
    high = max([high, *ends["stop"].drop_nulls().to_list()])
    days = told.drop_nulls("day")
    if not days.is_empty():
        low, high = _with_publication(low, high, days)
    low = axes.midnight(low.date())
    high = axes.midnight(high.date()) + (axes.DAY if high.time() != datetime.min.time() else timedelta())
    low = axes.midnight(options.start) if options.start else low
    high = axes.midnight(options.stop) if options.stop else high
    if high <= low:
        high = low + axes.DAY
    given = options.start is not None or options.stop is not None
    return axes.window(low, max(high, low + axes.DAY), float(options.width), pad=0.008 if given else 0.02)


def _with_publication(low: datetime, high: datetime, days: pl.DataFrame) -> tuple[datetime, datetime]:
    """Take in the days of publication where they lie near: a look back at 1957 stays in 1957."""
    first, last = days.select(a=pl.col("day_start").min(), b=pl.col("day_stop").max()).row(0)
    begin, end = axes.midnight(first), axes.midnight(last)
    reach = max((high - low) * REACH, timedelta(days=31))
    if begin - high <= reach and low - end <= reach:
        return min(low, max(begin, low - reach)), max(high, min(end, high + reach))
    return low, high


def core(at: Sequence[datetime]) -> tuple[datetime, datetime]:
    """Find the shortest span that holds ``CORE_SHARE`` of the moments, which are sorted.

    >>> core([datetime(1957, 1, 1), *(datetime(2025, 1, d) for d in (1, 2, 3, 4))])[0].year
    2025
    """
    need = max(1, -int(-len(at) * CORE_SHARE // 1))
    spans = [(at[i + need - 1] - at[i], i) for i in range(len(at) - need + 1)]
    _, i = min(spans)
    return at[i], at[i + need - 1]


def grow(at: Sequence[datetime], low: datetime, high: datetime) -> tuple[datetime, datetime]:
    """Take in neighbouring moments as long as the gap to them is short against the window."""
    most = max((high - low) * LONGEST, LEAST_REACH * 2)
    while True:
        reach = max((high - low) * REACH, LEAST_REACH)
        i, j = bisect.bisect_left(at, low), bisect.bisect_right(at, high)
        before = at[i - 1] if i > 0 else None
        after = at[j] if j < len(at) else None
        if before is not None and low - before <= reach and high - before <= most:
            low = before
        elif after is not None and after - high <= reach and after - low <= most:
            high = after
        else:
            return low, high


def outside(found: pl.DataFrame, shown: axes.Window) -> tuple[pl.DataFrame, Outside]:
    """Split statements into those that the window can show and a count of the events of the others.

    An interval that is longer than the window says nothing within it; it is counted, not drawn.
    """
    begin, end = pl.coalesce("start", "at"), pl.coalesce("stop", "at")
    wide = (pl.col("mark") == "bar") & (pl.col("length") > shown.days)
    touches = (
        (begin < shown.stop)
        & (end > shown.start)
        & ((pl.col("mark") == "bar") | pl.col("at").is_between(shown.start, shown.stop))
    )
    marked = found.with_columns((touches & ~wide).alias("inside"), (touches & wide).alias("wide"))
    inside = marked.filter("inside").drop("inside", "wide")
    rest = marked.filter(~pl.col("inside")).join(inside, on="event_id", how="anti")
    wider = rest.filter("wide")["event_id"].n_unique()
    apart = rest.filter(~pl.col("wide"))
    earlier, later = apart.filter(pl.col("at") < shown.start), apart.filter(pl.col("at") >= shown.stop)
    first, last = earlier["at"].min(), later["at"].max()
    return inside, Outside(
        earlier["event_id"].n_unique(),
        first.date() if isinstance(first, datetime) else None,
        later["event_id"].n_unique(),
        last.date() if isinstance(last, datetime) else None,
        wider,
    )
