"""Cut paragraphs into sentences and tell the story's sentences from a page's furniture.

Offsets count code points of the article's text and ``text[begin:end]`` is the sentence without blanks around it.
"""

import re
from dataclasses import dataclass

import nupunkt

from timeline.events.lexicon import english

_PARAGRAPH = re.compile(r"[^\r\n\u2028\u2029]+")
_SENTENCE_END = ".!?…。！？؟।\"”’»)']"
_HEADING_WORDS = 14
"""A line of at most this many words without a full stop is a heading, caption or label."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hold a stretch of an article's text: begin and end in code points."""

    begin: int
    end: int


def paragraphs(text: str) -> list[Span]:
    """Cut a text into its lines, blank ones left out.

    >>> [(p.begin, p.end) for p in paragraphs("One.\\n\\n  Two.  ")]
    [(0, 4), (8, 12)]
    """
    out = []
    for match in _PARAGRAPH.finditer(text):
        line = match.group()
        stripped = line.strip()
        if stripped:
            begin = match.start() + len(line) - len(line.lstrip())
            out.append(Span(begin, begin + len(stripped)))
    return out


def sentences(text: str, paragraph: Span) -> list[Span]:
    """Cut a paragraph into sentences.

    >>> t = "Mr. Smith left. “It is over,” he said."
    >>> [t[s.begin : s.end] for s in sentences(t, Span(0, len(t)))]
    ['Mr. Smith left.', '“It is over,” he said.']
    """
    own = text[paragraph.begin : paragraph.end]
    out = []
    for begin, end in nupunkt.sent_spans(own):
        piece = own[begin:end]
        stripped = piece.strip()
        if stripped:
            start = paragraph.begin + begin + len(piece) - len(piece.lstrip())
            out.append(Span(start, start + len(stripped)))
    return out


def is_boilerplate(line: str, first: bool = False) -> bool:
    """Say whether a paragraph is furniture: heading, caption, by-line, list entry, label, disclosure.

    ``first`` marks the first line of a text, which may be its headline and is judged by cues alone.

    >>> is_boilerplate("7 Min Read"), is_boilerplate("Nvidia fell 17% on Monday.")
    (True, False)
    """
    words = english().phrases
    low = line.lower()
    if low.startswith(words["boilerplate.prefixes"]) or any(c in low for c in words["boilerplate.contains"]):
        return True
    if line.startswith(words["boilerplate.list_marks"]) and line[-1] not in _SENTENCE_END:
        return True
    return not first and is_heading(line)


def is_heading(line: str) -> bool:
    """Say whether a line is short and ends without a sentence's end."""
    return (line[-1] not in _SENTENCE_END and len(line.split()) <= _HEADING_WORDS) or line[-1:] == ":"
