"""Spot where quantities can begin, cheaply: what is not spotted holds none, what is spotted may hold one.

The grammar of quantities reads words one by one. Most figures in news are days, years, clock times and parts
of names, and most sentences hold no number at all; they are left out here by what stands right around them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import ascii_lowercase

from timeline.narrative.claims.lexicon import Lexicon, english

_FIGURE = re.compile(r"[0-9][0-9.,]*")
_PLAIN_WORD = re.compile(r"[a-z]+")
_BEHIND = re.compile(r"(?:([-–—])|\s*)(?:[%$€£¥₹₩₽₺₪](?!\d)|([^\W\d_]\w*(?:[-’'.&]\w+)*))")
"""What a number can measure: a sign, or a word, tied by a hyphen or behind blanks."""
_LONGEST_MONTH = 12
_LABEL = 5
_IN_CODES = frozenset("/:#@_.=&*\\^~")
_IN_WORDS = frozenset("-’'.&")
_LETTERS = bytes(code if chr(code) in ascii_lowercase else 32 for code in range(256))
"""Make blanks of all bytes but small letters."""
_YEARS = ("1500", "2100")
_NEAR = 48
"""Code points behind "the same" within which its cost stands, behind a year those of a sum."""


@dataclass(frozen=True, slots=True)
class _Cues:
    """Hold the words that decide, and what some words need behind them."""

    measures: frozenset[str]
    ends: frozenset[str]
    days: frozenset[str]
    numbers: frozenset[str]
    counting: frozenset[str]
    never_alone: frozenset[str]
    beside_one: frozenset[str]
    needs: Mapping[str, frozenset[str]]
    near: Mapping[str, frozenset[str]]
    located: frozenset[bytes]
    signs: tuple[str, ...]
    labels: tuple[str, ...]
    of_all: tuple[str, ...]


@cache
def _cues() -> _Cues:
    lists = english()
    named = lists.lists
    measures = named["units.percent"] | lists.currencies.keys() | lists.values["magnitudes"].keys()
    numbers = frozenset(w for name in ("numbers", "magnitudes", "vague") for w in lists.values[name])
    near = dict.fromkeys(named["spots.likeness"], named["fraction_of_cost.costs"])
    return _Cues(
        measures=frozenset(w.split()[0] for w in measures),
        ends=(named["counted.stops"] - named["spots.go_on"]) | named["counted.clock"],
        days=named["counted.months"],
        numbers=numbers | named["spots.dozen"],
        counting=numbers | named["spots.dozen"] | lists.values["fractions"].keys(),
        never_alone=named["between.never_alone"],
        beside_one=named["spots.beside_one"],
        needs=_needs(lists),
        near=near | dict.fromkeys(named["spots.first"], named["ranks.ever"]),
        located=frozenset(
            word.encode() for word in (lists.triggers | named["between.halves"]) - named["ranks.number_signs"]
        ),
        signs=tuple(lists.symbols),
        labels=tuple(f"{word}." for word in named["ranks.number_signs"] & lists.triggers),
        of_all=tuple(f" {word} " for word in named["spots.of_all"]),
    )


def _needs(lists: Lexicon) -> dict[str, frozenset[str]]:
    """Give the words of which one stands right behind a word wherever it begins a quantity."""
    named = lists.lists
    places, whole = named["ranks.places"], named["spots.whole"]
    out = dict.fromkeys(lists.values["fractions"], whole)
    for word in lists.values["ordinals"]:
        out[word] = out.get(word, frozenset()) | places
    for word in named["ranks.best"]:
        out[word] = out.get(word, frozenset()) | places | named["ranks.top_what"] | whole
    for phrase in named["ranks.most"]:
        first, *rest = _PLAIN_WORD.findall(phrase)
        out[first] = out.get(first, frozenset()) | frozenset(rest)
    return {word: needed for word, needed in out.items() if needed}


@dataclass(frozen=True, slots=True)
class Spots:
    """Hold the places where a number that measures can begin, and those where a rank or a comparison can."""

    numbers: list[int]
    ranks: list[int]


def spots(text: str) -> Spots:
    """Give the places where a quantity can begin, in order.

    >>> spots("On May 5, 2016, Ann, 30, left at 9 a.m.; in 2017 $5 million and two first seats were lost.")
    Spots(numbers=[50, 52, 64], ranks=[])
    """
    cues = _cues()
    numbers = [m.start() for m in _FIGURE.finditer(text) if _counts(text, m.start(), m.group(), cues)]
    ranks = [
        place for place in numbers if text[max(0, place - 5) : place].rstrip().lower().endswith(cues.labels)
    ]
    low = text.lower()
    if len(low) != len(text):
        # A letter whose small form is two would move all behind it.
        low = "".join(c if len(c.lower()) > 1 else c.lower() for c in text)
    # Bytes are cut into words in half the time.
    for said in cues.located.intersection(low.encode().translate(_LETTERS).split()):
        word = said.decode()
        places = list(_said(low, word, cues))
        if word in cues.counting:
            numbers += places
        if word not in cues.numbers:
            ranks += places
    return Spots(sorted(numbers), sorted(ranks))


def _counts(text: str, begin: int, figure: str, cues: _Cues) -> bool:
    """Say whether a figure can be a quantity: money by the sign in front, else by the word behind."""
    end = begin + len(figure.rstrip(".,"))
    before = text[max(0, begin - 6) : begin]
    if before.rstrip(" .\u00a0").endswith(cues.signs):
        return True
    last = before[-1:]
    if last in _IN_CODES or last.isalpha() or (last in _IN_WORDS and before[-2:-1].isalpha()):
        return False
    if before.rstrip().lower().endswith(cues.labels) or (end - begin <= 3 and before.endswith(cues.of_all)):
        return True
    match = _BEHIND.match(text, end)
    if match is None:
        return False
    word = match.group(2)
    if word is None:
        return True
    low = word.lower()
    if low in cues.measures or low.partition("-")[0] in cues.measures:
        return True
    if match.group(1) or match.start(2) == end or low in cues.ends:
        return False
    if not _is_day(text, begin, end, cues):
        return True
    return not cues.measures.isdisjoint(_PLAIN_WORD.findall(text[end : end + _NEAR].lower()))


def _is_day(text: str, begin: int, end: int, cues: _Cues) -> bool:
    """Say whether a figure is a year or the day of a month."""
    if end - begin == 4 and text[begin:end].isdecimal() and _YEARS[0] <= text[begin:end] <= _YEARS[1]:
        return True
    month = text[max(0, begin - _LONGEST_MONTH) : max(begin - 1, 0)].rpartition(" ")[2]
    return month[:1].isupper() and month.lower() in cues.days


def _said(low: str, word: str, cues: _Cues) -> Iterator[int]:
    """Find a word that can begin a quantity, where what stands behind it lets it."""
    at = low.find(word)
    while at >= 0:
        end = at + len(word)
        whole = not (at and low[at - 1].isalpha()) and not low[end : end + 1].isalpha()
        if whole and _goes_on(low, word, at, end, cues):
            yield at
        at = low.find(word, end)


def _goes_on(low: str, word: str, at: int, end: int, cues: _Cues) -> bool:
    near = cues.near.get(word)
    if near is not None and not near.isdisjoint(_PLAIN_WORD.findall(low, end, end + _NEAR)):
        return True
    needed, number = cues.needs.get(word), word in cues.numbers
    if needed is None and not number:
        return near is None
    match = _BEHIND.match(low, end)
    behind = match.group(2) if match is not None else None
    if needed is not None:
        return behind is not None and not needed.isdisjoint(_PLAIN_WORD.findall(behind))
    if word in cues.never_alone:
        return behind is not None and (behind in cues.measures or behind in cues.beside_one)
    if low.endswith(cues.of_all, max(0, at - 6), at):
        return True
    if match is None or behind is None or behind in cues.measures:
        return match is not None
    if match.group(1):
        # "twenty-one people": the first part begins the number.
        return behind.partition("-")[0] in cues.numbers
    return behind not in cues.ends
