"""Gather scattered claims into the family that a number mostly means in a collection.

Where most articles that give $589 billion mean one loss, another that gives it beside a word of that loss
means it too; in a collection where the number means many things, nothing is gathered.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from timeline.narrative.claims.candidates import Told, common
from timeline.narrative.claims.drift import rounds

MOSTLY = 0.5
"""Share of a number's claims that one family must hold."""
_FEWEST = 3
_CORE = 0.25
"""Share of a family's claims that must be told with a word for it to be one of its own."""

_TOLD_WITH = 0.6
_CHANCE, _CHANCE_OF_ALL = 1e-3, 0.05
"""How likely a word may stand beside a number so often by chance, and beside any of few numbers."""

Bucket = tuple[str, str | None, str]


def gathered(found: Sequence[Told], groups: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Give pairs (of the family, of the claim that joins it), as places in ``found``."""
    buckets: dict[Bucket, list[int]] = {}
    for number, group in enumerate(groups):
        for bucket in sorted({_bucket(found[i]) for i in group} - {None}, key=str):
            if bucket is not None:
                buckets.setdefault(bucket, []).append(number)
    cores: dict[int, frozenset[str]] = {}
    for bucket in sorted(buckets, key=str):
        members = buckets[bucket]
        if len(members) < 2:
            continue
        sizes = {n: _articles(found, groups[n], bucket) for n in members}
        best = min(members, key=lambda n: (-sizes[n], groups[n][0]))
        if sizes[best] < _FEWEST or sizes[best] < MOSTLY * sum(sizes.values()):
            continue
        core = cores.setdefault(best, _core(found, groups[best]))
        for number in members:
            if number != best and _fits(found, groups[best], groups[number], core, bucket):
                yield groups[best][0], groups[number][0]


def meant(found: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """Give pairs of claims of a number that means one thing throughout the collection.

    It does where one word stands beside it in most articles that give it, and clearly more often than beside
    other numbers: "Nvidia" beside 17 percent.
    """
    by_value: dict[tuple[str, str | None, float], list[int]] = {}
    overall: Counter[str] = Counter()
    for i, one in enumerate(found):
        overall.update(one.stems)
        row = one.row
        if row["value"] is not None and row["kind"] in ("money", "percent") and not common(row):
            by_value.setdefault((row["kind"], row["unit"], row["value"]), []).append(i)
    often = [
        (members, articles)
        for given in by_value.values()
        for members in _by_way(found, given)
        if (articles := len({found[i].row["article_id"] for i in members})) >= _FEWEST
    ]
    chance = max(_CHANCE, _CHANCE_OF_ALL / max(len(often), 1))
    for members, articles in often:
        word = _word_of(found, members, articles, (overall, chance))
        told = [i for i in members if word in found[i].stems] if word else []
        yield from ((told[0], i) for i in told[1:])


def _by_way(found: Sequence[Told], given: Sequence[int]) -> Iterator[list[int]]:
    """Part claims of a number that is said to rise and to fall; where it only does one they are together."""
    ways = {found[i].direction for i in given}
    if {"up", "down"} <= ways:
        yield from ([i for i in given if found[i].direction == way] for way in sorted(ways, key=str))
    else:
        yield list(given)


def _word_of(
    found: Sequence[Told], members: Sequence[int], articles: int, chances: tuple[Mapping[str, int], float]
) -> str | None:
    overall, chance = chances
    told: dict[str, frozenset[str]] = {}
    for i in members:
        article_id = found[i].row["article_id"]
        told[article_id] = told.get(article_id, frozenset()) | found[i].stems
    beside = Counter(chain.from_iterable(told.values()))
    least = max(_FEWEST, _TOLD_WITH * articles)
    likely = [
        (-number, word)
        for word, number in beside.items()
        if number >= least and (overall[word] / len(found)) ** number <= chance
    ]
    return min(likely)[1] if likely else None


def _bucket(one: Told) -> Bucket | None:
    row = one.row
    if row["value"] is None or common(row):
        return None
    unit = one.measure if row["kind"] != "count" else None
    return row["kind"], unit, f"{row['value']:.0e}"


def _articles(found: Sequence[Told], group: Sequence[int], bucket: Bucket) -> int:
    return len({found[i].row["article_id"] for i in group if _bucket(found[i]) == bucket})


def _core(found: Sequence[Told], group: Sequence[int]) -> frozenset[str]:
    counts = Counter(word for i in group for word in found[i].stems)
    return frozenset(word for word, n in counts.items() if n >= max(2, _CORE * len(group)))


def _fits(
    found: Sequence[Told], family: Sequence[int], group: Sequence[int], core: frozenset[str], bucket: Bucket
) -> bool:
    """Say whether every claim of a small group of this size of number may be one of the family's."""
    values = {found[i].row["value"] for i in family if _bucket(found[i]) == bucket}
    ways = Counter(way for i in family if (way := found[i].direction))
    way = max(sorted(ways), key=ways.__getitem__) if ways else None
    heads = {head for i in family for head in words_of(found[i].row["unit"])}
    for i in group:
        row: Mapping[str, object] = found[i].row
        value = found[i].row["value"]
        if value is None or not any(v == value or rounds(v, value) or rounds(value, v) for v in values):
            return False
        if not core & found[i].stems:
            return False
        if row["kind"] == "percent" and None not in (way, found[i].direction) and way != found[i].direction:
            return False
        if row["kind"] == "count" and not heads & words_of(found[i].row["unit"]):
            return False
    return True


@lru_cache(maxsize=65536)
def words_of(unit: str | None) -> frozenset[str]:
    """Give the words of a unit, levelled: "A100 chips" and "A100 processors" share one."""
    return frozenset(word.lower()[:6].removesuffix("s") for word in (unit or "").split())
