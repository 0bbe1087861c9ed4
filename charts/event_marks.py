"""Gather statements into marks of the timeline and draw them: dots, bars, fading sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.layout import pack_bars, shorten
from charts.options import ChartOptions
from charts.theme import Theme
from timeline import words
from timeline.schema import OUTLET_KINDS

ROW: Final = 24
LANE: Final = 20
KEY: Final = 34
"""Heights in pixels of an outlet's row, a lane of event names, the key above them."""
STRIP_GAP: Final = 18
"""Pixels between the lowest event name and the rows."""
TAIL: Final = 34
"""Length in pixels of the fading side of an open interval."""
SMALLEST: Final = 49
LARGEST: Final = 361
STEP: Final = 34
"""Areas of dots in square pixels: one article, at most, and each further article."""
APART: Final = 8.0
"""Pixels that neighbouring dots of a row are apart at least; in longer windows a dot gathers several days."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold what the layers share; ``outlets`` are (name, kind, articles, several outlets in one row)."""

    shown: axes.Window
    outlets: list[tuple[str, str, int, bool]]
    lanes: int
    left: float
    theme: Theme
    options: ChartOptions

    @property
    def top(self) -> float:
        """Give where the rows begin."""
        return float(KEY + (LANE * self.lanes + STRIP_GAP if self.lanes else 0))

    @property
    def height(self) -> float:
        """Give the height of the view."""
        return self.top + ROW * len(self.outlets) + 6

    def y(self, row: int) -> float:
        """Give the middle of a row."""
        return self.top + ROW * (row + 0.5)


def mark_ends(row: dict[str, Any], shown: axes.Window) -> tuple[float, float]:
    """Give the ends of a mark in pixels, within the window."""
    at = shown.x(row["at"])
    if row["mark"] == "bar":
        left, right = shown.x(row["start"]), shown.x(row["stop"])
        if right - left < 9:
            left, right = (left + right) / 2 - 4.5, (left + right) / 2 + 4.5
        return max(0.0, left), min(shown.width, right)
    if row["mark"] == "until":
        return at - TAIL, at
    if row["mark"] == "since":
        return at, at + TAIL
    return at - 4, at + 4


def gather(inside: pl.DataFrame, plan: Plan) -> tuple[list[dict[str, Any]], int]:
    """Gather statements into marks: one a row, place and shape; gives them and how many found no room."""
    bucket = max(1, round(APART * plan.shown.days / plan.shown.width))
    day = pl.col("at").dt.date()
    origin = plan.shown.start.date()
    first = day - pl.duration(days=(day - origin).dt.total_days() % bucket)
    is_bar = pl.col("mark") == "bar"
    spot = pl.when(is_bar).then(None).otherwise(first).alias("spot")
    keys = [
        "row",
        "mark",
        "spot",
        pl.when(is_bar).then("start").alias("a"),
        pl.when(is_bar).then("stop").alias("b"),
    ]
    grouped = (
        inside.sort("score", "event_id", descending=[True, False], maintain_order=True)
        .with_columns(spot)
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("at").mean().alias("at"),
            pl.col("start").min(),
            pl.col("stop").max(),
            pl.col("granularity").first(),
            pl.col("mod").first(),
            pl.col("hollow").all(),
            pl.col("kind").n_unique().alias("kinds"),
            pl.col("kind").first(),
            pl.col("article_id").n_unique().cast(pl.Int64).alias("n"),
            pl.coalesce("event_headline", "headline").unique(maintain_order=True).alias("headlines"),
            pl.col("event_id").unique(maintain_order=True).alias("ids"),
            pl.col("basis").unique(maintain_order=True).alias("bases"),
        )
        .sort("row", "mark", "at", "start", "stop", nulls_last=True)
    )
    shared = [i for i, (_, _, _, together) in enumerate(plan.outlets) if together]
    sizes = grouped.filter((pl.col("mark") == "dot") & ~pl.col("row").is_in(shared))["n"].to_list()
    marks = [_mark(row, plan, bucket, max(sizes, default=1)) for row in grouped.iter_rows(named=True)]
    _shorten_tails(marks)
    kept = _bars_in_lanes(marks, plan)
    return kept, len(marks) - len(kept)


