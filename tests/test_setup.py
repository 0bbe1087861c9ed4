"""Set-up: which Python is chosen, when the environment is remade, where a browser is found, what is said."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import machine
import setup
from machine import Python, SetupError

ROOT = Path(__file__).parent.parent
NOW = {"folder": "here", "build": "b1", "run": "r1", "dev": "d1", "project": "p1"}
RUN = {name: value for name, value in NOW.items() if name != "dev"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def program(path: Path, body: str = "exit 0") -> Path:
    """Make a small program that the system runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# Which Python -------------------------------------------------------------------------------------


def pythons(monkeypatch: pytest.MonkeyPatch, found: Mapping[str, Python]) -> None:
    """Let the machine have these Pythons only: a command, and what answers to it."""

    def places(version: tuple[int, int], environ: object, home: object) -> list[tuple[str, ...]]:
        return [(command,) for command in found]

    def probe(command: Sequence[str], own: Path) -> Python | None:
        return found.get(command[0])

    monkeypatch.setattr(machine, "places", places)
    monkeypatch.setattr(machine, "probe", probe)


CHOICES = {
    "3.13 before 3.12": ({"a": (3, 12, 1), "b": (3, 13, 0)}, {}, "b"),
    "3.12 before 3.11": ({"a": (3, 11, 7), "b": (3, 12, 1)}, {}, "b"),
    "3.14 only when nothing else is there": ({"a": (3, 14, 0), "b": (3, 11, 2)}, {}, "b"),
    "3.14 rather than nothing": ({"a": (3, 14, 0), "b": (3, 9, 2)}, {}, "a"),
    "complete before newer": ({"a": (3, 13, 0), "b": (3, 11, 2)}, {"a"}, "b"),
    "an incomplete one if there is no other": ({"a": (3, 11, 2)}, {"a"}, "a"),
}


@pytest.mark.parametrize(("versions", "incomplete", "chosen"), CHOICES.values(), ids=CHOICES.keys())
def test_the_best_python_is_chosen(
    versions: dict[str, tuple[int, int, int]],
    incomplete: set[str],
    chosen: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    found = {name: Python((name,), version, name not in incomplete) for name, version in versions.items()}
    pythons(monkeypatch, found)
    assert machine.choose(tmp_path, {}).command == (chosen,)


def test_without_a_python_of_the_right_version_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pythons(monkeypatch, {"a": Python(("a",), (3, 9, 2), True)})
    monkeypatch.setattr(machine, "system", lambda: "macos")
    with pytest.raises(SetupError, match=r"3\.13, 3\.12 or 3\.11.*brew install python@3\.13"):
        machine.choose(tmp_path, {})


def test_a_named_python_overrules_the_search(tmp_path: Path) -> None:
    chosen = machine.choose(tmp_path, {"DATELINE_PYTHON": sys.executable, "PATH": ""})
    assert chosen.command == (sys.executable,)
    assert chosen.version == sys.version_info[:3]


def test_a_named_python_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="DATELINE_PYTHON"):
        machine.choose(tmp_path, {"DATELINE_PYTHON": str(tmp_path / "python")})


def test_a_real_python_answers_the_probe(tmp_path: Path) -> None:
    found = machine.probe([sys.executable], tmp_path)
    assert found is not None
    assert found.version == sys.version_info[:3]


def test_the_python_of_the_environment_is_not_used_to_remake_it() -> None:
    assert machine.probe([sys.executable], Path(sys.prefix)) is None


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
@pytest.mark.parametrize("body", ["exit 1", "echo Python 3.13", "printf '[[3,13,0],\"/x\",false,true]'"])
def test_what_does_not_answer_as_a_usable_python_is_passed_over(body: str, tmp_path: Path) -> None:
    assert machine.probe([str(program(tmp_path / "python3", body))], tmp_path) is None


