"""``dateline redate``: set the day of an article by hand, or take that back."""

from datetime import datetime
from pathlib import Path

import click

from timeline.cli.parameters import STORY
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import REJECTED, Command, say


@click.command(
    cls=Command,
    short_help="Set an article's publication day by hand, or undo that.",
    examples=(
        "dateline redate out/story wire-1 2025-01-27",
        'dateline redate out/story wire-1 2025-01-27/2025-01-31 --note "print edition of that week"',
        "dateline redate out/story wire-1 unknown",
    ),
)
@STORY
@click.argument("article_id")
@click.argument("day", required=False)
@click.option("--note", help="Why; kept with the correction.")
@click.option("--by", help="Who says so; else the correction is shown as made by hand.")
@click.option("--undo", is_flag=True, help="Take back the latest correction of this article's day.")
@click.option("--made", type=click.DateTime(["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"]),
              help="With --undo: the correction made at this time, instead of the latest.")  # fmt: skip
@progress_option
def redate(
    *,
    story: Path,
    article_id: str,
    day: str | None,
    note: str | None,
    by: str | None,
    undo: bool,
    made: datetime | None,
    style: str,
) -> None:
    """Set the day of ARTICLE_ID in STORY and recompute what depends on it.

    DAY is a day (2025-01-28), several of which one is right, both ends included (2025-01-27/2025-01-31), or
    "unknown". The correction is kept when the story is built again.
    """
    from timeline.corrections import edit_day, read_days, undo_day
    from timeline.errors import InputError
    from timeline.recompute import redate as apply
    from timeline.story import open_story

    if undo == (day is not None):
        raise click.UsageError("Give a DAY, or --undo without one.")
    if made is not None and not undo:
        raise click.UsageError("--made goes with --undo.")
    days = read_days(day) if day is not None else (None, None)
    opened = open_story(story)
    corrections, articles = opened.table("corrections"), opened.table("articles")
    found = articles.filter(articles["article_id"] == article_id)
    if undo:
        edits = undo_day(corrections, article_id, made, by)
    elif found.is_empty():
        raise InputError(
            f"{story} has no article {article_id!r}. dateline export {story} --what articles lists them."
        )
    else:
        edits = edit_day(found.row(0, named=True), *days, corrections, by=by, note=note)
    with reporting(style) as report:
        done = apply(opened, edits, report)
    _say(done.story.table("articles"), article_id, len(done.changed))
    if done.story.table("rejects").height > opened.table("rejects").height:
        click.get_current_context().exit(REJECTED)


def _say(articles: object, article_id: str, n_changed: int) -> None:
    """Say what the article's day is now, and how much was read again."""
    import polars as pl

    from timeline import words

    assert isinstance(articles, pl.DataFrame)
    columns = ("dct_start", "dct_stop", "dct_origin")
    for row in articles.filter(pl.col("article_id") == article_id).select(columns).iter_rows():
        say(f"{article_id}: {words.published(*row)}")
    say(f"{words.count(n_changed, 'article')} read again; events, spread and phases are up to date.")
