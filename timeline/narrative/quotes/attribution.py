"""Find who says a quotation and by which cue, in the words before, between and after it.

News attributes in few shapes: "…," said NAME · "…," NAME said · NAME said, "…" · NAME said that "…" ·
according to NAME, "…" · NAME: "…". The verb is found by a list of reporting verbs, its subject by the
boundaries of the clause around it. Words are counted here, not code points: ``Source.at`` gives these.
"""

from collections.abc import Sequence
from typing import NamedTuple

from timeline.narrative.quotes.lexicon import english
from timeline.narrative.quotes.segments import Stretch, Word

_FAR_AFTER = 40
"""Words after a quotation within which its cue stands: a name may carry a long apposition."""
_LONGEST_SOURCE = 12
_APPOSITIONS = frozenset(",)—–-")
_PARTS = frozenset(",()—–;")
_CLAUSE_MARKS = frozenset(',;:—–()“”"')
_PHRASE_MARKS = frozenset(",;:—–(")


class Attribution(NamedTuple):
    """Hold a source and its cue: offsets of both in the article; ``inverted`` is "said NAME"."""

    begin: int
    end: int
    cue_begin: int
    cue_end: int


class Source(NamedTuple):
    """Hold a source and its cue as words: first, and behind the last; ``inverted`` is "said NAME".

    ``genitive`` says that the cue is the mark at the end of the name.
    """

    first: int
    last: int
    cue_first: int
    cue_last: int
    inverted: bool = False
    genitive: bool = False

    def moved(self, by: int) -> "Source":
        """Count words from another word on."""
        first, last, cue_first, cue_last, inverted, genitive = self
        return Source(first + by, last + by, cue_first + by, cue_last + by, inverted, genitive)

    def at(self, found: Stretch, shift: int = 0) -> Attribution:
        """Give the offsets; ``shift`` is the word of the stretch from which on words were counted."""
        begin, end = found.begin_of(self.first + shift), found.end_of(self.last - 1 + shift)
        if self.genitive:
            return Attribution(begin, end - 2, end - 2, end)
        cue_end = found.end_of(self.cue_last - 1 + shift)
        return Attribution(begin, end, found.begin_of(self.cue_first + shift), cue_end)


_Phrase = tuple[int, int]
"""First word of a noun phrase, and the one behind its last."""


def after(found: Sequence[Word], strong_only: bool = False) -> Source | None:
    """Read an attribution off the words that follow a quotation, up to the end of the sentence."""
    start = 0
    while start < len(found) and found[start].mark:
        start += 1
    source = _after(found[start : start + _FAR_AFTER], strong_only)
    return source.moved(start) if source is not None and start else source


def _after(tail: Sequence[Word], strong_only: bool) -> Source | None:
    source = _according(tail)
    if source is not None and source.cue_first == 0:
        return source
    for i, word in enumerate(tail):
        if not word.cue and (strong_only or not word.weak):
            continue
        if i and (_in_relative(tail, i) or _noun(tail, i)):
            continue
        subject = _subject_before(tail, i)
        if subject is not None:
            return Source(*subject, i, i + 1)
        if not word.addressing and word.cue and all(w.adverb or w.mark for w in tail[:i]):
            following = _subject_after(tail, i + 1)
            if following is not None:
                return Source(*following, i, i + 1, inverted=True)
        if i > 3 and word.weak:
            break
    return source if source is not None and source.cue_first <= 3 else None


def before(found: Sequence[Word], colon: bool = False) -> Source | None:
    """Read an attribution off the words that lead up to a quotation, from the start of the sentence.

    ``colon`` says that a colon or comma introduces the quotation, so that weak cues and bare names count.
    """
    source = _according(found)
    first = source.cue_first if source is not None else -1
    sure: bool | None = None
    for i in range(len(found) - 1, max(first, 0), -1):
        word = found[i]
        if not word.cue and not (colon and word.weak):
            continue
        if _noun(found, i):
            continue
        if word.base and not _has_subject(found, i):
            sure = any(w.said for w in found) if sure is None else sure
            if sure:
                continue
        subject = _subject_of(found, i)
        if subject is not None:
            return Source(*subject, i, i + 1)
    if source is not None:
        return source
    return _owner(found) or (_bare(found) if colon else None)


