"""Say how a story is told: who uses which frame, how sure it sounds, which words and names come up.

Each figure stands for a period and an outlet, and has the articles behind it. Counts of words point at
articles to read; they do not code a frame as a reader would (see docs/frames.md).
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from timeline.narrative.frames import counting, reserve
from timeline.narrative.frames.dictionary import general, read_dictionary
from timeline.narrative.frames.uses import dense, framed, uses
from timeline.options import FrameOptions, SpreadOptions
from timeline.schema import ARTICLES, CLAIMS, EVENT_MENTIONS, FRAMES, QUOTES

GENERAL: Final = "general"
OWN: Final = "own"
HEDGING: Final = "hedging"
BOOSTING: Final = "boosting"
EVALUATIVE: Final = "evaluative"
FRAME_KINDS: Final = (GENERAL, OWN)
_ENGLISH: Final = "en"


def frames(
    articles: pl.DataFrame,
    options: FrameOptions | None = None,
    *,
    event_mentions: pl.DataFrame | None = None,
    claims: pl.DataFrame | None = None,
    quotes: pl.DataFrame | None = None,
    counting_options: SpreadOptions | None = None,
) -> pl.DataFrame:
    """Count frames, and what the other tables tell of reserve, by period and outlet (FRAMES).

    ``event_mentions`` and ``claims`` give hedging and boosting, ``quotes`` the verbs of reporting, which
    are counted only where ``options.evaluative`` asks for it. A null ``source``: outlet not known.
    """
    options, asked = options or FrameOptions(), counting_options or SpreadOptions()
    read, every = counting.placed(_with_lang(articles), asked)
    if read.is_empty():
        return FRAMES.empty()
    chosen = articles.join(read, on="article_id", how="semi", maintain_order="left")
    parts = [
        counting.by_articles(found, read_by(read, kind), every, kind, names)
        for kind, found, names in _framed(chosen, options)
    ]
    sure = {"event_mentions": event_mentions, "claims": claims, "quotes": quotes}
    return pl.concat(
        [FRAMES.empty(), *parts, *reserved(chosen, read, every, sure, evaluative=options.evaluative)]
    )


def reserved(
    articles: pl.DataFrame,
    read: pl.DataFrame,
    every: str,
    tables: Mapping[str, pl.DataFrame | None],
    *,
    evaluative: bool,
) -> list[pl.DataFrame]:
    """Count hedged and boosted statements and hedged numbers, and where asked the verbs that judge."""
    lexicon = general()
    ids = articles.select("article_id")

    def of(name: str, empty: pl.DataFrame) -> pl.DataFrame:
        found = tables.get(name)
        return empty if found is None else found.join(ids, on="article_id", how="semi")

    said = reserve.statements(of("event_mentions", EVENT_MENTIONS.empty()), articles)
    numbers = reserve.hedged_numbers(of("claims", CLAIMS.empty()))
    parts = [
        (HEDGING, reserve.hedged(said), [reserve.STATEMENTS]),
        (HEDGING, numbers, [reserve.NUMBERS]),
        (BOOSTING, reserve.boosted(said, lexicon), [reserve.STATEMENTS]),
    ]
    if evaluative:
        verbs = reserve.judged(of("quotes", QUOTES.empty()), lexicon)
        parts.append((EVALUATIVE, verbs, list(lexicon.evaluative)))
    return [counting.by_statements(found, read, every, kind, names) for kind, found, names in parts]


def recounted(
    table: pl.DataFrame, articles: pl.DataFrame, counting_options: SpreadOptions | None = None
) -> pl.DataFrame:
    """Count the frames of a FRAMES table anew for a part of its articles; reserve is left out."""
    asked = counting_options or SpreadOptions()
    read, every = counting.placed(_with_lang(articles), asked)
    parts = []
    for kind in FRAME_KINDS:
        rows = table.filter(pl.col("kind") == kind)
        if rows.is_empty() or read.is_empty():
            continue
        names = rows["name"].unique(maintain_order=True).to_list()
        parts.append(counting.by_articles(users(rows), read_by(read, kind), every, kind, names))
    return pl.concat([FRAMES.empty(), *parts])


def users(table: pl.DataFrame) -> pl.DataFrame:
    """Give who is behind the rows of a FRAMES table: (kind, name, terms, article_id)."""
    return (
        table.select("kind", "name", "terms", pl.col("article_ids").alias("article_id"))
        .explode("article_id", empty_as_null=True)
        .drop_nulls("article_id")
    )


def _framed(articles: pl.DataFrame, options: FrameOptions) -> list[tuple[str, pl.DataFrame, list[str]]]:
    """Give each dictionary's kind, the articles that use its frames, and the names of these."""
    lexicon = general()
    made = []
    ours = {name: terms for name, terms in lexicon.terms.items() if name not in options.dictionary}
    if options.general and ours:
        english = read_by(_with_lang(articles), GENERAL)
        found = framed(uses(english, ours), lexicon.least, lexicon.different)
        made.append((GENERAL, dense(found, english, lexicon.characters), list(ours)))
    if options.dictionary:
        found = framed(uses(articles, options.dictionary), options.least, 1)
        made.append((OWN, found, list(options.dictionary)))
    return made


def read_by(articles: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Give the articles whose language a dictionary is in; people's own may be in any."""
    if kind != GENERAL:
        return articles
    return articles.filter(pl.col("lang").fill_null(_ENGLISH).str.starts_with(_ENGLISH))


def _with_lang(articles: pl.DataFrame) -> pl.DataFrame:
    known = [name for name in ("lang", "source", "cluster_id") if name not in articles.columns]
    return articles.with_columns(pl.lit(None, dtype=ARTICLES.schema[name]).alias(name) for name in known)


__all__ = [
    "BOOSTING",
    "EVALUATIVE",
    "FRAME_KINDS",
    "GENERAL",
    "HEDGING",
    "OWN",
    "frames",
    "general",
    "read_by",
    "read_dictionary",
    "recounted",
    "reserved",
    "users",
]
