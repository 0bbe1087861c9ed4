"""Find reported speech without marks: indirect speech, and direct speech whose marks an export lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from timeline.narrative.quotes import attribution, segments
from timeline.narrative.quotes.attribution import Attribution
from timeline.narrative.quotes.lexicon import Lexicon, english
from timeline.narrative.quotes.marks import Paragraph
from timeline.narrative.quotes.segments import Word

_ANY_MARK = re.compile(r"[“”„«»\"「」]|``|''")
_LETTERS = re.compile(r"[^\W\d_]+")
_SURE_END = re.compile(r"([^\W_]{2,})[.?!](?=\s+[A-Z])")
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
    lists = english()
    return any(lists.has("grammar.lost_apostrophes", word) for word in text.lower().split())


def reported(text: str, lines: Sequence[Paragraph], marked: Sequence[tuple[int, int]]) -> list[Reported]:
    """List the reported clauses outside ``marked`` sentences, from left to right.

    >>> from timeline.narrative.quotes.marks import paragraphs
    >>> t = "Profits rose, Acme said. Ann Lee said that they would fall."
    >>> [t[r.begin : r.end] for r in reported(t, paragraphs(t), [])]
    ['Profits rose', 'they would fall']
    """
    out = []
    reports = english().reports
    for line in lines:
        if reports.isdisjoint(_LETTERS.findall(text[line.begin : line.end].lower())):
            continue
        for begin, end in _stretches(text, line):
            if reports.isdisjoint(_LETTERS.findall(text[begin:end].lower())):
                continue
            for sentence in segments.sentences(segments.words(text, begin, end)):
                first, last = sentence[0].begin, sentence[-1].end
                if not any(b < last and e > first for b, e in marked):
                    found = _of_sentence(sentence)
                    out += [found] if found is not None else []
    return out


def _stretches(text: str, line: Paragraph) -> Iterator[tuple[int, int]]:
    """Cut a paragraph where a sentence surely ends, so that only sentences with a cue are cut into words."""
    lists = english()
    start = line.begin
    for match in _SURE_END.finditer(text, line.begin, line.end):
        if not lists.has("grammar.abbreviations", match.group(1).lower()):
            yield start, match.end()
            start = match.end()
    yield start, line.end


def _of_sentence(sentence: list[Word]) -> Reported | None:
    lists = english()
    if sentence[-1].text == ":":
        # it introduces what follows
        return None
    cues = [
        i
        for i, word in enumerate(sentence)
        if lists.has("cues.said", word.low)
        or lists.has("cues.naming", word.low)
        or (i + 1 < len(sentence) and f"{word.low} {sentence[i + 1].low}" in lists.lists["cues.according_to"])
    ]
    for i in cues:
        found = _trailing(sentence, i, lists) or _leading(sentence, i, lists)
        if found is not None:
            return found
    return None


def _trailing(sentence: list[Word], i: int, lists: Lexicon) -> Reported | None:
    """Read "CLAUSE, NAME said" and "CLAUSE, said NAME"."""
    comma = next((k for k in range(i - 1, -1, -1) if sentence[k].text == ","), None)
    if comma is None or comma < _FEWEST - 1:
        return None
    tail = sentence[comma + 1 :]
    according = f"{sentence[i].low} {sentence[i + 1].low}" if i + 1 < len(sentence) else ""
    if lists.has("grammar.prepositions", tail[0].low) and according not in lists.lists["cues.according_to"]:
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
    if f"{sentence[i].low} {sentence[min(i + 1, len(sentence) - 1)].low}" in lists.lists["cues.according_to"]:
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
