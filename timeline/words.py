"""Hold the words that people see: dates in words, and a plain name for each term of the tables.

Tables keep the field's terms (granularity, basis, lineage); the terminal, the app, charts and reports take
their words from here, so that all of them say the same. Nothing here is matched against article text.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Short month names as they stand in a date; not from the locale, so that every machine says the same."""

NO_DATE: Final = "date not known"

TERMS: Final[Mapping[str, str]] = {
    "dct": "published",
    "dct_best": "published",
    "dct_start": "published from",
    "dct_stop": "published before",
    "dct_origin": "how the day is known",
    "dct_why": "why this day",
    "published_local": "time of publication",
    "mention": "date phrase",
    "mentions": "date phrases",
    "event_mentions": "statements of events",
    "granularity": "precision",
    "stated": "date in the sentence",
    "carried": "date from the sentence before",
    "publication": "by the publication day",
    "readings": "dates other articles give",
    "certain": "depends on the publication day",
    "conflict": "articles disagree on the date",
    "variants": "what changed",
    "family": "versions of one quote or number",
    "lineage": "who copied whom",
    "stories": "stories in the collection",
    "part": "story",
    "common_upstream": "same source, not in your collection",
    "source": "outlet",
    "n_articles": "articles",
    "n_sources": "outlets",
    "n_tellings": "separate tellings",
    "echo": "share copied",
    "lag": "days after the event",
    "first": "first in this collection",
    "first_start": "first report",
    "rejects": "could not be read",
    "duplicates": "same record again",
    "part_of_day": "part of a day",
    "modality": "happened or planned",
    "happened": "happened",
    "planned": "planned",
    "possible": "possible",
    "denied": "denied",
    "hypothetical": "only supposed",
    "start": "first day",
    "stop": "day after the last",
}
"""What people see for a term of the tables; a term that is missing is shown with blanks for underscores."""

ORIGINS: Final[Mapping[str, str]] = {
    "correction": "set by hand",
    "meta": "from your list (--meta)",
    "given": "given with the article",
    "metadata": "from the page's metadata",
    "url": "from the web address",
    "feed": "from the feed",
    "visible": "from the date line on the page",
    "option": "set for all by --published",
    "inferred": "worked out from the text",
    "archive": "seen by a service or archive",
    "filename": "from the file name",
    "none": "not known",
}
"""How a publication day is known, in words, for each value of ``dct_origin``."""

MODS: Final[Mapping[str, str]] = {
    "START": "early ",
    "MID": "mid-",
    "END": "late ",
    "APPROX": "about ",
    "BEFORE": "before ",
    "ON_OR_BEFORE": "by ",
    "AFTER": "after ",
    "ON_OR_AFTER": "from ",
    "LESS_THAN": "less than ",
    "MORE_THAN": "more than ",
    "EQUAL_OR_LESS": "at most ",
    "EQUAL_OR_MORE": "at least ",
}
"""What stands before a date for each TIMEX3 ``mod``."""

_PART_OF: Final = {"START": "early in", "MID": "in the middle of", "END": "late in"}
_MONTHS_OF: Final = {
    "month": 1,
    "season": 3,
    "quarter": 3,
    "half": 6,
    "year": 12,
    "decade": 120,
    "century": 1200,
}
_CLOCK: Final = ("second", "minute", "hour", "part_of_day")


KNOWN_DAYS_NOTE: Final = "only articles whose publication day is known"
"""What a chart says below itself where the others are left out."""


COPIES_ONCE_NOTE: Final = "copies counted once"
"""What a chart says below itself where the first article of each telling counts alone."""


def term(name: str) -> str:
    """Give the word that people see for a term of the tables.

    >>> term("granularity"), term("utc_offset_min")
    ('precision', 'utc offset min')
    """
    return TERMS.get(name, name.removeprefix("x_").replace("_", " "))


ISSUES = {
    "no_dct": "counts from a publication day that is not known",
    "no_previous": "counts from a date before it in the article, and none there is as exact",
    "range": "lies outside the years 1 to 9998",
    "copied": "copied from an article of another day",
}
"""What is wrong with a date phrase, for people; tables keep the short names."""