def of_verb(found: Sequence[Word]) -> Source | None:
    """Read the subject of the verb that words end with as a source: "analysts such as Ann Lee doubted"."""
    i = len(found) - 1
    if not i or _noun(found, i):
        return None
    subject = _subject_of(found, i)
    return Source(*subject, i, i + 1) if subject is not None else None


def _owner(found: Sequence[Word]) -> Source | None:
    """Read a name in the genitive right before a quotation as its source: "Ann Lee's “gift”"."""
    if not found or not found[-1].cap or not found[-1].possessive:
        return None
    last = len(found)
    first = last - 1
    while first and found[first - 1].cap and not found[first - 1].possessive:
        first -= 1
    return Source(first, last, last - 1, last, genitive=True)


def _has_subject(found: Sequence[Word], i: int) -> bool:
    """Say whether a bare verb form has a pronoun or helping verb before it: a noun else ("the call")."""
    return found[i - 1].pronoun or found[i - 1].auxiliary or found[i].said


def _subject_of(found: Sequence[Word], i: int) -> _Phrase | None:
    """Find who does what the verb at ``i`` says; "…, calling it" has the subject of the verb before it."""
    if found[i].participle:
        for k in range(i - 1, 0, -1):
            if found[k].verb and not found[k].participle:
                subject = _subject_before(found, k)
                if subject is not None:
                    return subject
        return _main_subject(found[:i])
    return _subject_before(found, i) or _main_subject(found[:i])


def _in_relative(found: Sequence[Word], i: int) -> bool:
    """Say whether the verb at ``i`` belongs to "who said" inside the apposition of a name."""
    k = i - 1
    while k > 0 and (found[k].adverb or found[k].auxiliary):
        k -= 1
    return k > 0 and found[k].relative


def _noun(found: Sequence[Word], i: int) -> bool:
    """Say whether the word at ``i`` is a noun there: "the report", "a claim of", "in response to"."""
    previous, word = found[i - 1], found[i]
    if word.plural and (previous.figure or (word.cap and previous.cap)):
        # "26 states", "the United States"
        return True
    if previous.mark or word.said or word.past:
        return False
    return previous.determiner or previous.possessive or previous.before_noun


def _subject_before(found: Sequence[Word], i: int) -> _Phrase | None:
    """Find the noun phrase in front of the verb at ``i``: (first word, after the last)."""
    last = i
    while last and (found[last - 1].adverb or found[last - 1].auxiliary):
        last -= 1
    if not last:
        return None
    if found[last - 1].text in _APPOSITIONS:
        return _apposed(found, last)
    first = _clause_start(found, last)
    while first < last and (found[first].mark or found[first].adverb):
        first += 1
    return _named(found, first, last)


def _apposed(found: Sequence[Word], last: int) -> _Phrase | None:
    """Find the head in front of an apposition: "Htay Oo, its acting chairman, said"."""
    first = 0
    for k in range(last):
        if found[k].text not in _PARTS:
            continue
        opening = found[first]
        leads_away = opening.preposition or opening.opener
        if k > first and not leads_away and (opening.determiner or any(w.cap for w in found[first:k])):
            return _named(found, first, last)
        first = k + 1
    return None


def _clause_start(found: Sequence[Word], last: int) -> int:
    """Walk back from a verb to where the clause of its subject begins."""
    k = last
    while k:
        word = found[k - 1]
        if word.text in _CLAUSE_MARKS:
            break
        if word.opener and not (k < last and _joins(found, k, last)):
            break
        k -= 1
    return k


def _joins(found: Sequence[Word], k: int, last: int) -> bool:
    """Say whether the opener before ``k`` joins two names: "Sanders and Clinton said"."""
    return found[k - 1].joiner and k >= 2 and found[k - 2].cap and found[k].cap and last - k < 5


