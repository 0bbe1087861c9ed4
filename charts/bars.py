"""Draw bars of periods in pixels: what the charts of attention, echo, themes and frames are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.options import ChartOptions
from charts.theme import FONT, Theme
from timeline import words
from timeline.narrative.spread import counts

FEWEST_OF_SHARE: Final = counts.FEWEST_OF_SHARE
"""Articles of which a share says something."""
_NOTHING: Final = 2.2
"""Pixels of the line of a period that has none."""
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


def nothing(days: tuple[date, date], foot: float, what: str, theme: Theme) -> dict[str, Any]:
    """Make the row of a period that was counted and has none: a thin line, where a gap means not known."""
    return bar(days, (foot, foot - _NOTHING), what, theme.mute, 0.8)


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
    return drawn


def floors(feet: Sequence[float], width: float, theme: Theme) -> alt.Chart:
    """Draw the ground of each row of counts: where there is no bar, there was nothing."""
    rows = parts.rows([{"y": foot - 1, "y2": foot} for foot in feet], {"y": pl.Float64, "y2": pl.Float64})
    drawn: alt.Chart = alt.Chart(axes.values(rows)).mark_rect(x=0, x2=width, fill=theme.grid, tooltip=None)
    return drawn.encode(y=axes.y("y", max(feet)), y2="y2")


def gaps(unknown: int, none: int) -> list[str]:
    """Say what a gap is and what a thin line is, where there are any."""
    few = (
        f"No share where there are fewer than {FEWEST_OF_SHARE} articles ({words.count(unknown, 'period')})."
    )
    return [*([few] if unknown else []), *(["Thin grey line: 0%."] if none else [])]


def left_out(n: int, more: str = "") -> list[str]:
    """Say how many articles are not in the chart; ``more`` goes on with "or ..."."""
    return [f"{words.count(n, 'article')} without a day in this window {more}left out."] if n else []


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what frames one view of bars: title, articles behind it, room at its left, height."""

    title: str
    articles: pl.DataFrame
    left: float
    height: float

    def finish(
        self,
        layers: Sequence[alt.Chart],
        theme: Theme,
        options: ChartOptions,
        said: Sequence[str],
        *,
        more: Sequence[str],
        notes: Sequence[str],
    ) -> alt.VConcatChart:
        """Put the layers under the title; ``said`` is shown and read out, ``more`` is only read out."""
        return parts.finish(
            [alt.layer(*layers).properties(width=options.width, height=self.height)],
            theme,
            options,
            title=self.title,
            subtitle=said,
            description=" ".join([*said, *more]),
            source=parts.source_line(self.articles, options),
            left=self.left,
            notes=[[(-self.left, "left", " ".join(notes))]] if notes else [],
        )


def period_word(start: date, stop: date) -> str:
    """Name a period by its length.

    >>> period_word(date(2025, 2, 1), date(2025, 3, 1))
    'month'
    """
    days = (stop - start).days
    return "day" if days == 1 else "week" if days == 7 else "month" if days < 32 else "quarter"
