"""Accuracy floors: a figure below its floor fails, absent sets fail only where a build is checked."""

from pathlib import Path

import pytest

import floors

PERFECT = dict.fromkeys(
    ("relaxed", "strict", "type", "value", "within_0d", "content", "speaker", "edges", "auc"), 100.0
)


def test_absent_sets_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(floors, "SETS", tmp_path / "absent")
    monkeypatch.delenv("CI", raising=False)
    assert floors.main() == 0
    assert "floors not run" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert floors.main() == 1


@pytest.mark.parametrize(("value", "status"), [(100.0, 0), (72.0, 0), (71.99, 1)])
def test_a_figure_below_its_floor_fails(
    value: float, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(floors, "SETS", tmp_path)
    monkeypatch.setattr(floors, "FLOORS", (floors.Floor("timex", "any", "value", 72.0),))
    monkeypatch.setattr(floors, "MEASURES", {"timex": lambda name, folder: {**PERFECT, "value": value}})
    assert floors.main() == status


def test_each_set_is_measured_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    measured = []

    def measure(name: str, folder: Path) -> dict[str, float]:
        measured.append(name)
        return PERFECT

    monkeypatch.setattr(floors, "SETS", tmp_path)
    monkeypatch.setattr(floors, "MEASURES", dict.fromkeys(floors.MEASURES, measure))
    assert floors.main() == 0
    assert len(measured) == len({(floor.kind, floor.name) for floor in floors.FLOORS})


def test_every_floor_can_be_measured() -> None:
    for floor in floors.FLOORS:
        assert floor.kind in floors.MEASURES
        assert 0 < floor.least <= 100
