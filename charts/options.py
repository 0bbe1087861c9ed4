"""Hold what a user may change about a chart."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """Say how a chart is drawn.

    ``top`` is the number of events that are named, ``rows`` the greatest number of outlet rows. ``start`` and
    ``stop`` (first day in, first day out) replace the window that the chart finds itself. ``note`` ends
    the source line ("sample corpus, invented outlets"). ``title`` replaces the chart's own.
    ``transparent`` is for a page with a background of its own; files are always solid. ``pick`` adds the
    selection ``picked`` (fields ``pick``: event ids, separated by blanks), for a page that reacts to clicks.
    ``family`` is the quotation that ``quotes`` draws, or the number or date that ``claims`` draws (its
    ``family_id``); without it each chooses one.
    ``dense`` is the number of statements above which ``lag`` counts instead of drawing each one.
    """

    top: int = 10
    rows: int = 18
    start: date | None = None
    stop: date | None = None
    note: str | None = None
    title: str | None = None
    transparent: bool = False
    pick: bool = False
    dense: int = 200
    width: int = 800
    family: str | None = None
