"""Load a language file and make from its words the candidate regex (Rust) and the token regex (Python).

A language is one TOML file: ``words`` (class -> value -> words), ``forms`` (digits and other patterns),
``rules`` (see ``timeline.temporal.grammar``), ``guards``, ``cues``, ``direction`` and ``opens`` (see
``timeline.temporal.context``), ``negatives`` and ``reasons``. No word of a text is written anywhere else.
What a script needs: ``spaced = false`` where words stand without blanks, ``prefixes`` (words that are
written onto the next one), ``digits`` and ``marks`` (see ``timeline.temporal.scripts``).
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any
from unicodedata import category

from timeline.errors import LanguageError, RuleError
from timeline.temporal import registers
from timeline.temporal.scripts import (
    APOSTROPHES,
    DASHES,
    LETTER,
    SPACES,
    WORD,
    both_cases,
    ends_ascii,
    folds,
    literals,
    rust_form,
)
from timeline.temporal.tries import alternation

_BLANK = r"(?:[ \t]|" + "|".join(SPACES) + r")*(?:\r?\n)?(?:[ \t]|" + "|".join(SPACES) + ")*"
"""White space inside a phrase: at most one line break, so a phrase never crosses a paragraph."""

_BETWEEN = rf"[ \t\r\n,/()@-]|{'|'.join(DASHES[1:])}|{'|'.join(SPACES)}"
_DASH, _APOSTROPHE = f"(?:{'|'.join(DASHES)})", f"(?:{'|'.join(APOSTROPHES)})"
_BEGIN, _END = r"\b{start-half}", r"\b{end-half}"
"""Edges of a word beside ASCII, which keeps Rust in its fast engine; ``candidates`` looks at the rest."""

_PLAIN = r"\b"
"""Both edges where every word begins and ends with ASCII: a fifth faster than the two above."""

_NO_ASCII = r"(?:(?<![0-9A-Za-z])|(?![0-9A-Za-z]))"
"""Right edge in scripts without blanks: only between two ASCII characters does a word go on."""

SHARED = "und"
"""What every language shares (ISO 639-2 "undetermined"): dates written in digits, how a reason is said."""

TERM = re.compile(
    rf"\(\?<?[=!]|\(|\)|\||[?*]|[A-Z][A-Z0-9]*(?::\w+)?|{LETTER}(?:{LETTER}|')*|'s|[-,/.@:]|\\[()]"
)
"""A term of a rule's pattern (see ``timeline.temporal.grammar``)."""

PUNCTUATION = {"-": _DASH, ",": ",", "/": "/", "(": r"\(", ")": r"\)", "@": "@", ".": r"\.", ":": ":"}
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
        *_candidate(tables, words, cased),
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
        _BLANK if c == " " else _APOSTROPHE if c == "'" else _DASH if c == "-" else re.escape(c) for c in body
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


