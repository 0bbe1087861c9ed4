"""Run operators on columns: from an anchor interval to an interval, with no words in it.

All moments are Int64 seconds since 1970 of local time, intervals half-open. Each intermediate is bound as a
column: polars does not finish on the same formula written as one nested expression.
"""

from dataclasses import fields
from operator import attrgetter
from typing import Any

import polars as pl

from timeline.temporal.operators import Step, parse
from timeline.temporal.units import DAY, FIRST_YEAR, LAST_YEAR

_AHEAD = 2
"""How much farther a day ahead counts than a day back for ``near``: news tells what was. Measured on
bare months and month-days of TimeBank: 2 is right more often than 1 or 3."""

_REPEATS = {
    ("at",): range(1),
    ("prev", "past"): range(-1, 1),
    ("next", "coming"): range(2),
    ("near",): range(-1, 2),
}
"""Ranges in which a repeat has to be looked for, counted from the one that holds the anchor's start."""

_RARE_REACH = 8
"""Years to look for a slot that not every year has: 29 February can be eight years away (1896 to 1904)."""

_STEP_SCHEMA: dict[str, Any] = {
        "kind": pl.String, "way": pl.String, "range_months": pl.Int64, "range_seconds": pl.Int64,
        "range_origin": pl.Int64, "at_months": pl.Int64, "at_seconds": pl.Int64, "for_months": pl.Int64,
        "for_seconds": pl.Int64, "nth": pl.Int64, "weekday": pl.Int64, "easter": pl.Boolean,
        "lit_start": pl.Int64, "lit_stop": pl.Int64, "n": pl.Int64,
}  # fmt: skip
_STEP_COLUMNS = [f.name for f in fields(Step)]
_VALUES = attrgetter(*_STEP_COLUMNS)
_c = pl.col
_PLAIN = pl.QueryOptFlags.none()
"""The plan is a straight line of columns; optimising it takes longer than running it."""


