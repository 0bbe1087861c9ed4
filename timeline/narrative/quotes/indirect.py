"""Find reported speech without marks: indirect speech, and direct speech whose marks an export lost."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from timeline.narrative.quotes import attribution, segments
from timeline.narrative.quotes.attribution import Attribution
from timeline.narrative.quotes.lexicon import english
from timeline.narrative.quotes.segments import Stretch, Word

_ANY_MARK = re.compile(r"[“”„«»\"「」]|``|''")
_FEWEST = 3
"""Words: less than that is no reported clause."""
_NOUN_PHRASE = 4
_ADDRESSEE = 6
"""Words between "told" and the clause in which the addressee stands."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Hold a reported clause: its span, who says it, and whether it follows the clause ("…, he said")."""

    begin: int
    end: int
    said: Attribution
    trailing: bool


def has_marks(text: str) -> bool:
    """Say whether a text holds any double quotation mark."""
    return bool(_ANY_MARK.search(text))


def is_stripped(text: str) -> bool:
    """Say whether an export took the marks and apostrophes out of a text.

    >>> is_stripped("We didnt know, said Ann Lee."), is_stripped("“We didn’t know,” said Ann Lee.")
    (True, False)
    """
    if has_marks(text):
        return False
    return not english().lists["grammar.lost_apostrophes"].isdisjoint(text.lower().split())


def reported(text: str, marked: Sequence[tuple[int, int]], cues: Sequence[int]) -> list[Reported]:
    """List the reported clauses outside ``marked`` sentences, from left to right.

    ``cues`` are the places of words that report, as ``cue_places`` gives them: only the sentences around them
    are cut into words.

    >>> t = "Profits rose, Acme said. Ann Lee said that they would fall."
    >>> [t[r.begin : r.end] for r in reported(t, [], [19, 33])]
    ['Profits rose', 'they would fall']
    """
    out = []
    number, last = 0, len(cues)
    begins = [b for b, _ in marked]
    whole = segments.lined(text)
    while number < last:
        cue = cues[number]
        before = bisect_right(begins, cue) - 1
        if before >= 0 and marked[before][1] > cue:
            number += 1
            continue
        begin, end = segments.sentence_at(whole, cue)
        found = _outside(text, begin, end, marked)
        out += [found] if found is not None else []
        while number < last and cues[number] < end:
            number += 1
    return out


def _outside(text: str, begin: int, end: int, marked: Sequence[tuple[int, int]]) -> Reported | None:
    """Read the reported clause of a sentence that no quotation in marks touches."""
    said = text[begin:end]
    first = begin + len(said) - len(said.lstrip())
    last = begin + len(said.rstrip())
    for b, e in marked:
        if b < last and e > first:
            return None
    return _of_sentence(segments.stretch(text, first, last)) if last > first else None


def cue_places(texts: pl.Series) -> list[list[int]]:
    """Find the words without one of which a sentence reports no speech, in all texts at once.

    Gives code points, per text. Words are cut at ASCII letters, which finds a few too many: the sentence
    is read anyway.

    >>> cue_places(pl.Series(["Ann Lee said so. It rained, he says.", ""]))
    [[8, 31], []]
    """
    mark = next(c for c in map(chr, range(0xE000, 0xF8FF)) if not texts.str.contains(c, literal=True).any())
    cues = "|".join(sorted(english().reports, key=lambda word: (-len(word), word)))
    parts = texts.str.replace_all(rf"(?i)(?-u:\b)(?:{cues})(?-u:\b)", f"{mark}$0").str.split(mark)
    sizes = pl.DataFrame({"parts": parts}).select(pl.col("parts").list.eval(pl.element().str.len_chars()))
    return [list(accumulate(row[:-1])) for row in sizes["parts"].to_list()]


def _of_sentence(sentence: Stretch) -> Reported | None:
    words = sentence.words
    if words[-1].text == ":":
        # it introduces what follows
        return None
    for i, word in enumerate(words):
        if not word.reports:
            continue
        according = word.introduces and attribution.is_according(words, i)
        if not (word.reporting or according):
            continue
        found = _trailing(sentence, i, according)
        if found is None:
            found = _according(sentence, i) if according else _leading(sentence, i)
        if found is not None:
            return found
    return None


def _trailing(sentence: Stretch, i: int, according: bool) -> Reported | None:
    """Read "CLAUSE, NAME said" and "CLAUSE, said NAME"."""
    words = sentence.words
    comma = next((k for k in range(i - 1, -1, -1) if words[k].text == ","), -1)
    if comma < _FEWEST - 1:
        return None
    tail = words[comma + 1 :]
    if tail[0].preposition and not according:
        return None
    source = attribution.after(tail, strong_only=True)
    if source is None or (not source.inverted and _reports_on(words, i)):
        return None
    subject = tail[source.first : source.last]
    if source.inverted and len(subject) > _NOUN_PHRASE and not any(word.cap for word in subject[:3]):
        # "said every lab now divided the world": what follows is the clause
        return None
    end = sentence.end_of(comma - 1)
    return Reported(sentence.begin_of(0), end, source.at(sentence, comma + 1), trailing=True)


def _reports_on(words: Sequence[Word], i: int) -> bool:
    """Say whether a clause follows the cue, so that what stands before it is no reported clause."""
    rest = words[i + 1 :]
    if not rest:
        return False
    if rest[0].complementiser or len(rest) > 8:
        return not rest[0].preposition
    clause = len(rest) > _FEWEST and any(w.finite for w in rest[1:])
    return clause or rest[0].third_person


def _leading(sentence: Stretch, i: int) -> Reported | None:
    """Read "NAME said (that) CLAUSE"."""
    words = sentence.words
    source = attribution.before(words[: i + 1])
    if source is None or source.cue_first != i or source.genitive:
        return None
    k, last = i + 1, len(words)
    if words[i].naming:
        # "called it a gift": only with a pronoun for what is named, else the words are the reporter's
        if k >= last or not words[k].object or last - k <= _FEWEST:
            return None
        k += 1
    else:
        window = range(k, min(k + _ADDRESSEE, last))
        that = next((m for m in window if words[m].complementiser), None)
        if that is not None:
            k = that + english().has("grammar.that", words[that].low)
        elif k < last and (words[k].preposition or words[k].mark):
            return None
        if last - k < _FEWEST:
            return None
    return Reported(sentence.begin_of(k), sentence.end_of(-1), source.at(sentence), trailing=False)


def _according(sentence: Stretch, i: int) -> Reported | None:
    """Read "according to NAME, CLAUSE" and "CLAUSE, according to NAME"."""
    words = sentence.words
    source = attribution.after(words[i:], strong_only=True)
    if source is None:
        return None
    said = source.at(sentence, i)
    if i >= _FEWEST:
        end = sentence.begin_of(i - 1) if words[i - 1].text == "," else sentence.end_of(i - 1)
        return Reported(sentence.begin_of(0), end, said, trailing=True)
    comma = next((k for k in range(i + source.last, len(words)) if words[k].text == ","), len(words))
    if len(words) - comma <= _FEWEST:
        return None
    return Reported(sentence.begin_of(comma + 1), sentence.end_of(-1), said, trailing=False)
