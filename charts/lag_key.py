"""Draw the reading keys of the lag chart: kinds of outlet, hollow marks, shades of cells."""

from collections.abc import Sequence
from typing import Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.lag_scale import Bands
from charts.layout import text_width
from charts.theme import Theme
from timeline.schema import OUTLET_KINDS

TEXT: Final = {"x": pl.Datetime("us"), "y": pl.Float64, "text": pl.String, "color": pl.String}
RECT: Final = {
    "x": pl.Datetime("us"),
    "x2": pl.Datetime("us"),
    "y": pl.Float64,
    "y2": pl.Float64,
    "color": pl.String,
}


def kind_key(
    kinds: Sequence[str], x: float, y: float, height: float, *, shown: axes.Window, theme: Theme,
    bars: bool = False,
) -> tuple[list[alt.Chart], float]:  # fmt: skip
    """Draw the shapes and names of kinds in a line; gives the layers and where the line ends.

    ``bars``: the kinds stand for parts of bars, which have colours and no shapes.
    """
    points, names = [], []
    if all(kind == "unknown" for kind in kinds):
        return [], x
    for kind in [k for k in OUTLET_KINDS if k in kinds]:
        shape, size = ("square", 90.0) if bars else (theme.shape(kind), theme.size(kind, 64.0))
        points.append({"x": shown.at(x + 5), "y": y, "shape": shape, "size": size, "color": theme.mark(kind)})
        names.append({"x": shown.at(x + 16), "y": y, "text": kind, "color": theme.text(kind)})
        x += 16 + text_width(kind, 12) + 16
    schema = {
        "x": pl.Datetime("us"),
        "y": pl.Float64,
        "shape": pl.String,
        "size": pl.Float64,
        "color": pl.String,
    }
    point = alt.Chart(axes.values(parts.rows(points, schema))).mark_point(
        opacity=1, strokeWidth=0, tooltip=None
    )
    drawn = point.encode(
        size=alt.Size("size", type="quantitative", scale=None),
        x=axes.x("x", shown),
        y=axes.y("y", height),
        shape=alt.Shape("shape", type="nominal", scale=None),
        fill=alt.Fill("color", type="nominal", scale=None),
    )
    return [drawn, *parts.texts(parts.rows(names, TEXT), shown, height, theme)], x


def key_layers(found: pl.DataFrame, bands: Bands, shown: axes.Window, theme: Theme) -> list[alt.Chart]:
    """Draw the reading key of single statements."""
    y = 10.0
    layers, x = kind_key(
        found["kind"].unique().to_list(), -bands.left, y, bands.height, shown=shown, theme=theme
    )
    uncertain = found.filter(pl.col("low") != pl.col("high"))
    if uncertain.is_empty():
        return layers
    spot = {"x": shown.at(x + 6), "y": y, "high": y - 9, "low": y + 9}
    base = alt.Chart(
        axes.values(
            parts.rows([spot], {"x": pl.Datetime("us"), **dict.fromkeys(("y", "high", "low"), pl.Float64)})
        )
    )
    text = {
        "x": shown.at(x + 18),
        "y": y,
        "text": f"hollow: {parts.longer_times(uncertain['granularity'].to_list())}",
        "color": theme.mute,
    }
    return [
        *layers,
        base.mark_rule(strokeWidth=1.6, opacity=0.6, color=theme.mute, tooltip=None).encode(
            x=axes.x("x", shown), y=axes.y("high", bands.height), y2="low"
        ),
        base.mark_point(
            size=60, opacity=1, strokeWidth=1.6, stroke=theme.mute, fill=theme.background, tooltip=None
        ).encode(x=axes.x("x", shown), y=axes.y("y", bands.height)),
        *parts.texts(parts.rows([text], TEXT), shown, bands.height, theme),
    ]


def ramp_key(
    limits: Sequence[int], bands: Bands, shown: axes.Window, theme: Theme
) -> tuple[list[alt.Chart], float]:
    """Draw the shades of the cells with their counts; gives the layers and where the line ends."""
    x, y = -bands.left, 10.0
    swatches, labels = [], [{"x": shown.at(x), "y": y, "text": "statements", "color": theme.mute}]
    x += text_width("statements", 12) + 12
    for k, low in enumerate(limits):
        high = limits[k + 1] - 1 if k + 1 < len(limits) else None
        text = f"{low:,}+" if high is None else f"{low:,}" if high == low else f"{low:,}–{high:,}"
        swatches.append(
            {"x": shown.at(x), "x2": shown.at(x + 18), "y": y - 6, "y2": y + 6, "color": theme.ramp[k]}
        )
        labels.append({"x": shown.at(x + 24), "y": y, "text": text, "color": theme.mute})
        x += 24 + text_width(text, 12) + 14
    rect = alt.Chart(axes.values(parts.rows(swatches, RECT))).mark_rect(tooltip=None, cornerRadius=2)
    drawn = rect.encode(
        x=axes.x("x", shown),
        x2="x2",
        y=axes.y("y", bands.height),
        y2="y2",
        fill=alt.Fill("color", type="nominal", scale=None),
    )
    return [drawn, *parts.texts(parts.rows(labels, TEXT), shown, bands.height, theme)], x
