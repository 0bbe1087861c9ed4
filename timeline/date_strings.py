"""Read date strings as they stand in metadata, by-lines and exports, without guessing.

ISO 8601 and its relatives are read by patterns of our own, because an export has thousands of them;
everything else goes to dateparser with the language set. A string says an interval as wide as its precision:
a day, a minute, a month. What does not exist (30 February) or is not understood keeps ``start`` null and a
note.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Literal

import polars as pl
import pytz  # type: ignore[import-untyped]
from dateparser.date import DateDataParser

from timeline.schema import LOCAL

Order = Literal["mdy", "dmy"]
"""Which number of 03/04/2025 comes first, the month or the day."""

FIRST_YEAR, LAST_YEAR = 1, 9998
MAX_LENGTH = 120
"""Longer strings are no dates; it also bounds the time dateparser can spend."""

_ZONE = r"\s*(?P<zone>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?:(?:T|\s+|,\s*){_CLOCK}{_ZONE})?"
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    rf"(?:[T ]?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE})?"
)
_MONTH = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{2})")
_YEAR = re.compile(r"(?P<year>[12]\d{3})")
_NUMERIC = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<then>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
    rf"(?:(?:T|,?\s+){_CLOCK}\s*(?P<half>[AaPp]\.?[Mm]\.?)?{_ZONE})?"
)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?P<millis>\d{3})?(?:\.\d+)?")
_RFC = re.compile(r"[A-Za-z]{3,9},?\s+\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}.*")
_HAS_YEAR = re.compile(r"\d{4}|[/.’'-]\d{2}\b")
_US_ZONE = re.compile(r"\b([ECMP])T\b")
_US_ZONES = {"E": "US/Eastern", "C": "US/Central", "M": "US/Mountain", "P": "US/Pacific"}

_DOTTED = frozenset(
    ["bg", "cs", "da", "de", "et", "fi", "hr", "hu", "lv", "no", "nb", "pl", "ru", "sk", "sl", "tr", "uk"]
)
"""Languages whose people write 28.01.2025: there a slash and seconds are the American default of software."""

NOT_A_DATE = "not understood as a date"
NO_SUCH_DAY = "this day or time does not exist"
PLACEHOLDER = "what software writes when it knows no date"
AMBIGUOUS = "day and month could be the other way round"
MIDNIGHT = "midnight exactly: read as the day"


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what a date string says: a half-open interval on the clock that it is written in.

    ``zulu`` is true for a clock time given as UTC only (``Z``, ``GMT``, ``+00:00``): the instant is known,
    the day at the source only within one day. Content systems write UTC as ``+00:00`` too, so that says no
    more than ``Z``.
    """

    start: datetime | None
    stop: datetime | None = None
    utc_offset_min: int | None = None
    zulu: bool = False
    note: str | None = None


def read_date(raw: str, lang: str | None = None, order: Order | None = None) -> Reading:
    """Read one date string; ``order`` settles 03/04/2025, else English (or no) ``lang`` means month first.

    >>> read_date("2025-01-28").stop
    datetime.datetime(2025, 1, 29, 0, 0)
    >>> read_date("January 2025").stop
    datetime.datetime(2025, 2, 1, 0, 0)
    >>> read_date("2025-01-28T09:30:00-05:00").utc_offset_min
    -300
    >>> read_date("99999-13-45")
    Reading(start=None, stop=None, utc_offset_min=None, zulu=False, note='not understood as a date')
    """
    text = " ".join(raw.split())
    if not text or len(text) > MAX_LENGTH:
        return Reading(None, note=NOT_A_DATE)
    try:
        found = _by_pattern(text, lang, order) or _by_email(text) or _by_dateparser(text, lang, order)
    except (ValueError, OverflowError):
        return Reading(None, note=NO_SUCH_DAY)
    if found is None:
        return Reading(None, note=NOT_A_DATE)
    return _checked(found, text)


def day_month_order(raws: Iterable[str]) -> Order | None:
    """Say which order a column of numeric dates uses, if a number above 12 gives it away.

    >>> day_month_order(["03/04/2025", "28/01/2025"])
    'dmy'
    >>> day_month_order(["03/04/2025"]) is None
    True
    """
    first = then = False
    for raw in raws:
        if match := _NUMERIC.fullmatch(raw.strip()):
            first |= int(match["first"]) > 12
            then |= int(match["then"]) > 12
    if first == then:
        return None
    return "dmy" if first else "mdy"


