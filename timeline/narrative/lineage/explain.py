"""Explain one article by another: which sentences tell what the other tells, and in whose words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from timeline.narrative.lineage.documents import Document
from timeline.narrative.lineage.runs import RUN
from timeline.narrative.lineage.tokens import Flags, Ids, joined, key

ALIKE = 0.3
"""Share of a sentence's weight that must be found in one or two neighbouring sentences of the other text."""
STRONG = 8.0
"""Weight that must be found, unless the sentence is the same: a single rare word weighs up to six."""
SAME = 0.9
"""Share of its weight from which a sentence is the same."""
EDGES = 0.25
"""Share of the shorter text up to which what two texts of an outlet begin and end with is not their own."""
MOSTLY = 0.8
"""Share of stock from which an article is itself what is printed again and again."""
RETOLD = 0.5
"""Share of the weight of a quotation that a sentence must have to tell it in indirect speech."""
RETOLD_LENGTH = 8
"""Words of the shortest quotation of which that can be told: what is shorter stands everywhere."""
UNNAMED = 2 * STRONG
"""Weight that a sentence which names nobody must have of a quotation to tell it."""
SHORT_LINE = 8
"""Words below which a line after what an outlet ends its articles with is a credit."""
_STEM_BYTES = 8
NONE = (0, 0)
"""No sentences around an article."""
_PAIR = 0.5
"""Weight of two neighbouring words against the words themselves."""

Weighed = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Match:
    """Hold a sentence of the target and where the source tells it.

    ``share`` of its weight is found there (0 to 1), ``strength`` is that weight, ``number`` its place in the
    target and ``place`` that of the first of the two sentences of the source.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    share: float
    strength: float
    number: int
    place: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Hold how much of a target a source explains.

    ``score`` is the share of the target's weight in matched sentences, ``own`` the same outside quotations,
    ``verbatim`` the share of its words in runs of five that the source has too. Of the words in
    such runs ``quoted`` counts those that one of the two texts quotes, ``told`` the ordinary ones of the
    others and ``longest`` the most of these in a row.
    """

    score: float
    own: float
    verbatim: float
    quoted: int
    told: int
    longest: int
    matches: tuple[Match, ...]
    sentences: int


class Reader:
    """Hold a document with its features weighed, made once for all the pairs it is in.

    ``runs`` are the keys of its runs of words, sorted, which begin at the words ``run_at``; ``tells`` says of
    each whether it stands outside what somebody says.
    """

    def __init__(self, document: Document, weights: Weighed, stock: Ids) -> None:
        """Take the weights of its words; sentences that are mostly ``stock`` (keys of runs) do not count."""
        self.document = document
        self.count = len(document.begin)
        self._runs(stock)
        live = ~self.dull[document.sentence] if self.count else np.zeros(0, np.bool_)
        self.told = Told(document, weights, live, self.count)
        self.weights = weights
        self._live = live
        unquoted = np.where(live & ~document.quoted, weights, 0.0)
        self.own = np.bincount(document.sentence, unquoted, minlength=self.count)
        self.own_total = float(self.own[self.told.weights > 0].sum())

    @cached_property
    def whole(self) -> "Reader":
        """Give the same article with what its outlet prints again and again."""
        return Reader(self.document, self.weights, np.zeros(0, np.uint64)) if self.stocked else self

    def repeats(self, other: "Reader") -> bool:
        """Say whether something that its outlet prints again and again stands in the other too."""
        return any(_among(self._stock, runs).any() for runs in (other.runs, other._stock))

    @cached_property
    def sentences(self) -> list[bytes]:
        """Give the stems of each sentence, to compare them; none of those that quote somebody."""
        stems, starts = self.document.stem.tobytes(), [_STEM_BYTES * at for at in self.starts]
        spans = zip(starts, starts[1:], self.cited, strict=False)
        return [b"" if quoted else stems[begin:end] for begin, end, quoted in spans]

    @cached_property
    def cited(self) -> list[int]:
        """Count the quoted words of each sentence."""
        told = self.document
        counts: list[int] = np.bincount(told.sentence[told.quoted], minlength=self.count).tolist()
        return counts

    @cached_property
    def starts(self) -> list[int]:
        """Give the first word of each sentence, and the number of all words."""
        starts: list[int] = np.searchsorted(self.document.sentence, np.arange(self.count + 1)).tolist()
        return starts

    @cached_property
    def plain(self) -> "Told":
        """Give the ordinary words alone."""
        return Told(self.document, self.weights, self._live & self.document.ordinary, self.count)

    def _runs(self, stock: Ids) -> None:
        """Find the runs of words inside sentences; ``dull`` sentences are mostly made of stock phrases."""
        sentence = self.document.sentence
        keys = key(joined(self.document.stem, RUN))
        inside = sentence[: len(keys)] == sentence[RUN - 1 :] if len(keys) else np.zeros(0, np.bool_)
        at = np.flatnonzero(inside)
        order = np.argsort(keys[at])
        at, keys = at[order], keys[at][order]
        known = _among(keys, stock)
        if known.size and known.mean() >= MOSTLY:
            known[:] = False
        self.stocked, self._stock = bool(known.any()), keys[known]
        places = np.bincount(sentence[at], minlength=self.count)
        self.dull = np.bincount(sentence[at], known, minlength=self.count) * 2 > places
        self.repeated = float(self.dull.mean()) if self.count else 0.0
        self.run_at, self.runs = at[~known], keys[~known]
        speech = np.append(0, np.cumsum(self.document.spoken))
        quoted = speech[self.run_at + RUN] - speech[self.run_at] > RUN // 2
        self.told_runs = self.runs[~quoted]
        self.tells = _among(self.runs, self.told_runs)


