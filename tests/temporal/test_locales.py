"""Walk every locale that dateparser knows: names of months and days, yesterday, N days ago."""

import datetime as dt
from collections.abc import Iterator

import polars as pl
import pytest

from timeline.temporal import tag
from timeline.temporal.lexicon import languages
from timeline.temporal.locales import coverage, locale_of, locale_tables, locales

DCT = dt.date(2025, 1, 28)  # a Tuesday
OTHERS = [code for code in locales() if code.partition("-")[0] not in languages()]

GAPS = {
    "he": 14,  # abbreviations of months that end in a geresh
    "kln": 1,  # a weekday that ends in an apostrophe
    "nnh": 6,  # weekdays that end in an apostrophe
    "sah": 4,  # May and June, whose short forms are words they begin with
    "ti": 1,  # "3 days ago" and "in 3 days" are the same words in the locale data
}
"""Phrases that are not read, by locale: a list that may only get shorter."""


def sentences(code: str) -> Iterator[tuple[str, str]]:
    """Give phrases of a locale made of its own names, each with its value on DCT."""
    words = locale_tables(code)["words"]
    for month, names in words.get("MONTH", {}).items():
        yield from ((f"14 {name} 2023", f"2023-{month}-14") for name in names)
    for weekday, names in words.get("WEEKDAY", {}).items():
        day = DCT - dt.timedelta(days=(DCT.isoweekday() - int(weekday)) % 7)
        yield from ((name, day.isoformat()) for name in names[:1])
    for shift, names in [*words["DAYSHIFT"].items(), ("-1", words["EITHERDAY"]["1"])]:
        day = DCT + dt.timedelta(days=int(shift))
        yield from ((name, day.isoformat()) for name in names[:1])
    for unit, days in (("DAYBACK", -3), ("DAYAHEAD", 3)):
        before = words.get(f"ACOUNT{unit}", {}).get("1", [])
        after = words.get(f"BCOUNT{unit}", {}).get("1", [])
        if before or after:
            yield " ".join([*before[:1], "3", *after[:1]]), (DCT + dt.timedelta(days=days)).isoformat()


@pytest.mark.parametrize("code", OTHERS)
def test_names_of_a_locale_are_read(code: str) -> None:
    rows = list(dict.fromkeys(sentences(code)))
    articles = pl.DataFrame(
        {
            "article_id": [str(i) for i in range(len(rows))],
            "text": [phrase for phrase, _ in rows],
            "lang": [code] * len(rows),
            "dct_start": [DCT] * len(rows),
            "dct_stop": [DCT + dt.timedelta(days=1)] * len(rows),
        }
    )
    found = set(tag(articles).select("article_id", "phrase", "value").rows())
    missed = [row for i, row in enumerate(rows) if (str(i), *row) not in found]
    assert len(missed) == GAPS.get(code, 0), missed


@pytest.mark.parametrize("code", OTHERS)
def test_year_is_complete(code: str) -> None:
    # A week or a year with a hole would read most dates and lose the others without a word.
    known = coverage(code)
    assert {"month", "year"} <= known


def test_most_locales_have_weekdays_and_relative_days() -> None:
    known = [coverage(code) for code in OTHERS]
    assert sum("weekday" in kinds for kinds in known) >= 190
    assert sum("day" in kinds for kinds in known) >= 170


def test_a_word_for_both_days_keeps_both_readings() -> None:
    day = {"dct_start": [DCT], "dct_stop": [DCT + dt.timedelta(days=1)]}
    found = tag(pl.DataFrame({"article_id": ["a"], "text": ["कल"], "lang": ["hi"], **day}))
    assert found["value"].to_list() == ["2025-01-27"]
    assert [other["value"] for other in found["alternatives"].item()] == ["2025-01-29"]


@pytest.mark.parametrize(
    ("lang", "locale"),
    [("fi", "fi"), ("sr-Latn", "sr-Latn"), ("sr-latn-RS", "sr"), ("no", "nb"), ("NB", "nb"), ("tlh", None)],
)
def test_locale_of_a_language(lang: str, locale: str | None) -> None:
    assert locale_of(lang) == locale


def test_negatives_of_short_words() -> None:
    # "su", "to" and "la" are weekdays when abbreviated, and words otherwise.
    text = "Se on su ja to sekä la."
    found = tag(pl.DataFrame({"article_id": ["a"], "text": [text], "lang": ["fi"]}))
    assert found.is_empty()
