"""Say what sets one group of texts apart from another: what comes up or falls silent in a period."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from timeline.narrative.terms import Reading
from timeline.schema import FRAMES

EVIDENT: Final = 1.64
"""z-score from which a term is telling: one in twenty by chance."""
PRIOR: Final = 500.0
"""Weight of the prior, in uses: the larger it is, the more evidence a rare word needs."""
LIGHTER: Final = 0.25
"""The prior weighs at most this share of all uses: among few articles nothing could stand against more."""
WORD, ACTOR = "word", "actor"
MOST: Final = 8
"""Words, and names, that are given of a period."""
FEWEST: Final = 6
"""Articles of a period, and before it, below which nothing is said of it."""
TWICE: Final = 2
"""Articles of the period that have what comes up, and articles before it that had what falls silent."""


def log_odds(inside: Any, outside: Any, prior: float = PRIOR) -> np.ndarray:
    """Give the z-score of each word's log-odds between two groups of counts, with a Dirichlet prior.

    The prior is the words' frequency in both groups together (Monroe, Colaresi and Quinn 2008, "Fightin'
    Words", section 3.5), so that a word which is merely rare does not win. Positive: commoner inside.
    """
    a, b = np.asarray(inside, dtype=np.float64), np.asarray(outside, dtype=np.float64)
    both = a + b
    if not both.sum() or not a.sum() or not b.sum():
        return np.zeros(len(both))
    # A word that nobody uses would give log 0; a trace of it changes nothing else.
    weights = prior * (both + 1e-9) / both.sum()
    ours, theirs = a + weights, b + weights
    odds = np.log(ours / (ours.sum() - ours)) - np.log(theirs / (theirs.sum() - theirs))
    scores: np.ndarray = odds / np.sqrt(1.0 / ours + 1.0 / theirs)
    return scores


def new_words(reading: Reading, every: str) -> pl.DataFrame:
    """Give the words that come up in each period, against all the time before (FRAMES, kind word).

    Copies of a text count once, on the day of the first. Nothing is said of a period with fewer than
    ``FEWEST`` articles, or of which hardly any time lies before.
    """
    from timeline.stories.labels import telling_terms

    told = reading.told.with_row_index("row").drop_nulls("dct_best")
    told = told.with_columns(pl.col("dct_best").dt.truncate(every).alias("start"))
    present = (reading.known.rows > 0).astype(np.float64)
    columns = {term: at for at, term in enumerate(reading.known.terms)}
    before, n_before = np.zeros(present.shape[1]), 0
    rows: list[dict[str, Any]] = []
    for (start,), period in told.group_by("start", maintain_order=True):
        own, ids = period["row"].to_numpy(), period["article_id"].to_list()
        part = present[own]
        inside = np.asarray(part.sum(axis=0)).ravel()
        if len(own) >= FEWEST and n_before >= FEWEST:
            scores = _scores(inside, before)
            telling = reading.tells & (scores > EVIDENT) & (inside >= TWICE)
            found = telling_terms(np.where(telling, scores, 0.0), inside, len(own), reading.known)[:MOST]
            for term, name in _named_whole(found, period).items():
                at = columns[term]
                having = sorted(ids[one] for one in part[:, [at]].nonzero()[0])
                rows.append(_row(WORD, name, (start, len(own)), having, float(scores[at])))
        before, n_before = before + inside, n_before + len(own)
    return _table(rows, every)


def _named_whole(terms: list[str], period: pl.DataFrame) -> dict[str, str]:
    """Map terms to the names that they are part of in the articles of a period; no name comes twice."""
    from timeline.narrative.labels import whole_names

    read = period.select("title", "text").iter_rows()
    texts = [f"{title or ''}\n{text}" for title, text in read]
    named: dict[str, str] = {}
    for term in terms:
        for whole in whole_names([term], texts):
            if whole not in named.values():
                named[term] = whole
    return named


def new_actors(tables: Mapping[str, pl.DataFrame], read: pl.DataFrame, every: str) -> pl.DataFrame:
    """Give the people and organisations that come up or fall silent in each period (FRAMES, kind actor).

    ``tables`` holds articles, event_mentions and actors; ``read`` are the articles that count (article_id,
    start). A falling actor has a negative score. The outlets of the articles are no actors.
    """
    outlets = tables["articles"]["source"].drop_nulls().str.to_lowercase().unique().implode()
    named = _named(tables["event_mentions"], tables["actors"])
    named = named.filter(~pl.col("name").str.to_lowercase().is_in(outlets))
    seen = read.select("article_id", "start").join(named, on="article_id").sort("start", "name", "article_id")
    names = seen["name"].unique().sort().to_list()
    place = {name: at for at, name in enumerate(names)}
    groups: dict[Any, dict[str, list[str]]] = {}
    for start, name, own in seen.group_by("start", "name", maintain_order=True).agg("article_id").iter_rows():
        groups.setdefault(start, {})[name] = own
    before, n_before = np.zeros(len(names)), 0
    rows: list[dict[str, Any]] = []
    for start, size in read.group_by("start").len().sort("start").iter_rows():
        having = groups.get(start, {})
        inside = np.zeros(len(names))
        for name, own in having.items():
            inside[place[name]] = len(own)
        if size >= FEWEST and n_before >= FEWEST:
            scores = _scores(inside, before)
            for at in [*_first(scores, inside), *_first(-scores, before)]:
                own = having.get(names[at], [])
                rows.append(_row(ACTOR, names[at], (start, size), own, float(scores[at])))
        before, n_before = before + inside, n_before + size
    return _table(rows, every)


def _first(scores: np.ndarray, counts: np.ndarray) -> list[int]:
    """Give the places of the highest scores that are evident and rest on more than one article."""
    ranked = np.where((scores > EVIDENT) & (counts >= TWICE), scores, 0.0)
    return [int(at) for at in np.argsort(-ranked, kind="stable")[:MOST] if ranked[at] > 0]


def _scores(inside: np.ndarray, before: np.ndarray) -> np.ndarray:
    return log_odds(inside, before, min(PRIOR, LIGHTER * float((inside + before).sum())))


def _named(event_mentions: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Give who is named in which article, by their main names: (article_id, name)."""
    known = actors.sort("n_articles", "name", descending=[True, False]).select(
        "name", pl.concat_list(pl.concat_list("name"), pl.col("aliases").fill_null([])).alias("actors")
    )
    spelt = known.explode("actors", empty_as_null=True).drop_nulls("actors").unique("actors", keep="first")
    return (
        event_mentions.select("article_id", "actors")
        .explode("actors", empty_as_null=True)
        .drop_nulls("actors")
        .unique()
        .join(spelt, on="actors")
        .select("article_id", "name")
        .unique()
    )


def _row(kind: str, name: str, period: tuple[Any, int], having: list[str], score: float) -> dict[str, Any]:
    """Give a row; ``period`` is its first day and its articles."""
    start, total = period
    return {
        "kind": kind, "name": name, "start": start, "share": len(having) / total, "count": len(having),
        "n_articles": total, "terms": [], "article_ids": having, "total": total, "score": score,
    }  # fmt: skip


def _table(rows: list[dict[str, Any]], every: str) -> pl.DataFrame:
    return FRAMES.frame(rows).with_columns(pl.col("start").dt.offset_by(every).alias("stop"))