def _candidate(
    tables: Mapping[str, Any], words: Mapping[str, Any], cased: frozenset[str]
) -> tuple[str, str, str]:
    """Write Rust regexes: runs of tokens, the trigger that a run must hold to be a candidate, heads of runs.

    Together they find every phrase the rules may accept, and more: rules decide what in a run is a mention,
    the regex has only to be cheap and to miss nothing. Shape matters: one flat alternation between two ASCII
    word boundaries, repeated over a gap of a few plain characters, ran at 150 MB/s a core; with boundaries
    inside the alternation, Unicode classes or nested repetition it left the lazy DFA and ran at 4 MB/s.
    Words share their beginnings (see ``timeline.temporal.tries``): a flat list of Russian ran a thousand
    times slower. Longer words go first: beside letters ASCII has not, no boundary is seen and the first wins.
    In plain ASCII a run begins at its first trigger, and its head is what belongs to it at the end of the
    words before: a third as many runs, in half of the time. Elsewhere there is no head.
    """
    kinds = _kinds(tables, words, cased)
    gap = _gap(tables)
    start, trigger = _flat(kinds["trigger"] + kinds["start"]), _flat(kinds["trigger"])
    every = _flat(kinds["trigger"] + kinds["start"] + kinds["inner"])
    if not tables.get("spaced", True):
        first, more = _unspaced(kinds["trigger"] + kinds["start"]), _unspaced(chain(*kinds.values()))
        # A weekday in brackets behind a date closes them.
        close = "|".join([r"\)", *(chr(c) for c, mark in folds(tables).items() if mark == ")")])
        run = rf"(?i-u)(?:{first})(?:(?:{gap})?(?:{more}))*(?:{close})?"
        return run, f"(?i-u)(?:{_unspaced(kinds['trigger'])})", ""
    prefix = "|".join(map(both_cases, tables.get("prefixes", ())))
    prefix = f"(?:{prefix})?" if prefix else ""
    if sum(not word[0].isascii() for word in words) > len(words) / 2:
        return *_far_from_ascii(kinds, gap, prefix), ""
    begin, end = (_PLAIN, _PLAIN) if _plain(tables, words) else (_BEGIN, _END)
    article = rf"(?:{begin}(?:{_flat(kinds['article'])}){gap})?" if kinds["article"] else ""
    first, trigger = rf"{begin}(?:{start}){end}", rf"{begin}(?:{trigger}){end}"
    more = rf"{gap}{begin}{prefix}(?:{every}){end}"
    if kinds["loose"]:
        loose = _flat(kinds["loose"])
        first, trigger, more = f"{first}|{loose}", f"{trigger}|{loose}", f"{more}|{gap}?(?:{loose})"
    if begin == _PLAIN and not prefix:
        held = _flat(_holding(tables, words, cased))
        start = _flat(kinds["start"] + kinds["article"])
        head = rf"(?i-u){begin}(?:{start}){end}{gap}(?:{begin}(?:{every}){end}{gap})*$"
        held = rf"{trigger}|{begin}(?:{held}){end}" if held else trigger
        return rf"(?i-u)(?:{held})(?:{more})*\.?", f"(?i-u)(?:{trigger})", head
    return rf"(?i-u){article}(?:{first})(?:{more})*\.?", f"(?i-u)(?:{trigger})", ""


def _holding(tables: Mapping[str, Any], words: Mapping[str, Any], cased: frozenset[str]) -> "list[_Spelled]":
    """List the words of several parts that hold a trigger and are none: a run may begin with them."""
    triggers = set(tables.get("triggers", []))
    firm = {word for word, classes in words.items() if set(classes) & triggers}
    held = (word for word in words if word not in firm and firm & set(re.split(r"[ -]", word)))
    return [_spelled(word, word in cased, word.startswith(tuple(cased))) for word in held]


def _far_from_ascii(kinds: Mapping[str, list["_Spelled"]], gap: str, prefix: str) -> tuple[str, str]:
    """Write the two regexes for a script that ASCII has no letter of (Cyrillic, Arabic).

    Rust looks for the end of a match first, then backward for its begin, and gives up its fast engine where
    the automaton is large. So the words stand once, not once for the first and again for the others, and as
    bare literals, which Rust keeps as a trie in either direction. A run may end with a gap, or with a word
    of inner ones and a gap.
    """
    articles = [item for item in kinds["article"] if item in kinds["inner"]]
    first = _literals([*kinds["trigger"], *kinds["start"], *articles])
    inner = _literals([item for item in kinds["inner"] if item not in articles])
    loose = f"|{_flat(kinds['loose'])}" if kinds["loose"] else ""
    between = f"(?:{gap}(?:{prefix}(?:{inner}){gap})*)?" if inner else f"(?:{gap})?"
    return (
        rf"(?i-u)(?:{prefix}(?:{first}{loose}){between})+\.?",
        f"(?i-u)(?:{_literals(kinds['trigger'])}{loose})",
    )


def _literals(spelled: Iterable["_Spelled"]) -> str:
    """Write forms in one alternation and words in another that holds nothing else; each longer ones first."""
    listed = sorted(spelled, key=lambda item: -item.length)
    forms = [item.pattern for item in listed if not item.literals]
    words = [re.escape(text) for item in listed for text in item.literals]
    parts = [f"{_BEGIN}(?:{'|'.join(forms)}){_END}"] if forms else []
    return "|".join([*parts, f"(?-i:{_BEGIN}(?:{'|'.join(words)}){_END})"] if words else parts)


@dataclass(frozen=True, slots=True)
class _Spelled:
    """Hold a word or form as a Rust pattern, how long it is (a form counts as longer than any word), and its
    characters' patterns: none for what keeps its place in a list, several spellings for a cased word.
    """

    length: int
    pattern: str
    atoms: tuple[tuple[str, ...], ...] = ()
    cased: bool = False
    literals: tuple[str, ...] = ()


_LONGEST = 1_000


