"""Choose the sentences that tell a day best, without saying anything twice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer

from timeline.events.lexicon import english

SAME_WORDS: Final = 0.5
"""Share of common words (Jaccard) from which two sentences count as one: half of all different words."""
WORDS_OF_A_SENTENCE: Final = (6, 35)
"""A shorter one seldom says what happened, a longer one says several things."""
REPEATED: Final = 0.7
"""What likeness to a sentence that is already chosen costs (maximal marginal relevance)."""
CENTRE: Final = 0.8
"""Weight of being like what else is told of the day; the rest is the weight of the sentence's event."""
FAULTS: Final = {"basis": 0.7, "hedged": 0.85, "modality": 0.8, "field": 0.8, "leans": 0.7}
"""Factors for what speaks against a sentence: its day is not in it, it is said with reserve, it is of what is
only planned, it is a headline, or it needs the sentence before it ("But he said")."""
UNREADABLE: Final = 0.05
"""Factor for a stub or a very long sentence: taken where there is nothing else."""
WORTH: Final = 0.3
"""Share of the best sentence's worth that another must have: rather one sentence than an odd second."""

_WORD: Final = re.compile(r"\w+")
_BULLET: Final = re.compile(r"^[-–—•*·▪►]\s+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Hold a sentence of a day, its worth and its words."""

    text: str
    event: str
    worth: float
    bag: frozenset[str]
    row: int


def told_days(statements: pl.DataFrame, days: Sequence[date], number: int) -> dict[date, list[str]]:
    """Give for each day at most ``number`` sentences, the best first; fewer where the others are far worse.

    ``statements`` are those of a ``Ranking``. A sentence is worth what it shares with the other statements of
    the day and what its event weighs; each event speaks once before one speaks twice. Of equal ones the
    earliest published wins.
    """
    kept = statements.filter(pl.col("day").is_in(list(days)) & (pl.col("sentence") != ""))
    if kept.is_empty() or number < 1:
        return {day: [] for day in days}
    kept = kept.sort("published", "event_mention_id", nulls_last=True)
    vectors = _vectors(kept["sentence"].to_list())
    rows: dict[date, list[int]] = {day: [] for day in days}
    for place, day in enumerate(kept["day"].to_list()):
        rows[day].append(place)
    table = kept.to_dicts()
    return {day: _chosen(_candidates(table, own, vectors), vectors, number) for day, own in rows.items()}


def _vectors(sentences: Sequence[str]) -> Any:
    try:
        return TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\w+").fit_transform(sentences)
    except ValueError:  # nothing but marks
        return TfidfVectorizer(analyzer="char").fit_transform(sentences)


def _candidates(table: Sequence[dict[str, Any]], own: Sequence[int], vectors: Any) -> list[_Candidate]:
    """Weigh the sentences of one day; the same words in several articles are one candidate."""
    if not own:
        return []
    weights = np.array([max(table[place]["weight"], 1e-6) for place in own])
    centre = np.asarray(weights @ vectors[own]).ravel()
    alike = np.asarray(vectors[own] @ (centre / (np.linalg.norm(centre) or 1.0))).ravel()
    events: dict[str, float] = {}
    for place, weight in zip(own, weights, strict=True):
        key = _event(table[place])
        events[key] = max(events.get(key, 0.0), table[place]["score"]) + 1e-3 * float(weight)
    most = max(events.values()) or 1.0
    found: dict[str, _Candidate] = {}
    for place, like in zip(own, alike, strict=True):
        row = table[place]
        text = _BULLET.sub("", row["sentence"])
        worth = CENTRE * float(like) + (1 - CENTRE) * events[_event(row)] / most
        bag = frozenset(_WORD.findall(text.lower()))
        one = _Candidate(text, _event(row), round(worth * _faults(row, text) * row["focus"], 9), bag, place)
        if bag and (text not in found or found[text].worth < one.worth):
            found[text] = one
    return list(found.values())


def _chosen(candidates: list[_Candidate], vectors: Any, number: int) -> list[str]:
    """Take sentences one by one: worth less likeness to those taken; no event twice before each spoke."""
    chosen: list[_Candidate] = []
    least = WORTH * max((one.worth for one in candidates), default=0.0)
    left = sorted((one for one in candidates if one.worth >= least), key=lambda one: (-one.worth, one.row))
    repeats = dict.fromkeys((one.row for one in left), 0.0)
    while left and len(chosen) < number:
        spoken = {one.event for one in chosen}
        best = max(left, key=lambda one: (one.event not in spoken, one.worth - REPEATED * repeats[one.row]))
        chosen.append(best)
        left = [one for one in left if overlap(one.bag, best.bag) < SAME_WORDS]
        if left:
            places = [one.row for one in left]
            alike = np.asarray((vectors[places] @ vectors[best.row].T).todense()).ravel()
            for place, like in zip(places, alike, strict=True):
                repeats[place] = max(repeats[place], float(like))
    return [one.text for one in chosen]


def _event(row: dict[str, Any]) -> str:
    return str(row["event_id"] or row["event_mention_id"])


def _faults(row: dict[str, Any], text: str) -> float:
    factor = 1.0 if _reads_well(text) else UNREADABLE
    faults = {
        "basis": row["basis"] != "stated",
        "hedged": bool(row["hedged"]),
        "modality": row["modality"] != "happened",
        "field": row["field"] == "title",
        "leans": _leans(text),
    }
    for name, found in faults.items():
        factor *= FAULTS[name] if found else 1.0
    return factor


def _reads_well(text: str) -> bool:
    return WORDS_OF_A_SENTENCE[0] <= len(text.split()) <= WORDS_OF_A_SENTENCE[1]


def _leans(text: str) -> bool:
    """Say whether a sentence begins with a word that points at the one before it, or not with a beginning.

    >>> _leans("But prices rose."), _leans("Prices rose.")
    (True, False)
    """
    words = _WORD.findall(text[:60].lower())
    if not words or text[:1].islower():
        return True
    cues = english()
    return any(cues.has(name, words[0]) for name in ("words.connectives", "words.personal"))


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Give the share of words that two sets have in common."""
    return len(a & b) / (len(a | b) or 1)
