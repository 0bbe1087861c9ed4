"""Load a language file and make from its words the candidate regex (Rust) and the token regex (Python).

A language is one TOML file: ``words`` (class -> value -> words), ``forms`` (digits and other patterns),
``rules`` (see ``timeline.temporal.grammar``), ``guards``, ``cues``, ``direction`` and ``opens`` (see
``timeline.temporal.context``), ``negatives`` and ``reasons``. No word of a text is written anywhere else.
What a script needs: ``spaced = false`` where words stand without blanks, ``prefixes`` (words that are
written onto the next one), ``digits`` and ``marks`` (see ``timeline.temporal.scripts``).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from timeline.errors import LanguageError, RuleError
from timeline.temporal import registers
from timeline.temporal.recent import Recent
from timeline.temporal.runs import candidate
from timeline.temporal.scripts import APOSTROPHE, APOSTROPHES, DASH, DASHES, LETTER, SPACES, WORD, folds

_BLANK = r"(?:[ \t]|" + "|".join(SPACES) + r")*(?:\r?\n)?(?:[ \t]|" + "|".join(SPACES) + ")*"
"""White space inside a phrase: at most one line break, so a phrase never crosses a paragraph."""

_NO_ASCII = r"(?:(?<![0-9A-Za-z])|(?![0-9A-Za-z]))"
"""Right edge in scripts without blanks: only between two ASCII characters does a word go on."""

SHARED = "und"
"""What every language shares (ISO 639-2 "undetermined"): dates written in digits, how a reason is said."""

TERM = re.compile(
    rf"\(\?<?[=!]|\(|\)|\||[?*]|[A-Z][A-Z0-9]*(?::\w+)?|{LETTER}(?:{LETTER}|')*|'s|[-,/.@:]|\\[()]"
)
"""A term of a rule's pattern (see ``timeline.temporal.grammar``)."""

PUNCTUATION = {"-": DASH, ",": ",", "/": "/", "(": r"\(", ")": r"\)", "@": "@", ".": r"\.", ":": ":"}
"""Marks that patterns may name."""


_SPELLINGS = 10_000
"""Spellings of words remembered (Monday, MONDAY): few languages have as many."""


@dataclass(frozen=True, slots=True)
class Form:
    """Hold a pattern of digits or letters, and the value of each class it belongs to."""

    pattern: str
    classes: Mapping[str, str]
    edge: str
    groups: tuple[str, ...]


