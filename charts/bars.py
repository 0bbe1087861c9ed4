"""Draw bars of periods in pixels: what the charts of attention and echo are made of."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.theme import FONT, Theme
from timeline import words
from timeline.narrative.spread import counts

FEWEST_OF_SHARE: Final = counts.FEWEST_OF_SHARE
"""Articles of which a share says something."""
_SCHEMA: Final = {
    "x": pl.Date, "x2": pl.Date, "y": pl.Float64, "y2": pl.Float64,
    "what": pl.String, "when": pl.String, "color": pl.String, "fill": pl.Float64,
}  # fmt: skip


def bar(
    days: tuple[date, date], y: tuple[float, float], what: str, color: str, fill: float = 1.0
) -> dict[str, Any]:
    """Make the row of a bar over ``days``, the last one out, with foot and top in pixels and what it says."""
    (start, stop), (foot, top) = days, y
    return {
        "x": start, "x2": stop, "y": top, "y2": foot,
        "what": what, "when": words.days(start, stop), "color": color, "fill": fill,
    }  # fmt: skip


def bars(made: Sequence[Mapping[str, Any]], shown: axes.Window, height: float, theme: Theme) -> alt.Chart:
    """Draw bars with what each says on pointing at it and to screen readers."""
    drawn: alt.Chart = (
        alt.Chart(axes.values(parts.rows(made, _SCHEMA)))
        .mark_rect(stroke=theme.background, strokeWidth=0.6, aria=True)
        .encode(
            x=axes.x("x", shown),
            x2="x2",
            y=axes.y("y", height),
            y2="y2",
            fill=alt.Fill("color", type="nominal", scale=None),
            fillOpacity=alt.FillOpacity("fill", type="quantitative", scale=None),
            description=alt.Description("what", type="nominal"),
            tooltip=[
                alt.Tooltip("what", type="nominal", title="here"),
                alt.Tooltip("when", type="nominal", title="period"),
            ],
        )
    )
    return drawn


def label(
    text: str,
    x: float,
    y: float,
    color: str,
    *,
    bold: bool = False,
    align: parts.Align = "left",
    size: int = 12,
) -> alt.Chart:
    """Write a text at a place in pixels; left of the plot is below 0."""
    drawn: alt.Chart = alt.Chart(alt.InlineData(values=[{}])).mark_text(
        text=text,
        x=x,
        y=y,
        align=align,
        baseline="middle",
        fontSize=size,
        fontWeight=600 if bold else 400,
        color=color,
        font=FONT,
        tooltip=None,
    )
    return drawn  # fmt: skip


def period_word(start: date, stop: date) -> str:
    """Name a period by its length.

    >>> period_word(date(2025, 2, 1), date(2025, 3, 1))
    'month'
    """
    days = (stop - start).days
    return "day" if days == 1 else "week" if days == 7 else "month"
