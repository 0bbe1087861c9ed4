import os
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.app import jobs, stories
from timeline.errors import InputError


@dataclass
class File:
    name: str
    content: bytes = b"text"

    @property
    def size(self) -> int:
        return len(self.content)

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


@given(st.text(max_size=300))
def test_safe_names_stay_in_their_folder(name: str) -> None:
    safe = stories.safe_name(name)
    assert safe
    assert safe == Path(safe).name
    assert not set('<>:"/\\|?*[]') & set(safe)
    assert safe.split(".")[0].lower() not in {"con", "nul", "prn", "aux"}
    assert not safe.startswith(".")
    assert not safe.endswith((".", " "))


def test_uploads_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    files = [
        File("a.txt", b"1"),
        File("x/a.txt", b"2"),
        File("../a.txt", b"3"),
        File("a", b"4"),
        File("a", b"5"),
    ]
    saved = stories.save(files, tmp_path)
    assert [path.name for path in saved] == ["a.txt", "a-2.txt", "a-3.txt", "a", "a-2"]
    assert [path.read_bytes() for path in saved] == [b"1", b"2", b"3", b"4", b"5"]


def test_limits_are_said_in_words() -> None:
    @dataclass
    class Big:
        name: str
        size: int

        def getbuffer(self) -> memoryview:
            raise AssertionError

    assert stories.too_much([File("a.txt")]) is None
    assert "500 MB" in (stories.too_much([Big("a", 400_000_000), Big("b", 200_000_000)]) or "")
    assert "5,000" in (stories.too_much([File("a")] * 5001) or "")


def test_recent_stories(dam: Path, tmp_path: Path) -> None:
    assert stories.recent() == []
    stories.remember(dam, "Dam")
    stories.remember(tmp_path / "gone", "Gone")
    stories.remember(dam, "Dam again")
    assert [(entry.name, entry.path) for entry in stories.recent()] == [("Dam again", str(dam.resolve()))]
    assert stories.find(stories.key(dam)) == dam.resolve()


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"a": 1}', '[{"path": 1}]'], ids=range(5))
def test_a_damaged_memory_is_no_memory(content: str, dam: Path) -> None:
    stories.remember(dam, "Dam")
    memory = next(Path(p) for p in stories._memory().parent.glob("recent.json"))
    memory.write_text(content, encoding="utf-8")
    assert stories.recent() == []


def test_a_story_of_another_computer_is_named_as_such() -> None:
    with pytest.raises(InputError, match="not on this computer"):
        stories.find("dam-12345678")


def test_arguments() -> None:
    columns = {"text": " body ", "published": "", "source": "paper"}
    made = stories.arguments(".", Path("out/My story"), Path("m.csv"), date(2025, 1, 28), columns)
    assert made == [
        *("build", ".", "-o", str(Path("out/My story")), "--progress", "lines", "--name", "My story"),
        *("--meta", "m.csv", "--columns", "text=body,source=paper", "--published", "2025-01-28"),
    ]


@pytest.mark.parametrize(
    ("arguments", "story"),
    [([], None), (["out/dam"], Path("out/dam")), (["--x", "s"], Path("s"))],
    ids=range(3),
)
def test_launched(arguments: list[str], story: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert stories.launched(arguments) == story


LINES = {
    "Finding dates and events 3/12": ("Finding dates and events", 0.25),
    "write 1 of 1": ("Write", 1.0),
    "Reading 0/0": ("Reading", None),
    "something else": ("something else", None),
}


@pytest.mark.parametrize("line", LINES)
def test_progress(line: str) -> None:
    found = jobs.progress(line)
    assert (found.step, found.share) == LINES[line]


def run(code: str, story: Path) -> jobs.Build:
    return jobs.Build([], story, program=("-c", code))


def until(build: jobs.Build, line: str) -> None:
    end = time.monotonic() + 30
    while line not in build.now.step and time.monotonic() < end:
        time.sleep(0.02)


def test_a_build_tells_its_progress_and_its_words(tmp_path: Path) -> None:
    code = (
        "import sys; print('Reading 1/2', file=sys.stderr);"
        "print('Error: b\u00e9 [x]', file=sys.stderr); sys.exit(3)"
    )
    build = run(code, tmp_path)
    assert build.wait(30) == 3
    assert build.text == "Error: bé [x]"
    assert not build.running


@pytest.mark.parametrize("stubborn", [False, True])
def test_a_build_can_be_cancelled(stubborn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_PATIENCE", 0.5)
    ignore = "signal.signal(signal.SIGINT, signal.SIG_IGN);" if stubborn else ""
    build = run(f"import signal, time; {ignore} print('ready', flush=True); time.sleep(60)", tmp_path)
    until(build, "ready")
    started = time.monotonic()
    build.cancel()
    assert not build.running
    assert build.cancelled
    assert time.monotonic() - started < 20


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX; Windows ends the group by CTRL_BREAK")
def test_cancelling_reaches_the_workers(tmp_path: Path) -> None:
    worker = "import time; time.sleep(60)"
    code = (
        f"import subprocess, sys, time; p = subprocess.Popen([{sys.executable!r}, '-c', {worker!r}]);"
        "print(f'worker {p.pid}', flush=True); time.sleep(60)"
    )
    build = run(code, tmp_path)
    until(build, "worker")
    number = int(build.now.step.split()[-1])
    build.cancel()
    end = time.monotonic() + 10
    while alive(number) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(number)


def alive(number: int) -> bool:
    try:
        return (
            "Z" not in Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        )
    except OSError:
        try:
            os.kill(number, 0)
        except OSError:
            return False
        return not Path("/proc").exists()
