"""Draw how the themes of a story come and go: a row a theme, a bar a period, the articles below."""

from datetime import date
from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.layout import shorten
from charts.options import ChartOptions
from charts.theme import LIGHT, Theme
from timeline import words
from timeline.narrative.themes import OTHER, SHARE_OF, counted, membership_of
from timeline.schema import THEMES

TITLE: Final = "What the story was about"
_ROW: Final = 46.0
_GAP: Final = 10.0
_LABEL: Final = 230.0


def themes(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw each theme's share of the articles of a period, and below how many articles there were.

    Needs articles and themes. Where a period has fewer than ``SHARE_OF`` articles the place of its shares
    stays empty; its articles are in the lowest row all the same.
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
        *_bars(rows, names, shown, height, theme),
        *_row_names(rows, labels, names, left, theme),
    ]
    said = _subtitle(rows, names)
    return parts.finish(
        [alt.layer(*layers).properties(width=options.width, height=height)],
        theme,
        options,
        title=TITLE,
        subtitle=said,
        description=" ".join([*said, *(f"{n}: {words.count(_total(rows, n), 'article')}." for n in names)]),
        source=parts.source_line(every, options),
        left=left,
        notes=_notes(every, rows, periods, left),
    )


def themes_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one a theme and period, in order of time."""
    return _rows(tables, options or ChartOptions()).select(
        "start", "stop", "name", "share", "count", "n_articles", pl.col("terms").list.join(", ")
    )


def _rows(tables: frames.Tables, options: ChartOptions) -> pl.DataFrame:
    """Count the themes of the articles that are shown now: a page may have left some out."""
    table = tables.get("themes", THEMES.empty())
    found = frames.table(tables, "articles").filter(pl.col("included").fill_null(True))
    if options.start is not None:
        found = found.filter(pl.col("dct_best") >= options.start)
    if options.stop is not None:
        found = found.filter(pl.col("dct_best") < options.stop)
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


def _bars(
    rows: pl.DataFrame, names: list[str], shown: axes.Window, height: float, theme: Theme
) -> list[alt.Chart]:
    """Give the bars of the shares, the same scale in each row, and those of the articles."""
    high = max(1e-9, float(rows.filter(pl.col("n_articles") >= SHARE_OF)["share"].max() or 1.0))  # type: ignore[arg-type]
    most = int(rows["n_articles"].max())  # type: ignore[arg-type]
    marks = []
    for row in rows.filter((pl.col("n_articles") >= SHARE_OF) & (pl.col("count") > 0)).iter_rows(named=True):
        foot = (names.index(row["name"]) + 1) * (_ROW + _GAP)
        of = words.count(row["n_articles"], "article")
        what = f"{row['name']}: {row['share']:.0%}, {row['count']:,} of {of}"
        color = theme.mute if row["name"] == OTHER else theme.series[0]
        marks.append(_bar(row, foot, row["share"] / high, what, color))
    for row in rows.unique("start").sort("start").iter_rows(named=True):
        what = words.count(row["n_articles"], "article")
        marks.append(_bar(row, height, row["n_articles"] / most, what, theme.mute))
    schema = {
        "x": pl.Date, "x2": pl.Date, "y": pl.Float64, "y2": pl.Float64,
        "what": pl.String, "when": pl.String, "color": pl.String,
    }  # fmt: skip
    drawn = (
        alt.Chart(axes.values(parts.rows(marks, schema)))
        .mark_rect(stroke=theme.background, strokeWidth=0.6, aria=True)
        .encode(
            x=axes.x("x", shown),
            x2="x2",
            y=axes.y("y", height),
            y2="y2",
            fill=alt.Fill("color", type="nominal", scale=None),
            description=alt.Description("what", type="nominal"),
            tooltip=[
                alt.Tooltip("what", type="nominal", title="share"),
                alt.Tooltip("when", type="nominal", title="period"),
            ],
        )
    )
    return [drawn]


def _bar(row: dict[str, object], foot: float, part: float, what: str, color: str) -> dict[str, object]:
    start, stop = row["start"], row["stop"]
    assert isinstance(start, date) and isinstance(stop, date)
    return {
        "x": start,
        "x2": stop,
        "y": foot - _ROW * part,
        "y2": foot,
        "what": what,
        "when": words.days(start, stop),
        "color": color,
    }


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
            found.append(
                alt.Chart(alt.InlineData(values=[{}])).mark_text(
                    text=text, x=-left, y=y, align="left", baseline="middle", fontSize=12,
                    fontWeight=600 if bold else 400, color=color, tooltip=None, limit=int(left),
                )
            )  # fmt: skip
    return found


def _subtitle(rows: pl.DataFrame, names: list[str]) -> list[str]:
    row = rows.row(0, named=True)
    days = (row["stop"] - row["start"]).days
    period = "day" if days == 1 else "week" if days == 7 else "month"
    real = [name for name in names if name != OTHER]
    key = (
        f"Each theme's share of the articles of a {period}, on one scale; each article counts for one theme."
    )
    drawn = rows.filter((pl.col("n_articles") >= SHARE_OF) & (pl.col("name") != OTHER))
    top = drawn.filter(pl.col("count") > 0).sort("share", "start", descending=[True, False]).head(1)
    if top.is_empty():
        return [key, f"{words.count(len(real), 'theme')}, no {period} with {SHARE_OF} articles or more."]
    one = top.row(0, named=True)
    when = words.days(one["start"], one["stop"])
    return [
        key,
        f"Highest: {one['name']}, {one['share']:.0%} ({one['count']:,} of {one['n_articles']:,}), {when}.",
    ]


def _notes(
    every: pl.DataFrame, rows: pl.DataFrame, periods: pl.DataFrame, left: float
) -> list[list[parts.Note]]:
    few = periods.filter(pl.col("n_articles") < SHARE_OF).height
    said = []
    if few:
        said.append(
            f"No shares where there are fewer than {SHARE_OF} articles ({words.count(few, 'period')})."
        )
    left_out = every.height - int(rows["count"].sum())
    if left_out:
        said.append(f"{words.count(left_out, 'article')} without a day in this window or a theme left out.")
    return [[(-left, "left", " ".join(said))]] if said else []
