"""Find quantities in the words of a sentence: what kind, how much of what, and which words say it."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from timeline.narrative.claims.lexicon import Lexicon, Word, english
from timeline.narrative.claims.numbers import Number, number

_YEARS = range(1500, 2101)
_LONGEST_NOUN = 4
"""Words between a number and the plural that it counts: "10,000 newly built Nvidia A100 chips"."""
_HYPHENS = frozenset("-–—")
_SMALL = 10.0


class Quantity(NamedTuple):
    """Hold a quantity: the words ``begin`` to ``end`` that say it, ``noun`` what is counted."""

    kind: str
    value: float | None
    unit: str | None
    begin: int
    end: int
    noun: tuple[int, int] | None = None
    comparator: str | None = None


def quantities(words: Sequence[Word], starts: Sequence[int] | None = None) -> Iterator[Quantity]:
    """Give the quantities of a sentence that a number tells, from left to right.

    ``starts`` are the words at which one can begin, in order; without them every word is tried.
    """
    lists = english()
    done = 0
    for i in range(len(words)) if starts is None else starts:
        found = _at(words, i, lists) if i >= done else None
        if found is not None:
            yield found
            done = max(found.end, i + 1)


def _at(words: Sequence[Word], i: int, lists: Lexicon) -> Quantity | None:
    share = _fraction(words, i, lists) or _one_in(words, i, lists)
    if share is not None:
        return share
    symbol = _symbol(words, i, lists) if words[i].text[0].isdigit() else None
    found = number(words, i, money=symbol is not None)
    if found is None or _is_part(words, i, symbol is not None):
        return None
    if symbol is not None:
        unit, begin = symbol
        found = _ranged(words, found, lists)
        return _open(Quantity("money", found.value, unit, begin, found.end), found)
    return _by_unit(words, found, lists)


def _open(quantity: Quantity, found: Number) -> Quantity:
    """Say "at least" of a vague number: its value is the smallest it can be."""
    return quantity._replace(comparator="at_least") if found.vague else quantity


def _by_unit(words: Sequence[Word], found: Number, lists: Lexicon) -> Quantity | None:
    """Decide by the words behind a number what it measures."""
    ranged = _ranged(words, found, lists)
    end = _past_hyphen(words, ranged.end)
    if end >= len(words):
        return None
    currency = _currency(words, end, found, lists)
    if currency is not None:
        return _open(Quantity("money", ranged.value, currency[0], found.begin, currency[1]), found)
    percent = _percent(words, ranged.end, lists)
    if percent is not None:
        begin = found.begin
        return Quantity("percent", ranged.value, percent[0], begin, percent[1])
    if end != ranged.end:
        return None
    low = words[end].low
    if low in lists.lists["units.durations"]:
        return _duration(words, ranged, lists)
    return _count(words, found, lists)


def _ranged(words: Sequence[Word], found: Number, lists: Lexicon) -> Number:
    """Give the first number of a range the magnitude of the second: "3 to 5 million", "$200-300 million"."""
    at = found.end
    if found.magnitude or at + 1 >= len(words) or words[at].low not in lists.lists["between.range"]:
        return found
    at += 1
    while at < len(words) and (words[at].text in "$€£¥" or words[at].low in ("us", "a")):
        at += 1
    if at >= len(words) or not words[at].text[0].isdigit():
        return found
    second = number(words, at, money=True)
    if second is None or not second.magnitude:
        return found
    factor = second.value / float(words[at].text.replace(",", ""))
    if not found.value < second.value / factor:
        return found
    return found._replace(value=found.value * factor, magnitude=True)


def _past_hyphen(words: Sequence[Word], end: int) -> int:
    """Step over a hyphen that ties a number to its unit: "5-million-dollar"."""
    if (
        end + 1 < len(words)
        and words[end].text in _HYPHENS
        and words[end - 1].end == words[end].begin
        and words[end].end == words[end + 1].begin
    ):
        return end + 1
    return end


def _symbol(words: Sequence[Word], i: int, lists: Lexicon) -> tuple[str, int] | None:
    """Find the sign of a currency in front of a number: (unit, its first word)."""
    k = i - 1
    if k >= 0 and words[k].text == "." and k:
        k -= 1
    if k < 0 or words[i].begin - words[k].end > 1:
        return None
    if k and words[k - 1].end == words[k].begin:
        unit = lists.symbols.get(words[k - 1].text + words[k].text)
        if unit is not None:
            return unit, k - 1
    unit = lists.symbols.get(words[k].text)
    return (unit, k) if unit is not None else None


def _currency(words: Sequence[Word], end: int, found: Number, lists: Lexicon) -> tuple[str, int] | None:
    """Find the name of a currency behind a number; "of" and one word of a country may stand between."""
    at = end
    if found.vague and words[at].low == "of":
        at += 1
    for k in (at, at + 1):
        if k >= len(words):
            return None
        low = words[k].low
        unit = lists.currencies.get(low) or lists.symbols.get(
            words[k].text if len(words[k].text) == 1 else ""
        )
        if unit is None and found.magnitude:
            unit = lists.currencies_of_millions.get(low)
        if unit is not None and (k == at or words[at].cap):
            return unit, k + 1
    return None


@cache
def _percents() -> frozenset[str]:
    """Give the words that begin the name of a percentage."""
    named = english().lists
    return frozenset(phrase.split()[0] for phrase in named["units.percent"] | named["units.points"])


def _percent(words: Sequence[Word], end: int, lists: Lexicon) -> tuple[str, int] | None:
    at = _past_hyphen(words, end)
    if at < len(words) and words[at].low not in _percents():
        return None
    for size in (2, 1):
        phrase = " ".join(w.low for w in words[at : at + size]) if at + size <= len(words) else ""
        if phrase in lists.lists["units.points"]:
            return "percentage points", at + size
        if phrase in lists.lists["units.percent"]:
            behind = " ".join(w.low for w in words[at + size : at + size + 1])
            points = behind.startswith("point")
            return ("percentage points", at + size + 1) if points else ("percent", at + size)
    return None


def _duration(words: Sequence[Word], found: Number, lists: Lexicon) -> Quantity | None:
    behind = words[found.end + 1].low if found.end + 1 < len(words) else ""
    before = words[found.begin - 1].low if found.begin else ""
    if behind in lists.lists["units.when"] or before in lists.lists["counted.months"]:
        return None
    if found.value == 1 or (found.value in _YEARS and found.digits):
        return None
    return Quantity("duration", found.value, lemma(words[found.end].low), found.begin, found.end + 1)


def _count(words: Sequence[Word], found: Number, lists: Lexicon) -> Quantity | None:
    """Read "10,000 A100 chips", "five of the hostages", "dozens of people"."""
    at = found.end
    if found.value == 1 or _labelled(words, found, lists):
        return None
    if words[at].low == "of":
        at += 1
        if at < len(words) and words[at].low in lists.lists["counted.partitive"]:
            at += 1
        elif not found.vague and not found.magnitude:
            return None
    noun = _noun(words, at, lists)
    if noun is None:
        return None
    head = words[noun[1] - 1]
    if head.low in lists.lists["counted.not_counted"] and not found.magnitude:
        return None
    named = [w.text for w in words[noun[0] : noun[1] - 1] if any(c.isdigit() for c in w.text) or w.cap]
    unit = " ".join([*named, lemma(head.low) if head.low == head.text else _singular(head.text)])
    return _open(Quantity("count", found.value, unit, found.begin, noun[1], noun), found)


def _labelled(words: Sequence[Word], found: Number, lists: Lexicon) -> bool:
    """Say whether a number is a label, a year, a day, a clock time or points back, and so counts nothing."""
    before = words[found.begin - 1] if found.begin else None
    plain = found.digits and "," not in words[found.begin].text and not found.magnitude
    if plain and found.value in _YEARS and found.value == int(found.value):
        return True
    if before is None:
        return False
    if before.low in lists.lists["counted.months"] and before.cap:
        return True
    if not found.magnitude and before.low in lists.lists["counted.labels"]:
        return True
    if not found.digits and found.value <= _SMALL and before.low in lists.lists["counted.pointing"]:
        return True
    named = before.cap and found.begin >= 2 and not before.low.endswith(("'s", "’s"))
    return plain and named and words[found.begin - 2].text not in '.:;"“”'


def _noun(words: Sequence[Word], at: int, lists: Lexicon) -> tuple[int, int] | None:
    """Find the noun phrase from ``at`` on that ends in a plural: (first word, after the last)."""
    last = None
    for k in range(at, min(at + _LONGEST_NOUN + 1, len(words))):
        word = words[k]
        if word.mark or word.low in lists.lists["counted.stops"] or word.text[0].isdigit():
            break
        if last is not None and (not _plural(word, lists) or k - last > 1):
            break
        if _plural(word, lists):
            last = k
            if word.text[0].isupper():
                continue
    if last is None:
        return None
    return at, last + 1


def _plural(word: Word, lists: Lexicon) -> bool:
    low = word.low
    if low in lists.lists["counted.plurals"]:
        return True
    if low.endswith(("'s", "’s", "ss", "us", "is")) or low in lists.lists["counted.not_plurals"]:
        return False
    return len(low) > 2 and low.endswith("s")


def _is_part(words: Sequence[Word], i: int, money: bool) -> bool:
    """Say whether a number is part of something larger: a score, a date, a code, a clock time, an age."""
    lists = english()
    word = words[i]
    if i:
        before = words[i - 1]
        touching = before.end == word.begin
        if touching and not money and before.text in "/:#@_.=&*\\^~" and before.text != "—":
            return True
        if touching and before.text in _HYPHENS and i > 1 and words[i - 2].end == before.begin and not money:
            # A score or the second half of a range with a unit: the latter is a quantity of its own.
            return not _has_unit(words, i, lists)
        if before.low in lists.lists["units.ages_before"]:
            return True
        if before.text == "(" and i + 1 < len(words) and words[i + 1].text == ")":
            return True
    if i + 1 < len(words) and not money:
        after = words[i + 1]
        touching = after.begin == word.end
        if touching and after.text in "/:@_\\=":
            return True
        if touching and after.text[0].isalpha() and not _unit_word(after.low, lists):
            return True
        if after.low in lists.lists["counted.clock"]:
            return True
    return False


def _has_unit(words: Sequence[Word], i: int, lists: Lexicon) -> bool:
    return i + 1 < len(words) and _unit_word(words[i + 1].low, lists)


def _unit_word(low: str, lists: Lexicon) -> bool:
    return (
        low in lists.lists["units.percent"]
        or lists.value("magnitudes", low) is not None
        or low in lists.currencies
    )


def _fraction(words: Sequence[Word], i: int, lists: Lexicon) -> Quantity | None:
    """Read "a third of", "two-thirds of", "half of the", "half the cost"."""
    low = words[i].low
    if low[0].isdigit():
        return None
    parts = low.split("-")
    share, times = lists.value("fractions", parts[-1]), 1.0
    if share is None:
        return None
    begin = i
    if len(parts) == 2:
        times = lists.value("numbers", parts[0]) or 0.0
    elif parts[-1] not in ("half",) and len(parts) == 1:
        before = words[i - 1].low if i else ""
        if before not in ("a", "one") and lists.value("numbers", before) is None:
            return None
        times = lists.value("numbers", before) or 1.0
        begin = i - 1
    elif i and words[i - 1].low in _NOT_HALF:
        return None
    behind = words[i + 1].low if i + 1 < len(words) else ""
    if not times or (behind != "of" and not (low == "half" and behind in ("the", "its", "their", "all"))):
        return None
    value = round(share * times, 2)
    return Quantity("percent", min(value, 100.0), "percent", begin, i + 1) if value <= 100 else None


_NOT_HALF = frozenset(
    {"and", "first", "second", "the", "other", "this", "that", "last", "better", "latter", "back"}
)


_PARTS = frozenset({"out", "in", "of"})


def _one_in(words: Sequence[Word], i: int, lists: Lexicon) -> Quantity | None:
    """Read "one in five", "two out of three", "9 in 10"."""
    if i + 2 >= len(words) or words[i + 1].low not in _PARTS:
        return None
    at = i + 2 if words[i + 1].low == "out" and words[i + 2].low == "of" else i + 1
    if at + 1 >= len(words) or words[at].low not in ("in", "of") or (words[at].low == "of" and at == i + 1):
        return None
    one, all_ = _small(words[i], lists), _small(words[at + 1], lists)
    if one is None or all_ is None or not one < all_ <= 100:
        return None
    behind = words[at + 2].low if at + 2 < len(words) else ""
    if behind in lists.lists["units.durations"] or lists.value("magnitudes", behind) is not None:
        return None
    if words[i].text[0].isdigit() != words[at + 1].text[0].isdigit():
        return None
    return Quantity("percent", round(100 * one / all_, 2), "percent", i, at + 2)


def _small(word: Word, lists: Lexicon) -> float | None:
    return (
        float(word.text) if word.text.isdecimal() and len(word.text) < 4 else lists.value("numbers", word.low)
    )


@lru_cache(maxsize=4096)
def lemma(word: str) -> str:
    """Give the dictionary form of a noun.

    >>> lemma("chips"), lemma("people"), lemma("women")
    ('chip', 'people', 'woman')
    """
    from lemminflect import getLemma

    found = getLemma(word, upos="NOUN")
    return str(found[0]) if found else word


def _singular(text: str) -> str:
    return text[:-1] if text.endswith("s") and len(text) > 2 else text
