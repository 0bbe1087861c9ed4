"""Count coverage over time and cut it into phases.

Phases come from a hidden Markov model of daily counts with Poisson emissions, the discrete form of
Kleinberg's burst automaton (Kleinberg 2003, "Bursty and hierarchical structure in streams", section 2):
each state is a rate, a change of state has a price, the cheapest path of states is found by Viterbi.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from timeline.errors import OptionError
from timeline.options import SpreadOptions
from timeline.schema import PHASES, SPREAD

BURST_RATIO = 2.0
"""Times the rate of the state below: Kleinberg's s, and his value."""

CHANGE_COST = 1.0
"""Price of entering a burst, in units of log(number of days): Kleinberg's gamma = 1."""

RAREST = 0.25
"""Articles a day below which the ordinary rate is not set: one article must not be a burst."""

FEWEST_ARTICLES = 12
FEWEST_DAYS = 5
"""With less there are no phases: a few articles have no rhythm."""

_PERIODS = {"day": "1d", "week": "1w", "month": "1mo"}
_LONGEST_DAILY = 120
_LONGEST_WEEKLY = 900


def spread(
    articles: pl.DataFrame, outlets: pl.DataFrame, options: SpreadOptions | None = None
) -> pl.DataFrame:
    """Count articles by period and outlet (SPREAD: ``name`` is the outlet's kind, ``source`` the outlet).

    Articles count on their best day; undated and excluded ones do not count. ``share`` is the outlet's share
    of the period's articles. With ``count_copies_once`` the first article of each cluster counts alone.
    """
    options = options or SpreadOptions()
    dated = dated_articles(articles, once=options.count_copies_once)
    if dated.is_empty():
        return SPREAD.empty()
    every = period_of(dated, options.period)
    kinds = outlets.select("source", "kind").unique("source", keep="first", maintain_order=True)
    counted = (
        dated.with_columns(pl.col("dct_best").dt.truncate(every).alias("start"))
        .join(kinds, on="source", how="left", maintain_order="left")
        .with_columns(pl.col("kind").fill_null("unknown").alias("name"))
        .group_by("start", "name", "source", maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("count"), pl.col("article_id").alias("article_ids"))
        .with_columns(
            pl.col("start").dt.offset_by(every).alias("stop"),
            pl.col("count").alias("n_articles"),
            (pl.col("count") / pl.col("count").sum().over("start")).alias("share"),
            pl.lit([], dtype=pl.List(pl.String)).alias("terms"),
        )
    )
    return counted.select(list(SPREAD.schema)).sort("start", "name", "source", nulls_last=True)


def phases(articles: pl.DataFrame, options: SpreadOptions | None = None) -> pl.DataFrame:
    """Cut the story into quiet and busy phases (PHASES), the earliest first; none where there is too little.

    ``count`` is the number of articles, ``share`` their part of all dated articles, ``terms`` the words of
    the titles that are commoner in the phase than before it.
    """
    options = options or SpreadOptions()
    dated = dated_articles(articles, once=options.count_copies_once).sort("dct_best", "article_id")
    if dated.height < FEWEST_ARTICLES:
        return PHASES.empty()
    days = dated["dct_best"].to_list()
    first, last = days[0], days[-1]
    if (last - first).days + 1 < FEWEST_DAYS:
        return PHASES.empty()
    counts = [0] * ((last - first).days + 1)
    for day in days:
        counts[(day - first).days] += 1
    runs = _runs(burst_states(counts))
    names = _names([state for state, _, _ in runs])
    rows = []
    for name, (_, begin, end) in zip(names, runs, strict=True):
        start, stop = first + timedelta(days=begin), first + timedelta(days=end)
        inside = dated.filter(pl.col("dct_best").is_between(start, stop, closed="left"))
        before = dated.filter(pl.col("dct_best") < start)
        rows.append(
            {
                "name": name,
                "start": start,
                "stop": stop,
                "share": inside.height / dated.height,
                "count": inside.height,
                "n_articles": inside.height,
                "terms": _new_terms(inside["title"].to_list(), before["title"].to_list()),
                "article_ids": inside["article_id"].to_list(),
            }
        )
    return PHASES.frame(rows)


