"""Read the lead of an article without any date: an event no later than the publication day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from timeline.events.headlines import fragment, headline
from timeline.events.lexicon import BE, HAVE, english
from timeline.events.loose import is_caption
from timeline.events.places import dateline_place
from timeline.events.reading import (
    Article,
    Mention,
    Sentence,
    context_of,
    facts_of,
    main_target,
    read_sentence,
    says_something,
    with_speaker,
)
from timeline.events.sentences import (
    Span,
    is_boilerplate,
    paragraphs,
    sentences,
    without_dateline,
)
from timeline.events.tagging import tokens
from timeline.events.targets import Target


def lead_row(article: Article, line: Span, own: Sequence[Mention]) -> dict[str, Any] | None:
    """Make the row of an undated lead, the first sentence of ``line``: done by the publication day."""
    assert article.dct_start is not None and article.dct_stop is not None
    made = _english_lead(article, line, own) if article.english else _other_lead(article, line)
    if made is None:
        return None
    return made | {
        "mention_ids": [],
        "basis": "publication",
        "start": dt.datetime.combine(article.dct_start, dt.time()),
        "stop": dt.datetime.combine(article.dct_stop, dt.time()),
        "granularity": "day",
        "mod": "ON_OR_BEFORE",
    }


def lead_line(article: Article) -> Span | None:
    """Find the first paragraph that is a sentence of the story."""
    for line in paragraphs(article.text):
        if not is_boilerplate(article.text[line.begin : line.end], cues=article.cues):
            return line
    return None


def _english_lead(article: Article, line: Span, own: Sequence[Mention]) -> dict[str, Any] | None:
    """Read the first sentence's main clause; a lead that only says what is gives no event."""
    body = without_dateline(article.text, line)
    spans = sentences(article.text, body, article.glued)
    inside = [m for m in own if m.field != "title" and spans[0].begin <= m.begin and m.end <= spans[0].end]
    sentence = read_sentence(article, "text", spans[0], inside)
    sentence.dateline = dateline_place(article.text[line.begin : body.begin])
    if is_caption(sentence, article.dct_start):
        return None
    found = main_target(sentence.parse)
    if found is None or found.verb is None or not _tells(sentence, found):
        return None
    context = with_speaker(sentence, context_of(article, sentence, None), found)
    phrase = headline(context, found, frozenset())
    if not says_something(phrase):
        return None
    facts = facts_of(article, sentence, context, found, None)
    span = sentence.span
    return facts | {"event_mention_id": f"{article.id}:{span.begin}-{span.end}#0", "headline": phrase}


def _tells(sentence: Sentence, found: Target) -> bool:
    """Say whether a lead tells of something done, by someone named, and is neither question nor address."""
    words = sentence.parse.tokens
    assert found.verb is not None
    main = words[found.verb.head]
    if main.forms & (BE | HAVE) or sentence.text.endswith(english().phrases["words.question_marks"]):
        return False
    if found.subject is None:
        return False
    head = words[found.subject[0]]
    return head.tag != "O"


def _other_lead(article: Article, line: Span) -> dict[str, Any] | None:
    """Take the first sentence of a text in another language as it is; nothing is read from its words."""
    span = sentences(article.text, line)[0]
    text = article.text[span.begin : span.end]
    phrase = _plain(article.title) or _plain(text) or fragment(text, tokens(text))
    if not phrase:
        return None
    return {
        "event_mention_id": f"{article.id}:{span.begin}-{span.end}#0",
        "article_id": article.id,
        "field": "text",
        "begin": span.begin,
        "end": span.end,
        "headline": phrase,
        "actors": [],
        "modality": "happened",
        "hedged": False,
    }


def _plain(text: str) -> str:
    """Give a text as a headline if it is short enough for one."""
    words = text.strip().rstrip(".。").split()
    return " ".join(words) if 0 < len(words) <= 12 and len(text) <= 120 else ""
