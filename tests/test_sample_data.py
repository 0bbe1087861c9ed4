"""The sample corpus and its ground truth hold what data/README.md promises."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

DATA = Path(__file__).resolve().parent.parent / "data"
Row = dict[str, Any]


def read_rows(name: str) -> list[Row]:
    """Read one JSON object a line."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [cast(Row, json.loads(line)) for line in lines]


def read_outlets() -> list[dict[str, str]]:
    """Read the table of outlets."""
    with (DATA / "sample" / "outlets.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ARTICLES = read_rows("sample/articles.jsonl")
OUTLETS = {row["source"]: row for row in read_outlets()}
EVENTS = read_rows("truth/events.jsonl")
EVENT_MENTIONS = [
    {**mention, "event_id": event["event_id"]} for event in EVENTS for mention in event["mentions"]
]
MENTIONS = read_rows("truth/mentions.jsonl")
LINEAGE = read_rows("truth/lineage.jsonl")
QUOTES = read_rows("truth/quotes.jsonl")
CLAIMS = read_rows("truth/claims.jsonl")
ERRORS = read_rows("truth/errors.jsonl")

BY_ID = {row["article_id"]: row for row in ARTICLES}
TEXT = {row["article_id"]: cast(str, row["text"]) for row in ARTICLES}
PUBLISHED = {row["article_id"]: datetime.fromisoformat(row["published"]) for row in ARTICLES}

# The facts of the story that the corpus must cover, and by how many articles at least.
FACTS: dict[str, int] = {
    "deepseek-founded": 2,
    "v3-release": 6,
    "app-launch": 2,
    "r1-release": 6,
    "inauguration": 2,
    "export-order": 2,
    "stargate": 6,
    "andreessen-breakthrough": 2,
    "andreessen-sputnik": 6,
    "app-top": 6,
    "nvidia-fall": 6,
    "trump-wakeup": 6,
    "nvidia-statement": 2,
    "deepseek-limits": 2,
    "nvidia-rebound": 6,
    "ft-distillation": 6,
    "microsoft-call": 6,
    "apple-call": 2,
    "italy-block": 6,
    "semianalysis": 2,
    "australia-ban": 6,
    "ap-china-mobile": 2,
    "house-bill": 2,
    "hassabis": 2,
    "paris-summit": 6,
    "vance-speech": 6,
    "grok3-announce": 6,
    "grok3-release": 6,
}
KINDS = {"agency", "national", "local", "trade", "blog", "social", "official", "other"}
GRANULARITIES = {
    "second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month", "season",
    "quarter", "half", "year", "decade", "century",
}  # fmt: skip
MODALITIES = {"happened", "planned", "possible", "denied", "hypothetical"}
TIMEX_VALUE = re.compile(
    r"""(?: (?:\d{4}|XXXX)-(?:\d\d|XX)-(?:\d\d|XX) (?:T(?:\d\d:\d\d|MO|AF|EV|NI))?
          | \d{4}-W\d\d(?:-WE)? | XXXX-WXX(?:-\d)? | \d{4}-\d\d | XXXX-XX
          | (?:\d{4}|XXXX)-(?:Q[1-4X]|SP|SU|FA|WI) | \d{3,4} | T\d\d:\d\d
          | PT?(?:[\dX]+[YMWDHS])+(?:[\dX]+[MS])* )""",
    re.VERBOSE,
)


def moment(text: str) -> datetime:
    """Read an ISO day or local time."""
    return datetime.fromisoformat(text)


def name(row: Row) -> str:
    """Name a row for the test report."""
    keys = ("event_id", "quote_id", "claim_id", "article_id", "begin")
    return ":".join(str(row[key]) for key in keys if key in row)


def cut(row: Row, begin: str = "begin", end: str = "end") -> str:
    """Cut the row's span out of its article."""
    text = TEXT[row["article_id"]]
    assert 0 <= row[begin] < row[end] <= len(text)
    return text[row[begin] : row[end]]


def test_the_corpus_has_its_size() -> None:
    assert len(ARTICLES) >= 44
    assert len({row["source"] for row in ARTICLES}) >= 13
    kinds = Counter(row["kind"] for row in OUTLETS.values())
    assert set(kinds) <= KINDS
    assert len(kinds) >= 4
    assert kinds["agency"] == 2
    assert min(kinds["national"], kinds["local"], kinds["trade"]) >= 3
    assert kinds["blog"] >= 2


def test_article_ids_and_texts_are_unique() -> None:
    assert len(BY_ID) == len(ARTICLES)
    assert len(set(TEXT.values())) == len(ARTICLES)


def test_articles_are_in_order_of_publication() -> None:
    times = list(PUBLISHED.values())
    assert times == sorted(times)


@pytest.mark.parametrize("row", ARTICLES, ids=name)
def test_article_is_well_formed(row: Row) -> None:
    assert list(row) == ["article_id", "title", "text", "source", "url", "published", "lang"]
    assert row["lang"] == "en"
    assert row["source"] in OUTLETS
    assert re.fullmatch(r"https://[a-z.]+\.example/\d{4}/\d\d/\d\d/[a-z0-9/-]+", row["url"])
    assert row["title"] == row["title"].strip() != ""
    assert row["text"] == row["text"].strip() != ""
    assert not re.search(r"[{}|\t\r]|\n{3}|  | \n", row["text"])


@pytest.mark.parametrize("row", ARTICLES, ids=name)
def test_publication_has_clock_time_and_the_outlets_zone(row: Row) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", row["published"])
    published = datetime.fromisoformat(row["published"])
    assert date(2025, 1, 20) <= published.date() <= date(2025, 2, 17)
    zone = ZoneInfo(OUTLETS[row["source"]]["timezone"])
    assert published.utcoffset() == published.astimezone(zone).utcoffset()


def test_every_outlet_publishes_and_is_described() -> None:
    assert {row["source"] for row in ARTICLES} == set(OUTLETS)
    header = ["source", "name", "aliases", "kind", "country", "timezone"]
    assert all(list(row) == header for row in OUTLETS.values())


@pytest.mark.parametrize("rows", [MENTIONS, QUOTES, CLAIMS, ERRORS, EVENT_MENTIONS, LINEAGE])
def test_ids_resolve(rows: list[Row]) -> None:
    assert rows
    for row in rows:
        for key in ("article_id", "source_id", "target_id", "copied_from"):
            assert row.get(key, ARTICLES[0]["article_id"]) in BY_ID


@pytest.mark.parametrize("row", MENTIONS, ids=name)
def test_mention(row: Row) -> None:
    assert cut(row) == row["phrase"] == row["phrase"].strip()
    assert not re.match(r"(?i)(on|in|at|from|by|since|until) ", row["phrase"])
    assert row["type"] in {"DATE", "TIME", "DURATION", "SET"}
    assert TIMEX_VALUE.fullmatch(row["value"]), row["value"]
    if row["type"] == "SET":
        assert row["start"] is None and row["stop"] is None
    if row["start"] and row["stop"]:
        assert moment(row["start"]) < moment(row["stop"])
    if row["granularity"] is not None:
        assert row["granularity"] in GRANULARITIES


@pytest.mark.parametrize("row", [row for row in MENTIONS if "-" in row["value"]], ids=name)
def test_mentioned_day_is_the_weekday_that_the_phrase_names(row: Row) -> None:
    weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    named = [day for day in weekdays if day in row["phrase"].lower()]
    if named and re.match(r"\d{4}-\d\d-\d\d", row["value"]):
        assert weekdays[date.fromisoformat(row["value"][:10]).weekday()] == named[0]


def test_mentions_do_not_overlap() -> None:
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in MENTIONS:
        spans[row["article_id"]].append((row["begin"], row["end"]))
    for found in spans.values():
        found.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(found))


