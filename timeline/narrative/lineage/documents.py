"""Cut articles into sentences of comparable words: what lineage compares.

Words are compared by their first six letters, which levels most inflections in any language that is written
with letters; numbers are compared whole.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from timeline.events.sentences import paragraphs
from timeline.narrative.quotes.marks import marked

STEM = 6
"""Letters of a word that count (Kraaij and Pohlmann 1996 find such truncation near to stemming)."""

_COMMON = 4.5
"""Natural logarithm of one in ninety: words that make up more of a collection say nothing of likeness."""
_LEAST_WORDS = 3_000
"""Words that a collection is taken to have at least: in two short articles every shared word is frequent."""
_HEAVIEST = 6.0
"""Where weights stop to grow: a single misprint must not outweigh a sentence."""

_WORD = re.compile(r"\w+(?:[’'.,]\w+)*")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STOP = re.compile(
    r"(?<=[.!?。！？])[”\"’')\]]*\s+(?=[\"“‘'(\[«„]?[^\s\d\W])|[\r\n\u2028\u2029]+|(?<=[。！？])"
)
_SHORT_LINE, _LONG_LINE = 45, 100
"""Code points: lines of that length which do not end in a full stop are the wraps of a letter or cable."""
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold a sentence: begin and end in the text, its stems in order, which are quoted, which are ordinary.

    Ordinary words are neither quoted nor numbers nor names: two reports of one event share names and numbers,
    but only one that was taken from the other shares the rest.
    """

    begin: int
    end: int
    stems: tuple[str, ...]
    quoted: tuple[bool, ...]
    ordinary: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Hold an article as lineage compares it."""

    article_id: str
    sentences: tuple[Sentence, ...]


def document(article_id: str, text: str) -> Document:
    """Cut an article into sentences; offsets are the text's.

    >>> [s.stems for s in document("a", "Shares plunged on Monday. It cost $5.6 million.").sentences]
    [('shares', 'plunge', 'on', 'monday'), ('it', 'cost', '5.6', 'millio')]
    """
    quoted = [(m.begin, m.end) for m in marked(text, paragraphs(text))]
    out = []
    for begin, end in _spans(text):
        words = [(m.group(), m.start()) for m in _WORD.finditer(text, begin, end)]
        if len(words) < _FEWEST_WORDS:
            continue
        stems = tuple(stem(word.lower()) for word, _ in words)
        near = [(b, e) for b, e in quoted if b < end and e > begin]
        inside = tuple(any(b <= at < e for b, e in near) for _, at in words) if near else _none(len(words))
        ordinary = tuple(
            not (q or word[0].isupper() or word[0].isdigit())
            for (word, _), q in zip(words, inside, strict=True)
        )
        out.append(Sentence(begin, end, stems, inside, ordinary))
    return Document(article_id, tuple(out))


def _none(count: int) -> tuple[bool, ...]:
    return (False,) * count


def stem(word: str) -> str:
    """Level a lower-case word: letters to the first six, a possessive ending off, numbers as they are.

    >>> stem("company’s"), stem("innovations"), stem("10,000")
    ('compan', 'innova', '10,000')
    """
    if word[0].isdigit():
        return word
    return word.partition("’")[0].partition("'")[0][:STEM]


def _spans(text: str) -> Iterable[tuple[int, int]]:
    """Give the sentences of a text as (begin, end), blanks left out."""
    wrapped = _is_wrapped(text)
    source = _BLANK_LINE.sub(lambda m: "\n" * len(m.group()), text)
    if wrapped:
        source = re.sub(r"(?<!\n)\n(?!\n)", " ", source)
    place = 0
    for match in [*_STOP.finditer(source), None]:
        stop = match.start() if match else len(source)
        piece = source[place:stop]
        stripped = piece.strip()
        if stripped:
            begin = place + len(piece) - len(piece.lstrip())
            yield begin, begin + len(stripped)
        place = match.end() if match else stop


def _is_wrapped(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    wraps = [line for line in lines if _SHORT_LINE <= len(line) <= _LONG_LINE and line[-1] not in '.!?:”"’']
    return len(lines) > 3 and len(wraps) > 0.5 * len(lines)


class Weights(dict[str, float]):
    """Weigh stems by how rare they are in a collection: 0 for words that everything is full of.

    The measure is frequency among all words, not among articles, so that it means the same for five articles
    as for a million; a word of two articles weighs nearly what a word of one does, and a copy is a copy.
    ``counts`` are how often each stem stands in the collection.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take the counts; weights are made when they are asked for."""
        super().__init__()
        self._counts = counts
        self._total = max(_LEAST_WORDS, sum(counts.values()))

    def __missing__(self, stem: str) -> float:
        """Weigh a stem when it is first asked for."""
        weight = log(self._total / max(self._counts.get(stem, 1), 1)) - _COMMON
        self[stem] = weight = min(_HEAVIEST, max(0.0, weight))
        return weight
