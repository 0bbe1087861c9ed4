"""Say which event a date in a sentence belongs to.

Event nouns beside the date come first ("the 1957 satellite launch"), then the participle or verb of the
clause
that holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from timeline.events.clauses import Parse, Segment, Verb, noun_phrase_before, verb_lemma
from timeline.events.lexicon import BE, NEGATION, POSSESSIVE, PRONOUN, TO, english, entry
from timeline.events.subjects import earlier_subject, names_subject, subject
from timeline.events.words import Token

_NOUN_REACH = 4
"""How many tokens after a date its event noun may come: "the January 27 stock market rout"."""


_PARTICIPLE_REACH = 4
"""How many tokens before a date a participle may stand beside a verb: "it was a paper released last week"."""


@dataclass(slots=True)
class Target:
    """Hold the event that a date belongs to.

    kind is clause, participle or noun; head is the place of the verb or noun; subject is a token range
    (first,
    last) or None; segment is the segment that tells it; content is the segment of what was said, if the verb
    reports, else None.
    """

    kind: str
    head: int
    lemma: str
    segment: int
    subject: tuple[int, int] | None
    verb: Verb | None = None
    content: int | None = None
    first: int = -1
    stop: int = -1


def target(parse_: Parse, date: int) -> Target | None:
    """Say which event a date phrase belongs to."""
    places = parse_.places(date)
    if not places:
        return None
    first, last = places[0], places[-1]
    found = _noun_after(parse_, first, last) or _participle_before(parse_, first) or _statement(parse_, first)
    found = found or _of_clause(parse_, first, last)
    relates = found is not None and found.kind == "participle"
    return None if relates and found and english().has("nouns.no_events", found.lemma) else found


def _of_clause(parse_: Parse, first: int, last: int) -> Target | None:
    """Make the target of a date from the clause that holds it, or an event noun in that clause."""
    number = parse_.segment_at(first)
    number = _home(parse_, number)
    segment = parse_.segments[number]
    if segment.verb is None:
        return (
            _participle_segment(parse_, number)
            or _noun_before(parse_, number, first)
            or _any_noun(parse_, last)
        )
    number = _cleft(parse_, number, first)
    segment = parse_.segments[number]
    noun = _noun_before(parse_, number, first)
    if noun and _noun_wins(parse_, number, noun, first):
        return noun
    return clause_target(parse_, number)


def _cleft(parse_: Parse, number: int, date: int) -> int:
    """Go on to the clause that a date only points at: "It was on Monday that ...", "... weeks since Nvidia
    lost".
    """
    segments, tokens = parse_.segments, parse_.tokens
    verb = segments[number].verb
    if (
        verb is None
        or verb.first != verb.last
        or not tokens[verb.main].forms & BE
        or number + 1 >= len(segments)
    ):
        return number
    between = tokens[verb.last + 1 : segments[number].last]
    if date < verb.last or not all(t.tag in "XPRD" or t.date >= 0 for t in between):
        return number
    for later in range(number + 1, min(number + 5, len(segments))):
        following = segments[later]
        if following.verb is not None and following.opener == "S":
            return later
        if following.verb is not None and following.opener == "W" and later == number + 1:
            return later
    return number


def _statement(parse_: Parse, date: int) -> Target | None:
    """Make the target of a date on the source of a statement: "..., according to Cook in an interview on
    Monday".
    """
    tokens, lists = parse_.tokens, english()
    for phrase in lists.phrases["reporting.according_to"]:
        words = phrase.split()
        if words[0] not in parse_.words:
            continue
        for at in range(date - len(words), -1, -1):
            if tokens[at].tag in "VA":
                break
            if tokens[at].low != words[0] or [t.low for t in tokens[at : at + len(words)]] != words:
                continue
            before = [n for n, s in enumerate(parse_.segments) if s.verb is not None and s.verb.first < at]
            if not before or not any(t.cap for t in tokens[at:date]):
                return None
            lemma = lists.phrases["reporting.default"][0]
            return Target("statement", at, lemma, before[-1], None, content=before[-1])
    return None


def clause_target(parse_: Parse, number: int) -> Target:
    """Make the target of a segment's finite verb, with what was said if the verb reports."""
    segment = parse_.segments[number]
    assert segment.verb is not None
    verb = segment.verb
    lemma = verb_lemma(parse_.tokens[verb.head])
    content = _content(parse_, number) if english().has("reporting.clausal", verb.lemma) else None
    return Target("clause", verb.head, lemma, number, subject(parse_, number), verb, content)


