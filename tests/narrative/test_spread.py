"""Counts over time, phases, and what was copied."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from timeline.errors import OptionError
from timeline.narrative.spread import burst_states, each_once, phases, retold, spread
from timeline.narrative.spread.counts import period_of_shares
from timeline.options import SpreadOptions
from timeline.schema import ARTICLES, LINEAGE, OUTLETS, PHASES, SPREAD, TOTALS

START = date(2025, 1, 6)  # a Monday
OUTLET_ROWS = OUTLETS.frame([{"source": "A", "kind": "agency"}, {"source": "B", "kind": "blog"}])


def story(counts: list[int], titles: list[str] | None = None) -> pl.DataFrame:
    """Give articles of two outlets by turns, so many a day; ``titles`` are those of the days."""
    days = [START + timedelta(days=d) for d, n in enumerate(counts) for _ in range(n)]
    return ARTICLES.frame(
        {
            "article_id": f"a{i:04d}",
            "title": titles[(day - START).days] if titles else "Dam fails" if i % 2 else "Inquiry opens",
            "source": "AB"[i % 2],
            "dct_start": day,
            "dct_stop": day + timedelta(days=1),
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
    assert set(table.select("source", "name").rows()) == {("A", "agency"), ("B", "blog")}
    assert table["share"].null_count() == table.height, "without totals there are counts, and no shares"


def totals(*rows: tuple[str, int, int]) -> pl.DataFrame:
    return TOTALS.frame({"source": s, "day": START + timedelta(days=d), "stories": n} for s, d, n in rows)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param([("A", 0, 10), ("A", 1, 10)], {"A": 3 / 20, "B": None}, id="one outlet's"),
        pytest.param([("A", 0, 10)], {"A": None, "B": None}, id="a day is missing"),
        pytest.param([("A", d, 10) for d in range(4)], {"A": 3 / 40, "B": None}, id="days without articles"),
        pytest.param([("A", 0, 1), ("A", 1, 1)], {"A": None, "B": None}, id="fewer than there are"),
        pytest.param([("A", d, 10) for d in (0, 1, 7)], {"A": 3 / 20, "B": None}, id="another week"),
        pytest.param([("B", 0, 4), ("B", 1, 2)], {"A": None, "B": 0.5}, id="the other outlet's"),
    ],
)
def test_shares_are_of_all_that_an_outlet_published(
    given: list[tuple[str, int, int]], expected: dict[str, float | None]
) -> None:
    table = spread(story([4, 2]), OUTLET_ROWS, SpreadOptions(period="week"), totals=totals(*given))
    assert dict(table.select("source", "share").rows()) == expected
    whole = dict(table.select("source", "all_stories").rows())
    assert all((whole[one] is None) <= (share is None) for one, share in expected.items())


def test_undated_and_excluded_articles_do_not_count() -> None:
    articles = story([3]).with_columns(
        pl.Series("dct_best", [START, None, START]), pl.Series("included", [True, True, False])
    )
    assert spread(articles, OUTLET_ROWS)["article_ids"].to_list() == [["a0000"]]
    assert spread(articles.head(0), OUTLET_ROWS).schema == SPREAD.schema


def test_copies_count_once_when_asked() -> None:
    articles = story([4]).with_columns(pl.Series("cluster_id", ["c", "c", None, None]))
    assert spread(articles, OUTLET_ROWS, SpreadOptions(count_copies_once=True))["count"].sum() == 3


def test_each_telling_is_its_earliest_article_whatever_the_order() -> None:
    articles = story([2, 2]).with_columns(pl.Series("cluster_id", ["c", None, "c", "c"]))
    for rows in (articles, articles.reverse()):
        assert sorted(each_once(rows)["article_id"]) == ["a0000", "a0001"]
    undated = articles.with_columns(pl.lit(None, pl.Date).alias("dct_best"))
    assert each_once(undated).height == 2


def test_an_unknown_period_is_said() -> None:
    with pytest.raises(OptionError, match="fortnight"):
        spread(story([1]), OUTLET_ROWS, SpreadOptions(period="fortnight"))


def test_phases_follow_the_rhythm() -> None:
    table = phases(story([1, 1, 0, 12, 15, 9, 1, 0, 1, 1, 0, 0, 1, 14, 11, 1, 0, 1]))
    assert table.schema == PHASES.schema
    assert table["name"].to_list() == ["Build-up", "Wave 1", "Lull", "Wave 2", "Tail"]
    assert table["start"].to_list()[1:] == table["stop"].to_list()[:-1]
    assert table["count"].sum() == 69


def test_phases_are_named_by_what_is_new() -> None:
    counts = [1, 1, 0, 12, 15, 9, 1, 0, 1, 1, 0, 0, 1, 14, 11, 1, 0, 1]
    titles = ["Ferry burns"] * 10 + ["Ferry inquiry reads memo"] * 8
    table = phases(story(counts, titles))
    named = dict(zip((name.split(":")[0] for name in table["name"]), table["terms"].to_list(), strict=True))
    assert named["Build-up"] == [], "all that is in it goes on"
    second = next(name for name in table["name"] if name.startswith("Wave 2"))
    assert "memo" in second or "inquiry" in second
    assert not any(term.lower() == "ferry" for terms in named.values() for term in terms)


def test_a_copied_headline_is_one_use() -> None:
    titles = ["Ferry burns"] * 10 + ["Ferry inquiry reads memo"] * 8
    articles = story([1, 1, 0, 12, 15, 9, 1, 0, 1, 1, 0, 0, 1, 14, 11, 1, 0, 1], titles)
    late = pl.col("dct_best") >= START + timedelta(days=10)
    copied = articles.with_columns(pl.when(late).then(pl.lit("one")).alias("cluster_id"))
    assert phases(copied)["terms"].list.len().to_list() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("counts", [[3, 4], [5] * 2, [11]], ids=str)
def test_little_has_no_phases(counts: list[int]) -> None:
    assert phases(story(counts)).is_empty()


@given(some.lists(some.integers(0, 40), min_size=1, max_size=60))
def test_states_are_one_a_day_and_even_counts_have_no_burst(counts: list[int]) -> None:
    assert len(burst_states(counts)) == len(counts)
    assert burst_states([7] * len(counts)) == [0] * len(counts)


def edge(source: str, target: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"source_id": source, "target_id": target, "kind": kind, "directed": True, "score": 0.6, **more}


@pytest.mark.parametrize(
    ("clusters", "edges", "expected"),
    [
        pytest.param([None] * 4, [], ["own"] * 4, id="nothing shared"),
        pytest.param(["c", "c", None, None], [], ["own", "copied", "own", "own"], id="a copy"),
        pytest.param(["c", None, "c", None], [], ["own", "own", "version", "own"], id="of the same outlet"),
        pytest.param(
            ["c", "c", None, None],
            [edge("a0001", "a0000", "copy")],
            ["copied", "own", "own", "own"],
            id="the direction is known",
        ),
        pytest.param(
            [None] * 4,
            [edge("a0000", "a0001", "rewrite"), edge("a0001", "a0003", "rewrite")],
            ["own", "rewritten", "own", "version"],
            id="rewrites",
        ),
        pytest.param(
            [None] * 4, [edge("a0000", "a0001", "rewrite", directed=False)], ["own"] * 4, id="no direction"
        ),
        pytest.param(
            [None] * 4, [edge("a0000", "a0001", "shared_quotes")], ["own"] * 4, id="a quotation is no copy"
        ),
    ],
)
def test_how_an_article_came_by_its_text(
    clusters: list[str | None], edges: list[dict[str, Any]], expected: list[str]
) -> None:
    articles = story([4]).with_columns(pl.Series("cluster_id", clusters, pl.String))
    found = retold(articles, LINEAGE.frame(edges))
    assert found["how"].to_list() == expected
    taken = spread(articles, OUTLET_ROWS, lineage=LINEAGE.frame(edges))["n_taken"].sum()
    assert taken == sum(one in ("copied", "rewritten") for one in expected)


@pytest.mark.parametrize(
    ("counts", "length"),
    [
        pytest.param([6, 0, 7], "1d", id="days with enough"),
        pytest.param([1, 1, 1, 1, 1, 1, 1], "1w", id="a week makes a share"),
        pytest.param([1, 0, 0] * 40, "1mo", id="months"),
        pytest.param([1, *[0] * 14] * 40, "1q", id="quarters, where most months have too few"),
        pytest.param(
            [*[3] * 60, *([1] + [0] * 39) * 40], "1mo", id="few months hold most articles, quarters no more"
        ),
        pytest.param([1, 0, 1], "1d", id="never enough: as counted"),
    ],
)
def test_periods_of_shares_hold_enough_articles(counts: list[int], length: str) -> None:
    assert period_of_shares(story(counts)) == length
    assert period_of_shares(story(counts), "day") == "1d"
