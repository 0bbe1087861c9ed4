"""Group quotations that are versions of one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from timeline.narrative.families.alike import Said, everyday, same, total, weights
from timeline.narrative.families.candidates import distinct
from timeline.narrative.families.wording import is_marked, named, wording
from timeline.options import FamilyOptions

_AROUND = 300
"""Code points before a quotation in which whoever says it is named."""
_AFTER = 60
_READ = 3
"""Articles of the same words whose surroundings are read."""

Group = tuple[Sequence[int], Sequence[int]]


def grouped(found: pl.DataFrame, options: FamilyOptions) -> list[Group]:
    """Join quotations: first those of the same words and speaker, then versions of each other.

    ``found`` are quotations with day and ``text_article``. Gives each group as numbers of rows, with the
    quotations that its members are versions of as well: two may be run into one.
    """
    one = distinct(found, options.window_days)
    weighed = weights(one.counts, one.frame.height)
    edges = _edges(one.frame, found, one.pairs, weighed, options)
    rows = one.frame["rows"]
    several = one.frame.filter(pl.col("rows").list.len() > 1)["place"].to_list()
    numbers = sorted({*edges, *several})
    frame = {row["place"]: row for row in one.frame[numbers].iter_rows(named=True)}
    leaders = _led(frame, edges)
    joined: dict[int, list[int]] = {}
    beside: dict[int, list[int]] = {}
    for number, leader in leaders.items():
        row = frame[number]
        if len(rows[number]) > 1 and everyday(wording(row["text"]), row["speaker"], weighed):
            continue
        joined.setdefault(leader, []).extend(frame[number]["rows"])
        others = [two for two in edges.get(number, ()) if leaders[two] == two and two != leader]
        beside.setdefault(leader, []).extend(i for two in others for i in frame[two]["rows"])
    return [(sorted(group), sorted(set(beside[to]))) for to, group in joined.items() if len(group) > 1]


def _edges(
    frame: pl.DataFrame,
    found: pl.DataFrame,
    pairs: Sequence[tuple[int, int]],
    weighed: Mapping[str, float],
    options: FamilyOptions,
) -> dict[int, list[int]]:
    """Compare pairs; give each quotation those that it is a version of or that are versions of it."""
    places = sorted({place for pair in pairs for place in pair})
    chosen = frame[places].with_columns(read=pl.col("rows").list.head(_READ))
    around = _around(found, chosen["read"].explode().unique().to_list())
    said = {
        row["place"]: _said(row, weighed, frozenset().union(*(around[i] for i in row["read"])))
        for row in chosen.iter_rows(named=True)
    }
    edges: dict[int, list[int]] = {}
    for one, two in pairs:
        if same(said[one], said[two], weighed, options.window_days):
            edges.setdefault(one, []).append(two)
            edges.setdefault(two, []).append(one)
    return edges


def _said(row: Mapping[str, Any], weighed: Mapping[str, float], near: frozenset[str]) -> Said:
    made = wording(row["text"])
    return Said(made, row["form"], row["speaker"], (row["first"], row["last"]), near, total(made, weighed))


def _around(found: pl.DataFrame, rows: list[int]) -> dict[int, frozenset[str]]:
    """Give the names around quotations; the text around them is cut out in columns."""
    start = (pl.col("begin") - _AROUND).clip(0)
    text = pl.col("text_article")
    cut = found[sorted(rows)].select(
        "row",
        before=text.str.slice(start, pl.col("begin") - start),
        after=text.str.slice(pl.col("end"), _AFTER),
    )
    return {row: named(before) | named(after) for row, before, after in cut.iter_rows()}


def _led(frame: Mapping[int, Mapping[str, Any]], edges: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Give each quotation the one it is a version of: the first in marks that is directly like it.

    Likeness is not passed on: a chain of small likenesses would end in another remark.
    """
    ranks: dict[int, tuple[Any, ...]] = {}
    for number, row in frame.items():
        words = wording(row["text"]).words
        ranks[number] = (not is_marked(row["form"]), row["first"] or date.max, -len(words), words, number)
    leaders: dict[int, int] = {}
    for number in sorted(frame, key=ranks.__getitem__):
        own = [other for other in edges.get(number, ()) if leaders.get(other) == other]
        leaders[number] = min(own, key=ranks.__getitem__, default=number)
    return leaders
