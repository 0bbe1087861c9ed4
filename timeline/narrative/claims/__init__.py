"""Find checkable quantities in articles (``claims``): the per-article stage of the ``claims`` table."""

from typing import Any

import polars as pl

from timeline.events.mentions import is_read
from timeline.narrative.claims.finding import of_article
from timeline.schema import CLAIMS

__all__ = ["claims"]


def claims(
    articles: pl.DataFrame, mentions: pl.DataFrame | None = None, quotes: pl.DataFrame | None = None
) -> pl.DataFrame:
    """List the quantities that articles claim (CLAIMS, without ``family_id``: that needs all articles).

    It sees nothing but its batch: claims(a + b) is claims(a) + claims(b). Articles in languages whose claims
    are not read yield none. ``mentions`` are date phrases (MENTIONS) of the batch: a number in one that
    names a day or a time is no claim. ``quotes`` (QUOTES) are its quotations: who speaks in one also says the
    number in it, and need not be looked for again.
    """
    dates, known = _dates(mentions), _speakers(quotes)
    rows: list[dict[str, Any]] = []
    for article_id, text, lang in articles.select("article_id", "text", "lang").iter_rows():
        if text and is_read(lang):
            taken = dates.get(article_id, ())
            rows += (
                row
                for row in of_article(article_id, text, known.get(article_id, {}))
                if not any(b < row["end"] and row["begin"] < e for b, e in taken)
            )
    return CLAIMS.frame(rows)


def _dates(mentions: pl.DataFrame | None) -> dict[str, list[tuple[int, int]]]:
    """Give the spans of phrases that name a day or time, by article: those of durations are claims."""
    if mentions is None:
        return {}
    named = mentions.filter(
        (pl.col("field") == "text")
        & pl.col("type").is_in(["DATE", "TIME"])
        & ~pl.col("value").str.starts_with("P")
    )
    out: dict[str, list[tuple[int, int]]] = {}
    for article_id, begin, end in named.select("article_id", "begin", "end").iter_rows():
        out.setdefault(article_id, []).append((begin, end))
    return out


def _speakers(quotes: pl.DataFrame | None) -> dict[str, dict[int, str]]:
    """Give the names of those who speak, by article and by where the source stands."""
    out: dict[str, dict[int, str]] = {}
    if quotes is not None:
        named = quotes.filter(pl.col("speaker").is_not_null())
        for article_id, begin, name in named.select("article_id", "speaker_begin", "speaker").iter_rows():
            out.setdefault(article_id, {})[begin] = name
    return out
