"""Group articles into stories: chapters within a window of days, chapters of one story, then leftovers."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix

from timeline.options import StoryOptions
from timeline.stories.linking import Edges, Group, Span, apart, hull, linked

FAINT: Final = 0.025
"""Groups whose articles are less alike than this on average have only everyday words in common."""
SLIGHT: Final = 0.08
"""Pairs of groups whose cosine is less are not followed: there are millions, and they change little."""
SMALL: Final = 10
"""A group of fewer articles can be a leftover of a story that has ``LARGER`` times as many."""
LARGER: Final = 5
_BLOCK: Final = 512
"""Rows compared at once, which bounds the memory."""


def grouped(rows: Any, days: Sequence[int | None], options: StoryOptions) -> list[int]:
    """Give for each row the number of its group: the smallest number of its members.

    ``rows`` are of unit length; ``days`` counts days in ascending order, those not known (None) at the end.
    """
    spans: list[Span] = [None if day is None else (day, day) for day in days]
    near = _near(rows, days, options.window_days, options.chapter / 2)
    alone = [Group(1, 1.0, span) for span in spans]
    chapters = linked(alone, near, options.chapter, options.window_days, cohesive=False)
    joined = _joined(rows, spans, chapters, options)
    return _gathered(rows, spans, joined, options)


def sums(rows: Any, groups: Sequence[int]) -> tuple[list[int], Any]:
    """Give the groups in ascending order and the sum of the rows of each."""
    heads, place = np.unique(np.asarray(groups, dtype=np.int64), return_inverse=True)
    n = len(groups)
    members = csr_matrix((np.ones(n, dtype=np.float32), (place, np.arange(n))), shape=(len(heads), n))
    return heads.tolist(), (members @ rows).tocsr()


def _near(rows: Any, days: Sequence[int | None], window: int, least: float) -> Edges:
    """Compare each row with those of the days before it, a block at a time."""
    known = np.array([day for day in days if day is not None], dtype=np.int64)
    edges = []
    for first in range(0, rows.shape[0], _BLOCK):
        last = min(first + _BLOCK, rows.shape[0])
        # A row without a day may be near any other.
        start = int(np.searchsorted(known, known[first] - window)) if last <= len(known) else 0
        edges.append(_pairs(rows, first, last, start, lambda a, b, total: total >= least))
    return _joined_edges(edges)


def _pairs(rows: Any, first: int, last: int, start: int, wanted: Any) -> Edges:
    """Give the pairs of rows ``first:last`` with the rows from ``start`` that stand before them."""
    found = (rows[first:last] @ rows[start:last].T).tocoo()
    before = np.flatnonzero(found.col + start < found.row + first)
    a, b, total = found.row[before] + first, found.col[before] + start, found.data[before]
    keep = wanted(a, b, total)
    return b[keep], a[keep], total[keep]


def _joined_edges(parts: Sequence[Edges]) -> Edges:
    whole = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return whole[0], whole[1], whole[2]


def _groups(totals: Any, spans: Sequence[Span], groups: Sequence[int]) -> list[Group]:
    """Describe groups: how many rows, how alike in sum, and their first and last day."""
    heads: dict[int, tuple[int, Span]] = {}
    for head, span in zip(groups, spans, strict=True):
        size, whole = heads.get(head, (0, None))
        heads[head] = size + 1, hull(whole, span)
    own = np.asarray(totals.multiply(totals).sum(axis=1)).ravel().tolist()
    return [Group(heads[head][0], own[at], heads[head][1]) for at, head in enumerate(sorted(heads))]


def _joined(rows: Any, spans: Sequence[Span], chapters: Sequence[int], options: StoryOptions) -> list[int]:
    """Join chapters whose articles, over all pairs, are nearly as alike as those within each."""
    heads, totals = sums(rows, chapters)
    groups = _groups(totals, spans, chapters)
    sizes = np.array([group.size for group in groups])
    roots = np.array([group.total for group in groups]) ** 0.5

    def wanted(a: Any, b: Any, total: Any) -> Any:
        at = np.flatnonzero(total >= FAINT * sizes[a] * sizes[b])  # most are not
        a, b, total = a[at], b[at], total[at]
        alike = (total >= SLIGHT * roots[a] * roots[b]) | (np.maximum(sizes[a], sizes[b]) >= LARGER)
        return at[alike]

    edges = []
    for first in range(0, len(heads), _BLOCK):
        last = min(first + _BLOCK, len(heads))
        edges.append(_pairs(totals, first, last, 0, wanted))
    found = linked(groups, _joined_edges(edges), options.story, options.gap_days, cohesive=True, floor=FAINT)
    new = {head: heads[at] for head, at in zip(heads, found, strict=True)}
    return [new[head] for head in chapters]


def _gathered(rows: Any, spans: Sequence[Span], groups: Sequence[int], options: StoryOptions) -> list[int]:
    """Give leftovers to the story to which they are likest, where that is alike enough.

    Enough is measured by the story itself: by how alike its own articles are on average.
    """
    heads, totals = sums(rows, groups)
    found = _groups(totals, spans, groups)
    small = [at for at, group in enumerate(found) if group.size < SMALL]
    large = [at for at, group in enumerate(found) if group.size >= max(options.articles, LARGER)]
    if not small or not large:
        return list(groups)
    sizes = np.array([found[at].size for at in large], dtype=np.float64)
    own = np.array([found[at].total for at in large]) / sizes**2
    taken: dict[int, int] = {}
    for at in range(0, len(small), _BLOCK):
        part = small[at : at + _BLOCK]
        means = (totals[part] @ totals[large].T).toarray() / sizes
        for one, mean in zip(part, means, strict=True):
            group = found[one]
            likeness = np.where(mean / group.size >= FAINT, mean / group.size / own, 0.0)
            for other in np.argsort(-likeness, kind="stable")[:LARGER].tolist():
                story = found[large[other]]
                if likeness[other] < options.leftover:
                    break
                if story.size >= LARGER * group.size and apart(story.span, group.span) <= options.gap_days:
                    taken[heads[one]] = heads[large[other]]
                    break
    new = [taken.get(head, head) for head in groups]
    first: dict[int, int] = {}
    for number, head in enumerate(new):
        first.setdefault(head, number)
    return [first[head] for head in new]
