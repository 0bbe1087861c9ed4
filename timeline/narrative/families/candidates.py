"""Find pairs of quotations worth comparing: an inverted index over words of all quotations, in arrays.

Three kinds of keys, each with the places of the quotations that hold it: rows of four words, two words with a
meaning that stand near each other, and a speaker with such a word. Keys that many share tell nothing and
are left out, so that work grows with the number of quotations and not with its square. Of the pairs that are
left, those go on that share enough keys; whoever spoke long before or after must share a row of words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from timeline.narrative.families.keys import (
    MIX,
    Bools,
    Hashes,
    Ints,
    beside,
    counted,
    in_a_row,
    in_order,
    packed,
    sharing,
    unpacked,
)
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
FRAGMENT = 2
"""Words with a meaning up to which one key with the speaker is enough."""


@dataclass(frozen=True, slots=True)
class Distinct:
    """Hold quotations of the same words, speaker and kind of form as one: their rows, and their words.

    ``frame`` has a row for each: rows (of the table of quotations), form, speaker (last name), text, words,
    first and last day. ``pairs`` are the places in it that are worth comparing, in order; ``meant`` the stems
    of words with a meaning, a row a place, a column for each of ``stems``.
    """

    frame: pl.DataFrame
    pairs: tuple[Ints, Ints]
    meant: csr_matrix
    stems: Sequence[str]

    @property
    def counts(self) -> dict[str, int]:
        """Give in how many of the quotations each stem stands."""
        numbers = np.bincount(self.meant.indices, minlength=len(self.stems)).tolist()
        return dict(zip(self.stems, numbers, strict=True))


def distinct(quotes: pl.DataFrame, window_days: int | None) -> Distinct:
    """Join quotations that are the same and list the pairs of others that may be versions of one.

    ``quotes`` has text, form, speaker and day, in an order that does not depend on the input's.
    """
    frame = _joined(quotes)
    said = frame.select("place", "words").explode("words").drop_nulls()
    known, stems = _known(said["words"].unique().sort())
    said = said.join(known, on="words", how="left", maintain_order="left").drop("words")
    places, words, numbers = (said[name].to_numpy().astype(np.int32) for name in ("place", "word", "stem"))
    del said
    content = known["content"].to_numpy()[words]
    meant = csr_matrix(
        (np.ones(int(content.sum()), dtype=np.float32), (places[content], numbers[content])),
        shape=(frame.height, len(stems)),
    )
    pairs = _pairs(frame, (places, words), (places[content], numbers[content]), window_days)
    return Distinct(frame, pairs, meant, stems)


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


def _known(words: pl.Series) -> tuple[pl.DataFrame, list[str]]:
    """Number spellings and their stems, and say which have a meaning of their own; also list the stems."""
    spelled = words.to_list()
    cut = [stem(word.removesuffix("'s")) for word in spelled]
    stems = sorted(set(cut))
    numbers = {text: number for number, text in enumerate(stems)}
    hollow = empty()
    known = pl.DataFrame(
        {
            "words": spelled,
            "word": range(len(spelled)),
            "stem": [numbers[text] for text in cut],
            "content": [word not in hollow for word in spelled],
        },
        schema={"words": pl.String, "word": pl.UInt32, "stem": pl.UInt32, "content": pl.Boolean},
    )
    return known, stems


def _pairs(
    frame: pl.DataFrame, words: tuple[Ints, Ints], meant: tuple[Ints, Ints], window_days: int | None
) -> tuple[Ints, Ints]:
    """List the pairs of places that share enough keys, in order; words and stems come with their places."""
    sizes = np.bincount(meant[0], minlength=frame.height)
    printed = (frame["kind"] != "indirect").to_numpy()[words[0]]
    names = frame["speaker"].rank("dense").cast(pl.Int64).fill_null(0).to_numpy()
    speakers = names[meant[0]]
    days = Days(frame, window_days)
    rows = in_a_row(words[1][printed], words[0][printed], RUN)
    by_speaker = speakers.astype(np.uint64) * MIX + meant[1].astype(np.uint64)
    of_one = speakers > 0
    shared = [
        counted(sharing(*rows, MOST["rows"])),
        counted(days.near(sharing(*beside(meant[1], meant[0], _REACH), MOST["beside"]))),
        counted(days.near(sharing(by_speaker[of_one], meant[0][of_one], MOST["speaker"]))),
    ]
    # two words near each other are enough for a fragment alone: most pairs share no more
    beside_once = shared[1].number == 1
    telling = ~beside_once | (np.minimum(sizes[shared[1].one], sizes[shared[1].two]) <= FRAGMENT)
    known = [packed(kind.one, kind.two) for kind in shared]
    every = in_order(np.concatenate([known[0], known[1][telling], known[2]]))
    every = every[np.append(True, every[1:] != every[:-1])[: len(every)]]
    row, near, speaker = (kind.of(every) for kind in shared)
    one, two = unpacked(every)
    least = np.minimum(sizes[one], sizes[two])
    fragment = least <= FRAGMENT
    enough = (
        (row > VERBATIM - RUN)
        | ((row >= 1) & ((near >= 1) | (speaker >= 1) | fragment))
        | (near >= 2)
        | ((speaker >= 1) & (speaker + near >= 3))
        | (fragment & (speaker + near >= 1))
    )
    enough &= (least > 0) & (days.are_near(one, two) | (row > VERBATIM - RUN))
    return one[enough], two[enough]


class Days:
    """Tell which pairs of places are near in time."""

    def __init__(self, frame: pl.DataFrame, window_days: int | None) -> None:
        """Take the first and last day of each place."""
        day = pl.col("first", "last").cast(pl.Int32).cast(pl.Float64)
        numbers: Any = frame.select(day).to_numpy()
        self._first, self._last = numbers[:, 0], numbers[:, 1]
        self._window = window_days

    def are_near(self, one: Ints, two: Ints, most: int | None = None) -> Bools:
        """Say of pairs of places whether they are near, or at most so many days from each other."""
        if self._window is None:
            return np.full(len(one), True)
        gap = np.fmax(self._first[two] - self._last[one], self._first[one] - self._last[two])
        return np.asarray(np.isnan(gap) | (gap <= (self._window if most is None else most)))

    def near(self, pairs: Hashes) -> Hashes:
        """Leave out the packed pairs that are far."""
        return pairs[self.are_near(*unpacked(pairs))]


def near(
    one: tuple[date | None, date | None], two: tuple[date | None, date | None], days: int | None
) -> bool:
    """Say whether at most so many days lie between two spans of days; unknown days are near."""
    if days is None or None in (*one, *two):
        return True
    assert one[0] and one[1] and two[0] and two[1]
    return max((two[0] - one[1]).days, (one[0] - two[1]).days) <= days
