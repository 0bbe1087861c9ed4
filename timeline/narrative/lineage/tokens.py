"""Cut the texts of many articles into words at once: what lineage compares, as arrays of numbers.

Words are compared by their first six letters, which levels most inflections in any language that is written
with letters; numbers are compared whole. In text without blanks between words every two neighbouring
characters are a word. A stem is a number of 64 bits made from its letters: the same in every article.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEM = 6
"""Letters of a word that count (Kraaij and Pohlmann 1996 find such truncation near to stemming)."""
LONGEST = 24
"""Characters of a number that count."""
BATCH = 200_000
"""Code points cut at once: bounds the memory, and what is worked on stays in the processor's cache."""

ROW = np.uint64(24)
"""Bits that the number of an article takes where it is packed with what the article contains."""

_JOINERS = "’'.,"
_APOSTROPHES = "’'"
_WORD, _JOINER, _APOSTROPHE, _UPPER, _DIGIT, _UNSPACED, _LOWER, _KNOWN = (1 << n for n in range(8))
_ODD, _PRIME = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x100000001B3)

Ids = NDArray[np.uint64]
Places = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Hold the words of articles, one article after another.

    ``begin`` and ``end`` are offsets in the article's text, ``stem`` the number of the word's stem,
    ``ordinary`` is false for names and numbers, ``glued`` is true where a capital follows a small letter as
    in "SmithMore", and the words of article n are those from ``first[n]`` to
    ``first[n + 1]``.
    """

    begin: Places
    end: Places
    stem: Ids
    ordinary: Flags
    glued: Flags
    first: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stems:
    """Hold the stems of articles alone, as ``Tokens`` does."""

    stem: Ids
    first: NDArray[np.int64]


def stems(texts: Iterable[str]) -> Stems:
    """Give the stems of texts, for what needs no places: half the memory.

    >>> stems(["The plan", "Plan"]).first.tolist()
    [0, 2, 3]
    """
    letters = _Letters()
    parts = [(part[2], part[-1]) for part in (_cut(batch, letters) for batch in _batches(texts))]
    if not parts:
        return Stems(np.zeros(0, np.uint64), np.zeros(1, np.int64))
    stem, counts = (_whole(list(column)) for column in zip(*parts, strict=True))
    return Stems(stem, np.append(0, np.cumsum(counts)).astype(np.int64))


def tokens(texts: Iterable[str]) -> Tokens:
    """Cut texts into words.

    >>> found = tokens(["The company’s plan", "Companies plan"])
    >>> bool(found.stem[1] == found.stem[3]), found.first.tolist(), found.ordinary.tolist()
    (True, [0, 3, 5], [False, True, True, False, True])
    """
    letters = _Letters()
    parts = [_cut(batch, letters) for batch in _batches(texts)] or [_cut([], letters)]
    columns = [list(column) for column in zip(*parts, strict=True)]
    del parts
    begin, end, stem, ordinary, glued, counts = (_whole(column) for column in columns)
    return Tokens(begin, end, stem, ordinary, glued, np.append(0, np.cumsum(counts)).astype(np.int64))


def joined(stems: Ids, length: int) -> Ids:
    """Give a number for each run of ``length`` stems, from every stem but the last ones on."""
    count = max(len(stems) - length + 1, 0)
    out = np.full(count, length, dtype=np.uint64)
    for k in range(length):
        out *= _PRIME
        out += stems[k : k + count]
    return _mix(out)


def key(numbers: Ids) -> Ids:
    """Give the part of numbers by which words and runs are looked up: the bits above those of an article."""
    return numbers >> ROW


def _mix(numbers: Ids) -> Ids:
    """Spread numbers evenly over 64 bits, in their place (splitmix64, Steele et al. 2014)."""
    numbers += _ODD
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        numbers ^= numbers >> np.uint64(shift)
        numbers *= np.uint64(factor)
    numbers ^= numbers >> np.uint64(31)
    return numbers


_Part = tuple[Places, Places, Ids, Flags, Flags, NDArray[np.int64]]


class _Letters:
    """Say of code points what they are in words; learnt as they turn up."""

    def __init__(self) -> None:
        self.kinds = np.zeros(0x110000, dtype=np.uint8)
        self.lower = np.arange(0x110000, dtype=np.uint32)

    def of(self, codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Give the kinds of code points; those that are new are looked up."""
        kinds = self.kinds[codes]
        if kinds.all():
            return kinds
        for code in np.unique(codes[kinds == 0]).tolist():
            letter = chr(code)
            self.kinds[code] = _KNOWN | _kind(letter)
            small = letter.lower()
            self.lower[code] = ord(small) if len(small) == 1 else code
        return self.kinds[codes]


