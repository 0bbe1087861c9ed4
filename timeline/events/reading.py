"""Read a sentence of an article and say what the columns of an event mention need: actors, place,
modality.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from timeline.events.clauses import Parse, aside, parse
from timeline.events.headlines import Context
from timeline.events.lexicon import PLURAL, PRONOUN, english
from timeline.events.modality import attributed_to, hedged, modality
from timeline.events.names import Name, names
from timeline.events.places import place
from timeline.events.sentences import Span
from timeline.events.subjects import subject
from timeline.events.tagging import tokens
from timeline.events.targets import Target, clause_target

_WORD_REACH = 24
"""Characters before a name in which the word before it is looked for."""
_NEWS = dt.timedelta(days=3)
"""How far from its publication a report may be of what happened where it was written."""
_PLACED = 4
"""One in so many places of a name behind "in" or "near" makes it no person's."""
_SHORT_TITLE = 3
"""Letters of the longest short title before a surname: "Mrs."."""


class Mention(NamedTuple):
    """Hold what is needed of one date phrase."""

    id: str
    field: str
    begin: int
    end: int
    start: dt.datetime | None
    stop: dt.datetime | None
    granularity: str
    mod: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """Hold what is needed of one article, the words it writes with a capital, what its layout may hold."""

    id: str
    title: str
    text: str
    english: bool
    dct_start: dt.date | None
    dct_stop: dt.date | None
    known: frozenset[str]
    cues: tuple[str, ...] = ()
    glued: bool = True
    comments: bool = True
    live: bool = True


@dataclass(slots=True)
class Sentence:
    """Hold a read sentence: where it stands, its text, parse and names."""

    field: str
    span: Span
    text: str
    parse: Parse
    mentions: list[Mention]
    known: frozenset[str]
    dateline: str | None = None
    _found: list[Name] | None = None
    _hedged: bool | None = None

    @property
    def found(self) -> list[Name]:
        """List the names in it; looked for when first asked."""
        if self._found is None:
            self._found = names(self.parse.tokens, self.text, self.known)
        return self._found

    @property
    def hedged(self) -> bool:
        """Say whether it keeps a reserve; looked for when first asked."""
        if self._hedged is None:
            self._hedged = hedged(self.text, self.parse)
        return self._hedged


Before = Callable[[], Sentence | Span | None]
"""Finds the sentence before, when a pronoun asks for it: as it was read, or where it stands."""


def read_sentence(article: Article, field: str, span: Span, dated: list[Mention]) -> Sentence:
    """Tokenise and parse a sentence."""
    source = article.title if field == "title" else article.text
    text = source[span.begin : span.end]
    cut = [(m.begin - span.begin, m.end - span.begin) for m in dated]
    words = tokens(text, cut, article.known, title=field == "title" or not span.begin)
    return Sentence(field, span, text, parse(words), dated, article.known)


def context_of(article: Article, sentence: Sentence, before: Before | None) -> Context:
    """Give what a headline may need; the sentence before is read only if a pronoun asks who it stands for."""
    known: list[tuple[str | None, str | None]] = []

    def antecedents() -> tuple[str | None, str | None]:
        if not known:
            span = before() if before is not None and sentence.field == "text" else None
            known.append(_antecedents(article, span, sentence) if span is not None else (None, None))
        return known[0]

    return Context(sentence.text, sentence.parse, sentence.found, antecedents)


def fits(written: str, sentence: Sentence) -> bool:
    """Say whether a name with its title can be whom a sentence speaks of: "Mr Berg" is not "she"."""
    lists = english()
    she, he = lists.lists["names.female_pronouns"], lists.lists["names.male_pronouns"]
    first = next((token.low for token in sentence.parse.tokens if token.low in she or token.low in he), None)
    if first is None:
        return True
    others = lists.lists["names.male_titles" if first in she else "names.female_titles"]
    return others.isdisjoint(written.lower().replace(".", "").split())


def _antecedents(
    article: Article, before: Sentence | Span, sentence: Sentence
) -> tuple[str | None, str | None]:
    """Give the person and the thing that pronouns may stand for after a sentence: its subjects first."""
    read = read_sentence(article, "text", before, []) if isinstance(before, Span) else before
    text, told, found = read.text, read.parse, read.found
    spans = [span for i in range(len(told.segments)) if (span := subject(told, i)) is not None]
    leading = [n for n in found if any(a <= n.first and n.last == b for a, b in spans)]
    people = (n for n in (*leading, *found) if is_person(article.text, n))
    person = next((n for n in people if fits(n.written, sentence)), None)
    if person is None and not any(is_person(article.text, n) for n in found):
        person = next((n for n in leading if n.person and fits(n.written, sentence)), None)
    return person.name if person is not None else None, _main_subject(text, told, found)


