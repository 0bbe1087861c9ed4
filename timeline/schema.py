"""Hold the contract: every table of a story as a polars schema with a meaning per column.

``docs/tables.md`` is generated from this module (``python tools/docs.py``). Intervals are half-open:
``start`` is in, ``stop`` is out, null is unbounded. ``begin`` and ``end`` count code points from 0 into
``articles.text``, ``end`` is out, and ``text[begin:end]`` is the phrase.
"""

from collections.abc import Mapping

import polars as pl

from timeline.counted import ATTENTION, FIRSTS, FRAMES, PHASES, SPREAD, THEMES, TOTALS
from timeline.errors import SchemaError
from timeline.tables import Table, table

SCHEMA_VERSION = 3
"""Version of the story folder's shape. A change of a name or type below raises it and adds a migration.

2 added what people change on events; ``completed`` gives the columns to tables that an older version wrote.
3 added tables (``SINCE``); in a folder that an older version wrote they are empty.
"""

UTC = pl.Datetime("us", "UTC")
"""An instant."""
LOCAL = pl.Datetime("us")
"""A clock time where the source is, without a zone."""

GRANULARITIES = (
    "second",
    "minute",
    "hour",
    "part_of_day",
    "day",
    "weekend",
    "week",
    "month",
    "season",
    "quarter",
    "half",
    "year",
    "decade",
    "century",
)
"""Units of an interval, the finest first."""

ORIGINS = (
    "correction",
    "meta",
    "given",
    "metadata",
    "url",
    "feed",
    "visible",
    "option",
    "inferred",
    "archive",
    "filename",
    "none",
)
"""Where a publication day comes from, the most trusted first."""

KNOWN_ORIGINS = ("correction", "meta", "given", "metadata", "url", "feed", "visible")
"""Origins whose day counts as known; the others are worked out."""

MODALITIES = ("happened", "planned", "possible", "denied", "hypothetical")
OUTLET_KINDS = ("agency", "national", "local", "trade", "blog", "social", "official", "other", "unknown")
"""Kinds of outlet in the fixed order that charts use."""

SPAN = pl.Struct({"begin": pl.Int64, "end": pl.Int64})
PASSAGE = pl.Struct(
    {"source_begin": pl.Int64, "source_end": pl.Int64, "target_begin": pl.Int64, "target_end": pl.Int64}
)
ALTERNATIVE = pl.Struct({"operator": pl.String, "value": pl.String, "start": LOCAL, "stop": LOCAL})
READING = pl.Struct(
    {"start": LOCAL, "stop": LOCAL, "granularity": pl.String, "article_ids": pl.List(pl.String)}
)


