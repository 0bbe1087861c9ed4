"""Find the people and organisations that a sentence names, with the role it states, and the place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from timeline.events.lexicon import ADJECTIVE, NOUN, PLURAL, POSSESSIVE, english, entry
from timeline.events.words import Token

_MID_SENTENCE = r"[a-z0-9,;%)] [“\"‘(]?[A-Z][\w&.-]*\w"
_CAPITALISED = re.compile(_MID_SENTENCE)


@dataclass(frozen=True, slots=True)
class Name:
    """Hold one named actor: tokens first..last (out), as written with its role, without it, and the role."""

    first: int
    last: int
    written: str
    name: str
    role: str
    person: bool


def capitalised(text: pl.Expr) -> pl.Expr:
    """List the words that texts write with a capital inside sentences, each with what stands before it."""
    return text.str.extract_all(_MID_SENTENCE).list.unique().alias("capitalised")


def article_names(text: str) -> frozenset[str]:
    """Collect the words that a text writes with a capital inside sentences.

    >>> sorted(article_names("Shares fell. Apple said so, and Apple rose after Microsoft did."))
    ['Apple', 'Microsoft']
    """
    return without_closed(_CAPITALISED.findall(text))


def without_closed(found: Iterable[str]) -> frozenset[str]:
    """Collect what may be names of ``capitalised`` words: all but words of closed classes."""
    closed = english().closed
    words = {one[2:].lstrip('“"‘(') for one in found}
    return frozenset(word for word in words if word.lower() not in closed)


def names(tokens: Sequence[Token], text: str, known: frozenset[str]) -> list[Name]:
    """List the names in a sentence from left to right; ``known`` are the article's capitalised words."""
    out: list[Name] = []
    stop = 0
    for i in [i for i, token in enumerate(tokens) if token.cap]:
        end = _run_end(tokens, i, known) if i >= stop else i
        if end > i:
            out += _one_word(tokens, i) if _stands_alone(tokens, i, end) else _split(tokens, text, i, end)
            stop = end
    return out


