"""Cut a tagged sentence into clauses: segments at marks, openers and joining words, each with its finite
verb.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from timeline.events.lexicon import BE, HAVE, NEGATION, PARTICIPLE, english, entry
from timeline.events.words import Token


@dataclass(slots=True)
class Verb:
    """Hold a verb group: tokens first..last, the main verb's place and lemma, and an infinitive it
    governs.
    """

    first: int
    last: int
    main: int
    lemma: str
    infinitive: int = -1

    @property
    def head(self) -> int:
        """Give the place of the verb that names the event: the infinitive in "plans to launch"."""
        return self.infinitive if self.infinitive >= 0 else self.main


@dataclass(slots=True)
class Segment:
    """Hold one stretch of a sentence: tokens first..last (out), its opener's tag, its finite verb if any."""

    first: int
    last: int
    opener: str
    verb: Verb | None = None
    nonfinite: int = -1
    mark: str = ""


@dataclass(slots=True)
class Parse:
    """Hold a sentence's tokens and segments, all its words, and its tags, a letter each."""

    tokens: list[Token]
    segments: list[Segment]
    subjects: dict[int, tuple[int, int] | None] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    tags: str = ""
    dated: dict[int, list[int]] | None = None

    def places(self, date: int) -> list[int]:
        """List the places of a date phrase's tokens."""
        if self.dated is None:
            self.dated = {}
            for i, token in enumerate(self.tokens):
                if token.date >= 0:
                    self.dated.setdefault(token.date, []).append(i)
        return self.dated.get(date, [])

    def segment_at(self, place: int) -> int:
        """Give the number of the segment that holds a token."""
        for number, segment in enumerate(self.segments):
            if segment.first <= place < segment.last:
                return number
        return len(self.segments) - 1


def parse(tokens: list[Token]) -> Parse:
    """Cut tokens into segments at marks, openers and clause-joining words, and find each one's finite
    verb.
    """
    tags = "".join([token.tag for token in tokens])
    words = {token.low for token in tokens}
    if "-" in tags or not _BRACKETS.keys().isdisjoint(words):
        _close_brackets(tokens)
        tags = "".join([token.tag for token in tokens])
    bounds = _bounds(tokens, tags)
    segments: list[Segment] = []
    for first, last in pairwise(bounds):
        start = first
        mark = tokens[start].text if tags[start] == "," else ""
        while start < last and tags[start] in ',.?!"':
            start += 1
        if start >= last:
            continue
        end = last
        while end > start and tags[end - 1] in ",.?!":
            end -= 1
        opener = tags[start] if tags[start] in "SWC" else ""
        segment = Segment(start, max(end, start + 1), opener, None, -1, mark)
        segment.verb = _finite_verb(tokens, tags, segment)
        if segment.verb is None:
            segment.nonfinite = _leading_nonfinite(tags, segment)
        segments.append(segment)
    return Parse(tokens, segments, {}, words, tags)


_BRACKETS = {"(": ")", "[": "]", "-lrb-": "-rrb-", "-lsb-": "-rsb-"}
_IN_BRACKETS = 6
"""Tokens of the longest note in brackets that parts no clause: "$270m (£165m) in aid had been pledged"."""


