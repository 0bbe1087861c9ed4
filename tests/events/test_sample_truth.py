"""The sample corpus against its ground truth: is each true event found, with the right interval?"""

import datetime as dt
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from timeline import schema
from timeline.events import Merged, event_mentions, merge

CLOCK = ("second", "minute", "hour", "part_of_day")
DATA = Path(__file__).parents[2] / "data"
FLOOR = 0.95
"""Share of true events that must be found with the right interval, by the project's own date phrases."""
MARKED_FLOOR = 0.95
"""The same from the marked date phrases: what finding and merging lose by themselves."""

MERGED_FLOOR = {"marked": 0.885, "own": 0.85}
"""Share of the statements of one true event that must stand in one row, on average over the events: from the
marked date phrases and from the project's own."""
MIXED_CEILING = 0.045
"""Share of rows that may hold statements of different true events."""


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def articles() -> pl.DataFrame:
    """Read the corpus straight from its file; every article says when it was published."""
    rows = []
    for row in lines(DATA / "sample" / "articles.jsonl"):
        clock = dt.datetime.fromisoformat(row["published"])
        rows.append(
            {name: row[name] for name in ("article_id", "title", "text", "source", "url", "lang")}
            | {
                "published": clock.astimezone(dt.UTC),
                "published_local": clock.replace(tzinfo=None),
                "dct_start": clock.date(),
                "dct_stop": clock.date() + dt.timedelta(days=1),
                "dct_best": clock.date(),
                "dct_origin": "given",
                "included": True,
            }
        )
    return schema.ARTICLES.frame(rows)


def marked_phrases() -> pl.DataFrame:
    rows = [
        {
            name: row.get(name)
            for name in ("article_id", "begin", "end", "phrase", "type", "value", "mod", "granularity")
        }
        | {
            "mention_id": f"{row['article_id']}:{row['begin']}-{row['end']}",
            "field": "text",
            "start": moment(row["start"]),
            "stop": moment(row["stop"]),
        }
        for row in lines(DATA / "truth" / "mentions.jsonl")
    ]
    return schema.MENTIONS.frame(rows)


def same(interval: tuple[Any, Any], wanted: tuple[Any, Any], granularity: str) -> bool:
    """Say whether an interval is the true one.

    Below the day it must begin at the true moment and end within the day: whether "10 a.m." is a minute or an
    hour is a convention in which the truth and the tagger differ.
    """
    if granularity not in CLOCK or None in (*interval, *wanted):
        return bool(interval == wanted)
    return bool(interval[0] == wanted[0] and interval[1] - interval[0] < dt.timedelta(days=1))


def found(merged: Merged) -> tuple[set[str], set[str]]:
    """Give the true events that are found (a row has the interval, its evidence overlaps), and all."""
    intervals = {e: (a, b) for e, a, b in merged.events.select("event_id", "start", "stop").iter_rows()}
    told = defaultdict(list)
    here = merged.event_mentions.filter((pl.col("field") == "text") & pl.col("event_id").is_not_null())
    for id_, begin, end, event in here.select("article_id", "begin", "end", "event_id").iter_rows():
        told[id_].append((begin, end, event))
    truth = lines(DATA / "truth" / "events.jsonl")
    hits = set()
    for event in truth:
        wanted = moment(event["start"]), moment(event["stop"])
        for mention in event["mentions"]:
            for begin, end, id_ in told[mention["article_id"]]:
                overlaps = min(end, mention["end"]) > max(begin, mention["begin"])
                if overlaps and same(intervals[id_], wanted, event["granularity"]):
                    hits.add(event["event_id"])
    return hits, {event["event_id"] for event in truth}


@pytest.fixture(scope="module")
def corpus() -> pl.DataFrame:
    return articles()


def test_true_events_are_found_from_marked_phrases(corpus: pl.DataFrame) -> None:
    merged = merge(event_mentions(corpus, marked_phrases()), corpus)
    hits, all_ = found(merged)
    assert len(hits) >= MARKED_FLOOR * len(all_), (
        f"{len(hits)} of {len(all_)}; missing: {sorted(all_ - hits)}"
    )


def test_true_events_are_found_from_tagged_text(corpus: pl.DataFrame) -> None:
    from timeline.temporal import tag

    merged = merge(event_mentions(corpus, tag(corpus)), corpus)
    hits, all_ = found(merged)
    assert len(hits) >= FLOOR * len(all_), f"{len(hits)} of {len(all_)}; missing: {sorted(all_ - hits)}"


@pytest.mark.parametrize("phrases", MERGED_FLOOR)
def test_true_events_are_one_row_and_rows_are_one_event(corpus: pl.DataFrame, phrases: str) -> None:
    from benchmarks.events import merging
    from timeline.temporal import tag

    dated = marked_phrases() if phrases == "marked" else tag(corpus)
    together, mixed, rows = merging(merge(event_mentions(corpus, dated), corpus))
    assert sum(together) / len(together) >= MERGED_FLOOR[phrases]
    assert mixed <= MIXED_CEILING * rows