def _content(parse_: Parse, number: int) -> int | None:
    """Find the segment that says what was said: the one after, else the one before ("..., he said")."""
    segments, tokens = parse_.segments, parse_.tokens
    segment = segments[number]
    for later in range(number + 1, min(number + 3, len(segments))):
        one = segments[later]
        if one.verb is not None and (one.opener not in ("W", "C") and one.mark in ("", ",", ":", '"')):
            opener = tokens[one.first].low
            if one.opener == "S" and not english().closed.get(opener, 0) & PRONOUN:
                break
            if one.mark == "," and not one.opener and tokens[one.first - 1].tag != '"':
                break
            return later
        if one.verb is not None:
            break
    verb = segment.verb
    passive = verb is not None and any(tokens[i].forms & BE for i in range(verb.first, verb.last))
    if segment.mark == "," and number and not passive:
        for earlier in range(number):
            if segments[earlier].verb is not None and segments[earlier].opener in ("", "C"):
                return earlier
    return None


def _home(parse_: Parse, number: int) -> int:
    """Give the segment whose verb a fragment belongs to: the next for a fronted one, else the one before."""
    segments = parse_.segments
    segment = segments[number]
    if segment.verb is not None or segment.nonfinite >= 0:
        if segment.nonfinite >= 0 and not _has_clause(segments[:number]) and _is_ing(parse_, segment):
            return next((i for i in range(number + 1, len(segments)) if segments[i].verb is not None), number)
        return number
    before = [i for i in range(number) if segments[i].verb is not None or segments[i].nonfinite >= 0]
    after = [i for i in range(number + 1, len(segments)) if segments[i].verb is not None]
    if after and (not before or segment.opener):
        return after[0]
    if before and segments[before[-1]].nonfinite >= 0 and not _is_ing(parse_, segments[before[-1]]):
        # "Founded in Hangzhou, China, in 2023, ..."
        return before[-1]
    if after and _splits_subject(parse_, number):
        return after[0]
    if segment.mark == "," and before and segments[before[-1]].opener in ("S", "W"):
        # "DeepSeek published R1, a model that reasons, yesterday": the aside is over, its host goes on.
        hosts = [i for i in before if segments[i].opener not in ("S", "W") and segments[i].verb is not None]
        return hosts[-1] if hosts else before[-1]
    return before[-1] if before else (after[0] if after else number)


def _has_clause(segments: Sequence[Segment]) -> bool:
    return any(segment.verb is not None for segment in segments)


def _is_ing(parse_: Parse, segment: Segment) -> bool:
    return parse_.tokens[segment.nonfinite].tag == "G"


def _splits_subject(parse_: Parse, number: int) -> bool:
    """Say whether a fragment stands between an opener or subject and its verb: "and, on Tuesday, rose"."""
    segments = parse_.segments
    return segments[number - 1].verb is None and number > 0


def _participle_segment(parse_: Parse, number: int) -> Target | None:
    """Make the target of a segment that a participle opens: "dropping 17% on Monday", "Founded in 2023"."""
    segments, tokens = parse_.segments, parse_.tokens
    segment = segments[number]
    if segment.nonfinite < 0:
        return None
    place = segment.nonfinite
    after = next((i for i in range(number + 1, len(segments)) if segments[i].verb is not None), None)
    span: tuple[int, int] | None = None
    if not _has_clause(segments[:number]):
        if number and (run := _phrases_before(parse_, number)):
            # "The quake, Haiti's worst in years, struck on Tuesday": what acts comes first, or has a name.
            span = next((one for one in run if names_subject(tokens, one)), run[0])
        elif after is not None:
            span = subject(parse_, after)
    elif tokens[place].tag == "E":
        span = _trailing_noun_phrase(tokens, segments[number - 1])
    else:
        span = earlier_subject(parse_, number)
    return Target(
        "participle", place, verb_lemma(tokens[place]), number, span, first=place, stop=segment.last
    )


