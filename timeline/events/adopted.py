"""Give statements that the merge left alone to the event that they can only mean."""

from collections import defaultdict

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from timeline.events import alike
from timeline.events.cohesion import Cluster
from timeline.events.told import Array, Told

LEAST = 0.88
"""Likeness to one of a cluster from which a statement that is left alone may join it (share of the
threshold) ..."""
MARGIN = 0.12
"""... if it is so much less like all other events of its time ..."""
WIDER_MARGIN = 0.17
"""... or so much where one tells of a week and the other of a day (``WIDER`` times as long) ..."""
WIDER = 3
SENTENCES = 3
"""... that the cluster has so many sentences ..."""
COVERED = 0.9
"""... and that these hold so much of what it tells: of the weight of its sentence and of its headline, each
1. Who names what everybody tells says little else of it, and so is unlike most of the others."""
MEANT = 0.6
"""Share of the other's names that stand before a statement that names nobody, from which it may be what the
other tells of them in a verb or noun of the same kind ("The paper was published on Monday") ..."""
LITTLE = 0.01
"""... or any of them, if nothing else of that kind and time is told ..."""
ACT = 0.6
"""... if they are this alike (share of the threshold) ..."""
ACT_MARGIN = 0.05
"""... and so much less like all else of that kind and of exactly that time ..."""
ACT_DAYS = 31
"""... which is at most this long ..."""
MOST = 60
"""... and of which at most so many statements tell."""
DAY_US = 86_400_000_000
BEHIND = 0.15
"""Likeness of the sentences from which an undated lead is told again by the dated one right behind it ..."""
RIGHT_BEHIND = 2
"""... which is the next one: at most so many characters between them."""


def undecided(clusters: list[Cluster], a: Array, b: Array, height: int) -> Array:
    """Mark the items that are alone and like enough to another to be given to its cluster."""
    lone = np.zeros(height, dtype=bool)
    lone[[cluster.members[0] for cluster in clusters if len(cluster.members) == 1]] = True
    met = np.zeros(height, dtype=bool)
    met[a] = met[b] = True
    return np.asarray(lone & met)


def adopt(clusters: list[Cluster], pairs: tuple[Array, Array, Array], told: Told, threshold: float) -> None:
    """Join statements that are alone to clusters, in place; a cluster that was taken is left without members.

    ``pairs`` are two items each and their likeness. All choose before any joins, so that their order does not
    matter.
    """
    home = {item: n for n, cluster in enumerate(clusters) for item in cluster.members}
    near: dict[int, dict[int, float]] = defaultdict(dict)
    a, b, like = (column[pairs[2] >= LEAST * threshold - WIDER_MARGIN].tolist() for column in pairs)
    for one, two, likeness in zip(a + b, b + a, like + like, strict=True):
        own, other = home.get(one), home.get(two)
        if own is None or other is None or own == other or len(clusters[own].members) > 1:
            continue
        if len(clusters[other].told) > 1:
            near[one][other] = max(likeness, near[one].get(other, 0.0))
    chosen = [
        (one, best) for one, likes in near.items() if (best := _only(one, likes, clusters, told, threshold))
    ]
    for one, (_, other) in sorted(chosen, key=lambda each: (-each[1][0], each[0])):
        _give(clusters, home[one], other)


def _only(
    one: int, likes: dict[int, float], clusters: list[Cluster], told: Told, threshold: float
) -> tuple[float, int] | None:
    """Give the one cluster that a statement can mean, and how alike they are."""
    ranked = sorted(((like, -other) for other, like in likes.items()), reverse=True)
    like, other = ranked[0][0], -ranked[0][1]
    cluster = clusters[other]
    if like < LEAST * threshold or len(cluster.told) < SENTENCES:
        return None
    width, common = _width(told, [one]), _width(told, cluster.members)
    alone = max(width, common) <= WIDER * min(width, common)
    if len(ranked) > 1 and like - ranked[1][0] < (MARGIN if alone else WIDER_MARGIN):
        return None
    # An article goes on to the next thing rather than to say the same again.
    if _held(told.articles, one, cluster.members):
        return None
    held = sum(_held(rows, one, cluster.members) for rows in (told.sentence, told.headline))
    return (like, other) if held >= COVERED else None


def _width(told: Told, items: list[int]) -> float:
    """Give how long the time is that all of some statements allow."""
    return float(max(told.span[items, 1].min() - told.span[items, 0].max(), 1))


def _held(rows: csr_matrix, one: int, others: list[int]) -> float:
    """Give the share of the weight of a statement's words that any of the others has, too."""
    first, last = rows.indptr[one], rows.indptr[one + 1]
    theirs = np.concatenate([rows.indices[rows.indptr[item] : rows.indptr[item + 1]] for item in others])
    every = np.isin(rows.indices[first:last], theirs)
    return float((rows.data[first:last][every] ** 2).sum())


def _give(clusters: list[Cluster], lone: int, other: int) -> None:
    """Let a cluster take a lone one, if time and sentences allow it."""
    one, two = clusters[other], clusters[lone]
    if one.meets(two) and not one.apart(two):
        one.take(two)
        two.members = []


