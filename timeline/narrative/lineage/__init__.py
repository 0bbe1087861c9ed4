"""Find which article took text from which: copies, rewrites, common sources, shared quotations."""

from typing import Any

import polars as pl

from timeline.narrative.credits import agencies
from timeline.narrative.lineage.candidates import candidates, words
from timeline.narrative.lineage.documents import Weights, document
from timeline.narrative.lineage.explain import Explained, Reader, explain
from timeline.narrative.lineage.judge import Verdict, judge
from timeline.narrative.lineage.prefer import Edge, preferred
from timeline.narrative.lineage.stock import stock_phrases
from timeline.narrative.tellings import with_tellings
from timeline.narrative.versions import KIND, versions
from timeline.options import LineageOptions
from timeline.schema import ARTICLES, CREDITS, LINEAGE

__all__ = ["lineage", "trace"]


def lineage(
    articles: pl.DataFrame,
    dates: pl.DataFrame | None = None,
    options: LineageOptions | None = None,
    credits: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Give every row of LINEAGE of a story: versions of one article first, then what was taken.

    A pair that is a version, also over several steps, has no other row.
    """
    steps = versions(articles, dates)
    chain = dict(
        with_tellings(articles.select("article_id"), steps, (KIND,)).select("article_id", "cluster_id").rows()
    )
    taken = trace(articles, options, credits)
    apart = [
        chain[one] is None or chain[one] != chain[two]
        for one, two in taken.select("source_id", "target_id").iter_rows()
    ]
    return pl.concat([steps, taken.filter(pl.Series(apart, dtype=pl.Boolean))])


def trace(
    articles: pl.DataFrame, options: LineageOptions | None = None, credits: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Give LINEAGE rows for every pair of articles of which one took from the other, or both from a third.

    ``score`` is the share of the target, 0 to 1, that the source explains, weighed by how telling its words
    are; ``passages`` are the aligned sentences. The order of articles does not matter. Columns that the frame
    has not (``source``, ``published``) count as unknown. ``credits`` (CREDITS) say which agency an article
    names: what two others have in common is then from that agency.
    """
    options = options or LineageOptions()
    missing = [n for n in ("source", "published", "dct_start", "dct_stop") if n not in articles.columns]
    full = articles.with_columns(pl.lit(None, dtype=ARTICLES.schema[name]).alias(name) for name in missing)
    told = full.filter(
        pl.col("text").str.strip_chars().str.len_chars() > 0, pl.col("included").fill_null(True)
    ).sort("dct_start", "published", "article_id", nulls_last=True)
    if told.height < 2:
        return LINEAGE.empty()
    said = words(told)
    pairs = candidates(told, said, options.window_days).select("one", "two").rows()
    readers = _readers(told, said, {row for pair in pairs for row in pair})
    lines = agencies(CREDITS.empty() if credits is None else credits)
    rows = [{**row, "agencies": lines.get(row["article_id"])} for row in told.select(_FACTS).to_dicts()]
    found = []
    for first, second in pairs:
        forth, back = explain(readers[first], readers[second]), explain(readers[second], readers[first])
        verdict = judge(rows[first], rows[second], forth, back, options.threshold)
        if verdict is not None:
            source, target = (first, second) if verdict.forward else (second, first)
            found.append(Edge(source, target, verdict, forth if verdict.forward else back))
    return LINEAGE.frame(
        _row(rows[edge.source]["article_id"], rows[edge.target]["article_id"], edge.found, edge.verdict)
        for edge in preferred(found)
    ).sort("source_id", "target_id")


def _readers(told: pl.DataFrame, said: pl.DataFrame, wanted: set[int]) -> dict[int, Reader]:
    """Cut the articles that are in a pair into sentences, and weigh their words by the whole collection."""
    weights = Weights(dict(said.group_by("stem").agg(pl.len()).iter_rows()))
    texts = told.select("article_id", "text", "source").with_row_index("row")
    texts = texts.filter(pl.col("row").is_in(list(wanted)))
    documents = {row: document(i, text) for row, i, text, _ in texts.iter_rows()}
    stock = stock_phrases(documents, dict(texts.select("row", "source").iter_rows()))
    return {row: Reader(one, weights, stock.get(row, frozenset())) for row, one in documents.items()}


_FACTS = ("article_id", "published", "dct_start", "dct_stop", "source")


def _row(source_id: str, target_id: str, found: Explained, verdict: Verdict) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "target_id": target_id,
        "kind": verdict.kind,
        "directed": verdict.directed,
        "score": round(min(max(found.score, found.verbatim), 1.0), 4),
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
