"""Put the dates that articles give of one event into families, and say how each differs from the first.

Two dates are of one event where ``merge`` put their statements into one row of ``events``, or where lineage
aligns the sentences that they stand in and they stand at the same place.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from timeline.narrative.claims.date_words import KIND, Said, differs, note
from timeline.narrative.claims.dates import date_claims
from timeline.narrative.claims.wording import Wording
from timeline.schema import CLAIMS, VARIANTS
from timeline.tables import in_order_of

__all__ = ["DateFamilies", "date_families", "with_dates", "without_dates"]

Row = dict[str, Any]
Tables = Mapping[str, pl.DataFrame]

_ALIKE: Final = 0.5
"""Share of their words that two aligned sentences must have in common for their dates to be compared."""
_AROUND: Final = 48
"""Code points beside a date by which its place in a sentence is known."""
_BESIDE: Final = 2
"""Words beside a date that must be the same for it to stand at the same place."""
_TAKEN: Final = ("copy", "rewrite", "common_upstream", "version")
"""Kinds of lineage whose passages retell each other."""
_WORD: Final = re.compile(r"\w+")
_ORDER: Final = ("same", "rounded", "changed_comparator", "changed_value")
_LATE: Final = dt.date.max
_LIKE: Final[Mapping[str, tuple[float, float, float]]] = {
    "same": (0.4, 0.2, 0.2), "rounded": (0.5, 0.3, 0.3), "changed_comparator": (0.6, 0.4, 0.28),
}  # fmt: skip
"""Likeness of the words around two dates of one event from which they are of one thing; the second where the
verb is one too, the third where one article took from the other. Set by reading 200 pairs of news."""
_LIKE_CHANGED: Final = 0.55
_SOON: Final = 60
"""Days between two articles behind which other dates are those of another time of a series."""
_NEVER: Final = 10**6


@dataclass(frozen=True, slots=True)
class DateFamilies:
    """Hold CLAIMS of kind ``date`` with ``family_id``, and VARIANTS that compare them."""

    claims: pl.DataFrame
    variants: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Told:
    """Hold the dates found, the events that disagree on theirs, and pairs at one place of aligned sentences.

    ``linked`` are pairs of articles of which one took from the other, or both from a third.
    """

    rows: Sequence[Row]
    linked: frozenset[tuple[str, str]]
    disputed: frozenset[str]
    tied: frozenset[tuple[int, int]]
    near: Wording


def date_families(tables: Tables) -> DateFamilies:
    """Find the dates that articles give of events, and put those of one thing into families.

    ``tables`` holds articles, mentions, event_mentions, events and lineage. The order of articles does not
    matter.
    """
    found = date_claims(tables["event_mentions"], tables["mentions"], tables["articles"])
    told = _told(found, tables)
    ids: dict[str, str] = {}
    made: list[Row] = []
    for members in _grouped(told):
        rest = members
        while len(rest) > 1:
            lead = told.rows[rest[0]]
            rows, kept = _compared(told, rest)
            if rows:
                made += rows
                ids |= {told.rows[i]["claim_id"]: lead["claim_id"] for i in kept}
            rest = [i for i in rest[1:] if i not in kept]
    made.sort(key=lambda row: (row["family_id"], row["b_id"], row["b_begin"]))
    family = pl.col("claim_id").replace_strict(ids, default=None, return_dtype=pl.String)
    dates = found.select(CLAIMS.schema.names()).with_columns(family.alias("family_id"))
    return DateFamilies(dates, VARIANTS.frame(made))


def with_dates(tables: Tables, dates: DateFamilies) -> dict[str, pl.DataFrame]:
    """Give the tables claims and variants with these dates in place of those they have.

    ``tables`` holds claims, variants and articles.
    """
    claims = pl.concat([without_dates(tables["claims"]), dates.claims])
    variants = _of_numbers(tables["claims"], tables["variants"])
    return {
        "claims": in_order_of(claims.sort("begin", "end", maintain_order=True), tables["articles"]),
        "variants": pl.concat([variants, dates.variants]),
    }


def without_dates(claims: pl.DataFrame) -> pl.DataFrame:
    """Give CLAIMS without dates: they rest on events, which may be others now."""
    return claims.filter(pl.col("kind") != KIND)


def _of_numbers(claims: pl.DataFrame, variants: pl.DataFrame) -> pl.DataFrame:
    """Give VARIANTS without those of dates."""
    families = claims.filter(pl.col("kind") == KIND)["family_id"].drop_nulls().unique()
    if families.is_empty():
        return variants
    of_dates = (pl.col("kind") == "number") & pl.col("family_id").is_in(families.implode())
    return variants.filter(~of_dates.fill_null(False))


def _told(found: pl.DataFrame, tables: Tables) -> _Told:
    """Read the dates that can be in a family: of events of several articles, or in aligned passages."""
    lineage = tables["lineage"].filter(pl.col("kind").is_in(_TAKEN))
    several = pl.col("article_id").n_unique().over("event_id") > 1
    linked = pl.col("article_id").is_in(pl.concat([lineage["source_id"], lineage["target_id"]]).implode())
    kept = found.filter((several & pl.col("event_id").is_not_null()) | linked)
    days = tables["articles"].select("article_id", "dct_best").unique("article_id", keep="first")
    kept = kept.join(days, on="article_id", how="left").sort("article_id", "begin", "end")
    texts = dict(
        tables["articles"]
        .filter(pl.col("article_id").is_in(kept["article_id"].unique().implode()))
        .select("article_id", "text")
        .iter_rows()
    )
    rows = kept.select(
        "claim_id", "article_id", "begin", "end", "value", "unit", "comparator", "event_id", "dct_best",
        "found_event_id", "subject", "predicate", "sentence_begin", "sentence_end",
    ).to_dicts()  # fmt: skip
    for row in rows:
        row["phrase"] = " ".join(texts[row["article_id"]][row["begin"] : row["end"]].split())
        row["said"] = Said.of(row["value"], row["unit"], row["comparator"])
    events = tables["events"]
    disputed = frozenset(events.filter("conflict")["event_id"])
    pairs = frozenset(lineage.select("source_id", "target_id").iter_rows())
    return _Told(rows, pairs, disputed, frozenset(_aligned(rows, lineage, texts)), Wording(rows, texts))


def _grouped(told: _Told) -> Iterator[list[int]]:
    """Give the dates of one event as places in ``told.rows``, the first report first; of two articles."""
    rows = told.rows
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    pairs = sorted(told.tied)
    for i, row in enumerate(rows):
        if row["event_id"] is not None:
            pairs.append((first.setdefault(row["event_id"], i), i))
    for one, other in pairs:
        a, b = sorted((root(one), root(other)))
        parent[b] = a
    groups: dict[int, list[int]] = {}
    for i in range(len(rows)):
        groups.setdefault(root(i), []).append(i)
    for members in groups.values():
        if len({rows[i]["article_id"] for i in members}) > 1:
            yield sorted(members, key=lambda i: _order(rows[i]))


def _order(row: Row) -> tuple[dt.date, str, int]:
    return row["dct_best"] or _LATE, row["article_id"], row["begin"]


def _compared(told: _Told, members: Sequence[int]) -> tuple[list[Row], set[int]]:
    """Compare the first report with one date of each other article: (rows of VARIANTS, places in the family).

    Of several dates in an article the nearest to the first counts.
    """
    lead = members[0]
    first = told.rows[lead]
    nearest: dict[str, tuple[int, int, str]] = {}
    for i in members:
        other = told.rows[i]
        change = differs(first["said"], other["said"])
        if other["article_id"] == first["article_id"] or change is None or not _surely(told, lead, i, change):
            continue
        rank = _ORDER.index(change)
        if other["article_id"] not in nearest or rank < nearest[other["article_id"]][0]:
            nearest[other["article_id"]] = (rank, i, change)
    kept = {lead, *(i for _, i, _ in nearest.values())}
    return [_row(first, told.rows[i], change) for _, i, change in nearest.values()], kept


def _surely(told: _Told, lead: int, other: int, change: str) -> bool:
    """Say whether two dates are of the same thing: the ends of a chain of statements may not be."""
    one, two = told.rows[lead], told.rows[other]
    like, verb = told.near.likeness(lead, other), told.near.one_verb(lead, other)
    tied = (lead, other) in told.tied or (other, lead) in told.tied
    if change == "changed_value":
        known = one["dct_best"] is not None and two["dct_best"] is not None
        apart = abs((one["dct_best"] - two["dct_best"]).days) if known else _NEVER
        disputed = one["event_id"] == two["event_id"] and one["event_id"] in told.disputed
        # The same words for two dates are those of two articles of different days: see issue = copied.
        other_words = one["phrase"].lower() != two["phrase"].lower()
        return (tied or (disputed and verb)) and other_words and apart <= _SOON and like >= _LIKE_CHANGED
    if tied:
        return True
    equal = one["value"] == two["value"] and one["unit"] == two["unit"]
    if change == "changed_comparator" and not (equal or verb):
        return False
    articles = (one["article_id"], two["article_id"])
    linked = articles in told.linked or articles[::-1] in told.linked
    plain, of_verb, of_link = _LIKE[change]
    return like >= min(plain, of_verb if verb else plain, of_link if linked else plain)


def _row(first: Row, other: Row, change: str) -> Row:
    return {
        "kind": "number",
        "family_id": first["claim_id"],
        "a_id": first["article_id"],
        "a_begin": first["begin"],
        "a_end": first["end"],
        "b_id": other["article_id"],
        "b_begin": other["begin"],
        "b_end": other["end"],
        "changed": change != "same",
        "change": change,
        "note": note(change, first, other),
    }


def _aligned(
    rows: Sequence[Row], lineage: pl.DataFrame, texts: Mapping[str, str]
) -> Iterable[tuple[int, int]]:
    """Pair the dates that stand at the same place of aligned sentences."""
    by_article: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        by_article.setdefault(row["article_id"], []).append(i)
    for source, target, passages in lineage.select("source_id", "target_id", "passages").iter_rows():
        ours, theirs = by_article.get(source), by_article.get(target)
        if not ours or not theirs:
            continue
        for p in passages:
            a = [i for i in ours if p["source_begin"] <= rows[i]["begin"] < p["source_end"]]
            b = [i for i in theirs if p["target_begin"] <= rows[i]["begin"] < p["target_end"]]
            if a and b and _retells(texts[source], texts[target], p):
                pairs = _at_one_place(rows, a, b, (texts[source], texts[target]))
                yield from ((i, k) for i, k in pairs if not _split(rows[i], rows[k]))


def _split(one: Row, other: Row) -> bool:
    """Say whether a person took two statements apart that had been merged."""
    found = one["found_event_id"]
    return found is not None and found == other["found_event_id"] and one["event_id"] != other["event_id"]


def _retells(source: str, target: str, passage: Mapping[str, int]) -> bool:
    """Say whether two aligned passages share enough words."""
    one = _WORD.findall(source[passage["source_begin"] : passage["source_end"]].lower())
    two = _WORD.findall(target[passage["target_begin"] : passage["target_end"]].lower())
    shared = sum((Counter(one) & Counter(two)).values())
    return 2 * shared >= _ALIKE * (len(one) + len(two))


def _at_one_place(
    rows: Sequence[Row], ours: Sequence[int], theirs: Sequence[int], texts: tuple[str, str]
) -> Iterator[tuple[int, int]]:
    """Pair dates by the words beside them, or because each is the only one in its passage."""
    if len(ours) == len(theirs) == 1:
        yield ours[0], theirs[0]
        return
    for i in ours:
        for k in theirs:
            if _beside(texts[0], rows[i], texts[1], rows[k]) >= _BESIDE:
                yield i, k


def _beside(one: str, a: Row, two: str, b: Row) -> int:
    """Count the words that are the same right before and right behind two dates."""
    count = 0
    for mine, theirs in (
        (_WORD.findall(one[max(0, a["begin"] - _AROUND) : a["begin"]].lower())[::-1],
         _WORD.findall(two[max(0, b["begin"] - _AROUND) : b["begin"]].lower())[::-1]),
        (_WORD.findall(one[a["end"] : a["end"] + _AROUND].lower()),
         _WORD.findall(two[b["end"] : b["end"] + _AROUND].lower())),
    ):  # fmt: skip
        for x, y in zip(mine, theirs, strict=False):
            if x != y:
                break
            count += 1
    return count
