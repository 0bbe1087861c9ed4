"""Draw the panels of the spread chart: lines with labels at their ends, counts per period, outlets so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.layout import dodge, pack_bars, shorten, text_width
from charts.spread_series import Series, outlets_so_far, steps
from charts.theme import Theme
from timeline import words

LANE: Final = 19
"""Height in pixels of a lane of phase names; there are two at most."""
BESIDE: Final = 1.8
"""Pixels between lines that would cover each other."""
MAIN: Final = 290
STRIP: Final = 64
OUTLETS: Final = 46
GAP: Final = 34
"""Heights in pixels of the panels, and of the room for a heading between them."""
_TEXT: Final = {"x": pl.Datetime("us"), "y": pl.Float64, "text": pl.String, "color": pl.String}
_RECT: Final = {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64}


@dataclass(frozen=True, slots=True)
class Phase:
    """Hold a phase in the window: its moments, the name as it fits, its lane (null: no room for the name)."""

    start: datetime
    stop: datetime
    name: str
    lane: int | None
    shaded: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold what the panels share."""

    shown: axes.Window
    theme: Theme
    most: int
    short: bool
    phases: tuple["Phase", ...] = ()
    outlets_known: bool = True
    zone: str = ""

    @property
    def left(self) -> float:
        """Give the room of the numbers at the left."""
        return text_width(f"{self.most:,}", 12) + 22

    @property
    def top(self) -> float:
        """Give the height of the lanes of phase names above the first panel."""
        lanes = 1 + max((p.lane for p in self.phases if p.lane is not None), default=-1)
        return float(LANE * lanes + 8) if lanes else 4.0

    @property
    def main(self) -> tuple[float, float]:
        """Give top and bottom of the lines' panel."""
        return self.top, self.top + MAIN

    @property
    def strip(self) -> tuple[float, float]:
        """Give top and bottom of the counts per period."""
        top = self.main[1] + GAP
        return top, top + STRIP

    @property
    def outlets(self) -> tuple[float, float]:
        """Give top and bottom of the outlets so far."""
        top = self.strip[1] + GAP
        return top, top + OUTLETS

    @property
    def height(self) -> float:
        """Give the height of the view."""
        return (self.outlets if self.outlets_known else self.strip)[1] + 2


def nice_steps(most: int, n: int) -> list[int]:
    """Give round numbers from 0 to at most ``most``, about ``n`` of them, whole in every case.

    >>> nice_steps(45, 4), nice_steps(1, 4), nice_steps(2900, 4)
    ([0, 10, 20, 30, 40], [0, 1], [0, 1000, 2000])
    """
    step, size = 1, 1
    while most // step > n:
        step = next((size * k for k in (1, 2, 5) if size * k > step), 0)
        if not step:
            size *= 10
            step = size
    return list(range(0, most + 1, step))


def height_of(value: float, most: float, panel: tuple[float, float]) -> float:
    """Give the pixel of a count in a panel."""
    top, bottom = panel
    return bottom - (bottom - top) * value / max(1.0, most)


def layers_of(
    plan: Layout,
    told: pl.DataFrame,
    series: Sequence[Series],
    *,
    firsts: Mapping[str, str],
    bars: pl.DataFrame,
    period: str,
) -> list[alt.Chart]:
    """Give all layers of the chart, the lowest first."""
    return [
        *_phases(plan),
        *_numbers(plan),
        *_bars(plan, series, bars, period),
        *_outlets(plan, told),
        *_lines(plan, series),
        *_ends(plan, series, firsts),
    ]


def color_of(series: Series, theme: Theme, text: bool = False) -> str:
    """Give the colour of a line: its kind's, or by place where no kind is known."""
    if series.by_kind:
        return theme.text(series.kind) if text else theme.mark(series.kind)
    return theme.series[min(series.place, len(theme.series) - 1)]


def _text(
    rows: Sequence[tuple[float, float, str, str]],
    plan: Layout,
    align: parts.Align = "left",
    bold: bool = False,
    size: int = 12,
) -> list[alt.Chart]:
    data = [{"x": plan.shown.at(x), "y": y, "text": text, "color": color} for x, y, text, color in rows]
    return parts.texts(
        parts.rows(data, _TEXT), plan.shown, plan.height, plan.theme, align=align, bold=bold, size=size
    )


def phases_in(shown: axes.Window, phases: pl.DataFrame) -> tuple[Phase, ...]:
    """Cut the phases to the window and give their names lanes; every other phase is shaded."""
    rows = []
    last = phases["stop"].max()
    for k, (name, start, stop) in enumerate(phases.sort("start").select("name", "start", "stop").iter_rows()):
        begin, end = max(axes.midnight(start), shown.start), min(axes.midnight(stop), shown.stop)
        if stop == last and shown.stop - end <= axes.DAY:
            end = shown.stop  # the evening of the last day can be the next day in UTC
        if begin < end:
            room = max(30.0, shown.width - shown.x(begin) - 4)
            rows.append((begin, end, shorten(str(name), min(190.0, room), 12, bold=True), k % 2 == 0))
    spans = [(shown.x(a), shown.x(a) + text_width(name, 12, bold=True) + 8) for a, _, name, _ in rows]
    lanes = pack_bars(spans, most=2, gap=6)
    return tuple(Phase(a, b, name, lane, dark) for (a, b, name, dark), lane in zip(rows, lanes, strict=True))