@pytest.mark.parametrize("row", EVENTS, ids=name)
def test_event(row: Row) -> None:
    assert 2 <= len(row["headline"].split()) <= 12
    assert moment(row["start"]) < moment(row["stop"])
    assert row["granularity"] in GRANULARITIES
    assert row["modality"] in MODALITIES
    assert row["mentions"]


def test_event_ids_are_unique() -> None:
    assert len({row["event_id"] for row in EVENTS}) == len(EVENTS)


@pytest.mark.parametrize(("event_id", "least"), FACTS.items())
def test_fact_is_told_by_enough_articles(event_id: str, least: int) -> None:
    found = {row["article_id"] for row in EVENT_MENTIONS if row["event_id"] == event_id}
    assert len(found) >= max(2, least)


@pytest.mark.parametrize("row", EVENT_MENTIONS, ids=name)
def test_event_mention(row: Row) -> None:
    sentence = cut(row)
    assert sentence == sentence.strip()
    assert "\n" not in sentence
    assert row["basis"] in {"stated", "carried", "publication"}
    assert row["modality"] in MODALITIES
    assert row["granularity"] in GRANULARITIES
    assert moment(row["start"]) < moment(row["stop"])
    if row["basis"] == "stated":
        assert cut(row, "phrase_begin", "phrase_end") == row["phrase"]
        assert row["begin"] <= row["phrase_begin"] < row["phrase_end"] <= row["end"]
    else:
        assert row["phrase"] is row["phrase_begin"] is row["phrase_end"] is None
    if row["basis"] == "publication":
        day = PUBLISHED[row["article_id"]].date()
        assert (row["start"], row["stop"]) == (str(day), str(day + timedelta(days=1)))
        assert row["mod"] == "ON_OR_BEFORE"


