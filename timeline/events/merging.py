"""Bring the statements of all articles together: one row an event, with all its readings."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from timeline.events import alike
from timeline.events.actors import actors_table, canonical_names
from timeline.events.names import article_names
from timeline.events.rows import events_table
from timeline.options import EventOptions

COHESION = 0.5
"""A merge needs a mean likeness across both clusters of this share of the threshold: no chaining of unlike
events."""
CONFLICT_CLAUSE = 0.6
"""Likeness of headlines from which two statements with contradicting dates are one event told with an
error ..."""
CONFLICT_SENTENCE = 0.6
"""... if their sentences are this alike too."""
CONFLICT_DAYS = 7
"""... and were published within this many days; farther apart they are two events of a series."""
ZONE_DAYS = 1
"""A difference of one day is no conflict: the same moment has two dates around the world."""
WIDE = ((60.0, 0.15), (10.0, 0.12), (3.0, 0.03))
"""How much more alike two statements must be where one interval is so many times wider than the other."""
_FAR_PAST = dt.datetime(1, 1, 1)
_FAR_FUTURE = dt.datetime(9999, 1, 1)
_BEFORE = ("BEFORE", "ON_OR_BEFORE")
_AFTER = ("AFTER", "ON_OR_AFTER")


@dataclass(frozen=True, slots=True)
class Merged:
    """Hold the events, the event mentions with their event_id, and the actors."""

    events: pl.DataFrame
    event_mentions: pl.DataFrame
    actors: pl.DataFrame


@dataclass(slots=True)
class Cluster:
    """Hold a cluster in the making: its items and the time that all of them allow."""

    members: list[int]
    lo: dt.datetime
    hi: dt.datetime
    told: dict[str, set[str]] = field(default_factory=dict)

    def apart(self, other: "Cluster") -> bool:
        """Say whether one sentence tells an event of each: two headlines of one sentence are two events."""
        small, large = sorted((self.told, other.told), key=len)
        return any(large.get(sentence, heads) != heads for sentence, heads in small.items())

    def take(self, other: "Cluster") -> None:
        """Take the items of another cluster in."""
        self.members += other.members
        for sentence, heads in other.told.items():
            self.told[sentence] = self.told.get(sentence, set()) | heads


def merge(
    event_mentions: pl.DataFrame, articles: pl.DataFrame, options: EventOptions | None = None
) -> Merged:
    """Give one row an event from the statements of all articles.

    Statements of articles that are not included keep a null event_id. The result depends neither on the
    order of
    the articles nor on exact copies of one, but for the counts.
    """
    options = options or EventOptions()
    rows = evidence(event_mentions, articles)
    names = canonical_names(event_mentions)
    items = _items(rows, names)
    groups = _cluster(items, options.similarity)
    numbered = pl.DataFrame(
        {"item": [i for g in groups for i in g], "group": [n for n, g in enumerate(groups) for _ in g]},
        schema={"item": pl.Int64, "group": pl.Int64},
    )
    placed = rows.join(items.select("key", "item"), on="key", how="left").join(
        numbered, on="item", how="left"
    )
    events, ids = events_table(placed)
    with_ids = event_mentions.drop("event_id").join(
        placed.select("event_mention_id", "group")
        .join(ids, on="group")
        .select("event_mention_id", "event_id"),
        on="event_mention_id",
        how="left",
        maintain_order="left",
    )
    return Merged(events, with_ids.select(event_mentions.columns), actors_table(event_mentions, names))


def evidence(event_mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Join each statement to its article: text of the sentence, outlet, day; give each its content
    ``key``.
    """
    wanted = articles.select(
        "article_id",
        "title",
        "text",
        "source",
        "published",
        "dct_start",
        "dct_stop",
        "cluster_id",
        "included",
    ).unique("article_id", keep="first")
    rows = event_mentions.drop("event_id").join(wanted, on="article_id", how="inner", maintain_order="left")
    rows = rows.filter(pl.col("included").fill_null(True))
    source = pl.when(pl.col("field") == "title").then(pl.col("title")).otherwise(pl.col("text"))
    rows = rows.with_columns(
        source.str.slice(pl.col("begin"), pl.col("end") - pl.col("begin")).alias("sentence")
    )
    rows = rows.drop("title", "text")
    key = pl.concat_str(
        "sentence", "headline", "predicate", pl.col("actors").list.join("|"), pl.col("start").cast(pl.String),
        pl.col("stop").cast(pl.String), "granularity", "mod", "basis", separator="\x1f", ignore_nulls=True,
    )  # fmt: skip
    return rows.with_columns(key.alias("key")).sort("key", "article_id", "event_mention_id")


