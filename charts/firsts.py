"""Draw who was first with each event: a row an event, a mark an outlet; below, how often each was first."""

from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.bars import label
from charts.firsts_marks import ROW, legend, marks, placed, record_view
from charts.layout import shorten, text_width
from charts.options import ChartOptions
from charts.spread import zone_of
from charts.theme import LIGHT, Theme
from timeline import words
from timeline.narrative.spread import first_reports
from timeline.shown import visible

TITLE: Final = "Who was first with each event"
_LABEL: Final = 270.0
_NARROWER: Final = 120
"""Pixels that the plot gives up for the names of events."""


def firsts(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw the first report of each outlet for the main events that several tell; ties are drawn as ties.

    Needs articles, outlets, event_mentions and events. ``options.top`` is the number of events.
    """
    options = options or ChartOptions()
    every = frames.articles(tables)
    raced = _raced(tables, options)
    if raced.is_empty():
        sentence = (
            "Too few events that two outlets tell, with known days of publication, to say who was first. "
            "Widen the filters or add articles."
        )
        return parts.empty(tables, theme, options, title=TITLE, sentence=sentence)
    theme = theme.suited(raced["kind"])
    chosen = _main(raced, max(1, options.top))
    width = float(options.width - _NARROWER)
    shown = _window(chosen, width)
    order = chosen["event_id"].unique(maintain_order=True).to_list()
    height = ROW * len(order)
    heads = [_head(chosen.filter(pl.col("event_id") == one), zone_of(every)) for one in order]
    left = parts.label_room([text for pair in heads for text in pair], 12.5, 120)
    layers: list[Any] = [
        axes.tick_layer(shown, height, theme.grid, noon=True, top=0.0),
        *marks(placed(chosen, order, shown), shown, height, theme),
        *_names(heads, left, theme),
    ]
    if options.pick:
        layers[0] = layers[0].add_params(parts.picked())
    view = alt.layer(*layers).properties(width=width, height=height)
    said = _subtitle(raced, "articles" if frames.no_outlets(every) else "outlets")
    return parts.finish(
        [view, legend(chosen, theme, width), record_view(raced, theme, width, left)],
        theme,
        options,
        title=TITLE,
        subtitle=said,
        description=" ".join([*said, *(f"{a}: {b}." for a, b in heads)]),
        source=parts.source_line(every, options),
        left=left,
        notes=_notes(raced, len(order), left),
    )


def firsts_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one an event and outlet, for every event that several outlets tell."""
    return _raced(tables, options or ChartOptions()).select(
        "event_id",
        "headline",
        "outlet",
        "kind",
        "first",
        "tied",
        pl.col("start").alias("reported_from"),
        pl.col("stop").alias("reported_before"),
        "behind_least",
        "behind_most",
        "behind_hours",
        "n_articles",
    )


def _raced(tables: frames.Tables, options: ChartOptions) -> pl.DataFrame:
    """Give the first reports of events that several outlets tell, with names, headlines and moments."""
    names = ("articles", "outlets", "event_mentions", "events")
    seen = visible({name: frames.table(tables, name) for name in names})
    every = frames.articles(seen)
    found = first_reports(seen["articles"], seen["event_mentions"], seen["outlets"])
    events = seen["events"].select("event_id", "headline", "score", "n_articles")
    first = pl.col("article_ids").list.first().alias("article_id")
    told = (
        found.with_columns(first)
        .join(events.drop("n_articles"), on="event_id")
        .join(every.select("article_id", _who(), "kind", "at", "clock"), on="article_id")
    )
    if options.start is not None:
        told = told.filter(pl.col("stop") > options.start)
    if options.stop is not None:
        told = told.filter(pl.coalesce("start", "stop") < options.stop)
    raced = told.filter(
        (pl.col("outlet").n_unique().over("event_id") > 1) & pl.col("first").any().over("event_id")
    )
    return raced.with_columns(
        pl.col("headline").fill_null("(no headline)"), pl.col("score").fill_null(0.0)
    ).sort("event_id", "first", "behind_most", "behind_hours", "outlet",
           descending=[False, True, False, False, False], nulls_last=True)  # fmt: skip


def _who() -> pl.Expr:
    """Name the outlet; an article of no known outlet stands for itself."""
    return pl.when(pl.col("outlet") == frames.NO_OUTLET).then("label").otherwise("outlet").alias("outlet")


def _main(raced: pl.DataFrame, top: int) -> pl.DataFrame:
    """Give the events that matter most among those that most outlets tell, in order of their first report."""
    ranked = (
        raced.group_by("event_id")
        .agg(
            pl.col("score").first(),
            pl.len().alias("_n"),
            pl.col("at").filter(pl.col("first")).min().alias("_at"),
        )
        .sort("score", "_n", "event_id", descending=[True, True, False])
        .head(top)
    )
    return (
        raced.join(ranked.select("event_id", "_at"), on="event_id")
        .sort("_at", "event_id", "first", "at", "outlet", descending=[False, False, True, False, False])
        .drop("_at")
    )


def _window(chosen: pl.DataFrame, width: float) -> axes.Window:
    days = chosen.select(
        a=pl.min_horizontal(pl.col("start").min(), pl.col("at").min().dt.date()),
        b=pl.max_horizontal(pl.col("stop").max(), pl.col("at").max().dt.date() + pl.duration(days=1)),
    ).row(0)
    return axes.window(axes.midnight(days[0]), axes.midnight(days[1]), width, 0.01)


def _head(rows: pl.DataFrame, zone: str) -> tuple[str, str]:
    """Say of an event what it is, and who was first with it and when, as precisely as it is known."""
    first = rows.filter("first")
    names = first["outlet"].unique(maintain_order=True).to_list()
    days = first.select(
        a=pl.coalesce("start", "stop").min(), b=pl.max_horizontal(pl.col("stop").min(), "start").min()
    ).row(0)
    when = words.days(*days)
    if first["clock"].all() and len(names) == 1:
        at = first["at"].to_list()[0]
        when = f"{words.day(at.date())}, {at:%H:%M}{zone}"
    who = names[0] if len(names) == 1 else f"tie of {len(names)}: {', '.join(names[:2])}"
    if len(names) > 2:
        who += f" and {len(names) - 2} more"
    room = _LABEL - text_width(f", {when}", 12)
    return shorten(rows["headline"][0], _LABEL, 12, bold=True), f"{shorten(who, room, 12)}, {when}"


def _names(heads: list[tuple[str, str]], left: float, theme: Theme) -> list[alt.Chart]:
    found = []
    for place, (headline, who) in enumerate(heads):
        middle = ROW * (place + 0.5)
        found += [
            label(headline, -left, middle - 9, theme.ink, bold=True),
            label(who, -left, middle + 8, theme.mute),
        ]
    return found


def _subtitle(raced: pl.DataFrame, who: str) -> list[str]:
    events = raced["event_id"].n_unique()
    tied = raced.filter("tied")["event_id"].n_unique()
    key = "First in this collection; an outlet outside it may have been earlier."
    key += " Large: the first report. Hollow: tied, at the precision that is known. Small: the others' first."
    ties = f"{words.count(tied, 'tie')}." if tied else "No ties."
    alone = raced.filter(pl.col("first") & ~pl.col("tied"))
    counted = alone.group_by("outlet").len().sort("len", "outlet", descending=[True, False])
    best = counted.filter(pl.col("len") == pl.col("len").max())
    most = ""
    if best.height == 1 and best["len"][0] > 1:
        most = f" Most often first: {best['outlet'][0]} ({best['len'][0]:,})."
    return [key, f"{words.count(events, 'event')} told by several {who}. {ties}{most}"]


def _notes(raced: pl.DataFrame, drawn: int, left: float) -> list[list[parts.Note]]:
    more = raced["event_id"].n_unique() - drawn
    said = f"The {drawn} main events are drawn; {words.count(more, 'other')} counted below." if more else ""
    return [[(-left, "left", said)]] if said else []
