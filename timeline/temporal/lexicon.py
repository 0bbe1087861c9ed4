"""Load a language file and make from its words the candidate regex (Rust) and the token regex (Python).

A language is one TOML file: ``words`` (class -> value -> words), ``forms`` (digits and other patterns),
``rules`` (see ``timeline.temporal.grammar``), ``guards``, ``cues``, ``direction`` and ``opens`` (see
``timeline.temporal.context``), ``negatives`` and ``reasons``. No word of a text is written anywhere else.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from timeline.errors import LanguageError, RuleError
from timeline.temporal import registers

_SPACES = "\u00a0\u2009\u202f"
_BLANK = r"(?:[ \t]|" + "|".join(_SPACES) + r")*(?:\r?\n)?(?:[ \t]|" + "|".join(_SPACES) + ")*"
"""White space inside a phrase: at most one line break, so a phrase never crosses a paragraph."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2014"
_APOSTROPHES = "'\u2019\u02bc`"
_BETWEEN = rf"[ \t\r\n,/(@-]|{'|'.join(_DASHES[1:])}|{'|'.join(_SPACES)}"
_GAP = rf"(?:\.?(?:{_BETWEEN}){{1,4}}|(?:{'|'.join(_APOSTROPHES)})s?[ ]?)"
_DASH, _APOSTROPHE = f"(?:{'|'.join(_DASHES)})", f"(?:{'|'.join(_APOSTROPHES)})"
SHARED = "und"
"""What every language shares (ISO 639-2 "undetermined"): dates written in digits, how a reason is said."""

PUNCTUATION = {"-": _DASH, ",": ",", "/": "/", "(": r"\(", ")": r"\)", "@": "@", ".": r"\."}
"""Marks that patterns may name."""


@dataclass(frozen=True, slots=True)
class Form:
    """Hold a pattern of digits or letters, and the value of each class it belongs to."""

    pattern: str
    classes: Mapping[str, str]
    edge: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token of a phrase: where it stands, its word, and its value in each class."""

    begin: int
    end: int
    word: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hold the words of a language ready for use."""

    code: str
    candidate: str
    trigger: str
    token: "re.Pattern[str]"
    by_letter: Mapping[str, "re.Pattern[str]"]
    words: Mapping[str, Mapping[str, str]]
    forms: tuple[Form, ...]
    cased: frozenset[str]
    tables: Mapping[str, Any]


def languages() -> tuple[str, ...]:
    """List the languages that have a file of their own; ``und`` is what any language shares."""
    folder = resources.files("timeline.temporal") / "languages"
    names = (f.name for f in folder.iterdir() if f.name.count(".") == 1 and f.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names))


@cache
def lexicon(code: str) -> Lexicon:
    """Load a language, or with a code like ``en.posts`` its layer for social posts.

    Raises LanguageError where there is no such file, RuleError where it cannot be read.
    """
    if (tables := _locale(code)) is not None:
        return build(code, with_shared(tables))
    base, _, register = code.partition(".")
    if base not in languages() or (register and base not in registers.layered()):
        raise LanguageError(f"no language file for {code!r}; there are {', '.join(languages())}")
    tables = _tables(base) if base == SHARED else with_shared(_tables(base))
    return build(code, registers.with_layer(tables, _tables(code)) if register else tables)


def _locale(code: str) -> dict[str, Any] | None:
    """Give the tables of a locale that has no file; the locale data is slow to load, and seldom needed."""
    if code.partition(".")[0] in languages():
        return None
    from timeline.temporal.locales import locale_tables, locales

    return locale_tables(code) if code in locales() else None


