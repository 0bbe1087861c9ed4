"""Cut the texts of many articles into words at once: what lineage compares, as arrays of numbers.

Words are compared by their first six letters, which levels most inflections in any language that is written
with letters; numbers are compared whole. In text without blanks between words every two neighbouring
characters are a word. A stem is a number of 64 bits made from its letters: the same in every article.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEM = 6
"""Letters of a word that count (Kraaij and Pohlmann 1996 find such truncation near to stemming)."""
LONGEST = 24
"""Characters of a number that count."""
BATCH = 2_000_000
"""Code points cut at once: bounds the memory."""

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

    @property
    def rows(self) -> NDArray[np.int32]:
        """Give the article of each word."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))


def tokens(texts: Sequence[str]) -> Tokens:
    """Cut texts into words.

    >>> found = tokens(["The company’s plan", "Companies plan"])
    >>> bool(found.stem[1] == found.stem[3]), found.first.tolist(), found.ordinary.tolist()
    (True, [0, 3, 5], [False, True, True, False, True])
    """
    letters = _Letters()
    parts = [_cut(batch, letters) for batch in _batches(texts)] or [_cut([], letters)]
    begin, end, stem, ordinary, glued, counts = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
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

    def learn(self, codes: NDArray[np.uint32]) -> None:
        """Look up the code points that are new."""
        for code in np.unique(codes[self.kinds[codes] == 0]).tolist():
            letter = chr(code)
            self.kinds[code] = _KNOWN | _kind(letter)
            small = letter.lower()
            self.lower[code] = ord(small) if len(small) == 1 else code


def _kind(letter: str) -> int:
    if letter in _JOINERS:
        return _JOINER | (_APOSTROPHE if letter in _APOSTROPHES else 0)
    if "\u3040" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff":
        return _UNSPACED
    if not (letter.isalnum() or letter == "_"):
        return 0
    case = _UPPER if letter.isupper() or letter.istitle() else _LOWER * letter.islower()
    return _WORD | case | (_DIGIT * letter.isdigit())


def _batches(texts: Sequence[str]) -> list[list[str]]:
    out: list[list[str]] = []
    size = BATCH
    for text in texts:
        if size >= BATCH:
            out.append([])
            size = 0
        out[-1].append(text)
        size += len(text) + 1
    return out


def _cut(texts: Sequence[str], letters: _Letters) -> _Part:
    """Give what ``Tokens`` holds of the words of a batch, and how many each text has."""
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    stops = np.cumsum(lengths)
    whole = "\0".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(whole, dtype=np.dtype("<u4")).astype(np.uint32)
    letters.learn(codes)
    kinds = letters.kinds[codes]
    inside, single = _inside(kinds), (kinds & _UNSPACED) > 0
    begin = np.flatnonzero((inside & ~_shifted(inside, 1)) | single)
    end = np.flatnonzero((inside & ~_shifted(inside, -1)) | single) + 1
    stop = _stem_ends(kinds, inside, begin, end)
    stems = _stems(letters.lower[codes], begin, stop)
    text = np.searchsorted(stops, begin, side="right")
    start = (stops - lengths)[text]
    ordinary = (kinds[begin] & (_UPPER | _DIGIT)) == 0
    counts = np.bincount(text, minlength=len(texts)).astype(np.int64)
    seams = np.append(0, np.cumsum(((kinds & _UPPER) > 0) & _shifted((kinds & _LOWER) > 0, 1)))
    glued = seams[end] > seams[begin]
    return (begin - start).astype(np.int32), (end - start).astype(np.int32), stems, ordinary, glued, counts


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
    apostrophes = np.flatnonzero(inside & ((kinds & _APOSTROPHE) > 0))
    after = np.append(apostrophes, len(kinds))[np.searchsorted(apostrophes, begin)]
    stop = np.minimum(np.minimum(end, after), begin + STEM)
    first = kinds[begin]
    stop = np.where((first & _DIGIT) > 0, np.minimum(end, begin + LONGEST), stop)
    following = (np.append(kinds, 0)[begin + 1] & _UNSPACED) > 0
    return np.where((first & _UNSPACED) > 0, begin + 1 + following, stop)


def _stems(codes: NDArray[np.uint32], begin: NDArray[np.int64], stop: NDArray[np.int64]) -> Ids:
    """Make a number of the letters of each stem."""
    out = np.zeros(len(begin), dtype=np.uint64)
    left = np.arange(len(begin))
    for k in range(LONGEST):
        left = left[begin[left] + k < stop[left]]
        if not len(left):
            break
        out[left] = (out[left] ^ codes[begin[left] + k]) * _PRIME + _ODD
    return _mix(out)
