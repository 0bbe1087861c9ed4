"""Draw what happened when, by outlet: dots where the day is known, bars where only a longer time is."""

from datetime import date, timedelta
from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.event_marks import Plan, gather, mark_layers
from charts.event_names import name_events, name_layers, stem_layers
from charts.event_rows import frame_layers, key_layers
from charts.layout import pack_labels
from charts.options import ChartOptions
from charts.story_window import Outside, choose_window, outside
from charts.theme import LIGHT, Theme
from timeline import words

TITLE: Final = "What happened when, by outlet"
OTHERS: Final = "other outlets"


def timeline(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw events over time, a row for each outlet, the names of the main events above.

    Needs articles, outlets, event_mentions and events. An outlet shows only its most precise reading of an
    event. The window is the story's core; what lies outside is counted below the chart.
    """
    options = options or ChartOptions()
    found = frames.statements(tables)
    if found.is_empty():
        return parts.empty(
            tables,
            theme,
            options,
            title=TITLE,
            sentence="No dated events match these filters. Widen the dates, add outlets, or add articles "
            "that say when something happened.",
        )
    precise = frames.most_precise(found, "outlet")
    told = frames.articles(tables)
    shown = choose_window(precise, told, options)
    inside, beyond = outside(precise, shown)
    if inside.is_empty():
        return parts.empty(
            tables,
            theme,
            options,
            title=TITLE,
            sentence=f"No events between {words.day(shown.start.date())} and {words.day(shown.stop.date())}. "
            f"Outside them: {', '.join(s for s in _beyond(beyond, shown) if s)}. Choose other dates.",
        )
    return _draw(inside, beyond, told, shown=shown, theme=theme, options=options)


def timeline_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one an outlet, event and reading, the outlets in the chart's order."""
    del options
    precise = frames.most_precise(frames.statements(tables), "outlet")
    grouped = precise.group_by(
        "outlet",
        "kind",
        "event_id",
        "start",
        "stop",
        "granularity",
        "mod",
        "modality",
        "basis",
        maintain_order=True,
    ).agg(
        pl.coalesce("event_headline", "headline").first().alias("event"),
        pl.col("headline").first(),
        pl.col("article_id").n_unique().cast(pl.Int64).alias("n_articles"),
        pl.col("article_id").unique(maintain_order=True).str.join(" ").alias("article_ids"),
    )
    order = [frames.kind_rank(), pl.col("outlet"), pl.col("start"), pl.col("event_id")]
    return grouped.sort(order, nulls_last=True, maintain_order=True)


def _draw(
    inside: pl.DataFrame,
    beyond: Outside,
    told: pl.DataFrame,
    *,
    shown: axes.Window,
    theme: Theme,
    options: ChartOptions,
) -> alt.VConcatChart:
    inside, outlets = _rows(inside, options.rows)
    theme = theme.suited(kind for _, kind, _, _ in outlets)
    events = name_events(inside, shown, options.top)
    labels = pack_labels([e["pin"] for e in events], options.width)
    lanes = 1 + max((label.lane for label in labels), default=-1)
    left = parts.label_room([row[0] for row in outlets])
    plan = Plan(shown, outlets, lanes, left, theme, options)
    marks, hidden = gather(inside, plan)
    layers = [
        *frame_layers(plan),
        *stem_layers(events, labels, plan),
        *mark_layers(marks, plan),
        *name_layers(events, labels, plan),
        *key_layers(marks, plan),
    ]
    view = alt.layer(*layers).properties(width=options.width, height=plan.height)
    n_events = inside["event_id"].n_unique()
    span = words.days(*_drawn_days(inside, shown))
    outlets_said = words.count(inside["outlet"].n_unique(), "outlet")
    known = f"{words.count(n_events, 'event')} told by {outlets_said}, {span}."
    named = f" Named: the {len(events)} main ones." if n_events > len(events) else ""
    description = " ".join(f"{e['when']}: {e['text']}." for e in events)
    return parts.finish(
        [view],
        theme,
        options,
        title=TITLE,
        subtitle=[known + named],
        description=f"{known} {description}",
        source=parts.source_line(told, options),
        left=left,
        notes=_notes(beyond, shown, hidden),
    )


def _drawn_days(inside: pl.DataFrame, shown: axes.Window) -> tuple[date, date]:
    """Give the first day of what is drawn and the day after the last."""
    first = max(shown.start, inside.select(pl.coalesce("start", "at").min()).item())
    last = min(shown.stop, inside.select(pl.coalesce("stop", "at").max()).item())
    return first.date(), (last - timedelta(microseconds=1)).date() + axes.DAY


def _rows(inside: pl.DataFrame, most: int) -> tuple[pl.DataFrame, list[tuple[str, str, int, bool]]]:
    """Order outlets by kind and name; beyond ``most`` the less busy ones share a last row."""
    counted = inside.group_by("outlet", "kind").agg(pl.col("article_id").n_unique().alias("n"))
    by_size = counted.sort("n", frames.kind_rank(), "outlet", descending=[True, False, False])
    kept = by_size.head(most if by_size.height <= most else most - 1)
    ordered = kept.sort(frames.kind_rank(), pl.col("outlet").str.to_lowercase(), "outlet")
    outlets = [(str(o), str(k), int(n), False) for o, k, n in ordered.iter_rows()]
    place = {(o, k): i for i, (o, k, _, _) in enumerate(outlets)}
    rest = by_size.height - kept.height
    if rest:
        others = inside.join(kept, on=["outlet", "kind"], how="anti")["article_id"].n_unique()
        outlets.append((f"{rest} {OTHERS}", "other", others, True))
    row = [place.get(key, len(outlets) - 1) for key in inside.select("outlet", "kind").iter_rows()]
    return inside.with_columns(pl.Series("row", row, dtype=pl.Int64)), outlets


def _beyond(beyond: Outside, shown: axes.Window) -> tuple[str, str, str]:
    """Say what the window leaves out: before it, after it, in a time longer than it."""
    early = late = wide = ""
    if beyond.first:
        early = f"{words.count(beyond.earlier, 'earlier event')}, from {_rough(beyond.first, shown)} on"
    if beyond.last:
        late = f"{words.count(beyond.later, 'later event')}, up to {_rough(beyond.last, shown)}"
    if beyond.wider:
        wide = f"{words.count(beyond.wider, 'event')} known only within a longer time"
    return early, late, wide


def _rough(day: date, shown: axes.Window) -> str:
    """Name a day far away by its year, a near one by its month."""
    near = abs(day.year - shown.start.year) <= 1
    return f"{words.MONTHS[day.month - 1]} {day.year}" if near else str(day.year)


def _notes(beyond: Outside, shown: axes.Window, hidden: int) -> list[list[parts.Note]]:
    """Say below the chart what is not drawn."""
    early, late, wide = _beyond(beyond, shown)
    ends: list[parts.Note] = []
    if early:
        ends.append((0.0, "left", f"← {early}, not drawn"))
    if late:
        ends.append((shown.width, "right", f"{late}, not drawn →"))
    lines = [ends] if ends else []
    if wide:
        lines.append([(0.0, "left", f"{wide}, not drawn")])
    if hidden:
        lines.append([(0.0, "left", f"{words.count(hidden, 'more bar')} under others, not drawn")])
    return lines
