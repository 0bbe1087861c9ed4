"""Explain one article by another: which sentences tell what the other tells, and in whose words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from timeline.narrative.lineage.documents import Document, Sentence

ALIKE = 0.3
"""Share of a sentence's weight that must be found in one or two neighbouring sentences of the other text."""
RUN = 5
"""Words in a row that count as the same words (Clough and Stevenson 2011 use runs of 1 to 5)."""
_PAIR = 0.5
"""Weight of two neighbouring words against the words themselves."""


@dataclass(frozen=True, slots=True)
class Match:
    """Hold a sentence of the target and where the source tells it; ``share`` of its weight, 0 to 1."""

    source: tuple[int, int]
    target: tuple[int, int]
    share: float


@dataclass(frozen=True, slots=True)
class Explained:
    """Hold how much of a target a source explains.

    ``score`` is the share of the target's weight in matched sentences, ``own`` the same outside quotations,
    ``verbatim`` the share of its words in runs of five that the source has too, ``quoted`` the words of such
    runs inside quotations.
    """

    score: float
    own: float
    verbatim: float
    quoted: int
    matches: tuple[Match, ...]
    sentences: int


def explain(source: Document, target: Document, weights: Mapping[str, float]) -> Explained:
    """Measure how much of ``target`` stands in ``source``."""
    index = _index(source, weights)
    matches: list[Match] = []
    total = found = own_total = own_found = 0.0
    for sentence in target.sentences:
        features = _features(sentence, weights)
        weight = sum(features.values())
        if not weight:
            continue
        best, at = _best(features, index, len(source.sentences))
        own = sum(
            w for w, q in zip(map(weights.__getitem__, sentence.stems), sentence.quoted, strict=True) if not q
        )
        share = best / weight
        total += weight
        own_total += own
        if share >= ALIKE:
            found += best
            own_found += own * share
            span = (source.sentences[at].begin, source.sentences[at].end)
            matches.append(Match(span, (sentence.begin, sentence.end), share))
    verbatim, quoted = _same_words(source, target)
    return Explained(
        found / total if total else 0.0,
        own_found / own_total if own_total else 0.0,
        verbatim,
        quoted,
        tuple(matches),
        len(target.sentences),
    )


def _features(sentence: Sentence, weights: Mapping[str, float]) -> dict[str | tuple[str, str], float]:
    """Give the telling words of a sentence and their neighbourhoods, with weights."""
    telling = [w for w in sentence.stems if weights[w] > 0]
    out: dict[str | tuple[str, str], float] = {w: weights[w] for w in telling}
    for one, two in pairwise(telling):
        out[(one, two)] = _PAIR * (weights[one] + weights[two]) / 2
    return out


def _index(source: Document, weights: Mapping[str, float]) -> dict[str | tuple[str, str], list[int]]:
    index: dict[str | tuple[str, str], list[int]] = {}
    for number, sentence in enumerate(source.sentences):
        for feature in _features(sentence, weights):
            index.setdefault(feature, []).append(number)
    return index


def _best(
    features: Mapping[str | tuple[str, str], float],
    index: Mapping[str | tuple[str, str], Sequence[int]],
    count: int,
) -> tuple[float, int]:
    """Find the sentence that tells most of the features, it and the next one taken together."""
    alone = [0.0] * (count + 1)
    windows = [0.0] * (count + 1)
    for feature, weight in features.items():
        seen = -2
        for number in index.get(feature, ()):
            alone[number] += weight
            windows[number] += weight
            if number - 1 > seen and number:
                windows[number - 1] += weight
            seen = number
    if not count:
        return 0.0, 0
    at = max(range(count), key=windows.__getitem__)
    best = at if alone[at] >= alone[min(at + 1, count - 1)] else at + 1
    return windows[at], best


def _same_words(source: Document, target: Document) -> tuple[float, int]:
    """Give the share of the target's words in common runs, and the words of such runs inside quotations."""
    runs = {s.stems[i : i + RUN] for s in source.sentences for i in range(len(s.stems) - RUN + 1)}
    words = same = quoted = 0
    for sentence in target.sentences:
        marks = [False] * len(sentence.stems)
        for i in range(len(sentence.stems) - RUN + 1):
            if sentence.stems[i : i + RUN] in runs:
                marks[i : i + RUN] = [True] * RUN
        words += len(marks)
        same += sum(marks)
        quoted += sum(m and q for m, q in zip(marks, sentence.quoted, strict=True))
    return (same / words if words else 0.0), quoted
