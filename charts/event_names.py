"""Name the main events above the rows of the timeline."""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.event_marks import LANE, STRIP_GAP, Plan, fades, mark_ends
from charts.layout import Label, Pin, shorten, text_width
from timeline import words

LABEL: Final = 370
"""Greatest width in pixels of an event's name."""
_SHORT: Final = 550
"""Days on screen up to which the days of the year that most events are in go without it."""
OVERHANG: Final = 110
"""Pixels that names may run over the right edge: above the column of counts there is nothing else."""


def name_events(inside: pl.DataFrame, shown: axes.Window, top: int) -> list[dict[str, Any]]:
    """Choose the events that get a name, each at its best reading among those that are drawn."""
    costs = {"dot": 0, "bar": 1, "since": 2, "until": 3}
    readings = (
        inside.group_by("event_id", "mark", "start", "stop", "granularity", "mod", "at")
        .agg(
            pl.coalesce("event_headline", "headline").first().alias("text"),
            pl.col("score").max(),
            pl.col("hollow").all(),
            pl.col("article_id").n_unique().alias("n"),
        )
        .sort(
            pl.col("mark").replace_strict(costs, return_dtype=pl.Int64),
            "n",
            "at",
            "event_id",
            descending=[False, True, False, False],
        )
        .unique("event_id", keep="first", maintain_order=True)
    )
    sizes = inside.group_by("event_id").agg(
        pl.col("outlet").n_unique().alias("n_outlets"), pl.col("article_id").n_unique().alias("n_articles")
    )
    best = (
        readings.join(sizes, on="event_id", maintain_order="left")
        .sort(
            "score", "n_outlets", "n_articles", "at", "event_id", descending=[True, True, True, False, False]
        )
        .head(max(0, top))
    )
    # Over several years a day without its year says too little.
    short = best.height and shown.days <= _SHORT
    year = best["at"].dt.year().mode().max() if short else None
    return [_event(row, shown, year) for row in best.sort("at", "event_id").iter_rows(named=True)]


def _event(row: dict[str, Any], shown: axes.Window, year: Any) -> dict[str, Any]:
    when = words.interval(row["start"], row["stop"], row["granularity"], row["mod"])
    short = when.replace(f" {year}", "")
    left, right = mark_ends(row, shown)
    date_width = text_width(short, 12) + 6
    room = max(left, shown.width + OVERHANG - right) - date_width - 16
    name = shorten(row["text"], min(LABEL, room), 12, bold=True)
    pin = Pin(left, right, 8 + date_width + text_width(name, 12, bold=True), stem=row["mark"] == "dot")
    return {**row, "when": when, "short": short, "name": name, "pin": pin, "date_width": date_width}


def stem_layers(events: Sequence[dict[str, Any]], labels: Sequence[Label], plan: Plan) -> list[alt.Chart]:
    """Draw thin lines from the names down through the rows."""
    data = [
        {"x": e["at"], "y": _lane_y(label, plan), "y2": plan.height - 6}
        for e, label in zip(events, labels, strict=True)
        if label.pin.stem
    ]
    if not data:
        return []
    frame = parts.rows(data, {"x": pl.Datetime("us"), "y": pl.Float64, "y2": pl.Float64})
    rule = alt.Chart(axes.values(frame)).mark_rule(
        color=plan.theme.mute, opacity=0.38, strokeWidth=1, tooltip=None, clip=True
    )
    return [rule.encode(x=axes.x("x", plan.shown), y=axes.y("y", plan.height), y2="y2")]


def name_layers(events: Sequence[dict[str, Any]], labels: Sequence[Label], plan: Plan) -> list[alt.Chart]:
    """Draw pins, days and names in their lanes."""
    rows = [_placed(e, label, plan) for e, label in zip(events, labels, strict=True)]
    layers = _pin_layers([r for r in rows if r["mark"] == "dot"], plan)
    layers += _span_layers([r for r in rows if r["mark"] != "dot"], plan)
    sides: tuple[tuple[bool, parts.Align], ...] = ((False, "left"), (True, "right"))
    for flipped, align in sides:
        side = [r for r in rows if r["flipped"] == flipped]
        for text, at, color, bold in (
            ("short", "date_x", plan.theme.mute, False),
            ("name", "name_x", plan.theme.ink, True),
        ):
            frame = parts.rows(
                [
                    {
                        "x": r[at],
                        "y": r["y"],
                        "text": r[text],
                        "color": color,
                        "what": r["text"],
                        "when": r["when"],
                        "articles": r["n_articles"],
                        "outlets": r["n_outlets"],
                        "pick": r["event_id"],
                    }
                    for r in side
                ],
                {
                    "x": pl.Datetime("us"),
                    "y": pl.Float64,
                    "text": pl.String,
                    "color": pl.String,
                    "what": pl.String,
                    "when": pl.String,
                    "articles": pl.Int64,
                    "outlets": pl.Int64,
                    "pick": pl.String,
                },
            )
            layers += parts.texts(
                frame, plan.shown, plan.height, plan.theme, align=align, bold=bold, halo=True, tooltip=TOOLTIP
            )
    return layers


