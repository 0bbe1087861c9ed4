"""Find reported speech without marks: indirect speech, and direct speech whose marks an export lost."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from timeline.narrative.quotes import attribution, segments
from timeline.narrative.quotes.attribution import Attribution, Source
from timeline.narrative.quotes.lexicon import english
from timeline.narrative.quotes.segments import Stretch, Word

_ANY_MARK = re.compile(r"[“”„«»\"「」]|``|''")
_FEWEST = 3
"""Words: less than that is no reported clause."""
_NOUN_PHRASE = 4
_PLACE = 14
"""Words between "said in" and its "that": the place and the day may stand there."""
_SUBJECT = 9
"""Words from the start of a second report to its verb."""
_ADDRESSEE = 6
"""Words between "told" and the clause in which the addressee stands."""


class Reported(NamedTuple):
    """Hold a reported clause: its spans, who says it, and whether it follows the clause ("…, he said").

    The clause is one span, or two around who says it ("…, he said, …").
    """

    begin: int
    end: int
    said: Attribution
    trailing: bool
    gap: tuple[int, int] | None = None

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Give the parts of the clause."""
        if self.gap is None:
            return ((self.begin, self.end),)
        return ((self.begin, self.gap[0]), (self.gap[1], self.end))


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
    out: list[Reported] = []
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
        out += _outside(text, begin, end, marked)
        while number < last and cues[number] < end:
            number += 1
    return out


def _outside(text: str, begin: int, end: int, marked: Sequence[tuple[int, int]]) -> Sequence[Reported]:
    """Read the reported clauses of a sentence that no quotation in marks touches."""
    said = text[begin:end]
    first = begin + len(said) - len(said.lstrip())
    last = begin + len(said.rstrip())
    for b, e in marked:
        if b < last and e > first:
            return ()
    return _of_sentence(segments.stretch(text, first, last)) if last > first else ()


def cue_places(texts: pl.Series) -> list[list[int]]:
    """Find the words without one of which a sentence reports no speech, in all texts at once.

    Gives code points, per text. Words are cut at ASCII letters, which finds a few too many: the sentence
    is read anyway.

    >>> cue_places(pl.Series(["Ann Lee said so. It rained, he says.", ""]))
    [[8, 31], []]
    """
    mark = next(c for c in map(chr, range(0xE000, 0xF8FF)) if not texts.str.contains(c, literal=True).any())
    lists = english()
    cues, verbs = _either(lists.reports), _either((lists.cues | lists.holding) - lists.reports)
    that = _either(lists.lists["grammar.that"])
    pattern = rf"(?i)(?-u:\b)(?:{cues}|(?:{verbs})\s+(?:{that}))(?-u:\b)"
    parts = texts.str.replace_all(pattern, f"{mark}$0").str.split(mark)
    sizes = pl.DataFrame({"parts": parts}).select(pl.col("parts").list.eval(pl.element().str.len_chars()))
    return [list(accumulate(row[:-1])) for row in sizes["parts"].to_list()]


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


def _of_sentence(sentence: Stretch) -> list[Reported]:
    if sentence.words[-1].text == ":":
        # it introduces what follows
        return []
    whole = _first(sentence)
    if whole is None:
        return []
    cut = _second(sentence.words)
    if cut is None:
        return [whole]
    comma, start = cut
    one = _first(_part(sentence, 0, comma))
    if one is None:
        return [whole]
    if sentence.words[start].participle:
        # "…, adding that": the same speaker
        that = start + 2
        verb = sentence.begin_of(start), sentence.end_of(start)
        said = Attribution(one.said.begin, one.said.end, *verb)
        return [one, Reported(sentence.begin_of(that), sentence.end_of(-1), said, trailing=False)]
    two = _first(_part(sentence, start, len(sentence.words)))
    return [one, two] if two is not None else [whole]


def _part(sentence: Stretch, first: int, last: int) -> Stretch:
    stop = sentence.stop if last == len(sentence.words) else -1
    return Stretch(sentence.text, sentence.begin_of(first), sentence.words[first:last], stop=stop)


def _second(words: Sequence[Word]) -> tuple[int, int] | None:
    """Find where a second report begins: (the comma before it, its first word)."""
    for k in range(_FEWEST + 2, len(words) - _FEWEST - 1):
        if words[k].text not in ",;":
            continue
        word, following = words[k + 1], words[k + 2]
        if word.participle and word.cue and following.complementiser and k + 3 + _FEWEST <= len(words):
            return k, k + 1
        start = k + 1 + word.joins
        if not (word.joins or words[k].text == ";") or words[start].mark:
            continue
        for i in range(start + 1, min(start + _SUBJECT, len(words) - _FEWEST)):
            if words[i].mark:
                break
            if words[i].said and not words[i].participle:
                opens = words[start].cap or words[start].determiner or words[start].third_person
                if opens:
                    return k, start
                break
    return None


def _first(sentence: Stretch) -> Reported | None:
    """Read the first report of a sentence."""
    words = sentence.words
    for i, word in enumerate(words):
        if not word.reports:
            if word.holds and i + 1 < len(words) and words[i + 1].that:
                found = _holding(sentence, i)
                if found is not None:
                    return found
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


