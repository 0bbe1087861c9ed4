"""Every example of every command's help runs, and so do those of the documentation."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from timeline.cli import COMMANDS, app, dateline
from timeline.cli.running import Command

EXAMPLES = [
    (name, example)
    for name, command in COMMANDS.items()
    if isinstance(command, Command)
    for example in command.examples
]


def run_line(line: str, folder: Path) -> int:
    """Run a shell line of the kinds that the help uses: ``cat FILE |`` before it, ``> FILE`` behind it."""
    line = line.split("  #", maxsplit=1)[0]
    stdin = None
    if piped := re.match(r"cat (\S+) \| ", line):
        stdin = (folder / piped[1]).read_bytes()
        line = line[piped.end() :]
    line, _, target = line.partition(" > ")
    words = shlex.split(line)
    assert words[0] == "dateline"
    result = CliRunner().invoke(dateline, words[1:], input=stdin)
    if target:
        (folder / target).write_bytes(result.stdout_bytes)
        assert result.stdout_bytes
    assert result.exit_code == 0, result.stderr
    return result.exit_code


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "work"
    shutil.copytree(built, copy)
    monkeypatch.chdir(copy)
    monkeypatch.setattr(app, "serve", lambda *args, **settings: None)
    return copy


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_example_runs(name: str, example: str, folder: Path) -> None:
    assert f"dateline {name}" in example
    assert run_line(example, folder) == 0


def test_every_command_has_an_example() -> None:
    assert {name for name, _ in EXAMPLES} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_shows_the_examples(name: str) -> None:
    result = CliRunner().invoke(dateline, [name, "--help"])
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    for command, example in EXAMPLES:
        if command == name:
            assert " ".join(example.split()) in shown


DOCUMENT = Path(__file__).parents[2] / "docs" / "cli.md"
DOCUMENTED = [
    line
    for block in re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    for line in block.splitlines()
    if re.match(r"(cat \S+ \| )?dateline ", line) and line not in {example for _, example in EXAMPLES}
]


@pytest.mark.parametrize("line", DOCUMENTED)
def test_documented_line_runs(line: str, folder: Path) -> None:
    assert run_line(line, folder) == 0


def test_every_command_and_option_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, command in COMMANDS.items():
        assert f"## dateline {name}" in text
        for parameter in command.params:
            for option in parameter.opts:
                assert not option.startswith("--") or f"`{option}" in text, f"{name} {option}"