def _stands_alone(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a mark has blanks on both sides: "the team - made up of 71 people - flew"."""
    return tokens[i - 1].end < tokens[i].begin and tokens[i].end < tokens[i + 1].begin


def _close_brackets(tokens: Sequence[Token]) -> None:
    """Take short notes in brackets, without verb, out of the clauses around them."""
    for i, token in enumerate(tokens):
        if token.tag not in ",-":
            continue
        if token.text == "-" and 0 < i < len(tokens) - 1 and _stands_alone(tokens, i):
            token.tag = ","
        close = _BRACKETS.get(token.low)
        if close is None or i == 0:
            continue
        end = next(
            (j for j in range(i + 1, min(i + _IN_BRACKETS + 2, len(tokens))) if tokens[j].low == close), 0
        )
        if end and end + 1 < len(tokens) and all(t.tag not in "VAEGv" for t in tokens[i + 1 : end]):
            for j in range(i, end + 1):
                tokens[j].tag = "("


_TELLING = frozenset(",SWCVA")
"""Tags that can start a segment."""


def _bounds(tokens: Sequence[Token], tags: str) -> list[int]:
    """Give the places where a segment starts, and the end."""
    cuts = [0]
    finite = False
    verb_end = -1
    for i, tag in enumerate(tags):
        if tag not in _TELLING:
            continue
        if tag in ",SW" or (tag == "C" and finite and _clause_follows(tokens, i)):
            cuts.append(i)
            finite = False
        elif tag in "VA" and _is_finite(tokens, i):
            if finite and i > verb_end:
                cut = _second_clause(tokens, cuts[-1], verb_end, i)
                if cut is not None:
                    cuts.append(cut)
                elif tokens[cuts[-1]].tag == "W":
                    # "swabs that were performed last week showed": the relative clause is over.
                    cuts.append(i)
            finite = True
            verb_end = _group_end(tokens, i)
    cuts.append(len(tokens))
    return sorted(set(cuts))


def _is_finite(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a verb or auxiliary opens a finite group: "being" and "to have" do not."""
    token = tokens[i]
    if token.tag == "V":
        return True
    before = tokens[i - 1] if i else None
    if before is not None and before.tag in "AT":
        return False
    if token.forms & (BE | HAVE):
        lists = english()
        return (
            not token.forms & BE
            or token.low in lists.lists["words.finite_be"]
            or bool(token.forms & ~BE & NEGATION)
        ) and not token.low.endswith(lists.phrases["words.ing_endings"])
    return True


def _group_end(tokens: Sequence[Token], i: int) -> int:
    """Give the last place of the verb group that starts at i, with the infinitive it governs."""
    last = i
    j = i + 1
    while j < len(tokens) and tokens[j].tag in 'RAvT"IX':
        if tokens[j].tag in "AvTI":
            last = j
        j += 1
    return last if tokens[last].tag != "T" else last - 1


def _clause_follows(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a coordinator joins a new clause or verb phrase and not two nouns."""
    for j in range(i + 1, min(i + 10, len(tokens))):
        tag = tokens[j].tag
        if tag == "V" or (tag == "A" and _is_finite(tokens, j)):
            return True
        if tag in ",SWCGE" or (tag == "P" and j == i + 1):
            return False
    return False


def _second_clause(tokens: Sequence[Token], start: int, verb_end: int, second: int) -> int | None:
    """Find where a clause without "that" starts between a verb and the next finite verb."""
    del start
    j = verb_end + 1
    while j < second and (tokens[j].tag in "XR" or (tokens[j].tag == "P" and _date_soon(tokens, j))):
        j += 1
    if j >= second:
        return None
    # "told reporters it had": the clause starts at the last pronoun or determiner before the verb.
    lists = english()
    lemma = entry(tokens[verb_end].low).verb
    if lists.has("reporting.clausal", lemma) and not lists.has("reporting.with_addressee", lemma):
        return j
    places = [k for k in range(j, second) if tokens[k].tag in "OD" and tokens[k - 1].tag != "P"]
    return places[-1] if places else None


def _date_soon(tokens: Sequence[Token], j: int) -> bool:
    return any(tokens[k].date >= 0 for k in range(j + 1, min(j + 3, len(tokens))))


def _finite_verb(tokens: Sequence[Token], tags: str, segment: Segment) -> Verb | None:
    """Find the first finite verb group of a segment."""
    for i in range(segment.first, segment.last):
        tag = tags[i]
        if tag == "V" or (tag == "A" and _is_finite(tokens, i)):
            if _is_reduced(tokens, segment, i):
                continue
            return verb_group(tokens, i, segment.last)
    return None


def _is_reduced(tokens: Sequence[Token], segment: Segment, i: int) -> bool:
    """Say whether a past form belongs to a phrase and has no subject: "Of eleven contractors reached this
    week, ...".
    """
    if tokens[i].tag != "V" or not tokens[i].forms & PARTICIPLE or tokens[segment.first].tag != "P":
        return False
    return noun_phrase_before(tokens, segment.first, i) is None


def verb_group(tokens: Sequence[Token], i: int, stop: int) -> Verb:
    """Read the verb group that starts at i: auxiliaries, adverbs, main verb, governed infinitive."""
    main = last = i
    j = i + 1
    while j < stop and tokens[j].tag in 'RAvX"':
        if tokens[j].tag in "Av":
            main = last = j
        j += 1
    infinitive = -1
    while (
        j < stop
        and tokens[j].tag in "RNP"
        and j == last + 1
        and english().has("modality.planned_verbs", tokens[j].low)
    ):
        # "is due to open": the adjective governs the infinitive as a verb would.
        main = last = j
        j += 1
    if j + 1 < stop and tokens[j].tag == "T":
        k = j + 1
        while k < stop and tokens[k].tag == "R":
            k += 1
        if k < stop and tokens[k].tag in "IA":
            infinitive = last = k
            after = k + 1
            while after < stop and tokens[after].tag in "RA":
                after += 1
            if tokens[k].forms & (BE | HAVE) and after < stop and tokens[after].tag == "v":
                infinitive = last = after
    return Verb(i, last, main, verb_lemma(tokens[main]), infinitive)


def verb_lemma(token: Token) -> str:
    """Give the dictionary form of a word as a verb."""
    return entry(token.low).verb


def _leading_nonfinite(tags: str, segment: Segment) -> int:
    """Find a participle that opens a segment without finite verb."""
    for i in range(segment.first, segment.last):
        tag = tags[i]
        if tag in "GE":
            return i
        if tag not in 'RCX"S':
            return -1
    return -1


def aside(segment: Segment) -> bool:
    """Say whether a segment only names a speaker in passing: ", she said,"."""
    verb = segment.verb
    reports = verb is not None and english().has("reporting.clausal", verb.lemma)
    return reports and segment.mark == "," and segment.last - segment.first <= 4


def noun_phrase_before(tokens: Sequence[Token], first: int, stop: int) -> tuple[int, int] | None:
    """Trim openers, leading adverbials and trailing adverbs off what stands before a verb."""
    while first < stop and (
        tokens[first].tag in 'SWCRX"' or _connective(tokens[first]) or _marks_date(tokens, first)
    ):
        first += 1
    end = stop
    while end > first and tokens[end - 1].tag in 'RX",':
        date = tokens[end - 1].tag == "X"
        end -= 1
        while date and end > first and tokens[end - 1].tag == "P":
            end -= 1
    if first >= end:
        return None
    if tokens[first].tag == "P":
        return _after_fronted(tokens, first, end)
    if not any(tokens[i].tag in "NO" for i in range(first, end)):
        return None
    return first, end


def _after_fronted(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int] | None:
    """Skip a fronted phrase without comma: "In 2023 the company ..." up to its date, if it has one."""
    dates = [i for i in range(first, end) if tokens[i].date >= 0]
    if dates and dates[-1] + 1 < end and not tokens[dates[-1]].possessive:
        return dates[-1] + 1, end
    # "At a bar behind the Pantheon a student tried it": a noun phrase that no preposition introduces.
    for i in range(end - 1, first, -1):
        if (
            tokens[i].tag in "DO"
            and tokens[i - 1].tag == "N"
            and not (tokens[i - 1].possessive or tokens[i].possessive)
        ):
            return i, end
    return None


def _marks_date(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a token is the possessive mark of a date before it: "Tuesday 's quake"."""
    return i > 0 and tokens[i - 1].tag == "X" and english().has("words.possessive_marks", tokens[i].low)


def _connective(token: Token) -> bool:
    return token.tag != "N" and english().has("words.connectives", token.low)
