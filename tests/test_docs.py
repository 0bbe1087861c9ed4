"""What the documentation shows is run: commands with their output, Python, links.

In ```console blocks, a line that begins with ``$ dateline`` is run, and the lines below it are compared
with what it prints (``...`` stands for anything, blanks count as one). A page is run from top to bottom in a
folder of its own, which holds ``data/`` (the sample corpus), ``my-articles/`` (some of it as text files) and
``published.csv`` (their days), so that a page can build a story and go on with it. ```bash blocks are the
same without output. ```python blocks run in the same folder, each by itself. Commands that set up or install
are only checked to exist.
"""

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

import setup
from timeline import sample
from timeline.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = [
    *(ROOT / page for page in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)[^)]*\)|<img[^>]*\ssrc=\"([^\"]+)\"")
NOT_RUN = ("make ", "pipx ", "pip ", "git ", "cd ", "python3 -m venv", ".venv", "pre-commit ")
"""Beginnings of commands that set up, install or fetch: the reader runs them, the tests do not."""
ENDLESS = ("dateline app",)
"""Commands that serve until they are stopped; only their arguments are checked."""
FINE = (0, 3)
"""Exit statuses of a command in the documentation: all read; some input was rejected, and it says so."""
SECONDS = 300


@dataclass(frozen=True)
class Step:
    """Hold one thing to run: a command or Python, what it should print, and where it stands."""

    kind: str
    text: str
    expected: str
    line: int


def name(path: Path) -> str:
    """Give a page as it is written in a message."""
    return path.relative_to(ROOT).as_posix()


def steps(text: str) -> list[Step]:
    """Give all that a page wants run, from top to bottom."""
    found = []
    for fence in FENCE.finditer(text):
        kind, body = fence.group(1), fence.group(2)
        line = text.count("\n", 0, fence.start()) + 2
        if kind == "python":
            found.append(Step("python", body, "", line))
        elif kind in {"console", "bash"}:
            found += commands(body, line, prompt="$ " if kind == "console" else "")
    return found


def commands(body: str, line: int, prompt: str) -> list[Step]:
    r"""Give the commands of a block, each with the output that stands below it.

    >>> [(s.text, s.expected) for s in commands("$ a \\\n  b\nout\n$ c\n", 1, "$ ")]
    [('a   b', 'out\n'), ('c', '')]
    """
    found: list[Step] = []
    joined = body.replace("\\\n", "\0")
    for number, shown in enumerate(joined.splitlines()):
        if shown.startswith(prompt) and shown.strip() and not shown.startswith("#"):
            command = shown[len(prompt) :].replace("\0", "")
            found.append(Step("command", command.split("  #")[0].strip(), "", line + number))
        elif found and prompt:
            last = found.pop()
            found.append(Step(last.kind, last.text, last.expected + shown + "\n", last.line))
    return found


