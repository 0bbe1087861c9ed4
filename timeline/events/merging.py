"""Bring the statements of all articles together: one row an event, with all its readings."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from timeline.events import adopted, alike, blocking
from timeline.events import told as prepared
from timeline.events.actors import actors_table, canonical_names
from timeline.events.adopted import leads_behind
from timeline.events.aligned import aligned
from timeline.events.cohesion import LIKEST, WEAKEST, Cluster, grow, within_reach
from timeline.events.intervals import FINE
from timeline.events.items import items_of, surroundings
from timeline.events.rows import events_table
from timeline.events.told import Array, Told
from timeline.options import EventOptions

LEAST = 0.06
"""Least likeness of two sentences for a look at the pair."""
CONFLICT = 0.6
"""Likeness from which two statements with contradicting dates are one event told with an error ..."""
TAKEN = 0.4
"""The same where lineage says that one sentence was taken from the other, within ``STALE_DAYS``."""
CONFLICT_DAYS = 7
"""... if they were published within this many days; farther apart they are two events of a series."""
STALE = 0.85
"""Likeness of sentences with a telling number from which words whose date moved with their article are stale
copies, and not the next event of a series ..."""
STALE_DAYS = 10
"""... if published within this many days."""
SAMPLED = 12
"""Members of each cluster that are compared before clusters with contradicting dates are joined."""
ZONE_DAYS = 1
"""A difference of one day is no conflict: the same moment has two dates around the world."""
WIDE = ((60.0, 0.12), (10.0, 0.09), (3.0, 0.03))
"""How much more alike two statements must be where one interval is so many times wider than the other."""
OTHER_TIME = 0.25
"""The same where both give a time of day, and not the same."""
DENIED = 0.08
"""The same where one says that it happened and the other that it did not."""
LESS_SURE = {"carried": 0.08, "publication": 0.05}
"""The same for each of the two whose date is carried from the sentence before or is that of publication."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Hold the events, the event mentions with their event_id, and the actors."""

    events: pl.DataFrame
    event_mentions: pl.DataFrame
    actors: pl.DataFrame


