"""Write events as an iCalendar file: all-day entries that any calendar program opens."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import IO, Any, Final

import polars as pl
from icalendar import Calendar, Event

from timeline import __version__, words
from timeline.exports.material import Material
from timeline.exports.ranking import main_events
from timeline.options import ExportOptions

EXACT: Final = ("second", "minute", "hour", "part_of_day", "day")
"""Precisions at which the day is known."""


def write_ics(material: Material, out: IO[bytes], options: ExportOptions) -> None:
    """Write an all-day entry an event; DTEND is the day after the last (RFC 5545, 3.6.1).

    An event whose day is not known exactly covers its whole interval, says so in its title and is in the
    category "imprecise"; an event without any date is left out and counted in the calendar's description.
    """
    events = main_events(material.table("events"), options.top)
    undated = events.filter(pl.col("start").is_null() & pl.col("stop").is_null()).height
    calendar = Calendar()
    calendar.add("prodid", f"-//Dateline {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", material.name)
    if undated:
        calendar.add("x-wr-caldesc", f"{words.count(undated, 'event')} without a date left out")
    anchors = _anchors(material.table("event_mentions"))
    stamp = _stamp(material)
    for row in events.iter_rows(named=True):
        span = _days(row["start"], row["stop"])
        if span is not None:
            calendar.add_component(_entry(row, span, anchors, stamp))
    out.write(calendar.to_ical())


def _entry(row: dict[str, Any], span: tuple[date, date], anchors: dict[str, str], stamp: datetime) -> Event:
    when = words.interval(row["start"], row["stop"], row["granularity"], row["mod"])
    bounded = row["start"] is not None and row["stop"] is not None
    one_day = bounded and (span[1] - span[0]).days == 1
    exact = one_day and row["granularity"] in EXACT and not row["mod"]
    entry = Event()
    headline = row["headline"] or "Event"
    entry.add("summary", headline if exact else f"{headline} ({when})")
    entry.add("dtstart", span[0])
    entry.add("dtend", span[1])
    entry.add("dtstamp", stamp)
    key = anchors.get(row["event_id"]) or f"{row['event_id']}|{row['headline']}"
    entry.add("uid", hashlib.sha256(key.encode()).hexdigest()[:32] + "@dateline")
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", ["exact day" if exact else "imprecise", row["modality"] or "happened"])
    entry.add("status", "CONFIRMED" if row["modality"] in (None, "happened") else "TENTATIVE")
    entry.add("description", _description(row, when))
    return entry


def _description(row: dict[str, Any], when: str) -> str:
    told = words.count(row["n_tellings"] or row["n_articles"] or 0, "separate telling")
    lines = [f"When: {when}", f"{told}, {words.count(row['n_sources'] or 0, 'outlet')}"]
    if row["conflict"]:
        lines.append("Articles give different dates for it.")
    return "\n".join(lines)


def _days(start: datetime | None, stop: datetime | None) -> tuple[date, date] | None:
    """Give the days an interval touches, half-open; one day where a side is unbounded."""
    if start is None and stop is None:
        return None
    if start is None:
        assert stop is not None
        last = (stop - timedelta(microseconds=1)).date()
        return last, last + timedelta(days=1)
    first = start.date()
    if stop is None:
        return first, first + timedelta(days=1)
    last = max(first, (stop - timedelta(microseconds=1)).date())
    return first, last + timedelta(days=1)


def _anchors(statements: pl.DataFrame) -> dict[str, str]:
    """Give for each event the first of its statements: a key that outlives a rebuild, unlike event_id."""
    firsts = (
        statements.drop_nulls("event_id")
        .group_by("event_id", maintain_order=True)
        .agg(pl.col("event_mention_id").min().alias("anchor"))
    )
    return dict(firsts.iter_rows())


def _stamp(material: Material) -> datetime:
    """Take the story's time of building, so that the same story gives the same file."""
    try:
        made = datetime.fromisoformat(str(material.manifest.get("created")))
    except ValueError:
        return datetime.now(UTC).replace(microsecond=0)
    return made.astimezone(UTC) if made.tzinfo else made.replace(tzinfo=UTC)
