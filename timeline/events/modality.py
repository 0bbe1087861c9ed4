"""Judge a statement: did it happen, is it planned, possible, denied or a supposition, who says so, with
what reserve.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cache

from timeline.events.clauses import Parse
from timeline.events.lexicon import BASE, HAVE, MODAL, NEGATION, PAST, english, entry
from timeline.events.names import Name
from timeline.events.subjects import subject
from timeline.events.targets import Target
from timeline.events.words import Token

_REACH = 3
"""How many tokens before a noun or verb an adverb or adjective may stand that makes it planned or
possible."""


def modality(parse: Parse, target: Target, start: dt.datetime | None, known_until: dt.date | None) -> str:
    """Give the modality of a target.

    ``start`` is the first moment of its interval and ``known_until`` the first day after publication: what
    is told
    of a later day is planned, whatever the tense.
    """
    found = _from_cues(parse, target)
    if found == "planned" and start is not None and known_until is not None and start.date() < known_until:
        found = "happened" if _attempted(parse, target) else found
    if found == "happened" and start is not None and known_until is not None and start.date() >= known_until:
        return "planned"
    return found


def _from_cues(parse: Parse, target: Target) -> str:
    tokens, lists = parse.tokens, english()
    segment = parse.segments[target.segment]
    if tokens[segment.first].tag == "S" and lists.has(
        "modality.hypothetical_openers", tokens[segment.first].low
    ):
        return "hypothetical"
    verb = target.verb
    if target.kind == "statement":
        return "happened"
    if verb is None:
        return _of_noun(tokens, target)
    if verb.first == verb.last and target.subject is None and _commands(tokens, verb.first):
        return "planned"
    group = tokens[verb.first : verb.last + 1]
    words = [t.low for t in group]
    modals = lists.lists["modality.planned_modals"]
    if not modals.isdisjoint(words) and any(t.low in modals and t.forms & MODAL for t in group):
        return "denied" if _negated(tokens, verb.first, verb.last) else "planned"
    if not lists.lists["modality.hypothetical_modals"].isdisjoint(words):
        return "planned" if _announced(parse, target) else "hypothetical"
    if not lists.lists["modality.possible_modals"].isdisjoint(words):
        return "possible"
    if _negated(tokens, verb.first, verb.last) or _nobody(tokens, target):
        return "denied"
    if verb.infinitive >= 0:
        lemma = entry(tokens[verb.main].low).verb
        if lists.has("modality.denied_verbs", lemma):
            return "denied"
        if lists.has("modality.planned_verbs", lemma) or lists.has(
            "modality.planned_verbs", tokens[verb.main].low
        ):
            return "planned"
        if lists.has("modality.possible_verbs", lemma):
            return "possible"
        if verb.first == verb.main and lists.has("words.finite_be", tokens[verb.main].low):
            # "is to be launched this morning".
            return "planned"
    around = [t.low for t in tokens[max(segment.first, verb.first - _REACH) : verb.last + 1]]
    return "happened" if lists.lists["modality.possible_words"].isdisjoint(around) else "possible"


def _announced(parse: Parse, target: Target) -> bool:
    """Say whether "would" is the "will" of what was said: "he said that teams would arrive on Friday"."""
    tokens, lists = parse.tokens, english()
    verb = target.verb
    if verb is None or any(tokens[i].forms & HAVE for i in range(verb.first, verb.last + 1)):
        return False
    if any(lists.has("modality.hypothetical_openers", word) for word in parse.words):
        return False
    for segment in parse.segments[: target.segment]:
        said = segment.verb
        if said is not None and tokens[said.main].forms & PAST and lists.has("reporting.clausal", said.lemma):
            return True
    return False


def _nobody(tokens: Sequence[Token], target: Target) -> bool:
    """Say whether nobody and nothing did it: "No damage was reported"."""
    return target.subject is not None and bool(tokens[target.subject[0]].forms & NEGATION)


def _attempted(parse: Parse, target: Target) -> bool:
    """Say whether what governs an infinitive was itself done: "sought to", "agreed to"."""
    verb = target.verb
    if verb is None or verb.first != verb.main:
        return False
    main = parse.tokens[verb.main]
    return bool(main.forms & PAST) and english().has("modality.attempted_verbs", verb.lemma)


def _commands(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a verb without subject opens the sentence in its base form."""
    return not any(t.tag in "NOD" for t in tokens[:place]) and tokens[place].forms & (BASE | PAST) == BASE


def _of_noun(tokens: Sequence[Token], target: Target) -> str:
    lists = english()
    around = [t.low for t in tokens[max(0, target.first - 1) : target.head + 1]]
    if not lists.lists["modality.planned_words"].isdisjoint(around):
        return "planned"
    return "happened" if lists.lists["modality.possible_words"].isdisjoint(around) else "possible"


