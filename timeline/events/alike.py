"""Say how alike two statements are, for many pairs at once: sums of sparse products, no loop over pairs."""

import numpy as np
from scipy.sparse import csr_matrix

from timeline.events.kinds import kinds
from timeline.events.told import Array, Told, opposed_kinds

SENTENCE_WEIGHT = 0.45
"""Share of the sentences' likeness: words in their dictionary form, or the kind of event that they
tell, by rarity."""
HEADLINE_WEIGHT = 0.27
"""Share of the likeness of headline, predicate and actors."""
ACTOR_WEIGHT = 0.02
"""Share of the actors in common."""
STANDS_WEIGHT = 0.08
"""Share of the names of the one that the other, which names nobody, can mean: they stand before it or in its
title ("It appeared on 20 January")."""
PREDICATE_WEIGHT = 0.05
"""Bonus where both predicates tell one kind of event ..."""
SAME_ACT_WEIGHT = 0.06
"""... and more where they name somebody in common."""
NUMBER_WEIGHT = 0.10
"""Bonus for a telling number in common: "17%", "$589 billion" ..."""
RARE_NUMBER_WEIGHT = 0.12
"""... and for how few statements have it."""
SHORT_DAYS = 10
"""In longer times than this a number in common counts as far as the headlines are alike."""
DAY_WEIGHT = 0.08
"""Bonus where both tell of one day: of two statements about one day more are alike than of two about one
month."""
RARE_WEIGHT = 0.10
"""Bonus for a time that few statements tell of, in full if only these two do ..."""
REMOTE_WEIGHT = 0.12
"""... and for one with few statements for weeks around it: 1957 in a story of 2025.

The weights follow a logistic regression on the pairs of the sample corpus, and were checked by reading pairs
of other stories; benchmarks/events.py says what they come to.
"""
NOMINAL_WEIGHT = 0.15
"""Bonus where both name an event of one kind and day by its noun ("after Tuesday's earthquake in Haiti"):
what else the sentences tell matters less, if the headlines are ..."""
NOMINAL_HEADLINE = 0.4
"""... this alike."""
BARE = 0.33
"""Least likeness of two statements of one day of which one says nothing but the noun ("Tuesday's earthquake")
and the other's headline has that noun."""
OTHER_REMARK = 0.65
"""Factor where both report what somebody said and their headlines share nothing but names."""
NAMES_ONLY = 0.65
"""Factor where the sentences share names and places and nothing that is told of them: two acts of one person,
two things said to one assembly."""
ACTS = 4
"""... if each tells at least so much."""
ELSEWHERE = 0.85
"""Factor where both state a place and the places have no word in common."""
OTHER_SUBJECT = 0.85
"""Factor where both headlines begin with a name, and not the same: what a visitor says at a summit is not its
opening."""
ONCE_WEIGHT = 0.12
"""Bonus where both tell what happens once to somebody, and name somebody in common: a death, a birth."""
HOUSE_WEIGHT = 0.2
"""Bonus where one outlet that has little else tells of a time that has little else, in two articles, and both
name an event by one noun: a local paper comes back to the hearing of its town."""
SAME_ARTICLE = 0.12
"""Taken off within an article: it rather goes on to the next thing than says the same again."""
OPPOSITE = 0.25
"""Taken off where the predicates exclude each other."""
OTHER_PERCENT = 0.6
"""Factor where both give a percentage and none is the same: a fall of 17% is no rise of 9%."""
STRANGERS = 0.8
"""Factor where both name actors and none is the same ..."""
FAMILIAR = 0.45
"""... unless their sentences are this alike: then these are other names of the same."""
CHUNK = 200_000

_DAY_US = 86_400_000_000


def of_words(told: Told, a: Array, b: Array) -> Array:
    """Give the likeness of the sentences of each pair in a first row, that of the headlines in a second."""
    out = np.zeros((2, len(a)))
    for i in range(0, len(a), CHUNK):
        part = slice(i, i + CHUNK)
        out[0, part] = dots(told.sentence, a[part], b[part])
        out[1, part] = dots(told.headline, a[part], b[part])
    return out


def scores(told: Told, a: Array, b: Array, words: Array | None = None) -> tuple[Array, Array, Array]:
    """Give the likeness of each pair (0 to about 1), and that of their sentences and of their headlines.

    ``words`` are what ``of_words`` gave for these pairs, where that is known.
    """
    words = of_words(told, a, b) if words is None else words
    ends = [slice(i, i + CHUNK) for i in range(0, len(a), CHUNK)]
    parts = [_scores(told, a[part], b[part], words[:, part]) for part in ends]
    if not parts:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    # Rounded, so that the order of additions in another run cannot change a comparison.
    likes, sentences, headlines = (np.round(np.concatenate(column), 6) for column in zip(*parts, strict=True))
    return likes, sentences, headlines


