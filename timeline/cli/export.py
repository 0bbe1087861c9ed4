"""``dateline export``: a story as a file that other programs read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.parameters import COPIES_ONCE, STORY, Number
from timeline.cli.running import Command, say
from timeline.cli.stories import ONE_STORY

if TYPE_CHECKING:
    from timeline.exports import Material
    from timeline.story import Story


@click.command(
    cls=Command,
    short_help="Write tables, timeline, calendar or report to a file.",
    examples=(
        "dateline export out/story -o out/events.csv",
        "dateline export out/story -o out/story.xlsx",
        "dateline export out/story -o out/mentions.parquet --what mentions",
        "dateline export out/story -o out/days.json --what timeline --dates 20 --sentences 2",
        "dateline export out/story -o out/focus.json --what timeline --query recall",
        "dateline export out/story -o out/calendar.ics",
        "dateline export out/story -o out/report.html --max-excerpt 200",
        "dateline export out/story --what articles --no-text --no-paths --format csv -o -",
    ),
)
@STORY
@click.option("-o", "--out", required=True, metavar="FILE",
              help="The suffix chooses the format: .csv .jsonl .json .parquet .xlsx .ics .html; - is "
                   "standard output, with --format.")  # fmt: skip
@click.option("--what", metavar="WHAT",
              help="A table (articles, events, mentions, event_mentions, ...), tables (all, .xlsx), timeline "
                   "(.json .csv .html), timelinejs (.json) or report (.html). Without it: .xlsx all tables, "
                   ".html the report, .json the timeline, else the events.")  # fmt: skip
@click.option("--format", "form", metavar="FORMAT", help="Format, where the file name does not say it.")
@click.option("--dates", type=Number(), default="all", show_default=True,
              help="Days of the timeline: the best N, or all.")  # fmt: skip
@click.option("--sentences", type=click.IntRange(min=1), default=1, show_default=True,
              help="Sentences a day of the timeline.")  # fmt: skip
@click.option("--query", metavar="WORDS",
              help="A name or topic: only days and sentences of the timeline that fit it.")  # fmt: skip
@COPIES_ONCE
@ONE_STORY
@click.option("--top", type=click.IntRange(min=1), help="Only the N main events (calendar, slides, report).")
@click.option("--no-text", is_flag=True, help="Leave out the articles' texts.")
@click.option("--max-excerpt", type=click.IntRange(min=0), metavar="N",
              help="Cut quoted passages to N characters.")  # fmt: skip
@click.option("--no-paths", is_flag=True, help="Leave out folder names.")
@click.option("--hidden", is_flag=True, help="Keep the events that were hidden by hand.")
@click.option("--bom", is_flag=True, help="Mark a CSV as UTF-8 for Excel.")
def export(
    *,
    story: Path,
    out: str,
    what: str | None,
    form: str | None,
    dates: int | None,
    sentences: int,
    query: str | None,
    count_copies_once: bool,
    part: str | None,
    top: int | None,
    no_text: bool,
    max_excerpt: int | None,
    no_paths: bool,
    hidden: bool,
    bom: bool,
) -> None:
    """Write a table, the timeline, a calendar, a report of STORY to a file."""
    from timeline import exports
    from timeline.cli.output import write_bytes
    from timeline.cli.stories import narrowed
    from timeline.options import ExportOptions
    from timeline.recompute import build_options
    from timeline.story import open_story

    form = (form or ("" if out == "-" else Path(out).suffix)).lower().removeprefix(".")
    if not form:
        raise click.UsageError(
            "The format is not known: give -o a suffix (.csv, .xlsx, ...) or use --format."
        )
    what = what or exports.DEFAULT_WHAT.get(form, "events")
    exports.writer(what, form)
    if query and what != "timeline":
        raise click.UsageError(f"--query belongs to --what timeline, and this is {what}.")
    options = ExportOptions(
        dates=dates,
        sentences=sentences,
        query=query,
        top=top,
        text=not no_text,
        max_excerpt=max_excerpt,
        paths=not no_paths,
        bom=bom,
        hidden=hidden,
    )
    whole = open_story(story)
    opened: Story | Material = whole
    if part or count_copies_once:
        tables = narrowed(whole.tables(), part, build_options(whole.manifest), once=count_copies_once)
        told = f"{whole.name}: {tables['stories']['name'][0]}" if part else whole.name
        opened = exports.Material(tables, told, whole.manifest)
    if out == "-":
        write_bytes(exports.export_bytes(opened, what, form, options))
        return
    say(f"{exports.export(opened, what, out, options, form)}: {what}")
