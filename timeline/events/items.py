"""Collapse statements to items: one a distinct statement, with all that is compared of it."""

import datetime as dt
import re
from itertools import pairwise

import polars as pl

from timeline.events.actors import Names
from timeline.events.intervals import FINE
from timeline.events.lexicon import english
from timeline.events.names import capitalised
from timeline.events.terms import kind_of

REACH_DAYS = 7
"""How long before its publication day an undated lead's event may have been: news is of the week."""
AROUND = 300
"""Characters before a sentence whose names say what it is about, beside those of the title."""
_CAPITALISED = r"\p{Lu}[\w&.-]*\w"
_MARKS = re.compile(r"[;:,–—]\s|\s-\s")
_SPAN = re.compile(r":(\d+)-\d+")
_FAR_PAST = dt.datetime(1, 1, 1)
_FAR_FUTURE = dt.datetime(9999, 1, 1)
_BEFORE = ("BEFORE", "ON_OR_BEFORE")
_AFTER = ("AFTER", "ON_OR_AFTER")
_CONTENT = (
    "sentence", "headline", "predicate", "actors", "start", "stop", "granularity", "mod", "basis", "place"
)  # fmt: skip


def surroundings() -> pl.Expr:
    """Give the capitalised words of the title and before the sentence, of a statement beside its article."""
    begin = pl.col("begin")
    first = pl.max_horizontal(begin - AROUND, pl.lit(0))
    told = pl.when(pl.col("field") == "title").then(pl.lit("")).otherwise(
        pl.col("text").str.slice(first, begin - first)
    )  # fmt: skip
    text = pl.concat_str(pl.col("title").fill_null(""), told, separator=". ")
    return text.str.extract_all(_CAPITALISED).list.unique().list.sort().list.join(" ")


def items_of(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Collapse copies to one item a distinct statement, in the order of their content.

    ``rows`` is the evidence of all statements. Beside their content items have ``lo`` and ``hi``, the time
    that they can mean, and the texts that ``told.words`` cuts.
    """
    rows = rows.with_columns(_parts(rows))
    items = rows.group_by("key").agg(
        pl.col(*_CONTENT).first(),
        pl.col("dct_start").min().alias("published"),
        pl.col("article_id").unique().alias("articles"),
        pl.col("around", "part").min(),
    )
    items = items.sort("key").with_row_index("item").with_columns(pl.col("item").cast(pl.Int64))
    nouns = english().lists["nouns.events"] - english().lists["nouns.weak"]
    bounds = [
        _reach(*row) for row in items.select("start", "stop", "mod", "basis", "granularity").iter_rows()
    ]
    items = items.with_columns(
        pl.col("predicate").is_in(sorted(nouns)).fill_null(False).alias("nominal"),
        pl.Series("kind", [kind_of(predicate) for predicate in items["predicate"]], dtype=pl.String),
        _named(items, names),
        pl.Series("lo", [b[0] for b in bounds], dtype=pl.Datetime("us")),
        pl.Series("hi", [b[1] for b in bounds], dtype=pl.Datetime("us")),
    )
    # Who is named needs nobody to stand for.
    around = pl.when(pl.col("named_as").list.len() == 0).then(pl.col("around"))
    items = items.with_columns(pl.col("named_as").list.join(" ").alias("named"), around)
    document = pl.concat_str("headline", pl.col("predicate").fill_null(""), "named", separator=" ")
    return items.with_columns(document.alias("document"))


def _named(items: pl.DataFrame, names: Names) -> pl.Series:
    """Give the names of each item's actors, in lower case.

    Where a clause names nobody, the names around it tell what it is about: "a paper
    released on the day of ...".
    """
    known = pl.DataFrame(
        {
            "article_id": [id_ for id_, _ in names],
            "actors": [as_ for _, as_ in names],
            "name": list(names.values()),
        },
        schema={"article_id": pl.String, "actors": pl.String, "name": pl.String},
    )
    written = items.select("item", pl.col("articles").list.min().alias("article_id"), "actors")
    own = written.explode("actors").join(known, on=["article_id", "actors"]).select("item", "name")
    bare = items.filter(pl.col("actors").list.len().fill_null(0) == 0)
    found = bare.select("item", capitalised(pl.col("sentence")).alias("name")).explode("name")
    found = found.with_columns(pl.col("name").str.slice(2).str.strip_chars_start('“"‘(').str.to_lowercase())
    no_name = sorted(english().lists["names.not_names"] | english().closed.keys())
    own = own.with_columns(pl.col("name").str.to_lowercase())
    long = pl.concat([own, found.filter(~pl.col("name").is_in(no_name))])
    sets = long.group_by("item").agg(pl.col("name").unique().sort().alias("named_as"))
    joined = items.select("item").join(sets, on="item", how="left", maintain_order="left")
    return joined["named_as"].fill_null(pl.lit([], dtype=pl.List(pl.String)))


def _parts(rows: pl.DataFrame) -> pl.Series:
    """Give the part of each sentence that tells its statement: without the parts of other dates."""
    several = (pl.len().over("article_id", "field", "begin") > 1) & (pl.col("mention_ids").list.len() > 0)
    columns = rows.select("article_id", "field", "begin", "sentence", "mention_ids", several.alias("several"))
    dates: dict[tuple[str, str, int], set[str]] = {}
    for id_, field, begin, _, mentions, more in columns.iter_rows():
        if more:
            dates.setdefault((id_, field, begin), set()).update(mentions)
    out = [
        part(sentence, _spans(mentions, begin), _spans(dates[id_, field, begin], begin)) if more else sentence
        for id_, field, begin, sentence, mentions, more in columns.iter_rows()
    ]
    return pl.Series("part", out, dtype=pl.String)


def _spans(mention_ids: "list[str] | set[str]", begin: int) -> set[int]:
    """Give where date phrases begin in a sentence, from their ids."""
    return {int(_SPAN.findall(one)[-1]) - begin for one in mention_ids}


def part(sentence: str, own: set[int], every: set[int]) -> str:
    """Leave out what stands between marks and has only dates of other statements.

    >>> part("It fell on Monday, and rose on Tuesday, the bank said.", {11}, {11, 31})
    'It fell on Monday, the bank said.'
    """
    cuts = [0, *(mark.end() for mark in _MARKS.finditer(sentence)), len(sentence)]
    kept = []
    for first, last in pairwise(cuts):
        inside = {place for place in every if first <= place < last}
        if not inside or inside & own:
            kept.append(sentence[first:last])
    return "".join(kept) if any(own) or kept else sentence


def _reach(
    start: dt.datetime | None,
    stop: dt.datetime | None,
    mod: str | None,
    basis: str,
    granularity: str | None,
) -> tuple[dt.datetime, dt.datetime]:
    """Give the time in which the event can have been: wider than the interval for "by", for undated leads,
    and for times of day, which are often those of one part of it or of another zone.
    """
    lo, hi = start or _FAR_PAST, stop or _FAR_FUTURE
    if granularity in FINE and start is not None:
        lo = dt.datetime.combine(start.date(), dt.time())
        hi = lo + dt.timedelta(days=1)
    if basis == "publication":
        return lo - dt.timedelta(days=REACH_DAYS), hi
    if mod in _BEFORE:
        return _FAR_PAST, hi
    return (lo, _FAR_FUTURE) if mod in _AFTER else (lo, hi)
