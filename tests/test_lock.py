"""The lock: exact, hashed, free of hosts, within the ranges of pyproject.toml on every system."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import lock

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pins(path: Path) -> list[tuple[Requirement, int]]:
    """Give each pin of a lock file with the number of its hashes."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(Requirement(line.split(" --hash")[0]), line.count("--hash=sha256:")) for line in lines]


def wanted(group: str) -> list[Requirement]:
    """Give the requirements of pyproject.toml: of the project, or of a group."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if group == "run":
        return [Requirement(text) for text in table["project"]["dependencies"]]
    return [Requirement(text) for text in table["dependency-groups"][group]]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_pin_is_exact_and_has_a_hash(path: Path) -> None:
    for requirement, hashes in pins(path):
        assert [s.operator for s in requirement.specifier] == ["=="], requirement
        assert hashes >= 1, requirement


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_no_registry_is_named(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        assert not lock.HOST.search(line), line


LINES_OF_HOSTS = [
    "--index-url x",
    "--extra-index-url x",
    "--find-links x",
    "-i x",
    "a @ https" + "://x/a.whl",
]


@pytest.mark.parametrize("line", LINES_OF_HOSTS)
def test_lines_that_name_a_registry_are_dropped(line: str) -> None:
    assert lock.clean(f"six==1.17.0\n{line}\n") == "six==1.17.0\n"


@pytest.mark.parametrize(
    ("name", "groups"), [("run", ["run"]), ("dev", ["run", "dev"]), ("build", ["build"])]
)
@pytest.mark.parametrize("python", lock.PYTHONS)
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_lock_satisfies_the_ranges_of_pyproject(
    name: str, groups: list[str], python: str, system: str
) -> None:
    where = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": system}
    found: dict[str, SpecifierSet] = {}
    for requirement, _ in pins(ROOT / "requirements" / f"{name}.txt"):
        if requirement.marker is None or requirement.marker.evaluate(where):
            key = canonicalize_name(requirement.name)
            assert key not in found, f"two versions of {key} for Python {python} on {system}"
            found[key] = requirement.specifier
    for group in groups:
        for want in wanted(group):
            version = next(iter(found[canonicalize_name(want.name)])).version
            assert want.specifier.contains(version), want


def test_development_runs_what_users_run() -> None:
    run = {str(requirement) for requirement, _ in pins(ROOT / "requirements" / "run.txt")}
    dev = {str(requirement) for requirement, _ in pins(ROOT / "requirements" / "dev.txt")}
    assert run <= dev


def test_the_locked_build_backend_is_the_one_that_builds() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {canonicalize_name(requirement.name) for requirement, _ in pins(ROOT / "requirements/build.txt")}
    assert {Requirement(text).name for text in table["build-system"]["requires"]} <= names
