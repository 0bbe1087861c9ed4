"""Take the dates from articles and see what is worked out: how often, how wide, how often right.

    python benchmarks/dating.py ARTICLES.parquet [--rows even|odd|all] [--articles 2000] [--ways singly,...]

ARTICLES has article_id, title, text and published (a day). Only title and text reach the program: addresses,
names and other columns may hold the day. The ways:

- singly: each article by itself;
- none, half, most: stories of 20 articles that share words within some days, with no day known, every second
  one, four of five (each article is asked for in turn);
- tenth: the file as one collection, of which every tenth article has lost its day;
- all: the file as one collection in which no day is known.

Prints one JSON line a way, ``by`` counts answers and right answers by what decided.
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
WAYS = {"none": (1, "hide"), "half": (2, "hide"), "most": (5, "hide")}
Rows = Sequence[dict[str, Any]]


def main() -> None:
    """Read the articles, try the ways, print what came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--rows", choices=["even", "odd", "all"], default="odd")
    parser.add_argument("--articles", type=int, default=2000, dest="count")
    parser.add_argument("--ways", default="singly,none,half,most")
    parser.add_argument("--days", type=int, default=10, help="days around the first article of a story")
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong answers")
    asked = parser.parse_args()
    for path in asked.articles:
        rows = _rows(path, asked.rows)
        stories = list(_stories(rows, asked.count, asked.days))
        for way in asked.ways.split(","):
            _try(
                f"{path.rpartition('/')[2]} {way}",
                list(_groups(way, rows, stories, asked.count)),
                asked.wrong,
            )


def _rows(path: str, half: str) -> list[dict[str, Any]]:
    frame = pl.read_parquet(path, columns=["article_id", "title", "text", "published"])
    frame = frame.with_columns(pl.col("published").cast(pl.String).str.to_date(strict=False))
    frame = frame.with_row_index("row")
    mine = pl.lit(True) if half == "all" else pl.col("row") % 2 == (1 if half == "odd" else 0)
    kept = frame.filter(mine & (pl.col("published").dt.year() > 1990) & pl.col("text").is_not_null())
    # names may hold the day
    return (
        kept.sort("published", "article_id").with_columns(article_id="a" + pl.col("row").cast(str)).to_dicts()
    )


def _groups(way: str, rows: Rows, stories: Sequence[Rows], count: int) -> Iterator[tuple[Rows, set[str]]]:
    """Give collections and the articles in them whose day is hidden."""
    if way == "singly":
        chosen = [row for story in stories for row in story] or rows
        yield from (([row], {row["article_id"]}) for row in chosen[:count])
    elif way == "all":
        yield rows, {row["article_id"] for row in rows}
    elif way == "tenth":
        ordered = sorted(rows, key=lambda row: hash_of(row["article_id"]))
        yield rows, {row["article_id"] for row in ordered[::10]}
    else:
        step, _ = WAYS[way]
        for story in stories:
            for first in range(1 if way == "half" else step):
                yield story, {row["article_id"] for row in story[first::step]}


def hash_of(name: str) -> int:
    """Give a number that has nothing to do with the order of days and is the same on every run."""
    return int.from_bytes(name.encode()[-6:], "little") * 2654435761 % 2**32


def _stories(rows: Rows, count: int, days: int) -> Iterator[Rows]:
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
        near = [other for other in free if abs(other["published"] - row["published"]).days <= days]
        if row["article_id"] in used or len(near) < STORY:
            continue
        near.sort(key=lambda other: -len(rare[other["article_id"]] & rare[row["article_id"]]))
        used.update(other["article_id"] for other in near[:STORY])
        made += 1
        yield near[:STORY]


def _try(name: str, groups: Sequence[tuple[Rows, set[str]]], wrong: int) -> None:
    started = time.process_time()
    asked, widths, right, shown = 0, [], 0, 0
    best = exact = 0
    by: dict[str, list[int]] = {}
    for group, hidden in groups:
        truth = {row["article_id"]: row["published"] for row in group}
        asked += len(hidden)
        for row in infer(_articles(group, hidden), DatingOptions()).iter_rows(named=True):
            if row["article_id"] not in hidden or row["dct_start"] is None:
                continue
            day: date = truth[row["article_id"]]
            widths.append((row["dct_stop"] - row["dct_start"]).days)
            inside = row["dct_start"] <= day < row["dct_stop"]
            right += inside
            best += row["dct_best"] is not None
            exact += row["dct_best"] == day
            for kind in {_kind(why) for why in row["dct_why"][1:]}:
                counted = by.setdefault(kind, [0, 0])
                counted[0] += 1
                counted[1] += inside
            if not inside and shown < wrong:
                shown += 1
                print(day, row["dct_start"], row["dct_stop"], row["title"], row["dct_why"][1:])
    said = len(widths)
    figures = {
        "way": name, "asked": asked, "answered": said,
        "answered_percent": round(100 * said / max(asked, 1), 1),
        "truth_inside_percent": round(100 * right / max(said, 1), 1),
        "mean_days": round(statistics.mean(widths), 1) if widths else None,
        "median_days": statistics.median(widths) if widths else None,
        "best_day_given": best, "best_day_right": exact,
        "by": by,
        "cpu_seconds": round(time.process_time() - started, 1),
    }  # fmt: skip
    print(json.dumps(figures), flush=True)


def _kind(why: str) -> str:
    """Name a kind of reason.

    >>> _kind("The articles most like it: 4 of 10")
    'The articles'
    """
    for words in ("left aside", "beside a public event", "tells too", "head of the text"):
        if words in why:
            return words
    return " ".join(why.split()[:2])


def _articles(group: Rows, hidden: set[str]) -> pl.DataFrame:
    def row(each: dict[str, Any]) -> dict[str, Any]:
        day = None if each["article_id"] in hidden else each["published"]
        return {
            "article_id": each["article_id"], "title": each["title"], "text": each["text"], "lang": "en",
            "dct_start": day, "dct_stop": day and day + timedelta(1), "dct_best": day,
            "dct_origin": "given" if day else "none", "dct_why": ["no date was found"], "included": True,
        }  # fmt: skip

    return ARTICLES.frame(row(each) for each in group)


if __name__ == "__main__":
    main()
