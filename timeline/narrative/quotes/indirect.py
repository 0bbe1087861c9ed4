"""Find reported speech without marks: indirect speech, and direct speech whose marks an export lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from timeline.events.sentences import Span
from timeline.narrative.quotes import attribution, segments
from timeline.narrative.quotes.attribution import Attribution
from timeline.narrative.quotes.lexicon import Lexicon, english
from timeline.narrative.quotes.segments import Word

_ANY_MARK = re.compile(r"[“”„«»\"「」]|``|''")
_END = re.compile(r"[.?!](?=\s+[A-Z])")
_LAST_WORD = re.compile(r"[^\W_]{2,}\Z")
_LONGEST_WORD = 24
"""Code points back in which the word before a full stop is looked for."""
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


def reported(
    text: str, lines: Sequence[Span], marked: Sequence[tuple[int, int]], cues: Sequence[int]
) -> list[Reported]:
    """List the reported clauses outside ``marked`` sentences, from left to right.

    ``cues`` are the places of words that report, as ``cue_places`` gives them: only the sentences around them
    are cut into words.

    >>> from timeline.events.sentences import paragraphs
    >>> t = "Profits rose, Acme said. Ann Lee said that they would fall."
    >>> [t[r.begin : r.end] for r in reported(t, paragraphs(t), [], [19, 33])]
    ['Profits rose', 'they would fall']
    """
    out = []
    number = 0
    for line in lines:
        first = number
        while number < len(cues) and cues[number] < line.end:
            number += 1
        for begin, end in _stretches(text, line, cues[first:number]) if number > first else ():
            if any(b <= begin and e >= end for b, e in marked):
                continue
            for sentence in segments.sentences(segments.words(text, begin, end)):
                found = _of_sentence(sentence)
                if found is not None:
                    first_at, last_at = sentence[0].begin, sentence[-1].end
                    out += [found] if not any(b < last_at and e > first_at for b, e in marked) else []
    return out


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


def _stretches(text: str, line: Span, cues: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut a paragraph where a sentence surely ends, and give the pieces that hold a cue."""
    lists = english()
    start, number = line.begin, 0
    for match in _END.finditer(text, line.begin, line.end):
        end = match.end()
        word = _LAST_WORD.search(text, max(start, end - 1 - _LONGEST_WORD), end - 1)
        if word is None or lists.has("grammar.abbreviations", word.group().lower()):
            continue
        if cues[number] < end:
            yield start, end
            while cues[number] < end:
                number += 1
                if number == len(cues):
                    return
        start = end
    yield start, line.end


def _of_sentence(sentence: list[Word]) -> Reported | None:
    lists = english()
    if sentence[-1].text == ":":
        # it introduces what follows
        return None
    for i in [i for i, word in enumerate(sentence) if word[1] in lists.reports]:
        if not (lists.reporting(sentence[i].low) or _is_according(sentence, i, lists)):
            continue
        found = _trailing(sentence, i, lists) or _leading(sentence, i, lists)
        if found is not None:
            return found
    return None


def _is_according(sentence: Sequence[Word], i: int, lists: Lexicon) -> bool:
    following = sentence[i + 1].low if i + 1 < len(sentence) else ""
    return f"{sentence[i].low} {following}" in lists.lists["cues.according_to"]


def _trailing(sentence: list[Word], i: int, lists: Lexicon) -> Reported | None:
    """Read "CLAUSE, NAME said" and "CLAUSE, said NAME"."""
    comma = next((k for k in range(i - 1, -1, -1) if sentence[k].text == ","), None)
    if comma is None or comma < _FEWEST - 1:
        return None
    tail = sentence[comma + 1 :]
    if lists.has("grammar.prepositions", tail[0].low) and not _is_according(sentence, i, lists):
        return None
    said = attribution.after(tail, strong_only=True)
    if said is None or (not said.inverted and _reports_on(sentence, i, lists)):
        return None
    subject = [word for word in sentence if said.begin <= word.begin < said.end]
    if said.inverted and len(subject) > _NOUN_PHRASE and not any(word.cap for word in subject[:3]):
        # "said every lab now divided the world": what follows is the clause
        return None
    return Reported(sentence[0].begin, sentence[comma - 1].end, said, trailing=True)


def _reports_on(sentence: Sequence[Word], i: int, lists: Lexicon) -> bool:
    """Say whether a clause follows the cue, so that what stands before it is no reported clause."""
    rest = sentence[i + 1 :]
    if not rest:
        return False
    if lists.has("cues.complementisers", rest[0].low) or len(rest) > 8:
        return not lists.has("grammar.prepositions", rest[0].low)
    clause = len(rest) > _FEWEST and any(lists.has("grammar.finite", w.low) for w in rest[1:])
    return clause or lists.has("grammar.third_person", rest[0].low)


def _leading(sentence: list[Word], i: int, lists: Lexicon) -> Reported | None:
    """Read "NAME said (that) CLAUSE" and "according to NAME, CLAUSE"."""
    if _is_according(sentence, i, lists):
        return _according(sentence, i)
    said = attribution.before(sentence[: i + 1])
    if said is None or said.cue_begin != sentence[i].begin:
        return None
    k = i + 1
    if lists.has("cues.naming", sentence[i].low):
        # "called it a gift": only with a pronoun for what is named, else the words are the reporter's
        named = k < len(sentence) and lists.has("grammar.objects", sentence[k].low)
        if not named or len(sentence) - k <= _FEWEST:
            return None
        return Reported(sentence[k + 1].begin, sentence[-1].end, said, trailing=False)
    window = range(k, min(k + _ADDRESSEE, len(sentence)))
    that = next((m for m in window if lists.has("cues.complementisers", sentence[m].low)), None)
    if that is not None:
        k = that + (lists.has("grammar.that", sentence[that].low))
    elif k < len(sentence) and (lists.has("grammar.prepositions", sentence[k].low) or sentence[k].mark):
        return None
    if len(sentence) - k < _FEWEST:
        return None
    return Reported(sentence[k].begin, sentence[-1].end, said, trailing=False)


def _according(sentence: list[Word], i: int) -> Reported | None:
    said = attribution.after(sentence[i:], strong_only=True)
    if said is None:
        return None
    if i >= _FEWEST:
        last = sentence[i - 1]
        return Reported(sentence[0].begin, last.begin if last.text == "," else last.end, said, trailing=True)
    rest = [w for w in sentence if w.begin >= said.end]
    while rest and rest[0].text != ",":
        rest = rest[1:]
    if len(rest) <= _FEWEST:
        return None
    return Reported(rest[1].begin, sentence[-1].end, said, trailing=False)