def _phrases_before(parse_: Parse, number: int) -> list[tuple[int, int]]:
    """List the noun phrases without verb that stand before a segment, from left to right."""
    tokens = parse_.tokens
    spans = (
        noun_phrase_before(tokens, segment.first, segment.last)
        for segment in parse_.segments[:number]
        if segment.verb is None and tokens[segment.first].tag in "DN"
    )
    return [span for span in spans if span is not None]


def _trailing_noun_phrase(tokens: Sequence[Token], segment: Segment) -> tuple[int, int] | None:
    """Give the last noun phrase of a segment, which a participle after a comma describes."""
    first = segment.last
    while first > segment.first and tokens[first - 1].tag in "DN":
        first -= 1
        if tokens[first].tag == "D":
            break
    return (first, segment.last) if first < segment.last else None


def _participle_before(parse_: Parse, first: int) -> Target | None:
    """Find a participle whose noun phrase stands before it: "a research paper released last week"."""
    tokens = parse_.tokens
    number = parse_.segment_at(first)
    segment = parse_.segments[number]
    place = first - 1
    while place >= segment.first and tokens[place].tag not in "VAvIGET":
        place -= 1
    if place < segment.first or tokens[place].tag not in "GE" or place == segment.nonfinite:
        return None
    if segment.verb is not None and segment.verb.first > first and tokens[place].tag == "G":
        return None
    if segment.verb is not None and segment.verb.last < place and first - place > _PARTICIPLE_REACH:
        return None
    start = place
    while start > segment.first and (tokens[start - 1].tag in "DN-") and tokens[start - 1].date < 0:
        start -= 1
        if tokens[start].tag == "D":
            break
    if tokens[place].tag == "G" and (start == place or not segment.verb):
        return None
    if start == place:
        return None
    stop = segment.last
    if segment.verb is not None and segment.verb.first > place:
        stop = segment.verb.first
    lemma = verb_lemma(tokens[place])
    return Target("participle", place, lemma, number, (start, place), first=place, stop=stop)


def _noun_after(parse_: Parse, first: int, last: int) -> Target | None:
    """Find an event noun that the date describes: "the 1957 satellite launch", "Monday's sell-off"."""
    tokens = parse_.tokens
    lists = english()
    owns = tokens[last].possessive
    start = last + 1
    if (
        start < len(tokens)
        and tokens[start].possessive
        and tokens[start].low in lists.lists["words.possessive_marks"]
    ):
        owns, start = True, start + 1
    described = first > 0 and tokens[first - 1].tag == "D"
    if not owns and not described:
        return None
    end = start
    while end < min(start + _NOUN_REACH, len(tokens)) and tokens[end].tag == "N":
        end += 1
    for place in range(end - 1, start - 1, -1):
        noun = entry(tokens[place].low).noun
        if lists.has("nouns.events", noun) or lists.has("nouns.events", tokens[place].low):
            number = parse_.segment_at(place)
            return Target(
                "noun", place, noun, number, None, first=start, stop=_noun_stop(parse_, place, number)
            )
    return None


def _noun_stop(parse_: Parse, place: int, number: int) -> int:
    """Give the end of a noun phrase with its "of" and "in" phrases, before the next verb or boundary."""
    tokens, segment = parse_.tokens, parse_.segments[number]
    stop = place + 1
    while stop < segment.last and tokens[stop].tag in "PDNXR":
        stop += 1
    return stop


