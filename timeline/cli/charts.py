"""``dateline charts``: every chart of a story as files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.parameters import COPIES_ONCE, STORY, Calendar, Names
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import Command, say
from timeline.cli.stories import ONE_STORY

if TYPE_CHECKING:
    from charts.options import ChartOptions
    from timeline.story import Story

FORMATS = ("png", "svg", "pdf", "html", "json", "csv")


@click.command(
    cls=Command,
    short_help="Draw a story: png, svg, pdf, html, json, csv.",
    examples=(
        "dateline charts out/story -o out/charts",
        "dateline charts out/story -o out/charts --format svg,csv --only timeline,lag",
        "dateline charts out/story -o out/dark --theme dark --from 2025-01-26 --to 2025-01-31 --top 5",
    ),
)
@STORY
@click.option("-o", "--out", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for the files.")  # fmt: skip
@click.option("--format", "forms", type=Names(FORMATS), default="png,svg", show_default=True,
              help=f"Any of {', '.join(FORMATS)}; csv: the data behind the chart.")  # fmt: skip
@click.option(
    "--only", type=Names(()), metavar="NAME,...", help="Only these charts: timeline, lag, spread, ..."
)
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option("--top", type=click.IntRange(min=0), help="Events that are named in the chart.")
@click.option("--from", "start", type=Calendar(), help="First day shown.")
@click.option("--to", "last", type=Calendar(), help="Last day shown.")
@click.option("--known-days", is_flag=True,
              help="Leave out articles whose publication day was worked out or is not known.")  # fmt: skip
@COPIES_ONCE
@ONE_STORY
@click.option("--hidden", is_flag=True, help="Draw the events that were hidden by hand, too.")
@progress_option
def charts(
    *,
    story: Path,
    out: Path,
    forms: Sequence[str],
    only: Sequence[str] | None,
    theme: str,
    top: int | None,
    start: date | None,
    last: date | None,
    known_days: bool,
    count_copies_once: bool,
    part: str | None,
    hidden: bool,
    style: str,
) -> None:
    """Draw STORY's charts into a folder, one file a chart and format."""
    from timeline.story import open_story

    if start and last and last < start:
        raise click.BadParameter(f"{last} is before --from {start}.", param_hint="'--to'")
    names = chart_names(only)
    wanted = Wanted(
        tuple(names),
        tuple(forms),
        theme,
        chart_options(top, start, last),
        known_days,
        hidden,
        part,
        count_copies_once,
    )
    paths = draw(open_story(story), out, wanted, style)
    say(f"{len(paths)} files in {out}: " + ", ".join(path.name for path in paths))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold which charts are wanted, in which formats and how they look."""

    names: tuple[str, ...]
    forms: tuple[str, ...]
    theme: str
    options: "ChartOptions"
    known_days: bool = False
    hidden: bool = False
    part: str | None = None
    once: bool = False


def chart_names(only: Sequence[str] | None) -> list[str]:
    """Give the charts to draw; wrong usage if one is not known."""
    from charts import CHARTS

    wrong = [name for name in only or () if name not in CHARTS]
    if wrong:
        raise click.BadParameter(
            f"{', '.join(wrong)} is not among {', '.join(CHARTS)}.", param_hint="'--only'"
        )
    return list(only or CHARTS)


def chart_options(top: int | None, start: date | None, last: date | None) -> "ChartOptions":
    """Give the options of a chart; the last day shown is in, its ``stop`` is out."""
    from datetime import timedelta

    from charts.options import ChartOptions

    stop = last + timedelta(days=1) if last and last < date.max else None
    plain = ChartOptions(start=start, stop=stop)
    return plain if top is None else ChartOptions(top=top, start=start, stop=stop)


def draw(story: "Story", out: Path, wanted: Wanted, style: str = "auto") -> list[Path]:
    """Draw charts into a folder and give the paths of the files."""
    from charts import CHARTS
    from charts.save import save
    from charts.theme import THEMES
    from timeline.cli.stories import narrowed
    from timeline.exports import write_whole
    from timeline.exports.material import source_note
    from timeline.exports.tables import write_csv
    from timeline.recompute import build_options
    from timeline.words import COPIES_ONCE_NOTE, KNOWN_DAYS_NOTE

    built = build_options(story.manifest)
    once = wanted.once or built.spread.count_copies_once
    every = narrowed(story.tables(), wanted.part, built, known=wanted.known_days)
    if wanted.hidden:
        every["events"] = every["events"].with_columns(hidden=False)
    told = narrowed(every, None, built, once=once)
    out.mkdir(parents=True, exist_ok=True)
    theme = THEMES[wanted.theme]
    named = f"story: {every['stories']['name'][0]}" if wanted.part else None
    said = [source_note(story.manifest), named, KNOWN_DAYS_NOTE if wanted.known_days else None]
    said_once = [*said, COPIES_ONCE_NOTE if once else None]
    paths: list[Path] = []
    total = len(wanted.names) * len(wanted.forms)
    with reporting(style) as report:
        for name in wanted.names:
            chart = CHARTS[name]
            tables, own = (every, said) if chart.copies else (told, said_once)
            options = replace(wanted.options, note=" · ".join(one for one in own if one) or None)
            drawn = chart.draw(tables, theme, options)
            for form in wanted.forms:
                path = out / f"{name}.{form}"
                if form == "csv":
                    rows = chart.data(tables, options)
                    write_whole(path, partial(write_csv, rows))
                else:
                    save(drawn, path, theme)
                paths.append(path)
                report("Drawing charts", len(paths), total)
    return paths
