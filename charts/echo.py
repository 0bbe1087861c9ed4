"""Draw the echo of a story: what share of the articles of each period copies or rewrites other outlets."""

from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.bars import Page, bar, bars, gaps, label, left_out, nothing, period_word
from charts.options import ChartOptions
from charts.theme import LIGHT, Theme, blend
from timeline import words
from timeline.narrative.spread import ECHO, HOW, dated_articles, retold
from timeline.narrative.spread.counts import FEWEST_OF_SHARE, period_of_shares

TITLE: Final = "How much was taken from others"
_SHARES: Final = 150.0
_LEGEND: Final = 34.0
_COUNTS: Final = 100.0
_TOPS: Final = (0.1, 0.25, 0.5, 1.0)
"""Shares at which the scale may end."""
_FEWEST: Final = 2
_WORDS: Final = {
    "own": "own words",
    "version": "new version of an own article",
    "rewritten": "rewritten",
    "copied": "copied",
}


def echo(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw what share of each period's articles was copied or rewritten, and below how many there were.

    Needs articles with ``cluster_id``, and lineage. Where a period has fewer than ``FEWEST_OF_SHARE``
    articles the place of its share stays empty.
    """
    options = options or ChartOptions()
    every = frames.articles(tables)
    rows = _rows(tables, options)
    total = int(rows["n_articles"].sum())
    if total < _FEWEST:
        sentence = (
            "Too few articles with a known day of publication to show what was taken from others "
            f"({words.count(total, 'article')}; {_FEWEST} are needed). Widen the filters or add articles."
        )
        return parts.empty(tables, theme, options, title=TITLE, sentence=sentence)
    first, last = rows["start"][0], rows["stop"][-1]
    shown = axes.window(axes.midnight(first), axes.midnight(last), float(options.width), 0.0)
    # Where no share can be given there are the counts alone.
    high = _top(rows)
    foot = _SHARES if high else 0.0
    height = foot + _LEGEND + _COUNTS
    left = parts.label_room(["articles", "share copied"], 12.5, 90)
    layers = [
        axes.tick_layer(shown, height, theme.grid, noon=False, top=0.0),
        *(_scale(high, left, theme, options) if high else ()),
        bars([*_share_bars(rows, high, theme), *_count_bars(rows, height, theme)], shown, height, theme),
        _ground(foot, options, theme),
        *_names(rows, foot, left, height, theme),
    ]
    said = _subtitle(rows)
    sums = {how: int(rows[how].sum()) for how in HOW}
    told = ", ".join(f"{_WORDS[how]} {n:,}" for how, n in sums.items() if n)
    page = Page(TITLE, every, left, height)
    return page.finish(layers, theme, options, said, more=[f"Articles: {told}."], notes=_notes(every, rows))


def echo_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one a period, with how its articles came by their text."""
    return _rows(tables, options or ChartOptions())


def _rows(tables: frames.Tables, options: ChartOptions) -> pl.DataFrame:
    """Count articles by period and by how they came by their text; ``share`` is null where there are few."""
    dated = dated_articles(frames.table(tables, "articles"), once=False)
    dated = frames.within(dated, options, "dct_best")
    schema = {"start": pl.Date, "stop": pl.Date, "n_articles": pl.Int64, **dict.fromkeys(HOW, pl.Int64)}
    if dated.is_empty():
        return pl.DataFrame(schema={**schema, "share": pl.Float64})
    every = period_of_shares(dated)
    how = retold(frames.table(tables, "articles"), frames.table(tables, "lineage"))
    counted = (
        dated.select("article_id", pl.col("dct_best").dt.truncate(every).alias("start"))
        .join(how, on="article_id", how="left")
        .group_by("start")
        .agg(
            pl.len().cast(pl.Int64).alias("n_articles"),
            *((pl.col("how") == one).sum().cast(pl.Int64).alias(one) for one in HOW),
        )
        .sort("start")
        .with_columns(pl.col("start").dt.offset_by(every).alias("stop"))
    )
    share = pl.sum_horizontal(ECHO) / pl.col("n_articles")
    return counted.select(
        *schema, pl.when(pl.col("n_articles") >= FEWEST_OF_SHARE).then(share).alias("share")
    )


def _colors(theme: Theme) -> dict[str, tuple[str, float]]:
    """Give colour and strength of each way: what was taken in the colour of the answer, the rest in grey."""
    return {
        "own": (theme.mute, 0.30),
        "version": (theme.mute, 0.65),
        "rewritten": (blend(theme.series[1], theme.background, 0.5), 1.0),
        "copied": (theme.series[1], 1.0),
    }


def _top(rows: pl.DataFrame) -> float:
    """Give the end of the scale of shares; 0 where there are none above 0."""
    most = float(rows["share"].fill_null(0.0).to_numpy().max())
    return next(top for top in _TOPS if most <= top) if most else 0.0


def _share_bars(rows: pl.DataFrame, high: float, theme: Theme) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    if not high:
        return made
    for row in rows.drop_nulls("share").iter_rows(named=True):
        foot = _SHARES
        if not row["share"]:
            what = f"copied or rewritten: none of {words.count(row['n_articles'], 'article')}"
            made.append(nothing((row["start"], row["stop"]), foot, what, theme))
        for how in reversed(ECHO):
            part = row[how] / row["n_articles"]
            color, fill = _colors(theme)[how]
            of = words.count(row["n_articles"], "article")
            what = f"{_WORDS[how]}: {part:.0%}, {row[how]:,} of {of}"
            if row[how]:
                made.append(
                    bar((row["start"], row["stop"]), (foot, foot - _SHARES * part / high), what, color, fill)
                )
            foot -= _SHARES * part / high
    return made


def _count_bars(rows: pl.DataFrame, height: float, theme: Theme) -> list[dict[str, object]]:
    most = int(rows["n_articles"].to_numpy().max())
    made = []
    for row in rows.iter_rows(named=True):
        foot = height
        for how in reversed(HOW):
            color, fill = _colors(theme)[how]
            top = foot - (_COUNTS - 14) * row[how] / most
            what = f"{_WORDS[how]}: {row[how]:,} of {words.count(row['n_articles'], 'article')}"
            if row[how]:
                made.append(bar((row["start"], row["stop"]), (foot, top), what, color, fill))
            foot = top
    return made


def _scale(high: float, left: float, theme: Theme, options: ChartOptions) -> list[alt.Chart]:
    """Name the panel of shares, and draw its lines with their figures at the right."""
    drawn = [
        label("share copied", -left, _SHARES - 26, theme.ink, bold=True),
        label("or rewritten", -left, _SHARES - 9, theme.mute),
    ]
    for part in (0.0, 0.5, 1.0):
        y = _SHARES * (1 - part)
        # A rule without data columns does not pass Vega-Lite; a flat rectangle does.
        rule = alt.Chart(alt.InlineData(values=[{}])).mark_rect(
            x=0, x2=options.width, y=y - 0.5, y2=y + 0.5, fill=theme.grid, tooltip=None
        )
        drawn += [rule, label(f"{part * high * 100:g}%", options.width + 6, y, theme.mute)]
    return drawn


def _ground(foot: float, options: ChartOptions, theme: Theme) -> alt.Chart:
    """Clear the ground behind the key: the lines of the axis of time end there."""
    top = foot + 4 if foot else 0
    drawn: alt.Chart = alt.Chart(alt.InlineData(values=[{}])).mark_rect(
        x=-1, x2=options.width + 1, y=top, y2=foot + _LEGEND, fill=theme.background, tooltip=None
    )
    return drawn


def _names(rows: pl.DataFrame, foot: float, left: float, height: float, theme: Theme) -> list[alt.Chart]:
    """Name the panel of counts, and above it the ways in which articles came by their text."""
    found = [
        label("articles", -left, height - 26, theme.ink, bold=True),
        label(f"{int(rows['n_articles'].sum()):,} in all", -left, height - 9, theme.mute),
    ]
    at = 0.0
    for how in reversed(HOW):
        n = int(rows[how].sum())
        if not n and how == "version":
            continue
        color, fill = _colors(theme)[how]
        box = alt.Chart(alt.InlineData(values=[{}])).mark_rect(
            x=at, x2=at + 11, y=foot + 12, y2=foot + 23, fill=color, fillOpacity=fill, tooltip=None
        )
        text = f"{_WORDS[how]} {n:,}"
        found += [box, label(text, at + 16, foot + 18, theme.ink)]
        at += 16 + parts.label_room([text], 12, 40) + 12
    return found


def _subtitle(rows: pl.DataFrame) -> list[str]:
    total, taken = int(rows["n_articles"].sum()), int(rows.select(pl.sum_horizontal(ECHO).sum()).item())
    period = period_word(rows["start"][0], rows["stop"][0])
    key = f"Share of a {period}'s articles that copy or rewrite one of another outlet in this collection."
    whole = f"In all: {taken / total:.0%}, {taken:,} of {words.count(total, 'article')}."
    top = (
        rows.drop_nulls("share").filter(pl.col("share") > 0).sort("share", "start", descending=[True, False])
    )
    if top.is_empty():
        return [key, whole]
    one = top.row(0, named=True)
    n = sum(one[how] for how in ECHO)
    when = words.days(one["start"], one["stop"])
    return [key, f"{whole} Highest: {one['share']:.0%} ({n:,} of {one['n_articles']:,}), {when}."]


def _notes(every: pl.DataFrame, rows: pl.DataFrame) -> list[str]:
    none = rows.filter(pl.col("share") == 0).height
    return [
        *gaps(rows["share"].null_count(), none if _top(rows) else 0),
        *left_out(every.height - int(rows["n_articles"].sum())),
    ]
