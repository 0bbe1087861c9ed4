"""Turn edits of an article's day into rows of the corrections table, and apply them to a rebuilt story.

An edit of an article's day is three rows, one a column of ``DAY_COLUMNS``, with one ``at``. An ``undo`` takes
back one edit: its keys are those of the edit and ``UNDONE`` with the edit's ``at``. The latest edit of an
article that is not undone stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from timeline import words
from timeline.corrections.ledger import DAY_COLUMNS, UNDONE, edits, now_after
from timeline.corrections.texts import as_text
from timeline.dating import ORIGIN_WORDS
from timeline.errors import InputError, OptionError
from timeline.schema import ARTICLES, CORRECTIONS, DATES

UNKNOWN = "unknown"
"""What a person writes for a day that is not known."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayEdit:
    """Hold one edit of an article's day: what it set, when and by whom, and when it was undone.

    ``start`` is in, ``stop`` is out; all null: the person says that the day is not known.
    """

    article_id: str
    at: datetime
    start: date | None = None
    stop: date | None = None
    best: date | None = None
    by: str | None = None
    note: str | None = None
    undone: datetime | None = None

    @property
    def said(self) -> str:
        """Say what was set."""
        return words.days(self.start, self.stop) if self.start and self.stop else UNKNOWN


def read_days(text: str) -> tuple[date | None, date | None]:
    """Give start and stop (out) of a day, of a span with both ends in, or of "unknown" (OptionError: none).

    >>> read_days("2025-01-27/2025-01-31")
    (datetime.date(2025, 1, 27), datetime.date(2025, 2, 1))
    >>> read_days("unknown")
    (None, None)
    """
    if text.strip().lower() == UNKNOWN:
        return None, None
    first, slash, last = (part.strip() for part in text.partition("/"))
    try:
        start = date.fromisoformat(first)
        end = date.fromisoformat(last) if slash else start
    except ValueError:
        start = end = date.max
    if end.year > 9998:
        raise OptionError(
            f"{text!r} is no day. Write 2025-01-28, or 2025-01-27/2025-01-31 for one of these days, "
            f"or {UNKNOWN}."
        )
    if end < start:
        raise OptionError(f"{text!r} ends before it begins. Write the earlier day first.")
    return start, end + DAY


def edit_day(
    article: Mapping[str, Any],
    start: date | None,
    stop: date | None,
    corrections: pl.DataFrame,
    *,
    by: str | None = None,
    note: str | None = None,
) -> pl.DataFrame:
    """Give the rows that set the day of an article (a row of ARTICLES); ``at`` is now.

    The best day stays where it is inside the new days, else it is the middle one.
    """
    best: date | None = article["dct_best"]
    if start is None or stop is None:
        start = stop = best = None
    elif best is None or not start <= best < stop:
        best = start + (stop - start - DAY) // 2
    new = {"dct_start": start, "dct_stop": stop, "dct_best": best}
    at = now_after(corrections)
    return CORRECTIONS.frame(
        {
            "op": "set",
            "keys": [article["article_id"]],
            "column": column,
            "old": as_text(article[column]),
            "new": as_text(new[column]),
            "by": by,
            "at": at,
            "note": (note or "").strip() or None,
        }
        for column in DAY_COLUMNS
    )


def undo_day(
    corrections: pl.DataFrame, article_id: str, at: datetime | None = None, by: str | None = None
) -> pl.DataFrame:
    """Give the row that takes back an edit of an article's day: the one made ``at``, else the latest.

    InputError: there is no such edit.
    """
    made = [e for e in day_edits(corrections) if e.article_id == article_id and e.undone is None]
    found = [e for e in made if at is None or e.at == at]
    if not found:
        when = f" made at {at.isoformat()}" if at else ""
        raise InputError(f"The article {article_id} has no correction of its day{when} that can be undone.")
    before = [e for e in made if e is not found[-1]]
    return CORRECTIONS.frame(
        [
            {
                "op": "undo",
                "keys": [article_id, UNDONE + found[-1].at.isoformat()],
                "column": DAY_COLUMNS[0],
                "old": as_text(found[-1].start),
                "new": as_text(before[-1].start) if before else None,
                "by": by,
                "at": now_after(corrections),
            }
        ]
    )


