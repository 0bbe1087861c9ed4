"""Hold the word lists of claims: ``en.claims.toml``, made into tables that are looked up word by word."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

_LONGEST_PHRASE = 5


class Word(NamedTuple):
    """Hold a word, number or mark: its text, lower-case form, begin and end in the article."""

    text: str
    low: str
    begin: int
    end: int

    @property
    def mark(self) -> bool:
        """Say whether it is a punctuation mark."""
        return not (self.text[0].isalnum() or self.text[0] == "_")

    @property
    def cap(self) -> bool:
        """Say whether it begins with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Phrases:
    """Hold phrases of several words with what each means."""

    meanings: Mapping[tuple[str, ...], str]
    firsts: frozenset[str]
    lasts: frozenset[str]

    def ending(self, words: Sequence[Word], end: int) -> tuple[str, int] | None:
        """Give what the longest phrase in front of ``end`` means, and where it begins."""
        if not end or words[end - 1].low not in self.lasts:
            return None
        for size in range(_LONGEST_PHRASE, 0, -1):
            if size <= end:
                meaning = self.meanings.get(tuple(w.low for w in words[end - size : end]))
                if meaning is not None:
                    return meaning, end - size
        return None

    def starting(self, words: Sequence[Word], begin: int) -> tuple[str, int] | None:
        """Give what the longest phrase from ``begin`` on means, and where it ends."""
        if begin >= len(words) or words[begin].low not in self.firsts:
            return None
        for size in range(_LONGEST_PHRASE, 0, -1):
            part = words[begin : begin + size]
            meaning = self.meanings.get(tuple(w.low for w in part)) if len(part) == size else None
            if meaning is not None:
                return meaning, begin + size
        return None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hold the lists as ``section.name`` and the tables of numbers, units and comparators."""

    lists: Mapping[str, frozenset[str]]
    values: Mapping[str, Mapping[str, float]]
    symbols: Mapping[str, str]
    currencies: Mapping[str, str]
    currencies_of_millions: Mapping[str, str]
    before: Phrases
    after: Phrases
    cost: Phrases
    most: Phrases
    hedges: Phrases
    triggers: frozenset[str]

    def has(self, name: str, word: str) -> bool:
        """Say whether a lower-case word is in a list.

        >>> english().has("counted.plurals", "people")
        True
        """
        return word in self.lists[name]

    def value(self, table: str, word: str) -> float | None:
        """Give the number that a word stands for.

        >>> english().value("numbers", "twelve")
        12.0
        """
        return self.values[table].get(word)


@cache
def english() -> Lexicon:
    """Load the English lists, once a process."""
    source = resources.files("timeline.temporal").joinpath("languages", "en.claims.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    tables = ("numbers", "magnitudes", "money_magnitudes", "vague", "fractions", "ordinals")
    values = {name: {word: float(value) for word, value in data[name].items()} for name in tables}
    lists = {
        f"{part}.{name}": frozenset(words)
        for part, rows in data.items()
        for name, words in rows.items()
        if isinstance(words, list)
    }
    lists["speaking.reporting"] = lists["speaking.cues"] | lists["speaking.according"]
    return Lexicon(
        lists,
        values,
        data["symbols"],
        data["currencies"],
        data["currencies_of_millions"],
        _phrases(data["comparators"]),
        _phrases(data["comparators_after"]),
        _phrases({k: data["fraction_of_cost"][k] for k in ("fraction", "nearly_equal")}),
        _phrases({"most": data["ranks"]["most"]}),
        _phrases({"hedge": [*data["hedges"]["words"], *data["hedges"]["phrases"]]}),
        _triggers(values, lists),
    )


def _phrases(rows: Mapping[str, Any]) -> Phrases:
    meanings = {tuple(phrase.split()): name for name, words in rows.items() for phrase in words}
    return Phrases(meanings, frozenset(p[0] for p in meanings), frozenset(p[-1] for p in meanings))


def _triggers(
    values: Mapping[str, Mapping[str, float]], lists: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Give the words that can begin a quantity where no figure does."""
    numbers = frozenset(
        word for name in ("numbers", "magnitudes", "vague", "fractions") for word in values[name]
    )
    costs = frozenset(phrase.split()[-2] for phrase in lists["fraction_of_cost.fraction"])
    return numbers | costs | lists["ranks.superlatives"] | lists["spots.ranking"] | lists["spots.others"]
