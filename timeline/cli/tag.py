"""``dateline tag``: date phrases and what they mean, without building a story."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.build import read_options, reading_options, tell_rejects, tell_warnings
from timeline.cli.parameters import file_or_stdin
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import REJECTED, Command, say

if TYPE_CHECKING:
    import polars as pl

FORMATS = ("jsonl", "csv", "parquet")


@click.command(
    cls=Command,
    short_help="Find date phrases and say what they mean.",
    examples=(
        "dateline tag article.txt --published 2025-01-28",
        "dateline tag articles/ -o out/tags.csv",
        "dateline tag articles.jsonl -o out/tagged/  # TimeML, one .tml an article",
        "cat articles.jsonl | dateline tag - > out/tags.jsonl",
    ),
)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("-o", "--out", default="-", metavar="FILE",
              help="File (.jsonl .csv .parquet), or a folder for TimeML; - or nothing: JSON Lines on "
                   "standard output.")  # fmt: skip
@reading_options
@progress_option
def tag(inputs: tuple[str, ...], out: str, style: str, **settings: Any) -> None:
    """Find the date phrases of articles and resolve them, one row a phrase.

    INPUT is what `dateline build` takes.
    """
    form = output_format(out)
    from timeline import dating, readers
    from timeline.errors import InputError
    from timeline.options import DatingOptions, TagOptions
    from timeline.outlets import apply_outlets, outlets, read_outlets
    from timeline.pipeline import nothing_usable
    from timeline.temporal import tag as find

    options = read_options(settings)
    with reporting(style) as report:
        report("read", 0, 1)
        found = readers.read([file_or_stdin(path) for path in inputs], options)
        report("read", 1, 1)
        if found.articles.is_empty():
            raise InputError(nothing_usable(found.rejects))
        known = outlets(found.articles, read_outlets(options.outlets) if options.outlets else None)
        articles = apply_outlets(found.articles, known)
        articles = dating.date_articles(
            articles, found.dates, DatingOptions(published=settings["published"]), known
        )
        report("analyse", 0, 1)
        mentions = find(articles, TagOptions(lang=settings["lang"]))
        report("analyse", 1, 1)
    write_tags(articles, mentions, out, form)
    if found.rejects.height:
        tell_rejects(found.rejects)
    tell_warnings(list(found.warnings))
    if found.rejects.height:
        click.get_current_context().exit(REJECTED)


def output_format(out: str) -> str:
    """Give the format that a file name asks for; ``timeml`` for a folder."""
    if out == "-":
        return "jsonl"
    path = Path(out)
    suffix = path.suffix.lower().removeprefix(".")
    if path.is_dir() or out.endswith(("/", "\\")) or not suffix:
        return "timeml"
    if suffix not in FORMATS:
        raise click.BadParameter(
            f"{out!r}: write .{', .'.join(FORMATS)}, or a folder for TimeML.", param_hint="'-o'"
        )
    return suffix


def write_tags(articles: "pl.DataFrame", mentions: "pl.DataFrame", out: str, form: str) -> None:
    """Write date phrases as asked."""
    from timeline.cli.output import write_lines
    from timeline.exports import write_whole
    from timeline.exports.tables import WRITERS
    from timeline.exports.timeml import write_timeml
    from timeline.words import count

    if out == "-":
        write_lines(mentions)
        return
    if form == "timeml":
        paths = write_timeml(articles, mentions, Path(out))
        told = f"{count(len(paths), 'file')} in {out}"
    else:
        write_whole(Path(out), lambda file: WRITERS[form](mentions, file, None))
        told = out
    say(f"{told}: {count(mentions.height, 'date phrase')} in {count(articles.height, 'article')}")