def run(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``start`` and ``stop`` to rows of ``operator``, ``anchor_start`` and ``anchor_stop``.

    A row whose operator is null, whose anchor is missing where one is needed, or whose result leaves the
    years 1 to 9998 gets nulls. The order of rows is kept.
    """
    tables = _steps(frame["operator"].unique().drop_nulls().to_list())
    if not tables:
        return frame.with_columns(_nulls("start"), _nulls("stop"))
    rows = frame.with_row_index("_row").join(
        tables[0].select("operator", "_steps"), on="operator", how="left"
    )
    done = [rows.filter(_c("_steps").is_null()).with_columns(_nulls("start"), _nulls("stop"))]
    for count in range(1, len(tables) + 1):
        part = rows.filter(_c("_steps") == count)
        part = part.with_columns(_c("anchor_start").alias("start"), _c("anchor_stop").alias("stop"))
        for i in range(count if part.height else 0):
            part = part.join(tables[i].drop("_steps"), on="operator", how="left")
            part = _apply(part).drop(_STEP_COLUMNS)
        done.append(part)
    bounded = _bound(pl.concat(done).sort("_row"))
    return bounded.drop("_row", "_steps")


def _nulls(name: str) -> pl.Expr:
    return pl.lit(None, dtype=pl.Int64).alias(name)


def _steps(operators: list[str]) -> list[pl.DataFrame]:
    """Give one frame a position: the operators that have such a step, and the step."""
    programs = {operator: parse(operator) for operator in operators}
    schema = pl.Schema({"operator": pl.String, "_steps": pl.Int64, **_STEP_SCHEMA})
    longest = max((len(p) for p in programs.values()), default=0)
    return [
        pl.DataFrame(
            [(o, len(p), *_VALUES(p[i])) for o, p in programs.items() if len(p) > i],
            schema=schema,
            orient="row",
        )
        for i in range(longest)
    ]


def _bound(frame: pl.DataFrame) -> pl.DataFrame:
    low = (pl.date(FIRST_YEAR, 1, 1).cast(pl.Int32).cast(pl.Int64)) * DAY
    high = (pl.date(LAST_YEAR + 1, 1, 1).cast(pl.Int32).cast(pl.Int64)) * DAY
    frame = frame.with_columns(low.alias("_low"), high.alias("_high"))
    frame = frame.with_columns(
        ((_c("start") < _c("_low")) | (_c("stop") > _c("_high")) | (_c("stop") <= _c("start")))
        .fill_null(False)
        .alias("_out")
    )
    frame = frame.with_columns(pl.when(~_c("_out")).then(_c(n)).alias(n) for n in ("start", "stop"))
    return frame.drop("_low", "_high", "_out")


def month_start(months: pl.Expr) -> pl.Expr:
    """Give the first second of a month numbered year * 12 + month - 1; null outside the calendar."""
    year = months // 12
    inside = (year >= FIRST_YEAR) & (year <= LAST_YEAR + 1)
    month = pl.when(inside).then(months % 12 + 1)
    return pl.date(pl.when(inside).then(year), month, 1).cast(pl.Int32).cast(pl.Int64) * DAY


def month_number(seconds: pl.Expr) -> pl.Expr:
    """Give year * 12 + month - 1 of a moment."""
    day = (seconds // DAY).cast(pl.Int32).cast(pl.Date)
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def _apply(frame: pl.DataFrame) -> pl.DataFrame:
    """Run one step on every row."""
    # A slot that not every range has is looked for farther; one that begins before its range, one range more.
    short = (_c("for_months") == 0) & (_c("at_seconds") >= 28 * DAY)
    rare = (_c("range_months") > 0) & (short | (_c("nth").abs() == 5))
    far = pl.when(rare).then(_RARE_REACH).when(_c("at_months") < 0).then(1).otherwise(0)
    frame = frame.with_row_index("_order").with_columns(far.alias("_far"))
    parts = []
    slots = frame.filter(_c("kind").is_in(["slot", "thru"]) & _c("lit_stop").is_null())
    for ways, ks in _REPEATS.items():
        for more in (0, 1, _RARE_REACH) if slots.height else ():
            part = slots.filter(_c("way").is_in(ways) & (_c("_far") == more))
            if part.height:
                fixed = len(ks) == 1
                parts.append(_slots(part, ks if fixed else range(ks.start - more, ks.stop + more)))
    shifts = frame.filter(_c("kind") == "shift")
    if shifts.height:
        parts.append(_slots(shifts, None))
    moved = frame.filter(_c("kind").is_in(["span", "move"]))
    if moved.height:
        parts.append(_move(moved))
    rest = frame.filter(
        _c("kind").is_in(["literal", "open"]) | ((_c("kind") == "thru") & _c("lit_stop").is_not_null())
    )
    if rest.height:
        parts.append(_rest(rest))
    return pl.concat(parts).sort("_order").drop("_order", "_far")


def _slots(eager: pl.DataFrame, reach: range | None) -> pl.DataFrame:
    """Run slots and shifts: floor(anchor, range) + k * range + where the slot is, for every k in reach.

    Without a reach the step says k itself: a shift.
    """
    names = [*eager.columns]
    # Expressions that no row needs are left out: planning them costs more than a small batch's arithmetic.
    special = bool(eager.select((_c("easter") | (_c("nth") != 0)).any()).item())
    frame = (
        eager.lazy()
        .with_columns(
            pl.when(_c("range_months") > 0).then(month_number(_c("start"))).alias("_mn"),
            pl.when(_c("range_months") == 0).then(_c("start")).alias("_s"),
        )
        .with_columns(
            (_c("_mn") - (_c("_mn") - _c("range_origin")) % _c("range_months")).alias("_mn"),
            (_c("_s") - (_c("_s") - _c("range_origin")) % _c("range_seconds")).alias("_s"),
        )
    )
    ks = range(1) if reach is None else reach
    for i, k in enumerate(ks):
        times = _c("n") if reach is None else pl.lit(k, dtype=pl.Int64)
        frame = frame.with_columns((_c("_mn") + times * _c("range_months") + _c("at_months")).alias("_m"))
        frame = frame.with_columns(
            month_start(_c("_m")).alias("_first"), month_start(_c("_m") + 1).alias("_next")
        )
        frame = frame.with_columns((_special_day() if special else _plain_day()).alias("_day"))
        frame = frame.with_columns(
            pl.when(_c("range_months") > 0)
            .then(_c("_day"))
            .otherwise(_c("_s") + times * _c("range_seconds") + _c("at_seconds"))
            .alias(f"_b{i}")
        )
        frame = frame.with_columns(
            pl.when(_c("for_months") > 0)
            .then(month_start(_c("_m") + _c("for_months")))
            .otherwise(_c(f"_b{i}") + _c("for_seconds"))
            .alias(f"_e{i}")
        )
    return _choose(frame, len(ks)).select(names).collect(optimizations=_PLAIN)


def _special_day() -> pl.Expr:
    """Give the day inside the month reached: by its number, as n-th weekday, or by Easter."""
    from_first = (_c("weekday") - (_c("_first") // DAY + 3)) % 7 + 7 * (_c("nth") - 1)
    from_last = ((_c("_next") // DAY - 1 + 3) - _c("weekday")) % 7 + 7 * (-_c("nth") - 1)
    return (
        pl.when(_c("nth") > 0)
        .then(_c("_first") + from_first * DAY)
        .when(_c("nth") < 0)
        .then(_c("_next") - DAY - from_last * DAY)
        .when(_c("easter"))
        .then(_easter(_c("_m") // 12) * DAY + _c("at_seconds"))
        .otherwise(_plain_day())
    )


def _plain_day() -> pl.Expr:
    """Give the day by its number; null where the month is too short."""
    plain = _c("_first") + _c("at_seconds")
    one_day = (_c("for_seconds") == DAY) & (_c("at_seconds") > 0)
    return pl.when(one_day & (plain >= _c("_next"))).then(None).otherwise(plain)


def _easter(year: pl.Expr) -> pl.Expr:
    """Give the day number of Easter Sunday (Meeus, Astronomical Algorithms, 1991, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ll = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ll) // 451
    total = h + ll - 7 * m + 114
    inside = (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    return pl.date(pl.when(inside).then(year), total // 31, total % 31 + 1).cast(pl.Int32).cast(pl.Int64)


def _choose(frame: pl.LazyFrame, count: int) -> pl.LazyFrame:
    """Keep the repeat that the step's way asks for."""
    begins, ends = [_c(f"_b{i}") for i in range(count)], [_c(f"_e{i}") for i in range(count)]
    if count == 1:
        picked = frame.with_columns(pl.lit(0, dtype=pl.Int64).alias("_k"))
    else:
        last = {
            "prev": [e <= _c("start") for e in ends],
            "past": [b <= _c("start") for b in begins],
        }
        first = {
            "next": [b >= _c("stop") for b in begins],
            "coming": [e > _c("start") for e in ends],
        }
        where: dict[str, pl.Expr] = {}
        for way, tests in last.items():
            where[way] = pl.coalesce([pl.when(tests[i]).then(i) for i in reversed(range(count))])
        for way, tests in first.items():
            where[way] = pl.coalesce([pl.when(tests[i]).then(i) for i in range(count)])
        mid = (_c("start") + _c("stop")) // 2
        middles = [(b + e) // 2 - mid for b, e in zip(begins, ends, strict=True)]
        away = [pl.when(m > 0).then(m * _AHEAD).otherwise(-m) for m in middles]
        frame = frame.with_columns(pl.min_horizontal(away).alias("_near"))
        where["near"] = pl.coalesce([pl.when(d == _c("_near")).then(i) for i, d in enumerate(away)])
        picked = frame.with_columns(**{f"_{way}": expr.cast(pl.Int64) for way, expr in where.items()})
        chain: pl.Expr = pl.lit(0, dtype=pl.Int64)
        for way in where:
            chain = pl.when(_c("way") == way).then(_c(f"_{way}")).otherwise(chain)
        picked = picked.with_columns(chain.alias("_k"))
    for side, values in (("_start", begins), ("_stop", ends)):
        expr: pl.Expr = pl.lit(None, dtype=pl.Int64)
        for i, value in enumerate(values):
            expr = pl.when(_c("_k") == i).then(value).otherwise(expr)
        picked = picked.with_columns(expr.alias(side))
    whole = _c("_start").is_not_null() & _c("_stop").is_not_null() & _c("stop").is_not_null()
    return picked.with_columns(
        pl.when(whole)
        .then(pl.when(_c("kind") == "thru").then(_c("start")).otherwise(_c("_start")))
        .alias("start"),
        pl.when(whole).then(_c("_stop")).alias("stop"),
    )


def _shifted(name: str) -> pl.Expr:
    """Add n units to a moment; a day that the month does not have becomes its last day."""
    return (
        pl.when(_c("range_months") == 0)
        .then(_c(f"_at_{name}") + _c("n") * _c("range_seconds"))
        .otherwise(pl.min_horizontal(_c(f"_first_{name}") + _c(f"_into_{name}"), _c(f"_last_{name}")))
    )


def _move(frame: pl.DataFrame) -> pl.DataFrame:
    names = [*frame.columns]
    # The last day moves, not the day after it: from 29 January a month on is 29 February up to 1 March.
    frame = frame.with_columns(_c("start").alias("_at_start"), (_c("stop") - DAY).alias("_at_stop"))
    for side in ("start", "stop"):
        at = _c(f"_at_{side}")
        frame = frame.with_columns(month_number(at).alias("_m"))
        frame = frame.with_columns((_c("_m") + _c("n") * _c("range_months")).alias("_to"))
        frame = frame.with_columns(
            (at - month_start(_c("_m"))).alias(f"_into_{side}"),
            month_start(_c("_to")).alias(f"_first_{side}"),
            (month_start(_c("_to") + 1) - DAY + (at % DAY)).alias(f"_last_{side}"),
        )
        frame = frame.with_columns(_shifted(side).alias(f"_moved_{side}"))
    short = (_c("kind") == "move") & (_c("stop") - _c("start") < DAY)
    frame = frame.with_columns(
        pl.when(short)
        .then(_c("_moved_start") + _c("stop") - _c("start"))
        .otherwise(_c("_moved_stop") + DAY)
        .alias("_moved_stop")
    )
    keep_start = (_c("kind") == "span") & (_c("n") > 0)
    keep_stop = (_c("kind") == "span") & (_c("n") <= 0)
    return frame.with_columns(
        pl.when(keep_start).then(_c("start")).otherwise(_c("_moved_start")).alias("start"),
        pl.when(keep_stop).then(_c("stop")).otherwise(_c("_moved_stop")).alias("stop"),
    ).select(names)


def _rest(frame: pl.DataFrame) -> pl.DataFrame:
    """Run literals, literal ends and open ends."""
    is_open, literal = _c("kind") == "open", _c("kind") == "literal"
    return frame.with_columns(
        pl.when(literal)
        .then(_c("lit_start"))
        .when(is_open & (_c("way") == "start"))
        .then(None)
        .otherwise(_c("start"))
        .alias("start"),
        pl.when(is_open & (_c("way") == "end"))
        .then(None)
        .when(is_open)
        .then(_c("stop"))
        .otherwise(_c("lit_stop"))
        .alias("stop"),
    )
