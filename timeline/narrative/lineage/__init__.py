"""Find which article took text from which: copies, rewrites, common sources, shared quotations."""

from typing import Any

import polars as pl

from timeline.narrative.lineage.candidates import candidates
from timeline.narrative.lineage.documents import Document, document, weights
from timeline.narrative.lineage.explain import Explained, explain
from timeline.narrative.lineage.judge import Verdict, judge
from timeline.narrative.tellings import with_tellings
from timeline.narrative.versions import KIND, versions
from timeline.options import LineageOptions
from timeline.schema import LINEAGE

__all__ = ["lineage", "trace"]


def lineage(
    articles: pl.DataFrame, dates: pl.DataFrame | None = None, options: LineageOptions | None = None
) -> pl.DataFrame:
    """Give every row of LINEAGE of a story: versions of one article first, then what was taken.

    A pair that is a version, also over several steps, has no other row.
    """
    steps = versions(articles, dates)
    chain = dict(
        with_tellings(articles.select("article_id"), steps, (KIND,)).select("article_id", "cluster_id").rows()
    )
    taken = trace(articles, options)
    apart = [
        chain[one] is None or chain[one] != chain[two]
        for one, two in taken.select("source_id", "target_id").iter_rows()
    ]
    return pl.concat([steps, taken.filter(pl.Series(apart, dtype=pl.Boolean))])


def trace(articles: pl.DataFrame, options: LineageOptions | None = None) -> pl.DataFrame:
    """Give LINEAGE rows for every pair of articles of which one took from the other, or both from a third.

    ``score`` is the share of the target, 0 to 1, that the source explains, weighed by how telling its words
    are; ``passages`` are the aligned sentences. The order of articles does not matter.
    """
    options = options or LineageOptions()
    told = articles.filter(pl.col("text").str.strip_chars().str.len_chars() > 0, pl.col("included")).sort(
        "article_id"
    )
    if told.height < 2:
        return LINEAGE.empty()
    documents = [document(i, text) for i, text in told.select("article_id", "text").iter_rows()]
    weighed = weights(documents)
    rows = told.select("article_id", "published", "dct_start", "dct_stop").to_dicts()
    out: list[dict[str, Any]] = []
    for first, second, _ in candidates(told, options.window_days).iter_rows():
        one, two = documents[first], documents[second]
        forth, back = explain(one, two, weighed), explain(two, one, weighed)
        verdict = judge(rows[first], rows[second], forth, back, options.threshold)
        if verdict is not None:
            out.append(_row(one, two, forth, back, verdict))
    return LINEAGE.frame(out)


def _row(one: Document, two: Document, forth: Explained, back: Explained, verdict: Verdict) -> dict[str, Any]:
    source, target, found = (one, two, forth) if verdict.forward else (two, one, back)
    return {
        "source_id": source.article_id,
        "target_id": target.article_id,
        "kind": verdict.kind,
        "directed": verdict.directed,
        "score": round(max(found.score, found.verbatim), 4),
        "passages": [
            {
                "source_begin": m.source[0],
                "source_end": m.source[1],
                "target_begin": m.target[0],
                "target_end": m.target[1],
            }
            for m in found.matches
        ],
        "reason": verdict.reason,
    }
