"""Date strings mean what they say, at the precision they say it."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.date_strings import (
    AMBIGUOUS,
    MIDNIGHT,
    NO_SUCH_DAY,
    NOT_A_DATE,
    PLACEHOLDER,
    Order,
    day_month_order,
    read_date,
    read_dates,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
JAN_28 = datetime(2025, 1, 28)


@pytest.mark.parametrize(
    "raw",
    [
        "2025-01-28",
        "2025-1-28",
        "2025/01/28",
        "2025.01.28",
        "20250128",
        " 2025-01-28 ",
        "28 January 2025",
        "January 28, 2025",
        "Jan. 28, 2025",
        "28 Jan 2025",
        "Tuesday, January 28, 2025",
        "28.01.2025",
        "28/01/2025",
        "1/28/2025",
        "1/28/25",
        "28 de enero de 2025",
        "28. Januar 2025",
        "28 janvier 2025",
        "2025年1月28日",
    ],
)
def test_day(raw: str) -> None:
    reading = read_date(raw)
    assert (reading.start, reading.stop, reading.utc_offset_min, reading.zulu) == (
        JAN_28,
        JAN_28 + DAY,
        None,
        False,
    )


@pytest.mark.parametrize(
    ("raw", "start", "width", "offset", "zulu"),
    [
        ("2025-01-28T09:30", datetime(2025, 1, 28, 9, 30), MINUTE, None, False),
        ("2025-01-28 09:30:15", datetime(2025, 1, 28, 9, 30, 15), SECOND, None, False),
        ("2025-01-28T09:30:15Z", datetime(2025, 1, 28, 9, 30, 15), SECOND, 0, True),
        ("2025-01-28T09:30:15+00:00", datetime(2025, 1, 28, 9, 30, 15), SECOND, 0, True),
        ("2025-01-28T09:30:15-05:00", datetime(2025, 1, 28, 9, 30, 15), SECOND, -300, False),
        ("2025-01-28T09:30:15+0530", datetime(2025, 1, 28, 9, 30, 15), SECOND, 330, False),
        ("20250128T093015Z", datetime(2025, 1, 28, 9, 30, 15), SECOND, 0, True),
        ("Tue, 28 Jan 2025 09:30:15 GMT", datetime(2025, 1, 28, 9, 30, 15), SECOND, 0, True),
        ("Tue, 28 Jan 2025 09:30:15 -0500", datetime(2025, 1, 28, 9, 30, 15), SECOND, -300, False),
        ("1738056615", datetime(2025, 1, 28, 9, 30, 15), SECOND, 0, True),
        ("1738056615000", datetime(2025, 1, 28, 9, 30, 15), SECOND, 0, True),
        ("January 28, 2025 at 9:30 AM EST", datetime(2025, 1, 28, 9, 30), MINUTE, -300, False),
        ("January 28, 2025 at 9:30 AM ET", datetime(2025, 1, 28, 9, 30), MINUTE, -300, False),
        ("July 28, 2025 at 9:30 AM ET", datetime(2025, 7, 28, 9, 30), MINUTE, -240, False),
        ("1/28/2025 9:30 pm", datetime(2025, 1, 28, 21, 30), MINUTE, None, False),
        ("1/28/2025 12:30 am", datetime(2025, 1, 28, 0, 30), MINUTE, None, False),
    ],
)
def test_time(raw: str, start: datetime, width: timedelta, offset: int | None, zulu: bool) -> None:
    reading = read_date(raw)
    assert reading.start == start
    assert reading.stop == start + width
    assert (reading.utc_offset_min, reading.zulu, reading.note) == (offset, zulu, None)


def test_fraction_of_a_second_is_kept() -> None:
    reading = read_date("2025-01-28T09:30:15.250Z")
    assert reading.start == datetime(2025, 1, 28, 9, 30, 15, 250_000)
    assert reading.stop == datetime(2025, 1, 28, 9, 30, 16)


@pytest.mark.parametrize(
    ("raw", "start", "stop"),
    [
        ("January 2025", datetime(2025, 1, 1), datetime(2025, 2, 1)),
        ("2025-12", datetime(2025, 12, 1), datetime(2026, 1, 1)),
        ("2025", datetime(2025, 1, 1), datetime(2026, 1, 1)),
    ],
)
def test_coarse(raw: str, start: datetime, stop: datetime) -> None:
    assert (read_date(raw).start, read_date(raw).stop) == (start, stop)


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("99999-13-45", NOT_A_DATE),
        ("", NOT_A_DATE),
        ("yesterday", NOT_A_DATE),
        ("2 hours ago", NOT_A_DATE),
        ("We", NOT_A_DATE),
        ("may", NOT_A_DATE),
        ("March 3", NOT_A_DATE),
        ("10:30", NOT_A_DATE),
        ("x" * 500, NOT_A_DATE),
        ("2025-02-30", NO_SUCH_DAY),
        ("2025-13-01", NO_SUCH_DAY),
        ("2025-01-28T25:00", NO_SUCH_DAY),
        ("31/31/2025", NO_SUCH_DAY),
        ("9999-12-31", NO_SUCH_DAY),
        ("0001-01-01T00:00:00Z", PLACEHOLDER),
        ("1970-01-01T00:00:00Z", PLACEHOLDER),
    ],
)
def test_what_is_no_date(raw: str, note: str) -> None:
    reading = read_date(raw)
    assert reading.start is None
    assert reading.note == note


def test_a_day_in_1970_is_a_day() -> None:
    assert read_date("1970-01-01").start == datetime(1970, 1, 1)


@pytest.mark.parametrize(
    "raw", ["2025-01-28T00:00:00Z", "2025-01-28 00:00", "2025-01-28T00:00:00+01:00", "1738022400"]
)
def test_midnight_is_the_day(raw: str) -> None:
    reading = read_date(raw)
    assert (reading.start, reading.stop, reading.zulu, reading.note) == (
        JAN_28,
        JAN_28 + DAY,
        False,
        MIDNIGHT,
    )


@pytest.mark.parametrize(
    ("lang", "order", "month", "noted"),
    [
        (None, None, 3, True),
        ("en", None, 3, True),
        ("de", None, 4, True),
        (None, "dmy", 4, False),
        ("de", "mdy", 3, False),
    ],
)
def test_day_or_month_first(lang: str | None, order: Order | None, month: int, noted: bool) -> None:
    reading = read_date("03/04/2025", lang, order)
    assert reading.start is not None
    assert reading.start.month == month
    assert (AMBIGUOUS in (reading.note or "")) == noted


def test_dots_have_the_day_first() -> None:
    reading = read_date("03.04.2025", "en")
    assert (reading.start, reading.note) == (datetime(2025, 4, 3), None)


@pytest.mark.parametrize(
    ("raws", "order"),
    [
        (["03/04/2025", "28/01/2025"], "dmy"),
        (["03/04/2025", "1/28/2025"], "mdy"),
        (["03/04/2025"], None),
        (["28/01/2025", "1/28/2025"], None),
        ([], None),
    ],
)
def test_order_of_a_column(raws: list[str], order: Order | None) -> None:
    assert day_month_order(raws) == order


def test_columns_do_not_share_their_order() -> None:
    rows = [
        ("03/04/2025", "a"),
        ("28/01/2025", "a"),
        ("03/04/2025", "b"),
        ("1/28/2025", "b"),
        ("03/04/2025", "c"),
    ]
    frame = pl.DataFrame(rows, schema=["raw", "group"], orient="row").with_columns(
        lang=pl.lit(None, pl.String), note=pl.lit(None, pl.String)
    )
    read = read_dates(frame)
    assert [d.month for d in read["start"]] == [4, 1, 3, 1, 3]
    assert [note is not None for note in read["note"]] == [False, False, False, False, True]


@given(st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1)))
def test_iso_comes_back(moment: datetime) -> None:
    reading = read_date(moment.isoformat())
    assert reading.start == moment
    assert reading.stop is not None
    assert reading.stop > moment


@settings(deadline=None)  # what no language reads is tried in all, whose data is loaded first
@given(st.text(max_size=40))
def test_any_string_is_read_or_noted(raw: str) -> None:
    reading = read_date(raw)
    if reading.start is None:
        assert reading.note
    else:
        assert reading.stop is not None
        assert reading.start < reading.stop


def test_slashes_and_seconds_where_people_write_dots_are_the_default_of_software() -> None:
    assert read_date("11/01/2023 12:43:42", "de").start == datetime(2023, 11, 1, 12, 43, 42)
    assert read_date("11/01/2023", "de").start == datetime(2023, 1, 11)
    assert read_date("11/01/2023 12:43:42", "fr").start == datetime(2023, 1, 11, 12, 43, 42)