class Told:
    """Hold the weighed features of sentences, sorted: words, and neighbours among those that tell."""

    def __init__(self, document: Document, weights: Weighed, live: Flags, count: int) -> None:
        """Weigh the live words of each sentence and their neighbourhoods."""
        telling = live & (weights > 0)
        stem, sentence, weight = document.stem[telling], document.sentence[telling], weights[telling]
        beside = np.flatnonzero(sentence[1:] == sentence[:-1]) if len(stem) > 1 else np.zeros(0, np.int64)
        keys = np.append(stem, joined(stem, 2)[beside] if len(beside) else stem[:0])
        places = np.append(sentence, sentence[beside])
        values = np.append(
            weight, _PAIR * (weight[beside] + weight[beside + 1] if len(beside) else beside) / 2
        )
        order = np.argsort(keys, kind="stable")
        keys, places, values = keys[order], places[order], values[order]
        if len(keys):
            new = np.append(True, (keys[1:] != keys[:-1]) | (places[1:] != places[:-1]))
            keys, places, values = keys[new], places[new], values[new]
        self.keys, self.places, self.values, self.count = keys, places, values, count
        self.first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else places[:0]
        self.different, self.often = keys[self.first], np.diff(np.append(self.first, len(keys)))
        self.weights = np.bincount(places, values, minlength=count)
        self.total = float(self.weights.sum())

    def found_in(self, source: "Told", least: float = 0.0) -> tuple[Numbers, Numbers, Weighed]:
        """Give the sentences that ``source`` tells too: their numbers, its sentences, the weight found.

        A sentence is sought in every sentence of the source and the one after it, taken together; ``least``
        must be found of it, unless it is nearly the same.
        """
        none = np.zeros(0, np.int64)
        if not len(source.keys):
            return none, none, np.zeros(0)
        at = np.minimum(np.searchsorted(source.different, self.keys), len(source.different) - 1)
        both = np.flatnonzero(source.different[at] == self.keys)
        if not len(both):
            return none, none, np.zeros(0)
        low, often = source.first[at[both]], source.often[at[both]]
        mine = np.repeat(both, often)
        offset = np.arange(len(mine)) - np.repeat(np.cumsum(often) - often, often)
        theirs = source.places[np.repeat(low, often) + offset]
        cell, weight = self.places[mine] * source.count + theirs, self.values[mine]
        size = self.count * source.count
        alone = np.bincount(cell, weight, minlength=size).reshape(self.count, source.count)
        both = np.flatnonzero((mine[1:] == mine[:-1]) & (theirs[1:] == theirs[:-1] + 1))
        windows = alone - np.bincount(cell[both], weight[both], minlength=size).reshape(alone.shape)
        windows[:, :-1] += alone[:, 1:]
        at = windows.argmax(axis=1)
        rows = np.arange(self.count)
        best = windows[rows, at]
        after = np.minimum(at + 1, source.count - 1)
        at = np.where(alone[rows, at] >= alone[rows, after], at, after)
        enough = (best >= least) | (best >= SAME * self.weights)
        found = np.flatnonzero((self.weights > 0) & (best >= ALIKE * self.weights) & enough)
        return found, at[found], best[found]


