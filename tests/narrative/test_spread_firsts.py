"""Who was first, how far behind the others were, and what each outlet gave to a story."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from timeline.errors import InputError
from timeline.events.tellings import first_report
from timeline.narrative.spread import attention, first_reports, half_life
from timeline.narrative.spread.totals import odd_totals, of_outlets, read_totals
from timeline.options import SpreadOptions
from timeline.schema import ARTICLES, ATTENTION, EVENT_MENTIONS, FIRSTS, LINEAGE, OUTLETS, TOTALS

START = date(2025, 3, 3)
OUTLET_ROWS = OUTLETS.frame(
    [
        {"source": "A", "kind": "agency", "name": "Agency A", "aliases": ["a.example"]},
        {"source": "B", "kind": "local", "name": "B", "aliases": []},
        {"source": "C", "kind": "local", "name": "C", "aliases": []},
    ]
)
Told = tuple[str | None, int | None, int | None] | tuple[str | None, int | None, int | None, int]


def article(n: int, told: Told) -> dict[str, Any]:
    """Make an article from (outlet, day, hour of UTC, days that it can have appeared on)."""
    source, day, hour, length = (*told, 1)[:4] if len(told) < 4 else told
    at = START + timedelta(days=day) if day is not None else None
    return {
        "article_id": f"{n}",
        "source": source,
        "dct_start": at,
        "dct_stop": at + timedelta(days=length) if at else None,
        "dct_best": at,
        "published": datetime(at.year, at.month, at.day, hour, tzinfo=UTC)
        if at and hour is not None
        else None,
        "included": True,
    }


def told(*rows: Told) -> tuple[pl.DataFrame, pl.DataFrame]:
    articles = ARTICLES.frame(article(n, row) for n, row in enumerate(rows))
    mentions = EVENT_MENTIONS.frame(
        {"event_mention_id": f"{n}:0-1", "event_id": "e", "article_id": f"{n}"} for n in range(len(rows))
    )
    return articles, mentions


@pytest.mark.parametrize(
    ("rows", "first", "tied"),
    [
        pytest.param([("A", 0, None), ("B", 1, None)], "A", "", id="by day"),
        pytest.param([("A", 0, None), ("B", 0, None), ("C", 2, None)], "AB", "AB", id="one day is a tie"),
        pytest.param([("A", 0, 8), ("B", 0, 6)], "B", "", id="by the clock"),
        pytest.param([("A", 0, 8), ("B", 0, 8)], "AB", "AB", id="the same moment"),
        pytest.param([("A", 0, 8), ("B", 0, None)], "AB", "AB", id="one clock alone decides nothing"),
        pytest.param([("A", 0, 8), ("B", 0, 6), ("C", 4, None)], "B", "", id="a later one without a clock"),
        pytest.param([("A", 0, None), ("A", 0, None), ("B", 1, None)], "A", "", id="twice in one outlet"),
        pytest.param([("A", 1, None), ("B", 0, None, 5)], "AB", "AB", id="some day of five"),
        pytest.param([("A", 0, None), ("B", 1, None, 5)], "A", "", id="some day of the five after"),
        pytest.param([("A", None, None), ("B", 3, None)], "B", "", id="no day does not count"),
        pytest.param([(None, 0, None), (None, 1, None)], "-", "", id="no outlet is one's own"),
    ],
)
def test_who_was_first(rows: list[Told], first: str, tied: str) -> None:
    table = first_reports(*told(*rows), OUTLET_ROWS)
    assert table.schema == FIRSTS.schema
    named = table.with_columns(pl.col("source").fill_null("-"))
    assert "".join(sorted(named.filter("first")["source"])) == first
    assert "".join(sorted(named.filter("tied")["source"])) == tied
    assert table["first"][0], "the first come before the others"


@pytest.mark.parametrize(
    ("row", "least", "most", "hours"),
    [
        pytest.param(("B", 2, None), 2, 2, None, id="days"),
        pytest.param(("B", 0, 14), 0, 0, 6.0, id="the same day by the clock"),
        pytest.param(("B", 1, 7), 1, 1, 23.0, id="less than a day, the day after"),
        pytest.param(("B", 2, None, 4), 2, 5, None, id="some day of four"),
    ],
)
def test_how_far_behind(row: Told, least: int, most: int, hours: float | None) -> None:
    table = first_reports(*told(("A", 0, 8), row), OUTLET_ROWS)
    behind = table.filter(pl.col("source") == "B").row(0, named=True)
    assert (behind["behind_least"], behind["behind_most"], behind["behind_hours"]) == (least, most, hours)


def test_firsts_name_the_articles_the_first_before_the_others() -> None:
    table = first_reports(*told(("A", 3, None), ("A", 0, None), ("B", 1, None)), OUTLET_ROWS)
    assert table.select("source", "name", "n_articles", "article_ids").rows() == [
        ("A", "agency", 2, ["1", "0"]),
        ("B", "local", 1, ["2"]),
    ]


def test_copies_are_no_reports_where_they_count_once() -> None:
    articles, mentions = told(("A", 0, 8), ("B", 0, 9), ("C", 1, 9))
    copied = articles.with_columns(pl.Series("cluster_id", ["0", "0", None], pl.String))
    table = first_reports(copied, mentions, OUTLET_ROWS, SpreadOptions(count_copies_once=True))
    assert set(table["source"]) == {"A", "C"}


@given(
    some.lists(some.tuples(some.sampled_from("ABC"), some.integers(0, 4), some.none() | some.integers(0, 23)))
)
def test_somebody_is_first_and_the_order_of_articles_is_nothing(rows: list[Told]) -> None:
    articles, mentions = told(*rows)
    table = first_reports(articles, mentions, OUTLET_ROWS)
    assert table["first"].any() == bool(rows)
    assert table.filter(pl.col("tied") & ~pl.col("first")).is_empty()
    assert table.filter("tied").height != 1
    assert (table["behind_least"] <= table["behind_most"]).all()
    assert first_reports(articles.reverse(), mentions.reverse(), OUTLET_ROWS).equals(table)


@given(
    some.lists(
        some.tuples(
            some.sampled_from("ABC"),
            some.integers(0, 2),
            some.none() | some.integers(0, 23),
            some.integers(1, 2),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_the_event_names_the_same_first_outlets(rows: list[Told]) -> None:
    articles, mentions = told(*rows)
    table = first_reports(articles, mentions, OUTLET_ROWS)
    event = first_report(articles.to_dicts())
    sources = dict(articles.select("article_id", "source").iter_rows())
    assert set(table.filter("first")["source"]) == {sources[one] for one in event["first_article_ids"]}


def test_attention_sums_up_outlets_and_kinds() -> None:
    articles, mentions = told(("A", 0, None), ("B", 0, None), ("B", 2, None), ("C", 1, None))
    firsts = first_reports(articles, mentions, OUTLET_ROWS)
    published = TOTALS.frame(
        {"source": "B", "day": START + timedelta(days=d), "stories": n}
        for d, n in enumerate((10, 20, 10, 99))
    )
    table = attention(articles, OUTLET_ROWS, firsts, lineage=LINEAGE.empty(), totals=published)
    assert table.schema == ATTENTION.schema
    rows = {(row["name"], row["source"]): row for row in table.iter_rows(named=True)}
    assert [*rows] == [
        ("agency", None), ("agency", "A"), ("local", None), ("local", "B"), ("local", "C"), (None, None)
    ]  # fmt: skip
    b = rows["local", "B"]
    assert (b["n_articles"], b["n_events"], b["n_first"], b["n_tied"], b["behind"]) == (2, 1, 0, 1, 0.0)
    assert (b["all_stories"], b["share"]) == (40, 2 / 40)
    assert rows["local", None]["share"] is None, "nobody knows how much C published"
    assert rows["local", "C"]["behind"] == 1.0
    assert (rows[None, None]["n_articles"], rows[None, None]["n_outlets"]) == (4, 3)
    assert table.filter(pl.col("source").is_not_null())["n_articles"].sum() == 4


def test_an_event_told_by_one_outlet_is_no_race() -> None:
    articles, mentions = told(("A", 0, None), ("A", 1, None))
    firsts = first_reports(articles, mentions, OUTLET_ROWS)
    row = attention(articles, OUTLET_ROWS, firsts, lineage=LINEAGE.empty(), totals=TOTALS.empty()).row(
        1, named=True
    )
    assert (row["n_events"], row["n_first"], row["n_tied"], row["behind"]) == (1, 0, 0, None)


def test_attention_of_nothing_is_empty() -> None:
    nothing = attention(
        ARTICLES.empty(), OUTLET_ROWS, FIRSTS.empty(), lineage=LINEAGE.empty(), totals=TOTALS.empty()
    )
    assert nothing.schema == ATTENTION.schema
    assert nothing.is_empty()


@pytest.mark.parametrize(
    ("counts", "goes_on", "expected"),
    [
        pytest.param([1, 8, 4, 2, 1, 1], 30, (1, 1), id="half on the first day"),
        pytest.param([8, 6, 4, 4, 2, 1, 1], 30, (0, 2), id="half on the second"),
        pytest.param([8, 6, 4, 4, 2, 1, 1], 0, (0, 2), id="seen for seven days"),
        pytest.param([8, 6, 4], 0, (0, None), id="the collection ends too soon"),
        pytest.param([3, 1, 1], 30, (0, None), id="too few"),
        pytest.param([4, 0, 4, 1], 30, (0, 3), id="the earlier of two peaks"),
    ],
)
def test_half_life(counts: list[int], goes_on: int, expected: tuple[int, int | None]) -> None:
    days = [START + timedelta(days=d) for d, n in enumerate(counts) for _ in range(n)]
    until = START + timedelta(days=len(counts) - 1 + goes_on)
    assert half_life(days, until) == (START + timedelta(days=expected[0]), expected[1])
    assert half_life([], until) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("outlet,day,stories\nA,2025-03-03,120\n", id="plain"),
        pytest.param(
            "\ufeffDate;Outlet;All stories\n2025-03-03;A;120\n\n", id="other order, BOM, semicolons"
        ),
        pytest.param('source,date,total_count\nA,2025-03-03T00:00:00,"1,20"\nA,2025-03-03,120\n', id="twice"),
    ],
)
def test_totals_are_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "totals.csv"
    file.write_text(text, encoding="utf-8")
    assert read_totals(file).rows() == [("A", START, 120)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("outlet,stories\nA,3\n", "no day", id="a column is missing"),
        pytest.param("outlet,day,stories\nA,3 March,3\n", "line 2", id="no day"),
        pytest.param("outlet,day,stories\nA,2025-03-03,many\n", "line 2", id="no number"),
        pytest.param("outlet,day,stories\nA,2025-03-03,-1\n", "0 or more", id="below nothing"),
        pytest.param(
            "outlet,day,stories\nA,2025-03-03,1\nA,2025-03-03,2\n", "two totals", id="contradiction"
        ),
        pytest.param("", "cannot be read", id="empty"),
    ],
)
def test_wrong_totals_are_told(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "totals.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_totals(file)


def test_totals_find_their_outlet_by_any_of_its_names() -> None:
    given = TOTALS.frame(
        {"source": name, "day": START, "stories": n}
        for name, n in (("Agency A", 5), ("www.a.example", 7), ("b", 1), ("Elsewhere", 2))
    )
    assert of_outlets(given, OUTLET_ROWS).rows() == [
        ("A", START, 12),
        ("B", START, 1),
        ("Elsewhere", START, 2),
    ]


def test_totals_that_cannot_be_are_warned_about() -> None:
    articles, _ = told(("A", 0, None), ("A", 0, None))
    (warning,) = odd_totals(articles, TOTALS.frame([{"source": "A", "day": START, "stories": 1}]))
    assert "A, 2025-03-03: 2 articles, 1 in all" in warning
    (other,) = odd_totals(articles, TOTALS.frame([{"source": "Z", "day": START, "stories": 1}]))
    assert "no outlet" in other
    assert odd_totals(articles, TOTALS.empty()) == []
