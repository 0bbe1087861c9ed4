"""Join quotations that share a telling key: arrays of hashes, sorted once, instead of tables of words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Hashes = NDArray[np.uint64]
Bools = NDArray[np.bool_]

MIX = np.uint64(6364136223846793005)
"""Multiplier of Knuth's MMIX generator: it spreads sums of hashes over 64 bits."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Hold pairs of places, ``one`` < ``two``, in order, and how many keys each pair shares."""

    one: Ints
    two: Ints
    number: Ints

    def of(self, wanted: Hashes) -> Ints:
        """Give the number of shared keys of pairs as ``packed`` gives them; 0 for those that are not here."""
        mine = packed(self.one, self.two)
        if not len(mine):
            return np.zeros(len(wanted), dtype=np.int64)
        at = np.minimum(np.searchsorted(mine, wanted), len(mine) - 1)
        return np.where(mine[at] == wanted, self.number[at], 0)


def packed(one: Ints, two: Ints) -> Hashes:
    """Write pairs of places as one number each; their order is the pairs'."""
    return (one.astype(np.uint64) << np.uint64(32)) | two.astype(np.uint64)


def unpacked(pairs: Hashes) -> tuple[Ints, Ints]:
    """Read what ``packed`` wrote."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def in_order(numbers: Hashes) -> Hashes:
    """Sort large numbers; polars does it in half of the time."""
    return pl.Series(numbers, dtype=pl.UInt64).sort().to_numpy()


def in_a_row(words: Ints, places: Ints, size: int) -> tuple[Hashes, Ints]:
    """Make a key of every row of so many words of one place."""
    starts = max(0, len(words) - size + 1)
    inside = places[:starts] == places[size - 1 :]
    key = np.zeros(starts, dtype=np.uint64)
    for ahead in range(size):
        key = key * MIX + words[ahead : ahead + starts].astype(np.uint64)
    return key[inside], places[:starts][inside]


def beside(stems: Ints, places: Ints, reach: int) -> tuple[Hashes, Ints]:
    """Make a key of every two stems of one place that stand at most so far apart, in any order."""
    keys, held = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for ahead in range(1, reach + 1):
        inside = np.flatnonzero(places[:-ahead] == places[ahead:])
        one, two = stems[inside].astype(np.uint64), stems[inside + ahead].astype(np.uint64)
        keys.append(np.minimum(one, two) * MIX + np.maximum(one, two))
        held.append(places[inside])
    return np.concatenate(keys), np.concatenate(held)


def sharing(keys: Hashes, places: Ints, most: int) -> Hashes:
    """Give a packed pair for every key that two places share, unless more than ``most`` share it.

    A key is cut to the bits that a number of 64 has left beside the place: two keys of millions that fall
    together cost a comparison and nothing else.
    """
    bits = np.uint64(max(1, (int(np.max(places)) if places.size else 0).bit_length()))
    # the last bits of a product depend on the last bits of a key alone: the first ones are kept
    lines = ((keys * MIX) >> bits << bits) | places.astype(np.uint64)
    lines = in_order(lines)
    lines = lines[np.append(True, lines[1:] != lines[:-1])[: len(lines)]]
    heads = lines >> bits
    first = np.flatnonzero(np.append(True, heads[1:] != heads[:-1])[: len(heads)])
    sizes = np.diff(np.append(first, len(heads)))
    telling = np.repeat((sizes > 1) & (sizes <= most), sizes)
    heads, held = heads[telling], (lines[telling] & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    out = [np.zeros(0, dtype=np.uint64)]
    at = np.arange(len(heads))
    for step in range(1, most):
        at = at[at + step < len(heads)]
        at = at[heads[at] == heads[at + step]]
        if not len(at):
            break
        out.append(packed(held[at], held[at + step]))
    return np.concatenate(out)


def counted(pairs: Hashes) -> Shared:
    """Count how often each packed pair stands there."""
    pairs = in_order(pairs)
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)])
    one, two = unpacked(pairs[first])
    return Shared(one, two, np.diff(np.append(first, len(pairs))))