def possible(told: Told, a: Array, b: Array, words: Array) -> Array:
    """Give the most that each pair's likeness can come to: cheap, and never too low.

    Only the words are compared, which ``of_words`` gave; of names, numbers and the like it counts whether
    both have any.
    """
    ends = [slice(i, i + CHUNK) for i in range(0, len(a), CHUNK)]
    parts = [_possible(told, a[part], b[part], words[:, part]) for part in ends]
    return np.concatenate(parts) if parts else np.zeros(0)


def _possible(told: Told, a: Array, b: Array, words: Array) -> Array:
    sentence, headline = words
    close = np.minimum(headline / NOMINAL_HEADLINE, 1.0)
    width = told.span[:, 1] - told.span[:, 0]
    day = width <= _DAY_US
    short = np.maximum(width[a], width[b]) <= SHORT_DAYS * _DAY_US
    both = _has(told.names, a, b)
    kind = (told.kind[a] >= 0) & (told.kind[a] == told.kind[b])
    number = _has(told.numbers, a, b)
    most = (
        SENTENCE_WEIGHT * sentence
        + HEADLINE_WEIGHT * headline
        + ACTOR_WEIGHT * both
        + STANDS_WEIGHT * ~both
        + (PREDICATE_WEIGHT + SAME_ACT_WEIGHT * both) * kind * close
        + (NUMBER_WEIGHT + RARE_NUMBER_WEIGHT) * number * np.where(short, 1.0, close)
        + DAY_WEIGHT * (day[a] & day[b])
        + _rare(told, a, b)
        + NOMINAL_WEIGHT * (told.nominal[a] & told.nominal[b] & kind & (headline >= NOMINAL_HEADLINE))
        + ONCE_WEIGHT * (both & _has(told.once, a, b))
        + HOUSE_WEIGHT * (_has(told.occasions, a, b) & _has(told.outlets, a, b))
    )
    return np.asarray(np.where(told.bare[a] | told.bare[b], np.maximum(most, BARE), most) + 1e-6)


def features(told: Told, a: Array, b: Array, words: Array) -> dict[str, Array]:
    """Compare the pairs in each respect: likenesses from 0 to 1, and ones where something holds.

    Products are worked out only where they matter.
    """
    shared = dots(told.names, a, b)
    fewest = _fewest(told.names, a, b)
    strangers = (fewest > 0) & (shared == 0)
    number = dots(told.numbers, a, b, told.agreeing)
    together = dots(told.articles, a, b) > 0
    speak = told.speaks[a] & told.speaks[b]
    acts = (_fewest(told.acts, a, b) >= ACTS) & (number == 0)
    return {
        "sentence": words[0],
        "headline": words[1],
        "stands": stands(told, a, b) + stands(told, b, a),
        "shared": np.where(fewest > 0, shared / np.maximum(fewest, 1), 0.0),
        "strangers": strangers
        & (dots(told.called, a, b, told.words, where=strangers) == 0)
        & (dots(told.called, b, a, told.words, where=strangers) == 0),
        "kind": (told.kind[a] >= 0) & (told.kind[a] == told.kind[b]),
        "opposite": _excluding()[told.opposed[a], told.opposed[b]],
        "number": number > 0,
        "rare_number": np.minimum(number, 1.0),
        "percent": _has(told.percents, a, b) & (dots(told.percents, a, b) == 0),
        "together": together,
        "house": _house(told, a, b, ~together),
        "elsewhere": _has(told.places, a, b) & (dots(told.places, a, b) == 0),
        "subjects": _has(told.subjects, a, b)
        & (number == 0)
        & (dots(told.subjects, a, b, where=number == 0) == 0),
        "once": dots(told.once, a, b, where=shared > 0) > 0,
        "remarks": speak & (dots(told.remarks, a, b, where=speak) == 0),
        "names_only": acts & (dots(told.acts, a, b, where=acts) == 0),
        "points": _points(told, a, b) | _points(told, b, a),
    }


def _house(told: Told, a: Array, b: Array, apart: Array) -> Array:
    """Give how much speaks for one outlet that comes back to its event, for pairs of two articles."""
    occasion = dots(told.occasions, a, b, where=apart) > 0
    return dots(told.outlets, a, b, where=occasion) * np.minimum(told.rarity[a], told.rarity[b])


