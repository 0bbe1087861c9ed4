"""Say how alike two statements are, for many pairs at once.

Works on *items*: distinct statements, each standing for all its copies, so that a copied article changes
neither a weight nor a score.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from timeline.events.kinds import kinds
from timeline.events.lexicon import english
from timeline.events.terms import agree, numbers, term_table, terms

SENTENCE_WEIGHT = 0.45
"""Share of the sentences' likeness: words in their dictionary form, or the kind of event that they
tell, by rarity."""
HEADLINE_WEIGHT = 0.27
"""Share of the likeness of headline, predicate and actors."""
ACTOR_WEIGHT = 0.05
"""Share of the actors in common."""
PREDICATE_WEIGHT = 0.05
"""Bonus where both predicates tell one kind of event."""
NUMBER_WEIGHT = 0.10
"""Bonus for a telling number in common: "17%", "$589 billion"."""
DAY_WEIGHT = 0.08
"""Bonus where both tell of one day: of two statements about one day more are alike than of two about one
month."""
RARE_WEIGHT = 0.10
"""Bonus for a time that few statements tell of, in full if only these two do: 1957 in a story of 2025.

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
ELSEWHERE = 0.85
"""Factor where both state a place and the places have no word in common."""
ONCE_WEIGHT = 0.12
"""Bonus where both tell what happens once to somebody, and name somebody in common: a death, a birth."""
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
REACH_DAYS = 7
"""How long before its publication day an undated lead's event may have been: news is of the week."""
CHUNK = 100_000

Array = np.ndarray[Any, Any]
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what is compared of each item, at its number: word weights, names, numbers, kinds, time."""

    sentence: csr_matrix
    headline: csr_matrix
    named: list[frozenset[str]]
    numbers: list[frozenset[str]]
    kinds: list[frozenset[str]]
    nominal: Array
    """Whether an item's predicate is an event noun: "after Tuesday's earthquake in Haiti"."""
    bare: Array
    """Whether its headline is that noun and nothing else."""
    heads: list[frozenset[str]]
    """The terms of its headline, predicate and actors."""
    remark: list[frozenset[str] | None]
    """What its headline says beside names, if it reports what somebody said."""
    places: list[frozenset[str]]
    articles: list[frozenset[str]]
    span: Array
    """First and last microsecond (out) of the time that an item's event can have been."""
    rarity: Array
    """How few items begin in an item's time, 0 to 1."""


def weights(texts: pl.Series) -> pl.DataFrame:
    """Give ``item``, ``term`` and ``weight``: TF-IDF of each text's terms, of length one."""
    long = term_table(texts).with_columns(pl.len().over("term").alias("n"))
    long = long.with_columns((((1 + len(texts)) / (1 + pl.col("n"))).log() + 1).alias("idf"))
    length = (pl.col("idf") ** 2).sum().over("item").sqrt()
    return long.select("item", "term", (pl.col("idf") / length).alias("weight"))


def matrix(long: pl.DataFrame, height: int) -> csr_matrix:
    """Give weights as a sparse matrix, one row an item."""
    codes = long["term"].to_physical().to_numpy()
    shape = (height, int(codes.max()) + 1 if len(codes) else 1)
    return csr_matrix((long["weight"].to_numpy(), (long["item"].to_numpy(), codes)), shape=shape)


def told(items: pl.DataFrame, sentences: pl.DataFrame, heads: pl.DataFrame) -> Told:
    """Prepare items for comparison; ``sentences`` and ``heads`` are the weights of their words."""
    named = [frozenset(names) for names in items["named"].to_list()]
    span = np.stack([items[name].dt.timestamp("us").to_numpy() for name in ("lo", "hi")], axis=1)
    digits = items["sentence"].str.contains(r"\d")
    by_head = [frozenset(words) for words in _by_item(heads, items.height)]
    alone = heads.group_by("item").len().filter(pl.col("len") == 1)["item"].to_numpy()
    bare = items["nominal"].to_numpy().copy()
    bare[np.setdiff1d(np.arange(items.height), alone)] = False
    by_kind = {kind: frozenset([kind]) for kind in items["kind"].drop_nulls().unique()}
    by_kind[None] = frozenset()
    return Told(
        matrix(sentences, items.height),
        matrix(heads, items.height),
        named,
        [numbers(text) if has else frozenset() for text, has in zip(items["sentence"], digits, strict=True)],
        [by_kind[kind] for kind in items["kind"]],
        items["nominal"].to_numpy(),
        bare,
        by_head,
        _remarks(items, by_head),
        [frozenset(terms(place)) if place else frozenset() for place in items["place"]],
        [frozenset(ids) for ids in items["articles"].to_list()],
        span,
        _rarity(span, (items["basis"] != "publication").to_numpy()),
    )


def _remarks(items: pl.DataFrame, heads: list[frozenset[str]]) -> list[frozenset[str] | None]:
    """Give the words of reported speech without names and the verb of saying; none for other statements."""
    verbs = english().lists["reporting.verbs"]
    out: list[frozenset[str] | None] = []
    for words, predicate, own in zip(heads, items["predicate"], items["named"].to_list(), strict=True):
        spoken = predicate in verbs
        out.append(words - frozenset(terms(" ".join([predicate, *own]))) if spoken else None)
    return out


def _by_item(long: pl.DataFrame, height: int) -> list[list[str]]:
    """Give the terms of each item."""
    out: list[list[str]] = [[] for _ in range(height)]
    for item, term in long.select("item", pl.col("term").cast(pl.String)).iter_rows():
        out[item].append(term)
    return out


