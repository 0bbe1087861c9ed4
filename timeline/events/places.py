"""Find the place that a statement gives: a name after "in" and the like, or what a dateline opens with."""

from collections.abc import Sequence

from timeline.events.lexicon import english
from timeline.events.names import Name
from timeline.events.words import Token

_TITLE_REACH = 3
"""Tokens between "the" and the name of a place: "the port city of Odessa"."""


def place(tokens: Sequence[Token], found: Sequence[Name], first: int, stop: int) -> str | None:
    """Give the place that the tokens first..stop state, with its country where that stands beside it."""
    lists = english()
    kinds, prepositions = lists.lists["names.place_kinds"], lists.lists["names.place_prepositions"]
    starts: dict[int, Name] = {}
    for i in range(first, min(stop, len(tokens) - 1)):
        token = tokens[i]
        kind = token.tag == "N"
        if not (
            token.low in kinds and not token.cap if kind else token.tag == "P" and token.low in prepositions
        ):
            continue
        starts = starts or {name.first: name for name in found if not name.role}
        name = _after_kind(tokens, starts, i) if kind else _after_preposition(tokens, starts, i)
        if name is not None:
            return _with_country(tokens, starts, name)
    return None


def _after_kind(tokens: Sequence[Token], starts: dict[int, Name], i: int) -> Name | None:
    """Give the place of "the port city of Odessa", "the capital, Accra": the noun says that it is one."""
    lists = english()
    j = i + 1
    if tokens[j].text == "," or lists.has("names.of", tokens[j].low):
        j += 1
    name = starts.get(j)
    article = any(lists.has("words.articles", t.low) for t in tokens[max(0, i - _TITLE_REACH) : i])
    if name is None or not article or _owns(tokens, name) or _is_no_place(tokens, name):
        return None
    if tokens[j - 1].text == ",":
        # "the capital, Accra," but not "in the city, Berg said".
        return name if name.last >= len(tokens) or tokens[name.last].tag in ",.X" else None
    return name


def _after_preposition(tokens: Sequence[Token], starts: dict[int, Name], i: int) -> Name | None:
    """Give the place after "in", "at", "near", or nothing where the name is a body, a thing, a person."""
    j = i + 1
    while tokens[j].tag == "D" and not tokens[j].possessive and j + 1 < len(tokens):
        j += 1
    name = starts.get(j)
    if name is None or _owns(tokens, name) or _is_no_place(tokens, name):
        return None
    return name if _is_place(tokens, name, tokens[i].low, article=j > i + 1) else None


def _owns(tokens: Sequence[Token], name: Name) -> bool:
    """Say whether a name has a possessive mark: in "Nadella's office" nobody says where."""
    return tokens[name.last - 1].possessive or (name.last < len(tokens) and tokens[name.last].possessive)


def _is_no_place(tokens: Sequence[Token], name: Name) -> bool:
    """Say whether a word in a name is one of bodies, papers, firms, peoples."""
    lists = english()
    lows = [t.low for t in tokens[name.first : name.last]]
    if len(lows) == 1 and (lists.has("names.demonyms", lows[0]) or lists.has("names.place_nouns", lows[0])):
        return True
    return any(lists.has("names.not_places", low) for low in lows)


def _is_place(tokens: Sequence[Token], name: Name, preposition: str, article: bool) -> bool:
    """Judge whether a name after a preposition is a place."""
    lists = english()
    lows = [t.low for t in tokens[name.first : name.last]]
    if any(lists.has("names.place_nouns", low) for low in lows):
        return True
    city = lists.has("names.city_prepositions", preposition)
    following = tokens[name.last] if name.last < len(tokens) else None
    if following is not None and following.tag == "N" and following.date < 0:
        return city and lists.has("names.place_kinds", following.low)
    if lists.has("names.acronym_places", " ".join(lows)):
        return True
    if any(not _is_spelt_as_place(t.text) for t in tokens[name.first : name.last]):
        return False
    return city and (not article or lists.has("names.places_with_article", lows[-1]))


def _is_spelt_as_place(word: str) -> bool:
    """Say whether a word can be of a place: letters, perhaps hyphens and points, no acronym, no number."""
    bare = word.replace("-", "").replace(".", "").replace("'", "").replace("’", "")
    return bare.isalpha() and not (word.isupper() and len(word) > 1)


def _with_country(tokens: Sequence[Token], starts: dict[int, Name], name: Name) -> str:
    """Add the country or state that stands behind a comma: "Oslo, Norway", "Vail, Colo."."""
    end = name.last
    second = starts.get(end + 1) if end + 1 < len(tokens) and tokens[end].text == "," else None
    if second is None or second.person or _owns(tokens, second):
        return name.name
    if second.last < len(tokens) and tokens[second.last].tag not in ',.X"P':
        # "In Paris, Berg met ...": who acts, no country.
        return name.name
    after = tokens[second.last : second.last + 2]
    short = len(after) == 2 and after[0].text == "." and after[1].text == ","
    return f"{name.name}, {second.name}{'.' if short else ''}"


def dateline_place(line: str) -> str | None:
    """Give the place that a dateline opens with, in the letters of a name.

    >>> dateline_place("PORT-AU-PRINCE, Haiti (CNN) -- ")
    'Port-au-Prince, Haiti'
    >>> dateline_place("Jan. 29 (Coast Wire) - ") is None
    True
    """
    head = line.partition("(")[0]
    parts = [part.strip(" -–—*.") for part in head.split(",")]
    capitals = [part for part in parts if _is_spelt_as_place(part.replace(" ", "").capitalize())]
    if not capitals or capitals[0] != parts[0] or not parts[0].isupper() or len(parts[0]) < _TITLE_REACH:
        return None
    no_names = english().lists["names.not_names"]
    named = capitals[:1] + [p for p in capitals[1:2] if p.split(" ")[0].strip(".").lower() not in no_names]
    return ", ".join(_as_name(part) for part in named)


def _as_name(part: str) -> str:
    """Write capitals as a name: small inner words stay small, short ones with points are abbreviations."""
    if not part.isupper() or "." in part:
        return part
    lists = english()
    words = [
        "-".join(
            one if i and lists.has("names.inner", one) else one.capitalize()
            for i, one in enumerate(word.split("-"))
        )
        for word in part.lower().split()
    ]
    return " ".join(words)
