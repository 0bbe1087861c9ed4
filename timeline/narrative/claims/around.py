"""Read the words around a date: which bound it has, and whether it dates what its statement tells."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from timeline.events.lexicon import english as events
from timeline.narrative.claims.lexicon import english

__all__ = ["UNBOUNDED", "around", "hedge"]

UNBOUNDED: Final = "unbounded"
"""What ``around`` gives for a date that nothing bounds, whatever stands in front of its phrase."""

Span = tuple[int, int]
_WORD: Final = re.compile(r"[\w’'-]+|[^\w\s]")
_CLAUSE: Final = re.compile(r"[,;:()“”\"—–]")
_REACH: Final = 3
"""Words that may stand between a date and the statement's own: of statements that begin farther off about
half told something of another date (60 read)."""
_RANGE: Final = 6
"""Words in front of the end of a range within which its beginning stands."""
_WINDOW: Final = 48
"""Code points on each side of a date that are read."""
_LETTERS: Final = 5
"""Letters by which a word of a statement is known again in the sentence; shorter words say nothing."""
_BARS: Final = frozenset(";:—–.?!()|…")
_HYPHENS: Final = ("-", "–")
"""In front of a date they make it a part of a word: "post-2020"."""
_POSSESSIVE: Final = ("'s", "’s", "s'", "s’")
_NOUN: Final = 4
"""Words behind a date among which the thing is that it tells apart."""
_YEAR: Final = 4
"""Digits of a year."""
_MEASURED: Final = ("under", "more_than", "up_to")


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold the lists of ``en.dates.toml``: phrases that bound a date with what they mean, and words."""

    meanings: Mapping[tuple[str, ...], str]
    lasts: frozenset[str]
    longest: int
    lists: Mapping[str, frozenset[str]]


@cache
def _words() -> _Words:
    """Load the English lists, once a process."""
    source = resources.files("timeline.temporal").joinpath("languages", "en.dates.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    meanings = {
        tuple(phrase.split()): name for name, phrases in data["comparators"].items() for phrase in phrases
    }
    lists = {name: frozenset(words) for name, words in data["around"].items()}
    return _Words(
        meanings, frozenset(words[-1] for words in meanings), max(map(len, meanings)), lists
    )  # fmt: skip


def around(
    text: str, date: Span, sentence: Span, subject: str, predicate: str | None, *, named: bool = False
) -> str | None:
    """Give the comparator of a date ("" where no word bounds it); None where it does not date the statement.

    ``subject`` are the words of the statement; ``named`` says that the date is a name such as Christmas,
    which dates something only behind a preposition. "The day after Christmas" is another day than Christmas,
    in "the president's 2016 campaign" the year tells which campaign, and words beyond the next clause have
    no part in it. UNBOUNDED is said of "since the 2014 vote": the vote was in 2014.
    """
    words = _words()
    lists = words.lists
    own = _own(subject, predicate, lists)
    if not own:
        return None
    begin, end = date
    before = _WORD.findall(text[max(sentence[0], begin - _WINDOW) : begin].lower())
    after = _WORD.findall(text[end : min(sentence[1], end + _WINDOW)].lower())
    if text[begin:end].lower() in lists["loose"]:
        return None
    if named and not (before and before[-1] in lists["leading"]):
        return None
    if _in_a_row(before, after) or text[max(0, begin - 1) : begin] in _HYPHENS:
        return None
    bound, rest = _bound(before, words)
    if bound is None or _compared(rest, own, lists):
        return None
    if not (_near(after, own, lists) or _near(rest[::-1], own, lists)):
        return None
    if _of_noun(before, predicate, lists):
        return None
    if _tells_apart(text[begin : end + 2], end - begin, before, after, lists):
        return UNBOUNDED if _of_thing(after, subject, predicate) else None
    return bound


def _in_a_row(before: Sequence[str], after: Sequence[str]) -> bool:
    """Say whether a date is one of the numbers of a chart or table: "1990 2000 2010"."""
    return bool(before and after) and before[-1].isdigit() and after[0].isdigit()


