"""``dateline demo``: the sample story from articles to charts to the app."""

import os
from pathlib import Path

import click

from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import Command

CHART_FORMATS = ("png", "svg", "html")


@click.command(
    cls=Command,
    short_help="Build the sample story, draw it, open the app.",
    examples=("dateline demo --no-app",),
)
@click.option("-o", "--out", metavar="DIR", default="out", show_default=True,
              type=click.Path(file_okay=False, path_type=Path),
              help="Folder for the story (DIR/sample) and the charts (DIR/charts).")  # fmt: skip
@click.option("--no-app", is_flag=True, help="Stop before the app; so does APP=0 in the environment.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@progress_option
def demo(out: Path, no_app: bool, no_browser: bool, style: str) -> None:
    """Build the sample story, draw its charts, open the app.

    The sample tells public facts in articles that were written for this program by invented outlets.
    """
    from timeline import sample
    from timeline.cli.app import serve
    from timeline.cli.build import tell_result
    from timeline.cli.charts import Wanted, chart_names, chart_options, draw
    from timeline.options import BuildOptions, ReadOptions
    from timeline.pipeline import build
    from timeline.story import check_target

    story = check_target(out / "sample")
    corpus = sample.folder() / "sample"
    read = ReadOptions(outlets=corpus / "outlets.csv")
    with reporting(style) as report:
        result = build([corpus / "articles.jsonl"], story, BuildOptions(read=read), report, "Sample story")
    tell_result(result)
    charts = out / "charts"
    wanted = Wanted(tuple(chart_names(None)), CHART_FORMATS, "light", chart_options(None, None, None))
    paths = draw(result.story, charts, wanted, style)
    click.echo(f"Story:  {story}")
    click.echo(f"Charts: {charts} ({len(paths)} files)")
    if no_app or os.environ.get("APP") == "0":
        click.echo(f"Look at it: dateline show {story} · dateline app {story}")
        return
    serve(story, browser=not no_browser)
