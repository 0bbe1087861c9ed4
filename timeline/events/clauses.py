"""Cut a tagged sentence into clauses and say which event a date in it belongs to.

Event nouns beside the date come first ("the 1957 satellite launch"), then the participle or verb of the clause
that holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from timeline.events.lexicon import BE, HAVE, NEGATION, PARTICIPLE, PRONOUN, THIRD, TO, english, entry
from timeline.events.words import Token

_NOUN_REACH = 4
"""How many tokens after a date its event noun may come: "the January 27 stock market rout"."""
_PARTICIPLE_REACH = 4
"""How many tokens before a date a participle may stand beside a verb: "it was a paper released last week"."""


@dataclass(slots=True)
class Verb:
    """Hold a verb group: tokens first..last, the main verb's place and lemma, and an infinitive it governs."""

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
class Target:
    """Hold the event that a date belongs to.

    kind is clause, participle or noun; head is the place of the verb or noun; subject is a token range (first,
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


@dataclass(slots=True)
class Parse:
    """Hold a sentence's tokens and segments."""

    tokens: list[Token]
    segments: list[Segment]
    subjects: dict[int, tuple[int, int] | None] = field(default_factory=dict)

    def segment_at(self, place: int) -> int:
        """Give the number of the segment that holds a token."""
        for number, segment in enumerate(self.segments):
            if segment.first <= place < segment.last:
                return number
        return len(self.segments) - 1


def parse(tokens: list[Token]) -> Parse:
    """Cut tokens into segments at marks, openers and clause-joining words, and find each one's finite verb."""
    bounds = _bounds(tokens)
    segments: list[Segment] = []
    for first, last in zip(bounds, bounds[1:], strict=False):
        start = first
        mark = tokens[start].text if tokens[start].tag == "," else ""
        while start < last and tokens[start].tag in ',.?!"':
            start += 1
        if start >= last:
            continue
        end = last
        while end > start and tokens[end - 1].tag in ",.?!":
            end -= 1
        opener = tokens[start].tag if tokens[start].tag in "SWC" else ""
        segment = Segment(start, max(end, start + 1), opener, mark=mark)
        segment.verb = _finite_verb(tokens, segment)
        segment.nonfinite = -1 if segment.verb else _leading_nonfinite(tokens, segment)
        segments.append(segment)
    return Parse(tokens, segments)


def _bounds(tokens: Sequence[Token]) -> list[int]:
    """Give the places where a segment starts, and the end."""
    cuts = [0]
    finite = False
    verb_end = -1
    for i, token in enumerate(tokens):
        tag = token.tag
        if tag in ",SW" or (tag == "C" and finite and _clause_follows(tokens, i)):
            cuts.append(i)
            finite = False
        elif tag in "VA" and _is_finite(tokens, i):
            if finite and i > verb_end:
                cut = _second_clause(tokens, cuts[-1], verb_end, i)
                if cut is not None:
                    cuts.append(cut)
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
    places = [k for k in range(j, second) if tokens[k].tag in "OD"]
    return places[-1] if places else None


def _date_soon(tokens: Sequence[Token], j: int) -> bool:
    return any(tokens[k].date >= 0 for k in range(j + 1, min(j + 3, len(tokens))))


def _finite_verb(tokens: Sequence[Token], segment: Segment) -> Verb | None:
    """Find the first finite verb group of a segment."""
    for i in range(segment.first, segment.last):
        if tokens[i].tag in "VA" and _is_finite(tokens, i):
            if _is_reduced(tokens, segment, i):
                continue
            return verb_group(tokens, i, segment.last)
    return None


def _is_reduced(tokens: Sequence[Token], segment: Segment, i: int) -> bool:
    """Say whether a past form belongs to a phrase and has no subject: "Of eleven contractors reached this week, ..."."""
    if tokens[i].tag != "V" or not tokens[i].forms & PARTICIPLE or tokens[segment.first].tag != "P":
        return False
    return _noun_phrase_before(tokens, segment.first, i) is None


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
        and tokens[j].tag in "RN"
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
            if tokens[k].forms & BE and k + 1 < stop and tokens[k + 1].tag == "v":
                infinitive = last = k + 1
    return Verb(i, last, main, _lemma(tokens[main]), infinitive)


