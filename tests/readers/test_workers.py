"""A page that hangs or crashes the parser costs that page, nothing else."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.readers import traps
from timeline.options import ReadOptions
from timeline.readers import READERS, workers
from timeline.readers.records import Record, Reject, Unit

PAGE = b"<html><body><p>The bridge at Nordhaven was reopened after two weeks of repairs.</p></body></html>"


def test_whatever_a_parser_throws_is_a_reject() -> None:
    def throws(*_: Any) -> Record:
        raise RuntimeError("sudden")

    reader = replace(READERS["txt"], understand=throws)
    outcome = workers.understand((reader, Unit("3", b"text"), {}), ReadOptions())
    assert isinstance(outcome, Reject)
    assert (outcome.position, outcome.sample) == ("3", "text")
    assert "sudden" in outcome.reason


@pytest.mark.parametrize("how", ["crash", "hang"])
def test_a_bad_page_costs_only_itself(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(workers, "answer", traps.trapped)
    # the second of each worker's questions hangs, so that the time to start does not count
    monkeypatch.setattr(workers, "SECONDS", 2.0)
    units = [Unit("", how.encode() if number == 4 else PAGE) for number in range(workers.IN_PROCESS + 1)]
    outcomes = workers.understand_all([(READERS["html"], unit, {}) for unit in units], ReadOptions(jobs=1))
    assert [isinstance(outcome, Reject) for outcome in outcomes] == [n == 4 for n in range(len(units))]
    bad = outcomes[4]
    assert isinstance(bad, Reject)
    assert ("took longer" in bad.reason) == (how == "hang")


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    for number in range(workers.IN_PROCESS + 1):
        (tmp_path / f"{number}.html").write_bytes(PAGE)
    script = tmp_path / "script.py"
    script.write_text(
        "from timeline.readers import read\nprint(read(['.']).records_in, 'records')\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=True
    )
    assert "10 records" in done.stdout
    assert not done.stderr
