"""The command as a process of its own: pipes, signals, start-up."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from timeline.cli import app

DATELINE = [sys.executable, "-m", "timeline"]
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows sends a console event to the whole group")


def test_the_program_says_its_version() -> None:
    done = subprocess.run([*DATELINE, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("dateline 0.")


def test_a_reader_that_has_seen_enough_is_no_error(built: Path) -> None:
    with subprocess.Popen(
        [*DATELINE, "tag", built / "articles.jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.parametrize("arguments", [["show"], ["check"], ["export", "--format", "csv", "-o", "-"]])
def test_every_command_that_prints_can_be_cut_off(story: Path, arguments: list[str]) -> None:
    command, *options = arguments
    with subprocess.Popen(
        [*DATELINE, command, story, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(story: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*DATELINE, "show", story], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_standard_output_is_clean_and_utf8(built: Path) -> None:
    article = b'{"text": "Caf\\u00e9 \\u2014 closed on 27 January 2025."}\n'
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*DATELINE, "tag", "-"], input=article, capture_output=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b"\n") == 1
    assert "27 January 2025" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        pytest.param(["--help"], {"polars", "streamlit", "altair", "sklearn", "rich"}, id="help"),
        pytest.param(["build", "--help"], {"polars", "streamlit", "altair"}, id="help of a command"),
        pytest.param(
            ["resolve", "two weeks ago", "--dct", "2025-01-28"],
            {"streamlit", "altair", "sklearn", "trafilatura", "dateparser", "pandas"}, id="resolve",
        ),
    ],
)  # fmt: skip
def test_what_is_not_needed_is_not_loaded(arguments: list[str], absent: set[str]) -> None:
    code = (
        "import sys\nfrom timeline.cli import dateline\n"
        f"try:\n    dateline.main({arguments!r})\nexcept SystemExit as end:\n    assert not end.code\n"
        f"sys.exit(' '.join(sorted({absent!r} & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@POSIX
def test_ctrl_c_during_a_build_is_130_and_leaves_nothing(tmp_path: Path) -> None:
    lines = "".join(
        f'{{"text": "On 27 January 2025 number {n} happened. It will end on Friday."}}\n'
        for n in range(60_000)
    )
    (tmp_path / "many.jsonl").write_text(lines, encoding="utf-8")
    process = subprocess.Popen(
        [*DATELINE, "build", tmp_path / "many.jsonl", "-o", tmp_path / "story", "--progress", "lines"],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    process.stderr.readline()
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    said = process.stderr.read()
    assert process.wait(60) == 130, said
    assert "Traceback" not in said
    assert not (tmp_path / "story").exists() or not list((tmp_path / "story").glob("*.parquet"))


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_app_answers_and_ends_cleanly(story: Path, tmp_path: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [*DATELINE, "app", story, "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}, cwd=tmp_path,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("Dateline is at http://127.0.0.1:85"), first
        url = first.split()[-1]
        until = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.2)
        process.send_signal(number)
        said = process.stdout.read()
        assert process.wait(30) == 130, said
        assert "Traceback" not in said
        assert "mail" not in said.lower()
    finally:
        process.kill()
        process.wait()


def test_a_port_in_use_is_passed_over() -> None:
    first = app.free_port()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((app.HOST, first))
        taken.listen()
        assert app.free_port() > first


def test_a_port_that_was_asked_for_and_is_in_use_is_told(story: Path) -> None:
    with socket.socket() as taken:
        taken.bind((app.HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*DATELINE, "app", story, "--port", port], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
