"""Find the sentences behind events, with who published them when."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from timeline import words
from timeline.exports.material import Material
from timeline.exports.sharing import excerpt
from timeline.options import ExportOptions

_BULLET: Final = re.compile(r"^[-–—•*·▪►]\s+")
_BASIS: Final = {"stated": 0, "carried": 1, "publication": 2}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold one sentence behind an event and its article's outlet, day, headline and address."""

    article_id: str
    sentence: str
    outlet: str
    published: str
    title: str
    url: str

    @property
    def credit(self) -> str:
        """Say who published it and when."""
        return ", ".join(part for part in (self.outlet, self.published) if part)


def evidence(
    material: Material, event_ids: Sequence[str], options: ExportOptions, per_event: int = 3
) -> dict[str, list[Evidence]]:
    """Give for each event the best sentences of different articles, the earliest of equal ones first.

    A date in the sentence itself goes before one carried over, and that before the publication day.
    """
    names = outlet_names(material.table("outlets"))
    statements = material.table("event_mentions").filter(pl.col("event_id").is_in(list(event_ids)))
    articles = {
        row["article_id"]: {**row, "outlet": names.get(row["source"], row["source"])}
        for row in material.table("articles")
        .filter(pl.col("article_id").is_in(statements["article_id"].unique().implode()))
        .select("article_id", "title", "text", "source", "url", "dct_start", "dct_stop", "dct_best")
        .iter_rows(named=True)
    }
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in statements.iter_rows(named=True):
        if row["article_id"] in articles:
            grouped[row["event_id"]].append(row)
    return {event_id: _best(rows, articles, options, per_event) for event_id, rows in grouped.items()}


def outlet_names(outlets: pl.DataFrame) -> dict[str, str]:
    """Give the name that people see for each ``source``."""
    pairs = outlets.select("source", "name").iter_rows()
    return {source: name or source for source, name in pairs if source is not None}


def sentence(row: dict[str, Any], article: dict[str, Any]) -> str:
    """Give the words of a statement on one line, without the bullet of a list."""
    text = article["title"] if row["field"] == "title" else article["text"]
    return _BULLET.sub("", " ".join((text or "")[row["begin"] : row["end"]].split()))


def _best(
    rows: list[dict[str, Any]], articles: dict[str, dict[str, Any]], options: ExportOptions, per_event: int
) -> list[Evidence]:
    def rank(row: dict[str, Any]) -> tuple[Any, ...]:
        best = articles[row["article_id"]]["dct_best"]
        return (
            _BASIS.get(row["basis"], 3),
            row["field"] == "title",
            best is None,
            best.toordinal() if best else 0,
            row["event_mention_id"],
        )

    seen: set[str] = set()
    said: set[str] = set()
    chosen = []
    for row in sorted(rows, key=rank):
        article = articles[row["article_id"]]
        text = sentence(row, article)
        if not text or row["article_id"] in seen or text in said:
            continue
        seen.add(row["article_id"])
        said.add(text)
        chosen.append(_evidence(text, article, options))
        if len(chosen) == per_event:
            break
    return chosen


def _evidence(text: str, article: dict[str, Any], options: ExportOptions) -> Evidence:
    known = words.published(article["dct_start"], article["dct_stop"])
    return Evidence(
        article_id=article["article_id"],
        sentence=excerpt(text, options),
        outlet=article["outlet"] or "",
        published="" if known == words.NO_DATE else known,
        title=article["title"] or "",
        url=article["url"] or "",
    )
