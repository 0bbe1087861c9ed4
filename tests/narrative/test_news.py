"""What comes up and falls silent: against the time before, with its articles."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from timeline.narrative.news import FEWEST, new_actors, new_words
from timeline.narrative.terms import read_terms
from timeline.schema import ACTORS, ARTICLES, EVENT_MENTIONS, FRAMES, conform

FIRST = date(2025, 3, 3)  # a Monday


def articles(weeks: tuple[str, ...], each: int = 8, once: bool = True) -> pl.DataFrame:
    """Write some articles a week, each with the week's words."""
    rows = []
    for week, said in enumerate(weeks):
        for n in range(each):
            day = FIRST + timedelta(days=7 * week + n % 5)
            rows.append({
                "article_id": f"w{week}n{n:02d}", "title": "Ferry", "dct_best": day, "included": True,
                "text": f"The harbour, part {'abcdefghijklmnop'[n] * 3}. {said}", "source": "Echo",
                "cluster_id": f"w{week}n{n if once else 0:02d}",
            })  # fmt: skip
    return ARTICLES.frame(rows)


def words_of(given: pl.DataFrame) -> dict[date, list[str]]:
    found = new_words(read_terms(given), "1w")
    conform(found, FRAMES)
    return dict(found.group_by("start", maintain_order=True).agg("name").iter_rows())


def test_words_are_new_against_the_time_before() -> None:
    weeks = ("Divers searched.", "Divers searched. Insurers sued.", "Insurers sued. Ann Lee resigned.")
    found = words_of(articles(weeks))
    assert list(found) == [
        FIRST + timedelta(days=7),
        FIRST + timedelta(days=14),
    ]  # nothing lies before the first
    second, third = found.values()
    assert {"insurers", "sued"} <= {word.lower() for word in second}
    assert "Ann Lee" in third
    assert not {"divers", "harbour"} & {word.lower() for word in [*second, *third]}


def test_rows_rest_on_articles_and_carry_a_score() -> None:
    found = new_words(read_terms(articles(("Divers.", "Insurers."))), "1w")
    row = found.row(by_predicate=pl.col("name").str.to_lowercase() == "insurers", named=True)
    assert row["kind"] == "word"
    assert (row["count"], row["total"], row["share"]) == (8, 8, 1.0)
    assert row["article_ids"] == [f"w1n{n:02d}" for n in range(8)]
    assert row["score"] > 1.64
    assert row["stop"] == row["start"] + timedelta(days=7)


def test_copies_are_no_news() -> None:
    weeks = ("Divers searched the wreck.", "Insurers sued.")
    assert words_of(articles(weeks, once=False)) == {}  # one text in each week


@pytest.mark.parametrize("each", [1, FEWEST - 1])
def test_of_few_articles_nothing_is_said(each: int) -> None:
    assert new_words(read_terms(articles(("Divers.", "Insurers."), each)), "1w").is_empty()
    assert actors(articles(("Divers.", "Insurers."), each), ("Ann Lee", "Bo Kim")).is_empty()


def actors(given: pl.DataFrame, named: tuple[str, ...]) -> pl.DataFrame:
    """Let each article of a week name the week's actor, and all the harbour master and the outlet."""
    rows = [
        {"article_id": id_, "actors": [named[int(id_[1])], "Harbour Master", "Echo"]}
        for id_ in given["article_id"]
    ]
    others: list[dict[str, Any]] = [
        {"actor_id": n, "name": n, "aliases": [], "n_articles": 5}
        for n in ("Bo Kim", "Harbour Master", "Echo")
    ]
    lee: dict[str, Any] = {"actor_id": "1", "name": "Ann Lee", "aliases": ["Lee", "A. Lee"], "n_articles": 9}
    known = ACTORS.frame([lee, *others])
    tables = {"articles": given, "event_mentions": EVENT_MENTIONS.frame(rows), "actors": known}
    read = given.select("article_id", pl.col("dct_best").dt.truncate("1w").alias("start"))
    found = new_actors(tables, read, "1w")
    conform(found, FRAMES)
    return found


def test_actors_come_up_and_fall_silent_by_their_main_names() -> None:
    found = actors(articles(("x",) * 3), ("Lee", "A. Lee", "Bo Kim"))
    third = found.filter(pl.col("start") == FIRST + timedelta(days=14))
    assert third.filter(pl.col("score") > 0)["name"].to_list() == ["Bo Kim"]
    fallen = third.filter(pl.col("score") < 0)
    assert fallen["name"].to_list() == ["Ann Lee"]
    assert (fallen["count"].item(), fallen["article_ids"].item().to_list()) == (0, [])
    assert found.filter(pl.col("start") < FIRST + timedelta(days=14)).is_empty()  # Lee is A. Lee
    assert "Echo" not in found["name"]


def test_the_order_of_rows_changes_nothing() -> None:
    given = articles(("Divers.", "Insurers.", "Ministers."))
    turned = given.reverse()
    assert new_words(read_terms(given), "1w").equals(new_words(read_terms(turned), "1w"))
    named = ("Ann Lee", "Bo Kim", "Lee")
    assert actors(given, named).equals(actors(turned, named))
