"""Write TIMEX3 values and EDTF strings of intervals, as column arithmetic."""

import polars as pl

from timeline.temporal.units import DAY, SEASONS

_c = pl.col
_UNKNOWN = {
    "second": "XXXX-XX-XXTXX:XX:XX",
    "minute": "XXXX-XX-XXTXX:XX",
    "hour": "XXXX-XX-XXTXX",
    "part_of_day": "XXXX-XX-XXTXX",
    "day": "XXXX-XX-XX",
    "weekend": "XXXX-WXX-WE",
    "week": "XXXX-WXX",
    "month": "XXXX-XX",
    "season": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
_EDTF_SEASON = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}
"""ISO 8601-2 numbers of the seasons; 33 to 36 are quarters, 40 and 41 halves."""


def _parts(frame: pl.DataFrame) -> pl.DataFrame:
    moment = (_c("start") * 1_000_000).cast(pl.Datetime("us"))
    frame = frame.with_columns(moment.alias("_t"))
    # The ISO week of a Thursday is the week of all its days, and its year the week's year.
    thursday = (
        pl.when(_c("granularity") == "weekend").then(_c("start") - 2 * DAY).otherwise(_c("start") + 3 * DAY)
    )
    frame = frame.with_columns((thursday * 1_000_000).cast(pl.Datetime("us")).alias("_w"))
    return frame.with_columns(
        _c("_t").dt.year().alias("_y"),
        _c("_t").dt.month().alias("_m"),
        _c("_w").dt.iso_year().alias("_wy"),
        _c("_w").dt.week().alias("_ww"),
        _padded(_c("_t").dt.year(), 4).alias("_yyyy"),
    )


def _padded(number: pl.Expr, width: int) -> pl.Expr:
    return number.cast(pl.String).str.zfill(width)


