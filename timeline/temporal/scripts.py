"""Know what scripts share whatever the language: digits, marks, word characters, blanks, letter case.

Folding gives one character for one: offsets into a folded phrase are offsets into the phrase.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

SPACES = "\u00a0\u2009\u202f"
BLANKS = (" ", "\n", "\u00a0")
_HEADLINE = 11
"""Longest word that is also looked for in capitals only: a longer list would be slow to search."""

DASHES = "-\u2010\u2011\u2012\u2013\u2014"
APOSTROPHES = "'\u2019\u02bc`"
DASH, APOSTROPHE = f"(?:{'|'.join(DASHES)})", f"(?:{'|'.join(APOSTROPHES)})"
"""Patterns of any dash and of any apostrophe."""

WIDE_MARKS: dict[str, str] = {
    "\uff0c": ",", "\u3001": ",", "\u30fb": ",", "\uff64": ",", "\u060c": ",", "\u061b": ",",
    "\u301c": "-", "\uff5e": "-", "\uff0d": "-", "\uff0f": "/", "\uff08": "(", "\uff09": ")",
    "\uff1a": ":", "\uff0e": ".", "\u066b": ".", "\u3000": " ",
}  # fmt: skip
"""Marks of full width, of Arabic and of East Asia, and the mark that patterns name."""

_JOINED_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u200c\u200d"
)
WORD = rf"[\w{_JOINED_MARKS}]"
"""A character of a word: Python's class leaves out vowel signs and other marks written onto letters."""

LETTER = rf"(?:[^\W\dA-Z_]|[{_JOINED_MARKS}])"
"""A character of a literal word in a pattern; ASCII capitals name classes."""


_LANGUAGES = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "HANGUL": "ko", "CYRILLIC": "ru", "ARABIC": "ar",
    "HEBREW": "he", "GREEK": "el", "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te",
    "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy",
}  # fmt: skip
"""Scripts by the first word of their letters' names, and the language that is read most in each; those that
stand with letters of another go first."""

_OWN_LETTERS = {"uk": "\u0456\u0457\u0454\u0491", "fa": "\u067e\u0686\u0698\u06af"}
"""Letters that another language has and the usual one of the script has not."""


def language_of_script(text: str) -> str | None:
    """Give the likeliest language of a phrase by its letters; none where they are Latin.

    >>> language_of_script("\u0432\u0447\u0435\u0440\u0430"), language_of_script("May 2025")
    ('ru', None)
    """
    for language, letters in _OWN_LETTERS.items():
        if set(text.lower()) & set(letters):
            return language
    scripts = {unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()}
    return next((language for script, language in _LANGUAGES.items() if script in scripts), None)


def folds(tables: Mapping[str, Any]) -> dict[int, str]:
    """Give the characters of a language's texts that are read as others; none for plain Latin scripts.

    ``digits`` of a language file holds the zero of each further set of digits, ``marks = true`` asks for
    the marks above.

    >>> "\u0665\u060c".translate(folds({"digits": "\u0660", "marks": True}))
    '5,'
    """
    made = {ord(zero) + n: str(n) for zero in tables.get("digits", "") for n in range(10)}
    return made | {ord(c): mark for c, mark in WIDE_MARKS.items() if tables.get("marks")}


def both_cases(text: str) -> str:
    """Write a Rust pattern of text that matches it in either case; ASCII letters are left to the flag.

    >>> both_cases("m\u00e4rz")
    'm(?:\u00e4|\u00c4)rz'
    """
    return "".join(map(_both, text))


def _both(c: str) -> str:
    upper = c.upper()
    if c.isascii():
        return re.escape(c)
    return f"(?:{c}|{upper})" if upper != c and len(upper) == 1 else c


def literals(word: str, cased: bool) -> tuple[str, ...]:
    """Write a word as texts print it, one by one; none where it holds marks that have many shapes.

    >>> literals("\u043c\u0430\u044f", cased=False)
    ('\u043c\u0430\u044f', '\u041c\u0430\u044f', '\u041c\u0410\u042f')
    """
    body = word.removesuffix(".")
    if set(body) & {"-", "'"}:
        return ()
    capital, lower = body[0].upper() + body[1:], () if cased else (body,)
    if " " in body:
        made = (*(text.replace(" ", blank) for text in lower for blank in BLANKS), capital)
    else:
        made = (*lower, capital, *([body.upper()] if len(body) <= _HEADLINE else ()))
    return tuple(dict.fromkeys(made))


def rust_form(pattern: str, digits: str) -> str:
    """Write a pattern of a form for Rust outside Unicode mode: further sets of digits, no group names.

    Rust looks neither ahead nor behind: what is left finds more, and forms decide again in the tokens.

    >>> rust_form("(?P<n>[1-9]x{2})", "\u0660")
    '(?:(?:[1-9]|(?u:[\u0661-\u0669]))x{2})'
    """

    def written(found: re.Match[str]) -> str:
        text = found.group()
        if text[0] == "(":
            return "(?:" if text[2] == "P" else ""
        if text[0] in "{\\":
            return text
        ranges = "" if text[:2] == "[^" else "".join(re.findall(r"[0-9](?:-[0-9])?", text))
        others = "".join(ranges.translate({48 + n: ord(zero) + n for n in range(10)}) for zero in digits)
        if others:
            return f"(?:{text}|(?u:[{others}]))"
        return text if text.isascii() else f"(?u:{text})"

    return re.sub(r"\(\?<?[=!][^()]*\)|\(\?P<\w+>|\{[0-9,]+\}|\\.|\[[^\]]*\]|[0-9]", written, pattern)


def ends_ascii(pattern: str) -> bool:
    """Say whether what a pattern matches ends with an ASCII character: only there is an edge looked for.

    >>> ends_ascii("[0-9]{1,2}"), ends_ascii("[0-9]\u5e74?"), ends_ascii("[0-9](?:\u65e5|\u53f7)")
    (True, False, False)
    """
    return pattern.rstrip(")]?*+")[-1:].isascii()
