"""Show on standard error how far a build is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

from timeline.cli.running import quiet

LABELS: Final = {
    "read": "Reading",
    "date": "Dating articles",
    "analyse": "Finding dates and events",
    "merge": "Merging events",
    "write": "Writing the story",
}
"""What a stage of a build is called; a stage that is not listed keeps its name."""

Report = Callable[[str, int, int], None]

progress_option = click.option(
    "--progress",
    "style",
    type=click.Choice(["auto", "bar", "lines", "off"]),
    default="auto",
    show_default=True,
    help="How progress is shown on standard error: a bar, plain lines, or not. auto: a bar on a terminal.",
)


@contextmanager
def reporting(style: str = "auto") -> Iterator[Report]:
    """Give a function that shows stage, done and total; nothing with -q or, by itself, off a terminal."""
    if style == "auto":
        style = "bar" if sys.stderr.isatty() else "off"
    if quiet() or style == "off":
        yield lambda stage, done, total: None
    elif style == "lines":
        yield _line
    else:
        with _bars() as report:
            yield report


def _line(stage: str, done: int, total: int) -> None:
    click.echo(f"{LABELS.get(stage, stage)} {done}/{total}", err=True)


@contextmanager
def _bars() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(LABELS.get(stage, stage).ljust(26), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report
