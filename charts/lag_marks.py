"""Draw the statements of the lag chart: one by one, or counted in cells, with the share of each distance."""

from datetime import timedelta
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.lag_key import RECT, TEXT, key_layers, kind_key, ramp_key
from charts.lag_scale import BAND, BINS, KEY, SAME_DAY, Bands, bin_of
from charts.layout import shorten
from charts.theme import Theme
from timeline import words
from timeline.schema import OUTLET_KINDS

BAR: Final = 150
"""Greatest length of a share's bar in pixels."""
CELL: Final = 13.0
"""Least width of a cell in pixels."""


def band_layers(bands: Bands, shown: axes.Window, theme: Theme) -> list[alt.Chart]:
    """Draw the bands, their words at the left, the axis of time below."""
    rects = [
        {
            "x": shown.start,
            "x2": shown.stop,
            "y": bands.top(k) + 1,
            "y2": bands.top(k) + BAND - 1,
            "color": theme.ink,
            "opacity": 0.1 if k == SAME_DAY else theme.band * 0.7,
        }
        for k in bands.shown
    ]
    base = alt.Chart(axes.values(parts.rows(rects, {**RECT, "opacity": pl.Float64})))
    rect = base.mark_rect(tooltip=None).encode(
        x=axes.x("x", shown),
        x2="x2",
        y=axes.y("y", bands.height),
        y2="y2",
        fill=alt.Fill("color", type="nominal", scale=None),
        fillOpacity=alt.FillOpacity("opacity", type="quantitative", scale=None),
    )
    layers = [axes.tick_layer(shown, bands.height, theme.mute, noon=True), rect]
    for bold in (False, True):
        said = [
            {
                "x": shown.at(-12),
                "y": bands.top(k) + BAND / 2,
                "text": BINS[k].label,
                "color": theme.ink if k == SAME_DAY else theme.mute,
            }
            for k in bands.shown
            if (k == SAME_DAY) == bold
        ]
        layers += parts.texts(parts.rows(said, TEXT), shown, bands.height, theme, align="right", bold=bold)
    return layers


def point_layers(found: pl.DataFrame, bands: Bands, shown: axes.Window, theme: Theme) -> list[alt.Chart]:
    """Draw each statement: a full shape where the day is known, a hollow one with a line where it is not."""
    points = _points(found, bands, shown, theme)
    schema = {
        "x": pl.Datetime("us"),
        "y": pl.Float64,
        "high": pl.Float64,
        "low": pl.Float64,
        "area": pl.Float64,
        **dict.fromkeys(
            ("shape", "fill", "stroke", "color", "what", "when", "lag", "outlet", "pick"), pl.String
        ),
        "n": pl.Int64,
    }
    tooltip = [
        alt.Tooltip("what", type="nominal"),
        alt.Tooltip("when", type="nominal"),
        alt.Tooltip("lag", type="nominal", title="published"),
        alt.Tooltip("outlet", type="nominal"),
        alt.Tooltip("n", type="quantitative", title="articles"),
    ]
    layers = band_layers(bands, shown, theme)
    for uncertain in (True, False):
        some = [{k: p[k] for k in schema} for p in points if p["uncertain"] == uncertain]
        if not some:
            continue
        base = alt.Chart(axes.values(parts.rows(some, schema)))
        color = alt.Color("color", type="nominal", scale=None)
        if uncertain:
            line = base.mark_rule(strokeWidth=1.6, opacity=0.5, tooltip=None)
            layers.append(
                line.encode(x=axes.x("x", shown), y=axes.y("high", bands.height), y2="low", color=color)
            )
        layers.append(
            base.mark_point(opacity=1, strokeWidth=1.6 if uncertain else 0.9, aria=True).encode(
                description=alt.Description("what", type="nominal"),
                x=axes.x("x", shown),
                y=axes.y("y", bands.height),
                shape=alt.Shape("shape", type="nominal", scale=None),
                size=alt.Size("area", type="quantitative", scale=None),
                fill=alt.Fill("fill", type="nominal", scale=None),
                stroke=alt.Stroke("stroke", type="nominal", scale=None),
                tooltip=tooltip,
            )
        )
    return [*layers, *key_layers(found, bands, shown, theme)]


