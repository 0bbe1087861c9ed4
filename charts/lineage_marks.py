"""Draw the marks of the lineage chart: lanes, dots, lines by kind with their heads, the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.layout import text_width
from charts.theme import Theme

KEY: Final = 30.0
"""Height of the reading key above the lanes."""
STEPS: Final = 14
"""Points on a line."""
HEAD: Final = 9.0
"""Pixels from the middle of an arrow's head to the middle of the dot that it points at."""


_TOUCH: Final = 10.0
"""Pixels in which two dots of a lane touch; they then take these heights in turn."""
_NEAR: Final = 18.0
"""Pixels between two dots up to which a straight line without a head joins them."""
_HEIGHTS: Final = (0.0, -9.0, 9.0)
_MANY: Final = 60
"""Dots from which they are drawn smaller."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Hold how a kind of lineage is drawn: the word in the key, in sums, place of its colour, dashes."""

    label: str
    said: str
    color: int | None
    dash: tuple[int, ...]
    width: float


KINDS: Final[Mapping[str, Kind]] = {
    "copy": Kind("copied", "copied", 1, (1, 0), 2.2),
    "rewrite": Kind("rewritten", "rewritten", 0, (1, 0), 1.5),
    "common_upstream": Kind("same source, not in your collection", "from a common source", None, (5, 3), 1.1),
    "shared_quotes": Kind("same quotation", "sharing a quotation", 3, (2, 3), 1.1),
    "version": Kind("version of one article", "a new version", 2, (1, 0), 1.1),
}
"""Kinds in the order of what they mean."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Hold a lane: an outlet, or (``outside``) one that is only credited."""

    name: str
    label: str
    kind: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold where everything stands."""

    shown: axes.Window
    theme: Theme
    lanes: tuple[Lane, ...]
    row: float

    @property
    def height(self) -> float:
        """Give the height of the view."""
        return KEY + self.row * len(self.lanes) + 6

    def y(self, name: str) -> float | None:
        """Give the middle of an outlet's lane; None without one."""
        place = next((n for n, lane in enumerate(self.lanes) if lane.name == name), None)
        return None if place is None else KEY + self.row * (place + 0.5)

    def color(self, kind: str) -> str:
        """Give the colour of a kind of lineage."""
        place = KINDS[kind].color
        return self.theme.mute if place is None else self.theme.series[place]


def layers_of(plan: Plan, told: pl.DataFrame, edges: pl.DataFrame, outside: pl.DataFrame) -> list[alt.Chart]:
    """Give all layers of the chart, the lowest first."""
    at = _heights(plan, told)
    drawn, heads = _edges(plan, edges, at)
    present = [kind for kind in KINDS if kind in set(edges["kind"])]
    return [
        axes.tick_layer(plan.shown, plan.height, plan.theme.grid, noon=False, top=KEY),
        *_ground(plan),
        *_credits(plan, outside, at),
        *drawn,
        *heads,
        *_dots(plan, told, at),
        *_key(plan, present),
    ]


def _heights(plan: Plan, told: pl.DataFrame) -> dict[str, float]:
    """Give the height of each article's dot: on its lane, moved where it would cover the one before it."""
    found: dict[str, float] = {}
    last: dict[tuple[str, float], float] = {}
    for article, at, outlet in told.sort("at", "article_id").select("article_id", "at", "outlet").iter_rows():
        middle = plan.y(outlet)
        if middle is None:
            continue
        x = plan.shown.x(at)
        free = [h for h in _HEIGHTS if x - last.get((outlet, h), -_TOUCH) >= _TOUCH]
        height = free[0] if free else min(_HEIGHTS, key=lambda h: last[outlet, h])
        last[outlet, height] = x
        found[article] = middle + height
    return found


def _ground(plan: Plan) -> list[alt.Chart]:
    rules, names = [], []
    for n, lane in enumerate(plan.lanes):
        y = KEY + plan.row * (n + 0.5)
        rules.append({"x": plan.shown.start, "x2": plan.shown.stop, "y": y})
        color = plan.theme.mute if lane.outside else plan.theme.text(lane.kind)
        names.append({"x": plan.shown.at(-8), "y": y, "text": lane.label, "color": color})
    frame = parts.rows(rules, {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64})
    rule = alt.Chart(axes.values(frame)).mark_rule(color=plan.theme.grid, strokeWidth=1, tooltip=None)
    line = rule.encode(x=axes.x("x", plan.shown), x2="x2", y=axes.y("y", plan.height))
    return [line, *_texts(plan, names, "right")]