def read_dates(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``start stop utc_offset_min zulu note`` to a frame of ``raw lang group``, row order kept.

    Rows of one ``group`` (a column of one file) share the order of day and month. A note that a row already
    has is kept in front. Every distinct string is read once.
    """
    numeric = frame.filter(pl.col("raw").str.contains(r"^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2}"))
    orders = {
        group: day_month_order(part["raw"].to_list())
        for (group,), part in numeric.partition_by("group", as_dict=True).items()
    }
    keys = [
        (raw, lang, orders.get(group))
        for raw, lang, group in frame.select("raw", "lang", "group").iter_rows()
    ]
    known = {key: read_date(*key) for key in dict.fromkeys(keys)}
    got = [known[key] for key in keys]
    notes = [
        "; ".join(n for n in (before, reading.note) if n) or None
        for before, reading in zip(frame["note"].to_list(), got, strict=True)
    ]
    return frame.with_columns(
        pl.Series("start", [r.start for r in got], dtype=LOCAL),
        pl.Series("stop", [r.stop for r in got], dtype=LOCAL),
        pl.Series("utc_offset_min", [r.utc_offset_min for r in got], dtype=pl.Int32),
        pl.Series("zulu", [r.zulu for r in got], dtype=pl.Boolean),
        pl.Series("note", notes, dtype=pl.String),
    )


def _by_pattern(text: str, lang: str | None, order: Order | None) -> Reading | None:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _assembled(match.groupdict(), int(match["month"]), int(match["day"]))
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match, lang, order)
    if match := _MONTH.fullmatch(text):
        return _month(int(match["year"]), int(match["month"]))
    if match := _YEAR.fullmatch(text):
        return Reading(datetime(int(match["year"]), 1, 1), datetime(int(match["year"]) + 1, 1, 1))
    if match := _EPOCH.fullmatch(text):
        seconds = int(match["seconds"])
        moment = datetime(1970, 1, 1) + timedelta(seconds=seconds, milliseconds=int(match["millis"] or 0))
        return _at(moment, timedelta(seconds=1), 0)
    return None


def _numeric(match: re.Match[str], lang: str | None, order: Order | None) -> Reading:
    first, then = int(match["first"]), int(match["then"])
    note = None
    if match["mark"] == ".":
        order = "dmy"
    elif first > 12 or then > 12:
        order = "dmy" if first > 12 else "mdy"
    elif order is None and first != then:
        software = lang in _DOTTED and match["mark"] == "/" and match["second"] is not None
        order, note = ("mdy" if lang in (None, "en") or software else "dmy"), AMBIGUOUS
    day, month = (first, then) if order == "dmy" else (then, first)
    parts = match.groupdict()
    if len(parts["year"]) == 2:
        # POSIX: 69 to 99 are the twentieth century
        parts["year"] = str(int(parts["year"]) + (1900 if int(parts["year"]) > 68 else 2000))
    if half := parts["half"]:
        parts["hour"] = str(int(parts["hour"]) % 12 + (12 if half[0] in "pP" else 0))
    reading = _assembled(parts, month, day)
    if note is None:
        return reading
    both = "; ".join(n for n in (reading.note, f"{note}, read with the {_first(order)} first") if n)
    return Reading(reading.start, reading.stop, reading.utc_offset_min, reading.zulu, both)


def _first(order: Order | None) -> str:
    return "day" if order == "dmy" else "month"


def _assembled(parts: dict[str, str | None], month: int, day: int) -> Reading:
    year = int(parts["year"] or 0)
    if parts.get("hour") is None:
        start = datetime(year, month, day)
        return Reading(start, start + timedelta(days=1))
    micro = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    clock = int(parts["hour"] or 0), int(parts["minute"] or 0), int(parts.get("second") or 0)
    start = datetime(year, month, day, *clock, micro)
    return _at(start, timedelta(seconds=1 if parts.get("second") else 60), _offset(parts.get("zone")))


def _at(start: datetime, precision: timedelta, offset: int | None) -> Reading:
    """Make the reading of a clock time; midnight to the second is nearly always a day that lost its dash."""
    if start.time() == datetime.min.time():
        return Reading(start, start + timedelta(days=1), offset or None, note=MIDNIGHT)
    stop = start.replace(microsecond=0) + precision
    return Reading(start, stop, offset, zulu=offset == 0)


def _month(year: int, month: int) -> Reading:
    return Reading(datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1))


def _offset(zone: str | None) -> int | None:
    """Give minutes from UTC.

    >>> _offset("+05:30"), _offset("-08"), _offset("Z"), _offset(None)
    (330, -480, 0, None)
    """
    if not zone:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes > 15 * 60:
        raise ValueError(zone)
    return -minutes if zone[0] == "-" else minutes


def _by_email(text: str) -> Reading | None:
    if not _RFC.fullmatch(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    precision = timedelta(seconds=1 if text.count(":") > 1 else 60)
    return _at(moment.replace(tzinfo=None), precision, _minutes(moment))


def _minutes(moment: datetime) -> int | None:
    offset = moment.utcoffset()
    return None if offset is None else round(offset.total_seconds() / 60)


@cache
def _parser(languages: tuple[str, ...] | None, order: str) -> DateDataParser:
    """Give dateparser for absolute dates only; the fixed base keeps the answer free of today's date."""
    settings = {
        "PARSERS": ["absolute-time"],
        "PREFER_DAY_OF_MONTH": "first",
        "PREFER_MONTH_OF_YEAR": "first",
        "RELATIVE_BASE": datetime(2000, 1, 1),
        "DATE_ORDER": order,
        "PREFER_LOCALE_DATE_ORDER": False,
    }
    try:
        return DateDataParser(languages=list(languages) if languages else None, settings=settings)
    except ValueError:
        # a language that dateparser does not know
        return DateDataParser(settings=settings)


def _by_dateparser(text: str, lang: str | None, order: Order | None) -> Reading | None:
    if not _HAS_YEAR.search(text):
        return None
    order = order or ("mdy" if lang in (None, "en") else "dmy")
    first = ("en",) if lang in (None, "en") else (lang.split("-")[0], "en")
    for languages in (first, None):
        data = _parser(languages, order.upper()).get_date_data(text)
        parts = frozenset(getattr(data, "parts", ()))
        if data.date_obj is not None and "year" in parts:
            return _from_parts(data.date_obj, parts, text)
    return None


def _from_parts(moment: datetime, parts: frozenset[str], text: str) -> Reading | None:
    offset = _minutes(moment)
    moment = moment.replace(tzinfo=None)
    if "time" in parts and "day" in parts:
        if us := _US_ZONE.search(text):
            # "ET" means whichever of EST and EDT holds on that day; dateparser always takes EST
            offset = _minutes(pytz.timezone(_US_ZONES[us[1]]).localize(moment))
        return _at(moment, timedelta(seconds=1 if text.count(":") > 1 else 60), offset)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if "day" in parts:
        return Reading(day, day + timedelta(days=1))
    if "month" in parts:
        return _month(day.year, day.month)
    if parts == {"year"} and _YEAR.fullmatch(text):
        return Reading(datetime(day.year, 1, 1), datetime(day.year + 1, 1, 1))
    return None


def _checked(reading: Reading, text: str) -> Reading:
    if reading.start is None:
        return reading
    if not FIRST_YEAR <= reading.start.year <= LAST_YEAR:
        return Reading(None, note=NO_SUCH_DAY)
    epoch = reading.start == datetime(1970, 1, 1) and len(text) > len("1970-01-01")
    if reading.start.year == 1 or epoch:
        return Reading(None, note=PLACEHOLDER)
    return reading


def instant(start: datetime, utc_offset_min: int) -> datetime:
    """Give the UTC instant of a clock time with its offset.

    >>> instant(datetime(2025, 1, 28, 9, 30), -300).isoformat()
    '2025-01-28T14:30:00+00:00'
    """
    return (start - timedelta(minutes=utc_offset_min)).replace(tzinfo=timezone.utc)  # noqa: UP017