def _points(found: pl.DataFrame, bands: Bands, shown: axes.Window, theme: Theme) -> list[dict[str, Any]]:
    grouped = (
        found.group_by("day", "low", "high", "kind", maintain_order=True)
        .agg(
            pl.col("mid").mean(),
            pl.col("article_id").n_unique().cast(pl.Int64).alias("n"),
            pl.col("headline").unique(maintain_order=True),
            pl.col("outlet").unique(maintain_order=True),
            pl.col("event_id").unique(maintain_order=True),
            pl.col("start").first(),
            pl.col("stop").first(),
            pl.col("granularity").first(),
            pl.col("mod").first(),
        )
        .sort(
            pl.col("day"),
            pl.col("n"),
            frames.kind_rank(),
            "low",
            "high",
            descending=[False, True, False, False, False],
        )
    )
    points = []
    for row in grouped.iter_rows(named=True):
        uncertain = row["low"] != row["high"]
        color = theme.mark(row["kind"])
        points.append(
            {
                "at": shown.x(axes.midnight(row["day"]) + timedelta(hours=12)),
                "y": bands.y_within(row["mid"], 7.0),
                "high": bands.y(row["high"]),
                "low": bands.y(row["low"]),
                "area": float(min(170, 52 + 24 * (row["n"] - 1))),
                "shape": theme.shape(row["kind"]),
                "fill": theme.background if uncertain else color,
                "stroke": color if uncertain else theme.background,
                "color": color,
                "uncertain": uncertain,
                "top": bands.top(bin_of(row["mid"])),
                "n": row["n"],
                "what": "; ".join(shorten(h, 420) for h in row["headline"][:3]),
                "when": words.interval(row["start"], row["stop"], row["granularity"], row["mod"]),
                "lag": said(row["low"], row["high"]),
                "outlet": ", ".join(row["outlet"][:4]),
                "pick": " ".join(row["event_id"][:50]),
            }
        )
    _spread_out(points, shown.width / shown.days)
    return [{**p, "x": shown.at(p["at"])} for p in points]


def said(low: float, high: float) -> str:
    """Say a distance in words, from the least to the most.

    >>> said(0, 0), said(2, 8), said(-2, 4)
    ('same day', '2 to 8 days after', '2 days ahead to 4 days after')
    """
    low, high = int(low), int(high)
    if low == high:
        return words.lag(low)
    if low >= 0:
        return f"{low} to {words.lag(high)}"
    if high <= 0:
        return f"{-high} to {words.lag(low)}"
    return f"{words.lag(low)} to {words.lag(high)}"


def _spread_out(points: list[dict[str, Any]], day: float) -> None:
    """Move points aside where they would cover each other: within their day and within their band.

    The band tells the distance; the height within it is only roughly read, so a known day may use it.
    """
    placed: list[tuple[float, float, float]] = []
    reach = max(0.0, day / 2 - 3)
    for point in points:
        radius = point["area"] ** 0.5 / 2
        sides = [s for k in range(12) for s in (k * 4.0, -k * 4.0) if abs(s) <= reach] or [0.0]
        ups = [0.0] if point["uncertain"] else [0.0, -9.0, 9.0]
        low, high = point["top"] + radius + 1, point["top"] + BAND - radius - 1
        ups = [dy for dy in ups if dy == 0.0 or low <= point["y"] + dy <= high]
        spots = [(point["at"] + dx, point["y"] + dy, abs(dx) + 1.5 * abs(dy)) for dy in ups for dx in sides]
        near = [p for p in placed[-80:] if abs(p[0] - point["at"]) < reach + 24]

        def cost(
            spot: tuple[float, float, float], radius: float = radius, near: Any = near
        ) -> tuple[float, float]:
            x, y, moved = spot
            covered = sum(max(0.0, 1 - max(abs(x - a), abs(y - b)) / (radius + r - 1)) for a, b, r in near)
            return round(covered, 6), moved

        point["at"], point["y"], _ = min(spots, key=cost)
        placed.append((point["at"], point["y"], radius))


