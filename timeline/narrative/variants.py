"""Say what changed between two articles of which one took from the other: numbers, names, doubt, meaning.

Rows of kind ``number`` come from the families of claims; ``name``, ``attribution`` and ``meaning`` from
comparing the aligned sentences of lineage passages. Quotations have rows of their own kind.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise, takewhile
from typing import Any

import polars as pl

from timeline.narrative.claims.families import claim_families
from timeline.narrative.claims.lexicon import english
from timeline.narrative.claims.reference import Reference
from timeline.schema import CLAIMS, VARIANTS

__all__ = ["Followed", "followed", "variants"]

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_LEAST = 0.45
"""Likeness of two sentences (twice the shared words, by all words) from which one retells the other."""
_LEAST_DENIED = 0.55
"""The same where a denial came or went: sentences that only touch each other differ in those anyway."""
_QUOTED_ONLY = "shared_quotes"
"""Articles of this kind of lineage share speech; what became of it is told by the versions of quotations."""
_MARKS = frozenset('"“”«»„')
_LONGEST = 700
"""Code points: a longer passage is no sentence."""
_REACH, _SHORT, _SAME = 4, 3, 5
"""Words behind a denial that say what is denied; shorter ones say nothing; letters that must agree."""
_TOLD, _TOLD_WORDS = 0.4, 4
"""Share of the new sentence's words, and how many, that were told with a source which it no longer names."""
_NAME_ALIKE, _ALONE_ALIKE, _ALONE_LETTERS = 0.55, 0.8, 6


@dataclass(frozen=True, slots=True)
class Followed:
    """Hold CLAIMS with ``family_id``, and VARIANTS of the kinds number, name, attribution and meaning."""

    claims: pl.DataFrame
    variants: pl.DataFrame


def followed(
    claims: pl.DataFrame,
    articles: pl.DataFrame,
    lineage: pl.DataFrame,
    references: Sequence[Reference] = (),
    credits: pl.DataFrame | None = None,
) -> Followed:
    """Put claims into families and list what changed on the way; see ``claim_families`` and ``variants``."""
    found = claim_families(claims, articles, lineage, references)
    parts = [found.variants, aligned_variants(articles, lineage)]
    if credits is not None:
        parts.append(credited_variants(lineage, credits))
    return Followed(found.claims, pl.concat(parts))


def variants(
    articles: pl.DataFrame,
    lineage: pl.DataFrame,
    claims: pl.DataFrame | None = None,
    references: Sequence[Reference] = (),
) -> pl.DataFrame:
    """List what changed between articles (VARIANTS): numbers, names, attributions and meanings.

    ``lineage`` says which passages were taken from which; without ``claims`` numbers are left out. The order
    of articles does not matter.
    """
    return followed(CLAIMS.empty() if claims is None else claims, articles, lineage, references).variants


def aligned_variants(articles: pl.DataFrame, lineage: pl.DataFrame) -> pl.DataFrame:
    """Compare the aligned sentences of lineage passages (VARIANTS without numbers)."""
    texts = dict(articles.select("article_id", "text").iter_rows())
    english_ids = _read(articles)
    rows: list[dict[str, Any]] = []
    columns = lineage.sort("source_id", "target_id").select("source_id", "target_id", "kind", "passages")
    for source_id, target_id, how, passages in columns.iter_rows():
        if source_id not in english_ids or target_id not in english_ids:
            continue
        source, target = texts[source_id], texts[target_id]
        for p in passages:
            ours = (p["source_begin"], p["source_end"])
            theirs = (p["target_begin"], p["target_end"])
            for kind, change, note in _changes(source, ours, target, theirs):
                if how == _QUOTED_ONLY and kind != "name":
                    continue
                rows.append(_row((source_id, *ours), (target_id, *theirs), kind, change, note))
    return VARIANTS.frame(rows)


def credited_variants(lineage: pl.DataFrame, credits: pl.DataFrame) -> pl.DataFrame:
    """Compare whom two tied articles name as their source (VARIANTS of kind attribution), from CREDITS.

    What stands in aligned passages is compared there; a source that stands elsewhere is told once, unless
    the articles share nothing but quotations.
    """
    named: dict[str, list[tuple[int, int, str]]] = {}
    columns = credits.select("article_id", "begin", "end", "credited").sort("article_id", "begin")
    for article_id, begin, end, credited in columns.iter_rows():
        named.setdefault(article_id, []).append((begin, end, credited))
    rows: list[dict[str, Any]] = []
    tied = lineage.sort("source_id", "target_id").select("source_id", "target_id", "kind", "passages")
    for source_id, target_id, how, passages in tied.iter_rows():
        if source_id not in named or target_id not in named:
            continue
        for ours, theirs in _both_name(named[source_id], named[target_id], passages, how != _QUOTED_ONLY):
            row = _row(
                (source_id, *ours[:2]), (target_id, *theirs[:2]), "attribution", "same",
                f"Both name {ours[2]} as the source.",
            )  # fmt: skip
            rows.append({**row, "changed": False})
    return VARIANTS.frame(rows)


