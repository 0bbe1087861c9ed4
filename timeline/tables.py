"""Describe a table: what a row is, and each column with its type and its meaning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

_FEW = 64
"""Rows below which lists of texts are not worth grouping."""


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column: its polars type and what it means."""

    name: str
    dtype: pl.DataType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """Describe one table: what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]
    passes_through: bool = False

    @property
    def schema(self) -> pl.Schema:
        """Give the columns as a polars schema.

        >>> table("days", "a day", ("day", pl.Date, "the day")).schema["day"]
        Date
        """
        return pl.Schema({c.name: c.dtype for c in self.columns})

    def empty(self) -> pl.DataFrame:
        """Give the table without rows.

        >>> table("days", "a day", ("day", pl.Date, "the day")).empty().shape
        (0, 1)
        """
        return pl.DataFrame(schema=self.schema)

    def frame(self, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
        """Give rows as a frame of this table; columns that are missing in a row are null."""
        made = list(rows)
        return pl.DataFrame(
            [_series(c.name, c.dtype, [row.get(c.name) for row in made]) for c in self.columns],
            schema=self.schema,
        )


def _series(name: str, dtype: pl.DataType, values: list[Any]) -> pl.Series:
    """Make a column; lists of texts are made flat and grouped, which takes a tenth of the time."""
    if dtype != pl.List(pl.String) or len(values) < _FEW:
        return pl.Series(name, values, dtype=dtype, strict=True)
    lengths = [-1 if value is None else len(value) for value in values]
    flat = pl.Series(name, [one for value in values for one in value or ()], dtype=pl.String, strict=True)
    rows = pl.Series("row", [i for i, n in enumerate(lengths) for _ in range(n)], dtype=pl.UInt32)
    grouped = pl.DataFrame([rows, flat]).group_by("row", maintain_order=True).agg(name)
    index = pl.DataFrame([pl.Series("row", range(len(values)), dtype=pl.UInt32), pl.Series("n", lengths)])
    whole = index.join(grouped, on="row", how="left", maintain_order="left")
    empty = pl.lit([], dtype=pl.List(pl.String))
    return whole.select(pl.when(pl.col("n") == 0).then(empty).otherwise(name).alias(name))[name]


def table(name: str, row: str, *columns: tuple[str, Any, str], passes_through: bool = False) -> Table:
    """Make a table from (column, type, meaning)."""
    made = tuple(Column(n, t() if isinstance(t, type) else t, m) for n, t, m in columns)
    return Table(name, row, made, passes_through)


def in_order_of(rows: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Sort rows as a build leaves them: by article, each in their order; rows of other articles go.

    >>> rows = pl.DataFrame({"article_id": ["b", "a", "b", "c"], "n": [1, 2, 3, 4]})
    >>> in_order_of(rows, pl.DataFrame({"article_id": ["a", "b"]}))["n"].to_list()
    [2, 1, 3]
    """
    places = articles.select("article_id").with_row_index("_place")
    placed = rows.join(places, on="article_id", how="inner", maintain_order="left")
    return placed.sort("_place", maintain_order=True).drop("_place")
