"""Choose terms that a person understands: no days, by-lines or furniture of pages, and whole names."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from timeline.events.actors import split_role
from timeline.stories.vectors import Vectors

SHORTEST: Final = 3
"""Letters of a word that is no name; "UK" and "EU" are names."""
OWN_SHARE, OWN_COVER, OWN_LIFT, OWN_ARTICLES = 0.8, 0.4, 1.5, 5
"""A term is an outlet's own furniture where it has this share of the term's articles, this share of its
articles have the term, it is so many times over its share of all, and it has so many articles."""
READ: Final = 120
"""Articles of a theme that are read to complete a name, from all of its time."""
USUAL: Final = 0.6
"""A name has a further word where this share of its uses have it; a pair of words is a name where they stand
side by side in this share of the articles with both."""
LONGEST, WITH_ROLE = 4, 6
"""Words of a name, and of a name behind a role: "Senate Majority Leader Mitch McConnell"."""
_FILE: Final = "en.themes.toml"
_BEFORE: Final = re.compile(r"((?:[^\W\d_]\.){2,}|[^\W\d_][\w’'-]*\.?)\s+$")
_AFTER: Final = re.compile(r"^\.?\s+([^\W\d_][\w’'-]*)")
_DAYS: Final = ("WEEKDAY", "SHORTDAY", "WEEKDAYS", "MONTH")


@dataclass(frozen=True, slots=True)
class Residue:
    """Hold words in lower case that name no theme; a pair with one of ``marks`` is none either."""

    marks: frozenset[str]
    words: frozenset[str]
    articles: frozenset[str]
    joiners: frozenset[str]


@cache
def residue() -> Residue:
    """Give the words that are left out in every collection, with the days and months of every language."""
    folder = resources.files("timeline.temporal") / "languages"
    data = tomllib.loads((folder / _FILE).read_text(encoding="utf-8"))
    found = data["residue"]
    marks = {*found["clock"], *found["markup"]}
    days: set[str] = set()
    for path in folder.iterdir():
        if path.name.count(".") == 1 and path.name.endswith(".toml"):
            days |= _days(path.read_text(encoding="utf-8"))
    words = {*marks, *found["byline"], *found["page"], *data["everyday"]["words"], *days}
    names = (frozenset(data["names"][kind]) for kind in ("articles", "joiners"))
    return Residue(frozenset(marks), frozenset(words), *names)


def _days(text: str) -> set[str]:
    """Give the days and months of a file of dates; reading all of it would take two hundred times as long."""
    parts = [part.partition("\n[")[0] for name in _DAYS for part in text.split(f"\n[words.{name}]\n")[1:]]
    tables = (tomllib.loads(part) for part in parts)
    return {word.lower().rstrip(".") for table in tables for words in table.values() for word in words}


def telling_columns(known: Vectors, articles: pl.DataFrame) -> np.ndarray:
    """Say which columns may name something, for the articles (source, author) of the rows."""
    own = _names_of(articles)
    said = np.array([_tells(term, own) for term in known.terms], dtype=bool)
    tells: np.ndarray = said & ~_furniture(known.rows, articles)
    return tells


def _tells(written: str, own: frozenset[str]) -> bool:
    left_out, term = residue(), written.lower()
    parts = term.split()
    if term in own or any(part.rstrip(".") in left_out.marks or part in own for part in parts):
        return False
    if all(part in left_out.words or part.rstrip(".") in left_out.words for part in parts):
        return False
    return len(term) >= SHORTEST or written.isupper() or not term.isascii()


def _names_of(articles: pl.DataFrame) -> frozenset[str]:
    """Give names of outlets and authors: whole, the end of an outlet's, each two words of an author's."""
    found: set[str] = set()
    for column in ("source", "author"):
        for name in articles[column].drop_nulls().unique() if column in articles.columns else ():
            parts = re.findall(r"[^\W_]+(?:[-'’.][^\W_]+)*", str(name).lower())
            parts = parts[1:] if parts and parts[0] in residue().articles else parts
            pairs = [" ".join(pair) for pair in pairwise(parts)]
            found.update([" ".join(parts), *(pairs if column == "author" else pairs[-1:])])
    return frozenset(found - {""})


def _furniture(rows: Any, articles: pl.DataFrame) -> np.ndarray:
    """Say which columns one outlet puts into its articles whatever they are about."""
    from scipy.sparse import csr_matrix

    marked = np.zeros(rows.shape[1], dtype=bool)
    if "source" not in articles.columns or not rows.shape[0]:
        return marked
    outlets = articles["source"].fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
    sizes = np.bincount(outlets)
    n = len(outlets)
    of = csr_matrix((np.ones(n), (outlets, np.arange(n))), shape=(len(sizes), n))
    present = rows.copy()
    present.data = np.ones_like(present.data)
    counts = (of @ present).tocoo()
    uses = np.asarray(present.sum(axis=0)).ravel()
    size, share = sizes[counts.row], counts.data / uses[counts.col]
    own = (
        (share >= OWN_SHARE)
        & (counts.data / size >= OWN_COVER)
        & (share >= OWN_LIFT * size / n)
        & (size >= OWN_ARTICLES)
    )
    marked[counts.col[own]] = True
    return marked


def whole_names(terms: Iterable[str], texts: Sequence[str]) -> list[str]:
    """Give terms with their names whole, as the texts write them; pairs that no text has are left out.

    >>> whole_names(["Kim Jong", "Venice La", "missile"], ["Kim Jong Un fired a missile at Venice, La."] * 3)
    ['Kim Jong Un', 'missile']
    """
    read = texts[:: max(1, len(texts) // READ)][:READ]
    made: list[str] = []
    for term in terms:
        whole = _whole(term, read)
        if whole is None:
            continue
        low = whole.lower().split()
        if any(_inside(low, one.lower().split()) for one in made):
            continue
        made.append(whole)
    return made


def _inside(one: list[str], other: list[str]) -> bool:
    """Say whether two names share so much that one of them is enough."""
    short, long = sorted((one, other), key=len)
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def _whole(term: str, texts: Sequence[str]) -> str | None:
    words = term.split()
    if not term[:1].isupper() or not term[:1].isascii():
        return term
    if len(words) == 1 and term.isupper() and len(term) > SHORTEST and any(term.title() in t for t in texts):
        words = [term.title()]
    known: dict[str, list[tuple[int, int, int]]] = {}
    for side, longest in ((1, WITH_ROLE), (0, LONGEST)):
        while len(words) < longest:
            places = _known_places(words, texts, known)
            if not places and len(words) > 1:
                return None
            added = _neighbour(places, texts, side)
            if added is None:
                break
            words = [*words, added] if side else [added, *words]
    if _part_of_more(_known_places(words, texts, known), texts):
        words = words[1:] if len(words) > 2 else words
    name = split_role(" ".join(words))[1]
    return name if " " in name else " ".join(words)


def _known_places(
    words: Sequence[str], texts: Sequence[str], known: dict[str, list[tuple[int, int, int]]]
) -> list[tuple[int, int, int]]:
    """Give the places of words, which are looked for once for what stands before and behind them."""
    name = " ".join(words)
    if name not in known:
        known[name] = _places(words, texts)
    return known[name]


def _places(words: Sequence[str], texts: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give where the words stand side by side (text, begin, end); nothing where that is not usual."""
    body = re.compile(r"\.?\s+".join(re.escape(word) for word in words))
    found, both, beside = [], 0, 0
    for at, text in enumerate(texts):
        if not all(word in text for word in words):  # most have not: searching for the pattern takes longer
            continue
        here = [(at, match.start(), match.end()) for match in body.finditer(text)]
        both += 1
        beside += bool(here)
        found += here
    return found if beside >= USUAL * both else []


