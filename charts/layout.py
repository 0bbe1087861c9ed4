"""Place labels: widths, lanes, dodging and shortening, as plain arithmetic on pixels.

Everything is computed here and not by Vega, so that the app, the files and the tests see the same numbers.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_REGULAR: Final = bytes(
    (
        28, 28, 35, 56, 56, 89, 67, 19, 33, 33, 39, 58, 28, 33, 28, 28, 56, 56, 56, 56, 56, 56, 56, 56,
        56, 56, 28, 28, 58, 58, 58, 56, 102, 67, 67, 72, 72, 67, 61, 78, 72, 28, 50, 67, 56, 83, 72, 78,
        67, 78, 72, 67, 61, 72, 67, 94, 67, 67, 61, 28, 28, 28, 47, 56, 33, 56, 56, 50, 56, 56, 28, 56,
        56, 22, 22, 50, 22, 83, 56, 56, 56, 56, 33, 50, 28, 56, 50, 72, 50, 50, 50, 33, 26, 33, 58,
    )
)  # fmt: skip
_BOLD: Final = bytes(
    (
        28, 33, 47, 56, 56, 89, 72, 24, 33, 33, 39, 58, 28, 33, 28, 28, 56, 56, 56, 56, 56, 56, 56, 56,
        56, 56, 33, 33, 58, 58, 58, 61, 98, 72, 72, 72, 72, 67, 61, 78, 72, 28, 56, 72, 61, 83, 72, 78,
        67, 78, 72, 67, 61, 72, 67, 94, 67, 67, 61, 33, 28, 33, 58, 56, 33, 56, 61, 56, 61, 56, 33, 61,
        61, 28, 28, 56, 28, 89, 61, 61, 61, 61, 39, 56, 33, 61, 56, 78, 56, 56, 50, 39, 28, 39, 58,
    )
)  # fmt: skip
"""Advance widths of U+0020 to U+007E in hundredths of an em: Arial, Helvetica, Liberation Sans."""
_ELSE: Final = 0.75
"""Width in em of a letter outside that range, on the generous side."""


def text_width(text: str, size: float = 12.0, bold: bool = False) -> float:
    """Estimate how wide a text is drawn, in pixels, a little on the generous side.

    >>> text_width("") == 0 < text_width("ill") < text_width("WWW") < text_width("WWW", bold=True) + 1
    True
    """
    widths = _BOLD if bold else _REGULAR
    return 1.02 * size * sum(_em(char, widths) for char in text)


def _em(char: str, widths: bytes) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F") or char in "…—":
        return 1.0
    place = ord(unicodedata.normalize("NFD", char)[0]) - 32
    if char in "’‘·–":
        return 0.56
    return widths[place] / 100 if 0 <= place < len(widths) else _ELSE


def clean(text: str | None) -> str:
    """Put a text on one line: control characters and runs of blanks become one blank."""
    if not text:
        return ""
    return " ".join(
        "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).split()
    )


def shorten(text: str | None, width: float, size: float = 12.0, bold: bool = False) -> str:
    """Cut a text at a word so that it fits ``width`` pixels, with an ellipsis where something is missing.

    >>> shorten("Nvidia closes down 17 percent in New York", 130)
    'Nvidia closes down…'
    >>> shorten("short", 150)
    'short'
    """
    text = clean(text)
    if text_width(text, size, bold) <= width:
        return text
    room = width - text_width("…", size, bold)
    used, end = 0.0, 0
    for end, char in enumerate(text):  # noqa: B007 (the place where the loop stops is the result)
        used += text_width(char, size, bold)
        if used > room:
            break
    cut = text[:end]
    blank = cut.rfind(" ")
    if not text[end : end + 1].isspace() and blank > len(cut) * 0.5:
        cut = cut[:blank]
    return cut.rstrip(" ,;:.-–—") + "…"


def wrap(text: str, width: float, size: float = 12.0, bold: bool = False) -> list[str]:
    """Break a text into lines of at most ``width`` pixels; a word that is longer is cut.

    >>> wrap("one two three", 50)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in clean(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold) <= width:
            lines[-1] = joined
        else:
            lines.append(shorten(word, width, size, bold))
    return lines


