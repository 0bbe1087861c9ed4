"""Find the claims of one article: its sentences, their quantities, and what stands around these."""

import re
from collections.abc import Iterator
from typing import Any

from timeline.narrative.claims import context
from timeline.narrative.claims.lexicon import english
from timeline.narrative.claims.numbers import tokens
from timeline.narrative.claims.quantities import Quantity, quantities
from timeline.narrative.claims.ranks import ranks
from timeline.narrative.quotes import speakers
from timeline.narrative.quotes.lexicon import english as cues
from timeline.narrative.quotes.segments import Word

_STOP = re.compile(r"[.!?…][”\"’')\]]*\s+(?=[\"“‘'(\[$€£]?[A-Z0-9])|[\r\n\u2028\u2029]+")
_FIGURE = re.compile(r"\d")
_PLAIN_WORD = re.compile(r"[a-z]+")
_LONGEST = 1500
"""Code points: a longer stretch without a full stop is a table or code, not a sentence."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    r"""Cut a text into sentences, quickly: full stops behind known abbreviations and initials do not count.

    >>> t = "Mr. Tan paid $5. He left.\nEnd"
    >>> [t[b:e] for b, e in sentences(t)]
    ['Mr. Tan paid $5.', 'He left.', 'End']
    """
    begin = 0
    short = cues().lists["grammar.abbreviations"]
    for match in _STOP.finditer(text):
        at = match.start()
        if text[at] == ".":
            space = max(text.rfind(" ", begin, at), text.rfind("\n", begin, at), begin - 1)
            word = text[space + 1 : at].lower().lstrip("(\"“‘'")
            if word in short or (len(word) == 1 and word.isalpha()):
                continue
        end = len(text[begin : match.end()].rstrip()) + begin
        if end > begin:
            yield begin, end
        begin = match.end()
    end = len(text[begin:].rstrip()) + begin
    if end > begin:
        yield begin, end


def of_article(article_id: str, text: str) -> Iterator[dict[str, Any]]:
    """Give the rows of CLAIMS of an article, in the order of the text."""
    triggers = english().sentence_triggers
    cast: speakers.Cast | None = None
    for begin, end in sentences(text):
        if end - begin > _LONGEST:
            continue
        piece = text[begin:end]
        if not _FIGURE.search(piece) and triggers.isdisjoint(_PLAIN_WORD.findall(piece.lower())):
            continue
        words = tokens(text, begin, end)
        for quantity in _found(words):
            row = _row(article_id, text, words, quantity)
            place = context.speaker(words, quantity)
            if place is not None and row["kind"] != "rank":
                if cast is None:
                    cast = speakers.cast(text)
                row["speaker"] = speakers.name_of(text[place[0] : place[1]], place[0], cast)
            yield row


def _found(words: list[Word]) -> list[Quantity]:
    """Give the quantities of a sentence in order; of two that share words the first and longer one stays."""
    both = sorted([*quantities(words), *ranks(words)], key=lambda q: (q.begin, -q.end))
    kept: list[Quantity] = []
    for one in both:
        if not kept or one.begin >= kept[-1].end:
            kept.append(one)
    return kept


def _row(article_id: str, text: str, words: list[Word], quantity: Quantity) -> dict[str, Any]:
    begin, end = words[quantity.begin].begin, words[quantity.end - 1].end
    return {
        "claim_id": f"{article_id}:{begin}-{end}",
        "article_id": article_id,
        "begin": begin,
        "end": end,
        "kind": quantity.kind,
        "value": quantity.value,
        "unit": quantity.unit,
        "comparator": context.comparator(words, quantity),
        "subject": context.subject(words, quantity, text),
        "speaker": None,
        "hedge": context.hedge(words, quantity),
        "negated": context.negated(words, quantity),
        "family_id": None,
    }
