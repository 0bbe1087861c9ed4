"""Labels and bars find their places without touching."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.layout import Pin, clean, dodge, pack_bars, pack_labels, shorten, text_width, wrap

WIDTH = 800.0


@st.composite
def pins(draw: st.DrawFn) -> list[Pin]:
    found = []
    for _ in range(draw(st.integers(0, 14))):
        left = draw(st.floats(0, WIDTH - 10))
        right = left + draw(st.sampled_from((8.0, 40.0, 200.0)))
        found.append(Pin(left, right, draw(st.floats(10, 400)), draw(st.booleans())))
    return found


@given(pins())
def test_no_two_labels_of_a_lane_overlap(some: list[Pin]) -> None:
    labels = pack_labels(some, WIDTH)
    assert len(labels) == len(some)
    for a, b in combinations(labels, 2):
        assert a.lane != b.lane or a.right <= b.left or b.right <= a.left


@given(pins())
def test_a_label_touches_its_pin_and_flips_only_at_the_edge(some: list[Pin]) -> None:
    for label in pack_labels(some, WIDTH):
        assert label.left <= label.pin.left
        assert label.right >= label.pin.right
        assert label.flipped == (
            label.pin.right + label.pin.label > WIDTH and label.pin.left >= label.pin.label
        )


@given(pins())
def test_lanes_have_no_hole(some: list[Pin]) -> None:
    lanes = {label.lane for label in pack_labels(some, WIDTH)}
    assert lanes == set(range(len(lanes)))


@pytest.mark.parametrize(
    ("spots", "lanes"),
    [
        pytest.param([(0, 100), (300, 100)], [0, 0], id="apart: one lane"),
        pytest.param([(0, 100), (50, 100)], [0, 1], id="overlapping: the later one is lower"),
        pytest.param([(50, 100), (0, 100)], [1, 0], id="the order of the input does not matter"),
        pytest.param([(0, 60), (30, 200), (110, 60)], [0, 1, 2], id="no stem through an earlier label"),
    ],
)
def test_lanes(spots: list[tuple[float, float]], lanes: list[int]) -> None:
    some = [Pin(x - 4, x + 4, width) for x, width in spots]
    assert [label.lane for label in pack_labels(some, WIDTH)] == lanes


@given(st.lists(st.floats(-50, 400), max_size=12), st.floats(1, 40))
def test_dodged_positions_keep_order_distance_and_room(wanted: list[float], gap: float) -> None:
    found = dodge(wanted, gap, 0, 300)
    gap = min(gap, 300 / max(1, len(wanted) - 1))
    assert all(-1e-6 <= y <= 300 + 1e-6 for y in found)
    ordered = [y for _, y in sorted(zip(wanted, found, strict=True), key=lambda pair: pair)]
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(ordered))


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8, unique=True))
def test_dodge_leaves_alone_what_is_apart(wanted: list[float]) -> None:
    if all(b - a > 5 for a, b in pairwise(sorted(wanted))):
        assert dodge(wanted, 5, 0, 300) == pytest.approx(wanted)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 50)), max_size=12))
def test_bars_of_a_lane_do_not_touch(some: list[tuple[float, float]]) -> None:
    spans = [(a, a + w) for a, w in some]
    placed = [(lane, span) for lane, span in zip(pack_bars(spans, 3), spans, strict=True) if lane is not None]
    for (one, a), (two, b) in combinations(placed, 2):
        assert one != two or a[1] <= b[0] or b[1] <= a[0]
    if spans:
        assert placed


@given(st.text(max_size=200), st.floats(20, 400))
def test_a_shortened_text_fits(text: str, width: float) -> None:
    short = shorten(text, width, 12, bold=True)
    assert text_width(short, 12, bold=True) <= width or short == "…"
    assert "\n" not in short
    if text_width(clean(text), 12, bold=True) <= width:
        assert short == clean(text)


@given(st.text(alphabet="abc déf ", max_size=120))
def test_wrapping_loses_no_word(text: str) -> None:
    assert " ".join(wrap(text, 300)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        pytest.param("A short one", 200, "A short one", id="fits"),
        pytest.param("Coast guard takes people off", 120, "Coast guard takes…", id="cut at a word"),
        pytest.param("x" * 60, 60, "xxxxxxx…", id="a word too long is cut inside"),
        pytest.param("Two\nlines\tand\x00control", 400, "Two lines and control", id="one line"),
        pytest.param("", 50, "", id="nothing"),
    ],
)
def test_shorten(text: str, width: float, short: str) -> None:
    assert shorten(text, width) == short


def test_wide_and_combining_letters() -> None:
    assert text_width("中文") >= 24
    assert text_width("e\u0301") == text_width("e")
    assert text_width("é") == text_width("e")
