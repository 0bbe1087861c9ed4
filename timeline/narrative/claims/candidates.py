"""Gather what a claim is told with, and the pairs of claims that can be one: near linear in their number."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from timeline.narrative.claims.finding import sentences
from timeline.narrative.claims.lexicon import english
from timeline.narrative.lineage.documents import stem

RATIO = 1.5
"""Two numbers further apart are one claim only where one text was taken from the other."""
_RAREST = 5
_NEIGHBOURS = 12
"""Claims with the same rare word that are looked at on each side, by value."""
_BEFORE = 0.5
"""Weight of the words of the sentence before."""
_SMALL = 10.0
_WORD = re.compile(r"[^\W\d_][\w]*")


@dataclass(frozen=True, slots=True)
class Told:
    """Hold a claim with the words around it: stems with weights, and whether something rises or falls."""

    row: Mapping[str, Any]
    stems: Mapping[str, float]
    direction: str | None
    sentence: tuple[int, int]
    day: Any


def told(claims: Sequence[Mapping[str, Any]], text: str, day: Any) -> Iterator[Told]:
    """Read the words around the claims of one article."""
    spans = list(sentences(text))
    begins = [b for b, _ in spans]
    cache: dict[int, frozenset[str]] = {}
    for row in claims:
        at = max(bisect_right(begins, row["begin"]) - 1, 0)
        stems: dict[str, float] = {}
        for k, weight in ((at - 1, _BEFORE), (at, 1.0)):
            if k >= 0:
                if k not in cache:
                    cache[k] = _stems(text[spans[k][0] : spans[k][1]])
                stems |= dict.fromkeys(cache[k], weight)
        near = text[max(spans[at][0], row["begin"] - 60) : min(spans[at][1], row["end"] + 30)]
        yield Told(row, stems, _direction(near.lower(), row, text), spans[at], day)


def _stems(sentence: str) -> frozenset[str]:
    plain = english().lists["plain.words"] | english().triggers
    return frozenset(stem(w) for w in _WORD.findall(sentence.lower()) if len(w) > 1 and w not in plain)


def _direction(near: str, row: Mapping[str, Any], text: str) -> str | None:
    lists = english()
    if row["begin"] and text[row["begin"] - 1] in "+-":
        return "up" if text[row["begin"] - 1] == "+" else "down"
    words = set(_WORD.findall(near))
    up, down = words & lists.lists["directions.up"], words & lists.lists["directions.down"]
    return "up" if up and not down else "down" if down and not up else None


def weights(claims: Sequence[Told]) -> dict[str, float]:
    """Weigh stems by how few articles tell claims with them."""
    seen: dict[str, set[str]] = {}
    for one in claims:
        for word in one.stems:
            seen.setdefault(word, set()).add(one.row["article_id"])
    total = len({one.row["article_id"] for one in claims})
    return {word: log(1 + total / len(ids)) for word, ids in seen.items()}


def pairs(claims: Sequence[Told], weighed: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """Give pairs of claims of different articles with a rare word in common and values near each other."""
    blocks: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(claims):
        row = one.row
        if row["value"] is not None and not common(row):
            for word in sorted(one.stems, key=lambda w: (-weighed[w] * one.stems[w], w))[:_RAREST]:
                blocks.setdefault((row["kind"], word), []).append(number)
            blocks.setdefault((row["kind"], f"{row['value']:.6g} {row['unit']}"), []).append(number)
    done: set[tuple[int, int]] = set()
    for members in blocks.values():
        ordered = sorted(members, key=lambda n: (claims[n].row["value"], claims[n].row["article_id"], n))
        for place, low in enumerate(ordered):
            for high in ordered[place + 1 : place + 1 + _NEIGHBOURS]:
                if claims[high].row["value"] > claims[low].row["value"] * RATIO:
                    break
                pair = (min(low, high), max(low, high))
                if pair not in done and claims[low].row["article_id"] != claims[high].row["article_id"]:
                    done.add(pair)
                    yield pair


def common(row: Mapping[str, Any]) -> bool:
    """Say whether a number is too usual to be known again: "three people", "two weeks"."""
    return row["kind"] in ("count", "duration") and row["value"] <= _SMALL


def likeness(one: Told, other: Told, weighed: Mapping[str, float]) -> tuple[float, int]:
    """Give the cosine of the words of two claims, and how many telling words they share."""
    shared = one.stems.keys() & other.stems.keys()
    dot = sum(one.stems[w] * other.stems[w] * weighed[w] ** 2 for w in shared)
    norms = _norm(one, weighed) * _norm(other, weighed)
    return (dot / norms if norms else 0.0), len(shared)


def _norm(one: Told, weighed: Mapping[str, float]) -> float:
    return float(sum((weight * weighed[w]) ** 2 for w, weight in one.stems.items()) ** 0.5)
