"""Read the layout of pages that hold more than a story: readers' comments behind it, stamps of live pages."""

import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from timeline.events.lexicon import english
from timeline.events.reading import Mention

STAMP_LENGTH = 5
"""Characters of a stamp with its blank."""
COMMENTS = 2
"""Heads of comments from which on a page has readers' comments; a single one may be quoted in the story."""
STAMPS = 3
"""Lines that open with a clock time from which on a page is a live page."""
_STAMP = re.compile(r"(?m)^(?:[01]\d|2[0-3])[0-5]\d (?=[A-Z“\"'`])")
"""A clock time without any mark in front of a line: "2057 In a report ..."."""


def has_comments(text: pl.Expr) -> pl.Expr:
    """Say whether texts may hold readers' comments: where not, none is searched for their heads."""
    words = english().phrases
    marks = [f"{verb}{mark}" for verb in words["boilerplate.comment_verbs"] for mark in (":", " :")]
    return text.str.contains_any([*marks, *words["boilerplate.comment_notes"]]).alias("has_comments")


def has_stamps(text: pl.Expr) -> pl.Expr:
    """Say whether texts may be live pages: a line opens with a clock time."""
    return text.str.contains(_STAMP.pattern.replace("(?=", "(?:")).alias("has_stamps")


def comments_begin(text: str) -> int:
    """Give the place where readers' comments begin; the end of the text if there are none.

    >>> page = "It rained. At 4:20 pm on 18 Jan 2010, al wrote: No. At 4:31 pm on 18 Jan 2010, bo wrote: Yes"
    >>> page[: comments_begin(page)]
    'It rained. '
    """
    heads = [match.start() for match in _heads().finditer(text)]
    return heads[0] if len(heads) >= COMMENTS else len(text)


@cache
def _heads() -> re.Pattern[str]:
    """Make the pattern of what stands over a comment: when, and who wrote."""
    words = english().phrases
    openers = "|".join(word.strip().capitalize() for word in words["boilerplate.comment_openers"])
    verbs = "|".join(words["boilerplate.comment_verbs"])
    notes = "|".join(words["boilerplate.comment_notes"])
    day = r"\d{1,2} \w{3,9} ?,? \d{4}"
    return re.compile(
        rf"\b(?:{openers}) \d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\.?)? on {day} ?, [^\n]{{1,40}}? (?:{verbs}) ?:"
        rf"|\b(?:{notes}) ?: \w{{3,9}} ?, {day} ?,? \d\d:\d\d"
    )


def without_stamps(text: str, mentions: Sequence[Mention], stamped: frozenset[int]) -> list[Mention]:
    """Leave out the phrases that are stamps of a live page, also where its entries ran together."""
    if not stamped:
        return list(mentions)
    return [m for m in mentions if m.begin not in stamped and not _is_stamp(text, m)]


def _is_stamp(text: str, mention: Mention) -> bool:
    """Say whether a year inside a line of a live page is a stamp: no word asks for a year before it."""
    before = text[: mention.begin].rpartition("\n")[2].split()
    return (
        mention.granularity == "year"
        and _STAMP.match(text[mention.begin : mention.end + 2]) is not None
        and not (before and english().has("words.asks_year", before[-1].lower()))
    )


def stamps(text: str) -> frozenset[int]:
    r"""List the places of clock times in front of the lines of a live page, which look like years.

    >>> sorted(stamps("2057 Radio Metro reports.\n2044 A firm says so.\n1910 The Red Cross is there."))
    [0, 26, 47]
    """
    found = [match.start() for match in _STAMP.finditer(text)]
    return frozenset(found) if len(found) >= STAMPS else frozenset()
