"""Find a browser and start the app for tests and pictures."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
INSTALL = (
    "No Chromium or Chrome was found. Install one (Debian and Ubuntu: sudo apt-get install chromium; macOS: "
    "brew install --cask chromium; Windows: winget install Google.Chrome), or name one in DATELINE_BROWSER, "
    "or leave the browser tests out with DATELINE_NO_BROWSER=1."
)


def browser() -> str | None:
    """Give the path of a browser: the one named, one on PATH, one in the usual places."""
    named = os.environ.get("DATELINE_BROWSER")
    if named and named != "none":
        return shutil.which(named) or named
    found = (shutil.which(name) for name in _NAMES)
    return next((path for path in (*found, *_PLACES) if path and Path(path).exists()), None)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def app(home: Path, story: Path | None = None) -> Iterator[str]:
    """Start the app on a free port with its own caches below ``home``; gives its address."""
    port = free_port()
    environment = {**os.environ, **homes(home)}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
    command += ["--server.port", str(port), "--server.headless", "true"]
    if story:
        command += ["--", str(story)]
    home.mkdir(parents=True, exist_ok=True)
    with (home / "app.out").open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, f"{address}/_stcore/health", home / "app.out")
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def homes(home: Path) -> dict[str, str]:
    """Give the environment that keeps the app's files below ``home`` (Linux; elsewhere HOME does)."""
    names = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    return {
        **{name: str(home / name.lower()) for name in names},
        "LOCALAPPDATA": str(home / "local"),
        "HOME": str(home),
    }


def _wait(process: subprocess.Popen[bytes], url: str, out: Path, seconds: float = 60) -> None:
    """Wait until the app answers; a process that ends is reported with what it said."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The app ended with {process.returncode}: {out.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The app did not answer in {seconds} s: {out.read_text(errors='replace')}")
