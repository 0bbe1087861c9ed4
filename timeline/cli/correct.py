"""``dateline correct``: apply a file of corrections, list what was corrected, undo and make again."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.parameters import STORY
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import REJECTED, Command, say

if TYPE_CHECKING:
    import polars as pl

    from timeline.story import Story


@click.command(
    cls=Command,
    short_help="Apply a file of corrections, list them, undo or redo one.",
    examples=(
        "dateline correct out/story corrections.csv",
        "dateline correct out/story --list",
    ),
)
@STORY
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--list", "listed", is_flag=True, help="List every correction with its time on standard output."
)
@click.option("--undo", is_flag=True, help="Take back the latest correction that stands.")
@click.option("--redo", is_flag=True, help="Make the one again that was undone last.")
@click.option("--made", type=click.DateTime(["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"]),
              help="With --undo or --redo: the correction made at this time.")  # fmt: skip
@click.option("--by", help="With --undo or --redo: who says so.")
@click.option("--note", help="With --undo or --redo: why.")
@progress_option
def correct(
    *,
    story: Path,
    file: Path | None,
    listed: bool,
    undo: bool,
    redo: bool,
    made: datetime | None,
    by: str | None,
    note: str | None,
    style: str,
) -> None:
    """Apply the corrections in FILE to STORY, and make again what depends on them.

    FILE is what "dateline export STORY --what corrections" writes (csv, jsonl, json, parquet), of this
    story or of another one of the same articles. Rows that the story has already are left out.
    """
    from timeline.corrections import redo as made_again
    from timeline.corrections import undo as taken_back
    from timeline.corrections.files import read_corrections
    from timeline.story import open_story

    if [file is not None, listed, undo, redo].count(True) != 1:
        raise click.UsageError("Give a FILE, or one of --list, --undo, --redo.")
    if not (undo or redo) and (made or by or note):
        raise click.UsageError("--made, --by and --note go with --undo or --redo.")
    opened = open_story(story)
    corrections = opened.table("corrections")
    if listed:
        _list(opened)
        return
    rejected: tuple[str, ...] = ()
    if file is not None:
        read = read_corrections(file, corrections)
        rows, rejected = read.rows, read.rejected
    else:
        rows = (taken_back if undo else made_again)(corrections, made, by=by, note=note)
    lost = _apply(opened, rows, style)
    for reason in rejected:
        say(reason)
    if rejected or lost:
        click.get_current_context().exit(REJECTED)


def _apply(story: "Story", rows: "pl.DataFrame", style: str) -> list[str]:
    """Apply rows, say what became of them, and give those that find nothing."""
    from timeline import words
    from timeline.corrections import added
    from timeline.corrections.losses import lost_edits
    from timeline.recompute import correct as apply

    before = story.table("corrections")
    with reporting(style) as report:
        done = apply(story, rows, report)
    new = done.story.table("corrections").height - before.height
    there = rows.height - new
    say(
        f"{words.count(new, 'row')} applied"
        + (f", {words.count(there, 'row')} there already" if there else "")
        + f"; {words.count(done.story.table('events').height, 'event')}"
    )
    mine = added(before.clear(), rows)
    tables = {name: done.story.table(name) for name in ("articles", "event_mentions")}
    lost = lost_edits(tables, mine)
    for line in lost:
        say(line)
    return lost


def _list(story: "Story") -> None:
    """Write one line a correction: when, who, what, and whether it stands."""
    from timeline.corrections import edits
    from timeline.corrections.losses import told

    for edit in edits(story.table("corrections")):
        state = "" if edit.stands else " (undone)"
        why = f" ({edit.note})" if edit.note else ""
        click.echo(f"{edit.at.isoformat()}  {edit.by or 'by hand'}: {told(edit)}{why}{state}")