@pytest.mark.skipif(os.name == "nt", reason="pyenv keeps bin/ folders on POSIX systems only")
def test_pythons_are_looked_for_on_path_and_where_pyenv_keeps_them(tmp_path: Path) -> None:
    on_path = program(tmp_path / "bin" / "python3.12")
    older = program(tmp_path / ".pyenv/versions/3.12.1/bin/python3.12")
    newer = program(tmp_path / ".pyenv/versions/3.12.9/bin/python3.12")
    found = list(machine.places((3, 12), {"PATH": str(tmp_path / "bin")}, tmp_path))
    assert found[:3] == [(str(on_path),), (str(newer),), (str(older),)]


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_the_windows_launcher_is_asked_by_version(tmp_path: Path) -> None:
    launcher = program(tmp_path / "py")
    found = list(machine.places((3, 11), {"PATH": str(tmp_path)}, tmp_path))
    assert (str(launcher), "-3.11") in found


SYSTEMS = {
    "debian": ("ID=debian\nVERSION_ID=12\n", "debian"),
    "ubuntu": ("ID=ubuntu\nID_LIKE=debian\n", "ubuntu"),
    "a relative of ubuntu": ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "ubuntu"),
    "fedora": ("ID=fedora\n", "fedora"),
    "a relative of red hat": ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
    "unknown": ("ID=plan9\n", "other"),
}


@pytest.mark.parametrize(("text", "name"), SYSTEMS.values(), ids=SYSTEMS.keys())
def test_linux_is_told_by_os_release(
    text: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "os-release").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "platform", "linux")
    assert machine.system(tmp_path / "os-release") == name


@pytest.mark.parametrize("thing", machine.ADVICE)
def test_every_thing_has_advice_for_every_system(thing: str) -> None:
    assert set(machine.ADVICE[thing]) == {"windows", "macos", "debian", "ubuntu", "fedora", "arch", "other"}
    for where in machine.ADVICE[thing]:
        assert "{" not in machine.advice(thing, where, "3.12")


def test_a_missing_venv_part_names_the_exact_package(monkeypatch: pytest.MonkeyPatch) -> None:
    half = Python(("python3",), (3, 11, 2), False)
    monkeypatch.setattr(machine, "choose", lambda own, environ: half)
    monkeypatch.setattr(machine, "system", lambda: "debian")
    monkeypatch.setattr(machine, "install", lambda packages, environ: False)
    with pytest.raises(SetupError, match=r"sudo apt-get install python3\.11-venv"):
        setup.find_python()


def test_a_missing_venv_part_is_installed_where_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def install(packages: list[str], environ: object) -> bool:
        asked.append(packages)
        return True

    monkeypatch.setattr(machine, "choose", lambda own, environ: Python(("python3",), (3, 11, 2), bool(asked)))
    monkeypatch.setattr(machine, "system", lambda: "debian")
    monkeypatch.setattr(machine, "install", install)
    assert setup.find_python().complete
    assert asked == [["python3.11-venv"]]


# When the environment is made anew ----------------------------------------------------------------

STAMPS = {
    "nothing there": ({}, "run", None),
    "all there": (NOW, "dev", []),
    "run is enough for run": (RUN, "run", []),
    "dev is enough for run": (NOW, "run", []),
    "dev on top of run": (RUN, "dev", ["dev"]),
    "pyproject changed": ({**NOW, "project": "p0"}, "dev", ["project"]),
    "lock changed": ({**NOW, "run": "r0"}, "run", None),
    "development lock changed": ({**NOW, "dev": "d0"}, "run", None),
    "build lock changed": ({**RUN, "build": "b0"}, "run", None),
    "checkout moved": ({**NOW, "folder": "there"}, "dev", None),
}


@pytest.mark.parametrize(("stamp", "kind", "parts"), STAMPS.values(), ids=STAMPS.keys())
def test_what_has_to_be_installed(stamp: dict[str, str], kind: str, parts: list[str] | None) -> None:
    assert setup.missing(stamp, NOW, kind) == parts


