"""Say how much an event matters: a score of 0 to 1.

``scores`` looks at each event alone: how often, by whom and how exactly it is told. ``ranked`` brings that in
line with the days of the story (``timeline.events.dates``): the main event of a day has the day's score, the
others a share of it. So the first of the events and the first of the days are the same.
"""

import math
from collections.abc import Mapping

import polars as pl

from timeline.events.dates import Ranking, Tables, one_a_telling, own_day, rank_days, with_sentences
from timeline.options import RankOptions
from timeline.schema import GRANULARITIES

TELLINGS = 0.40
"""Weight of separate tellings: what several newsrooms tell in their own words matters most."""
SOURCES = 0.20
"""Weight of outlets, copies not counted."""
STATEMENTS = 0.15
"""Weight of distinct statements."""
PRECISION = 0.15
"""Weight of the date's precision: a day counts fully, a year little."""
LATER = 0.10
"""Weight of later references: how long after its first report the event is still told."""
BASIS = {"stated": 1.0, "carried": 0.8, "publication": 0.7}
"""Factor for how well the date is known."""
MODALITY = {"happened": 1.0, "planned": 0.9, "possible": 0.7, "denied": 0.7, "hypothetical": 0.5}
"""Factor for how real the event is."""
UNKNOWN = 0.5
"""Factor where a table does not say it."""
LATER_DAYS = 30
"""Days after the first report beyond which a later reference counts no more."""
NO_DAY = 0.5
"""Share of its own score that an event without a day of its own has: a timeline is made of days."""
SHARE = 2.0
"""Power of an event's share of its day's main event: scores of events alone are near each other."""
ALONE = ("n_tellings", "granularity", "basis", "modality", "first_start")
"""Columns of an event that its own score comes from, beside what is counted from its statements."""


def ranked(tables: Tables, options: RankOptions | None = None, query: str | None = None) -> pl.DataFrame:
    """Give a story's events with ``score``; with a query, only the events that fit it.

    ``tables`` are articles, events, event_mentions with their event_id, mentions and actors. What the events'
    scores were before does not matter. Pinned events have the score 1.
    """
    ranking = rank_days(tables, options, query)
    events = _alone(tables)
    if query:
        fit = ranking.statements["event_id"].unique().drop_nulls()
        events = events.filter(pl.col("event_id").is_in(fit.implode()))
    return _with_days(events, ranking)


def _alone(tables: Tables) -> pl.DataFrame:
    """Give events with the score that ``scores`` gives them, from what the tables say; no copies count."""
    events = tables["events"]
    told = (
        with_sentences(tables["event_mentions"].drop_nulls("event_id"), one_a_telling(tables["articles"]))
        .group_by("event_id")
        .agg(
            pl.coalesce("source", "article_id").n_unique().alias("_n_sources"),
            pl.col("sentence").n_unique().alias("_n_statements"),
            pl.col("published").max().alias("_last"),
        )
    )
    counted = events.select("event_id", *ALONE).join(told, on="event_id", how="left", maintain_order="left")
    counted = counted.with_columns(pl.col("_n_sources", "_n_statements", "n_tellings").fill_null(0))
    return events.with_columns(scores(counted))


def _with_days(events: pl.DataFrame, ranking: Ranking) -> pl.DataFrame:
    """Give events with ``score`` in line with ranked days, in the same order."""
    days = ranking.days.select("day", pl.col("score").alias("_of_day"))
    placed = events.with_columns(own_day().alias("day")).join(
        days, on="day", how="left", maintain_order="left"
    )
    shown_or_none = pl.when(~pl.col("hidden").fill_null(False)).then("score")
    best = shown_or_none.max().over("day")
    share = pl.when(best > 0).then((pl.col("score") / best).clip(0.0, 1.0)).otherwise(1.0)
    # The many sides of one great day must not fill the list: the fourth event of a day counts half.
    order = pl.struct((-shown_or_none).fill_null(0.0), "event_id").rank("ordinal").over("day")
    score = (
        pl.when(pl.col("pinned").fill_null(False))
        .then(1.0)
        .when(pl.col("_of_day").is_not_null())
        .then(pl.col("_of_day") * share**SHARE / order.sqrt())
        .otherwise(NO_DAY * pl.col("score"))
    )
    return placed.with_columns(score.round(6).alias("score")).select(events.columns)


def scores(events: pl.DataFrame) -> pl.Series:
    """Give the ``score`` of events alone; counts weigh by their logarithm against the largest in the story.

    ``events`` have the columns of ``ALONE`` and ``_n_sources``, ``_n_statements`` and ``_last``, the day of
    the last telling.
    """
    known = _factor("basis", BASIS) * _factor("modality", MODALITY)
    days = (pl.col("_last") - pl.col("first_start")).dt.total_days().fill_null(0).clip(0, LATER_DAYS)
    total = (
        TELLINGS * _share("n_tellings")
        + SOURCES * _share("_n_sources")
        + STATEMENTS * _share("_n_statements")
        + PRECISION * _precision()
        + LATER * days.log1p() / math.log1p(LATER_DAYS)
    )
    return events.select((total * known).clip(0.0, 1.0).round(6).alias("score"))["score"]


def _share(name: str) -> pl.Expr:
    """Give a count's logarithm as a share of the largest in the story."""
    top = pl.col(name).max().log1p()
    return pl.when(top > 0).then(pl.col(name).log1p() / top).otherwise(0.0)


def _factor(name: str, known: Mapping[str, float]) -> pl.Expr:
    return pl.col(name).replace_strict(known, default=UNKNOWN, return_dtype=pl.Float64)


def _precision() -> pl.Expr:
    """Give 1 for a day or finer, down to 0 for a century and where nothing is known."""
    day = GRANULARITIES.index("day")
    most = len(GRANULARITIES) - 1 - day
    exact = {name: 1.0 - max(0, n - day) / most for n, name in enumerate(GRANULARITIES)}
    return pl.col("granularity").replace_strict(exact, default=0.0, return_dtype=pl.Float64)
