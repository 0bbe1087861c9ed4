"""Find which article took text from which: copies, rewrites, common sources, shared quotations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from timeline.narrative.credits import agencies, credit_places, credited
from timeline.narrative.lineage.candidates import Found, candidates
from timeline.narrative.lineage.documents import Weights, document
from timeline.narrative.lineage.explain import (
    NONE,
    Explained,
    Match,
    Reader,
    edges,
    explain,
    lost,
    points,
    retold,
    wording,
)
from timeline.narrative.lineage.judge import Alike, Verdict, is_earlier, is_own, judge, names
from timeline.narrative.lineage.prefer import Edge, not_known_anyway, preferred
from timeline.narrative.lineage.tokens import stems, tokens
from timeline.narrative.tellings import with_tellings
from timeline.narrative.versions import KIND, versions
from timeline.options import LineageOptions
from timeline.outlets import shipped
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
    candidate = candidates(told, stems(_texts(told)), options.window_days, OFTEN)
    rows = _facts(told, CREDITS.empty() if credits is None else credits)
    found = []
    heard: dict[int, dict[int, Sequence[Match]]] = defaultdict(dict)
    for first, second, one, two in _read(candidate, told, rows):
        alike = _alike(one, two, _of_one_outlet(rows[first], rows[second]), options.threshold)
        heard[second][first], heard[first][second] = alike.forth.matches, alike.back.matches
        row, other = (
            _pointing(rows[first], rows[second], one, two),
            _pointing(rows[second], rows[first], two, one),
        )
        verdict = judge(row, other, alike, options.threshold)
        if verdict is not None:
            source, target = (first, second) if verdict.forward else (second, first)
            found.append(Edge(source, target, verdict, alike.forth if verdict.forward else alike.back))
    kept = preferred(
        not_known_anyway(found, heard),
        heard,
        lambda source, target: is_own(rows[source], rows[target]),
        lambda source, target: names(rows[target], rows[source]),
    )
    return LINEAGE.frame(
        _row(rows[edge.source]["article_id"], rows[edge.target]["article_id"], edge.found, edge.verdict)
        for edge in kept
    ).sort("source_id", "target_id")


def _texts(told: pl.DataFrame) -> Iterator[str]:
    """Give the texts a few at a time: all of them would be in the memory twice."""
    for part in told.select("text").iter_slices(_AT_ONCE):
        yield from part["text"].to_list()


def _read(
    candidate: Found, told: pl.DataFrame, rows: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, int, Reader, Reader]]:
    """Give pairs with their readers, each made when it is first needed and dropped after its last pair."""
    last = {row: n for n, pair in enumerate(candidate.pairs) for row in pair}
    place = {row: n for n, row in enumerate(sorted(last))}
    texts = told["text"].gather(list(place))
    said = tokens(_texts(texts.to_frame()))
    readers: dict[int, Reader] = {}
    weights = Weights(candidate.stems, candidate.counts)
    for n, pair in enumerate(candidate.pairs):
        for row in pair:
            if row not in readers:
                stock = candidate.stock.get(rows[row]["source"] or "", _NO_STOCK)
                words = slice(*said.first[place[row] : place[row] + 2].tolist())
                cut = document(texts[place[row]], said, words)
                readers[row] = Reader(cut, weights.of(cut.stem), stock)
        yield *pair, readers[pair[0]], readers[pair[1]]
        for row in pair:
            if last[row] == n:
                del readers[row]


def _facts(told: pl.DataFrame, credits: pl.DataFrame) -> list[dict[str, Any]]:
    """Give what is known of each article: whom it credits, and whether its outlet is an agency itself."""
    lines, every, places = agencies(credits), credited(credits), credit_places(credits)
    wires = {outlet.source for outlet in shipped() if outlet.kind == "agency"}
    return [
        {
            **row,
            "agencies": lines.get(row["article_id"]),
            "credited": every.get(row["article_id"]),
            "places": {
                outlet: places[row["article_id"], outlet] for outlet in every.get(row["article_id"], ())
            },
            "is_agency": row["source"] in wires,
        }
        for row in told.select(_FACTS).to_dicts()
    ]


def _alike(one: Reader, two: Reader, of_one_outlet: bool, threshold: float) -> Alike:
    """Compare two articles, in one outlet without what it prints around both.

    What an outlet prints again and again counts where another one has it and the rest is alike too: an
    outlet that writes three articles after one source has its words three times.
    """
    forth, back = explain(one, two), explain(two, one)
    rest = max(forth.score, back.score) >= threshold or max(one.repeated, two.repeated) >= MUCH
    if not of_one_outlet and rest and (one.repeats(two) or two.repeats(one)):
        one, two = one.whole, two.whole
        forth, back = explain(one, two), explain(two, one)
    if of_one_outlet and max(forth.verbatim, back.verbatim) < MOSTLY_OWN:
        of_one, of_two = edges(one, two)
        if (of_one, of_two) != (NONE, NONE):
            forth, back = explain(one, two, of_two), explain(two, one, of_one)
    return Alike(
        forth,
        back,
        partial(_wording, one, two),
        partial(retold, one, two, forth.matches),
        partial(lost, one, two, forth.matches),
    )


def _pointing(
    row: Mapping[str, Any], other: Mapping[str, Any], own: Reader, told: Reader
) -> Mapping[str, Any]:
    """Give what is known of an article without a credit that means another article than the ``other``."""
    if not names(row, other) or is_earlier(row, other) or points(told, own, row["places"][other["source"]]):
        return row
    return {**row, "credited": row["credited"] - {other["source"]}}


def _of_one_outlet(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    return one["source"] is not None and one["source"] == two["source"]


def _wording(one: Reader, two: Reader) -> float:
    return max(wording(one, two), wording(two, one))


MOSTLY_OWN = 0.3
"""Share of the same words below which what two articles of an outlet begin and end with is looked for."""
MUCH = 0.25
"""Share of its sentences from which an article does not only have what its outlet prints around it, which is
a tenth in most."""
OFTEN = 3
"""Articles of one outlet from which a run of words is stock, and says nothing of what was taken."""
_AT_ONCE = 500
"""Texts taken out of the table at once."""
_NO_STOCK = np.zeros(0, dtype=np.uint64)
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