def _texts(plan: Plan, rows: list[dict[str, Any]], align: parts.Align) -> list[alt.Chart]:
    schema = {"x": pl.Datetime("us"), "y": pl.Float64, "text": pl.String, "color": pl.String}
    return parts.texts(parts.rows(rows, schema), plan.shown, plan.height, plan.theme, align=align)


def _edges(
    plan: Plan, edges: pl.DataFrame, at: Mapping[str, float]
) -> tuple[list[alt.Chart], list[alt.Chart]]:
    points: dict[str, list[dict[str, Any]]] = {}
    heads: list[dict[str, Any]] = []
    for number, row in enumerate(edges.iter_rows(named=True)):
        from_, to = at.get(row["source_id"]), at.get(row["target_id"])
        if from_ is None or to is None:
            continue
        a, b = (plan.shown.x(row["source_at"]), from_), (plan.shown.x(row["target_at"]), to)
        inside = row["source_outlet"] == row["target_outlet"] and abs(b[0] - a[0]) > _NEAR
        line = _curve(a, b, plan.row * 0.8 if inside else 0.0)
        said = f"{row['source_outlet']} → {row['target_outlet']}"
        told = {
            "edge": str(number),
            "said": said,
            "what": KINDS[row["kind"]].label,
            "why": row["reason"] or "",
        }
        points.setdefault(row["kind"], []).extend(
            {**told, "step": n, "x": plan.shown.at(x), "y": y} for n, (x, y) in enumerate(line)
        )
        if row["directed"] and hypot(b[0] - a[0], b[1] - a[1]) > _NEAR:
            x, y, turn = head(line)
            heads.append({"x": plan.shown.at(x), "y": y, "angle": turn, "color": plan.color(row["kind"])})
    kinds = [kind for kind in reversed(list(KINDS)) if kind in points]
    return [_lines(plan, kind, points[kind]) for kind in kinds], _heads(plan, heads)


