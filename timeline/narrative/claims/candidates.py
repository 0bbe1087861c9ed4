"""Gather what a claim is told with, and the pairs of claims that can be one: near linear in their number."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from timeline.narrative.claims.finding import sentences
from timeline.narrative.claims.lexicon import english
from timeline.narrative.families.wording import stem as without_ending
from timeline.narrative.lineage.documents import stem

RATIO = 1.5
"""Two numbers further apart are one claim only where one text was taken from the other."""
_SMALL = 10.0
_AROUND = 60, 30
"""Code points in front of a number and behind it in which a rise or fall is told."""
_WORD = re.compile(r"[^\W\d_][\w]*")


@dataclass(frozen=True, slots=True)
class Told:
    """Hold a claim, the stems of its sentence and of the one before, and whether something rises or falls."""

    row: Mapping[str, Any]
    near: frozenset[str]
    before: frozenset[str]
    direction: str | None
    sentence: tuple[int, int]
    day: Any
    measure: str
    """What two equal values must share: the unit, for ranks the list or the superlative."""

    @property
    def stems(self) -> frozenset[str]:
        """Give all stems around the claim."""
        return self.near | self.before


class Stems(dict[str, str]):
    """Level words, each once; plain words and single letters become the empty string."""

    def __missing__(self, word: str) -> str:
        """Level a word that was not seen before."""
        lists = english()
        plain = len(word) < 2 or word in lists.lists["plain.words"] or word in lists.triggers
        self[word] = "" if plain else leveled(word)
        return self[word]


def leveled(word: str) -> str:
    """Level a lower-case word as claims are compared: without its ending, to the first letters.

    >>> leveled("training"), leveled("trained"), leveled("claims")
    ('train', 'train', 'claim')
    """
    return stem(without_ending(word))


def told(claims: Sequence[Mapping[str, Any]], text: str, day: Any, stems: Stems) -> Iterator[Told]:
    """Read the words around the claims of one article, which come in the order of the text."""
    cache: dict[int, frozenset[str]] = {}
    lines = _Lines(text)
    for row in claims:
        spans, begins = lines.around(row["begin"])
        at = max(bisect_right(begins, row["begin"]) - 1, 0)
        before = spans[at - 1] if at else lines.before(spans[0][0])
        begin, end = spans[at]
        near = text[max(begin, row["begin"] - _AROUND[0]) : min(end, row["end"] + _AROUND[1])]
        yield Told(
            row,
            _stems(text, (begin, end), cache, stems),
            _stems(text, before, cache, stems) if before is not None else frozenset(),
            _direction(near.lower(), row, text),
            (begin, end),
            day,
            _measure(row, text),
        )


class _Lines:
    """Cut the lines of a text into sentences, each once."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._text = text
        self._cut: dict[int, tuple[list[tuple[int, int]], list[int]]] = {}

    def around(self, place: int) -> tuple[list[tuple[int, int]], list[int]]:
        """Give the sentences of the line around a place, and where each begins."""
        first = self._text.rfind("\n", 0, place) + 1
        if first not in self._cut:
            stop = self._text.find("\n", place)
            stop = stop if stop >= 0 else len(self._text)
            spans = list(sentences(self._text, first, stop)) or [(first, stop)]
            self._cut[first] = spans, [begin for begin, _ in spans]
        return self._cut[first]

    def before(self, begin: int) -> tuple[int, int] | None:
        """Give the last sentence of the line before that says something."""
        before = begin - 1
        while before >= 0 and self._text[before].isspace():
            before -= 1
        return self.around(before)[0][-1] if before >= 0 else None


def _measure(row: Mapping[str, Any], text: str) -> str:
    if row["kind"] != "rank":
        return str(row["unit"])
    listed = english().lists["ranks.listed"]
    words = _WORD.findall(text[row["begin"] : row["end"]].lower())
    return "list" if not listed.isdisjoint(words) else words[-1] if words else ""


def _stems(
    text: str, span: tuple[int, int], cache: dict[int, frozenset[str]], stems: Stems
) -> frozenset[str]:
    begin, end = span
    if begin not in cache:
        words = _WORD.findall(text[begin:end].lower())
        cache[begin] = frozenset(map(stems.__getitem__, words)) - _NOTHING
    return cache[begin]


_NOTHING = frozenset({""})


def _direction(near: str, row: Mapping[str, Any], text: str) -> str | None:
    lists = english()
    if row["begin"] and text[row["begin"] - 1] in "+-":
        return "up" if text[row["begin"] - 1] == "+" else "down"
    words = _WORD.findall(near)
    up = not lists.lists["directions.up"].isdisjoint(words)
    down = not lists.lists["directions.down"].isdisjoint(words)
    return "up" if up and not down else "down" if down and not up else None


def common(row: Mapping[str, Any]) -> bool:
    """Say whether a number is too usual to be known again: "three people", "two weeks"."""
    return row["kind"] in ("count", "duration") and row["value"] <= _SMALL
