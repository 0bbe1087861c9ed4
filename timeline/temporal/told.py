"""Let a story of the past count from its own dates: "In January" after "October 1941" is January 1942.

News counts a bare month from its publication day. A history, a biography or a chronology names years that lie
far behind that day and few days near it; there the month, the day and the season belong to the date before.
"""

from dataclasses import replace

import numpy as np

from timeline.temporal.arithmetic import month_number
from timeline.temporal.memory import ABSOLUTE, DCT, NUMBERS, PREVIOUS, WAYS, Senses
from timeline.temporal.programs import NO_PROGRAM, NONE, Bools, Ints
from timeline.temporal.resolve import last

_FAR = 10
"""Years before publication from which a year is one of the past; the years before last are still the news'
own background."""

_LEAST = 5
"""Years of the past that an article must name; fewer are the background of news."""

_PER_DCT = 5
"""Years of the past for each phrase counted from publication (today, on Friday, last month) in an article."""

_FINER_THAN_SEASON = ("second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month")
_FINER = [NUMBERS[unit] for unit in _FINER_THAN_SEASON]
_COMPARED = [NUMBERS[unit] for unit in ("quarter", "half")]
_DCT, _PREVIOUS, _ABSOLUTE = (NUMBERS[anchor] for anchor in (DCT, PREVIOUS, ABSOLUTE))


def told(text: Ints, senses: Senses, published: Ints) -> Senses:
    """Let the open slots of a year count from the dated mention before, in articles that tell of the past.

    Takes mentions in text order, the number of their text, and the publication day (seconds) of each; gives
    their senses, in which such a slot is no longer open. A rule whose ``other_for`` names "story" counts from
    there too. Without a publication day any text with a year is a story.
    """
    yearly = senses.yearly > 0
    free = yearly | (senses.storied > 0)
    rows = np.flatnonzero(_stories(text, senses, published, free))
    if rows.size == 0:
        return senses
    part, text, free = senses.take(rows), text[rows], free[rows]
    dated = (part.op != NO_PROGRAM) | (part.slot > 0)
    basis, before = last(dated & ~free, text), last(dated, text, itself=False)
    own = (basis >= 0) & np.isin(part.anchor[basis], (_ABSOLUTE, _PREVIOUS))
    unit = np.where(before < 0, 0, part.granularity[before])
    compared = np.isin(unit, _COMPARED) & (part.other_op != NO_PROGRAM)
    moved = np.flatnonzero(free & (part.anchor == _DCT) & own & ~compared)
    onward = part.ways[moved, len(WAYS) + np.isin(unit[moved], _FINER)]
    opened = yearly[rows[moved]]
    changed = {
        "op": np.where(opened, onward, part.op[moved]),
        "slot": np.where(opened, 0, part.slot[moved]),
        "anchor": _PREVIOUS,
        **dict.fromkeys(("other_op", "compares", "alt", "alt_back"), 0),
    }
    new = {name: getattr(senses, name).copy() for name in changed}
    for name, values in changed.items():
        new[name][rows[moved]] = values
    return replace(senses, **new)


def _stories(text: Ints, senses: Senses, published: Ints, free: Bools) -> Bools:
    """Say of each mention whether its text tells of the past."""
    count = int(np.max(text)) + 1 if text.size else 0
    year = month_number(np.where(published == NONE, 0, published)) // 12
    past = (senses.year > 0) & (senses.year <= year - _FAR) & (published != NONE)
    dated = (senses.op != NO_PROGRAM) | (senses.slot > 0)
    news = (senses.anchor == _DCT) & dated & ~free
    far, near, said = (
        np.bincount(text[which], minlength=count)[text] for which in (past, news, senses.year > 0)
    )
    return np.where(published == NONE, said > 0, (far >= _LEAST) & (far >= _PER_DCT * near))
