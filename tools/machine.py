"""Find out what this machine offers: Pythons, browsers, and how it installs packages.

Standard library only, and every line must run on Python 3.8: set-up starts here, before any environment
exists, and an old Python has to come as far as the sentence that says which one to install.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

VERSIONS = ((3, 13), (3, 12), (3, 11), (3, 14))
"""Pythons in the order of preference; 3.14 comes last because nobody promises it yet, though the locked
packages have wheels for it."""

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
"""Names on PATH of browsers that Playwright can drive through the Chromium protocol."""

PROBE = (
    "import json, sys, sysconfig, importlib.util as u;"
    "print(json.dumps([list(sys.version_info[:3]), sys.prefix, sys.implementation.name == 'cpython'"
    " and sys.maxsize > 2**32 and not sysconfig.get_config_var('Py_GIL_DISABLED'),"
    " all(u.find_spec(n) for n in ('venv', 'ensurepip'))]))"
)
"""Asks a Python for its version, where it lives, whether locked wheels fit it, and whether it makes venvs."""


class SetupError(Exception):
    """Say what is missing on this machine and which command brings it."""


class Python(NamedTuple):
    """Hold one interpreter that answered: how to call it, its version, whether it can make environments."""

    command: tuple[str, ...]
    version: tuple[int, ...]
    complete: bool


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time work; the others wait, and a process that dies lets go."""
    with path.open("a+b") as file:
        said = False
        while not locked(file):
            if not said:
                print("Waiting for another set-up of this checkout to end ...", flush=True)
                said = True
            time.sleep(0.5)
        yield


def locked(file: BinaryIO) -> bool:
    """Try to lock an open file until it is closed; false if another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def places(version: tuple[int, int], environ: Mapping[str, str], home: Path) -> Iterator[tuple[str, ...]]:
    """Give the commands under which a Python of this version may answer, the likeliest first."""
    dotted = f"{version[0]}.{version[1]}"
    path = environ.get("PATH")
    for name in (f"python{dotted}", "python3", "python"):
        found = shutil.which(name, path=path)
        if found:
            yield (found,)
    launcher = shutil.which("py", path=path)
    if launcher:
        yield (launcher, f"-{dotted}")
    folders = [
        *sorted(home.glob(f".pyenv/versions/{dotted}.*/bin"), reverse=True),
        *sorted(home.glob(f".local/share/uv/python/cpython-{dotted}.*/bin"), reverse=True),
        home / ".local/bin",
        Path("/opt/homebrew/bin"),
        Path("/usr/local/bin"),
        Path(f"/opt/homebrew/opt/python@{dotted}/bin"),
        Path(f"/usr/local/opt/python@{dotted}/bin"),
        Path(f"/Library/Frameworks/Python.framework/Versions/{dotted}/bin"),
        Path("/usr/bin"),
    ]
    files = [folder / f"python{dotted}" for folder in folders]
    short = f"Python{version[0]}{version[1]}"
    if environ.get("LOCALAPPDATA"):
        files.append(Path(environ["LOCALAPPDATA"], "Programs", "Python", short, "python.exe"))
    if environ.get("PROGRAMFILES"):
        files.append(Path(environ["PROGRAMFILES"], short, "python.exe"))
    yield from ((str(file),) for file in files if file.exists())


def probe(command: Sequence[str], own: Path) -> Python | None:
    """Ask a command whether it is a usable Python; None if it does not answer, or lives in ``own``.

    ``own`` is the project's environment: rebuilding it with its own Python would pull the floor away.
    """
    try:
        done = subprocess.run([*command, "-c", PROBE], capture_output=True, timeout=60, check=True)
        version, prefix, fits, complete = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if not fits or Path(prefix).resolve() == own.resolve():
        return None
    return Python(tuple(command), tuple(version), complete)


def choose(own: Path, environ: Mapping[str, str], home: Path | None = None) -> Python:
    """Give the best Python of this machine; ``$DATELINE_PYTHON`` overrules the search.

    One that can make environments is taken before a newer one that cannot; such a one is given only when
    there is no other, with ``complete`` false. Raises SetupError when there is none of the right version.
    """
    wish = environ.get("DATELINE_PYTHON")
    if wish:
        found = probe([wish], own)
        if found is None or found.version < min(VERSIONS):
            raise SetupError(f"$DATELINE_PYTHON is {wish}, which is no 64-bit CPython of 3.11 or later.")
        return found
    incomplete = None
    asked: dict[tuple[str, ...], Python | None] = {}
    for version in VERSIONS:
        for command in places(version, environ, home or Path.home()):
            if command not in asked:
                asked[command] = probe(command, own)
            found = asked[command]
            if found is None or found.version[:2] != version:
                continue
            if found.complete:
                return found
            incomplete = incomplete or found
    if incomplete is None:
        raise SetupError("Dateline needs Python 3.13, 3.12 or 3.11. " + advice("python", system()))
    return incomplete


def system(os_release: Path = Path("/etc/os-release")) -> str:
    """Name the kind of system: windows, macos, debian, ubuntu, fedora, arch, or other."""
    if sys.platform == "win32":
        return "windows"
    if sys.platform == "darwin":
        return "macos"
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except OSError:
        return "other"
    facts = dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)
    for name in f"{facts.get('ID', '')} {facts.get('ID_LIKE', '')}".split():
        if name in {"debian", "ubuntu", "fedora", "arch"}:
            return name
        if name in {"rhel", "centos"}:
            return "fedora"
    return "other"


ADVICE = {
    "python": {
        "windows": "Install it: winget install Python.Python.3.13",
        "macos": "Install it: brew install python@3.13",
        "debian": "Install it: sudo apt-get install python3 python3-venv (Debian 12 or later)",
        "ubuntu": "Install it: sudo apt-get install python3 python3-venv (Ubuntu 24.04 or later)",
        "fedora": "Install it: sudo dnf install python3.13",
        "arch": "Install it: sudo pacman -S python",
        "other": "Install one from your system's packages, or name it in $DATELINE_PYTHON.",
    },
    "venv": {
        "windows": "Install a complete one: winget install Python.Python.{version}",
        "macos": "Install a complete one: brew install python@{version}",
        "debian": "Install it: sudo apt-get install python{version}-venv",
        "ubuntu": "Install it: sudo apt-get install python{version}-venv",
        "fedora": "Install it: sudo dnf install python{version}",
        "arch": "Install it: sudo pacman -S python",
        "other": "Install your system's package for it, or name another Python in $DATELINE_PYTHON.",
    },
    "browser": {
        "windows": "Install one: winget install Google.Chrome",
        "macos": "Install one: brew install --cask google-chrome",
        "debian": "Install one: sudo apt-get install chromium",
        "ubuntu": "Install one: sudo snap install chromium",
        "fedora": "Install one: sudo dnf install chromium",
        "arch": "Install one: sudo pacman -S chromium",
        "other": "Install Chromium or Chrome from your system's packages, or name it in $DATELINE_BROWSER.",
    },
}
"""The command that brings what is missing, by thing and system."""


def advice(thing: str, where: str, version: str = "3.13") -> str:
    """Say in one sentence how to get a python, venv or browser on this system.

    >>> advice("venv", "debian", "3.11")
    'Install it: sudo apt-get install python3.11-venv'
    """
    return ADVICE[thing][where].format(version=version)


def browser_places(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Give the files where the three systems keep a Chromium, Chrome or Edge that is not on PATH."""
    for applications in (Path("/Applications"), home / "Applications"):
        for name in ("Chromium", "Google Chrome", "Microsoft Edge"):
            yield applications / f"{name}.app" / "Contents" / "MacOS" / name
    for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if environ.get(root):
            base = Path(environ[root])
            yield base / "Google" / "Chrome" / "Application" / "chrome.exe"
            yield base / "Chromium" / "Application" / "chrome.exe"
            yield base / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    for name in ("/usr/lib/chromium/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome"):
        yield Path(name)


