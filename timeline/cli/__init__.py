"""The command line: ``dateline`` and ``python -m timeline``.

One module a command; each imports what it needs inside its function, so that ``dateline --help`` and
``dateline resolve`` start without the charts, the app or the readers.
"""

import sys

import click

from timeline import __version__
from timeline.cli import (
    add,
    app,
    build,
    charts,
    check,
    correct,
    demo,
    edit,
    export,
    redate,
    resolve,
    show,
    stories,
    tag,
)
from timeline.cli.running import INTERRUPTED, Guarded

COMMANDS: dict[str, click.Command] = {
    "build": build.build,
    "add": add.add,
    "tag": tag.tag,
    "resolve": resolve.resolve,
    "show": show.show,
    "stories": stories.stories,
    "charts": charts.charts,
    "export": export.export,
    "app": app.app,
    "demo": demo.demo,
    "check": check.check,
    "redate": redate.redate,
    "edit": edit.edit,
    "correct": correct.correct,
}
"""Every command, in the order of ``dateline --help``."""


class Dateline(Guarded):
    """List the commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of the registry."""
        return list(self.commands)


dateline = Dateline(
    name="dateline",
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Find what happened when in a pile of news articles, who said it first, and how the story changed.",
    epilog=(
        "\b\nStart here:\n"
        "  dateline demo                              the sample story: charts, then the app\n"
        "  dateline build articles/ -o out/story      your own articles\n"
        "  dateline show out/story                    the story in the terminal\n"
        "\n\b\nExit status: 0 done, 3 done but something was rejected, 1 nothing usable, 2 wrong usage,\n"
        "130 interrupted, 70 a bug."
    ),
)
click.version_option(__version__, prog_name="dateline", message="%(prog)s %(version)s")(dateline)


def main() -> None:
    """Run the command line and end the process with the status of the contract."""
    try:
        dateline.main(prog_name="dateline")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


__all__ = ["COMMANDS", "dateline", "main"]
