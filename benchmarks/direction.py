"""Measure which way bare dates are read, past or coming, on annotated sets.

A date phrase takes part if its words leave the direction open ("Friday", "in May", "Jan. 3"), its two
readings are two dates, and the annotators' value is a date as exact as ours. Right: ours is theirs. Turned:
theirs is our other reading; a cue decided, or none did. Elsewhere: theirs is neither, because the article
speaks of another week or year, or because no such day has that name. Baselines: always the past reading;
always the nearest.

    python benchmarks/direction.py [NAME ...] [--folder FOLDER] [--errors N]

The sets are files NAME.articles.jsonl and NAME.gold.jsonl; they belong to others and are no part of the
project.
"""

import argparse
import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from timeline.temporal import tag
from timeline.temporal.lexicon import lexicon
from timeline.temporal.registers import POSTS, layered
from timeline.temporal.tag import language_of
from tools.floors import SETS

SLOTS = {
    "week:day": "weekday", "week:weekend": "weekend", "year:month": "month", "year:day": "month and day",
    "month:day": "day of the month", "year:season": "season", "year:quarter": "quarter", "year:half": "half",
    "year:easter": "holiday", "year:nth": "holiday",
}  # fmt: skip
TWO = ("right", "turned without a cue", "turned by a cue")
OUTCOMES = ("turned without a cue", "turned by a cue", "another week or year", "no such day")
COLUMNS = ("set", "slot", "phrases", "right of two", "right of all", "always past", "nearest", *OUTCOMES)
TURNED = {"past": "coming", "coming": "past", "near": "past"}


class Choice(NamedTuple):
    """Hold one phrase that could point either way, and how it came out."""

    slot: str
    outcome: str
    past: bool
    nearest: bool
    line: str


