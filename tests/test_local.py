"""The worker pool: same result as in one process, and one bad article costs one article."""

import os
import time

import polars as pl
import pytest

from timeline.engines import local, process
from timeline.engines.local import map_batches


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
