"""Find who says a quotation and by which cue, in the words before, between and after it.

News attributes in few shapes: "…," said NAME · "…," NAME said · NAME said, "…" · NAME said that "…" ·
according to NAME, "…" · NAME: "…". The verb is found by a list of reporting verbs, its subject by the
boundaries of the clause around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from timeline.narrative.quotes.lexicon import Lexicon, english
from timeline.narrative.quotes.segments import Word

_FAR_AFTER = 40
"""Words after a quotation within which its cue stands: a name may carry a long apposition."""

_POSSESSIVES = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Hold a source and its cue: offsets of both in the article; ``inverted`` is "said NAME"."""

    begin: int
    end: int
    cue: str
    cue_begin: int
    cue_end: int
    inverted: bool = False


def after(found: Sequence[Word], strong_only: bool = False) -> Attribution | None:
    """Read an attribution off the words that follow a quotation, up to the end of the sentence."""
    lists = english()
    start = 0
    while start < len(found) and found[start].mark:
        start += 1
    tail = found[start : start + _FAR_AFTER]
    source = _according(tail, lists)
    if source is not None and source[1] == 0:
        return source[0]
    for i, word in enumerate(tail):
        if word.low not in lists.cues and (strong_only or word.low not in lists.weak):
            continue
        if i and (_relative(tail, i, lists) or _noun(tail, i, lists)):
            continue
        subject = _subject_before(tail, i, lists)
        if subject is not None:
            return _made(tail, subject, i)
        addressed = lists.has("cues.addressing", word.low)
        if not addressed and word.low in lists.cues and all(lists.adverb(w.low) or w.mark for w in tail[:i]):
            following = _subject_after(tail, i + 1, lists)
            if following is not None:
                return _made(tail, following, i, inverted=True)
        if i > 3 and word.low in lists.weak:
            break
    return source[0] if source is not None and source[1] <= 3 else None


def before(found: Sequence[Word], colon: bool = False) -> Attribution | None:
    """Read an attribution off the words that lead up to a quotation, from the start of the sentence.

    ``colon`` says that a colon or comma introduces the quotation, so that weak cues and bare names count.
    """
    lists = english()
    source = _according(found, lists)
    first = source[1] if source is not None else -1
    sure = any(lists.has("cues.said", w.low) for w in found)
    for i in range(len(found) - 1, max(first, 0), -1):
        word = found[i]
        if word.low not in lists.cues and not (colon and word.low in lists.weak):
            continue
        if _noun(found, i, lists) or (sure and lists.base(word.low) and not _has_subject(found, i, lists)):
            continue
        subject = _subject_of(found, i, lists)
        if subject is not None:
            return _made(found, subject, i)
    if source is not None:
        return source[0]
    return _owner(found) or (_bare(found, lists) if colon else None)


def _owner(found: Sequence[Word]) -> Attribution | None:
    """Read a name in the genitive right before a quotation as its source: "Ann Lee's “gift”"."""
    if not found or not found[-1].cap or not found[-1].low.endswith(_POSSESSIVES):
        return None
    first = len(found) - 1
    while first and found[first - 1].cap and not found[first - 1].low.endswith(_POSSESSIVES):
        first -= 1
    last = found[-1]
    return Attribution(found[first].begin, last.end - 2, last.low[-2:], last.end - 2, last.end)


def _has_subject(found: Sequence[Word], i: int, lists: Lexicon) -> bool:
    """Say whether a bare verb form has a pronoun or helping verb before it: a noun else ("the call")."""
    low = found[i - 1].low
    return (
        lists.has("grammar.pronouns", low)
        or lists.has("grammar.auxiliaries", low)
        or lists.has("cues.said", found[i].low)
    )


def _subject_of(found: Sequence[Word], i: int, lists: Lexicon) -> tuple[int, int] | None:
    """Find who does what the verb at ``i`` says; "…, calling it" has the subject of the verb before it."""
    if lists.participle(found[i].low):
        for k in range(i - 1, 0, -1):
            if lists.verb(found[k].low) and not lists.participle(found[k].low):
                subject = _subject_before(found, k, lists)
                if subject is not None:
                    return subject
        return _main_subject(found[:i], lists)
    return _subject_before(found, i, lists) or _main_subject(found[:i], lists)


