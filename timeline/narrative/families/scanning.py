"""Find where many phrases stand in many texts, by hashes of their first and last bytes.

An automaton over so many phrases leaves every cache of the processor at each letter. Here all places at
which a word begins are hashed at once, for a few lengths, and looked up in a table of bits; only what passes
is compared.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timeline.narrative.families.keys import MIX, Bools, Hashes, Ints, packed, unpacked

SIZES = (5, 8, 12, 16, 20, 24)
"""Bytes of a phrase that are hashed: the most that it has. A shorter phrase is not looked for."""
_CHUNK = 4_000_000
"""Bytes of text that are scanned at once."""
_BITS = 21
"""The table of bits has so many places to the power of two: most words begin no phrase."""
_LAST = 8
"""Bytes that are read at once; so few phrases begin like a text that the rest is read only behind these."""
_PAD = b"\0" * (max(SIZES) + _LAST)


@dataclass(frozen=True, slots=True)
class Places:
    """Hold where phrases may stand: numbers of texts, of phrases, and code points.

    ``common`` says which phrases more texts hold than were asked for: of those not all places are here.
    """

    texts: Ints
    phrases: Ints
    begins: Ints
    common: Bools


def scanned(phrases: Sequence[str], texts: Iterable[str], most: Ints) -> Places:
    """Give all places at which a phrase begins where no word is under way; a hash may err, so compare.

    Phrases and texts are in the same case and marks. ``most`` are the texts that may hold each phrase: one
    that more of them hold is ``common``.
    """
    known = _Known(phrases)
    seen = np.zeros(len(phrases), dtype=np.int64)
    parts = []
    for first, some in _chunks(texts):
        part = known.found(some, first)
        parts.append(part)
        _, which = unpacked(_once(packed(part[0], part[1])))
        seen += np.bincount(which, minlength=len(phrases))
        known.leave_out(seen > most)
    empty = np.zeros(0, dtype=np.int64)
    joined = [np.concatenate([empty, *(part[i] for part in parts)]) for i in range(3)]
    order = np.lexsort(joined[::-1])
    texts_of, which, begins = (column[order] for column in joined)
    return Places(texts_of, which, begins, seen > most)


def _once(values: Hashes) -> Hashes:
    values = np.sort(values)
    once: Hashes = values[np.append(True, values[1:] != values[:-1])[: len(values)]]
    return once


def _chunks(texts: Iterable[str]) -> Iterator[tuple[int, list[bytes]]]:
    """Give texts in portions, each with the number of its first."""
    first, size = 0, 0
    some: list[bytes] = []
    for text in texts:
        some.append(text.encode())
        size += len(some[-1])
        if size > _CHUNK:
            yield first, some
            first, size, some = first + len(some), 0, []
    if some:
        yield first, some


class _Known:
    """Hold phrases by the hash of how they begin."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Hash all phrases."""
        coded = [phrase.encode() for phrase in phrases]
        data = np.frombuffer(b"".join(coded) + _PAD, dtype=np.uint8)
        self._sizes = np.fromiter(map(len, coded), np.int64, len(coded))
        begins = np.cumsum(self._sizes) - self._sizes
        eights = _eights(data)
        self._lasts = _last(eights, begins, self._sizes)
        firsts = set(data[begins[self._sizes > 0]].tolist())
        self._firsts = bytes(byte in firsts for byte in range(256))
        self._of: list[tuple[Ints, Hashes]] = []
        self._longer: dict[int, Bools] = {}
        sized = np.searchsorted(SIZES, self._sizes, side="right") - 1
        whole = np.zeros(len(begins), dtype=np.uint64)
        for number, size in enumerate(SIZES):
            hashes = _hashed(whole, eights, begins, size)
            mine = np.flatnonzero(sized == number)
            order = mine[np.argsort(hashes[mine], kind="stable")]
            self._of.append((order, hashes[order]))
            if not size % _LAST:
                whole = hashes
                self._longer[size] = _bits(hashes[self._sizes >= size])
        self._bits = [_bits(hashes) for _, hashes in self._of]

    def leave_out(self, common: Bools) -> None:
        """Look for these phrases no more."""
        for number, (order, hashes) in enumerate(self._of):
            if common[order].any():
                kept = ~common[order]
                self._of[number] = order[kept], hashes[kept]
                self._bits[number] = _bits(hashes[kept])

    def found(self, texts: Sequence[bytes], first: int) -> tuple[Ints, Ints, Ints]:
        """Give the places in texts, which are numbered from ``first`` on: text, phrase, code point."""
        joined = b"\n" + b"\n".join(texts) + _PAD
        data = np.frombuffer(joined, dtype=np.uint8)
        ends = np.cumsum([len(text) + 1 for text in texts])
        opens = _marked(joined, _NO_ALNUM)[:-1] & _marked(joined, self._firsts)[1:]
        starts = np.flatnonzero(opens) + 1
        starts = starts[: np.searchsorted(starts, ends[-1])]
        eights = _eights(data)
        empty = np.zeros(0, dtype=np.int64)
        places, phrases = [empty], [empty]
        whole = np.zeros(len(starts), dtype=np.uint64)
        for number, size in enumerate(SIZES):
            hashes = _hashed(whole, eights, starts, size)
            at, which = self._begun(hashes, number)
            right = _last(eights, starts[at], self._sizes[which]) == self._lasts[which]
            places.append(starts[at[right]])
            phrases.append(which[right])
            if size in self._longer:
                on = self._longer[size][_place(hashes)]
                starts, whole = starts[on], hashes[on]
        at = np.concatenate(places)
        text = np.searchsorted(ends, at, side="right")
        opened = np.append(1, ends[:-1] + 1)[text]
        # bytes that go on with a letter are no code points of their own
        inner = np.flatnonzero(_marked(joined, _INNER))
        begins = at - opened - (np.searchsorted(inner, at) - np.searchsorted(inner, opened))
        return text + first, np.concatenate(phrases), begins

    def _begun(self, hashes: Hashes, number: int) -> tuple[Ints, Ints]:
        """Give which of the hashes are those of phrases of one size, and of which: each phrase in turn."""
        order, keys = self._of[number]
        maybe = np.flatnonzero(self._bits[number][_place(hashes)])
        low = np.searchsorted(keys, hashes[maybe])
        several = np.searchsorted(keys, hashes[maybe], side="right") - low
        step = np.arange(several.sum()) - np.repeat(np.cumsum(several) - several, several)
        return np.repeat(maybe, several), order[np.repeat(low, several) + step]