def cell_layers(found: pl.DataFrame, bands: Bands, shown: axes.Window, theme: Theme) -> list[alt.Chart]:
    """Draw how many statements of each distance were published when."""
    width = max(1, -int(-CELL * shown.days / shown.width // 1))
    origin = shown.start.date()
    counted = (
        found.with_columns(
            pl.col("mid").map_elements(bin_of, return_dtype=pl.Int64).alias("band"),
            ((pl.col("day") - origin).dt.total_days() // width).alias("column"),
        )
        .group_by("column", "band")
        .agg(
            pl.len().cast(pl.Int64).alias("n"),
            pl.col("article_id").n_unique().cast(pl.Int64).alias("articles"),
        )
        .sort("column", "band")
    )
    limits = steps_of(max(counted["n"].to_list(), default=1), len(theme.ramp))
    cells = []
    for column, band, n, articles in counted.iter_rows():
        begin = axes.midnight(origin) + timedelta(days=column * width)
        end = begin + timedelta(days=width)
        shade = sum(n >= limit for limit in limits) - 1
        cells.append(
            {
                "x": begin,
                "x2": end,
                "y": bands.top(band) + 1,
                "y2": bands.top(band) + BAND - 1,
                "color": theme.ramp[shade],
                "n": n,
                "articles": articles,
                "lag": BINS[band].label,
                "published": words.days(begin.date(), end.date()),
            }
        )
    schema = {**RECT, "n": pl.Int64, "articles": pl.Int64, "lag": pl.String, "published": pl.String}
    rect = alt.Chart(axes.values(parts.rows(cells, schema))).mark_rect(
        stroke=theme.background, strokeWidth=1.5, cornerRadius=2, clip=True
    )
    drawn = rect.encode(
        x=axes.x("x", shown),
        x2="x2",
        y=axes.y("y", bands.height),
        y2="y2",
        fill=alt.Fill("color", type="nominal", scale=None),
        tooltip=[
            alt.Tooltip("n", type="quantitative", title="statements"),
            alt.Tooltip("articles", type="quantitative"),
            alt.Tooltip("lag", type="nominal", title="distance"),
            alt.Tooltip("published", type="nominal"),
        ],
    )
    key, x = ramp_key(limits, bands, shown, theme)
    kinds, _ = kind_key(
        found["kind"].unique().to_list(), x + 14, 10.0, bands.height, shown=shown, theme=theme, bars=True
    )
    return [*band_layers(bands, shown, theme), drawn, *key, *kinds]


def steps_of(most: int, n: int) -> list[int]:
    """Give the least counts of at most ``n`` shades, about a factor apart, the first 1.

    >>> steps_of(3, 5), steps_of(400, 5)
    ([1, 2, 3], [1, 3, 11, 36, 121])
    """
    if most <= n:
        return list(range(1, most + 1))
    found = [1]
    for k in range(1, n):
        found.append(max(found[-1] + 1, round((most + 1) ** (k / n))))
    return found


def share_layers(found: pl.DataFrame, bands: Bands, shown: axes.Window, theme: Theme) -> list[alt.Chart]:
    """Draw the share of every distance at the right, each bar in line with its band, by kind of outlet."""
    start = shown.width + 28
    places = found.with_columns(pl.col("mid").map_elements(bin_of, return_dtype=pl.Int64).alias("band"))
    total = found.height
    counts = {(b, k): n for b, k, n in places.group_by("band", "kind").agg(pl.len()).iter_rows()}
    sums = {b: sum(n for (band, _), n in counts.items() if band == b) for b in bands.shown}
    scale = BAR / max(sums.values())
    bars, labels = [], []
    for band in bands.shown:
        x, y = float(start), bands.top(band) + BAND / 2
        for kind in OUTLET_KINDS:
            n = counts.get((band, kind), 0)
            if n:
                bars.append(
                    {
                        "x": shown.at(x),
                        "x2": shown.at(x + n * scale),
                        "y": y - 8,
                        "y2": y + 8,
                        "color": theme.mark(kind),
                        "kind": kind,
                        "n": n,
                    }
                )
                x += n * scale
        share = 100 * sums[band] / total
        text = "0 %" if not sums[band] else f"{share:.0f} %" if share >= 1 else "under 1 %"
        labels.append(
            {"x": shown.at(x + 8), "y": y, "text": text, "color": theme.ink if sums[band] else theme.mute}
        )
    head = {"x": shown.at(start), "y": KEY - 10.0, "text": "share of statements", "color": theme.mute}
    rect = alt.Chart(axes.values(parts.rows(bars, {**RECT, "kind": pl.String, "n": pl.Int64}))).mark_rect(
        stroke=theme.background, strokeWidth=0.6
    )
    drawn = rect.encode(
        x=axes.x("x", shown),
        x2="x2",
        y=axes.y("y", bands.height),
        y2="y2",
        fill=alt.Fill("color", type="nominal", scale=None),
        tooltip=[
            alt.Tooltip("kind", type="nominal"),
            alt.Tooltip("n", type="quantitative", title="statements"),
        ],
    )
    return [
        drawn,
        *parts.texts(parts.rows([*labels, head], TEXT), shown, bands.height, theme),
    ]
