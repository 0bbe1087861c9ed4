"""Group quotations that are versions of one."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from timeline.narrative.families.alike import Said, everyday, same, total, weights
from timeline.narrative.families.candidates import Distinct, distinct
from timeline.narrative.families.projection import phrase_of
from timeline.narrative.families.sifting import promising
from timeline.narrative.families.wording import is_marked, named, wording
from timeline.options import FamilyOptions

_AROUND = 300
"""Code points before a quotation in which whoever says it is named."""
_AFTER = 60
STOCK = 3
"""Words with a meaning up to which a phrase may be one that is printed all the time."""
_READ = 3
"""Articles of the same words whose surroundings are read."""

Group = tuple[Sequence[int], Sequence[int]]


def grouped(found: pl.DataFrame, options: FamilyOptions, stock: Set[str] = frozenset()) -> list[Group]:
    """Join quotations: first those of the same words and speaker, then versions of each other.

    ``found`` are quotations with day and ``text_article``; ``stock`` are phrases that are printed all the
    time: they make no family. Gives each group as numbers of rows, with the quotations that its members are
    versions of as well: two may be run into one.
    """
    one = distinct(found, options.window_days)
    weighed = weights(one.counts, one.frame.height)
    edges = _edges(one, found, weighed, options, stock)
    rows = one.frame["rows"]
    several = one.frame.filter(pl.col("rows").list.len() > 1)["place"].to_list()
    numbers = sorted({*edges, *several})
    frame = {row["place"]: row for row in one.frame[numbers].iter_rows(named=True)}
    leaders = _led(frame, edges)
    joined: dict[int, list[int]] = {}
    beside: dict[int, list[int]] = {}
    for number, leader in leaders.items():
        row = frame[number]
        made = wording(row["text"])
        if len(rows[number]) > 1 and (
            everyday(made, row["speaker"], weighed)
            or (len(made.content) <= STOCK and phrase_of(row["text"]) in stock)
        ):
            continue
        joined.setdefault(leader, []).extend(frame[number]["rows"])
        others = [two for two in edges.get(number, ()) if leaders[two] == two and two != leader]
        beside.setdefault(leader, []).extend(i for two in others for i in frame[two]["rows"])
    return [(sorted(group), sorted(set(beside[to]))) for to, group in joined.items() if len(group) > 1]


def _edges(
    one: Distinct, found: pl.DataFrame, weighed: Mapping[str, float], options: FamilyOptions, stock: Set[str]
) -> dict[int, list[int]]:
    """Compare pairs; give each quotation those that it is a version of or that are versions of it."""
    pairs = promising(one, weighed, options.window_days)
    places = sorted({place for pair in pairs for place in pair})
    chosen = one.frame[places].with_columns(read=pl.col("rows").list.head(_READ))
    around = _Around(found)
    said = {
        row["place"]: _said(row, weighed, around)
        for row in chosen.iter_rows(named=True)
        if not (len(row["words"]) <= 2 * STOCK and phrase_of(row["text"]) in stock)
    }
    edges: dict[int, list[int]] = {}
    for first, second in pairs:
        if first not in said or second not in said:
            continue
        if same(said[first], said[second], weighed, options.window_days):
            edges.setdefault(first, []).append(second)
            edges.setdefault(second, []).append(first)
    return edges


def _said(row: Mapping[str, Any], weighed: Mapping[str, float], around: "_Around") -> Said:
    made = wording(row["text"])
    days = row["first"], row["last"]
    return Said(
        made, row["form"], row["speaker"], days, total(made, weighed), partial(around.names, row["read"])
    )


class _Around:
    """Give the names around quotations, which few comparisons ask for."""

    def __init__(self, found: pl.DataFrame) -> None:
        """Take quotations with the texts of their articles."""
        self._texts = found["text_article"]
        self._spans = list(zip(found["begin"].to_list(), found["end"].to_list(), strict=True))
        self._known: dict[int, frozenset[str]] = {}

    def names(self, rows: Sequence[int]) -> frozenset[str]:
        """Give the names around any of these rows."""
        for row in rows:
            if row not in self._known:
                (begin, end), text = self._spans[row], self._texts[row]
                around = text[max(0, begin - _AROUND) : begin], text[end : end + _AFTER]
                self._known[row] = named(around[0]) | named(around[1])
        return frozenset().union(*(self._known[row] for row in rows))


def _led(frame: Mapping[int, Mapping[str, Any]], edges: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Give each quotation the one it is a version of: the first in marks that is directly like it.

    Likeness is not passed on: a chain of small likenesses would end in another remark.
    """
    ranks: dict[int, tuple[Any, ...]] = {}
    for number, row in frame.items():
        words = row["words"]
        ranks[number] = (not is_marked(row["form"]), row["first"] or date.max, -len(words), words, number)
    leaders: dict[int, int] = {}
    for number in sorted(frame, key=ranks.__getitem__):
        own = [other for other in edges.get(number, ()) if leaders.get(other) == other]
        leaders[number] = min(own, key=ranks.__getitem__, default=number)
    return leaders
