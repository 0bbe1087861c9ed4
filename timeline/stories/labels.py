"""Name a story in words that people understand."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from timeline.stories.vectors import Vectors

TERMS: Final = 12
"""Telling words that are kept of a story."""
IN_NAME: Final = 3
"""Words of a name, where no other story has the same."""
WHOLE: Final = 0.4
"""A pair of words stands for the one of them that weighs more, if it weighs this share of it: "Michael
Jackson" for "Jackson"."""
SHARED: Final = 0.2
"""A word of a name stands in this share of the articles, at least."""


def telling_terms(total: np.ndarray, spread: np.ndarray, size: int, known: Vectors) -> list[str]:
    """Give the words of a story by their weight; ``total`` is the sum of its rows, ``spread`` in how many.

    A pair takes the place of its words; words that few of the articles have come in only where there are no
    others.
    """
    there = np.flatnonzero(total)
    order = there[np.argsort(-total[there], kind="stable")][: 10 * TERMS]
    ranked = [(int(at), float(total[at])) for at in order]
    ranked.sort(key=lambda one: spread[one[0]] < SHARED * size)
    weight = {known.terms[column].lower(): value for column, value in ranked}
    chosen: list[str] = []
    used: set[str] = set()
    for column, _ in ranked:
        term = _whole(known.terms[column], weight, ranked, known)
        parts = {term.lower(), *term.lower().split()}
        if parts & used or any(_same(part, other) for part in parts for other in used):
            continue
        chosen.append(term)
        used |= parts
        if len(chosen) == TERMS:
            break
    return chosen


def names(terms: Sequence[Sequence[str]], starts: Sequence[str]) -> list[str]:
    """Give each story a name of its first words: more of them, then its first day, where two would be alike.

    >>> names([["BP", "oil", "Gulf", "spill"], ["BP", "oil", "Gulf", "Hayward"]], ["Apr 2010", "Jun 2010"])
    ['BP, oil, Gulf, spill', 'BP, oil, Gulf, Hayward']
    """
    first = [", ".join(own[:IN_NAME]) for own in terms]
    made: list[str] = []
    for own, short, start in zip(terms, first, starts, strict=True):
        longer = ", ".join(own[: IN_NAME + 1])
        tries = [longer if first.count(short) > 1 else short, f"{short} ({start})", f"{longer} ({start})"]
        free = [name for name in tries if name not in made and own]
        made.append(free[0] if free else f"{short or start} ({len(made) + 1})")
    return made


def _whole(term: str, weight: dict[str, float], ranked: Sequence[tuple[int, float]], known: Vectors) -> str:
    """Give the pair that a word is mostly part of, else the word."""
    if " " in term:
        return term
    for column, value in ranked:
        pair = known.terms[column]
        if " " in pair and term.lower() in pair.lower().split() and value >= WHOLE * weight[term.lower()]:
            return pair
    return term


def _same(one: str, other: str) -> bool:
    """Say whether two words differ in their ending only: "protest" and "protests", "Libya" and "Libyan".

    >>> _same("protest", "protests"), _same("libya", "libyan"), _same("oil", "oily")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and long.startswith(short) and len(long) - len(short) <= 2