def _lemma(token: Token) -> str:
    return entry(token.low).verb


def _leading_nonfinite(tokens: Sequence[Token], segment: Segment) -> int:
    """Find a participle that opens a segment without finite verb."""
    for i in range(segment.first, segment.last):
        tag = tokens[i].tag
        if tag in "GE":
            return i
        if tag not in 'RCX"S':
            return -1
    return -1


def subject(parse_: Parse, number: int) -> tuple[int, int] | None:
    """Find the subject of a segment's verb: before it in the segment, else taken over from the segments before."""
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
    span = _noun_phrase_before(tokens, segment.first, segment.verb.first)
    if span and any(tokens[i].tag == "C" for i in range(*span)):
        span = _listed(parse_, number, span)
    if span or english().has("words.bare_subjects", tokens[segment.verb.first].low):
        return span
    if segment.opener == "W":
        return _antecedent(parse_, number)
    if segment.opener == "C":
        return _earlier_subject(parse_, number)
    after = segment.verb.last + 1
    if number and english().has("reporting.verbs", segment.verb.lemma):
        # "..., said Oren Etzioni": the speaker follows the verb.
        inverted = _noun_phrase_after(tokens, after, segment.last)
        if inverted and (segments[number - 1].verb is not None or tokens[segment.verb.first].forms & THIRD):
            return inverted
    return _interrupted_subject(parse_, number)


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


def _noun_phrase_before(tokens: Sequence[Token], first: int, stop: int) -> tuple[int, int] | None:
    """Trim openers, leading adverbials and trailing adverbs off what stands before a verb."""
    while first < stop and (tokens[first].tag in 'SWCRX"' or _connective(tokens[first])):
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
        if tokens[i].tag in "DO" and tokens[i - 1].tag == "N" and not tokens[i - 1].possessive:
            return i, end
    return None


def _connective(token: Token) -> bool:
    return token.tag != "N" and english().has("words.connectives", token.low)


def _noun_phrase_after(tokens: Sequence[Token], first: int, stop: int) -> tuple[int, int] | None:
    end = first
    while end < stop and tokens[end].tag in "DNOR" and tokens[end].date < 0:
        end += 1
    while end > first and tokens[end - 1].tag == "R":
        end -= 1
    return (first, end) if end > first else None


def _antecedent(parse_: Parse, number: int) -> tuple[int, int] | None:
    """Find what a relative clause is about: the noun phrase before it, or the subject that this phrase renames."""
    segments, tokens = parse_.segments, parse_.tokens
    stop = segments[number].first
    while stop and tokens[stop - 1].tag in ',"':
        stop -= 1
    if not stop:
        return None
    previous = min(parse_.segment_at(stop - 1), number - 1)
    verb = segments[previous].verb
    if verb is not None and verb.first == verb.main and tokens[verb.main].forms & BE:
        # "DeepSeek is a startup that kicked off ...": the named subject says more than "a startup".
        named = subject(parse_, previous)
        if named and (tokens[named[0]].tag != "O" or stop - verb.last > 7):
            return named
    first = stop
    floor = max(segments[previous].first, verb.last + 1 if verb is not None and verb.last < stop - 1 else 0)
    while first > floor and tokens[first - 1].tag in "DNE":
        first -= 1
        if tokens[first].tag == "D":
            break
    return (first, stop) if first < stop else None


def _earlier_subject(parse_: Parse, number: int) -> tuple[int, int] | None:
    """Take the subject of the nearest clause before that has one."""
    for earlier in range(number - 1, -1, -1):
        if parse_.segments[earlier].verb is not None:
            return subject(parse_, earlier)
    return None


