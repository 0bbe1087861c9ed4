"""Draw the attention of each kind of outlet: a row a kind, a bar a period, its peak and its half-life."""

from datetime import date, timedelta
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.bars import Page, bar, bars, floors, label, left_out, period_word
from charts.layout import shorten
from charts.options import ChartOptions
from charts.spread_series import ALL, OTHER, with_series
from charts.theme import LIGHT, Theme
from timeline import words
from timeline.narrative.spread import half_life, period_of
from timeline.narrative.spread.counts import all_stories, share_of
from timeline.schema import OUTLET_KINDS, TOTALS

TITLE: Final = "Who gave the story how much attention"
_ROW: Final = 50.0
_GAP: Final = 22.0
_LABEL: Final = 210.0
_FEWEST: Final = 2
_SCHEMA: Final = {
    "start": pl.Date, "stop": pl.Date, "series": pl.String, "count": pl.Int64, "all_stories": pl.Int64,
    "share": pl.Float64,
}  # fmt: skip


def attention(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw the share of all they published that outlets gave to the story, or counts if that is not known.

    Needs articles and outlets. With totals, only outlets that have them are drawn. All rows have one scale.
    The line above a row runs from its busiest day over its half-life.
    """
    options = options or ChartOptions()
    every = frames.articles(tables)
    told = _told(tables, options)
    theme = theme.suited(told["kind"])
    rows = _rows(tables, told)
    if told.height < _FEWEST or rows.is_empty():
        sentence = (
            "Too few articles with a known day of publication to show attention over time "
            f"({words.count(told.height, 'article')}; {_FEWEST} are needed). "
            "Widen the filters or add articles."
        )
        return parts.empty(tables, theme, options, title=TITLE, sentence=sentence)
    names = _order(rows, told)
    shown = axes.window(
        axes.midnight(rows["start"].to_list()[0]), axes.midnight(max(rows["stop"])), float(options.width), 0.0
    )
    height = (_ROW + _GAP) * len(names)
    decay = {name: _decay(told, name) for name in names}
    labels = [_label(told, name, decay[name][1]) for name in names]
    left = parts.label_room([text for lines in labels for text in lines], 12.5, 90)
    layers = [
        axes.tick_layer(shown, height, theme.grid, noon=False, top=0.0),
        floors([(_ROW + _GAP) * (at + 1) for at in range(len(names))], options.width, theme),
        bars(_bars(rows, names, told, theme), shown, height, theme),
        *_half_lives(names, decay, shown, height, theme),
        *_row_names(names, labels, told, left, theme),
    ]
    said = _subtitle(rows, told, any(half for _, half in decay.values()))
    page = Page(TITLE, every, left, height)
    told_too = [f"{', '.join(lines)}." for lines in labels]
    return page.finish(layers, theme, options, said, more=told_too, notes=_notes(every, told, rows))


def attention_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one a series and period that has articles, or totals without any."""
    return _rows(tables, _told(tables, options or ChartOptions()))


def _told(tables: frames.Tables, options: ChartOptions) -> pl.DataFrame:
    """Give the dated articles in the window with their outlet, kind and series."""
    told = frames.within(frames.articles(tables).drop_nulls("day"), options)
    sources = frames.table(tables, "articles").select("article_id", "source")
    return with_series(told.join(sources, on="article_id", how="left", maintain_order="left"))


def _rows(tables: frames.Tables, told: pl.DataFrame) -> pl.DataFrame:
    """Count articles by period and series; with totals, of the outlets that have them, as shares."""
    if told.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    totals = tables.get("totals", TOTALS.empty())
    every = period_of(told.select(dct_best="day"), "auto")
    placed = told.with_columns(pl.col("day").dt.truncate(every).alias("start"))
    low, high = placed["day"].min(), placed["day"].max()
    within = totals.filter(pl.col("day").is_between(low, high))
    whole = all_stories(placed.select("start", "source", "day").unique(), within, every)
    series = placed.select("source", "series").drop_nulls().unique("source")
    given = whole.join(series, on="source")
    counted = placed.group_by("start", "series").agg(pl.len().cast(pl.Int64).alias("count"))
    known = pl.lit(None, pl.Int64).alias("all_stories")
    if given.height:
        own = placed.join(given.select("start", "source"), on=("start", "source"), how="semi")
        counted = own.group_by("start", "series").agg(pl.len().cast(pl.Int64).alias("count"))
        sums = given.group_by("start", "series").agg(pl.col("all_stories").sum())
        counted = sums.join(counted, on=("start", "series"), how="left")
        known = pl.col("all_stories")
    return counted.select(
        "start",
        pl.col("start").dt.offset_by(every).alias("stop"),
        "series",
        pl.col("count").fill_null(0),
        known,
        share_of(pl.col("count").fill_null(0), known).alias("share"),
    ).sort("start", "series")


def _order(rows: pl.DataFrame, told: pl.DataFrame) -> list[str]:
    """Give the series that are drawn: kinds in their fixed order, or outlets, the busiest first."""
    there = set(rows["series"])
    sizes = dict(told.group_by("series").len().iter_rows())
    fixed = [kind for kind in OUTLET_KINDS if kind in there]
    return fixed or sorted(there, key=lambda one: (one == OTHER, -sizes[one], one))


def _by_kind(told: pl.DataFrame) -> bool:
    return bool((told["kind"] != "unknown").any())


def _decay(told: pl.DataFrame, name: str) -> tuple[date | None, int | None]:
    """Give peak and half-life of a series; the collection ends with the last article of all."""
    days = told.filter(pl.col("series") == name)["day"].sort().to_list()
    return half_life(days, max(told["day"]))


def _label(told: pl.DataFrame, name: str, half: int | None) -> list[str]:
    own = told.filter(pl.col("series") == name)
    title = "kind not known" if _by_kind(told) and name == "unknown" else name
    outlets = frames.n_outlets(own)
    of = f", {words.count(outlets, 'outlet')}" if outlets > 1 else ""
    lines = [shorten(title, _LABEL, 12, bold=True), f"{words.count(own.height, 'article')}{of}"]
    return [*lines, f"half-life {words.count(half, 'day')}"] if half else lines


def _bars(rows: pl.DataFrame, names: list[str], told: pl.DataFrame, theme: Theme) -> list[dict[str, Any]]:
    """Give the bars, all on the scale of the highest."""
    shares = rows["share"].null_count() < rows.height
    value = "share" if shares else "count"
    most = float(rows[value].drop_nulls().to_numpy().max()) or 1.0
    made = []
    for row in rows.filter(pl.col("count") > 0).drop_nulls(value).iter_rows(named=True):
        foot = (names.index(row["series"]) + 1) * (_ROW + _GAP)
        what = f"{row['series']}: {words.count(row['count'], 'article')}"
        if shares:
            what += f" of {row['all_stories']:,}, {_percent(row['share'])}"
        y = (foot, foot - _ROW * row[value] / most)
        made.append(bar((row["start"], row["stop"]), y, what, _color(row["series"], names, told, theme)))
    return made


def _color(name: str, names: list[str], told: pl.DataFrame, theme: Theme) -> str:
    if _by_kind(told):
        return theme.mark(name)
    return theme.mute if name == OTHER else theme.series[0 if name == ALL else names.index(name) % 5]


def _half_lives(
    names: list[str],
    decay: dict[str, tuple[date | None, int | None]],
    shown: axes.Window,
    height: float,
    theme: Theme,
) -> list[alt.Chart]:
    """Draw a line from the busiest day over the half-life, above the bars of its row."""
    lines = []
    for place, name in enumerate(names):
        peak, half = decay[name]
        if peak is None or half is None:
            continue
        stop = min(axes.midnight(peak + timedelta(days=half)), shown.stop)
        y = (place + 1) * (_ROW + _GAP) - _ROW - 7
        what = (
            f"{name}: half of what came from {words.day(peak)} on had come after {words.count(half, 'day')}"
        )
        lines.append({"x": axes.midnight(peak), "x2": stop, "y": y, "what": what})
    if not lines:
        return []
    schema = {"x": pl.Datetime("us"), "x2": pl.Datetime("us"), "y": pl.Float64, "what": pl.String}
    data = axes.values(parts.rows(lines, schema))
    encode = {"y": axes.y("y", height), "tooltip": alt.Tooltip("what", type="nominal", title="half-life")}
    line = alt.Chart(data).mark_rule(color=theme.ink, strokeWidth=2, aria=True).encode(
        x=axes.x("x", shown), x2="x2", description=alt.Description("what", type="nominal"), **encode
    )  # fmt: skip
    cap = alt.Chart(data).mark_tick(color=theme.ink, thickness=2, size=8, orient="vertical").encode(
        x=axes.x("x", shown), **encode
    )  # fmt: skip
    return [line, cap]


def _row_names(
    names: list[str], labels: list[list[str]], told: pl.DataFrame, left: float, theme: Theme
) -> list[alt.Chart]:
    found = []
    for place, (name, lines) in enumerate(zip(names, labels, strict=True)):
        foot = (place + 1) * (_ROW + _GAP)
        for number, text in enumerate(lines):
            color = (
                theme.text(name) if _by_kind(told) and not number else theme.ink if not number else theme.mute
            )
            found.append(label(text, -left, foot - _ROW + 8 + 17 * number, color, bold=not number))
    return found


def _percent(share: float) -> str:
    """Say a share so that small ones stay apart.

    >>> _percent(0.0042), _percent(0.25)
    ('0.42%', '25%')
    """
    value = share * 100
    return f"{value:.0f}%" if value >= 10 else f"{value:.1f}%" if value >= 1 else f"{value:.2g}%"


def _subtitle(rows: pl.DataFrame, told: pl.DataFrame, decays: bool) -> list[str]:
    period = period_word(rows["start"][0], rows["stop"][0])
    by = "kind of outlet" if _by_kind(told) else "outlet"
    if rows["share"].null_count() == rows.height:
        most = rows.sort("count", "start", "series", descending=[True, False, False]).row(0, named=True)
        top = f"{words.count(most['count'], 'article')}, {most['series']}"
        key = f"Articles of a {period}, by {by}, on one scale."
        why = "Counts, not shares: how much the outlets publish in all was not given."
    else:
        most = rows.sort("share", "start", "series", descending=[True, False, False], nulls_last=True).row(
            0, named=True
        )
        of = f"{most['count']:,} of {most['all_stories']:,}"
        top = f"{_percent(most['share'])} ({of}), {most['series']}"
        key = f"Share of all articles that outlets published in a {period}, by {by}, on one scale."
        why = ""
    when = words.days(most["start"], most["stop"])
    highest = f"Highest: {top}, {when}."
    lines = " The line above a row runs from its busiest day over its half-life." if decays else ""
    return [" ".join(one for one in (key, why) if one), highest + lines]


def _notes(every: pl.DataFrame, told: pl.DataFrame, rows: pl.DataFrame) -> list[str]:
    said = []
    if rows["all_stories"].null_count() < rows.height and (without := told.height - int(rows["count"].sum())):
        said.append(f"{words.count(without, 'article')} without totals not drawn.")
    return [*said, *left_out(every.height - told.height)]
