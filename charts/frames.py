"""Prepare the tables of a story for drawing: who said what about when, one frame for all charts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import polars as pl

from charts.options import ChartOptions
from timeline.schema import (
    ARTICLES,
    CREDITS,
    EVENT_MENTIONS,
    EVENTS,
    GRANULARITIES,
    LINEAGE,
    LOCAL,
    OUTLET_KINDS,
    OUTLETS,
    PHASES,
)
from timeline.shown import as_corrected, visible

Tables = Mapping[str, pl.DataFrame]

NO_OUTLET: Final = "outlet not known"
OPEN_START: Final = ("BEFORE", "ON_OR_BEFORE")
OPEN_STOP: Final = ("AFTER", "ON_OR_AFTER")
_DAY_RANK: Final = GRANULARITIES.index("day")
_OPENING: Final = 80
"""Characters of a text that stand for a title."""
_EMPTY: Final = {t.name: t for t in (ARTICLES, CREDITS, LINEAGE, EVENT_MENTIONS, EVENTS, OUTLETS, PHASES)}


def table(tables: Tables, name: str) -> pl.DataFrame:
    """Give a table of the story, empty with its schema where it is missing."""
    found = tables.get(name)
    return _EMPTY[name].empty() if found is None else found


def within(told: pl.DataFrame, options: ChartOptions, day: str = "day") -> pl.DataFrame:
    """Keep the rows whose day lies in the window that the options choose, if they do."""
    if options.start is not None:
        told = told.filter(pl.col(day) >= options.start)
    if options.stop is not None:
        told = told.filter(pl.col(day) < options.stop)
    return told


def kind_rank(column: str = "kind") -> pl.Expr:
    """Give the fixed place of a kind of outlet."""
    ranks = {kind: rank for rank, kind in enumerate(OUTLET_KINDS)}
    return pl.col(column).replace_strict(ranks, default=len(OUTLET_KINDS), return_dtype=pl.Int64)


def articles(tables: Tables) -> pl.DataFrame:
    """Give the included articles with ``outlet``, ``kind``, ``day``, the moment ``at`` and a ``label``.

    ``at`` is the clock time of publication, local where all articles share one offset, else in UTC (``utc``
    is true); without a clock time it is noon of the day and ``clock`` is false. Without a day it is null.
    ``label`` names the article itself: its title, else how its text begins, else its file.
    """
    known = table(tables, "outlets").select("source", "name", "kind")
    found = table(tables, "articles").filter(pl.col("included").fill_null(True))
    joined = found.select(
        "article_id",
        "path",
        "title",
        "text",
        "source",
        "published",
        "published_local",
        "utc_offset_min",
        "dct_start",
        "dct_stop",
        "dct_best",
    ).join(
        known.unique("source", keep="first", maintain_order=True),
        on="source",
        how="left",
        maintain_order="left",
    )
    mixed = found["utc_offset_min"].drop_nulls().n_unique() > 1
    clocks = [pl.col("published").dt.replace_time_zone(None), pl.col("published_local")]
    at = pl.coalesce(
        *(clocks if mixed else clocks[::-1]), pl.col("dct_best").cast(LOCAL) + timedelta(hours=12)
    )
    file = pl.col("path").str.split("/").list.last()
    kind = pl.when(pl.col("kind").is_in(OUTLET_KINDS)).then("kind").otherwise(pl.lit("unknown"))
    return joined.select(
        "article_id",
        pl.col("title").fill_null("").alias("title"),
        pl.coalesce(_present("title"), _opening(), file, pl.col("article_id")).alias("label"),
        _present("name").fill_null(_present("source")).fill_null(NO_OUTLET).alias("outlet"),
        kind.alias("kind"),
        pl.col("dct_best").alias("day"),
        pl.coalesce("dct_start", "dct_best").alias("day_start"),
        pl.coalesce(pl.col("dct_stop"), pl.col("dct_best") + timedelta(days=1)).alias("day_stop"),
        at.alias("at"),
        (pl.col("published").is_not_null() | pl.col("published_local").is_not_null()).alias("clock"),
        pl.lit(mixed).alias("utc"),
    )


def _opening() -> pl.Expr:
    """Give the first words of the text, up to the end of its line; null where there are none."""
    line = pl.col("text").str.head(_OPENING * 2).str.strip_chars().str.split("\n").list.first()
    return pl.when(line.str.len_chars() > 0).then(line.str.head(_OPENING).str.strip_chars())


def no_outlets(told: pl.DataFrame) -> bool:
    """Say whether no outlet is known at all; then articles stand for themselves."""
    return not told.is_empty() and bool((told["outlet"] == NO_OUTLET).all())


def n_outlets(told: pl.DataFrame) -> int:
    """Count the outlets that are known."""
    return told.filter(pl.col("outlet") != NO_OUTLET)["outlet"].n_unique()


def _present(name: str) -> pl.Expr:
    """Give a text column with blank values as null."""
    return pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name))


def statements(tables: Tables) -> pl.DataFrame:
    """Give every dated statement of an included article with its outlet, its event and how it is drawn.

    ``mark`` is dot (the day or a finer time is known), bar (a longer interval), until (open start) or since
    (open stop); ``at`` is the middle of the interval or the known edge; ``length`` is in days, null where
    open. Statements without any bound are left out, and those of events that a person hid; a date or headline
    that a person set for an event holds for its statements.
    """
    told = articles(tables)
    seen = visible({name: table(tables, name) for name in ("events", "event_mentions")})
    events = seen["events"].select(
        "event_id", pl.col("headline").alias("event_headline"), "score", "conflict"
    )
    joined = (
        as_corrected(seen["event_mentions"], seen["events"])
        .filter(pl.col("start").is_not_null() | pl.col("stop").is_not_null())
        .join(told, on="article_id", how="inner", maintain_order="left")
        .join(events, on="event_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("event_id").fill_null(pl.col("event_mention_id")).alias("event_id"),
            pl.coalesce(_present("headline"), _present("event_headline"), _present("predicate"))
            .fill_null("(no headline)")
            .alias("headline"),
            pl.col("score").fill_null(0.0).alias("score"),
        )
    )
    return drawn(joined)


def drawn(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``mark``, ``at``, ``length`` and ``hollow`` to rows with an interval, mod and granularity."""
    mod = pl.col("mod").fill_null("")
    opens = pl.col("start").is_null() | (mod.is_in(OPEN_START) & pl.col("stop").is_not_null())
    closes = pl.col("stop").is_null() | (mod.is_in(OPEN_STOP) & pl.col("start").is_not_null())
    rank = pl.col("granularity").replace_strict(
        {name: rank for rank, name in enumerate(GRANULARITIES)}, default=_DAY_RANK, return_dtype=pl.Int64
    )
    length = (pl.col("stop") - pl.col("start")).dt.total_seconds() / 86400
    fine = (rank <= _DAY_RANK) & (length <= 1.0) & (mod != "APPROX")
    before = pl.when((mod == "BEFORE") & pl.col("start").is_not_null()).then("start").otherwise("stop")
    after = pl.when((mod == "AFTER") & pl.col("stop").is_not_null()).then("stop").otherwise("start")
    middle = pl.col("start") + (pl.col("stop") - pl.col("start")) / 2
    marked = frame.with_columns(
        pl.when(opens)
        .then(pl.lit("until"))
        .when(closes)
        .then(pl.lit("since"))
        .when(fine)
        .then(pl.lit("dot"))
        .otherwise(pl.lit("bar"))
        .alias("mark"),
        rank.alias("rank"),
        length.alias("length"),
        (pl.col("modality").fill_null("happened") != "happened").alias("hollow"),
    )
    return marked.with_columns(
        pl.when(pl.col("mark") == "until")
        .then(before)
        .when(pl.col("mark") == "since")
        .then(after)
        .otherwise(middle)
        .cast(LOCAL)
        .alias("at"),
    )


def most_precise(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """Keep the most precise readings of each event and ``by`` (outlet or article_id).

    Several overlapping bars in one row become mud; the coarser readings stay in the tables.
    """
    open_ended = pl.col("mark").is_in(["until", "since"])
    cost = (
        pl.when(pl.col("basis") == "publication")
        .then(2e9)
        .when(open_ended)
        .then(1e9)
        .otherwise(pl.col("length").clip(lower_bound=1.0))
    )
    costs = frame.with_columns(cost.alias("cost"))
    return costs.filter(pl.col("cost") == pl.col("cost").min().over(by, "event_id")).drop("cost")
