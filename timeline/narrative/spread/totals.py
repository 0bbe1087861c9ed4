"""Read how many stories each outlet published a day, on whatever subject: what shares are made of."""

import io
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from timeline.errors import InputError
from timeline.outlets import name_key
from timeline.schema import TOTALS

_NAMES: Final = {
    "source": ("outlet", "source", "name", "media", "media_name"),
    "day": ("day", "date"),
    "stories": ("stories", "all stories", "all_stories", "total", "total_count", "count"),
}
"""Headings of the three columns that are understood, the first found counts."""


def read_totals(path: Path) -> pl.DataFrame:
    """Read a CSV of outlet, day, all stories (TOTALS, the outlets as written there).

    InputError: it cannot be read, a column is missing, or a row holds no day or no number.
    """
    try:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        head = data.split(b"\n", 1)[0]
        mark = max((";", "\t", ","), key=lambda one: head.count(one.encode()))
        frame = pl.read_csv(io.BytesIO(data), infer_schema=False, separator=mark, encoding="utf8-lossy")
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"The totals {path.name} cannot be read: {reason}") from error
    columns = {name.strip().casefold(): name for name in frame.columns}
    chosen = {
        ours: next((columns[one] for one in known if one in columns), None) for ours, known in _NAMES.items()
    }
    lacking = [_NAMES[ours][0] for ours, found in chosen.items() if found is None]
    if lacking:
        raise InputError(
            f"The totals {path.name} need the columns outlet, day, stories; there is no "
            f"{' and no '.join(lacking)} among {', '.join(frame.columns)}."
        )
    rows: dict[tuple[str, date], int] = {}
    named = frame.select(pl.col(str(found)).alias(ours) for ours, found in chosen.items())
    for line, (source, day, stories) in enumerate(named.iter_rows(), 2):
        if not any((source, day, stories)):
            continue
        key, number = _row(path, line, source, day, stories)
        if rows.setdefault(key, number) != number:
            raise InputError(
                f"{path.name}, line {line}: {key[0]} has two totals for {key[1]}: "
                f"{rows[key]:,} and {number:,}."
            )
    return TOTALS.frame({"source": s, "day": d, "stories": n} for (s, d), n in rows.items())


def _row(
    path: Path, line: int, source: str | None, day: str | None, stories: str | None
) -> tuple[tuple[str, date], int]:
    """Check one row; a number may hold commas or blanks between its thousands."""
    try:
        when = date.fromisoformat((day or "").strip()[:10])
        number = int((stories or "").replace(",", "").replace(" ", ""))
    except ValueError as error:
        raise InputError(
            f"{path.name}, line {line}: expected an outlet, a day such as 2025-01-28 and a whole number, "
            f"found {source!r}, {day!r}, {stories!r}."
        ) from error
    if number < 0 or not (source or "").strip():
        raise InputError(f"{path.name}, line {line}: a total needs an outlet and a number of 0 or more.")
    return ((source or "").strip(), when), number


def of_outlets(totals: pl.DataFrame | None, outlets: pl.DataFrame) -> pl.DataFrame:
    """Give the totals of the outlets of a story under the names that the story has for them (TOTALS).

    Rows of other outlets keep the name that they have. Two spellings of one outlet add up.
    """
    if totals is None:
        return TOTALS.empty()
    known: dict[str, str] = {}
    for row in outlets.select("source", "name", "aliases").iter_rows():
        for spelling in (row[0], row[1], *(row[2] or ())):
            if spelling:
                known.setdefault(name_key(spelling), row[0])
    renamed = totals.with_columns(
        pl.Series("source", [known.get(name_key(one), one) for one in totals["source"]], dtype=pl.String)
    )
    summed = renamed.group_by("source", "day").agg(pl.col("stories").sum())
    return summed.sort("source", "day").select(TOTALS.schema.names())


def odd_totals(articles: pl.DataFrame, totals: pl.DataFrame, shown: int = 3) -> list[str]:
    """Warn where an outlet has more articles on a day than its total says, or no total fits an outlet."""
    if totals.is_empty():
        return []
    if totals.join(articles, on="source", how="semi").is_empty():
        return ["no outlet of the totals is among those of the story: shares cannot be given"]
    counted = articles.filter("included").group_by("source", pl.col("dct_best").alias("day")).len()
    odd = counted.join(totals, on=("source", "day")).filter(pl.col("len") > pl.col("stories"))
    rows = odd.sort("source", "day").head(shown).iter_rows(named=True)
    said = "; ".join(
        f"{r['source']}, {r['day']}: {r['len']:,} articles, {r['stories']:,} in all" for r in rows
    )
    return [f"{odd.height:,} totals are smaller than what the story has of that day ({said})"] if said else []
