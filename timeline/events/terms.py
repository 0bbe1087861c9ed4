"""Cut statements into the words and numbers that tell events apart, a whole column at a time."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
import polars as pl
from lemminflect import getAllLemmas

from timeline.events.kinds import kinds
from timeline.events.lexicon import english

_WORD = r"(?:[^\W\d_]\.){2,}|\w+(?:[.,]\d+)*%?"
_WORDS = re.compile(_WORD)
_NUMBER = r"[$€£¥]\d[\d.,]*%?|(?:^|[^\w:-])\d[\d.,]*%?"
_DIGITS = re.compile(r"([$€£¥]?)(\d[\d.,]*)(%?)")
_ROUND_SHARE = 0.03
"""A round number stands for any number that is this near to it: "almost $600 billion" for 589."""


def terms(text: str) -> list[str]:
    """List the distinct telling words of a text in their dictionary form, or as the kind of event they tell.

    >>> terms("The plunge of R1 surprised the markets")
    ['market', 'r1', 'surprise', '~fall']
    """
    found = _compounds().findall(text) if "-" in text else _WORDS.findall(text)
    return sorted({term for written in found if (term := _term(written))})


def term_table(texts: pl.Series) -> pl.DataFrame:
    """Give the ``terms`` of each text as rows of ``item`` (its place in the column) and ``term`` (an Enum).

    Each distinct word is looked up once, however many texts there are.
    """
    words = pl.DataFrame({"item": pl.int_range(len(texts), eager=True), "word": _words(texts)})
    long = words.explode("word").filter(pl.col("word").is_not_null())
    # Numbers stand for words: millions of words are few distinct ones.
    written = long["word"].cast(pl.Categorical)
    codes = written.to_physical().to_numpy()
    known = written.unique()
    kept = zip(known.to_physical().to_list(), known.to_list(), strict=True)
    of = {code: term for code, word in kept if (term := _term(word))}
    kind = pl.Enum(sorted(set(of.values())))
    place = {term: n for n, term in enumerate(kind.categories)}
    lookup = np.full(int(codes.max(initial=0)) + 1, -1, dtype=np.int64)
    lookup[list(of)] = [place[term] for term in of.values()]
    found = lookup[codes]
    width = max(len(place), 1)
    both = long["item"].to_numpy()[found >= 0] * width + found[found >= 0]
    pairs = pl.Series(both).unique().sort().to_numpy()
    every = pl.Series("term", kind.categories.to_list(), dtype=kind)
    return pl.DataFrame({"item": pairs // width, "term": every.gather(pairs % width)})


def term_sets(texts: Iterable[str]) -> dict[str, frozenset[int]]:
    """Give the ``terms`` of each distinct text as numbers, in the order of the terms."""
    known = pl.Series("text", list(dict.fromkeys(texts)), dtype=pl.String)
    found = term_table(known).group_by("item").agg(pl.col("term").to_physical().cast(pl.Int64))
    out = dict.fromkeys(known, frozenset[int]())
    return out | {known[item]: frozenset(own) for item, own in found.iter_rows()}


def _words(texts: pl.Series) -> pl.Series:
    """Cut texts into words; the few with a joined word that tells a kind of event take a slower pattern."""
    joining = [word for word in kinds().of if "-" in word]
    some = texts.str.contains_any(joining, ascii_case_insensitive=True)
    # What is not wanted is emptied first: a choice would cut all texts both ways.
    frame = pl.DataFrame({"text": texts, "some": some})
    plain = pl.when(~pl.col("some")).then("text").str.extract_all(_WORD)
    joined = pl.when("some").then("text").str.extract_all(_compounds().pattern)
    return frame.select(plain.fill_null(joined).alias("word"))["word"]


@cache
def _compounds() -> re.Pattern[str]:
    """Find words, abbreviations, numbers, and words with a hyphen that tell a kind of event."""
    joined = sorted(re.escape(word) for word in kinds().of if "-" in word)
    return re.compile("|".join([*(rf"\b(?i:{word})\b" for word in joined), _WORD]))


@cache
def kind_of(predicate: str | None) -> str | None:
    """Give the term of a predicate: the kind of event that it tells; none for verbs that only report.

    >>> kind_of("quake"), kind_of("sing"), kind_of("say")
    ('~quake', 'sing', None)
    """
    if predicate is None or english().has("reporting.verbs", predicate):
        return None
    found = terms(predicate)
    return found[0] if found else None


@cache
def _term(written: str) -> str:
    """Give the term that a word as written stands for; nothing if it tells no event from another."""
    word = written.replace(".", "") if written[-1] == "." else written
    low = word.lower()
    # "US" is a country, "us" a pronoun.
    if len(word) < 2 or (low in english().lists["terms.stop"] and not word.isupper()):
        return ""
    # Days of a month and years are the date's: two statements share that already.
    if word.isdecimal() and _is_of_a_date(word):
        return ""
    base = base_form(low)
    if base in kinds().light:
        return ""
    return kinds().of.get(low) or kinds().of.get(base) or base


@cache
def base_form(word: str) -> str:
    """Give the dictionary form of a lower-case word: the verb's, else the noun's.

    >>> base_form("gaining"), base_form("markets"), base_form("fell")
    ('gain', 'market', 'fall')
    """
    if not word.isalpha():
        return word
    found = getAllLemmas(word)
    verbs = found.get("VERB", ())
    if verbs and not english().has("words.not_verbs", word):
        return str(next((lemma for lemma in verbs if lemma != word), verbs[0]))
    return str(found["NOUN"][0]) if "NOUN" in found else word


def numbers(text: str) -> frozenset[str]:
    """Collect the telling numbers of a text: no days of a month, no years, no small counts.

    >>> sorted(numbers("On Jan. 27, 2025 Nvidia fell 17 percent, or $589 billion, in 2 hours."))
    ['17%', '589']
    """
    return frozenset(number_table(pl.Series([text]))["number"])


def number_table(texts: pl.Series) -> pl.DataFrame:
    """Give the ``numbers`` of each text as rows of ``item`` (its place in the column) and ``number``."""
    frame = pl.DataFrame({"text": texts}).with_row_index("item").with_columns(pl.col("item").cast(pl.Int64))
    some = frame.filter(pl.col("text").str.contains(r"\d"))
    marked = pl.col("text").str.replace_all(_percent(), "${1}%")
    long = (
        some.select("item", marked.str.extract_all(_NUMBER).alias("written")).explode("written").drop_nulls()
    )
    known = {written: _number(written) for written in long["written"].unique()}
    number = pl.col("written").replace_strict(known, return_dtype=pl.String)
    return long.select("item", number.alias("number")).drop_nulls().unique().sort("item", "number")


def _number(written: str) -> str | None:
    """Give the number in its plain form; nothing if it may be a day, a year or a small count.

    >>> _number("$1,200.50"), _number(" 17%"), _number(" 2025")
    ('1200.50', '17%', None)
    """
    sign, digits, unit = _DIGITS.findall(written)[0]
    plain = digits.strip(".,").replace(",", "")
    tells = unit or sign or "." in plain or (len(plain) > 2 and not _is_of_a_date(plain))
    return plain + unit if tells else None


@cache
def rounded(number: str) -> tuple[float, bool]:
    """Give a number's value and whether it is round: one digit and zeros, from 100 on.

    >>> rounded("600"), rounded("589")
    ((600.0, True), (589.0, False))
    """
    plain = number.rstrip("%")
    value = float(plain) if plain.replace(".", "", 1).isdigit() else 0.0
    return value, value >= 100 and not plain[1:].strip("0.") and not number.endswith("%")


def agree(one: frozenset[str], two: frozenset[str]) -> bool:
    """Say whether two statements have a telling number in common, or a round one that is near the other's.

    >>> agree(frozenset({"589"}), frozenset({"600"})), agree(frozenset({"589"}), frozenset({"593"}))
    (True, False)
    """
    if not one.isdisjoint(two):
        return True
    for first in one:
        value, is_round = rounded(first)
        for second in two:
            other, other_round = rounded(second)
            if is_round != other_round and value and abs(value - other) <= _ROUND_SHARE * max(value, other):
                return True
    return False


def _is_of_a_date(digits: str) -> bool:
    """Say whether digits may be a day of a month, an hour, a small count or a year."""
    return int(digits) <= 31 if len(digits) <= 2 else len(digits) == 4 and 1800 <= int(digits) < 2200


def agreeing(found: Sequence[str]) -> Iterator[tuple[int, int]]:
    """List the pairs of places in a list of distinct numbers that ``agree``, each with itself too.

    >>> sorted(agreeing(["589", "600", "17%"]))
    [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)]
    """
    values = [rounded(number) for number in found]
    order = sorted((value, place) for place, (value, is_round) in enumerate(values) if not is_round)
    exact = [value for value, _ in order]
    for place, (value, is_round) in enumerate(values):
        yield place, place
        if not is_round:
            continue
        least, most = value * (1 - _ROUND_SHARE), value / (1 - _ROUND_SHARE)
        for _, other in order[bisect_left(exact, least) : bisect_right(exact, most)]:
            if agree(frozenset([found[place]]), frozenset([found[other]])):
                yield from ((place, other), (other, place))


def with_percents(texts: pl.Series) -> pl.Series:
    """Write "17 percent" as "17%" in a column of texts."""
    return texts.str.replace_all(_percent(), "${1}%")


@cache
def _percent() -> str:
    """Find a number before a word for percent."""
    words = "|".join(re.escape(word) for word in sorted(english().lists["terms.percent"]))
    return rf"(?i)(\d) ?(?:{words})\b"