def aside(segment: Segment) -> bool:
    """Say whether a segment only names a speaker in passing: ", she said,"."""
    verb = segment.verb
    reports = verb is not None and english().has("reporting.clausal", verb.lemma)
    return reports and segment.mark == "," and segment.last - segment.first <= 4


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
        span = _noun_phrase_before(tokens, segment.first, segment.last)
        if span:
            run.append(span)
    if not run:
        return _earlier_subject(parse_, number)
    run.reverse()
    return next((span for span in run if tokens[span[0]].cap and tokens[span[0]].tag == "N"), run[0])


def target(parse_: Parse, date: int) -> Target | None:
    """Say which event a date phrase belongs to."""
    places = [i for i, token in enumerate(parse_.tokens) if token.date == date]
    if not places:
        return None
    first, last = places[0], places[-1]
    found = _noun_after(parse_, first, last) or _participle_before(parse_, first) or _statement(parse_, first)
    if found:
        return found
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
    """Go on to the clause that a date only points at: "It was on Monday that ...", "... weeks since Nvidia lost"."""
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
    """Make the target of a date on the source of a statement: "..., according to Cook in an interview on Monday"."""
    tokens, lists = parse_.tokens, english()
    for phrase in lists.phrases["reporting.according_to"]:
        words = phrase.split()
        for at in range(date - len(words), -1, -1):
            if tokens[at].tag in "VA":
                break
            if [t.low for t in tokens[at : at + len(words)]] != words:
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
    lemma = _lemma(parse_.tokens[verb.head])
    content = _content(parse_, number) if english().has("reporting.clausal", verb.lemma) else None
    return Target("clause", verb.head, lemma, number, subject(parse_, number), verb, content)


def _content(parse_: Parse, number: int) -> int | None:
    """Find the segment that says what was said: the one after, else the one before ("..., he said")."""
    segments, tokens = parse_.segments, parse_.tokens
    segment = segments[number]
    for later in range(number + 1, min(number + 3, len(segments))):
        one = segments[later]
        if one.verb is not None and (
            one.opener != "W" and one.opener != "C" and one.mark in ("", ",", ":", '"')
        ):
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
        if number and tokens[segments[number - 1].first].tag in "DN":
            span = _noun_phrase_before(tokens, segments[number - 1].first, segments[number - 1].last)
        elif after is not None:
            span = subject(parse_, after)
    elif tokens[place].tag == "E":
        span = _trailing_noun_phrase(tokens, segments[number - 1])
    else:
        span = _earlier_subject(parse_, number)
    return Target("participle", place, _lemma(tokens[place]), number, span, first=place, stop=segment.last)


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
    while start > segment.first and (tokens[start - 1].tag in "DN") and tokens[start - 1].date < 0:
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
    lemma = _lemma(tokens[place])
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
        place = _outer_noun(tokens, place, segment.first)
        noun = entry(tokens[place].low).noun
        start = _phrase_start(tokens, place, segment.first)
        stop = _noun_stop(parse_, place, here)
        return Target("noun", place, noun, number, None, first=start, stop=stop)
    return None


def _any_noun(parse_: Parse, date: int) -> Target | None:
    """Find the next event noun after a date where the sentence has no verb: "Monday: the AI Action Summit"."""
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
    """Go out from an event noun to the one that it only details: "remarks at the summit", "launch during talks"."""
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
    return outer


def _phrase_start(tokens: Sequence[Token], place: int, floor: int) -> int:
    """Walk back to the start of the noun phrase that ends at a noun."""
    start = place
    while start > floor and tokens[start - 1].tag in "ND" and tokens[start - 1].date < 0:
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
    """Say whether the noun stands in a fronted phrase that sets the scene: "At a meeting on Monday he said"."""
    tokens = parse_.tokens
    home = parse_.segments[parse_.segment_at(date)]
    del number
    return (tokens[home.first].tag == "P" and noun.first > home.first) or bool(tokens[home.first].forms & TO)