def with_shared(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Put what every language shares before the forms and rules of one, and where it has no such table."""
    shared = _tables(SHARED)
    both = {name: [*shared[name], *tables.get(name, [])] for name in ("forms", "rules")}
    triggers = [*shared["triggers"], *tables.get("triggers", [])]
    return {**shared, **tables, **both, "triggers": triggers}


def _tables(code: str) -> dict[str, Any]:
    path = resources.files("timeline.temporal") / "languages" / f"{code}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"languages/{code}.toml: {error}") from error


def build(code: str, tables: Mapping[str, Any]) -> Lexicon:
    """Make a lexicon from the tables of a language file."""
    words: dict[str, dict[str, str]] = {}
    for name, values in tables.get("words", {}).items():
        for value, spellings in values.items():
            for word in spellings:
                words.setdefault(fold(word), {})[name] = value
    for rule in tables.get("rules", []):
        for literal in re.findall(r"(?<![\w:'])[a-z][a-z']*", rule["pattern"]):
            words.setdefault(literal, {})
    forms = tuple(_form(f) for f in tables.get("forms", []))
    cased = frozenset(fold(w) for w in tables.get("cased", []))
    return Lexicon(
        code, *_candidate(tables, words, cased), _token(forms), _by_letter(words), words, forms, cased, tables
    )


_FOLDED = {ord(a): "'" for a in _APOSTROPHES[1:]}


def fold(word: str) -> str:
    """Fold case, blanks and apostrophes of a word: the key of the lexicon.

    >>> fold("New  Year’s")
    "new year's"
    """
    return " ".join(word.lower().translate(_FOLDED).split())


def _form(table: Mapping[str, Any]) -> Form:
    pattern = str(table["pattern"])
    edge = r"(?:\.|(?!\w))" if table.get("abbreviation") else r"(?!\w)"
    return Form(pattern, table["classes"], edge, tuple(re.findall(r"\(\?P<(\w+)>", pattern)))


def _spelling(word: str) -> str:
    """Write the pattern of a word: any blank, any apostrophe; a full stop at its end is left to the edge."""
    body = word.removesuffix(".")
    return "".join(
        _BLANK if c == " " else _APOSTROPHE if c == "'" else _DASH if c == "-" else re.escape(c) for c in body
    )


def _token(forms: tuple[Form, ...]) -> "re.Pattern[str]":
    """Write the pattern of what is no word: forms, the possessive, marks, anything else."""
    parts = [f"(?P<f{i}>{_renamed(form, i)})" + form.edge for i, form in enumerate(forms)]
    parts.append(rf"(?P<s>[{_APOSTROPHES}]s?(?!\w))")
    parts.append("(?P<mark>" + "|".join(PUNCTUATION.values()) + ")")
    parts.append(r"(?P<other>\w+|[^\w\s]|\r?\n[ \t\r]*\n)")
    return re.compile("|".join(parts), re.IGNORECASE)


def _by_letter(words: Iterable[str]) -> dict[str, "re.Pattern[str]"]:
    """Write a pattern of the words of each first letter, the longest first."""
    sorted_words: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        sorted_words.setdefault(word[0], []).append(_spelling(word) + _edge(word))
    return {c: re.compile("(?P<word>" + "|".join(w) + ")", re.IGNORECASE) for c, w in sorted_words.items()}


def _renamed(form: Form, i: int) -> str:
    return re.sub(r"\(\?P<(\w+)>", lambda m: f"(?P<f{i}_{m[1]}>", form.pattern)


def _edge(word: str, edge: str = r"(?!\w)") -> str:
    """Write the right edge of a word: an abbreviation may or may not have its full stop."""
    return rf"(?:\.|{edge})" if word.endswith(".") else edge


def _candidate(tables: Mapping[str, Any], words: Mapping[str, Any], cased: frozenset[str]) -> tuple[str, str]:
    """Write two Rust regexes: runs of tokens, and the trigger that a run must hold to be a candidate.

    Together they find every phrase the rules may accept, and more: rules decide what in a run is a mention,
    the regex has only to be cheap and to miss nothing. Shape matters: one flat alternation between two ASCII
    word boundaries, repeated over a gap of a few plain characters, ran at 150 MB/s a core; with boundaries
    inside the alternation, Unicode classes or nested repetition it left the lazy DFA and ran at 4 MB/s.
    """
    triggers, inner = set(tables.get("triggers", [])), set(tables.get("inner", []))
    articles = set(tables.get("articles", []))
    kinds: dict[str, list[str]] = {"trigger": [], "start": [], "inner": [], "article": [], "loose": []}
    for form in tables.get("forms", []):
        body = re.sub(r"\(\?P<\w+>", "(?:", form["pattern"])
        kinds["loose" if form.get("loose") else _kind(set(form["classes"]), triggers, inner)].append(body)
    for word, classes in sorted(words.items(), key=lambda item: -len(item[0])):
        spelled = _cased(word) if word in cased else _rust_spelling(word)
        kind = _kind(set(classes), triggers, inner) if word[0].isascii() and word[-1].isascii() else "loose"
        kinds[kind].append(spelled)
        if set(classes) & articles:
            kinds["article"].append(spelled)
    start, trigger = "|".join(kinds["trigger"] + kinds["start"]), "|".join(kinds["trigger"])
    every = "|".join([start, *kinds["inner"]])
    article = rf"(?:\b(?:{'|'.join(kinds['article'])}){_GAP})?" if kinds["article"] else ""
    first, trigger, more = rf"\b(?:{start})\b", rf"\b(?:{trigger})\b", rf"{_GAP}\b(?:{every})\b"
    if kinds["loose"]:
        loose = "|".join(kinds["loose"])
        first, trigger, more = f"{first}|{loose}", f"{trigger}|{loose}", f"{more}|{_GAP}?(?:{loose})"
    return rf"(?i-u){article}(?:{first})(?:{more})*\.?", f"(?i-u)(?:{trigger})"


def _kind(classes: set[str], triggers: set[str], inner: set[str]) -> str:
    return "trigger" if classes & triggers else "inner" if classes <= inner else "start"


def _rust_spelling(word: str) -> str:
    body = word.removesuffix(".")
    return "".join(
        "(?:\r?\n|[ \t]| )" if c == " " else _APOSTROPHE if c == "'" else _DASH if c == "-" else re.escape(c)
        for c in body
    )


def _cased(word: str) -> str:
    return f"(?-i:{_rust_spelling(word[0].upper() + word[1:])}|{_rust_spelling(word.upper())})"


def tokenise(phrase: str, lex: Lexicon) -> list[Token]:
    """Split a phrase into tokens with their values."""
    tokens = []
    at = 0
    while at < len(phrase):
        first = phrase[at]
        if first in " \t":
            at += 1
            continue
        pattern = lex.by_letter.get(first.lower()) if first.isalpha() else None
        found = (pattern and pattern.match(phrase, at)) or lex.token.match(phrase, at)
        if found is None:
            at += 1
            continue
        tokens.append(_token_of(found, lex))
        at = found.end()
    return tokens


def _token_of(found: "re.Match[str]", lex: Lexicon) -> Token:
    kind, text = str(found.lastgroup), found.group()
    if kind == "word":
        word = fold(text)
        bare = word.rstrip(".")
        values: Mapping[str, Any] = (
            lex.words.get(word) or lex.words.get(bare + ".") or lex.words.get(bare) or {}
        )
        if text[0].islower() and bare in lex.cased:
            values = {}
        return Token(found.start(), found.end(), word, values)
    if kind[0] == "f":
        # A form's inner groups may be the last that took part: its own group is the one named f<i>.
        kind = kind.split("_", maxsplit=1)[0]
        form = lex.forms[int(kind[1:])]
        parts = {g: found.group(f"{kind}_{g}") or "" for g in form.groups}
        made = {name: template.format(**parts) for name, template in form.classes.items()}
        return Token(found.start(), found.end(), "", made)
    word = "'s" if kind == "s" else "-" if kind == "mark" and text in _DASHES else text
    return Token(found.start(), found.end(), word, {})