def _noun_before(parse_: Parse, number: int, date: int) -> Target | None:
    """Find the event noun nearest before a date in its segment: "the acquisition of chips in 2022"."""
    tokens, lists = parse_.tokens, english()
    here = parse_.segment_at(date)
    segment = parse_.segments[here]
    for place in range(date - 1, segment.first - 1, -1):
        if tokens[place].tag in "VAvIGET":
            break
        noun = entry(tokens[place].low).noun
        if tokens[place].tag != "N" or not (
            lists.has("nouns.events", noun) or lists.has("nouns.events", tokens[place].low)
        ):
            continue
        if place + 1 < len(tokens) and tokens[place + 1].tag == "N" and not tokens[place].possessive:
            continue
        outer = _outer_noun(tokens, place, segment.first)
        start = _phrase_start(tokens, outer, segment.first)
        stop = _noun_stop(parse_, outer, here)
        return Target("noun", outer, entry(tokens[outer].low).noun, number, None, first=start, stop=stop)
    return None


def _any_noun(parse_: Parse, date: int) -> Target | None:
    """Find the next event noun after a date where the sentence has no verb: "Monday: the AI Action
    Summit".
    """
    tokens, lists = parse_.tokens, english()
    for place in range(date + 1, len(tokens)):
        noun = entry(tokens[place].low).noun
        if tokens[place].tag == "N" and lists.has("nouns.events", noun) and not lists.has("nouns.weak", noun):
            number = parse_.segment_at(place)
            start = _phrase_start(tokens, place, parse_.segments[number].first)
            stop = _noun_stop(parse_, place, number)
            return Target("noun", place, noun, number, None, first=start, stop=stop)
    return None


def _outer_noun(tokens: Sequence[Token], place: int, floor: int) -> int:
    """Go out from an event noun to the one that it only details: "remarks at the summit", "launch during
    talks".
    """
    lists = english()
    outer = place
    for i in range(place - 1, floor - 1, -1):
        token = tokens[i]
        if token.tag not in "PDN" or token.forms & TO or lists.has("words.subordinators", token.low):
            break
        noun = entry(token.low).noun
        known = lists.has("nouns.events", noun) or lists.has("nouns.events", token.low)
        if token.tag == "N" and known and tokens[i + 1].tag == "P" and not lists.has("nouns.weak", noun):
            outer = i
        if outer != place and tokens[_phrase_start(tokens, outer, floor)].forms & POSSESSIVE:
            # "the deal in her speech at the summit": her speech, not the deal.
            break
    return outer


def _phrase_start(tokens: Sequence[Token], place: int, floor: int) -> int:
    """Walk back to the start of the noun phrase that ends at a noun."""
    start = place
    while start > floor and tokens[start - 1].tag in "ND-" and tokens[start - 1].date < 0:
        start -= 1
        if tokens[start].tag == "D" and not tokens[start].possessive:
            break
    return start


def _noun_wins(parse_: Parse, number: int, noun: Target, date: int) -> bool:
    """Decide whether the date goes with the noun before it and not with the clause's verb.

    It does in the subject ("the acquisition in 2022 underscores"), after a verb that only points at an event,
    and where the verb is negated: what did not happen has no day, what it did not happen at has.
    """
    verb = parse_.segments[number].verb
    lists = english()
    if verb is None:
        return True
    if date < verb.first:
        return noun.head < verb.first and not _fronted(parse_, number, noun, date)
    if noun.head < verb.last:
        return False
    negated = any(parse_.tokens[i].forms & NEGATION for i in range(verb.first, verb.last + 1))
    if negated:
        return not lists.has("nouns.weak", noun.lemma)
    return (
        lists.has("nouns.pointing_verbs", verb.lemma)
        and verb.infinitive < 0
        and (not lists.has("nouns.weak", noun.lemma))
    )


def _fronted(parse_: Parse, number: int, noun: Target, date: int) -> bool:
    """Say whether the noun stands in a fronted phrase that sets the scene: "At a meeting on Monday he
    said".
    """
    tokens = parse_.tokens
    home = parse_.segments[parse_.segment_at(date)]
    del number
    return (tokens[home.first].tag == "P" and noun.first > home.first) or bool(tokens[home.first].forms & TO)