class House:
    """Stand in for an environment: records the steps of set-up instead of doing them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.fails_at = ""
        monkeypatch.setattr(setup, "VENV", folder)
        monkeypatch.setattr(setup, "STAMP", folder / "stamp.json")
        monkeypatch.setattr(machine, "alone", self.alone)
        monkeypatch.setattr(setup, "find_python", lambda: Python(("python3",), (3, 13, 0), True))
        monkeypatch.setattr(setup, "create", self.create)
        monkeypatch.setattr(setup, "INSTALL", {part: self.step(part) for part in setup.INSTALL})

    @contextmanager
    def alone(self, path: Path) -> Iterator[None]:
        yield

    def create(self, python: Python) -> None:
        self.steps.append("create")
        program(setup.executable("python"))

    def step(self, part: str):  # type: ignore[no-untyped-def]
        def install() -> None:
            self.steps.append(part)
            if part == self.fails_at:
                raise SetupError("no network")

        return install

    def ensure(self, kind: str) -> list[str]:
        self.steps.clear()
        setup.ensure(kind)
        return list(self.steps)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path / ".venv", monkeypatch)


def test_a_second_run_does_nothing(house: House) -> None:
    assert house.ensure("run") == ["create", "build", "run", "project"]
    assert house.ensure("run") == []


def test_development_comes_on_top_of_running(house: House) -> None:
    house.ensure("run")
    assert house.ensure("dev") == ["dev"]
    assert house.ensure("run") == []


def test_a_set_up_that_was_interrupted_starts_again(house: House) -> None:
    house.fails_at = "dev"
    with pytest.raises(SetupError):
        house.ensure("dev")
    house.fails_at = ""
    assert house.ensure("dev") == ["create", "build", "dev", "project"]


def test_an_interrupted_addition_starts_again_too(house: House) -> None:
    house.ensure("run")
    house.fails_at = "dev"
    with pytest.raises(SetupError):
        house.ensure("dev")
    house.fails_at = ""
    assert house.ensure("run") == ["create", "build", "run", "project"]


def test_an_environment_whose_python_is_gone_is_made_anew(house: House) -> None:
    house.ensure("run")
    setup.executable("python").unlink()
    assert house.ensure("run")[0] == "create"


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"'], ids=["empty", "cut", "list", "string"])
def test_a_broken_stamp_is_no_stamp(text: str, house: House) -> None:
    house.ensure("run")
    setup.STAMP.write_text(text, encoding="utf-8")
    assert house.ensure("run")[0] == "create"


def test_two_set_ups_do_not_work_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("a+b") as other:
        with machine.alone(path):
            assert not machine.locked(other)
        assert machine.locked(other)


def test_who_waited_looks_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def other_was_faster(path: Path) -> Iterator[None]:
        setup.complete("run")
        house.steps.clear()
        yield

    monkeypatch.setattr(machine, "alone", other_was_faster)
    assert house.ensure("run") == []


def test_variables_that_mislead_python_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in setup.UNWANTED:
        monkeypatch.setenv(name, "elsewhere")
    variables = setup.environment()
    assert "elsewhere" not in variables.values()
    assert variables["PATH"].split(os.pathsep)[0] == str(setup.executable("python").parent)


# Browsers -----------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
def test_a_browser_is_the_named_one_before_path_before_the_usual_places(tmp_path: Path) -> None:
    named = program(tmp_path / "named" / "browser")
    on_path = program(tmp_path / "bin" / "chromium")
    usual = program(tmp_path / "Applications" / "Chromium.app" / "Contents" / "MacOS" / "Chromium")
    path = {"PATH": str(tmp_path / "bin")}
    assert machine.find_browser({**path, "DATELINE_BROWSER": str(named)}, tmp_path) == named
    assert machine.find_browser(path, tmp_path) == on_path
    assert usual in machine.browser_places({}, tmp_path)


def test_windows_keeps_browsers_below_program_files(tmp_path: Path) -> None:
    chrome = program(tmp_path / "Google" / "Chrome" / "Application" / "chrome.exe")
    assert machine.find_browser({"PATH": "", "PROGRAMFILES": str(tmp_path)}, tmp_path / "home") == chrome


def test_a_named_browser_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="DATELINE_BROWSER"):
        machine.find_browser({"PATH": "", "DATELINE_BROWSER": str(tmp_path / "none")}, tmp_path)


def test_without_a_browser_the_exact_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATELINE_NO_BROWSER", raising=False)
    monkeypatch.setattr(machine, "find_browser", lambda environ: None)
    monkeypatch.setattr(machine, "system", lambda: "fedora")
    with pytest.raises(SetupError, match=r"(?s)sudo dnf install chromium.*DATELINE_NO_BROWSER=1"):
        setup.browser()


def test_debian_gets_its_browser_where_allowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed: list[str] = []

    def install(packages: list[str], environ: object) -> bool:
        installed.extend(packages)
        return True

    monkeypatch.delenv("DATELINE_NO_BROWSER", raising=False)
    monkeypatch.setattr(machine, "system", lambda: "debian")
    monkeypatch.setattr(machine, "install", install)
    monkeypatch.setattr(machine, "find_browser", lambda environ: tmp_path if installed else None)
    assert setup.browser() == str(tmp_path)
    assert "chromium" in installed


@pytest.mark.skipif(os.name == "nt", reason="apt-get is Debian's")
def test_nothing_is_installed_where_that_is_not_wanted(tmp_path: Path) -> None:
    program(tmp_path / "apt-get")
    path = {"PATH": str(tmp_path)}
    assert machine.apt({**path, "DATELINE_NO_INSTALL": "1"}) is None
    assert machine.apt({"PATH": str(tmp_path / "empty")}) is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX only")
@pytest.mark.parametrize(("uid", "sudo", "allowed"), [(0, None, True), (1000, 0, True), (1000, 1, False)])
def test_apt_is_used_by_root_or_by_sudo_without_a_password(
    uid: int, sudo: int | None, allowed: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "apt-get")
    if sudo is not None:
        program(tmp_path / "sudo", f"exit {sudo}")
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    assert (machine.apt({"PATH": str(tmp_path)}) is not None) == allowed


# Commands -----------------------------------------------------------------------------------------


def test_every_command_is_a_target_of_one_line() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    targets = {line.split(":")[0]: line for line in lines if re.match(r"[a-z]+:", line)}
    assert set(targets) == set(setup.COMMANDS)
    for name, line in targets.items():
        assert f"tools/setup.py {name} " in line
    assert all(not line.startswith("\t") for line in lines), "a target is one line"


def test_an_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["dmeo"]) == 2
    assert "demo" in capsys.readouterr().err


def test_a_failure_is_a_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(kind: str) -> None:
        raise SetupError("Python is missing.")

    monkeypatch.setattr(setup, "ensure", fail)
    assert setup.main(["demo"]) == 1
    assert "Python is missing." in capsys.readouterr().err


def test_every_part_of_lint_runs_even_if_the_first_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, ...]] = []

    def run(*command: str) -> int:
        ran.append(command)
        return 1 if "check" in command and "--check" not in command else 0

    monkeypatch.setattr(setup, "ensure", lambda kind: None)
    monkeypatch.setattr(setup, "run", run)
    assert setup.main(["lint"]) == 1
    assert [command[2] for command in ran] == ["ruff", "ruff", "mypy"]


@pytest.mark.parametrize("name", ["setup.py", "machine.py"])
def test_set_up_is_written_in_the_syntax_of_python_3_8(name: str) -> None:
    import ast

    ast.parse((ROOT / "tools" / name).read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("name", ["setup.py", "machine.py"])
def test_set_up_needs_the_standard_library_only(name: str) -> None:
    import ast

    tree = ast.parse((ROOT / "tools" / name).read_text(encoding="utf-8"))
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "machine"}


def test_an_old_python_gets_as_far_as_a_sentence(tmp_path: Path) -> None:
    """Run the real program where no environment can be made, as a stranger's machine would."""
    broken = {**os.environ, "DATELINE_PYTHON": str(tmp_path / "python"), "DATELINE_NO_INSTALL": "1"}
    copy = tmp_path / "checkout"
    for name in (
        "tools/setup.py",
        "tools/machine.py",
        "pyproject.toml",
        *(f"requirements/{p.name}" for p in LOCKS),
    ):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        [sys.executable, str(copy / "tools" / "setup.py"), "demo"],
        env=broken,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "DATELINE_PYTHON" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_stamp_is_readable(house: House) -> None:
    house.ensure("run")
    assert json.loads(setup.STAMP.read_text(encoding="utf-8"))["run"] == setup.fingerprints()["run"]
