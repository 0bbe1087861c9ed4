"""Read numbers off words: "10,000", "5.6 million", "twenty-five", "six and a half", "hundreds of them"."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from timeline.narrative.claims.lexicon import Lexicon, Word, english

_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")
_TOKEN = re.compile(
    r"(?:USD|EUR|GBP|CNY|RMB|CHF|JPY|INR|Rs)(?=\.?\d)"
    r"|\d+(?:[,.]\d+)*"
    r"|[^\W\d_]\w*(?:[-’'.&]\w+)*"
    r"|[^\w\s]|_"
)
_KNOWN = 1 << 15
"""Spellings between blanks that are remembered."""
_LONGEST = 40
"""Letters of the longest that is remembered: longer ones are addresses."""
_HALF = ["a", "half"]
_HYPHENS = frozenset("-–—")


class Number(NamedTuple):
    """Hold a number: its value, the words it takes (``begin`` to ``end``, counted in words).

    ``digits`` says that it is written in figures, ``magnitude`` that a word such as million made it large,
    ``vague`` that the value is only the smallest it can be ("dozens").
    """

    value: float
    begin: int
    end: int
    digits: bool = False
    magnitude: bool = False
    vague: bool = False


class _Known(dict[str, tuple[tuple[str, str, int, int], ...]]):
    """Keep what was cut in a process: no word holds a blank, so what stands between two is cut once."""

    def __missing__(self, chunk: str) -> tuple[tuple[str, str, int, int], ...]:
        """Cut a chunk into (word, lower-case form, begin, end), counted from its begin."""
        if len(self) >= _KNOWN:
            self.clear()
        found = _TOKEN.finditer(chunk)
        made = tuple((m.group(), m.group().lower(), m.start(), m.end()) for m in found)
        if len(chunk) <= _LONGEST:
            self[chunk] = made
        return made


@cache
def _known() -> _Known:
    return _Known()


def tokens(text: str, begin: int, end: int) -> list[Word]:
    """Cut a stretch into words, numbers and marks; offsets are the article's.

    >>> [w.text for w in tokens("US$5.6m, a 49-year-old's 10,000 A100s", 0, 37)]
    ['US', '$', '5.6', 'm', ',', 'a', '49', '-', "year-old's", '10,000', 'A100s']
    """
    out: list[Word] = []
    cut, add, make = _known(), out.append, tuple.__new__
    place = begin
    for chunk in text[begin:end].split(" "):
        for word, low, first, last in cut[chunk]:
            # A named tuple made by tuple itself costs half.
            add(make(Word, (word, low, place + first, place + last)))
        place += len(chunk) + 1
    return out


def number(words: Sequence[Word], i: int, money: bool = False) -> Number | None:
    """Read the number that begins at word ``i``; ``money`` lets "5.6m" be millions.

    >>> found = number(tokens("six and a half hours", 0, 20), 0)
    >>> found.value, found.end
    (6.5, 4)
    >>> number(tokens("hundreds of millions", 0, 20), 0).value
    200000000.0
    """
    lists = english()
    word = words[i]
    if word.text[0].isdigit():
        if not _GROUPED.fullmatch(word.text):
            return None
        found = Number(float(word.text.replace(",", "")), i, i + 1, digits=True)
    else:
        spelt = _spelt(words, i, lists)
        if spelt is None:
            return None
        found = spelt
    if found.vague:
        return _vague(words, found, lists)
    return _magnified(words, _and_a_half(words, found), lists, money)


def _spelt(words: Sequence[Word], i: int, lists: Lexicon) -> Number | None:
    low = words[i].low
    value = lists.value("numbers", low)
    if value is not None:
        return Number(value, i, i + 1)
    vague = lists.value("vague", low)
    if vague is not None:
        return Number(vague, i, i + 1, vague=True)
    if low == "dozen" and i and words[i - 1].low == "a":
        return Number(12.0, i, i + 1)
    if (
        lists.value("magnitudes", low) is not None
        and low.isalpha()
        and i
        and words[i - 1].low in ("a", "half-a")
    ):
        half = i > 1 and words[i - 2].low == "half"
        return Number(0.5 if half else 1.0, i, i)
    tens, _, ones = low.partition("-")
    ten, one = lists.value("numbers", tens), lists.value("numbers", ones)
    if ten is not None and one is not None and ten >= 20 and one < 10:
        return Number(ten + one, i, i + 1)
    return None


def _and_a_half(words: Sequence[Word], found: Number) -> Number:
    end = found.end
    if (
        words[end : end + 1]
        and words[end].low == "and"
        and [w.low for w in words[end + 1 : end + 3]] == _HALF
    ):
        return Number(found.value + 0.5, found.begin, found.end + 3, found.digits)
    return found


def _magnified(words: Sequence[Word], found: Number, lists: Lexicon, money: bool) -> Number:
    """Multiply by the magnitudes that follow: "5.6 million", "two hundred thousand", "€600bn"."""
    value, end, magnitude = found.value, found.end, False
    while end < len(words):
        at = end + (1 if words[end].text in _HYPHENS and end + 1 < len(words) and _tight(words, end) else 0)
        low = words[at].low
        factor = lists.value("magnitudes", low)
        if factor is None and money and not magnitude and words[at].begin == words[at - 1].end:
            factor = lists.value("money_magnitudes", low)
        if factor is None and low == "dozen":
            factor = 12.0
        if factor is None:
            break
        value, end, magnitude = value * factor, at + 1, True
    if magnitude and end + 1 < len(words) and words[end].low == "and" and not found.digits:
        rest = lists.value("numbers", words[end + 1].low)
        if rest is not None and value >= 100 and rest < 100 and value < 1e6:
            value, end = value + rest, end + 2
    return Number(float(f"{value:.12g}"), found.begin, end, found.digits, magnitude)


def _vague(words: Sequence[Word], found: Number, lists: Lexicon) -> Number:
    """Read "tens of thousands", "hundreds of millions"."""
    value, end = found.value, found.end
    while end + 1 < len(words) and words[end].low == "of":
        factor = lists.value("vague", words[end + 1].low)
        if factor is None or factor < 1000:
            break
        value, end = value * factor / 2, end + 2
    return Number(value, found.begin, end, magnitude=value >= 1e6, vague=True)


def _tight(words: Sequence[Word], i: int) -> bool:
    """Say whether a mark stands between two words without blanks."""
    return words[i - 1].end == words[i].begin and words[i].end == words[i + 1].begin
