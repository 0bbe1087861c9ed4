"""Batches: many articles are tagged as one by one, in order, on any number of threads, from any iterator."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module

import polars as pl
import pytest

from timeline.temporal import batches, memory
from timeline.temporal.batches import in_order, slices
from timeline.temporal.tag import grammar_of, tag, tag_batches

SENTENCES = [
    "It rained last week, and on Friday it will rain again.",
    "He left in May 2019. The following year she left.",
    "Nothing happened.",
    "The quarter ended Sept. 30; a year earlier it was better.",
    "It lasted three days, until Tuesday.",
    "",
    "In 1941, 1942, 1943, 1944 and 1945 there was war. In January it was cold.",
]


def articles(count: int) -> pl.DataFrame:
    days = [date(2025, 1, 28) - timedelta(days=3 * i) for i in range(count)]
    return pl.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(count)],
            "text": [" ".join(SENTENCES[i % 7 : i % 7 + 1 + i % 3]) for i in range(count)],
            "title": ["Rain on Monday" if i % 2 else None for i in range(count)],
            "lang": [["en", "und", None][i % 3] for i in range(count)],
            "dct_start": days,
            "dct_stop": [day + timedelta(days=1) for day in days],
        }
    )


@pytest.mark.parametrize("size", [1, 60, 500, 1_000_000])
def test_batches_do_not_show(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = articles(40)
    alone = pl.concat([tag(rows[i]) for i in range(rows.height)])
    monkeypatch.setattr(batches, "BATCH_BYTES", size)
    assert tag(rows).equals(alone)


@pytest.mark.parametrize("most", ["_MOST_RUNS", "_MOST_SENSES"])
def test_forgetting_does_not_show(most: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = articles(60)
    remembered = tag(rows)
    monkeypatch.setattr(memory, most, 6)
    fresh = memory.Memory(grammar_of("en"))
    # ``timeline.temporal`` gives the function of that name, not the module.
    monkeypatch.setattr(import_module("timeline.temporal.tag"), "memory_of", lambda code: fresh)
    english = rows.with_columns(pl.lit("en").alias("lang"))
    parts = [tag(english[i : i + 3]) for i in [*range(0, 60, 3)] * 2]
    assert pl.concat(parts[:20]).equals(tag(english))
    assert pl.concat(parts[20:]).equals(pl.concat(parts[:20]))
    assert remembered.height
    assert len(fresh._runs) < 20


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_threads_do_not_show(jobs: int) -> None:
    rows = articles(30)
    parts = list(tag_batches((rows[i : i + 4] for i in range(0, 30, 4)), jobs=jobs))
    assert len(parts) == 8
    assert pl.concat(parts).equals(tag(rows))


@pytest.mark.parametrize("jobs", [1, 3])
def test_batches_are_taken_as_they_are_needed(jobs: int) -> None:
    taken = 0

    def many() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    results = in_order(lambda n: n * n, many(), jobs)
    assert [next(results) for _ in range(10)] == [n * n for n in range(1, 11)]
    assert taken <= 10 + jobs
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("jobs", [1, 2])
def test_error_of_a_batch_is_raised_after_the_results_before_it(jobs: int) -> None:
    def fails(n: int) -> int:
        if n == 3:
            raise ValueError(n)
        return n

    results = in_order(fails, range(6), jobs)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="3"):
        next(results)


def test_slices_hold_every_article_once() -> None:
    rows = articles(25)
    assert list(slices(rows.head(0))) == []
    longest = rows["text"].str.len_bytes().max()
    assert isinstance(longest, int)
    for size in (1, 100, 333):
        parts = list(slices(rows, size))
        assert pl.concat(parts).equals(rows)
        assert all(p.height and int(p["text"].str.len_bytes().sum()) <= size + longest for p in parts)


@pytest.mark.parametrize("cores", [1, 2, 3])
def test_every_core_has_as_much_to_do(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_BYTES", 1_500)
    monkeypatch.setattr(batches, "SMALL_BYTES", 100)
    monkeypatch.setattr(batches, "threads", lambda: cores)
    sizes = [int(part["text"].str.len_bytes().sum()) for part in slices(articles(100))]
    assert len(sizes) % cores == 0
    assert max(sizes) - min(sizes) < 250


def test_nothing_gives_an_empty_table() -> None:
    assert tag(articles(1).head(0)).height == 0
    assert list(tag_batches([])) == []
