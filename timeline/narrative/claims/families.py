"""Put the claims of one number in different articles into families, and say how each differs."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from timeline.narrative.claims.belonging import Belonging, belonging
from timeline.narrative.claims.candidates import RATIO, Stems, Told, common, leveled, told
from timeline.narrative.claims.drift import UNNAMED, digits, relation
from timeline.narrative.claims.gathering import gathered, meant
from timeline.narrative.claims.lexicon import english
from timeline.narrative.claims.nearness import Nearness, nearness
from timeline.narrative.claims.notes import note
from timeline.narrative.claims.pairing import ALIKE_CHANGED, alike, compatible
from timeline.narrative.claims.reference import Reference, matched
from timeline.schema import CLAIMS, VARIANTS

__all__ = ["ClaimFamilies", "claim_families"]

_PASSAGE_RATIO = 3.0
_APPOSED = 220
"""Code points between a sum and "a fraction of the cost" that is said of it."""
_LATE = date.max
_ROUNDS = 2
_LEAST: Mapping[tuple[str, str], float] = {
    ("changed_value", "money"): 0.3,
    **{("changed_value", kind): ALIKE_CHANGED for kind in ("percent", "count", "duration", "rank")},
    ("rounded", "money"): 0.1,
    ("rounded", "percent"): ALIKE_CHANGED,
    **{("rounded", kind): 0.3 for kind in ("count", "duration")},
}
"""Likeness to the first report that a change must have to be told, by change and kind: 19 states are seldom
the 20 states of another article, $391 million mostly are its $400 million."""
_FAR_DAYS, _LATER_DAYS, _WEEK, _POLL_DAYS = 180, 90, 7, 3
"""Days from the first report behind which a number may be another one, the more so the later."""
_FAR: Mapping[str, float] = {"percent": 0.25, "duration": 0.2, "money": 0.1, "count": 0.1}
"""Likeness to the first report by which it is the same number long after."""
_FAR_CHANGED = 2.0
"""So many times that likeness is asked where the number changed as well."""
_OTHER_VALUE, _LIKE_UNDATED, _MONTH = ("rounded", "changed_value"), 0.55, 30
"""Likeness that another value must have where one day is not known, or a percentage is of another month."""
_NEVER, _ANEW = 2.0, 3.0
"""No likeness is so much: only what was taken from the first report is the same, or not even that."""
_POINTS, _LIKE_POINTS = "percentage points", 0.45
_LIKE_PERCENT, _LIKE_ROUND_PERCENT = 0.15, 0.3
_LIKE_SMALL, _SMALL = 0.2, 1000
_LIKE_MONEY, _LIKE_DURATION, _LIKE_COUNT = 0.06, 0.1, 0.1
"""Likeness to the first report by which equal numbers are one: points and round percentages are everywhere,
counts below a thousand too. All of these were set by reading 180 rows of 12,000 articles."""


@dataclass(frozen=True, slots=True)
class ClaimFamilies:
    """Hold CLAIMS with ``family_id``, and VARIANTS rows of kind ``number``."""

    claims: pl.DataFrame
    variants: pl.DataFrame


def claim_families(
    claims: pl.DataFrame,
    articles: pl.DataFrame,
    lineage: pl.DataFrame | None = None,
    references: Sequence[Reference] = (),
) -> ClaimFamilies:
    """Find the claims of one number across articles.

    ``family_id`` is the ``claim_id`` of its first report; null where no other article gives the number. Each
    row of ``variants`` compares the first report (a) with another (b); drift is measured from a reference
    value where one fits, else from the first report. The order of articles and claims does not matter.
    """
    claims = claims.with_columns(pl.lit(None, dtype=pl.String).alias("family_id"))
    found = _told(claims, articles, lineage)
    near = nearness(found)
    tied = set(_aligned(found, lineage, near)) if lineage is not None else set()
    joined = _grouped(found, near, tied)
    told_of = belonging(found, joined, near)
    parts = [part for group in joined for part in _parted(found, group, near, tied, told_of)]
    groups = _settled(found, parts, near, tied)
    belong = belonging(found, groups, near)
    ids: dict[str, str] = {}
    right: dict[str, Reference] = {}
    rows: list[dict[str, Any]] = []
    for ordered in groups:
        lead = _lead(found, ordered)
        members, first = [found[i] for i in ordered], found[lead]
        ids |= {m.row["claim_id"]: first.row["claim_id"] for m in members}
        known = matched(members, references)
        if known is not None:
            right[first.row["claim_id"]] = known
        rows += [
            row
            for i, row in _compared(found, lead, ordered, known)
            if known is not None
            or (
                _surely(lead, i, near, tied, _least(row["change"], first, found[i]))
                and belong.tells(lead, i, row["change"])
            )
        ]
    rows.sort(key=lambda r: (r["family_id"], r["b_id"], r["b_begin"]))
    families = [ids.get(claim_id) for claim_id in claims["claim_id"]]
    known_of = [right.get(family) if family is not None else None for family in families]
    marked = claims.with_columns(
        pl.Series("family_id", families, dtype=pl.String),
        pl.Series("reference", [k.value if k else None for k in known_of], dtype=pl.Float64),
        pl.Series("reference_source", [k.source if k else None for k in known_of], dtype=pl.String),
    )
    return ClaimFamilies(marked.select(list(CLAIMS.schema)), VARIANTS.frame(rows))


def _lead(found: Sequence[Told], ordered: Sequence[int]) -> int:
    """Give the first report of a number, in a family in the order of days."""
    return next((i for i in ordered if found[i].row["value"] is not None), ordered[0])


def _parted(
    found: Sequence[Told],
    group: Sequence[int],
    near: Nearness,
    tied: Set[tuple[int, int]],
    belong: Belonging,
) -> Iterable[list[int]]:
    """Cut a chain of reports where long after the first the same number is told of something else."""
    rest = sorted(group, key=lambda i: _order(found[i]))
    while rest:
        lead = _lead(found, rest)
        kept = [
            i
            for i in rest
            if i == lead
            or (least := _least("same", found[lead], found[i])) is None
            or (least < _NEVER and belong.known(i))
            or _surely(lead, i, near, tied, least)
        ]
        if len({found[i].row["article_id"] for i in kept}) > 1:
            yield kept
        rest = [i for i in rest if i not in set(kept)]


def _settled(
    found: Sequence[Told], parts: Sequence[Sequence[int]], near: Nearness, tied: Set[tuple[int, int]]
) -> list[list[int]]:
    """Leave out of each family what is not told like its rest; what was left out may be one of its own."""
    out: list[list[int]] = []
    for _ in range(_ROUNDS):
        belong = belonging(found, parts, near)
        left: list[list[int]] = []
        for whole in parts:
            part = belong.begun(whole)
            lead = _lead(found, part)
            kept = [i for i in part if i == lead or _likely(found, (lead, i), tied, belong)]
            rest = [i for i in whole if i not in set(kept)]
            out += [kept] if _several(found, kept) else []
            left += [rest] if _several(found, rest) else []
        parts = left
    return out


def _several(found: Sequence[Told], members: Sequence[int]) -> bool:
    """Say whether claims are of more than one article."""
    return len({found[i].row["article_id"] for i in members}) > 1


def _likely(
    found: Sequence[Told], pair: tuple[int, int], tied: Set[tuple[int, int]], belong: Belonging
) -> bool:
    """Say whether a claim is of the number of its family: taken from the first report, or told alike."""
    lead, other = pair
    if pair in tied or (other, lead) in tied:
        return True
    return belong.likely(lead, other, changed(found[other].row, found[lead].row, None))


def _least(change: str, first: Told, other: Told) -> float | None:
    """Give how alike the words of a report must be to those of the first; None where the number tells."""
    row, days = first.row, _days(first, other)
    if (days > _POLL_DAYS or change in _OTHER_VALUE) and _repeats(first, other, change):
        return _ANEW if days > _POLL_DAYS and first.day and other.day else _NEVER
    least = max(_LEAST.get((change, row["kind"]), 0.0), _least_of_kind(row, days))
    if days > _FAR_DAYS and row["kind"] in _FAR and first.day and other.day:
        least = max(least, _FAR[row["kind"]] * (1.0 if change == "same" else _FAR_CHANGED))
    if change in _OTHER_VALUE and (days == float("inf") or (row["kind"] == "percent" and days > _MONTH)):
        return max(least, _LIKE_UNDATED)
    return least or None


def _repeats(first: Told, other: Told, change: str) -> bool:
    """Say whether a percentage is of a poll or of what is counted every month, a count of who was asked."""
    kind = first.row["kind"]
    if kind == "count":
        asked = not _repeated().isdisjoint(map(leveled, (first.row["unit"] or "").lower().split()))
        return (asked or change in _OTHER_VALUE) and not _repeated().isdisjoint(first.near & other.near)
    return kind == "percent" and not _repeated().isdisjoint(first.stems | other.stems)


@cache
def _repeated() -> frozenset[str]:
    return frozenset(map(leveled, english().lists["repeated.words"]))


def _days(first: Told, other: Told) -> float:
    """Give the days between two reports; more than any where only one is known."""
    if first.day and other.day:
        return float(abs((first.day - other.day).days))
    return float("inf") if first.day or other.day else 0.0


def _least_of_kind(row: Mapping[str, Any], days: float) -> float:
    """Give how alike the words must be around numbers of this kind, so many days apart."""
    if row["unit"] == _POINTS:
        return _LIKE_POINTS
    if row["value"] is None:
        return 0.0
    if row["kind"] == "percent" and days > _WEEK:
        return _LIKE_PERCENT if digits(row["value"]) > 1 else _LIKE_ROUND_PERCENT
    if row["kind"] == "money" and days > _LATER_DAYS:
        return _LIKE_MONEY
    if row["kind"] == "count" and days > _LATER_DAYS:
        return _LIKE_SMALL if days > _FAR_DAYS and row["value"] < _SMALL else _LIKE_COUNT
    return _LIKE_DURATION if row["kind"] == "duration" and days > _WEEK else 0.0


def _told(claims: pl.DataFrame, articles: pl.DataFrame, lineage: pl.DataFrame | None) -> list[Told]:
    """Read the words around claims; usual numbers ("two men") count only where text was taken."""
    taken = {*lineage["source_id"], *lineage["target_id"]} if lineage is not None else set()
    by_article: dict[str, list[dict[str, Any]]] = {}
    for row in claims.sort("article_id", "begin", "end").iter_rows(named=True):
        if row["article_id"] in taken or row["value"] is None or not common(row):
            by_article.setdefault(row["article_id"], []).append(row)
    kept = articles.filter(pl.col("included")) if "included" in articles.columns else articles
    out: list[Told] = []
    stems = Stems()
    columns = ["article_id", "text", "dct_best"] if "dct_best" in kept.columns else ["article_id", "text"]
    for row in kept.select(columns).sort("article_id").iter_rows(named=True):
        if row["article_id"] in by_article:
            out += told(by_article[row["article_id"]], row["text"], row.get("dct_best"), stems)
    return out


def _order(one: Told) -> tuple[date, str, int]:
    return one.day or _LATE, one.row["article_id"], one.row["begin"]


def _grouped(found: Sequence[Told], near: Nearness, tied: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Give families as places in ``found``: those with claims of two articles."""
    parent = list(range(len(found)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    # A chain of near values must not lead from 10 to 90: a family has a span.
    spans = [_span(one) for one in found]
    joined = [*alike(found, near), *_within(found), *meant(found), *sorted(tied)]
    groups: dict[int, list[int]] = {}
    for step in (joined, None):
        for one, other in step if step is not None else list(gathered(found, list(groups.values()))):
            a, b = sorted((root(one), root(other)))
            low, high = min(spans[a][0], spans[b][0]), max(spans[a][1], spans[b][1])
            if a != b and high <= low * RATIO:
                parent[b], spans[a] = a, (low, high)
        groups = {}
        for i in range(len(found)):
            groups.setdefault(root(i), []).append(i)
    return [g for g in groups.values() if len({found[i].row["article_id"] for i in g}) > 1]


def _span(one: Told) -> tuple[float, float]:
    """Give the smallest and largest value of a claim alone; one without a value fits everywhere."""
    value = one.row["value"]
    return (float("inf"), 0.0) if value is None else (value, value)


def _within(found: Sequence[Told]) -> Iterable[tuple[int, int]]:
    """Tie "a fraction of the cost" to the sum before it that it is said of."""
    for i, one in enumerate(found):
        if one.row["comparator"] not in UNNAMED or one.row["value"] is not None:
            continue
        for k in range(i - 1, -1, -1):
            other = found[k].row
            gap = one.row["begin"] - other["end"]
            if other["article_id"] != one.row["article_id"] or gap > _APPOSED:
                break
            if other["kind"] == "money" and other["value"] is not None and found[k].direction != "down":
                yield k, i
                break


def _aligned(found: Sequence[Told], lineage: pl.DataFrame, near: Nearness) -> Iterable[tuple[int, int]]:
    """Tie the claims of passages of which one was taken from the other."""
    by_article: dict[str, list[int]] = {}
    for i, one in enumerate(found):
        by_article.setdefault(one.row["article_id"], []).append(i)
    for source, target, passages in lineage.select("source_id", "target_id", "passages").iter_rows():
        ours, theirs = by_article.get(source, []), by_article.get(target, [])
        if not ours or not theirs:
            continue
        for p in passages:
            a = [i for i in ours if p["source_begin"] <= found[i].row["begin"] < p["source_end"]]
            b = [i for i in theirs if p["target_begin"] <= found[i].row["begin"] < p["target_end"]]
            if a and b:
                yield from _nearest(found, a, b, near)


def _nearest(
    found: Sequence[Told], ours: Sequence[int], theirs: Sequence[int], near: Nearness
) -> Iterable[tuple[int, int]]:
    """Pair the claims of two aligned passages, each with the one nearest in value and words."""
    ranked = []
    for i in ours:
        for k in theirs:
            a, b = found[i].row, found[k].row
            if a["kind"] != b["kind"] or not (compatible(found[i], found[k]) or a["value"] == b["value"]):
                continue
            apart = _apart(a["value"], b["value"])
            if apart <= _PASSAGE_RATIO:
                ranked.append((apart, -near.likeness(i, k), i, k))
    taken: set[int] = set()
    for apart, unlike, i, k in sorted(ranked):
        if i in taken or k in taken or (apart > RATIO and -unlike < ALIKE_CHANGED):
            continue
        taken |= {i, k}
        yield i, k


def _apart(value: float | None, other: float | None) -> float:
    if value is None or other is None:
        return 1.0 if value is other else 2 * _PASSAGE_RATIO
    low, high = sorted((abs(value), abs(other)))
    return high / low if low else (1.0 if high == low else 2 * _PASSAGE_RATIO)


def _surely(lead: int, other: int, near: Nearness, tied: Set[tuple[int, int]], least: float | None) -> bool:
    """Say whether a value is of the same thing: taken from there, or told in words as like as ``least``.

    A family is a chain; its ends may have nothing in common but a link.
    """
    if least is None or (((lead, other) in tied or (other, lead) in tied) and least != _ANEW):
        return True
    return near.likeness(lead, other) >= least


def _compared(
    found: Sequence[Told], lead: int, members: Sequence[int], reference: Reference | None
) -> Iterable[tuple[int, dict[str, Any]]]:
    """Give the rows of VARIANTS that compare a first report, or a reference value, with all others."""
    first = found[lead]
    for i in members:
        one = found[i]
        if i == lead or one.row["article_id"] == first.row["article_id"]:
            continue
        change = changed(one.row, first.row, reference)
        yield (
            i,
            {
                "kind": "number",
                "family_id": first.row["claim_id"],
                "a_id": first.row["article_id"],
                "a_begin": first.row["begin"],
                "a_end": first.row["end"],
                "b_id": one.row["article_id"],
                "b_begin": one.row["begin"],
                "b_end": one.row["end"],
                "changed": change != "same",
                "change": change,
                "note": note(change, one.row, first.row, reference),
            },
        )


def changed(row: Mapping[str, Any], first: Mapping[str, Any], reference: Reference | None) -> str:
    """Name what became of a number: measured from the reference value, else from the first report."""
    said = (row["value"], row["unit"], row["comparator"])
    if reference is not None:
        return relation(said, (reference.value, reference.unit, reference.comparator))
    if first["value"] is None:
        return "same" if row["comparator"] == first["comparator"] else "meaning_turned"
    return relation(said, (first["value"], first["unit"], first["comparator"]))
