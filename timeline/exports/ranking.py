"""Choose the main events of a story, for the terminal, the report and calendars."""

import polars as pl


def main_events(events: pl.DataFrame, top: int | None = None) -> pl.DataFrame:
    """Give the ``top`` events by score (ties: more tellings, earlier, id), in the order of time.

    Events without a start come last; ``None`` keeps all.
    """
    ranked = events.sort(
        ["score", "n_tellings", "start", "event_id"],
        descending=[True, True, False, False],
        nulls_last=True,
    )
    kept = ranked if top is None else ranked.head(top)
    return kept.sort(["start", "stop", "event_id"], nulls_last=True)
