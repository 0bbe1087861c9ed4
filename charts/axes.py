"""Lay out time: windows, ticks and the encoding of instants, always in UTC.

Naive times and dates are read in the viewer's zone by Vega, so that a day slips in Tokyo or Los Angeles:
every time that reaches a chart is an instant in UTC, written with a Z, on a scale of type "utc".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import altair as alt
import polars as pl

DAY: Final = timedelta(days=1)
LABEL_ROOM: Final = 92
"""Pixels that one ISO day needs on an axis."""
_STEPS: Final[tuple[tuple[str, int, float], ...]] = (
    ("hours", 1, 1 / 24),
    ("hours", 3, 3 / 24),
    ("hours", 6, 6 / 24),
    ("hours", 12, 12 / 24),
    ("days", 1, 1),
    ("days", 2, 2),
    ("weeks", 1, 7),
    ("weeks", 2, 14),
    ("months", 1, 30),
    ("months", 2, 61),
    ("months", 3, 91),
    ("months", 6, 182),
    ("years", 1, 365),
    ("years", 2, 731),
    ("years", 5, 1826),
    ("years", 10, 3652),
    ("years", 25, 9131),
    ("years", 50, 18262),
    ("years", 100, 36524),
    ("years", 500, 182621),
    ("years", 1000, 365242),
)
_FIRST, _LAST = datetime(100, 1, 1), datetime(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Window:
    """Hold the part of time that is drawn, ``start`` in and ``stop`` out, over ``width`` pixels."""

    start: datetime
    stop: datetime
    width: float

    @property
    def days(self) -> float:
        """Give its length in days."""
        return (self.stop - self.start) / DAY

    def x(self, moment: datetime) -> float:
        """Give the pixel of a moment; below 0 and above ``width`` lie outside."""
        return (moment - self.start) / (self.stop - self.start) * self.width

    def at(self, pixel: float) -> datetime:
        """Give the moment at a pixel."""
        return self.start + (self.stop - self.start) * (pixel / self.width)


def window(start: datetime, stop: datetime, width: float, pad: float = 0.02) -> Window:
    """Give a window with some air at both sides, kept within the years that a browser can draw."""
    start, stop = max(start, _FIRST), min(stop, _LAST)
    if stop <= start:
        stop = start + DAY
    air = (stop - start) * pad
    return Window(max(start - air, _FIRST), min(stop + air, _LAST), width)


def midnight(day: date) -> datetime:
    """Give the start of a day."""
    return datetime.combine(day, time())


def ticks(shown: Window, noon: bool = False, whole_days: bool = True) -> tuple[list[datetime], str]:
    """Choose the moments that an axis names and the format, ISO in every case.

    ``noon`` puts the label of a day in its middle, where things of that day are drawn. Steps under a day are
    used only without ``whole_days``.
    """
    most = max(2, int(shown.width // LABEL_ROOM))
    steps = [step for step in _STEPS if not whole_days or step[2] >= 1]
    unit, n, _ = next((s for s in steps if shown.days / s[2] <= most), _STEPS[-1])
    shift = timedelta(hours=12) if noon and unit in ("days", "weeks") else timedelta()
    found = [t + shift for t in _walk(shown, unit, n) if shown.start <= t + shift <= shown.stop]
    formats = {"hours": "%H:%M", "months": "%Y-%m", "years": "%Y"}
    return found, formats.get(unit, "%Y-%m-%d")


def _walk(shown: Window, unit: str, n: int) -> Iterator[datetime]:
    begin = midnight(shown.start.date())
    if unit in ("hours", "days"):
        step = timedelta(hours=n) if unit == "hours" else timedelta(days=n)
        yield from _steps(begin, step, shown.stop)
    elif unit == "weeks":
        yield from _steps(begin - timedelta(days=begin.weekday()), timedelta(weeks=n), shown.stop)
    else:
        months = n if unit == "months" else 12 * n
        number = (begin.year * 12 + begin.month - 1) // months * months
        while number < 12 * 9998 and (at := datetime(max(1, number // 12), number % 12 + 1, 1)) <= shown.stop:
            yield at
            number += months


def _steps(begin: datetime, step: timedelta, stop: datetime) -> Iterator[datetime]:
    while begin <= stop:
        yield begin
        begin += step


def utc(moment: datetime) -> alt.DateTime:
    """Write a moment as Vega-Lite wants it in domains and tick values."""
    return alt.DateTime(
        year=moment.year,
        month=moment.month,
        date=moment.day,
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        utc=True,
    )


def x_axis(shown: Window, noon: bool = False, whole_days: bool = True) -> alt.Axis:
    """Give the axis of time under a chart."""
    moments, form = ticks(shown, noon, whole_days)
    text = f"utcFormat(datum.value, '{form}')"
    if form == "%H:%M":
        text = f"utcFormat(datum.value, '%H:%M') == '00:00' ? utcFormat(datum.value, '%Y-%m-%d') : {text}"
    return alt.Axis(
        values=[utc(moment) for moment in moments],
        labelExpr=text,
        title=None,
        grid=False,
        labelOverlap="greedy",
        labelSeparation=14,
    )


def x(field: str, shown: Window, axis: alt.Axis | None = None) -> alt.X:
    """Encode a column of instants on the axis of time; one layer of a view gives the axis."""
    if axis is None:  # Vega-Lite warns about a domain that is given more than once, even if it is the same.
        return alt.X(field, type="temporal", scale=alt.Scale(type="utc", nice=False), title=None)
    scale = alt.Scale(type="utc", domain=[utc(shown.start), utc(shown.stop)], nice=False)
    return alt.X(field, type="temporal", scale=scale, axis=axis)


def tick_layer(
    shown: Window, height: float, color: str, *, noon: bool, whole_days: bool = True, top: float | None = None
) -> alt.Chart:
    """Draw the axis of time with a line or small tick at each moment that is named.

    The lines run from ``top`` to the foot of the view, or stand below it. The layer carries the domain of its
    view: a layer of marks with two ends would give it twice, and Vega-Lite would warn.
    """
    moments, _ = ticks(shown, noon, whole_days)
    from_, to = (height, height + 4.0) if top is None else (top, height)
    frame = pl.DataFrame(
        {"x": moments, "y": [from_] * len(moments), "y2": [to] * len(moments)},
        schema={"x": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64},
    )
    rule = alt.Chart(values(frame)).mark_rule(color=color, strokeWidth=1, tooltip=None)
    drawn: alt.Chart = rule.encode(
        x=x("x", shown, x_axis(shown, noon, whole_days)), y=y("y", height), y2="y2"
    )
    return drawn


def y(field: str, height: float, **more: Any) -> alt.Y:
    """Encode a column of pixels from the top."""
    scale = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    return alt.Y(field, type="quantitative", scale=scale, axis=None, **more)


def values(frame: pl.DataFrame) -> alt.InlineData:
    """Turn a frame into inline rows: instants as ISO with a Z, whatever zone the machine is in."""
    times = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime | pl.Date)]
    plain = frame.with_columns(
        [pl.col(n).cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").alias(n) for n in times]
    )
    return alt.InlineData(values=plain.to_dicts())
