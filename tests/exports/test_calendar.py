"""Calendars: what a calendar program reads is what the events table says."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from icalendar import Calendar

from timeline.exports import Material, export_bytes
from timeline.exports.ics import write_ics
from timeline.options import ExportOptions


def walk(calendar: bytes) -> list[Any]:
    return list(Calendar.from_ical(calendar).walk("VEVENT"))


def entries(tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, object]]:
    return {
        str(entry["summary"]): {
            "days": (entry["dtstart"].dt, entry["dtend"].dt),
            "kinds": [str(kind) for kind in entry["categories"].cats],
            "uid": str(entry["uid"]),
            "status": str(entry["status"]),
        }
        for entry in walk(export_bytes(Material(tables, manifest=CREATED), "events", "ics"))
    }


CREATED = {"created": "2025-03-01T12:00:00+00:00"}


def test_all_day_entries_end_before_their_dtend(tables: Mapping[str, pl.DataFrame]) -> None:
    found = entries(tables)
    assert found["Acme recalled its pump"]["days"] == (date(2025, 1, 27), date(2025, 1, 28))
    assert found["=HYPERLINK(1) (Mar 2025)"]["days"] == (date(2025, 3, 1), date(2025, 4, 1))


def test_what_is_not_exact_says_so(tables: Mapping[str, pl.DataFrame]) -> None:
    found = entries(tables)
    assert found["Acme recalled its pump"]["kinds"] == ["exact day", "happened"]
    assert found["Shares fell <9 percent> (by 28 Jan 2025)"]["kinds"] == ["imprecise", "happened"]
    assert found["=HYPERLINK(1) (Mar 2025)"]["kinds"] == ["imprecise", "planned"]
    assert found["=HYPERLINK(1) (Mar 2025)"]["status"] == "TENTATIVE"


def test_events_without_a_date_are_counted(tables: Mapping[str, pl.DataFrame]) -> None:
    made = export_bytes(tables, "events", "ics").decode()
    assert "never dated" not in made
    assert "X-WR-CALDESC:1 event without a date left out" in made


def test_uid_outlives_new_event_ids_and_headlines(tables: Mapping[str, pl.DataFrame]) -> None:
    renumbered = {
        **tables,
        "events": tables["events"].with_columns("n" + pl.col("event_id"), pl.col("headline") + "!"),
        "event_mentions": tables["event_mentions"].with_columns("n" + pl.col("event_id")),
    }
    before = {entry["uid"] for entry in entries(tables).values()}
    after = {entry["uid"] for entry in entries(renumbered).values()}
    assert before == after
    assert len(before) == 3


def test_the_same_story_gives_the_same_bytes(tables: Mapping[str, pl.DataFrame]) -> None:
    material = Material(tables, manifest=CREATED)
    assert export_bytes(material, "events", "ics") == export_bytes(material, "events", "ics")


def test_unbounded_events_stand_on_the_day_they_know(tables: Mapping[str, pl.DataFrame]) -> None:
    import io

    since = tables["events"].head(1).with_columns(pl.lit(None, pl.Datetime("us")).alias("stop"))
    until = tables["events"].head(1).with_columns(pl.lit(None, pl.Datetime("us")).alias("start"))
    for events, said in ((since, "since 27 Jan 2025"), (until, "until 27 Jan 2025")):
        out = io.BytesIO()
        write_ics(Material({"events": events}), out, ExportOptions())
        (entry,) = walk(out.getvalue())
        assert entry["dtstart"].dt == date(2025, 1, 27)
        assert said in str(entry["summary"])
