"""Name statements by where they stand in their article, and find them again in another build.

An anchor is ``article_id:begin-end``, with ``:title`` where the offsets count in the title, and ``#n`` only
where several statements share the sentence. Numbers of events change with a build, these do not.
"""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

Found = Mapping[str, tuple[str, ...]]
"""For each anchor that was found, its statements (``event_mention_id``)."""


def anchored(event_mentions: pl.DataFrame) -> pl.DataFrame:
    """Give statements (EVENT_MENTIONS) with ``sentence_anchor`` and ``anchor``.

    >>> from timeline.schema import EVENT_MENTIONS
    >>> row = {"event_mention_id": "a:0-9#0", "article_id": "a", "field": "text", "begin": 0, "end": 9}
    >>> anchored(EVENT_MENTIONS.frame([row]))["anchor"].item()
    'a:0-9'
    """
    sentence = pl.format(
        "{}:{}-{}{}",
        "article_id",
        "begin",
        "end",
        pl.when(pl.col("field") == "title").then(pl.lit(":title")).otherwise(pl.lit("")),
    )
    number = pl.col("event_mention_id").str.extract(r"#([^#]*)$").fill_null("")
    named = event_mentions.with_columns(sentence.alias("sentence_anchor"))
    several = pl.len().over("sentence_anchor") > 1
    exact = pl.concat_str("sentence_anchor", pl.lit("#"), number)
    return named.with_columns(pl.when(several).then(exact).otherwise("sentence_anchor").alias("anchor"))


def anchors(event_mentions: pl.DataFrame, mention_ids: Iterable[str]) -> list[str]:
    """Name statements by their anchors, in the order of their articles and places."""
    wanted = list(mention_ids)
    articles = event_mentions.filter(pl.col("event_mention_id").is_in(wanted))["article_id"].unique()
    near = event_mentions.filter(pl.col("article_id").is_in(articles.implode()))
    rows = anchored(near).filter(pl.col("event_mention_id").is_in(wanted))
    return rows.sort("article_id", "field", "begin", "anchor")["anchor"].unique(maintain_order=True).to_list()


def find(event_mentions: pl.DataFrame, wanted: Sequence[str]) -> Found:
    """Find the statements of anchors; what stands in no event (its article is left out) is not found."""
    asked = pl.DataFrame({"asked": sorted(set(wanted))}, schema={"asked": pl.String})
    asked = asked.with_columns(pl.col("asked").str.replace(r"#[^#]*$", "").alias("sentence_anchor"))
    ids = asked["sentence_anchor"].str.replace(r":\d+-\d+(:title)?$", "").unique()
    near = event_mentions.filter(pl.col("event_id").is_not_null()).filter(
        pl.col("article_id").is_in(ids.implode())
    )
    joined = anchored(near).join(asked, on="sentence_anchor", how="inner")
    exact = (pl.col("asked") == pl.col("sentence_anchor")) | (pl.col("asked") == pl.col("anchor"))
    rows = joined.filter(exact).sort("asked", "event_mention_id")
    grouped = rows.group_by("asked", maintain_order=True).agg("event_mention_id")
    return {anchor: tuple(found) for anchor, found in grouped.iter_rows()}
