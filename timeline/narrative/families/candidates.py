"""Find pairs of quotations worth comparing: an inverted index over words of all quotations, in columns.

Three kinds of keys, each with the places of the quotations that hold it: rows of four words, two words with a
meaning that stand near each other, and a speaker with such a word. Keys that many share tell nothing and
are left out, so that work grows with the number of quotations and not with its square. Of the pairs that are
left, those go on that share enough keys; whoever spoke long before or after must share a row of words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from timeline.narrative.families.wording import TOKEN, empty, is_marked, stem, surname
from timeline.narrative.quotes.lexicon import english

MOST = {"rows": 40, "beside": 16, "speaker": 16}
"""Distinct quotations that share a key, by kind: beyond that it tells nothing and would cost the square."""
RUN = 4
"""Words of a row that is a key."""
VERBATIM = 6
"""Words in a row from which the same words are no chance, however far apart they are printed."""
FRAGMENT_DAYS = 21
"""Days that may lie between a fragment and what repeats it: later it is a stock phrase said again."""
_REACH = 3
"""Words with a meaning between which two make a key."""
_FRAGMENT = 2
"""Words with a meaning up to which one key with the speaker is enough."""
_MIX = 6364136223846793005
"""Multiplier of Knuth's MMIX generator: it spreads sums of hashes over 64 bits."""


@dataclass(frozen=True, slots=True)
class Distinct:
    """Hold quotations of the same words, speaker and kind of form as one: their rows, and their words.

    ``frame`` has a row for each: rows (of the table of quotations), form, speaker (last name), text, first
    and last day. ``pairs`` are the places in it that are worth comparing; ``counts`` in how many of them
    each stem stands.
    """

    frame: pl.DataFrame
    pairs: Sequence[tuple[int, int]]
    counts: Mapping[str, int]


def distinct(quotes: pl.DataFrame, window_days: int | None) -> Distinct:
    """Join quotations that are the same and list the pairs of others that may be versions of one.

    ``quotes`` has text, form, speaker and day, in an order that does not depend on the input's.
    """
    frame = _joined(quotes)
    words = frame.select(pl.col("place"), pl.col("words")).explode("words").drop_nulls()
    known = _known(words["words"].unique())
    words = words.with_columns(pl.col("words").hash().alias("word")).join(
        known, on="words", how="inner", maintain_order="left"
    )
    meant = words.filter("content")
    stems = meant.select("place", "stem", "text").unique()
    counts = dict(stems.group_by("text").len().iter_rows())
    pairs = _pairs(frame, words, meant, window_days)
    return Distinct(frame.drop("words"), pairs, counts)


def _joined(quotes: pl.DataFrame) -> pl.DataFrame:
    names = quotes["speaker"].unique().to_list()
    last = pl.DataFrame(
        {"speaker": names, "name": [surname(name) for name in names]},
        schema={"speaker": pl.String, "name": pl.String},
    )
    openers = "|".join(sorted(english().lists["families.openers"]))
    said = (
        quotes.select("text", "form", "speaker", "day")
        .with_row_index("row")
        .join(last, on="speaker", how="left", nulls_equal=True, maintain_order="left")
        .with_columns(words=_words(pl.col("text")))
        .with_columns(key=pl.col("words").list.join(" ").str.replace(rf"^(?:(?:{openers})(?: |$))+", ""))
    )
    said = _apart(said)
    marks = pl.when(pl.col("form").is_in([f for f in _FORMS if is_marked(f)])).then(pl.lit("direct"))
    return (
        said.with_columns(kind=marks.otherwise("form"))
        .group_by("key", "name", "kind", "time", maintain_order=True)
        .agg(
            pl.col("row").alias("rows"),
            pl.col("form").first(),
            pl.col("text").first(),
            pl.col("words").first(),
            pl.col("day").min().alias("first"),
            pl.col("day").max().alias("last"),
        )
        .rename({"name": "speaker"})
        .with_row_index("place")
        .drop("key", "time")
    )


def _apart(said: pl.DataFrame) -> pl.DataFrame:
    """Number the times at which the same few words are said: weeks later they are a stock phrase."""
    few = pl.col("words").list.len() < VERBATIM
    placed = said.sort("key", "name", "day", "row")
    later = (pl.col("day").diff().dt.total_days().fill_null(0) > FRAGMENT_DAYS) & few
    # whether few words without a day are the same as those of a known day is for the comparison to say
    time = pl.when(few & pl.col("day").is_null()).then(-1).when(few).then(later.cum_sum()).otherwise(0)
    return placed.with_columns(time=time).sort("row")


_FORMS = ("direct", "mixed", "indirect", "unmarked")


def _words(text: pl.Expr) -> pl.Expr:
    folded = text.str.to_lowercase().str.replace_many(["’", "‘"], ["'", "'"])
    return folded.str.extract_all(TOKEN)


def _known(words: pl.Series) -> pl.DataFrame:
    """Give each spelling its stem, and whether it has a meaning of its own."""
    spelled = words.to_list()
    text = [stem(word.removesuffix("'s")) for word in spelled]
    hollow = empty()
    return pl.DataFrame(
        {"words": spelled, "text": text, "content": [word not in hollow for word in spelled]},
        schema={"words": pl.String, "text": pl.String, "content": pl.Boolean},
    ).with_columns(pl.col("text").hash().alias("stem"))


