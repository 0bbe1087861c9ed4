"""Draw what stands around the marks of the timeline: rows, names of outlets, the axis, the key."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import altair as alt
import polars as pl

from charts import axes, parts
from charts.event_marks import LARGEST, ROW, SMALLEST, STEP, Plan, fades, mark_schema
from charts.layout import text_width

_TEXT = {"x": pl.Datetime("us"), "y": pl.Float64, "text": pl.String, "color": pl.String}


def frame_layers(plan: Plan) -> list[alt.Chart]:
    """Draw the grid, the axis, the names of outlets at the left, kinds and counts at the right."""
    return [*_grid(plan), *_outlet_names(plan), *_kinds(plan)]


def _grid(plan: Plan) -> list[alt.Chart]:
    across = parts.rows(
        [{"x": plan.shown.start, "x2": plan.shown.stop, "y": plan.y(i)} for i in range(len(plan.outlets))],
        {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64},
    )
    level = alt.Chart(axes.values(across)).mark_rule(color=plan.theme.grid, strokeWidth=1, tooltip=None)
    down = axes.tick_layer(plan.shown, plan.height, plan.theme.grid, noon=True, top=plan.top)
    return [
        down.add_params(parts.picked()) if plan.options.pick else down,
        level.encode(x=axes.x("x", plan.shown), x2="x2", y=axes.y("y", plan.height)),
    ]


def _outlet_names(plan: Plan) -> list[alt.Chart]:
    names = [
        {"x": plan.shown.at(-12), "y": plan.y(i), "text": name, "color": plan.theme.text(kind)}
        for i, (name, kind, _, _) in enumerate(plan.outlets)
    ]
    return parts.texts(parts.rows(names, _TEXT), plan.shown, plan.height, plan.theme, align="right")


def _kinds(plan: Plan) -> list[alt.Chart]:
    """Name each kind once beside its rows, with a line along them; and count the articles of every row."""
    lines, names = [], []
    for (kind, shared), group in groupby(plan.outlets, key=lambda row: (row[1], row[3])):
        rows = [plan.outlets.index(row) for row in group]
        first, last = plan.y(rows[0]) - ROW / 2 + 4, plan.y(rows[-1]) + ROW / 2 - 4
        lines.append({"x": _beside(plan, 46), "y": first, "y2": last, "color": plan.theme.mark(kind)})
        if not shared:
            middle = (first + last) / 2
            names.append({"x": _beside(plan, 54), "y": middle, "text": kind, "color": plan.theme.text(kind)})
    if all(kind == "unknown" for _, kind, _, _ in plan.outlets):
        return _counts(plan)
    schema = {"x": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64, "color": pl.String}
    rule = alt.Chart(axes.values(parts.rows(lines, schema)))
    drawn = rule.mark_rule(strokeWidth=2.5, strokeCap="round", tooltip=None).encode(
        x=axes.x("x", plan.shown),
        y=axes.y("y", plan.height),
        y2="y2",
        color=alt.Color("color", type="nominal", scale=None),
    )
    named = parts.texts(parts.rows(names, _TEXT), plan.shown, plan.height, plan.theme, bold=True)
    return [drawn, *named, *_counts(plan)]


def _counts(plan: Plan) -> list[alt.Chart]:
    """Count the articles of every row at the right, unless there is one in each."""
    if all(n == 1 for _, _, n, _ in plan.outlets):
        return []
    x, mute = _beside(plan, 34), plan.theme.mute
    counts = [
        {"x": x, "y": plan.y(i), "text": f"{n:,}", "color": mute}
        for i, (_, _, n, _) in enumerate(plan.outlets)
    ]
    head = {"x": x, "y": plan.top - 8, "text": "articles", "color": mute}
    frame = parts.rows([*counts, head], _TEXT)
    return parts.texts(frame, plan.shown, plan.height, plan.theme, align="right", size=11)


def _beside(plan: Plan, pixels: float) -> datetime:
    """Give the place of something beside the right edge, as a moment."""
    return plan.shown.at(plan.shown.width + pixels)


def key_layers(marks: Sequence[dict[str, Any]], plan: Plan) -> list[alt.Chart]:
    """Draw the reading key above everything: only the marks that occur."""
    dots = [m for m in marks if m["mark"] == "dot"]
    x, y = -plan.left, 10.0
    points: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    layers: list[alt.Chart] = []

    def say(text: str) -> None:
        nonlocal x
        said.append({"x": plan.shown.at(x), "y": y, "text": text, "color": plan.theme.mute})
        x += text_width(text, 12) + 22

    def dot(area: float, hollow: bool = False) -> None:
        nonlocal x
        radius = area**0.5 / 2
        points.append({"x": plan.shown.at(x + radius), "y": y, "area": area, "hollow": hollow})
        x += 2 * radius + 6

    if dots:
        dot(SMALLEST)
        say("day known")
        largest = max((m["n"] for m in dots if not plan.outlets[m["row"]][3]), default=1)
        if largest > 1:
            step = min(STEP, (LARGEST - SMALLEST) / (largest - 1))
            dot(SMALLEST + step * (largest - 1))
            say(f"in {largest:,} articles")
    bars = [m["granularity"] for m in marks if m["mark"] == "bar"]
    if bars:
        layers.append(_key_bar(x, y, plan))
        x += 34
        say(parts.longer_times(bars))
    for mark, text in (("until", "by then at the latest"), ("since", "since then")):
        if any(m["mark"] == mark for m in marks):
            layers += _key_fade(x, y, mark, plan)
            x += 34
            say(text)
    if any(m["hollow"] for m in marks):
        dot(SMALLEST + 15, hollow=True)
        say("planned, possible or denied")
    layers += _key_dots(points, plan)
    return [*layers, *parts.texts(parts.rows(said, _TEXT), plan.shown, plan.height, plan.theme)]


def _key_bar(x: float, y: float, plan: Plan) -> alt.Chart:
    frame = parts.rows(
        [{"x": plan.shown.at(x), "x2": plan.shown.at(x + 28), "y": y - 5.5, "y2": y + 5.5}],
        {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64},
    )
    rect = alt.Chart(axes.values(frame)).mark_rect(
        cornerRadius=5,
        fill=plan.theme.mute,
        fillOpacity=0.22,
        stroke=plan.theme.mute,
        strokeOpacity=0.75,
        tooltip=None,
    )
    drawn: alt.Chart = rect.encode(x=axes.x("x", plan.shown), x2="x2", y=axes.y("y", plan.height), y2="y2")
    return drawn


def _key_fade(x: float, y: float, mark: str, plan: Plan) -> list[alt.Chart]:
    spot = {
        "from": plan.shown.at(x),
        "to": plan.shown.at(x + 28),
        "above": y - 5.0,
        "below": y + 5.0,
        "y": y,
    }
    schema = {name: mark_schema()[name] for name in spot}
    return fades(parts.rows([spot], schema), mark, plan.theme.mute, plan, ())


def _key_dots(points: Sequence[dict[str, Any]], plan: Plan) -> list[alt.Chart]:
    layers = []
    for hollow in (False, True):
        some = [{k: p[k] for k in ("x", "y", "area")} for p in points if p["hollow"] == hollow]
        if some:
            frame = parts.rows(some, {"x": pl.Datetime("us"), "y": pl.Float64, "area": pl.Float64})
            point = alt.Chart(axes.values(frame)).mark_point(
                shape="circle",
                opacity=1,
                tooltip=None,
                stroke=plan.theme.mute,
                strokeWidth=1.8 if hollow else 0,
                fill=plan.theme.background if hollow else plan.theme.mute,
            )
            layers.append(
                point.encode(
                    x=axes.x("x", plan.shown),
                    y=axes.y("y", plan.height),
                    size=alt.Size("area", type="quantitative", scale=None),
                )
            )
    return layers
