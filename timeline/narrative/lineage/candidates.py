"""Pick the pairs of articles that are worth aligning, without looking at every pair.

Two articles are a candidate if they share enough rare words, rare pairs of neighbouring words or runs of five
words for the length of the shorter one. What stands in many articles is a common phrase of the story; it
leads only from the first of them to each other one, and from each to the next, so that cost grows with the
number of articles and not with its square, and a text that a hundred outlets printed is still found.
"""

import polars as pl

from timeline.narrative.lineage.documents import STEM

RUN = 5
MOST_ARTICLES = 40
FEWEST_ARTICLES = 8
"""Articles among which every pair is looked at if they share a rare feature; fewer in a large collection."""
PAIRED = 40_000
"""Articles times the articles of a rare feature: bounds the pairs."""
MOST_CANDIDATES = 30
"""Pairs an article enters into at most, the best first."""
LEAST_RATE = 0.08
"""Evidence a pair needs for each word of the shorter text. Of answers written after a source the least has
0.09, partly rewritten articles have 0.16 and more; of pairs of news articles one in a hundred has 0.07."""
LEAST_SHARED = 5.0
ENOUGH_SHARED = 40.0
"""Evidence with which a pair is looked at whatever its length: a paragraph in a long article."""
_WORD = r"[\p{L}\p{N}]+(?:[’'.,][\p{L}\p{N}]+)*"
_WEIGHTS = {"word": 1.0, "pair": 1.5, "run": 2.0}


def words(articles: pl.DataFrame) -> pl.DataFrame:
    """Give one row a word: the article's row (UInt32) and the stem."""
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


def candidates(articles: pl.DataFrame, told: pl.DataFrame, window_days: int | None) -> pl.DataFrame:
    """Give pairs of rows of ``articles`` (``one`` < ``two``, UInt32) with the evidence that they share.

    ``told`` are their ``words``; the order of the articles is that of time, so that the first of many is the
    earliest. Articles whose days are known to lie further apart than ``window_days`` are no pair.
    """
    most = min(MOST_ARTICLES, max(FEWEST_ARTICLES, PAIRED // max(articles.height, 1)))
    hashed = told.select("row", pl.col("stem").hash(1).alias("h"))
    found = [_pairs(hashed.select("row", pl.col("h").alias("key")), "word", most)]
    for kind, length in (("pair", 2), ("run", RUN)):
        found.append(_pairs(_grams(hashed, length), kind, most))
    pairs = (
        pl.concat(found)
        .group_by("one", "two")
        .agg(pl.col("weight").sum().alias("shared"))
        .filter(pl.col("shared") >= LEAST_SHARED)
    )
    lengths = told.group_by("row").agg(pl.len().alias("words"))
    return _best(_within(pairs, articles, window_days), lengths)


def _grams(hashed: pl.DataFrame, length: int) -> pl.DataFrame:
    """Give the runs of ``length`` words of each article."""
    key = pl.lit(0, dtype=pl.UInt64)
    for k in range(length):
        key = key ^ (pl.col("h").shift(-k) // (2 * k + 1)) * (k + 1)
    same = pl.col("row") == pl.col("row").shift(-(length - 1))
    return hashed.select("row", key.alias("key"), same.alias("same")).filter("same").select("row", "key")


def _pairs(features: pl.DataFrame, kind: str, most: int) -> pl.DataFrame:
    """Give pairs that share a feature, a row each, with its weight: the fewer have it, the more."""
    often = features.group_by("key").agg(pl.len().alias("n")).filter(pl.col("n") > 1).select("key")
    once = features.join(often, on="key", how="semi").unique()
    counts = once.group_by("key").agg(pl.len().alias("n"), pl.col("row").min().alias("first"))
    counts = counts.filter(pl.col("n") > 1)
    weight = (_WEIGHTS[kind] * 2 / (1 + pl.col("n").cast(pl.Float64).sqrt() / 2)).cast(pl.Float32)
    held = once.join(counts.with_columns(weight.alias("weight")), on="key")
    rare = held.filter(pl.col("n") <= most).select("key", "row", "weight")
    every = (
        rare.rename({"row": "one"})
        .join(rare.select("key", pl.col("row").alias("two")), on="key")
        .filter(pl.col("one") < pl.col("two"))
        .select("one", "two", "weight")
    )
    if kind != "run":
        return every
    common = held.filter(pl.col("n") > most).sort("key", "row")
    first = common.select(pl.col("first").alias("one"), pl.col("row").alias("two"), "weight")
    return pl.concat([every, first.filter(pl.col("one") < pl.col("two"))])


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
    rated = sized.with_columns((pl.col("shared") / pl.min_horizontal("a", "b").clip(40)).alias("rate"))
    rated = rated.filter((pl.col("rate") >= LEAST_RATE) | (pl.col("shared") >= ENOUGH_SHARED))
    both = pl.concat(
        [
            rated.select(pl.col("one").alias("row"), "one", "two", "shared", "rate"),
            rated.select(pl.col("two").alias("row"), "one", "two", "shared", "rate"),
        ]
    )
    return (
        both.sort(["row", "rate", "one", "two"], descending=[False, True, False, False])
        .with_columns(pl.int_range(pl.len()).over("row").alias("rank"))
        .filter(pl.col("rank") < MOST_CANDIDATES)
        .select("one", "two", "shared")
        .unique()
        .sort("one", "two")
    )