def _own(subject: str, predicate: str | None, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Give the beginnings of a statement's words; none where it only points at something."""
    parts = subject.lower().split()
    if not parts or parts[0] in lists["empty"] or (len(parts) < 3 and parts[0] in lists["pronouns"]):
        return frozenset()
    if parts[0] in lists["expletives"] and (predicate is None or predicate in lists["linking"]):
        return frozenset()
    own = {part.strip("“”\"'‘’,.")[:_LETTERS] for part in parts if len(part) > 3}
    if predicate:
        own.add(predicate[:_LETTERS])
    return frozenset(own)


def _near(words: Sequence[str], own: frozenset[str], lists: Mapping[str, frozenset[str]]) -> bool:
    """Say whether a word of the statement comes soon, before another clause begins."""
    clauses = lists["clauses"]
    for word in words[: _REACH + 1]:
        if word[:_LETTERS] in own:
            return True
        if word in clauses or word in _BARS:
            return False
    return False


def _compared(before: Sequence[str], own: frozenset[str], lists: Mapping[str, frozenset[str]]) -> bool:
    """Say whether a date is only compared with, or what something is meant for.

    "Doubled from 2014" compares, "the model from last year" does not.
    """
    if before and before[-1] in lists["ranges"]:
        return len(before) < 2 or before[-2] in lists["counted"] or before[-2][:_LETTERS] not in own
    if not before or before[-1] not in lists["compares"]:
        return False
    if not lists["ranges"].isdisjoint(before[-_RANGE:]):
        return False
    return len(before) < 2 or before[-2] not in lists["set_for"]


def _tells_apart(
    said: str, size: int, before: Sequence[str], after: Sequence[str], lists: Mapping[str, frozenset[str]]
) -> bool:
    """Say whether a date stands in front of a noun to tell which thing is meant: "the 2014 decision".

    ``said`` is the phrase, of ``size`` code points, with the two code points behind it.
    """
    behind = said[size:]
    if behind in _POSSESSIVE:
        return True
    if not behind.startswith((" ", "-")) or not after or not before or not after[0][0].isalnum():
        return False
    if after[0] in lists["free"]:
        return False
    if size == _YEAR and said[:size].isdigit() and before[-1] not in lists["placing"]:
        return True
    return before[-1] in lists["determiners"] or before[-1].endswith(_POSSESSIVE)


def _of_noun(before: Sequence[str], predicate: str | None, lists: Mapping[str, frozenset[str]]) -> bool:
    """Say whether a date belongs to a noun and not to the verb: "they have leverage since the vote"."""
    told = events()
    if predicate not in lists["linking"] and not told.has("nouns.pointing_verbs", predicate or ""):
        return False
    nouns = [word for word in before[-2:] if told.has("nouns.events", word.removesuffix("s"))]
    return bool(nouns) and predicate not in nouns


def _of_thing(after: Sequence[str], subject: str, predicate: str | None) -> bool:
    """Say whether a statement is of the thing that a date tells apart: "last year's model could do this"."""
    behind = [word[:_LETTERS] for word in after[: _NOUN + 1] if len(word) > 1 and word[0].isalnum()]
    if predicate and predicate[:_LETTERS] in behind:
        return True
    first = next((word for word in subject.lower().split() if word not in _words().lists["determiners"]), "")
    return bool(behind) and behind[0] == first[:_LETTERS]


def _bound(before: Sequence[str], words: _Words) -> tuple[str | None, Sequence[str]]:
    """Give how the words in front of a date bound it, and those in front of them.

    The first is None where they measure the way from the date.
    """
    if not before or before[-1] not in words.lasts:
        return "", before
    for size in range(min(words.longest, len(before)), 0, -1):
        found = words.meanings.get(tuple(before[-size:]))
        if found is not None:
            rest = before[:-size]
            measures = found in _MEASURED and rest and rest[-1] in words.lists["counted"]
            return (None if measures else found), rest
    return "", before


def hedge(text: str, date: Span, sentence: Span) -> str | None:
    """Give the words of reserve in the clause of a date."""
    begin, end = date[0] - sentence[0], date[1] - sentence[0]
    said = text[sentence[0] : sentence[1]]
    marks = [mark.start() for mark in _CLAUSE.finditer(said)]
    first = max((at for at in marks if at < begin), default=-1) + 1
    last = min((at for at in marks if at >= end), default=len(said))
    words = _WORD.findall(f"{said[first:begin]} {said[end:last]}".lower())
    hedges = english().hedges
    for i, word in enumerate(words):
        if word in hedges.firsts:
            for size in (5, 4, 3, 2, 1):
                if tuple(words[i : i + size]) in hedges.meanings:
                    return " ".join(words[i : i + size])
    return None