def _negated(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Say whether a verb group is negated; "not only" is no negation."""
    for i in range(first, min(last + 2, len(tokens))):
        if tokens[i].forms & NEGATION and (i <= last and tokens[i].tag != "D"):
            following = tokens[i + 1].low if i + 1 < len(tokens) else ""
            if not english().has("modality.not_denied_after", following):
                return True
    return False


def hedged(text: str, parse: Parse) -> bool:
    """Say whether a sentence keeps a reserve: "reportedly", "according to", "is said to"."""
    lists = english()
    reserve = lists.lists["hedges.words"]
    if not reserve.isdisjoint(parse.words) and any(
        t.low in reserve and not (t.forms & MODAL and t.cap) for t in parse.tokens
    ):
        return True
    # Few sentences hold the first word of any.
    opened = [phrase for first, phrase in _hedge_phrases() if first in parse.words]
    low = text.lower() if opened else ""
    return True in [phrase in low for phrase in opened]


@cache
def _hedge_phrases() -> tuple[tuple[str, str], ...]:
    """Give the phrases that keep a reserve, each with its first word."""
    return tuple((phrase.partition(" ")[0], phrase) for phrase in english().phrases["hedges.phrases"])


def attributed_to(text: str, parse: Parse, target: Target, found: Sequence[Name]) -> str | None:
    """Name who says so: "according to NAME", or the speaker whose clause reports the target's clause."""
    speaker = _according_to(text, parse, found)
    if speaker:
        return speaker
    for number, segment in enumerate(parse.segments):
        verb = segment.verb
        if verb is None or number == target.segment or not english().has("reporting.clausal", verb.lemma):
            continue
        if not english().has("reporting.verbs", verb.lemma) or not _reports(parse, number, target.segment):
            continue
        span = subject(parse, number)
        if span and english().has("words.first_person", parse.tokens[span[0]].low):
            # "I predict it will, said Etzioni": the one who says "I" is named farther out.
            continue
        if span and parse.tokens[span[1] - 1].tag in "NO":
            return speaker_text(text, parse.tokens, span, found)
    return None


def _reports(parse: Parse, reporting: int, told: int) -> bool:
    """Say whether a reporting clause governs another: what follows it, or what stands before "..., he
    said".
    """
    if told > reporting:
        return all(
            segment.opener in ("S", "", "C", "W") and segment.mark in ("", ",", ":")
            for segment in parse.segments[reporting + 1 : told + 1]
        ) and parse.segments[reporting + 1].opener in ("S", "")
    segment = parse.segments[reporting]
    following = parse.segments[reporting + 1] if reporting + 1 < len(parse.segments) else None
    if following is not None and following.opener == "S" and following.mark == "":
        return False
    return segment.mark == "," and segment.opener == "" and parse.segments[told].opener not in ("S", "W")


def speaker_text(text: str, tokens: Sequence[Token], span: tuple[int, int], found: Sequence[Name]) -> str:
    """Give a speaker by name if the span holds one, else by its words."""
    first, last = span
    inside = [name for name in found if first <= name.first < last and not tokens[name.last - 1].possessive]
    # "Jamaica's Prime Minister Bruce Golding": the owner does not speak; nor does "for the White House".
    own = [name for name in inside if name.first == first or tokens[name.first - 1].tag not in "P"]
    named = [name for name in own if name.person] or own
    if named:
        return named[-1].name if named[-1].person else named[0].name
    return " ".join(text[tokens[first].begin : tokens[last - 1].end].split())


def _according_to(text: str, parse: Parse, found: Sequence[Name]) -> str | None:
    tokens, low = parse.tokens, ""
    for phrase in english().phrases["reporting.according_to"]:
        if phrase.partition(" ")[0] not in parse.words:
            continue
        low = low or text.lower()
        at = low.find(phrase)
        if at < 0:
            continue
        after = [i for i, t in enumerate(tokens) if t.begin >= at + len(phrase)]
        if not after:
            return None
        named = [n for n in found if after[0] <= n.first <= after[0] + 8]
        boundary = next((i for i in after if tokens[i].tag in ".;"), len(tokens))
        named = [n for n in named if n.first < boundary]
        if named:
            return named[0].name
        end = after[0]
        while end < len(tokens) and tokens[end].tag in "DN" and tokens[end].date < 0:
            end += 1
        return (
            " ".join(text[tokens[after[0]].begin : tokens[end - 1].end].split()) if end > after[0] else None
        )
    return None