def find_browser(environ: Mapping[str, str], home: Path | None = None) -> Path | None:
    """Give a browser: ``$DATELINE_BROWSER``, else one on PATH, else one in the usual places, else None.

    Raises SetupError if ``$DATELINE_BROWSER`` names nothing that exists: falling back to another browser
    would test something else than was asked for.
    """
    wish = environ.get("DATELINE_BROWSER")
    if wish:
        found = shutil.which(wish, path=environ.get("PATH"))
        if found is None:
            raise SetupError(f"$DATELINE_BROWSER is {wish}, which is not a program that can be run.")
        return Path(found)
    for name in BROWSERS:
        found = shutil.which(name, path=environ.get("PATH"))
        if found:
            return Path(found)
    return next((place for place in browser_places(environ, home or Path.home()) if place.is_file()), None)


def apt(environ: Mapping[str, str]) -> list[str] | None:
    """Give the command that may install Debian packages here, or None if nothing may.

    Allowed is: root, or sudo that asks for no password; never with ``DATELINE_NO_INSTALL`` set.
    """
    path = environ.get("PATH")
    program = shutil.which("apt-get", path=path)
    if program is None or environ.get("DATELINE_NO_INSTALL"):
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", program]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return quiet
    sudo = shutil.which("sudo", path=path)
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", *quiet]
    return None


def install(packages: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Install Debian packages where that is allowed; true if it worked."""
    command = apt(environ)
    if command is None:
        return False
    print(f"Installing {' '.join(packages)} with apt-get ...", flush=True)
    for step in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        if subprocess.run([*command, *step], stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return False
    return True
