"""Run commands: turn errors into messages and exit statuses, and keep standard output for results."""

import errno
import os
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from timeline.errors import LanguageError, OptionError, RuleError, TimelineError

DONE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
REJECTED: Final = 3
BUG: Final = 70
INTERRUPTED: Final = 130

_DEBUG: Final = "dateline.debug"
_QUIET: Final = "dateline.quiet"
_MAX_LOG: Final = 1_000_000
"""Bytes after which the log file starts anew."""


class Command(click.Command):
    """Be a command with ``-q``, ``--debug`` and examples that a test runs.

    ``examples`` are shell lines, one each, that begin with ``dateline``; what follows two blanks and # is
    their explanation.
    """

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **settings: Any) -> None:
        """Add the common options and show the examples below the options."""
        if examples:
            lines = "\n".join(f"  {line}" for line in examples)
            settings.setdefault("epilog", f"\b\nExamples:\n{lines}")
        super().__init__(*args, **settings)
        self.examples = examples
        self.params += [
            click.Option(
                ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_remember(_QUIET),
                help="Say nothing but errors.",
            ),
            click.Option(
                ["--debug"], is_flag=True, expose_value=False, is_eager=True, callback=_remember(_DEBUG),
                help="Show the traceback of an error.",
            ),
        ]  # fmt: skip


class Guarded(click.Group):
    """Be a group whose commands never end in a traceback."""

    command_class = Command

    def invoke(self, ctx: click.Context) -> None:
        """Run a command; exit statuses are those of the contract."""
        _utf8()
        try:
            super().invoke(ctx)
            sys.stdout.flush()
            return
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nInterrupted. Files that were being written are unchanged.", err=True)
            status = INTERRUPTED
        except BrokenPipeError:
            status = _reader_gone()
        except Exception as error:
            if isinstance(error, OSError) and _pipe_closed(error):
                status = _reader_gone()
            elif ctx.meta.get(_DEBUG):
                traceback.print_exc()
                status = _status(error)
            else:
                status = _tell(error)
        ctx.exit(status)


def quiet() -> bool:
    """Say whether the running command was asked to say nothing but errors."""
    return bool(click.get_current_context().meta.get(_QUIET))


def say(message: str = "") -> None:
    """Write a line for the user to standard error, unless they asked for quiet."""
    if not quiet():
        click.echo(message, err=True)


def _remember(key: str) -> Any:
    def callback(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value:
            ctx.meta[key] = True

    return callback


def _status(error: Exception) -> int:
    if isinstance(error, OptionError) or (
        isinstance(error, LanguageError) and not isinstance(error, RuleError)
    ):
        return USAGE
    if isinstance(error, (TimelineError, OSError, MemoryError)):
        return FAILED
    return BUG


def _tell(error: Exception) -> int:
    """Say in words what went wrong and give the exit status."""
    status = _status(error)
    if status == BUG:
        _tell_bug(error)
    elif isinstance(error, TimelineError):
        click.echo(f"Error: {error}", err=True)
    elif isinstance(error, MemoryError):
        click.echo("Error: there is not enough memory for this. Try fewer articles at once.", err=True)
    elif isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        click.echo(f"Error: cannot use{where or ' a file'}: {error.strerror or error}.", err=True)
    return status


def _tell_bug(error: Exception) -> None:
    click.echo("Error: Dateline failed, and that is a bug in Dateline, not in your articles.", err=True)
    click.echo(f"  {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", err=True)
    log = _log(error)
    where = f" with the file {log}" if log else ", after running it again with --debug"
    click.echo(f"Please report it{where}. It may name your files; look through it first.", err=True)


def _log(error: Exception) -> Path | None:
    """Append the traceback to the log file and give its path; None if there is nowhere to write."""
    import platformdirs

    text = "".join(traceback.format_exception(error))
    arguments = " ".join(sys.argv[1:])
    entry = f"--- {datetime.now().astimezone().isoformat(timespec='seconds')} dateline {arguments}\n{text}\n"
    for folder in (platformdirs.user_log_path("dateline", appauthor=False), Path(tempfile.gettempdir())):
        log = folder / "dateline.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            full = log.exists() and log.stat().st_size > _MAX_LOG
            with log.open("w" if full else "a", encoding="utf-8", errors="backslashreplace") as out:
                out.write(entry)
        except OSError:
            continue
        return log
    return None


def _pipe_closed(error: OSError) -> bool:
    # Windows reports a closed pipe as "invalid argument".
    return error.errno == errno.EPIPE or (os.name == "nt" and error.errno == errno.EINVAL)


def _reader_gone() -> int:
    """End quietly when the program that reads our output has seen enough (``| head``)."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    return DONE


def _utf8() -> None:
    """Write UTF-8 also where the system's own encoding cannot hold an article's words."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
