"""Build every table that needs all articles at once, part of it in a second process."""

import os
from typing import TYPE_CHECKING

import polars as pl

from timeline.engines.beside import Beside
from timeline.options import BuildOptions
from timeline.schema import CLAIMS, CORRECTIONS, QUOTES

if TYPE_CHECKING:
    from timeline.events.merging import Merged

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
) -> dict[str, pl.DataFrame]:
    """Give every table that needs all articles at once; ``statements`` are the event mentions.

    ``dates`` are the candidates for publication days, which say when pages were captured; ``corrections`` of
    events and names are applied; ``mentions`` show which articles are chronologies; ``quotes`` and
    ``claims`` are what was found in each article; ``totals`` says how much outlets published.
    """
    from timeline import events
    from timeline.events import rank
    from timeline.narrative import copied, credits, spread, tellings
    from timeline.narrative import lineage as taken
    from timeline.narrative import topics as about
    from timeline.narrative.claims.reference import read_references
    from timeline.narrative.families import families
    from timeline.narrative.spread.totals import of_outlets
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
        reported = {"event_mentions": statements, "claims": claimed, "quotes": said}
        topics = beside.start(about.topics, articles, (several.told, several.known), reported, options)
        merged = events.merge(statements, articles, options.events, lineage)
        shown = _corrected(merged, articles, corrections, mentions)
        ranked = rank.ranked(shown, options.rank)
        shown |= {"lineage": lineage, "totals": of_outlets(totals, outlets)}
        return {
            **shown,
            "stories": several.stories,
            "credits": named,
            "quotes": versions().quotes,
            "variants": pl.concat([versions().variants, numbers().variants]),
            "claims": numbers().claims,
            "events": ranked,
            **spread.spread_tables({**shown, "outlets": outlets}, options.spread),
            "themes": topics().themes,
            "frames": about.with_actors({**shown, "frames": topics().frames}, options),
        }


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


def _alone(articles: pl.DataFrame, options: BuildOptions) -> bool:
    return articles.height <= _LITTLE or (options.jobs or os.cpu_count() or 1) == 1