def furnish(folder: Path) -> None:
    """Put the sample corpus and some of it as text files into a folder."""
    shutil.copytree(sample.folder(), folder / "data")
    articles = folder / "my-articles"
    articles.mkdir()
    rows = (folder / "data" / "sample" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[:6]
    meta = ["file,published,source"]
    for row in map(json.loads, rows):
        file = f"{row['article_id']}.txt"
        (articles / file).write_text(row["text"], encoding="utf-8")
        meta.append(f"{file},{row['published']},{row['source']}")
    (folder / "published.csv").write_text("\n".join(meta) + "\n", encoding="utf-8")


def start(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a step in a folder, as a reader would in a shell."""
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    variables = {**os.environ, "PATH": here, "APP": "0", "PYTHONUTF8": "1", "COLUMNS": "100"}
    if step.kind == "python":
        command: str | list[str] = [sys.executable, "-c", step.text]
    elif re.search(r"[|<>*]", step.text):
        command = step.text
    else:
        command = shlex.split(step.text)
    return subprocess.run(
        command, shell=isinstance(command, str), cwd=folder, env=variables, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", timeout=SECONDS, check=False,
    )  # fmt: skip


def complaint(step: Step, folder: Path) -> str | None:
    """Run one step and say what is wrong with it, if anything is."""
    if step.kind == "command":
        program = step.text.split(" | ")[-1] if " | dateline " in step.text else step.text
        if step.text.startswith("make "):
            target = next((w for w in step.text.split()[1:] if "=" not in w and not w.startswith("-")), "")
            return None if target in setup.COMMANDS else f"there is no target {target}"
        if step.text.startswith(NOT_RUN):
            return None
        if not program.startswith("dateline "):
            return "is neither a dateline command nor one of those that are known not to be run"
        if step.text.startswith(ENDLESS):
            return misread(shlex.split(step.text)[1:])
    done = start(step, folder)
    if done.returncode not in FINE:
        return f"ended with status {done.returncode}\n{done.stderr[-2000:]}"
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    if step.expected.strip() and not doctest.OutputChecker().check_output(step.expected, done.stdout, flags):
        return f"should print\n{step.expected}\nand prints\n{done.stdout}"
    return None


def misread(arguments: list[str]) -> str | None:
    """Say what the command line does not understand about arguments, without running them."""
    try:
        COMMANDS[arguments[0]].make_context(arguments[0], arguments[1:])
    except click.ClickException as error:
        return error.format_message()
    return None


RUNNABLE = [page for page in PAGES if page.exists() and steps(page.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize("page", RUNNABLE, ids=name)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    furnish(tmp_path)
    wrong = []
    for step in steps(page.read_text(encoding="utf-8")):
        problem = complaint(step, tmp_path)
        if problem:
            wrong.append(f"{name(page)}:{step.line}: {step.text.strip()}\n{problem}")
    assert not wrong, "\n\n".join(wrong)


def slug(heading: str) -> str:
    """Give the anchor of a heading, as hosts of Markdown make it.

    >>> slug("## What's in `event_mentions`?")
    'whats-in-event_mentions'
    """
    text = re.sub(r"[^\w\- ]", "", heading.lstrip("#").strip().lower())
    return text.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Give every anchor of a page."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {slug(line) for line in text.splitlines() if line.startswith("#")}


@pytest.mark.parametrize("page", [page for page in PAGES if page.exists()], ids=name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for groups in LINK.findall(text):
        target = groups[0] or groups[1]
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{name(page)} links to {target}, which does not exist"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{name(page)} links to {target}: no such heading"


# The checks themselves ----------------------------------------------------------------------------

WRONG = {
    "unknown make target": "make dmeo",
    "unknown program": "frobnicate",
    "unknown command": "dateline frobnicate",
    "unknown option of a command that is not run": "dateline app --frobnicate 1",
}


@pytest.mark.parametrize("command", WRONG.values(), ids=WRONG.keys())
def test_a_command_that_does_not_work_is_noticed(command: str, tmp_path: Path) -> None:
    assert complaint(Step("command", command, "", 1), tmp_path)


def test_output_that_differs_is_noticed(tmp_path: Path) -> None:
    step = Step("command", "dateline --version", "another program\n", 1)
    assert "should print" in str(complaint(step, tmp_path))


def test_python_that_fails_is_noticed(tmp_path: Path) -> None:
    assert "status 1" in str(complaint(Step("python", "import nothing_of_that_name", "", 1), tmp_path))


def test_blocks_are_found_with_their_output() -> None:
    console = "```console\n$ dateline x\none\n\ntwo\n$ make demo  # why\n```\n"
    page = f"a\n{console}```python\nprint(1)\n```\n```text\n$ no\n```\n"
    assert steps(page) == [
        Step("command", "dateline x", "one\n\ntwo\n", 3),
        Step("command", "make demo", "", 7),
        Step("python", "print(1)\n", "", 10),
    ]
