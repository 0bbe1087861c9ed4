"""Give the date phrases and statements of articles: those that were read before, or else read now."""

from dataclasses import dataclass, field

import polars as pl

from timeline.options import EventOptions, TagOptions
from timeline.tables import in_order_of

COUNTED_FROM = ("dct_start", "dct_stop", "dct_best", "published_local")
"""What the reading of an article depends on beside its text."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """Hold articles as they were analysed, and what was found in them."""

    articles: pl.DataFrame
    mentions: pl.DataFrame
    statements: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Reading:
    """Read articles; what ``known`` holds is not read again, which is most of the time of dating."""

    tag: TagOptions = field(default_factory=TagOptions)
    events: EventOptions = field(default_factory=EventOptions)
    known: Analysed | None = None

    def mentions(self, articles: pl.DataFrame) -> pl.DataFrame:
        """Give the date phrases of articles, in their order."""
        from timeline.temporal import tag

        same, others = self._parted(articles)
        if self.known is None or same.is_empty():
            return tag(articles, self.tag)
        return _in_order(_of(self.known.mentions, same), tag(others, self.tag), articles)

    def statements(self, articles: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
        """Give what articles tell of, in their order; ``mentions`` are those of these articles."""
        from timeline.events import event_mentions

        same, others = self._parted(articles)
        if self.known is None or same.is_empty():
            return event_mentions(articles, mentions, self.events)
        new = event_mentions(others, _of(mentions, others), self.events)
        return _in_order(_of(self.known.statements, same), new, articles)

    def _parted(self, articles: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Part the articles that were analysed with the days they have here from the others."""
        if self.known is None:
            return articles.clear(), articles
        keys = ["article_id", *(name for name in COUNTED_FROM if name in articles.columns)]
        before = self.known.articles.select(keys)
        return (
            articles.join(before, on=keys, how="semi", nulls_equal=True, maintain_order="left"),
            articles.join(before, on=keys, how="anti", nulls_equal=True, maintain_order="left"),
        )


def _of(rows: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    return rows.join(articles.select("article_id"), on="article_id", how="semi", maintain_order="left")


def _in_order(known: pl.DataFrame, new: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    if new.is_empty():
        return known
    return in_order_of(pl.concat([known, new]), articles)
