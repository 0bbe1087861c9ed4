"""Counts over time and phases."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from timeline.errors import OptionError
from timeline.narrative.spread import burst_states, phases, spread
from timeline.options import SpreadOptions
from timeline.schema import ARTICLES, OUTLETS, PHASES, SPREAD

START = date(2025, 1, 6)  # a Monday
OUTLET_ROWS = OUTLETS.frame([{"source": "A", "kind": "agency"}, {"source": "B", "kind": "blog"}])


def story(counts: list[int], title: str = "Dam fails") -> pl.DataFrame:
    days = [START + timedelta(days=d) for d, n in enumerate(counts) for _ in range(n)]
    return ARTICLES.frame(
        {
            "article_id": f"a{i:04d}",
            "title": title if i % 2 else "Inquiry opens",
            "source": "AB"[i % 2],
            "dct_best": day,
            "included": True,
        }
        for i, day in enumerate(days)
    )


@pytest.mark.parametrize(
    ("period", "starts"),
    [
        pytest.param("day", [START, START + timedelta(days=1), START + timedelta(days=8)], id="day"),
        pytest.param("week", [START, START + timedelta(days=7)], id="week"),
        pytest.param("month", [date(2025, 1, 1)], id="month"),
        pytest.param("auto", [START, START + timedelta(days=1), START + timedelta(days=8)], id="auto"),
    ],
)
def test_periods(period: str, starts: list[date]) -> None:
    table = spread(story([4, 2, 0, 0, 0, 0, 0, 0, 3]), OUTLET_ROWS, SpreadOptions(period=period))
    assert table.schema == SPREAD.schema
    assert table["start"].unique().sort().to_list() == starts
    assert table["count"].sum() == 9
    assert table.group_by("start").agg(pl.col("share").sum().round(9)).get_column("share").to_list() == [
        1.0
    ] * len(starts)
    assert set(table.select("source", "name").rows()) == {("A", "agency"), ("B", "blog")}


def test_undated_and_excluded_articles_do_not_count() -> None:
    articles = story([3]).with_columns(
        pl.Series("dct_best", [START, None, START]), pl.Series("included", [True, True, False])
    )
    assert spread(articles, OUTLET_ROWS)["article_ids"].to_list() == [["a0000"]]
    assert spread(articles.head(0), OUTLET_ROWS).schema == SPREAD.schema


def test_copies_count_once_when_asked() -> None:
    articles = story([4]).with_columns(pl.Series("cluster_id", ["c", "c", None, None]))
    assert spread(articles, OUTLET_ROWS, SpreadOptions(count_copies_once=True))["count"].sum() == 3


def test_an_unknown_period_is_said() -> None:
    with pytest.raises(OptionError, match="fortnight"):
        spread(story([1]), OUTLET_ROWS, SpreadOptions(period="fortnight"))


def test_phases_follow_the_rhythm() -> None:
    table = phases(story([1, 1, 0, 12, 15, 9, 1, 0, 1, 1, 0, 0, 1, 14, 11, 1, 0, 1]))
    assert table.schema == PHASES.schema
    assert table["name"].to_list() == ["Build-up", "Wave 1", "Lull", "Wave 2", "Tail"]
    assert table["start"].to_list()[1:] == table["stop"].to_list()[:-1]
    assert table["count"].sum() == 69


@pytest.mark.parametrize("counts", [[3, 4], [5] * 2, [11]], ids=str)
def test_little_has_no_phases(counts: list[int]) -> None:
    assert phases(story(counts)).is_empty()


@given(some.lists(some.integers(0, 40), min_size=1, max_size=60))
def test_states_are_one_a_day_and_even_counts_have_no_burst(counts: list[int]) -> None:
    assert len(burst_states(counts)) == len(counts)
    assert burst_states([7] * len(counts)) == [0] * len(counts)
