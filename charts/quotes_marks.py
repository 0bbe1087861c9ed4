"""Lay out and draw versions of a quotation: lines of words, with what was added and dropped on a tint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import polars as pl

from charts import axes, parts
from charts.layout import shorten, text_width
from charts.theme import FONT, Theme
from timeline.narrative.families.shown import Kind, Segment

SIZE: Final = 13.0
LINE: Final = 21.0
_PAD: Final = 12.0
_MOST_LINES: Final = 9
"""Lines of one version; what is longer ends with an ellipsis."""
_LABEL: Final = 210.0
_GENEROUS: Final = 1.02
"""How much wider ``text_width`` is than the letters: here pieces of a line must meet."""
_NARROW: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--"})
TINTS: Final[dict[str, dict[Kind, tuple[str, str]]]] = {
    "light": {"added": ("#D3E7F5", "#00406B"), "dropped": ("#FADFCB", "#6B2C00")},
    "dark": {"added": ("#12344D", "#B5DEF9"), "dropped": ("#4A2811", "#FFCDA8")},
}
"""Ground and ink of added and dropped words, by theme: contrast over 7 (WCAG 2.2, 1.4.6)."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Hold one version: who printed it first and when, its words, and how they differ from the first."""

    outlet: str
    kind: str
    date: str
    speaker: str
    change: str
    same: str
    text: str
    segments: tuple[Segment, ...]
    marked: bool
    note: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a stretch of one kind on one line: left in pixels, number of the line, and its words."""

    left: float
    line: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold what is drawn: small frames of pieces, labels, rules between versions, and their size."""

    pieces: pl.DataFrame
    labels: pl.DataFrame
    bands: pl.DataFrame
    width: float
    height: float
    left: float


def broken(segments: Sequence[Segment], width: float) -> list[Piece]:
    """Break segments into lines of at most ``width`` pixels, at blanks; a piece is of one kind.

    >>> found = broken([Segment("same", "one two "), Segment("added", "three")], 60)
    >>> [(p.line, p.kind, p.text) for p in found]
    [(0, 'same', 'one two'), (1, 'added', 'three')]
    """
    out: list[Piece] = []
    at, line = 0.0, 0
    held: list[str] = []
    left = 0.0
    for segment in segments:
        held, left = [], at
        for word in _words(segment.text):
            wide = _wide(word.rstrip())
            if at > 0 and at + wide > width and word.strip():
                out += _piece(held, left, line, segment.kind)
                held, left, at, line = [], 0.0, 0.0, line + 1
            held.append(word if at else word.lstrip())
            at += _wide(held[-1])
        out += _piece(held, left, line, segment.kind)
    return _cut(out)


def _words(text: str) -> Iterator[str]:
    """Give words with the blank behind them; blanks at the start are a word of their own."""
    word = ""
    for char in text:
        if word.endswith(" ") and char != " ":
            yield word
            word = ""
        word += char
    if word:
        yield word


def _piece(held: list[str], left: float, line: int, kind: Kind) -> list[Piece]:
    text = "".join(held)
    ahead = len(text) - len(text.lstrip())
    shown = text.strip()
    return [Piece(left + _wide(" " * ahead), line, kind, shown)] if shown else []


def _wide(text: str) -> float:
    """Give the width of words; curly marks are as wide as straight ones, and dashes as two hyphens."""
    return text_width(text.translate(_NARROW), SIZE) / _GENEROUS


def _cut(pieces: list[Piece]) -> list[Piece]:
    kept = [piece for piece in pieces if piece.line < _MOST_LINES]
    if len(kept) < len(pieces):
        last = kept[-1]
        kept[-1] = Piece(last.left, last.line, last.kind, last.text + " …")
    return kept


def laid_out(tellings: Sequence[Telling], theme: Theme, width: float) -> Rows:
    """Place every version below the one before it."""
    pieces: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    bands: list[dict[str, Any]] = []
    top = 0.0
    tints = TINTS[theme.name]
    for telling in tellings:
        found = broken(_in_marks(telling), width - 8)
        heads = _heads(telling, theme)
        lines = max(found[-1].line + 1 if found else 1, len(heads))
        height = lines * LINE + _PAD
        for piece in found:
            ground, ink = tints.get(piece.kind, (theme.background, theme.ink))
            y = top + (_PAD + LINE) / 2 + piece.line * LINE
            place = {"x": piece.left, "x2": piece.left + _wide(piece.text), "y": y}
            pieces.append({**place, "kind": piece.kind, "text": piece.text, "ground": ground, "color": ink})
        for n, (text, color, bold) in enumerate(heads):
            labels.append(
                {"y": top + (_PAD + LINE) / 2 + n * LINE, "text": text, "color": color, "bold": bold}
            )
        bands.append(
            {
                "y": top, "y2": top + height, "outlet": telling.outlet, "date": telling.date,
                "speaker": telling.speaker, "change": telling.change, "note": telling.note or "first version",
                "label": telling.label,
            }
        )  # fmt: skip
        top += height
    return Rows(pl.DataFrame(pieces), pl.DataFrame(labels), pl.DataFrame(bands), width, top, _LABEL)