def _made(found: Sequence[Word], subject: tuple[int, int], i: int, inverted: bool = False) -> Attribution:
    first, last = subject
    return Attribution(
        found[first].begin, found[last - 1].end, found[i].low, found[i].begin, found[i].end, inverted
    )


def _relative(found: Sequence[Word], i: int, lists: Lexicon) -> bool:
    """Say whether the verb at ``i`` belongs to "who said" inside the apposition of a name."""
    k = i - 1
    while k > 0 and (lists.adverb(found[k].low) or lists.has("grammar.auxiliaries", found[k].low)):
        k -= 1
    return k > 0 and lists.has("grammar.relatives", found[k].low)


def _noun(found: Sequence[Word], i: int, lists: Lexicon) -> bool:
    """Say whether the word at ``i`` is a noun there: "the report", "a claim of", "in response to"."""
    previous = found[i - 1]
    if previous.mark:
        return False
    low = previous.low
    if lists.has("grammar.determiners", low) or low.endswith(_POSSESSIVES):
        return not _verb_like(found[i].low)
    return lists.has("grammar.before_nouns", low) and not _verb_like(found[i].low)


def _verb_like(low: str) -> bool:
    return english().has("cues.said", low) or low.endswith(english().past_ending)


def _subject_before(found: Sequence[Word], i: int, lists: Lexicon) -> tuple[int, int] | None:
    """Find the noun phrase in front of the verb at ``i``: (first word, after the last)."""
    last = i
    while last and (
        lists.adverb(found[last - 1].low) or lists.has("grammar.auxiliaries", found[last - 1].low)
    ):
        last -= 1
    if not last:
        return None
    if found[last - 1].text in ",)—–-":
        return _apposed(found, last, lists)
    first = _clause_start(found, last, lists)
    while first < last and (found[first].mark or lists.adverb(found[first].low)):
        first += 1
    return _named(found, first, last, lists)


def _apposed(found: Sequence[Word], last: int, lists: Lexicon) -> tuple[int, int] | None:
    """Find the head in front of an apposition: "Htay Oo, its acting chairman, said"."""
    parts: list[tuple[int, int]] = []
    first = 0
    for k in range(last):
        if found[k].text in ",()—–;":
            if k > first:
                parts.append((first, k))
            first = k + 1
    for start, stop in parts:
        words = found[start:stop]
        if lists.has("grammar.prepositions", words[0].low) or lists.has(
            "grammar.clause_openers", words[0].low
        ):
            continue
        if any(w.cap for w in words) or lists.has("grammar.determiners", words[0].low):
            return _named(found, start, last, lists)
    return None


def _clause_start(found: Sequence[Word], last: int, lists: Lexicon) -> int:
    """Walk back from a verb to where the clause of its subject begins."""
    k = last
    while k:
        word = found[k - 1]
        if word.text in ',;:—–()“”"':
            break
        if lists.has("grammar.clause_openers", word.low) and not (k < last and _joins(found, k, last)):
            break
        k -= 1
    return k


def _joins(found: Sequence[Word], k: int, last: int) -> bool:
    """Say whether the opener before ``k`` joins two names: "Sanders and Clinton said"."""
    return (
        english().has("grammar.joiners", found[k - 1].low)
        and k >= 2
        and found[k - 2].cap
        and found[k].cap
        and last - k < 5
    )


def _named(found: Sequence[Word], first: int, last: int, lists: Lexicon) -> tuple[int, int] | None:
    """Keep a noun phrase that can speak: with a name, a pronoun or a determiner; leading prepositions go."""
    if last - first > 1 and lists.has("grammar.relatives", found[first].low):
        first += 1
    while first < last and lists.has("grammar.prepositions", found[first].low):
        following = next(
            (k for k in range(first + 1, last) if found[k].cap or _speaks(found[k], lists)), None
        )
        if following is None:
            return None
        first = following
    if first >= last:
        return None
    phrase = found[first:last]
    for k, word in enumerate(phrase):
        apposed = first > 1 and found[first - 1].text == "," and found[first - 2].cap
        if k and lists.has("grammar.relatives", word.low) and not apposed:
            # "a man who pours concrete told": the man; "Ann Lee, the engineer who told": the name
            return first, first + k
        if lists.has("grammar.sources", word.low):
            # "On Monday he said": the pronoun alone is the source.
            return first + k, first + k + 1
    named = any(w.cap and not lists.has("grammar.clause_openers", w.low) for w in phrase)
    if named or any(lists.has("grammar.determiners", w.low) for w in phrase):
        return first, last
    nouns = [w for w in phrase if w.low.isalpha() and len(w.low) > 3]
    return (first, last) if nouns and not any(lists.verb(w.low) for w in phrase) else None


