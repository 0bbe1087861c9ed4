"""Say which words set one group of texts apart from another."""

from typing import Any, Final

import numpy as np

PRIOR: Final = 500.0
"""Weight of the prior, in uses: the larger it is, the more evidence a rare word needs."""


def log_odds(inside: Any, outside: Any) -> np.ndarray:
    """Give the z-score of each word's log-odds between two groups of counts, with a Dirichlet prior.

    The prior is the words' frequency in both groups together (Monroe, Colaresi and Quinn 2008, "Fightin'
    Words", section 3.5), so that a word which is merely rare does not win. Positive: commoner inside.
    """
    a, b = np.asarray(inside, dtype=np.float64), np.asarray(outside, dtype=np.float64)
    both = a + b
    if not both.sum() or not a.sum() or not b.sum():
        return np.zeros(len(both))
    # A word that nobody uses would give log 0; a trace of it changes nothing else.
    prior = PRIOR * (both + 1e-9) / both.sum()
    ours, theirs = a + prior, b + prior
    odds = np.log(ours / (ours.sum() - ours)) - np.log(theirs / (theirs.sum() - theirs))
    scores: np.ndarray = odds / np.sqrt(1.0 / ours + 1.0 / theirs)
    return scores
