"""Measure how well days are ranked against timelines that journalists wrote.

    python benchmarks/timelines.py FOLDER [--stories BUILT]

FOLDER holds ``NAME.articles.parquet`` and ``NAME.gold.json`` ({timeline: {day: [sentences]}}) of stories;
BUILT keeps them built (``NAME/``), so that a second run is quick. Of the days within a timeline's span the
best n are taken, n the days that it has (Gholipour Ghalandari & Ifrim 2020). Printed: F1 for the same day and
within 1 and 3 days with the weights of RankOptions, then with weights fitted on all stories, and leaving each
story out; last the same without chronologies, whose days may be those of a timeline.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import minimize

from timeline.events.chronologies import chronologies
from timeline.events.dates import AGAINST, COUNTS, one_a_telling, rank_days
from timeline.options import BuildOptions, RankOptions
from timeline.pipeline import build
from timeline.story import is_story, open_story

NAMES = (*COUNTS, "chronology")
FITTED = tuple(name for name in NAMES if name != "outside")
"""A timeline says nothing of days outside its span, so their weight cannot be fitted on it."""
RIDGE = 0.003
"""Weight of the squared weights: the least that keeps them from growing on five stories."""
TOLERANCES = (0, 1, 3)

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Task:
    """Hold one timeline: its story, the candidate days within its span, their features, its own days."""

    story: str
    name: str
    days: tuple[date, ...]
    features: Array
    true: frozenset[date]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stories", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        built = asked.stories or Path(scratch)
        names = sorted(path.name.removesuffix(".gold.json") for path in asked.folder.glob("*.gold.json"))
        for name in names:
            if not is_story(built / name):
                begun = time.process_time()
                build([asked.folder / f"{name}.articles.parquet"], built / name, BuildOptions(jobs=1))
                print(f"{name}: built in {time.process_time() - begun:.0f} s of processor time")
        for label, chronicles in (("with chronologies", True), ("without them", False)):
            found = [tasks_of(name, asked.folder, built, chronicles=chronicles) for name in names]
            report(label, [task for tasks in found for task in tasks])


def tasks_of(name: str, folder: Path, built: Path, *, chronicles: bool) -> Iterator[Task]:
    """Give the timelines of one story with the features of its days."""
    tables = open_story(built / name).tables()
    if not chronicles:
        lists = chronologies(tables["mentions"], one_a_telling(tables["articles"]))
        out = pl.col("article_id").is_in(list(lists))
        tables = {**tables, "articles": tables["articles"].filter(~out)}
    begun = time.process_time()
    days = rank_days(tables).days
    if chronicles:
        print(f"{name}: {days.height} days ranked in {time.process_time() - begun:.2f} s of processor time")
    sign = {name: -1.0 if name in AGAINST else 1.0 for name in COUNTS}
    columns = [(sign[name] * pl.col(name).log1p()).alias(name) for name in COUNTS]
    features = days.select(*columns, "chronology").select(NAMES).to_numpy()
    for timeline, told in json.loads((folder / f"{name}.gold.json").read_text("utf-8")).items():
        true = frozenset(date.fromisoformat(day) for day in told)
        inside = [n for n, day in enumerate(days["day"].to_list()) if min(true) <= day <= max(true)]
        yield Task(name, timeline, tuple(days["day"][n] for n in inside), features[inside], true)


def report(label: str, tasks: Sequence[Task]) -> None:
    """Print the mean F1 with our weights, fitted ones, and fitted on the other stories."""
    ours = weights_of(RankOptions())
    each = {task.name: measured(task, ours) for task in tasks}
    print(f"{label}: {len(tasks)} timelines")
    print(f"  the weights of RankOptions   {means(list(each.values()))}")
    fitted = fit(tasks)
    print(
        f"  fitted on all of them        {means([measured(task, fitted) for task in tasks])}", rounded(fitted)
    )
    left = []
    for story in dict.fromkeys(task.story for task in tasks):
        others = fit([task for task in tasks if task.story != story])
        left += [measured(task, others) for task in tasks if task.story == story]
    print(f"  leaving each story out       {means(left)}")
    for name, figures in each.items():
        print(f"    {name:40} {' '.join(f'{figure:5.1f}' for figure in figures)}")


def weights_of(options: RankOptions) -> Array:
    """Give the weights in the order of NAMES."""
    return np.array([getattr(options, name) for name in NAMES])


def rounded(weights: Array) -> RankOptions:
    """Give weights as options, for reading."""
    return replace(RankOptions(), **{n: round(float(w), 2) for n, w in zip(NAMES, weights, strict=True)})


def fit(tasks: Sequence[Task]) -> Array:
    """Fit weights of at least 0: is a day in the timeline? Logistic, each timeline with its own level."""
    chosen = [NAMES.index(name) for name in FITTED]
    known = [np.array([day in task.true for day in task.days], dtype=float) for task in tasks]

    def loss(point: Array) -> tuple[float, Array]:
        weights, levels = point[: len(chosen)], point[len(chosen) :]
        total, slope = RIDGE * float(weights @ weights), np.zeros_like(point)
        slope[: len(chosen)] = 2 * RIDGE * weights
        for n, (task, true) in enumerate(zip(tasks, known, strict=True)):
            part = task.features[:, chosen]
            sums = part @ weights + levels[n]
            total += float(np.mean(np.logaddexp(0.0, sums) - true * sums))
            rest = (1 / (1 + np.exp(-sums)) - true) / len(true)
            slope[: len(chosen)] += part.T @ rest
            slope[len(chosen) + n] += rest.sum()
        return total, slope

    bounds = [(0.0, None)] * len(chosen) + [(None, None)] * len(tasks)
    found = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = weights_of(RankOptions())
    weights[chosen] = found[: len(chosen)]
    return weights


def measured(task: Task, weights: Array) -> tuple[float, ...]:
    """Give F1 in percent of the best days for each tolerance."""
    scores = (task.features @ weights).round(9)
    order = sorted(range(len(task.days)), key=lambda n: (-scores[n], task.days[n]))
    best = [task.days[n] for n in order[: len(task.true)]]
    total = len(best) + len(task.true)
    return tuple(200 * matched(best, sorted(task.true), days) / total for days in TOLERANCES)


def matched(found: Sequence[date], true: Sequence[date], days: int) -> int:
    """Count pairs of days at most so many apart, each day once, the nearest first."""
    apart = sorted(
        (abs((a - b).days), i, j)
        for i, a in enumerate(found)
        for j, b in enumerate(true)
        if abs((a - b).days) <= days
    )
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j in apart:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def means(figures: Sequence[Sequence[float]]) -> str:
    """Say the mean of each tolerance."""
    values = [sum(column) / len(figures) for column in zip(*figures, strict=True)]
    return ", ".join(f"within {days} d {value:.2f}" for days, value in zip(TOLERANCES, values, strict=True))


if __name__ == "__main__":
    main()
