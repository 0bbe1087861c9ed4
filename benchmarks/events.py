"""Measure events on the sample corpus: how many true ones are found, merged, mixed (``make bench``).

Found: an event row with exactly the true interval rests on a sentence of the truth. Merged: of the statements
that tell one true event, the share that stands in one row, averaged over events told twice or more. Mixed:
rows whose statements have no true event in common. Statements are matched to the truth by sentence and date
phrase, because a sentence may tell two events.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.events.test_sample_truth import DATA, articles, found, lines, marked_phrases
from timeline.events import Merged, event_mentions, merge
from timeline.narrative.lineage import lineage
from timeline.temporal import tag


def true_events(statements: pl.DataFrame) -> dict[str, set[str]]:
    """Give the true events that each statement tells, by its event_mention_id.

    A statement tells a true event if it overlaps its sentence and rests on its date phrase, or, where the
    truth has no phrase, if its date is not stated in the sentence.
    """
    told = defaultdict(list)
    for row in statements.filter(pl.col("field") == "text").iter_rows(named=True):
        told[row["article_id"]].append(row)
    out: dict[str, set[str]] = defaultdict(set)
    for event in lines(DATA / "truth" / "events.jsonl"):
        for mention in event["mentions"]:
            for row in told[mention["article_id"]]:
                overlaps = min(row["end"], mention["end"]) > max(row["begin"], mention["begin"])
                if overlaps and _same_date(row, mention):
                    out[row["event_mention_id"]].add(event["event_id"])
    return out


def _same_date(row: dict[str, Any], mention: dict[str, Any]) -> bool:
    """Say whether a statement rests on the date phrase of a true mention."""
    if not mention["phrase"]:
        return bool(row["basis"] != "stated")
    spans = (id_.rsplit(":", 1)[-1].split("-") for id_ in row["mention_ids"] or ())
    return any(
        min(int(end), mention["phrase_end"]) > max(int(begin), mention["phrase_begin"])
        for begin, end in spans
    )


def merging(merged: Merged) -> tuple[list[float], int, int]:
    """Give, of each true event told twice, the share of its statements in one row; mixed rows, and all."""
    home = dict(merged.event_mentions.select("event_mention_id", "event_id").iter_rows())
    rows_of, holds = defaultdict(list), defaultdict(list)
    for statement, events in true_events(merged.event_mentions).items():
        if home[statement] is None:
            continue
        holds[home[statement]].append(events)
        if len(events) == 1:
            rows_of[next(iter(events))].append(home[statement])
    together = [Counter(rows).most_common(1)[0][1] / len(rows) for rows in rows_of.values() if len(rows) > 1]
    mixed = sum(not set.intersection(*told) for told in holds.values())
    return together, mixed, len(holds)


def report(name: str, merged: Merged) -> str:
    """Say in one line how events fare."""
    hits, true = found(merged)
    together, mixed, rows = merging(merged)
    return (
        f"{name}: found {len(hits)} of {len(true)} ({100 * len(hits) / len(true):.1f} %), merged "
        f"{100 * sum(together) / len(together):.1f} % of the tellings of {len(together)} events, "
        f"mixed {mixed} of {rows} rows ({100 * mixed / rows:.1f} %)"
    )


def main() -> None:
    """Print the figures from the marked date phrases and from our own."""
    corpus = articles()
    taken = lineage(corpus)
    marked = event_mentions(corpus, marked_phrases())
    print(report("marked date phrases", merge(marked, corpus, lineage=taken)))
    print(report("own date phrases   ", merge(event_mentions(corpus, tag(corpus)), corpus, lineage=taken)))


if __name__ == "__main__":
    main()
