"""Find the subject of a clause, wherever the sentence put it: before the verb, behind it, in an earlier
clause.
"""

from collections.abc import Sequence

from timeline.events.clauses import Parse, Segment, aside, noun_phrase_before
from timeline.events.lexicon import BE, THIRD, english
from timeline.events.words import Token


def subject(parse_: Parse, number: int) -> tuple[int, int] | None:
    """Find the subject of a segment's verb: before it in the segment, else taken over from the segments
    before.
    """
    if number not in parse_.subjects:
        # A guard while the search runs: a subject is only ever looked for in earlier segments.
        parse_.subjects[number] = None
        parse_.subjects[number] = _find_subject(parse_, number)
    return parse_.subjects[number]


def _find_subject(parse_: Parse, number: int) -> tuple[int, int] | None:
    segments, tokens = parse_.segments, parse_.tokens
    segment = segments[number]
    if segment.verb is None:
        return None
    span = noun_phrase_before(tokens, segment.first, segment.verb.first)
    if span and any(tokens[i].tag == "C" for i in range(*span)):
        span = _listed(parse_, number, span)
    if span or english().has("words.bare_subjects", tokens[segment.verb.first].low):
        return span
    if segment.opener == "W":
        return _antecedent(parse_, number)
    if segment.opener == "C":
        return earlier_subject(parse_, number)
    after = segment.verb.last + 1
    addressed = english().has("reporting.needs_addressee", segment.verb.lemma)
    if number and not addressed and english().has("reporting.verbs", segment.verb.lemma):
        # "..., said Oren Etzioni": the speaker follows the verb.
        inverted = _noun_phrase_after(tokens, after, segment.last)
        told = segments[number - 1].verb is not None or tokens[segment.verb.first].forms & THIRD
        if inverted and (told or _closes(tokens, segment, inverted)):
            return inverted
    return _interrupted_subject(parse_, number)


def _closes(tokens: Sequence[Token], segment: Segment, span: tuple[int, int]) -> bool:
    """Say whether a verb with a name after it is all that a segment holds: "..., said Mr. Berg"."""
    assert segment.verb is not None
    own = tokens[span[0]]
    named = own.cap or (own.tag == "D" and span[1] - span[0] > 1)
    return segment.verb.first == segment.first and segment.mark == "," and span[1] == segment.last and named


def _listed(parse_: Parse, number: int, span: tuple[int, int]) -> tuple[int, int]:
    """Take the start of a list along: "OpenAI, SoftBank and Oracle"."""
    tokens, first = parse_.tokens, span[0]
    for earlier in range(number - 1, -1, -1):
        segment = parse_.segments[earlier]
        own = tokens[segment.first : segment.last]
        if first != parse_.segments[earlier + 1].first or segment.verb is not None or len(own) > 4:
            break
        if not all(t.tag in "ND" and t.date < 0 for t in own) or tokens[first - 1].text != ",":
            break
        first = segment.first
    return first, span[1]


def _noun_phrase_after(tokens: Sequence[Token], first: int, stop: int) -> tuple[int, int] | None:
    end = first
    while end < stop and (_goes_on(tokens, end) if tokens[end].text == "." else tokens[end].tag in "DNOR"):
        if tokens[end].date >= 0:
            break
        end += 1
    while end > first and tokens[end - 1].tag == "R":
        end -= 1
    return (first, end) if end > first else None


def _goes_on(tokens: Sequence[Token], point: int) -> bool:
    """Say whether a full stop belongs to a title before a name: "Sen. Berg"."""
    return point > 0 and english().has("names.titles", tokens[point - 1].low) and tokens[point - 1].cap


def _antecedent(parse_: Parse, number: int) -> tuple[int, int] | None:
    """Find what a relative clause is about: the noun phrase before it, or the subject that this phrase
    renames.
    """
    segments, tokens = parse_.segments, parse_.tokens
    stop = segments[number].first
    while stop and tokens[stop - 1].tag in ',"':
        stop -= 1
    if not stop:
        return None
    previous = min(parse_.segment_at(stop - 1), number - 1)
    if _renames(parse_, previous):
        previous -= 1
        stop = segments[previous].last
    verb = segments[previous].verb
    if (
        verb is not None
        and verb.first == verb.main
        and tokens[verb.main].forms & BE
        and _near(tokens, verb.last, stop)
    ):
        # "DeepSeek is a startup that kicked off ...": the named subject says more than "a startup".
        named = subject(parse_, previous)
        if named and (tokens[named[0]].tag != "O" or stop - verb.last > 7):
            return named
    first = stop
    floor = max(segments[previous].first, verb.last + 1 if verb is not None and verb.last < stop - 1 else 0)
    while first > floor and tokens[first - 1].tag in "DNE-":
        first -= 1
        if tokens[first].tag == "D":
            break
    return (first, stop) if first < stop else None


def _near(tokens: Sequence[Token], verb: int, stop: int) -> bool:
    """Say whether hardly more than one noun phrase stands after "is": "is a startup that kicked off"."""
    between = tokens[verb + 1 : stop]
    return sum(token.tag == "P" for token in between) <= 1 and not any(token.tag == "," for token in between)


def _renames(parse_: Parse, number: int) -> bool:
    """Say whether a segment only describes the noun before it: "a quake, Haiti's worst in years, which"."""
    segments, tokens = parse_.segments, parse_.tokens
    segment = segments[number]
    if not number or segment.verb is not None or segment.mark != "," or segment.opener:
        return False
    own = tokens[segment.first : segment.last]
    detailed = any(token.tag == "P" for token in own) and own[0].tag in "DN"
    return detailed and tokens[segments[number - 1].last - 1].tag == "N"


def earlier_subject(parse_: Parse, number: int) -> tuple[int, int] | None:
    """Take the subject of the nearest clause before that has one."""
    for earlier in range(number - 1, -1, -1):
        if parse_.segments[earlier].verb is not None:
            return subject(parse_, earlier)
    return None


def _interrupted_subject(parse_: Parse, number: int) -> tuple[int, int] | None:
    """Find a subject that an apposition or relative clause parts from its verb."""
    segments, tokens = parse_.segments, parse_.tokens
    run: list[tuple[int, int]] = []
    for earlier in range(number - 1, -1, -1):
        segment = segments[earlier]
        if segment.verb is not None and segment.opener != "W" and not aside(segment):
            break
        if segment.verb is not None or tokens[segment.first].tag in "PRGEX":
            continue
        span = noun_phrase_before(tokens, segment.first, segment.last)
        if span:
            run.append(span)
    if not run:
        return earlier_subject(parse_, number)
    run.reverse()
    return next((span for span in run if names_subject(tokens, span)), run[0])


def names_subject(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """Say whether a phrase names who acts: "Ada Berg", "Oslo's Ada Berg", not "Oslo's worst"."""
    head = tokens[span[0]]
    owned = head.possessive or (span[0] + 1 < span[1] and tokens[span[0] + 1].possessive)
    named = not owned or any(token.cap for token in tokens[span[0] + 1 : span[1]])
    return head.cap and head.tag == "N" and named
