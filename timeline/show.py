"""Tell a story in the terminal: when it was, how much there is, the main events, who was first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from timeline import words
from timeline.exports.evidence import outlet_names
from timeline.exports.ranking import main_events
from timeline.schema import KNOWN_ORIGINS
from timeline.shown import visible
from timeline.story import Story

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

WIDE = 100
"""Columns from which nothing but long headlines has to be broken."""
LEADERS = 6
"""Outlets that are listed as first to report."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Hold how many events an outlet was the first to report, alone and together with others."""

    outlet: str
    alone: int
    shared: int


def show(
    story: Story,
    console: "Console",
    number: int = 10,
    hidden: bool = False,
    query: str | None = None,
    *,
    only: Mapping[str, pl.DataFrame] | None = None,
) -> None:
    """Print a story; ``number`` is how many main events are listed, ``hidden`` counts hidden ones.

    With a query only the events that fit it are listed and compared, ranked by how much is told of it.
    ``only`` are the tables to tell instead of all, such as those of one of several stories.
    """
    names = ("articles", "outlets", "events", "phases", "mentions", "event_mentions", "actors")
    tables = visible({name: only[name] if only else story.table(name) for name in names}, hidden)
    included = tables["articles"].filter(pl.col("included"))
    console.print(story.name, style="bold")
    for line in facts(tables):
        console.print(line)
    for line in _several(story.table("stories") if only is None else only["stories"], only is not None):
        console.print(line)
    events = tables["events"]
    if query:
        from timeline.events.rank import ranked
        from timeline.recompute import build_options

        events = ranked(tables, build_options(story.manifest).rank, query)
        console.print(f"{words.count(events.height, 'event')} about {query!r}")
    if events.height and number:
        shown = main_events(events, number)
        title = "The main events" if events.height > number else "Events"
        _section(console, f"{title}, in the order of time", _events_table(console, shown, tables))
    ranking, several = leads(events, included, outlet_names(tables["outlets"]))
    if ranking:
        title = f"First to report, of {words.count(several, 'event')} that several outlets tell"
        _section(console, title, _leads_table(console, ranking))
    phases = tables["phases"]
    if phases.height:
        _section(console, "Phases", _phases_table(console, phases))
    elif not events.height:
        console.print("\nNo events were found. Do the articles have texts with dates? See: dateline check")


def _several(stories: pl.DataFrame, one: bool) -> list[str]:
    """Say which story is shown, or that there are several."""
    if one:
        return [f"Only the story {stories['name'][0]}"]
    return [f"Holds {stories.height:,} stories: dateline stories lists them"] if stories.height > 1 else []