def _main_subject(found: Sequence[Word], lists: Lexicon) -> tuple[int, int] | None:
    """Find the subject of the sentence for a second verb: "Ann Lee shrugged, then added"."""
    first = 0
    if lists.has("grammar.prepositions", found[0].low):
        commas = [k for k, w in enumerate(found) if w.text == ","]
        if not commas:
            return None
        first = commas[0] + 1
    last = first
    while last < len(found) and not found[last].mark and not lists.verb(found[last].low):
        if last > first and (
            lists.has("grammar.relatives", found[last].low)
            or lists.has("grammar.auxiliaries", found[last].low)
        ):
            break
        last += 1
    return _named(found, first, last, lists) if last > first else None


def _speaks(word: Word, lists: Lexicon) -> bool:
    return lists.has("grammar.pronouns", word.low) or lists.has("grammar.determiners", word.low)


def _subject_after(found: Sequence[Word], i: int, lists: Lexicon) -> tuple[int, int] | None:
    """Find the noun phrase behind an inverted verb: "said Oren Etzioni, former CEO of"."""
    while i < len(found) and lists.adverb(found[i].low):
        i += 1
    if i >= len(found) or found[i].mark or lists.has("grammar.prepositions", found[i].low):
        return None
    if lists.has("cues.complementisers", found[i].low):
        return None
    if lists.has("grammar.pronouns", found[i].low):
        # "said she encourages parents": the pronoun opens a clause, unless nothing follows it
        alone = i + 1 == len(found) or found[i + 1].mark or lists.leaves(found[i + 1].low)
        return (i, i + 1) if alone else None
    last = i
    while last < len(found) and found[last].text not in ",;:—–(":
        word = found[last]
        if last > i and (
            lists.has("grammar.relatives", word.low) or (_leaves(found, last, lists) and not word.cap)
        ):
            break
        if last > i and lists.has("grammar.finite", word.low) and not word.cap:
            # "said the market had fallen": a clause of its own, not the speaker
            return None
        last += 1
    return _named(found, i, last, lists)


def _leaves(found: Sequence[Word], k: int, lists: Lexicon) -> bool:
    """Say whether a preposition at ``k`` leads away from the name: all but "of" and "for" do."""
    return lists.has("grammar.prepositions", found[k].low) and not lists.has(
        "grammar.inside_names", found[k].low
    )


def _according(found: Sequence[Word], lists: Lexicon) -> tuple[Attribution, int] | None:
    """Find "according to NAME": the attribution and the place of its first word."""
    for i in range(len(found) - 1):
        two = f"{found[i].low} {found[i + 1].low}"
        if two in lists.lists["cues.according_to"]:
            subject = _subject_after(found, i + 2, lists)
            if subject is None:
                return None
            first, last = subject
            made = Attribution(found[first].begin, found[last - 1].end, two, found[i].begin, found[i + 1].end)
            return made, i
    return None


def _bare(found: Sequence[Word], lists: Lexicon) -> Attribution | None:
    """Read "NAME:" and "her answer:" as a source without a verb."""
    stop = len(found)
    while stop and lists.has("grammar.determiners", found[stop - 1].low):
        stop -= 1
    if not stop or found[stop - 1].text != ":":
        return None
    first = _clause_start(found, stop - 1, lists)
    subject = _named(found, first, stop - 1, lists)
    if subject is None or subject[1] - subject[0] > 12:
        return None
    start, end = subject
    last = found[stop - 1]
    return Attribution(found[start].begin, found[end - 1].end, last.text, last.begin, last.end)
