"""Write docs/tables.md from timeline.schema (``make docs``), so that the page cannot lie about the code."""

import sys
from pathlib import Path

import polars as pl

from timeline.schema import SCHEMA_VERSION, TABLES, Table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tables.md"

INTRODUCTION = f"""\
# The tables of a story

<!-- Written by tools/docs.py (make docs) from timeline/schema.py; do not edit. -->

A story is a folder with one Parquet file a table and a `manifest.json`. This page is version
{SCHEMA_VERSION} of their shape. An empty table keeps its columns.

- Intervals are half-open: `start` is in, `stop` is out, null is unbounded.
- `begin` and `end` count code points from 0 into `articles.text`; `end` is out, and `text[begin:end]`
  is the phrase. Where a table has `field`, the offsets count into the title or the text, as it says.
- Instants are `Datetime (UTC)`, local clock times `Datetime`, days `Date`.
"""


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    return 0


def page() -> str:
    """Give the whole page as Markdown."""
    names = "\n".join(f"- [{table.name}](#{table.name}): {table.row}" for table in TABLES.values())
    return "\n".join([INTRODUCTION, names, "", *(section(table) for table in TABLES.values())])


def section(table: Table) -> str:
    """Give one table as a heading, what a row is, and a Markdown table of its columns."""
    rows = "\n".join(f"| `{c.name}` | {type_name(c.dtype)} | {c.meaning} |" for c in table.columns)
    more = "\n| `x_...` | String | any other column of the input |" if table.passes_through else ""
    head = f"## {table.name}\n\nA row is {table.row}.\n\n| column | type | meaning |\n|---|---|---|"
    return f"{head}\n{rows}{more}\n"


def type_name(dtype: pl.DataType) -> str:
    """Say a polars type as a reader would write it.

    >>> type_name(pl.List(pl.Struct({"begin": pl.Int64, "day": pl.Datetime("us", "UTC")})))
    'List of {begin Int64, day Datetime (UTC)}'
    """
    if isinstance(dtype, pl.List):
        return f"List of {type_name(instance(dtype.inner))}"
    if isinstance(dtype, pl.Struct):
        return "{" + ", ".join(f"{f.name} {type_name(instance(f.dtype))}" for f in dtype.fields) + "}"
    if isinstance(dtype, pl.Datetime):
        return "Datetime (UTC)" if dtype.time_zone else "Datetime"
    return str(dtype)


def instance(dtype: object) -> pl.DataType:
    """Give a polars type as an instance, where it may be a class."""
    made = dtype() if isinstance(dtype, type) else dtype
    assert isinstance(made, pl.DataType)
    return made


if __name__ == "__main__":
    sys.exit(main())
