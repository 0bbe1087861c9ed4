"""Cut a sentence into tokens: what each word can be, whatever stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from timeline.events.lexicon import BE, DETERMINER, POSSESSIVE, english, entry

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


@dataclass(slots=True)
class Token:
    """Hold one token: its text, offsets in the sentence, what it can be, what it is, and its date phrase
    (or -1).
    """

    text: str
    low: str
    begin: int
    end: int
    forms: int
    possessive: bool
    cap: bool
    tag: str = "N"
    date: int = -1


def split_words(text: str, dates: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """Cut a sentence into tokens without tags; ``dates`` are spans in it."""
    out: list[Token] = []
    known, add = _known(), out.append
    start = 0
    # No token holds a blank: what stands between two is cut once and remembered.
    for chunk in text.split(" "):
        if chunk:
            for word, low, begin, end, forms, possessive, cap in known.get(chunk) or _cut(chunk):
                add(Token(word, low, start + begin, start + end, forms, possessive, cap))
        start += len(chunk) + 1
    _mark_dates(out, dates)
    _join_clitics(out)
    _mark_amounts(out)
    return out


def _mark_amounts(out: list[Token]) -> None:
    """Read "about", "up to", "more than" before a number as determiners: they start a noun phrase."""
    amounts = english().phrases["words.approximations"]
    for i, token in enumerate(out):
        if not token.text[0].isdigit() or token.date >= 0 or not i:
            continue
        before = " ".join(t.low for t in out[max(0, i - 3) : i])
        for words in amounts:
            if before.endswith(words) and before[-len(words) - 1 : -len(words)] in ("", " "):
                for one in out[i - 1 - words.count(" ") : i]:
                    one.forms = DETERMINER if one.date < 0 else one.forms
                break


def _join_clitics(out: list[Token]) -> None:
    """Read "it 's" as "it's" where a text is set in tokens: after a pronoun it is no possessive."""
    hosts = english().lists["words.pronoun_hosts"]
    for i, token in enumerate(out):
        if token.possessive and token.end - token.begin == 2 and i and out[i - 1].low in hosts:
            token.forms, token.possessive = BE, False


_Part = tuple[str, str, int, int, int, bool, bool]
"""What a token is made of: text, base, begin, end, forms, possessive, capital."""


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
            out.append((word, low, begin, end, forms, possessive, cap))
        else:
            # "it's" is a pronoun and a verb.
            low, forms, possessive, cap = _read(word[:-2])
            out.append((word[:-2], low, begin, end - 2, forms, possessive, cap))
            out.append((word[-2:], word[-2:].lower(), end - 2, end, BE, False, False))
    known = _known()
    if len(known) >= _KNOWN:
        known.clear()
    if len(chunk) <= _LONG:
        known[chunk] = tuple(out)
    return tuple(out)


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
        for token in out:
            if token.end > begin and token.date < 0:
                if token.begin >= end:
                    break
                token.date = number
