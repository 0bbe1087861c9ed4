"""Say how much an article or a sentence is about its story, and how well a sentence fits a query."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from timeline.events.terms import terms

Array = np.ndarray[Any, Any]

FEWEST: Final = 10
"""With fewer articles nothing is held to be beside the story: a few texts have no centre."""
FULL: Final = 0.9
"""Share of texts below the likeness that counts fully: the tenth nearest to the centre are all of it."""
LONGEST: Final = 20_000
"""Characters of an article that are looked at: a live page of hours repeats itself."""
TITLE: Final = 0.5
"""What a match of the headline counts against one of the sentence."""
LEAST: Final = 0.5
"""Share of a query's weight that a sentence must hold: one name of two, not one word of four."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Hold the words of a story by weight and its centre; without them everything is relevant."""

    vectors: Any = None
    centre: Array = field(default_factory=lambda: np.zeros(0))

    def of(self, texts: Sequence[str]) -> Array:
        """Give the relevance of texts, 0 to 1: cosine to the centre, as a share of a high one among them."""
        if self.vectors is None or not texts:
            return np.ones(len(texts))
        cosines = np.asarray(self.vectors.transform([text[:LONGEST] for text in texts]) @ self.centre)
        high = np.quantile(cosines, FULL)
        if high <= 0:
            return np.ones(len(texts))
        shares: Array = np.clip(cosines / high, 0.0, 1.0).round(9)
        return shares


def topic(texts: Sequence[str]) -> Topic:
    """Learn what a story is about from its distinct texts, which must come in an order of their own.

    A word's weight is the logarithm of how many texts lack it, so that what stands in all weighs nothing,
    in any language and without a list of stop words.
    """
    if len(texts) < FEWEST:
        return Topic()
    vectors = TfidfVectorizer(sublinear_tf=True, min_df=2)
    try:
        vectors.fit([text[:LONGEST] for text in texts])
    except ValueError:  # no word stands in two texts
        return Topic()
    vectors.idf_ = np.maximum(vectors.idf_ - 1.0, 0.0)
    centre = np.asarray(vectors.transform([text[:LONGEST] for text in texts]).mean(axis=0)).ravel()
    length = float(np.linalg.norm(centre))
    return Topic(vectors, centre / length) if length else Topic()


def focus(
    query: str, sentences: Sequence[str], titles: Sequence[str | None], names: Sequence[str] = ()
) -> Array:
    """Give for each sentence, with its article's title, how well it fits a query: 0, or LEAST to 1.

    The share of the query's terms (dictionary forms, by rarity among the sentences) that the sentence holds;
    a title counts half. ``names`` are other names of what is asked for, each as good as the query.

    >>> focus("Berg", ["Ada Berg resigned.", "Prices rose."], [None, None]).tolist()
    [1.0, 0.0]
    """
    bags = {text: frozenset(terms(text)) for text in {*sentences, *(title for title in titles if title)}}
    counts = Counter(term for text in sentences for term in bags[text])
    best = np.zeros(len(sentences))
    for asked in dict.fromkeys([query, *names]):
        weights = {t: math.log((1 + len(sentences)) / (1 + counts[t])) + 1 for t in terms(asked)}
        total = sum(weights.values())
        if not total:
            continue
        held = {text: sum(weights[t] for t in weights if t in bag) / total for text, bag in bags.items()}
        own = [_enough(held[text]) for text in sentences]
        above = [TITLE * _enough(held[title]) if title else 0.0 for title in titles]
        best = np.maximum(best, np.maximum(own, above))
    return best


def _enough(share: float) -> float:
    return share if share >= LEAST else 0.0