def _stands_alone(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Say whether a run is one word without any title: half of them are."""
    if end - i > 1 or english().has("names.titles", tokens[i].low):
        return False
    return not i or tokens[i - 1].date >= 0 or not _is_title(tokens, i - 1)


def _one_word(tokens: Sequence[Token], i: int) -> list[Name]:
    """Make a name of one word without title, if it is one."""
    token = tokens[i]
    if english().has("names.not_names", token.low) or _describes(tokens, i) or _is_closed(token):
        return []
    marked = token.possessive and token.text[-2:].lower() in english().lists["words.possessive_marks"]
    name = token.text[:-2] if marked else token.text
    return [Name(i, i + 1, name, name, "", False)] if len(name) > 1 and not name.isdigit() else []


def _starts_name(tokens: Sequence[Token], i: int, known: frozenset[str]) -> bool:
    token = tokens[i]
    if not token.cap or token.date >= 0 or token.tag not in "N" or not token.text[0].isalpha():
        return False
    lists = english()
    if i and not (tokens[i - 1].text in '.:"“' or tokens[i - 1].tag == '"'):
        return True
    if token.text in known or token.text.rstrip("s’'") in known:
        return True
    # At the start of a sentence a capital says nothing: a dictionary word is no name unless a name follows.
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is not None and following.cap and following.tag == "N" and following.date < 0:
        return True
    common = entry(token.low)
    return (
        not common.forms & ~(NOUN | PLURAL)
        and not common.listed
        and not lists.has("names.not_names", token.low)
    )


def _run_end(tokens: Sequence[Token], i: int, known: frozenset[str]) -> int:
    """Give the end of the run of capitalised words that starts at i, small inner words included; i if
    none.
    """
    if not _starts_name(tokens, i, known):
        return i
    lists = english()
    end = i + 1
    while end < len(tokens) and not tokens[end - 1].possessive:
        token = tokens[end]
        if token.date >= 0:
            break
        if (token.cap and token.tag == "N") or (token.text.isdigit() and tokens[end - 1].cap):
            end += 1
            continue
        short = lists.has("names.titles", tokens[end - 1].low) or len(tokens[end - 1].text) == 1
        if token.text == "." and short and _name_next(tokens, end):
            # "Sen. Ada Berg", "Ada M. Berg".
            end += 1
            continue
        inner = lists.has("names.inner", token.low) and end + 1 < len(tokens)
        step = 2 if inner and lists.has("names.inner", tokens[end + 1].low) else 1
        glue = inner and (
            not lists.has("names.org_glue", token.low)
            or any(lists.has("names.org_heads", t.low) for t in tokens[i:end])
        )
        if glue and end + step < len(tokens) and tokens[end + step].cap and tokens[end + step].tag == "N":
            end += step + 1
            continue
        break
    return end


def _name_next(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a capitalised word follows, as after "Sen."."""
    return i + 1 < len(tokens) and tokens[i + 1].cap and tokens[i + 1].tag == "N" and tokens[i + 1].date < 0


def _split(tokens: Sequence[Token], text: str, first: int, end: int) -> list[Name]:
    """Part a run at its last title word: "Microsoft CEO Satya Nadella"; take lower-case titles before it
    along.
    """
    lists = english()
    titles = [k for k in range(first, end) if lists.has("names.titles", tokens[k].low)]
    start, cut = first, first
    if titles and titles[-1] + 1 < end:
        cut = _after_title(tokens, titles[-1] + 1, end)
    elif titles and titles[-1] + 1 == end and len(titles) == end - first:
        return []
    if cut == first:
        # "Bernstein analyst Stacy Rasgon", "venture capitalist Marc Andreessen".
        while start and tokens[start - 1].date < 0 and _is_title(tokens, start - 1):
            start -= 1
        if start < first:
            while (
                start
                and tokens[start - 1].cap
                and tokens[start - 1].tag == "N"
                and tokens[start - 1].date < 0
            ):
                start -= 1
    while end - cut > 1 and (
        lists.has("names.not_names", tokens[end - 1].low) or _is_closed(tokens[end - 1])
    ):
        end -= 1
    while (
        end - cut > 1
        and start == cut
        and (_only_opens(tokens, cut) or (_is_closed(tokens[cut]) and not tokens[cut].forms & POSSESSIVE))
    ):
        cut = start = cut + 1
    if end - cut == 1 and (
        lists.has("names.not_names", tokens[cut].low) or _describes(tokens, cut) or _is_closed(tokens[cut])
    ):
        return []
    name = _text(tokens, text, cut, end)
    if len(name) < 2 or (name.isdigit()):
        return []
    role = _text(tokens, text, start, cut) if start < cut else ""
    heads = not lists.lists["names.org_heads"].isdisjoint([token.low for token in tokens[cut:end]])
    heads = heads or (end - cut > 1 and lists.has("names.place_nouns", tokens[end - 1].low))
    person = bool(role) or (2 <= end - cut <= 3 and not heads and _is_personal(tokens, cut, end))
    return [Name(start, end, (role + " " + name).strip(), name, role, person)]


def _is_closed(token: Token) -> bool:
    """Say whether a word in capitals is only "The", "It" or "When": no name, unlike "US" and "Will"."""
    lists = english()
    return (
        token.low in lists.closed
        and not (token.text.isupper() and len(token.text) > 1)
        and not lists.has("names.closed_names", token.low)
    )


def _is_personal(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Say whether words look like a person's name: "Ada Berg", not "Mac OS" nor what stands after "in"."""
    if first and english().has("names.city_prepositions", tokens[first - 1].low):
        return False
    words = [token.text for token in tokens[first:end]]
    return all(
        word.isalpha() and not (word.isupper() and (i or len(word) > 1)) for i, word in enumerate(words)
    )


def _after_title(tokens: Sequence[Token], cut: int, end: int) -> int:
    """Give the place after a title with what belongs to it: "Sen.", "Secretary of State"."""
    lists = english()
    if cut < end and tokens[cut].text == "." and cut + 1 < end:
        return cut + 1
    office = lists.has("names.offices", tokens[cut - 1].low)
    while (
        office
        and cut + 2 < end
        and (
            lists.has("names.org_glue", tokens[cut].low)
            or lists.has("names.office_names", tokens[cut].low)
            or lists.has("words.articles", tokens[cut].low)
        )
    ):
        cut += 1
    return cut


def _only_opens(tokens: Sequence[Token], i: int) -> bool:
    """Say whether the first word of a run is no part of the name: an article, a number, "New" before "York"
    is.
    """
    lists = english()
    token, following = tokens[i], tokens[i + 1]
    if lists.has("names.new", token.low):
        return i == 0 and not lists.has("names.after_new", following.low)
    opens = i == 0 or tokens[i - 1].tag in '."'
    return lists.has("names.never_first", token.low) or (
        opens and lists.has("words.numerals", token.low) and not following.text[0].isdigit()
    )


def _describes(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a lone capitalised word only describes the noun after it, or counts: "Scottish voters"."""
    lists = english()
    if lists.has("words.numerals", tokens[i].low):
        return True
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or following.cap or following.tag != "N" or following.date >= 0:
        return False
    adjective = lists.has("names.demonyms", tokens[i].low) or entry(tokens[i].low).forms & ADJECTIVE
    return bool(adjective) and not tokens[i].possessive


def _is_title(tokens: Sequence[Token], i: int) -> bool:
    lists = english()
    low = tokens[i].low
    return lists.has("names.titles", low) or (
        i + 1 < len(tokens)
        and lists.has("names.title_starts", low)
        and lists.has("names.titles", tokens[i + 1].low)
    )


def _text(tokens: Sequence[Token], text: str, first: int, end: int) -> str:
    """Give the words of a range without a final possessive mark."""
    words = text[tokens[first].begin : tokens[end - 1].end]
    last = tokens[end - 1]
    if last.possessive and words[-2:].lower() in english().lists["words.possessive_marks"]:
        words = words[:-2]
    return " ".join(words.split())
