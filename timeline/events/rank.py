"""Say how much an event matters: a score of 0 to 1 from how often, by whom and how exactly it is told."""

import math
from collections.abc import Sequence
from typing import Any

from timeline.schema import GRANULARITIES

TELLINGS = 0.40
"""Weight of separate tellings: what several newsrooms tell in their own words matters most."""
SOURCES = 0.20
"""Weight of outlets, copies not counted."""
STATEMENTS = 0.15
"""Weight of distinct statements."""
PRECISION = 0.15
"""Weight of the date's precision: a day counts fully, a year little."""
LATER = 0.10
"""Weight of later references: how long after its first report the event is still told."""
BASIS = {"stated": 1.0, "carried": 0.8, "publication": 0.7}
"""Factor for how well the date is known."""
MODALITY = {"happened": 1.0, "planned": 0.9, "possible": 0.7, "denied": 0.7, "hypothetical": 0.5}
"""Factor for how real the event is."""
LATER_DAYS = 30
"""Days after the first report beyond which a later reference counts no more."""


def scored(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add ``score`` to events; counts weigh by their logarithm against the largest in the story."""
    tops = {
        name: math.log1p(max((event[name] for event in events), default=1))
        for name in ("n_tellings", "_n_sources", "_n_statements")
    }
    return [event | {"score": round(_score(event, tops), 6)} for event in events]


def _score(event: dict[str, Any], tops: dict[str, float]) -> float:
    def share(name: str) -> float:
        return math.log1p(event[name]) / tops[name] if tops[name] else 0.0

    total = (
        TELLINGS * share("n_tellings")
        + SOURCES * share("_n_sources")
        + STATEMENTS * share("_n_statements")
        + PRECISION * _precision(event["granularity"])
        + LATER * _later(event)
    )
    return min(1.0, max(0.0, total * BASIS[event["basis"]] * MODALITY[event["modality"]]))


def _precision(granularity: str | None) -> float:
    """Give 1 for a day or finer, down to 0 for a century.

    >>> _precision("day"), _precision("century")
    (1.0, 0.0)
    """
    if granularity not in GRANULARITIES:
        return 0.0
    day = GRANULARITIES.index("day")
    steps = max(0, GRANULARITIES.index(granularity) - day)
    return 1.0 - steps / (len(GRANULARITIES) - 1 - day)


def _later(event: dict[str, Any]) -> float:
    if event["first_start"] is None or event["_last"] is None:
        return 0.0
    days = (event["_last"] - event["first_start"]).days
    return math.log1p(min(max(days, 0), LATER_DAYS)) / math.log1p(LATER_DAYS)
