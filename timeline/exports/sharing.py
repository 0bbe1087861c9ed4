"""Take out of tables what may not be passed on: articles' texts, long excerpts, folder names."""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from timeline.options import ExportOptions

DEFAULT_EXCERPT: Final = 280
"""Characters left of a free-text cell when texts are taken out and no other limit is given: what a short
post holds, and within what quotation rights commonly allow."""

CUT: Final = "…"
_EXCERPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "quotes": ("text",),
    "variants": ("note",),
    "rejects": ("sample",),
    "dates": ("raw",),
}
"""Columns that hold a passage of an article."""
_FOLDER: Final = re.compile(r"(?:[A-Za-z]:)?(?:[^\s\"'()!:/\\]*[/\\])+(?=[^\s/\\])")
"""A folder path inside a sentence: everything up to the last separator of a word."""


def excerpt(text: str, options: ExportOptions) -> str:
    """Cut a quoted passage to the longest that may be shared.

    >>> excerpt("Shares fell on Monday.", ExportOptions(max_excerpt=12))
    'Shares fell…'
    """
    limit = options.max_excerpt
    if limit is None or len(text) <= limit:
        return text
    return text[: max(0, limit - len(CUT))].rstrip() + CUT if limit else ""


def shareable(name: str, table: pl.DataFrame, options: ExportOptions) -> pl.DataFrame:
    """Give a table of a story without what the options keep back; rows, columns and types stay."""
    if not options.text:
        table = _without_text(name, table)
    limit = options.max_excerpt if options.text else (options.max_excerpt or DEFAULT_EXCERPT)
    if limit is not None:
        table = table.with_columns(_cut(column, limit) for column in _passages(name, table, options))
    return table if options.paths else _without_folders(table)


def _passages(name: str, table: pl.DataFrame, options: ExportOptions) -> list[str]:
    columns = [column for column in _EXCERPTS.get(name, ()) if column in table.columns]
    if name == "articles":
        columns += [column for column in table.columns if column.startswith("x_")]
        if options.text:
            columns.append("text")
    return columns


def _without_text(name: str, table: pl.DataFrame) -> pl.DataFrame:
    gone = {"articles": "text", "rejects": "sample"}.get(name)
    if gone is None or gone not in table.columns:
        return table
    return table.with_columns(pl.lit(None, pl.String).alias(gone))


def _cut(column: str, limit: int) -> pl.Expr:
    text = pl.col(column)
    kept = text.str.slice(0, max(0, limit - len(CUT))).str.strip_chars_end() + (CUT if limit else "")
    return pl.when(text.str.len_chars() > limit).then(kept).otherwise(text).alias(column)


def _without_folders(table: pl.DataFrame) -> pl.DataFrame:
    """Leave the file name of every path, also where a reason mentions one."""
    steps = []
    if "path" in table.columns:
        inside = pl.col("path").str.split("!")
        steps.append(inside.list.eval(pl.element().str.replace(r"^.*[/\\]", "")).list.join("!").alias("path"))
    if {"path", "reason"} <= set(table.columns):
        steps.append(pl.col("reason").map_elements(_hide_folders, return_dtype=pl.String))
    if "dct_why" in table.columns:
        hide = pl.element().map_elements(_hide_folders, return_dtype=pl.String)
        steps.append(pl.col("dct_why").list.eval(hide).alias("dct_why"))
    return table.with_columns(steps)


def _hide_folders(sentence: str) -> str:
    return " ".join(word if "://" in word else _FOLDER.sub("", word) for word in sentence.split(" "))
