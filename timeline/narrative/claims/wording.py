"""Measure how alike the words around two dates are."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt
from typing import Any, Final

from timeline.narrative.claims.candidates import Stems

__all__ = ["Wording"]

_AROUND: Final = 160
"""Code points of its sentence on each side of a date that count."""
_WORD: Final = re.compile(r"[^\W_][\w’']*")


class Wording:
    """Hold the telling words around dates, each weighed by how few of the dates stand beside it."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> None:
        """Read the words of ``rows``: dates with their article, sentence, subject and predicate."""
        stems = Stems()
        self._words = [_words(row, texts[row["article_id"]], stems) for row in rows]
        self._verbs = [stems[(row["predicate"] or "").lower()] for row in rows]
        often = Counter(word for words in self._words for word in words)
        self._weights = {word: log(1 + len(rows) / n) for word, n in often.items()}
        self._sums = [self._sum(words) for words in self._words]

    def likeness(self, one: int, other: int) -> float:
        """Give the weight of the words that two dates share, by the mean weight of theirs; 0 to 1."""
        both = self._sums[one] * self._sums[other]
        return self._sum(self._words[one] & self._words[other]) / sqrt(both) if both else 0.0

    def one_verb(self, one: int, other: int) -> bool:
        """Say whether two statements have the same predicate; words that say little count as none."""
        return bool(self._verbs[one]) and self._verbs[one] == self._verbs[other]

    def _sum(self, words: frozenset[str]) -> float:
        return sum(sorted(self._weights[word] for word in words))


def _words(row: Mapping[str, Any], text: str, stems: Stems) -> frozenset[str]:
    before = text[max(row["sentence_begin"], row["begin"] - _AROUND) : row["begin"]]
    after = text[row["end"] : min(row["sentence_end"], row["end"] + _AROUND)]
    found = _WORD.findall(f"{before} {after} {row['subject']}".lower())
    return frozenset(stems[word] for word in found) - {""}
