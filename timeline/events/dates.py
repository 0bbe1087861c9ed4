"""Say which days of a story matter: what is told of a day, when, by whom, and how it stands out.

Copies count once: of articles that are one telling only the earliest is looked at. What is told counts by
how much the article and the sentence are about the story (``relevance``), shared where several articles have
the same sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from timeline.events import relevance
from timeline.events.chronologies import choices, chronologies
from timeline.options import RankOptions
from timeline.schema import TABLES

DAY_OR_FINER: Final = ("second", "minute", "hour", "part_of_day", "day")
TOLD: Final = ("happened", "planned")
"""What goes on a timeline: not what was denied or only supposed."""
OPEN: Final = ("ON_OR_BEFORE", "BEFORE", "AFTER", "ON_OR_AFTER")
"""Mods by which an interval is no day of its own: "by Friday"."""
AROUND: Final = 30
"""Days before and after a day that its surroundings reach; 15 and 45 do a little worse."""
COUNTS: Final = ("reported", "back", "published", "told", "around", "outside")
"""Columns of a day that weigh by their logarithm ..."""
AGAINST: Final = ("around", "outside")
"""... and those that count against it."""
HALF: Final = 2.0
"""How far below the best day's weighted sum a day has half its score."""

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hold the days of a story and the statements that tell of them.

    ``days``: day, score (0 to 1), and what it comes from: reported, back, published, told, around, outside,
    chronology. ``statements``: those that count, with day, sentence, title, published and weight.
    """

    days: pl.DataFrame
    statements: pl.DataFrame


def rank_days(tables: Tables, options: RankOptions | None = None, query: str | None = None) -> Ranking:
    """Rank every day that a statement tells of; ``tables`` are a story's, missing ones count as empty.

    With a query only statements that fit it count, each by how well it does.
    """
    options = options or RankOptions()
    articles = one_a_telling(_table(tables, "articles"))
    statements = _statements(tables, articles)
    if query:
        statements = _focused(statements, query, _table(tables, "actors"))
    statements, about = _weighted(statements, articles)
    days = _counted(statements, articles.with_columns(about), bool(query))
    days = _chosen(days, statements, _table(tables, "mentions"), articles.with_columns(about))
    return Ranking(_scored(days, options), statements)


def own_day(start: str = "start", granularity: str = "granularity", mod: str = "mod") -> pl.Expr:
    """Give the day of an interval that is one day or less; null for any other."""
    is_day = pl.col(granularity).is_in(DAY_OR_FINER) & ~pl.col(mod).fill_null("").is_in(OPEN)
    return pl.when(is_day).then(pl.col(start).dt.date())


def _table(tables: Tables, name: str) -> pl.DataFrame:
    return tables[name] if name in tables else TABLES[name].empty()


def one_a_telling(articles: pl.DataFrame) -> pl.DataFrame:
    """Give one article a telling, the earliest, in the order of their words: no other order shows."""
    body = pl.col("text").fill_null("")
    telling = pl.coalesce("cluster_id", pl.when(body != "").then(body), "article_id")
    return (
        articles.filter(pl.col("included").fill_null(True))
        .with_columns(telling.alias("_telling"))
        .sort("dct_best", "article_id", nulls_last=True)
        .unique("_telling", keep="first", maintain_order=True)
        .select(
            "article_id",
            "title",
            "text",
            "source",
            pl.col("dct_best").alias("published"),
            pl.when(body != "").then(body).otherwise(pl.col("title").fill_null("")).alias("body"),
        )
        .sort("body", "title", "article_id")
    )


def _statements(tables: Tables, articles: pl.DataFrame) -> pl.DataFrame:
    """Give the statements of a day: that of the event they were merged into, else the one they state.

    What most tell is more often right than a statement of its own. Where a person gave an event another time,
    only that counts; hidden events do not count.
    """
    moved = pl.col("corrected").fill_null([]).list.contains("redate")
    events = _table(tables, "events").select(
        "event_id",
        pl.col("score").fill_null(0.0),
        "hidden",
        own_day().alias("event_day"),
        moved.alias("moved"),
    )
    found = (
        _table(tables, "event_mentions")
        .filter(pl.col("modality").is_in(TOLD))
        .with_columns(own_day().alias("own_day"))
        .join(events, on="event_id", how="left")
        .filter(~pl.col("hidden").fill_null(False))
        .with_columns(
            pl.when(pl.col("moved").fill_null(False))
            .then("event_day")
            .otherwise(pl.coalesce("event_day", "own_day"))
            .alias("day")
        )
        .drop_nulls("day")
    )
    return with_sentences(found, articles).select(
        "event_mention_id", "event_id", "article_id", "field", "begin", "end", "basis", "modality", "hedged",
        "day", "title", "published", pl.col("score").fill_null(0.0), "sentence", pl.lit(1.0).alias("focus"),
    ).sort("event_mention_id")  # fmt: skip


def with_sentences(statements: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Join statements to their articles, those of other articles fall out, and add their ``sentence``."""
    # Slices of a text are cheap, a choice between whole texts copies one for each statement.
    title, text = (
        pl.col(name).str.slice(pl.col("begin"), pl.col("end") - pl.col("begin")) for name in ("title", "text")
    )
    words = pl.when(pl.col("field") == "title").then(title).otherwise(text).fill_null("")
    return (
        statements.join(
            articles.select("article_id", "title", "text", "source", "published"), on="article_id"
        )
        .with_columns(words.str.replace_all(r"\s+", " ").str.strip_chars().alias("sentence"))
        .drop("text")
    )


