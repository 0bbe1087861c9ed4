"""Set up the project's environment, then run one of its commands in it: ``python3 tools/setup.py test``.

The environment is ``.venv`` in the checkout. It is made from the lock with hashes, nothing is compiled, and
a stamp in it says what it was made from: a second run sees that in a moment, a changed lock or a set-up
that was interrupted makes it anew. Standard library only, see machine.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import machine
from machine import Python, SetupError

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "dateline-stamp.json"
REQUIREMENTS = ROOT / "requirements"

UNWANTED = (
    *("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "CONDA_PREFIX"),
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_NO_BINARY", "PIP_REQUIRE_HASHES"),
)
"""Variables of the caller that would send Python or pip somewhere else than into the environment."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; 2 if there is no such command, 1 if set-up fails, else what the command returns."""
    if not arguments or arguments[0] not in COMMANDS:
        print(f"usage: python3 tools/setup.py {'|'.join(COMMANDS)} [arguments]", file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]](list(arguments[1:]))
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def fingerprints() -> dict[str, str]:
    """Give the stamp of an environment that has everything: a part, and the hash of what it is made from.

    ``folder`` notices a checkout that was moved, which breaks the paths inside an environment.
    """
    sources = {name: REQUIREMENTS / f"{name}.txt" for name in ("build", "run", "dev")}
    sources["project"] = ROOT / "pyproject.toml"
    hashes = {part: hashlib.sha256(path.read_bytes()).hexdigest() for part, path in sources.items()}
    return {"folder": str(VENV), **hashes}


def read_stamp() -> dict[str, str]:
    """Give the stamp of the environment; empty if it is absent, half made, or its Python is gone."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and executable("python").exists() else {}


def missing(stamp: dict[str, str], now: dict[str, str], kind: str) -> list[str] | None:
    """Say which parts have to be installed; None if the environment has to be made anew.

    A changed lock asks for a new environment, because packages that left the lock would stay in an old one.

    >>> now = {"folder": "here", "build": "1", "run": "2", "dev": "3", "project": "4"}
    >>> missing({**now, "project": "old"}, now, "run"), missing({}, now, "run")
    (['project'], None)
    """
    if any(stamp.get(part) != now[part] for part in ("folder", "build", "run")):
        return None
    if stamp.get("dev", now["dev"]) != now["dev"]:
        return None
    return [part for part in (kind, "project") if stamp.get(part) != now[part]]


def ensure(kind: str) -> None:
    """Make the environment have all that a kind (run or dev) needs; do nothing if it has."""
    if missing(read_stamp(), fingerprints(), kind) == []:
        return
    with machine.alone(ROOT / ".venv.lock"):
        complete(kind)


def complete(kind: str) -> None:
    """Install what is missing, then write the stamp; nobody else may be at it."""
    stamp, now = read_stamp(), fingerprints()
    parts = missing(stamp, now, kind)
    if parts == []:
        return
    began = time.monotonic()
    if parts is None:
        stamp, parts = {}, ["build", kind, "project"]
        create(find_python())
    STAMP.unlink(missing_ok=True)
    for part in parts:
        INSTALL[part]()
    written = {**stamp, **{part: now[part] for part in ("folder", "build", "run", kind, "project")}}
    partial = STAMP.with_suffix(".partial")
    partial.write_text(json.dumps(written, indent=1), encoding="utf-8")
    partial.replace(STAMP)
    print(f"The environment is ready ({time.monotonic() - began:.0f} s).", flush=True)


def find_python() -> Python:
    """Give a Python that can make environments; install Debian's missing part where that is allowed."""
    python = machine.choose(VENV, os.environ)
    if python.complete:
        return python
    dotted = f"{python.version[0]}.{python.version[1]}"
    if machine.system() in {"debian", "ubuntu"} and machine.install([f"python{dotted}-venv"], os.environ):
        python = machine.choose(VENV, os.environ)
    if not python.complete:
        raise SetupError(
            f"Python {dotted} ({' '.join(python.command)}) cannot make environments, "
            f"its venv part is missing. {machine.advice('venv', machine.system(), dotted)}"
        )
    return python


def create(python: Python) -> None:
    """Make an empty environment, in place of what may be there."""
    dotted = ".".join(map(str, python.version))
    print(f"Making .venv with Python {dotted} ({' '.join(python.command)}) ...", flush=True)
    STAMP.unlink(missing_ok=True)
    call([*python.command, "-m", "venv", "--clear", str(VENV)], "The environment could not be made.")


def install_lock(name: str) -> None:
    """Install one lock file: exact versions, hashes checked, wheels only, nothing resolved."""
    path = REQUIREMENTS / f"{name}.txt"
    count = sum("==" in line for line in path.read_text(encoding="utf-8").splitlines())
    if name != "build":
        print(f"Installing {count} packages; the first time this takes a minute or two ...", flush=True)
    pip("--require-hashes", "--only-binary", ":all:", "-r", str(path))


