"""Give the tables of a story as people see them: without hidden events, with what was set by hand."""

from collections.abc import Mapping

import polars as pl

from timeline.schema import EVENT_MENTIONS, EVENTS, completed

_INTERVAL = ("start", "stop", "granularity", "mod")


def visible(tables: Mapping[str, pl.DataFrame], hidden: bool = False) -> dict[str, pl.DataFrame]:
    """Give tables without the events that a person hid, and without their statements.

    ``hidden`` keeps them. Tables that are not given stay missing.
    """
    kept = dict(tables)
    if hidden or "events" not in tables:
        return kept
    events = completed(tables["events"], EVENTS)
    out = pl.col("hidden").fill_null(False)
    gone = events.filter(out)["event_id"]
    if gone.is_empty():
        return kept
    kept["events"] = events.filter(~out)
    if "event_mentions" in tables:
        lost = pl.col("event_id").is_in(gone.implode()).fill_null(False)
        kept["event_mentions"] = tables["event_mentions"].filter(~lost)
    return kept


def as_corrected(event_mentions: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Give statements with the date and the headline that a person set for their event.

    For charts and timelines; the table of a story keeps what each article says.
    """
    events, told = completed(events, EVENTS), completed(event_mentions, EVENT_MENTIONS)
    done = pl.col("corrected")
    set_by_hand = events.filter(done.list.contains("redate") | done.list.contains("rename")).select(
        "event_id",
        done.list.contains("redate").alias("_redated"),
        done.list.contains("rename").alias("_renamed"),
        *(pl.col(name).alias(f"_{name}") for name in (*_INTERVAL, "headline")),
    )
    if set_by_hand.is_empty():
        return told
    joined = told.join(set_by_hand, on="event_id", how="left", maintain_order="left")
    redated, renamed = pl.col("_redated").fill_null(False), pl.col("_renamed").fill_null(False)
    return joined.with_columns(
        *(pl.when(redated).then(f"_{name}").otherwise(name).alias(name) for name in _INTERVAL),
        pl.when(renamed).then("_headline").otherwise("headline").alias("headline"),
        pl.when(redated).then(pl.lit("stated")).otherwise("basis").alias("basis"),
    ).select(told.columns)


def event_now(statements: pl.DataFrame, event_id: str) -> str | None:
    """Give the event in which most statements of a former event stand now, None if there is none."""
    own = statements.filter(pl.col("found_event_id") == event_id).drop_nulls("event_id")
    counted = own.group_by("event_id").len().sort("len", "event_id", descending=[True, False])
    return str(counted["event_id"][0]) if counted.height else None
