"""``dateline stories``: which stories a collection holds; and ``--story``, which narrows a command to one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.parameters import STORY
from timeline.cli.running import Command

if TYPE_CHECKING:
    import polars as pl

    from timeline.options import BuildOptions

ONE_STORY = click.option(
    "--story", "part", metavar="ID|WORDS",
    help="Only one story of the collection, by its id or words of its name (see dateline stories).",
)  # fmt: skip
"""The option of every command that can look at one of several stories."""


@click.command(
    cls=Command,
    short_help="List the stories that a collection holds.",
    examples=("dateline stories out/story", "dateline stories out/story --number 50"),
)
@STORY
@click.option("--number", type=click.IntRange(min=1), default=20, show_default=True,
              help="Stories that are listed, the largest first.")  # fmt: skip
def stories(story: Path, number: int) -> None:
    """List the stories in STORY: id, name, days, articles. Other commands take one with --story."""
    from timeline import words
    from timeline.cli.output import console
    from timeline.story import open_story

    opened, out = open_story(story), console()
    found, articles = opened.table("stories"), opened.table("articles")
    with out.capture() as told:
        out.print(opened.name, style="bold")
        others = articles["story_id"].null_count()
        said = words.count(found.height, "story", "stories")
        out.print(f"{said} in {words.count(articles.height, 'article')}, {others:,} in none of them")
        if found.height:
            out.print()
            out.print(_table(found.head(number)))
        if found.height > number:
            out.print(f"and {found.height - number:,} more: --number {found.height}")
    for line in told.get().splitlines():
        click.echo(line.rstrip())


def _table(stories: "pl.DataFrame") -> Any:
    from rich.table import Table

    from timeline import words

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Id", no_wrap=True)
    table.add_column("Story", ratio=1, min_width=24)
    table.add_column("Days", max_width=30)
    table.add_column("Articles", justify="right")
    table.add_column("Outlets", justify="right")
    for row in stories.iter_rows(named=True):
        days = words.days(row["start"], row["stop"]) if row["start"] else "not known"
        table.add_row(row["story_id"], row["name"], days, f"{row['n_articles']:,}", f"{row['n_sources']:,}")
    return table


def narrowed(
    tables: "dict[str, pl.DataFrame]",
    part: str | None,
    options: "BuildOptions",
    *,
    known: bool = False,
    once: bool = False,
) -> "dict[str, pl.DataFrame]":
    """Give the tables of a part of a collection, ranked and counted anew; all of them if none is asked for.

    ``part`` is one of its stories; ``known`` leaves out articles whose day is not known, ``once`` all but the
    first of each telling.
    """
    if not (part or known or once):
        return tables
    from timeline.app.filters import Filters, keep
    from timeline.events.rank import ranked
    from timeline.narrative.spread import spread_tables
    from timeline.stories.choosing import chosen

    story_id = chosen(tables["stories"], part) if part else None
    kept = keep(tables, Filters(part=story_id, known=known, once=once, hidden=True))
    # What was hidden by hand stays hidden: keeping it here leaves that to each command.
    hidden = tables["events"].select("event_id", "hidden")
    kept["events"] = (
        kept["events"].drop("hidden").join(hidden, on="event_id", how="left", maintain_order="left")
    )
    kept["events"] = ranked({**kept, "events": kept["events"].select(tables["events"].columns)}, options.rank)
    kept |= spread_tables(kept, options.spread)
    if story_id:
        kept["stories"] = tables["stories"].filter(tables["stories"]["story_id"] == story_id)
    return kept