def is_person(text: str, name: Name) -> bool:
    """Say whether an article treats a name as a person's: once in full, then by the surname alone."""
    return bool(name.role) or _is_treated_as_person(text, name.name, name.person)


@lru_cache(maxsize=64)
def _is_treated_as_person(text: str, name: str, person: bool) -> bool:
    """Say so for a name without role; an article asks for each of its names several times."""
    words = name.split()
    if (len(words) > 1 and not person) or words[-1].isupper() or _is_people(words[-1].lower()):
        return False
    before = list(_words_before(text, words[-1]))
    lists = english()
    located = sum(lists.has("names.place_prepositions", word.lower()) for word in before)
    if located > 1 and located * _PLACED > len(before):
        # "in Haiti", "near Haiti": where things are, and no surname.
        return False
    return any(_is_small(word) == (len(words) > 1) for word in before)


def _is_people(word: str) -> bool:
    """Say whether a word names a people: "Haitians"."""
    return any(english().has("names.demonyms", one) for one in (word, word.removesuffix("s")))


def _words_before(text: str, name: str) -> Iterator[str]:
    """Give the word before each place where a name ends a run of capitals; empty at the start of a line."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        after, before = text[end : end + 2], text[max(0, at - _WORD_REACH) : at]
        if not after[:1].isalnum() and not (after[:1] == " " and after[1:].isupper()):
            line = before.rstrip(' “"(').rpartition("\n")[2]
            yield line.split()[-1] if line else ""
        at = text.find(name, end)


def _is_small(word: str) -> bool:
    """Say whether a word before a name is no part of it: small, a closed-class word, a short title, none."""
    low = word.lower().strip(',;:.”"')
    return (
        not word[:1].isupper() or low in english().closed or (word.endswith(".") and len(low) <= _SHORT_TITLE)
    )


def _main_subject(text: str, told: Parse, found: Sequence[Name]) -> str | None:
    """Give the subject of a sentence's main clause if "it" may stand for it: short, no person, no pronoun."""
    main = main_target(told)
    if main is None or main.subject is None or main.subject[1] - main.subject[0] > 4:
        return None
    first, last = main.subject
    words = told.tokens
    own = [n for n in found if n.first == first]
    if not own or own[0].person or words[last - 1].forms & PLURAL:
        return None
    if own[0].last != last and not words[own[0].last - 1].possessive:
        return None
    return " ".join(text[words[first].begin : words[last - 1].end].split())


def main_target(parse_: Parse) -> Target | None:
    """Give the target of the sentence's main clause."""
    segments = parse_.segments
    for number, segment in enumerate(segments):
        if segment.verb is None or segment.opener in ("S", "W"):
            continue
        following = segments[number + 1] if number + 1 < len(segments) else None
        # "At the end, Berg said that ..." is the main clause, "..., Berg said, ..." is none.
        governs = following is not None and following.opener == "S" and not following.mark
        if governs or not aside(segment):
            return clause_target(parse_, number)
    return None


def says_something(phrase: str) -> bool:
    """Refuse a headline of one word: it names no event."""
    return " " in phrase.strip()


def lacks_subject(parse_: Parse, found: Target) -> bool:
    """Refuse an auxiliary without subject: "that day has come" tells nothing but its date."""
    verb = found.verb
    if verb is None or found.subject is not None or found.content is not None:
        return False
    first = parse_.tokens[verb.first]
    bare = english().has("words.bare_subjects", first.low)
    return verb.first != verb.main and first.tag == "A" and not bare


def facts_of(
    article: Article, sentence: Sentence, context: Context, found: Target, start: dt.datetime | None
) -> dict[str, Any]:
    """Give the columns that do not depend on the basis; the speaker is the context's."""
    where = _place(sentence, found) or (sentence.dateline if _is_news(article, start) else None)
    actors = _actors(sentence, context, found)
    return {
        "article_id": article.id,
        "field": sentence.field,
        "begin": sentence.span.begin,
        "end": sentence.span.end,
        "predicate": found.lemma,
        "actors": [name for name in actors if name not in (where or "").split(", ")],
        "place": where,
        "modality": modality(sentence.parse, found, start, article.dct_stop),
        "attributed_to": context.speaker,
        "hedged": sentence.hedged,
    }


