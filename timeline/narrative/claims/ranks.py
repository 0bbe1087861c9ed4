"""Find ranks and comparisons without a number: "No. 1", "the third-largest", "a fraction of the cost"."""

from collections.abc import Iterator, Sequence

from timeline.narrative.claims.lexicon import Lexicon, Word, english
from timeline.narrative.claims.quantities import Quantity, lemma

_NEAR = 6
"""Words around "a fraction of" in which a word of cost makes it one of money."""
_RANKED = 4
_LAST_RANK = 500.0


def ranks(words: Sequence[Word]) -> Iterator[Quantity]:
    """Give the ranks of a sentence and the comparisons of cost that name no sum."""
    lists = english()
    for i, word in enumerate(words):
        if word.low not in lists.triggers and "-" not in word.low:
            continue
        found = (
            _numbered(words, i, lists)
            or _placed(words, i, lists)
            or _superlative(words, i, lists)
            or _first_ever(words, i, lists)
        )
        if found is not None:
            value, end = found
            yield Quantity("rank", value, _ranked(words, end, lists), i, end)
    yield from _compared(words, lists)


def _numbered(words: Sequence[Word], i: int, lists: Lexicon) -> tuple[float, int] | None:
    """Read "No. 1" and "number one"."""
    if words[i].low not in lists.lists["ranks.number_signs"]:
        return None
    at = i + 2 if i + 1 < len(words) and words[i + 1].text == "." else i + 1
    if at >= len(words):
        return None
    text = words[at].low
    value = float(text) if text.isdecimal() else lists.value("numbers", text)
    behind = words[at + 1] if at + 1 < len(words) else None
    if value is None or not 1 <= value <= _LAST_RANK or (words[i].low == "no" and at == i + 1):
        return None
    if behind is not None and (behind.text in "-–/" or behind.low in lists.lists["ranks.addresses"]):
        return None
    return value, at + 1


def _placed(words: Sequence[Word], i: int, lists: Lexicon) -> tuple[float, int] | None:
    """Read "first place", "top spot", "the top free app", "the top of the App Store"."""
    low = words[i].low
    behind = [w.low for w in words[i + 1 : i + 2 + _NEAR]]
    before = words[i - 1].low if i else ""
    value = lists.value("ordinals", low) or (1.0 if low in lists.lists["ranks.best"] else None)
    if value is None or not behind:
        return None
    if behind[0] in lists.lists["ranks.places"]:
        idiom = before == "the" and i > 1 and words[i - 2].low == "in"
        return None if idiom else (value, i + 2)
    if low == "top" and behind[0] in lists.lists["ranks.top_what"]:
        return value, i + 1
    listed = any(w in lists.lists["ranks.top_of"] for w in behind[1:])
    return (value, i + 1) if low == "top" and behind[0] == "of" and listed else None


def _superlative(words: Sequence[Word], i: int, lists: Lexicon) -> tuple[float, int] | None:
    """Read "the third-largest", "second largest", "most downloaded", "the largest"."""
    before = [w.low for w in words[max(0, i - 3) : i]]
    if before[-1:] and before[-1] in ("at", "very"):
        return None
    among = before[-1:] == ["among"] or before[-2:] == ["among", "the"] or before[-3:-1] == ["one", "of"]
    if among:
        return None
    most = lists.most.starting(words, i)
    if most is not None:
        return 1.0, most[1]
    low = words[i].low
    ordinal, _, best = low.partition("-")
    if best in lists.lists["ranks.superlatives"]:
        value = lists.value("ordinals", ordinal)
        return (value, i + 1) if value is not None else None
    if low not in lists.lists["ranks.superlatives"] or not before:
        return None
    value = lists.value("ordinals", before[-1])
    if value is not None:
        return value, i + 1
    definite = before[-1] == "the" or before[-1].endswith(("'s", "’s", "s'"))
    followed = i + 1 < len(words) and not words[i + 1].mark
    return (1.0, i + 1) if definite and followed else None


def _first_ever(words: Sequence[Word], i: int, lists: Lexicon) -> tuple[float, int] | None:
    """Read "the first woman to lead", "the first such case in history"; a bare first is no claim."""
    if words[i].low != "first" or not i or words[i - 1].low != "the":
        return None
    for k in range(i + 1, min(i + _RANKED + 1, len(words))):
        if words[k].mark or words[k].low in lists.lists["ranks.no_first"]:
            return None
        if words[k].low in lists.lists["ranks.ever"] and k > i + 1:
            return 1.0, i + 1
    return None


def _ranked(words: Sequence[Word], end: int, lists: Lexicon) -> str | None:
    """Name what is ranked: the last noun of the phrase behind."""
    head = None
    for word in words[end : end + _RANKED]:
        if word.mark or word.low in lists.lists["counted.stops"]:
            if head is None and word.low in lists.lists["ranks.links"]:
                continue
            break
        head = word
    return lemma(head.low) if head is not None else None


def _compared(words: Sequence[Word], lists: Lexicon) -> Iterator[Quantity]:
    """Find costs that are told without a sum: "a fraction of the cost", "nearly the same cost"."""
    i = 0
    while i < len(words):
        found = (
            lists.cost.starting(words, i) if words[i].low in lists.lists["fraction_of_cost.starts"] else None
        )
        if found is None:
            i += 1
            continue
        name, end = found
        costs = lists.lists["fraction_of_cost.costs"]
        behind = [k for k in range(end, min(end + _NEAR, len(words))) if words[k].low in costs]
        before = any(w.low in costs for w in words[max(0, i - _NEAR) : i])
        sure = f"fraction_of_cost.sure_{name}"
        if name == "fraction" and (behind or before):
            close = behind and behind[0] - end <= 1
            stop = behind[0] + 1 if close else end
            yield Quantity("money", None, None, i, stop, comparator="fraction_of")
        elif name == "nearly_equal" and behind and behind[0] - end <= 1 and _sure(words, i, end, lists, sure):
            yield Quantity("money", None, None, i, behind[0] + 1, comparator="nearly_equal")
        i = end


def _sure(words: Sequence[Word], i: int, end: int, lists: Lexicon, name: str) -> bool:
    """Say whether "the same" is said of a cost that is compared, not of one named before."""
    return any(w.low in lists.lists[name] for w in words[i:end])
