"""Align two versions of a text sentence by sentence: what stayed, what came, what went, what was reworded."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from timeline.events.sentences import Span, paragraphs, sentences

REWORDED = 0.55
"""Likeness (difflib's ratio over words) from which a sentence counts as reworded, not as a new one. Two
sentences of news that say different things mostly stay below 0.4.
"""
MOST_SENTENCES = 4000
"""Longer texts are aligned by paragraphs: comparing takes time by the square in the worst case."""
_SPACE = re.compile(r"\s+")
_TYPE = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00ad": None,
                       "\u200b": None, "\ufeff": None, "…": "..."})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alignment:
    """Hold what two texts share and where they differ; spans count into the first or the second text.

    ``passages`` are unchanged stretches, the longest possible: (begin and end in the first text, begin and
    end in the second), alike but for white space and the shape of quotation marks and dashes. ``reworded``
    pairs a sentence with its new wording; ``moved`` stands in both, elsewhere.
    """

    passages: tuple[tuple[Span, Span], ...]
    added: tuple[Span, ...]
    removed: tuple[Span, ...]
    reworded: tuple[tuple[Span, Span], ...]
    moved: tuple[tuple[Span, Span], ...]

    @property
    def unchanged(self) -> bool:
        """Say whether both texts say the same in the same order."""
        return not (self.added or self.removed or self.reworded or self.moved)


def plain(text: str) -> str:
    """Give a text as it is compared: white space and the shape of marks do not count.

    >>> plain(" A  “late” –  call ")
    'A "late" - call'
    """
    return _SPACE.sub(" ", text.translate(_TYPE)).strip()


def align(source: str, target: str) -> Alignment:
    """Align two texts.

    >>> found = align("It rained. The dam held.", "The dam held. Nobody was hurt.")
    >>> [(a.begin, a.end, b.begin, b.end) for a, b in found.passages]
    [(11, 24, 0, 13)]
    >>> [(s.begin, s.end) for s in found.added]
    [(14, 30)]
    """
    ours, theirs = _cut(source), _cut(target)
    a = [plain(source[s.begin : s.end]) for s in ours]
    b = [plain(target[s.begin : s.end]) for s in theirs]
    passages, gone, came, reworded = [], [], [], []
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            passages.append((Span(ours[i].begin, ours[j - 1].end), Span(theirs[k].begin, theirs[m - 1].end)))
            continue
        pairs = _reworded(a[i:j], b[k:m])
        reworded += [(ours[i + x], theirs[k + y]) for x, y in pairs]
        gone += [i + x for x in range(j - i) if x not in {p[0] for p in pairs}]
        came += [k + y for y in range(m - k) if y not in {p[1] for p in pairs}]
    moved = []
    for x in list(gone):
        same = next((y for y in came if a[x] == b[y]), None)
        if same is not None:
            moved.append((ours[x], theirs[same]))
            gone.remove(x)
            came.remove(same)
    return Alignment(
        tuple(passages),
        tuple(theirs[y] for y in came),
        tuple(ours[x] for x in gone),
        tuple(reworded),
        tuple(moved),
    )


def share(spans: Sequence[Span], text: str) -> float:
    """Give the share of a text that spans cover, white space left out.

    >>> share([Span(0, 4)], "Rain fell.")
    0.444...
    """
    return sum(_filled(text[s.begin : s.end]) for s in spans) / max(_filled(text), 1)


def _filled(text: str) -> int:
    return len(_SPACE.sub("", text))


def _cut(text: str) -> list[Span]:
    lines = list(paragraphs(text))
    cut = [sentence for line in lines for sentence in sentences(text, line)]
    return cut if len(cut) <= MOST_SENTENCES else lines


def _reworded(gone: Sequence[str], came: Sequence[str]) -> list[tuple[int, int]]:
    """Pair sentences with their new wording, the likest first, each once; order is kept."""
    if len(gone) * len(came) > MOST_SENTENCES:
        return []
    likeness = sorted(
        (
            (-_likeness(one.split(), other.split()), x, y)
            for x, one in enumerate(gone)
            for y, other in enumerate(came)
        ),
    )
    pairs: list[tuple[int, int]] = []
    for score, x, y in likeness:
        crosses = any((x - p) * (y - q) <= 0 for p, q in pairs)
        if -score >= REWORDED and not crosses:
            pairs.append((x, y))
    return sorted(pairs)


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.ratio()
        if matcher.real_quick_ratio() >= REWORDED and matcher.quick_ratio() >= REWORDED
        else 0.0
    )
