"""Cut a sentence into tokens: what each word can be, whatever stands around it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from operator import attrgetter

from timeline.events.lexicon import (
    ADJECTIVE,
    BE,
    COORDINATOR,
    DETERMINER,
    DO,
    HAVE,
    NOUN,
    PLURAL,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    english,
    entry,
)

BOUNDARIES = frozenset(",;:—–()[]") | {"--", "...", "…", "-LRB-", "-RRB-", "-LSB-", "-RSB-", "-LCB-", "-RCB-"}
"""Marks between clauses; the last ones are brackets as the Penn Treebank writes them."""
QUOTES = frozenset('"“”«»') | {"``", "''"}
UNDECIDED = "??"
"""The tag of a word whose neighbours decide what it is."""
_NUMBER, _CLITIC = "00", "'s"
_SPECIAL = frozenset((_NUMBER, _CLITIC))
"""Tags, as long as a sentence is cut, of what asks for the word before it: a number, a mark of possession."""
_MARK = 2
"""Letters of a mark of possession."""
_NOMINAL = NOUN | PLURAL | ADJECTIVE
_PLAIN_TAGS = {PREPOSITION: "P", DETERMINER: "D", PRONOUN: "O", COORDINATOR: "C"}
_PLAIN_TAGS |= dict.fromkeys((BE, HAVE, DO), "A")
"""Small words that are one thing only."""
_END = attrgetter("end")
_KNOWN = 1 << 17
"""Spellings that are remembered."""
_LONG = 40
"""Letters of the longest spelling that is remembered: longer ones are addresses."""


@cache
def _pattern() -> re.Pattern[str]:
    """Build the token pattern: numbers with units, dotted abbreviations, clitics, words, marks."""
    words = english().phrases
    clitics = "|".join(re.escape(c) for c in words["words.clitics"])
    return re.compile(
        # A plain word before a blank or comma needs none of the alternatives below: four tokens of five.
        rf"[A-Za-z]+(?=[ ,])|-[LR][RSC]B-|[$€£¥]?\d+(?:[.,:]\d+)*(?:%|\w+)?|(?:\w\.){{2,}}|(?:{clitics})\b"
        rf"|\w+?(?={clitics}\b)|\w+(?:[-’'‘&./](?!{clitics[1:] and '(?:' + _bare(words) + ')'}\b)\w+)*"
        r"|--+|\.\.\.|``|''|’s\b|'s\b|[^\w\s]"
    )


def _bare(words: dict[str, tuple[str, ...]]) -> str:
    """Give the clitics without their apostrophe as alternatives."""
    return "|".join(sorted({re.escape(c[1:]) for c in words["words.clitics"]}))


class Token:
    """Hold one token: its text, offsets in the sentence, what it can be, what it is, and its date phrase
    (or -1).

    Some four hundred are made for an article: ``split_words`` fills the slots itself, which takes half the
    time of an ``__init__``.
    """

    __slots__ = ("begin", "cap", "date", "end", "forms", "low", "possessive", "tag", "text")

    text: str
    low: str
    begin: int
    end: int
    forms: int
    possessive: bool
    cap: bool
    tag: str
    date: int


def split_words(text: str, dates: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """Cut a sentence into tokens; ``dates`` are spans in it.

    A word that is one thing only, whatever stands around it, has its tag, the others have ``UNDECIDED``.
    """
    out: list[Token] = []
    known, add, new = _known(), out.append, object.__new__
    start = 0
    # No token holds a blank: what stands between two is cut once and remembered.
    for chunk in text.split(" "):
        if chunk:
            for word, low, begin, end, forms, possessive, cap, tag in known.get(chunk) or _cut(chunk):
                token = new(Token)
                token.text = word
                token.low = low
                token.begin = start + begin
                token.end = start + end
                token.forms = forms
                token.possessive = possessive
                token.cap = cap
                token.tag = tag
                token.date = -1
                add(token)
        start += len(chunk) + 1
    if dates:
        _mark_dates(out, dates)
    for i in [i for i, token in enumerate(out) if token.tag in _SPECIAL]:
        if out[i].tag == _NUMBER:
            out[i].tag = "N"
            _mark_amount(out, i)
        else:
            _join_clitic(out, i)
    return out


@cache
def _amount_ends() -> frozenset[str]:
    """Give the last words of "more than", "up to": most numbers have none before them."""
    return frozenset(words.rpartition(" ")[2] for words in english().phrases["words.approximations"])


def _mark_amount(out: list[Token], i: int) -> None:
    """Read "about", "up to", "more than" before a number as determiners: they start a noun phrase."""
    if not i or out[i - 1].low not in _amount_ends():
        return
    before = " ".join(t.low for t in out[max(0, i - 3) : i])
    for words in english().phrases["words.approximations"]:
        if before.endswith(words) and before[-len(words) - 1 : -len(words)] in ("", " "):
            for one in out[i - 1 - words.count(" ") : i]:
                if one.date < 0:
                    one.forms, one.tag = DETERMINER, sure_tag(one.text, DETERMINER, one.cap)
            return


def _join_clitic(out: list[Token], i: int) -> None:
    """Read "it 's" as "it's" where a text is set in tokens: after a pronoun it is no possessive."""
    token = out[i]
    token.tag = UNDECIDED
    if i and out[i - 1].low in english().lists["words.pronoun_hosts"]:
        token.forms, token.possessive, token.tag = BE, False, "A"


def sure_tag(text: str, forms: int, cap: bool) -> str:
    """Tag a word that is one thing only, whatever stands around it; the others are ``UNDECIDED``."""
    if not forms:
        return "N" if text[0].isalnum() else "," if text in BOUNDARIES else '"' if text in QUOTES else text[0]
    if not forms & ~_NOMINAL:
        return "N"
    return UNDECIDED if cap else _PLAIN_TAGS.get(forms, UNDECIDED)


_Part = tuple[str, str, int, int, int, bool, bool, str]
"""What a token is made of: text, base, begin, end, forms, possessive, capital, tag."""


@cache
def _known() -> dict[str, tuple[_Part, ...]]:
    """Keep what was cut in a process: asked half a million times a thousand articles."""
    return {}


def _cut(chunk: str) -> tuple[_Part, ...]:
    """Cut what stands between two blanks, and remember it."""
    out: list[_Part] = []
    for match in _pattern().finditer(chunk + " "):
        word, (begin, end) = match.group(), match.span()
        low, forms, possessive, cap = _read(word)
        if low:
            out.append(
                (word, low, begin, end, forms, possessive, cap, _first_tag(word, forms, possessive, cap))
            )
        else:
            # "it's" is a pronoun and a verb.
            low, forms, possessive, cap = _read(word[:-2])
            tag = sure_tag(word, forms, cap)
            out.append((word[:-2], low, begin, end - 2, forms, possessive, cap, tag))
            out.append((word[-2:], word[-2:].lower(), end - 2, end, BE, False, False, "A"))
    known = _known()
    if len(known) >= _KNOWN:
        known.clear()
    if len(chunk) <= _LONG:
        known[chunk] = tuple(out)
    return tuple(out)


def _first_tag(word: str, forms: int, possessive: bool, cap: bool) -> str:
    """Give the tag that a word has before anything around it is looked at."""
    if word[0].isdigit():
        return _NUMBER
    return _CLITIC if possessive and len(word) == _MARK else sure_tag(word, forms, cap)


def _read(word: str) -> tuple[str, int, bool, bool]:
    """Give what a spelling is whatever stands around it: base (empty where a pronoun hosts a verb), forms,
    possessive, capital.
    """
    lists = english().lists
    low, cap = word.lower(), word[0].isupper()
    mark = low[-2:] if len(low) > 2 and low[-2:] in lists["words.possessive_marks"] else ""
    if mark and low[:-2] in lists["words.pronoun_hosts"]:
        return "", 0, False, cap
    possessive = bool(mark) or low in lists["words.possessive_marks"]
    base = (low[:-2] if mark else low).replace("’", "'")
    if possessive and not mark:
        return base, POSSESSIVE, True, cap
    return base, entry(base).forms if base[0].isalpha() or base[0] == "'" else 0, possessive, cap


def _mark_dates(out: list[Token], dates: Sequence[tuple[int, int]]) -> None:
    for number, (begin, end) in enumerate(dates):
        for i in range(bisect_right(out, begin, key=_END), len(out)):
            token = out[i]
            if token.date < 0:
                if token.begin >= end:
                    break
                token.date, token.tag = number, "X"
