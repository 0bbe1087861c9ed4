"""Find the candidates for a web page's publication day, each with its origin; modified dates are never among
them.

The order is that of trust and of cost: data, the address, ``<time>``; what a reader sees as its by-line where
those leave a question; a line beside the headline where nothing states a day; and last a search of the whole
page by htmldate, which does not tell where it looked.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from lxml.html import HtmlElement

from timeline.readers import page_lines
from timeline.readers.page_data import MARKED, MAX_JSON, VAGUE, WEAK, Marks, Stated, marks, stated
from timeline.readers.page_lines import YEAR, Shown, Sides
from timeline.readers.records import Found
from timeline.zones import Zones, zones_of

_URL_DAY = re.compile(
    r"(?<![\d])((?:19[89]\d|20[0-4]\d))([/_.-]?)(0?[1-9]|1[0-2]|[a-z]{3})\2"
    # a month's folder may be followed by a title that begins with a number: /2023/10/3-questions
    r"(0[1-9]|[12]\d|3[01]|[1-9](?=/|$))(?![\d])",
    re.I,
)
_URL_DAY_FIRST = re.compile(r"(?<![\d])(1[3-9]|2\d|3[01])([._-])(0[1-9]|1[0-2])\2(20[0-4]\d)(?![\d])")
"""A day above 12 cannot be a month."""
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_NOT_DAY_OF = re.compile(r"updat|modif|start|end|valid|expir|until|event|build|crawl", re.I)
_CLEAR = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?:(?P<utc>Z|[+-]00:?00)|[+-]\d{2}:?\d{2})?)?"
)
MOST_CLOCKS = (-10 * 60, 8 * 60)
"""Offsets in minutes from Hawaii to China, taken where nothing says where a page was made."""
DECIDES = 2
"""So many exact places outvote a ``<time>`` and a by-line together; see the weights in timeline.dating."""
GUESS = "found somewhere in the page by htmldate; nothing says that it is the publication day"
JOINED = " + "

Search = Callable[[], str | None]
"""Look for a day everywhere in the page; slow, so it is asked only where nothing states one."""


def page_dates(
    tree: HtmlElement, url: str | None, search: Search | None = None, lang: str | None = None
) -> list[Found]:
    """List the candidates of a page, the most trusted first, each string once per origin.

    The note of each names what it stands in; several places that give one string are joined by `` + ``.
    ``lang`` is the page's language: with the address it bounds the clocks that a time in UTC is turned to.
    """
    sides, found = Sides(), marks(tree)
    data = [each for each in stated(found) if YEAR.search(each[1])]
    data = sorted([*data, *page_lines.marked(sides, found)], key=lambda each: each[0])
    seen = list(page_lines.times(sides, found))
    day = url_day(url)
    lines = [] if _settled(data, seen, day, url, lang) else page_lines.lines(sides, tree)
    seen += page_lines.shown(lines, found.heads, tree)
    candidates = [Found("metadata", raw, what) for rank, raw, what in data if rank < WEAK]
    candidates += [Found("url", day)] if day else []
    candidates += [Found("visible", raw, what) for raw, what in seen if YEAR.search(raw)]
    if not candidates:
        candidates = [Found("metadata", raw, what) for _, raw, what in data]
    if not candidates:
        lines = lines or page_lines.lines(sides, tree, before_2000=True)
        seen = [*page_lines.shown(lines, found.heads, tree)] or [*page_lines.beside(lines, found.heads, tree)]
        candidates = [Found("visible", raw, what) for raw, what in seen]
    if not candidates and search is not None:
        candidates = _searched(found, search)
    return _joined(candidates)


def _settled(
    data: list[Stated], seen: list[Shown], day: str | None, url: str | None, lang: str | None
) -> bool:
    """Say whether the data state one day by an exact name, and no by-line could change it.

    A by-line is not looked for then, because that takes longer than all else. Places that agree on one day
    only together settle it too: a time in UTC that is one of two days at the source, and the address.
    """
    exact = {what.split(" ")[-1] for rank, _, what in data if rank < VAGUE or MARKED <= rank < WEAK}
    if not exact:
        return False
    told = {raw for rank, raw, _ in data if rank < WEAK}
    told |= {raw for raw, what in seen if what == page_lines.TIME and len(exact) < DECIDES}
    zones: Zones | None = None
    common = {date.fromisoformat(day)} if day and _is_day(day) else None
    for raw in told:
        match = _CLEAR.fullmatch(raw)
        if match is None or not _is_day(match["day"]):
            return False
        if match["utc"] and zones is None:
            zones = zones_of(None, url, lang)
        if match["utc"] and data[0][0] >= VAGUE:
            # software of blogs writes the local time as UTC into marked elements
            return False
        days = _days(match, zones)
        common = days if common is None else common & days
    return common is not None and len(common) == 1


def _is_day(iso: str) -> bool:
    try:
        return bool(date.fromisoformat(iso))
    except ValueError:
        return False


def _days(match: re.Match[str], zones: Zones | None) -> set[date]:
    """Give the days that a day or time can be at the source, also if a local time is only called UTC."""
    day = date.fromisoformat(match["day"])
    if not match["utc"] or zones is None:
        return {day}
    try:
        moment = datetime.fromisoformat(f"{day}T{match['clock']}+00:00")
        offsets = zones.offsets(moment) if zones.names else MOST_CLOCKS
        return {day, *((moment + timedelta(minutes=each)).date() for each in offsets)}
    except (ValueError, OverflowError):
        return set()


def _searched(found: Marks, search: Search) -> list[Found]:
    guess = search()
    # the first of January is what htmldate makes of a bare year, such as that of a copyright line
    if not guess or guess.endswith("-01-01") or _of_program(found.scripts, guess):
        return []
    return [Found("inferred", guess, GUESS)]


def _of_program(scripts: list[HtmlElement], guess: str) -> bool:
    """Say whether a day stands only in a script, as that of an update or of what is on between two days."""
    keys = []
    for script in scripts:
        text = (script.text or "")[:MAX_JSON]
        if guess in text:
            keys += re.findall(rf'"(\w+)"\s*:\s*(?:\{{"\w+"\s*:\s*)?"{re.escape(guess)}', text)
    return bool(keys) and all(_NOT_DAY_OF.search(key) for key in keys)


def _joined(candidates: list[Found]) -> list[Found]:
    """Give each string of an origin once, with every place where it stands."""
    places: dict[tuple[str, str], list[str]] = {}
    for found in candidates:
        kinds = places.setdefault((found.origin, found.raw), [])
        if found.note and found.note not in kinds:
            kinds.append(found.note)
    return [Found(origin, raw, JOINED.join(kinds) or None) for (origin, raw), kinds in places.items()]


def url_day(url: str | None) -> str | None:
    """Give the day that an address states, as ISO 8601.

    >>> url_day("https://example.org/2025/01/28/chips-fall")
    '2025-01-28'
    >>> url_day("https://example.org/news/2025/jan/28/chips")
    '2025-01-28'
    >>> url_day("https://example.org/28-01-2025-chips")
    '2025-01-28'
    >>> url_day("https://example.org/story-20250128345") is None
    True
    """
    for match in _URL_DAY.finditer(url or ""):
        year, mark, month, day = match.groups()
        number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
        if not number or (not mark and (len(month) < 2 or len(day) < 2)):
            continue
        return f"{year}-{number:02d}-{int(day):02d}"
    first = _URL_DAY_FIRST.search(url or "")
    return f"{first[4]}-{first[3]}-{first[1]}" if first else None