def install_project() -> None:
    """Install the project as links to the checkout, with the locked build backend."""
    pip("--no-build-isolation", "--editable", str(ROOT))


def pip(*arguments: str) -> None:
    """Run pip in the environment; raises SetupError with what usually helps."""
    command = [str(executable("python")), "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    call(
        [*command, "--disable-pip-version-check", *arguments],
        "pip could not install what is listed above. Is the network there, and does pip reach its registry "
        "(proxy, pip's own configuration)? The next run starts again from the beginning.",
    )


INSTALL: dict[str, Callable[[], None]] = {
    "build": lambda: install_lock("build"),
    "run": lambda: install_lock("run"),
    "dev": lambda: install_lock("dev"),
    "project": install_project,
}
"""How each part of the environment is installed; dev holds all of run."""


def executable(name: str) -> Path:
    """Give the path of a program of the environment."""
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def environment() -> dict[str, str]:
    """Give the variables for programs of the environment: the caller's, without those that mislead."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    path = os.pathsep.join([str(executable("python").parent), kept.get("PATH", os.defpath)])
    return {**kept, "VIRTUAL_ENV": str(VENV), "PATH": path, "PIP_ROOT_USER_ACTION": "ignore"}


def call(command: Sequence[str], failure: str) -> None:
    """Run a step of set-up; raises SetupError with the sentence if it fails."""
    if subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode != 0:
        raise SetupError(failure)


def run(*command: str) -> int:
    """Run a program of the environment in the checkout and give its exit status.

    Ctrl-C reaches the program as well; it is left to end in its own way.
    """
    process = subprocess.Popen([str(executable(command[0])), *command[1:]], cwd=ROOT, env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def become(*command: str) -> int:
    """Run a program of the environment in place of this one, so that signals reach it.

    Windows cannot do that without losing the terminal; there it runs below this one.
    """
    if os.name != "nt":
        sys.stdout.flush()
        os.chdir(ROOT)
        program = str(executable(command[0]))
        os.execve(program, [program, *command[1:]], environment())
    return run(*command)


def browser() -> str:
    """Give the browser for the tests, or nothing if ``$DATELINE_NO_BROWSER`` says to go without.

    Where there is none, Debian's is installed if that is allowed. Raises SetupError with the command
    otherwise.
    """
    if os.environ.get("DATELINE_NO_BROWSER"):
        return ""
    found = machine.find_browser(os.environ)
    where = machine.system()
    if found is None and where == "debian" and machine.install(["chromium", "fonts-liberation"], os.environ):
        found = machine.find_browser(os.environ)
    if found is None:
        raise SetupError(
            "The tests drive the app in a browser, and none was found. "
            f"{machine.advice('browser', where)}\n"
            "To leave those tests out: make test DATELINE_NO_BROWSER=1"
        )
    return str(found)


def demo(arguments: list[str]) -> int:
    """Build the sample story, draw its charts, open the app."""
    ensure("run")
    return become("dateline", "demo", *arguments)


def app(arguments: list[str]) -> int:
    """Open the app."""
    ensure("run")
    return become("dateline", "app", *arguments)


def test(arguments: list[str]) -> int:
    """Run every test, those in a browser too."""
    ensure("dev")
    program = browser()
    only = [] if program else ["-m", "not browser"]
    if program:
        os.environ["DATELINE_BROWSER"] = program
    return become("python", "-m", "pytest", "-n", "2", "--dist", "loadfile", *only, *arguments)


def lint(arguments: list[str]) -> int:
    """Check style, format and types; all three run even if the first finds something."""
    ensure("dev")
    steps = (
        ("ruff", "check", "--no-cache", *arguments),
        ("ruff", "format", "--check", *arguments),
        ("mypy", *arguments),
    )
    return max([run("python", "-m", *step) for step in steps])


def bench(arguments: list[str]) -> int:
    """Run every benchmark."""
    ensure("dev")
    scripts = sorted((ROOT / "benchmarks").glob("[a-z]*.py"))
    if not scripts:
        print("There is no benchmark yet: benchmarks/ holds no .py file.")
    return max([run("python", str(script), *arguments) for script in scripts], default=0)


def script(name: str) -> Callable[[list[str]], int]:
    """Give the command that runs a script of tools/ in the environment for development."""

    def command(arguments: list[str]) -> int:
        ensure("dev")
        return run("python", str(ROOT / "tools" / name), *arguments)

    return command


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "bench": bench,
    "app": app,
    "docs": script("docs.py"),
    "lock": script("lock.py"),
    "floors": script("floors.py"),
}
"""Every command, which is also every target of the Makefile."""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
