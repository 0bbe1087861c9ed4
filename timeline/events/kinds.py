"""Hold which words tell one kind of event ("plunge", "sell-off"), and which kinds exclude each other.

The classes are in ``languages/en.alike.toml``; the code holds no word of them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Kinds:
    """Hold the kind of each word, by its dictionary form, the pairs of kinds that exclude each other, the
    verbs that tell nothing alone, the legal suffixes of firms, the kinds that happen once to somebody, and
    the country in whose name a capital acts.
    """

    of: dict[str, str]
    opposite: frozenset[frozenset[str]]
    light: frozenset[str]
    suffixes: frozenset[str]
    once: frozenset[str]
    capitals: dict[str, str]

    def exclude(self, one: frozenset[str], two: frozenset[str]) -> bool:
        """Say whether a kind of the one and a kind of the other cannot be the same event.

        >>> kinds().exclude(frozenset({"~fall"}), frozenset({"~rise"}))
        True
        """
        return any(frozenset((a, b)) in self.opposite for a in one for b in two)


@cache
def kinds() -> Kinds:
    """Load the English classes, once a process. A kind is written "~fall", so that it is no word.

    >>> kinds().of["plunge"], kinds().of["slump"]
    ('~fall', '~fall')
    """
    source = resources.files("timeline.temporal").joinpath("languages", "en.alike.toml")
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    groups = [*data["same"].items(), *data["peoples"].items()]
    return Kinds(
        {word: f"~{name}" for name, words in groups for word in words},
        frozenset(frozenset(f"~{name}" for name in pair) for pair in data["opposite"]["pairs"]),
        frozenset(data["light"]["words"]),
        frozenset(data["names"]["suffixes"]),
        frozenset(f"~{name}" for name in data["once"]["kinds"]),
        {capital: country for country, capitals in data["capitals"].items() for capital in capitals},
    )
