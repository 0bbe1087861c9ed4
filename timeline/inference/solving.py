"""Intersect what is known about one article's day; where it contradicts itself, leave the weakest aside.

Evidence is hard (never given up), strong or soft. Bounds ("not before", "not after") narrow an answer;
what locates ("the week after the inauguration") makes one.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from timeline.evidence import DAY, Days
from timeline.words import days as in_words

LONGEST_ANSWER = 31
"""Days: a wider interval is no answer."""
ENOUGH = 1.0
"""Weight that makes an answer."""
NARROWING = 1.5
"""Weight of weak evidence that makes an answer narrower: three neighbours that agree."""
MOST_AGAINST = 1 / 3
"""Share of the weight for an answer that may speak against it; with more nothing is answered."""
LOW_ENOUGH = 0.5
"""Weight of a bound from below that, with a hard one from above, makes an answer."""
COPIED_WEIGHT = 0.5
"""A phrase in a passage that stands in another article too may count from that one's day."""
EVER: Days = (date.min, date.max)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold days on which an article can have been published; several intervals are alternatives.

    ``name`` and ``says`` are the reason: what it is, and what it tells. ``weight`` is null for what is hard;
    a ``bound`` has an end at ``date.min`` or ``date.max`` and narrows only.
    """

    days: tuple[Days, ...]
    weight: float | None
    name: str
    says: str
    bound: bool = False
    copied: bool = False

    @property
    def strength(self) -> float:
        """Give the weight that counts where evidence contradicts itself."""
        return (self.weight or 0.0) * (COPIED_WEIGHT if self.copied else 1.0)

    @property
    def reason(self) -> str:
        """Give the reason as a person reads it."""
        return f"{self.name}: {self.says}"

    def holds(self, start: date, stop: date) -> bool:
        """Say whether all these days are among its own."""
        return any(first <= start and stop <= after for first, after in self.days)


@dataclass(frozen=True, slots=True)
class Inferred:
    """Hold what was worked out: an interval, the best day in it or none, and the reasons."""

    start: date
    stop: date
    best: date | None
    why: tuple[str, ...]


def not_before(day: date, weight: float | None, name: str, says: str) -> Evidence:
    """Bound the publication from below."""
    return Evidence(((day, date.max),), weight, name, says, bound=True)


def not_after(stop: date, weight: float | None, name: str, says: str) -> Evidence:
    """Bound the publication from above; ``stop`` is the first day that is too late."""
    return Evidence(((date.min, stop),), weight, name, says, bound=True)


def can_answer(piece: Evidence) -> bool:
    """Say whether a piece of evidence can make an answer: bounds alone do not, unless one is hard."""
    return not piece.bound or piece.weight is None


def solve(evidence: Sequence[Evidence]) -> Inferred | None:
    """Give the days that most evidence agrees on, or nothing where it is thin, undecided or says little.

    Only what is enough by itself makes the answer narrower: weak evidence confirms, or it speaks against.
    """
    allowed, hard = _allowed(evidence)
    if allowed is None:
        return None
    clipped = [(piece, _clipped(piece, allowed)) for piece in evidence if piece.weight is not None]
    pieces = [kept for _, kept in clipped if kept.days]
    best = _most_agreed(pieces, allowed)
    if best is None:
        return None
    supporting = [kept for _, kept in clipped if kept.holds(*best)]
    against = [piece for piece, kept in clipped if not kept.holds(*best)]
    if sum(p.strength for p in against) > sum(p.strength for p in supporting) * MOST_AGAINST:
        return None
    located = [piece for piece in supporting if not piece.bound]
    low = any(p.days[0][1] == allowed[1] and p.strength >= LOW_ENOUGH for p in supporting if p.bound)
    between = low and allowed[1] != date.max
    if sum(piece.weight or 0.0 for piece in located) < ENOUGH and not between:
        return None
    start, stop = best if between and not located else _narrowest(located, best)
    if (stop - start).days > LONGEST_ANSWER:
        return None
    why = [p.reason for p in supporting if _narrows(p, supporting)]
    why += [piece.reason for piece in hard]
    why += [f"{p.name} was left aside because {_because(p, allowed, start, stop)}" for p in against]
    return Inferred(start, stop, None, tuple(dict.fromkeys(why)))


def _narrowest(located: Sequence[Evidence], best: Days) -> Days:
    """Give the days that hold for everything that is enough by itself, or else for all of it."""
    enough = [piece for piece in located if (piece.weight or 0.0) >= ENOUGH]
    weak = [piece for piece in located if piece not in enough]
    if not enough or sum(piece.strength for piece in weak) >= NARROWING:
        enough = list(located)
    around = [days for piece in enough for days in piece.days if days[0] <= best[0] and best[1] <= days[1]]
    return max(start for start, _ in around), min(stop for _, stop in around)


def _allowed(evidence: Iterable[Evidence]) -> tuple[Days | None, list[Evidence]]:
    """Give the days that everything hard allows, null where there are none."""
    hard = [piece for piece in evidence if piece.weight is None]
    start = max((piece.days[0][0] for piece in hard), default=date.min)
    stop = min((piece.days[-1][1] for piece in hard), default=date.max)
    return ((start, stop) if start < stop else None), hard


def _clipped(piece: Evidence, allowed: Days) -> Evidence:
    days = tuple(
        (max(start, allowed[0]), min(stop, allowed[1]))
        for start, stop in piece.days
        if max(start, allowed[0]) < min(stop, allowed[1])
    )
    return Evidence(days, piece.weight, piece.name, piece.says, piece.bound, piece.copied)


def _most_agreed(pieces: Sequence[Evidence], allowed: Days) -> Days | None:
    """Give the stretch of days that the greatest weight agrees on; null if there are several such."""
    edges = sorted({edge for piece in pieces for days in piece.days for edge in days} | set(allowed))
    spans = [
        (round(sum(p.strength for p in pieces if p.holds(start, stop)), 6), start, stop)
        for start, stop in itertools.pairwise(edges)
    ]
    top = max((weight for weight, _, _ in spans), default=0.0)
    winners = [span for span in spans if span[0] == top]
    if top <= 0 or any(one[2] != other[1] for one, other in itertools.pairwise(winners)):
        return None
    return winners[0][1], winners[-1][2]


def _narrows(piece: Evidence, supporting: Sequence[Evidence]) -> bool:
    """Say whether a reason is worth telling: a bound that another bound makes needless is not."""
    if not piece.bound:
        return True
    low = piece.days[0][0] != date.min
    others = [p.days[0] for p in supporting if p.bound and (p.days[0][0] != date.min) == low]
    return piece.days[0] == (max(others) if low else min(others))


def _because(piece: Evidence, allowed: Days, start: date, stop: date) -> str:
    if not _clipped(piece, allowed).days:
        return "it lies outside the days that are possible"
    if piece.copied:
        return (
            f"the passage stands in another article too and counts from that one's day; "
            f"the rest speaks for {in_words(start, stop)}"
        )
    return f"more speaks for {in_words(start, stop)}"


__all__ = ["DAY", "EVER", "LONGEST_ANSWER", "Evidence", "Inferred", "not_after", "not_before", "solve"]
