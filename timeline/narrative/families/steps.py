"""Say which places of two articles correspond, where one was written from the other or both from a third."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from timeline.narrative.families.wording import surname

GAP = 8
"""Sentences between two aligned passages: what is told there in one is told there in the other."""
CAST, SAME_CAST = 3, 0.7
"""People who speak in the same order in both articles, and their share of the shorter cast, from which the
order tells whose words are retold: in pairs of news with fewer, 13 of 15 such remarks were others."""

Step = tuple[tuple[int, int], tuple[int, int]]
"""What stands aligned before a place and behind it, each as sentences of both articles."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold a sentence: where it and its words stand, these in lower case, their keys ("" for empty ones)."""

    begin: int
    end: int
    words: Sequence[str]
    spans: Sequence[tuple[int, int]]
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """Hold an article: its day, text, sentences and QUOTES rows."""

    article_id: str
    day: date | None
    text: str
    sentences: Sequence[Sentence]
    quotes: Sequence[Mapping[str, Any]]


class Steps:
    """Say where in the second article the sentences around a place of the first one went."""

    def __init__(self, anchors: Sequence[tuple[int, int]], one: Told, two: Told) -> None:
        """Take where aligned passages begin in both; versions of one quotation stand aligned, too."""
        ours, theirs = [s.begin for s in one.sentences], [s.begin for s in two.sentences]
        every = [*anchors, *_both_print(one, two)]
        places = {(bisect_right(ours, a) - 1, bisect_right(theirs, b) - 1) for a, b in every}
        ends = (-1, -1), (len(ours), len(theirs))
        self._ours, self._last = ours, len(theirs)
        self._anchors = [ends[0], *_in_order(sorted(places)), ends[1]]

    def around(self, begin: int) -> Step | None:
        """Give what stands aligned before a place and behind it, as sentences of both; None if far."""
        here = bisect_right(self._ours, begin) - 1
        before = max(pair for pair in self._anchors if pair[0] <= here)
        behind = min(pair for pair in self._anchors if pair[0] >= here)
        far = behind[0] - before[0] > GAP or behind[1] - before[1] > GAP
        return None if far else (before, behind)

    def beside(self, begin: int) -> range:
        """Give the places of sentences between what stands before and behind there: none if that is far."""
        around = self.around(begin)
        if around is None:
            return range(0)
        return range(max(around[0][1], 0), min(around[1][1] + 1, self._last))


def _both_print(one: Told, two: Told) -> Iterator[tuple[int, int]]:
    """Give where both articles hold a version of one quotation, of those that stand once in each."""
    ours, theirs = _by_family(one), _by_family(two)
    for family in sorted(ours.keys() & theirs.keys()):
        if len(ours[family]) == len(theirs[family]) == 1:
            yield ours[family][0], theirs[family][0]


def _by_family(told: Told) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for quote in told.quotes:
        if quote["family_id"] is not None:
            out.setdefault(quote["family_id"], []).append(quote["begin"])
    return out


def _in_order(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the most pairs that follow each other in both articles; ``places`` are in order of the first."""
    best: list[tuple[int, int]] = []
    for n, place in enumerate(places):
        led = max(((best[m][0], -m) for m in range(n) if places[m][1] <= place[1]), default=(0, 1))
        best.append((led[0] + 1, -led[1] if led[0] else -1))
    at = max(range(len(best)), key=lambda n: best[n][0], default=-1)
    out: list[tuple[int, int]] = []
    while at >= 0:
        out.append(places[at])
        at = best[at][1]
    return out[::-1]


def same_cast(one: Told, two: Told) -> bool:
    """Say whether the same people speak in the same order in both articles: one plan of telling."""
    ours, theirs = _cast(one), _cast(two)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    both = sum(block.size for block in matcher.get_matching_blocks())
    return both >= max(CAST, SAME_CAST * min(len(ours), len(theirs)))


def _cast(told: Told) -> list[str]:
    """Give who speaks in an article, each once, in the order of the telling."""
    said = sorted(told.quotes, key=lambda quote: (quote["begin"], quote["end"]))
    names = (surname(quote["speaker"]) for quote in said)
    return list(dict.fromkeys(name for name in names if name))
