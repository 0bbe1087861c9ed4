"""Tie date phrases of undated articles to those of dated ones that tell the same event."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

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
_SOME_WEEK = date(2024, 1, 1), date(2024, 1, 8)


def term_weights(every: Sequence[Cue]) -> dict[str, float]:
    """Weigh terms by how rare they are among all cues, once, so that a round does not change the next.

    Terms of one article only weigh nothing: how much else a sentence says is no sign against a tie.
    """
    articles = defaultdict(set)
    often: Counter[str] = Counter()
    for cue in every:
        often.update(cue.terms)
        for term in cue.terms:
            articles[term].add(cue.article_id)
    return {
        term: math.log(1 + (len(every) + 20) / count) if len(articles[term]) > 1 else 0.0
        for term, count in often.items()
    }


def ties(
    open_cues: Mapping[str, Sequence[Cue]], told: Sequence[Cue], weight: Mapping[str, float]
) -> dict[str, list[Evidence]]:
    """Tie the cues of undated articles to cues of dated ones that tell the same event.

    Of one dated article only the likest cue counts, so that a copied passage is one piece of evidence.
    """
    usable = [c for c in told if c.days and _usable(c) and (c.days[1] - c.days[0]).days <= LONGEST_EVENT]
    usable.sort(key=lambda c: (c.article_id, c.at, c.phrase))
    index: dict[str, list[int]] = defaultdict(list)
    for number, cue in enumerate(usable):
        for term in cue.terms:
            index[term].append(number)
    lengths = [_length(cue, weight) for cue in usable]
    out: dict[str, list[Evidence]] = {}
    for article_id, own in open_cues.items():
        best: dict[str, tuple[float, Evidence]] = {}
        for cue in own:
            if not _usable(cue) or published_when(cue.operator, _SOME_WEEK) is None:
                continue
            for number, score in _likest(cue, usable, index, weight, lengths):
                other = usable[number]
                days = _days(cue, other, score)
                if other.article_id == article_id or days is None:
                    continue
                if other.article_id not in best or best[other.article_id][0] < score:
                    best[other.article_id] = score, _tie(cue, other, days, score)
        if best:
            out[article_id] = [best[other][1] for other in sorted(best)]
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


def _length(cue: Cue, weight: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight.get(t, 0.0) ** 2 for t in cue.terms))


def _likest(
    cue: Cue,
    told: Sequence[Cue],
    index: Mapping[str, Sequence[int]],
    weight: Mapping[str, float],
    lengths: Sequence[float],
) -> list[tuple[int, float]]:
    """Give the cues whose surroundings are alike, with their cosine."""
    dots: defaultdict[int, float] = defaultdict(float)
    shared: Counter[int] = Counter()
    for term in sorted(cue.terms):
        at = index.get(term, ())
        if len(at) > max(COMMON, len(told) // 20):
            continue
        for number in at:
            dots[number] += weight.get(term, 0.0) ** 2
            shared[number] += 1
    length = _length(cue, weight)
    out = []
    for number, dot in dots.items():
        score = dot / (length * lengths[number]) if length and lengths[number] else 0.0
        if shared[number] >= FEWEST_SHARED and score >= FAIRLY_ALIKE:
            out.append((number, score))
    return out


def _usable(cue: Cue) -> bool:
    return looks_back(cue) and not narrative(cue)
