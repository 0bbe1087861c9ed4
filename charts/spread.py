"""Draw how a story spread: articles so far by kind of outlet, articles per period, outlets so far."""

from datetime import datetime, timedelta
from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.layout import text_width
from charts.options import ChartOptions
from charts.spread_marks import Layout, layers_of, phases_in
from charts.spread_series import Series, first_words, per_period, period_of, series_of
from charts.theme import LIGHT, Theme
from timeline import words

TITLE: Final = "How the story spread"
FEWEST: Final = 2


def spread(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw the growth of coverage: one line a kind of outlet, phases shaded, counts and outlets below.

    Needs articles and outlets; phases where there are any. Where no kind is known there is a line for each of
    the five busiest outlets and one for the rest. An article without a clock time stands at noon of its day.
    """
    options = options or ChartOptions()
    every = frames.articles(tables)
    told = _within(every, options)
    problem = _problem(told)
    if problem:
        return parts.empty(tables, theme, options, title=TITLE, sentence=problem)
    series = series_of(told)
    room = max(text_width(f"{s.label} {s.total:,}", 13, bold=True) for s in series) + 24
    width = float(options.width - max(100.0, min(room, 220.0)))
    low, high = told.select(a=pl.col("at").min(), b=pl.col("at").max()).row(0)
    short: bool = high - low <= timedelta(days=3) and 2 * int(told["clock"].sum()) >= told.height
    shown = _window(low, high, options, width, short)
    period = period_of(shown, short)
    bars = per_period(told, series, period)
    phases = phases_in(shown, frames.table(tables, "phases"))
    plan = Layout(
        shown, theme, max(s.total for s in series), short, phases, frames.n_outlets(told) > 0, zone_of(told)
    )
    firsts = first_words(series)
    layers = layers_of(plan, told, series, firsts=firsts, bars=bars, period=period)
    view = alt.layer(*layers).properties(width=width, height=plan.height)
    said = _subtitle(told, series, bars, period)
    return parts.finish(
        [view],
        theme,
        options,
        title=TITLE,
        subtitle=said,
        description=" ".join([*said, *(f"{s.label}: {s.total}, {firsts[s.name]}." for s in series)]),
        source=parts.source_line(every, options),
        left=plan.left,
        notes=_notes(every, told, plan.left),
    )


def _problem(told: pl.DataFrame) -> str:
    """Say why nothing can be drawn and what to do; nothing if it can."""
    if told.height < FEWEST:
        return (
            "Too few articles with a known day of publication to show how the story spread "
            f"({words.count(told.height, 'article')}; {FEWEST} are needed). Widen the filters, add articles, "
            "or give their dates with --meta."
        )
    if told["at"].n_unique() == 1:
        return (
            f"All {told.height:,} articles were published on {words.day(told['day'][0])} and their clock "
            "times are not known, so the order in which they appeared cannot be drawn. Add times with --meta."
        )
    return ""


def spread_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one an article in order of time, with the counts so far."""
    told = _within(frames.articles(tables), options or ChartOptions())
    first = pl.col("outlet").is_first_distinct()
    return told.select(
        "article_id",
        "title",
        "outlet",
        "kind",
        pl.col("day").alias("published"),
        pl.when("clock").then("at").alias("published_at"),
        (pl.int_range(pl.len(), dtype=pl.Int64) + 1).alias("articles_so_far"),
        (pl.col("article_id").cum_count().over("kind")).cast(pl.Int64).alias("articles_of_kind_so_far"),
        first.cum_sum().cast(pl.Int64).alias("outlets_so_far"),
    )


def _within(told: pl.DataFrame, options: ChartOptions) -> pl.DataFrame:
    """Keep articles whose day is known and chosen, in order of time."""
    dated = told.filter(pl.col("day").is_not_null() & pl.col("at").is_not_null())
    if options.start is not None:
        dated = dated.filter(pl.col("at") >= axes.midnight(options.start))
    if options.stop is not None:
        dated = dated.filter(pl.col("at") < axes.midnight(options.stop))
    return dated.sort("at", "article_id")


def _window(low: datetime, high: datetime, options: ChartOptions, width: float, short: bool) -> axes.Window:
    begin = axes.midnight(options.start) if options.start else axes.midnight(low.date())
    end = axes.midnight(options.stop) if options.stop else axes.midnight(high.date()) + axes.DAY
    if short and not (options.start or options.stop):
        begin = low.replace(minute=0, second=0, microsecond=0)
        end = high.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return axes.window(begin, end, width, pad=0.0)


def _subtitle(told: pl.DataFrame, series: list[Series], bars: pl.DataFrame, period: str) -> list[str]:
    sums = bars.group_by("start", "stop").agg(pl.col("n").sum()).sort("n", "start", descending=[True, False])
    start, stop, n = sums.row(0)
    when = words.days(start.date(), stop.date())
    if period == "hour":
        when = f"{words.day(start.date())}, {start:%H:%M}"
    counts = words.count(told.height, "article")
    alone = n > 1 and (sums["n"] == n).sum() == 1
    busy = f" Busiest {period}: {when} ({words.count(n, 'article')})." if alone else ""
    if frames.no_outlets(told):
        return [f"Articles so far: {counts}.{busy}"]
    by = "kind of outlet" if series[0].by_kind else "outlet"
    counts += f" from {words.count(frames.n_outlets(told), 'outlet')}"
    return [f"Articles so far, by {by}: {counts}.{busy}", _first(told)]


def zone_of(told: pl.DataFrame) -> str:
    """Give what stands behind a clock time: UTC where outlets keep different clocks."""
    return " UTC" if told["utc"].any() else ""


def _first(told: pl.DataFrame) -> str:
    """Name the first report, or all that tie for it at the precision that is known."""
    day = told["day"].min()
    that_day = told.filter(pl.col("day") == day)
    if that_day["clock"].all():
        earliest = that_day.filter(pl.col("at") == that_day["at"].min())
        at = earliest["at"][0]
        when = f"{words.day(at.date())}, {at:%H:%M}{zone_of(told)}"
    else:
        earliest, when = that_day, words.day(that_day["day"][0])
    names = earliest["outlet"].unique(maintain_order=True).to_list()
    if len(names) == 1:
        return f"First in this collection: {names[0]}, {when}."
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"First in this collection, a tie: {shown}, {when}."


def _notes(every: pl.DataFrame, told: pl.DataFrame, left: float) -> list[list[parts.Note]]:
    left_out = every.height - told.height
    no_clock = told.height - int(told["clock"].sum())
    said = []
    if left_out:
        said.append(f"{words.count(left_out, 'article')} without a day in this window left out.")
    if 0 < no_clock < told.height:
        said.append(f"{words.count(no_clock, 'article')} without a clock time drawn at noon.")
    elif no_clock:
        said.append("Only the days of publication are known; articles are drawn at noon.")
    return [[(-left, "left", " ".join(said))]] if said else []
