"""Hold the widths of the calendar's units, in months or in seconds, and nothing else.

A unit is either a number of months (month, season, quarter, half, year, decade, century) or of
seconds (second to week). ``origin`` shifts the grid: weeks start on Monday (1970-01-01 was a Thursday),
seasons a
month before the quarters (December to February is one).
"""

from dataclasses import dataclass

DAY = 86_400
"""Seconds of a day; local time has no leap seconds and no clock changes here."""

FIRST_YEAR, LAST_YEAR = 1, 9998
"""Years that a date may have; outside, a row gets an issue and no interval."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Describe a unit: its width in months or seconds, and where its grid starts."""

    name: str
    months: int
    seconds: int
    origin: int
    letter: str

    @property
    def timed(self) -> bool:
        """Say whether its ISO 8601 designator stands after a T."""
        return not self.months and self.seconds < DAY


UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit("second", 0, 1, 0, "S"),
        Unit("minute", 0, 60, 0, "M"),
        Unit("hour", 0, 3_600, 0, "H"),
        Unit("day", 0, DAY, 0, "D"),
        Unit("weekend", 0, 2 * DAY, -3 * DAY, "W"),
        Unit("week", 0, 7 * DAY, -3 * DAY, "W"),
        Unit("month", 1, 0, 0, "M"),
        Unit("season", 3, 0, -1, "S"),
        Unit("quarter", 3, 0, 0, "Q"),
        Unit("half", 6, 0, 0, "H"),
        Unit("year", 12, 0, 0, "Y"),
        Unit("decade", 120, 0, 0, "E"),
        Unit("century", 1_200, 0, 0, "C"),
    )
}
"""Every unit of the algebra, the finest first."""

FINER: dict[str, tuple[str, int]] = {
    "century": ("year", 100),
    "decade": ("year", 10),
    "year": ("month", 12),
    "half": ("month", 6),
    "quarter": ("month", 3),
    "week": ("day", 7),
    "day": ("hour", 24),
    "hour": ("minute", 60),
    "minute": ("second", 60),
}
"""The next finer unit and how many of it make one: for fractions."""

PARTS: dict[str, tuple[int, int]] = {
    "MO": (6, 12),
    "MI": (11, 14),
    "AF": (12, 18),
    "EV": (18, 24),
    "NI": (18, 30),
    "DT": (6, 18),
}
"""Parts of a day (TIMEX3 codes) as hours from its midnight; a night reaches into the next morning.

TIMEX3 gives no hours. Quarters of the day are easiest to check by a reader; where they end is a convention.
"""

SEASONS: dict[str, int] = {"WI": 0, "SP": 1, "SU": 2, "FA": 3}
"""Seasons (TIMEX3 codes) as the number of three-month steps from December of the year before."""
