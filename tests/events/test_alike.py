"""What makes two statements alike: words, kinds, numbers; and what an event's readings come to."""

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.events.intervals import reconcile
from timeline.events.kinds import kinds
from timeline.events.tellings import tellings
from timeline.events.terms import agree, kind_of, numbers, term_table, terms

DAY = dt.timedelta(days=1)


def test_each_word_has_one_kind_and_each_opposite_is_a_kind() -> None:
    names = set(kinds().of.values())
    assert {name for pair in kinds().opposite for name in pair} <= names
    assert all(len(pair) == 2 for pair in kinds().opposite) and kinds().once <= names


TERMS = {
    "kinds of one event": ("The sell-off", "It plunged", True),
    "a country and its people": ("Italy", "the Italians", True),
    "irregular forms": ("Orion built", "Orion builds", True),
    "opposites": ("Shares fell", "Shares rose", False),
}


@pytest.mark.parametrize(("one", "two", "same"), TERMS.values(), ids=TERMS)
def test_terms_forgive_forms_and_synonyms(one: str, two: str, same: bool) -> None:
    words = {"orion", "share", "it"}
    assert (set(terms(one)) - words == set(terms(two)) - words) is same


@given(
    st.lists(
        st.sampled_from(["Orion opened a mill.", "It fell 17% to U.S. lows", "", "Die Firma"]), max_size=6
    )
)
def test_a_column_of_texts_has_the_terms_of_each(texts: list[str]) -> None:
    table = term_table(pl.Series(texts, dtype=pl.String))
    for item, text in enumerate(texts):
        assert table.filter(pl.col("item") == item)["term"].cast(pl.String).to_list() == terms(text)


NUMBERS = {
    "equal": ("a loss of $589 billion", "$589 billion lost", True),
    "rounded": ("a loss of $589 billion", "almost $600 billion", True),
    "two exact ones": ("a loss of $589 billion", "a loss of $593 billion", False),
    "far": ("a loss of $589 billion", "a loss of $700 billion", False),
    "days and years count not": ("on 27 January 2025", "27 of them in 2025", False),
}


@pytest.mark.parametrize(("one", "two", "same"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_agree(one: str, two: str, same: bool) -> None:
    assert agree(numbers(one), numbers(two)) is same


def test_a_reporting_verb_is_no_kind() -> None:
    assert kind_of("say") is None and kind_of("tumble") == kind_of("slump")


def statement(key: str, start: str, days: int, granularity: str, **more: Any) -> dict[str, Any]:
    begin = dt.datetime.fromisoformat(start)
    return {
        "key": key,
        "start": begin,
        "stop": begin + days * DAY,
        "granularity": granularity,
        "mod": None,
        "basis": "stated",
        "modality": "happened",
        "dct_start": dt.date(2025, 2, 1),
        "dct_stop": dt.date(2025, 2, 2),
    } | more


READINGS = {
    "the most precise of those that agree": (
        [("a", "2025-01-27", 1, "day"), ("b", "2025-01-27", 7, "week"), ("c", "2025-01-01", 31, "month")],
        ("2025-01-27", "2025-01-28", "day", False),
    ),
    "most against one": (
        [("a", "2025-01-27", 1, "day"), ("b", "2025-01-27", 1, "day"), ("c", "2025-01-24", 1, "day")],
        ("2025-01-27", "2025-01-28", "day", True),
    ),
    "a day apart is no conflict": (
        [("a", "2025-01-27", 1, "day"), ("b", "2025-01-28", 1, "day"), ("c", "2025-01-27", 1, "day")],
        ("2025-01-27", "2025-01-28", "day", False),
    ),
    "two days told as one time": (
        [("a", "2025-01-27", 2, "day"), ("b", "2025-01-27", 1, "day"), ("c", "2025-01-28", 1, "day")],
        ("2025-01-27", "2025-01-28", "day", False),
    ),
    "told as past, dated ahead": (
        [("a", "2025-01-27", 1, "day"), ("b", "2025-02-03", 1, "day")],
        ("2025-01-27", "2025-01-28", "day", True),
    ),
}


@pytest.mark.parametrize(("told", "wanted"), READINGS.values(), ids=READINGS)
def test_readings_are_reconciled(told: list[Any], wanted: tuple[str, str, str, bool]) -> None:
    found, conflict = reconcile([statement(*one) for one in told])
    interval = tuple(dt.datetime.fromisoformat(day) for day in wanted[:2])
    assert ((found["start"], found["stop"]), found["granularity"], conflict) == (interval, *wanted[2:])


def test_a_lone_time_of_day_does_not_narrow_the_day_of_many() -> None:
    day = [statement(key, "2025-01-27", 1, "day") for key in "bcd"]
    clock = statement("a", "2025-01-27", 1, "part_of_day", stop=dt.datetime(2025, 1, 27, 12))
    assert reconcile([clock, *day])[0]["stop"] == dt.datetime(2025, 1, 28)
    assert reconcile([clock, day[0]])[0]["granularity"] == "part_of_day"


SPANS = st.tuples(st.integers(0, 40), st.sampled_from([1, 2, 7, 28]))


@given(st.lists(SPANS, min_size=1, max_size=9))
def test_an_interval_lies_within_the_readings_that_most_share(spans: list[tuple[int, int]]) -> None:
    first = dt.datetime(2025, 1, 1)
    rows = [
        statement(str(n), (first + start * DAY).isoformat(), days, "day")
        for n, (start, days) in enumerate(spans)
    ]
    found, conflict = reconcile(rows)
    assert found["start"] < found["stop"]
    covering = [r for r in rows if r["start"] <= found["start"] and found["stop"] <= r["stop"]]
    apart = [r for r in rows if r["stop"] <= found["start"] or found["stop"] <= r["start"]]
    assert covering
    if conflict:
        assert apart


def sentence(article: str, text: str, cluster: str | None = None) -> dict[str, Any]:
    return {"article_id": article, "sentence": text, "cluster_id": cluster}


TOLD = "Orion opened its new mill in Oslo on Monday with a speech by Ada Berg."
TELLINGS = {
    "equal": ([("a", TOLD), ("b", TOLD)], 1),
    "lightly edited": ([("a", TOLD), ("b", "Update: " + TOLD)], 1),
    "own words": ([("a", TOLD), ("b", "A mill was opened by Orion.")], 2),
    "a chain of edits": ([("a", TOLD), ("b", TOLD + " Yes."), ("c", "A mill was opened by Orion.")], 2),
    "one cluster": ([("a", TOLD, "x"), ("b", "A mill was opened by Orion.", "x")], 1),
    "clusters that differ": ([("a", TOLD, "x"), ("b", TOLD.replace("new ", "big "), "y")], 2),
}


@pytest.mark.parametrize(("rows", "count"), TELLINGS.values(), ids=TELLINGS)
def test_copies_are_one_telling(rows: list[Any], count: int) -> None:
    assert len(tellings([sentence(*row) for row in rows])) == count
