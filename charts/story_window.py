"""Choose the part of time that shows the story, and count what lies outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from charts import axes
from charts.options import ChartOptions

CORE_SHARE: Final = 0.8
"""Share of the precise statements that the core holds; the shortest span of time that does is the core."""
PRECISE: Final = 8.0
"""Days up to which a statement counts as precise: a day, a weekend, a week."""
ENOUGH: Final = 0.25
"""Share of statements that must be precise for the core to rest on them alone."""
REACH: Final = 1.0
"""A neighbour joins if the gap to it is at most this share of the window so far ..."""
LEAST_REACH: Final = timedelta(days=7)
"""... or this long."""
LONGEST: Final = 3.5
"""The window grows to at most this many times the core, so that a chain of old dates cannot stretch it;
chosen by eye on the sample corpus (days) and on short stories that look back to "last month"."""
WEIGHTY: Final = 0.02
"""Share of the statements from which a date matters enough to stretch the window further ..."""
LONGEST_WEIGHTY: Final = 5.0
"""... to this many times the core."""

_LAST: Final = datetime(9998, 12, 30)

Span = tuple[datetime, datetime]


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
    low, high = _story(found)
    days = told.drop_nulls("day")
    if not days.is_empty():
        low, high = _with_publication(low, high, days)
    high = min(high, _LAST)
    low = axes.midnight(low.date())
    high = axes.midnight(high.date()) + (axes.DAY if high.time() != datetime.min.time() else timedelta())
    low = axes.midnight(min(options.start, _LAST.date())) if options.start else low
    high = axes.midnight(min(options.stop, _LAST.date())) if options.stop else high
    given = options.start is not None or options.stop is not None
    return axes.window(low, max(high, low + axes.DAY), float(options.width), pad=0.008 if given else 0.02)


def _story(found: pl.DataFrame) -> Span:
    """Find the core of precise statements and let it grow over its neighbours."""
    dated = found.filter(pl.col("basis") != "publication")
    spans = (dated if not dated.is_empty() else found).select(
        "at",
        pl.coalesce("start", "at").alias("start"),
        pl.coalesce("stop", "at").alias("stop"),
        pl.col("length").fill_null(0.0).alias("length"),
    )
    precise = spans.filter(pl.col("length") <= PRECISE)
    if precise.height < max(1.0, ENOUGH * spans.height):
        precise = spans
    low, high = core(precise["at"].sort().to_list())
    held = precise.filter(pl.col("at").is_between(low, high))
    low, high = min([low, *held["start"].to_list()]), max([high, *held["stop"].to_list()])
    longest = max((high - low) / axes.DAY, 31.0)
    sizes = spans.filter(pl.col("length") <= longest).group_by("start", "stop").len().sort("start", "stop")
    weighty = sizes.filter(pl.col("len") >= max(2.0, WEIGHTY * spans.height))
    near = [sizes.select("start", "stop").rows(), weighty.select("start", "stop").rows()]
    floor = LEAST_REACH * 2
    wide = grow(near[0], low, high, max((high - low) * LONGEST, floor))
    return grow(near[1], *wide, max((high - low) * LONGEST_WEIGHTY, floor))


def _with_publication(low: datetime, high: datetime, days: pl.DataFrame) -> Span:
    """Take in the days of publication where they lie near: a look back at 1957 stays in 1957."""
    first, last = days.select(a=pl.col("day_start").min(), b=pl.col("day_stop").max()).row(0)
    begin, end = axes.midnight(first), axes.midnight(last)
    reach = max((high - low) * 0.5, timedelta(days=31))
    if begin - high <= reach and low - end <= reach:
        return min(low, max(begin, low - reach)), max(high, min(end, high + reach))
    return low, high


def core(at: Sequence[datetime]) -> Span:
    """Find the shortest span that holds ``CORE_SHARE`` of the moments, which are sorted.

    >>> core([datetime(1957, 1, 1), *(datetime(2025, 1, d) for d in (1, 2, 3, 4))])[0].year
    2025
    """
    need = max(1, -int(-len(at) * CORE_SHARE // 1))
    spans = [(at[i + need - 1] - at[i], i) for i in range(len(at) - need + 1)]
    _, i = min(spans)
    return at[i], at[i + need - 1]


def grow(spans: Sequence[Span], low: datetime, high: datetime, most: timedelta) -> Span:
    """Take in neighbouring spans, the nearest first, while the gap is short and the window within ``most``.

    >>> january, march = datetime(2025, 1, 1), datetime(2025, 3, 1)
    >>> old = (datetime(1957, 10, 4), datetime(1957, 10, 5))
    >>> near = (datetime(2024, 12, 26), datetime(2024, 12, 27))
    >>> grow([old, near], january, march, timedelta(days=200))[0]
    datetime.datetime(2024, 12, 26, 0, 0)
    """
    while True:
        reach = max((high - low) * REACH, LEAST_REACH)
        grown = []
        for start, stop in spans:
            if low <= start and stop <= high:
                continue
            a, b = min(low, start), max(high, stop)
            gap = max(low - stop, start - high)
            if gap <= reach and b - a <= most:
                grown.append((b - a, a, b))
        if not grown:
            return low, high
        _, low, high = min(grown)


def outside(found: pl.DataFrame, shown: axes.Window) -> tuple[pl.DataFrame, Outside]:
    """Split statements into those that the window can show and a count of the events of the others.

    A bar is drawn where its middle lies within. One that is longer than the window says nothing within it.
    """
    begin, end = pl.coalesce("start", "at"), pl.coalesce("stop", "at")
    overlaps = (begin < shown.stop) & (end > shown.start)
    wide = (pl.col("mark") == "bar") & (pl.col("length") > shown.days) & overlaps
    touches = pl.col("at").is_between(shown.start, shown.stop)
    marked = found.with_columns((touches & ~wide).alias("inside"), wide.alias("wide"))
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
