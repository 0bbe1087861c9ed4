"""Time is drawn in UTC, named in ISO, the same in every zone."""

import itertools
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import CHARTS, axes

START = datetime(2025, 3, 3)


@pytest.mark.parametrize(
    ("days", "form", "first"),
    [
        pytest.param(0.4, "%H:%M", "2025-03-03T03:00", id="hours"),
        pytest.param(5, "%Y-%m-%d", "2025-03-03T12:00", id="days, named at noon"),
        pytest.param(40, "%Y-%m-%d", "2025-03-03T12:00", id="Mondays"),
        pytest.param(200, "%Y-%m", "2025-04-01T00:00", id="months"),
        pytest.param(900, "%Y-%m", "2025-07-01T00:00", id="quarters and halves"),
        pytest.param(3000, "%Y", "2026-01-01T00:00", id="years"),
        pytest.param(200000, "%Y", "2100-01-01T00:00", id="centuries"),
    ],
)
def test_ticks(days: float, form: str, first: str) -> None:
    shown = axes.Window(START, START + timedelta(days=days), 800.0)
    found, how = axes.ticks(shown, noon=True, whole_days=False)
    after = next(t for t in found if t > START + timedelta(hours=1))
    assert (how, after.isoformat(timespec="minutes")) == (form, first)


@given(st.integers(1, 600_000), st.floats(200, 1200))
def test_ticks_stay_within_and_apart(hours: int, width: float) -> None:
    shown = axes.Window(START, START + timedelta(hours=hours), width)
    found, _ = axes.ticks(shown)
    assert all(shown.start <= t <= shown.stop for t in found)
    pixels = [shown.x(t) for t in found]
    assert all(b - a > 70 for a, b in itertools.pairwise(pixels))


def test_pixels_and_moments_are_inverse() -> None:
    shown = axes.window(START, START + timedelta(days=30), 800.0)
    assert shown.x(shown.at(123.0)) == pytest.approx(123.0)
    assert shown.x(START) > 0


@pytest.mark.parametrize("year", [1, 99, 1957, 9998])
def test_windows_of_far_years_are_kept_drawable(year: int) -> None:
    shown = axes.window(datetime(year, 1, 1), datetime(year, 12, 31), 800.0)
    assert 100 <= shown.start.year <= shown.stop.year <= 9998
    assert shown.start < shown.stop


def test_values_are_instants_with_a_z() -> None:
    frame = pl.DataFrame(
        {
            "zoned": [datetime(2025, 3, 3, 6, 40, tzinfo=UTC)],
            "naive": [datetime(2025, 3, 3, 6, 40)],
            "day": [date(2025, 3, 3)],
        }
    )
    row = axes.values(frame).to_dict()["values"][0]
    assert row == {
        "zoned": "2025-03-03T06:40:00.000Z",
        "naive": "2025-03-03T06:40:00.000Z",
        "day": "2025-03-03T00:00:00.000Z",
    }


DRAW = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("stories", sys.argv[1])
stories = importlib.util.module_from_spec(spec)
spec.loader.exec_module(stories)
import charts
for name, chart in charts.CHARTS.items():
    drawn = chart.draw(stories.build(12), charts.LIGHT, charts.ChartOptions())
    print(name, hashlib.sha256(charts.save(drawn, "svg")).hexdigest())
"""


def test_pictures_are_equal_in_every_zone() -> None:
    stories = Path(__file__).with_name("conftest.py")
    command = [sys.executable, "-c", DRAW, str(stories)]
    found = {
        zone: subprocess.run(
            command, env={**_environment(), "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for zone in ("UTC", "America/Los_Angeles", "Asia/Tokyo")
    }
    assert found["UTC"].count("\n") == len(CHARTS)
    assert len(set(found.values())) == 1


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