def _shorten_tails(marks: list[dict[str, Any]]) -> None:
    """End the fading side of an open interval at its neighbour's edge: tails over tails become mud."""
    for mark, edge, far in (("until", "right", "left"), ("since", "left", "right")):
        some = sorted((m for m in marks if m["mark"] == mark), key=lambda m: (m["row"], m[edge]))
        for before, after in pairwise(some):
            near = after if mark == "until" else before
            other = before if mark == "until" else after
            if before["row"] == after["row"] and abs(after[edge] - before[edge]) < TAIL:
                near[far] = other[edge]


def _mark(row: dict[str, Any], plan: Plan, bucket: int, largest: int) -> dict[str, Any]:
    name, kind, _, _ = plan.outlets[row["row"]]
    color = plan.theme.mark(kind)
    if row["mark"] == "dot" and bucket == 1 and row["stop"] - row["start"] >= axes.DAY:
        row["at"] = axes.midnight(row["at"].date()) + timedelta(hours=12)
    left, right = mark_ends(row, plan.shown)
    heads = [shorten(h, 420) for h in row["headlines"][:4]]
    more = len(row["headlines"]) - len(heads)
    when = words.interval(row["start"], row["stop"], row["granularity"], row["mod"])
    if bucket > 1 and row["mark"] != "bar" and row["start"] and row["stop"]:
        when = words.days(row["start"].date(), max(row["stop"].date(), row["start"].date() + axes.DAY))
    step = min(STEP, (LARGEST - SMALLEST) / max(1, largest - 1))
    return {
        **row,
        "left": left,
        "right": right,
        "lane": 0,
        "color": color,
        "fill": plan.theme.background if row["hollow"] else color,
        "stroke": color if row["hollow"] else plan.theme.background,
        "weight": 1.8 if row["hollow"] else 1.0,
        "area": min(LARGEST, SMALLEST + step * (row["n"] - 1)),
        "y": plan.y(row["row"]),
        "what": "; ".join(heads) + (f"; and {more} more" if more > 0 else ""),
        "when": when,
        "outlet": name,
        "how": ", ".join(words.term(basis) for basis in row["bases"] if basis),
        "pick": " ".join(row["ids"][:50]),
    }


def _bars_in_lanes(marks: list[dict[str, Any]], plan: Plan) -> list[dict[str, Any]]:
    """Give overlapping bars of a row lanes of their own, thinner the more there are; at most three."""
    for row in range(len(plan.outlets)):
        bars = [m for m in marks if m["row"] == row and m["mark"] == "bar"]
        bars.sort(key=lambda m: (m["right"] - m["left"], m["left"]))
        lanes = pack_bars([(m["left"], m["right"]) for m in bars], most=3)
        used = 1 + max((lane for lane in lanes if lane is not None), default=0)
        tall = {1: 11.0, 2: 8.0, 3: 6.0}[used]
        for mark, lane in zip(bars, lanes, strict=True):
            mark["lane"] = lane
            if lane is not None:
                mark["y"] = plan.y(row) + (lane - (used - 1) / 2) * (tall + 1.5)
                mark["tall"] = tall
    return [m for m in marks if m["lane"] is not None]


_NAMES: Final = ("fill", "stroke", "color", "what", "when", "outlet", "how", "pick")


def mark_schema() -> dict[str, Any]:
    """Give the columns of a drawn mark: ends as instants, heights in pixels, words for the tooltip."""
    times = {"x": pl.Datetime("us"), "from": pl.Datetime("us"), "to": pl.Datetime("us")}
    numbers = dict.fromkeys(("y", "above", "below", "area", "weight"), pl.Float64)
    return {**times, **numbers, "n": pl.Int64, **dict.fromkeys(_NAMES, pl.String)}


def _times(marks: Sequence[dict[str, Any]], plan: Plan) -> pl.DataFrame:
    data = [
        {
            "x": m["at"],
            "from": plan.shown.at(m["left"]),
            "to": plan.shown.at(m["right"]),
            "y": m["y"],
            "above": m["y"] - m.get("tall", 10.0) / 2,
            "below": m["y"] + m.get("tall", 10.0) / 2,
            "area": float(m["area"]),
            "weight": m["weight"],
            "n": m["n"],
            **{name: m[name] for name in _NAMES},
        }
        for m in marks
    ]
    return parts.rows(data, mark_schema())