def _named(found: Sequence[Word], first: int, last: int) -> _Phrase | None:
    """Keep a noun phrase that can speak: with a name, a pronoun or a determiner; leading prepositions go."""
    if last - first > 1 and found[first].relative:
        first += 1
    while first < last and found[first].preposition:
        following = next(
            (k for k in range(first + 1, last) if found[k].cap or found[k].pronoun or found[k].determiner),
            None,
        )
        if following is None:
            return None
        first = following
    if first >= last:
        return None
    apposed = first > 1 and found[first - 1].text == "," and found[first - 2].cap
    for k in range(first, last):
        word = found[k]
        if k > first and word.relative and not apposed:
            # "a man who pours concrete told": the man; "Ann Lee, the engineer who told": the name
            return first, k
        if word.stands_alone:
            # "On Monday he said": the pronoun alone is the source.
            return k, k + 1
    phrase = found[first:last]
    if any(w.determiner or (w.cap and not w.opener) for w in phrase):
        return first, last
    nouns = any(len(w.low) > 3 and w.low.isalpha() for w in phrase)
    return (first, last) if nouns and not any(w.verb for w in phrase) else None


def _main_subject(found: Sequence[Word]) -> _Phrase | None:
    """Find the subject of the sentence for a second verb: "Ann Lee shrugged, then added"."""
    first = 0
    if found[0].preposition:
        comma = next((k for k, w in enumerate(found) if w.text == ","), None)
        if comma is None:
            return None
        first = comma + 1
    last = first
    while last < len(found) and not found[last].mark and not found[last].verb:
        if last > first and (found[last].relative or found[last].auxiliary):
            break
        last += 1
    return _named(found, first, last) if last > first else None


def _subject_after(found: Sequence[Word], i: int) -> _Phrase | None:
    """Find the noun phrase behind an inverted verb: "said Oren Etzioni, former CEO of"."""
    while i < len(found) and found[i].adverb:
        i += 1
    if i >= len(found) or found[i].mark or found[i].preposition or found[i].complementiser:
        return None
    if found[i].pronoun:
        # "said she encourages parents": the pronoun opens a clause, unless nothing follows it
        following = found[i + 1] if i + 1 < len(found) else None
        alone = following is None or following.mark or following.adverb or following.preposition
        return (i, i + 1) if alone else None
    last = i
    while last < len(found) and found[last].text not in _PHRASE_MARKS:
        word = found[last]
        # all prepositions but "of" and "for" lead away from the name
        leaves = word.preposition and not word.inside_name and not word.cap
        if last > i and (word.relative or leaves):
            break
        if last > i and word.finite and not word.cap:
            # "said the market had fallen": a clause of its own, not the speaker
            return None
        last += 1
    return _named(found, i, last)


def _according(found: Sequence[Word]) -> Source | None:
    """Find "according to NAME"."""
    for i in range(len(found) - 1):
        if found[i].introduces and is_according(found, i):
            subject = _subject_after(found, i + 2) or _noun_phrase(found, i + 2)
            return Source(*subject, i, i + 2) if subject is not None else None
    return None


def _noun_phrase(found: Sequence[Word], first: int) -> _Phrase | None:
    """Read "reports by three papers" behind "according to": all that stands there up to a mark."""
    last = first
    while last < len(found) and not found[last].mark and not found[last].relative:
        last += 1
    return (first, last) if first < last < first + _LONGEST_SOURCE else None


def is_according(found: Sequence[Word], i: int) -> bool:
    """Say whether "according to" and its like stand at a word."""
    following = found[i + 1].low if i + 1 < len(found) else ""
    return f"{found[i].low} {following}" in english().lists["cues.according_to"]


def _bare(found: Sequence[Word]) -> Source | None:
    """Read "NAME:" and "her answer:" as a source without a verb."""
    stop = len(found)
    while stop and found[stop - 1].determiner:
        stop -= 1
    if not stop or found[stop - 1].text != ":":
        return None
    subject = _named(found, _clause_start(found, stop - 1), stop - 1)
    if subject is None or subject[1] - subject[0] > 12:
        return None
    return Source(*subject, stop - 1, stop)
