"""Follow how a story spread: counts, phases, who was first, what each outlet gave to it, what was copied."""

from collections.abc import Mapping

import polars as pl

from timeline.narrative.spread.attention import attention, half_life
from timeline.narrative.spread.bursts import burst_states, phases
from timeline.narrative.spread.counts import dated_articles, each_once, period_of, spread
from timeline.narrative.spread.echo import ECHO, HOW, retold
from timeline.narrative.spread.firsts import first_reports
from timeline.options import SpreadOptions
from timeline.schema import LINEAGE, TOTALS
from timeline.shown import visible


def spread_tables(
    tables: Mapping[str, pl.DataFrame], options: SpreadOptions | None = None
) -> dict[str, pl.DataFrame]:
    """Give every table of this package, counted from the other tables as they are now.

    Needs articles, outlets and event_mentions with events; takes lineage and totals where they are. Events
    that a person hid do not count.
    """
    seen = visible(tables)
    articles, outlets = seen["articles"], seen["outlets"]
    lineage, totals = seen.get("lineage", LINEAGE.empty()), seen.get("totals", TOTALS.empty())
    firsts = first_reports(articles, seen["event_mentions"], outlets, options)
    return {
        "spread": spread(articles, outlets, options, lineage=lineage, totals=totals),
        "phases": phases(articles, options),
        "firsts": firsts,
        "attention": attention(articles, outlets, firsts, options, lineage=lineage, totals=totals),
    }


__all__ = [
    "ECHO",
    "HOW",
    "attention",
    "burst_states",
    "dated_articles",
    "each_once",
    "first_reports",
    "half_life",
    "period_of",
    "phases",
    "retold",
    "spread",
    "spread_tables",
]
