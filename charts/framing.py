"""Draw who uses which frame: a row an outlet, a column a frame, and below how each frame came and went."""

from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, bars, frames, parts
from charts.framing_rows import ALL, FEWEST, Counts, counts
from charts.layout import shorten, wrap
from charts.options import ChartOptions
from charts.theme import FONT, LIGHT, Theme
from timeline import words

TITLE: Final = "Who tells it in which frame"
_CELL: Final = 27.0
_HEAD: Final = 38.0
_BAR_ROW: Final = 40.0
_BAR_GAP: Final = 9.0
_LABEL: Final = 220.0
_WIDEST: Final = 200.0
"""Pixels of a column, at most: one or two frames do not fill the page."""
_LEAST_HIGH: Final = 0.2
"""Share at which the ramp ends, at least: a frame that hardly anybody uses is pale."""
_CELLS: Final = {
    "x": pl.Float64, "x2": pl.Float64, "y": pl.Float64, "y2": pl.Float64, "mid": pl.Float64, "at": pl.Float64,
    "text": pl.String, "ink": pl.String, "color": pl.String, "edge": pl.String, "what": pl.String,
}  # fmt: skip


def framing(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw each outlet's share of articles that use a frame, and each frame's share by period.

    Needs articles, outlets and frames. An outlet with fewer than ``FEWEST`` articles has counts and no
    colour; a period with fewer has no bar.
    """
    options = options or ChartOptions()
    every = frames.articles(tables)
    found = counts(tables, options)
    if found is None:
        return parts.empty(tables, theme, options, title=TITLE, sentence=_nothing(every))
    rows = [(row[0], row[1]) for row in _rows(found).iter_rows()]
    names = [shorten(name, _LABEL, 12, bold=True) for name in found.names]
    left = parts.label_room([*(f"{label}  {size:,}" for label, size in rows), *names], 12.5, 90)
    views = [_grid(found, rows, options, theme, left)]
    if _enough(found).height:
        views.append(_over_time(found, names, options, theme, left))
    return parts.finish(
        views,
        theme,
        options,
        title=TITLE,
        subtitle=_subtitle(found),
        description=" ".join([*_subtitle(found), *_said(found)]),
        source=parts.source_line(every, options),
        left=left,
        notes=_notes(every, found, left),
    )


def _rows(found: Counts) -> pl.DataFrame:
    """Give the name of each row of the table as it fits, and its articles."""
    sizes = found.cells.group_by("row", "outlet", maintain_order=True).agg(pl.col("articles").max())
    return sizes.select(
        pl.col("outlet").map_elements(lambda name: shorten(name, _LABEL, 12, bold=name == ALL), pl.String),
        "articles",
    )


def framing_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: first by outlet, then by period."""
    found = counts(tables, options or ChartOptions(), whole=True)
    schema = {"outlet": pl.String, "start": pl.Date, "stop": pl.Date, "frame": pl.String,
              "articles": pl.Int64, "of": pl.Int64, "share": pl.Float64}  # fmt: skip
    if found is None:
        return pl.DataFrame(schema=schema)
    frame = pl.col("name").alias("frame")
    count = pl.col("count").alias("articles")
    share = (pl.col("count") / pl.col("of")).alias("share")
    none = pl.lit(None, dtype=pl.Date)
    cells = found.cells.select("outlet", none.alias("start"), none.alias("stop"), frame, count, "of", share)
    everyone = pl.lit(ALL).alias("outlet")
    return pl.concat([cells, found.periods.select(everyone, "start", "stop", frame, count, "of", share)])


def _nothing(every: pl.DataFrame) -> str:
    if every.drop_nulls("day").is_empty():
        return "Too few articles with a known day of publication. Widen the filters or add articles."
    return (
        "No frames were counted: ours read English articles only. "
        "Widen the filters, or build the story again with a dictionary of your own (--frames FILE)."
    )


def _grid(
    found: Counts, rows: list[tuple[str, int]], options: ChartOptions, theme: Theme, left: float
) -> parts.View:
    """Draw the table of shares: heads, names with their numbers of articles, cells."""
    wide = min(options.width / len(found.names), _WIDEST)
    height = _HEAD + _CELL * len(rows)
    shares = found.cells.filter(pl.col("of") >= FEWEST).select(pl.col("count") / pl.col("of")).to_series()
    high = max(_LEAST_HIGH, *shares.to_list(), 0.0)
    made = [_cell(row, wide, high, theme) for row in found.cells.iter_rows(named=True)]
    cells = axes.values(parts.rows(made, _CELLS))
    x = alt.Scale(domain=[0, options.width], nice=False, zero=False)
    across = {"x": alt.X("x", type="quantitative", scale=x, axis=None), "x2": "x2"}
    rect = (
        alt.Chart(cells)
        .mark_rect(strokeWidth=1, cornerRadius=2, aria=True)
        .encode(
            **across,
            y=axes.y("y", height),
            y2="y2",
            fill=alt.Fill("color", type="nominal", scale=None),
            stroke=alt.Stroke("edge", type="nominal", scale=None),
            description=alt.Description("what", type="nominal"),
            tooltip=[alt.Tooltip("what", type="nominal", title="here")],
        )
    )
    text = (
        alt.Chart(cells)
        .mark_text(fontSize=12, font=FONT, baseline="middle", align="center", tooltip=None)
        .encode(
            x=alt.X("mid", type="quantitative", scale=x, axis=None),
            y=axes.y("at", height),
            text=alt.Text("text", type="nominal"),
            color=alt.Color("ink", type="nominal", scale=None),
        )
    )
    heads = [
        alt.Chart(alt.InlineData(values=[{}])).mark_text(
            text=lines if len(lines) > 1 else lines[0],
            x=wide * (at + 0.5), y=_HEAD - 12 - 15 * (len(lines) - 1), lineHeight=15, align="center",
            baseline="middle", fontSize=12, fontWeight=600, color=theme.ink, font=FONT, tooltip=None,
        )
        for at, name in enumerate(found.names)
        for lines in [wrap(name, wide - 8, 12, bold=True)[:2] or [""]]
    ]  # fmt: skip
    named = []
    for at, (label, size) in enumerate(rows):
        middle = _HEAD + _CELL * (at + 0.5)
        bold = label == ALL
        named.append(bars.label(label, -left, middle, theme.ink, bold=bold))
        named.append(bars.label(f"{size:,}", -10, middle, theme.mute, align="right"))
    return alt.layer(rect, text, *heads, *named).properties(width=options.width, height=height)


def _cell(row: dict[str, Any], wide: float, high: float, theme: Theme) -> dict[str, Any]:
    share, known = row["count"] / row["of"], row["of"] >= FEWEST
    step = min(len(theme.ramp) - 1, int(share / high * len(theme.ramp)))
    color = theme.ramp[step] if known and row["count"] else theme.background
    left, top = wide * row["place"], _HEAD + _CELL * row["row"]
    of = words.count(row["of"], "article")
    return {
        "x": left + 1.5, "x2": left + wide - 1.5, "y": top + 1.5, "y2": top + _CELL - 1.5,
        "mid": left + wide / 2, "at": top + _CELL / 2,
        "text": f"{share:.0%}" if known else f"{row['count']} of {row['of']}",
        "ink": _readable(color, theme) if known and row["count"] else theme.mute,
        "color": color, "edge": theme.grid,
        "what": f"{row['outlet']}, {row['name']}: {share:.0%}, {row['count']:,} of {of}" if known
        else f"{row['outlet']}, {row['name']}: {row['count']:,} of {of}",
    }  # fmt: skip


def _readable(color: str, theme: Theme) -> str:
    """Give the ink that stands out from a ground: the darker or the lighter of two."""
    light, dark = sorted((theme.ink, theme.background), key=_luminance, reverse=True)
    ground = _luminance(color)
    over = (_luminance(light) + 0.05) / (ground + 0.05)
    under = (ground + 0.05) / (_luminance(dark) + 0.05)
    return light if over >= under else dark


def _luminance(color: str) -> float:
    """Give the relative luminance of WCAG 2.2."""
    parts_ = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts_)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _over_time(
    found: Counts, names: list[str], options: ChartOptions, theme: Theme, left: float
) -> parts.View:
    """Draw a row a frame that is used at all, a bar a period, all on one scale."""
    periods = found.periods
    first, last = periods["start"][0], periods["stop"][-1]
    shown = axes.window(axes.midnight(first), axes.midnight(last), float(options.width), 0.0)
    totals = periods.group_by("place").agg(pl.col("count").sum()).sort("place")
    used = totals.filter(pl.col("count") > 0) if totals["count"].sum() else totals
    foot_of = {place: (_BAR_ROW + _BAR_GAP) * (at + 1) for at, place in enumerate(used["place"])}
    height = max(foot_of.values())
    enough = _enough(found).join(used.select("place"), on="place", maintain_order="left")
    high = max([1e-9, *(enough["count"] / enough["of"]).to_list()])
    made = []
    for row in enough.iter_rows(named=True):
        foot, share = foot_of[row["place"]], row["count"] / row["of"]
        of, days = words.count(row["of"], "article"), (row["start"], row["stop"])
        if not row["count"]:
            made.append(bars.nothing(days, foot, f"{row['name']}: none of {of}", theme))
            continue
        what = f"{row['name']}: {share:.0%}, {row['count']:,} of {of}"
        made.append(bars.bar(days, (foot, foot - _BAR_ROW * share / high), what, theme.series[0]))
    said = []
    for place, count in used.iter_rows():
        said.append(bars.label(names[place], -left, foot_of[place] - 25, theme.ink, bold=True))
        said.append(bars.label(words.count(count, "article"), -left, foot_of[place] - 9, theme.mute))
    lines = axes.tick_layer(shown, height, theme.grid, noon=False, top=0.0)
    drawn = alt.layer(lines, bars.bars(made, shown, height, theme), *said)
    return drawn.properties(width=options.width, height=height)


