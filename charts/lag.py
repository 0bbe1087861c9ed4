"""Draw how long after an event it is told: publication against event date."""

from datetime import timedelta
from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.lag_marks import cell_layers, point_layers, share_layers
from charts.lag_scale import bands_of
from charts.options import ChartOptions
from charts.theme import LIGHT, Theme
from timeline import words

TITLE: Final = "How far back does coverage reach?"
SHARES: Final = 250
"""Width in pixels of the bars at the right with their labels."""
FEWEST: Final = 3
"""With fewer dated statements there is no pattern to show."""


def lag(tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None) -> alt.VConcatChart:
    """Draw the days between each event and the articles that date it, and the share of every distance.

    Needs articles, outlets, event_mentions and events. Statements dated by the publication day are left out:
    they have no date of their own. Above ``options.dense`` statements they are counted, not drawn one by one.
    """
    options = options or ChartOptions()
    told = frames.articles(tables)
    found = lags(tables)
    found = _within(found, options)
    if found.height < FEWEST:
        return parts.empty(
            tables,
            theme,
            options,
            title=TITLE,
            sentence="Too few statements with a date of their own to compare with publication "
            f"({words.count(found.height, 'statement')}; {FEWEST} are needed). Widen the filters, or add "
            "articles whose day of publication is known.",
        )
    theme = theme.suited(found["kind"].to_list())
    bands = bands_of(found)
    first, last = found.select(a=pl.col("day").min(), b=pl.col("day").max()).row(0)
    low = axes.midnight(options.start or first)
    high = axes.midnight(options.stop or last + axes.DAY)
    dense = found.height > options.dense
    shown = axes.window(low, high, options.width - SHARES, pad=0.0 if dense else 0.02)
    layers = cell_layers(found, bands, shown, theme) if dense else point_layers(found, bands, shown, theme)
    if options.pick:
        layers[0] = layers[0].add_params(parts.picked())
    layers += share_layers(found, bands, shown, theme)
    view = alt.layer(*layers).properties(width=options.width - SHARES, height=bands.height)
    return parts.finish(
        [view],
        theme,
        options,
        title=TITLE,
        subtitle=_subtitle(found, dense),
        description=_answer(found),
        source=parts.source_line(told, options),
        left=bands.left,
        notes=[[(-bands.left, "left", text)] for text in _notes(tables, found)],
    )


def lag_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one an article and event, with the least and most days between them."""
    found = _within(lags(tables), options or ChartOptions())
    return found.select(
        "article_id",
        "outlet",
        "kind",
        pl.col("day").alias("published"),
        "event_id",
        "headline",
        "start",
        "stop",
        "granularity",
        "mod",
        pl.col("low").alias("least_days"),
        pl.col("high").alias("most_days"),
    ).sort("published", "article_id", "event_id", "least_days")


def lags(tables: frames.Tables) -> pl.DataFrame:
    """Give each article's most precise statement of each event with ``low``, ``high`` and ``mid`` in days.

    Both sides may be uncertain: the day of publication (dct_start to dct_stop) and the day of the event.
    """
    found = frames.statements(tables).filter(
        (pl.col("basis") != "publication")
        & pl.col("day").is_not_null()
        & pl.col("mark").is_in(["dot", "bar"])
    )
    one = (
        frames.most_precise(found, "article_id")
        .sort("length", "start", "event_mention_id", maintain_order=True)
        .unique(["article_id", "event_id"], keep="first", maintain_order=True)
    )
    last = (pl.col("stop") - timedelta(microseconds=1)).dt.date()
    low = (pl.col("day_start") - last).dt.total_days()
    high = (pl.col("day_stop") - timedelta(days=1) - pl.col("start").dt.date()).dt.total_days()
    known = one.with_columns(low.alias("low"), high.alias("high"))
    # "this year" said of what happened reaches to the day of publication, and no further; plans mirror that.
    today = (pl.col("low") <= 0) & (pl.col("high") >= 0)
    happened, planned = pl.col("modality").is_in(["happened", "denied"]), pl.col("modality") == "planned"
    known = known.with_columns(
        pl.when(today & happened).then(0).otherwise("low").alias("low"),
        pl.when(today & planned).then(0).otherwise("high").alias("high"),
    )
    return known.with_columns(((pl.col("low") + pl.col("high")) / 2).alias("mid")).sort(
        "day", "article_id", "event_id"
    )


def _within(found: pl.DataFrame, options: ChartOptions) -> pl.DataFrame:
    """Keep what was published between the chosen days."""
    if options.start is not None:
        found = found.filter(pl.col("day") >= options.start)
    if options.stop is not None:
        found = found.filter(pl.col("day") < options.stop)
    return found


def _answer(found: pl.DataFrame) -> str:
    """Answer the chart's question in a sentence."""
    share = found.select(
        fresh=pl.col("mid").is_between(-0.5, 1.5).mean(),
        old=(pl.col("mid") > 30.5).mean(),
        ahead=(pl.col("mid") < -0.5).mean(),
    ).row(0)
    fresh, old, ahead = (f"{100 * s:.0f} %" for s in share)
    return (
        f"Of {words.count(found.height, 'dated statement')}, {fresh} tell of the same day or the day before, "
        f"{old} go back more than 30 days, {ahead} look ahead."
    )


def _subtitle(found: pl.DataFrame, dense: bool) -> list[str]:
    cells = " Each cell counts statements." if dense else ""
    return [_answer(found), f"Across: the day of publication. Down: how long after the event.{cells}"]


def _notes(tables: frames.Tables, found: pl.DataFrame) -> list[str]:
    """Say what the chart leaves out and how it counts."""
    every = frames.statements(tables)
    undated = every.filter(pl.col("basis") == "publication").height
    open_ended = every.filter(
        (pl.col("basis") != "publication") & ~pl.col("mark").is_in(["dot", "bar"])
    ).height
    left_out = []
    if undated:
        left_out.append(f"{words.count(undated, 'statement')} dated only by the day of publication")
    if open_ended:
        left_out.append(f"{words.count(open_ended, 'statement')} with an open end (by, since)")
    lines = [f"Left out: {', '.join(left_out)}."] if left_out else []
    if not found.filter(pl.col("low") != pl.col("high")).is_empty():
        lines.append("Longer times count where their middle lies; what happened ends at publication.")
    return lines