TOOLTIP: Final = (
    alt.Tooltip("what", type="nominal", title="what"),
    alt.Tooltip("when", type="nominal", title="when"),
    alt.Tooltip("outlet", type="nominal", title="outlet"),
    alt.Tooltip("n", type="quantitative", title="articles"),
    alt.Tooltip("how", type="nominal", title="how the date is known"),
)


def mark_layers(marks: Sequence[dict[str, Any]], plan: Plan) -> list[alt.Chart]:
    """Draw open intervals first, bars over them, dots on top, the large ones below the small ones."""
    layers: list[alt.Chart] = []
    for mark in ("until", "since"):
        for kind in OUTLET_KINDS:
            some = [m for m in marks if m["mark"] == mark and plan.outlets[m["row"]][1] == kind]
            layers += fades(_times(some, plan), mark, plan.theme.mark(kind), plan, TOOLTIP)
    bars = [m for m in marks if m["mark"] == "bar"]
    dots = sorted((m for m in marks if m["mark"] == "dot"), key=lambda m: -m["area"])
    layers += _bar_layer(bars, plan)
    if dots:
        layer = (
            alt.Chart(axes.values(_times(dots, plan)))
            .mark_point(shape="circle", opacity=1, clip=True, aria=True)
            .encode(
                description=alt.Description("what", type="nominal"),
                x=axes.x("x", plan.shown),
                y=axes.y("y", plan.height),
                tooltip=list(TOOLTIP),
                fill=alt.Fill("fill", type="nominal", scale=None),
                stroke=alt.Stroke("stroke", type="nominal", scale=None),
                size=alt.Size("area", type="quantitative", scale=None),
                strokeWidth=alt.StrokeWidth("weight", type="quantitative", scale=None),
            )
        )
        layers.append(layer)
    return layers


def _bar_layer(bars: Sequence[dict[str, Any]], plan: Plan) -> list[alt.Chart]:
    if not bars:
        return []
    layers = []
    for hollow in (False, True):
        some = [m for m in bars if m["hollow"] == hollow]
        if some:
            base = alt.Chart(axes.values(_times(some, plan))).mark_rect(
                cornerRadius=5,
                fillOpacity=0.0 if hollow else 0.22,
                strokeOpacity=0.75,
                strokeWidth=1.2,
                clip=True,
                aria=True,
                strokeDash=[3, 2] if hollow else [1, 0],
            )
            color = alt.Fill("color", type="nominal", scale=None)
            stroke = alt.Stroke("color", type="nominal", scale=None)
            layers.append(
                base.encode(
                    description=alt.Description("what", type="nominal"),
                    x=axes.x("from", plan.shown),
                    x2="to",
                    y=axes.y("above", plan.height),
                    y2="below",
                    fill=color,
                    stroke=stroke,
                    tooltip=list(TOOLTIP),
                )
            )
    return layers


def fades(
    frame: pl.DataFrame, mark: str, color: str, plan: Plan, tooltip: Sequence[alt.Tooltip]
) -> list[alt.Chart]:
    """Draw open intervals: a tail that fades towards the open side, a firm edge at the known one."""
    if frame.is_empty():
        return []
    edge = "to" if mark == "until" else "from"
    weak, strong = _rgba(color, 0.0), _rgba(color, 0.42)
    left, right = (weak, strong) if mark == "until" else (strong, weak)
    stops = [alt.GradientStop(offset=0, color=left), alt.GradientStop(offset=1, color=right)]
    ramp = alt.LinearGradient(gradient="linear", x1=0, x2=1, y1=0, y2=0, stops=stops)
    base = alt.Chart(axes.values(frame))
    if tooltip:
        base = base.encode(tooltip=list(tooltip))
    tail = base.mark_rect(fill=ramp, clip=True, strokeWidth=0).encode(
        x=axes.x("from", plan.shown), x2="to", y=axes.y("above", plan.height), y2="below"
    )
    cap = base.mark_rule(strokeWidth=2, color=color, clip=True, strokeCap="round").encode(
        x=axes.x(edge, plan.shown), y=axes.y("above", plan.height), y2="below"
    )
    return [tail, cap]


def _rgba(color: str, alpha: float) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
