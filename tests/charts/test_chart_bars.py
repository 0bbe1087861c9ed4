"""What charts of bars share: nothing is not the same as not known, rare frames are named, no row is empty."""

from datetime import date

import polars as pl
import pytest

from charts import LIGHT, bars
from charts.framing_rows import _cells, _rare
from charts.theme import blend

WEEK = (date(2025, 1, 20), date(2025, 1, 27))


def test_a_period_that_has_none_is_a_thin_line() -> None:
    row = bars.nothing(WEEK, 50.0, "chips: none of 8 articles", LIGHT)
    assert 0 < row["y2"] - row["y"] < 4
    assert row["color"] == LIGHT.mute


@pytest.mark.parametrize(
    ("unknown", "none", "said"),
    [
        pytest.param(0, 0, [], id="nothing to say"),
        pytest.param(1, 0, ["No share where there are fewer than 6 articles (1 period)."], id="a gap"),
        pytest.param(0, 2, ["Thin grey line: 0%."], id="a line"),
    ],
)
def test_gaps_and_lines_are_explained(unknown: int, none: int, said: list[str]) -> None:
    assert bars.gaps(unknown, none) == said


def using(outlets: dict[str, int], shares: dict[str, int]) -> pl.DataFrame:
    """Give a row for each frame and article; the first ``shares[frame]`` articles use it."""
    told = [(f"{outlet}{n}", outlet) for outlet, size in outlets.items() for n in range(size)]
    return pl.DataFrame(
        [
            {"article_id": one, "outlet": outlet, "kind": "general", "place": place, "name": name,
             "uses": at < shares[name]}
            for place, name in enumerate(shares)
            for at, (one, outlet) in enumerate(told)
        ]
    )  # fmt: skip


@pytest.mark.parametrize("small", [0, 2], ids=["every outlet has a row", "small outlets share one"])
def test_the_rows_leave_no_gap(small: int) -> None:
    outlets = {"Wire": 8, "Echo": 7} | {f"Small {n}": 1 for n in range(small)}
    cells = _cells(using(outlets, {"conflict": 3}), 18)
    assert cells["row"].to_list() == list(range(3 + (small > 0)))
    assert cells["outlet"].to_list()[-1] == "all articles"


def test_frames_that_hardly_anybody_uses_are_named() -> None:
    marked = using({"Wire": 40}, {"conflict": 20, "morality": 1, "human interest": 0})
    assert _rare(marked) == [("morality", 1), ("human interest", 0)]


def test_where_all_frames_are_rare_all_are_drawn() -> None:
    assert _rare(using({"Wire": 40}, {"conflict": 1, "morality": 0})) == []


def test_a_blend_lies_between_its_colours() -> None:
    assert blend("#000000", "#ffffff", 0.0) == "#ffffff"
    assert blend("#000000", "#ffffff", 1.0) == "#000000"
    assert blend("#204060", "#204060", 0.5) == "#204060"
