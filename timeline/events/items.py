"""Collapse statements to items: one a distinct statement, with all that is compared of it."""

import datetime as dt
import re
from itertools import pairwise

import polars as pl

from timeline.events.actors import Names
from timeline.events.intervals import FINE
from timeline.events.kinds import kinds
from timeline.events.lexicon import english
from timeline.events.names import capitalised
from timeline.events.terms import kind_of

REACH_DAYS = 7
"""How long before its publication day an undated lead's event may have been: news is of the week."""
NEAR_DAYS = 31
"""How long before "by Friday" its event may have been, and after "since Friday"; for years a year."""
SUBJECT = 12
"""Characters before a name with which a headline still begins: "The ministry's "."""
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
        pl.col("source").drop_nulls().unique().alias("outlets"),
        pl.col("article_id").min(),
        pl.col("around", "part").min(),
        (pl.col("modality") == "denied").any().alias("denied"),
    )
    items = items.sort("key").with_row_index("item").with_columns(pl.col("item").cast(pl.Int64))
    nouns = english().lists["nouns.events"] - english().lists["nouns.weak"]
    known = {predicate: kind_of(predicate) for predicate in items["predicate"].unique().drop_nulls()}
    items = items.with_columns(
        pl.col("predicate").is_in(sorted(nouns)).fill_null(False).alias("nominal"),
        pl.col("predicate").replace_strict(known, default=None, return_dtype=pl.String).alias("kind"),
        *_named(items, names),
        *_reach(),
    )
    # Who is named needs nobody to stand for.
    around = pl.when(pl.col("named_as").list.len() == 0).then(pl.col("around"))
    items = items.with_columns(pl.col("named_as").list.join(" ").alias("named"), around)
    document = pl.concat_str("headline", pl.col("predicate").fill_null(""), "named", separator=" ")
    # What stands before a name here is one letter, and no word.
    capitals = capitalised(pl.col("sentence")).list.join(" ")
    all_names = pl.concat_str("named", capitals, pl.col("place").fill_null(""), separator=" ")
    return items.with_columns(document.alias("document"), all_names.alias("names"))


def _named(items: pl.DataFrame, names: Names) -> tuple[pl.Series, pl.Series]:
    """Give the names of each item's actors, in lower case, and of those with which its headline begins.

    A capital that acts stands for its country, too ("Canberra banned"). Where a clause names nobody, the
    names around it tell what it is about: "a paper released on the day of ...".
    """
    own = (
        items.select("item", "article_id", "actors", "headline")
        .explode("actors")
        .join(names, on=["article_id", "actors"])
        .with_columns(pl.col("headline").str.find(pl.col("actors"), literal=True).alias("_at"))
        .select("item", (pl.col("_at") <= SUBJECT).fill_null(False).alias("acts"), "name")
    )
    bare = items.filter(pl.col("actors").list.len().fill_null(0) == 0)
    found = bare.select("item", capitalised(pl.col("sentence")).alias("name")).explode("name")
    found = found.with_columns(pl.col("name").str.slice(2).str.strip_chars_start('“"‘(').str.to_lowercase())
    lists = english().lists
    # "President" alone is nobody.
    no_name = sorted(lists["names.not_names"] | lists["names.titles"] | english().closed.keys())
    own = own.with_columns(pl.col("name").str.to_lowercase())
    country = own.with_columns(pl.col("name").replace_strict(kinds().capitals, default=None)).drop_nulls()
    every = pl.lit(False).alias("acts")
    found = found.filter(~pl.col("name").is_in(no_name)).select("item", every, "name")
    long = pl.concat([own, country, found]).group_by("item", "name").agg(pl.col("acts").any())
    ordered = long.sort("item", "name").group_by("item", maintain_order=True)
    sets = ordered.agg(pl.col("name").alias("named_as"), pl.col("name").filter("acts").alias("subjects"))
    joined = items.select("item").join(sets, on="item", how="left", maintain_order="left")
    empty = pl.lit([], dtype=pl.List(pl.String))
    return joined["named_as"].fill_null(empty), joined["subjects"].fill_null(empty)


def _parts(rows: pl.DataFrame) -> pl.Series:
    """Give the part of each sentence that tells its statement: without the parts of other dates."""
    several = (pl.len().over("article_id", "field", "begin") > 1) & (pl.col("mention_ids").list.len() > 0)
    some = rows.with_row_index("row").filter(several.fill_null(False))
    columns = some.select("article_id", "field", "begin", "sentence", "mention_ids").rows()
    dates: dict[tuple[str, str, int], set[str]] = {}
    for id_, field, begin, _, mentions in columns:
        dates.setdefault((id_, field, begin), set()).update(mentions)
    parts = [
        part(sentence, _spans(mentions, begin), _spans(dates[id_, field, begin], begin))
        for id_, field, begin, sentence, mentions in columns
    ]
    out = rows["sentence"].alias("part")
    return out.scatter(some["row"], pl.Series(parts, dtype=pl.String)) if parts else out


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


def _reach() -> tuple[pl.Expr, pl.Expr]:
    """Give ``lo`` and ``hi``, the time in which the event can have been.

    Wider than the interval for "by", for undated leads, and for times of day, which are often those of one
    part of it or of another zone.
    """
    past, future = (pl.lit(far, dtype=pl.Datetime("us")) for far in (_FAR_PAST, _FAR_FUTURE))
    day = pl.col("start").dt.truncate("1d")
    fine = (pl.col("granularity").is_in(FINE) & pl.col("start").is_not_null()).fill_null(False)
    lo = pl.when(fine).then(day).otherwise(pl.col("start").fill_null(past))
    hi = pl.when(fine).then(day + dt.timedelta(days=1)).otherwise(pl.col("stop").fill_null(future))
    lead = pl.col("basis") == "publication"
    before, after = (pl.col("mod").is_in(mods).fill_null(False) & ~lead for mods in (_BEFORE, _AFTER))
    reach = _near()
    earliest = pl.max_horizontal(pl.col("start").fill_null(pl.col("stop")) - reach, past)
    latest = pl.min_horizontal(pl.col("stop").fill_null(pl.col("start")) + reach, future)
    first = pl.when(lead).then(lo - dt.timedelta(days=REACH_DAYS)).when(before).then(earliest).otherwise(lo)
    last = pl.when(after).then(latest).otherwise(hi)
    return first.fill_null(past).alias("lo"), last.fill_null(future).alias("hi")


def _near() -> pl.Expr:
    """Give how far beyond its time "by 2022" or "after Friday" reaches: to the next of its kind, a month at
    least.
    """
    month = dt.timedelta(days=NEAR_DAYS)
    return pl.max_horizontal((pl.col("stop") - pl.col("start")).fill_null(month), pl.lit(month))
