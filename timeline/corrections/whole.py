"""Apply every correction of events and names to the tables of a story."""

from collections.abc import Mapping

import polars as pl

from timeline.corrections.actor_edits import apply_actor_edits
from timeline.corrections.applying import apply
from timeline.corrections.ledger import edits
from timeline.events.actors import actors_table, canonical_names

Tables = Mapping[str, pl.DataFrame]


def correct_found(tables: Tables, corrections: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Give events, event_mentions and actors that were just found, with every correction."""
    statements = tables["event_mentions"].with_columns(pl.col("event_id").alias("found_event_id"))
    applied = apply({**tables, "event_mentions": statements}, corrections)
    actors = apply_actor_edits(tables["actors"], statements, corrections)
    return {"events": applied.events, "event_mentions": applied.event_mentions, "actors": actors}


def correct_again(tables: Tables, corrections: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Give events, event_mentions and actors of a story with these corrections instead of those applied."""
    applied = apply(tables, corrections)
    made = {"events": applied.events, "event_mentions": applied.event_mentions}
    if edits(corrections, "actor"):
        statements = applied.event_mentions
        found = actors_table(statements, canonical_names(statements))
        made["actors"] = apply_actor_edits(found, statements, corrections)
    return made