_TEXTS = pl.List(pl.String)
_INTERVAL = (
    ("start", LOCAL, "first moment, local time; null: unbounded"),
    ("stop", LOCAL, "first moment after it, local time; null: unbounded"),
)
_EVIDENCE = (
    ("article_id", pl.String, "the article"),
    ("begin", pl.Int64, "offset of the first code point in the article's text"),
    ("end", pl.Int64, "offset after the last code point"),
)
ARTICLES = table(
    "articles",
    "one article",
    ("article_id", pl.String, "the given id if unique in the story, else a hash of content and origin"),
    ("path", pl.String, "where it was read: file, file.jsonl:12, a.zip!b.html or -:3"),
    ("title", pl.String, "headline as given"),
    ("text", pl.String, "the text as read; all offsets count into it"),
    ("source", pl.String, "the outlet"),
    ("url", pl.String, "address of the article"),
    ("author", pl.String, "by-line as given"),
    ("lang", pl.String, "language, ISO 639-1"),
    ("published", UTC, "instant of publication; null unless clock time and zone are known"),
    ("published_local", LOCAL, "clock time of publication at the source; null unless the time is known"),
    ("utc_offset_min", pl.Int32, "offset of that clock from UTC in minutes"),
    ("dct_start", pl.Date, "first day on which it can have been published (document creation time)"),
    ("dct_stop", pl.Date, "first day after those"),
    ("dct_best", pl.Date, "the best single day"),
    ("dct_origin", pl.String, "where the day comes from: " + " ".join(ORIGINS)),
    ("dct_why", _TEXTS, "the reasons, in sentences"),
    ("included", pl.Boolean, "counts in analyses and charts"),
    ("excluded_why", pl.String, "why it does not"),
    ("cluster_id", pl.String, "separate telling: copies of one text share it"),
    ("story_id", pl.String, "story it belongs to"),
    ("sha256", pl.String, "SHA-256 of the text as UTF-8"),
    passes_through=True,
)
DATES = table(
    "dates",
    "one candidate for an article's publication date",
    ("article_id", pl.String, "the article"),
    ("origin", pl.String, "where it was found: " + " ".join(ORIGINS)),
    ("raw", pl.String, "the string as found"),
    ("start", LOCAL, "what it says: first moment, local time; null: not understood"),
    ("stop", LOCAL, "first moment after it"),
    ("utc_offset_min", pl.Int32, "offset from UTC in minutes, if the string says one"),
    ("zulu", pl.Boolean, "the time is given as UTC only, so the local day is known within one day"),
    ("note", pl.String, "what is odd about it, for example a date that does not exist"),
)
OUTLETS = table(
    "outlets",
    "one outlet",
    ("source", pl.String, "the name that articles.source uses"),
    ("name", pl.String, "the name that people see"),
    ("aliases", _TEXTS, "other names and domains of it"),
    ("kind", pl.String, " ".join(OUTLET_KINDS)),
    ("country", pl.String, "ISO 3166-1 alpha-2"),
    ("timezone", pl.String, "IANA time zone"),
)
MENTIONS = table(
    "mentions",
    "one date phrase",
    ("mention_id", pl.String, "article_id:begin-end, with :title for a title"),
    ("article_id", pl.String, "the article"),
    ("field", pl.String, "text or title: where the offsets count"),
    ("begin", pl.Int64, "offset of the first code point"),
    ("end", pl.Int64, "offset after the last code point"),
    ("phrase", pl.String, "the words"),
    ("type", pl.String, "TIMEX3 type: DATE TIME DURATION SET"),
    ("value", pl.String, "TIMEX3 value"),
    ("mod", pl.String, "TIMEX3 mod: START MID END APPROX BEFORE AFTER ON_OR_BEFORE ..."),
    *_INTERVAL,
    ("granularity", pl.String, " ".join(GRANULARITIES)),
    ("edtf", pl.String, "the interval in EDTF (ISO 8601-2)"),
    ("operator", pl.String, "the program that turns the anchor into the interval"),
    ("anchor", pl.String, "what it counts from: dct previous event none"),
    ("reason", pl.String, "a sentence that says why this date"),
    ("certain", pl.Boolean, "false if the date depends on which day of dct_start..dct_stop is true"),
    ("alternatives", pl.List(ALTERNATIVE), "other readings"),
    ("issue", pl.String, "what is wrong with it, for example copied"),
)
EVENT_MENTIONS = table(
    "event_mentions",
    "one statement that something happened or will",
    ("event_mention_id", pl.String, "article_id:begin-end#n, with :title for a title"),
    ("event_id", pl.String, "the event across articles"),
    ("article_id", pl.String, "the article"),
    ("field", pl.String, "text or title"),
    ("begin", pl.Int64, "offset of the sentence's first code point"),
    ("end", pl.Int64, "offset after the sentence"),
    ("mention_ids", _TEXTS, "the date phrases it rests on"),
    ("basis", pl.String, "stated (in the sentence) carried (from the sentence before) publication (day)"),
    *_INTERVAL,
    ("granularity", pl.String, " ".join(GRANULARITIES)),
    ("mod", pl.String, "TIMEX3 mod of the interval"),
    ("headline", pl.String, "a phrase of at most 12 words that says what happened"),
    ("predicate", pl.String, "lemma of the verb or event noun"),
    ("actors", _TEXTS, "who took part, as named here"),
    ("place", pl.String, "where, if stated"),
    ("modality", pl.String, " ".join(MODALITIES)),
    ("attributed_to", pl.String, "who says so"),
    ("hedged", pl.Boolean, "said with reserve: reportedly, according to, ..."),
    ("found_event_id", pl.String, "the event that it was merged into before anything was corrected by hand"),
)
EVENTS = table(
    "events",
    "one event across articles",
    ("event_id", pl.String, "identifier within this build of the story"),
    ("headline", pl.String, "the phrase that tells it best"),
    *_INTERVAL,
    ("granularity", pl.String, " ".join(GRANULARITIES)),
    ("mod", pl.String, "TIMEX3 mod of the interval"),
    ("edtf", pl.String, "the interval in EDTF (ISO 8601-2)"),
    ("basis", pl.String, "the best basis among its mentions: stated carried publication"),
    ("modality", pl.String, " ".join(MODALITIES)),
    ("score", pl.Float64, "how much it matters, 0 to 1"),
    ("n_articles", pl.Int64, "articles that tell it"),
    ("n_sources", pl.Int64, "outlets that tell it"),
    ("n_tellings", pl.Int64, "separate tellings: copies counted once"),
    ("first_start", pl.Date, "first day on which the first report can have appeared"),
    ("first_stop", pl.Date, "first day after those"),
    ("first_article_ids", _TEXTS, "the first report; several: a tie"),
    ("conflict", pl.Boolean, "articles give dates that cannot all be true"),
    ("readings", pl.List(READING), "the dates that articles give"),
    ("pinned", pl.Boolean, "a person pinned it: first in every ranking"),
    ("hidden", pl.Boolean, "a person hid it: charts and exports leave it out"),
    ("note", pl.String, "what a person noted about it"),
    ("corrected", _TEXTS, "what a person did to this row: merge split rename redate hide pin note"),
)
ACTORS = table(
    "actors",
    "a person or organisation",
    ("actor_id", pl.String, "identifier within this build of the story"),
    ("name", pl.String, "canonical name"),
    ("aliases", _TEXTS, "other forms"),
    ("role", pl.String, "role as stated"),
    ("n_articles", pl.Int64, "articles that name it"),
)
QUOTES = table(
    "quotes",
    "one quotation, however often interrupted",
    ("quote_id", pl.String, "article_id:begin-end"),
    *_EVIDENCE,
    ("spans", pl.List(SPAN), "its parts"),
    ("text", pl.String, "the words, parts joined by a blank"),
    ("form", pl.String, "direct mixed indirect unmarked"),
    ("speaker", pl.String, "who says it"),
    ("speaker_begin", pl.Int64, "offset of the speaker's name"),
    ("speaker_end", pl.Int64, "offset after it"),
    ("cue", pl.String, "the reporting verb"),
    ("family_id", pl.String, "versions of one quotation"),
)
CLAIMS = table(
    "claims",
    "one checkable quantity",
    ("claim_id", pl.String, "article_id:begin-end"),
    *_EVIDENCE,
    ("kind", pl.String, "money percent count rank date duration"),
    ("value", pl.Float64, "the number, in units; of a date the first day, in days from 1970-01-01"),
    ("unit", pl.String, "USD, percent, chips, ...; of a date its precision: day week month year ..."),
    ("comparator", pl.String, "less than, nearly, up to, ..."),
    ("subject", pl.String, "what is counted, or what happened on the date"),
    ("speaker", pl.String, "who says so"),
    ("hedge", pl.String, "reserve in the wording"),
    ("negated", pl.Boolean, "denied in the sentence"),
    ("family_id", pl.String, "versions of one number or date"),
    ("reference", pl.Float64, "the right value, where a list of them was given"),
    ("reference_source", pl.String, "where the right value stands"),
)
VARIANTS = table(
    "variants",
    "two spans that say the same thing in two articles",
    ("kind", pl.String, "quote number attribution name meaning"),
    ("family_id", pl.String, "the family both belong to"),
    ("a_id", pl.String, "article of the first span"),
    ("a_begin", pl.Int64, "its offset"),
    ("a_end", pl.Int64, "offset after it"),
    ("b_id", pl.String, "article of the second span"),
    ("b_begin", pl.Int64, "its offset"),
    ("b_end", pl.Int64, "offset after it"),
    ("changed", pl.Boolean, "the second differs from the first in meaning or wording"),
    ("change", pl.String, "the type of change"),
    ("note", pl.String, "the change in a sentence"),
)
LINEAGE = table(
    "lineage",
    "text taken from one article into another",
    ("source_id", pl.String, "the article that had it first"),
    ("target_id", pl.String, "the article that took it"),
    ("kind", pl.String, "copy rewrite common_upstream shared_quotes version"),
    ("directed", pl.Boolean, "the direction is known"),
    ("score", pl.Float64, "share of the target that the source explains, 0 to 1"),
    ("passages", pl.List(PASSAGE), "aligned passages"),
    ("reason", pl.String, "why, in a sentence"),
)
CREDITS = table(
    "credits",
    "who credits whom",
    *_EVIDENCE,
    ("credited", pl.String, "the source that is named"),
    ("kind", pl.String, "agency_line according_to told link"),
)
STORIES = table(
    "stories",
    "one of several stories in the collection",
    ("story_id", pl.String, "identifier; articles.story_id says which articles belong to it"),
    ("name", pl.String, "two to four words that set it apart"),
    ("headline", pl.String, "the headline nearest to all of its articles"),
    ("start", pl.Date, "day of its first article; null: no day is known"),
    ("stop", pl.Date, "first day after its last article"),
    ("n_articles", pl.Int64, "articles"),
    ("n_tellings", pl.Int64, "separate tellings: copies counted once"),
    ("n_sources", pl.Int64, "outlets"),
    ("terms", _TEXTS, "words that describe it, the most telling first"),
)
DUPLICATES = table(
    "duplicates",
    "an input record that was the same record again",
    ("path", pl.String, "the input"),
    ("position", pl.String, "where in it"),
    ("article_id", pl.String, "the article that it repeats"),
    ("sha256", pl.String, "SHA-256 of the text as UTF-8"),
)
REJECTS = table(
    "rejects",
    "an input record that could not be used",
    ("path", pl.String, "the input"),
    ("position", pl.String, "where in it"),
    ("reason", pl.String, "why, and what to do"),
    ("sample", pl.String, "its beginning"),
    ("sha256", pl.String, "SHA-256 of its bytes"),
)
CORRECTIONS = table(
    "corrections",
    "what a person changed",
    ("op", pl.String, "set merge split rename redate hide pin note exclude undo"),
    (
        "keys",
        _TEXTS,
        "what it applies to: article_id, article_id:begin-end, outlet:SOURCE, actor:NAME, correction:AT; "
        "never event_id",
    ),
    ("column", pl.String, "the column that changes"),
    ("old", pl.String, "value before"),
    ("new", pl.String, "value after"),
    ("by", pl.String, "who"),
    ("at", UTC, "when"),
    ("note", pl.String, "why"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ARTICLES, DATES, OUTLETS, MENTIONS, EVENT_MENTIONS, EVENTS, ACTORS, QUOTES, CLAIMS, VARIANTS,
        LINEAGE, CREDITS, THEMES, FRAMES, PHASES, SPREAD, FIRSTS, ATTENTION, TOTALS,
        STORIES, DUPLICATES, REJECTS, CORRECTIONS,
    )
}  # fmt: skip
"""Every table of a story folder, in the order in which the documentation lists them."""

