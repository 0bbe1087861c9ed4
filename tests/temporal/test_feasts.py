"""Feasts of the moon come from a table; outside it there is no date."""

import datetime as dt
from itertools import pairwise

import pytest

from timeline.errors import RuleError
from timeline.temporal import operators
from timeline.temporal.feasts import FIRST, days, feasts, number
from timeline.temporal.units import DAY


@pytest.mark.parametrize("name", feasts())
def test_feast_comes_once_a_year_of_the_moon_or_the_sun(name: str) -> None:
    # A lunar year has 354 days, a lunisolar one up to 385; a year that holds a feast twice lists the first.
    gaps = [(b - a).days for a, b in pairwise(feasts()[name])]
    assert all(350 <= gap <= 390 or 705 <= gap <= 745 for gap in gaps)


def test_days_are_found_by_number_and_year() -> None:
    assert days()[number("passover"), 2025] == (dt.date(2025, 4, 13) - dt.date(1970, 1, 1)).days * DAY
    assert min(n for n, _ in days()) == FIRST


def test_unknown_feast_is_no_operator() -> None:
    with pytest.raises(RuleError):
        operators.parse("near year:feast nowruz")
