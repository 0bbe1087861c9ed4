"""Draw what became of numbers in a story, to be read: is it one number, and is the change right?

``python benchmarks/claims.py STORY N [SEED [CHANGE]]`` prints N rows of ``variants`` of kind ``number``, the
same ones each time, with the words around both numbers; CHANGE draws from one change alone.
"""

import random
import sys
from pathlib import Path

import polars as pl

BEFORE, AFTER = 110, 90
"""Code points shown around a number."""


def shown(text: str, begin: int, end: int) -> str:
    """Give a number with the words around it."""
    around = f"{text[max(0, begin - BEFORE) : begin]}[[{text[begin:end]}]]{text[end : end + AFTER]}"
    return " ".join(around.split())


def draw(story: Path, n: int, seed: int, change: str | None) -> None:
    """Print rows drawn by chance."""
    articles = pl.read_parquet(story / "articles.parquet").select("article_id", "text", "dct_best")
    texts = {row[0]: row[1:] for row in articles.iter_rows()}
    rows = pl.read_parquet(story / "variants.parquet").filter(pl.col("kind") == "number")
    if change is not None:
        rows = rows.filter(pl.col("change") == change)
    every = rows.sort("family_id", "b_id", "b_begin").rows(named=True)
    for row in random.Random(seed).sample(every, min(n, len(every))):
        print(f"\n{row['change']}: {row['note']}")
        for side in "ab":
            text, day = texts[row[f"{side}_id"]]
            print(f"  {day} {row[f'{side}_id']} {shown(text, row[f'{side}_begin'], row[f'{side}_end'])}")


def main(arguments: list[str]) -> None:
    """Read the arguments."""
    if len(arguments) < 2:
        raise SystemExit(__doc__)
    story, n, seed, change = [*arguments, *[None] * (4 - len(arguments))][:4]
    draw(Path(story or ""), int(n or 0), int(seed or 1), change)


if __name__ == "__main__":
    main(sys.argv[1:])
