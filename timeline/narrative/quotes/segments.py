"""Cut what stands around quotations into words and clauses."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timeline.narrative.quotes.lexicon import english

_WORD = re.compile(r"\w+(?:[-’'.&/@]\w+)*(?:[’'](?=\s|$))?|[^\w\s]")
_ENDS = frozenset(".?!")


class Word(NamedTuple):
    """Hold a word or mark: its text, lower-case form, begin and end in the article."""

    text: str
    low: str
    begin: int
    end: int

    @property
    def mark(self) -> bool:
        """Say whether it is a punctuation mark."""
        return not (self.text[0].isalnum() or self.text[0] == "_")

    @property
    def cap(self) -> bool:
        """Say whether it begins with a capital."""
        return self.text[0].isupper()


def words(text: str, begin: int, end: int) -> list[Word]:
    """Cut a stretch into words; offsets are the article's.

    >>> [w.text for w in words("Mr. Tan's aide, he said.", 0, 24)]
    ['Mr', '.', "Tan's", 'aide', ',', 'he', 'said', '.']
    """
    out: list[Word] = []
    add, find, make = out.append, text.find, tuple.__new__
    place = begin
    # Only blanks stand between words, so the next place of a word is its own: cheaper than match objects.
    for word in _WORD.findall(text, begin, end):
        start = find(word, place)
        place = start + len(word)
        add(make(Word, (word, word.lower(), start, place)))
    return out


def first_sentence(found: Sequence[Word]) -> list[Word]:
    """Give the words up to the first full stop that ends a sentence."""
    for i, word in enumerate(found):
        if word[0] in _ENDS and not _abbreviates(found, i):
            return list(found[:i])
    return list(found)


def sentences(found: Sequence[Word]) -> Iterator[list[Word]]:
    """Cut words into sentences; the mark that ends one is left out."""
    start = 0
    for i, word in enumerate(found):
        if word[0] in _ENDS and not _abbreviates(found, i):
            if i > start:
                yield list(found[start:i])
            start = i + 1
    if start < len(found):
        yield list(found[start:])


def last_sentence(found: Sequence[Word]) -> list[Word]:
    """Give the words after the last full stop that ends a sentence and has words after it."""
    for i in range(len(found) - 2, -1, -1):
        if found[i].text in _ENDS and not _abbreviates(found, i):
            return list(found[i + 1 :])
    return list(found)


def _abbreviates(found: Sequence[Word], i: int) -> bool:
    """Say whether the stop at ``i`` belongs to a shortened word or an initial."""
    if found[i].text != "." or i == 0:
        return False
    before = found[i - 1]
    if before.end != found[i].begin:
        return False
    if i + 1 < len(found) and not (found[i + 1].cap or found[i + 1].mark):
        return True
    return english().has("grammar.abbreviations", before.low) or (len(before.text) == 1 and before.cap)
