"""Write the lock: exact versions with hashes for every Python, system and purpose (``make lock``).

``requirements/run.txt`` runs the program, ``dev.txt`` holds that and the tools of development, ``build.txt``
what installs the project itself. uv resolves once for all systems and Pythons; no registry is named, so the
files work with whichever one the reader's pip is set up for. Versions stay as they are where the ranges of
pyproject.toml allow; ``--upgrade`` takes the newest.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("linux", "aarch64-unknown-linux-gnu", "macos", "x86_64-apple-darwin", "windows")
"""Systems on which every locked version must have a wheel: nothing is compiled at set-up."""

LOCKS: dict[str, tuple[str, ...]] = {
    "run": ("pyproject.toml",),
    "dev": ("pyproject.toml", "--group", "dev", "--constraints", "requirements/run.txt"),
    "build": ("--group", "build", "--constraints", "requirements/dev.txt"),
}
"""What each file is resolved from, as arguments of ``uv pip compile``."""

HEADER = "# Written by tools/lock.py (make lock) from pyproject.toml; do not edit.\n"
HOST = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--default-index|-i|-f)\b|://")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every lock file, then check that each has wheels wherever the program is meant to run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = ["--upgrade"] if parser.parse_args(arguments).upgrade else []
    FOLDER.mkdir(exist_ok=True)
    for name, source in LOCKS.items():
        path = FOLDER / f"{name}.txt"
        text = resolve(path, (*source, *upgrade))
        path.write_text(HEADER + clean(text), encoding="utf-8", newline="\n")
    gaps = missing_wheels(FOLDER / "dev.txt")
    for gap in gaps:
        print(gap, file=sys.stderr)
    return 1 if gaps else 0


def resolve(path: Path, source: Sequence[str]) -> str:
    """Resolve one lock for all systems, starting from the versions it has; give its text.

    uv takes the present pins from the file that it writes, so it gets a copy to write to.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        if path.exists():
            copy.write_bytes(path.read_bytes())
        uv(
            *("--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--no-header"),
            *("--no-annotate", "--no-emit-index-url", "--no-emit-find-links", *source, "-o", str(copy)),
        )
        return copy.read_text(encoding="utf-8")


def clean(text: str) -> str:
    r"""Drop the lines that name a registry; which one a reader uses is the reader's business.

    >>> clean("--index-url https://registry.example/simple\nsix==1.17.0 \\\n    --hash=sha256:0\n")
    'six==1.17.0 \\\n    --hash=sha256:0\n'
    """
    return "".join(line for line in text.splitlines(keepends=True) if not HOST.search(line))


def missing_wheels(path: Path) -> list[str]:
    """Name what has no wheel, for each system and Python; empty when all is well.

    The file for development holds the one for running; what build.txt holds is pure Python.
    """
    gaps = []
    for platform in PLATFORMS:
        for python in PYTHONS:
            where = ("--python-platform", platform, "--python-version", python)
            try:
                uv(*where, "--only-binary", ":all:", "--no-header", str(path))
            except subprocess.CalledProcessError as error:
                gaps.append(f"{path.name}, {platform}, Python {python}: {error.stderr.strip()}")
    return gaps


def uv(*arguments: str) -> None:
    """Run ``uv pip compile`` in the checkout; raises CalledProcessError with its message."""
    command = (sys.executable, "-m", "uv", "pip", "compile", "--quiet", *arguments)
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
