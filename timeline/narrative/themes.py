"""Follow the themes of a story: fitted once, then counted by period.

Themes are parts of a non-negative factorisation of TF-IDF rows (Lee and Seung 1999). Each article counts
for the theme that it is likest, so that behind each figure stand articles to read.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from timeline.narrative.labels import whole_names
from timeline.narrative.news import EVIDENT, log_odds
from timeline.narrative.spread import dated_articles
from timeline.narrative.spread.counts import period_of_shares
from timeline.narrative.terms import Reading, read_terms, telling
from timeline.options import SpreadOptions, ThemeOptions
from timeline.schema import THEMES

OTHER: Final = "other"
"""Articles that share no word with any theme."""
FEWEST_TELLINGS: Final = 12
"""With fewer separate tellings there are no themes."""
MOST: Final = 8
"""Themes at most, unless asked for: more cannot be kept apart by a reader."""
COLUMNS: Final = 4_000
"""Terms that enter the factorisation: those in most articles, among those that are not in nearly all."""
STORY_WIDE: Final = 0.5
"""Terms in more of the articles than this say what the whole story is about, and little about its themes."""
LABEL_TERMS: Final = 8


def themes(
    articles: pl.DataFrame,
    options: ThemeOptions | None = None,
    counting: SpreadOptions | None = None,
    reading: Reading | None = None,
) -> pl.DataFrame:
    """Find themes and count them by period (THEMES, all outlets together: ``source`` is null).

    The shares of a period add up to 1; a period without articles has no rows. Copies of one text count once
    when themes are found, and have the theme of that text. Too few tellings: no rows. The order of the
    articles changes nothing. ``reading`` are the terms of these articles, where they were read before.
    """
    options, counting = options or ThemeOptions(), counting or SpreadOptions()
    read = reading or read_terms(articles)
    told = read.told
    if told.height < max(FEWEST_TELLINGS, 2 * (options.number or 0)):
        return THEMES.empty()
    groups, terms = _fitted(read, options.number or wanted_number(told.height))
    names = theme_names(terms)
    main = pl.Series("name", [OTHER if at < 0 else names[at] for at in groups], dtype=pl.String)
    membership = (
        articles.filter("included")
        .select("article_id", telling().alias("_telling"))
        .join(told.select("_telling", main), on="_telling", how="left", maintain_order="left")
    )
    return counted(articles, membership, dict(zip(names, terms, strict=True)), counting)


def wanted_number(tellings: int) -> int:
    """Give the number of themes for so many separate tellings.

    >>> [wanted_number(n) for n in (12, 45, 300, 12_000)]
    [2, 3, 7, 8]
    """
    return int(min(MOST, max(2, round(tellings**0.5 / 2.5))))


def counted(
    articles: pl.DataFrame,
    membership: pl.DataFrame,
    terms: dict[str, Sequence[str]],
    counting: SpreadOptions | None = None,
) -> pl.DataFrame:
    """Count articles by period and theme (THEMES) from which theme each has (article_id, name)."""
    counting = counting or SpreadOptions()
    placed = dated_articles(articles, once=counting.count_copies_once).join(
        membership.select("article_id", "name"), on="article_id"
    )
    if placed.is_empty():
        return THEMES.empty()
    every = period_of_shares(placed, counting.period)
    placed = placed.select("article_id", "name", pl.col("dct_best").dt.truncate(every).alias("start"))
    periods = placed.group_by("start").agg(pl.len().cast(pl.Int64).alias("n_articles"))
    sizes = placed.group_by("name").len().with_columns((pl.col("name") == OTHER).alias("rest"))
    named = sizes.sort("rest", "len", "name", descending=[False, True, False]).with_row_index("place")
    found = (
        placed.sort("article_id")
        .group_by("start", "name")
        .agg(pl.len().cast(pl.Int64).alias("count"), pl.col("article_id").alias("article_ids"))
    )
    nobody = pl.lit([], dtype=pl.List(pl.String))
    return (
        periods.join(named.select("name", "place"), how="cross")
        .join(found, on=("start", "name"), how="left")
        .with_columns(
            pl.col("count").fill_null(0),
            pl.col("article_ids").fill_null(nobody),
            pl.col("start").dt.offset_by(every).alias("stop"),
            pl.col("name")
            .replace_strict(
                {name: list(own) for name, own in terms.items()},
                default=[],
                return_dtype=pl.List(pl.String),
            )
            .alias("terms"),
            pl.lit(None, dtype=pl.String).alias("source"),
        )
        .with_columns((pl.col("count") / pl.col("n_articles")).alias("share"))
        .sort("start", "place")
        .select(THEMES.schema.names())
    )


def membership_of(table: pl.DataFrame) -> pl.DataFrame:
    """Give the theme of each article in a THEMES table (article_id, name), to count a part of them anew."""
    return table.select("name", pl.col("article_ids").alias("article_id")).explode("article_id").drop_nulls()


def _fitted(reading: Reading, number: int) -> tuple[list[int], list[list[str]]]:
    """Give the theme of each telling (-1: none), and the telling terms of each theme, the largest first."""
    from timeline.stories.labels import telling_terms

    known, texts = reading.known, _texts(reading.told)
    present = (known.rows > 0).astype(np.float64)
    uses = np.asarray(present.sum(axis=0)).ravel()
    usable = np.flatnonzero(reading.tells & (uses >= 2) & (uses <= STORY_WIDE * len(texts)))
    columns = np.sort(usable[np.argsort(-uses[usable], kind="stable")][:COLUMNS])
    main = _main_themes(known.rows[:, columns], number)
    sizes = [(int((main == at).sum()), at) for at in range(number)]
    order = [at for size, at in sorted(sizes, key=lambda one: (-one[0], one[1])) if size]
    allowed = np.zeros(len(uses), dtype=bool)
    allowed[columns] = True
    terms = []
    for at in order:
        own = np.flatnonzero(main == at)
        inside = np.asarray(present[own].sum(axis=0)).ravel()
        scores = np.where(allowed & (inside > 1), log_odds(inside, uses - inside), 0.0)
        # Where hardly any term is telling, the strongest have to do.
        least = EVIDENT if (scores > EVIDENT).sum() >= 3 else 0.0
        weights = np.where(scores > least, scores, 0.0)
        found = telling_terms(weights, inside, len(own), known)
        terms.append(whole_names(found, [texts[one] for one in own])[:LABEL_TERMS])
    places = {theme: place for place, theme in enumerate(order)}
    return [places.get(int(at), -1) for at in main], terms


def _texts(told: pl.DataFrame) -> list[str]:
    return (
        told.select(pl.concat_str(pl.col("title").fill_null(""), "text", separator="\n"))
        .to_series()
        .to_list()
    )


def _main_themes(rows: Any, number: int) -> np.ndarray:
    """Give for each row the theme that weighs most in it, -1 where none does; the seed is fixed."""
    from sklearn.decomposition import NMF

    there = np.flatnonzero(np.asarray(rows.sum(axis=1)).ravel() > 0)
    main = np.full(rows.shape[0], -1, dtype=np.int64)
    number = min(number, len(there), rows.shape[1])
    if number < 1:
        return main
    model = NMF(number, init="nndsvda" if number < min(len(there), rows.shape[1]) else "random",
                random_state=0, max_iter=200, tol=1e-3)  # fmt: skip
    own = rows[there].astype(np.float64)
    model.fit(own)
    # By likeness and not by weight in the mixture: there one theme of everyday words takes most articles.
    lengths = np.linalg.norm(model.components_, axis=1)
    weights = own @ (model.components_ / np.where(lengths > 0, lengths, 1.0)[:, None]).T
    heaviest = weights.argmax(axis=1)
    main[there] = np.where(weights.max(axis=1) > 0, heaviest, -1)
    return main


def theme_names(terms: Sequence[Sequence[str]], most: int = 3) -> list[str]:
    """Name each theme by its first terms; where two would be alike they get a number.

    >>> theme_names([["Rescue", "coast guard"], ["Rescue", "coast guard"], []])
    ['Rescue, coast guard', 'Rescue, coast guard (2)', 'theme 3']
    """
    made: list[str] = []
    for number, own in enumerate(terms, 1):
        name = ", ".join(own[:most]) or f"theme {number}"
        made.append(f"{name} ({number})" if name in made or name == OTHER else name)
    return made


__all__ = ["OTHER", "counted", "membership_of", "theme_names", "themes", "wanted_number"]
