"""The worker pool: same result as in one process, and one bad article costs one article."""

import os
import time

import polars as pl
import pytest

from timeline.engines import local, process
from timeline.engines.local import Pool, map_batches


def lengths(batch: pl.DataFrame) -> tuple[pl.DataFrame]:
    return (batch.select("article_id", pl.col("text").str.len_chars().alias("n")),)


def fragile(batch: pl.DataFrame) -> tuple[pl.DataFrame]:
    texts = batch["text"].to_list()
    if "raise" in texts:
        raise ValueError("cannot read this")
    if "die" in texts:
        os._exit(9)
    if "hang" in texts:
        time.sleep(600)
    return lengths(batch)


def articles(**odd: str) -> pl.DataFrame:
    ids = [f"a{i}" for i in range(1000)]
    return pl.DataFrame({"article_id": ids, "text": [odd.get(i, "x" * (k % 7)) for k, i in enumerate(ids)]})


def test_workers_give_what_one_process_gives() -> None:
    told: list[tuple[int, int]] = []
    here, _ = map_batches(lengths, articles(), jobs=1)
    there, failures = map_batches(
        lengths, articles(), jobs=2, progress=lambda done, total: told.append((done, total))
    )
    assert pl.concat([part[0] for part in here]).equals(pl.concat([part[0] for part in there]))
    assert failures == []
    assert told == [(i, 4) for i in range(1, 5)]
    assert [part[0].height for part in there] == [250] * 4


@pytest.mark.parametrize(
    ("what", "jobs", "why"),
    [
        pytest.param("raise", 1, "ValueError: cannot read this", id="raises here"),
        pytest.param("raise", 2, "ValueError: cannot read this", id="raises in a worker"),
        pytest.param("die", 2, "its process died", id="kills its worker"),
        pytest.param("hang", 2, "it took longer than", id="never ends"),
    ],
)
def test_one_bad_article_costs_one_article(
    what: str, jobs: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "hang":  # only here must the time run out; on a slow machine it would for the others as well
        monkeypatch.setattr(local, "SECONDS_PER_ARTICLE", 0.05)
        monkeypatch.setattr(process, "SECONDS_TO_START", 8.0)
    monkeypatch.setattr(local, "BATCH_ARTICLES", 500)
    parts, failures = map_batches(fragile, articles(a3=what), jobs=jobs)
    assert [f.article_id for f in failures] == ["a3"]
    assert why in failures[0].reason
    done = pl.concat([part[0] for part in parts])["article_id"].to_list()
    assert done == [f"a{i}" for i in range(1000) if i != 3]


def test_no_article_is_no_work() -> None:
    parts, failures = map_batches(lengths, articles().head(0))
    assert sum(part[0].height for part in parts) == 0
    assert failures == []


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize("number", [0, 1, 7, 399, 401, 3_001, 12_000])
def test_batches_hold_every_article_once(number: int, workers: int) -> None:
    rows = pl.DataFrame({"n": range(number)})
    batches = list(local._batches(rows, workers))
    assert pl.concat(batches).equals(rows)
    assert len(batches) == 1 or min(batch.height for batch in batches) > 0
    assert max(batch.height for batch in batches) <= local.BATCH_ARTICLES


def where(batch: pl.DataFrame) -> tuple[pl.DataFrame]:
    return (pl.DataFrame({"process": [os.getpid()] * batch.height}),)


def processes(pool: Pool, rows: pl.DataFrame) -> set[int]:
    parts, _ = pool.map(rows)
    return {process for part in parts for process in part[0]["process"]}


def test_workers_are_kept_for_a_little_more_work_and_end_with_the_pool() -> None:
    with Pool(where, jobs=2) as pool:
        first = processes(pool, articles())
        assert processes(pool, articles().head(3)) <= first
        assert os.getpid() not in first
    assert len(pool._started) == 2
    assert all(worker._process.poll() is not None for worker in pool._started)


def test_workers_can_start_before_there_is_work() -> None:
    with Pool(where, jobs=2) as pool:
        pool.start(articles().head(1), local.IN_PROCESS_ARTICLES + 1)
        pool.start(articles().head(1), local.IN_PROCESS_ARTICLES + 1)
        assert os.getpid() not in processes(pool, articles().head(4))
        assert len(pool._started) == 2


@pytest.mark.parametrize(("jobs", "number"), [(1, 1000), (2, 10)])
def test_little_work_starts_no_worker(jobs: int, number: int) -> None:
    with Pool(where, jobs=jobs) as pool:
        pool.start(articles().head(1), number)
        assert processes(pool, articles().head(number)) == {os.getpid()}


def test_no_worker_starts_once_the_work_is_ended() -> None:
    with Pool(fragile, jobs=2) as pool:
        pool.start(articles(a0="hang").head(1), 1000)
        time.sleep(1)
    time.sleep(0.5)
    assert len(pool._started) == 2
    assert all(worker._process.poll() is not None for worker in pool._started)


def test_what_fails_at_the_start_costs_nothing() -> None:
    with Pool(fragile, jobs=2) as pool:
        pool.start(articles(a0="die").head(1), 1000)
        parts, failures = pool.map(articles())
    assert sum(part[0].height for part in parts) == 1000
    assert failures == []
