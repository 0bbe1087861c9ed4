"""Draw the marks of first reports: the first large, the others small, intervals as bars; outlets' records."""

from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.bars import label
from charts.layout import shorten
from charts.theme import Theme
from timeline import words

ROW: Final = 46.0
LEVELS: Final = (0.0, -9.0, 9.0, -13.0, 13.0, -17.0, 17.0)
"""Heights in a row that reports of the same time take in turn."""
_LARGE, _SMALL = 6.4, 4.2
"""Half the room that a mark takes, in pixels."""
_RECORD: Final = 26.0
_MOST: Final = 10


def placed(chosen: pl.DataFrame, order: list[str], shown: axes.Window) -> list[dict[str, Any]]:
    """Give each first report its place: ``x`` in time, ``y`` in pixels, moved where two would touch."""
    taken: dict[str, list[tuple[float, float, float]]] = {}
    found = []
    for row in chosen.iter_rows(named=True):
        middle = ROW * (order.index(row["event_id"]) + 0.5)
        wide = row["start"] is None or (row["stop"] - row["start"]).days > 1
        start = axes.midnight(row["start"] or row["stop"])
        x = min(
            max(start + (axes.midnight(row["stop"]) - start) / 2 if wide else row["at"], shown.start),
            shown.stop,
        )
        at = shown.x(x)
        size = _LARGE if row["first"] else _SMALL
        own = taken.setdefault(row["event_id"], [])
        free = [
            y for y in LEVELS
            if all((at - a) ** 2 + (y - b) ** 2 >= (size + other) ** 2 for a, b, other in own)
        ]  # fmt: skip
        y = free[0] if free else LEVELS[len(own) % len(LEVELS)]
        own.append((at, y, size))
        found.append(
            {
                "x": x, "y": middle + y, "line": middle, "kind": row["kind"], "first": row["first"],
                "tied": row["tied"], "wide": wide and row["start"] is not None, "from": start,
                "to": axes.midnight(row["stop"]), "outlet": row["outlet"], "event": row["headline"],
                "when": _when(row), "behind": _behind(row), "pick": row["event_id"],
            }
        )  # fmt: skip
    return found


def _when(row: dict[str, Any]) -> str:
    if row["clock"]:
        return f"{words.day(row['at'].date())}, {row['at']:%H:%M}"
    return (
        words.days(row["start"], row["stop"])
        if row["start"]
        else f"by {words.days(row['stop'], row['stop'])}"
    )


def _behind(row: dict[str, Any]) -> str:
    """Say how far a report is behind the first.

    >>> _behind({"first": False, "behind_hours": 30.4, "behind_least": 1, "behind_most": 2})
    '30 h behind'
    """
    if row["first"]:
        return "tied for first" if row["tied"] else "first"
    if row["behind_hours"] is not None and row["behind_hours"] < 48:
        hours = row["behind_hours"]
        return f"{hours:.0f} h behind" if hours >= 1 else f"{hours * 60:.0f} min behind"
    least, most = row["behind_least"], row["behind_most"]
    return f"{least} to {most} days behind" if least != most else f"{words.count(most, 'day')} behind"


def marks(
    rows: list[dict[str, Any]], shown: axes.Window, height: float, theme: Theme
) -> list[alt.LayerChart]:
    """Draw a line from the first report to the last, bars where only some days are known, and the marks."""
    schema = {
        "x": pl.Datetime("us"), "y": pl.Float64, "line": pl.Float64, "kind": pl.String, "first": pl.Boolean,
        "tied": pl.Boolean, "wide": pl.Boolean, "from": pl.Datetime("us"), "to": pl.Datetime("us"),
        "outlet": pl.String, "event": pl.String, "when": pl.String, "behind": pl.String, "pick": pl.String,
    }  # fmt: skip
    kinds = sorted({row["kind"] for row in rows})
    frame = parts.rows(rows, schema).with_columns(
        pl.col("kind")
        .replace_strict({k: theme.mark(k) for k in kinds}, return_dtype=pl.String)
        .alias("color"),
        pl.col("kind")
        .replace_strict({k: theme.shape(k) for k in kinds}, return_dtype=pl.String)
        .alias("shape"),
        pl.col("kind")
        .replace_strict({k: theme.size(k, 1.0) for k in kinds}, return_dtype=pl.Float64)
        .alias("area"),
        (pl.col("outlet") + ", " + pl.col("behind") + ": " + pl.col("event")).alias("said"),
    )
    spans = frame.group_by("pick").agg(
        pl.col("x").min(), pl.col("x").max().alias("x2"), pl.col("line").first()
    ).sort("line")  # fmt: skip
    line = alt.Chart(axes.values(spans)).mark_rule(color=theme.mute, strokeWidth=1, opacity=0.5, tooltip=None)
    bars = frame.filter("wide")
    drawn: list[Any] = [line.encode(x=axes.x("x", shown), x2="x2", y=axes.y("line", height))]
    if bars.height:
        rect = alt.Chart(axes.values(bars)).mark_bar(
            height=9, cornerRadius=4, fillOpacity=0.22, strokeOpacity=0.75
        )
        color = {"fill": alt.Fill("color", type="nominal", scale=None),
                 "stroke": alt.Stroke("color", type="nominal", scale=None)}  # fmt: skip
        drawn.append(
            rect.encode(x=axes.x("from", shown), x2="to", y=axes.y("y", height), tooltip=_tips(), **color)
        )
    for test, size, hollow in (
        (~pl.col("first"), 55, False),
        (pl.col("first") & ~pl.col("tied"), 130, False),
        (pl.col("tied"), 110, True),
    ):
        part = frame.filter(test)
        if part.height:
            sized = part.with_columns(pl.col("area") * size)
            drawn.append(_points(sized, shown, height, theme, hollow=hollow))
    return drawn


