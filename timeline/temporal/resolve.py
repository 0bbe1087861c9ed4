"""Turn operators and anchors into intervals, for whole columns; chains of mentions one link a pass."""

import polars as pl

from timeline.temporal.arithmetic import run
from timeline.temporal.units import DAY, UNITS

_c = pl.col
_LONGEST_MONTH = 31 * DAY
_LONGEST_CHAIN = 40
"""Links of "the next day ... two days later" that are followed; texts have a handful."""

_PERIODS = ("quarter", "half", "season", "year")
"""What "a year earlier" is said of; days and weeks are said of less than a year's comparison."""


def resolve(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add ``start`` and ``stop`` (Int64 seconds); ``operator`` and anchor as they came out.

    Takes rows in text order with ``row``, ``operator``, ``anchor`` (dct, previous, none), ``other_op``,
    ``other_for`` (see ``templates.FIELDS``), ``granularity``, ``dct_from`` and ``dct_to`` (seconds).
    """
    mentions = _switched(mentions)
    waits = (_c("anchor") == "previous") & _c("operator").is_not_null()
    first = mentions.with_columns(
        pl.when(~waits).then(_c("dct_from")).alias("anchor_start"),
        pl.when(~waits).then(_c("dct_to")).alias("anchor_stop"),
    )
    done = run(first).with_columns(waits.alias("_waits"))
    # Only articles with a waiting mention take part in the passes.
    chained = _c("_waits").any().over("row")
    done = done.with_row_index("_place").with_columns(chained.alias("_chained"))
    part = done.filter("_chained")
    for _ in range(_LONGEST_CHAIN):
        if not part["_waits"].any():
            break
        part = _link(part)
    done = pl.concat([done.filter(~_c("_chained")), part.select(done.columns)]).sort("_place")
    return done.drop("_waits", "_chained", "_place")


def _switched(mentions: pl.DataFrame) -> pl.DataFrame:
    """Take the other operator where the period spoken of has the granularity that it is for.

    Days and weeks between ("the quarter ended Sept. 30") leave it; "the first nine months" is another one.
    An hour ("am 9. Juli um 20 Uhr") is one of the day before it, whatever period is spoken of.
    """
    dated = _c("operator").is_not_null() & _c("granularity").is_in(_PERIODS)
    counted = (_c("type") == "DURATION") & (_c("granularity") == "month")
    period = pl.when((dated | counted) & ~_compares()).then(_c("granularity"))
    day = pl.when(_c("operator").is_not_null() & _c("other_op").is_null()).then(_c("granularity"))
    before = [e.forward_fill().over("row").shift(1).over("row") for e in (day, period)]
    mentions = mentions.with_columns(
        pl.when(_of_a_day()).then(before[0]).otherwise(before[1]).alias("_before")
    )
    take = (
        _c("other_op").is_not_null()
        & _c("_before").is_not_null()
        & _c("other_for").str.split(" ").list.contains(_c("_before"))
    ).fill_null(False)
    return mentions.with_columns(
        pl.when(take).then(_c("other_op")).otherwise(_c("operator")).alias("operator"),
        pl.when(take).then(pl.lit("previous")).otherwise(_c("anchor")).alias("anchor"),
        pl.when(take & _c("other_op").str.starts_with("move"))
        .then(_c("_before"))
        .otherwise(_c("granularity"))
        .alias("granularity"),
    ).drop("_before")


def _link(done: pl.DataFrame) -> pl.DataFrame:
    """Resolve the waiting mentions whose predecessor is known; without any, the publication day stands in."""
    # A comparison ("a year earlier") leaves the subject: the next one counts from the same mention.
    subject = ~_compares()
    known = ~_c("_waits") & subject & _c("start").is_not_null() & _c("stop").is_not_null()
    period = known & _c("granularity").is_in(_PERIODS)
    done = done.with_row_index("_at").with_columns(
        pl.when(known).then(_c("_at")).alias("_source"),
        pl.when(period).then(_c("_at")).alias("_period"),
        pl.when(_c("_waits") & subject).then(_c("_at")).alias("_wait"),
        # Hours wait for the day, not for each other: a table of them is one pass.
        pl.when(_c("_waits") & subject & ~_of_a_day()).then(_c("_at")).alias("_wait_day"),
    )
    done = done.with_columns(
        _c("_source").forward_fill().over("row").alias("_source"),
        _c("_period").forward_fill().over("row").alias("_period"),
        _c("_wait").shift(1).forward_fill().over("row").alias("_wait"),
        _c("_wait_day").shift(1).forward_fill().over("row").alias("_wait_day"),
    )
    wait = pl.when(_of_a_day()).then(_c("_wait_day")).otherwise(_c("_wait"))
    ready = _c("_waits") & (wait.is_null() | (_c("_source") > wait).fill_null(False))
    compared = pl.when(_compares()).then(_c("_period")).otherwise(_c("_source")).alias("_source")
    links = done.filter(ready).with_columns(compared)
    sources = done.select(_c("_at").alias("_source"), _c("start").alias("_s"), _c("stop").alias("_e"))
    links = links.join(sources, on="_source", how="left").with_columns(_fits().alias("_fits"))
    links = links.with_columns(
        pl.when("_fits").then(_c("_s").fill_null(_c("dct_from"))).alias("anchor_start"),
        pl.when("_fits").then(_c("_e").fill_null(_c("dct_to"))).alias("anchor_stop"),
        pl.when(_c("_s").is_null()).then(pl.lit("dct")).otherwise(_c("anchor")).alias("anchor"),
    )
    links = run(links.drop("start", "stop", "_s", "_e", "_fits")).with_columns(pl.lit(False).alias("_waits"))
    rest = done.filter(~ready)
    return (
        pl.concat([rest, links.select(rest.columns)])
        .sort("_at")
        .drop("_at", "_source", "_wait", "_wait_day", "_period")
    )


def _compares() -> pl.Expr:
    """Say whether a mention compares a period with the same one of another year."""
    return _c("other_op").str.starts_with("move").fill_null(False)


def _of_a_day() -> pl.Expr:
    """Say whether a mention counts from a day before it where there is one: the hour of an appointment."""
    return _c("other_for").str.contains(r"\bday\b").fill_null(False)


def _fits() -> pl.Expr:
    """Say whether the mention before is as fine as the unit counted: "the next day" of a year is no day."""
    unit = _c("operator").str.extract(r"^(?:move )?([a-z]+) ", 1)
    expr: pl.Expr = pl.lit(True)
    for name, width in UNITS.items():
        longest = width.seconds or width.months * _LONGEST_MONTH
        expr = (
            pl.when(unit == name).then(_c("_s").is_null() | (_c("_e") - _c("_s") <= longest)).otherwise(expr)
        )
    return pl.when(_c("other_op").is_not_null()).then(True).otherwise(expr)


def seconds(day: pl.Expr) -> pl.Expr:
    """Give the first second of a day."""
    return day.cast(pl.Int32).cast(pl.Int64) * DAY
