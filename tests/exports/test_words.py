"""Dates in words: as precise as they are known and no more."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import schema, words


def at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("start", "stop", "granularity", "mod", "said"),
    [
        pytest.param("2025-01-27", "2025-01-28", "day", None, "27 Jan 2025", id="day"),
        pytest.param("2025-01-28", "2025-01-29", "day", "ON_OR_BEFORE", "by 28 Jan 2025", id="by"),
        pytest.param("2025-01-27", "2025-01-30", "day", None, "27–29 Jan 2025", id="days"),
        pytest.param("2025-01-30", "2025-02-02", "day", None, "30 Jan – 1 Feb 2025", id="over a month's end"),
        pytest.param("2024-12-30", "2025-01-02", "day", None, "30 Dec 2024 – 1 Jan 2025", id="over New Year"),
        pytest.param("2025-01-27T14:05", "2025-01-27T14:06", "minute", None, "27 Jan 2025, 14:05", id="time"),
        pytest.param("2025-01-27T18:00", "2025-01-28", "part_of_day", None,
                     "27 Jan 2025, 18:00–24:00", id="evening"),
        pytest.param("2025-01-27T21:00", "2025-01-28T06:00", "part_of_day", None,
                     "27 Jan 2025, 21:00 – 28 Jan 2025, 06:00", id="night"),
        pytest.param("2025-01-20", "2025-01-27", "week", None, "week of 20 Jan 2025", id="week"),
        pytest.param("2025-01-25", "2025-01-27", "weekend", None, "weekend of 25–26 Jan 2025", id="weekend"),
        pytest.param("2024-12-01", "2025-01-01", "month", None, "Dec 2024", id="month"),
        pytest.param("2024-10-01", "2025-01-01", "month", None, "Oct–Dec 2024", id="months"),
        pytest.param("2024-11-01", "2025-02-01", "month", None, "Nov 2024 – Jan 2025", id="winter"),
        pytest.param("2024-10-01", "2025-01-01", "quarter", None, "Q4 2024", id="quarter"),
        pytest.param("2024-07-01", "2025-01-01", "half", None, "H2 2024", id="half"),
        pytest.param("2024-12-01", "2025-03-01", "season", None, "Dec 2024 – Feb 2025", id="season"),
        pytest.param("2023-01-01", "2024-01-01", "year", None, "2023", id="year"),
        pytest.param("2019-01-01", "2024-01-01", "year", None, "2019–2023", id="years"),
        pytest.param("1980-01-01", "1990-01-01", "decade", None, "1980s", id="decade"),
        pytest.param("1901-01-01", "2001-01-01", "century", None, "20th century", id="century"),
        pytest.param("2000-01-01", "2100-01-01", "century", None, "21st century", id="21st century"),
        pytest.param("2025-01-01", "2025-02-01", "month", "START", "early Jan 2025", id="early"),
        pytest.param("2025-01-20", "2025-01-27", "week", "START", "early in the week of 20 Jan 2025",
                     id="early in a week"),
        pytest.param("2025-01-21", "2025-02-01", "month", "END", "late Jan 2025", id="late, narrowed"),
        pytest.param("2023-01-01", "2024-01-01", "year", "APPROX", "about 2023", id="about"),
        pytest.param("2024-12-01", None, "month", None, "since Dec 2024", id="since"),
        pytest.param("2024-12-05", None, "day", None, "since 5 Dec 2024", id="since a day"),
        pytest.param(None, "2025-02-01", "month", None, "until Jan 2025", id="until a month"),
        pytest.param(None, "2025-01-31", "day", None, "until 30 Jan 2025", id="until a day"),
        pytest.param(None, "2025-01-27", "day", "BEFORE", "before 27 Jan 2025", id="before"),
        pytest.param("2025-01-28", None, "day", "AFTER", "after 28 Jan 2025", id="after"),
        pytest.param(None, None, None, None, "date not known", id="nothing"),
        pytest.param("2025-01-03", "2025-01-20", "month", None, "3–19 Jan 2025", id="no whole month"),
    ],
)  # fmt: skip
def test_interval(
    start: str | None, stop: str | None, granularity: str | None, mod: str | None, said: str
) -> None:
    assert words.interval(at(start), at(stop), granularity, mod) == said


MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9998, 12, 31)).map(lambda t: t.replace(microsecond=0))


@given(
    st.one_of(st.none(), MOMENTS),
    st.one_of(st.none(), MOMENTS),
    st.sampled_from([None, *schema.GRANULARITIES]),
    st.sampled_from([None, *words.MODS]),
)
def test_every_interval_can_be_said(
    start: datetime | None, stop: datetime | None, granularity: str | None, mod: str | None
) -> None:
    said = words.interval(start, stop, granularity, mod)
    assert said
    assert "None" not in said


def test_every_value_of_the_tables_has_words() -> None:
    assert set(words.ORIGINS) == set(schema.ORIGINS)
    assert set(schema.MODALITIES) <= set(words.TERMS)


def test_published_says_how_it_is_known() -> None:
    assert words.published(date(2025, 1, 1), date(2025, 1, 8), "inferred") == (
        "1–7 Jan 2025 (worked out from the text)"
    )
