"""Hold the algebra to its laws, against a second implementation that does one row at a time."""

from calendar import monthrange
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.temporal.arithmetic import run
from timeline.temporal.operators import literal, normalise, parse
from timeline.temporal.programs import NONE, Programs
from timeline.temporal.units import DAY, UNITS

EPOCH = date(1970, 1, 1)
LAW = settings(max_examples=25, deadline=None)
ANCHORS = st.dates(date(30, 1, 1), date(9960, 12, 31))
UNIT_NAMES = st.sampled_from(["day", "week", "month", "quarter", "half", "year", "decade", "century"])
SHORT = st.sampled_from(["day", "week"])
REPEATS = st.sampled_from(
    ["week:day 1", "week:day 5", "week:weekend 1", "year:month 10", "year:day 07-04", "year:quarter 3",
     "year:season WI", "year:nth 11-4-4", "year:nth 05--1-1", "year:easter -2", "month:day 15", "year:half 2"]
)  # fmt: skip


def seconds(day: date) -> int:
    return (day - EPOCH).days * DAY


def moment(value: int) -> datetime | None:
    return None if value == NONE else datetime(1970, 1, 1) + timedelta(seconds=value)


def intervals(*rows: tuple[str, date, date]) -> list[tuple[datetime | None, datetime | None]]:
    programs = Programs()
    codes = np.array([programs.code(row[0]) for row in rows])
    anchors = np.array([(seconds(row[1]), seconds(row[2])) for row in rows]).T
    start, stop = run(programs.table(), codes, *anchors)
    return [(moment(a), moment(b)) for a, b in zip(start.tolist(), stop.tolist(), strict=True)]


def at(operator: str, day: date) -> tuple[datetime, datetime]:
    start, stop = intervals((operator, day, day + timedelta(days=1)))[0]
    assert start is not None and stop is not None
    return start, stop


def between(operator: str, start: datetime, stop: datetime) -> tuple[datetime, datetime]:
    found = intervals((operator, start.date(), stop.date()))[0]
    assert found[0] is not None and found[1] is not None
    return found[0], found[1]


@LAW
@given(SHORT, st.integers(-500, 500), ANCHORS)
def test_shift_and_back_is_the_unit(unit: str, n: int, day: date) -> None:
    there = at(f"{unit} {n}", day)
    assert between(f"{unit} {-n}", *there) == at(f"{unit} 0", day)


@LAW
@given(UNIT_NAMES, ANCHORS.filter(lambda d: 100 <= d.year < 9900))
def test_unit_holds_its_day(unit: str, day: date) -> None:
    start, stop = at(f"{unit} 0", day)
    assert start.date() <= day < stop.date()


@LAW
@given(UNIT_NAMES, st.integers(-2, 2), ANCHORS.filter(lambda d: 300 < d.year < 9600))
def test_units_tile_without_gap(unit: str, n: int, day: date) -> None:
    assert at(f"{unit} {n}", day)[1] == at(f"{unit} {n + 1}", day)[0]


@LAW
@given(UNIT_NAMES, st.integers(-2, 2), ANCHORS.filter(lambda d: 300 < d.year < 9600), st.integers(0, 4000))
def test_shift_is_monotone_in_the_anchor(unit: str, n: int, day: date, later: int) -> None:
    other = min(day + timedelta(days=later), date(9600, 1, 1))
    assert other < day or at(f"{unit} {n}", day) <= at(f"{unit} {n}", other)


@LAW
@given(REPEATS, ANCHORS)
def test_repeats_stand_where_their_way_says(slot: str, day: date) -> None:
    begin = datetime.combine(day, datetime.min.time())
    end = begin + timedelta(days=1)
    ways = ("prev", "next", "past", "coming", "near")
    found = dict(zip(ways, intervals(*((f"{way} {slot}", day, end.date()) for way in ways)), strict=True))
    assert all(start is not None and stop is not None for start, stop in found.values())
    assert found["prev"][1] <= begin  # type: ignore[operator]
    assert found["next"][0] >= end  # type: ignore[operator]
    assert found["past"][0] <= begin  # type: ignore[operator]
    assert found["coming"][1] > begin  # type: ignore[operator]
    assert found["near"] in (found["past"], found["coming"], found["next"])


@LAW
@given(REPEATS, ANCHORS)
def test_the_repeat_before_the_next_one_is_not_after_the_day(slot: str, day: date) -> None:
    following = at(f"next {slot}", day)
    before = between(f"prev {slot}", *following)
    assert before[0] < following[0]
    assert before[0] <= datetime.combine(day, datetime.min.time())


@LAW
@given(st.sampled_from(["month", "quarter", "half"]), ANCHORS)
def test_slots_of_a_year_tile_it(unit: str, day: date) -> None:
    count = 12 // UNITS[unit].months
    parts = intervals(*((f"at year:{unit} {i}", day, day) for i in range(1, count + 1)))
    assert [p[0] for p in parts[1:]] == [p[1] for p in parts[:-1]]
    assert (parts[0][0], parts[-1][1]) == at("year 0", day)