@dataclass(slots=True)
class Token:
    """Hold a token of a phrase: where it stands, its word, and its value in each class.

    ``sign`` is what the grammar calls its classes, once it has asked.
    """

    begin: int
    end: int
    word: str
    values: Mapping[str, Any]
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Hold the words of a language ready for use."""

    code: str
    candidate: str
    trigger: str
    head: str
    token: "re.Pattern[str]"
    by_letter: Mapping[str, "re.Pattern[str]"]
    words: Mapping[str, Mapping[str, str]]
    forms: tuple[Form, ...]
    cased: frozenset[str]
    tables: Mapping[str, Any]
    folds: Mapping[int, str]
    spaced: bool
    prefixes: tuple[str, ...]
    cut: bool
    spelled: Recent[str, tuple[str, Mapping[str, Any]]] = field(default_factory=lambda: Recent(_SPELLINGS))


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


@cache
def layer(code: str) -> Mapping[str, Any]:
    """Give what a layer like ``en.posts`` says itself, without the language below: quick to load."""
    return _tables(code)


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
        for term in TERM.findall(rule["pattern"]):
            if re.match(LETTER, term):
                words.setdefault(term, {})
    spaced, prefixes = bool(tables.get("spaced", True)), tuple(tables.get("prefixes", ()))
    forms = tuple(_form(f, spaced) for f in tables.get("forms", []))
    cased = frozenset(fold(w) for w in tables.get("cased", []))
    folded = folds(tables)
    # Edges that Rust does not see matter only where words hold letters that ASCII has not.
    cut = spaced and any(c.isalpha() and not c.isascii() for word in words for c in word)
    return Lexicon(
        code,
        *candidate(tables, words, cased),
        _token(forms, spaced),
        _by_letter(words, spaced),
        words,
        forms,
        cased,
        tables,
        folded,
        spaced,
        prefixes,
        cut,
    )


_FOLDED = {ord(a): "'" for a in APOSTROPHES[1:]}


def fold(word: str) -> str:
    """Fold case, blanks and apostrophes of a word: the key of the lexicon.

    >>> fold("New  Year’s")
    "new year's"
    """
    return " ".join(word.lower().translate(_FOLDED).split())


def _form(table: Mapping[str, Any], spaced: bool) -> Form:
    pattern = str(table["pattern"])
    edge = rf"(?!{WORD})" if spaced else _NO_ASCII
    edge = rf"(?:\.|{edge})" if table.get("abbreviation") else edge
    return Form(pattern, table["classes"], edge, tuple(re.findall(r"\(\?P<(\w+)>", pattern)))


def _spelling(word: str) -> str:
    """Write the pattern of a word: any blank, any apostrophe; a full stop at its end is left to the edge."""
    body = word.removesuffix(".")
    return "".join(
        _BLANK if c == " " else APOSTROPHE if c == "'" else DASH if c == "-" else re.escape(c) for c in body
    )


def _token(forms: tuple[Form, ...], spaced: bool) -> "re.Pattern[str]":
    """Write the pattern of what is no word: forms, the possessive, marks, anything else."""
    parts = [f"(?P<f{i}>{_renamed(form, i)})" + form.edge for i, form in enumerate(forms)]
    parts.append(rf"(?P<s>[{APOSTROPHES}]s?(?!\w))")
    parts.append("(?P<mark>" + "|".join(PUNCTUATION.values()) + ")")
    unknown = rf"{WORD}+" if spaced else r"[0-9A-Za-z]+|\w"
    parts.append(rf"(?P<other>{unknown}|[^\w\s]|\r?\n[ \t\r]*\n)")
    return re.compile("|".join(parts), re.IGNORECASE)


def _by_letter(words: Iterable[str], spaced: bool) -> dict[str, "re.Pattern[str]"]:
    """Write a pattern of the words of each first letter, the longest first."""
    edge = rf"(?!{WORD})" if spaced else _NO_ASCII
    sorted_words: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        sorted_words.setdefault(word[0], []).append(_spelling(word) + _edge(word, edge))
    return {c: re.compile("(?P<word>" + "|".join(w) + ")", re.IGNORECASE) for c, w in sorted_words.items()}


def _renamed(form: Form, i: int) -> str:
    return re.sub(r"\(\?P<(\w+)>", lambda m: f"(?P<f{i}_{m[1]}>", form.pattern)


def _edge(word: str, edge: str) -> str:
    """Write the right edge of a word: an abbreviation may or may not have its full stop, elision has none."""
    return rf"(?:\.|{edge})" if word.endswith(".") else "" if word.endswith("'") else edge


def tokenise(phrase: str, lex: Lexicon) -> list[Token]:
    """Split a phrase into tokens with their values."""
    tokens = []
    at = 0
    text = phrase.translate(lex.folds) if lex.folds else phrase
    while at < len(text):
        if text[at] in " \t":
            at += 1
            continue
        found = _word_at(text, at, lex) or lex.token.match(text, at)
        if found is None:
            at += 1
            continue
        if found.lastgroup == "other" and (prefix := _prefix_at(text, at, lex)):
            tokens.append(Token(at, at + len(prefix), prefix, lex.words.get(prefix, {})))
            at += len(prefix)
            continue
        tokens.append(_token_of(found, lex))
        at = found.end()
    return tokens


def _word_at(text: str, at: int, lex: Lexicon) -> "re.Match[str] | None":
    """Find the word that stands there; a form that is at least as long goes before one with digits."""
    pattern = lex.by_letter.get(text[at].lower())
    found = pattern.match(text, at) if pattern else None
    if found and not text[at].isalpha():
        form = lex.token.match(text, at)
        if form and form.end() >= found.end() and str(form.lastgroup)[0] == "f":
            return None
    return found


def _prefix_at(text: str, at: int, lex: Lexicon) -> str:
    """Give the prefix that is written onto a known word there."""
    for prefix in lex.prefixes:
        after = at + len(prefix)
        if text.startswith(prefix, at) and after < len(text):
            found = _word_at(text, after, lex) or lex.token.match(text, after)
            if found and found.lastgroup not in ("other", "mark", "s"):
                return prefix
    return ""


def _token_of(found: "re.Match[str]", lex: Lexicon) -> Token:
    kind, text = str(found.lastgroup), found.group()
    if kind == "word":
        known = lex.spelled.get(text)
        if known is None:
            known = _word_of(text, lex)
            lex.spelled.put(text, known)
        return Token(*found.span(), *known)
    if kind[0] == "f":
        # A form's inner groups may be the last that took part: its own group is the one named f<i>.
        kind = kind.split("_", maxsplit=1)[0]
        form = lex.forms[int(kind[1:])]
        parts = {g: found.group(f"{kind}_{g}") or "" for g in form.groups}
        made = {name: template.format(**parts) for name, template in form.classes.items()}
        return Token(*found.span(), "", made)
    word = "'s" if kind == "s" else "-" if kind == "mark" and text in DASHES else text
    return Token(*found.span(), word, {})


def _word_of(text: str, lex: Lexicon) -> tuple[str, Mapping[str, Any]]:
    """Give the word that is written so, and its values."""
    word = fold(text)
    bare = word.rstrip(".")
    if text[0].islower() and bare in lex.cased:
        return word, {}
    return word, lex.words.get(word) or lex.words.get(bare + ".") or lex.words.get(bare) or {}
