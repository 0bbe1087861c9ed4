"""Find the notes by which an outlet says that it changed an article: corrections, clarifications, updates.

The words stand in ``languages/xx.notices.toml``; a language without a file is read with the English ones.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from timeline.events.sentences import Span, paragraphs, sentences
from timeline.narrative.alignment import plain

KINDS: Mapping[str, str] = {
    "retraction": "retraction",
    "correction": "correction",
    "clarification": "clarification",
    "note": "editor's note",
    "update": "update note",
}
"""Kinds of notes with the words for people, what weighs most first: a sentence is of the first that fits."""
LONGEST_NOTE = 300
_FALLBACK = "en"
_LEADING = "*•·†-–—[(\"'“‘#_ \t"
_BEHIND = r"(?: ?#?\d+)?(?: on [^:]{3,40}| \([^)]{3,60}\)| at [^:]{1,20})? ?(?:[:.,(\[\]*-]|$)"


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold a note: its kind (a key of ``KINDS``), the sentence that gives it away, and its words."""

    kind: str
    span: Span
    words: str


def notices(text: str, lang: str | None = None) -> list[Notice]:
    """List the notes in a text, in their order.

    >>> [n.kind for n in notices("The dam failed. Correction: It was the old dam that failed.")]
    ['correction']
    >>> notices("The correction of prices went on. An update is due in May.")
    []
    """
    table = _patterns(lang or _FALLBACK)
    lines = paragraphs(text)
    out = []
    for number, line in enumerate(lines):
        for sentence in sentences(text, line):
            kind = _kind(text[sentence.begin : sentence.end], table)
            if kind:
                after = lines[number + 1] if number + 1 < len(lines) else None
                out.append(Notice(kind, sentence, _words(text, line, sentence, after)))
                break  # a note is a paragraph
    return out


def _kind(sentence: str, table: Mapping[str, tuple[re.Pattern[str], re.Pattern[str] | None]]) -> str | None:
    said = plain(sentence).casefold().lstrip(_LEADING)
    for kind, (label, says) in table.items():
        if label.match(said) or (says is not None and says.search(said)):
            return kind
    return None


def _words(text: str, line: Span, sentence: Span, after: Span | None) -> str:
    """Give a note's words to the end of its paragraph, and the next paragraph's where it is but a label."""
    said = plain(text[sentence.begin : line.end])
    if after is not None and len(said.split()) <= 3:
        said = f"{said} {plain(text[after.begin : after.end])}"
    return said if len(said) <= LONGEST_NOTE else said[: LONGEST_NOTE - 1].rstrip() + "…"


@cache
def _patterns(lang: str) -> dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    """Compile the words of a language, once a process."""
    folder = resources.files("timeline.temporal") / "languages"
    file = folder / f"{lang.partition('-')[0]}.notices.toml"
    if not file.is_file():
        file = folder / f"{_FALLBACK}.notices.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    made = {}
    for kind in KINDS:
        if kind in data:
            labels = "|".join(map(re.escape, sorted(data[kind]["labels"], key=len, reverse=True)))
            says = "|".join(map(re.escape, data[kind]["says"]))
            made[kind] = re.compile(rf"(?:{labels}){_BEHIND}"), re.compile(says) if says else None
    return made
