"""Find the words of frames in articles, each article by itself."""

from collections.abc import Mapping, Sequence

import polars as pl

from timeline.narrative.frames.dictionary import needles, plained

USES = {"article_id": pl.String(), "name": pl.String(), "term": pl.String(), "uses": pl.Int64()}


def uses(articles: pl.DataFrame, dictionary: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Count the terms of each frame in each article: (article_id, name, term, uses).

    Headline and text count together. It sees one article at a time: what it gives for some articles
    does not depend on the others.
    """
    text = pl.concat_str(
        [pl.lit(" "), pl.col("title").fill_null(""), pl.lit("\n"), pl.col("text").fill_null(""), pl.lit(" ")]
    )
    return found_in(articles.select("article_id", text.alias("text")), dictionary)


def found_in(texts: pl.DataFrame, dictionary: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Count the terms in texts of a column ``text`` that begin and end with a blank."""
    pairs = [
        (sought, name, term) for name, own in dictionary.items() for sought, term in needles(own).items()
    ]
    if not pairs or texts.is_empty():
        return pl.DataFrame(schema=USES)
    known = pl.DataFrame(pairs, schema=["sought", "name", "term"], orient="row")
    patterns = known["sought"].unique().sort().to_list()
    return (
        texts.select(
            "article_id",
            plained(pl.col("text")).str.extract_many(patterns, overlapping=True).alias("sought"),
        )
        .explode("sought", empty_as_null=True)
        .drop_nulls("sought")
        .group_by("article_id", "sought")
        .len()
        .join(known, on="sought")
        .select("article_id", "name", "term", pl.col("len").cast(pl.Int64).alias("uses"))
        .sort("article_id", "name", "term")
    )


def framed(found: pl.DataFrame, least: int, different: int) -> pl.DataFrame:
    """Give the articles that use a frame: (article_id, name, terms, uses), the terms used most first."""
    return (
        found.sort("article_id", "name", "uses", "term", descending=[False, False, True, False])
        .group_by("article_id", "name", maintain_order=True)
        .agg(pl.col("term").alias("terms"), pl.col("uses").sum())
        .filter((pl.col("uses") >= least) & (pl.col("terms").list.len() >= different))
    )


def dense(used: pl.DataFrame, articles: pl.DataFrame, characters: int) -> pl.DataFrame:
    """Keep what an article uses at least once in so many of its characters: a long text has every word."""
    length = articles.select("article_id", pl.col("text").fill_null("").str.len_chars().alias("_length"))
    kept = used.join(length, on="article_id", maintain_order="left")
    return kept.filter(pl.col("uses") * characters >= pl.col("_length")).drop("_length")
