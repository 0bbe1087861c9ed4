"""Cut quotations into words that can be compared, whatever marks, case and endings an outlet prints."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress

from timeline.narrative.quotes.lexicon import english

TOKEN = r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'‘][^\W\d_]+)*"
"""A word or number, as a pattern for every engine."""
_TOKEN = re.compile(TOKEN)
_MARKED = frozenset({"direct", "mixed"})
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """Hold a quotation as words.

    ``words`` are lower-case words, ``shown`` as printed, ``stems`` what is compared, ``content`` the places
    of words with a meaning of their own, ``meant`` their stems in order.
    """

    words: tuple[str, ...]
    shown: tuple[str, ...]
    stems: tuple[str, ...]
    content: tuple[int, ...]
    meant: tuple[str, ...]


def wording(text: str) -> Wording:
    """Cut a text into words.

    >>> wording("“It’s definitely NOT hype.”").words
    ("it's", 'definitely', 'not', 'hype')
    >>> wording("the markets were rising").meant
    ('market', 'ris')
    """
    shown = tuple(_TOKEN.findall(text))
    words, stems, meant = zip(*map(_read, shown), strict=True) if shown else ((), (), ())
    return Wording(
        words, shown, stems, tuple(compress(range(len(words)), meant)), tuple(compress(stems, meant))
    )


def places(text: str) -> Iterator[tuple[int, int]]:
    """Give begin and end of each word of a text, as ``wording`` cuts it."""
    return (match.span() for match in _TOKEN.finditer(text))


@lru_cache(maxsize=1 << 17)
def _read(printed: str) -> tuple[str, str, bool]:
    """Give a word in lower case, its stem, and whether it has a meaning of its own."""
    word = printed.lower().replace("’", "'").replace("‘", "'")
    return word, stem(word.removesuffix("'s")), word not in empty()


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Cut the ending off a word.

    >>> stem("innovations"), stem("moving"), stem("gas")
    ('innovation', 'mov', 'gas')
    """
    for ending in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM - (len(ending) > 1):
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word


def surname(speaker: str | None) -> str | None:
    """Give the last name of a speaker in lower case; None where no name is known ("it", "investor").

    >>> surname("Oren Etzioni"), surname("OpenAI"), surname("the investor"), surname(None)
    ('etzioni', 'openai', None, None)
    """
    names = [word for word in (speaker or "").replace("’", "'").split() if word[:1].isupper()]
    last = names[-1].removesuffix("'s").strip(".,;:'").lower() if names else ""
    # "He" and "It" begin with a capital where they open a sentence; Tobias May has another name before it.
    return None if not last or (last in empty() and len(names) == 1) else last


def named(text: str) -> frozenset[str]:
    """Give the words of a text that may be names, in lower case.

    >>> sorted(named("Mr. Trump spoke in Miami."))
    ['miami', 'mr', 'trump']
    """
    return frozenset(
        word.lower().replace("’", "'").removesuffix("'s")
        for word in _TOKEN.findall(text)
        if word[0].isupper()
    )


def is_marked(form: str) -> bool:
    """Say whether a form of quotation stands in marks."""
    return form in _MARKED


def trimmed(made: Wording) -> tuple[str, ...]:
    """Give the words without those that may open a fragment: "a wake-up call" is "wake-up call"."""
    openers = english().lists["families.openers"]
    first = next((i for i, word in enumerate(made.words) if word not in openers), 0)
    return made.words[first:]


@cache
def empty() -> frozenset[str]:
    """Give the words that carry no meaning of their own."""
    lists = english().lists
    names = (
        "articles",
        "prepositions",
        "determiners",
        "pronouns",
        "objects",
        "clause_openers",
        "auxiliaries",
    )
    return lists["families.empty"].union(*(lists[f"grammar.{name}"] for name in names))


@cache
def _endings() -> Sequence[str]:
    return sorted(english().lists["families.endings"], key=lambda ending: (-len(ending), ending))
