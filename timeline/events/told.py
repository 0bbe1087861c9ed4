"""Prepare statements for comparison: their words, names, numbers and places as sparse rows, one an item.

Works on *items*: distinct statements, each standing for all its copies, so that a copied article changes
neither a weight nor a score.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from timeline.events.kinds import kinds
from timeline.events.lexicon import english
from timeline.events.terms import agreeing, kind_of, number_table, term_table, with_percents

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what is compared of each item, at its number. The matrices have one row an item."""

    sentence: csr_matrix
    """Weights of the words of its part of the sentence, of length one; ``headline`` alike."""
    headline: csr_matrix
    around: csr_matrix
    """The names in the title and before the sentence: what an "it" or "the company" stands for."""
    names: csr_matrix
    subjects: csr_matrix
    """The words of those with which its headline begins: who did it."""
    called: csr_matrix
    """The words of its names by rarity, their squares (what many name tells little) and their sum; and those
    of its sentence: who is named in the other's words is no stranger."""
    telling: csr_matrix
    weight_called: Array
    words: csr_matrix
    acts: csr_matrix
    """The words of its sentence that are none of its names and places: what is told of them."""
    heads: csr_matrix
    """The terms of its headline, predicate and names."""
    numbers: csr_matrix
    agreeing: csr_matrix
    """Its telling numbers, the rarer the heavier, and these with all that are as good as they."""
    percents: csr_matrix
    kind: Array
    """The column of the term of its predicate among ``heads``; -1 where it has none."""
    opposed: Array
    """The number of its kind among those that exclude others; 0 for all others."""
    once: csr_matrix
    nominal: Array
    """Whether its predicate is an event noun: "after Tuesday's earthquake in Haiti"."""
    bare: Array
    """Whether its headline is that noun and nothing else."""
    remarks: csr_matrix
    """What its headline says beside names, if it reports what somebody said: see ``speaks``."""
    speaks: Array
    places: csr_matrix
    articles: csr_matrix
    outlets: csr_matrix
    """Who printed it, the fewer statements an outlet has the heavier; and the event nouns of its sentence."""
    occasions: csr_matrix
    unsure: Array
    span: Array
    """First and last microsecond (out) of the time that an item's event can have been."""
    rarity: Array
    """How few items begin in an item's time, 0 to 1; and in the weeks around it."""
    remote: Array


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the terms of items' texts as rows of ``item`` and ``term``, all by one vocabulary."""

    part: pl.DataFrame
    document: pl.DataFrame
    named: pl.DataFrame
    predicate: pl.DataFrame
    place: pl.DataFrame
    around: pl.DataFrame
    names: pl.DataFrame


LOCAL = 0.25
"""Rarity from which an outlet tells what others do not: of two that tell a whole story neither is rare."""
FEW = 8
"""Statements among which a time that two of them tell of is rare in full."""
AROUND_US = 15 * 86_400_000_000
"""Two weeks before and after a time, in microseconds: what else is told of then."""
TEXTS = ("part", "document", "named", "predicate", "place", "around", "names")


def words(items: pl.DataFrame) -> Words:
    """Cut all texts of the items at once, so that each distinct word is looked up once."""
    texts = pl.concat([with_percents(items[name].fill_null("").alias("text")) for name in TEXTS])
    long = term_table(texts)
    height = items.height
    cut = [
        long.filter(pl.col("item").is_between(n * height, (n + 1) * height - 1)).with_columns(
            pl.col("item") - n * height
        )
        for n in range(len(TEXTS))
    ]
    return Words(*cut)


def weights(long: pl.DataFrame, height: int) -> pl.DataFrame:
    """Give ``item``, ``term`` and ``weight``: TF-IDF of each text's terms, of length one."""
    long = _rare(long, height)
    length = (pl.col("weight") ** 2).sum().over("item").sqrt()
    return long.select("item", "term", pl.col("weight") / length)


