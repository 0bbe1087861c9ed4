"""Read the table of public events whose days are common knowledge, and find them in sentences.

The table is data/public_events.csv: name, terms, start, stop (the first day after it), source. ``terms`` are
alternatives parted by ``;``, each of words parted by `` + `` that must all stand in one sentence (as
beginnings of words). A user can give a table of the same shape instead.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from timeline.errors import InputError
from timeline.sample import folder

FILE = "public_events.csv"
COLUMNS = ("name", "terms", "start", "stop", "source")


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """Hold an event whose days ``start`` up to ``stop`` are known."""

    name: str
    alternatives: tuple[tuple[re.Pattern[str], ...], ...]
    start: date
    stop: date
    source: str
    words: tuple[tuple[str, ...], ...]

    def found(self, sentence: str) -> tuple[int, int] | None:
        """Give the hull of the words that name it in a sentence; null where they do not all stand there."""
        folded = sentence.casefold()
        for patterns, words in zip(self.alternatives, self.words, strict=True):
            if not all(word in folded for word in words):
                continue  # a pattern takes ten times as long to say no
            spans = [match.span() for pattern in patterns if (match := pattern.search(sentence))]
            if len(spans) == len(patterns):
                return min(begin for begin, _ in spans), max(end for _, end in spans)
        return None


@dataclass(frozen=True, slots=True)
class Names:
    """Hold a table of public events with the numbers of those that a word can name."""

    events: Sequence[PublicEvent]
    by_word: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, events: Sequence[PublicEvent]) -> "Names":
        """Put events under the first word of each of their alternatives."""
        by_word: dict[str, list[int]] = {}
        for number, event in enumerate(events):
            for words in event.words:
                by_word.setdefault(words[0], []).append(number)
        return cls(events, by_word)

    def beside(self, sentence: str) -> dict[tuple[int, int], list[PublicEvent]]:
        """Give the events that a sentence may name, by the place of their words.

        Events of one kind have the same words, such as the inaugurations of one president: all are given.
        """
        folded = sentence.casefold()
        numbers = {n for word, some in self.by_word.items() if word in folded for n in some}
        out: dict[tuple[int, int], list[PublicEvent]] = {}
        for number in sorted(numbers):
            if (span := self.events[number].found(sentence)) is not None:
                out.setdefault(span, []).append(self.events[number])
        return out


@cache
def public_events(path: Path | None = None) -> tuple[PublicEvent, ...]:
    """Read a table of public events; the one that comes with the program if none is given.

    InputError names the file, the line and what is wrong with it.

    >>> min(event.start for event in public_events()).year
    2001
    """
    place = path or folder() / FILE
    try:
        with place.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            if missing := [name for name in COLUMNS[:4] if name not in (reader.fieldnames or ())]:
                raise InputError(f"{place}: the table of public events lacks the columns {missing}")
            return tuple(_event(row, f"{place}, line {reader.line_num}") for row in reader)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{place}: the table of public events cannot be read ({error})") from error


def _event(row: dict[str, str], where: str) -> PublicEvent:
    try:
        start, stop = date.fromisoformat(row["start"]), date.fromisoformat(row["stop"])
    except (ValueError, TypeError) as error:
        raise InputError(f"{where}: start and stop are days such as 2025-01-20 ({error})") from error
    if stop <= start:
        raise InputError(f"{where}: stop is the first day after the event, so it is later than start")
    words = tuple(_words(part) for part in (row["terms"] or "").split(";") if part.strip())
    if not words:
        raise InputError(f"{where}: no terms; write the words that name the event, such as summit + Paris")
    patterns = tuple(tuple(re.compile(rf"(?<!\w){re.escape(word)}", re.I) for word in each) for each in words)
    folded = tuple(tuple(word.casefold() for word in each) for each in words)
    return PublicEvent(row["name"], patterns, start, stop, row.get("source") or "", folded)


def _words(part: str) -> list[str]:
    return [word.strip() for word in part.split(" + ") if word.strip()]
