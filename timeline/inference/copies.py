"""Find the text that an article shares with others: copies lie days apart."""

from collections.abc import Mapping

import numpy as np

from timeline.evidence import DAY, Days
from timeline.inference.solving import Evidence
from timeline.words import days as in_words

COPIED = 0.5
"""Share of an article's runs of words that stand in another one: then it is a copy."""
FEWEST_RUNS = 5
COPY_DAYS = 7
"""Which of two came first is not known, so this counts both ways."""
COPIES = 3
"""More of the same is no more evidence."""
_RUN = 6
_MIX = np.uint64(0x9E3779B97F4A7C15)
Runs = np.ndarray
"""Numbers of runs of words, each once, in ascending order."""


def runs(text: str) -> Runs:
    """Give the runs of six words of a text, as numbers that are the same for the same words in this process.

    >>> len(runs("one two three four five six seven")), len(runs("one two"))
    (2, 0)
    """
    words = text.casefold().split()
    numbers = np.fromiter(map(hash, words), dtype=np.int64, count=len(words)).astype(np.uint64)
    count = max(numbers.size - _RUN + 1, 0)
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(_RUN):
        mixed = (mixed ^ numbers[at : at + count]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


def shares(mine: Runs, others: Mapping[str, Runs]) -> dict[str, float]:
    """Give the share of one's runs that stand in each of the others, where it is a copy."""
    out = {}
    for name in sorted(others):
        common = np.intersect1d(mine, others[name], assume_unique=True).size
        if common >= FEWEST_RUNS and common / mine.size >= COPIED:
            out[name] = common / mine.size
    return out


def copies(found: Mapping[str, float], days: Mapping[str, Days]) -> list[Evidence]:
    """Give the evidence of articles with the same text whose days are known, those with most of it first.

    Where these lie further apart than copies do, the text is one that a site puts on many pages.
    """
    ordered = sorted((-share, name) for name, share in found.items() if name in days)
    starts = [days[name][0] for _, name in ordered]
    if ordered and max(starts) - min(starts) > 2 * COPY_DAYS * DAY:
        return []
    out = []
    for share, name in ordered[:COPIES]:
        start, stop = days[name]
        says = (
            f"{-share:.0%} of it stands in {name}, published {in_words(start, stop)}; copies are days apart"
        )
        span = start - COPY_DAYS * DAY, stop + COPY_DAYS * DAY
        out.append(Evidence((span,), 1.0, "The text itself", says))
    return out