def _rare(long: pl.DataFrame, height: int) -> pl.DataFrame:
    """Give each term its weight by rarity among the items (inverse document frequency, smoothed)."""
    often = pl.len().over("term")
    return long.with_columns((((1 + height) / (1 + often)).log() + 1).alias("weight"))


def matrix(long: pl.DataFrame, height: int) -> csr_matrix:
    """Give terms as a sparse matrix, one row an item; ones where the frame has no ``weight``."""
    codes = long["term"].to_physical().to_numpy().astype(np.int64)
    kind = long["term"].dtype
    width = len(kind.categories) if isinstance(kind, pl.Enum) else 1
    values = long["weight"].to_numpy() if "weight" in long.columns else np.ones(len(codes))
    return csr_matrix((values, (long["item"].to_numpy(), codes)), shape=(height, max(width, 1)))


def told(items: pl.DataFrame, said: Words, sentences: pl.DataFrame, heads: pl.DataFrame) -> Told:
    """Prepare items for comparison; ``sentences`` and ``heads`` are the weights of their words."""
    height = items.height
    span = np.stack([items[name].dt.timestamp("us").to_numpy() for name in ("lo", "hi")], axis=1)
    kind = items["kind"].cast(sentences["term"].dtype).to_physical()
    alone = np.bincount(heads["item"].to_numpy(), minlength=height) == 1
    once = heads.filter(pl.col("term").cast(pl.String).is_in(sorted(kinds().once))).drop("weight")
    counts, same, percents = _numbers(items)
    dated = (items["basis"] != "publication").to_numpy()
    called = matrix(_rare(said.named, height), height)
    called /= math.log((1 + height) / 2) + 1
    return Told(
        sentence=matrix(sentences, height),
        headline=matrix(heads, height),
        around=matrix(said.around, height),
        names=_sets(items.select("item", pl.col("named_as").alias("one")).explode("one"), height),
        subjects=_sets(_each_word(items.select("item", one="subjects")), height),
        called=called,
        telling=csr_matrix(called.multiply(called)),
        weight_called=np.asarray(called.sum(axis=1)).ravel(),
        words=matrix(sentences.drop("weight"), height),
        acts=matrix(sentences.join(said.names, on=["item", "term"], how="anti"), height),
        heads=matrix(heads.drop("weight"), height),
        numbers=counts,
        agreeing=same,
        percents=percents,
        kind=kind.cast(pl.Int64).fill_null(-1).to_numpy(),
        opposed=_opposed(items["kind"]),
        once=matrix(once, height),
        nominal=items["nominal"].to_numpy(),
        bare=items["nominal"].to_numpy() & alone,
        remarks=matrix(_remarks(items, said, heads), height),
        speaks=_speaks(items),
        places=matrix(said.place, height),
        articles=_sets(items.select("item", pl.col("articles").alias("one")).explode("one"), height),
        outlets=_outlets(items),
        occasions=matrix(_occasions(sentences), height),
        unsure=(items["basis"] != "stated").to_numpy(),
        span=span,
        rarity=_rarity(span, dated),
        remote=_rarity(span + np.array([-AROUND_US, AROUND_US]), dated, span),
    )


def _each_word(long: pl.DataFrame) -> pl.DataFrame:
    """Give the words of lists of names, each a row: "Trump" is Donald Trump."""
    words = long.with_columns(pl.col("one").list.join(" ").str.split(" ").list.unique()).explode("one")
    return words.filter(pl.col("one") != "")


def _sets(long: pl.DataFrame, height: int) -> csr_matrix:
    """Give sets of strings, each a row of ``item`` and ``one``, as a sparse matrix of ones.

    Columns are in the order of an Enum; else in any order.
    """
    long = long.drop_nulls("one")
    kind = long["one"].dtype
    own = kind if isinstance(kind, pl.Enum) else pl.Categorical(pl.Categories.random())
    code = long["one"].cast(own).to_physical().to_numpy()
    shape = (height, max(int(code.max(initial=0)) + 1, 1))
    return csr_matrix((np.ones(len(code)), (long["item"].to_numpy(), code)), shape=shape)


