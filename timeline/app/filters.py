"""Narrow the tables of a story to what the reader asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

import polars as pl

from timeline.narrative.spread.counts import each_once
from timeline.schema import KNOWN_ORIGINS, OUTLET_KINDS
from timeline.shown import visible

PRECISIONS: dict[str, tuple[str, ...]] = {
    "time": ("second", "minute", "hour", "part_of_day"),
    "day": ("day",),
    "week": ("weekend", "week"),
    "month": ("month",),
    "quarter": ("season", "quarter", "half"),
    "year": ("year", "decade", "century"),
}
"""Steps of the precision filter and the granularities that each one holds, the finest first."""

MOST_VALUES = 500
"""Values of a pass-through column that the filter offers: a list box is no help beyond."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Say which articles and events are shown; an empty field lets everything through.

    ``first`` and ``last`` are days of publication, both included. ``precision`` holds keys of
    ``PRECISIONS``. ``column`` is a pass-through column without its ``x_``, ``values`` what it may be.
    ``part`` is the ``story_id`` of one of several stories in the collection. ``once`` keeps the first article
    of each telling alone.
    ``hidden`` shows what was hidden by hand, too: it narrows nothing.
    """

    kinds: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    precision: tuple[str, ...] = ()
    text: str = ""
    column: str | None = None
    values: tuple[str, ...] = ()
    known: bool = False
    hidden: bool = False
    part: str | None = None
    once: bool = False

    @property
    def active(self) -> bool:
        """Say whether anything is filtered.

        >>> Filters().active, Filters(text="dam").active, Filters(column="desk").active
        (False, True, False)
        """
        names = (field.name for field in fields(self) if field.name not in ("column", "hidden"))
        return any(getattr(self, name) not in ((), None, "", False) for name in names)


@dataclass(frozen=True, slots=True)
class Choices:
    """Hold what a story offers to each filter; ``outlets`` and ``parts`` map to what people see."""

    kinds: tuple[str, ...] = ()
    outlets: Mapping[str, str] | None = None
    first: date | None = None
    last: date | None = None
    precision: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] | None = None
    parts: Mapping[str, str] | None = None


def choices(tables: Mapping[str, pl.DataFrame]) -> Choices:
    """List what can be chosen in a story."""
    articles, outlets = tables["articles"], tables["outlets"]
    kinds = set(outlets["kind"].drop_nulls()) if articles.height else set()
    if articles.join(outlets, on="source", how="anti", nulls_equal=True).height:
        kinds.add("unknown")
    names = dict(outlets.select("source", pl.coalesce("name", "source")).iter_rows())
    sources = articles["source"].drop_nulls().unique().sort()
    used = set(tables["events"]["granularity"].drop_nulls())
    days = articles.select(pl.col("dct_start").min(), pl.col("dct_stop").max()).row(0)
    return Choices(
        kinds=tuple(kind for kind in OUTLET_KINDS if kind in kinds),
        outlets={source: names.get(source) or source for source in sources},
        first=days[0],
        last=days[1] - timedelta(days=1) if days[1] else None,
        precision=tuple(step for step, grains in PRECISIONS.items() if used.intersection(grains)),
        columns={
            name.removeprefix("x_"): _values(articles[name])
            for name in articles.columns
            if name.startswith("x_")
        },
        parts=dict(tables["stories"].select("story_id", "name").iter_rows()),
    )


def fit(filters: Filters, offered: Choices) -> tuple[Filters, list[str]]:
    """Drop what a story does not offer and say so; a link may come from another state of the story.

    >>> fit(Filters(kinds=("agency", "blog")), Choices(kinds=("blog",)))[0].kinds
    ('blog',)
    """
    notes: list[str] = []

    def those(values: tuple[str, ...], known: object, what: str) -> tuple[str, ...]:
        have = known if isinstance(known, (tuple, dict)) else ()
        lost = [value for value in values if value not in have]
        if lost:
            notes.append(f"This story has no {what} “{'”, “'.join(lost)}”; the link's value was ignored.")
        return tuple(value for value in values if value in have)

    columns = dict(offered.columns or {})
    column = filters.column if filters.column in columns else None
    if filters.column and not column:
        notes.append(f"This story has no column “{filters.column}”; the link's value was ignored.")
    part = filters.part if filters.part in (offered.parts or {}) else None
    if filters.part and not part:
        notes.append("The story that the link chooses is not in this collection; choose it anew.")
    fitted = Filters(
        kinds=those(filters.kinds, offered.kinds, "kind of outlet"),
        outlets=those(filters.outlets, dict(offered.outlets or {}), "outlet"),
        first=filters.first,
        last=filters.last,
        precision=those(filters.precision, offered.precision, "precision"),
        text=filters.text,
        column=column,
        values=those(filters.values, columns[column], "value") if column else (),
        known=filters.known,
        hidden=filters.hidden,
        part=part,
        once=filters.once,
    )
    return fitted, notes


def keep(tables: Mapping[str, pl.DataFrame], filters: Filters) -> dict[str, pl.DataFrame]:
    """Give the tables with the rows that pass; order and columns stay.

    An article passes by its outlet, day, text and pass-through column. An event passes when a statement
    of it passes: told in an article that passes, as precise as asked, and itself holding the words.
    """
    tables = visible(tables, filters.hidden)
    if filters.hidden:
        # Charts leave out what is hidden; "corrected" still says that it was.
        tables["events"] = tables["events"].with_columns(hidden=False)
    if not filters.active:
        return tables
    kept = dict(tables)
    passed = _articles(tables["articles"], tables["outlets"], filters)
    ids = passed.select("article_id")
    for name in ("mentions", "event_mentions", "quotes", "claims", "credits"):
        kept[name] = tables[name].join(ids, on="article_id", how="semi", maintain_order="left")
    kept["event_mentions"] = _statements(kept["event_mentions"], tables["articles"], filters)
    events = tables["events"]
    if filters.precision:
        events = events.filter(pl.col("granularity").is_in(_grains(filters)))
    kept["events"] = events.join(
        kept["event_mentions"].select("event_id").drop_nulls(),
        on="event_id",
        how="semi",
        maintain_order="left",
    )
    kept["event_mentions"] = kept["event_mentions"].join(
        kept["events"].select("event_id"), on="event_id", how="semi", maintain_order="left"
    )
    kept["lineage"] = (
        tables["lineage"]
        .join(ids, left_on="source_id", right_on="article_id", how="semi", maintain_order="left")
        .join(ids, left_on="target_id", right_on="article_id", how="semi", maintain_order="left")
    )
    kept["articles"] = passed.filter(_words(filters.text, "title", "text")) if filters.text else passed
    return kept


def _articles(articles: pl.DataFrame, outlets: pl.DataFrame, filters: Filters) -> pl.DataFrame:
    if filters.kinds:
        wanted = outlets.filter(pl.col("kind").is_in(filters.kinds))["source"].implode()
        test = pl.col("source").is_in(wanted)
        if "unknown" in filters.kinds:
            listed = outlets["source"].drop_nulls().implode()
            test = test.fill_null(True) | ~pl.col("source").is_in(listed).fill_null(False)
        articles = articles.filter(test)
    if filters.outlets:
        articles = articles.filter(pl.col("source").is_in(filters.outlets))
    if filters.part:
        articles = articles.filter(pl.col("story_id") == filters.part)
    if filters.first:
        articles = articles.filter(pl.col("dct_stop") > filters.first)
    if filters.last:
        articles = articles.filter(pl.coalesce("dct_start", "dct_best") <= filters.last)
    if filters.known:
        articles = articles.filter(pl.col("dct_origin").is_in(KNOWN_ORIGINS))
    if filters.column and filters.values:
        articles = articles.filter(pl.col(f"x_{filters.column}").is_in(filters.values))
    return each_once(articles) if filters.once else articles


def _statements(statements: pl.DataFrame, articles: pl.DataFrame, filters: Filters) -> pl.DataFrame:
    if not filters.text.strip():
        return statements
    with_text = statements.join(
        articles.select("article_id", "title", "text"),
        on="article_id",
        how="left",
        maintain_order="left",
    )
    field = pl.when(pl.col("field") == "title").then("title").otherwise("text")
    sentence = field.str.slice(pl.col("begin"), pl.col("end") - pl.col("begin"))
    told = with_text.with_columns(sentence.alias("_sentence"))
    return told.filter(_words(filters.text, "headline", "_sentence")).select(statements.columns)


def _words(text: str, *columns: str) -> pl.Expr:
    """Ask that every word stands in one of the columns, in any case."""
    joined = pl.concat_str(
        [pl.col(name).fill_null("") for name in columns], separator="\n"
    ).str.to_lowercase()
    tests = [joined.str.contains(word, literal=True) for word in text.lower().split()]
    return pl.all_horizontal(tests) if tests else pl.lit(True)


def _grains(filters: Filters) -> list[str]:
    return [grain for step in filters.precision for grain in PRECISIONS[step]]


def _values(column: pl.Series) -> tuple[str, ...]:
    counted = column.drop_nulls().value_counts(sort=True).head(MOST_VALUES)
    return tuple(sorted(counted[column.name]))