def _pairs(
    frame: pl.DataFrame, words: pl.DataFrame, meant: pl.DataFrame, window_days: int | None
) -> list[tuple[int, int]]:
    """List the pairs of places that share enough keys, in order."""
    size = meant.group_by("place").len("size")
    sizes = (
        frame.select("place").join(size, on="place", how="left", maintain_order="left")["size"].fill_null(0)
    )
    printed = frame.select("place").filter(frame["kind"] != "indirect")
    rows = _rows(words.join(printed, on="place", how="semi", maintain_order="left"))
    speakers = frame.select("place", pl.col("speaker").hash(7).alias("who")).filter(
        frame["speaker"].is_not_null()
    )
    said = meant.join(speakers, on="place", how="inner", maintain_order="left")
    by_speaker = said.select("place", key=pl.col("who") * _MIX + pl.col("stem"))
    days = _Days(frame, window_days)
    shared = [
        days.near(_sharing(keys, MOST[kind]), kind)
        for keys, kind in ((rows, "rows"), (_beside(meant), "beside"), (by_speaker, "speaker"))
    ]
    every = (
        pl.concat(shared, how="diagonal")
        .group_by("place", "place_two")
        .agg(pl.col("rows", "beside", "speaker").sum(), pl.col("near").first())
    )
    least = np.minimum(
        sizes.to_numpy()[every["place"].to_numpy()], sizes.to_numpy()[every["place_two"].to_numpy()]
    )
    every = every.with_columns(least=pl.Series(least))
    fragment = pl.col("least") <= _FRAGMENT
    row, beside, speaker = pl.col("rows"), pl.col("beside"), pl.col("speaker")
    enough = (
        (row > VERBATIM - RUN)
        | ((row >= 1) & ((beside >= 1) | (speaker >= 1) | fragment))
        | (beside >= 2)
        | ((speaker >= 1) & (speaker + beside >= 3))
        | (fragment & (speaker + beside >= 1))
    )
    far = ~pl.col("near") & (pl.col("rows") <= VERBATIM - RUN)
    return list(
        every.filter(enough & ~far & (pl.col("least") > 0))
        .select("place", "place_two")
        .sort(pl.all())
        .iter_rows()
    )


def _rows(words: pl.DataFrame) -> pl.DataFrame:
    """Make a key of every row of four words."""
    key = pl.col("word")
    for ahead in range(1, RUN):
        key = key * _MIX + pl.col("word").shift(-ahead)
    inside = pl.col("place").shift(1 - RUN) == pl.col("place")
    return words.select("place", key=key, inside=inside).filter("inside").drop("inside")


def _beside(meant: pl.DataFrame) -> pl.DataFrame:
    """Make a key of every two words with a meaning that stand near each other, in any order."""
    parts = []
    for ahead in range(1, _REACH + 1):
        other = pl.col("stem").shift(-ahead)
        key = pl.min_horizontal("stem", other) * _MIX + pl.max_horizontal("stem", other)
        inside = pl.col("place").shift(-ahead) == pl.col("place")
        parts.append(meant.select("place", key=key, inside=inside).filter("inside").drop("inside"))
    return pl.concat(parts)


def _sharing(keys: pl.DataFrame, most: int) -> pl.DataFrame:
    """Join the places that share a key which is neither alone nor everybody's."""
    keys = keys.unique()
    telling = keys.group_by("key").len().filter(pl.col("len").is_between(2, most)).select("key")
    keys = keys.join(telling, on="key", how="semi")
    return (
        keys.join(keys, on="key", suffix="_two")
        .filter(pl.col("place") < pl.col("place_two"))
        .select("place", "place_two")
    )


class _Days:
    """Tell which pairs of places are near in time."""

    def __init__(self, frame: pl.DataFrame, window_days: int | None) -> None:
        """Take the first and last day of each place."""
        day = pl.col("first", "last").cast(pl.Int32).cast(pl.Float64)
        numbers: Any = frame.select(day).to_numpy()
        self._first, self._last = numbers[:, 0], numbers[:, 1]
        self._window = window_days

    def near(self, pairs: pl.DataFrame, kind: str) -> pl.DataFrame:
        """Count the keys of each pair and say whether it is near; far ones count with rows of words alone."""
        one, two = pairs["place"].to_numpy(), pairs["place_two"].to_numpy()
        gap = np.fmax(self._first[two] - self._last[one], self._first[one] - self._last[two])
        near = np.isnan(gap) | (gap <= self._window) if self._window is not None else np.full(len(one), True)
        pairs = pairs.with_columns(near=pl.Series(near, dtype=pl.Boolean))
        if kind != "rows":
            pairs = pairs.filter("near")
        counted = pairs.group_by("place", "place_two").agg(pl.len().alias(kind), pl.col("near").first())
        others = [pl.lit(0, dtype=pl.UInt32).alias(o) for o in ("rows", "beside", "speaker") if o != kind]
        return counted.with_columns(others)


def near(
    one: tuple[date | None, date | None], two: tuple[date | None, date | None], days: int | None
) -> bool:
    """Say whether at most so many days lie between two spans of days; unknown days are near."""
    if days is None or None in (*one, *two):
        return True
    assert one[0] and one[1] and two[0] and two[1]
    return max((two[0] - one[1]).days, (one[0] - two[1]).days) <= days
