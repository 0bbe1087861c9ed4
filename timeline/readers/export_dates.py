"""Recognise the line of an export that says when an article was published, in the languages exports have."""

import re

from timeline.date_strings import read_date

_CORE = (
    r"(?:[^\W\d_]{3,12}\.? \d{1,2}, \d{4}"  # January 28, 2025
    r"|\d{1,2}(?:\.|er|º|ª)? (?:de )?[^\W\d_]{3,12}\.?,? (?:de )?\d{4}"  # 28. Januar 2025
    r"|\d{4}年\d{1,2}月\d{1,2}日"
    r"|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\.\d{1,2}\.\d{4})"
)
_WEEKDAY = r"(?:,? [^\W\d_]{2,12}(?:-feira)?\.?)?"
_CLOCK = r"(?:,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]\.?M\.?)?(?: [A-Z]{2,5})?)?"
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
"""Names that exports put in front of a date; behind it any word is left to the reader of dates."""
_FRONT_WEEKDAY = rf"(?:(?i:{'|'.join(_WEEKDAYS.split())}),? )?"
_LINE = re.compile(rf"({_FRONT_WEEKDAY}{_CORE})({_WEEKDAY})({_CLOCK})(.{{0,60}})")
_MONTH = re.compile(r"[^\W\d_]{3,12} \d{4}")


def date_line(line: str) -> tuple[str, str] | None:
    """Give the date at the beginning of a line and what follows it (an edition); null if it says no date.

    >>> date_line("January 28, 2025 Tuesday 2:30 PM GMT")
    ('January 28, 2025 Tuesday 2:30 PM GMT', '')
    >>> date_line("28. Januar 2025 Dienstag"), date_line("Shares fell on January 28, 2025.")
    (('28. Januar 2025 Dienstag', ''), None)
    """
    plain = " ".join(line.split())
    if _MONTH.fullmatch(plain) and read_date(plain).start is not None:
        return plain, ""
    match = _LINE.fullmatch(plain)
    if match is None:
        return None
    core, weekday, clock, rest = match.groups()
    for raw, left in (
        (core + weekday + clock, rest),
        (core, weekday + clock + rest),
    ):
        if read_date(raw).start is not None:
            return raw, left.strip(" ;,")
    return None