def head(line: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Give where the head of an arrow stands before the end of a line, and its turn in degrees from upwards.

    >>> head([(0.0, 0.0), (0.0, 2.0)])
    (0.0, -7.0, 180.0)
    """
    (x0, y0), (x1, y1) = line[-2], line[-1]
    far = max(hypot(x1 - x0, y1 - y0), 0.1)
    turn = degrees(atan2(y1 - y0, x1 - x0)) + 90
    return x1 - HEAD * (x1 - x0) / far, y1 - HEAD * (y1 - y0) / far, turn


def _curve(a: tuple[float, float], b: tuple[float, float], bow: float) -> list[tuple[float, float]]:
    """Give points of a quadratic curve; one inside a lane bows above it."""
    middle = (a[0] + (b[0] - a[0]) * 0.65, a[1] - bow + (b[1] - a[1]) * 0.35)
    out = []
    for n in range(STEPS + 1):
        t = n / STEPS
        out.append(tuple((1 - t) ** 2 * a[k] + 2 * t * (1 - t) * middle[k] + t**2 * b[k] for k in (0, 1)))
    return [(x, y) for x, y in out]


def _lines(plan: Plan, kind: str, rows: list[dict[str, Any]]) -> alt.Chart:
    schema = {
        "edge": pl.String,
        "said": pl.String,
        "what": pl.String,
        "why": pl.String,
        "step": pl.Int64,
        "x": pl.Datetime("us"),
        "y": pl.Float64,
    }
    look = KINDS[kind]
    mark = alt.Chart(axes.values(parts.rows(rows, schema))).mark_line(
        color=plan.color(kind), strokeWidth=look.width, strokeDash=list(look.dash), opacity=0.8
    )
    drawn: alt.Chart = mark.encode(
        x=axes.x("x", plan.shown),
        y=axes.y("y", plan.height),
        detail=alt.Detail("edge", type="nominal"),
        order=alt.Order("step", type="quantitative"),
        tooltip=[
            alt.Tooltip("said", type="nominal", title="from → to"),
            alt.Tooltip("what", type="nominal", title="how"),
            alt.Tooltip("why", type="nominal", title="why"),
        ],
    )
    return drawn


def _heads(plan: Plan, rows: list[dict[str, Any]]) -> list[alt.Chart]:
    if not rows:
        return []
    schema = {"x": pl.Datetime("us"), "y": pl.Float64, "angle": pl.Float64, "color": pl.String}
    mark = alt.Chart(axes.values(parts.rows(rows, schema))).mark_point(
        shape="triangle", size=42, filled=True, opacity=1, strokeWidth=0, tooltip=None
    )
    return [
        mark.encode(
            x=axes.x("x", plan.shown),
            y=axes.y("y", plan.height),
            angle=alt.Angle("angle", type="quantitative", scale=None),
            color=alt.Color("color", type="nominal", scale=None),
        )
    ]


def _dots(plan: Plan, told: pl.DataFrame, heights: Mapping[str, float]) -> list[alt.Chart]:
    area = 70.0 if len(heights) < _MANY else 48.0
    rows = [
        {"x": at, "y": heights[article], "color": plan.theme.mark(kind), "shape": plan.theme.shape(kind),
         "area": plan.theme.size(kind, area), "label": label, "outlet": outlet,
         "when": f"{at:%Y-%m-%d %H:%M}"}
        for article, at, outlet, kind, label in told.select(
            "article_id", "at", "outlet", "kind", "label"
        ).iter_rows()
        if article in heights
    ]  # fmt: skip
    schema = {
        "x": pl.Datetime("us"),
        "y": pl.Float64,
        "area": pl.Float64,
        **dict.fromkeys(("color", "shape", "label", "outlet", "when"), pl.String),
    }
    mark = alt.Chart(axes.values(parts.rows(rows, schema))).mark_point(
        filled=True, opacity=1, stroke=plan.theme.background, strokeWidth=1.2
    )
    return [
        mark.encode(
            x=axes.x("x", plan.shown),
            y=axes.y("y", plan.height),
            fill=alt.Fill("color", type="nominal", scale=None),
            shape=alt.Shape("shape", type="nominal", scale=None),
            size=alt.Size("area", type="quantitative", scale=None),
            tooltip=[
                alt.Tooltip("label", type="nominal", title="article"),
                alt.Tooltip("outlet", type="nominal", title="outlet"),
                alt.Tooltip("when", type="nominal", title="published"),
            ],
        )
    ]


def _credits(plan: Plan, outside: pl.DataFrame, heights: Mapping[str, float]) -> list[alt.Chart]:
    """Draw a ring on the lane of a credited outsider where an article names it, and a thin line to it."""
    rows = [
        {"x": at, "y": y, "y2": y2, "said": f"{outlet} credits {credited}", "label": label}
        for article, at, outlet, credited, label in outside.select(
            "article_id", "at", "outlet", "credited", "label"
        ).iter_rows()
        if (y := plan.y(credited)) is not None and (y2 := heights.get(article)) is not None
    ]
    if not rows:
        return []
    schema = {
        "x": pl.Datetime("us"),
        "y": pl.Float64,
        "y2": pl.Float64,
        "said": pl.String,
        "label": pl.String,
    }
    base = alt.Chart(axes.values(parts.rows(rows, schema)))
    rule = base.mark_rule(color=plan.theme.mute, strokeWidth=1, strokeDash=[1, 3], opacity=0.7, tooltip=None)
    ring = base.mark_point(size=60, filled=False, opacity=1, stroke=plan.theme.mute, strokeWidth=1.5)
    where = {"x": axes.x("x", plan.shown), "y": axes.y("y", plan.height)}
    tips = [
        alt.Tooltip("said", type="nominal", title="credit"),
        alt.Tooltip("label", type="nominal", title="article"),
    ]
    lines = [rule.encode(**where, y2="y2")] if len(rows) <= _MANY else []  # a curtain of lines says nothing
    return [*lines, ring.encode(**where, tooltip=tips)]


def _key(plan: Plan, present: list[str]) -> list[alt.Chart]:
    """Draw a short line and a word for each kind that is in the chart."""
    layers: list[alt.Chart] = []
    names: list[dict[str, Any]] = []
    x, y = 0.0, 8.0
    for kind in present:
        frame = parts.rows(
            [{"x": plan.shown.at(x), "x2": plan.shown.at(x + 22), "y": y}],
            {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64},
        )
        look = KINDS[kind]
        mark = alt.Chart(axes.values(frame)).mark_rule(
            color=plan.color(kind), strokeWidth=look.width, strokeDash=list(look.dash), tooltip=None
        )
        layers.append(mark.encode(x=axes.x("x", plan.shown), x2="x2", y=axes.y("y", plan.height)))
        names.append({"x": plan.shown.at(x + 28), "y": y, "text": look.label, "color": plan.theme.ink})
        x += 28 + text_width(look.label, 12) + 20
    return [*layers, *_texts(plan, names, "left")]
