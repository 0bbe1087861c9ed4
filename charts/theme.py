"""Hold the look of every chart: two themes, one configuration, colours and shapes that never change place.

Colours start from Okabe and Ito's set, which stays apart for colour-blind eyes; they are darkened on white
and lightened on dark until marks reach a contrast of 3 and text one of 4.5 (WCAG 2.2, 1.4.3 and 1.4.11).
A test computes both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from timeline.schema import OUTLET_KINDS

FONT: Final = (
    "'Source Sans', 'Liberation Sans', 'Arial', 'Helvetica', 'Noto Sans', 'DejaVu Sans', "
    "'Noto Sans CJK SC', 'Noto Sans Arabic', sans-serif"
)
"""Fonts in order of choice. Every name is quoted and the list ends in a generic name: vl-convert drops all
text of a list that does not."""

SHAPES: Final[Mapping[str, str]] = {
    "agency": "circle",
    "national": "square",
    "local": "triangle-up",
    "trade": "triangle-down",
    "blog": "diamond",
    "social": "cross",
    "official": "M0,-1L0.95,-0.31L0.59,0.81L-0.59,0.81L-0.95,-0.31Z",
    "other": "triangle-right",
    "unknown": "triangle-left",
}
"""A shape for each kind of outlet, so that no reading hangs on colour alone. ``official`` is a pentagon."""


_AREA: Final[Mapping[str, float]] = {
    "local": 1.5, "trade": 1.5, "blog": 1.2, "social": 1.4, "other": 1.5, "unknown": 1.5,
}  # fmt: skip
"""How much larger a shape is drawn so that it looks as large as a circle: Vega's triangles are slim."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Hold the colours of one theme; ``kind`` is for marks, ``kind_text`` for words in the same colour."""

    name: str
    ink: str
    mute: str
    grid: str
    background: str
    band: float
    kind: Mapping[str, str]
    kind_text: Mapping[str, str]
    series: tuple[str, ...]
    ramp: tuple[str, ...]
    shapes: Mapping[str, str]

    def mark(self, kind: str | None) -> str:
        """Give the colour of marks of a kind of outlet."""
        return self.kind.get(kind or "unknown", self.kind["unknown"])

    def text(self, kind: str | None) -> str:
        """Give the colour of words about a kind of outlet."""
        return self.kind_text.get(kind or "unknown", self.kind_text["unknown"])

    def shape(self, kind: str | None) -> str:
        """Give the shape of a kind of outlet."""
        return self.shapes.get(kind or "unknown", self.shapes["unknown"])

    def size(self, kind: str | None, area: float) -> float:
        """Give the area at which the shape of a kind of outlet looks as large as a circle of this area."""
        return area if self.shape(kind) == "circle" else area * _AREA.get(kind or "unknown", 1.0)

    def suited(self, kinds: Iterable[str]) -> "Theme":
        """Give the theme for these kinds: where none is known there is nothing to tell apart by colour."""
        if any(kind != "unknown" for kind in kinds):
            return self
        return replace(
            self,
            kind={**self.kind, "unknown": self.series[0]},
            kind_text={**self.kind_text, "unknown": self.ink},
            shapes={**self.shapes, "unknown": "circle"},
        )


def _kinds(*colours: str) -> dict[str, str]:
    return dict(zip(OUTLET_KINDS, colours, strict=True))


LIGHT: Final = Theme(
    name="light",
    ink="#1f2430",
    mute="#5b6270",
    grid="#e6e8ec",
    background="#ffffff",
    band=0.055,
    kind=_kinds(
        "#0072B2", "#D55E00", "#007A5A", "#4B3B8F", "#A8538A", "#6B5B00", "#2A303C", "#5B6270", "#7D8594"
    ),
    kind_text=_kinds(
        "#0072B2", "#B84F00", "#007A5A", "#4B3B8F", "#A8538A", "#6B5B00", "#2A303C", "#5B6270", "#646C7A"
    ),
    series=("#0072B2", "#B84F00", "#007A5A", "#A8538A", "#6B5B00", "#646C7A"),
    ramp=("#CFE4F2", "#9CC7E5", "#5FA5D3", "#2480BC", "#00548A"),
    shapes=SHAPES,
)
DARK: Final = Theme(
    name="dark",
    ink="#eceef2",
    mute="#a3abba",
    grid="#2a303c",
    background="#0e1117",
    band=0.07,
    kind=_kinds(
        "#56B4E9", "#FF9257", "#2CC79E", "#A99BFF", "#E59CC9", "#E6C84A", "#ECEEF2", "#A3ABBA", "#858E9E"
    ),
    kind_text=_kinds(
        "#56B4E9", "#FF9257", "#2CC79E", "#A99BFF", "#E59CC9", "#E6C84A", "#ECEEF2", "#A3ABBA", "#8E97A7"
    ),
    series=("#56B4E9", "#FF9257", "#2CC79E", "#E59CC9", "#E6C84A", "#8E97A7"),
    ramp=("#1D3B57", "#24567F", "#2F7AB0", "#58A6DB", "#A5D8F7"),
    shapes=SHAPES,
)
THEMES: Final[Mapping[str, Theme]] = {theme.name: theme for theme in (LIGHT, DARK)}


def blend(color: str, ground: str, part: float) -> str:
    """Give the solid colour that ``part`` of a colour makes over a ground: lines behind it do not show.

    >>> blend("#B84F00", "#ffffff", 0.5)
    '#dca780'
    """
    pairs = [(int(color[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(over * part + under * (1 - part)):02x}" for over, under in pairs)


def configure(theme: Theme, transparent: bool = False) -> dict[str, Any]:
    """Give the whole Vega-Lite configuration of a theme.

    It is set once, by ``charts.parts.finish``: each later ``configure_*`` would replace it.
    """
    label = {"labelColor": theme.mute, "labelFont": FONT, "labelFontSize": 12, "labelFontWeight": 400}
    title = {"titleColor": theme.mute, "titleFont": FONT, "titleFontSize": 12, "titleFontWeight": 400}
    return {
        "font": FONT,
        "background": "transparent" if transparent else theme.background,
        "padding": 16,
        "view": {"stroke": None},
        "title": {
            "font": FONT,
            "fontSize": 17,
            "fontWeight": 600,
            "color": theme.ink,
            "subtitleFont": FONT,
            "subtitleFontSize": 13,
            "subtitleColor": theme.mute,
            "subtitlePadding": 6,
            "subtitleLineHeight": 18,
            "anchor": "start",
            "frame": "bounds",
            "offset": 16,
        },
        # Vega would read out coordinates; only marks with a description of their own are for screen readers.
        "mark": {"aria": False},
        "text": {"font": FONT, "fontSize": 12, "color": theme.ink},
        "axis": {
            **label,
            **title,
            "domain": False,
            "ticks": False,
            "gridColor": theme.grid,
            "labelPadding": 8,
        },
        "axisX": {"labelOverlap": "greedy", "labelFlush": False, "labelSeparation": 14, "labelAngle": 0},
    }
