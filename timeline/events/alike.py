"""Say how alike two statements are: which pairs are worth a look, and the score of each.

Works on *items*: distinct statements, each standing for all its copies, so that a copied article changes
neither
a weight nor a score.
"""

import datetime as dt
import re
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer

from timeline.events.lexicon import VERB, english, entry

CLAUSE_WEIGHT = 0.25
"""Share of the headlines' likeness: character 3- to 5-grams, which forgive inflection and word order."""
SENTENCE_WEIGHT = 0.55
"""Share of the sentences' likeness: words weighted by rarity. It tells events apart far better than
headlines."""
ACTOR_WEIGHT = 0.10
"""Share of the actors in common."""
NUMBER_WEIGHT = 0.15
"""Bonus for a telling number in common: "17%", "$589 billion"."""
DAY_WEIGHT = 0.10
"""Bonus where both tell of one day: of two statements about one day more are alike than of two about one
month.

The weights were set on the pairs of the sample corpus; benchmarks/events.py says what they come to.
"""
UNKNOWN_ACTORS = 0.3
"""Share of common actors assumed where one of the two names none."""
OTHER_PERCENT = 0.6
"""Factor where both give a percentage and none is the same: a fall of 17% is no rise of 9%."""
STRANGERS = 0.75
"""Factor where both name actors and none is the same, and where both give a percentage and none is the
same."""
FAMILIAR = 0.5
"""From this likeness of headlines on, with ..."""
FAMILIAR_SENTENCE = 0.35
"""... this one of sentences, other actors are taken for other names of the same."""
MAX_TERM_ITEMS = 60
"""A term in more items than this is too common to bring two of them together ..."""
MAX_DAY_TERM_ITEMS = 200
"""... unless they tell of the same start, where it may be this common."""
SMALL = 400
"""Up to this many items every pair is looked at: a single story shares its names everywhere."""
REACH_DAYS = 7
"""How long before its publication day an undated lead's event may have been: news is of the week."""

Array = np.ndarray[Any, Any]
_DAY = dt.timedelta(days=1)
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[.,]\d+)*%?")
_NUMBER = re.compile(r"([$€£¥]?)(\d[\d.,]*)(%?)")


def terms(text: str) -> list[str]:
    """List the distinct telling words of a text, lower case, in their dictionary form.

    >>> terms("The launch of R1 surprised the markets")
    ['launch', 'market', 'r1', 'surprise']
    """
    stop = english().lists["terms.stop"]
    found = set()
    for written in _WORD.findall(text):
        word = written.replace(".", "") if written[-1] == "." else written
        low = word.lower()
        # "US" is a country, "us" a pronoun.
        if len(word) > 1 and (low not in stop or word.isupper()):
            found.add(_base(low))
    return sorted(found)


def _base(word: str) -> str:
    """Give a word's dictionary form, so that "gained" and "gaining" are one term.

    >>> _base("gaining"), _base("markets")
    ('gain', 'market')
    """
    known = entry(word)
    return known.verb if known.forms & VERB else known.noun


def numbers(text: str) -> frozenset[str]:
    """Collect the telling numbers of a text: no days of a month, no years, no small counts.

    >>> sorted(numbers("On Jan. 27, 2025 Nvidia fell 17 percent, or $589 billion, in 2 hours."))
    ['17%', '589']
    """
    out = set()
    for sign, digits, unit in _NUMBER.findall(_percent().sub(r"\1%", text)):
        plain = digits.strip(".,").replace(",", "")
        value = float(plain) if plain.replace(".", "", 1).isdigit() else 0.0
        year = len(plain) == 4 and 1800 <= value < 2200
        if unit or sign or "." in plain or (value > 31 and not year):
            out.add(plain + unit)
    return frozenset(out)


@cache
def _percent() -> re.Pattern[str]:
    """Find a number before a word for percent."""
    words = "|".join(re.escape(word) for word in sorted(english().lists["terms.percent"]))
    return re.compile(rf"(\d) ?(?:{words})\b", re.IGNORECASE)


