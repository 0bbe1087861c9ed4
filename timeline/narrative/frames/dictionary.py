"""Read dictionaries of frames: the one that comes with the program, and those that people bring.

A term is a word or a phrase, in any case; ``*`` at its end stands for any ending ("econom*"). Marks and line
ends between the words of a phrase do not matter.
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

import polars as pl

from timeline.errors import InputError

COLUMNS: Final = ("frame", "term")
"""Columns that a dictionary needs; others are left aside."""
_FILE: Final = "en.frames.toml"
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that set no blanks between words: a term is found wherever its letters stand."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Hold one frame of the dictionary that comes with the program: what it is, and who described it."""

    name: str
    says: str
    source: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hold the English words of framing.

    ``least`` uses of ``different`` words make a frame, and at least one for so many ``characters``.
    """

    frames: tuple[Frame, ...]
    least: int
    different: int
    characters: int
    boosters: tuple[str, ...]
    evaluative: Mapping[str, tuple[str, ...]]

    @property
    def terms(self) -> dict[str, tuple[str, ...]]:
        """Give the terms of each frame."""
        return {frame.name: frame.terms for frame in self.frames}


@cache
def general() -> Lexicon:
    """Give what comes with the program (``languages/en.frames.toml``)."""
    text = (resources.files("timeline.temporal") / "languages" / _FILE).read_text(encoding="utf-8")
    data = tomllib.loads(text)
    frames = tuple(
        Frame(name, one["says"], one["from"], tuple(one["terms"])) for name, one in data["frames"].items()
    )
    return Lexicon(
        frames,
        int(data["general"]["least"]),
        int(data["general"]["different"]),
        int(data["general"]["characters"]),
        tuple(data["boosters"]["terms"]),
        {kind: tuple(verbs) for kind, verbs in data["evaluative_verbs"].items()},
    )


def read_dictionary(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a CSV with the columns frame and term, in UTF-8; InputError says what is wrong in which line.

    Commas, semicolons and tabs may part the columns. A term that stands twice counts once.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}). Name a CSV of frames.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text. Save the dictionary as CSV in UTF-8.") from error
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(text.splitlines(), delimiter=mark)
    named = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    if missing := [name for name in COLUMNS if name not in named]:
        raise InputError(
            f"{path}: the first line names no column {' and '.join(missing)}. A dictionary of frames is a "
            "CSV headed frame,term with a term a line, such as: economy,unemploy*"
        )
    found: dict[str, dict[str, None]] = {}
    try:
        for row in reader:
            frame, term = ((row.get(named[name]) or "").strip() for name in COLUMNS)
            if not frame and not term:
                continue
            if problem := _problem(frame, term):
                raise InputError(f"{path}, line {reader.line_num}: {problem}")
            found.setdefault(" ".join(frame.split()), {})[" ".join(term.split())] = None
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: {error}. Save the dictionary as CSV.") from error
    if not found:
        raise InputError(f"{path} holds no term. A line is a frame and a term: economy,unemploy*")
    return {frame: tuple(terms) for frame, terms in found.items()}


def _problem(frame: str, term: str) -> str | None:
    if not frame or not term:
        return "a frame and a term are needed in each line."
    if "*" in term.removesuffix("*"):
        return f"the term {term!r} has a star before its end. A star stands at the end only, as in unemploy*."
    if not plain(term):
        return f"the term {term!r} holds no letter or number."
    return None


def plain(text: str) -> str:
    r"""Give the words of a text in lower case with one blank between them.

    >>> plain("The “Wall\nStreet” crash,")
    'the wall street crash'
    """
    return str(pl.select(plained(pl.lit(text))).item()).strip()


def plained(text: pl.Expr) -> pl.Expr:
    """Give the same for a column of texts, with a blank at both ends where a mark stands there."""
    # Single blanks are most of what is no letter; leaving them alone takes a third of the time.
    return text.str.to_lowercase().str.replace_all(r" *[^\p{L}\p{M}\p{N} ][^\p{L}\p{M}\p{N}]*|  +", " ")


def needle(term: str) -> str | None:
    """Give what is looked for in a text that is plain and has a blank at both ends; None: nothing can be.

    >>> needle("War"), needle("Wall Street"), needle("econom*"), needle("危机"), needle("*")
    (' war ', ' wall street ', ' econom', '危机', None)
    """
    return _sought(plain(term.removesuffix("*")), term)


def _sought(words: str, term: str) -> str | None:
    if not words:
        return None
    if _UNSPACED.search(words):
        return words
    return f" {words}" if term.endswith("*") else f" {words} "


def needles(terms: Iterable[str]) -> dict[str, str]:
    """Map what is looked for to its term; what a term with a star covers is left to that one."""
    known = list(terms)
    bare = pl.Series("term", [term.removesuffix("*") for term in known], dtype=pl.String)
    words = bare.to_frame().select(plained(pl.col("term")).str.strip_chars(" "))["term"].to_list()
    found: dict[str, str] = {}
    for own, term in zip(words, known, strict=True):
        if sought := _sought(own, term):
            found.setdefault(sought, term)
    open_ = {sought for sought in found if not sought.endswith(" ")}
    return {
        sought: term
        for sought, term in found.items()
        if not any(sought[:end] in open_ for end in range(1, len(sought)))
    }


def pattern(terms: Iterable[str]) -> "re.Pattern[str] | None":
    """Give an expression that finds the terms in a text as it is written, to mark them there."""
    parts = []
    for term in sorted(terms, key=len, reverse=True):
        sought = plain(term.removesuffix("*"))
        if not sought:
            continue
        body = r"[\W_]+".join(re.escape(word) for word in sought.split())
        if not _UNSPACED.search(sought):
            body = rf"(?<![^\W_]){body}" + (r"[^\W_]*" if term.endswith("*") else r"(?![^\W_])")
        parts.append(body)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None
