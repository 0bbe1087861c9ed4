"""Say which dates of a sentence place no event: those that measure, name a thing or only say "nowadays"."""

import datetime as dt
import re

from timeline.events.clauses import Parse
from timeline.events.lexicon import ADJECTIVE, BE, HAVE, PAST, THIRD, english
from timeline.events.reading import Sentence, main_target
from timeline.events.targets import Target
from timeline.events.words import Token

_CLOSING = " ”\"’'»)"
_YEAR = re.compile(r"\b\d{4}\b")


def measures(parse_: Parse, date: int) -> bool:
    """Say whether a date only measures something and places no event: "the worst since 1983"."""
    tokens, lists = parse_.tokens, english()
    places = parse_.places(date)
    first = places[0] if places else 0
    if first and lists.has("words.since", tokens[first - 1].low):
        segment = parse_.segments[parse_.segment_at(first)]
        return any(_is_record(token) for token in tokens[segment.first : first - 1])
    return False


def is_loose(parse_: Parse, date: int) -> bool:
    """Say whether a phrase names a part of a day without saying which: "they spent the night outside"."""
    words = " ".join([parse_.tokens[i].low for i in parse_.places(date)])
    return words in english().lists["nouns.loose_parts"]


def _is_record(token: Token) -> bool:
    """Say whether a word ranks: "first", "worst", "largest"."""
    lists = english()
    if lists.has("words.records", token.low):
        return True
    return token.low.endswith(lists.phrases["words.record_endings"]) and bool(token.forms & ADJECTIVE)


def names_thing(parse_: Parse, date: int) -> bool:
    """Say whether a year only tells apart things: "the 2020 candidates"; "in a 2013 memo" places what was
    written.
    """
    tokens, lists = parse_.tokens, english()
    places = parse_.places(date)
    if len(places) != 1 or tokens[places[0]].possessive or not tokens[places[0]].text[-1].isdigit():
        return False
    place = places[0]
    if not place or place + 1 == len(tokens) or tokens[place - 1].tag != "D":
        return False
    following = tokens[place + 1]
    if following.tag != "N" or following.date >= 0:
        return False
    before = place - 2
    while before >= 0 and tokens[before].tag in "DN" and tokens[before].date < 0:
        before -= 1
    return before < 0 or not lists.has("words.placing", tokens[before].low)


def means_nowadays(parse_: Parse, date: int, found: Target) -> bool:
    """Say whether "today" stands for these times: beside a present tense that describes."""
    tokens, lists = parse_.tokens, english()
    today = lists.lists["words.nowadays"]
    if not today.issuperset([tokens[i].low for i in parse_.places(date)]):
        return False
    verb = found.verb
    if verb is None:
        return False
    first, main = tokens[verb.first], tokens[verb.main]
    if first.forms & BE and not lists.has("carry.past_auxiliaries", first.low):
        # "is", "are shaped by"; "is meeting" is going on today.
        return verb.first == verb.main or not main.low.endswith(lists.phrases["words.ing_endings"])
    return bool(first.tag == "V" and not first.forms & PAST and main.forms & HAVE)


def asks(sentence: Sentence) -> bool:
    """Say whether a sentence is a question, which states nothing."""
    return sentence.text.rstrip(_CLOSING).endswith(english().phrases["words.question_marks"])


def is_caption(sentence: Sentence, published: dt.date | None) -> bool:
    """Say whether a sentence describes a picture: a present tense beside a past day with its year."""
    if published is None:
        return False
    offset = sentence.span.begin
    past = any(
        m.granularity == "day"
        and m.start is not None
        and m.start.date() < published
        and _YEAR.search(sentence.text, m.begin - offset, m.end - offset)
        for m in sentence.mentions
    )
    found = main_target(sentence.parse) if past else None
    if found is None or found.verb is None:
        return False
    first = sentence.parse.tokens[found.verb.first]
    reports = english().has("reporting.verbs", found.verb.lemma)
    acts = first.tag == "V" and first.forms & THIRD and not first.forms & (BE | HAVE | PAST)
    return bool(acts) and not reports and not english().has("carry.states", found.verb.lemma)