def facts(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Give the lines that say how much there is and how it is known."""
    articles = tables["articles"].filter(pl.col("included"))
    left_out = tables["articles"].height - articles.height
    outlets = articles["source"].drop_nulls().n_unique()
    known = words.count(outlets, "outlet") if outlets else "outlets not known"
    head = [words.count(articles.height, "article"), known]
    if left_out:
        head.append(f"{left_out:,} left out")
    lines = [" · ".join([*head, span(articles)])]
    lines.append("Publication day: " + how_days_are_known(articles))
    found = [words.count(tables["events"].height, "event")]
    if "mentions" in tables:
        found.append(words.count(tables["mentions"].height, "date phrase"))
    planned = tables["events"].filter(pl.col("modality") == "planned").height
    conflicts = int(tables["events"]["conflict"].sum() or 0)
    found += [f"{planned:,} planned"] if planned else []
    found += [f"{conflicts:,} with dates that differ between articles"] if conflicts else []
    lines.append(" · ".join(found))
    busiest = busiest_day(articles)
    return [*lines, f"Busiest: {busiest}"] if busiest else lines


def span(articles: pl.DataFrame) -> str:
    """Say from when to when the articles appeared."""
    first, last = articles["dct_best"].min(), articles["dct_best"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return "no publication day is known"
    return words.days(first, last + timedelta(days=1))


def how_days_are_known(articles: pl.DataFrame) -> str:
    """Say how many publication days are known, worked out, or not known, and from where."""
    origins = Counter(articles["dct_origin"].fill_null("none").to_list())
    none = origins.pop("none", 0)
    known = {origin: n for origin, n in origins.items() if origin in KNOWN_ORIGINS}
    other = {origin: n for origin, n in origins.items() if origin not in KNOWN_ORIGINS}

    def by_origin(counts: Mapping[str, int]) -> str:
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return ", ".join(f"{n:,} {words.ORIGINS.get(origin, origin)}" for origin, n in ordered)

    parts = [f"{sum(known.values()):,} known ({by_origin(known)})"] if known else []
    parts += [f"{sum(other.values()):,} worked out ({by_origin(other)})"] if other else []
    parts += [f"{none:,} not known"] if none else []
    return "; ".join(parts) or "no articles"


def busiest_day(articles: pl.DataFrame) -> str | None:
    """Say on which day most articles appeared; days that tie are counted."""
    counted = articles.drop_nulls("dct_best").group_by("dct_best").len().sort("len", "dct_best")
    if counted.is_empty() or articles.height < 2:
        return None
    most: int = counted["len"].to_list()[-1]
    best = counted.filter(pl.col("len") == most)["dct_best"].to_list()
    if most < 2 or len(best) > 3:
        return None
    return f"{', '.join(words.day(found) for found in best)} ({words.count(most, 'article')}" + (
        " each)" if len(best) > 1 else ")"
    )


def leads(events: pl.DataFrame, articles: pl.DataFrame, names: Mapping[str, str]) -> tuple[list[Lead], int]:
    """Count for each outlet the events that it was first to report, among those that several tell.

    Outlets whose first reports appeared at the same time share an event. Gives the outlets, the most
    first reports first, and the number of events that were compared.
    """
    sources = dict(articles.select("article_id", "source").iter_rows())
    alone: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    compared = 0
    for ids in events.filter(pl.col("n_sources") >= 2)["first_article_ids"].to_list():
        first = {sources[found] for found in ids or () if sources.get(found)}
        if first:
            compared += 1
            (alone if len(first) == 1 else shared).update(first)
    ranked = sorted({*alone, *shared}, key=lambda name: (-alone[name], -shared[name], name))
    return [Lead(names.get(name, name), alone[name], shared[name]) for name in ranked], compared


def first_report(row: Mapping[str, Any], sources: Mapping[str, str | None], names: Mapping[str, str]) -> str:
    """Say which outlets reported an event first, and when."""
    ids = row["first_article_ids"] or ()
    outlets = sorted({names.get(source, source) for found in ids if (source := sources.get(found))})
    when = words.interval(row["first_start"], row["first_stop"], "day")
    if not outlets:
        return "" if when == words.NO_DATE else when
    who = outlets[0] if len(outlets) == 1 else f"{len(outlets)} outlets at once"
    return who if when == words.NO_DATE else f"{when}, {who}"


def _section(console: "Console", title: str, body: "RenderableType") -> None:
    console.print()
    console.print(title, style="bold")
    console.print(body)


def _table(console: "Console") -> "Table":
    from rich import box
    from rich.table import Table

    # On a terminal a line under the heads, in a pipe nothing but words.
    return Table(
        box=box.SIMPLE_HEAD if console.is_terminal else None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="dim" if console.is_terminal else "",
        expand=False,
    )


def _events_table(console: "Console", events: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> "Table":
    sources = dict(tables["articles"].select("article_id", "source").iter_rows())
    names = outlet_names(tables["outlets"])
    table = _table(console)
    wide = console.width >= WIDE
    table.add_column("When", max_width=26 if wide else 15, min_width=11)
    table.add_column("What", ratio=1, min_width=24)
    table.add_column("Told", justify="right", no_wrap=True)
    table.add_column("First report", max_width=36 if wide else 22)
    for row in events.iter_rows(named=True):
        table.add_row(
            words.interval(row["start"], row["stop"], row["granularity"], row["mod"]),
            headline(row),
            f"{row['n_tellings'] or row['n_articles'] or 0:,}×",
            first_report(row, sources, names),
        )
    return table


def headline(row: Mapping[str, Any]) -> str:
    """Give an event's headline with what must not be overlooked about it."""
    notes = [row["modality"]] if row["modality"] not in (None, "happened") else []
    notes += ["conflict"] if row["conflict"] else []
    text = row["headline"] or "(no headline)"
    return f"{text} ({', '.join(words.term(note) for note in notes)})" if notes else text


def _leads_table(console: "Console", ranking: list[Lead]) -> "Table":
    table = _table(console)
    table.add_column("Outlet")
    table.add_column("Alone", justify="right")
    table.add_column("At the same time as others", justify="right")
    for lead in ranking[:LEADERS]:
        table.add_row(lead.outlet, f"{lead.alone:,}", f"{lead.shared:,}")
    if len(ranking) > LEADERS:
        table.add_row(f"and {words.count(len(ranking) - LEADERS, 'more outlet')}")
    return table


def _phases_table(console: "Console", phases: pl.DataFrame) -> "Table":
    table = _table(console)
    table.add_column("Phase")
    table.add_column("Days", no_wrap=True)
    table.add_column("Articles", justify="right")
    for row in phases.sort("start").iter_rows(named=True):
        when = words.days(row["start"], row["stop"]) if row["start"] and row["stop"] else ""
        table.add_row(row["name"], when, f"{row['n_articles'] or 0:,}")
    return table
