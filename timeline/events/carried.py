"""Carry a day on: to the sentence that clearly goes on about it, and to the headline over it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from timeline.events.actors import split_role
from timeline.events.alike import terms
from timeline.events.headlines import Context, headline
from timeline.events.lexicon import BE, HAVE, english
from timeline.events.reading import (
    Article,
    Sentence,
    context_of,
    facts_of,
    main_target,
    read_sentence,
    says_something,
)
from timeline.events.sentences import Span, is_boilerplate, is_heading, paragraphs
from timeline.events.targets import Target
from timeline.events.words import Token

CARRIED = ("second", "minute", "hour", "part_of_day", "day")
"""Granularities that a next sentence may carry on: "he added" does not go on about a whole year."""


SHARED = 0.5
"""Share of a headline's telling words that the lead must have for its day to be the headline's."""


def headline_rows(article: Article, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Carry the day of the lead to a headline without date that tells the same: the title, or the first
    line.
    """
    lines = paragraphs(article.text)
    out: list[dict[str, Any]] = []
    first = lines[0] if lines else Span(0, 0)
    stands_alone = bool(lines) and is_heading(article.text[first.begin : first.end])
    lead = rows[0] if rows[0]["field"] == "text" else None
    if lead is None or lead["begin"] > _lead_end(article, lines, stands_alone):
        return out
    if (
        stands_alone
        and lead["begin"] >= first.end
        and not is_boilerplate(article.text[first.begin : first.end], True)
    ):
        out += _headline_row(article, read_sentence(article, "text", first, []), lead)
    if article.title and article.title not in article.text:
        out += _headline_row(article, read_sentence(article, "title", Span(0, len(article.title)), []), lead)
    return [row for row in out if row]


def _lead_end(article: Article, lines: Sequence[Span], skip_first: bool) -> int:
    """Give the end of the first paragraph of the story."""
    for number, line in enumerate(lines):
        if number == 0 and skip_first:
            continue
        if not is_boilerplate(article.text[line.begin : line.end]):
            return line.end
    return 0


def _headline_row(article: Article, sentence: Sentence, lead: dict[str, Any]) -> list[dict[str, Any]]:
    """Make the row of a headline if it shares most of its telling words with the lead's sentence."""
    found = main_target(sentence.parse)
    told = set(terms(article.text[lead["begin"] : lead["end"]]))
    own = set(terms(sentence.text))
    if found is None or len(own & told) < SHARED * len(own) or not 0 < len(sentence.text) <= 200:
        return []
    context = context_of(article, sentence, None)
    phrase = headline(context, found, frozenset())
    if not says_something(phrase):
        return []
    facts = facts_of(article, sentence, context, found, lead["start"])
    mark = ":title" if sentence.field == "title" else ""
    carried = {name: lead[name] for name in ("mention_ids", "start", "stop", "granularity", "mod")}
    anchor = f"{article.id}:{sentence.span.begin}-{sentence.span.end}{mark}#0"
    return [facts | carried | {"event_mention_id": anchor, "basis": "carried", "headline": phrase}]


def carried_row(
    article: Article, sentence: Sentence, origin: dict[str, Any], source: Sentence
) -> dict[str, Any] | None:
    """Make the row of an undated sentence that goes on about the day of the one before, if it clearly
    does.
    """
    found = main_target(sentence.parse)
    if found is None:
        return None
    if not _goes_on(sentence, found, source, origin):
        return None
    context = _context_after(article, sentence, source, origin)
    phrase = headline(context, found, frozenset())
    if not says_something(phrase):
        return None
    row = facts_of(article, sentence, context, found, origin["start"])
    if row["modality"] not in ("happened", "denied"):
        return None
    return row | {
        "event_mention_id": f"{article.id}:{sentence.span.begin}-{sentence.span.end}#0",
        "mention_ids": origin["mention_ids"],
        "basis": "carried",
        "start": origin["start"],
        "stop": origin["stop"],
        "granularity": origin["granularity"],
        "mod": origin["mod"],
        "headline": phrase,
    }


def _context_after(article: Article, sentence: Sentence, source: Sentence, origin: dict[str, Any]) -> Context:
    """Give the context of a sentence that goes on: "he" is still whoever acted in the sentence before."""
    context = context_of(article, sentence, lambda: source.span)
    first = origin["actors"][0] if origin["actors"] else None
    name = split_role(first)[1] if first else None
    return replace(context, antecedents=lambda: (context.person or name, context.thing))


def may_go_on(text: str, origin: dict[str, Any]) -> bool:
    """Say cheaply whether a sentence can go on from another, before it is parsed."""
    if origin["granularity"] not in CARRIED or origin["modality"] != "happened":
        return False
    lists = english()
    low = text[:80].lower()
    first = low.lstrip("“\"‘'").split(" ", 1)[0].strip(",")
    if lists.has("carry.pronouns", first) or lists.has("carry.demonstratives", first):
        return True
    if low.startswith(lists.phrases["carry.openers"]):
        return True
    return any(actor.split()[-1] in text for actor in origin["actors"])


def _goes_on(sentence: Sentence, found: Target, source: Sentence, origin: dict[str, Any]) -> bool:
    """Judge whether a sentence clearly goes on: an opener that refers back, or the same speaker speaking
    on.
    """
    lists = english()
    words = sentence.parse.tokens
    if any(lists.has("carry.breakers", t.low) for t in words) or not _is_past(words, found):
        return False
    low = " ".join(t.low for t in words[:6])
    if low.startswith(lists.phrases["carry.openers"]):
        return True
    if found.subject is None or found.verb is None:
        return False
    reports = lists.has("reporting.verbs", found.verb.lemma)
    was_reported = lists.has("reporting.verbs", origin["predicate"])
    head = words[found.subject[0]]
    last = words[found.subject[1] - 1]
    points = lists.has("carry.demonstratives", head.low) and lists.has("nouns.events", last.low)
    if points and lists.has("carry.outcomes", found.verb.lemma):
        return True
    linked = any(
        lists.has("carry.adverbs", t.low) for t in words[max(0, found.verb.first - 2) : found.verb.last + 1]
    )
    if head.tag == "O":
        acts = not words[found.verb.main].forms & (BE | HAVE)
        return lists.has("carry.pronouns", head.low) and (acts or linked)
    own = {n.name for n in sentence.found if n.first == found.subject[0]}
    same = any(name.split()[-1] in actor for name in own for actor in origin["actors"])
    return same and (linked or (reports and was_reported))


def _is_past(words: Sequence[Token], found: Target) -> bool:
    """Say whether the verb is in a past tense."""
    if found.verb is None:
        return False
    first = words[found.verb.first]
    if first.tag == "V":
        return bool(first.forms & 4)
    return first.low in english().lists["carry.past_auxiliaries"]
