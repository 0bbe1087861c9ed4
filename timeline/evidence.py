"""Turn date phrases of texts without a day into evidence: what a phrase says about the publication day.

A phrase counts from the unknown day, so an event whose day is known turns it round: "last week" beside an
event of 20 January 2025 means the week that follows that one.
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter

import polars as pl

DAY = timedelta(days=1)
Days = tuple[date, date]
"""A half-open interval of days."""

_SHIFT = re.compile(r"(day|week|month) (-?\d+)")
_WEEKDAY = re.compile(r"(past|near|coming|next|prev)(?: week)?[: ]*(?:week)?:day (\d)")
_END = re.compile(r"[.!?\n](?:(?<=\n)\n*|(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[^\W\d_a-z]))")
"""Begins with a set of characters, from which Python looks for it several times as fast."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_OWNING = "'s", "’s"
_CLOCK = re.compile(r"\s*\|\s*at day:.*$")
SHORTEST_WORD = 5
"""Letters of a word that says what a sentence is about, unless it is a name or a number."""
LONGEST_EVENT = 7
"""Days that an event may take and still tell the day of a text."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Hold a date phrase with the sentence around it; ``days`` are known where the text's day is."""

    article_id: str
    phrase: str
    operator: str
    sentence: str
    at: tuple[int, int]
    terms: frozenset[str]
    granularity: str
    days: Days | None


def cues(articles: pl.DataFrame, mentions: pl.DataFrame) -> list[Cue]:
    """Give the cues of articles: phrases of a day, a week or a month that happened, with their sentences.

    Phrases whose date depends on which day the article is of have no days.
    """
    wanted = mentions.filter(
        (pl.col("field") == "text")
        & pl.col("type").is_in(["DATE", "TIME"])
        & pl.col("granularity").is_in(["part_of_day", "day", "week"])
        & pl.col("operator").is_not_null()
        & pl.col("anchor").is_in(["dct", "none"])
    )
    texts = dict(articles.select("article_id", "text").iter_rows())
    out: list[Cue] = []
    columns = "article_id", "begin", "end", "phrase", "operator", "start", "stop", "certain", "granularity"
    rows = wanted.select(columns).iter_rows(named=True)
    for article_id, own in itertools.groupby(rows, key=itemgetter("article_id")):
        text = texts[article_id]
        ends = sentence_ends(text)
        out += [_cue(article_id, text, ends, row) for row in own]
    return out


def _cue(article_id: str, text: str, ends: list[int], row: Mapping[str, object]) -> Cue:
    begin, end = int(str(row["begin"])), int(str(row["end"]))
    number = bisect_right(ends, begin)
    first = ends[number - 1] if number else 0
    after = ends[min(number + 1, len(ends) - 1)]
    start, stop = row["start"], row["stop"]
    days = None
    if row["certain"] and start is not None and stop is not None:
        last = stop - timedelta(microseconds=1)  # type: ignore[operator]
        days = start.date(), last.date() + DAY  # type: ignore[attr-defined]
    operator = _CLOCK.sub("", str(row["operator"]))
    sentence = text[first : ends[number]]
    context = text[first:begin] + " " + text[end:after]
    return Cue(
        article_id, str(row["phrase"]), operator, sentence, (begin - first, end - first), terms(context),
        str(row["granularity"]), days,
    )  # fmt: skip


def sentence_ends(text: str) -> list[int]:
    """Give where sentences end, roughly: it is enough to say which words stand near a date.

    >>> sentence_ends("It fell. It rose.")
    [9, 17]
    """
    return [*(match.end() for match in _END.finditer(text)), max(len(text), 1)]


def terms(text: str) -> frozenset[str]:
    """Give the words that say what a sentence is about: names, numbers and longer words.

    >>> sorted(terms("The R1 model was released by DeepSeek in a hurry"))
    ['deepseek', 'hurry', 'model', 'r1', 'released']
    """
    words = _WORD.findall(text)
    if words and len(words[0]) < SHORTEST_WORD and text.startswith(words[0]):  # a capital says nothing there
        del words[0]
    return frozenset(filter(None, map(_telling, words)))


@lru_cache(maxsize=50_000)
def _telling(word: str) -> str:
    """Give a name, number or longer word in small letters, or nothing: most words come again and again."""
    name = word[0].isupper() or (not word.isalpha() and any(map(str.isdigit, word)))
    if len(word) < SHORTEST_WORD and not name:
        return ""
    plain = word.casefold()
    return plain[:-2] if plain.endswith(_OWNING) else plain


@lru_cache(maxsize=50_000)
def published_when(operator: str, event: Days) -> Days | None:
    """Give the days of publication for which an operator can mean an event's days; null where it says little.

    >>> published_when("week -1", (date(2025, 1, 20), date(2025, 1, 21)))
    (datetime.date(2025, 1, 27), datetime.date(2025, 2, 3))
    >>> published_when("past week:day 2", (date(2025, 2, 10), date(2025, 2, 12)))
    (datetime.date(2025, 2, 11), datetime.date(2025, 2, 18))
    """
    first, last = event[0], event[1] - DAY
    if (last - first).days >= LONGEST_EVENT:
        return None
    if match := _SHIFT.fullmatch(operator):
        unit, number = match[1], int(match[2])
        if abs(number) > {"day": 3, "week": 2, "month": 2}[unit]:
            return None
        return _shifted(unit, first, -number)[0], _shifted(unit, last, -number)[1]
    if (match := _WEEKDAY.fullmatch(operator)) and match[1] in ("past", "near", "prev"):
        days = [day for day in _each(first, last) if day.isoweekday() == int(match[2])]
        if len(days) != 1:
            return None
        # a bare weekday is the latest one on or before the day of publication, that day included
        return days[0] + (DAY if match[1] == "prev" else 0 * DAY), days[0] + 7 * DAY
    return None


def _shifted(unit: str, day: date, number: int) -> Days:
    if unit == "day":
        return day + number * DAY, day + (number + 1) * DAY
    if unit == "week":
        monday = day - day.weekday() * DAY + 7 * number * DAY
        return monday, monday + 7 * DAY
    months = day.year * 12 + day.month - 1 + number
    return date(months // 12, months % 12 + 1, 1), date((months + 1) // 12, (months + 1) % 12 + 1, 1)


def _each(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def looks_back(cue: Cue, near: bool = False) -> bool:
    """Say whether a phrase looks back for certain: one that may look ahead ties nothing.

    A part of a day without its weekday ("overnight") is on either of two days. ``near`` lets a bare weekday
    without a tense pass.
    """
    return _looks_back(cue.operator, cue.granularity, near)


@lru_cache(maxsize=5_000)
def _looks_back(operator: str, granularity: str, near: bool) -> bool:
    if granularity == "part_of_day" and "week:day" not in operator:
        return False
    if operator.startswith("near"):
        return near
    ahead = operator.startswith(("next", "coming", "day 0"))
    return not ahead and not re.fullmatch(r"(?:day|week|month) [1-9]\d*", operator)


def narrative(cue: Cue) -> bool:
    """Say whether a phrase may count from a day that is told of: "two days earlier" does, "yesterday" not."""
    return cue.operator.startswith("day -") and len(cue.phrase.split()) > 1
