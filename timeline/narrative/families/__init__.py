"""Put versions of one quotation into families and say how each differs from the first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from timeline.narrative.families.alike import Said, same, weights
from timeline.narrative.families.candidates import candidates
from timeline.narrative.families.changes import Version, compared
from timeline.narrative.families.projection import is_projected, projected
from timeline.narrative.families.wording import is_marked, named, surname, trimmed, wording
from timeline.options import FamilyOptions
from timeline.schema import QUOTES, VARIANTS

__all__ = ["Families", "families"]


_AROUND = 300
"""Code points before a quotation in which whoever says it is named."""
_READ = 3
"""Articles of the same words whose surroundings are read."""


@dataclass(frozen=True, slots=True)
class Families:
    """Hold QUOTES with ``family_id``, and VARIANTS rows of kind ``quote``."""

    quotes: pl.DataFrame
    variants: pl.DataFrame


def families(quotes: pl.DataFrame, articles: pl.DataFrame, options: FamilyOptions | None = None) -> Families:
    """Find versions of one quotation across articles.

    ``quotes`` gains rows: marked quotations that stand without marks in another article. ``family_id`` is the
    ``quote_id`` of the version that the others are compared with, the earliest in marks; null where nothing
    else in the collection says the same. Each row of ``variants`` compares that version (a) with another (b)
    in another article. The order of articles and quotations does not matter.
    """
    options = options or FamilyOptions()
    told = articles.filter(pl.col("included")) if "included" in articles.columns else articles
    days = dict(told.select("article_id", _day(told)).iter_rows())
    texts = dict(told.select("article_id", "text").iter_rows())
    # what an earlier run projected is found again, or no longer there
    quotes = quotes.filter(~is_projected()).with_columns(pl.lit(None, dtype=pl.String).alias("family_id"))
    rows = [row for row in quotes.iter_rows(named=True) if row["article_id"] in days]
    rows += projected(rows, told)
    rows.sort(key=lambda row: (row["article_id"], row["begin"], row["end"]))
    groups = _grouped(rows, days, texts, options)
    variants: list[dict[str, Any]] = []
    for group, beside in groups:
        if all(rows[i]["form"] == "indirect" for i in group):
            # two reports of what somebody said are no versions of words that nobody printed
            continue
        members = [_version(rows[i], days, texts) for i in group]
        first = min(members, key=_earliest)
        for version in members:
            version.row["family_id"] = first.row["quote_id"]
        also = [
            _version(rows[i], days, texts) for i in beside if rows[i]["article_id"] == first.row["article_id"]
        ]
        variants += compared(first, members, also)
    variants.sort(key=lambda row: (row["family_id"], row["b_id"], row["b_begin"]))
    return Families(_ordered(rows, quotes, articles), VARIANTS.frame(variants))


def _day(articles: pl.DataFrame) -> pl.Expr:
    names = [name for name in ("dct_best", "dct_start") if name in articles.columns]
    if names:
        return pl.coalesce(pl.col(name).cast(pl.Date) for name in names)
    return pl.lit(None, dtype=pl.Date).alias("day")


def _grouped(
    rows: Sequence[Mapping[str, Any]],
    days: Mapping[str, date | None],
    texts: Mapping[str, str],
    options: FamilyOptions,
) -> list[tuple[list[int], list[int]]]:
    """Join quotations: first those of the same words and speaker, then versions of each other.

    Gives each group with the quotations that its members are versions of as well: two may be run into one.
    """
    alike: dict[tuple[Any, ...], list[int]] = {}
    made = [wording(row["text"]) for row in rows]
    for i, row in enumerate(rows):
        key = (trimmed(made[i]), surname(row["speaker"]), is_marked(row["form"]), row["form"] == "indirect")
        if made[i].content:
            alike.setdefault(key, []).append(i)
    places = list(alike.values())
    distinct = []
    for members in places:
        known = sorted(day for i in members if (day := days[rows[i]["article_id"]]) is not None)
        first, last = (known[0], known[-1]) if known else (None, None)
        form, speaker = rows[members[0]]["form"], surname(rows[members[0]]["speaker"])
        near = frozenset().union(*(_near(rows[i], texts) for i in members[:_READ]))
        distinct.append(Said(made[members[0]], form, speaker, first, last, near))
    weighed = weights(distinct)
    edges: dict[int, list[int]] = {}
    for one, two in candidates(distinct, weighed):
        if same(distinct[one], distinct[two], weighed, options.window_days):
            edges.setdefault(one, []).append(two)
            edges.setdefault(two, []).append(one)
    joined: dict[int, list[int]] = {}
    beside: dict[int, list[int]] = {}
    leaders = _led(distinct, edges)
    for number, leader in leaders.items():
        if len(places[number]) == 1 or not _loose(distinct[number]):
            joined.setdefault(leader, []).extend(places[number])
            others = [two for two in edges.get(number, ()) if leaders[two] == two and two != leader]
            beside.setdefault(leader, []).extend(i for two in others for i in places[two])
    return [(sorted(group), sorted(set(beside[to]))) for to, group in joined.items() if len(group) > 1]


def _led(distinct: Sequence[Said], edges: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Give each quotation the one it is a version of: the first in marks that is directly like it.

    Likeness is not passed on: a chain of small likenesses would end in another remark.
    """

    def rank(number: int) -> tuple[Any, ...]:
        said = distinct[number]
        return (
            not is_marked(said.form),
            said.first or date.max,
            -len(said.made.words),
            said.made.words,
            number,
        )

    leaders: dict[int, int] = {}
    for number in sorted(range(len(distinct)), key=rank):
        own = [other for other in edges.get(number, ()) if leaders.get(other) == other]
        leaders[number] = min(own, key=rank, default=number)
    return leaders


def _near(row: Mapping[str, Any], texts: Mapping[str, str]) -> frozenset[str]:
    text, begin = texts[row["article_id"]], row["begin"]
    return named(text[max(0, begin - _AROUND) : begin]) | named(text[row["end"] : row["end"] + 60])


def _loose(said: Said) -> bool:
    """Say whether the same short words by nobody known are chance: "important" in two articles."""
    return said.speaker is None and len(said.made.content) < 3


def _version(row: dict[str, Any], days: Mapping[str, date | None], texts: Mapping[str, str]) -> Version:
    return Version(row, wording(row["text"]), days[row["article_id"]], texts[row["article_id"]])


def _earliest(version: Version) -> tuple[Any, ...]:
    """Order versions: in marks, then the earliest, then the longest."""
    row = version.row
    return (
        not version.quoted,
        version.day or date.max,
        -len(version.made.words),
        row["quote_id"],
    )


def _ordered(rows: Iterable[Mapping[str, Any]], quotes: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give rows in the order of articles, with those of articles that are left out as they were."""
    made = QUOTES.frame(rows)
    rest = quotes.filter(~pl.col("article_id").is_in(made["article_id"].unique().implode()))
    order = articles.select("article_id").with_row_index("_place")
    placed = pl.concat([made, rest.select(made.columns)]).join(order, on="article_id", how="left")
    return placed.sort("_place", "begin", "end", maintain_order=True).drop("_place")
