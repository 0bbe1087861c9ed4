"""Bend the axis of days: a band of equal height for each distance that people have a word for.

Within a band days are spread by their logarithm. So "same day" and "the day after" stay apart where a
symlog axis would press them together, and the bars of shares stand in line with the bands.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import polars as pl

from charts.layout import text_width

BAND: Final = 34
KEY: Final = 38
"""Heights in pixels of a band, and of the key above all."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold a distance in days, ``low`` and ``high`` both in, and its words."""

    low: float
    high: float
    label: str


BINS: Final = (
    Bin(366, 36525, "over a year after"),
    Bin(91, 365, "91–365 days after"),
    Bin(31, 90, "31–90 days after"),
    Bin(8, 30, "8–30 days after"),
    Bin(2, 7, "2–7 days after"),
    Bin(1, 1, "1 day after"),
    Bin(0, 0, "same day"),
    Bin(-1, -1, "1 day ahead"),
    Bin(-7, -2, "2–7 days ahead"),
    Bin(-30, -8, "8–30 days ahead"),
    Bin(-36525, -31, "over 30 days ahead"),
)
SAME_DAY: Final = next(k for k, b in enumerate(BINS) if b.low == b.high == 0)


def bin_of(days: float) -> int:
    """Give the place of a distance in ``BINS``; halves go to the nearer whole day towards the event.

    >>> [BINS[bin_of(d)].label for d in (0, 1, 5, 40000, -3)]
    ['same day', '1 day after', '2–7 days after', 'over a year after', '2–7 days ahead']
    """
    whole = math.copysign(math.ceil(abs(days) - 0.5), days)
    return next(
        (k for k, b in enumerate(BINS) if b.low <= whole <= b.high), 0 if whole > 0 else len(BINS) - 1
    )


@dataclass(frozen=True, slots=True)
class Bands:
    """Hold the bands that are drawn: from ``first`` to ``last`` of ``BINS``, both in."""

    first: int
    last: int

    @property
    def shown(self) -> range:
        """Give their places in ``BINS``."""
        return range(self.first, self.last + 1)

    @property
    def height(self) -> float:
        """Give the height of the view."""
        return float(KEY + BAND * len(self.shown))

    @property
    def left(self) -> float:
        """Give the room of the labels."""
        return max(text_width(BINS[k].label, 12, bold=k == SAME_DAY) for k in self.shown) + 14

    def top(self, k: int) -> float:
        """Give the upper edge of a band."""
        return float(KEY + BAND * (k - self.first))

    def y(self, days: float) -> float:
        """Give the height of a distance, monotone in days, kept within the bands that are drawn."""
        edges = [BINS[self.first].high + 0.5, *(BINS[k].low - 0.5 for k in self.shown)]
        value = min(max(days, edges[-1]), edges[0])
        for k, (high, low) in zip(self.shown, pairwise(edges), strict=True):
            if value >= low:
                part = (_bend(high) - _bend(value)) / (_bend(high) - _bend(low))
                return self.top(k) + BAND * part
        return self.height

    def y_within(self, days: float, margin: float) -> float:
        """Give the height of a distance, kept ``margin`` pixels inside the band in which it is counted."""
        top = self.top(min(max(bin_of(days), self.first), self.last))
        return min(max(self.y(days), top + margin), top + BAND - margin)


def _bend(days: float) -> float:
    return math.copysign(math.log1p(abs(days)), days)


def bands_of(found: pl.DataFrame) -> Bands:
    """Give the bands from the furthest to the nearest distance, always with "same day"."""
    places = [bin_of(mid) for mid in found["mid"].to_list()]
    return Bands(min([*places, SAME_DAY]), max([*places, SAME_DAY]))
