"""Carry a day on: to the sentence that clearly goes on about it, and to the headline over it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from timeline.events.actors import split_role
from timeline.events.headlines import Context, headline
from timeline.events.lexicon import BE, HAVE, PLURAL, english
from timeline.events.reading import (
    Article,
    Sentence,
    context_of,
    facts_of,
    fits,
    is_person,
    main_target,
    read_sentence,
    says_something,
    with_speaker,
)
from timeline.events.sentences import Span, is_boilerplate, is_heading, paragraphs
from timeline.events.targets import Target
from timeline.events.terms import terms
from timeline.events.threads import Anchor, Thread, is_fresh, is_past, points_back, speaks, whole_day
from timeline.events.words import Token

SHARED = 0.5
"""Share of a headline's telling words that the lead must have for its day to be the headline's."""

LONGEST_HEADLINE = 200
"""Characters beyond which a line is no headline."""


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
        and not is_boilerplate(article.text[first.begin : first.end], True, article.cues)
    ):
        out += _headline_row(article, "text", first, lead)
    if article.title and article.title not in article.text:
        out += _headline_row(article, "title", Span(0, len(article.title)), lead)
    return [row for row in out if row]


def _lead_end(article: Article, lines: Sequence[Span], skip_first: bool) -> int:
    """Give the end of the first paragraph of the story."""
    for number, line in enumerate(lines):
        if number == 0 and skip_first:
            continue
        if not is_boilerplate(article.text[line.begin : line.end], cues=article.cues):
            return line.end
    return 0


def _headline_row(article: Article, field: str, span: Span, lead: dict[str, Any]) -> list[dict[str, Any]]:
    """Make the row of a headline if it shares most of its telling words with the lead's sentence."""
    if not 0 < span.end - span.begin <= LONGEST_HEADLINE:
        return []
    told = set(terms(article.text[lead["begin"] : lead["end"]]))
    own = set(terms((article.title if field == "title" else article.text)[span.begin : span.end]))
    if len(own & told) < SHARED * len(own):
        return []
    sentence = read_sentence(article, field, span, [])
    found = main_target(sentence.parse)
    if found is None:
        return []
    context = with_speaker(sentence, context_of(article, sentence, None), found)
    phrase = headline(context, found, frozenset())
    if not says_something(phrase):
        return []
    facts = facts_of(article, sentence, context, found, lead["start"])
    mark = ":title" if sentence.field == "title" else ""
    carried = {name: lead[name] for name in ("mention_ids", "start", "stop", "granularity", "mod")}
    anchor = f"{article.id}:{sentence.span.begin}-{sentence.span.end}{mark}#0"
    return [facts | carried | {"event_mention_id": anchor, "basis": "carried", "headline": phrase}]


def carried_row(article: Article, sentence: Sentence, thread: Thread) -> dict[str, Any] | None:
    """Make the row of an undated sentence that goes on about a day told before, if it does."""
    found = main_target(sentence.parse)
    if found is None or not _tells(sentence, found):
        return None
    anchor = _anchor(sentence, found, thread)
    if anchor is None:
        return None
    context = with_speaker(sentence, _context_after(article, sentence, anchor), found)
    phrase = headline(context, found, frozenset())
    if not says_something(phrase):
        return None
    row = facts_of(article, sentence, context, found, anchor.row["start"])
    if row["modality"] != "happened":
        return None
    return (
        row
        | whole_day(anchor.row)
        | {
            "event_mention_id": f"{article.id}:{sentence.span.begin}-{sentence.span.end}#0",
            "mention_ids": anchor.row["mention_ids"],
            "basis": "carried",
            "headline": phrase,
        }
    )


def _context_after(article: Article, sentence: Sentence, anchor: Anchor) -> Context:
    """Give the context of a sentence that goes on: "he" is still whoever acted in the sentence before."""
    context = context_of(article, sentence, lambda: anchor.sentence)
    first = anchor.row["actors"][0] if anchor.row["actors"] else None
    if first is None:
        return context
    if not fits(first, sentence):
        return context
    name, here = split_role(first)[1], [n for n in anchor.sentence.found if n.written == first]
    before = _pronoun(anchor.sentence)
    if not here and before is not None:
        if _pronoun(sentence) not in (before, None):
            # "She said so. He denied it": somebody else.
            return replace(context, antecedents=lambda: (None, context.thing))
        # "He called it good. He said ...": whoever "he" was before.
        return replace(context, antecedents=lambda: (name, context.thing))
    if any(n.person or is_person(article.text, n) for n in here):
        return replace(context, antecedents=lambda: (context.person or name, context.thing))
    return context


