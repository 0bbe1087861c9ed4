"""Cut articles into sentences of comparable words: what lineage compares."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from timeline.events.sentences import paragraphs
from timeline.narrative.lineage.furniture import live
from timeline.narrative.lineage.tokens import STEM, Flags, Ids, Tokens, key, tokens
from timeline.narrative.quotes.marks import marked

_COMMON = 4.5
"""Natural logarithm of one in ninety: words that make up more of a collection say nothing of likeness."""
_LEAST_WORDS = 3_000
"""Words that a collection is taken to have at least: in two short articles every shared word is frequent."""
_HEAVIEST = 6.0
"""Where weights stop to grow: a single misprint must not outweigh a sentence."""

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STOPS, _ENDS = ".!?。！？", r"\r\n\u2028\u2029"
_STOP = re.compile(
    rf"[{_STOPS}{_ENDS}](?:(?<=[{_STOPS}])[”\"’')\]]*\s+(?=[\"“‘'(\[«„]?[^\s\d\W])"
    rf"|(?<=[{_ENDS}])[{_ENDS}]*|(?<=[。！？]))"
)
"""A mark that ends a sentence and the blanks after it, or line ends. It begins with one set of characters, so
that the search skips the rest of the text.
"""
_SHORT_LINE, _LONG_LINE = 45, 100
"""Code points: lines of that length which do not end in a full stop are the wraps of a letter or cable."""
_BLOCK = re.compile(r":[ \t]*\n\s*([^\n]+)")
"""A line after one that ends in a colon."""
_POST = re.compile(r"\(@\w+\)")
"""How a post of a social network is signed where a page shows it."""
_SPEAKER = re.compile(r"\b[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){1,3}:")
"""How transcripts name who speaks."""
_SPEAKER_ENDS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ.’'-")
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Document:
    """Hold an article as lineage compares it: its sentences, and the words inside them.

    ``begin`` and ``end`` are offsets of sentences. Of each word ``sentence`` is the number of its sentence,
    ``stem`` the number of its stem; ``quoted`` says whether it stands in quotation marks, ``spoken`` whether
    it does or somebody speaks of himself without them, ``ordinary`` whether it is neither quoted nor a number
    nor a name: two reports of one event share names and numbers, but only one that was taken from the other
    shares the rest.
    """

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    sentence: NDArray[np.int64]
    stem: Ids
    quoted: Flags
    spoken: Flags
    ordinary: Flags


def document(text: str, told: Tokens | None = None, words: slice = slice(None)) -> Document:
    """Cut an article into sentences; ``words`` of ``told`` are its words.

    >>> found = document("Shares plunged on Monday. It cost $5.6 million.")
    >>> found.begin.tolist(), found.sentence.tolist()
    ([0, 26], [0, 0, 0, 0, 1, 1, 1, 1])
    """
    told = tokens([text]) if told is None else told
    spans = np.array(list(_spans(text)), dtype=np.int64).reshape(-1, 2)
    own = live(text, told, words)
    begin, stem, ordinary = told.begin[words][own], told.stem[words][own], told.ordinary[words][own]
    place = np.searchsorted(spans[:, 0], begin, side="right") - 1
    counts = np.bincount(place[place >= 0], minlength=len(spans))
    kept = counts >= _FEWEST_WORDS
    number = np.cumsum(kept) - 1
    inside = (place >= 0) & kept[place] if len(spans) else np.zeros(0, np.bool_)
    sentence = number[place[inside]]
    quoted = _quoted(text, begin)[inside]
    speaks = np.bincount(sentence, np.isin(stem[inside], _speakers()), minlength=int(kept.sum())) > 0
    spoken = quoted | _covered(_set_off(text), begin)[inside]
    spoken |= speaks[sentence] if len(sentence) else spoken
    return Document(
        spans[kept, 0],
        spans[kept, 1],
        sentence,
        stem[inside],
        quoted,
        spoken,
        ordinary[inside] & ~quoted,
    )


def _quoted(text: str, begin: NDArray[np.int32]) -> Flags:
    """Say which words stand in quotation marks."""
    return _covered([(mark.begin, mark.end) for mark in marked(text, paragraphs(text))], begin)


def _set_off(text: str) -> list[tuple[int, int]]:
    """Give the lines that hold what somebody said without marks: blocks after a colon, posts, transcripts."""
    spans = [match.span(1) for match in _BLOCK.finditer(text)]
    places = [match.start() for match in _SPEAKER.finditer(text)] if _may_name_speakers(text) else []
    if "(@" in text:
        places += [match.start() for match in _POST.finditer(text)]
    for at in places:
        stop = text.find("\n", at)
        spans.append((text.rfind("\n", 0, at) + 1, stop if stop >= 0 else len(text)))
    return spans


def _may_name_speakers(text: str) -> bool:
    """Say whether a colon follows a capital letter: quicker than to look for names everywhere."""
    at = text.find(":")
    while at >= 0:
        if text[at - 1 : at] in _SPEAKER_ENDS:
            return True
        at = text.find(":", at + 1)
    return False


def _covered(spans: Sequence[tuple[int, int]], begin: NDArray[np.int32]) -> Flags:
    """Say which words begin inside one of the spans."""
    if not spans:
        return np.zeros(len(begin), np.bool_)
    starts, stops = np.searchsorted(begin, np.array(spans)).T
    size = len(begin) + 1
    depth = np.bincount(starts, minlength=size) - np.bincount(stops, minlength=size)
    covered: Flags = np.cumsum(depth)[:-1] > 0
    return covered


@cache
def _speakers() -> Ids:
    """Give the words by which one speaks of oneself: a report's own voice hardly ever does."""
    source = resources.files("timeline.temporal").joinpath("languages", "en.events.toml")
    return tokens([" ".join(tomllib.loads(source.read_text(encoding="utf-8"))["words"]["first_person"])]).stem


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
    source = _BLANK_LINE.sub(lambda m: "\n" * len(m.group()), text)
    if _is_wrapped(text):
        source = re.sub(r"(?<!\n)\n(?!\n)", " ", source)
    place = 0
    for start, after in [*(match.span() for match in _STOP.finditer(source)), (len(source), len(source))]:
        stop = start + (source[start : start + 1] in _STOPS) if start < len(source) else start
        piece = source[place:stop].lstrip()
        if piece:
            yield stop - len(piece), stop - len(piece) + len(piece.rstrip())
        place = after


def _is_wrapped(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    wraps = [line for line in lines if _SHORT_LINE <= len(line) <= _LONG_LINE and line[-1] not in '.!?:”"’']
    return len(lines) > 3 and len(wraps) > 0.5 * len(lines)


class Weights:
    """Weigh stems by how rare they are in a collection: 0 for words that everything is full of.

    The measure is frequency among all words, not among articles, so that it means the same for five articles
    as for a million; a word of two articles weighs nearly what a word of one does, and a copy is a copy.
    """

    def __init__(self, stems: Ids, counts: NDArray[np.int64]) -> None:
        """Take the keys of the stems of a collection, sorted, and how often each stands in it."""
        self._stems = stems
        total = max(_LEAST_WORDS, int(counts.sum()))
        self._weights = np.clip(np.log(total / counts) - _COMMON, 0.0, _HEAVIEST)

    def of(self, stems: Ids) -> NDArray[np.float64]:
        """Give the weight of each stem; all of them are of the collection."""
        keys = key(stems)
        order = np.argsort(keys)
        weights = np.empty(len(keys))
        weights[order] = self._weights[np.searchsorted(self._stems, keys[order])]
        return weights