@dataclass(frozen=True, slots=True)
class Pin:
    """Hold one mark to be named: its ends in pixels, the width of its label, whether a stem hangs from it."""

    left: float
    right: float
    label: float
    stem: bool = True

    @property
    def x(self) -> float:
        """Give its middle, where the stem hangs."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Label:
    """Place one label: ``lane`` 0 is the highest, ``left`` and ``right`` its ends with the mark."""

    pin: Pin
    lane: int
    flipped: bool
    left: float
    right: float


def pack_labels(pins: Sequence[Pin], width: float, gap: float = 12.0) -> list[Label]:
    """Give every label a lane in which it overlaps no other.

    A label runs to the right of its pin, or to the left where the right edge is too near. Among the free
    lanes the one whose stems cross the fewest labels wins, then the highest: so the leftmost event of a group
    stands highest and its label runs over the later stems.
    """
    spans = [_span(pin, width) for pin in pins]
    flipped = sorted((i for i, s in enumerate(spans) if s[2]), key=lambda i: (-pins[i].x, i))
    others = sorted((i for i, s in enumerate(spans) if not s[2]), key=lambda i: (pins[i].left, i))
    placed: dict[int, Label] = {}
    lanes = 0
    for i in flipped + others:
        left, right, turned = spans[i]
        free = [
            lane
            for lane in range(lanes + 1)
            if all(p.lane != lane or right + gap <= p.left or p.right + gap <= left for p in placed.values())
        ]
        candidates = [Label(pins[i], lane, turned, left, right) for lane in free]
        best = min(candidates, key=lambda c: (_crossings(c, placed.values()), c.lane))
        placed[i] = best
        lanes = max(lanes, best.lane + 1)
    return [placed[i] for i in range(len(pins))]


def _span(pin: Pin, width: float) -> tuple[float, float, bool]:
    if pin.right + pin.label > width and pin.left - pin.label >= 0:
        return pin.left - pin.label, pin.right, True
    return pin.left, pin.right + pin.label, False


def _crossings(new: Label, placed: Iterable[Label]) -> int:
    """Count stems through labels: the new stem through lower labels, higher stems through the new label."""
    count = 0
    for p in placed:
        count += new.pin.stem and p.lane > new.lane and p.left < new.pin.x < p.right
        count += p.pin.stem and p.lane < new.lane and new.left < p.pin.x < new.right
    return count


def dodge(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions apart until neighbours are ``gap`` apart, as little as possible, within low..high.

    Where there is no room for all, they are spread evenly. The order of the input is kept among equals.

    >>> dodge([10, 12, 40], 10, 0, 100)
    [6.0, 16.0, 40.0]
    """
    if not wanted:
        return []
    n = len(wanted)
    gap = min(gap, (high - low) / max(1, n - 1))
    order = sorted(range(n), key=lambda i: wanted[i])
    blocks: list[list[float]] = []  # [sum of wanted tops, number, top]
    for i in order:
        blocks.append([wanted[i], 1.0, wanted[i]])
        while len(blocks) > 1 and blocks[-2][2] + blocks[-2][1] * gap > blocks[-1][2]:
            total, size, _ = blocks.pop()
            before = blocks[-1]
            before[0] += total - before[1] * size * gap
            before[1] += size
            before[2] = before[0] / before[1]
    found: list[float] = []
    for _, size, top in blocks:
        found.extend(top + k * gap for k in range(int(size)))
    placed = _into(found, gap, low, high)
    result = [0.0] * n
    for position, i in zip(placed, order, strict=True):
        result[i] = float(position)
    return result


def _into(ordered: list[float], gap: float, low: float, high: float) -> list[float]:
    """Push an ascending list into low..high without bringing neighbours nearer than ``gap``."""
    up: list[float] = []
    for value in ordered:
        up.append(max(value, low if not up else up[-1] + gap))
    down: list[float] = []
    for value in reversed(up):
        down.append(min(value, high if not down else down[-1] - gap))
    return down[::-1]


def pack_bars(spans: Sequence[tuple[float, float]], most: int, gap: float = 2.0) -> list[int | None]:
    """Give each bar the highest lane that is free; null where all ``most`` lanes are taken.

    >>> pack_bars([(0, 10), (5, 15), (20, 30), (6, 9)], most=2)
    [0, 1, 0, None]
    """
    lanes: list[list[tuple[float, float]]] = [[] for _ in range(most)]
    result: list[int | None] = []
    for left, right in spans:
        free = (
            k for k, lane in enumerate(lanes) if all(right + gap <= a or b + gap <= left for a, b in lane)
        )
        found = next(free, None)
        if found is not None:
            lanes[found].append((left, right))
        result.append(found)
    return result
