"""Tell a story as a list of days: the dates that matter, and for each the sentences that tell it best."""

import html
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Final

import polars as pl

from timeline import words
from timeline.errors import OptionError
from timeline.events.dates import Ranking, own_day, rank_days
from timeline.events.telling import told_days
from timeline.exports.material import Material
from timeline.exports.sharing import excerpt
from timeline.exports.tables import write_csv
from timeline.options import ExportOptions


@dataclass(frozen=True, slots=True)
class Day:
    """Hold one date of a timeline."""

    date: str
    score: float
    sentences: list[str]
    event_ids: list[str]


def summary(material: Material, options: ExportOptions) -> list[Day]:
    """Give the ``dates`` best days in the order of time, each with at most ``sentences`` sentences.

    Days of pinned events come first, then the score decides (``timeline.events.dates``). A statement counts
    for the day of the event that it was merged into, else for the day that it states; "by that day" is none.
    OptionError: nothing in the story fits the query.
    """
    ranking = _ranking(material, options)
    scores = dict(ranking.days.select("day", "score").iter_rows())
    if options.query and not scores:
        raise OptionError(f"Nothing in this story fits {options.query!r}. Try other or fewer words.")
    told = ranking.statements.sort("score", "event_mention_id", descending=[True, False])
    events: dict[date, list[str]] = defaultdict(list)
    for day, event_id in told.select("day", "event_id").drop_nulls().unique(maintain_order=True).iter_rows():
        events[day].append(event_id)
    # A pinned event stands on its day even if only a later copy tells of it.
    pinned = material.table("events").filter(pl.col("pinned")).with_columns(own_day().alias("day"))
    for day, event_id in pinned.select("day", "event_id").drop_nulls().iter_rows():
        if not options.query or day in scores:
            scores.setdefault(day, 1.0)
            events[day] = list(dict.fromkeys([event_id, *events[day]]))
    first = {day for day, ids in events.items() if set(pinned["event_id"]) & set(ids)}
    best = sorted(scores, key=lambda day: (day not in first, -scores[day], day))[: options.dates]
    texts = told_days(ranking.statements, best, options.sentences)
    return [
        Day(day.isoformat(), scores[day], [excerpt(text, options) for text in texts[day]], events[day])
        for day in sorted(best)
    ]


def _ranking(material: Material, options: ExportOptions) -> Ranking:
    """Rank the days with the weights of the story; hidden events are gone by now, unless they are wanted."""
    from timeline.recompute import build_options

    events = material.table("events").with_columns(pl.lit(False).alias("hidden"))
    tables = {**material.tables_or_empty(), "events": events}
    return rank_days(tables, build_options(material.manifest).rank, options.query)


def write_timeline_json(material: Material, out: IO[bytes], options: ExportOptions) -> None:
    """Write ``[{"date", "score", "sentences", "event_ids"}]``."""
    days = [asdict(found) for found in summary(material, options)]
    out.write(json.dumps(days, ensure_ascii=False, indent=1).encode() + b"\n")


def write_timeline_csv(material: Material, out: IO[bytes], options: ExportOptions) -> None:
    """Write one row a sentence: date, score, its place within the day, the sentence, the day's events."""
    rows = [
        (day.date, day.score, place, text, day.event_ids)
        for day in summary(material, options)
        for place, text in enumerate(day.sentences or [""], start=1)
    ]
    schema = pl.Schema(
        {"date": pl.String(), "score": pl.Float64(), "rank": pl.Int64(), "sentence": pl.String(),
         "event_ids": pl.List(pl.String)}
    )  # fmt: skip
    write_csv(pl.DataFrame(rows, schema=schema, orient="row"), out, options)


def write_timeline_html(material: Material, out: IO[bytes], options: ExportOptions) -> None:
    """Write a page of its own with one paragraph a day."""
    parts = []
    for day in summary(material, options):
        when = words.day(date.fromisoformat(day.date))
        told = "".join(f"<p>{html.escape(text)}</p>" for text in day.sentences)
        parts.append(f'<section><h2><time datetime="{day.date}">{when}</time></h2>{told}</section>')
    name = html.escape(material.name)
    empty = "<p>No event of this story has a day of its own.</p>"
    out.write(_PAGE.format(name=name, body="".join(parts) or empty).encode())


_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}</title><style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }}
section {{ border-left: 3px solid #0072b2; padding-left: 1rem; margin: 1.2rem 0 }}
h2 {{ font-size: 1rem; margin: 0 }} p {{ margin: .2rem 0 }}
</style></head><body><h1>{name}</h1>{body}</body></html>
"""