def _focused(statements: pl.DataFrame, query: str, actors: pl.DataFrame) -> pl.DataFrame:
    """Keep the statements that fit a query; all names of an actor stand for the one that is asked for."""
    asked = query.strip().casefold()
    names: list[str] = []
    for name, aliases in actors.select("name", "aliases").iter_rows():
        known = [name, *(aliases or ())]
        if asked in (one.casefold() for one in known if one):
            names += known
    fits = relevance.focus(query, statements["sentence"].to_list(), statements["title"].to_list(), names)
    return statements.with_columns(pl.Series("focus", fits, dtype=pl.Float64)).filter(pl.col("focus") > 0)


def _weighted(statements: pl.DataFrame, articles: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Add ``weight`` to statements, and give how much each article is about the story, as ``about``."""
    bodies = articles["body"].to_list()
    words = relevance.words_of(bodies)
    topic = relevance.topic(bodies, words)
    about = pl.Series("about", topic.of(bodies, words), dtype=pl.Float64)
    sentences = statements.group_by("sentence").agg(pl.col("article_id").n_unique().alias("same"))
    sentences = sentences.sort("sentence")
    telling = pl.Series("telling", topic.of(sentences["sentence"].to_list()), dtype=pl.Float64)
    weighed = (
        statements.join(sentences.with_columns(telling), on="sentence")
        .join(articles.select("article_id").with_columns(about), on="article_id")
        .with_columns(
            (pl.col("about") * pl.col("telling") / pl.col("same") * pl.col("focus")).alias("weight"),
            (pl.col("published") - pl.col("day")).dt.total_days().alias("lag"),
        )
    )
    return weighed.sort("event_mention_id"), about


def _counted(statements: pl.DataFrame, articles: pl.DataFrame, focused: bool) -> pl.DataFrame:
    """Count for each day what speaks for it."""
    weight = pl.col("weight").max()
    after = statements.filter(pl.col("lag").fill_null(0) >= 0)
    # A day is worth mentioning if it comes up again and again: a publication day counts once.
    when = pl.coalesce(pl.col("published").cast(pl.String), "article_id").alias("when")
    reported = after.group_by("day", when).agg(weight).group_by("day").agg(_sum("reported"))
    later = statements.filter(pl.col("lag") > 0)
    back = later.group_by("day", "article_id").agg(weight).group_by("day").agg(_sum("back"))
    tellings = statements.group_by("day", "event_id", "article_id").agg(weight)
    told = tellings.group_by("day", "event_id").agg(_sum("told")).group_by("day").agg(pl.col("told").max())
    if focused:
        articles = articles.join(statements.select("article_id").unique(), on="article_id", how="semi")
    published = articles.group_by("published").agg(pl.col("about").sum().round(9).alias("published_n"))
    days = statements.select("day").unique().sort("day")
    for counted in (reported, back, told):
        days = days.join(counted, on="day", how="left")
    days = days.join(published, left_on="day", right_on="published", how="left")
    days = days.rename({"published_n": "published"}).fill_null(0.0).sort("day")
    return days.with_columns(_around(days), _outside(articles))


def _sum(name: str) -> pl.Expr:
    """Sum up weights; rounded, because the order of a sum is not fixed."""
    return pl.col("weight").sum().round(9).alias(name)


def _around(days: pl.DataFrame) -> pl.Series:
    """Give the mean of ``reported`` over the days around each day."""
    at = days["day"].to_physical().to_numpy()
    sums = np.concatenate([[0.0], np.cumsum(days["reported"].to_numpy())])
    low = np.searchsorted(at, at - AROUND, side="left")
    high = np.searchsorted(at, at + AROUND, side="right")
    return pl.Series("around", (sums[high] - sums[low]) / (2 * AROUND + 1), dtype=pl.Float64).round(9)


def _outside(articles: pl.DataFrame) -> pl.Expr:
    """Give how many days a day lies before the first or after the last publication: births, anniversaries."""
    first, last = articles["published"].min(), articles["published"].max()
    before, after = (
        (pl.lit(first) - pl.col("day")).dt.total_days(),
        (pl.col("day") - pl.lit(last)).dt.total_days(),
    )
    if first is None or last is None:
        return pl.lit(0.0).alias("outside")
    return pl.max_horizontal(before, after, pl.lit(0)).cast(pl.Float64).alias("outside")


def _chosen(
    days: pl.DataFrame, statements: pl.DataFrame, mentions: pl.DataFrame, articles: pl.DataFrame
) -> pl.DataFrame:
    """Add what chronologies chose; one counts by how much it is about the story.

    That is its relevance times the share of its days that other articles tell of too.
    """
    lists = chronologies(mentions, articles)
    others = set(statements.filter(~pl.col("article_id").is_in(list(lists)))["day"].to_list())
    about = dict(articles.select("article_id", "about").iter_rows())
    weights = {key: about[key] * len(one.days & others) / len(one.days) for key, one in lists.items()}
    chosen = choices(lists, weights, days["day"].to_list())
    focus = statements.group_by("day").agg(pl.col("focus").max())
    values = pl.Series("chronology", [chosen[day] for day in days["day"]], dtype=pl.Float64)
    return (
        days.with_columns(values)
        .join(focus, on="day", how="left")
        .with_columns((pl.col("chronology") * pl.col("focus").fill_null(0.0)).round(9).alias("chronology"))
        .drop("focus")
        .sort("day")
    )


def _scored(days: pl.DataFrame, options: RankOptions) -> pl.DataFrame:
    """Add ``score``: 1 for the largest weighted sum, half of that ``HALF`` below it, never 0."""
    weights: dict[str, Any] = {name: getattr(options, name) for name in COUNTS}
    parts = [(-1 if name in AGAINST else 1) * weights[name] * pl.col(name).log1p() for name in COUNTS]
    total = pl.sum_horizontal([*parts, options.chronology * pl.col("chronology")]).round(9)
    score = HALF / (HALF + total.max() - total)
    return days.select("day", score.round(6).alias("score"), *COUNTS, "chronology").sort("day")
