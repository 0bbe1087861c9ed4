"""Measure quotations and their families: how many are found, what they cost, and families to read.

``python benchmarks/quotes.py sample`` counts what is found of the sample corpus, against ``data/truth``.

``python benchmarks/quotes.py found FOLDER NAME`` measures an annotated set: NAME.articles.jsonl (article_id,
text) and NAME.gold.jsonl (article_id, content and source as lists of [begin, end], type). A quotation is
found if both spans share more than half of their words, each counted once.

``python benchmarks/quotes.py cost ARTICLES.parquet [N ...]`` prints CPU seconds; articles need article_id,
text and published (ISO). ``draw STORY N [SEED]`` prints families of a story to read, the same each time.
"""

import json
import random
import re
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl

from timeline.narrative.families import families
from timeline.narrative.quotes import quotes

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 4_000)
_WORD = re.compile(r"\w+")


def lines(path: Path) -> list[dict[str, Any]]:
    """Read the records of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def dated(frame: pl.DataFrame) -> pl.DataFrame:
    """Give articles with their days, all of them English and included."""
    day = pl.col("published").cast(pl.String).str.slice(0, 10).str.to_date(strict=False)
    return frame.select("article_id", "text", lang=pl.lit("en"), dct_best=day, included=pl.lit(True))


def sample() -> None:
    """Print how many quotations of the sample corpus are found, and of how many the change is right."""
    articles = dated(pl.DataFrame(lines(ROOT / "data/sample/articles.jsonl")))
    truth = lines(ROOT / "data/truth/quotes.jsonl")
    found = families(quotes(articles), articles)
    changes = {(v["b_id"], v["b_begin"]): v["change"] for v in found.variants.iter_rows(named=True)}
    rows = [(one, _hit(one, found.quotes)) for one in truth]
    sizes: dict[str, int] = defaultdict(int)
    for one in truth:
        sizes[one["quote_id"]] += 1
    several = [(one, row) for one, row in rows if sizes[one["quote_id"]] > 1]
    right = sum(_change(row, changes) == one["change"] for one, row in several)
    print(f"found {sum(row is not None for _, row in rows)} of {len(truth)}")
    print(f"change right {right} of {len(several)}")


def _hit(one: dict[str, Any], found: pl.DataFrame) -> dict[str, Any] | None:
    """Give the row that covers most of a quotation, if it is half of either."""

    def shared(row: dict[str, Any]) -> int:
        return int(min(row["end"], one["end"]) - max(row["begin"], one["begin"]))

    def alike(row: dict[str, Any]) -> float:
        return shared(row) / float(max(row["end"], one["end"]) - min(row["begin"], one["begin"]))

    near = found.filter(pl.col("article_id") == one["article_id"]).iter_rows(named=True)
    hits = [
        row for row in near if shared(row) > 0.5 * min(one["end"] - one["begin"], row["end"] - row["begin"])
    ]
    return max(hits, key=alike, default=None)


def _change(row: dict[str, Any] | None, changes: dict[tuple[str, int], str]) -> str | None:
    if row is None:
        return None
    first = "same" if row["family_id"] == row["quote_id"] else None
    return changes.get((row["article_id"], row["begin"]), first)


def annotated(folder: str, name: str) -> None:
    """Print F1 of direct speech, and how much of it has the right source."""
    articles = pl.DataFrame(lines(Path(folder) / f"{name}.articles.jsonl"), infer_schema_length=None)
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in lines(Path(folder) / f"{name}.gold.jsonl"):
        gold[row["article_id"]].append(row)
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in quotes(articles.with_columns(lang=pl.lit("en"))).iter_rows(named=True):
        said[row["article_id"]].append(row)
    totals = [0, 0, 0, 0]
    for article_id, text in articles.select("article_id", "text").iter_rows():
        counts = _matched(text, gold[article_id], said[article_id])
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
    matched, right, wanted, given = totals
    print(f"direct speech: F1 {200 * matched / (wanted + given):.1f}, wanted {wanted}, given {given}")
    print(f"with the right source: {100 * right / wanted:.1f} of 100")


def _matched(text: str, gold: list[dict[str, Any]], said: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Pair the quotations of an article, the likest first: matched, right source, wanted, given."""
    places = [match.span() for match in _WORD.finditer(text)]

    def held(spans: list[Any]) -> frozenset[int]:
        return frozenset(i for i, (b, e) in enumerate(places) if any(b < y and e > x for x, y in spans))

    wanted = [(held(g["content"]), held(g["source"] or [])) for g in gold if g["type"] == "direct"]
    others = [held(g["content"]) for g in gold if g["type"] != "direct"]
    given = []
    for row in said:
        if row["form"] in ("direct", "unmarked"):
            source = [] if row["speaker_begin"] is None else [(row["speaker_begin"], row["speaker_end"])]
            given.append((held([(s["begin"], s["end"]) for s in row["spans"]]), held(source)))
    likeness = [
        (2 * len(w[0] & g[0]) / max(1, len(w[0]) + len(g[0])), i, j)
        for i, w in enumerate(wanted)
        for j, g in enumerate(given)
    ]
    pairs: dict[int, int] = {}
    for share, i, j in sorted(likeness, reverse=True):
        if share >= 0.5 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    right = sum(bool(wanted[i][1] & given[j][1]) for i, j in pairs.items())
    # what is annotated as another form of speech is no false find
    false = [
        g
        for j, g in enumerate(given)
        if j not in pairs.values() and not any(len(g[0] & o) > 0.5 * len(g[0]) for o in others)
    ]
    return len(pairs), right, len(wanted), len(pairs) + len(false)


