"""Measure events on the sample corpus: how many true ones are found, merged, mixed (``make bench``).

Found: an event row with exactly the true interval rests on a sentence of the truth. Merged: of the
sentences that tell one true event, the share that stands in one row, averaged over events told twice or
more. Mixed: rows that hold sentences of two true events or more.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.events.test_sample_truth import DATA, articles, found, lines, marked_phrases
from timeline.events import Merged, event_mentions, merge
from timeline.temporal import tag


def rows_of(merged: Merged, mentions: list[dict[str, Any]]) -> list[str]:
    """Give the event of each true sentence that exactly one event row rests on."""
    here = merged.event_mentions.filter(merged.event_mentions["field"] == "text")
    told = defaultdict(list)
    for id_, begin, end, event in here.select("article_id", "begin", "end", "event_id").iter_rows():
        told[id_].append((begin, end, event))
    out = []
    for mention in mentions:
        overlapping = {
            event
            for begin, end, event in told[mention["article_id"]]
            if event and min(end, mention["end"]) > max(begin, mention["begin"])
        }
        if len(overlapping) == 1:
            out.append(overlapping.pop())
    return out


def report(name: str, merged: Merged) -> str:
    """Say in one line how events fare."""
    hits, true = found(merged)
    together: list[float] = []
    holds = defaultdict(set)
    for event in lines(DATA / "truth" / "events.jsonl"):
        rows = rows_of(merged, event["mentions"])
        for row in rows:
            holds[row].add(event["event_id"])
        if len(rows) > 1:
            together.append(Counter(rows).most_common(1)[0][1] / len(rows))
    mixed = sum(len(events) > 1 for events in holds.values())
    return (
        f"{name}: found {len(hits)} of {len(true)} ({100 * len(hits) / len(true):.1f} %), merged "
        f"{100 * sum(together) / len(together):.1f} % of the tellings of {len(together)} events, "
        f"mixed {mixed} of {len(holds)} rows"
    )


def main() -> None:
    """Print the figures from the marked date phrases and from our own."""
    corpus = articles()
    marked = event_mentions(corpus, marked_phrases())
    print(report("marked date phrases", merge(marked, corpus)))
    print(report("own date phrases   ", merge(event_mentions(corpus, tag(corpus)), corpus)))


if __name__ == "__main__":
    main()
