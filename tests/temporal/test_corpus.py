"""Read the corpora of sentences written for this test: one phrase in brackets, its value and its interval.

A row whose sentence has no brackets is a negative: nothing in it is a date (value, start and stop are "-").
"""

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from timeline.temporal import tag
from timeline.temporal.lexicon import SHARED, languages

LEAST = {"en": 600}
LEAST_OF_OTHERS = 120
FILES = sorted(Path(__file__).parent.glob("*_corpus.csv"))
ROWS = [
    {"lang": path.name.split("_")[0], **row}
    for path in FILES
    for row in csv.DictReader(path.open(encoding="utf-8", newline=""))
]


def moment(text: str) -> datetime | None:
    return None if text == "-" else datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def found() -> pl.DataFrame:
    days = [date.fromisoformat(row["dct"]) for row in ROWS]
    articles = pl.DataFrame(
        {
            "article_id": [str(i) for i in range(len(ROWS))],
            "text": [row["text"].replace("[", "").replace("]", "") for row in ROWS],
            "lang": [row["lang"] for row in ROWS],
            "dct_start": days,
            "dct_stop": [day + timedelta(days=1) for day in days],
        }
    )
    return tag(articles)


@pytest.mark.parametrize("code", [code for code in languages() if code != SHARED])
def test_corpus_is_large_enough(code: str) -> None:
    assert Counter(row["lang"] for row in ROWS)[code] >= LEAST.get(code, LEAST_OF_OTHERS)


@pytest.mark.parametrize(
    "i", range(len(ROWS)), ids=[f"{row['lang']}-{row['text'][:60]}-{row['dct']}" for row in ROWS]
)
def test_phrase(found: pl.DataFrame, i: int) -> None:
    row, got = ROWS[i], found.filter(pl.col("article_id") == str(i))
    if "[" not in row["text"]:
        assert got["phrase"].to_list() == []
        return
    begin, end = row["text"].index("["), row["text"].index("]") - 1
    got = got.filter((pl.col("begin") < end) & (pl.col("end") > begin))
    read = [(r["phrase"], r["value"], r["start"], r["stop"]) for r in got.to_dicts()]
    phrase = row["text"][begin + 1 : end + 1]
    assert read == [(phrase, row["value"], moment(row["start"]), moment(row["stop"]))]
