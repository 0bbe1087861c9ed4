"""Draw one quotation as each outlet printed it: the first version, then the others with changed words."""

from typing import Final

import altair as alt
import polars as pl

from charts import frames, parts
from charts.layout import clean, shorten
from charts.options import ChartOptions
from charts.quotes_marks import Telling, laid_out, view
from charts.theme import LIGHT, Theme
from timeline import words
from timeline.narrative.families.shown import Segment, in_one_line, same_words
from timeline.schema import QUOTES, VARIANTS

TITLE: Final = "How the quotation changed"
FEWEST: Final = 2
"""Fewer articles with a known day than that have nothing to compare, or no order."""
_UNMARKED: Final = ("indirect", "unmarked")
_WHOLE: Final = 40
"""Code points from which a quotation is more than a catchword; such ones come first."""
_OUTLETS: Final = 3
"""Outlets that are named where several print the same words."""
_DROPPED: Final = 16
"""Words in a row that were dropped; of more of them the first and the last ``_ENDS`` are written."""
_ENDS: Final = 5
_STRAIGHT: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
"""Curly marks as straight ones: they make no other wording."""


def quotes(
    tables: frames.Tables, theme: Theme = LIGHT, options: ChartOptions | None = None
) -> alt.VConcatChart:
    """Draw the versions of one quotation, in the order in which they were published.

    Needs articles, outlets, quotes and variants. ``options.family`` chooses the quotation, else it is the
    changed one that most outlets print; ``options.rows`` is the number of versions that are drawn.
    """
    options = options or ChartOptions()
    found = quotes_data(tables, options)
    told = frames.articles(tables)
    if found.drop_nulls("at").height < FEWEST:
        sentence = (
            "Too few articles with a known day print the same quotation. Widen the filters, set days, or add "
            "articles of the same story."
        )
        return parts.empty(tables, theme, options, title=TITLE, sentence=sentence)
    theme = theme.suited(found["kind"])
    every = _tellings(found)
    drawn = every[: max(2, options.rows)]
    rows = laid_out(drawn, theme, float(options.width))
    left = rows.left
    about = _about(found, every)
    notes: list[list[parts.Note]] = []
    if len(every) > len(drawn):
        more = words.count(len(every) - len(drawn), "later version")
        notes.append([(-left, "left", f"{more} not drawn; the table has all.")])
    return parts.finish(
        [view(rows, theme)],
        theme,
        options,
        title=TITLE,
        subtitle=[about, "Each version against the first. Underlined: added. Struck through: dropped."],
        description=" ".join([about, *(f"{t.outlet}, {t.date}: {t.text}" for t in drawn)]),
        source=parts.source_line(told, options),
        left=left,
        notes=notes,
    )


def quotes_data(tables: frames.Tables, options: ChartOptions | None = None) -> pl.DataFrame:
    """Give the rows behind the chart: one an article that prints the quotation, earliest first.

    ``against`` is the wording that it is compared with, ``same_words`` the share of words in common (0 to 1).
    """
    options = options or ChartOptions()
    told = frames.articles(tables).select("article_id", "label", "outlet", "kind", "day", "at")
    said = tables.get("quotes", QUOTES.empty()).filter(pl.col("family_id").is_not_null())
    said = said.join(frames.within(told, options), on="article_id", how="inner")
    changes = _changes(tables)
    family = options.family or _main(said, changes)
    one = said.filter(pl.col("family_id") == pl.lit(family, dtype=pl.String)).join(
        changes, on=["article_id", "begin", "end"], how="left", maintain_order="left"
    )
    first = one.filter(pl.col("quote_id") == pl.col("family_id"))["text"].first()
    # Always the first: what a reader sees at the top is what each version is held against.
    one = one.with_columns(pl.lit(first, dtype=pl.String).alias("against"))
    likeness = [
        same_words(a, b) if a is not None else None for a, b in one.select("against", "text").iter_rows()
    ]
    leads = pl.col("quote_id") == pl.col("family_id")
    return (
        one.with_columns(pl.Series("same_words", likeness, dtype=pl.Float64), leads.alias("first"))
        .sort("first", "at", "article_id", "begin", descending=[True, False, False, False], nulls_last=True)
        .unique("article_id", keep="first", maintain_order=True)
        .select(
            "article_id", "label", "outlet", "kind", pl.col("day").alias("published"), "at", "text",
            "against", "same_words", "form", "speaker", "change", "note", "first", "family_id",
        )
    )  # fmt: skip


