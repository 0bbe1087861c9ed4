"""Check that accuracy on the development sets has not fallen below its floors (``make floors``).

The sets are not part of the project: their texts belong to others. They are looked for beside the checkout;
without them nothing can be measured, which is an error only where a build is checked (CI=true).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT.parent / "shared" / "eval"

DONE = (0, 3)
"""Exit statuses of dateline with which there is output: all read; some input was rejected."""


class Floor(NamedTuple):
    """Name one figure that must not fall: a set, a measure of its scorer, and the least F1 in percent."""

    kind: str
    name: str
    measure: str
    least: float


FLOORS = (
    Floor("timex", "timebank", "value", 82.4),
    Floor("timex", "timebank", "relaxed", 93.7),
    Floor("timex", "timebank", "strict", 90.0),
    Floor("timex", "aquaint", "value", 75.0),
    Floor("timex", "aquaint", "relaxed", 92.9),
    Floor("timex", "aquaint", "strict", 82.0),
    Floor("timex", "tweets_train", "value", 83.3),
    Floor("timex", "tweets_train", "relaxed", 94.5),
    Floor("timex", "tweets_train", "strict", 88.4),
    Floor("timex", "spanish_train", "value", 88.2),
    Floor("timex", "spanish_train", "relaxed", 94.6),
    Floor("timex", "spanish_train", "strict", 93.0),
    Floor("timex", "german_dolomiten", "value", 81.8),
    Floor("timex", "german_dolomiten", "relaxed", 92.2),
    Floor("timex", "german_dolomiten", "strict", 86.0),
    Floor("quotes", "dev", "content", 92.6),
    Floor("quotes", "dev", "speaker", 82.8),
    Floor("timeline", "MJ", "within_0d", 86.4),
    Floor("lineage", "answers", "edges", 97.2),
    Floor("lineage", "answers", "auc", 98.0),
)
"""Raised when the code gets better, never lowered without a reason in the commit."""


def main() -> int:
    """Measure every set once and compare; 1 if a figure is below its floor."""
    if not SETS.is_dir():
        print("floors not run: the development sets are not beside this checkout")
        return 1 if os.environ.get("CI") == "true" else 0
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, name in dict.fromkeys((floor.kind, floor.name) for floor in FLOORS):
            figures = MEASURES[kind](name, Path(folder))
            for floor in FLOORS:
                if (floor.kind, floor.name) == (kind, name):
                    print(report(floor, figures[floor.measure]), flush=True)
                    failed += figures[floor.measure] < floor.least
    return 1 if failed else 0


def report(floor: Floor, figure: float) -> str:
    """Say in one line how a figure stands to its floor.

    >>> report(Floor("timex", "aquaint", "value", 68.0), 67.31)
    'timex aquaint value F1 67.31, floor 68.00: BELOW'
    """
    word = "BELOW" if figure < floor.least else "ok"
    return f"{floor.kind} {floor.name} {floor.measure} F1 {figure:.2f}, floor {floor.least:.2f}: {word}"


def timex(name: str, folder: Path) -> dict[str, float]:
    """Tag a set of articles with the program as users run it, and give F1 in percent by measure."""
    tags = folder / f"{name}.jsonl"
    articles, gold = (SETS / "timex" / f"{name}.{part}.jsonl" for part in ("articles", "gold"))
    command = [sys.executable, "-m", "timeline", "tag", str(articles), "-o", str(tags), "--quiet"]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status not in DONE:
        raise SystemExit(f"dateline tag on {name} ended with status {status}")
    scored = score("timex", gold, tags)
    return {measure: float(scored[measure]["F1"]) for measure in ("relaxed", "strict", "type", "value")}


def timeline(name: str, folder: Path) -> dict[str, float]:
    """Build a story, export its days, and give the mean over its timelines by how near a day must be."""
    story, days = folder / name, folder / f"{name}.json"
    articles, gold = (SETS / "timelines" / f"{name}.{part}" for part in ("articles.parquet", "gold.json"))
    for arguments in (
        ["build", str(articles), "-o", str(story), "--quiet"],
        ["export", str(story), "-o", str(days), "--what", "timeline", "--dates", "all"],
    ):
        command = [sys.executable, "-m", "timeline", *arguments]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status not in DONE:
            raise SystemExit(f"dateline {arguments[0]} on {name} ended with status {status}")
    return {measure: float(figure) for measure, figure in score("timeline", gold, days)["mean"].items()}


def lineage(name: str, folder: Path) -> dict[str, float]:
    """Build a story as users do, and give F1 of its pairs and the area under the curve of their scores."""
    articles, gold = (SETS / "lineage" / f"{name}.{part}.jsonl" for part in ("articles", "gold"))
    story = folder / name
    command = [sys.executable, "-m", "timeline", "build", str(articles), "-o", str(story), "--quiet"]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    if status not in DONE:
        raise SystemExit(f"dateline build on {name} ended with status {status}")
    scored = score("lineage", gold, story)
    return {"edges": float(scored["edges"]["F1"]), "auc": 100 * float(scored["auc"])}


def quotes(name: str, folder: Path) -> dict[str, float]:
    """Find the quotations of a set: F1 of direct speech, and the share found with the right speaker."""
    import polars as pl

    from timeline.narrative.quotes import quotes as found

    articles, gold = (SETS / "quotes" / f"{name}.{part}.jsonl" for part in ("articles", "gold"))
    frame = pl.read_ndjson(articles, infer_schema_length=None).with_columns(pl.lit("en").alias("lang"))
    frame.write_parquet(folder / "articles.parquet")
    found(frame).write_parquet(folder / "quotes.parquet")
    scored = score("quotes", gold, folder)
    return {"content": float(scored["content"]["F1"]), "speaker": float(scored["end_to_end_recall"])}


def score(kind: str, gold: Path, output: Path) -> dict[str, Any]:
    """Run the scorer that lies with the sets and give what it prints, which is one JSON object."""
    command = [sys.executable, str(SETS / "score.py"), kind, str(gold), str(output)]
    printed = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    figures = json.loads(printed)
    assert isinstance(figures, dict)
    return figures


MEASURES = {"timex": timex, "timeline": timeline, "quotes": quotes, "lineage": lineage}
"""How each kind of set is measured: its name and a folder for files in, figures out."""

if __name__ == "__main__":
    sys.exit(main())