def same_acts(clusters: list[Cluster], groups: list[Array], told: Told, threshold: float) -> None:
    """Join statements of one kind and time of which one names nobody, and means whom the other names.

    One of the two is alone, and they stand in two articles. ``groups`` are the items of each kind and time.
    """
    home = {item: n for n, cluster in enumerate(clusters) for item in cluster.members}
    a, b, group, events = _across(groups, home)
    stands = alike.stands(told, a, b)
    # Few groups have anything to decide, and one comparison of all their pairs is the cheapest.
    kept = np.isin(group, group[stands >= LITTLE])
    a, b, group, stands = a[kept], b[kept], group[kept], stands[kept]
    like = alike.scores(told, a, b)[0]
    only = (events == 2)[group]
    meant = (stands >= np.where(only, LITTLE, MEANT)) & (like >= np.where(only, 0.0, ACT * threshold))
    meant &= alike.dots(told.articles, a, b) == 0
    chosen = []
    for pair in np.flatnonzero(meant).tolist():
        mine = slice(*np.searchsorted(group, [group[pair], group[pair] + 1]))
        for lone, into in ((int(a[pair]), int(b[pair])), (int(b[pair]), int(a[pair]))):
            others = zip(a[mine].tolist(), b[mine].tolist(), like[mine].tolist(), strict=True)
            rest = [other for one, two, other in others if one == lone and home[two] != home[into]]
            if like[pair] - max(rest, default=0.0) >= ACT_MARGIN and clusters[home[lone]].members == [lone]:
                chosen.append((-float(like[pair]), lone, into))
    for _, lone, into in sorted(chosen):
        if clusters[home[lone]].members == [lone] and home[lone] != home[into]:
            _give(clusters, home[lone], home[into])
            if not clusters[home[lone]].members:
                home[lone] = home[into]


def _across(groups: list[Array], home: dict[int, int]) -> tuple[Array, Array, Array, Array]:
    """Pair the items of each group that are in two events: both, the number of the group; events a group."""
    pairs, numbers, events = [np.zeros((2, 0), dtype=np.int64)], [], []
    for number, items in enumerate(groups):
        own = np.array([home[item] for item in items.tolist()])
        a, b = np.nonzero(own[:, np.newaxis] != own)
        pairs.append(np.stack([items[a], items[b]]))
        numbers += [number] * len(a)
        events.append(len(np.unique(own)))
    a, b = np.concatenate(pairs, axis=1)
    return a, b, np.array(numbers, dtype=np.int64), np.array(events, dtype=np.int64)


def one_kind(told: Told) -> list[Array]:
    """Group the items with a stated date by kind and exact time, if one of them names nobody."""
    short = told.span[:, 1] - told.span[:, 0] <= ACT_DAYS * DAY_US
    kept = np.flatnonzero(~told.unsure & (told.kind >= 0) & short)
    keys = np.column_stack([told.span[kept], told.kind[kept]])
    group = np.unique(keys, axis=0, return_inverse=True)[1].ravel()
    order = np.argsort(group, kind="stable")
    groups = np.split(kept[order], np.flatnonzero(np.diff(group[order])) + 1)
    named = np.diff(told.names.indptr) > 0
    return [one for one in groups if 1 < len(one) <= MOST and 0 < named[one].sum() < len(one)]


def follow(clusters: list[Cluster], leads: pl.DataFrame, told: Told) -> None:
    """Join undated leads that are alone to the event of the sentence right behind, if that says it again."""
    home = {item: n for n, cluster in enumerate(clusters) for item in cluster.members}
    lead, behind = (leads[name].to_numpy() for name in ("lead", "behind"))
    shared = alike.dots(told.sentence, lead, behind) >= BEHIND
    for one, two in zip(lead[shared].tolist(), behind[shared].tolist(), strict=True):
        if home[one] != home[two] and clusters[home[one]].members == [one]:
            _give(clusters, home[one], home[two])


def leads_behind(placed: pl.DataFrame) -> pl.DataFrame:
    """Pair the items ``lead`` and ``behind``: an undated lead and the dated sentence right behind it.

    "A Hangzhou firm gave its best work away. R1 was published on Monday ...": ``placed`` has ``item``, the
    place and the time of each statement.
    """
    order = placed.filter((pl.col("field") == "text") & pl.col("item").is_not_null()).sort(
        "article_id", "begin", "item"
    )
    columns = ("article_id", "begin", "basis", "start", "stop", "item")
    behind = [pl.col(name).shift(-1).alias(f"{name}_b") for name in columns]
    day = pl.col("stop_b") - pl.col("start_b") <= pl.duration(days=1)
    recent = (pl.col("start_b") < pl.col("stop")) & (pl.col("stop_b") > pl.col("start") - pl.duration(days=7))
    return (
        order.with_columns(behind)
        .filter(
            (pl.col("basis") == "publication")
            & (pl.col("basis_b") == "stated")
            & (pl.col("article_id") == pl.col("article_id_b"))
            & (pl.col("begin_b") - pl.col("end")).is_between(0, RIGHT_BEHIND)
            & day
            & recent
        )
        .select(pl.col("item").alias("lead"), pl.col("item_b").alias("behind"))
        .unique()
        .sort("lead", "behind")
    )
