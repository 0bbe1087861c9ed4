"""Put a clock time that says no day on the day that its clause names: "at 1653 (2153 GMT) on Tuesday"."""

import datetime as dt
import re
from collections.abc import Sequence

from timeline.events.lexicon import english
from timeline.events.reading import Mention

_WORDS = re.compile(r"[^\W\d_.]+(?:\.[^\W\d_]+\.?|[’'][^\W\d_]+)?")
_CLOCKS = ("second", "minute", "hour")
_HALF = dt.timedelta(hours=12)


def on_their_day(
    text: str, begin: int, mentions: Sequence[Mention], group: Sequence[int]
) -> dict[int, Mention]:
    """Give the clock times of one event that move to a day or part of a day named beside them.

    ``text`` is the sentence, ``begin`` its place, ``group`` the numbers of the dates of the event.
    """
    bare = [n for n in group if mentions[n].granularity in _CLOCKS and _says_no_day(text, begin, mentions[n])]
    days = [mentions[n] for n in group if n not in bare and mentions[n].start and mentions[n].stop]
    out: dict[int, Mention] = {}
    for number in bare:
        clock = mentions[number]
        if any(_holds(day, clock) for day in days):
            continue
        nearest = sorted(days, key=lambda day: abs(day.begin - clock.begin))
        moved = next((m for day in nearest if (m := _moved(clock, day)) is not None), None)
        if moved is not None:
            out[number] = moved
    return out


def on_story_day(
    text: str, begin: int, mentions: list[Mention], paragraph: Sequence[Mention], story: dt.datetime | None
) -> list[Mention]:
    """Put the clock times of a sentence without any day on the story's day.

    The nearest day before may be a look back ("had been selling since Friday") that an earlier paragraph
    closed; one of the same paragraph is kept. ``story`` is the first moment of the story's day, if that is
    known.
    """
    if story is None or not all(
        m.granularity in _CLOCKS and m.start and m.stop and _says_no_day(text, begin, m) for m in mentions
    ):
        return mentions
    days = [m for m in paragraph if m not in mentions and m.start and m.stop]
    whole = Mention("", "", 0, 0, story, story + 2 * _HALF, "day", None)
    return [m if any(_holds(day, m) for day in days) else _moved(m, whole) or m for m in mentions]


def _says_no_day(text: str, begin: int, mention: Mention) -> bool:
    """Say whether a phrase has nothing but a clock time and its zone."""
    words = _WORDS.findall(text[mention.begin - begin : mention.end - begin].lower())
    return all(english().has("words.clock_words", word) for word in words)


def _holds(day: Mention, clock: Mention) -> bool:
    assert day.start is not None and day.stop is not None and clock.start is not None
    return day.start <= clock.start < day.stop


def _moved(clock: Mention, day: Mention) -> Mention | None:
    """Move a clock time to a day, or into a part of one: "nine o'clock last night" is 21:00."""
    assert (
        clock.start is not None and clock.stop is not None and day.start is not None and day.stop is not None
    )
    length, moment = clock.stop - clock.start, dt.datetime.combine(day.start.date(), clock.start.time())
    if day.granularity == "day" or day.granularity in _CLOCKS:
        return clock._replace(start=moment, stop=moment + length)
    if day.granularity != "part_of_day":
        return None
    for option in (moment, moment + _HALF, moment + 2 * _HALF):
        if day.start <= option < day.stop:
            return clock._replace(start=option, stop=option + length)
    return None
