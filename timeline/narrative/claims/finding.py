"""Find the claims of one article: its sentences, their quantities, and what stands around these."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from timeline.narrative.claims import context
from timeline.narrative.claims.lexicon import Word, english
from timeline.narrative.claims.numbers import tokens
from timeline.narrative.claims.quantities import Quantity, quantities
from timeline.narrative.claims.ranks import ranks
from timeline.narrative.claims.spots import spots
from timeline.narrative.quotes import speakers
from timeline.narrative.quotes.lexicon import english as cues

_MARKS, _BREAKS = r"[.!?…]", r"[\r\n\u2028\u2029]"
# All characters that a match can begin with come first: Python looks for these alone, four times as fast.
_STOP = re.compile(
    rf"(?:{_MARKS[:-1]}{_BREAKS[1:]})"
    rf"(?:(?<={_MARKS})([”\"’')\]]*)\s+(?=[\"“‘'(\[$€£]?[A-Z0-9])|(?<={_BREAKS}){_BREAKS}*)"
)
_LONGEST_SHORT = 16
_LONGEST = 1500
"""Code points: a longer stretch without a full stop is a table or code, not a sentence."""


def sentences(text: str, begin: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    r"""Cut a text into sentences, quickly: full stops behind known abbreviations and initials do not count.

    ``begin`` and ``stop`` bound the part that is cut.

    >>> t = "Mr. Tan paid $5. He left.\nEnd"
    >>> [t[b:e] for b, e in sentences(t)]
    ['Mr. Tan paid $5.', 'He left.', 'End']
    """
    short = cues().lists["grammar.abbreviations"]
    last = len(text) if stop is None else stop
    for match in _STOP.finditer(text, begin, last):
        at = match.start()
        if text[at] == "." and _abbreviates(text[max(begin, at - _LONGEST_SHORT) : at], short):
            continue
        # Blanks in front of a line's end are no part of the sentence.
        end = match.end(1) if match.lastindex else begin + len(text[begin:at].rstrip())
        if end > begin:
            yield begin, end
        begin = match.end()
    end = len(text[begin:last].rstrip()) + begin
    if end > begin:
        yield begin, end


def _abbreviates(before: str, short: frozenset[str]) -> bool:
    """Say whether the word in front of a full stop is a known abbreviation or an initial."""
    words = before.split()
    if not words or before[-1].isspace():
        return False
    word = words[-1].lower().lstrip("(\"“‘'")
    return word in short or (len(word) == 1 and word.isalpha())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold a sentence in which quantities can stand, and where in it numbers and ranks can begin."""

    begin: int
    end: int
    numbers: Sequence[int]
    ranks: Sequence[int]


def stretches(text: str) -> Iterator[Stretch]:
    """Give the sentences in which a quantity can stand; only lines that hold a number are cut."""
    done = 0
    found = spots(text)
    for place in sorted([*found.numbers, *found.ranks]):
        if place < done:
            continue
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        for begin, end in sentences(text, max(done, text.rfind("\n", 0, place) + 1), stop):
            numbers, ranks = _between(found.numbers, begin, end), _between(found.ranks, begin, end)
            if (numbers or ranks) and end <= begin + _LONGEST:
                yield Stretch(begin, end, numbers, ranks)
        done = stop


def _between(places: Sequence[int], begin: int, end: int) -> Sequence[int]:
    first = bisect_left(places, begin)
    return places[first : bisect_left(places, end, first)]


def of_article(article_id: str, text: str, known: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Give the rows of CLAIMS of an article, in the order of the text; ``known`` names who speaks where."""
    cast: speakers.Cast | None = None
    nobody = english().lists["speaking.nobody"]
    for stretch in stretches(text):
        words = tokens(text, stretch.begin, stretch.end)
        told = _found(words, stretch)
        spoken = context.spoken(words) if told else []
        for quantity in told:
            row = _row(article_id, text, words, quantity)
            place = context.speaker(words, spoken, quantity) if spoken and quantity.kind != "rank" else None
            if place is not None:
                name = known.get(place[0])
                if name is None:
                    cast = cast or speakers.cast(text)
                    name = speakers.name_of(text[place[0] : place[1]], place[0], cast)
                row["speaker"] = None if name.lower() in nobody else name
            yield row


def _found(words: list[Word], stretch: Stretch) -> list[Quantity]:
    """Give the quantities of a sentence in order; of two that share words the first and longer one stays."""
    both = list(quantities(words, _at(words, stretch.numbers)))
    if stretch.ranks:
        both += ranks(words)
    if len(both) < 2:
        return both
    kept: list[Quantity] = []
    for one in sorted(both, key=lambda q: (q.begin, -q.end)):
        if not kept or one.begin >= kept[-1].end:
            kept.append(one)
    return kept


def _at(words: Sequence[Word], places: Sequence[int]) -> list[int]:
    """Give the words that places of a text stand in."""
    begins = [word.begin for word in words] if places else []
    return sorted({max(bisect_right(begins, place) - 1, 0) for place in places})


def _row(article_id: str, text: str, words: list[Word], quantity: Quantity) -> dict[str, Any]:
    begin, end = words[quantity.begin].begin, words[quantity.end - 1].end
    return {
        "claim_id": f"{article_id}:{begin}-{end}",
        "article_id": article_id,
        "begin": begin,
        "end": end,
        "kind": quantity.kind,
        "value": quantity.value,
        "unit": quantity.unit,
        "comparator": context.comparator(words, quantity),
        "subject": context.subject(words, quantity, text),
        "speaker": None,
        "hedge": context.hedge(words, quantity),
        "negated": context.negated(words, quantity),
        "family_id": None,
    }