def _points(
    frame: pl.DataFrame, shown: axes.Window, height: float, theme: Theme, *, hollow: bool
) -> alt.Chart:
    point = alt.Chart(axes.values(frame)).mark_point(opacity=1, strokeWidth=2 if hollow else 1, aria=True)
    ground = alt.value(theme.background)
    drawn: alt.Chart = point.encode(
        x=axes.x("x", shown),
        y=axes.y("y", height),
        shape=alt.Shape("shape", type="nominal", scale=None),
        size=alt.Size("area", type="quantitative", scale=None),
        fill=ground if hollow else alt.Fill("color", type="nominal", scale=None),
        stroke=alt.Stroke("color", type="nominal", scale=None) if hollow else ground,
        description=alt.Description("said", type="nominal"),
        tooltip=_tips(),
    )
    return drawn


def _tips() -> list[alt.Tooltip]:
    names = ("outlet", "behind", "when", "event")
    return [alt.Tooltip(name, type="nominal") for name in names]


def legend(chosen: pl.DataFrame, theme: Theme, width: float) -> parts.View:
    """Name the kinds of outlet with their shapes and colours in a line."""
    kinds = [kind for kind in theme.shapes if kind in set(chosen["kind"])]
    drawn: list[Any] = []
    at = 8.0
    for kind in kinds if kinds != ["unknown"] else []:
        name = "kind not known" if kind == "unknown" else kind
        point = alt.Chart(alt.InlineData(values=[{}])).mark_point(
            shape=theme.shape(kind), size=theme.size(kind, 70), fill=theme.mark(kind),
            stroke=theme.background, opacity=1, x=at, y=9, tooltip=None,
        )  # fmt: skip
        drawn += [point, label(name, at + 10, 9, theme.text(kind))]
        at += parts.label_room([name], 12, 30) + 24
    blank = alt.Chart(alt.InlineData(values=[{}])).mark_point(opacity=0, x=0, y=0, tooltip=None)
    return alt.layer(*(drawn or [blank])).properties(width=width, height=18 if drawn else 1)


def record_view(raced: pl.DataFrame, theme: Theme, width: float, left: float) -> parts.View:
    """Draw how often each outlet was first, alone and in a tie, and how far behind it usually is."""
    record = (
        raced.group_by("outlet")
        .agg(
            pl.col("kind").first(),
            (pl.col("first") & ~pl.col("tied")).sum().alias("alone"),
            pl.col("tied").sum().alias("tied"),
            pl.len().alias("events"),
            ((pl.col("behind_least") + pl.col("behind_most")) / 2).median().alias("behind"),
        )
        .sort("alone", "tied", "events", "outlet", descending=[True, True, True, False])
        .head(_MOST)
    )
    most = max(1, int(record.select(pl.sum_horizontal("alone", "tied").cast(pl.Int64).max()).item()))
    room = width - 330.0
    drawn: list[Any] = [label("Times first, of the events that others tell, too", -left, 4, theme.mute)]
    for place, row in enumerate(record.iter_rows(named=True)):
        y = 30 + _RECORD * place
        name = shorten(row["outlet"], left - 10, 12, bold=True)
        drawn.append(label(name, -left, y, theme.text(row["kind"]), bold=True))
        x = 0.0
        for n, fill in ((row["alone"], 0.9), (row["tied"], 0.28)):
            if n:
                color = theme.mark(row["kind"])
                drawn.append(
                    alt.Chart(alt.InlineData(values=[{}])).mark_rect(
                        x=x, x2=x + room * n / most, y=y - 8, y2=y + 8, fill=color, fillOpacity=fill,
                        stroke=color, strokeOpacity=0.75, tooltip=None,
                    )
                )  # fmt: skip
                x += room * n / most
        drawn.append(label(_record(row), x + 8, y, theme.mute))
    return alt.layer(*drawn).properties(width=width, height=30 + _RECORD * record.height)


def _record(row: dict[str, Any]) -> str:
    """Say an outlet's record.

    >>> _record({"alone": 3, "tied": 1, "events": 12, "behind": 1.0})
    '3 first, 1 tied, of 12; usually 1 day behind'
    """
    tied = f", {row['tied']:,} tied" if row["tied"] else ""
    days = row["behind"]
    number = f"{days:.0f}" if days == int(days) else f"{days:.1f}"
    late = f"usually {number} {'day' if days == 1 else 'days'} behind" if days else "usually the same day"
    always = row["alone"] + row["tied"] == row["events"]
    return f"{row['alone']:,} first{tied}, of {row['events']:,}" + ("" if always else f"; {late}")
