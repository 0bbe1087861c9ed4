"""Draw what happened when, by outlet: dots where the day is known, bars where only a longer time is."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import altair as alt
import polars as pl

from charts import axes, frames, parts
from charts.event_marks import Plan, gather, mark_layers
from charts.event_names import OVERHANG, name_events, name_layers, stem_layers
from charts.event_rows import frame_layers, key_layers
from charts.layout import pack_labels, shorten
from charts.options import ChartOptions
from charts.story_window import Outside, choose_window, outside
from charts.theme import LIGHT, Theme
from timeline import words

TITLE: Final = "What happened when, by outlet"
_NAMES: Final = 130.0
"""Pixels that names of outlets usually need."""
_NARROWEST: Final = 480
"""Pixels of the plot, at least."""
ROW_LABEL: Final = 250
"""Greatest width in pixels of an article's title at the left, where outlets are not known."""


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
    told = frames.articles(tables)
    by = "article" if frames.no_outlets(told) else "outlet"
    precise = _with_rows(frames.most_precise(found, "article_id" if by == "article" else "outlet"), by)
    options = _narrower(precise, options)
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
    return _draw(inside, beyond, told, by, shown=shown, theme=theme, options=options)


def _narrower(found: pl.DataFrame, options: ChartOptions) -> ChartOptions:
    """Give names that need much room at the left a part of the plot's width: the whole stays as wide."""
    long = parts.label_room(found["name"].unique().to_list()) - _NAMES
    return replace(options, width=max(_NARROWEST, options.width - int(max(0.0, long))))


def _with_rows(found: pl.DataFrame, by: str) -> pl.DataFrame:
    """Add the name of each statement's row and its place among rows of one kind.

    Where no outlet is known, each article has a row of its own, in order of publication.
    """
    if by == "outlet":
        return found.with_columns(
            pl.col("outlet").alias("name"), pl.col("outlet").str.to_lowercase().alias("place")
        )
    names: dict[str, str] = {}
    times: Counter[str] = Counter()
    for article, label in found.select("article_id", "label").unique(maintain_order=True).iter_rows():
        name = shorten(label, ROW_LABEL)
        times[name] += 1
        names[article] = name if times[name] == 1 else f"{name} ({times[name]})"
    return found.with_columns(
        pl.col("article_id").replace_strict(names, return_dtype=pl.String).alias("name"),
        (pl.col("day").cast(pl.String).fill_null("~") + pl.col("article_id")).alias("place"),
    )


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
    by: str,
    *,
    shown: axes.Window,
    theme: Theme,
    options: ChartOptions,
) -> alt.VConcatChart:
    inside, outlets = _rows(inside, by, options.rows)
    theme = theme.suited(kind for _, kind, _, _ in outlets)
    events = name_events(inside, shown, options.top)
    labels = pack_labels([e["pin"] for e in events], options.width + OVERHANG)
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
    known = f"{words.count(n_events, 'event')} told by {words.count(inside['name'].n_unique(), by)}, {span}."
    named = f" Named: the {len(events)} main ones." if n_events > len(events) else ""
    description = " ".join(f"{e['when']}: {e['text']}." for e in events)
    return parts.finish(
        [view],
        theme,
        options,
        title=TITLE if by == "outlet" else "What happened when, by article",
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


def _rows(inside: pl.DataFrame, by: str, most: int) -> tuple[pl.DataFrame, list[tuple[str, str, int, bool]]]:
    """Order rows by kind and name; beyond ``most`` the less busy ones share a last row."""
    counted = inside.group_by("name", "kind").agg(
        pl.col("article_id").n_unique().alias("n"), pl.len().alias("size"), pl.col("place").first()
    )
    by_size = counted.sort("n", "size", frames.kind_rank(), "name", descending=[True, True, False, False])
    kept = by_size.head(most if by_size.height <= most else most - 1)
    ordered = kept.sort(frames.kind_rank(), "place", "name").select("name", "kind", "n")
    outlets = [(str(o), str(k), int(n), False) for o, k, n in ordered.iter_rows()]
    place = {(o, k): i for i, (o, k, _, _) in enumerate(outlets)}
    rest = by_size.height - kept.height
    if rest:
        others = inside.join(kept, on=["name", "kind"], how="anti")["article_id"].n_unique()
        outlets.append((f"{rest} other {by}s", "other", others, True))
    row = [place.get(key, len(outlets) - 1) for key in inside.select("name", "kind").iter_rows()]
    return inside.with_columns(pl.Series("row", row, dtype=pl.Int64)), outlets


def _beyond(beyond: Outside, shown: axes.Window) -> tuple[str, str, str]:
    """Say what the window leaves out: before it, after it, in a time longer than it."""
    early = late = wide = ""
    if beyond.first:
        since = _rough(beyond.first, shown)
        early = words.count(beyond.earlier, "earlier event")
        early += f", {since}" if beyond.earlier == 1 else f", from {since} on"
    if beyond.last:
        until = _rough(beyond.last, shown)
        late = words.count(beyond.later, "later event")
        late += f", {until}" if beyond.later == 1 else f", up to {until}"
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
    rest = [wide] if wide else []
    if hidden:
        rest.append(f"{words.count(hidden, 'more bar')} behind others")
    lines = [ends] if ends else []
    return [*lines, [(0.0, "left", f"{' · '.join(rest)}, not drawn")]] if rest else lines
