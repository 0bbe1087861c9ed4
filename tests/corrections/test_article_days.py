"""What a person changed: rows of the corrections table, and what they do to articles."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from timeline.corrections import (
    DAY_COLUMNS,
    apply_day_edits,
    apply_outlet_edits,
    day_edits,
    edit_day,
    lost_day_edits,
    outlet_edits,
    read_days,
    standing_days,
    undo_day,
    with_day_edits,
)
from timeline.dating import date_articles
from timeline.errors import InputError, OptionError
from timeline.schema import ARTICLES, CORRECTIONS, DATES, OUTLETS

NONE = CORRECTIONS.empty()
D = date(2025, 1, 28)
DAY = timedelta(days=1)


def articles() -> pl.DataFrame:
    frame = ARTICLES.frame(
        [
            {"article_id": one, "title": one, "text": one, "included": True, "lang": "en"}
            for one in ("known", "wide", "none")
        ]
    )
    return date_articles(frame, dates())


def dates() -> pl.DataFrame:
    def found(article_id: str, origin: str, start: datetime, stop: datetime) -> dict[str, object]:
        return {"article_id": article_id, "origin": origin, "raw": str(start), "start": start, "stop": stop,
                "zulu": False}  # fmt: skip

    return DATES.frame(
        [
            found("known", "given", datetime(2025, 1, 28, 9, 30), datetime(2025, 1, 28, 9, 30, 1)),
            found("known", "url", datetime(2025, 1, 28), datetime(2025, 1, 29)),
            found("wide", "url", datetime(2025, 1, 1), datetime(2025, 2, 1)),
        ]
    )


def row(article_id: str) -> dict[str, object]:
    return articles().row(by_predicate=pl.col("article_id") == article_id, named=True)


def after(corrections: pl.DataFrame) -> dict[str, dict[str, object]]:
    edits = standing_days(corrections)
    dated = date_articles(articles(), with_day_edits(dates(), edits))
    return {r["article_id"]: r for r in apply_day_edits(dated, dates(), edits).iter_rows(named=True)}


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("2025-01-28", D, D + DAY),
        (" 2025-01-27 / 2025-01-31 ", date(2025, 1, 27), date(2025, 2, 1)),
        ("2025-01-28/2025-01-28", D, D + DAY),
        ("Unknown", None, None),
    ],
)
def test_days_that_a_person_writes(text: str, start: date | None, stop: date | None) -> None:
    assert read_days(text) == (start, stop)


@pytest.mark.parametrize(
    "text", ["", "28 Jan", "2025-02-30", "2025-01-31/2025-01-27", "2025-01-28/", "/2025-01-28", "9999-12-31"]
)
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(OptionError, match=r"2025-01-28|earlier day"):
        read_days(text)


def test_an_edit_is_one_row_a_column_with_one_time() -> None:
    rows = edit_day(row("wide"), D, D + DAY, NONE, by="Ann", note=" print edition ")
    assert rows["column"].to_list() == list(DAY_COLUMNS)
    assert rows["old"].to_list() == ["2025-01-01", "2025-02-01", "2025-01-16"]
    assert rows["new"].to_list() == ["2025-01-28", "2025-01-29", "2025-01-28"]
    assert rows["at"].n_unique() == 1
    assert set(rows["note"]) == {"print edition"}
    assert set(rows["by"]) == {"Ann"}


@pytest.mark.parametrize(
    ("article_id", "best"), [("known", D), ("wide", date(2025, 1, 28)), ("none", date(2025, 1, 28))]
)
def test_the_best_day_stays_where_it_can(article_id: str, best: date) -> None:
    rows = edit_day(row(article_id), date(2025, 1, 26), date(2025, 1, 31), NONE)
    assert rows["new"].to_list()[2] == best.isoformat()


def test_a_day_wins_over_every_candidate_and_says_so() -> None:
    made = after(edit_day(row("known"), D + DAY, D + 2 * DAY, NONE, note="a reprint"))["known"]
    assert (made["dct_start"], made["dct_stop"], made["dct_best"]) == (D + DAY, D + 2 * DAY, D + DAY)
    assert made["dct_origin"] == "correction"
    assert made["published_local"] is None
    why = made["dct_why"]
    assert isinstance(why, list)
    assert why[0].startswith("set by hand on ")
    assert why[0].endswith(": 29 Jan 2025 (a reprint)")
    assert any("the input's own date says otherwise" in one for one in why[1:])


def test_a_day_that_is_confirmed_keeps_its_clock_time() -> None:
    made = after(edit_day(row("known"), D, D + DAY, NONE))["known"]
    assert made["dct_origin"] == "correction"
    assert made["published_local"] == datetime(2025, 1, 28, 9, 30)


def test_days_left_open_by_a_person_are_not_narrowed() -> None:
    made = after(edit_day(row("known"), D - DAY, D + 2 * DAY, NONE))["known"]
    assert (made["dct_start"], made["dct_stop"], made["dct_best"]) == (D - DAY, D + 2 * DAY, D)
    assert made["published_local"] is None
    assert made["dct_why"][1:] == [  # type: ignore[index]
        "the input's own date is not used: '2025-01-28 09:30:00'",
        "the address is not used: '2025-01-28 00:00:00'",
    ]


def test_unknown_is_an_answer() -> None:
    made = after(edit_day(row("known"), None, None, NONE))["known"]
    assert made["dct_start"] is made["dct_stop"] is made["dct_best"] is None
    assert made["dct_origin"] == "none"
    assert made["dct_why"][0].endswith(": unknown")  # type: ignore[index]


def test_others_stay_as_they_are() -> None:
    made = after(edit_day(row("none"), D, D + DAY, NONE))
    plain = {r["article_id"]: r for r in articles().iter_rows(named=True)}
    assert made["known"] == plain["known"]
    assert made["wide"] == plain["wide"]


def test_the_last_edit_stands_and_each_can_be_undone() -> None:
    first = edit_day(row("none"), D, D + DAY, NONE)
    both = pl.concat([first, edit_day(row("none"), D + DAY, D + 2 * DAY, first)])
    one, two = day_edits(both)
    assert one.at < two.at
    assert standing_days(both)["none"].start == D + DAY
    back = pl.concat([both, undo_day(both, "none")])
    assert standing_days(back)["none"].start == D
    assert day_edits(back)[1].undone is not None
    neither = pl.concat([back, undo_day(back, "none")])
    assert standing_days(neither) == {}
    assert after(neither) == after(NONE)
    older = pl.concat([both, undo_day(both, "none", one.at)])
    assert standing_days(older)["none"].start == D + DAY
    with pytest.raises(InputError, match="no correction"):
        undo_day(neither, "none")
    with pytest.raises(InputError, match="no correction"):
        undo_day(older, "none", one.at)


def test_a_clock_turned_back_does_not_turn_edits_round() -> None:
    first = edit_day(row("none"), D, D + DAY, NONE).with_columns(
        pl.lit(datetime(2999, 1, 1, tzinfo=UTC), dtype=pl.Datetime("us", "UTC")).alias("at")
    )
    both = pl.concat([first, edit_day(row("none"), D + DAY, D + 2 * DAY, first)])
    assert standing_days(both)["none"].start == D + DAY


def test_what_finds_no_article_is_said() -> None:
    made = edit_day({**row("none"), "article_id": "gone"}, D, D + DAY, NONE, note="why")
    (said,) = lost_day_edits(made, articles())
    assert said.startswith("a correction no longer finds its article: 28 Jan 2025 for gone, made on ")
    assert said.endswith("(why)")
    assert not lost_day_edits(pl.concat([made, undo_day(made, "gone")]), articles())


def test_an_edit_that_cannot_be_read_is_left_out() -> None:
    broken = edit_day(row("none"), D, D + DAY, NONE).with_columns(pl.lit("soon").alias("new"))
    assert day_edits(broken) == []
    assert after(broken) == after(NONE)


def test_edits_of_outlets_and_of_days_live_in_one_table() -> None:
    outlets = OUTLETS.frame([{"source": "known", "name": "known", "aliases": [], "kind": "unknown"}])
    edits = outlet_edits(outlets, outlets.with_columns(pl.lit("blog").alias("kind")))
    both = pl.concat([edits, edit_day(row("known"), D, D + DAY, NONE)])
    assert apply_outlet_edits(outlets, both)["kind"].to_list() == ["blog"]
    assert list(standing_days(both)) == ["known"]