def _season(month: pl.Expr, year: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Give code and year of a season by its first month; winter counts to the year it ends in."""
    code: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, number in SEASONS.items():
        code = pl.when(month == (3 * number - 1) % 12 + 1).then(pl.lit(name)).otherwise(code)
    return code, pl.when(month == 12).then(year + 1).otherwise(year)


def values(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``timex`` to rows of ``start``, ``granularity`` and ``part`` (code of a part of the day).

    Follows the conventions of TimeBank 1.2: weeks with two digits, a decade as three, a century as two.
    """
    frame = _parts(frame)
    code, season_year = _season(_c("_m"), _c("_y"))
    day = pl.concat_str(
        "_yyyy", pl.lit("-"), _padded(_c("_m"), 2), pl.lit("-"), _padded(_c("_t").dt.day(), 2)
    )
    frame = frame.with_columns(day.alias("_day"))
    week = pl.concat_str(_padded(_c("_wy"), 4), pl.lit("-W"), _padded(_c("_ww"), 2))
    # A part of the day that begins before its own day's end belongs to the day it begins in.
    forms = {
        "second": pl.concat_str("_day", _c("_t").dt.strftime("T%H:%M:%S")),
        "minute": pl.concat_str("_day", _c("_t").dt.strftime("T%H:%M")),
        "hour": pl.concat_str("_day", _c("_t").dt.strftime("T%H:00")),
        "part_of_day": pl.concat_str("_day", pl.lit("T"), "part"),
        "day": _c("_day"),
        "weekend": pl.concat_str(week, pl.lit("-WE")),
        "week": week,
        "month": pl.concat_str("_yyyy", pl.lit("-"), _padded(_c("_m"), 2)),
        "season": pl.concat_str(_padded(season_year, 4), pl.lit("-"), code),
        "quarter": pl.concat_str("_yyyy", pl.lit("-Q"), ((_c("_m") + 2) // 3).cast(pl.String)),
        "half": pl.concat_str("_yyyy", pl.lit("-H"), ((_c("_m") + 5) // 6).cast(pl.String)),
        "year": _c("_yyyy"),
        "decade": _c("_yyyy").str.head(3),
        "century": _c("_yyyy").str.head(2),
    }
    known: pl.Expr = pl.lit(None, dtype=pl.String)
    unknown: pl.Expr = pl.lit(None, dtype=pl.String)
    for unit, form in forms.items():
        known = pl.when(_c("granularity") == unit).then(form).otherwise(known)
        unknown = pl.when(_c("granularity") == unit).then(pl.lit(_UNKNOWN[unit])).otherwise(unknown)
    if "stop" in frame.columns:
        # An hour counted from a day without a clock time is some hour of a day.
        some = _c("granularity").is_in(["second", "minute", "hour"]) & (_c("stop") - _c("start") >= DAY)
        known = pl.when(some.fill_null(False)).then(pl.concat_str("_day", pl.lit("TXX"))).otherwise(known)
    frame = frame.with_columns(known.alias("timex"), unknown.alias("_unknown"))
    frame = frame.with_columns(_c("timex").fill_null(_c("_unknown")))
    return frame.drop("_t", "_w", "_y", "_m", "_wy", "_ww", "_yyyy", "_day", "_unknown")


def edtf(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``edtf``; ``whole`` says that the interval is one unit, ``range`` that it has two ends."""
    frame = _parts(frame)
    last = ((_c("stop") - 1) * 1_000_000).cast(pl.Datetime("us"))
    first_day, last_day = _c("_t").dt.strftime("%Y-%m-%d"), last.dt.strftime("%Y-%m-%d")
    code, season_year = _season(_c("_m"), _c("_y"))
    number: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, value in _EDTF_SEASON.items():
        number = pl.when(code == name).then(pl.lit(str(value))).otherwise(number)
    forms = {
        "day": first_day,
        "month": pl.concat_str("_yyyy", pl.lit("-"), _padded(_c("_m"), 2)),
        "season": pl.concat_str(_padded(season_year, 4), pl.lit("-"), number),
        "quarter": pl.concat_str("_yyyy", pl.lit("-"), ((_c("_m") + 2) // 3 + 32).cast(pl.String)),
        "half": pl.concat_str("_yyyy", pl.lit("-"), ((_c("_m") + 5) // 6 + 39).cast(pl.String)),
        "year": _c("_yyyy"),
        "decade": pl.concat_str(_c("_yyyy").str.head(3), pl.lit("X")),
        "century": pl.concat_str(_c("_yyyy").str.head(2), pl.lit("XX")),
    }
    one: pl.Expr = pl.lit(None, dtype=pl.String)
    for unit, form in forms.items():
        one = pl.when(_c("whole") & (_c("granularity") == unit)).then(form).otherwise(one)
    timed = _c("granularity").is_in(["second", "minute", "hour"]) & _c("whole")
    span = (
        pl.when(first_day == last_day)
        .then(first_day)
        .otherwise(pl.concat_str(first_day, pl.lit("/"), last_day))
    )
    spanned = {"month": "%Y-%m", "year": "%Y"}
    for unit, pattern in spanned.items():
        both_ends = pl.concat_str(_c("_t").dt.strftime(pattern), pl.lit("/"), last.dt.strftime(pattern))
        span = pl.when(_c("range") & (_c("granularity") == unit)).then(both_ends).otherwise(span)
    closed = (
        pl.when(timed)
        .then(_c("_t").dt.strftime("%Y-%m-%dT%H:%M:%S"))
        .when(_c("granularity") == "part_of_day")
        .then(first_day)
        .when(one.is_not_null())
        .then(one)
        .otherwise(span)
    )
    closed = pl.when(_c("mod") == "APPROX").then(closed + "~").otherwise(closed)
    both = _c("start").is_not_null() & _c("stop").is_not_null()
    expr = (
        pl.when(both)
        .then(closed)
        .when(_c("start").is_not_null())
        .then(pl.concat_str(pl.coalesce(one, first_day), pl.lit("/..")))
        .when(_c("stop").is_not_null())
        .then(pl.concat_str(pl.lit("../"), last_day))
    )
    frame = frame.with_columns(expr.alias("edtf"))
    return frame.drop("_t", "_w", "_y", "_m", "_wy", "_ww", "_yyyy")