def _rarity(span: Array, dated: Array) -> Array:
    """Give 1 for a time in which two statements begin, down to 0 for one in which all do."""
    begins = np.sort(span[dated, 0])
    inside = np.searchsorted(begins, span[:, 1], "left") - np.searchsorted(begins, span[:, 0], "left")
    height = max(len(begins), 3)
    rarity = np.log(height / np.maximum(inside, 2)) / math.log(height / 2)
    return np.where(dated, np.clip(rarity, 0.0, 1.0), 0.0)


def scores(told: Told, a: Array, b: Array) -> tuple[Array, Array]:
    """Give the likeness of each pair (0 to about 1), and that of their sentences alone."""
    parts = [_scores(told, a[i : i + CHUNK], b[i : i + CHUNK]) for i in range(0, len(a), CHUNK)]
    if not parts:
        return np.zeros(0), np.zeros(0)
    # Rounded, so that the order of additions in another run cannot change a comparison.
    return (
        np.round(np.concatenate([p[0] for p in parts]), 6),
        np.round(np.concatenate([p[1] for p in parts]), 6),
    )


def possible(told: Told, a: Array, b: Array) -> Array:
    """Give the most that each pair's likeness can come to, from its words alone: cheap, and never too low."""
    words = [
        SENTENCE_WEIGHT * _dots(told.sentence, a[i : i + CHUNK], b[i : i + CHUNK])
        + HEADLINE_WEIGHT * _dots(told.headline, a[i : i + CHUNK], b[i : i + CHUNK])
        for i in range(0, len(a), CHUNK)
    ]
    more = ACTOR_WEIGHT + PREDICATE_WEIGHT + NUMBER_WEIGHT
    day = told.span[:, 1] - told.span[:, 0] <= _DAY_US
    once = np.array([not kinds().once.isdisjoint(words) for words in told.heads])
    rare = RARE_WEIGHT * np.minimum(told.rarity[a], told.rarity[b])
    rare += DAY_WEIGHT * (day[a] & day[b]) + ONCE_WEIGHT * (once[a] & once[b])
    named = np.where(told.nominal[a] & told.nominal[b], NOMINAL_WEIGHT, 0.0)
    most = (np.concatenate(words) if words else np.zeros(0)) + more + rare + named
    return np.where(told.bare[a] | told.bare[b], np.maximum(most, BARE), most) + 1e-6


def _scores(told: Told, a: Array, b: Array) -> tuple[Array, Array]:
    sentence, headline = _dots(told.sentence, a, b), _dots(told.headline, a, b)
    facts = np.array([_facts(told, i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True)], dtype=float)
    shared, strangers, kind, opposite, number, percent, together, elsewhere, points, once, remarks = facts.T
    width = told.span[:, 1] - told.span[:, 0]
    one_day = (width[a] <= _DAY_US) & (width[b] <= _DAY_US)
    rarity = np.minimum(told.rarity[a], told.rarity[b])
    same = (told.span[a] == told.span[b]).all(axis=1)
    named = told.nominal[a] & told.nominal[b] & same & (headline >= NOMINAL_HEADLINE)
    total = (
        SENTENCE_WEIGHT * sentence
        + HEADLINE_WEIGHT * headline
        + ACTOR_WEIGHT * shared
        + PREDICATE_WEIGHT * kind
        + NUMBER_WEIGHT * number
        + DAY_WEIGHT * one_day
        + RARE_WEIGHT * rarity
        + NOMINAL_WEIGHT * (named & one_day & (kind > 0))
        + ONCE_WEIGHT * once
        - SAME_ARTICLE * together
        - OPPOSITE * opposite
    )
    strange = (strangers > 0) & (sentence < FAMILIAR)
    factor = np.where(strange, STRANGERS, 1.0) * np.where(percent > 0, OTHER_PERCENT, 1.0)
    factor = factor * np.where(elsewhere > 0, ELSEWHERE, 1.0)
    factor = factor * np.where(remarks > 0, OTHER_REMARK, 1.0)
    like = np.maximum(total, 0.0) * factor
    return np.where((points > 0) & same & one_day, np.maximum(like, BARE), like), sentence


def _facts(told: Told, i: int, j: int) -> tuple[float | bool, ...]:
    """Compare two items' names, kinds, numbers, articles and places."""
    one, two = told.named[i], told.named[j]
    shared = len(one & two) / min(len(one), len(two)) if one and two else 0.0
    kind, other = told.kinds[i], told.kinds[j]
    counts, others = told.numbers[i], told.numbers[j]
    here, there = told.places[i], told.places[j]
    said, told_too = told.remark[i], told.remark[j]
    return (
        shared,
        bool(one and two) and not shared,
        not kind.isdisjoint(other),
        kinds().exclude(kind, other),
        bool(counts and others) and agree(counts, others),
        bool(counts and others) and _other_percent(counts, others),
        not told.articles[i].isdisjoint(told.articles[j]),
        bool(here and there) and here.isdisjoint(there),
        bool(told.bare[i] and kind <= told.heads[j]) or bool(told.bare[j] and other <= told.heads[i]),
        bool(shared) and not kinds().once.isdisjoint(told.heads[i] & told.heads[j]),
        said is not None and told_too is not None and said.isdisjoint(told_too),
    )


def _other_percent(one: frozenset[str], two: frozenset[str]) -> bool:
    """Say whether both give percentages and none is the same."""
    first, second = ({n for n in own if n.endswith("%")} for own in (one, two))
    return bool(first and second) and first.isdisjoint(second)


def _dots(rows: csr_matrix, a: Array, b: Array) -> Array:
    """Give the likeness of each pair of rows."""
    return np.asarray(rows[a].multiply(rows[b]).sum(axis=1)).ravel()