def _neighbour(places: Sequence[tuple[int, int, int]], texts: Sequence[str], side: int) -> str | None:
    """Give the word with a capital that usually stands after (side 1) or before the places."""
    counts: dict[str, int] = {}
    for at, begin, end in places:
        text = texts[at]
        match = (
            _AFTER.match(text[end : end + 40]) if side else _BEFORE.search(text[max(0, begin - 40) : begin])
        )
        if match and match[1][0].isupper():
            word = re.sub(r"['’]s$", "", match[1])
            word = word if word.count(".") > 1 else word.rstrip(".")
            counts[word] = counts.get(word, 0) + 1
    best = max(counts, key=lambda word: (counts[word], word), default=None)
    if best is None or counts[best] < USUAL * len(places):
        return None
    # "In London" begins a sentence; behind a name such a word is part of it ("Kim Jong Un").
    plain = residue().words if side else residue().words | ENGLISH_STOP_WORDS
    return None if best.lower() in plain else best


def _part_of_more(places: Sequence[tuple[int, int, int]], texts: Sequence[str]) -> bool:
    """Say whether a word that joins the parts of one name usually stands before: "Secretary of State X"."""
    before = [_BEFORE.search(texts[at][max(0, begin - 40) : begin]) for at, begin, _ in places]
    joined = sum(1 for match in before if match and match[1] in residue().joiners)
    return joined >= USUAL * max(1, len(places))