def _pronoun(sentence: Sentence) -> str | None:
    """Give "he" or "she" where it is who acts in a sentence."""
    found = main_target(sentence.parse)
    if found is None or found.subject is None:
        return None
    low = sentence.parse.tokens[found.subject[0]].low
    return low if english().has("words.person_pronouns", low) else None


def _tells(sentence: Sentence, found: Target) -> bool:
    """Say whether a clause tells something done: a past tense, no state, no habit, no earlier time."""
    lists, words = english(), sentence.parse.tokens
    if found.verb is None or not is_past(words, found):
        return False
    clause = sentence.parse.segments[found.segment]
    if any(lists.has("carry.breakers", t.low) for t in words[clause.first : clause.last]):
        return False
    main = words[found.verb.main]
    if found.verb.first != found.verb.last and words[found.verb.first].forms & HAVE:
        # "had said": before the day that the text is at.
        return False
    return not (main.forms & (BE | HAVE) or lists.has("carry.states", found.verb.lemma))


def _anchor(sentence: Sentence, found: Target, thread: Thread) -> Anchor | None:
    """Choose the statement that a sentence goes on from: the last one, or the one of the story's day."""
    lists, words = english(), sentence.parse.tokens
    assert found.verb is not None and thread.last is not None
    if points_back(sentence.text):
        return thread.story if thread.looked_back and thread.story else thread.last
    if found.subject is None or (words[found.subject[0]].tag == "O" and not _acts(words[found.subject[0]])):
        return None
    reports = lists.has("reporting.verbs", found.verb.lemma)
    if _holds(thread.last, thread, reports) and thread.on_story():
        return thread.last
    points = not thread.looked_back and _goes_on(sentence, found, thread.last)
    points = points and (
        _holds(thread.last, thread, reports) or _same_people(words[found.subject[0]], thread.last)
    )
    if points and (not reports or _holds(thread.last, thread, reports)):
        return thread.last
    return thread.story if reports and thread.story and _holds(thread.story, thread, reports) else None


def _same_people(head: Token, anchor: Anchor) -> bool:
    """Say whether a pronoun can be who acts in an older statement: after a quake "they" are somebody else."""
    if head.tag != "O":
        return True
    told = main_target(anchor.sentence.parse)
    if told is None or told.subject is None:
        return False
    words = anchor.sentence.parse.tokens
    first, last = told.subject
    if words[first].tag == "O":
        return True
    return any(n.person and first <= n.first < last for n in anchor.sentence.found) or (
        bool(words[last - 1].forms & PLURAL) and not english().has("words.person_pronouns", head.low)
    )


def _holds(anchor: Anchor, thread: Thread, reports: bool) -> bool:
    """Say whether a text still is at the day of a statement: it is news, or what is said was said then."""
    return is_fresh(anchor.row, thread.published) or (reports and speaks(anchor.row))


def _acts(pronoun: Token) -> bool:
    """Say whether a pronoun stands for someone in the story: "he", not "we"."""
    return english().has("carry.pronouns", pronoun.low)


def _goes_on(sentence: Sentence, found: Target, anchor: Anchor) -> bool:
    """Judge whether a sentence clearly goes on: its subject refers back, or the same speaker speaks on."""
    lists, words = english(), sentence.parse.tokens
    assert found.verb is not None and found.subject is not None
    head, last = words[found.subject[0]], words[found.subject[1] - 1]
    points = lists.has("carry.demonstratives", head.low) and lists.has("nouns.events", last.low)
    if points and lists.has("carry.outcomes", found.verb.lemma):
        return True
    if head.tag == "O":
        return True
    own = {n.name for n in sentence.found if n.first == found.subject[0]}
    if not any(name.split()[-1] in actor for name in own for actor in anchor.row["actors"]):
        return False
    reports = lists.has("reporting.verbs", found.verb.lemma)
    linked = any(
        lists.has("carry.adverbs", t.low) for t in words[max(0, found.verb.first - 2) : found.verb.last + 1]
    )
    return linked or (reports and lists.has("reporting.verbs", anchor.row["predicate"]))
