"""Cut a sentence into tokens: what each word can be, whatever stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from timeline.events.lexicon import BE, POSSESSIVE, english, entry


@cache
def _pattern() -> re.Pattern[str]:
    """Build the token pattern: numbers with units, dotted abbreviations, clitics, words, marks."""
    words = english().phrases
    clitics = "|".join(re.escape(c) for c in words["words.clitics"])
    return re.compile(
        # A plain word before a blank or comma needs none of the alternatives below: four tokens of five.
        rf"[A-Za-z]+(?=[ ,])|[$€£¥]?\d+(?:[.,:]\d+)*(?:%|\w+)?|(?:\w\.){{2,}}|(?:{clitics})\b"
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
    look_up, add = _look_up, out.append
    for match in _pattern().finditer(text):
        begin, end = match.span()
        word = text[begin:end]
        low, forms, possessive, hosts = look_up(word)
        if hosts:
            # "it's" is a pronoun and a verb.
            out.append(_token(word[:-2], begin, end - 2))
            out.append(Token(word[-2:], word[-2:].lower(), end - 2, end, BE, False, False))
        else:
            add(Token(word, low, begin, end, forms, possessive, word[0].isupper()))
    _mark_dates(out, dates)
    return out


def _token(word: str, begin: int, end: int) -> Token:
    low, forms, possessive, _ = _look_up(word)
    return Token(word, low, begin, end, forms, possessive, word[0].isupper())


@lru_cache(maxsize=1 << 18)
def _look_up(word: str) -> tuple[str, int, bool, bool]:
    """Give what a spelling is whatever stands around it: base, forms, possessive, pronoun with a verb."""
    lists = english().lists
    low = word.lower()
    mark = low[-2:] if len(low) > 2 and low[-2:] in lists["words.possessive_marks"] else ""
    if mark and low[:-2] in lists["words.pronoun_hosts"]:
        return low, 0, False, True
    possessive = bool(mark) or low in lists["words.possessive_marks"]
    base = (low[:-2] if mark else low).replace("’", "'")
    if possessive and not mark:
        return base, POSSESSIVE, True, False
    return base, entry(base).forms if base[0].isalpha() or base[0] == "'" else 0, possessive, False


def _mark_dates(out: list[Token], dates: Sequence[tuple[int, int]]) -> None:
    for number, (begin, end) in enumerate(dates):
        for token in out:
            if token.end > begin and token.date < 0:
                if token.begin >= end:
                    break
                token.date = number
