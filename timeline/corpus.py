"""Build every table that needs all articles at once, part of it in a second process."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from timeline.engines.beside import Beside
from timeline.options import BuildOptions, RankOptions
from timeline.schema import CLAIMS, CORRECTIONS, QUOTES

if TYPE_CHECKING:
    from timeline.events.merging import Merged
    from timeline.narrative.claims.date_families import DateFamilies
    from timeline.narrative.families import Families
    from timeline.narrative.topics import Topics
    from timeline.narrative.variants import Followed

_LOADED = ("timeline.narrative.families", "timeline.narrative.variants", "timeline.stories")
"""What the second process uses: two seconds of processor time to load, most of it for scikit-learn."""
_RANKED = ("articles", "events", "event_mentions", "actors", "mentions")
"""Tables that say how much events matter."""
_LITTLE = 1_000
"""Articles up to which a second process costs more than it saves: it has to start and is sent all texts."""


def corpus_stage(
    statements: pl.DataFrame,
    articles: pl.DataFrame,
    outlets: pl.DataFrame,
    options: BuildOptions,
    *,
    dates: pl.DataFrame | None = None,
    corrections: pl.DataFrame | None = None,
    mentions: pl.DataFrame | None = None,
    quotes: pl.DataFrame | None = None,
    claims: pl.DataFrame | None = None,
    totals: pl.DataFrame | None = None,
    beside: Beside | None = None,
) -> dict[str, pl.DataFrame]:
    """Give every table that needs all articles at once; ``statements`` are the event mentions.

    ``dates`` are the candidates for publication days, which say when pages were captured; ``corrections`` of
    events and names are applied; ``mentions`` show chronologies; ``quotes`` and ``claims`` are those of each
    article; ``totals`` says how much outlets published; ``beside`` is a second process that runs already.
    """
    from timeline import events
    from timeline.narrative import copied, credits, spread, tellings
    from timeline.narrative import lineage as taken
    from timeline.narrative.claims.date_families import date_families, without_dates
    from timeline.narrative.claims.reference import read_references
    from timeline.narrative.families import families
    from timeline.narrative.spread.totals import of_outlets
    from timeline.narrative.variants import followed

    said = QUOTES.empty() if quotes is None else quotes
    claimed = CLAIMS.empty() if claims is None else without_dates(claims)
    right = read_references(options.claims.reference) if options.claims.reference else ()
    with beside or second_process(articles, options) as second:
        versions = second.start(families, said, articles, options.families)
        named = credits.credits(articles, outlets)
        lineage = taken.lineage(articles, dates, options.lineage, named)
        numbers = second.start(followed, claimed, articles, lineage, right, named)
        if mentions is not None:
            mentions, statements = copied.with_copied_dates(mentions, statements, articles, lineage)
        articles = tellings.with_tellings(articles, lineage)
        topics = second.start(_about, articles, statements, claimed, said, options)
        merged = events.merge(statements, articles, options.events, lineage)
        shown = _corrected(merged, articles, corrections, mentions)
        ranked = second.start(_ranked, *(shown.get(name) for name in _RANKED), options=options.rank)
        shown |= {"lineage": lineage, "totals": of_outlets(totals, outlets)}
        counted = spread.spread_tables({**shown, "outlets": outlets}, options.spread)
        days = date_families(shown) if mentions is not None else None
        return {
            **shown,
            "credits": named,
            **_versions(versions(), numbers(), days, articles, lineage),
            # Before the stories: while these are under way in the second process, it is done here.
            "events": ranked(),
            **counted,
            **_with_stories(shown, topics(), options),
        }


def _ranked(*tables: pl.DataFrame | None, options: RankOptions) -> pl.DataFrame:
    """Give the events with their scores; ``tables`` are those of ``_RANKED``, None where there is none."""
    from timeline.events.rank import ranked

    known = zip(_RANKED, tables, strict=True)
    return ranked({name: table for name, table in known if table is not None}, options)


def second_process(articles: pl.DataFrame, options: BuildOptions) -> Beside:
    """Start the process in which part of the work is done, unless there is little; it loads what it needs."""
    made = Beside(alone=articles.height <= _LITTLE or (options.jobs or os.cpu_count() or 1) == 1)
    made.load(*_LOADED)
    return made


def _versions(
    quoted: "Families",
    numbers: "Followed",
    days: "DateFamilies | None",
    articles: pl.DataFrame,
    lineage: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """Give quotations and claims with their families, and what changed from one article to the next."""
    from timeline.narrative.claims.date_families import with_dates
    from timeline.narrative.families.retelling import retold

    quoted = retold(quoted, articles, lineage)
    variants = pl.concat([quoted.variants, numbers.variants])
    made = {"quotes": quoted.quotes, "claims": numbers.claims, "variants": variants}
    return made if days is None else made | with_dates({**made, "articles": articles}, days)


@dataclass(frozen=True, slots=True)
class _About:
    """Hold the stories, the story of each article (article_id, story_id), and what they are about."""

    stories: pl.DataFrame
    of: pl.DataFrame
    topics: "Topics"


def _about(
    articles: pl.DataFrame,
    statements: pl.DataFrame,
    claims: pl.DataFrame,
    quotes: pl.DataFrame,
    options: BuildOptions,
) -> _About:
    """Find the stories and their topics, for which the words of articles are read once."""
    from timeline.narrative.topics import topics
    from timeline.stories import stories

    found = stories(articles, options.stories)
    reported = {"event_mentions": statements, "claims": claims, "quotes": quotes}
    told = topics(found.articles, (found.told, found.known), reported, options)
    return _About(found.stories, found.articles.select("article_id", "story_id"), told)


def _with_stories(
    shown: dict[str, pl.DataFrame], told: _About, options: BuildOptions
) -> dict[str, pl.DataFrame]:
    """Give the articles with their stories, these, and what they are about."""
    from timeline.narrative.topics import with_actors

    shown = {**shown, "articles": _placed(shown["articles"], told.of)}
    return {
        "articles": shown["articles"],
        "stories": told.stories,
        "themes": told.topics.themes,
        "frames": with_actors({**shown, "frames": told.topics.frames}, options),
    }


def _placed(articles: pl.DataFrame, of: pl.DataFrame) -> pl.DataFrame:
    """Give articles with the stories they belong to."""
    ids = articles.select("article_id").join(of, on="article_id", how="left", maintain_order="left")
    return articles.with_columns(ids["story_id"])


def _corrected(
    merged: "Merged", articles: pl.DataFrame, corrections: pl.DataFrame | None, mentions: pl.DataFrame | None
) -> dict[str, pl.DataFrame]:
    """Give articles, events and names as a person corrected them, with date phrases where there are any."""
    from timeline.corrections.whole import correct_found

    found = {
        "articles": articles,
        "event_mentions": merged.event_mentions,
        "events": merged.events,
        "actors": merged.actors,
    }
    found |= correct_found(found, CORRECTIONS.empty() if corrections is None else corrections)
    return found if mentions is None else {**found, "mentions": mentions}
