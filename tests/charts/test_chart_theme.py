"""Colours can be told from the ground, words can be read, fonts can be found."""

import itertools
import re

import pytest

from charts.theme import FONT, SHAPES, THEMES, Theme, configure
from timeline.schema import OUTLET_KINDS

THEME_CASES = [pytest.param(theme, id=name) for name, theme in THEMES.items()]


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEME_CASES)
@pytest.mark.parametrize("kind", OUTLET_KINDS)
def test_kinds_can_be_read(theme: Theme, kind: str) -> None:
    assert contrast(theme.mark(kind), theme.background) >= 3
    assert contrast(theme.text(kind), theme.background) >= 4.5


@pytest.mark.parametrize("theme", THEME_CASES)
def test_words_and_series_can_be_read(theme: Theme) -> None:
    for color in (theme.ink, theme.mute, *theme.series):
        assert contrast(color, theme.background) >= 4.5


@pytest.mark.parametrize("theme", THEME_CASES)
def test_shades_grow(theme: Theme) -> None:
    steps = [contrast(color, theme.background) for color in theme.ramp]
    assert steps == sorted(steps)
    assert all(b / a > 1.2 for a, b in itertools.pairwise(steps))


def test_every_kind_has_a_place_a_colour_and_a_shape_of_its_own() -> None:
    assert list(SHAPES) == list(OUTLET_KINDS)
    assert len(set(SHAPES.values())) == len(OUTLET_KINDS)
    for theme in THEMES.values():
        assert list(theme.kind) == list(theme.kind_text) == list(OUTLET_KINDS)
        assert len(set(theme.kind.values())) == len(OUTLET_KINDS)


def test_a_kind_that_is_not_known_is_drawn_as_unknown() -> None:
    theme = THEMES["light"]
    assert theme.mark(None) == theme.mark("never heard") == theme.kind["unknown"]


def test_where_no_kind_is_known_nothing_is_grey() -> None:
    theme = THEMES["light"]
    assert theme.suited(["unknown", "local"]) is theme
    assert theme.suited(["unknown"]).mark("unknown") == theme.series[0]


def test_fonts_are_quoted_and_end_in_a_generic_name() -> None:
    *named, last = [name.strip() for name in FONT.split(",")]
    assert last == "sans-serif"
    assert all(re.fullmatch(r"'[^']+'", name) for name in named)


@pytest.mark.parametrize("theme", THEME_CASES)
def test_the_ground_is_solid_unless_asked(theme: Theme) -> None:
    assert configure(theme)["background"] == theme.background
    assert configure(theme, transparent=True)["background"] == "transparent"
