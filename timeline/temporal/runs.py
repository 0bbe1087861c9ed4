"""Write the Rust regexes that find runs of tokens in whole columns of text, from the words of a language."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any
from unicodedata import category

from timeline.temporal.scripts import (
    APOSTROPHE,
    APOSTROPHES,
    DASH,
    DASHES,
    SPACES,
    both_cases,
    ends_ascii,
    folds,
    literals,
    rust_form,
)
from timeline.temporal.tries import alternation

_BETWEEN = rf"[ \t\r\n,/()@-]|{'|'.join(DASHES[1:])}|{'|'.join(SPACES)}"
_BEGIN, _END = r"\b{start-half}", r"\b{end-half}"
"""Edges of a word beside ASCII, which keeps Rust in its fast engine; ``candidates`` looks at the rest."""

_PLAIN = r"\b"
"""Both edges where every word begins and ends with ASCII: a fifth faster than the two above."""


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


def candidate(
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


def _holding(tables: Mapping[str, Any], words: Mapping[str, Any], cased: frozenset[str]) -> list[_Spelled]:
    """List the words of several parts that hold a trigger and are none: a run may begin with them."""
    triggers = set(tables.get("triggers", []))
    firm = {word for word, classes in words.items() if set(classes) & triggers}
    held = (word for word in words if word not in firm and firm & set(re.split(r"[ -]", word)))
    return [_spelled(word, word in cased, word.startswith(tuple(cased))) for word in held]


def _far_from_ascii(kinds: Mapping[str, list[_Spelled]], gap: str, prefix: str) -> tuple[str, str]:
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


def _literals(spelled: Iterable[_Spelled]) -> str:
    """Write forms in one alternation and words in another that holds nothing else; each longer ones first."""
    listed = sorted(spelled, key=lambda item: -item.length)
    forms = [item.pattern for item in listed if not item.literals]
    words = [re.escape(text) for item in listed for text in item.literals]
    parts = [f"{_BEGIN}(?:{'|'.join(forms)}){_END}"] if forms else []
    return "|".join([*parts, f"(?-i:{_BEGIN}(?:{'|'.join(words)}){_END})"] if words else parts)


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
    marks = {" ": "(?:\r?\n|[ \t]|\u00a0)", "'": APOSTROPHE, "-": DASH}
    return tuple(marks.get(c) or letter(c) for c in body)


def _spelled(word: str, cased: bool, listed: bool) -> _Spelled:
    """Write the patterns of a word; ``listed`` says that it begins like a cased word and keeps its place."""
    length, texts = len(word.removesuffix("'")), literals(word, cased)
    if cased:
        both = tuple(_atoms(w, re.escape) for w in (word[0].upper() + word[1:], word.upper()))
        return _Spelled(length, f"(?-i:{'|'.join(map(''.join, both))})", both, cased=True, literals=texts)
    atoms = _atoms(word)
    return _Spelled(length, "".join(atoms), () if listed else (atoms,), literals=texts)
