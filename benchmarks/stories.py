"""Mix known stories with other news, split the pile again, and say how well the stories come out.

    python benchmarks/stories.py --noise NEWS.parquet STORY.parquet ...

Each STORY holds the articles of one story, NEWS those of any (article_id, title, text, published). The
days of the news are moved into the time of the stories: other years would be told apart by days alone.
Prints B-cubed and pairwise precision, recall and F1 over the articles of the stories, and purity; then of
each story.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from timeline.options import StoryOptions
from timeline.stories import stories


def main() -> None:
    """Read the sets, split the pile, print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--noise", type=Path)
    parser.add_argument("--every", type=int, default=4, help="take each N-th article of the news")
    for name, default in (("story", StoryOptions().story), ("leftover", StoryOptions().leftover)):
        parser.add_argument(f"--{name}", type=float, nargs="+", default=[default])
    said = parser.parse_args()
    known = pl.concat(
        [_read(path).with_columns(pl.lit(path.name.split(".")[0]).alias("gold")) for path in said.sets]
    )
    parts = [known]
    if said.noise:
        first, last = known["dct_best"].min(), known["dct_best"].max()
        noise = _read(said.noise).sort("article_id").gather_every(said.every)
        parts.append(_moved(noise, first, last).with_columns(pl.lit(None, pl.String).alias("gold")))
    pile = pl.concat(parts)
    for story in said.story:
        for leftover in said.leftover:
            print(json.dumps(_measured(pile, StoryOptions(story=story, leftover=leftover))))


def _read(path: Path) -> pl.DataFrame:
    day = pl.col("published").cast(pl.String).str.slice(0, 10).str.to_date(strict=False)
    return pl.read_parquet(path).select(
        "article_id", "title", "text", day.alias("dct_best"), pl.lit("news").alias("source"),
        pl.lit(True).alias("included"), pl.lit(None, pl.String).alias("cluster_id"),
    )  # fmt: skip


def _moved(noise: pl.DataFrame, first: object, last: object) -> pl.DataFrame:
    """Fold the days of the news into the time between two days."""
    start, stop = pl.lit(first), pl.lit(last)
    length = (stop - start).dt.total_days() + 1
    since = (pl.col("dct_best") - pl.date(1970, 1, 1)).dt.total_days() % length
    return noise.with_columns((start + pl.duration(days=since)).cast(pl.Date).alias("dct_best"))


def _measured(pile: pl.DataFrame, options: StoryOptions) -> dict[str, object]:
    begun = time.process_time()
    found = stories(pile, options)
    seconds = time.process_time() - begun
    # An article of no story is a group of its own.
    groups = pl.coalesce("story_id", "article_id")
    rows = found.articles.select("gold", groups.alias("group")).rows()
    result = {"story": options.story, "leftover": options.leftover, "stories": found.stories.height}
    result |= {"cpu_seconds": round(seconds, 1), **_scores(rows)}
    for name in sorted({gold for gold, _ in rows if gold}):
        own = _scores([(gold if gold == name else None, group) for gold, group in rows])
        largest = max(Counter(group for gold, group in rows if gold == name).values())
        result[name] = {"articles": sum(gold == name for gold, _ in rows), "largest": largest, **own}
    return result


def _scores(rows: Sequence[tuple[str | None, str]]) -> dict[str, float]:
    """Score the articles that have a known story; others count where they stand in its groups."""
    cells = Counter((gold, group) for gold, group in rows if gold)
    sizes, wanted = Counter(group for _, group in rows), Counter(gold for gold, _ in rows if gold)
    total = sum(wanted.values())
    exact = sum(n * n / sizes[group] for (_, group), n in cells.items()) / total
    whole = sum(n * n / wanted[gold] for (gold, _), n in cells.items()) / total
    right = sum(n * (n - 1) / 2 for n in cells.values())
    used = {group for _, group in cells}
    joined = sum(sizes[group] * (sizes[group] - 1) / 2 for group in used)
    asked = sum(n * (n - 1) / 2 for n in wanted.values())
    best: Counter[str] = Counter()
    for (_, group), n in cells.items():
        best[group] = max(best[group], n)
    pure = sum(best.values()) / sum(sizes[group] for group in used)
    pairs = (right / max(joined, 1), right / max(asked, 1))
    figures = {
        "b3_p": exact, "b3_r": whole, "b3_f1": _f1(exact, whole),
        "pair_p": pairs[0], "pair_r": pairs[1], "pair_f1": _f1(*pairs), "purity": pure,
    }  # fmt: skip
    return {name: round(value, 3) for name, value in figures.items()}


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


if __name__ == "__main__":
    main()
