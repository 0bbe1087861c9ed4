"""``dateline tag``: date phrases and what they mean, without building a story."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

import click

from timeline.cli.build import read_options, reading_options, tell_rejects, tell_warnings
from timeline.cli.parameters import file_or_stdin
from timeline.cli.progress import progress_option, reporting
from timeline.cli.running import REJECTED, Command, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from timeline.tagging import Tally

    Batch = tuple[pl.DataFrame, pl.DataFrame]

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
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Threads; 0: one a core.")
@progress_option
def tag(inputs: tuple[str, ...], out: str, jobs: int, style: str, **settings: Any) -> None:
    """Find the date phrases of articles and resolve them, one row a phrase.

    INPUT is what `dateline build` takes.
    """
    form = output_format(out)
    from timeline.options import DatingOptions, TagOptions
    from timeline.tagging import Tally, tag_inputs

    if settings["lang"] is None:
        warm()
    tally = Tally()
    with reporting(style) as report:
        found = tag_inputs(
            [file_or_stdin(path) for path in inputs],
            tally,
            read_options=read_options(settings),
            dating_options=DatingOptions(published=settings["published"]),
            tag_options=TagOptions(lang=settings["lang"], register=settings["register"]),
            jobs=jobs,
            tell=report,
        )
        told = write_tags(found, out, form)
    tell_tally(tally, told)
    if tally.rejects.height:
        click.get_current_context().exit(REJECTED)


def warm() -> None:
    """Load the model that finds languages, and meanwhile the rules of the likeliest one."""
    from threading import Thread

    from timeline.readers.languages import load_model
    from timeline.temporal.tag import DEFAULT_LANGUAGE, memory_of

    Thread(target=load_model, daemon=True).start()
    memory_of(DEFAULT_LANGUAGE)


def tell_tally(tally: "Tally", told: str) -> None:
    """Say what was tagged, rejected and warned about."""
    from timeline.words import count

    if told:
        say(f"{told}: {count(tally.mentions, 'date phrase')} in {count(tally.articles, 'article')}")
    if tally.rejects.height:
        tell_rejects(tally.rejects)
    tell_warnings(tally.warnings)


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


def write_tags(found: "Iterator[Batch]", out: str, form: str) -> str:
    """Write date phrases as asked, a batch at a time; give what to say was written.

    A folder of TimeML takes all articles at once: the names of their files must differ.
    """
    from timeline.cli.output import write_lines
    from timeline.exports import write_whole
    from timeline.words import count

    if out == "-":
        for _, mentions in found:
            write_lines(mentions)
        return ""
    if form == "timeml":
        import polars as pl

        from timeline.exports.timeml import write_timeml

        articles, mentions = (pl.concat(list(frames)) for frames in zip(*found, strict=True))
        return f"{count(len(write_timeml(articles, mentions, Path(out))), 'file')} in {out}"
    writers = {"csv": _write_csv, "jsonl": _write_jsonl, "parquet": _write_parquet}
    write_whole(Path(out), lambda file: writers[form](found, file))
    return out


def _write_jsonl(found: "Iterator[Batch]", file: IO[bytes]) -> None:
    from timeline.exports.tables import write_jsonl

    for _, mentions in found:
        write_jsonl(mentions, file)


def _write_csv(found: "Iterator[Batch]", file: IO[bytes]) -> None:
    from timeline.exports.tables import write_csv

    for number, (_, mentions) in enumerate(found):
        part = io.BytesIO()
        write_csv(mentions, part)
        file.write(part.getvalue() if number == 0 else part.getvalue().partition(b"\n")[2])


def _write_parquet(found: "Iterator[Batch]", file: IO[bytes]) -> None:
    """Write batches to files of their own first: Parquet ends with what is in all of it."""
    import polars as pl

    with TemporaryDirectory() as folder:
        paths = []
        for number, (_, mentions) in enumerate(found):
            paths.append(Path(folder) / f"{number}.parquet")
            mentions.write_parquet(paths[-1], compression="zstd")
        pl.scan_parquet(paths).sink_parquet(file, compression="zstd")
