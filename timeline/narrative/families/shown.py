"""Show how two versions of a quotation differ, word by word: what stayed, was dropped, was added."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from timeline.narrative.families.wording import Wording, places, wording

Kind = Literal["same", "dropped", "added"]


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold a stretch of a version as printed, marks and blanks included, and whether it changed."""

    kind: Kind
    text: str


def side_by_side(one: str, two: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Cut both texts into segments: ``same``, ``dropped`` in the first, ``added`` in the second.

    The segments of each side put together are its text. Words count, marks and blanks do not; a word that
    became all capitals is another word.

    >>> left, right = side_by_side("It is definitely not hype.", "It is NOT hype.")
    >>> [(s.kind, s.text) for s in left]
    [('same', 'It is '), ('dropped', 'definitely not'), ('same', ' hype.')]
    >>> [(s.kind, s.text) for s in right]
    [('same', 'It is '), ('added', 'NOT'), ('same', ' hype.')]
    """
    a, b = wording(one), wording(two)
    ops = _operations(a, b)
    left = _cut(one, [(tag == "equal", i, j) for tag, i, j, _, _ in ops], "dropped")
    right = _cut(two, [(tag == "equal", k, m) for tag, _, _, k, m in ops], "added")
    return tuple(left), tuple(right)


def in_one_line(one: str, two: str) -> tuple[Segment, ...]:
    """Write the second text with what was dropped from the first in its place.

    >>> [(s.kind, s.text) for s in in_one_line("It is definitely not hype.", "It is no hype.")]
    [('same', 'It is '), ('dropped', 'definitely not'), ('same', ' '), ('added', 'no'), ('same', ' hype.')]
    """
    ours, theirs = list(places(one)), list(places(two))
    out: list[tuple[Kind, str]] = []
    at = 0
    for tag, i, j, k, m in _operations(wording(one), wording(two)):
        gap = two[at : theirs[k][0]] if k < m else ""
        if i < j and tag != "equal":
            # what opens the text (a mark) stays in front of what was dropped there
            before, gap = (" ", gap) if out else (gap, "")
            out += [("same", before), ("dropped", one[ours[i][0] : ours[j - 1][1]])]
        if k < m:
            kind: Kind = "same" if tag == "equal" else "added"
            at = theirs[m - 1][1]
            dropped = bool(out) and out[-1][0] == "dropped"
            out += [("same", gap or " " * dropped), (kind, two[theirs[k][0] : at])]
    out.append(("same", two[at:]))
    return tuple(_joined(out))


def same_words(one: str, two: str) -> float:
    """Give the share of words that two versions have in common, in the same order: 1.0 for the same words.

    >>> same_words("This is definitely not hype", "This is not hype")
    0.88...
    """
    a, b = _keys(wording(one)), _keys(wording(two))
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def _operations(a: Wording, b: Wording) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, _keys(a), _keys(b), autojunk=False).get_opcodes()


def _keys(made: Wording) -> list[str]:
    """Give what is compared: lower-case words, but all capitals as they are ("NEVER" is not "never")."""
    return [
        printed if len(printed) > 1 and printed.isupper() else word
        for printed, word in zip(made.shown, made.words, strict=True)
    ]


def _cut(text: str, runs: Sequence[tuple[bool, int, int]], changed: Kind) -> Iterator[Segment]:
    out: list[tuple[Kind, str]] = []
    spans = list(places(text))
    at = 0
    for equal, first, last in runs:
        if first < last and not equal:
            begin, end = spans[first][0], spans[last - 1][1]
            out += [("same", text[at:begin]), (changed, text[begin:end])]
            at = end
    out.append(("same", text[at:]))
    return _joined(out)


def _joined(parts: Sequence[tuple[Kind, str]]) -> Iterator[Segment]:
    """Join neighbours of one kind and leave empty ones out."""
    kind: Kind = "same"
    held = ""
    for following, text in parts:
        if not text:
            continue
        if following != kind and held:
            yield Segment(kind, held)
            held = ""
        kind, held = following, held + text
    if held:
        yield Segment(kind, held)
