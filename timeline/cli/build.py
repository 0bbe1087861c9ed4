"""``dateline build``: articles in, a story folder out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.parameters import COPIES_ONCE, Columns, Day, InputFormat, file_or_stdin
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import REJECTED, Command, say

if TYPE_CHECKING:
    from timeline.options import FrameOptions, ReadOptions
    from timeline.pipeline import BuildResult

SHOWN = 10
"""Rejects and warnings that are listed one by one; the story keeps all of them."""


def reading_options(command: Any) -> Any:
    """Add the options that say how input is read."""
    options = (
        click.option("--meta", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                     help="CSV keyed by file, article_id or url that fills in or overrides published, "
                          "source, title and anything else."),
        click.option("--outlets", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                     help="CSV of outlets: source, name, aliases, kind, country, timezone."),
        click.option("--published", type=Day(),
                     help="Publication day of the articles that have none of their own."),
        click.option("--lang", help="Language of the articles (ISO 639-1), instead of finding it out."),
        click.option("--register", type=click.Choice(["auto", "news", "posts"]), default="auto",
                     show_default=True,
                     help="Read texts as news or as social posts; auto: posts by their length and marks."),
        click.option("--columns", type=Columns(), default={},
                     help="Names of the input's columns: text=body,title=headline,..."),
        click.option("--input-format", type=InputFormat(),
                     help="Format of the input, instead of recognising it."),
        click.option("--fetch", is_flag=True,
                     help="Fetch the pages that lists of web addresses name. Nothing is fetched without it."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def counting_options(command: Any) -> Any:
    """Add the options that say how coverage is counted."""
    options = (
        click.option("--totals", metavar="FILE",
                     type=click.Path(exists=True, dir_okay=False, path_type=Path),
                     help="CSV of all that outlets published a day, on whatever subject: outlet, day, "
                          "stories. Without it there are counts, and no shares of an outlet's output."),
        COPIES_ONCE,
        click.option("--frames", "dictionary", metavar="FILE",
                     type=click.Path(exists=True, dir_okay=False, path_type=Path),
                     help="CSV of frames of your own: frame, term; a star at the end of a term stands for "
                          "any ending."),
        click.option("--no-general-frames", is_flag=True,
                     help="Leave out the frames that come with the program."),
        click.option("--evaluative-verbs", is_flag=True,
                     help="Count verbs of reporting that judge, such as boasted or admitted."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def frame_options(settings: dict[str, Any]) -> "FrameOptions":
    """Gather what is asked of frames; a dictionary is read here, so that a wrong one is told at once."""
    from timeline.options import FrameOptions

    own = {}
    if settings["dictionary"]:
        from timeline.narrative.frames import read_dictionary

        own = read_dictionary(settings["dictionary"])
    return FrameOptions(
        own, general=not settings["no_general_frames"], evaluative=settings["evaluative_verbs"]
    )


def read_options(settings: dict[str, Any]) -> "ReadOptions":
    """Gather what the reading options say."""
    from timeline.options import ReadOptions

    return ReadOptions(
        columns=settings["columns"],
        meta=settings["meta"],
        outlets=settings["outlets"],
        input_format=settings["input_format"],
        lang=settings["lang"],
        fetch=settings["fetch"],
    )


NO_TABLE = "none"
"""What stands for no table of public events."""


@click.command(
    cls=Command,
    short_help="Read articles and write a story: dates, events, spread.",
    examples=(
        "dateline build articles/ -o out/story",
        "dateline build articles.jsonl more.zip -o out/story --lang en",
        "dateline build pages/*.html --meta published.csv -o out/pages",
        "dateline build table.csv --columns text=body,published=day -o out/table",
        "cat articles.jsonl | dateline build - -o out/piped",
    ),
)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("-o", "--out", "out", metavar="STORY", required=True, type=click.Path(path_type=Path),
              help="Folder of the story; one that is there is replaced and keeps corrections.")  # fmt: skip
@reading_options
@click.option("--name", help="Name of the story; else the folder's.")
@click.option("--no-infer", is_flag=True, help="Leave articles that state no day without one.")
@click.option("--public-events", metavar="FILE",
              help="CSV of events whose days are known, instead of ours; none: no table.")  # fmt: skip
@click.option("--reference", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV of right numbers that drift is measured from: claim, value, unit, source, "
                   "checked_by.")  # fmt: skip
@counting_options
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
              help="Where the work is done: on this machine, or on a Spark cluster.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes; 0: one a core.")
@progress_option
def build(
    *,
    inputs: tuple[str, ...],
    out: Path,
    name: str | None,
    engine: str,
    jobs: int,
    style: str,
    no_infer: bool,
    public_events: str | None,
    reference: Path | None,
    totals: Path | None,
    count_copies_once: bool,
    **settings: Any,
) -> None:
    """Read articles, find dates and events, and write a story.

    INPUT is a file, a folder, a glob, an archive, or - for standard input: text, Markdown, HTML, JSON
    Lines, JSON, CSV, Parquet, zip.
    """
    from timeline.options import (
        BuildOptions,
        ClaimOptions,
        DatingOptions,
        EventOptions,
        SpreadOptions,
        TagOptions,
    )
    from timeline.pipeline import build as run
    from timeline.story import check_target

    check_target(out)
    options = BuildOptions(
        read=read_options(settings),
        dating=DatingOptions(
            published=settings["published"],
            infer=not no_infer,
            public_events=Path(public_events) if public_events not in (None, NO_TABLE) else None,
            use_public_events=public_events != NO_TABLE,
        ),
        tag=TagOptions(lang=settings["lang"], register=settings["register"]),
        events=EventOptions(lang=settings["lang"]),
        spread=SpreadOptions(
            count_copies_once=count_copies_once, totals=totals.absolute() if totals else None
        ),
        frames=frame_options(settings),
        claims=ClaimOptions(reference.absolute() if reference else None),
        engine=engine,
        jobs=jobs,
    )
    with reporting(style) as report:
        result = run([file_or_stdin(path) for path in inputs], out, options, report, name)
    tell_result(result)
    say(f"\nNext: dateline show {out}")
    if result.n_rejects:
        click.get_current_context().exit(REJECTED)


def tell_result(result: "BuildResult") -> None:
    """Say on standard error what became of every record, and what needs a look."""
    from timeline.words import count

    counts = result.story.manifest["counts"]
    say(
        f"{result.story.path}: {count(counts['events'], 'event')} from {count(counts['articles'], 'article')}"
    )
    say(
        f"{count(counts['records_in'], 'record')} in = {count(counts['articles'], 'article')} + "
        f"{count(counts['duplicates'], 'duplicate')} + {count(counts['rejects'], 'reject')}"
    )
    if result.n_rejects:
        tell_rejects(result.story.table("rejects"))
    tell_warnings(list(result.warnings))


def tell_rejects(rejects: Any) -> None:
    """List what could not be read, with file, position and reason."""
    say("\nCould not be read:")
    for row in rejects.head(SHOWN).iter_rows(named=True):
        where = f" ({row['position']})" if row["position"] else ""
        say(f"  {row['path']}{where}: {row['reason']}")
    if rejects.height > SHOWN:
        say(f"  and {rejects.height - SHOWN:,} more; all are in the table of rejects")


def tell_warnings(warnings: list[str]) -> None:
    """List warnings."""
    if warnings:
        say("\nWarnings:")
        for warning in warnings[:SHOWN]:
            say(f"  {warning}")
        if len(warnings) > SHOWN:
            say(f"  and {len(warnings) - SHOWN:,} more")