def _items(rows: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """Collapse copies to one item a distinct statement, in the order of their content."""
    items = rows.group_by("key").agg(
        pl.col(
            "sentence", "headline", "predicate", "actors", "start", "stop", "granularity", "mod", "basis"
        ).first(),
        pl.col("dct_start").min().alias("published"),
    )
    items = items.sort("key").with_row_index("item").with_columns(pl.col("item").cast(pl.Int64))
    # Where a clause names nobody, the names around it tell what it is about: "a paper released on the day of
    # ...".
    named = [
        sorted({names.get(a, a).lower() for a in actors} or {w.lower() for w in article_names(sentence)})
        for actors, sentence in zip(items["actors"].to_list(), items["sentence"].to_list(), strict=True)
    ]
    documents = [
        f"{headline} {predicate or ''} {' '.join(own)}"
        for headline, predicate, own in zip(items["headline"], items["predicate"], named, strict=True)
    ]
    bounds = [_reach(*row) for row in items.select("start", "stop", "mod", "basis").iter_rows()]
    return items.with_columns(
        pl.Series("named", named, dtype=pl.List(pl.String)),
        pl.Series("document", documents, dtype=pl.String),
        pl.Series("terms", [alike.terms(s) for s in items["sentence"]], dtype=pl.List(pl.String)),
        pl.Series("lo", [b[0] for b in bounds], dtype=pl.Datetime("us")),
        pl.Series("hi", [b[1] for b in bounds], dtype=pl.Datetime("us")),
    )


def _reach(
    start: dt.datetime | None, stop: dt.datetime | None, mod: str | None, basis: str
) -> tuple[dt.datetime, dt.datetime]:
    """Give the time in which the event can have been: wider than the interval for "by" and for undated
    leads.
    """
    lo, hi = start or _FAR_PAST, stop or _FAR_FUTURE
    if basis == "publication":
        return lo - dt.timedelta(days=alike.REACH_DAYS), hi
    if mod in _BEFORE:
        return _FAR_PAST, hi
    return (lo, _FAR_FUTURE) if mod in _AFTER else (lo, hi)


def _cluster(items: pl.DataFrame, threshold: float) -> list[list[int]]:
    """Part items into events: the most alike first, each merge checked against all members."""
    if items.is_empty():
        return []
    pairs = alike.possible(items, alike.candidates(items))
    near = pairs.filter(pl.col("overlap") | _contradicts())
    scored = alike.scores(items, near)
    edges: dict[tuple[int, int], float] = {}
    linked: list[tuple[float, int, int]] = []
    for a, b, score, bar in (
        scored.filter("overlap").select("a", "b", "score", _bar(threshold).alias("bar")).iter_rows()
    ):
        edges[a, b] = score
        if score >= bar:
            linked.append((-score, a, b))
    clusters = _joined(items, sorted(linked), edges, threshold)
    return _with_conflicts(items, clusters, scored)


def _bar(threshold: float) -> pl.Expr:
    """Give how alike a pair must be: more where one interval is far wider than the other."""
    width = _width("start", "stop", "lo", "hi")
    width_b = _width("start_b", "stop_b", "lo_b", "hi_b")
    ratio = pl.max_horizontal(width, width_b) / pl.min_horizontal(width, width_b).clip(1.0)
    bar = pl.lit(threshold)
    for times, more in reversed(WIDE):
        bar = pl.when(ratio > times).then(threshold + more).otherwise(bar)
    return bar


def _width(start: str, stop: str, lo: str, hi: str) -> pl.Expr:
    """Give the seconds of an interval: "by 2022" counts as its year, an open end as far as it reaches."""
    own = pl.col(stop) - pl.col(start)
    return pl.coalesce(own, pl.col(hi) - pl.col(lo)).dt.total_seconds().cast(pl.Float64)


def _contradicts() -> pl.Expr:
    """Say which pairs without common time may still tell one event: equal precision, published together."""
    apart = (pl.col("published") - pl.col("published_b")).dt.total_days().abs()
    own = (pl.col("start") - pl.col("published").cast(pl.Datetime("us"))).dt.total_days()
    other = (pl.col("start_b") - pl.col("published_b").cast(pl.Datetime("us"))).dt.total_days()
    days = (pl.col("start") - pl.col("start_b")).dt.total_days().abs()
    # "on Monday" copied on the next day moves with its article; the same words a week later are another
    # event.
    moved = (own == other) & (apart > ZONE_DAYS)
    stated = (pl.col("basis") == "stated") & (pl.col("basis_b") == "stated")
    alike_made = (pl.col("granularity") == pl.col("granularity_b")) | (days <= ZONE_DAYS)
    # The same sentence of the same day with two dates is one article's: "in 2022 and 2023".
    listed = (pl.col("sentence") == pl.col("sentence_b")) & (apart == 0)
    return (stated & alike_made & (apart <= CONFLICT_DAYS) & ~moved & ~listed).fill_null(False)


def _joined(
    items: pl.DataFrame,
    linked: Sequence[tuple[float, int, int]],
    edges: dict[tuple[int, int], float],
    threshold: float,
) -> list[Cluster]:
    """Join clusters along the edges in order, unless time, cohesion or a shared sentence forbids it."""
    home = [
        Cluster([i], lo, hi, {sentence: {head}})
        for i, (lo, hi, sentence, head) in enumerate(
            items.select("lo", "hi", "sentence", "headline").iter_rows()
        )
    ]
    for _, a, b in linked:
        one, two = home[a], home[b]
        if one is two or not _may_join(one, two, edges, threshold):
            continue
        if len(one.members) < len(two.members):
            one, two = two, one
        one.take(two)
        one.lo, one.hi = max(one.lo, two.lo), min(one.hi, two.hi)
        for member in two.members:
            home[member] = one
    unique: dict[int, Cluster] = {}
    for cluster in home:
        unique.setdefault(id(cluster), cluster)
    return list(unique.values())


def _may_join(one: Cluster, two: Cluster, edges: dict[tuple[int, int], float], threshold: float) -> bool:
    if max(one.lo, two.lo) >= min(one.hi, two.hi) or one.apart(two):
        return False
    if len(one.members) == len(two.members) == 1:
        return True
    total = sum(edges.get((min(a, b), max(a, b)), 0.0) for a in one.members for b in two.members)
    return total / (len(one.members) * len(two.members)) >= COHESION * threshold


def _with_conflicts(items: pl.DataFrame, clusters: list[Cluster], scored: pl.DataFrame) -> list[list[int]]:
    """Join clusters that tell one event with dates that cannot all be true; only very alike statements."""
    sure = scored.filter(
        ~pl.col("overlap")
        & (pl.col("clause") >= CONFLICT_CLAUSE)
        & (pl.col("sentence") >= CONFLICT_SENTENCE)
        & (pl.col("score") >= CONFLICT_CLAUSE)
    ).sort(["score", "a", "b"], descending=[True, False, False])
    home = {member: cluster for cluster in clusters for member in cluster.members}
    for a, b in sure.select("a", "b").iter_rows():
        one, two = home[a], home[b]
        if one is two or one.apart(two):
            continue
        one.take(two)
        for member in two.members:
            home[member] = one
    unique = {id(cluster): cluster for cluster in home.values()}
    return sorted(sorted(cluster.members) for cluster in unique.values())