_Credit = tuple[int, int, str]


def _both_name(
    ours: Sequence[_Credit], theirs: Sequence[_Credit], passages: Sequence[Mapping[str, int]], elsewhere: bool
) -> Iterator[tuple[_Credit, _Credit]]:
    """Pair credits of two articles that name the same source: in aligned passages, else the first of each."""
    told: set[str] = set()
    for p in passages:
        there = {c[2]: c for c in theirs if p["target_begin"] <= c[0] < p["target_end"]}
        for one in ours:
            if p["source_begin"] <= one[0] < p["source_end"] and one[2] in there:
                told.add(one[2])
                yield one, there[one[2]]
    if elsewhere:
        first, other = ({c[2]: c for c in reversed(of)} for of in (ours, theirs))
        yield from ((first[name], other[name]) for name in sorted(first.keys() & other.keys() - told))


def _read(articles: pl.DataFrame) -> frozenset[str]:
    from timeline.events.mentions import is_read

    if "lang" not in articles.columns:
        return frozenset(articles["article_id"])
    return frozenset(i for i, lang in articles.select("article_id", "lang").iter_rows() if is_read(lang))


def _row(
    a: tuple[str, int, int], b: tuple[str, int, int], kind: str, change: str, note: str
) -> dict[str, Any]:
    return {
        "kind": kind,
        "family_id": None,
        "a_id": a[0],
        "a_begin": a[1],
        "a_end": a[2],
        "b_id": b[0],
        "b_begin": b[1],
        "b_end": b[2],
        "changed": True,
        "change": change,
        "note": note,
    }


def _changes(
    source: str, ours: tuple[int, int], target: str, theirs: tuple[int, int]
) -> Iterator[tuple[str, str, str]]:
    """Give (kind, change, note) for what a sentence lost or turned in its new wording."""
    one, other = source[ours[0] : ours[1]], target[theirs[0] : theirs[1]]
    if one == other or max(len(one), len(other)) > _LONGEST:
        return
    a, b = _WORD.findall(one), _WORD.findall(other)
    if a == b:
        return
    low_a, low_b = _levelled(a), _levelled(b)
    shared = sum((Counter(low_a) & Counter(low_b)).values())
    alike = 2 * shared / (len(a) + len(b)) if a and b else 0.0
    if low_a == low_b or alike < _LEAST or shared < 4:
        return
    for old, new in _names(a, b, source, target):
        yield "name", "misspelt", f"“{old}” became “{new}”."
    yield from _said(low_a, low_b, dropped=_MARKS.isdisjoint(one) and _retold(a, b) and not _namesakes(a, b))
    yield from _turned(low_a, low_b, alike)


def _names(a: Sequence[str], b: Sequence[str], source: str, target: str) -> Iterator[tuple[str, str]]:
    """Give names of the source that the target writes in another way, and nowhere as the source does."""
    low_a, low_b = [w.lower() for w in a], [w.lower() for w in b]
    for tag, i, j, k, m in SequenceMatcher(None, low_a, low_b, autojunk=False).get_opcodes():
        if tag != "replace" or j - i != m - k or j - i > 2:
            continue
        for x, y in zip(range(i, j), range(k, m), strict=True):
            old, new = a[x], b[y]
            if (
                not (x and y and old[0].isupper() and new[0].isupper())
                or not old.isalpha()
                or not new.isalpha()
            ):
                continue
            if _stands(new, source) or _stands(old, target) or not _misspelt(a, x, b, y):
                continue
            yield _around(a, x), _around(b, y)


def _stands(word: str, text: str) -> bool:
    """Say whether a word stands in a text by itself."""
    return word in text and re.search(rf"\b{word}\b", text) is not None


