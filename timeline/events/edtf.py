"""Write an interval in the Extended Date/Time Format (ISO 8601-2, level 1)."""

import datetime as dt

_DAY = dt.timedelta(days=1)


def edtf(
    start: dt.datetime | None, stop: dt.datetime | None, granularity: str | None, mod: str | None
) -> str | None:
    """Write an interval as EDTF; null where it says nothing.

    >>> edtf(dt.datetime(2025, 1, 27), dt.datetime(2025, 1, 28), "day", None)
    '2025-01-27'
    >>> edtf(dt.datetime(2025, 1, 20), dt.datetime(2025, 1, 27), "week", None)
    '2025-01-20/2025-01-26'
    >>> edtf(dt.datetime(2025, 1, 28), dt.datetime(2025, 1, 29), "day", "ON_OR_BEFORE")
    '../2025-01-28'
    """
    if start is None and stop is None:
        return None
    if start is None:
        assert stop is not None
        return f"../{_last_day(stop)}"
    if stop is None:
        return f"{start.date()}/.."
    if mod in ("BEFORE", "ON_OR_BEFORE"):
        return f"../{_whole(start, stop, granularity) or _last_day(stop)}"
    if mod in ("AFTER", "ON_OR_AFTER"):
        return f"{_whole(start, stop, granularity) or start.date()}/.."
    whole = _whole(start, stop, granularity)
    text = whole or f"{start.date()}/{_last_day(stop)}"
    return text + ("~" if mod == "APPROX" and whole else "")


def _last_day(stop: dt.datetime) -> dt.date:
    """Give the last day before an exclusive end."""
    return (stop - dt.timedelta(microseconds=1)).date()


def _whole(start: dt.datetime, stop: dt.datetime, granularity: str | None) -> str | None:
    """Write the interval as one calendar unit if it is one: year, month, day, or a clock time."""
    midnight = start.time() == dt.time() and stop.time() == dt.time()
    if midnight and (start.day, stop.day) == (1, 1):
        months = (stop.year - start.year) * 12 + stop.month - start.month
        if months == 12 and start.month == 1:
            return f"{start.year:04d}"
        if months == 1:
            return f"{start.year:04d}-{start.month:02d}"
    if stop - start <= _DAY and start.date() == _last_day(stop):
        if granularity in ("second", "minute"):
            return start.isoformat(timespec="seconds")
        return start.date().isoformat()
    return None