def day_edits(corrections: pl.DataFrame) -> list[DayEdit]:
    """List every edit of a day, the earliest first; one that is not whole or not readable is left out."""
    made = []
    for edit in edits(corrections, "day"):
        try:
            start, stop, best = (
                date.fromisoformat(text) if (text := edit.cells[name][1]) else None for name in DAY_COLUMNS
            )
        except (KeyError, ValueError):
            continue
        made.append(DayEdit(edit.keys[0], edit.at, start, stop, best, edit.by, edit.note, edit.undone))
    return made


def standing_days(corrections: pl.DataFrame) -> dict[str, DayEdit]:
    """Give the edit that stands for each article whose day a person set."""
    return {edit.article_id: edit for edit in day_edits(corrections) if edit.undone is None}


def with_day_edits(dates: pl.DataFrame, edits: Mapping[str, DayEdit]) -> pl.DataFrame:
    """Give the candidates (DATES) from which days are decided once a person has spoken.

    One day joins the others, which may add a clock time; days or "unknown" stand alone, because nothing may
    narrow what a person left open.
    """
    alone = [e.article_id for e in edits.values() if e.start is None or e.stop - e.start != DAY]  # type: ignore[operator]
    rows = [
        {
            "article_id": edit.article_id,
            "origin": "correction",
            "raw": f"{edit.start}" if edit.stop - edit.start == DAY else f"{edit.start}/{edit.stop - DAY}",
            "start": datetime.combine(edit.start, datetime.min.time()),
            "stop": datetime.combine(edit.stop, datetime.min.time()),
            "zulu": False,
        }
        for edit in edits.values()
        if edit.start and edit.stop
    ]
    return pl.concat([dates.filter(~pl.col("article_id").is_in(alone)), DATES.frame(rows)])


def apply_day_edits(
    articles: pl.DataFrame, dates: pl.DataFrame, edits: Mapping[str, DayEdit]
) -> pl.DataFrame:
    """Give dated articles with the days that a person set, exactly as set; ``dates`` holds all candidates."""
    if not edits:
        return articles
    offered: dict[str, list[dict[str, Any]]] = {}
    for row in dates.filter(pl.col("article_id").is_in(list(edits))).iter_rows(named=True):
        offered.setdefault(row["article_id"], []).append(row)
    names = (*DAY_COLUMNS, "dct_origin", "dct_why", "published", "published_local", "utc_offset_min")
    cells: dict[str, list[Any]] = {name: articles[name].to_list() for name in names}
    for at, article_id in enumerate(articles["article_id"].to_list()):
        if edit := edits.get(article_id):
            one_day = edit.start is not None and edit.stop == edit.start + DAY
            others = cells["dct_why"][at][1:] if one_day else _not_used(offered.get(article_id, ()))
            new = (edit.start, edit.stop, edit.best, "correction" if edit.start else "none")
            for name, value in zip(names, (*new, [_why(edit), *others]), strict=False):
                cells[name][at] = value
            if not one_day:
                for name in names[-3:]:
                    cells[name][at] = None
    return articles.with_columns(pl.Series(n, cells[n], dtype=ARTICLES.schema[n]) for n in names)


def lost_day_edits(corrections: pl.DataFrame, articles: pl.DataFrame) -> list[str]:
    """Say of each standing edit whose article the story does not have what it was."""
    there = set(articles["article_id"])
    return [
        f"a correction no longer finds its article: {edit.said} for {edit.article_id}, "
        f"made on {words.day(edit.at)}{_noted(edit)}"
        for edit in standing_days(corrections).values()
        if edit.article_id not in there
    ]


def _why(edit: DayEdit) -> str:
    by = f"by {edit.by}" if edit.by else "by hand"
    return f"set {by} on {words.day(edit.at)}: {edit.said}{_noted(edit)}"


def _noted(edit: DayEdit) -> str:
    return f" ({edit.note})" if edit.note else ""


def _not_used(rows: Any) -> list[str]:
    return [f"{ORIGIN_WORDS.get(row['origin'], row['origin'])} is not used: {row['raw']!r}" for row in rows]
