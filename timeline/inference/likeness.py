"""Weigh the words of texts: one sparse row of unit length a text, so that products of rows are cosines.

The same weights as scikit-learn's TfidfVectorizer (sublinear), with words counted in columns by polars and
put into places by their hash: a tenth of the time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

CHARACTERS = 4_000
"""Of a text: its beginning tells what is new. More is no better and takes longer (measured)."""
LARGE = 60
"""Texts of a large collection: in it, words of a single text and words that are everywhere say nothing."""
COMMON = 0.3
"""Share of the texts of a large collection above which a word is everywhere."""
HEAVIEST = 100
"""Words of a text that are kept: the others cost most of the time of comparing. With them fewer votes of
neighbours are clear: as many answers of large collections fell from 141 to 90, and no more were right."""
_WORD = r"[\p{Han}\p{Hiragana}\p{Katakana}]{2}|\w[\w'’-]+"
"""A word, or two characters where a script has no blanks."""
_PLACES = 22
"""Bits of a word's place: of 150,000 words one in thirty shares its place with another."""
_ABOVE = 1_000.0
"""More than any weight: rows sort one after the other."""
_MIX = np.uint64(0x9E3779B97F4A7C15)


def weighed(texts: Sequence[str], known: int) -> Any:
    """Give the rows of texts; how rare a word is, is counted in the first ``known`` texts, or else in all."""
    counts = _counted(texts)
    base = known or len(texts)
    spread = np.bincount(counts.indices[: counts.indptr[base]], minlength=1 << _PLACES)
    least, most = (2, COMMON * base) if base >= LARGE else (1, base)
    told = (spread >= least) & (spread <= most)
    rare = np.where(told, np.log((1 + base) / (1 + spread)) + 1.0, 0.0).astype(np.float32)
    weight = (1 + np.log(counts.data)) * rare[counts.indices]
    kept = _heaviest(weight, counts.indptr)
    ends = np.concatenate([[0], np.cumsum(kept)])[counts.indptr]
    rows = csr_matrix((weight[kept], counts.indices[kept], ends), shape=counts.shape)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(lengths, np.diff(rows.indptr)).astype(np.float32)
    return rows


def _heaviest(weight: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Say of the weights of all rows, one after the other, which are among the heaviest of their row."""
    row = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    order = np.argsort(row * _ABOVE - weight)
    place = np.empty(weight.size, dtype=np.int64)
    place[order] = np.arange(weight.size) - ends[:-1][row]
    return (place < HEAVIEST) & (weight > 0)


def _counted(texts: Sequence[str]) -> Any:
    """Count the words of each text, as a sparse matrix of texts by places."""
    words = pl.Series("word", texts, dtype=pl.String).str.head(CHARACTERS).str.to_lowercase()
    found = words.str.extract_all(_WORD)
    ends = np.concatenate([[0], np.cumsum(found.list.len().to_numpy())]).astype(np.int32)
    hashed = found.explode(keep_nulls=False, empty_as_null=False).hash(seed=0).to_numpy()
    places = ((hashed * _MIX) >> np.uint64(64 - _PLACES)).astype(np.int32)
    made = csr_matrix(
        (np.ones(places.size, dtype=np.float32), places, ends), shape=(len(texts), 1 << _PLACES)
    )
    made.sum_duplicates()
    return made
