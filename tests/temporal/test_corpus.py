"""Read a corpus of sentences written for this test: one phrase in brackets, its value and its interval."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from timeline.temporal import tag

ROWS = list(csv.DictReader(Path(__file__).with_name("en_corpus.csv").open(encoding="utf-8", newline="")))


def moment(text: str) -> datetime | None:
    return None if text == "-" else datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def found() -> pl.DataFrame:
    days = [date.fromisoformat(row["dct"]) for row in ROWS]
    articles = pl.DataFrame(
        {
            "article_id": [str(i) for i in range(len(ROWS))],
            "text": [row["text"].replace("[", "").replace("]", "") for row in ROWS],
            "dct_start": days,
            "dct_stop": [day + timedelta(days=1) for day in days],
        }
    )
    return tag(articles)


def test_corpus_is_large_enough() -> None:
    assert len(ROWS) >= 250


@pytest.mark.parametrize("i", range(len(ROWS)), ids=[f"{row['text'][:60]}-{row['dct']}" for row in ROWS])
def test_phrase(found: pl.DataFrame, i: int) -> None:
    row = ROWS[i]
    begin, end = row["text"].index("["), row["text"].index("]") - 1
    got = found.filter((pl.col("article_id") == str(i)) & (pl.col("begin") < end) & (pl.col("end") > begin))
    read = [(r["phrase"], r["value"], r["start"], r["stop"]) for r in got.to_dicts()]
    phrase = row["text"][begin + 1 : end + 1]
    assert read == [(phrase, row["value"], moment(row["start"]), moment(row["stop"]))]
