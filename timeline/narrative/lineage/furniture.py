"""Tell what a page puts around its article: galleries, and headlines that hang on names.

Two articles of one site have them in common without one being taken from the other.
"""

import re

import numpy as np

from timeline.narrative.lineage.tokens import Flags, Places, Tokens

FRAMES = ("Hide Caption", "Photos: Photos:", "Read More", "CLOSE", "JUST WATCHED")
FRAME = re.compile(r"(?m)^(?:.*\b(?:Hide Caption|Photos: Photos:)|Read More\b|CLOSE\b|JUST WATCHED\b).*$")
"""Lines that pages of CNN, USA Today and ProPublica put into an article: galleries, teasers, videos."""
MORE = "MORE"
"""Ends the headlines that pages of The Hill hang on a name."""
LONGEST = 150
"""Words of such headlines."""
_BEFORE = 6
"""Words before a glued one among which its first part stands: "Joe Biden Joe BidenHeadline"."""


def live(text: str, told: Tokens, words: slice) -> Flags:
    """Say which of the words of an article are its own.

    >>> from timeline.narrative.lineage.tokens import tokens
    >>> page = "Senator Ann Lee Ann LeeLake rises MORE said so."
    >>> found = tokens([page])
    >>> own = live(page, found, slice(None))
    >>> [page[b:e] for b, e in zip(found.begin[own], found.end[own])]
    ['Senator', 'Ann', 'Lee', 'Ann', 'said', 'so']
    """
    begin, end = told.begin[words], told.end[words]
    out: Flags = np.ones(len(begin), dtype=np.bool_)
    for line in FRAME.finditer(text) if any(mark in text for mark in FRAMES) else ():
        out[np.searchsorted(begin, line.start()) : np.searchsorted(begin, line.end())] = False
    for number in np.flatnonzero(told.glued[words]).tolist():
        word = text[begin[number] : end[number]]
        near = range(max(number - _BEFORE, 0), number)
        names = (text[begin[n] : end[n]] for n in near if not told.ordinary[words][n])
        if out[number] and any(
            word.startswith(name) and word[len(name) : len(name) + 1].isupper() for name in names
        ):
            out[number : _last(text, begin, end, number) + 1] = False
    return out


def _last(text: str, begin: Places, end: Places, first: int) -> int:
    """Find the word that ends the headlines, or the last one of the sentence."""
    at = text.find(f" {MORE}", int(end[first]))
    number = int(np.searchsorted(begin, at)) if at >= 0 else len(begin)
    if number < min(first + LONGEST, len(begin)):
        return number
    stop = text.find(". ", int(end[first]))
    return first if stop < 0 else int(np.searchsorted(begin, stop)) - 1
