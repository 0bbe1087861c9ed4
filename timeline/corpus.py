"""Build every table that needs all articles at once, part of it in a second process."""

import os

import polars as pl

from timeline.engines.beside import Beside
from timeline.options import BuildOptions
from timeline.schema import CLAIMS, CORRECTIONS, QUOTES

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
) -> dict[str, pl.DataFrame]:
    """Give every table that needs all articles at once; ``statements`` are the event mentions.

    ``dates`` are the candidates for publication days, which say when pages were captured; ``corrections`` of
    events and names are applied; ``mentions`` show which articles are chronologies; ``quotes`` and
    ``claims`` are what was found in each article.
    """
    from timeline import events
    from timeline.corrections.whole import correct_found
    from timeline.events import rank
    from timeline.narrative import copied, credits, spread, tellings
    from timeline.narrative import lineage as taken
    from timeline.narrative import themes as about
    from timeline.narrative.claims.reference import read_references
    from timeline.narrative.families import families
    from timeline.narrative.variants import followed
    from timeline.stories import stories

    said = QUOTES.empty() if quotes is None else quotes
    claimed = CLAIMS.empty() if claims is None else claims
    right = read_references(options.claims.reference) if options.claims.reference else ()
    with Beside(alone=_alone(articles, options)) as beside:
        versions = beside.start(families, said, articles, options.families)
        named = credits.credits(articles, outlets)
        lineage = taken.lineage(articles, dates, options.lineage, named)
        numbers = beside.start(followed, claimed, articles, lineage, right, named)
        if mentions is not None:
            mentions, statements = copied.with_copied_dates(mentions, statements, articles, lineage)
        several = stories(tellings.with_tellings(articles, lineage), options.stories)
        articles = several.articles
        topics = beside.start(about.themes, articles, options.themes, options.spread)
        merged = events.merge(statements, articles, options.events)
        found = {
            "articles": articles,
            "event_mentions": merged.event_mentions,
            "events": merged.events,
            "actors": merged.actors,
        }
        found |= correct_found(found, CORRECTIONS.empty() if corrections is None else corrections)
        shown = found if mentions is None else {**found, "mentions": mentions}
        ranked = rank.ranked(shown, options.rank)
        return {
            **shown,
            "lineage": lineage,
            "stories": several.stories,
            "credits": named,
            "quotes": versions().quotes,
            "variants": pl.concat([versions().variants, numbers().variants]),
            "claims": numbers().claims,
            "events": ranked,
            "spread": spread.spread(articles, outlets, options.spread),
            "phases": spread.phases(articles, options.spread),
            "themes": topics(),
        }


def _alone(articles: pl.DataFrame, options: BuildOptions) -> bool:
    return articles.height <= _LITTLE or (options.jobs or os.cpu_count() or 1) == 1
