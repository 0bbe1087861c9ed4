"""Read, date and tag inputs a batch at a time: what is in memory does not grow with the input."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from timeline import dating
from timeline.engines.local import bisected
from timeline.errors import InputError
from timeline.options import DatingOptions, ReadOptions, TagOptions
from timeline.outlets import apply_outlets, outlets, read_outlets
from timeline.pipeline import nothing_usable, reject_failed
from timeline.readers.pieces import read_pieces
from timeline.schema import REJECTS
from timeline.temporal.batches import in_order, slices
from timeline.temporal.tag import tag

Tagged = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]
"""Articles, their mentions, and rejects of those that could not be tagged."""


@dataclass(slots=True)
class Tally:
    """Count what has come out so far, and gather what is to be said at the end."""

    articles: int = 0
    mentions: int = 0
    rejects: pl.DataFrame = field(default_factory=REJECTS.empty)
    warnings: list[str] = field(default_factory=list)


def tag_inputs(
    inputs: Sequence[str | Path],
    tally: Tally,
    *,
    read_options: ReadOptions,
    dating_options: DatingOptions,
    tag_options: TagOptions,
    jobs: int = 0,
    tell: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Give batches of articles and their mentions, in the order of the inputs; ``tally`` is kept up to date.

    ``jobs`` limits the threads; 0 is one a core.
    An article that cannot be tagged is a reject, and no reason to stop. Raises InputError if nothing can be
    used, when all has been read.
    """

    def dated() -> Iterator[pl.DataFrame]:
        known = read_outlets(read_options.outlets) if read_options.outlets else None
        tell("read", 0, 1)
        for found in read_pieces(inputs, read_options):
            tell("read", 1, 1)
            tally.rejects = pl.concat([tally.rejects, found.rejects])
            tally.warnings += found.warnings
            table = outlets(found.articles, known)
            articles = apply_outlets(found.articles, table)
            yield from slices(dating.date_articles(articles, found.dates, dating_options, table))

    tell("analyse", 0, 1)
    for articles, mentions, rejects in in_order(partial(_tagged, options=tag_options), dated(), jobs):
        tally.rejects = pl.concat([tally.rejects, rejects])
        tally.articles += articles.height
        tally.mentions += mentions.height
        yield articles, mentions
    tell("analyse", 1, 1)
    if tally.articles == 0:
        raise InputError(nothing_usable(tally.rejects))


def _tagged(articles: pl.DataFrame, options: TagOptions) -> Tagged:
    parts, failures = bisected(lambda batch: (tag(batch, options),), articles)
    articles, rejects = reject_failed(articles, REJECTS.empty(), failures)
    return articles, pl.concat([part[0] for part in parts]) if parts else tag(articles, options), rejects
