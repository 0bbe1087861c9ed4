"""Draw how the themes of a story come and go: a row a theme, a bar a period, the articles below."""

from typing import Final

import altair as alt
import polars as pl

from charts import axes, bars, frames, parts
from charts.layout import shorten
from charts.options import ChartOptions
from charts.theme import LIGHT, Theme
from timeline import words
from timeline.narrative.spread.counts import FEWEST_OF_SHARE
from timeline.narrative.themes import OTHER, counted, membership_of
from timeline.schema import THEMES

TITLE: Final = "What the story was about"
_ROW: Final = 46.0
_GAP: Final = 10.0
_LABEL: Final = 230.0


def themes(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw each theme's share of the articles of a period, and below how many articles there were.

    Needs articles and themes. Where a period has fewer than ``FEWEST_OF_SHARE`` articles the place of its
    shares stays empty; its articles are in the lowest row all the same.
    """
    options = options or ChartOptions()
    every = frames.articles(tables)
    rows = _rows(tables, options)
    if rows.is_empty():
        sentence = _nothing(every)
        return parts.empty(tables, theme, options, title=TITLE, sentence=sentence)
    periods = rows.unique("start").sort("start")
    names = rows["name"].unique(maintain_order=True).to_list()
    labels = [shorten(name, _LABEL, 12, bold=True) for name in names]
    left = parts.label_room([*labels, "articles"], 12.5, 90)
    first, last = periods["start"][0], periods["stop"][-1]
    shown = axes.window(axes.midnight(first), axes.midnight(last), float(options.width), 0.0)
    height = (_ROW + _GAP) * (len(names) + 1)
    layers = [
        axes.tick_layer(shown, height, theme.grid, noon=False, top=0.0),
        _bars(rows, names, shown, height, theme),
        *_row_names(rows, labels, names, left, theme),
    ]
    said = _subtitle(rows, names)
    page = bars.Page(TITLE, every, left, height)
    totals = [f"{name}: {words.count(_total(rows, name), 'article')}." for name in names]
    return page.finish(layers, theme, options, said, more=totals, notes=_notes(every, rows, periods))


def themes_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one a theme and period, in order of time."""
    return _rows(tables, options or ChartOptions()).select(
        "start", "stop", "name", "share", "count", "n_articles", pl.col("terms").list.join(", ")
    )


def _rows(tables: frames.Tables, options: ChartOptions) -> pl.DataFrame:
    """Count the themes of the articles that are shown now: a page may have left some out."""
    table = tables.get("themes", THEMES.empty())
    found = frames.table(tables, "articles").filter(pl.col("included").fill_null(True))
    found = frames.within(found, options, "dct_best")
    terms = {row[0]: row[1] for row in table.select("name", "terms").unique("name").iter_rows()}
    return counted(found, membership_of(table), terms)


def _nothing(every: pl.DataFrame) -> str:
    dated = every.drop_nulls("day").height
    return (
        "Too few articles with a known day of publication to follow themes "
        f"({words.count(dated, 'article')}; a dozen separate tellings are needed). "
        "Widen the filters or add articles."
    )


def _total(rows: pl.DataFrame, name: str) -> int:
    return int(rows.filter(pl.col("name") == name)["count"].sum())


def _bars(rows: pl.DataFrame, names: list[str], shown: axes.Window, height: float, theme: Theme) -> alt.Chart:
    """Give the bars of the shares, the same scale in each row, and those of the articles."""
    shares = rows.filter(pl.col("n_articles") >= FEWEST_OF_SHARE)["share"].drop_nulls().to_list()
    high = max([1e-9, *shares]) if any(shares) else 1.0
    most = max(rows["n_articles"].to_list())
    made = []
    for row in rows.filter(pl.col("n_articles") >= FEWEST_OF_SHARE).iter_rows(named=True):
        foot, days = (names.index(row["name"]) + 1) * (_ROW + _GAP), (row["start"], row["stop"])
        of = words.count(row["n_articles"], "article")
        if not row["count"]:
            made.append(bars.nothing(days, foot, f"{row['name']}: none of {of}", theme))
            continue
        what = f"{row['name']}: {row['share']:.0%}, {row['count']:,} of {of}"
        color = theme.mute if row["name"] == OTHER else theme.series[0]
        made.append(bars.bar(days, (foot, foot - _ROW * row["share"] / high), what, color))
    for row in rows.unique("start").sort("start").iter_rows(named=True):
        top = height - _ROW * row["n_articles"] / most
        what = words.count(row["n_articles"], "article")
        made.append(bars.bar((row["start"], row["stop"]), (height, top), what, theme.mute))
    return bars.bars(made, shown, height, theme)


def _row_names(
    rows: pl.DataFrame, labels: list[str], names: list[str], left: float, theme: Theme
) -> list[alt.Chart]:
    """Name each row and say how many articles stand behind it."""
    found = []
    for place, (label, name) in enumerate(zip([*labels, "articles"], [*names, None], strict=True)):
        foot = (place + 1) * (_ROW + _GAP)
        total = _total(rows, name) if name else int(rows["count"].sum())
        for text, y, bold, color in (
            (label, foot - 26, True, theme.ink if name else theme.mute),
            (words.count(total, "article") if name else f"{total:,} in all", foot - 9, False, theme.mute),
        ):
            found.append(bars.label(text, -left, y, color, bold=bold))
    return found


def _subtitle(rows: pl.DataFrame, names: list[str]) -> list[str]:
    row = rows.row(0, named=True)
    period = bars.period_word(row["start"], row["stop"])
    real = [name for name in names if name != OTHER]
    key = (
        f"Each theme's share of the articles of a {period}, on one scale; each article counts for one theme."
    )
    drawn = rows.filter((pl.col("n_articles") >= FEWEST_OF_SHARE) & (pl.col("name") != OTHER))
    top = drawn.filter(pl.col("count") > 0).sort("share", "start", descending=[True, False]).head(1)
    if top.is_empty():
        return [
            key,
            f"{words.count(len(real), 'theme')}, no {period} with {FEWEST_OF_SHARE} articles or more.",
        ]
    one = top.row(0, named=True)
    when = words.days(one["start"], one["stop"])
    return [
        key,
        f"Highest: {one['name']}, {one['share']:.0%} ({one['count']:,} of {one['n_articles']:,}), {when}.",
    ]


def _notes(every: pl.DataFrame, rows: pl.DataFrame, periods: pl.DataFrame) -> list[str]:
    none = rows.filter((pl.col("n_articles") >= FEWEST_OF_SHARE) & (pl.col("count") == 0)).height
    return [
        *bars.gaps(periods.filter(pl.col("n_articles") < FEWEST_OF_SHARE).height, none),
        *bars.left_out(every.height - int(rows["count"].sum()), "or a theme "),
    ]
