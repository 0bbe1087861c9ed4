"""Find the text that an article shares with others: copies lie days apart."""

from collections.abc import Mapping, Sequence

from timeline.evidence import DAY, Days
from timeline.inference.solving import Evidence
from timeline.words import days as in_words

COPIED = 0.5
"""Share of an article's runs of words that stand in another one: then it is a copy."""
FEWEST_RUNS = 5
COPY_DAYS = 7
"""Which of two came first is not known, so this counts both ways."""
_RUN = 6
Run = tuple[str, ...]


def runs(text: str) -> frozenset[Run]:
    """Give the runs of six words of a text.

    >>> len(runs("one two three four five six seven"))
    2
    """
    words = text.casefold().split()
    return frozenset(zip(*(words[n:] for n in range(_RUN)), strict=False))


def shares(mine: frozenset[Run], others: Mapping[str, frozenset[Run]]) -> dict[str, float]:
    """Give the share of one's runs that stand in each of the others, where it is a copy."""
    out = {}
    for name in sorted(others):
        common = len(mine & others[name])
        if common >= FEWEST_RUNS and common / len(mine) >= COPIED:
            out[name] = common / len(mine)
    return out


def copies(found: Mapping[str, float], days: Mapping[str, Days]) -> list[Evidence]:
    """Give the evidence of articles with the same text whose days are known."""
    out = []
    for name, share in found.items():
        if name in days:
            start, stop = days[name]
            told = in_words(start, stop)
            says = f"{share:.0%} of it stands in {name}, published {told}; copies are days apart"
            span = start - COPY_DAYS * DAY, stop + COPY_DAYS * DAY
            out.append(Evidence((span,), 1.0, "The text itself", says))
    return out


def nearest(found: Sequence[Evidence], count: int = 3) -> list[Evidence]:
    """Keep a few of many copies: more of the same is no more evidence."""
    return list(found[:count])