SINCE: Mapping[str, int] = {"stories": 3, "firsts": 3, "attention": 3, "totals": 3}
"""Tables that a later version added, and which: in a folder from before they are missing, and empty."""


_ADDED: Mapping[str, Mapping[str, pl.Expr]] = {
    "event_mentions": {"found_event_id": pl.col("event_id")},
    "claims": {"reference": pl.lit(None, pl.Float64), "reference_source": pl.lit(None, pl.String)},
    "spread": {"n_taken": pl.lit(None, pl.Int64), "all_stories": pl.lit(None, pl.Int64)},
    "events": {
        "pinned": pl.lit(False),
        "hidden": pl.lit(False),
        "note": pl.lit(None, pl.String),
        "corrected": pl.lit([], _TEXTS),
    },
    "frames": {
        "kind": pl.lit("general"),
        "total": pl.col("n_articles"),
        "score": pl.lit(None, pl.Float64),
    },
}
"""Columns that tables have got since version 1, and what they hold in a story from before."""


def completed(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Give a table that an older version wrote the columns that were added since.

    >>> completed(EVENTS.empty().drop("pinned"), EVENTS).columns == list(EVENTS.schema)
    True
    """
    missing = {name: e for name, e in _ADDED.get(table.name, {}).items() if name not in frame.columns}
    if not missing:
        return frame
    full = frame.with_columns(value.alias(name) for name, value in missing.items())
    known = [name for name in table.schema if name in full.columns]
    return full.select([*known, *(name for name in full.columns if name not in table.schema)])


def conform(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Give the frame if it has exactly the table's columns and types, in the table's order.

    Where a table passes columns through, further ``x_*`` columns of strings follow. SchemaError otherwise.
    """
    wanted = table.schema
    extra = [name for name in frame.columns if name not in wanted]
    missing = [name for name in wanted if name not in frame.columns]
    wrong = [name for name in wanted if name in frame.columns and frame.schema[name] != wanted[name]]
    odd = [
        name
        for name in extra
        if not (table.passes_through and name.startswith("x_") and frame.schema[name] == pl.String)
    ]
    if missing or wrong or odd:
        raise SchemaError(
            f"The table {table.name} has another shape: missing {missing or 'nothing'}, "
            f"of another type {[f'{name}: {frame.schema[name]}' for name in wrong] or 'nothing'}, "
            f"unknown {odd or 'nothing'}. Build the story again with this version."
        )
    return frame.select([*wanted, *extra])


__all__ = [
    "ACTORS",
    "ALTERNATIVE",
    "ARTICLES",
    "ATTENTION",
    "CLAIMS",
    "CORRECTIONS",
    "CREDITS",
    "DATES",
    "DUPLICATES",
    "EVENTS",
    "EVENT_MENTIONS",
    "FIRSTS",
    "FRAMES",
    "GRANULARITIES",
    "KNOWN_ORIGINS",
    "LINEAGE",
    "LOCAL",
    "MENTIONS",
    "MODALITIES",
    "ORIGINS",
    "OUTLETS",
    "OUTLET_KINDS",
    "PASSAGE",
    "PHASES",
    "QUOTES",
    "READING",
    "REJECTS",
    "SCHEMA_VERSION",
    "SINCE",
    "SPAN",
    "SPREAD",
    "STORIES",
    "TABLES",
    "THEMES",
    "TOTALS",
    "UTC",
    "VARIANTS",
    "Table",
    "completed",
    "conform",
]