def _misspelt(a: Sequence[str], x: int, b: Sequence[str], y: int) -> bool:
    """Say whether two capitalised words are one name: alike, and beside the same other part of it."""
    old, new = a[x].lower(), b[y].lower()
    alike = SequenceMatcher(None, old, new, autojunk=False).ratio()
    left = a[x - 1] == b[y - 1] and a[x - 1][0].isupper()
    right = x + 1 < len(a) and y + 1 < len(b) and a[x + 1] == b[y + 1] and a[x + 1][0].isupper()
    if old.startswith(new) or new.startswith(old):
        return left and right
    if left or right:
        return alike >= _NAME_ALIKE and old[0] == new[0] and min(len(old), len(new)) > 3
    return alike >= _ALONE_ALIKE and min(len(old), len(new)) >= _ALONE_LETTERS


def _around(words: Sequence[str], at: int) -> str:
    """Give the whole name around a word."""
    first = last = at
    while first > 1 and words[first - 1][0].isupper():
        first -= 1
    while last + 1 < len(words) and words[last + 1][0].isupper():
        last += 1
    return " ".join(words[first : last + 1])


def _levelled(words: Sequence[str]) -> list[str]:
    """Give the words in lower case; the "No" of "No. 1" and of names denies nothing, and May is a month."""
    labels, months = _labels_and_months()
    out = [word.lower() for word in words]
    for i, low in enumerate(out):
        if low in labels or low in months:
            named = i > 0 and words[i][0].isupper()
            if named or (words[i + 1 : i + 2] and words[i + 1][0].isdigit()):
                out[i] = f"{low}."
    return out


@cache
def _labels_and_months() -> tuple[frozenset[str], frozenset[str]]:
    return english().lists["ranks.number_signs"], english().lists["counted.months"]


def _namesakes(a: Sequence[str], b: Sequence[str]) -> bool:
    """Say whether a name beside a reporting verb of the first sentence stands in the second."""
    verbs = _list("said") | _list("claimed")
    names = {
        w
        for i, verb in enumerate(a)
        if verb.lower() in verbs
        for w in [*a[max(1, i - _REACH) : i], *a[i + 1 : i + 1 + _REACH]]
        if w[0].isupper()
    }
    return not names.isdisjoint(b)


def _said(a: Sequence[str], b: Sequence[str], *, dropped: bool) -> Iterator[tuple[str, str, str]]:
    """Say how the report of who says it changed: a neutral verb became a doubting one, or all of it went."""
    said, claimed = _list("said"), _list("claimed")
    a, b = _active(a), _active(b)
    neutral = (_some(a, said), _some(b, said))
    doubting = (_some(_verbs(a), claimed), _some(_verbs(b), claimed))
    if neutral[0] and doubting[1] and not doubting[0]:
        yield "attribution", "attribution_replaced", f"“{neutral[0]}” became “{doubting[1]}”."
    elif doubting[0] and neutral[1] and not doubting[1]:
        yield "attribution", "attribution_replaced", f"“{doubting[0]}” became “{neutral[1]}”."
    elif (
        (neutral[0] or doubting[0] or "according" in a)
        and not (neutral[1] or doubting[1] or "according" in b or _reports(b))
        and dropped
    ):
        yield "attribution", "attribution_dropped", "Who says so is no longer told."


def _active(words: Sequence[str]) -> list[str]:
    """Leave out what is in the passive: "as they had been told" names nobody."""
    passive = _list("passive")
    return [w for before, w in zip(["", *words], words, strict=False) if before not in passive]


def _verbs(words: Sequence[str]) -> list[str]:
    """Leave out what is a noun by the word before it: "the claims", "his claim"."""
    nouns = _list("before_nouns")
    return [
        w
        for before, w in zip(["", *words], words, strict=False)
        if before not in nouns and not before.endswith(("'s", "’s"))
    ]


def _retold(a: Sequence[str], b: Sequence[str]) -> bool:
    """Say whether enough of what a source said is in the other sentence; names alone tell nothing."""
    told = {word[:_SAME] for word in a if len(word) > _SHORT}
    again = [word[:_SAME] in told for word in b if len(word) > _SHORT and word[0].islower()]
    return sum(again) >= max(_TOLD_WORDS, _TOLD * len(again))


def _reports(words: Sequence[str]) -> bool:
    from timeline.narrative.quotes.lexicon import english as cues

    return any(w in cues().cues for w in words)