def _kinds(
    tables: Mapping[str, Any], words: Mapping[str, Any], cased: frozenset[str]
) -> dict[str, list[_Spelled]]:
    """Sort forms and words by what they may do in a run."""
    triggers, inner = set(tables.get("triggers", [])), set(tables.get("inner", []))
    spaced = bool(tables.get("spaced", True))
    articles, heads = set(tables.get("articles", [])), tuple(cased)
    kinds: dict[str, list[_Spelled]] = {"trigger": [], "start": [], "inner": [], "article": [], "loose": []}
    for i, form in enumerate(tables.get("forms", [])):
        body = rust_form(form["pattern"], tables.get("digits", ""))
        kind = "loose" if form.get("loose") else _kind(set(form["classes"]), triggers, inner)
        kinds[kind].append(_Spelled(_LONGEST - i, body))
    for word, classes in words.items():
        spelled = _spelled(word, word in cased, word.startswith(heads))
        ends = (word[0], word.removesuffix(".")[-1:])
        odd = spaced and any(not c.isascii() and category(c)[0] not in "LM" for c in ends)
        kinds["loose" if odd else _kind(set(classes), triggers, inner)].append(spelled)
        if set(classes) & articles:
            kinds["article"].append(spelled)
    return kinds


def _plain(tables: Mapping[str, Any], words: Iterable[str]) -> bool:
    """Say whether words and forms begin and end with ASCII letters or digits; signs like ½ are loose."""
    forms = [f["pattern"] for f in tables.get("forms", []) if not f.get("loose")]
    letters = all(not c.isalpha() or c.isascii() for word in words for c in (word[0], word[-1]))
    return letters and all(ends_ascii(p) and p[0].isascii() and not p.endswith(".") for p in forms)


def _flat(spelled: Iterable[_Spelled]) -> str:
    """Write an alternation: what keeps its place, cased words, the others; each the longest first."""
    listed = sorted(spelled, key=lambda item: -item.length)
    parts = [item.pattern for item in listed if not item.atoms]
    cased = [atoms for item in listed if item.cased for atoms in item.atoms]
    words = [atoms for item in listed if not item.cased for atoms in item.atoms]
    parts += [f"(?-i:{alternation(cased)})"] if cased else []
    return "|".join([*parts, alternation(words)] if words else parts)


def _unspaced(spelled: Iterable[_Spelled]) -> str:
    """Write an alternation for scripts without blanks: an edge only where ASCII meets ASCII."""
    listed = sorted(spelled, key=lambda item: -item.length)
    words = [atoms for s in listed if not ends_ascii(s.pattern) for atoms in s.atoms]
    rest = [s.pattern for s in listed if not s.atoms or ends_ascii(s.pattern)]
    parts = [p + (_END if ends_ascii(p) else "") for p in rest]
    return "|".join([*parts, alternation(words)] if words else parts)


def _gap(tables: Mapping[str, Any]) -> str:
    """Write what may stand between two tokens."""
    between = "|".join([_BETWEEN, *(chr(c) for c in folds(tables) if not chr(c).isdigit())])
    return rf"(?:\.?(?:{between}){{1,4}}|(?:{'|'.join(APOSTROPHES)})s?[ ]?)"


def _kind(classes: set[str], triggers: set[str], inner: set[str]) -> str:
    return "trigger" if classes & triggers else "inner" if classes <= inner else "start"


def _atoms(word: str, letter: Callable[[str], str] = both_cases) -> tuple[str, ...]:
    # An elided word ("l'") ends before its apostrophe, which is a gap.
    body = word.removesuffix(".").removesuffix("'")
    marks = {" ": "(?:\r?\n|[ \t]|\u00a0)", "'": _APOSTROPHE, "-": _DASH}
    return tuple(marks.get(c) or letter(c) for c in body)


def _spelled(word: str, cased: bool, listed: bool) -> _Spelled:
    """Write the patterns of a word; ``listed`` says that it begins like a cased word and keeps its place."""
    length, texts = len(word.removesuffix("'")), literals(word, cased)
    if cased:
        both = tuple(_atoms(w, re.escape) for w in (word[0].upper() + word[1:], word.upper()))
        return _Spelled(length, f"(?-i:{'|'.join(map(''.join, both))})", both, cased=True, literals=texts)
    atoms = _atoms(word)
    return _Spelled(length, "".join(atoms), () if listed else (atoms,), literals=texts)


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
    word = "'s" if kind == "s" else "-" if kind == "mark" and text in DASHES else text
    return Token(found.start(), found.end(), word, {})
