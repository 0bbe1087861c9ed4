"""Find what an outlet puts into many of its articles: captions of galleries, notes on people, appeals."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from timeline.narrative.lineage.documents import Document
from timeline.narrative.lineage.explain import Run, Stock, runs

OFTEN = 3
"""Articles of one outlet from which a run of words is stock, and says nothing of what was taken."""
MOSTLY = 0.8
"""Share of stock from which an article is itself what is printed again and again."""


def stock_phrases(documents: Mapping[int, Document], sources: Mapping[int, str | None]) -> dict[int, Stock]:
    """Give the stock phrases of each article; articles whose outlet is not known have none."""
    by_source: dict[str, list[int]] = defaultdict(list)
    for row in documents:
        source = sources.get(row)
        if source:
            by_source[source].append(row)
    out: dict[int, Stock] = {}
    for rows in by_source.values():
        if len(rows) < OFTEN:
            continue
        own = {row: set(runs(documents[row])) for row in rows}
        counts: Counter[Run] = Counter()
        for found in own.values():
            counts.update(found)
        often = {run for run, n in counts.items() if n >= OFTEN}
        for row, found in own.items():
            stock = frozenset(found & often)
            if stock and len(stock) < MOSTLY * len(found):
                out[row] = stock
    return out
