"""The wheel holds all that the program needs besides code, and the program finds it where it is installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend of the environment."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_every_file_that_is_not_code_comes_along(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for package in ("timeline", "charts"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store":
                assert path.relative_to(ROOT).as_posix() in inside
    for path in (ROOT / "data").rglob("*"):
        if path.is_file():
            assert f"timeline/_data/{path.relative_to(ROOT / 'data').as_posix()}" in inside


def test_licence_and_notice_come_along(wheel: Path) -> None:
    names = {Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}
    assert names == {"LICENSE", "NOTICE"}


def test_nothing_else_is_installed(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"timeline", "charts"}


def test_an_installed_copy_finds_its_sample_and_its_settings(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(installed)
    program = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        "from timeline import sample\n"
        "from timeline.cli.app import script\n"
        "print(sample.folder()); print(script())"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=elsewhere, check=True, capture_output=True, encoding="utf-8"
    )
    folder, script = map(Path, done.stdout.splitlines())
    assert folder == installed / "timeline" / "_data"
    assert (folder / "sample" / "articles.jsonl").is_file()
    assert script.is_file()
    assert (script.parent / ".streamlit" / "config.toml").is_file()