TOOLTIP: Final = (
    alt.Tooltip("what", type="nominal", title="what"),
    alt.Tooltip("when", type="nominal", title="when"),
    alt.Tooltip("articles", type="quantitative", title="articles"),
    alt.Tooltip("outlets", type="quantitative", title="outlets"),
)


def _lane_y(label: Label, plan: Plan) -> float:
    return plan.top - STRIP_GAP - LANE * (plan.lanes - label.lane) + LANE / 2


def _placed(event: dict[str, Any], label: Label, plan: Plan) -> dict[str, Any]:
    """Put the day next to the pin and the name behind it, outwards."""
    gap = 6.0
    edge = label.pin.left - gap if label.flipped else label.pin.right + gap
    sign = -1 if label.flipped else 1
    return {
        **event,
        "flipped": label.flipped,
        "y": _lane_y(label, plan),
        "date_x": plan.shown.at(edge),
        "name_x": plan.shown.at(edge + sign * event["date_width"]),
        "from": plan.shown.at(label.pin.left),
        "to": plan.shown.at(label.pin.right),
    }


_SPOT: Final = {
    "x": pl.Datetime("us"),
    "from": pl.Datetime("us"),
    "to": pl.Datetime("us"),
    "y": pl.Float64,
    "above": pl.Float64,
    "below": pl.Float64,
    "what": pl.String,
    "when": pl.String,
    "articles": pl.Int64,
    "outlets": pl.Int64,
    "pick": pl.String,
}


def _spots(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    data = [
        {
            "x": r["at"],
            "from": r["from"],
            "to": r["to"],
            "y": r["y"],
            "above": r["y"] - 4.5,
            "below": r["y"] + 4.5,
            "what": r["text"],
            "when": r["when"],
            "articles": r["n_articles"],
            "outlets": r["n_outlets"],
            "pick": r["event_id"],
        }
        for r in rows
    ]
    return parts.rows(data, _SPOT)


def _pin_layers(rows: Sequence[dict[str, Any]], plan: Plan) -> list[alt.Chart]:
    layers = []
    for hollow in (False, True):
        some = [r for r in rows if r["hollow"] == hollow]
        if some:
            points = alt.Chart(axes.values(_spots(some))).mark_point(
                shape="circle",
                size=64,
                opacity=1,
                stroke=plan.theme.ink,
                strokeWidth=1.6,
                fill=plan.theme.background if hollow else plan.theme.ink,
            )
            layers.append(
                points.encode(x=axes.x("x", plan.shown), y=axes.y("y", plan.height), tooltip=list(TOOLTIP))
            )
    return layers


def _span_layers(rows: Sequence[dict[str, Any]], plan: Plan) -> list[alt.Chart]:
    layers: list[alt.Chart] = []
    bars = [r for r in rows if r["mark"] == "bar"]
    if bars:
        rect = alt.Chart(axes.values(_spots(bars))).mark_rect(
            cornerRadius=4.5,
            fill=plan.theme.ink,
            fillOpacity=0.2,
            stroke=plan.theme.ink,
            strokeOpacity=0.8,
            clip=True,
        )
        layers.append(
            rect.encode(
                x=axes.x("from", plan.shown),
                x2="to",
                y=axes.y("above", plan.height),
                y2="below",
                tooltip=list(TOOLTIP),
            )
        )
    for mark in ("until", "since"):
        frame = _spots([r for r in rows if r["mark"] == mark])
        if not frame.is_empty():
            layers += fades(frame, mark, plan.theme.ink, plan, TOOLTIP)
    return layers
