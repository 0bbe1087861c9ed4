"""Find the dated articles most like an undated one, and say how far their days can be trusted.

Articles of one story that share their words appear in the same days. How often that is right differs from
collection to collection, so it is tried out on the dated articles first: each is taken as if its day were
unknown, and only what was right nearly always is used.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from timeline.evidence import DAY, Days
from timeline.inference.likeness import LARGE, weighed
from timeline.inference.solving import Evidence
from timeline.words import days as in_words

VOTERS = 10
FEWEST_VOTERS = 3
WAYS = ((7, 3), (14, 7))
"""Days within which voters agree, and days around them on which the article can lie, the narrowest first."""
UNLIKE = 0.1
"""Cosine of articles that merely share a language: three such stand against every vote."""
FEW, MANY = (0.65, 4), (0.35, 20)
"""Least share of the vote and fewest trials in small and in large collections: few trials prove little, and a
share of 0.65 was right in 94 to 99 of 100 cases in stories of 20 articles of five news topics."""
WANTED = 0.96
ONE_OFF = 15
"""Trials from which one more wrong one is supposed: of many shares the luckiest is chosen."""
DOUBT = 0.7
"""One post that is the only thing of its weeks was right in 86 of 100, others in 94."""
TRIALS = 400, 1600
"""Dated articles tried in small and in large collections."""
_CHUNK = 256


@dataclass(frozen=True, slots=True)
class Near:
    """Hold an article near another one, its days and how alike they are."""

    article_id: str
    days: Days | None
    likeness: float


@dataclass(frozen=True, slots=True)
class Trust:
    """Hold the share of the vote that one of ``WAYS`` needs (null: never enough) and how it did in trials."""

    share: float | None
    right: int = 0
    tried: int = 0


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Hold the dated and the undated articles near each undated one, the likest first."""

    dated: Mapping[str, tuple[Near, ...]] = field(default_factory=dict)
    undated: Mapping[str, tuple[Near, ...]] = field(default_factory=dict)
    trust: tuple[Trust, ...] = ()
    trust_fresh: tuple[Trust, ...] = ()

    def voted(self, article_id: str, fresh: bool) -> list[Evidence]:
        """Give the evidence of the dated articles most like one, which may be news of the day."""
        near = self.dated.get(article_id, ())
        return (voted(near, self.trust_fresh) if fresh else []) or voted(near, self.trust)


Fresh = Callable[[pl.DataFrame], Set[str]]
"""Says of articles which are news of the day."""