def _kind(letter: str) -> int:
    if letter in _JOINERS:
        return _JOINER | (_APOSTROPHE if letter in _APOSTROPHES else 0)
    if "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff":
        return _UNSPACED
    if not (letter.isalnum() or letter == "_"):
        return 0
    case = _UPPER if letter.isupper() or letter.istitle() else _LOWER * letter.islower()
    return _WORD | case | (_DIGIT * letter.isdigit())


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text) + 1
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _cut(texts: Sequence[str], letters: _Letters) -> _Part:
    """Give what ``Tokens`` holds of the words of a batch, and how many each text has."""
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    stops = np.cumsum(lengths)
    whole = "\0".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(whole, dtype=np.dtype("<u4")).astype(np.uint32, copy=False)
    kinds = letters.of(codes)
    inside, single = _inside(kinds), (kinds & _UNSPACED) > 0
    begin = np.flatnonzero((inside & ~_shifted(inside, 1)) | single)
    end = np.flatnonzero((inside & ~_shifted(inside, -1)) | single) + 1
    stop = _stem_ends(kinds, inside, begin, end)
    numbers = _numbers(letters.lower[codes], begin, stop)
    counts = np.diff(np.append(0, np.searchsorted(begin, stops)))
    start = np.repeat(stops - lengths, counts)
    ordinary = (kinds[begin] & (_UPPER | _DIGIT)) == 0
    seams = np.flatnonzero((kinds[1:] & _UPPER).astype(np.bool_) & (kinds[:-1] & _LOWER).astype(np.bool_)) + 1
    glued = np.zeros(len(begin), dtype=np.bool_)
    glued[_holders(begin, end, seams)[0]] = True
    return (begin - start).astype(np.int32), (end - start).astype(np.int32), numbers, ordinary, glued, counts


def _holders(
    begin: NDArray[np.int64], end: NDArray[np.int64], places: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the words that hold some of ``places``, one for each, and those places."""
    if not len(begin):
        return places[:0], places[:0]
    word = np.searchsorted(begin, places, side="right") - 1
    held = (word >= 0) & (places < end[word])
    return word[held], places[held]


def _whole(parts: list[Any]) -> Any:
    """Put the parts of a column together and let go of them."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole


def _shifted(flags: Flags, by: int) -> Flags:
    """Move flags on by one place, or back by one."""
    out = np.zeros_like(flags)
    if by > 0:
        out[1:] = flags[:-1]
    else:
        out[:-1] = flags[1:]
    return out


def _inside(kinds: NDArray[np.uint8]) -> Flags:
    """Say which characters are part of a word; a full stop or apostrophe is one between two letters."""
    word = (kinds & _WORD) > 0
    out: Flags = word | (((kinds & _JOINER) > 0) & _shifted(word, 1) & _shifted(word, -1))
    return out


def _stem_ends(
    kinds: NDArray[np.uint8], inside: Flags, begin: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give where the stem of each word ends: before an apostrophe, after six letters."""
    stop = np.minimum(end, begin + STEM)
    word, place = _holders(begin, end, np.flatnonzero(inside & ((kinds & _APOSTROPHE) > 0)))
    np.minimum.at(stop, word, place)
    first = kinds[begin]
    stop = np.where((first & _DIGIT) > 0, np.minimum(end, begin + LONGEST), stop)
    following = (np.append(kinds, 0)[begin + 1] & _UNSPACED) > 0
    return np.where((first & _UNSPACED) > 0, begin + 1 + following, stop)


def _numbers(codes: NDArray[np.uint32], begin: NDArray[np.int64], stop: NDArray[np.int64]) -> Ids:
    """Make a number of the letters of each stem."""
    out = np.zeros(len(begin), dtype=np.uint64)
    lengths = (stop - begin).astype(np.int8)
    long = np.flatnonzero(lengths > STEM)
    for length in range(1, LONGEST + 1):
        words = np.flatnonzero(lengths == length) if length <= STEM else long[lengths[long] == length]
        at = begin[words]
        number = np.zeros(len(words), dtype=np.uint64)
        for k in range(length if len(words) else 0):
            number ^= codes[at + k]
            number *= _PRIME
            number += _ODD
        out[words] = number
    return _mix(out)
