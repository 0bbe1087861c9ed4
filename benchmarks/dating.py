"""Take the dates from articles and see what is worked out: how often, how wide, how often right.

    python benchmarks/dating.py ARTICLES.parquet [--rows even|odd] [--articles 2000]

ARTICLES has article_id, title, text and published (a day). Only these reach the program: addresses
and other columns may hold the day. Each article is tried by itself, then in stories of 20 neighbours
(near in time and in words), first with no day known in a story, then with every second one known.
Prints one JSON line a way.
"""

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from timeline.evidence import terms
from timeline.inference import infer
from timeline.options import DatingOptions
from timeline.schema import ARTICLES

STORY = 20
DAYS = 10
"""Neighbours are looked for this many days around the first article of a story."""


def main() -> None:
    """Read the articles, try the three ways, print what came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles")
    parser.add_argument("--rows", choices=["even", "odd"], default="odd")
    parser.add_argument("--articles", type=int, default=2000, dest="count")
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong answers")
    asked = parser.parse_args()
    rows = _rows(asked.articles, asked.rows)
    stories = list(_stories(rows, asked.count))
    chosen = [row for story in stories for row in story]
    _try("singly", [[row] for row in chosen], 0, asked.wrong)
    _try("stories, no day known", stories, 0, asked.wrong)
    _try("stories, every second day known", stories, 2, asked.wrong)


def _rows(path: str, half: str) -> list[dict[str, Any]]:
    frame = pl.read_parquet(path, columns=["article_id", "title", "text", "published"])
    frame = frame.with_columns(pl.col("published").str.to_date(strict=False)).with_row_index("row")
    mine = (pl.col("row") % 2 == (1 if half == "odd" else 0)) & (pl.col("published").dt.year() > 1990)
    return frame.filter(mine & pl.col("text").is_not_null()).sort("published", "article_id").to_dicts()


def _stories(rows: Sequence[dict[str, Any]], count: int) -> Iterator[list[dict[str, Any]]]:
    """Cut stories: an article with those that share most words among the nearest days, each article once."""
    words = {row["article_id"]: terms(f"{row['title']} {row['text'][:1500]}") for row in rows}
    often = Counter(word for some in words.values() for word in some)
    rare = {i: {w for w in some if often[w] < len(rows) / 50} for i, some in words.items()}
    used: set[str] = set()
    step = max(1, len(rows) * STORY // max(count, 1) // 2)
    made = 0
    for row in rows[::step]:
        if made * STORY >= count:
            return
        free = [other for other in rows if other["article_id"] not in used]
        near = [other for other in free if abs(other["published"] - row["published"]).days <= DAYS]
        if row["article_id"] in used or len(near) < STORY:
            continue
        near.sort(key=lambda other: -len(rare[other["article_id"]] & rare[row["article_id"]]))
        used.update(other["article_id"] for other in near[:STORY])
        made += 1
        yield near[:STORY]


def _try(name: str, groups: Sequence[Sequence[dict[str, Any]]], keep: int, wrong: int) -> None:
    started = time.perf_counter()
    asked, widths, right, shown = 0, [], 0, 0
    best = exact = 0
    for group in groups:
        known = {row["article_id"] for n, row in enumerate(group) if keep and n % keep == 0}
        truth = {row["article_id"]: row["published"] for row in group}
        asked += len(group) - len(known)
        for row in infer(_articles(group, known), DatingOptions()).iter_rows(named=True):
            if row["article_id"] in known or row["dct_start"] is None:
                continue
            day: date = truth[row["article_id"]]
            widths.append((row["dct_stop"] - row["dct_start"]).days)
            inside = row["dct_start"] <= day < row["dct_stop"]
            right += inside
            best += row["dct_best"] is not None
            exact += row["dct_best"] == day
            if not inside and shown < wrong:
                shown += 1
                print(day, row["dct_start"], row["dct_stop"], row["title"], row["dct_why"][1:])
    said = len(widths)
    figures = {
        "way": name, "asked": asked, "answered": said,
        "answered_percent": round(100 * said / max(asked, 1), 1),
        "truth_inside_percent": round(100 * right / max(said, 1), 1),
        "median_days": statistics.median(widths) if widths else None,
        "best_day_given": best, "best_day_right": exact,
        "seconds": round(time.perf_counter() - started, 1),
    }  # fmt: skip
    print(json.dumps(figures))


def _articles(group: Sequence[dict[str, Any]], known: set[str]) -> pl.DataFrame:
    def row(each: dict[str, Any]) -> dict[str, Any]:
        day = each["published"] if each["article_id"] in known else None
        return {
            "article_id": each["article_id"], "title": each["title"], "text": each["text"], "lang": "en",
            "dct_start": day, "dct_stop": day and day + timedelta(1), "dct_best": day,
            "dct_origin": "given" if day else "none", "dct_why": ["no date was found"], "included": True,
        }  # fmt: skip

    return ARTICLES.frame(row(each) for each in group)


if __name__ == "__main__":
    main()