def _phases(plan: Layout) -> list[alt.Chart]:
    """Shade every other phase through all panels and name each above."""
    if not plan.phases:
        return []
    x, y = axes.x("x", plan.shown), axes.y("y", plan.height)
    shaded = [
        {"x": p.start, "x2": p.stop, "y": plan.top, "y2": plan.height - 2}
        for p in plan.phases
        if p.shaded and len(plan.phases) > 1
    ]
    rect = alt.Chart(axes.values(parts.rows(shaded, _RECT))).mark_rect(
        fill=plan.theme.ink, fillOpacity=plan.theme.band, tooltip=None
    )
    named = [(p, plan.top - 14.0 - LANE * p.lane) for p in plan.phases if p.lane is not None]
    ticks = [{"x": p.start, "y": at - 8, "y2": plan.top} for p, at in named]
    schema = {"x": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64}
    tick = alt.Chart(axes.values(parts.rows(ticks, schema))).mark_rule(
        color=plan.theme.mute, opacity=0.6, tooltip=None
    )
    labels = [(plan.shown.x(p.start) + 6, at, p.name, plan.theme.ink) for p, at in named]
    shade = [rect.encode(x=x, x2="x2", y=y, y2="y2")] if shaded else []
    return [*shade, tick.encode(x=x, y=y, y2="y2"), *_text(labels, plan, bold=True)]


def _numbers(plan: Layout) -> list[alt.Chart]:
    """Draw the grid and the numbers of the lines' panel, and the axis of time."""
    shown, mute = plan.shown, plan.theme.mute
    values = nice_steps(plan.most, 5)
    heights = [height_of(v, plan.most * 1.04, plan.main) for v in values]
    lines = [{"x": shown.start, "x2": shown.stop, "y": y} for y in [*heights, plan.strip[1], plan.height - 2]]
    schema = {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64}
    whole = not plan.short
    rule = alt.Chart(axes.values(parts.rows(lines, schema))).mark_rule(color=plan.theme.grid, tooltip=None)
    numbers = [(-10.0, y, f"{v:,}", mute) for v, y in zip(values, heights, strict=True)]
    return [
        axes.tick_layer(shown, plan.height, mute, noon=whole, whole_days=whole),
        rule.encode(x=axes.x("x", shown), x2="x2", y=axes.y("y", plan.height)),
        *_text(numbers, plan, align="right"),
    ]


def _aside(plan: Layout, series: Sequence[Series]) -> dict[str, float]:
    """Move lines a little apart: small counts coincide for hours, and side by side they show that they do."""
    apart = BESIDE if MAIN / plan.most > 1.2 * BESIDE * len(series) else 0.0
    return {s.name: (k - (len(series) - 1) / 2) * apart for k, s in enumerate(series)}


def _lines(plan: Layout, series: Sequence[Series]) -> list[alt.Chart]:
    layers = []
    schema = {"x": pl.Datetime("us"), "y": pl.Float64, "n": pl.Int64, "who": pl.String, "at": pl.String}
    aside = _aside(plan, series)
    for s in sorted(series, key=lambda s: s.total):
        corners = [
            {
                "x": at,
                "y": height_of(n, plan.most * 1.04, plan.main) + (aside[s.name] if n else 0.0),
                "n": n,
                "who": s.label,
                "at": f"{words.day(at.date())}, {at:%H:%M}{plan.zone}" if s.clock else words.day(at.date()),
            }
            for at, n in steps(s, plan.shown)
        ]
        line = alt.Chart(axes.values(parts.rows(corners, schema))).mark_line(
            interpolate="step-after",
            strokeWidth=2.4,
            strokeJoin="round",
            color=color_of(s, plan.theme),
            clip=True,
        )
        layers.append(
            line.encode(
                x=axes.x("x", plan.shown),
                y=axes.y("y", plan.height),
                tooltip=[
                    alt.Tooltip("who", type="nominal", title="outlets"),
                    alt.Tooltip("n", type="quantitative", title="articles so far"),
                    alt.Tooltip("at", type="nominal", title="at"),
                ],
            )
        )
    return layers