def candidates(items: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs of items (``a < b``) that share a rare term, or any pair of a small table.

    ``items`` has ``item`` (row number), ``terms`` and ``start``.
    """
    if items.height <= SMALL:
        left = items.select(pl.col("item").alias("a"))
        right = items.select(pl.col("item").alias("b"))
        return left.join(right, how="cross").filter(pl.col("a") < pl.col("b")).sort("a", "b")
    long = items.select("item", "start", pl.col("terms").alias("term")).explode("term", empty_as_null=True)
    long = long.filter(pl.col("term").is_not_null()).unique(["item", "term"])
    rare = long.with_columns(pl.len().over("term").alias("n")).filter(pl.col("n") <= MAX_TERM_ITEMS)
    dated = long.filter(pl.col("start").is_not_null())
    dated = dated.with_columns(pl.len().over("term", "start").alias("n"))
    dated = dated.filter(pl.col("n") <= MAX_DAY_TERM_ITEMS)
    found = pl.concat([_pairs(rare, ["term"]), _pairs(dated, ["term", "start"])])
    return found.unique().sort("a", "b")


def _pairs(long: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    left = long.select(*keys, pl.col("item").alias("a"))
    right = long.select(*keys, pl.col("item").alias("b"))
    return left.join(right, on=keys).filter(pl.col("a") < pl.col("b")).select("a", "b").unique()


def possible(items: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Add to pairs what their intervals allow: ``overlap``, and both items' columns as ``*_a`` and ``*_b``.

    An undated lead can be of its publication day or the week before; "by 2022" can be any time before.
    """
    reach = items.select("item", "lo", "hi", "start", "stop", "granularity", "basis", "published", "sentence")
    both = pairs.join(reach, left_on="a", right_on="item", maintain_order="left").join(
        reach, left_on="b", right_on="item", suffix="_b", maintain_order="left"
    )
    return both.with_columns(
        ((pl.col("lo") < pl.col("hi_b")) & (pl.col("lo_b") < pl.col("hi"))).alias("overlap")
    )


def scores(items: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Add to pairs how alike they are: ``clause``, ``sentence`` and the weighted ``score``, each 0 to 1."""
    if pairs.is_empty():
        empty = pl.lit(None, dtype=pl.Float64)
        return pairs.with_columns(empty.alias("clause"), empty.alias("sentence"), empty.alias("score"))
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    clause = _cosines(items["document"].to_list(), a, b, characters=True)
    sentence = _cosines([" ".join(t) for t in items["terms"].to_list()], a, b, characters=False)
    shared, strangers = _shared_actors(items["named"].to_list(), a, b)
    common, differ = _shared_numbers([numbers(t) for t in items["sentence"].to_list()], a, b)
    one_day = (pairs["hi"] - pairs["lo"] <= _DAY) & (pairs["hi_b"] - pairs["lo_b"] <= _DAY)
    total = (
        CLAUSE_WEIGHT * clause
        + SENTENCE_WEIGHT * sentence
        + ACTOR_WEIGHT * shared
        + NUMBER_WEIGHT * common
        + DAY_WEIGHT * one_day.to_numpy()
    )
    strangers = strangers & ~((clause >= FAMILIAR) & (sentence >= FAMILIAR_SENTENCE))
    score = total * np.where(strangers, STRANGERS, 1.0) * np.where(differ, OTHER_PERCENT, 1.0)
    # Rounded, so that the order of additions in another run cannot change a comparison.
    return pairs.with_columns(
        pl.Series("clause", np.round(clause, 6)),
        pl.Series("sentence", np.round(sentence, 6)),
        pl.Series("score", np.round(score, 6)),
    )


def _cosines(texts: list[str], a: Array, b: Array, characters: bool) -> Array:
    """Give the TF-IDF cosine of each pair of texts."""
    made = (
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        if characters
        else TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
    )
    if not any(t.strip() for t in texts):
        return np.zeros(len(a))
    if characters:
        # Character groups are many; only statements that have a partner need theirs.
        used, places = np.unique(np.concatenate([a, b]), return_inverse=True)
        texts = [texts[i] for i in used.tolist()]
        a, b = places[: len(a)], places[len(a) :]
    matrix = made.fit_transform(texts)
    out = np.zeros(len(a))
    for start in range(0, len(a), 50_000):
        rows = slice(start, start + 50_000)
        out[rows] = np.asarray(matrix[a[rows]].multiply(matrix[b[rows]]).sum(axis=1)).ravel()
    return out


def _shared_actors(named: list[list[str]], a: Array, b: Array) -> tuple[Array, Array]:
    """Give the share of the shorter actor list that both have, and where both have actors and share none."""
    sets = [frozenset(n) for n in named]
    shared = np.full(len(a), UNKNOWN_ACTORS)
    for row, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        if sets[i] and sets[j]:
            shared[row] = len(sets[i] & sets[j]) / min(len(sets[i]), len(sets[j]))
    return shared, shared == 0


def _shared_numbers(found: list[frozenset[str]], a: Array, b: Array) -> tuple[Array, Array]:
    """Say of each pair whether a telling number is common, and whether percentages are given and none is."""
    percents = [frozenset(n for n in own if n.endswith("%")) for own in found]
    common = np.zeros(len(a), dtype=bool)
    differ = np.zeros(len(a), dtype=bool)
    for row, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        common[row] = not found[i].isdisjoint(found[j])
        differ[row] = bool(percents[i] and percents[j]) and percents[i].isdisjoint(percents[j])
    return common, differ
