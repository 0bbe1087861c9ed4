"""``dateline check``: is a story whole, and what in it needs a look."""

from pathlib import Path

import click

from timeline.cli.parameters import STORY
from timeline.cli.running import FAILED, REJECTED, Command

SHOWN = 10


@click.command(
    cls=Command,
    short_help="Say whether a story is whole and what needs a look.",
    examples=("dateline check out/story",),
)
@STORY
@click.option("--all", "everything", is_flag=True, help=f"List everything, not the first {SHOWN} of a kind.")
def check(story: Path, everything: bool) -> None:
    """Say what could not be read, what has no date, where dates conflict, and whether STORY is whole.

    Exit status: 0 in order, 3 something was rejected, 1 counts do not add up or files are damaged.
    """
    from timeline.checking import findings
    from timeline.story import open_story

    opened = open_story(story)
    found = findings(opened)
    limit = None if everything else SHOWN
    click.echo(f"{opened.name} ({opened.path})")
    for finding in found:
        click.echo(f"{finding.mark} {finding.title}")
        for line in finding.lines[:limit]:
            click.echo(f"    {line}")
        if limit is not None and len(finding.lines) > limit:
            click.echo(f"    and {len(finding.lines) - limit:,} more (--all lists them)")
    if any(finding.broken for finding in found):
        click.get_current_context().exit(FAILED)
    if opened.table("rejects").height:
        click.get_current_context().exit(REJECTED)