def _ends(plan: Layout, series: Sequence[Series], firsts: Mapping[str, str]) -> list[alt.Chart]:
    """Name the lines at their ends, moved apart, with a thin leader where a name had to move."""
    width = plan.shown.width
    aside = _aside(plan, series)
    ends = [height_of(s.total, plan.most * 1.04, plan.main) + aside[s.name] for s in series]
    top, bottom = plan.main
    placed = dodge(ends, 31.0, top + 6, bottom + 6)
    bold, small, leaders = [], [], []
    for s, end, y in zip(series, ends, placed, strict=True):
        name = shorten(s.label, 150, 13, bold=True)
        bold.append((width + 16, y - 6, f"{name} {s.total:,}", color_of(s, plan.theme, text=True)))
        if len(series) > 1:
            small.append((width + 16, y + 9, firsts[s.name], plan.theme.mute))
        leaders.append(
            {
                "x": plan.shown.at(width + 2),
                "x2": plan.shown.at(width + 13),
                "y": end,
                "y2": y - 5,
                "color": color_of(s, plan.theme),
            }
        )
    line = alt.Chart(axes.values(parts.rows(leaders, {**_RECT, "color": pl.String}))).mark_rule(
        strokeWidth=1.2, opacity=0.7, tooltip=None
    )
    drawn = line.encode(
        x=axes.x("x", plan.shown),
        x2="x2",
        y=axes.y("y", plan.height),
        y2="y2",
        color=alt.Color("color", type="nominal", scale=None),
    )
    return [drawn, *_text(bold, plan, bold=True, size=13), *_text(small, plan, size=11)]


def _bars(plan: Layout, series: Sequence[Series], bars: pl.DataFrame, period: str) -> list[alt.Chart]:
    """Draw articles per period, stacked by series."""
    most = max(bars["high"].to_list(), default=1)
    colors = {s.name: color_of(s, plan.theme) for s in series}
    gap = min(0.6, plan.shown.width / max(1, bars["start"].n_unique()) * 0.05)
    rows = []
    for start, stop, name, _, n, low, high in bars.iter_rows():
        rows.append(
            {
                "x": max(start, plan.shown.start),
                "x2": min(stop, plan.shown.stop),
                "y": height_of(high, most, plan.strip),
                "y2": height_of(low, most, plan.strip),
                "color": colors[name],
                "who": name,
                "n": n,
                "when": _when(start, stop, period),
            }
        )
    schema = {**_RECT, "color": pl.String, "who": pl.String, "n": pl.Int64, "when": pl.String}
    rect = alt.Chart(axes.values(parts.rows(rows, schema))).mark_rect(
        stroke=plan.theme.background, strokeWidth=2 * gap, clip=True
    )
    drawn = rect.encode(
        x=axes.x("x", plan.shown),
        x2="x2",
        y=axes.y("y", plan.height),
        y2="y2",
        fill=alt.Fill("color", type="nominal", scale=None),
        tooltip=[
            alt.Tooltip("when", type="nominal"),
            alt.Tooltip("who", type="nominal", title="outlets"),
            alt.Tooltip("n", type="quantitative", title="articles"),
        ],
    )
    mute = plan.theme.mute
    return [
        drawn,
        *_text([(0.0, plan.strip[0] - 12, f"Articles per {period}", mute)], plan, bold=True),
        *_text(
            [(-10.0, plan.strip[0] + 4, f"{most:,}", mute), (-10.0, plan.strip[1], "0", mute)],
            plan,
            align="right",
        ),
    ]


def _when(start: datetime, stop: datetime, period: str) -> str:
    if period == "hour":
        return f"{words.day(start.date())}, {start:%H:%M}–{stop:%H:%M}"
    return words.days(start.date(), stop.date())


def _outlets(plan: Layout, told: pl.DataFrame) -> list[alt.Chart]:
    """Draw how many outlets had the story, as steps."""
    corners = outlets_so_far(told, plan.shown)
    if not corners:
        return []
    total = corners[-1][1]
    rows: list[dict[str, Any]] = [
        {"x": at, "y": height_of(n, total, plan.outlets), "y2": plan.outlets[1], "n": n} for at, n in corners
    ]
    base = alt.Chart(
        axes.values(
            parts.rows(rows, {"x": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64, "n": pl.Int64})
        )
    ).encode(x=axes.x("x", plan.shown), y=axes.y("y", plan.height))
    mute = plan.theme.mute
    area = base.mark_area(interpolate="step-after", fill=mute, fillOpacity=0.22, clip=True, tooltip=None)
    line = base.mark_line(interpolate="step-after", color=mute, strokeWidth=1.8, clip=True)
    width = plan.shown.width
    return [
        area.encode(y2="y2"),
        line.encode(tooltip=[alt.Tooltip("n", type="quantitative", title="outlets so far")]),
        *_text([(0.0, plan.outlets[0] - 12, "Outlets so far", mute)], plan, bold=True),
        *_text([(-10.0, plan.outlets[1], "0", mute)], plan, align="right"),
        *_text(
            [(width + 16, plan.outlets[0] + 2, words.count(total, "outlet"), plan.theme.ink)],
            plan,
            bold=True,
            size=13,
        ),
    ]