def _holding(sentence: Stretch, i: int) -> Reported | None:
    """Read "NAME doubted that CLAUSE": any verb of speech or opinion before "that"."""
    words, k = sentence.words, i + 2
    while k < len(words) and words[k].mark:
        k += 1
    if len(words) - k < _FEWEST or words[i].cap or words[k].auxiliary or words[i - 1].preposition:
        # "posts that have", "contrary to reports that": a noun
        return None
    source = attribution.of_verb(words[: i + 1])
    if source is None or not _takes_subject(words, i, source):
        return None
    if source.last - source.first == 1 and english().has("grammar.speech_person", words[source.first].low):
        return None
    return Reported(sentence.begin_of(k), sentence.end_of(-1), source.at(sentence), trailing=False)


def _takes_subject(words: Sequence[Word], i: int, source: Source) -> bool:
    """Say whether what may as well be a noun ("fears that") has a subject that fits a verb."""
    if not (words[i].base or words[i].plural):
        return True
    subject = words[source.first : source.last]
    if words[i].plural:
        return any(w.cap or w.determiner or w.pronoun for w in subject)
    before = words[i - 1]
    return before.plural or before.pronoun or before.auxiliary or before.adverb or before.determiner


def _trailing(sentence: Stretch, i: int, according: bool) -> Reported | None:
    """Read "CLAUSE, NAME said" and "CLAUSE, said NAME"."""
    words = sentence.words
    comma = next((k for k in range(i - 1, -1, -1) if words[k].text == ","), -1)
    if comma < 0 or words[i].naming:
        return None
    tail = words[comma + 1 :]
    if tail[0].preposition and not according:
        return None
    source = attribution.after(tail, strong_only=True)
    if source is not None and not according and comma + 1 + source.cue_first != i:
        return None
    goes_on = _around(sentence, comma, source) if according else _goes_on(sentence, comma, source)
    if goes_on is not None or comma < _FEWEST - 1:
        return goes_on
    if source is None or (not source.inverted and _reports_on(words, i)):
        return None
    subject = tail[source.first : source.last]
    if source.inverted and len(subject) > _NOUN_PHRASE and not any(word.cap for word in subject[:3]):
        # "said every lab now divided the world": what follows is the clause
        return None
    end = sentence.end_of(comma - 1)
    return Reported(sentence.begin_of(0), end, source.at(sentence, comma + 1), trailing=True)


def _goes_on(sentence: Stretch, comma: int, source: Source | None) -> Reported | None:
    """Read "CLAUSE, NAME said, and the rest of it"."""
    if source is None or source.genitive or source.cue_last < source.last:
        return None
    words, behind = sentence.words, comma + 1 + source.cue_last
    rest = words[behind + 1 :]
    if source.first or behind >= len(words) or words[behind].text != "," or len(rest) < _FEWEST - 1:
        return None
    if rest[0].participle or rest[0].relative or rest[0].adverb or rest[0].mark:
        return None
    begin, said = sentence.begin_of(behind + 1), source.at(sentence, comma + 1)
    if comma < 2:
        return Reported(begin, sentence.end_of(-1), said, trailing=False)
    gap = sentence.end_of(comma - 1), begin
    return Reported(sentence.begin_of(0), sentence.end_of(-1), said, trailing=True, gap=gap)


def _around(sentence: Stretch, comma: int, source: Source | None) -> Reported | None:
    """Read "SUBJECT, according to NAME, VERB …": what stands before is no clause by itself."""
    words = sentence.words
    behind = len(words) if source is None else comma + 1 + source.last
    if source is None or behind + _FEWEST > len(words) or words[behind].text != ",":
        return None
    verb, following = words[behind + 1], words[behind + 2]
    # "Acme, based in Paris," is no verb
    is_verb = verb.finite or verb.auxiliary or (verb.past and not following.preposition)
    if not is_verb or any(w.finite or w.auxiliary or w.past for w in words[:comma]):
        return None
    gap = sentence.end_of(comma - 1), sentence.begin_of(behind + 1)
    said = source.at(sentence, comma + 1)
    return Reported(sentence.begin_of(0), sentence.end_of(-1), said, trailing=True, gap=gap)


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
        that = _that(words, k)
        if that is not None:
            k = that + words[that].that
        elif k < last and words[k].text == "," and english().has("cues.as", words[0].low):
            # "As Ann Lee noted, …"
            k += 1
        elif k < last and (words[k].preposition or words[k].mark):
            return None
        if last - k < _FEWEST:
            return None
    return Reported(sentence.begin_of(k), sentence.end_of(-1), source.at(sentence), trailing=False)


def _that(words: Sequence[Word], k: int) -> int | None:
    """Find the word that opens the clause behind a cue: the hearer or the place may stand between."""
    reach = _PLACE if k < len(words) and words[k].preposition else _ADDRESSEE
    for m in range(k, min(k + reach, len(words))):
        if words[m].that or (words[m].complementiser and m < k + _ADDRESSEE):
            return m
        if m >= k + _ADDRESSEE and (words[m].mark or words[m].finite):
            return None
    return None


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
