"""Read what stands around a quantity: comparator, subject, reserve, denial, and who says it."""

from collections.abc import Sequence

from timeline.narrative.claims.lexicon import Lexicon, Word, english
from timeline.narrative.claims.quantities import Quantity
from timeline.narrative.quotes import attribution
from timeline.narrative.quotes.segments import Word as Spoken
from timeline.narrative.quotes.segments import known

_CLAUSE_MARKS = frozenset(',;:()“”"—–')
_STOPS = frozenset(".?!…")
_EXPLAINS = frozenset(":—–")
_FIGURE_ALONE = 3
"""Words between a dash and a number from which on they are a clause of their own."""
_NEGATION_REACH = 6
_BEHIND = 3
_BEFORE, _AFTER = 9, 7
"""Words of the subject in front of a number and behind it."""


def comparator(words: Sequence[Word], quantity: Quantity) -> str | None:
    """Give how the number is bounded: about nearly under more_than up_to at_least, or None."""
    lists = english()
    if quantity.comparator in ("fraction_of", "nearly_equal"):
        return quantity.comparator
    if quantity.kind == "rank":
        return None
    found = _before(words, quantity.begin, lists)
    if found is not None:
        return found[0]
    behind = lists.after.starting(words, quantity.end)
    return behind[0] if behind is not None else quantity.comparator


def _before(words: Sequence[Word], begin: int, lists: Lexicon) -> tuple[str, int] | None:
    for skipped in range(3):
        end = begin - skipped
        if skipped and (end < 0 or words[end].low not in lists.lists["between.skipped"]):
            return None
        found = lists.before.ending(words, end)
        if found is not None:
            meaning, at = found
            if not _other_sense(words, at, begin, meaning, lists):
                return meaning, at
    return None


def _other_sense(words: Sequence[Word], at: int, begin: int, meaning: str, lists: Lexicon) -> bool:
    """Say whether a word of place or time only looks like a comparator: "over the past 12 years"."""
    if words[at].low in lists.lists["between.places"] and begin - at > 1:
        return True
    return bool(meaning == "about" and at and words[at - 1].low in lists.lists["between.talk"])


def hedge(words: Sequence[Word], quantity: Quantity) -> str | None:
    """Give the words of reserve in the clause of a quantity."""
    lists = english()
    first, last = _clause(words, quantity)
    firsts = lists.hedges.firsts
    for i in range(first, last):
        if words[i].low in firsts and not quantity.begin <= i < quantity.end:
            found = lists.hedges.starting(words, i)
            if found is not None and not (words[i].cap and i):
                return " ".join(w.low for w in words[i : found[1]])
    return None


def negated(words: Sequence[Word], quantity: Quantity) -> bool:
    """Say whether the clause denies the quantity: "did not cost $6 million", "$6 million is not the cost"."""
    lists = english()
    # what is denied in front of a dash is not the figure behind it: "it did not help—$6 million were spent"
    first = max(_clause_start(words, quantity.begin), quantity.begin - _NEGATION_REACH)
    last = _clause(words, quantity)[1]
    be = quantity.end < last and words[quantity.end].low in lists.lists["negations.be"]
    behind = quantity.end + (_BEHIND if be else 1)
    denying, endings = lists.lists["negations.words"], tuple(lists.lists["negations.endings"])
    for i in range(first, min(last, behind)):
        low = words[i].low
        if quantity.begin <= i < quantity.end or not (low in denying or low.endswith(endings)):
            continue
        here = " ".join(w.low for w in words[i : i + 3])
        if not any(here.startswith(phrase) for phrase in lists.lists["negations.but"]):
            return True
    return False


def _clause(words: Sequence[Word], quantity: Quantity) -> tuple[int, int]:
    """Give the clause of a quantity, from mark to mark: (first word, after the last).

    A number right behind a dash or a colon is what the words before tell of: "a lower cost—just $6 million".
    """
    last = quantity.end
    first = _clause_start(words, quantity.begin)
    if first and words[first - 1].text in _EXPLAINS and quantity.begin - first < _FIGURE_ALONE:
        first = _clause_start(words, first - 1)
    while last < len(words) and words[last].text not in _CLAUSE_MARKS:
        last += 1
    return first, last


def _clause_start(words: Sequence[Word], at: int) -> int:
    while at and words[at - 1].text not in _CLAUSE_MARKS:
        at -= 1
    return at


