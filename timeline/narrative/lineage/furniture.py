"""Tell what a page puts around its article: galleries, teasers, notices, and headlines that hang on names.

Two articles have them in common without one being taken from the other. The words stand in
``languages/en.furniture.toml``; what an outlet repeats without such words is found by counting, and at the
edges of its texts (``explain.edges``).
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from timeline.narrative.lineage.tokens import Flags, Places, Tokens

LONGEST = 150
"""Words of headlines that hang on a name."""
_BEFORE = 6
"""Words before a glued one among which its first part stands: "Joe Biden Joe BidenHeadline"."""
_SENTENCE_ENDS = re.compile(r"[.!?][”\"’')\]]*\s|\n")


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold the lists of ``en.furniture.toml``: a line's beginnings and contents, a sentence's, the ends."""

    begin: tuple[str, ...]
    hold: tuple[str, ...]
    said: tuple[str, ...]
    end: tuple[str, ...]


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
    for start, stop in _furniture(text):
        out[np.searchsorted(begin, start) : np.searchsorted(begin, stop)] = False
    for number in np.flatnonzero(told.glued[words]).tolist():
        word = text[begin[number] : end[number]]
        near = range(max(number - _BEFORE, 0), number)
        names = (text[begin[n] : end[n]] for n in near if not told.ordinary[words][n])
        if out[number] and any(
            word.startswith(name) and word[len(name) : len(name) + 1].isupper() for name in names
        ):
            out[number : _last(text, begin, end, number) + 1] = False
    return out


def _furniture(text: str) -> Iterator[tuple[int, int]]:
    """Give the lines and sentences of a text that are none of the article's."""
    listed = _words()
    for mark in listed.begin:
        for at in _places(text, mark):
            if not text[text.rfind("\n", 0, at) + 1 : at].strip() and not text[at + len(mark)].isalnum():
                yield at, _line_end(text, at)
    for mark in listed.hold:
        for at in _places(text, mark):
            yield text.rfind("\n", 0, at) + 1, _line_end(text, at)
    small = text.lower()
    for mark in listed.said if len(small) == len(text) else ():
        for at in _places(small, mark):
            before = [match.end() for match in _SENTENCE_ENDS.finditer(text, max(at - LONGEST * 6, 0), at)]
            after = _SENTENCE_ENDS.search(text, at)
            yield before[-1] if before else 0, after.end() if after else len(text)


def _places(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        if at + len(mark) < len(text):
            yield at
        at = text.find(mark, at + 1)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _last(text: str, begin: Places, end: Places, first: int) -> int:
    """Find the word that ends the headlines, or the last one of the sentence."""
    marks = [at for mark in _words().end if (at := text.find(f" {mark}", int(end[first]))) >= 0]
    number = int(np.searchsorted(begin, min(marks))) if marks else len(begin)
    if number < min(first + LONGEST, len(begin)):
        return number
    stop = text.find(". ", int(end[first]))
    return first if stop < 0 else int(np.searchsorted(begin, stop)) - 1


@cache
def _words() -> _Words:
    source = resources.files("timeline.temporal").joinpath("languages", "en.furniture.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return _Words(
        tuple(data["lines"]["begin"]),
        tuple(data["lines"]["hold"]),
        tuple(data["sentences"]["hold"]),
        tuple(data["headlines"]["end"]),
    )
