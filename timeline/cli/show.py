"""``dateline show``: a story in the terminal."""

from pathlib import Path

import click

from timeline.cli.parameters import STORY
from timeline.cli.running import Command
from timeline.cli.stories import ONE_STORY


@click.command(
    cls=Command,
    short_help="Tell a story in the terminal.",
    examples=(
        "dateline show out/story",
        "dateline show out/story --events 30",
        "dateline show out/story --query recall",
    ),
)
@STORY
@click.option("--events", "number", type=click.IntRange(min=0), default=10, show_default=True,
              help="Main events that are listed.")  # fmt: skip
@click.option("--query", metavar="WORDS", help="Only events about this name or topic, ranked by it.")
@ONE_STORY
@click.option("--hidden", is_flag=True, help="Show the events that were hidden by hand, too.")
def show(story: Path, number: int, query: str | None, part: str | None, hidden: bool) -> None:
    """Tell STORY in the terminal: when, how much, the main events, who was first."""
    from timeline.cli.output import console
    from timeline.cli.stories import narrowed
    from timeline.recompute import build_options
    from timeline.show import show as tell
    from timeline.story import open_story

    opened, out = open_story(story), console()
    only = narrowed(opened.tables(), part, build_options(opened.manifest)) if part else None
    if out.is_terminal:
        tell(opened, out, number, hidden, query, only=only)
        return
    with out.capture() as told:
        tell(opened, out, number, hidden, query, only=only)
    # A table fills its cells with blanks; in a pipe they only get in the way.
    for line in told.get().splitlines():
        click.echo(line.rstrip())
