"""Follow the thread of an article: which day a sentence without a date of its own goes on about.

The policy, as a newsroom would read it. The *story's day* is the first recent day that the opening states.
While the text stays with that day, a sentence that tells something done goes on about it; one that only
describes (present, states, plans) gets no day, and after ``carry_sentences`` of those in a row the thread
ends. A look back ("In 1996 ...", "on 3 May ...") parts the thread: what is said after it is said on the
story's day again, what was done after it belongs to the look back where a pronoun or the same name says so.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from timeline.events.lexicon import AUXILIARY, PAST, english, entry
from timeline.events.reading import Article, Sentence, main_target
from timeline.events.targets import Target
from timeline.events.words import Token

FINE = ("second", "minute", "hour", "part_of_day", "day")
"""Granularities that a next sentence may carry on: "he added" does not go on about a whole year."""
OPENING = 4
"""Sentences with a date among which the story's day must stand."""
RECENT = dt.timedelta(days=14)
"""How old the story's day may be: nobody reacts today to what an anniversary recalls."""
FRESH = dt.timedelta(days=1)
"""How old the story's day may be for what the text goes on to tell to be of it, unless it points back."""
_WORD = re.compile(r"\b[a-z]{2,}")
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|``.*?(?:''|$)")
_PRESENT, _PAST, _REPORTS = 1, 2, 3
"""What a word tells at a first look."""
_OPENER = 40
"""Characters in which an opener stands."""
_QUOTING = ("“", '"', "``")
_OPENS, _CLOSES = "“«", "”»"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Hold a statement of a day that others may go on from: its row and its sentence."""

    row: dict[str, Any]
    sentence: Sentence


@dataclass(slots=True)
class Thread:
    """Keep where a text stands in time: its story's day, the last statement of a day, what came since."""

    reach: int
    published: dt.date | None = None
    dated: int = 0
    left: int = 0
    looked_back: int = 0
    quoted: bool = False
    story: Anchor | None = None
    last: Anchor | None = None

    def state(self, article: Article, sentence: Sentence, rows: list[dict[str, Any]]) -> None:
        """Take in a dated sentence with its rows."""
        self.quoted = _stays_quoted(sentence.text, self.quoted)
        if not rows:
            return
        self.dated += 1
        self.left = self.reach
        fine = [row for row in rows if is_anchor(row, article.dct_stop)]
        if fine:
            opens = self.story is None and self.dated <= OPENING and not self.looked_back
            if opens and _is_recent(fine[0], self.published, RECENT):
                self.story = Anchor(fine[0], sentence)
            self.last, self.looked_back = Anchor(fine[-1], sentence), 0
        elif any(row["modality"] in ("happened", "denied") for row in rows) and _is_told(sentence):
            self.looked_back += 1

    def passes(self, text: str) -> bool:
        """Take in an undated sentence and say cheaply whether it may go on."""
        inside, self.quoted = self.quoted, _stays_quoted(text, self.quoted)
        if self.last is None or (self.left <= 0 and not points_back(text)):
            return False
        self.left -= 1
        return not inside and self._may_go_on(text)

    def _may_go_on(self, text: str) -> bool:
        """Say from single words whether a sentence is worth reading: most undated ones are not."""
        words = _told_words(text)
        if not words:
            return False
        if self.on_story() or (self.story is not None and _REPORTS in map(_kind, words)):
            return True
        return not self.looked_back and self.last is not None and _refers_back(text, self.last.row)

    def go_on(self, row: dict[str, Any], sentence: Sentence) -> None:
        """Take in a sentence that went on: the thread holds from here."""
        self.last, self.left, self.looked_back = Anchor(row, sentence), self.reach, 0

    def day(self) -> dt.datetime | None:
        """Give the first moment of the story's day, if the text has one and it is news."""
        if self.story is None or not is_fresh(self.story.row, self.published):
            return None
        return dt.datetime.combine(self.story.row["start"].date(), dt.time())

    def on_story(self) -> bool:
        """Say whether the last statement is of the story's day and nothing has looked back since."""
        return (
            self.story is not None
            and self.last is not None
            and not self.looked_back
            and self.last.row["start"].date() == self.story.row["start"].date()
        )


