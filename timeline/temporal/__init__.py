"""Find date phrases in text and say which dates they mean, and why.

>>> resolve("two weeks ago", dct="2025-01-28")["value"].item()
'2025-W03'
"""

import datetime as dt

import polars as pl

from timeline.errors import InputError
from timeline.options import TagOptions
from timeline.temporal.scripts import language_of_script
from timeline.temporal.tag import DEFAULT_LANGUAGE, tag

__all__ = ["resolve", "tag"]


def resolve(phrase: str, dct: dt.date | dt.datetime | str, lang: str | None = None) -> pl.DataFrame:
    """Resolve one phrase, or the longest date phrase of a longer text: a mentions frame of one row.

    Without ``lang`` the script says the language; Latin letters are read as English.
    Raises InputError where the publication day or the phrase is not understood.

    >>> resolve("last month", dct="2025-01-28")["value"].item()
    '2024-12'
    """
    day = _day(dct)
    lang = lang or language_of_script(phrase) or DEFAULT_LANGUAGE
    article = pl.DataFrame(
        {
            "article_id": ["phrase"],
            "text": [phrase],
            "lang": [lang],
            "dct_start": [day],
            "dct_stop": [_next(day)],
        }
    )
    found = tag(article, TagOptions(lang=lang, register="news"))
    if found.is_empty():
        from timeline.temporal.absolute import absolute

        found = absolute(phrase, article)
    if found.is_empty():
        raise InputError(
            f"no date is understood in {phrase!r} ({lang}); try a phrase as news writes it: "
            "'last month', 'Jan. 27', 'two weeks ago', '2025-01-27'"
        )
    longest = found["phrase"].str.len_chars().arg_max() or 0
    return found[longest]


def _day(dct: dt.date | dt.datetime | str) -> dt.date:
    if isinstance(dct, dt.datetime):
        return dct.date()
    if isinstance(dct, dt.date):
        return dct
    try:
        return dt.date.fromisoformat(dct.strip()[:10])
    except ValueError as error:
        raise InputError(f"the publication day {dct!r} is no date; write it as 2025-01-28") from error


def _next(day: dt.date) -> dt.date | None:
    return None if day == dt.date.max else day + dt.timedelta(days=1)
