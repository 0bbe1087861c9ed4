"""Decide the day of each article from its candidates, and say why.

Origins are believed in the order of ``schema.ORIGINS``. The first candidate that says something decides; the
others narrow it where they agree and are named where they do not. Nothing is guessed: what no candidate says
stays unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from timeline.date_strings import instant, read_date
from timeline.errors import OptionError
from timeline.options import DatingOptions
from timeline.schema import ARTICLES, ORIGINS
from timeline.zones import EVERYWHERE, Zones, zones_of

DAY = timedelta(days=1)
SAME_INSTANT = timedelta(minutes=10)
"""Clock times this close are one: systems write the seconds or the minute of the next step."""

ORIGIN_WORDS: Mapping[str, str] = {
    "correction": "a correction by hand",
    "meta": "the metadata file",
    "given": "the input's own date",
    "metadata": "the page's metadata",
    "url": "the address",
    "feed": "the feed",
    "visible": "the date shown on the page",
    "option": "the day given for articles without one",
    "inferred": "a date found in the page",
    "archive": "the day of the capture",
    "filename": "the file name",
}
"""How reasons name an origin."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one candidate: the days it can mean at the source, its clock times if it has one, and how it was
    understood.
    """

    origin: str
    raw: str
    start: date
    stop: date
    best: date
    published: datetime | None = None
    local: datetime | None = None
    offset: int | None = None
    clock: bool = False
    how: str | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """Hold what was decided for one article."""

    start: date | None = None
    stop: date | None = None
    best: date | None = None
    origin: str = "none"
    why: tuple[str, ...] = ("no date was found",)
    published: datetime | None = None
    local: datetime | None = None
    offset: int | None = None


def date_articles(
    articles: pl.DataFrame,
    dates: pl.DataFrame,
    options: DatingOptions | None = None,
    outlets: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Give ``articles`` with ``dct_*`` and ``published*`` filled from the candidates in ``dates``.

    ``outlets`` tells time zones: with them a time in UTC gets the day at the source. ``options.published``
    fills gaps only.
    """
    option = _option(options or DatingOptions())
    places = _places(outlets)
    by_article = _by_article(dates)
    decided = []
    for article_id, source, url, lang in articles.select("article_id", "source", "url", "lang").iter_rows():
        rows = [*by_article.get(article_id, ()), *option]
        zones = (
            zones_of(places.get(source or ""), url, lang) if any(row["zulu"] for row in rows) else EVERYWHERE
        )
        decided.append(decide(rows, zones))
    return _filled(articles, decided)


def decide(rows: Iterable[Mapping[str, object]], zones: Zones = EVERYWHERE) -> Dated:
    """Decide one article's day from rows of ``dates``; rows of one origin are in order of trust."""
    ordered = sorted(rows, key=lambda row: ORIGINS.index(str(row["origin"])))
    unread = [
        f"{_named(row)} is not used: {row['note'] or 'not understood'}"
        for row in ordered
        if row["start"] is None
    ]
    candidates = [understood(row, zones) for row in ordered if row["start"] is not None]
    if not candidates:
        return Dated(why=(*unread, "no date was found"))
    return _agreed(candidates, unread)


def understood(row: Mapping[str, object], zones: Zones = EVERYWHERE) -> Candidate:
    """Give the days that a row of ``dates`` can mean; a time in UTC only is turned to the clocks of
    ``zones``.
    """
    start, stop = row["start"], row["stop"]
    assert isinstance(start, datetime) and isinstance(stop, datetime)
    origin, raw, note = str(row["origin"]), str(row["raw"]), row["note"]
    how = str(note) if note else None
    clock = stop - start < timedelta(hours=12)
    days = start.date(), _ceiling(stop)
    if not clock:
        middle = days[0] + (days[1] - days[0] - DAY) // 2
        return Candidate(origin, raw, *days, middle, how=how)
    offset = row["utc_offset_min"]
    if not isinstance(offset, int):
        return Candidate(origin, raw, *days, days[0], local=start, clock=True, how=how)
    published = instant(start, offset)
    if not row["zulu"]:
        return Candidate(origin, raw, *days, days[0], published, start, offset, True, how)
    return _zulu(Candidate(origin, raw, *days, days[0], published, None, None, True, how), zones)


def _zulu(candidate: Candidate, zones: Zones) -> Candidate:
    assert candidate.published is not None
    offsets = zones.offsets(candidate.published)
    locals_ = [
        candidate.published.replace(tzinfo=None) + timedelta(minutes=o) for o in (offsets[0], offsets[-1])
    ]
    start, stop = locals_[0].date(), locals_[1].date() + DAY
    best = min(max(candidate.best, start), stop - DAY)
    if zones.exact and offsets[0] == offsets[-1]:
        how = f"UTC, read on the clock of {zones.reason}"
        return replace(
            candidate, start=start, stop=stop, best=best, local=locals_[0], offset=offsets[0], how=how
        )
    how = f"UTC only; at the source ({zones.reason}) it is {_span(start, stop)}"
    return replace(candidate, start=start, stop=stop, best=best, how=how)