def _in_marks(telling: Telling) -> list[Segment]:
    """Put quotation marks round the words where the outlet prints them."""
    if not telling.marked:
        return list(telling.segments)
    out = [Segment("same", "“"), *telling.segments, Segment("same", "”")]
    for place in (len(out) - 2, 0):
        one, two = out[place : place + 2]
        if one.kind == two.kind:
            out[place : place + 2] = [Segment(one.kind, one.text + two.text)]
    return out


def _heads(telling: Telling, theme: Theme) -> list[tuple[str, str, bool]]:
    """Give the lines at the left: outlet; day and share of words; what changed."""
    room = _LABEL - 14
    lines = [
        (shorten(telling.outlet, room, 12, bold=True), theme.text(telling.kind), True),
        (shorten(" · ".join(t for t in (telling.date, telling.same) if t), room), theme.mute, False),
    ]
    return [*lines, (shorten(telling.change, room), theme.ink, False)] if telling.change else lines


def view(rows: Rows, theme: Theme) -> parts.View:
    """Draw the versions."""
    x, y = _x("x", rows.width), axes.y("y", rows.height)
    layers: list[alt.Chart] = [_lines(rows, theme), _bands(rows, theme)]
    changed = rows.pieces.filter(pl.col("kind") != "same")
    if not changed.is_empty():
        box = changed.with_columns(
            pl.col("x") - 2, pl.col("x2") + 2, (pl.col("y") - 8.5).alias("y"), (pl.col("y") + 8.5).alias("y2")
        )
        rect = alt.Chart(axes.values(box.select("x", "x2", "y", "y2", "ground"))).mark_rect(
            cornerRadius=3, opacity=1, strokeWidth=0, tooltip=None
        )
        layers.append(
            rect.encode(x=x, x2="x2", y=y, y2="y2", color=alt.Color("ground", type="nominal", scale=None))
        )
    layers += _texts(rows, theme)
    for kind, down in (("added", 7.5), ("dropped", 0.5)):
        part = changed.filter(pl.col("kind") == kind).with_columns(pl.col("y") + down)
        if not part.is_empty():
            rule = alt.Chart(axes.values(part.select("x", "x2", "y", "color"))).mark_rule(
                strokeWidth=1.2, opacity=1, tooltip=None
            )
            layers.append(
                rule.encode(x=x, x2="x2", y=y, color=alt.Color("color", type="nominal", scale=None))
            )
    return alt.layer(*layers).properties(width=rows.width, height=rows.height)


def _x(field: str, width: float) -> alt.X:
    scale = alt.Scale(domain=[0, width], nice=False, zero=False)
    return alt.X(field, type="quantitative", scale=scale, axis=None)


def _bands(rows: Rows, theme: Theme) -> alt.Chart:
    """Let each row say more when it is pointed at."""
    frame = rows.bands.with_columns(pl.lit(-rows.left).alias("x"), pl.lit(rows.width).alias("x2"))
    names = {
        "outlet": "printed by",
        "date": "published",
        "speaker": "said by",
        "change": "change",
        "note": "in words",
        "label": "article",
    }
    base = alt.Chart(axes.values(frame)).mark_rect(fill=theme.background, fillOpacity=0.01, strokeWidth=0)
    drawn: alt.Chart = base.encode(
        x=_x("x", rows.width),
        x2="x2",
        y=axes.y("y", rows.height),
        y2="y2",
        tooltip=[alt.Tooltip(n, type="nominal", title=title) for n, title in names.items()],
    )
    return drawn


def _lines(rows: Rows, theme: Theme) -> alt.Chart:
    frame = rows.bands.select("y", pl.lit(-rows.left).alias("x"), pl.lit(rows.width).alias("x2"))
    rule = alt.Chart(axes.values(frame)).mark_rule(color=theme.grid, strokeWidth=1, tooltip=None)
    drawn: alt.Chart = rule.encode(x=_x("x", rows.width), x2="x2", y=axes.y("y", rows.height))
    return drawn


def _texts(rows: Rows, theme: Theme) -> list[alt.Chart]:
    words = alt.Chart(axes.values(rows.pieces.select("x", "y", "text", "color"))).mark_text(
        align="left", baseline="middle", fontSize=SIZE, font=FONT, tooltip=None
    )
    out = [
        words.encode(
            x=_x("x", rows.width),
            y=axes.y("y", rows.height),
            text=alt.Text("text", type="nominal"),
            color=alt.Color("color", type="nominal", scale=None),
        )
    ]
    for bold in (True, False):
        part = rows.labels.filter(pl.col("bold") == bold)
        label = alt.Chart(axes.values(part.select("y", "text", "color"))).mark_text(
            align="left", baseline="middle", fontSize=12, fontWeight=600 if bold else 400, font=FONT,
            x=-rows.left, tooltip=None,
        )  # fmt: skip
        out.append(
            label.encode(
                y=axes.y("y", rows.height),
                text=alt.Text("text", type="nominal"),
                color=alt.Color("color", type="nominal", scale=None),
            )
        )
    return out
