"""Leave out pairs of quotations that cannot be versions of one, by sums over arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timeline.narrative.families.alike import MANY, MARKED, RETOLD, STRANGER, STRANGERS, TELLING, UNNAMED
from timeline.narrative.families.candidates import FRAGMENT, FRAGMENT_DAYS, RUN, Days, Distinct
from timeline.narrative.families.keys import Bools, Ints
from timeline.narrative.families.wording import is_marked

Floats = NDArray[np.float64]

_CHUNK = 50_000
_ROUNDING = 1e-3
"""Sums of weights in another order differ by less."""


def promising(one: Distinct, weighed: Mapping[str, float], window_days: int | None) -> list[tuple[int, int]]:
    """List the pairs that deserve a closer look, in order: those that ``alike.same`` may say yes to.

    It asks for the same things with the words at hand: a weight that everyday words have not, and a share of
    the shorter one that depends on who speaks and how.
    """
    first, second = one.pairs
    pairs = _Pairs.of(one, np.array([weighed[stem] for stem in one.stems], dtype=np.float64), weighed[""])
    days = Days(one.frame, window_days)
    weeks = days.are_near(first, second, FRAGMENT_DAYS)
    near = pairs.remarks() | pairs.fragments(weeks) | (pairs.whole & (pairs.words >= RUN) & pairs.telling)
    kept = np.where(days.are_near(first, second), near, pairs.repeated()) | pairs.equal
    return list(zip(first[kept].tolist(), second[kept].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Hold what pairs share and have: weights and numbers of words, speakers, forms.

    ``weight`` and ``number`` are what both have, ``share`` its part of the lighter one, ``words`` the number
    of all words of the shorter one, ``sizes`` of those with a meaning; ``rare`` the weight of a rare word.
    """

    weight: Floats
    number: Floats
    share: Floats
    light: Floats
    equal: Bools
    words: Ints
    sizes: Floats
    speakers: Bools
    retold: Bools
    marked: Bools
    rare: float

    @classmethod
    def of(cls, one: Distinct, weights: Floats, rare: float) -> "_Pairs":
        """Measure all pairs."""
        first, second = one.pairs
        heavy, sizes = one.meant @ weights, np.asarray(one.meant.sum(axis=1)).ravel()
        words = one.frame["words"].list.len().to_numpy().astype(np.int64)
        names = one.frame["speaker"].rank("dense").cast(int).fill_null(0).to_numpy()
        forms = one.frame["form"].to_list()
        indirect = np.array([form == "indirect" for form in forms], dtype=np.bool_)
        marked = np.array([is_marked(form) for form in forms], dtype=np.bool_)
        weight, number = _shared(one, weights)
        light = np.minimum(heavy[first], heavy[second]) + _ROUNDING
        share = (weight + 2 * _ROUNDING) / light
        return cls(
            weight=weight + _ROUNDING,
            number=number,
            share=share,
            light=light,
            equal=(words[first] == words[second]) & (share >= 1) & (sizes[first] == sizes[second]),
            words=np.minimum(words[first], words[second]),
            sizes=np.minimum(sizes[first], sizes[second]),
            speakers=(names[first] == names[second]) & (names[first] > 0),
            retold=indirect[first] | indirect[second],
            marked=marked[first] | marked[second],
            rare=rare,
        )

    @property
    def whole(self) -> Bools:
        """Say whether one holds all words with a meaning of the other."""
        return np.asarray(self.share >= 1)

    @property
    def telling(self) -> Bools:
        """Say whether the lighter one has more than everyday words."""
        return np.asarray(self.light >= TELLING * self.rare)

    def remarks(self) -> Bools:
        """Say whether enough rare words are shared for two versions of a remark."""
        least = np.where(self.retold | (self.number >= MANY), RETOLD, MARKED)
        share = self.share >= np.where(self.speakers, least, STRANGER)
        heavy = self.speakers | (self.weight >= UNNAMED * self.rare)
        return np.asarray((self.number >= 3) & share & heavy & (self.marked | ~self.retold))

    def fragments(self, weeks: Bools) -> Bools:
        """Say whether one may be a fragment of the other, in the same weeks."""
        short = (self.sizes <= FRAGMENT) & weeks & self.telling
        reworded = self.speakers & ~self.retold & (self.words >= RUN)
        return np.asarray(short & (reworded | (self.whole & (~self.retold | (self.sizes == 1)))))

    def repeated(self) -> Bools:
        """Say whether a row of words that is long enough to be the same long after may be in both."""
        return np.asarray((self.number >= 3) & (self.weight >= STRANGERS * self.rare))


def _shared(one: Distinct, weights: Floats) -> tuple[Floats, Floats]:
    """Give the weight of what each pair shares, and of how many words it is."""
    first, second = one.pairs
    weight, number = np.zeros(len(first)), np.zeros(len(first))
    for at in range(0, len(first), _CHUNK):
        part = slice(at, at + _CHUNK)
        both = one.meant[first[part]].minimum(one.meant[second[part]])
        weight[part], number[part] = both @ weights, np.asarray(both.sum(axis=1)).ravel()
    return weight, number
