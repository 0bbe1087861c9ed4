"""Pick the pairs of articles that are worth aligning, without looking at every pair.

Two articles are a candidate if they share rare words, rare pairs of neighbouring words or runs of five words.
What stands in more than ``MOST_ARTICLES`` articles is a common phrase of the story and leads nowhere, so that
cost grows with the number of articles, not with its square.
"""

import polars as pl

from timeline.narrative.lineage.documents import STEM

MOST_ARTICLES = 40
RUN = 5
MOST_CANDIDATES = 30
"""Pairs an article enters into at most, the best first."""
LEAST_SHARED = 6.0
"""Evidence a pair needs: a rare word weighs 1, a rare pair of words 1.5, a run of five words 2."""
_WORD = r"[\p{L}\p{N}]+(?:[’'.,][\p{L}\p{N}]+)*"
_WEIGHTS = {"word": 1.0, "pair": 1.5, "run": 2.0}


def candidates(articles: pl.DataFrame, window_days: int | None) -> pl.DataFrame:
    """Give pairs of rows of ``articles`` (``one`` < ``two``, UInt32) with the evidence that they share.

    Articles whose days are known to lie further apart than ``window_days`` are no pair; None: no limit.
    """
    words = _words(articles)
    features = pl.concat(
        [_rare(words.select("row", pl.col("stem").hash(1).alias("key")), "word"), *_runs(words)]
    )
    left = features.rename({"row": "one"})
    right = features.select("key", pl.col("row").alias("two"))
    pairs = (
        left.lazy()
        .join(right.lazy(), on="key")
        .filter(pl.col("one") < pl.col("two"))
        .group_by("one", "two")
        .agg(pl.col("weight").sum().alias("shared"))
        .filter(pl.col("shared") >= LEAST_SHARED)
        .collect()
    )
    near = _within(pairs, articles, window_days)
    lengths = words.group_by("row").len().select(pl.col("row"), pl.col("len").alias("words"))
    return _best(near, lengths)


def _words(articles: pl.DataFrame) -> pl.DataFrame:
    """Give one row a word: the article's row, the stem."""
    return (
        articles.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), pl.col("text").fill_null(""))
        .with_columns(pl.col("text").str.to_lowercase().str.extract_all(_WORD).alias("word"))
        .select("row", "word")
        .explode("word")
        .drop_nulls()
        .with_columns(
            pl.when(pl.col("word").str.contains(r"^\d"))
            .then(pl.col("word"))
            .otherwise(pl.col("word").str.replace(r"[’'].*$", "").str.slice(0, STEM))
            .alias("stem")
        )
        .select("row", "stem")
    )


def _runs(words: pl.DataFrame) -> list[pl.DataFrame]:
    """Give the rare neighbours and runs of words as features."""
    hashed = words.select("row", pl.col("stem").hash(2).alias("h"))
    out = []
    for kind, length in (("pair", 2), ("run", RUN)):
        key = pl.lit(0, dtype=pl.UInt64)
        for k in range(length):
            key = key ^ (pl.col("h").shift(-k) // (2 * k + 1)) * (k + 1)
        same = pl.col("row") == pl.col("row").shift(-(length - 1))
        grams = hashed.select("row", key.alias("key"), same.alias("same")).filter(pl.col("same"))
        out.append(_rare(grams.select("row", "key"), kind))
    return out


def _rare(features: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Keep what stands in at least two and not too many articles, once an article."""
    once = features.unique()
    counts = once.group_by("key").len().filter(pl.col("len").is_between(2, MOST_ARTICLES))
    weight = _WEIGHTS[kind]
    return once.join(counts, on="key").select(
        "row", "key", (weight * 2 / (1 + pl.col("len").cast(pl.Float64).sqrt() / 2)).alias("weight")
    )


def _within(pairs: pl.DataFrame, articles: pl.DataFrame, window_days: int | None) -> pl.DataFrame:
    if window_days is None:
        return pairs
    days = articles.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), "dct_start", "dct_stop")
    one = days.rename({"row": "one", "dct_start": "one_start", "dct_stop": "one_stop"})
    two = days.rename({"row": "two", "dct_start": "two_start", "dct_stop": "two_stop"})
    window = pl.duration(days=window_days)
    apart = (pl.col("two_start") > pl.col("one_stop") + window) | (
        pl.col("one_start") > pl.col("two_stop") + window
    )
    return (
        pairs.join(one, on="one", how="left")
        .join(two, on="two", how="left")
        .filter(~apart.fill_null(False))
        .select("one", "two", "shared")
    )


def _best(pairs: pl.DataFrame, lengths: pl.DataFrame) -> pl.DataFrame:
    """Keep each article's best pairs, judged by the evidence for the length of the shorter one."""
    sized = pairs.join(lengths.rename({"row": "one", "words": "a"}), on="one").join(
        lengths.rename({"row": "two", "words": "b"}), on="two"
    )
    rated = sized.with_columns((pl.col("shared") / pl.min_horizontal("a", "b").clip(80)).alias("rate"))
    both = pl.concat(
        [
            rated.select(pl.col("one").alias("row"), "one", "two", "shared", "rate"),
            rated.select(pl.col("two").alias("row"), "one", "two", "shared", "rate"),
        ]
    )
    order = ["row", "rate", "one", "two"]
    return (
        both.sort(order, descending=[False, True, False, False])
        .with_columns(pl.int_range(pl.len()).over("row").alias("rank"))
        .filter(pl.col("rank") < MOST_CANDIDATES)
        .select("one", "two", "shared")
        .unique()
        .sort("one", "two")
    )
