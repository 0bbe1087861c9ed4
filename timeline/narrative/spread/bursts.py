"""Cut a story into quiet and busy phases, and name each by what is new in it.

Phases come from a hidden Markov model of daily counts with Poisson emissions, the discrete form of
Kleinberg's burst automaton (Kleinberg 2003, "Bursty and hierarchical structure in streams", section 2):
each state is a rate, a change of state has a price, the cheapest path of states is found by Viterbi.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from timeline.narrative.spread.counts import dated_articles, each_once
from timeline.options import SpreadOptions
from timeline.schema import PHASES

BURST_RATIO: Final = 2.0
"""Times the rate of the state below: Kleinberg's s, and his value."""
CHANGE_COST: Final = 1.0
"""Price of entering a burst, in units of log(number of days): Kleinberg's gamma = 1."""
RAREST: Final = 0.25
"""Articles a day below which the ordinary rate is not set: one article must not be a burst."""
FEWEST_ARTICLES: Final = 12
FEWEST_DAYS: Final = 5
"""With less there are no phases: a few articles have no rhythm."""
TERMS: Final = 5
IN_NAME: Final = 2
OPENING: Final = 160
"""Characters of a text that stand in for a headline that is missing."""
_WORD: Final = r"\p{L}[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{N}]+)*"


def phases(articles: pl.DataFrame, options: SpreadOptions | None = None) -> pl.DataFrame:
    """Cut the story into quiet and busy phases (PHASES), the earliest first; none where there is too little.

    ``count`` is the number of articles, ``share`` their part of all dated articles, ``terms`` the words of
    headlines that are new: evidently commoner than before, in the first phase than after it. The first two
    are in the name.
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
    cuts = [(first + timedelta(days=begin), first + timedelta(days=end)) for _, begin, end in runs]
    terms = _new_terms(dated, [start for start, _ in cuts])
    rows = []
    for plain, own, (start, stop) in zip(_names([s for s, _, _ in runs]), terms, cuts, strict=True):
        inside = dated.filter(pl.col("dct_best").is_between(start, stop, closed="left"))
        rows.append(
            {
                "name": f"{plain}: {', '.join(own[:IN_NAME])}" if own else plain,
                "start": start,
                "stop": stop,
                "share": inside.height / dated.height,
                "count": inside.height,
                "n_articles": inside.height,
                "terms": own,
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
        came = [_cheapest([cost[i] + price * max(j - i, 0) for i in range(states)]) for j in range(states)]
        cost = [
            cost[i] + price * max(j - i, 0) + rates[j] - count * math.log(rates[j])
            for j, i in enumerate(came)
        ]
        steps.append(came)
    state = _cheapest(cost)
    path = []
    for came in reversed(steps):
        path.append(state)
        state = came[state]
    return path[::-1]


def _cheapest(costs: Sequence[float]) -> int:
    """Give the place of the least cost, the first of equal ones."""
    return min(range(len(costs)), key=costs.__getitem__)


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


def _new_terms(dated: pl.DataFrame, starts: Sequence[date]) -> list[list[str]]:
    """Give the new words of each phase, the most telling first; each telling's headline counts once."""
    from timeline.narrative.news import EVIDENT, LIGHTER, PRIOR, log_odds
    from timeline.stories.labels import telling_terms
    from timeline.stories.vectors import Vectors

    told = each_once(dated)
    begins = pl.DataFrame(
        {"dct_best": starts, "phase": range(len(starts))}, schema_overrides={"phase": pl.Int64}
    )
    placed = told.sort("dct_best").join_asof(begins, on="dct_best", strategy="backward")
    uses = _uses(placed)
    words = (
        uses.group_by("term").agg(pl.col("uses").sum(), pl.col("written").first()).filter(pl.col("uses") > 1)
    )
    words = words.sort("term").with_row_index("column")
    if words.is_empty() or len(starts) < 2:
        return [[] for _ in starts]
    counts = np.zeros((len(starts), words.height))
    cells = uses.join(words.select("term", "column"), on="term")
    counts[cells["phase"].to_numpy(), cells["column"].to_numpy()] = cells["uses"].to_numpy()
    known = Vectors(None, tuple(words["written"]), np.zeros(words.height, dtype=bool))
    sizes = np.bincount(placed["phase"].to_numpy(), minlength=len(starts))
    found = []
    for phase, inside in enumerate(counts):
        others = counts[:phase] if phase else counts[1:]
        before = others.sum(axis=0)
        scores = log_odds(inside, before, min(PRIOR, LIGHTER * (inside.sum() + before.sum())))
        weights = np.where((scores > EVIDENT) & (inside > 1), scores, 0.0)
        found.append(telling_terms(weights, inside, int(sizes[phase]), known)[:TERMS])
    return found


def _uses(placed: pl.DataFrame) -> pl.DataFrame:
    """Count in how many headlines of each phase a word or a pair of neighbours stands (phase, term, uses)."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    title = pl.when(pl.col("title").str.strip_chars() != "").then("title")
    words = (
        placed.select(
            "phase",
            pl.int_range(pl.len()).alias("row"),
            title.fill_null(pl.col("text").str.slice(0, OPENING)).str.extract_all(_WORD).alias("written"),
        )
        .explode("written")
        .drop_nulls("written")
    )
    plain = ~pl.col("written").str.to_lowercase().is_in(list(ENGLISH_STOP_WORDS)) & (
        pl.col("written").str.len_chars() > 2
    )
    words = words.with_columns(plain.alias("plain"))
    pair = pl.col("plain") & pl.col("plain").shift(1) & (pl.col("row") == pl.col("row").shift(1))
    pairs = words.with_columns(
        (pl.col("written").shift(1) + " " + pl.col("written")).alias("written")
    ).filter(pair)
    return (
        pl.concat([words.filter("plain"), pairs])
        .with_columns(pl.col("written").str.to_lowercase().alias("term"))
        .unique(("row", "term"), keep="first", maintain_order=True)
        .group_by("phase", "term", maintain_order=True)
        .agg(pl.len().alias("uses"), pl.col("written").min())
    )
