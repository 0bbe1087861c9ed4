"""Write docs/tables.md and docs/languages.md (``make docs``), so that the pages cannot lie about the code."""

import sys
from pathlib import Path

import polars as pl

from timeline.schema import SCHEMA_VERSION, TABLES, Table
from timeline.temporal.lexicon import SHARED, languages, lexicon
from timeline.temporal.locales import coverage, locales

DOCS = Path(__file__).resolve().parent.parent / "docs"

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


LANGUAGES = """\
# Languages

<!-- Written by tools/docs.py (make docs) from timeline/temporal and dateparser's data; do not edit. -->

The language of an article is the one asked for (`--lang`), stated, or found in its text; see
[formats](formats.md#language). It decides which words are dates.

## Full

A language file knows weekdays, months, relative phrases, parts of days, quarters, seasons, decades, ranges,
lengths of time, repetitions, holidays, the words that turn a date back or ahead, and what looks like a date
and is none. Its examples and its corpus of sentences run as tests.

| code | language |
|---|---|
"""

OTHERS = """\

## By names

For these, the locale data that dateparser carries (from Unicode's CLDR) gives the names of months, weekdays
and units; day, month and year are found in every order, with numbers, and bare weekdays, months and years. A
test walks all of them. What else is known:

"""

KINDS = {
    "day": "yesterday, today, tomorrow",
    "relative": "last, this and next week, month and year",
    "counted": "3 days ago, in 3 days",
    "weekday": "weekdays",
}
"""What not every locale has names for."""


def main() -> int:
    """Write the pages."""
    for name, text in PAGES.items():
        (DOCS / name).write_text(text(), encoding="utf-8", newline="\n")
    return 0


def languages_page() -> str:
    """Give the page of languages: what the files hold, and what the locale data knows of the others."""
    full = [code for code in languages() if code != SHARED]
    rows = [f"| `{code}` | {lexicon(code).tables['name']} |" for code in full]
    others = [code for code in locales() if code.partition("-")[0] not in full]
    groups: dict[frozenset[str], list[str]] = {}
    for code in others:
        groups.setdefault(coverage(code) & set(KINDS), []).append(code)
    lines = [
        f"- {'; '.join(KINDS[kind] for kind in KINDS if kind in kinds) or 'nothing else'} ({len(codes)}): "
        + " ".join(f"`{code}`" for code in codes)
        for kinds, codes in sorted(groups.items(), key=lambda item: (-len(item[1]), sorted(item[0])))
    ]
    return LANGUAGES + "\n".join([*rows, OTHERS.rstrip("\n"), "", *lines, ""])


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


PAGES = {"tables.md": page, "languages.md": languages_page}
"""What is written, and what gives it."""

if __name__ == "__main__":
    sys.exit(main())
