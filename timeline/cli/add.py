"""``dateline add``: more articles into a story."""

from pathlib import Path

import click

from timeline.cli.build import tell_result
from timeline.cli.parameters import STORY, file_or_stdin
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import REJECTED, Command


@click.command(
    cls=Command,
    short_help="Add articles to a story, with the story's own options.",
    examples=("dateline add out/story more.zip", "dateline add out/story pages/*.html --meta published.csv"),
)
@STORY
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("--meta", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV keyed by file, article_id or url, as in build; for the new articles.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=0), help="Processes, 0: one a core; else as in the build.")
@progress_option
def add(*, story: Path, inputs: tuple[str, ...], meta: Path | None, jobs: int | None, style: str) -> None:
    """Read articles and add them to STORY; only what is new is analysed.

    Events are found anew among all articles, and corrections by hand stay. A record that the story has
    already is counted as a duplicate.
    """
    from timeline.adding import add as run

    with reporting(style) as report:
        result = run(story, [file_or_stdin(path) for path in inputs], report, meta=meta, jobs=jobs)
    tell_result(result)
    if result.n_rejects:
        click.get_current_context().exit(REJECTED)