def count(number: int, one: str, many: str | None = None) -> str:
    """Say a number with its noun.

    >>> count(1, "article"), count(1200, "article"), count(2, "story", "stories")
    ('1 article', '1,200 articles', '2 stories')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """Say a place in an order.

    >>> ordinal(1), ordinal(12), ordinal(22)
    ('1st', '12th', '22nd')
    """
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def day(value: date) -> str:
    """Say a day.

    >>> day(date(2025, 1, 27))
    '27 Jan 2025'
    """
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(start: date, stop: date) -> str:
    """Say the days from ``start`` up to, not including, ``stop``.

    >>> days(date(2025, 1, 27), date(2025, 1, 30))
    '27–29 Jan 2025'
    >>> days(date(2024, 12, 30), date(2025, 1, 3))
    '30 Dec 2024 – 2 Jan 2025'
    """
    last = max(start, stop - timedelta(days=1))
    if start == last:
        return day(start)
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{day(last)}"
    if start.year == last.year:
        return f"{start.day} {MONTHS[start.month - 1]} – {day(last)}"
    return f"{day(start)} – {day(last)}"


def interval(
    start: date | None, stop: date | None, granularity: str | None = None, mod: str | None = None
) -> str:
    """Say when something happened, as precisely as it is known and no more.

    ``start`` and ``stop`` are days or local clock times, half-open; null is unbounded.

    >>> interval(datetime(2025, 1, 28), datetime(2025, 1, 29), "day", "ON_OR_BEFORE")
    'by 28 Jan 2025'
    >>> interval(datetime(2024, 12, 1), datetime(2025, 1, 1), "month")
    'Dec 2024'
    >>> interval(datetime(2025, 1, 1), datetime(2025, 1, 11), "month", "START")
    'early Jan 2025'
    >>> interval(None, datetime(2025, 2, 1), "month")
    'until Jan 2025'
    """
    prefix = MODS.get(mod or "", "")
    if start is None and stop is None:
        return NO_DATE
    if start is None or stop is None:
        return _half_bounded(start, stop, granularity, prefix)
    a, b = _moment(start), _moment(stop)
    if mod in ("START", "MID", "END"):
        a, b = _whole_unit(a, b, granularity)
    said = _bounded(a, b, granularity)
    if said.startswith("week") and mod in _PART_OF:
        return f"{_PART_OF[mod]} the {said}"
    return prefix + said


def published(start: date | None, stop: date | None, origin: str | None = None) -> str:
    """Say when an article was published, from ``dct_start``, ``dct_stop`` and ``dct_origin``.

    >>> published(date(2025, 1, 28), date(2025, 1, 29), "given")
    '28 Jan 2025 (given with the article)'
    >>> published(None, None)
    'date not known'
    """
    if start is None and stop is None:
        return NO_DATE
    how = f" ({ORIGINS[origin]})" if origin and origin in ORIGINS else ""
    return interval(start, stop, "day") + how


def lag(number: int) -> str:
    """Say how many days lie between an event and a report.

    >>> lag(0), lag(1), lag(-3)
    ('same day', '1 day after', '3 days ahead')
    """
    if number == 0:
        return "same day"
    return count(abs(number), "day") + (" after" if number > 0 else " ahead")


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def _midnight(value: datetime) -> bool:
    return value.time() == time()


def _half_bounded(start: date | None, stop: date | None, granularity: str | None, prefix: str) -> str:
    if start is not None:
        word = prefix or "since "
        return word + _bounded(*_unit_from(_moment(start), granularity), granularity)
    assert stop is not None
    edge = _moment(stop)
    if prefix == "before ":
        return prefix + _bounded(*_unit_from(edge, granularity), granularity)
    if not _midnight(edge):
        return f"{prefix or 'until '}{_clock(edge)}"
    last = edge - timedelta(days=1)
    first = _floor(last, granularity)
    if _unit_from(first, granularity)[1] != edge:
        first = last
    return (prefix or "until ") + _bounded(first, edge, granularity)


def _floor(value: datetime, granularity: str | None) -> datetime:
    """Give the start of the calendar unit that holds ``value``."""
    midnight = datetime.combine(value.date(), time())
    if granularity == "week":
        return midnight - timedelta(days=midnight.weekday())
    months = _MONTHS_OF.get(granularity or "")
    if months is None or granularity == "season":
        return midnight
    number = (value.year * 12 + value.month - 1) // months * months
    return datetime(max(1, number // 12), number % 12 + 1, 1)


def _unit_from(start: datetime, granularity: str | None) -> tuple[datetime, datetime]:
    """Give the calendar unit that begins at ``start``; a day where none does."""
    if granularity in _CLOCK and not _midnight(start):
        return start, start + timedelta(minutes=1)
    if granularity == "week" and start.weekday() == 0:
        return start, start + timedelta(days=7)
    months = _MONTHS_OF.get(granularity or "")
    if months is not None and start.day == 1 and _midnight(start):
        number = start.year * 12 + start.month - 1 + months
        if number // 12 <= 9999:
            return start, datetime(number // 12, number % 12 + 1, 1)
    begin = datetime.combine(start.date(), time())
    return begin, begin + timedelta(days=1)


def _whole_unit(start: datetime, stop: datetime, granularity: str | None) -> tuple[datetime, datetime]:
    """Widen a part of a unit to the unit ("early January" to January) where it lies within one."""
    begin, end = _unit_from(_floor(start, granularity), granularity)
    return (begin, end) if begin <= start and stop <= end else (start, stop)


def _clock(value: datetime) -> str:
    return f"{day(value)}, {value:%H:%M}"


def _bounded(start: datetime, stop: datetime, granularity: str | None) -> str:
    if granularity in _CLOCK and not (_midnight(start) and _midnight(stop)):
        return _clock_span(start, stop, granularity)
    first, last = start.date(), (stop - timedelta(microseconds=1)).date()
    after = last + timedelta(days=1) if last < date.max else last
    if granularity == "week" and (after - first).days == 7:
        return f"week of {day(first)}"
    if granularity == "weekend" and (after - first).days in (2, 3):
        return f"weekend of {days(first, after)}"
    if granularity in _MONTHS_OF and first.day == 1 and after.day == 1:
        return _months(first, after, granularity or "")
    return days(first, after)


def _clock_span(start: datetime, stop: datetime, granularity: str | None) -> str:
    if granularity in ("second", "minute") or stop - start <= timedelta(hours=1):
        return _clock(start)
    if start.date() == (stop - timedelta(microseconds=1)).date():
        end = "24:00" if _midnight(stop) else f"{stop:%H:%M}"
        return f"{_clock(start)}–{end}"
    return f"{_clock(start)} – {_clock(stop)}"


def _months(first: date, after: date, granularity: str) -> str:
    """Say an interval of whole months in the largest words that are exact."""
    n = (after.year - first.year) * 12 + after.month - first.month
    last = after - timedelta(days=1)
    if granularity == "quarter" and n == 3 and first.month % 3 == 1:
        return f"Q{(first.month + 2) // 3} {first.year}"
    if granularity == "half" and n == 6 and first.month in (1, 7):
        return f"H{1 if first.month == 1 else 2} {first.year}"
    if granularity == "decade" and n == 120 and first.year % 10 == 0 and first.month == 1:
        return f"{first.year}s"
    if granularity == "century" and n == 1200 and first.year % 100 in (0, 1) and first.month == 1:
        return f"{ordinal(first.year // 100 + 1)} century"
    if granularity in ("year", "decade", "century") and n % 12 == 0 and first.month == 1:
        return str(first.year) if n == 12 else f"{first.year}–{last.year}"
    a, b = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if n == 1:
        return f"{a} {first.year}"
    return f"{a}–{b} {last.year}" if first.year == last.year else f"{a} {first.year} – {b} {last.year}"


CHANGES: Final[Mapping[str, str]] = {
    "same": "the same",
    "reworded": "reworded",
    "shortened": "shortened",
    "extended": "extended",
    "merged": "put together",
    "indirect": "retold in indirect speech",
    "speaker_changed": "another speaker",
    "marks_dropped": "quotation marks gone",
    "rounded": "rounded",
    "changed_value": "another value",
    "changed_comparator": "another bound",
    "misspelt": "name misspelt",
    "doubt_dropped": "doubt dropped",
    "modality_weakened": "must became may",
    "modality_strengthened": "may became must",
    "cause_added": "cause added",
    "attribution_dropped": "source dropped",
    "attribution_replaced": "said became claimed, or the reverse",
    "meaning_turned": "meaning turned",
}
"""What people see for a change of VARIANTS."""