def _agreed(candidates: list[Candidate], unread: list[str]) -> Dated:
    """Let the first candidate decide, the others narrow it or be named as disagreeing."""
    first, *others = candidates
    start, stop, best = first.start, first.stop, first.best
    why = [
        f"{_origin(first)} says {first.raw!r}: {_span(start, stop)}"
        + (f" ({first.how})" if first.how else "")
    ]
    agreeing, odd = [first], []
    for other in others:
        if other.start < stop and start < other.stop and not _another_time(first, other):
            narrower = max(start, other.start), min(stop, other.stop)
            if narrower != (start, stop):
                start, stop = narrower
                best = min(max(other.best if other.start <= other.best < stop else best, start), stop - DAY)
                why.append(f"{_origin(other)} narrows it to {_span(start, stop)} ({other.raw!r})")
            agreeing.append(other)
        elif other.origin != "option" and not (other.start < stop and start < other.stop):
            days = _span(other.start, other.stop)
            odd.append(f"{_origin(other)} says otherwise and is not used: {other.raw!r}, {days}")
    timed = next((c for c in agreeing if c.clock and _fits(c, start, stop)), None)
    done = Dated(start, stop, best, first.origin, (*why, *odd, *unread))
    if timed is None:
        return done
    return replace(done, published=timed.published, local=timed.local, offset=timed.offset)


def _another_time(first: Candidate, other: Candidate) -> bool:
    """Say whether two candidates give instants that are not the same: such a one cannot narrow the day."""
    if first.published is None or other.published is None:
        return False
    return abs(first.published - other.published) > SAME_INSTANT


def _fits(candidate: Candidate, start: date, stop: date) -> bool:
    return candidate.start < stop and start < candidate.stop


def _origin(candidate: Candidate) -> str:
    return ORIGIN_WORDS.get(candidate.origin, candidate.origin)


def _named(row: Mapping[str, object]) -> str:
    return f"{ORIGIN_WORDS.get(str(row['origin']), str(row['origin']))} {row['raw']!r}"


def _ceiling(stop: datetime) -> date:
    return stop.date() if stop.time() == datetime.min.time() else stop.date() + DAY


def _span(start: date, stop: date) -> str:
    """Write days for a reader.

    >>> _span(date(2025, 1, 28), date(2025, 1, 30))
    '28 Jan 2025 to 29 Jan 2025'
    """
    first, last = (f"{d.day} {_MONTHS[d.month - 1]} {d.year}" for d in (start, stop - DAY))
    return first if first == last else f"{first} to {last}"


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _option(options: DatingOptions) -> list[dict[str, object]]:
    if options.published is None:
        return []
    reading = read_date(options.published)
    if reading.start is None:
        raise OptionError(f"{options.published!r} is {reading.note}; give a day such as 2025-01-28")
    return [
        {
            "origin": "option",
            "raw": options.published,
            "start": reading.start,
            "stop": reading.stop,
            "utc_offset_min": reading.utc_offset_min,
            "zulu": reading.zulu,
            "note": reading.note,
        }
    ]


def _places(outlets: pl.DataFrame | None) -> dict[str, tuple[str | None, str | None]]:
    """Give time zone and country by the name of the outlet and its aliases."""
    out: dict[str, tuple[str | None, str | None]] = {}
    if outlets is None:
        return out
    for row in outlets.iter_rows(named=True):
        for name in (row["source"], *(row["aliases"] or [])):
            out.setdefault(name, (row["timezone"], row["country"]))
    return out


def _by_article(dates: pl.DataFrame) -> dict[str, list[dict[str, object]]]:
    out: dict[str, list[dict[str, object]]] = {}
    for row in dates.iter_rows(named=True):
        out.setdefault(row["article_id"], []).append(row)
    return out


def _filled(articles: pl.DataFrame, decided: list[Dated]) -> pl.DataFrame:
    schema = ARTICLES.schema
    columns: dict[str, list[Any]] = {
        "published": [d.published for d in decided],
        "published_local": [d.local for d in decided],
        "utc_offset_min": [d.offset for d in decided],
        "dct_start": [d.start for d in decided],
        "dct_stop": [d.stop for d in decided],
        "dct_best": [d.best for d in decided],
        "dct_origin": [d.origin for d in decided],
        "dct_why": [list(d.why) for d in decided],
    }
    return articles.with_columns(pl.Series(n, values, dtype=schema[n]) for n, values in columns.items())
