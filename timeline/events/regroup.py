"""Make the events table again from statements whose events are given: nothing is merged anew."""

import polars as pl

from timeline.events.merging import evidence
from timeline.events.rows import events_table


def with_content(event_mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give the statements that count with their content ``key``: equal in exact copies, see ``merge``."""
    return evidence(event_mentions, articles)


def regrouped(content: pl.DataFrame, groups: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the events table and each statement's event_id.

    ``content`` comes from ``with_content``; ``groups`` has ``event_mention_id`` and ``label``, equal for the
    statements of one event.
    """
    labels = groups.select(pl.col("label").unique().sort()).with_row_index("group")
    numbered = groups.join(labels, on="label").select("event_mention_id", pl.col("group").cast(pl.Int64))
    placed = content.join(numbered, on="event_mention_id", how="inner")
    events, ids = events_table(placed)
    return events, placed.join(ids, on="group").select("event_mention_id", "event_id")