def burst_states(counts: Sequence[int], states: int = 2) -> list[int]:
    """Give the state of each day: 0 quiet, 1 busy, ... (the cheapest path through the automaton).

    >>> burst_states([1, 0, 1, 1, 9, 11, 8, 1, 0, 1, 1, 0])
    [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0]
    """
    base = max(sum(counts) / max(len(counts), 1), RAREST)
    rates = [base * BURST_RATIO**state for state in range(states)]
    price = CHANGE_COST * math.log(max(len(counts), 2))
    cost = [0.0] + [price * state for state in range(1, states)]
    steps: list[list[int]] = []
    for count in counts:
        came = [
            min(range(states), key=lambda i, j=j: cost[i] + price * max(j - i, 0))  # type: ignore[misc]
            for j in range(states)
        ]
        cost = [
            cost[i] + price * max(j - i, 0) + rates[j] - count * math.log(rates[j])
            for j, i in enumerate(came)
        ]
        steps.append(came)
    state = min(range(states), key=lambda j: cost[j])
    path = []
    for came in reversed(steps):
        path.append(state)
        state = came[state]
    return path[::-1]


def dated_articles(articles: pl.DataFrame, *, once: bool) -> pl.DataFrame:
    """Give the articles that count on a day; with ``once`` the first of each telling alone."""
    kept = articles.filter(pl.col("dct_best").is_not_null() & pl.col("included"))
    if not once:
        return kept
    ordered = kept.sort("dct_best", "article_id")
    cluster = pl.col("cluster_id").fill_null(pl.col("article_id"))
    return ordered.with_columns(cluster.alias("cluster_id")).unique(
        "cluster_id", keep="first", maintain_order=True
    )


def period_of(dated: pl.DataFrame, wanted: str) -> str:
    """Give the length of the periods that are counted ("1d", "1w", "1mo"); auto: by the days there are.

    OptionError: another word than day, week, month or auto.
    """
    if wanted in _PERIODS:
        return _PERIODS[wanted]
    if wanted != "auto":
        raise OptionError(f"The period {wanted!r} is not known. Use day, week, month or auto.")
    days = dated["dct_best"]
    lowest, highest = days.min(), days.max()
    assert isinstance(lowest, date) and isinstance(highest, date)
    span = (highest - lowest).days
    chosen = "day" if span <= _LONGEST_DAILY else "week" if span <= _LONGEST_WEEKLY else "month"
    return _PERIODS[chosen]


def _runs(states: Sequence[int]) -> list[tuple[int, int, int]]:
    """Join equal neighbours: (state, first index, index after the last)."""
    runs: list[tuple[int, int, int]] = []
    for index, state in enumerate(states):
        if runs and runs[-1][0] == state:
            runs[-1] = (state, runs[-1][1], index + 1)
        else:
            runs.append((state, index, index + 1))
    return runs


def _names(states: Sequence[int]) -> list[str]:
    names = []
    waves = 0
    busy = sum(1 for state in states if state)
    for index, state in enumerate(states):
        if state:
            waves += 1
            names.append("Surge" if busy == 1 else f"Wave {waves}")
        elif waves == 0:
            names.append("Build-up" if busy else "Steady coverage")
        else:
            names.append("Tail" if index == len(states) - 1 else "Lull")
    return names


def _new_terms(inside: Sequence[str | None], before: Sequence[str | None], top: int = 5) -> list[str]:
    """Rank title words by log-odds against the time before (Monroe et al. 2008, add-one prior)."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    documents = [title or "" for title in (*inside, *before)]
    try:
        vectors = CountVectorizer(stop_words="english", token_pattern=r"(?u)\b[^\W\d]\w+\b", binary=True)
        matrix = vectors.fit_transform(documents)
    except ValueError:  # no title holds a word
        return []
    counts_in = np.asarray(matrix[: len(inside)].sum(axis=0)).ravel()
    earlier = np.asarray(matrix[len(inside) :].sum(axis=0)).ravel()
    words = vectors.get_feature_names_out()
    scored = sorted(
        (
            -(
                math.log((counts_in[i] + 1) / (len(inside) + 2))
                - math.log((earlier[i] + 1) / (len(before) + 2))
            ),
            -int(counts_in[i]),
            str(words[i]),
        )
        for i in range(len(words))
        if counts_in[i] > 1
    )
    return [word for _, _, word in scored[:top]]