def edges(one: Reader, two: Reader) -> tuple[tuple[int, int], tuple[int, int]]:
    """Count of each article the sentences at its beginning and end that the other has in the same words.

    In one outlet they are what it prints around its articles; none where they are a quarter of either text. A
    short last line that is its own, as of a photographer, may follow them.
    """
    cut = [reader.sentences for reader in (one, two)]
    head = _alike_from_the_start(*cut)
    after = [len(sentences[-1:]) and len(sentences[-1]) < SHORT_LINE * _STEM_BYTES for sentences in cut]
    feet = [
        (_alike_from_the_start(cut[0][::-1][m:], cut[1][::-1][n:]), m, n)
        for m in range(1 + after[0])
        for n in range(1 + after[1])
    ]
    foot, m, n = max(feet, key=lambda found: found[0])
    alike = cut[0][:head] + cut[0][::-1][m : m + foot]
    most = EDGES * min(len(one.document.stem), len(two.document.stem))
    if head + foot >= min(map(len, cut)) or sum(map(len, alike)) // _STEM_BYTES > most:
        return NONE, NONE
    return (head, foot + m if foot else 0), (head, foot + n if foot else 0)


def _alike_from_the_start(one: Sequence[bytes], two: Sequence[bytes]) -> int:
    pairs = zip(one, two, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b or not a), min(len(one), len(two)))


def explain(source: Reader, target: Reader, around: tuple[int, int] = NONE) -> Explained:
    """Measure how much of ``target``, but for the sentences ``around`` it (edges), stands in ``source``."""
    numbers, at, strength = target.told.found_in(source.told, STRONG)
    own = (numbers >= around[0]) & (numbers < target.count - around[1])
    numbers, at, strength = numbers[own], at[own], strength[own]
    shares = strength / target.told.weights[numbers]
    verbatim, quoted, told, longest = _same_words(source, target, around)
    there, here = source.document, target.document
    matches = zip(
        zip(there.begin[at].tolist(), there.end[at].tolist(), strict=True),
        zip(here.begin[numbers].tolist(), here.end[numbers].tolist(), strict=True),
        shares.tolist(),
        strength.tolist(),
        numbers.tolist(),
        at.tolist(),
        strict=True,
    )
    return Explained(
        _ratio(float(strength.sum()), target.told.total),
        _ratio(float((target.own[numbers] * shares).sum()), target.own_total),
        verbatim,
        quoted,
        told,
        longest,
        tuple(Match(*match) for match in matches),
        target.count,
    )


def in_order(matches: Sequence[Match]) -> float:
    """Give how far sentences are told in the order of the source: 1 all, 0 as chance has it, -1 turned round.

    >>> in_order([Match((0, 1), (0, 1), 1.0, 9.0, n, place) for n, place in enumerate((2, 5, 4))])
    0.3333333333333333
    """
    places = np.array([match.place for match in matches])
    after = np.sign(places[None, :] - places[:, None])[np.triu_indices(len(places), 1)]
    return _ratio(float(after.sum()), float(np.abs(after).sum()))


def wording(source: Reader, target: Reader) -> float:
    """Give the share of the target's ordinary words that ``source`` has, as ``score`` is of all its words."""
    _, _, strength = target.plain.found_in(source.plain)
    return _ratio(float(strength.sum()), target.plain.total)


def points(source: Reader, target: Reader, places: Sequence[int]) -> bool:
    """Say whether ``source`` tells a sentence for which ``target`` names its outlet, at one of ``places``.

    A by-line and the like say nothing of what is from there; then any article of the outlet can be meant.
    """
    document = target.document
    at = np.searchsorted(document.begin, places, side="right") - 1
    inside = at[(at >= 0) & (np.array(places) < document.end[at])] if len(document.begin) else at[:0]
    own = target.plain.weights[inside]
    if not len(inside) or np.min(own) < STRONG:
        return True
    told = (target.told.found_in(source.told)[0], target.plain.found_in(source.plain)[0])
    return bool(np.isin(inside, np.concatenate(told)).any())


def retold(source: Reader, target: Reader, matches: Sequence[Match]) -> int:
    """Count the words of one article's quotations that the other tells in other words.

    The sentence that tells them must name somebody whom the quotation's sentence names too, or have words of
    it in a row, and have half of the weight of what is quoted.
    """
    return sum(max(_indirect(source, target, m), _indirect(target, source, _turned(m))) for m in matches)