def rows(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def tagged(articles: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Tag articles, by article."""
    days = [dt.date.fromisoformat(str(a["published"])[:10]) for a in articles]
    frame = pl.DataFrame({name: [a.get(name) for a in articles] for name in ("article_id", "text", "lang")})
    stops = [day + dt.timedelta(days=1) for day in days]
    frame = frame.with_columns(pl.Series("dct_start", days), pl.Series("dct_stop", stops))
    out = defaultdict(list)
    for mention in tag(frame).to_dicts():
        out[mention["article_id"]].append(mention)
    return out


@contextmanager
def turned_defaults(codes: set[str]) -> Iterator[None]:
    """Turn what decides where no cue does: phrases that then change were decided by no cue."""
    tables = [lexicon(name).tables for code in codes for name in (code, f"{code}.{POSTS}") if known(name)]
    kept = [dict(table.get("direction", {})) for table in tables]
    for table, ways in zip(tables, kept, strict=True):
        table.get("direction", {}).update({slot: TURNED[way] for slot, way in ways.items()})
    try:
        yield
    finally:
        for table, ways in zip(tables, kept, strict=True):
            table.get("direction", {}).update(ways)


def known(name: str) -> bool:
    """Say whether a language has such a layer."""
    return "." not in name or name.partition(".")[0] in layered()


def partner(mention: Mapping[str, Any], gold: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Find the annotated phrase of the same place: the same span, or the largest overlap."""

    def overlap(g: Mapping[str, Any]) -> int:
        return int(min(g["end"], mention["end"]) - max(g["begin"], mention["begin"]))

    best = max(gold, key=lambda g: (overlap(g), -abs(g["begin"] - mention["begin"])), default=None)
    return best if best and overlap(best) > 0 else None


def shape(value: str) -> str:
    """Say how exact a value is: its date with every digit the same.

    >>> shape("2025-01-28TMO"), shape("2025-W04-WE"), shape("P3D")
    ('0000-00-00', '0000-W00-WE', 'P0D')
    """
    return "".join("0" if c.isdigit() else c for c in value.partition("T")[0])


def choices(name: str, folder: Path) -> list[Choice]:
    """Judge every open phrase of a set."""
    articles = rows(folder / f"{name}.articles.jsonl")
    gold = defaultdict(list)
    for row in rows(folder / f"{name}.gold.jsonl"):
        gold[row["article_id"]].append(row)
    found = tagged(articles)
    with turned_defaults({language_of(a.get("lang")) for a in articles}):
        without = {m["mention_id"]: m["value"] for ms in tagged(articles).values() for m in ms}
    out = []
    for article in articles:
        for mention in found[article["article_id"]]:
            theirs = partner(mention, gold[article["article_id"]])
            ways = (mention["operator"] or "").split()
            if not theirs or not mention["alternatives"] or not {"past", "coming", "near"} & set(ways):
                continue
            if theirs["type"] not in ("DATE", "TIME") or shape(theirs["value"]) != shape(mention["value"]):
                continue
            cued = without.get(mention["mention_id"]) == mention["value"]
            out.append(judged(article, mention, theirs["value"], cued=cued))
    return out


def judged(article: Mapping[str, Any], mention: Mapping[str, Any], theirs: str, *, cued: bool) -> Choice:
    """Compare one phrase with the annotators' value of it."""
    ours, other = mention, mention["alternatives"][0]
    day = dt.datetime.fromisoformat(str(article["published"])[:10])
    early, late = sorted((ours, other), key=lambda reading: reading["value"])
    far = {id(r): min(abs(r[end] - day) for end in ("start", "stop") if r[end]) for r in (early, late)}
    near = early if far[id(early)] <= far[id(late)] else late
    wanted = theirs.partition("T")[0]
    same = {id(r): r["value"].partition("T")[0] == wanted for r in (ours, other)}
    kind = "turned by a cue" if cued else "turned without a cue"
    slot = next((SLOTS[w] for w in mention["operator"].split() if w in SLOTS), "other")
    away = "another week or year" if repeats(slot, ours["value"], theirs) else "no such day"
    outcome = "right" if same[id(ours)] else kind if same[id(other)] else away
    text = article["text"]
    around = (
        text[max(0, mention["begin"] - 90) : mention["begin"]],
        text[mention["end"] : mention["end"] + 60],
    )
    line = f"{around[0]}[{mention['phrase']}]{around[1]}".replace("\n", " ")
    said = f"{outcome}\t{slot}\tpublished {day:%a %Y-%m-%d}, ours {ours['value']}, theirs {theirs}\t{line}"
    return Choice(slot, outcome, same[id(early)], same[id(near)], said)


def repeats(slot: str, ours: str, theirs: str) -> bool:
    """Say whether two values are the same weekday, or the same month, day or season of two years.

    >>> repeats("weekday", "2025-01-24", "2025-01-10TMO"), repeats("month", "2025-05", "2024-06")
    (True, False)
    """
    a, b = (value.partition("T")[0] for value in (ours, theirs))
    if slot == "weekday":
        return (dt.date.fromisoformat(a) - dt.date.fromisoformat(b)).days % 7 == 0
    return a[4:] == b[4:]


def percent(part: int, whole: int) -> str:
    """Write a share.

    >>> percent(1, 3), percent(0, 0)
    ('33.3', '-')
    """
    return f"{100 * part / whole:.1f}" if whole else "-"


def report(name: str, judgements: list[Choice]) -> str:
    """Write the rows of a set: all, then by slot."""
    lines = []
    counts = Counter(c.slot for c in judgements)
    for slot in ["all", *(slot for slot, _ in counts.most_common())]:
        part = [c for c in judgements if slot in ("all", c.slot)]
        choice = [c for c in part if c.outcome in TWO]
        outcome = Counter(c.outcome for c in part)
        figures = [
            str(len(part)), percent(outcome["right"], len(choice)), percent(outcome["right"], len(part)),
            percent(sum(c.past for c in choice), len(choice)),
            percent(sum(c.nearest for c in choice), len(choice)),
            *(str(outcome[name]) for name in OUTCOMES),
        ]  # fmt: skip
        lines.append(f"| {name} | {slot} | " + " | ".join(figures) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print a table over the sets, and errors if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", help="names of sets; all that are there if none is given")
    parser.add_argument("--folder", type=Path, default=SETS / "timex", help="where the sets are")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list N errors of each set")
    asked = parser.parse_args()
    names = asked.sets or sorted(p.name.split(".")[0] for p in asked.folder.glob("*.articles.jsonl"))
    if not names:
        sys.exit("the annotated sets are not beside this checkout; say where with --folder")
    print("| " + " | ".join(COLUMNS) + " |")
    print("|---" * len(COLUMNS) + "|")
    for name in names:
        judgements = choices(name, asked.folder)
        print(report(name, judgements), flush=True)
        wrong = [c.line for c in judgements if c.outcome != "right"]
        for line in sorted(wrong)[: asked.errors]:
            print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