@pytest.mark.parametrize("row", [row for row in EVENT_MENTIONS if row["phrase"]], ids=name)
def test_stated_phrase_is_a_mention(row: Row) -> None:
    spans = {(m["article_id"], m["begin"], m["end"]) for m in MENTIONS}
    assert (row["article_id"], row["phrase_begin"], row["phrase_end"]) in spans


@pytest.mark.parametrize("row", EVENT_MENTIONS, ids=name)
def test_only_labelled_readings_miss_the_event(row: Row) -> None:
    """A stated or carried interval meets the true one, unless it is stale, an error or a plan."""
    event = next(event for event in EVENTS if event["event_id"] == row["event_id"])
    meets = moment(row["start"]) < moment(event["stop"]) and moment(event["start"]) < moment(row["stop"])
    labelled = any(
        error["article_id"] == row["article_id"]
        and error["begin"] < row["end"]
        and row["begin"] < error["end"]
        for error in ERRORS
    )
    assert meets or labelled or row["basis"] == "publication" or row["modality"] != "happened"


def test_stale_phrases_say_what_they_meant() -> None:
    stale = [row for row in MENTIONS + EVENT_MENTIONS if "copied_from" in row]
    assert len({row["article_id"] for row in stale}) >= 2
    for row in stale:
        assert PUBLISHED[row["copied_from"]] < PUBLISHED[row["article_id"]]
        assert moment(row["source_start"]) < moment(row["source_stop"])
        assert (row["source_start"], row["source_stop"]) != (row["start"], row["stop"])


@pytest.mark.parametrize("row", LINEAGE, ids=lambda row: f"{row['source_id']}>{row['target_id']}")
def test_lineage(row: Row) -> None:
    kinds = {"copy", "rewrite", "common_upstream", "shared_quotes", "version"}
    assert row["kind"] in kinds
    assert row["directed"] == (row["kind"] not in {"common_upstream", "shared_quotes"})
    source, target = PUBLISHED[row["source_id"]], PUBLISHED[row["target_id"]]
    assert source < target if row["directed"] else source != target


def test_corrected_version_keeps_its_address() -> None:
    pairs = [row for row in LINEAGE if row["kind"] == "version"]
    same = [p for p in pairs if BY_ID[p["source_id"]]["url"] == BY_ID[p["target_id"]]["url"]]
    assert same
    assert all("Correction" in TEXT[pair["target_id"]] for pair in same)
    urls = Counter(row["url"] for row in ARTICLES)
    assert sum(urls.values()) - len(urls) == len(same)


@pytest.mark.parametrize("row", QUOTES, ids=name)
def test_quote(row: Row) -> None:
    assert cut(row) == row["text"]
    assert row["spans"][0][0] == row["begin"]
    assert row["spans"][-1][1] == row["end"]
    assert row["form"] in {"direct", "mixed", "indirect", "unmarked"}
    assert row["speaker"]
    changes = {
        "same", "reworded", "shortened", "extended", "indirect", "speaker_changed",
        "marks_dropped", "meaning_turned",
    }  # fmt: skip
    assert row["change"] in changes
    text = TEXT[row["article_id"]]
    for begin, end in row["spans"]:
        marked = text[begin - 1] in '"“‘'
        assert marked == (row["form"] in {"direct", "mixed"})
        if marked:
            assert re.match(r"[,.?]?[\"”’]", text[end : end + 2])


@pytest.mark.parametrize("row", CLAIMS, ids=name)
def test_claim(row: Row) -> None:
    assert cut(row) == row["phrase"]
    assert row["kind"] in {"money", "percent", "count", "rank", "date", "duration"}
    relations = {
        "same", "rounded", "changed_value", "changed_comparator", "doubt_dropped",
        "attribution_dropped", "meaning_turned",
    }  # fmt: skip
    assert row["relation"] in relations
    assert row["value"] is not None or row["comparator"]


@pytest.mark.parametrize("row", ERRORS, ids=name)
def test_error_is_inside_its_article(row: Row) -> None:
    assert cut(row) == row["text"]
    assert row["wrong"] and row["right"]


@pytest.mark.parametrize("row", [r for r in QUOTES + CLAIMS if r["deliberate_error"]], ids=name)
def test_deliberate_errors_are_listed(row: Row) -> None:
    assert any(
        error["article_id"] == row["article_id"]
        and error["begin"] <= row["end"]
        and row["begin"] <= error["end"]
        for error in ERRORS
    )
