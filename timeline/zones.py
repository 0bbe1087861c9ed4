"""Say which clocks an article's outlet can have: its own time zone, a country's, or those where a language is
news.

A page that gives its time in UTC hides the day at the source. An outlet's zone settles it; a country or
language bounds it. Country zones are those of the IANA database as pytz carries it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pytz  # type: ignore[import-untyped]

from timeline.outlets import domain

EARLIEST, LATEST = -12 * 60, 14 * 60
"""Offsets of the first and the last clock on Earth, in minutes."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Hold time zones an outlet can be in (none: anywhere) and why; ``known`` if it is the outlet's own."""

    names: tuple[str, ...]
    reason: str
    known: bool = False

    def offsets(self, moment: datetime) -> list[int]:
        """Give the offsets of these zones at an instant, in minutes, sorted."""
        if not self.names:
            return [EARLIEST, LATEST]
        offsets = (moment.astimezone(pytz.timezone(name)).utcoffset() for name in self.names)
        return sorted(round(o.total_seconds() / 60) for o in offsets if o is not None)


EVERYWHERE = Zones((), "where the outlet is, is not known")

_LANGUAGES: Mapping[str, str] = {
    "de": "DE AT CH", "it": "IT CH", "nl": "NL BE", "pl": "PL", "cs": "CZ", "sk": "SK", "hu": "HU",
    "da": "DK", "no": "NO", "nb": "NO", "nn": "NO", "sv": "SE FI", "fi": "FI", "el": "GR CY", "ro": "RO MD",
    "bg": "BG", "hr": "HR BA", "sr": "RS BA ME", "sl": "SI", "lt": "LT", "lv": "LV", "et": "EE", "tr": "TR",
    "uk": "UA", "he": "IL", "ja": "JP", "ko": "KR", "vi": "VN", "th": "TH", "hi": "IN", "bn": "BD IN",
    "ta": "IN LK", "fa": "IR AF", "is": "IS", "sq": "AL XK",
}  # fmt: skip
"""Countries in which a language is that of the news; languages of several continents are left out."""

_GENERIC = frozenset(
    [
        "com",
        "org",
        "net",
        "info",
        "biz",
        "news",
        "media",
        "int",
        "eu",
        "co",
        "io",
        "tv",
        "me",
        "fm",
        "ai",
        "app",
        "blog",
        "online",
        "site",
        "xyz",
        "edu",
        "gov",
        "mil",
    ]
)
_ALIASES = {"uk": "gb", "ac": "gb"}


_SUPPOSED: Mapping[str, tuple[str, str]] = {
    "en": ("America/Los_Angeles America/New_York Europe/London", "North America and Britain"),
    "fr": ("Europe/Paris", "France and its neighbours"),
}
"""The westernmost and easternmost clocks of most sites of a world language that have an address of no
country. Spanish and Portuguese are left out: theirs are as often on one side of the ocean as on the other.
"""


def supposed(lang: str | None) -> Zones:
    """Give the zones to suppose for a web page when nothing says where its outlet is.

    It is never ``known``: a day that the page states settles it, whatever is supposed.

    >>> supposed("en").known
    False
    """
    main = re.split("[-_]", lang or "")[0].lower()
    if main not in _SUPPOSED:
        return EVERYWHERE
    names, where = _SUPPOSED[main]
    return Zones(tuple(names.split()), f"supposed: most such sites in this language ({main}) are in {where}")


def date_language(lang: str | None, url: str | None) -> str | None:
    """Give the language by which to read numeric dates: English of a country that has the day first is en-GB.

    Canada and the Philippines write both, the United States the month first.

    >>> date_language("en", "https://news.example.co.uk/a"), date_language("en", "https://news.example.com/a")
    ('en-GB', 'en')
    """
    ending = (domain(url) or "").rpartition(".")[2].lower()
    return "en-GB" if lang == "en" and ending in _DAY_FIRST else lang


_DAY_FIRST = frozenset([
    "uk", "ie", "au", "nz", "in", "za", "sg", "my", "hk", "ng", "ke", "gh", "pk", "bd", "lk", "zw",
    "zm", "ug", "tz", "mt", "jm", "tt", "bb", "cy", "fj", "eu", "de", "fr", "it", "nl", "ae", "qa",
])  # fmt: skip
"""Endings of addresses in whose countries English writes 3/4 for the third of April."""


def zones_of(place: tuple[str | None, str | None] | None, url: str | None, lang: str | None) -> Zones:
    """Give the zones for an outlet with (time zone, country), an address and a language, the surest first.

    >>> zones_of(("Europe/Berlin", "DE"), None, None).known
    True
    >>> zones_of(None, "https://zeitung.example.at/a", None).reason
    'the address ends in .at'
    """
    zone, country = place or (None, None)
    if zone and zone in pytz.all_timezones_set:
        return Zones((zone,), f"the outlet's zone is {zone}", known=True)
    if country and (names := _of_country(country)):
        return Zones(names, f"the outlet's country is {country.upper()}")
    ending = (domain(url) or "").rpartition(".")[2].lower()
    if ending and ending not in _GENERIC and (names := _of_country(_ALIASES.get(ending, ending))):
        return Zones(names, f"the address ends in .{ending}")
    if ending in ("gov", "mil", "edu"):
        return Zones(_of_country("us"), f"the address ends in .{ending}")
    main = re.split("[-_]", lang or "")[0].lower()
    if main in _LANGUAGES:
        return Zones(
            tuple(z for c in _LANGUAGES[main].split() for z in _of_country(c)), f"the language is {main}"
        )
    return EVERYWHERE


@cache
def _of_country(country: str) -> tuple[str, ...]:
    """Give a country's zones, without its islands on other continents."""
    names = tuple(pytz.country_timezones.get(country.upper(), ()))
    if country.upper() in _MAINLAND:
        return tuple(name for name in names if name.startswith(_MAINLAND[country.upper()]))
    return names


_MAINLAND: Mapping[str, tuple[str, ...]] = {
    "US": ("America/",), "ES": ("Europe/",), "PT": ("Europe/",), "FR": ("Europe/",), "NL": ("Europe/",),
    "CL": ("America/",), "AU": ("Australia/",), "NZ": ("Pacific/Auckland",), "DE": ("Europe/Berlin",),
    "EC": ("America/",), "CN": ("Asia/Shanghai",), "GB": ("Europe/",), "NO": ("Europe/",),
    "DK": ("Europe/",), "UA": ("Europe/Kyiv", "Europe/Kiev"),
}  # fmt: skip
"""Where a country's news is made; US papers of Alaska and Hawaii are covered by the outlet list or not at
all.
"""
