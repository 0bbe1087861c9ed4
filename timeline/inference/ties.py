"""Tie date phrases of undated articles to those of dated ones that tell the same event."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from timeline.evidence import DAY, LONGEST_EVENT, Cue, Days, looks_back, narrative, published_when
from timeline.inference.solving import Evidence
from timeline.words import days as in_words

ALIKE = 0.4
"""Cosine of the terms around two date phrases from which they most likely tell the same event."""
FAIRLY_ALIKE = 0.25
"""Cosine from which a tie counts in part."""
SAME = 0.8
"""Cosine of a passage that one article took from the other: its phrase counts from the source's day."""
COPY_LATER = 7
ONE_TIE = 0.5
"""Most that one neighbour's tie weighs: an answer takes neighbours that agree, or other evidence."""
FEWEST_SHARED = 6
COMMON = 60
"""Terms of more cues than this say nothing and are not looked up: it bounds the time."""
_CHUNK = 256
"""Cues compared at once, which bounds the memory."""
_SOME_WEEK = date(2024, 1, 1), date(2024, 1, 8)


class Weights:
    """Weigh terms by how rare they are among all cues, once, so that a round does not change the next.

    Terms of one article only weigh nothing: how much else a sentence says is no sign against a tie.
    """

    def __init__(self, every: Sequence[Cue]) -> None:
        """Count the terms of cues; those of one article stand together."""
        articles: Counter[str] = Counter()
        often: Counter[str] = Counter()
        for _, own in itertools.groupby(every, key=lambda cue: cue.article_id):
            cued = [cue.terms for cue in own]
            articles.update(frozenset().union(*cued))
            for terms in cued:
                often.update(terms)
        total = len(every) + 20
        self.squares: dict[str, float] = {
            term: math.log(1 + total / count) ** 2 for term, count in often.items() if articles[term] > 1
        }
        self._lengths: dict[frozenset[str], float] = {}

    def length(self, cue: Cue) -> float:
        """Give the length of a cue's vector of weights; it is asked for in every round."""
        found = self._lengths.get(cue.terms)
        if found is None:
            found = math.sqrt(math.fsum(filter(None, map(self.squares.get, cue.terms))))
            self._lengths[cue.terms] = found
        return found


def ties(
    open_cues: Mapping[str, Sequence[Cue]], told: Sequence[Cue], weights: Weights
) -> dict[str, list[Evidence]]:
    """Tie the cues of undated articles to cues of dated ones that tell the same event.

    Of one dated article only the likest cue counts, so that a copied passage is one piece of evidence.
    """
    asking = [(article_id, cue) for article_id, own in open_cues.items() for cue in own if asks(cue)]
    usable = [c for c in told if c.days and _usable(c) and (c.days[1] - c.days[0]).days <= LONGEST_EVENT]
    usable.sort(key=lambda c: (c.article_id, c.at, c.phrase))
    best: dict[str, dict[str, tuple[float, Cue, Cue, Days]]] = defaultdict(dict)
    for asked, number, score in _likest([cue for _, cue in asking], usable, weights):
        (article_id, cue), other = asking[asked], usable[number]
        days = _days(cue, other, score)
        if other.article_id == article_id or days is None:
            continue
        own = best[article_id]
        if other.article_id not in own or own[other.article_id][0] < score:
            own[other.article_id] = score, cue, other, days
    out = {}
    for article_id, found in best.items():
        ordered = (found[name] for name in sorted(found))
        out[article_id] = [_tie(cue, other, days, score) for score, cue, other, days in ordered]
    return out


def _tie(cue: Cue, other: Cue, days: Days, score: float) -> Evidence:
    assert other.days is not None
    name = f"{cue.phrase!r}, told of what {other.article_id} tells too"
    says = f"there it is dated {in_words(*other.days)} ({other.phrase!r})"
    return Evidence((days,), ONE_TIE * min(1.0, score / ALIKE), name, says, copied=score >= SAME)


def _days(cue: Cue, other: Cue, score: float) -> Days | None:
    """Give the days on which a phrase can mean what another one dates."""
    assert other.days is not None
    if cue.granularity == "day" and (other.days[1] - other.days[0]).days > 2:
        return None  # a weekday in a week that is told as a whole is no tie
    days = published_when(cue.operator, other.days)
    if days is not None and score >= SAME:
        return days[0], days[1] + COPY_LATER * DAY  # taken over: the phrase counts from its source's day
    return days


def _likest(asking: Sequence[Cue], told: Sequence[Cue], weights: Weights) -> Iterator[tuple[int, int, float]]:
    """Give pairs of numbers of cues whose surroundings are alike, in order, with their cosine.

    Cues are rows of a sparse matrix over terms, so that all are compared at once: in plain loops, collections
    of thousands of articles took minutes.
    """
    if not asking or not told:
        return
    column = {term: at for at, term in enumerate(sorted(set().union(*(cue.terms for cue in asking))))}
    rows, others = _there(asking, column), _there(told, column)
    spread = np.bincount(others.indices, minlength=len(column))
    kept = np.flatnonzero(spread <= max(COMMON, len(told) // 20))
    rows, others = rows[:, kept], others[:, kept].T.tocsr()
    terms = list(column)
    squares = np.array([weights.squares.get(terms[at], 0.0) for at in kept])
    # One product gives both: the real part adds up weights, the imaginary part counts shared terms.
    others.data = np.repeat(squares + 1j, np.diff(others.indptr))
    lengths = np.array([weights.length(cue) for cue in told])
    mine = np.array([weights.length(cue) for cue in asking])
    for first in range(0, len(asking), _CHUNK):
        found = (rows[first : first + _CHUNK] @ others).tocoo()
        many = found.data.imag >= FEWEST_SHARED
        at, number, dot = found.row[many], found.col[many], found.data.real[many]
        score = dot / np.maximum(mine[at + first] * lengths[number], np.finfo(float).tiny)
        alike = np.flatnonzero(score >= FAIRLY_ALIKE)
        order = alike[np.lexsort((number[alike], at[alike]))]
        yield from zip(
            (at[order] + first).tolist(), number[order].tolist(), score[order].tolist(), strict=True
        )


def _there(cues: Sequence[Cue], column: Mapping[str, int]) -> Any:
    """Give a matrix that has 1 where a cue (row) has a term (column)."""
    own = [[at for at in map(column.get, cue.terms) if at is not None] for cue in cues]
    ends = np.cumsum([0, *map(len, own)])
    at = np.fromiter(itertools.chain.from_iterable(own), dtype=np.int32, count=int(ends[-1]))
    made = csr_matrix((np.ones(at.size), at, ends), shape=(len(cues), len(column)))
    made.sort_indices()  # sums then come out the same in every run
    return made


def asks(cue: Cue) -> bool:
    """Say whether a phrase would tell when its article was published, if its event were dated."""
    return _usable(cue) and published_when(cue.operator, _SOME_WEEK) is not None


def _usable(cue: Cue) -> bool:
    return looks_back(cue) and not narrative(cue)