def _enough(found: Counts) -> pl.DataFrame:
    """Give the periods with articles enough for a share."""
    return found.periods.filter(pl.col("of") >= FEWEST)


def _subtitle(found: Counts) -> list[str]:
    period = bars.period_word(found.periods["start"][0], found.periods["stop"][0])
    key = ["Share of an outlet's articles that use the words of a frame; an article can use several.", ""]
    if _enough(found).height:
        key = [f"Above: {key[0][:1].lower()}{key[0][1:]}", f"Below: the share of all articles of a {period}."]
    whole = found.cells.filter((pl.col("row") == found.cells["row"].max()) & (pl.col("of") >= FEWEST))
    top = whole.filter(pl.col("count") > 0).sort("count", "place", descending=[True, False]).head(1)
    if top.is_empty():
        return [line for line in key if line]
    one = top.row(0, named=True)
    share = one["count"] / one["of"]
    most = f"Most often: {one['name']}, {share:.0%} ({one['count']:,} of {one['of']:,})."
    return [key[0], f"{key[1]} {most}".strip()]


def _said(found: Counts) -> list[str]:
    """Say the totals for those who do not see the picture."""
    whole = found.cells.filter(pl.col("row") == found.cells["row"].max())
    return [
        f"{name}: {count:,} of {of:,}." for name, count, of in whole.select("name", "count", "of").iter_rows()
    ]


def _notes(every: pl.DataFrame, found: Counts, left: float) -> list[list[parts.Note]]:
    said = ["Counts of words, not a reading."]
    if found.rare:
        few = ", ".join(f"{name} ({n:,})" for name, n in found.rare)
        said.append(f"Used by hardly any article and not drawn: {few}.")
    enough = _enough(found)
    unknown = found.periods.filter(pl.col("of") < FEWEST)["start"].n_unique() if enough.height else 0
    said += bars.gaps(unknown, enough.filter(pl.col("count") == 0).height)
    if found.cells.filter(pl.col("of") < FEWEST).height:
        said.append(f"Counts instead of shares where there are fewer than {FEWEST} articles.")
    if found.left_out:
        said.append(f"{words.count(found.left_out, 'more frame')} in the data.")
    counted = max(found.periods.group_by("name").agg(pl.col("of").sum())["of"].to_list())
    if counted < every.height:
        rest = words.count(every.height - counted, "article")
        said.append(f"{rest} without a day in this window or in another language.")
    return [[(-left, "left", " ".join(said))]]
