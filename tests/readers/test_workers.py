"""A page that hangs or crashes the parser costs that page, nothing else."""

from dataclasses import replace
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


@pytest.mark.slow
@pytest.mark.parametrize("how", ["crash", "hang"])
def test_a_bad_page_is_found(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(workers, "_chunk", traps.trapped)
    monkeypatch.setattr(workers, "CHUNK", 2)
    units = [Unit("", how.encode() if number == 4 else PAGE) for number in range(workers.IN_PROCESS + 1)]
    outcomes = workers.understand_all([(READERS["html"], unit, {}) for unit in units], ReadOptions(jobs=2))
    assert [isinstance(outcome, Reject) for outcome in outcomes] == [n == 4 for n in range(len(units))]
    assert isinstance(outcomes[4], Reject)
    assert outcomes[4].reason == workers.STUCK
