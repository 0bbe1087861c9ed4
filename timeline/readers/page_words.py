"""Load the words that stand beside a day on a web page, and make the patterns that find days in its lines.

The words of all languages are matched together: see ``languages/und.pages.toml``.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

_WORD = r"[^\W\d_]{3,12}"
"""A month's name or its short form in any alphabet; what is none is not understood later, and named."""
MAX_BEFORE = 60
"""Characters before a day in which a word can say what day it is."""
MAX_BETWEEN = 25
"""Characters between such a word and its day: "by Ada Quist on"."""

MAX_AFTER = 40
"""Characters from a day to such a word behind it: " at 10:16 published", which German and Turkish do."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """Hold the patterns: ``day`` finds a day with its year, ``published`` a word that says so,
    ``changed`` one that says otherwise, ``other`` one directly before another thing's day.
    """

    day: re.Pattern[str]
    timed: re.Pattern[str]
    published: re.Pattern[str]
    changed: re.Pattern[str]
    other: re.Pattern[str]

    def says_published(self, before: str, after: str) -> bool:
        """Say whether what stands around a day names it the day of publication.

        >>> page_words().says_published("First published on ", ""), page_words().says_published("", "")
        (True, False)
        """
        near = before[-MAX_BEFORE:].lower()
        last = _last(self.published, near)
        if last >= 0 and len(near) - last <= MAX_BETWEEN + 1:
            return last >= _last(self.changed, near)
        return bool(self.published.search(after[:MAX_AFTER].lower()))

    def says_otherwise(self, before: str) -> bool:
        """Say whether what stands before a day names it the day of a change or of another thing.

        >>> page_words().says_otherwise("Last updated: "), page_words().says_otherwise("Updated, published ")
        (True, False)
        """
        near = before[-MAX_BEFORE:].lower()
        changed = _last(self.changed, near)
        if changed >= 0 and len(near) - changed <= MAX_BETWEEN and changed > _last(self.published, near):
            return True
        return bool(self.other.search(near))


@cache
def page_words() -> PageWords:
    """Load the words, once a process."""
    source = resources.files("timeline.temporal").joinpath("languages", "und.pages.toml")
    tables = tomllib.loads(source.read_text(encoding="utf-8"))
    day = _day(tables["inside"])
    return PageWords(
        re.compile(day),
        re.compile(rf"\W*(?:{_WORD}\W+)?(?:{day})[\s,|–-]*\d{{1,2}}[:.h]\d{{2}}"),
        re.compile(_any(tables["published"].values())),
        re.compile(_any(tables["changed"].values())),
        re.compile(rf"(?:{_any(tables['other'].values())})\W{{0,3}}$"),
    )


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Give where the last match ends; -1 where there is none."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _any(rows: Iterable[list[str]]) -> str:
    """Match any of lower-case words: whole ones, but scripts without spaces have no such bounds."""
    words = sorted({word for row in rows for word in row}, key=lambda word: (-len(word), word))
    whole = [re.escape(word) for word in words if not _unbounded(word)]
    return rf"(?<!\w)(?:{'|'.join(whole)})(?!\w)|" + "|".join(map(re.escape, filter(_unbounded, words)))


def _unbounded(word: str) -> bool:
    return unicodedata.east_asian_width(word[0]) in "WF" or not word[0].isalpha()


def _day(inside: dict[str, list[str]]) -> str:
    joins = "|".join(rf" ?{re.escape(w)}" for w in inside["joins"])
    joint = rf"(?:{joins})?"
    nth = "(?:" + "|".join(re.escape(w) for w in inside["ordinals"]) + ")?"
    forms = [
        r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?",
        r"\d{4}([./])\s?\d{1,2}\1\s?\d{1,2}",
        r"\d{1,2}([./-])\d{1,2}\2\d{4}",
        rf"\d{{1,2}}{nth}{joint} ?{_WORD}\.?,?{joint} ?\d{{4}}",
        rf"{_WORD}\.? \d{{1,2}}{nth},? \d{{4}}",
        *inside["numerals"],
    ]
    return r"(?<![\d./-])(?:" + "|".join(forms) + r")(?![\d/-])"