def _scores(told: Told, a: Array, b: Array, words: Array) -> tuple[Array, Array, Array]:
    has = features(told, a, b, words)
    longest = np.maximum(*(told.span[side, 1] - told.span[side, 0] for side in (a, b)))
    one_day = longest <= _DAY_US
    same = (told.span[a] == told.span[b]).all(axis=1)
    named = told.nominal[a] & told.nominal[b] & same & (has["headline"] >= NOMINAL_HEADLINE)
    # "Introduced" and "released" are one kind, of a model; an envoy and hostages have nothing else in common.
    close = np.minimum(has["headline"] / NOMINAL_HEADLINE, 1.0)
    # In a year many things come to 3.2 million.
    short = longest <= SHORT_DAYS * _DAY_US
    total = (
        SENTENCE_WEIGHT * has["sentence"]
        + HEADLINE_WEIGHT * has["headline"]
        + ACTOR_WEIGHT * has["shared"]
        + STANDS_WEIGHT * has["stands"]
        + (PREDICATE_WEIGHT + SAME_ACT_WEIGHT * has["shared"]) * has["kind"] * close
        + (NUMBER_WEIGHT * has["number"] + RARE_NUMBER_WEIGHT * has["rare_number"])
        * np.where(short, 1.0, close)
        + DAY_WEIGHT * one_day
        + _rare(told, a, b)
        + NOMINAL_WEIGHT * (named & one_day & has["kind"])
        + ONCE_WEIGHT * has["once"]
        + HOUSE_WEIGHT * has["house"]
        - SAME_ARTICLE * has["together"]
        - OPPOSITE * has["opposite"]
    )
    strange = has["strangers"] & (has["sentence"] < FAMILIAR)
    factor = np.where(strange, STRANGERS, 1.0) * np.where(has["percent"], OTHER_PERCENT, 1.0)
    factor = factor * np.where(has["elsewhere"], ELSEWHERE, 1.0)
    factor = factor * np.where(has["remarks"] & (has["sentence"] < FAMILIAR), OTHER_REMARK, 1.0)
    factor = factor * np.where(has["names_only"] & ~has["once"], NAMES_ONLY, 1.0)
    factor = factor * np.where(has["subjects"] & (has["sentence"] < FAMILIAR), OTHER_SUBJECT, 1.0)
    like = np.maximum(total, 0.0) * factor
    like = np.where(has["points"] & same & one_day, np.maximum(like, BARE), like)
    return like, has["sentence"], has["headline"]


def _rare(told: Told, a: Array, b: Array) -> Array:
    """Give what it counts that few statements tell of the time of both."""
    own = np.minimum(told.rarity[a], told.rarity[b])
    return np.asarray(RARE_WEIGHT * own + REMOTE_WEIGHT * np.minimum(told.remote[a], told.remote[b]))


def stands(told: Told, a: Array, b: Array) -> Array:
    """Give the share of the second's names that the first can mean, if it names nobody."""
    unnamed = np.flatnonzero(~_holds(told.names, a) & (told.weight_called[b] > 0))
    out = np.zeros(len(a))
    one, two = a[unnamed], b[unnamed]
    out[unnamed] = dots(told.around, one, two, told.telling) / told.weight_called[two]
    return out


def _points(told: Told, a: Array, b: Array) -> Array:
    """Say of which pairs the first says nothing but a noun that the second's headline has."""
    out = np.zeros(len(a), dtype=bool)
    few = np.flatnonzero(told.bare[a] & (told.kind[a] >= 0))
    # "The announcement on Thursday" is not just anybody's: a name of the other stands before it.
    few = few[(stands(told, a[few], b[few]) > 0) | ~_holds(told.names, b[few]) | _holds(told.names, a[few])]
    if len(few):
        out[few] = np.asarray(told.heads[b[few], told.kind[a[few]]]).ravel() > 0
    return out


def _excluding() -> Array:
    """Give which kinds exclude each other, by their numbers in ``Told.opposed``."""
    places = {one: n for n, one in enumerate(opposed_kinds(), start=1)}
    out = np.zeros((len(places) + 1, len(places) + 1), dtype=bool)
    for pair in kinds().opposite:
        one, two = sorted(places[kind] for kind in pair)
        out[one, two] = out[two, one] = True
    return out


def _fewest(rows: csr_matrix, a: Array, b: Array) -> Array:
    """Give how much the emptier of both rows holds."""
    pointer = rows.indptr
    return np.asarray(np.minimum(pointer[a + 1] - pointer[a], pointer[b + 1] - pointer[b]))


def _has(rows: csr_matrix, a: Array, b: Array) -> Array:
    """Say of which pairs both rows hold anything."""
    return _holds(rows, a) & _holds(rows, b)


def _holds(rows: csr_matrix, of: Array) -> Array:
    """Say which of some rows hold anything."""
    return np.asarray(rows.indptr[of + 1] > rows.indptr[of])


def dots(
    rows: csr_matrix, a: Array, b: Array, others: csr_matrix | None = None, where: Array | None = None
) -> Array:
    """Give the sum of products of each pair of rows, the second from ``others`` where given.

    Only pairs of which both rows hold anything are looked at, as names and numbers are often missing, and
    those ``where`` it is asked for; it is 0 for all others.
    """
    others = rows if others is None else others
    out = np.zeros(len(a))
    held = _holds(rows, a) & _holds(others, b)
    some = np.flatnonzero(held if where is None else held & where)
    if len(some):
        out[some] = np.asarray(rows[a[some]].multiply(others[b[some]]).sum(axis=1)).ravel()
    return out