@LAW
@given(st.integers(-40, 40), ANCHORS.filter(lambda d: 100 < d.year < 9900))
def test_months_agree_with_a_scalar_implementation(n: int, day: date) -> None:
    index = day.year * 12 + day.month - 1 + n
    year, month = divmod(index, 12)
    first = date(year, month + 1, 1)
    last = first + timedelta(days=monthrange(year, month + 1)[1])
    start, stop = at(f"month {n}", day)
    assert (start.date(), stop.date()) == (first, last)
    moved, after = at(f"move month {n}", day)
    assert moved.date() == first.replace(day=min(day.day, monthrange(year, month + 1)[1]))
    assert after - moved == timedelta(days=1)


@LAW
@given(st.integers(1, 5000), ANCHORS.filter(lambda d: 100 < d.year < 9900))
def test_span_reaches_from_the_day(n: int, day: date) -> None:
    back, ahead = at(f"span day -{n}", day), at(f"span day {n}", day)
    assert back[1] - back[0] == ahead[1] - ahead[0] == timedelta(days=n + 1)
    assert back[1].date() == day + timedelta(days=1)
    assert ahead[0].date() == day


@LAW
@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_literal_day_is_itself_whatever_the_anchor(day: date) -> None:
    iso = day.isoformat()
    assert intervals((f"at {iso}", EPOCH, EPOCH))[0][0] == datetime.combine(day, datetime.min.time())
    assert literal(iso) == (seconds(day), seconds(day) + DAY)


LEAP = [
    ("past year:day 02-29", date(2025, 3, 1), date(2024, 2, 29)),
    ("coming year:day 02-29", date(2025, 3, 1), date(2028, 2, 29)),
    ("coming year:day 02-29", date(1897, 1, 1), date(1904, 2, 29)),
    ("prev year:day 02-29", date(1904, 2, 29), date(1896, 2, 29)),
    ("day 1", date(2024, 2, 28), date(2024, 2, 29)),
    ("move year -1", date(2024, 2, 29), date(2023, 2, 28)),
    ("near year:easter 0", date(2025, 4, 1), date(2025, 4, 20)),
    ("at year:easter 0", date(2000, 1, 1), date(2000, 4, 23)),
    ("at year:easter 0", date(1961, 1, 1), date(1961, 4, 2)),
    ("at year:nth 11-4-4", date(2024, 1, 1), date(2024, 11, 28)),
    ("at year:nth 05--1-1", date(2021, 1, 1), date(2021, 5, 31)),
    ("at year:nth 11-1-1 | day 1", date(2020, 1, 1), date(2020, 11, 3)),
]


@pytest.mark.parametrize(("operator", "day", "start"), LEAP, ids=[f"{o}-{d}" for o, d, _ in LEAP])
def test_rare_days(operator: str, day: date, start: date) -> None:
    assert at(operator, day)[0].date() == start


EDGES = [
    ("year -1", date(1, 6, 1)),
    ("day -1", date(1, 1, 1)),
    ("month -1", date(1, 1, 15)),
    ("century 1", date(9950, 1, 1)),
    ("year 1", date(9998, 6, 1)),
    ("day 1", date(9998, 12, 31)),
    ("year -99999999", date(2025, 1, 1)),
    ("day 99999999", date(2025, 1, 1)),
]


@pytest.mark.parametrize(("operator", "day"), EDGES, ids=[f"{o}-{d}" for o, d in EDGES])
def test_outside_the_years_there_is_no_interval(operator: str, day: date) -> None:
    assert intervals((operator, day, day + timedelta(days=1))) == [(None, None)]


def test_first_and_last_year_are_inside() -> None:
    assert at("year 0", date(1, 5, 5)) == (datetime(1, 1, 1), datetime(2, 1, 1))
    assert at("year 0", date(9998, 5, 5)) == (datetime(9998, 1, 1), datetime(9999, 1, 1))


@pytest.mark.parametrize(
    "operator",
    ["day -1", "week -2", "prev year:month 10", "year -1 | at year:month 1", "next week:day 5", "span day -3",
     "at 2025-01", "at 198", "near year:day 02-29", "day 0 | at day:clock 10:35p", "at 2019 | thru 2021",
     "past week:day 1 | thru week:day 3", "day -1 | at day:part NI", "at 1990 | open end"],
)  # fmt: skip
def test_spelling_is_stable(operator: str) -> None:
    assert normalise(operator) == operator
    assert parse(normalise(operator)) == parse(operator)


@LAW
@given(st.lists(st.tuples(REPEATS, ANCHORS), min_size=1, max_size=12))
def test_rows_do_not_see_each_other(rows: list[tuple[str, date]]) -> None:
    triples = [(f"near {slot}", day, day + timedelta(days=1)) for slot, day in rows]
    assert intervals(*triples) == [intervals(t)[0] for t in triples]