def subject(words: Sequence[Word], quantity: Quantity, text: str) -> str | None:
    """Give the words that say what the number is about, as they stand in the text.

    For counts the thing counted; else the clause in front of the number and the phrase that hangs on it.
    """
    lists = english()
    if quantity.noun is not None:
        first, last = quantity.noun
        last = _hanging(words, last, lists, of_only=True)
        return _said(text, words, first, last)
    first, _ = _clause(words, quantity)
    before = _before(words, quantity.begin, lists)
    stop = before[1] if before is not None and before[1] >= first else quantity.begin
    first = max(first, stop - _BEFORE)
    while first < stop and (words[first].mark or words[first].low in lists.lists["between.leading"]):
        first += 1
    while stop > first and (words[stop - 1].mark or words[stop - 1].low in lists.lists["between.trailing"]):
        stop -= 1
    last = _hanging(words, quantity.end, lists, of_only=False)
    parts = (_said(text, words, first, stop), _said(text, words, quantity.end, last))
    return " … ".join(part for part in parts if part) or None


def _hanging(words: Sequence[Word], begin: int, lists: Lexicon, *, of_only: bool) -> int:
    """Give where the phrase that hangs on a number ends: "of its market value", "for data centers"."""
    if begin >= len(words) or words[begin].mark:
        return begin
    low = words[begin].low
    opened = low in lists.lists["between.of"] if of_only else low in lists.lists["between.hanging"]
    if of_only and not opened:
        return begin
    last = begin
    while last < min(begin + _AFTER, len(words)):
        word = words[last]
        if word.mark or (last > begin and word.low in lists.lists["between.ending"]):
            break
        if last == begin and not opened and word.low in lists.lists["counted.stops"]:
            break
        last += 1
    while last > begin and words[last - 1].low in lists.lists["counted.stops"]:
        last -= 1
    return last


def _said(text: str, words: Sequence[Word], first: int, last: int) -> str | None:
    return " ".join(text[words[first].begin : words[last - 1].end].split()) if last > first else None


def spoken(words: Sequence[Word]) -> list[Spoken]:
    """Give the words of a sentence in which somebody may say a figure; none elsewhere.

    Only verbs that report a figure count ("says", "estimates"), not every verb that can report speech.
    """
    if english().lists["speaking.reporting"].isdisjoint([w.low for w in words]):
        return []
    last = len(words)
    while last and words[last - 1].text in _STOPS:
        last -= 1
    return known([w.text for w in words[:last]])


def speaker(words: Sequence[Word], said: Sequence[Spoken], quantity: Quantity) -> tuple[int, int] | None:
    """Find who says the quantity within its sentence: offsets of the name or pronoun in the article.

    ``said`` are the words again, as ``spoken`` gives them.
    """
    lists = english()
    found = attribution.before(said[: quantity.begin]) if quantity.begin else None
    if found is None or not _reports(found, said, lists):
        found = _after(words, said, quantity, lists)
    if found is None or not _reports(found, said, lists):
        return None
    return words[found.first].begin, words[found.last - 1].end


def _reports(found: attribution.Source, words: Sequence[Spoken], lists: Lexicon) -> bool:
    """Say whether an attribution is one of a figure, to somebody who can be named."""
    cue = words[found.cue_first].low
    if found.genitive or not (
        cue in lists.lists["speaking.cues"] or cue in lists.lists["speaking.according"]
    ):
        return False
    if found.cue_first and words[found.cue_first - 1].determiner:
        # "its low reported cost", "the estimated 11 million".
        return False
    name = words[found.first : found.last]
    if len(name) == 1 and name[0].low in lists.lists["speaking.nobody"]:
        return False
    if not name or len(name) > _LONGEST_NAME or any(w.text[0].isdigit() for w in name):
        return False
    if any(w.low in lists.values["numbers"] for w in name) or all(
        w.text.isupper() and len(w.text) > 5 for w in name
    ):
        # The second: the place in front of an agency's report.
        return False
    return name[0].stands_alone or name[0].determiner or any(w.cap for w in name)


_LONGEST_NAME = 12


def _after(
    words: Sequence[Word], said: Sequence[Spoken], quantity: Quantity, lists: Lexicon
) -> attribution.Source | None:
    """Read ", the company said", "according to X" and "by X's account" behind a quantity."""
    for k in range(quantity.end, len(said)):
        if words[k].text in ',”"’' and k + 1 < len(said):
            found = attribution.after(said[k + 1 :], strong_only=True)
            if found is not None:
                found = found.moved(k + 1)
                if words[found.cue_first].begin - words[k].end <= _NEAR_CUE:
                    return found
        elif words[k].low in lists.lists["speaking.according"]:
            found = attribution.after(said[k:], strong_only=True)
            return found.moved(k) if found is not None else None
    return None


_NEAR_CUE = 90
"""Code points from the comma behind a number to the reporting verb: one further away reports other things."""