def _numbers(items: pl.DataFrame) -> tuple[csr_matrix, csr_matrix, csr_matrix]:
    """Give the numbers of items by weight, with all that agree with them, and the percentages alone."""
    found = number_table(items["part"])
    seen = found["number"].unique().sort().to_list()
    own = _sets(found.select("item", pl.col("number").cast(pl.Enum(seen)).alias("one")), items.height)
    often = np.asarray(own.sum(axis=0)).ravel()
    rare = np.log((2 + items.height) / (1 + often)) / math.log((2 + items.height) / 2)
    weighted = csr_matrix(own.multiply(np.sqrt(np.clip(rare, 0.0, 1.0))[np.newaxis, :]))
    near = np.array(list(agreeing(seen)), dtype=np.int64).reshape(-1, 2)
    ones = csr_matrix((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(own.shape[1], own.shape[1]))
    share = found.filter(pl.col("number").str.ends_with("%")).rename({"number": "one"})
    return weighted, csr_matrix(weighted @ ones) if len(near) else weighted, _sets(share, items.height)


def _outlets(items: pl.DataFrame) -> csr_matrix:
    """Give the outlets of items, each by how few of all items are its own."""
    own = _sets(items.select("item", pl.col("outlets").alias("one")).explode("one"), items.height)
    often = np.asarray(own.sum(axis=0)).ravel()
    rare = np.log((2 + items.height) / (1 + often)) / math.log((2 + items.height) / 2)
    local = np.where(rare >= LOCAL, np.clip(rare, 0.0, 1.0), 0.0)
    return csr_matrix(own.multiply(np.sqrt(local)[np.newaxis, :]))


def _occasions(sentences: pl.DataFrame) -> pl.DataFrame:
    """Give the terms of sentences that name an event: "the hearing", "our next meeting"."""
    nouns = english().lists["nouns.events"] - english().lists["nouns.weak"]
    named = sorted({kind for noun in nouns if (kind := kind_of(noun))})
    return sentences.select("item", "term").filter(pl.col("term").cast(pl.String).is_in(named))


def _opposed(kind: pl.Series) -> Array:
    """Number the kinds that exclude others from 1 on; 0 for all others."""
    places = {one: n for n, one in enumerate(opposed_kinds(), start=1)}
    return kind.replace_strict(places, default=0, return_dtype=pl.Int64).fill_null(0).to_numpy()


def opposed_kinds() -> list[str]:
    """List the kinds that exclude others."""
    return sorted({kind for pair in kinds().opposite for kind in pair})


def _speaks(items: pl.DataFrame) -> Array:
    verbs = sorted(english().lists["reporting.verbs"])
    return items["predicate"].is_in(verbs).fill_null(False).to_numpy()


def _remarks(items: pl.DataFrame, said: Words, heads: pl.DataFrame) -> pl.DataFrame:
    """Give the words of reported speech without names and the verb of saying; none for other statements."""
    speaking = pl.Series("item", np.flatnonzero(_speaks(items)), dtype=heads["item"].dtype)
    own = heads.select("item", "term").filter(pl.col("item").is_in(speaking.implode()))
    return own.join(pl.concat([said.named, said.predicate]), on=["item", "term"], how="anti")


def _rarity(span: Array, dated: Array, told: Array | None = None) -> Array:
    """Give 1 for a time in which two statements begin, down to 0 for one in which all do.

    ``told`` are the times of the statements where these are not those asked about.
    """
    if not dated.any():
        return np.zeros(len(span))
    begins = np.sort((span if told is None else told)[dated, 0])
    inside = np.searchsorted(begins, span[:, 1], "left") - np.searchsorted(begins, span[:, 0], "left")
    # In a story of a few statements no time is rare.
    rarity = np.log(len(span) / np.maximum(inside, 2)) / math.log(max(len(span), FEW) / 2)
    return np.where(dated, np.clip(rarity, 0.0, 1.0), 0.0)
