"""Explain one article by another: which sentences tell what the other tells, and in whose words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from timeline.narrative.lineage.documents import Document, Sentence

ALIKE = 0.3
"""Share of a sentence's weight that must be found in one or two neighbouring sentences of the other text."""
RUN = 5
"""Words in a row that count as the same words (Clough and Stevenson 2011 use runs of 1 to 5)."""
_PAIR = 0.5
"""Weight of two neighbouring words against the words themselves."""

Feature = str | tuple[str, str]
Run = tuple[str, ...]
Stock = frozenset[Run]
"""Runs of words that an outlet puts into many of its articles."""


@dataclass(frozen=True, slots=True)
class Match:
    """Hold a sentence of the target and where the source tells it.

    ``share`` of its weight is found there (0 to 1), ``strength`` is that weight, ``number`` its place in the
    target.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    share: float
    strength: float
    number: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Hold how much of a target a source explains.

    ``score`` is the share of the target's weight in matched sentences, ``own`` the same outside quotations,
    ``wording`` the same of its ordinary words alone, ``verbatim`` the share of its words in runs of five that
    the source has too, ``quoted`` the words of such runs inside quotations, ``told`` those outside and
    ``longest`` the most of them in a row.
    """

    score: float
    own: float
    wording: float
    verbatim: float
    quoted: int
    told: int
    longest: int
    matches: tuple[Match, ...]
    sentences: int


class Reader:
    """Hold a document with its features weighed, made once for all the pairs it is in."""

    def __init__(self, document: Document, weights: Mapping[str, float], stock: Stock = frozenset()) -> None:
        """Weigh the sentences; those that are mostly ``stock`` count for nothing."""
        self.document = document
        sentences = document.sentences
        self.stock = stock
        dull = [_is_stock(s, stock) for s in sentences]
        self.told = Told([() if d else s.stems for s, d in zip(sentences, dull, strict=True)], weights)
        plain = [
            () if d else tuple(w for w, o in zip(s.stems, s.ordinary, strict=True) if o)
            for s, d in zip(sentences, dull, strict=True)
        ]
        self.plain = Told(plain, weights)
        self.own = [
            0.0 if d else sum(weights[w] for w, q in zip(s.stems, s.quoted, strict=True) if not q)
            for s, d in zip(sentences, dull, strict=True)
        ]
        self.own_total = sum(own for own, weight in zip(self.own, self.told.weights, strict=True) if weight)

    @cached_property
    def runs(self) -> frozenset[Run]:
        """Give the runs of words inside sentences."""
        return frozenset(runs(self.document)) - self.stock


class Told:
    """Hold the weighed features of sentences and where each feature stands."""

    def __init__(self, sentences: Sequence[Sequence[str]], weights: Mapping[str, float]) -> None:
        """Weigh the words of each sentence and their neighbourhoods."""
        self.features = [_features(stems, weights) for stems in sentences]
        self.weights = [sum(features.values()) for features in self.features]
        self.total = sum(self.weights)

    @cached_property
    def index(self) -> dict[Feature, list[int]]:
        """Give the sentences in which each feature stands."""
        index: dict[Feature, list[int]] = {}
        for number, features in enumerate(self.features):
            for feature in features:
                index.setdefault(feature, []).append(number)
        return index

    def found_in(self, source: "Told") -> list[tuple[int, int, float]]:
        """Give the sentences that ``source`` tells too: (number, its sentence, weight)."""
        out = []
        count = len(source.features)
        for number, weight in enumerate(self.weights):
            if not weight:
                continue
            best, at = _best(self.features[number], source.index, count)
            if best >= ALIKE * weight:
                out.append((number, at, best))
        return out


def runs(document: Document) -> Iterator[Run]:
    """Give the runs of five words inside the sentences of a document."""
    for s in document.sentences:
        for i in range(len(s.stems) - RUN + 1):
            yield s.stems[i : i + RUN]


def _is_stock(sentence: Sentence, stock: Stock) -> bool:
    """Say whether a sentence is mostly made of stock phrases."""
    places = len(sentence.stems) - RUN + 1
    if not stock or places < 1:
        return False
    return sum(sentence.stems[i : i + RUN] in stock for i in range(places)) > places / 2


def explain(source: Reader, target: Reader) -> Explained:
    """Measure how much of ``target`` stands in ``source``."""
    matches: list[Match] = []
    own_found = 0.0
    for number, at, strength in target.told.found_in(source.told):
        share = strength / target.told.weights[number]
        own_found += target.own[number] * share
        there, here = source.document.sentences[at], target.document.sentences[number]
        matches.append(Match((there.begin, there.end), (here.begin, here.end), share, strength, number))
    plain = sum(weight for _, _, weight in target.plain.found_in(source.plain))
    verbatim, quoted, told, longest = _same_words(source, target)
    return Explained(
        _ratio(sum(m.strength for m in matches), target.told.total),
        _ratio(own_found, target.own_total),
        _ratio(plain, target.plain.total),
        verbatim,
        quoted,
        told,
        longest,
        tuple(matches),
        len(target.document.sentences),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _features(stems: Sequence[str], weights: Mapping[str, float]) -> dict[Feature, float]:
    """Give the telling words of a sentence and their neighbourhoods, with weights."""
    telling = [w for w in stems if weights[w] > 0]
    out: dict[Feature, float] = {w: weights[w] for w in telling}
    for one, two in pairwise(telling):
        out[(one, two)] = _PAIR * (weights[one] + weights[two]) / 2
    return out


def _best(
    features: Mapping[Feature, float], index: Mapping[Feature, Sequence[int]], count: int
) -> tuple[float, int]:
    """Find the sentence that tells most of the features, it and the next one taken together."""
    alone: dict[int, float] = {}
    windows: dict[int, float] = {}
    for feature, weight in features.items():
        seen = -2
        for number in index.get(feature, ()):
            alone[number] = alone.get(number, 0.0) + weight
            windows[number] = windows.get(number, 0.0) + weight
            if number - 1 > seen and number:
                windows[number - 1] = windows.get(number - 1, 0.0) + weight
            seen = number
    if not windows:
        return 0.0, 0
    most = max(windows.values())
    at = min(number for number, weight in windows.items() if weight == most)
    after = min(at + 1, count - 1)
    return most, at if alone.get(at, 0.0) >= alone.get(after, 0.0) else after


def _same_words(source: Reader, target: Reader) -> tuple[float, int, int, int]:
    """Give the share of the target's words in common runs; how many are quoted, not quoted, in a row."""
    common = source.runs & target.runs
    words = quoted = told = longest = 0
    for sentence in target.document.sentences:
        stems = sentence.stems
        words += len(stems)
        if not common:
            continue
        marks = [False] * len(stems)
        for i in range(len(stems) - RUN + 1):
            if stems[i : i + RUN] in common:
                marks[i : i + RUN] = [True] * RUN
        row = 0
        for marked, inside in zip(marks, sentence.quoted, strict=True):
            quoted += marked and inside
            told += marked and not inside
            row = row + 1 if marked and not inside else 0
            longest = max(longest, row)
    return _ratio(quoted + told, words), quoted, told, longest