def points_back(text: str) -> bool:
    """Say whether a sentence opens by naming what it goes on about: "During the keynote, ..."."""
    return text[:_OPENER].lower().startswith(english().phrases["carry.openers"])


def is_anchor(row: dict[str, Any], known_until: dt.date | None) -> bool:
    """Say whether a statement opens a thread: something done on a known day that is over."""
    start, stop = row["start"], row["stop"]
    if row["granularity"] not in FINE or row["modality"] != "happened" or start is None or stop is None:
        return False
    return row["mod"] not in _BOUNDS and (known_until is None or start.date() < known_until)


_BOUNDS = ("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER")
"""Values of ``mod`` that bound a time and do not name it."""


def _is_recent(row: dict[str, Any], published: dt.date | None, days: dt.timedelta) -> bool:
    return published is not None and row["start"].date() >= published - days


def is_fresh(row: dict[str, Any], published: dt.date | None) -> bool:
    """Say whether a statement is of the day of publication or the day before, as far as that is known.

    Days after an earthquake a report begins with it; what people say in the report they say now.
    """
    return published is None or _is_recent(row, published, FRESH)


def speaks(row: dict[str, Any]) -> bool:
    """Say whether a statement tells of an occasion to speak, whose words a text goes on to quote."""
    lists = english()
    return lists.has("reporting.verbs", row["predicate"]) or lists.has("carry.speaking", row["predicate"])


def _is_told(sentence: Sentence) -> bool:
    """Say whether a sentence tells in the past: "the largest in ten years" is no look back of a present."""
    found = main_target(sentence.parse)
    return found is None or is_past(sentence.parse.tokens, found)


def is_past(words: Sequence[Token], found: Target) -> bool:
    """Say whether a target's verb is in a past tense."""
    if found.verb is None:
        return False
    first = words[found.verb.first]
    if first.tag == "V":
        return bool(first.forms & PAST)
    return first.low in english().lists["carry.past_auxiliaries"]


def whole_day(row: dict[str, Any]) -> dict[str, Any]:
    """Give the day of a statement: what goes on from "at 9:30" is of that day, not of that minute."""
    if row["granularity"] == "day":
        return {name: row[name] for name in ("start", "stop", "granularity", "mod")}
    start = dt.datetime.combine(row["start"].date(), dt.time())
    return {"start": start, "stop": start + dt.timedelta(days=1), "granularity": "day", "mod": None}


def _stays_quoted(text: str, quoted: bool) -> bool:
    """Say whether a quotation is still open after a sentence."""
    opened = closed = -1
    for mark in _OPENS:
        opened = max(opened, text.rfind(mark))
    for mark in _CLOSES:
        closed = max(closed, text.rfind(mark))
    return quoted if opened == closed else opened > closed


def _told_words(text: str) -> list[str]:
    """List the words outside quotations if their first verb may be a past tense, else none."""
    bare = _QUOTED.sub(" ", text) if True in [mark in text for mark in _QUOTING] else text
    first, _, rest = bare.partition(" ")
    if first.lower() in english().lists["words.subordinators"]:
        # "While it has no comment yet, the firm said": the clause after the comma tells.
        bare = rest.partition(",")[2] or rest
    words: list[str] = _WORD.findall(bare)
    kind = next(filter(None, map(_kind, words)), 0)
    return words if kind > _PRESENT else []


@lru_cache(maxsize=1 << 16)
def _kind(word: str) -> int:
    """Say what a word is to a first look: nothing, a present auxiliary, a possible past, one that reports."""
    known, lists = entry(word), english()
    if lists.has("carry.past_auxiliaries", word):
        return _PAST
    if known.forms & AUXILIARY:
        return _PRESENT
    if not known.forms & PAST:
        return 0
    return _REPORTS if lists.has("reporting.verbs", known.verb) else _PAST


def _refers_back(text: str, row: dict[str, Any]) -> bool:
    """Say cheaply whether a sentence opens with a pronoun or opener, or names an actor of a row."""
    lists = english()
    low = text[:80].lower()
    first = low.lstrip(_OPENS + "\"‘'").split(" ", 1)[0].strip(",")
    if lists.has("carry.pronouns", first) or lists.has("carry.demonstratives", first):
        return True
    if low.startswith(lists.phrases["carry.openers"]):
        return True
    return any(actor.split()[-1] in text for actor in row["actors"])
