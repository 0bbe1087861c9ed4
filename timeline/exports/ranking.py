"""Choose the main events of a story, for the terminal, the report and calendars."""

import polars as pl


def main_events(events: pl.DataFrame, top: int | None = None) -> pl.DataFrame:
    """Give the ``top`` events, pinned ones first, by score (ties: more tellings, earlier, id), in time order.

    Events without a start come last; ``None`` keeps all.
    """
    ranked = events.sort(
        [pl.col("pinned").fill_null(False), "score", "n_tellings", "start", "event_id"],
        descending=[True, True, True, False, False],
        nulls_last=True,
    )
    kept = ranked if top is None else ranked.head(top)
    return kept.sort(["start", "stop", "event_id"], nulls_last=True)
