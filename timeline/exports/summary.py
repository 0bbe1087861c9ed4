"""Tell a story as a list of days: the dates that matter, and for each the sentences that tell it best."""

import html
import json
import re
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Any, Final

import polars as pl

from timeline import words
from timeline.exports.evidence import sentence
from timeline.exports.material import Material
from timeline.exports.sharing import excerpt
from timeline.exports.tables import write_csv
from timeline.options import ExportOptions
from timeline.shown import as_corrected

DAY_OR_FINER: Final = ("second", "minute", "hour", "part_of_day", "day")
TOLD: Final = ("happened", "planned")
"""What goes on a timeline: not what was denied or only supposed."""
SAME_WORDS: Final = 0.5
"""Share of common words (Jaccard) from which two sentences count as one: half of all different words."""
WORDS_OF_A_SENTENCE: Final = (6, 45)
"""A shorter one seldom says what happened, a longer one says several things."""
COMPARED: Final = 60
"""Statements of one event that a sentence is compared with: a stable mean, and quick for the largest."""

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Day:
    """Hold one date of a timeline."""

    date: str
    score: float
    sentences: list[str]
    event_ids: list[str]


@dataclass(frozen=True, slots=True)
class _Told:
    """Hold a sentence with its event, its words, and its place in the order of preference."""

    event: str
    text: str
    bag: frozenset[str]
    order: tuple[Any, ...]


def summary(material: Material, options: ExportOptions) -> list[Day]:
    """Give the ``dates`` best days in the order of time, each with at most ``sentences`` sentences.

    A statement counts for the day that it states, else for the day of the event that it was merged into;
    "by that day" is no day. A day's score is the sum of its statements' event scores, one an article and
    event, as a share of the best day's.
    """
    statements = _dated(material)
    scores = _scores(statements)
    pinned = set(material.table("events").filter(pl.col("pinned"))["event_id"])
    first = set(statements.filter(pl.col("event_id").is_in(list(pinned)))["day"])
    best = sorted(scores, key=lambda found: (found not in first, -scores[found], found))[: options.dates]
    kept = statements.filter(pl.col("day").is_in(best))
    articles = {
        row["article_id"]: row
        for row in material.table("articles")
        .filter(pl.col("article_id").is_in(kept["article_id"].unique().implode()))
        .select("article_id", "title", "text")
        .iter_rows(named=True)
    }
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in kept.iter_rows(named=True):
        by_day[row["day"]].append(row)
    return [_day(found, scores[found], by_day[found], articles, options) for found in sorted(best)]


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


def _dated(material: Material) -> pl.DataFrame:
    """Give statements with the day they count for, their event's score, and how well they tell it."""
    events = material.table("events").select(
        "event_id",
        pl.col("score").fill_null(0.0),
        _day_of(pl.col("start"), pl.col("granularity"), pl.col("mod")).alias("event_day"),
    )
    own = _day_of(pl.col("start"), pl.col("granularity"), pl.col("mod"))
    return (
        as_corrected(material.table("event_mentions"), material.table("events"))
        .filter(pl.col("modality").is_in(TOLD))
        .join(events, on="event_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce(own, "event_day").alias("day"), pl.col("score").fill_null(0.0))
        .drop_nulls("day")
    )


def _day_of(start: pl.Expr, granularity: pl.Expr, mod: pl.Expr) -> pl.Expr:
    known = granularity.is_in(DAY_OR_FINER) & ~mod.fill_null("").is_in(["ON_OR_BEFORE", "BEFORE", "AFTER"])
    return pl.when(known).then(start.dt.date())


def _scores(statements: pl.DataFrame) -> dict[date, float]:
    each = statements.unique(["day", "event_id", "article_id"], maintain_order=True)
    sums = each.group_by("day").agg(pl.col("score").sum().alias("sum"))
    highest = max(sums["sum"].to_list(), default=0.0) or 1.0
    return {found: round(total / highest, 6) for found, total in sums.iter_rows()}


def _day(
    found: date,
    score: float,
    rows: list[dict[str, Any]],
    articles: dict[str, dict[str, Any]],
    options: ExportOptions,
) -> Day:
    ids = [row["event_id"] for row in sorted(rows, key=lambda row: (-row["score"], row["event_mention_id"]))]
    texts = _different(_told(rows, articles), options.sentences)
    excerpts = [excerpt(text, options) for text in texts]
    return Day(found.isoformat(), score, excerpts, [known for known in dict.fromkeys(ids) if known])


def _told(rows: list[dict[str, Any]], articles: dict[str, dict[str, Any]]) -> list[_Told]:
    """Give the sentences of a day, best first.

    The better event goes first; of one event, what is dated, certain and most like what the others say:
    an aside shares few words with them.
    """
    by_event: dict[str, list[tuple[dict[str, Any], str, frozenset[str]]]] = defaultdict(list)
    for row in rows:
        if row["article_id"] in articles:
            text = sentence(row, articles[row["article_id"]])
            bag = frozenset(_WORD.findall(text.lower()))
            by_event[row["event_id"] or row["event_mention_id"]].append((row, text, bag))
    told = []
    for event, found in by_event.items():
        others = [bag for _, _, bag in found[:COMPARED]]
        for row, text, bag in found:
            alike = sum(_overlap(bag, other) for other in others) / len(others)
            order = (not _reads_well(text), -row["score"], _flaws(row), -alike, row["event_mention_id"])
            told.append(_Told(event, text, bag, order))
    return sorted(told, key=lambda one: one.order)


def _flaws(row: dict[str, Any]) -> int:
    """Count what speaks against a statement as the one that tells its event."""
    flaws = (row["basis"] != "stated", row["hedged"], row["modality"] != "happened", row["field"] == "title")
    return sum(map(bool, flaws))


def _different(told: list[_Told], number: int) -> list[str]:
    """Choose sentences best first: one of each event, then more, none that repeats another."""
    seen: set[str] = set()
    firsts: list[_Told] = []
    rest: list[_Told] = []
    for one in told:
        (rest if one.event in seen else firsts).append(one)
        seen.add(one.event)
    chosen: list[_Told] = []
    for one in [*firsts, *rest]:
        fresh = all(_overlap(one.bag, other.bag) < SAME_WORDS for other in chosen)
        if len(chosen) < number and one.bag and fresh:
            chosen.append(one)
    return [one.text for one in chosen]


def _reads_well(text: str) -> bool:
    return WORDS_OF_A_SENTENCE[0] <= len(text.split()) <= WORDS_OF_A_SENTENCE[1]


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / (len(a | b) or 1)


_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{name}</title><style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }}
section {{ border-left: 3px solid #0072b2; padding-left: 1rem; margin: 1.2rem 0 }}
h2 {{ font-size: 1rem; margin: 0 }} p {{ margin: .2rem 0 }}
</style></head><body><h1>{name}</h1>{body}</body></html>
"""
