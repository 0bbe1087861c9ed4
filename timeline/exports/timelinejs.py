"""Write the main events for TimelineJS (Knight Lab), which draws them as slides."""

import html
import json
from datetime import datetime, timedelta
from typing import IO, Any, Final

from timeline import words
from timeline.exports.evidence import Evidence, evidence
from timeline.exports.material import Material
from timeline.exports.ranking import main_events
from timeline.options import ExportOptions

DEFAULT_EVENTS: Final = 40
"""Slides when no number is given: TimelineJS's documentation advises against much more than 20, and a
story of a month has about that many days with events; 40 leaves room."""

_PARTS: Final = {
    "century": 1,
    "decade": 1,
    "year": 1,
    "half": 2,
    "quarter": 2,
    "season": 2,
    "month": 2,
}
"""How many of year, month, day a precision knows; three where not listed."""


def write_timelinejs(material: Material, out: IO[bytes], options: ExportOptions) -> None:
    """Write the JSON of TimelineJS3: its dates (the end is inclusive), escaped texts, the evidence."""
    events = main_events(material.table("events"), options.top or DEFAULT_EVENTS)
    quoted = evidence(material, events["event_id"].to_list(), options, per_event=1)
    slides = [
        _slide(row, quoted.get(row["event_id"], []))
        for row in events.iter_rows(named=True)
        if row["start"] is not None
    ]
    data = {"title": {"text": {"headline": html.escape(material.name)}}, "events": slides}
    out.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")


def _slide(row: dict[str, Any], quoted: list[Evidence]) -> dict[str, Any]:
    when = words.interval(row["start"], row["stop"], row["granularity"], row["mod"])
    told = words.count(row["n_tellings"] or row["n_articles"] or 0, "separate telling")
    parts = [f"<p>{html.escape(when)} · {told}, {words.count(row['n_sources'] or 0, 'outlet')}</p>"]
    parts += [
        f"<blockquote>{html.escape(q.sentence)}<br>{html.escape(q.credit)}</blockquote>" for q in quoted
    ]
    slide = {
        "unique_id": row["event_id"],
        "start_date": _date(row["start"], row["granularity"]),
        "display_date": when,
        "text": {"headline": html.escape(row["headline"] or when), "text": "".join(parts)},
        "group": row["modality"] or "happened",
    }
    last = (row["stop"] or row["start"]) - timedelta(microseconds=1)
    if last.date() > row["start"].date():
        slide["end_date"] = _date(last, row["granularity"])
    return slide


def _date(value: datetime, granularity: str | None) -> dict[str, int]:
    full = {"year": value.year, "month": value.month, "day": value.day}
    return dict(list(full.items())[: _PARTS.get(granularity or "", 3)])