def merge(
    event_mentions: pl.DataFrame,
    articles: pl.DataFrame,
    options: EventOptions | None = None,
    lineage: pl.DataFrame | None = None,
) -> Merged:
    """Give one row an event from the statements of all articles.

    Statements of articles that are not included keep a null event_id. ``lineage`` says which passages were
    taken from which: where a copy gives another date, it is the same event. The result depends neither on the
    order of the articles nor on exact copies of one, but for the counts.
    """
    options = options or EventOptions()
    rows = evidence(event_mentions, articles)
    names = canonical_names(event_mentions)
    items = items_of(rows, names)
    rows = rows.join(items.select("key", "item"), on="key", how="left", maintain_order="left")
    groups = _cluster(items, aligned(rows, lineage), leads_behind(rows), options.similarity)
    numbered = pl.DataFrame(
        {"item": [i for g in groups for i in g], "group": [n for n, g in enumerate(groups) for _ in g]},
        schema={"item": pl.Int64, "group": pl.Int64},
    )
    placed = rows.join(numbered, on="item", how="left")
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
    """Join each statement to its article: its sentence, outlet and day; give each its content ``key``.

    ``around`` is what stands around a statement that names nobody; null for the others.
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
    # Slices of a text are cheap, a choice between whole texts copies one for each statement.
    title, text = (
        pl.col(name).str.slice(pl.col("begin"), pl.col("end") - pl.col("begin")) for name in ("title", "text")
    )
    sentence = pl.when(pl.col("field") == "title").then(title).otherwise(text).alias("sentence")
    rows = rows.with_columns(sentence).with_row_index("_row")
    bare = rows.filter(pl.col("actors").list.len().fill_null(0) == 0)
    around = bare.select("_row", surroundings().alias("around"))
    rows = rows.drop("title", "text").join(around, on="_row", how="left", maintain_order="left").drop("_row")
    key = pl.concat_str(
        "sentence", "headline", "predicate", pl.col("actors").list.join("|"), pl.col("start").cast(pl.String),
        pl.col("stop").cast(pl.String), "granularity", "mod", "basis", "place", separator="\x1f",
        ignore_nulls=True,
    )  # fmt: skip
    return rows.with_columns(key.alias("key")).sort("key", "article_id", "event_mention_id")


def _cluster(
    items: pl.DataFrame, copied: pl.DataFrame, leads: pl.DataFrame, threshold: float
) -> list[list[int]]:
    """Part items into events: the most alike first, each merge checked against all members."""
    if items.is_empty():
        return []
    said = prepared.words(items)
    sentences = prepared.weights(said.part, items.height)
    heads = prepared.weights(said.document, items.height)
    told = prepared.told(items, said, sentences, heads)
    pairs = blocking.ordered([blocking.candidates(items, sentences, LEAST), blocking.same_kind(items, heads)])
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    extra = _extra(items, told, a, b)
    # Only pairs that can start a merge are scored at first; the others matter where these have joined items.
    like, sentence, headline = np.zeros((3, len(a)))
    own = alike.of_words(told, a, b)
    first = alike.possible(told, a, b, own) - extra >= adopted.LEAST * threshold
    like[first], sentence[first], headline[first] = alike.scores(told, a[first], b[first], own[:, first])
    # Who says the same in the same words means the same day, stated or not.
    unsure = _unsure(items, a, b)
    likest = like - extra - unsure * (1.0 - sentence) >= LIKEST * threshold
    near = within_reach((a, b), first & likest, items.height)
    rest = near & ~first
    like[rest], sentence[rest], headline[rest] = alike.scores(told, a[rest], b[rest], own[:, rest])
    extra += unsure * (1.0 - sentence)
    near &= like >= WEAKEST
    may = first & (like - extra >= adopted.LEAST * threshold)
    against = _contradicting(items, told, sentences, copied)
    acts = adopted.one_kind(told)
    ends = (*acts, a[near], b[near], a[may], b[may], np.array(against, dtype=np.int64), leads.to_numpy())
    involved = np.unique(np.concatenate([end.ravel() for end in ends])).astype(np.int64)
    place = np.zeros(items.height, dtype=np.int64)
    place[involved] = np.arange(len(involved))
    words = alike.SENTENCE_WEIGHT * sentence, alike.HEADLINE_WEIGHT * headline
    columns = (place[a], place[b], like, extra, *words)
    edges = zip(*(column[near].tolist() for column in columns), strict=True)
    clusters = grow(_single(items, involved), edges, threshold)
    asked = adopted.undecided(clusters, a[may], b[may], items.height)
    asked_of = asked[a] | asked[b]
    unknown = asked_of & ~first & ~rest
    like[unknown], sentence[unknown], _ = alike.scores(told, a[unknown], b[unknown], own[:, unknown])
    extra[unknown] -= unsure[unknown] * sentence[unknown]
    adopted.adopt(clusters, (a[asked_of], b[asked_of], (like - extra)[asked_of]), told, threshold)
    adopted.same_acts(clusters, acts, told, threshold)
    adopted.follow(clusters, leads, told)
    clusters = [cluster for cluster in clusters if cluster.members]
    alone = np.setdiff1d(np.arange(items.height), involved).tolist()
    return sorted([*_with_conflicts(clusters, against, told, threshold), *([item] for item in alone)])


def _single(items: pl.DataFrame, involved: Array) -> list[Cluster]:
    """Give each of the items that may be joined a cluster of its own; sentences and headlines as numbers."""
    some = items.select("item", "lo", "hi", "sentence", "headline")[involved]
    lo, hi = (some[name].dt.timestamp("us").to_list() for name in ("lo", "hi"))
    written = (some[name].cast(pl.Categorical).to_physical().to_list() for name in ("sentence", "headline"))
    told = zip(some["item"].to_list(), lo, hi, *written, strict=True)
    return [Cluster([i], a, b, {said: {head}}) for i, a, b, said, head in told]


def _extra(items: pl.DataFrame, told: Told, a: Array, b: Array) -> Array:
    """Give how much more alike each pair must be: where one interval is far wider than the other, where both
    give times of one day and these differ, or where one is a denial.

    "By 2022" counts as its year, an open end as far as it reaches.
    """
    own = pl.coalesce(pl.col("stop") - pl.col("start"), pl.col("hi") - pl.col("lo"))
    width = items.select(own.dt.total_seconds().cast(pl.Float64).clip(1.0).alias("w"))["w"].to_numpy()
    ratio = np.maximum(width[a], width[b]) / np.minimum(width[a], width[b])
    extra = np.zeros(len(a))
    for times, more in reversed(WIDE):
        extra[ratio > times] = more
    start, stop = (items[name].dt.timestamp("us").fill_null(0).to_numpy() for name in ("start", "stop"))
    fine = items["granularity"].is_in(FINE).fill_null(False).to_numpy()
    other_time = fine[a] & fine[b] & ((start[a] >= stop[b]) | (start[b] >= stop[a]))
    # A month in which little else happens is as good as its day.
    extra *= 1.0 - np.minimum(told.rarity[a], told.rarity[b])
    denied = items["denied"].fill_null(False).to_numpy()
    return np.asarray(np.where(other_time, OTHER_TIME, extra) + DENIED * (denied[a] != denied[b]))


def _unsure(items: pl.DataFrame, a: Array, b: Array) -> Array:
    """Give how much more alike each pair must be because no date is stated."""
    unsure = items["basis"].replace_strict(LESS_SURE, default=0.0, return_dtype=pl.Float64).to_numpy()
    return np.asarray(unsure[a] + unsure[b])


def _contradicting(
    items: pl.DataFrame, told: Told, sentences: pl.DataFrame, copied: pl.DataFrame
) -> list[tuple[int, int]]:
    """List the pairs, the likest first, that tell one event with dates that cannot all be true.

    ``copied`` are the pairs of which one was taken from the other.
    """
    apart = (told.span[copied["a"], 0] >= told.span[copied["b"], 1]) | (
        told.span[copied["b"], 0] >= told.span[copied["a"], 1]
    )
    taken = copied.filter(pl.Series(apart, dtype=pl.Boolean)).with_columns(pl.lit(True).alias("taken"))
    pairs = blocking.echoes(items, sentences).join(taken, on=["a", "b"], how="full", coalesce=True)
    pairs = pairs.with_columns(pl.col("taken").fill_null(False)).sort("a", "b")
    columns = items.select("item", "start", "stop", "granularity", "basis", "published", "sentence")
    both = pairs.join(columns, left_on="a", right_on="item", maintain_order="left").join(
        columns, left_on="b", right_on="item", suffix="_b", maintain_order="left"
    )
    a, b = both["a"].to_numpy(), both["b"].to_numpy()
    like, sentence, _ = alike.scores(told, a, b)
    number = alike.dots(told.numbers, a, b) > 0
    both = both.with_columns(
        pl.Series("like", like), pl.Series("alike", sentence), pl.Series("number", number, dtype=pl.Boolean)
    )
    sure = both.filter(_contradicts()).sort(["like", "a", "b"], descending=[True, False, False])
    return list(sure.select("a", "b").iter_rows())


def _contradicts() -> pl.Expr:
    """Say which pairs without common time still tell one event: equal precision, published together."""
    apart = (pl.col("published") - pl.col("published_b")).dt.total_days().abs()
    own = (pl.col("start") - pl.col("published").cast(pl.Datetime("us"))).dt.total_days()
    other = (pl.col("start_b") - pl.col("published_b").cast(pl.Datetime("us"))).dt.total_days()
    days = (pl.col("start") - pl.col("start_b")).dt.total_days().abs()
    stated = (pl.col("basis") == "stated") & (pl.col("basis_b") == "stated")
    alike_made = (pl.col("granularity") == pl.col("granularity_b")) | (days <= ZONE_DAYS)
    # "On Monday" copied on the next day moves with its article; the same words a week later are another
    # event, unless they carry the same numbers.
    moved = (own == other) & (apart > ZONE_DAYS)
    stale = (apart > ZONE_DAYS) & (apart <= STALE_DAYS) & (pl.col("alike") >= STALE) & pl.col("number")
    # The same sentence of the same day with two dates is one article's: "in 2022 and 2023".
    listed = (pl.col("sentence") == pl.col("sentence_b")) & (apart == 0)
    like = pl.when("taken").then(TAKEN).otherwise(CONFLICT)
    near = pl.when("taken").then(STALE_DAYS).otherwise(CONFLICT_DAYS)
    mistaken = alike_made & (apart <= near) & ~moved & (pl.col("like") >= like)
    return (stated & ~listed & (mistaken | stale)).fill_null(False)


def _with_conflicts(
    clusters: list[Cluster], pairs: list[tuple[int, int]], told: Told, threshold: float
) -> list[list[int]]:
    """Join clusters that tell one event with dates that cannot all be true, if they are alike as a whole."""
    home = {member: cluster for cluster in clusters for member in cluster.members}
    for a, b in pairs:
        one, two = home[a], home[b]
        if one is two or one.apart(two):
            continue
        # Two lone statements were found alike already.
        lone = len(one.members) == len(two.members) == 1 and threshold <= TAKEN
        if not lone and _unlike(one, two, told, threshold):
            continue
        one.take(two)
        for member in two.members:
            home[member] = one
    unique = {id(cluster): cluster for cluster in home.values()}
    return [sorted(cluster.members) for cluster in unique.values()]


def _unlike(one: Cluster, two: Cluster, told: Told, threshold: float) -> bool:
    """Say whether two clusters are not alike on the whole, by up to ``SAMPLED`` members of each."""
    first, second = sorted(one.members)[:SAMPLED], sorted(two.members)[:SAMPLED]
    a, b = np.repeat(first, len(second)), np.tile(second, len(first))
    return float(alike.scores(told, a, b)[0].mean()) < threshold