def _eights(data: NDArray[np.uint8]) -> Hashes:
    """View bytes as numbers of eight, one at every byte."""
    return np.ndarray(len(data) - 7, dtype="<u8", buffer=data, strides=(1,))


def _hashed(whole: Hashes, eights: Hashes, at: Ints, size: int) -> Hashes:
    """Give the hashes of so many bytes from places on; what is behind the end is zeros.

    ``whole`` are the hashes of as many of them as come in eights before the last ones: those are known.
    """
    done = (size - 1) // _LAST * _LAST
    part, rest = eights[at + done], size - done
    return (whole + (part & np.uint64((1 << (8 * rest)) - 1) if rest < _LAST else part)) * MIX


def _last(eights: Hashes, at: Ints, sizes: Ints) -> Hashes:
    """Give the last eight bytes of what is so long and begins there, or all of it where it is shorter."""
    short = np.minimum(sizes, _LAST)
    shift = (8 * (_LAST - short)).astype(np.uint64)
    out: Hashes = eights[np.clip(at + sizes - short, 0, len(eights) - 1)] << shift
    return out


def _place(hashes: Hashes) -> Ints:
    """Give the place of hashes in a table of bits."""
    return (hashes >> np.uint64(64 - _BITS)).view(np.int64)


def _bits(hashes: Hashes) -> Bools:
    table = np.zeros(1 << _BITS, dtype=np.bool_)
    table[_place(hashes)] = True
    return table


def _marked(data: bytes, table: bytes) -> Bools:
    """Say of each byte what a table says."""
    return np.frombuffer(data.translate(table), dtype=np.bool_)


_NO_ALNUM = bytes(not chr(byte).isalnum() or byte > 127 for byte in range(256))
_INNER = bytes(byte & 0xC0 == 0x80 for byte in range(256))
