"""``dateline edit``: correct one event of a story by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.parameters import STORY
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import Command, say

if TYPE_CHECKING:
    import polars as pl

    from timeline.corrections.event_edits import Who


@click.command(
    cls=Command,
    short_help="Rename, redate, merge, split, hide, pin or note an event.",
    examples=(
        'dateline edit out/story wire-1:0-69 --rename "Acme recalls insulin pumps" --by Ann',
        'dateline edit out/story wire-1:0-69 --date 2025-01-27 --note "as the regulator announced it"',
        "dateline edit out/story wire-1:0-69 --merge wire-1:70-128",
    ),
)
@STORY
@click.argument("event")
@click.option("--rename", metavar="TEXT", help="Set its headline.")
@click.option("--date", metavar="DATE",
              help="Set when it was: ISO 8601 or EDTF (2025-01-28, 2025-01, 2025-01-27/2025-01-31, "
                   "../2025-01-28), or unknown.")  # fmt: skip
@click.option("--merge", metavar="EVENT", multiple=True, help="Make it one event with this one.")
@click.option("--split", metavar="STATEMENT", multiple=True,
              help="Let this statement (event_mention_id) leave for an event of its own.")  # fmt: skip
@click.option("--hide/--show", default=None, help="Leave it out of charts and exports, or no longer.")
@click.option("--pin/--unpin", default=None, help="Rank it before all others, or no longer.")
@click.option("--remark", metavar="TEXT", help="Write a note to it; an empty one takes it away.")
@click.option("--by", help="Who says so; else the correction is shown as made by hand.")
@click.option("--note", help="Why; kept with the correction.")
@progress_option
def edit(*, story: Path, event: str, by: str | None, note: str | None, style: str, **asked: Any) -> None:
    """Correct an event of STORY and make again what depends on it.

    EVENT is an event_id ("dateline export STORY -o events.csv" lists them), a headline that only one event
    has, or a sentence behind the event, as article_id:begin-end. The correction is kept by these sentences,
    also when the story is built again or gets more articles; "dateline correct" undoes it.
    """
    from timeline.corrections.event_edits import Who, event_named
    from timeline.recompute import correct
    from timeline.story import open_story

    wanted = [name for name, value in asked.items() if value is not None and value != ()]
    if len(wanted) != 1:
        raise click.UsageError(
            "Say one thing to do: --rename, --date, --merge, --split, --hide or --show, --pin or --unpin, "
            "--remark."
        )
    opened = open_story(story)
    names = ("events", "event_mentions", "corrections")
    tables = {name: opened.table(name) for name in names}
    event_id = event_named(tables, event)
    asked["merge"] = [event_named(tables, other) for other in asked["merge"]]
    rows = _makers(tables, event_id, asked, Who(by, note))[wanted[0]]()
    with reporting(style) as report:
        done = correct(opened, rows, report)
    _say(done.story.table("events"), done.story.table("event_mentions"), rows["keys"][0][0])


def _makers(
    tables: "dict[str, pl.DataFrame]", event_id: str, asked: dict[str, Any], who: "Who"
) -> "dict[str, Callable[[], pl.DataFrame]]":
    from timeline.corrections import event_edits as made

    return {
        "rename": lambda: made.rename(tables, event_id, asked["rename"], who),
        "date": lambda: made.redate(tables, event_id, asked["date"], who),
        "merge": lambda: made.merge(tables, [event_id, *asked["merge"]], who),
        "split": lambda: made.split(tables, event_id, asked["split"], who),
        "hide": lambda: made.hide(tables, event_id, hidden=asked["hide"], who=who),
        "pin": lambda: made.pin(tables, event_id, pinned=asked["pin"], who=who),
        "remark": lambda: made.remark(tables, event_id, asked["remark"], who),
    }


def _say(events: "pl.DataFrame", statements: "pl.DataFrame", key: str) -> None:
    """Say what the event is now."""
    from timeline import words
    from timeline.corrections.anchors import find

    found = find(statements, [key])
    own = statements.filter(
        statements["event_mention_id"].is_in([one for ids in found.values() for one in ids])
    )
    for row in events.filter(events["event_id"].is_in(own["event_id"].implode())).iter_rows(named=True):
        when = words.interval(row["start"], row["stop"], row["granularity"], row["mod"])
        said = [when, words.count(row["n_articles"], "article"), *(["hidden"] if row["hidden"] else [])]
        say(f"{row['event_id']}: {row['headline']} ({', '.join(said)})")