def cost(path: str, sizes: list[int]) -> None:
    """Print CPU seconds for each size: a thousand articles more show how they grow."""
    whole = dated(pl.read_parquet(path))
    quotes(whole.head(20))
    for n in sizes or SIZES:
        articles = whole.head(n)
        start = time.process_time()
        said = quotes(articles)
        middle = time.process_time()
        found = families(said, articles)
        end = time.process_time()
        each = 1000 * (middle - start) / articles.height
        told = f"quotations {middle - start:.1f} s ({each:.1f} ms an article), families {end - middle:.1f} s"
        print(
            f"{articles.height} articles, {said.height} quotations: {told}, {found.variants.height} variants"
        )


def draw(story: Path, n: int, seed: int) -> None:
    """Print families of two outlets and more, drawn by chance, with what changed."""
    articles = pl.read_parquet(story / "articles.parquet").select("article_id", "source", "dct_best")
    changes = pl.read_parquet(story / "variants.parquet").filter(pl.col("kind") == "quote")
    rows = pl.read_parquet(story / "quotes.parquet").drop_nulls("family_id").join(articles, on="article_id")
    sizes = rows.group_by("family_id").agg(pl.col("article_id", "source").n_unique())
    names = sizes.filter((pl.col("article_id") > 1) & (pl.col("source") > 1))["family_id"].sort().to_list()
    for family in random.Random(seed).sample(names, min(n, len(names))):
        print()
        for row in rows.filter(pl.col("family_id") == family).sort("dct_best").iter_rows(named=True):
            words = " ".join(row["text"].split())[:200]
            print(row["dct_best"], row["source"], row["form"], row["speaker"], "|", words)
        for change in changes.filter(pl.col("family_id") == family).iter_rows(named=True):
            print("   ", change["change"], "|", change["note"])


def main(arguments: list[str]) -> None:
    """Run what the first argument names."""
    what, *rest = arguments or ["sample"]
    if what == "found":
        annotated(rest[0], rest[1])
    elif what == "cost":
        cost(rest[0], [int(n) for n in rest[1:]])
    elif what == "draw":
        draw(Path(rest[0]), int(rest[1]), int(rest[2]) if len(rest) > 2 else 1)
    else:
        sample()


if __name__ == "__main__":
    main(sys.argv[1:])