def _changes(tables: frames.Tables) -> pl.DataFrame:
    found = tables.get("variants", VARIANTS.empty()).filter(pl.col("kind") == "quote")
    return found.select(
        pl.col("b_id").alias("article_id"), pl.col("b_begin").alias("begin"), pl.col("b_end").alias("end"),
        "a_id", "a_begin", "a_end", "changed", "change", "note",
    ).unique(["article_id", "begin", "end"], keep="first", maintain_order=True)  # fmt: skip


def _main(said: pl.DataFrame, changes: pl.DataFrame) -> str | None:
    """Give the family that most outlets print; first one that changed, no mere catchword, not only retold."""
    who = pl.when(pl.col("outlet") == frames.NO_OUTLET).then("article_id").otherwise("outlet")
    several = (
        said.join(changes, on=["article_id", "begin", "end"], how="left", maintain_order="left")
        .group_by("family_id")
        .agg(
            pl.col("changed").fill_null(False).any(),
            (pl.col("changed") & (pl.col("change") != "indirect")).fill_null(False).any().alias("quoted"),
            who.n_unique().alias("n"),
            pl.col("change").n_unique().alias("kinds"),
            pl.col("text")
            .filter(pl.col("quote_id") == pl.col("family_id"))
            .first()
            .str.len_chars()
            .alias("long"),
        )
        .with_columns(whole=pl.col("long") >= _WHOLE)
        .sort(
            "changed", "whole", "quoted", "n", "kinds", "long", "family_id",
            descending=[True] * 6 + [False], nulls_last=True,
        )
    )  # fmt: skip
    best = several["family_id"].first() if several.height else None
    return str(best) if best is not None else None


def _tellings(found: pl.DataFrame) -> list[Telling]:
    """Make one telling of all articles that print the same words, with the outlets and the first day."""
    alike: dict[tuple[str, str, str], list[dict[str, object]]] = {}
    for row in found.iter_rows(named=True):
        words_ = " ".join(str(row["text"]).translate(_STRAIGHT).split()).strip(" ,.")
        change = str(row["change"] or "")
        who = str(row["speaker"]) if change == "speaker_changed" else ""
        key = (words_, "" if change == "same" else change, who)
        alike.setdefault(key, []).append(row)
    return [_telling(rows) for rows in alike.values()]


def _telling(rows: list[dict[str, object]]) -> Telling:
    row = rows[0]
    # An article of no known outlet stands for itself.
    named = (r["label" if r["outlet"] == frames.NO_OUTLET else "outlet"] for r in rows)
    outlets = list(dict.fromkeys(str(one) for one in named))
    more = len(outlets) - _OUTLETS
    outlet = ", ".join(outlets[:_OUTLETS]) + (f" and {more} more" if more > 0 else "")
    text, against = (clean(str(row[name] or "")).rstrip(" ,") for name in ("text", "against"))
    share, kind = row["same_words"], str(row["change"] or "")
    change = "" if row["first"] or kind == "same" else words.CHANGES.get(kind, kind)
    if kind == "speaker_changed":
        change = f"{change}: {row['speaker']}"
    if len(rows) > 1:
        change = ", ".join(one for one in (change, words.count(len(rows), "article")) if one)
    same = "first" if row["first"] else f"{share:.0%} same words" if isinstance(share, float) else ""
    return Telling(
        outlet=outlet,
        kind=str(row["kind"]),
        date=f"{row['published']:%Y-%m-%d}" if row["published"] else "no date",
        speaker=str(row["speaker"] or "not said"),
        change=change,
        same=same,
        text=text,
        segments=_segments(against, text) if not row["first"] else in_one_line(text, text),
        marked=row["form"] not in _UNMARKED,
        note=str(row["note"] or ""),
        label=str(row["label"]),
    )


def _segments(against: str, text: str) -> tuple[Segment, ...]:
    """Compare two versions; of a long stretch that was dropped only the two ends are written."""
    short = []
    for segment in in_one_line(against, text):
        held = segment.text.split()
        if segment.kind == "dropped" and len(held) > _DROPPED:
            ends = f"{' '.join(held[:_ENDS])} … {' '.join(held[-_ENDS:])}"
            short.append(Segment("dropped", ends))
        else:
            short.append(segment)
    return tuple(short)


def _about(found: pl.DataFrame, every: list[Telling]) -> str:
    """Say who said it and in how many versions it stands."""
    speaker = found.filter("first")["speaker"].first() or found["speaker"].drop_nulls().first()
    wordings = len({t.text.strip(" ,.").lower() for t in every})
    who = f"{shorten(str(speaker), 300)}: " if speaker else ""
    said = f"{words.count(found['article_id'].n_unique(), 'article')}, {words.count(wordings, 'wording')}"
    return f"{who}{said}."
