"""``dateline app``: the pages, on this machine only."""

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import Final

import click

from timeline.cli.running import INTERRUPTED, Command, say

HOST: Final = "127.0.0.1"
"""Nobody else on the network sees the articles."""
FIRST_PORT: Final = 8501
PORTS: Final = 100
"""How many ports are tried from the first."""
BROWSER_SECONDS: Final = 60.0
"""How long the browser waits for the server; starting takes a few seconds."""


@click.command(
    cls=Command,
    short_help="Open the app in the browser, on this machine only.",
    examples=("dateline app", "dateline app out/story --no-browser", "dateline app out/story --port 9000"),
)
@click.argument("story", required=False, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535),
              help=f"Port; without it the first free one from {FIRST_PORT}.")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Do not open a browser, only print the address.")
def app(story: Path | None, port: int | None, no_browser: bool) -> None:
    """Open the app on this machine, with STORY or the start page. Ctrl-C ends it."""
    if story is not None:
        from timeline.story import open_story

        open_story(story)
    serve(story, port, browser=not no_browser)


def serve(story: Path | None, port: int | None = None, browser: bool = True) -> None:
    """Run the app until it is interrupted, then end the command with status 130.

    InputError: the port that was asked for, or every port that was tried, is taken.
    """
    from streamlit.web import cli as streamlit

    number = free_port(port)
    url = f"http://{HOST}:{number}"
    click.echo(f"Dateline is at {url}")
    sys.stdout.flush()
    say("Ctrl-C ends it.")
    if browser and has_display():
        threading.Thread(target=open_when_up, args=(url,), daemon=True).start()
    # Settings on the command line, so that no file of the user's can open the app to the network, ask
    # for an e-mail address or send usage statistics.
    settings = {
        "server.address": HOST,
        "server.port": str(number),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.showEmailPrompt": "false",
        "browser.serverAddress": HOST,
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
        "logger.level": "warning",
    }
    arguments = ["run", str(script()), *(f"--{name}={value}" for name, value in settings.items())]
    if story is not None:
        arguments += ["--", str(story.resolve())]
    streamlit.main.main(arguments, prog_name="streamlit", standalone_mode=False)
    # The server returns only when a signal stopped it.
    click.get_current_context().exit(INTERRUPTED)


def script() -> Path:
    """Give the file that Streamlit runs; its folder holds the app's settings too."""
    import timeline.app

    return Path(next(iter(timeline.app.__path__))) / "main.py"


def free_port(wanted: int | None = None) -> int:
    """Give a port that nothing listens on: the wanted one, or the first from 8501."""
    from timeline.errors import InputError

    ports = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS)
    for port in ports:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name == "nt":  # there, a second program may otherwise take a port that is in use
                probe.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", 0), 1)
            else:  # as the server itself will: a port is free again at once after a restart
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    tried = f"Port {wanted} is" if wanted else f"Ports {FIRST_PORT} to {FIRST_PORT + PORTS - 1} are"
    raise InputError(f"{tried} in use or not allowed. Choose another: --port N")


def has_display() -> bool:
    """Say whether a browser could open a window here: not over ssh or in a container without one."""
    if sys.platform in ("win32", "darwin"):
        return not os.environ.get("SSH_CONNECTION")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_when_up(url: str, seconds: float = BROWSER_SECONDS) -> None:
    """Open the browser as soon as the server answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                webbrowser.open(url)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
