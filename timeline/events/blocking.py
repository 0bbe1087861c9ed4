"""Choose the pairs of statements that are worth a look: common time and a common word, never all pairs."""

import datetime as dt

import polars as pl

NARROW_DAYS = 10
"""Statements of at most so many days meet on the days that they cover: a week, a lead's week, a day."""
MIDDLE_DAYS = 100
"""Up to so many days they meet in the months that they cover; wider ones need a rare word."""
MAX_DAY_ITEMS = 150
"""A word in more statements of one day than this brings no two of them together ..."""
MAX_MONTH_ITEMS = 80
"""... nor one in more than this of a month ..."""
MAX_WIDE_ITEMS = 50
"""... nor one in more than this altogether, for statements of years and with open ends."""
ECHO_DAYS = 11
"""Statements with contradicting dates are compared if published within this many days ..."""
ECHO_TERMS = 7
"""... by their rarest words, so many of each ..."""
MAX_ECHO_ITEMS = 20
"""... that at most this many statements of that time have ..."""
SHARED_ECHOES = 3
"""... and of which they share at least so many."""


def candidates(items: pl.DataFrame, weights: pl.DataFrame, least: float) -> pl.DataFrame:
    """Give the pairs ``a < b`` of items whose times meet and whose sentences are at least ``least`` alike.

    ``items`` has ``item``, ``lo`` and ``hi``; ``weights`` has ``item``, ``term`` and ``weight``, of length
    one an item, so that the sum of products over common terms is the likeness. Very common terms are left
    out here; the likeness is worked out fully later.
    """
    spans = items.select(
        "item",
        "lo",
        "hi",
        ((pl.col("hi") - pl.col("lo")) <= dt.timedelta(days=NARROW_DAYS)).alias("narrow"),
        ((pl.col("hi") - pl.col("lo")) <= dt.timedelta(days=MIDDLE_DAYS)).alias("middle"),
    )
    last = pl.col("hi") - pl.duration(microseconds=1)
    narrow = _keyed(
        spans.filter("narrow"), weights, pl.date_ranges(pl.col("lo").dt.date(), last.dt.date()), MAX_DAY_ITEMS
    )
    months = pl.date_ranges(pl.col("lo").dt.date().dt.month_start(), last.dt.date(), interval="1mo")
    middle = _keyed(spans.filter("middle"), weights, months, MAX_MONTH_ITEMS)
    wide = _keyed(spans, weights, pl.concat_list(pl.lit(dt.date(1, 1, 1))), MAX_WIDE_ITEMS)
    found = [
        _pairs(narrow, narrow, "narrow", least),
        _pairs(middle.filter(~pl.col("narrow")), middle, "middle", least),
        _pairs(wide.filter(~pl.col("middle")), wide, "wide", least),
    ]
    return pl.concat(found).select("a", "b").unique().sort("a", "b")


def _keyed(spans: pl.DataFrame, weights: pl.DataFrame, keys: pl.Expr, cap: int) -> pl.DataFrame:
    """Give one row an item, term and key (day, month), without terms that too many items of a key have."""
    covered = spans.with_columns(keys.alias("key")).explode("key")
    covered = covered.with_columns((pl.col("key") == pl.col("key").min().over("item")).alias("opens"))
    long = weights.join(covered, on="item")
    return long.filter(pl.len().over("term", "key") <= cap)


def _pairs(left: pl.DataFrame, right: pl.DataFrame, kind: str, least: float) -> pl.DataFrame:
    """Join two sides on term and key; each pair meets once a term: on the first day of the later one."""
    one = left.select("term", "key", "item", "weight", "opens", "lo", "hi", kind_of(kind))
    two = right.select("term", "key", "item", "weight", "opens", "lo", "hi", kind_of(kind))
    both = one.join(two, on=["term", "key"], suffix="_b")
    once = (pl.col("item") < pl.col("item_b")) | ~pl.col("same_side_b")
    both = both.filter(
        (pl.col("item") != pl.col("item_b"))
        & once
        & (pl.col("opens") | pl.col("opens_b"))
        & (pl.col("lo") < pl.col("hi_b"))
        & (pl.col("lo_b") < pl.col("hi"))
    )
    pairs = both.select(
        pl.min_horizontal("item", "item_b").alias("a"),
        pl.max_horizontal("item", "item_b").alias("b"),
        (pl.col("weight") * pl.col("weight_b")).alias("like"),
    )
    return pairs.group_by("a", "b").agg(pl.col("like").sum()).filter(pl.col("like") >= least)


def kind_of(kind: str) -> pl.Expr:
    """Mark the rows that are on both sides of a join, so that their pairs are made once."""
    if kind == "narrow":
        return pl.lit(True).alias("same_side")
    return (~pl.col("narrow" if kind == "middle" else "middle")).alias("same_side")


def same_kind(items: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs ``a < b`` of one day of which one names an event by its noun and the other's headline
    has that noun too, whatever else they tell.

    ``items`` also has ``nominal`` and ``kind``, the term of its predicate; ``heads`` are the weights of
    headlines.
    """
    day = (pl.col("hi") - pl.col("lo")) <= dt.timedelta(days=1)
    days = items.filter(day).select("item", "lo", "hi", "kind", "nominal")
    named = days.filter("nominal").filter(pl.len().over("lo", "hi", "kind") <= MAX_DAY_ITEMS)
    telling = heads.join(days.select("item", "lo", "hi"), on="item").select(
        "item", "lo", "hi", pl.col("term").cast(pl.String).alias("kind")
    )
    telling = telling.filter(pl.len().over("lo", "hi", "kind") <= MAX_DAY_ITEMS)
    both = named.join(telling, on=["lo", "hi", "kind"], suffix="_b").filter(
        pl.col("item") != pl.col("item_b")
    )
    ends = ("item", "item_b")
    return both.select(pl.min_horizontal(ends).alias("a"), pl.max_horizontal(ends).alias("b")).unique()


def echoes(items: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs ``a < b`` without common time whose sentences are much alike, published together.

    They share rare words, and stand for contradicting dates or for stale copies.
    """
    days = items.select("item", "lo", "hi", "published").filter(pl.col("published").is_not_null())
    bucket = pl.col("published").dt.epoch("d") // ECHO_DAYS
    days = days.with_columns(pl.concat_list(bucket, bucket + 1).alias("key")).explode("key")
    rare = weights.filter(pl.col("weight").rank("ordinal", descending=True).over("item") <= ECHO_TERMS)
    long = rare.select("item", "term").join(days, on="item")
    long = long.filter(pl.len().over("term", "key") <= MAX_ECHO_ITEMS).sort("item", "term", "key")
    both = long.join(long, on=["term", "key"], suffix="_b")
    apart = (pl.col("lo") >= pl.col("hi_b")) | (pl.col("lo_b") >= pl.col("hi"))
    both = both.filter((pl.col("item") < pl.col("item_b")) & apart)
    # A pair may meet in two buckets.
    shared = both.group_by(pl.col("item").alias("a"), pl.col("item_b").alias("b")).agg(
        pl.col("term").n_unique()
    )
    return shared.filter(pl.col("term") >= SHARED_ECHOES).select("a", "b").sort("a", "b")
