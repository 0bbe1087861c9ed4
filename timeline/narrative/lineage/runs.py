"""Sort words and runs of words together with the articles that they stand in, some millions at a time.

A number of 64 bits holds the upper forty of a word's or run's own and the number of its article. What cannot
matter is left out before it is sorted: words and pairs of neighbours that stand in many articles, and runs
with two neighbours that no other article has.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from timeline.narrative.lineage.tokens import ROW, Flags, Ids, Stems, joined

RUN = 5
"""Words in a row that count as the same words (Clough and Stevenson 2011 use runs of 1 to 5)."""
ROWS = np.uint64((1 << 24) - 1)
"""Bits of the article."""
_PART = 1_000_000
"""Words worked on at once: bounds the memory, and they stay in the processor's cache."""
_SLOTS, _PLACES = 22, 24
"""Bits by which what is common, and which neighbours two articles have, is looked up."""


class Runs:
    """Give the words and runs of words of articles that stand in two articles or more."""

    def __init__(self, told: Stems, most: int) -> None:
        """Take the articles; what stands in more than ``most`` of them may be left out."""
        self._told, self._most = told, most
        self._words: list[tuple[Ids, NDArray[np.int64]]] = []
        self._neighbours = np.zeros(1 << _PLACES, dtype=np.bool_)

    def shared(self, length: int, often: bool) -> Iterator[Ids]:
        """Give the runs of ``length`` words of two articles and more, sorted, once for each, in parts.

        Words, neighbours and longer runs are asked for in this order; ``often`` is for those of which all
        are wanted, however many articles have them.
        """
        common = _Common(np.zeros(0, np.uint64)) if often else self._common(length)
        held = self._sorted(length, common)
        if length == 1:
            self._words.append((common.keys[1:] >> ROW, common.counts[1:]))
        for part in _parts(held):
            if length == 1:
                sizes, starts = groups(part)
                self._words.append((part[starts] >> ROW, sizes))
            found = _shared(part)
            if length == 2:
                self._neighbours[(found >> np.uint64(64 - _PLACES)).astype(np.int64)] = True
            yield found
        if length == 2:
            self._neighbours[(common.keys >> np.uint64(64 - _PLACES)).astype(np.int64)] = True

    def counted(self) -> tuple[Ids, NDArray[np.int64]]:
        """Give the keys of all words, sorted, and how often each stands in the articles."""
        keys = np.concatenate([keys for keys, _ in self._words])
        counts = np.concatenate([counts for _, counts in self._words])
        order = np.argsort(keys)
        return keys[order], counts[order]

    def _common(self, length: int) -> "_Common":
        """Find what stands in too many of the first articles."""
        first = _shared(np.sort(np.concatenate([self._told.stem[:0], *self._packed(length, _PART)])))
        sizes, starts = groups(first)
        return _Common(first[starts[sizes > self._most]] & ~ROWS)

    def _sorted(self, length: int, common: "_Common") -> Ids:
        """Give the runs of ``length`` words, sorted, each with its article in the lowest bits."""
        held = np.empty(len(self._told.stem), dtype=np.uint64)
        count = 0
        for keys in self._packed(length, len(self._told.stem)):
            kept = common.without(keys)
            held[count : count + len(kept)] = kept
            count += len(kept)
        held = held[:count]
        held.sort()
        return held

    def _packed(self, length: int, stop: int) -> Iterator[Ids]:
        """Give the runs that begin before the word ``stop``, in their order, with their articles."""
        stems, last = self._told.stem, self._told.first[1:]
        for begin in range(0, min(stop, len(stems)), _PART):
            words = stems[begin : begin + _PART + length - 1]
            keys = joined(words, length) if length > 1 else words.copy()
            if not len(keys):
                return
            low, high = np.searchsorted(last, [begin, begin + len(keys) - 1], side="right")
            ends = np.minimum(last[low : high + 1], begin + len(keys))
            keys &= ~ROWS
            keys |= np.repeat(np.arange(low, high + 1, dtype=np.uint64), np.diff(ends, prepend=begin))
            if length > 1:
                over = (last[low : high + 1, None] - np.arange(1, length)).ravel() - begin
                whole = self._found_twice(words, len(keys)) if length > 2 else np.ones(len(keys), np.bool_)
                whole[over[(over >= 0) & (over < len(keys))]] = False
                keys = keys[whole]
            yield keys

    def _found_twice(self, words: Ids, count: int) -> Flags:
        """Say which runs have no neighbours that stand in one article alone."""
        known = self._neighbours[(joined(words, 2) >> np.uint64(64 - _PLACES)).astype(np.int64)]
        out = known[:count].copy()
        for k in range(1, len(known) - count + 1):
            out &= known[k : k + count]
        return out


class _Common:
    """Hold what is left out, and count it."""

    def __init__(self, keys: Ids) -> None:
        """Take the numbers, the bits of the article empty."""
        self._slots = np.zeros(1 << _SLOTS, dtype=np.int32)
        self.keys = np.append(np.zeros(1, np.uint64), keys)
        self._slots[self._slot(self.keys)] = np.arange(len(self.keys))
        kept = self._slots[self._slot(self.keys)] == np.arange(len(self.keys))
        kept[0] = True
        self.keys = self.keys[kept]
        self._slots[:] = 0
        self._slots[self._slot(self.keys[1:])] = np.arange(1, len(self.keys))
        self.counts = np.zeros(len(self.keys), dtype=np.int64)

    def without(self, held: Ids) -> Ids:
        """Give the others; these are counted."""
        if len(self.keys) == 1:
            return held
        number = self._slots[self._slot(held)]
        known = (number > 0) & (self.keys[number] == held & ~ROWS)
        self.counts += np.bincount(number[known], minlength=len(self.keys))
        kept: Ids = held[~known]
        return kept

    @staticmethod
    def _slot(held: Ids) -> NDArray[np.int64]:
        return (held >> np.uint64(64 - _SLOTS)).astype(np.int64)


def groups(held: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give how many articles have the same, and where in ``held`` they begin."""
    if not len(held):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    key = held >> ROW
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    return np.diff(np.append(starts, len(held))), starts


def _parts(held: Ids) -> Iterator[Ids]:
    """Cut what is sorted into parts, so that none is cut inside what is the same."""
    begin = 0
    while begin < len(held):
        stop = min(begin + _PART, len(held))
        if stop < len(held):
            stop = int(np.searchsorted(held, held[stop - 1] | ROWS, side="right"))
        yield held[begin:stop]
        begin = stop


def _shared(held: Ids) -> Ids:
    """Keep what two articles or more have, once each."""
    if len(held) < 2:
        return held[:0]
    held = held[np.append(True, held[1:] != held[:-1])]
    same = held[1:] >> ROW == held[:-1] >> ROW
    kept: Ids = held[np.append(same, False) | np.append(False, same)]
    return kept