def lost(one: Reader, two: Reader, matches: Sequence[Match]) -> tuple[int, int]:
    """Count the names and numbers of the sentences that both tell: lost in the second, lost in the first.

    ``matches`` explain the second by the first.
    """
    return _missing(one, two, [m.place for m in matches]), _missing(two, one, [m.number for m in matches])


def _missing(one: Reader, other: Reader, sentences: Sequence[int]) -> int:
    """Count the names and numbers in sentences of one article that the other has nowhere."""
    told = one.document
    details = ~told.ordinary & ~told.quoted & (one.weights > 0) & np.isin(told.sentence, sentences)
    return int((~np.isin(np.unique(told.stem[details]), other.document.stem)).sum())


def _turned(match: Match) -> Match:
    return Match(match.target, match.source, match.share, match.strength, match.place, match.number)


def _indirect(source: Reader, target: Reader, match: Match) -> int:
    """Count the telling words of a quotation that a sentence tells in other words; 0 if it does not.

    What is quoted may go on in the next sentence.
    """
    first, last = match.place, min(match.place + 1, source.count - 1)
    starts, here = source.starts, slice(*target.starts[match.number : match.number + 2])
    pieces = ((first, first), (first, last), (last, last))
    quoting = [(one, end) for one, end in pieces if sum(source.cited[one : end + 1]) >= RETOLD_LENGTH]
    there = (slice(starts[one], starts[end + 1]) for one, end in quoting)
    return max((_retold_in(source, words, target, here) for words in there), default=0)


def _retold_in(source: Reader, there: slice, target: Reader, here: slice) -> int:
    """Count the telling words that are quoted in one place and stand in the other; 0 if they do not show it.

    Whoever names nobody of the quotation's sentences must have five of its words in a row.
    """
    quoted = source.document.quoted[there]
    stems, words = source.document.stem[there], target.document.stem[here]
    different, first = np.unique(stems[quoted], return_index=True)
    weights = source.weights[there][quoted][first]
    same = np.isin(different, words)
    found = weights[same].sum()
    if found < max(RETOLD * weights.sum(), STRONG):
        return 0
    names = ~source.document.ordinary[there] & ~quoted & (source.weights[there] > 0)
    named = np.isin(stems[names], words[~target.document.ordinary[here]]).any()
    if not named and (found < UNNAMED or not _in_a_row(stems[quoted], words)):
        return 0
    return int((weights[same] > 0).sum())


def _in_a_row(one: Ids, two: Ids) -> bool:
    return bool(np.isin(joined(one, RUN), joined(two, RUN)).any())


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _among(keys: Ids, known: Ids) -> Flags:
    """Say which keys are among sorted ones."""
    if not len(known) or not len(keys):
        return np.zeros(len(keys), np.bool_)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: Flags = known[at] == keys
    return found


def _same_words(source: Reader, target: Reader, around: tuple[int, int]) -> tuple[float, int, int, int]:
    """Give the share of the target's words in common runs; how many are quoted, told, told in a row."""
    words = len(target.document.stem)
    common = np.flatnonzero(_among(target.runs, source.runs))
    if not len(common):
        return 0.0, 0, 0, 0
    inside = target.document.sentence
    own = (inside >= around[0]) & (inside < target.count - around[1])
    same = _covered(target.run_at[common], words) & own
    telling = common[target.tells[common] & _among(target.runs[common], source.told_runs)]
    told = _covered(target.run_at[telling], words) & ~target.document.spoken & own
    ordinary = told & target.document.ordinary
    edges = np.flatnonzero(np.diff(np.concatenate([[0], told.astype(np.int8), [0]])))
    sums = np.append(0, np.cumsum(ordinary))
    rows = sums[edges[1::2]] - sums[edges[::2]]
    return (
        _ratio(int(same.sum()), words),
        int((same & ~told).sum()),
        int(ordinary.sum()),
        int(rows.max(initial=0)),
    )


def _covered(starts: Numbers, words: int) -> Flags:
    """Say which words are part of a run that begins at one of ``starts``."""
    change = np.zeros(words + RUN + 1, dtype=np.int64)
    change[starts] += 1
    change[starts + RUN] -= 1
    covered: Flags = np.cumsum(change)[:words] > 0
    return covered