def with_speaker(sentence: Sentence, context: Context, found: Target) -> Context:
    """Add who says so to a context; "she" is who she stands for, or nobody."""
    speaker = attributed_to(sentence.text, sentence.parse, found, sentence.found)
    if speaker is not None and english().closed.get(speaker.lower(), 0) & PRONOUN:
        speaker = context.person if english().has("words.person_pronouns", speaker.lower()) else None
    return Context(context.text, context.parse, context.found, context.antecedents, speaker)


def _ranges(sentence: Sentence, found: Target) -> list[tuple[int, int]]:
    """List the token ranges that tell a target: its segment, its subject, what was said."""
    segments = sentence.parse.segments
    ranges = [(segments[found.segment].first, segments[found.segment].last)]
    if found.kind == "statement":
        ranges.append((found.head, min(found.head + 10, len(sentence.parse.tokens))))
    elif found.kind != "clause" and found.first >= 0:
        ranges = [(found.first, max(found.stop, found.first + 1))]
    if found.subject is not None:
        ranges.append(found.subject)
    if found.content is not None:
        ranges.append((segments[found.content].first, segments[found.content].last))
        inner = subject(sentence.parse, found.content)
        ranges += [inner] if inner else []
    return ranges


def _actors(sentence: Sentence, context: Context, found: Target) -> list[str]:
    """List who takes part, as named: the names in the target's ranges, and who its pronoun stands for."""
    ranges = _ranges(sentence, found)
    inside = [n.written for n in sentence.found if _is_within(n, ranges)]
    words = sentence.parse.tokens
    if found.subject is not None and found.subject[1] - found.subject[0] == 2 and not inside:
        first, last = words[found.subject[0]], words[found.subject[1] - 1]
        lists = english()
        if lists.has("words.articles", first.low) and lists.has("nouns.definite", last.low) and context.thing:
            inside = [context.thing]
    if found.subject is not None and found.subject[1] - found.subject[0] == 1:
        pronoun = words[found.subject[0]]
        if pronoun.forms & PRONOUN and english().has("words.personal", pronoun.low):
            person = english().has("words.person_pronouns", pronoun.low)
            name = context.person if person else context.thing
            inside = [name, *inside] if name else inside
    if found.kind == "noun" and english().has("words.possessive_pronouns", words[found.first].low):
        person = english().has("words.person_possessives", words[found.first].low)
        owners = [n.written for n in sentence.found if n.last <= found.first and n.person == person]
        inside = [*owners[:1], *inside]
    return list(dict.fromkeys(inside)) if len(inside) > 1 else inside


def _is_within(name: Name, ranges: Sequence[tuple[int, int]]) -> bool:
    """Say whether a name starts or ends in one of some token ranges."""
    first, last = name.first, name.last - 1
    return True in [start <= first < stop or start <= last < stop for start, stop in ranges]


def _place(sentence: Sentence, found: Target) -> str | None:
    """Give the place that the target's segment states, else the one after it."""
    words = sentence.parse.tokens
    if not sentence.found:
        return None
    for first, last in _around(sentence, sorted(_ranges(sentence, found)), found):
        stop = last
        while stop < len(words) and (words[stop].text == "," or words[stop].cap) and stop - last < 4:
            stop += 1
        here = place(words, sentence.found, first, stop)
        if here:
            return here
    return None


def _is_news(article: Article, start: dt.datetime | None) -> bool:
    """Say whether a statement tells of the days of the report, which its dateline places."""
    if start is None or article.dct_start is None:
        return start is None
    return abs(start.date() - article.dct_start) <= _NEWS


def _around(sentence: Sentence, ranges: list[tuple[int, int]], found: Target) -> list[tuple[int, int]]:
    """Add the stretches without verb beside the target's segment: "In Oslo, Norway, Berg met ...".

    One that a comma and a name fill only goes on with what stands before it.
    """
    segments = sentence.parse.segments
    number = found.segment
    before = number - 1
    while before >= 0 and segments[before].verb is None and segments[before].nonfinite < 0:
        before -= 1
    after = number + 1
    while after < len(segments) and segments[after].verb is None and segments[after].nonfinite < 0:
        after += 1
    out = list(ranges)
    if before + 1 < number:
        out.append((segments[before + 1].first, segments[number].first))
    if after > number + 1:
        out.append((segments[number].last, segments[after - 1].last))
    return out