def _turned(a: Sequence[str], b: Sequence[str], alike: float) -> Iterator[tuple[str, str, str]]:
    """Say whether a negation, a must, a doubt or a cause came or went."""
    lost, won = Counter(a) - Counter(b), Counter(b) - Counter(a)
    no = _list("negations")
    before, after = _count(a, no), _count(b, no)
    only = _phrase(b, "only_also") and not _phrase(a, "only_also")
    if only and before:
        yield "meaning", "meaning_turned", f"A denial became “{_phrase(b, 'only_also')}”."
    elif (
        (before == 0) != (after == 0)
        and alike >= _LEAST_DENIED
        and (_stays(a, b, no, 1) if before else _stays(b, a, no, 1))
    ):
        word = _some(a, no) or _some(b, no)
        turned = f"“{word}” is gone." if before else f"“{word}” was added."
        yield "meaning", "meaning_turned", f"The denial changed: {turned}"
    must, may, doubt = _list("must"), _list("may"), _list("doubt")
    if _some(list(lost), must) and _some(list(won), may) and not _some(a, may):
        yield "meaning", "modality_weakened", f"“{_some(list(lost), must)}” became “{_some(list(won), may)}”."
    elif _some(list(lost), may) and _some(list(won), must) and not _some(a, must):
        yield (
            "meaning",
            "modality_strengthened",
            f"“{_some(list(lost), may)}” became “{_some(list(won), must)}”.",
        )
    elif _some(list(lost), doubt) and not _some(b, may | must) and _stays(a, b, doubt & lost.keys()):
        yield "meaning", "doubt_dropped", f"“{_some(list(lost), doubt)}” is gone."
    elif _able(a, b):
        yield "meaning", "doubt_dropped", f"“{_able(a, b)}” is gone: what can be is told as what is."
    about = _about(a)
    if about and not _about(b) and _stays(a, b, {about.split()[-1]}):
        yield "meaning", "doubt_dropped", f"“{about}” is gone."
    cause = _phrase(b, "causes")
    if cause and not _phrase(a, "causes") and _some(list(lost), _list("coincidences")):
        yield "meaning", "cause_added", f"“{_some(list(lost), _list('coincidences'))}” became “{cause}”."


def _about(words: Sequence[str]) -> str | None:
    """Find a word that blurs what follows; of some words only those in front of a number do."""
    plain = _unequalled(words)
    numbers = english().values["numbers"].keys() | english().values["magnitudes"].keys()
    counted = [
        word
        for word, behind in zip(plain, [*plain[1:], ""], strict=False)
        if behind[:1].isdigit() or behind in numbers or word not in _list("approximators_of_numbers")
    ]
    return _phrase(counted, "approximators")


def _stays(a: Sequence[str], b: Sequence[str], words: Set[str], most: int = _REACH) -> bool:
    """Say whether what one of the words is said of in ``a`` is told in ``b``; else it went as a whole."""
    told = {word[:_SAME] for word in b}
    verbs = _list("said") | _list("claimed")
    for i, word in enumerate(a):
        if word in words:
            clause = takewhile(lambda w: w not in verbs, a[i + 1 : i + 1 + _REACH])
            near = [w for n, w in enumerate(clause) if len(w) > _SHORT or (not n and w[0].isdigit())]
            near = near[: 1 if near and near[0][0].isdigit() else most]
            if not near or any(w[:_SAME] in told for w in near):
                return True
    return False


def _unequalled(words: Sequence[str]) -> list[str]:
    """Leave out "nearly the same": its first word tells of the likeness, not of a number."""
    same = _list("likeness")
    return [w for w, behind in zip(words, [*words[2:], "", ""], strict=False) if behind not in same]


def _able(a: Sequence[str], b: Sequence[str]) -> str | None:
    """Find "can send" of which the other sentence makes "sends"."""
    can = _list("can")
    if _some(b, can | _list("able")):
        return None
    for word, verb in pairwise(a):
        if word in can and len(verb) > 2 and any(w.startswith(verb[: max(3, len(verb) - 1)]) for w in b):
            return word
    return None


def _list(name: str) -> frozenset[str]:
    return english().lists[f"turned.{name}"]


def _some(words: Sequence[str], wanted: frozenset[str]) -> str | None:
    return next((w for w in words if w in wanted), None)


def _count(words: Sequence[str], wanted: frozenset[str]) -> int:
    return sum(w in wanted for w in words)


def _phrase(words: Sequence[str], name: str) -> str | None:
    """Find the first phrase of a list in a sentence."""
    if _firsts(name).isdisjoint(words):
        return None
    said = f" {' '.join(words)} "
    places: Mapping[str, int] = {p: said.find(f" {p} ") for p in _list(name)}
    found = [(at, -len(p), p) for p, at in places.items() if at >= 0]
    return min(found)[2] if found else None


@cache
def _firsts(name: str) -> frozenset[str]:
    """Give the first words of the phrases of a list: without one of them none can stand in a sentence."""
    return frozenset(phrase.split()[0] for phrase in _list(name))
