"""Find pairs of quotations worth comparing: an inverted index of rare words, near linear in quotations."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from timeline.narrative.families.alike import RUN, Said

MOST_OF_KEY = 40
"""Distinct quotations that share a key: beyond that the key tells nothing and would cost the square."""
_REACH = 3
"""Words with a meaning between which two rare ones make a key."""


def candidates(quotations: Sequence[Said], weighed: Mapping[str, float]) -> list[tuple[int, int]]:
    """List pairs of places that share two rare words near each other, or a rare word and the speaker."""
    places: list[int] = []
    keys: list[str] = []
    for place, said in enumerate(quotations):
        for key in set(_keys(said)):
            places.append(place)
            keys.append(key)
    if not keys:
        return []
    index = pl.DataFrame({"place": places, "key": keys}, schema={"place": pl.Int64, "key": pl.String})
    index = index.filter(pl.len().over("key").is_between(2, MOST_OF_KEY))
    pairs = (
        index.join(index, on="key", suffix="_two")
        .filter(pl.col("place") < pl.col("place_two"))
        .select("place", "place_two")
        .unique()
        .sort("place", "place_two")
    )
    return [(one, two) for one, two in pairs.iter_rows()]


def _keys(said: Said) -> Iterator[str]:
    meant, words = said.made.meant, said.made.words
    if said.form != "indirect":
        yield from (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
    for i, stem in enumerate(meant):
        if said.speaker is not None:
            yield f"{said.speaker}:{stem}"
        for other in meant[i + 1 : i + 1 + _REACH]:
            yield "+".join(sorted((stem, other)))