def neighbourhood(
    undated: pl.DataFrame, dated: pl.DataFrame, fresh: Fresh = lambda _: set()
) -> Neighbourhood:
    """Compare undated articles with dated ones and with each other.

    Words are weighed by the dated articles alone, so that one more undated article changes nothing. News of
    the day is tried for itself: who looks back at a story is like the articles of the weeks it tells of.
    """
    dated, undated = dated.sort("article_id"), undated.sort("article_id")
    texts = _texts(pl.concat([dated.select("title", "text"), undated.select("title", "text")]))
    if len(texts) < 2:
        return Neighbourhood()
    rows = weighed(texts, dated.height)
    known, mine = rows[: dated.height], rows[dated.height :]
    days = list(dated.select("dct_start", "dct_stop").iter_rows())
    near = _nearest(mine, known, dated["article_id"].to_list(), days) if days else []
    ids = undated["article_id"].to_list()
    also = _nearest(mine, mine, ids, [None] * len(ids), same=True)
    large = dated.height >= LARGE
    sample = range(0, dated.height, max(1, -(-dated.height // TRIALS[large])))
    tried = _tried(known, days, sample)
    new = fresh(dated[list(sample)]) if large else set()
    among = [number for number, at in enumerate(sample) if dated["article_id"][at] in new]
    return Neighbourhood(
        dict(zip(ids, near, strict=False)),
        dict(zip(ids, also, strict=True)),
        tuple(_trusted(each, *(MANY if large else FEW)) for each in tried),
        tuple(_trusted([each[number] for number in among], *MANY) for each in tried),
    )


def _texts(articles: pl.DataFrame) -> list[str]:
    rows = articles.select("title", "text").iter_rows()
    return [f"{title or ''}\n{text or ''}" for title, text in rows]


def _nearest(
    rows: object, others: object, ids: Sequence[str], days: Sequence[Days | None], same: bool = False
) -> list[tuple[Near, ...]]:
    out = []
    columns = others.T.tocsr()  # type: ignore[attr-defined]
    for first in range(0, rows.shape[0], _CHUNK):  # type: ignore[attr-defined]
        part = (rows[first : first + _CHUNK] @ columns).toarray()  # type: ignore[index]
        for number, likeness in enumerate(part):
            if same:
                likeness[first + number] = 0.0
            out.append(tuple(Near(ids[n], days[n], float(likeness[n])) for n in _likest(likeness)))
    return out


def _likest(likeness: np.ndarray) -> list[int]:
    """Give the places of the greatest values above zero, the greatest first, of equal ones the first."""
    least = np.partition(likeness, -VOTERS)[-VOTERS] if likeness.size > VOTERS else 0.0
    among = np.flatnonzero((likeness >= least) & (likeness > 0))
    found: list[int] = among[np.argsort(-likeness[among], kind="stable")][:VOTERS].tolist()
    return found


def vote(near: Sequence[Near], window: int) -> tuple[float, list[Near]]:
    """Give the share of the likeness that lies within so many days, and the articles there.

    >>> from datetime import date
    >>> day = date(2010, 5, 3), date(2010, 5, 4)
    >>> share, voters = vote([Near(name, day, 0.4) for name in "abc"], 7)
    >>> round(share, 2), len(voters)
    (0.94, 3)
    """
    placed = [(one, one.days) for one in near if one.days is not None]
    total = sum(one.likeness**2 for one, _ in placed) + FEWEST_VOTERS * UNLIKE**2
    best: tuple[float, list[Near]] = 0.0, []
    for first in sorted({days[0] for _, days in placed}):
        inside = [one for one, days in placed if first <= days[0] and (days[1] - first).days <= window]
        mass = sum(one.likeness**2 for one in inside)
        if mass > best[0]:
            best = mass, inside
    return best[0] / total, best[1]


def share_within(near: Sequence[Near], days: Days) -> float:
    """Give the share of the likeness that lies on given days, counted as in ``vote``."""
    placed = [(one.likeness**2, one.days) for one in near if one.days is not None]
    inside = sum(mass for mass, (start, stop) in placed if days[0] <= start and stop <= days[1])
    return inside / (sum(mass for mass, _ in placed) + FEWEST_VOTERS * UNLIKE**2)


def doubted(piece: Evidence, near: Sequence[Near], around: int = 0) -> Evidence:
    """Take weight from evidence of days in which none of the dated articles most like an article lies."""
    if len(near) < VOTERS or piece.weight is None:
        return piece
    wide = [(start - around * DAY, stop + around * DAY) for start, stop in piece.days]
    found = any(share_within(near, days) for days in wide)
    return piece if found else replace(piece, weight=piece.weight * DOUBT)


def _tried(known: object, days: Sequence[Days], sample: range) -> list[list[tuple[float, bool]]]:
    """Take dated articles as if they had no day: give for each of ``WAYS`` the shares, and who was right."""
    rows = known[list(sample)]  # type: ignore[index]
    columns = known.T.tocsr()  # type: ignore[attr-defined]
    names = [str(number) for number in range(len(days))]
    trials: list[list[tuple[float, bool]]] = [[] for _ in WAYS]
    for first in range(0, len(sample), _CHUNK):
        part = (rows[first : first + _CHUNK] @ columns).toarray()
        for number, likeness in zip(sample[first : first + _CHUNK], part, strict=True):
            likeness[number] = 0.0
            near = [Near(names[n], days[n], float(likeness[n])) for n in _likest(likeness)]
            for way, (window, around) in enumerate(WAYS):
                share, voters = vote(near, window)
                start, stop = span(voters, around) if voters else days[number]
                right = start <= days[number][0] and days[number][1] <= stop
                trials[way].append((share if len(voters) >= FEWEST_VOTERS else 0.0, right))
    return trials


def _trusted(trials: Sequence[tuple[float, bool]], least: float, fewest: int) -> Trust:
    """Give the lowest share of the vote above which ``WANTED`` of the trials were right."""
    found = Trust(None)
    right = 0
    ordered = sorted(trials, key=lambda trial: (-trial[0], trial[1]))
    for tried, (share, was_right) in enumerate(ordered, start=1):
        right += was_right
        wrong = tried - right + (tried > ONE_OFF)
        if share >= least and tried >= fewest and wrong <= (1 - WANTED) * tried:
            found = Trust(share, right, tried)
    return found


def span(voters: Sequence[Near], around: int) -> Days:
    """Give the days from the first voter to the last, and some around them."""
    days = [one.days for one in voters if one.days is not None]
    return (
        min(start for start, _ in days) - around * DAY,
        max(stop for _, stop in days) + around * DAY,
    )


def voted(near: Sequence[Near], trust: Sequence[Trust]) -> list[Evidence]:
    """Give the evidence of the articles most like one: the narrowest that can be trusted."""
    for (window, around), needed in zip(WAYS, trust, strict=False):
        share, voters = vote(near, window)
        if needed.share is None or share < needed.share or len(voters) < FEWEST_VOTERS:
            continue
        first, after = span(voters, 0)
        told = ", ".join(one.article_id for one in voters[:FEWEST_VOTERS])
        says = (
            f"{len(voters)} of the {len(near)} dated articles most like it, first {told}, were published "
            f"{in_words(first, after)}; tried on {needed.tried} dated articles of this collection, the same "
            f"sign was right for {needed.right}"
        )
        return [Evidence((span(voters, around),), 1.0, "The articles most like it", says)]
    return []


__all__ = [
    "Near",
    "Neighbourhood",
    "Trust",
    "doubted",
    "neighbourhood",
    "share_within",
    "span",
    "vote",
    "voted",
]
