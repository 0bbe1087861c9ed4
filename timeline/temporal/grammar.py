"""Parse a phrase by the rules of its language file into readings, without any date.

A rule's pattern is written in classes of the lexicon (capitals), words, and marks:

    pattern = "(the)? LAST UNIT"        # ? optional, | either, (...) groups, (?!...) looks ahead, CLASS:name
    op      = "{UNIT} -1"               # the operator; {CLASS} is the value of the token
    as      = "YEARREF"                 # optional: a token of this class for later levels
    span    = ["NUM", "UNIT"]           # optional: the mention is from the first of these tokens to the last
    also    = [{ DAY = "DAY2" }]        # optional: a further mention, with the token DAY2 in the place of DAY

Levels run in order; in each, the longest match from the left wins, the earlier rule where two are as long.
A phrase is first reduced to its *shape* (one sign a token, tokens of the same classes share it): rules see
shapes only, and each distinct shape is matched once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from timeline.errors import RuleError
from timeline.temporal import templates
from timeline.temporal.lexicon import PUNCTUATION, TERM, Lexicon, Token, tokenise
from timeline.temporal.numbers import join
from timeline.temporal.recent import Recent

_FIRST_SIGN = 0xE000
_STRAY = re.compile(r"(?:[)?*]|:\w+):|:(?=[\w(])(?<![A-Z0-9]:)")
_LABEL = re.compile(r"\(\?P<\w+>")
_SHAPES = 8_000
"""Shapes remembered (of the latest, twice as many at most): the frequent ones, 10 MB; news has a new one for
every other new run."""

_ITEMS = 8_000
"""Readings of a rule and values of its tokens remembered."""

_MAX_TOKENS = 60
"""Longer runs are cut into pieces: no phrase is that long, and matching stays linear."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold a mention inside a candidate: code points from its start, and what it means."""

    begin: int
    end: int
    rule: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold a rule: its pattern over signs, what it makes, and the class it may stand for later."""

    name: str
    pattern: str
    level: int
    table: Mapping[str, Any]


_Match = tuple[int, int, Rule, dict[str, tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class _Starting:
    """Hold rules that can begin with the same sign, and one pattern of all, without labels; none of none."""

    rules: "list[tuple[Rule, re.Pattern[str]]]"
    any: "re.Pattern[str] | None"

    def longest(self, shape: str, at: int) -> "tuple[int, Rule, re.Match[str]]":
        """Give where the longest match ends, its rule and the match, where ``any`` matches."""
        found = [(rule, match) for rule, pattern in self.rules if (match := pattern.match(shape, at))]
        rule, match = max(found, key=lambda one: one[1].end())
        return match.end(), rule, match


@dataclass(slots=True)
class Grammar:
    """Hold a language's rules and the shapes met so far (a memory, never a meaning)."""

    lex: Lexicon
    rules: tuple[Rule, ...]
    literals: frozenset[str]
    levels: tuple[int, ...]
    signs: dict[frozenset[str], str] = field(default_factory=dict)
    known: dict[tuple[str, ...], str] = field(default_factory=dict)
    chains: dict[str, list[Rule]] = field(default_factory=dict)
    patterns: "dict[str, re.Pattern[str]]" = field(default_factory=dict)
    starting: dict[int, dict[str, _Starting]] = field(default_factory=dict)
    shapes: Recent[tuple[int, str], list[_Match]] = field(default_factory=lambda: Recent(_SHAPES))
    items: Recent[tuple[Any, ...], list[dict[str, str] | None]] = field(
        default_factory=lambda: Recent(_ITEMS)
    )

    def parse(self, phrase: str) -> list[Reading]:
        """Find the mentions in a phrase, in order; of several readings of words the preferred first."""
        readings = []
        for piece in _pieces(join(tokenise(phrase, self.lex))):
            found, shape = piece, self._shape(piece)
            for level in self.levels:
                matches = self._matches(shape, level)
                if matches:
                    found = self._rewrite(found, matches)
                    shape = self._shape(found)
            readings += [
                Reading(begin, end, name, item)
                for t in found
                for begin, end, name, item in t.values.get("_items", ())
                if "hidden" not in item
            ]
        return readings

    def _shape(self, tokens: list[Token]) -> str:
        for token in tokens:
            if not token.sign:
                token.sign = self._sign(token)
        return "".join([token.sign for token in tokens])

    def _matches(self, shape: str, level: int) -> list[_Match]:
        """Give what rules of a level match in a shape, from memory where it holds it."""
        key = (level, shape)
        found = self.shapes.get(key)
        if found is None:
            found = self._match(shape, level)
            self.shapes.put(key, found)
        return found

    def _rewrite(self, tokens: list[Token], matches: list[_Match]) -> list[Token]:
        out: list[Token] = []
        at = 0
        for begin, end, rule, labels in matches:
            bound = {label: tokens[i].values[name] for label, (i, name) in labels.items()}
            for i in sorted({i for i, _ in labels.values() if not tokens[i].word}):
                bound = {**tokens[i].values, **bound}
            made: list[_Made] = [
                (*_span(tokens, r, labels, (first, last)), r.name, item)
                for first, last, values in _members(tokens, (begin, end), rule, labels, bound)
                for r in self._readings(rule)
                if (item := self._filled(r, values)) is not None
            ]
            if not made:
                continue
            out.extend(tokens[at:begin])
            out.append(_made(tokens[begin].begin, tokens[end - 1].end, rule, made))
            at = end
        return out + tokens[at:]

    def _filled(self, rule: Rule, values: Mapping[str, Any]) -> dict[str, str] | None:
        """Make the reading of a rule, once for the same values unless they hold other readings."""
        key = (rule.name, *values, *values.values())
        try:
            kept = self.items.get(key)
        except TypeError:  # a reading among the values
            return templates.fill(rule.table, rule.name, values)
        if kept is None:
            kept = [templates.fill(rule.table, rule.name, values)]
            self.items.put(key, kept)
        return kept[0]

    def _readings(self, rule: Rule) -> list[Rule]:
        """List a rule and those that read the same words if the context denies it (``otherwise``)."""
        chain = self.chains.get(rule.name)
        if chain is None:
            chain = [rule]
            while "otherwise" in chain[-1].table:
                chain.append(next(r for r in self.rules if r.name == chain[-1].table["otherwise"]))
            self.chains[rule.name] = chain
        return chain

    def _sign(self, token: Token) -> str:
        literal = token.word if token.word in self.literals else ""
        key = (literal, *token.values)
        sign = self.known.get(key)
        if sign is None:
            names = frozenset(key) - {"_items", ""}
            if names not in self.signs:
                self.signs[names] = chr(_FIRST_SIGN + len(self.signs))
                self.patterns.clear()
                self.starting.clear()
            sign = self.known[key] = self.signs[names]
        return sign

    def _match(self, shape: str, level: int) -> list[_Match]:
        out: list[_Match] = []
        at, known = 0, self.starting.setdefault(level, {})
        while at < len(shape):
            starting = known.get(shape[at]) or self._starting(shape[at], level)
            # One pattern says of most places that none of the rules matches there.
            if starting.any is None or not starting.any.match(shape, at):
                at += 1
                continue
            end, rule, found = starting.longest(shape, at)
            if end == at:
                at += 1
                continue
            labels = {}
            for group, text in found.groupdict().items():
                if text is not None:
                    label, name, _ = group.split("__")
                    labels[label] = (found.start(group), name)
            out.append((at, end, rule, labels))
            at = end
        return out

    def _starting(self, sign: str, level: int) -> _Starting:
        """Give the rules of a level that can begin with a sign."""
        if not self.patterns:
            signs = tuple(self.signs.items())
            self.patterns = {r.name: _compile(r.pattern, signs, r.name) for r in self.rules}
        names = next(n for n, s in self.signs.items() if s == sign)
        mine = [r for r in self.rules if r.level == level and _may_start(r.pattern, names)]
        rules = [(r, self.patterns[r.name]) for r in mine]
        either = "|".join(_LABEL.sub("(?:", pattern.pattern) for _, pattern in rules)
        starting = _Starting(rules, re.compile(either) if rules else None)
        self.starting.setdefault(level, {})[sign] = starting
        return starting


_Made = tuple[int, int, str, Mapping[str, Any]]
"""A reading of a token that a rule made: where it begins and ends, its rule and its fields."""


def _made(begin: int, end: int, rule: Rule, made: list[_Made]) -> Token:
    """Make the token that stands for what a rule read; several mentions in it stay with it (``_members``)."""
    value = made[0][3]
    spans: dict[int, tuple[int, int, Mapping[str, Any]]] = {}
    for first, last, _, item in made:
        spans.setdefault(first, (first, last, item))
    if len(spans) > 1:
        value = {**value, "_members": tuple(spans.values())}
    return Token(begin, end, "", {"_items": made, **dict.fromkeys(rule.table.get("as", "").split(), value)})


def _span(
    tokens: list[Token], rule: Rule, labels: Mapping[str, tuple[int, str]], whole: tuple[int, int]
) -> tuple[int, int]:
    """Give where a mention begins and ends: the whole match, or the tokens that ``span`` names."""
    at = [labels[label][0] for label in rule.table.get("span", ()) if label in labels]
    return (tokens[min(at)].begin, tokens[max(at)].end) if at else whole


def _members(
    tokens: list[Token],
    match: tuple[int, int],
    rule: Rule,
    labels: Mapping[str, tuple[int, str]],
    bound: Mapping[str, Any],
) -> list[tuple[int, int, Mapping[str, Any]]]:
    """Give the mentions in what a rule read, with the values for each: one, or those that are listed.

    A rule lists mentions by ``also`` (3 and 4 May: the same with another DAY); a rule that is given such a
    list makes a mention of each member. The first member reaches back to where the match begins, the last to
    where it ends.
    """
    found: list[tuple[int, int, Mapping[str, Any]]] = []
    for swap in rule.table.get("also", ()):
        if all(label in labels for label in swap.values()):
            if not found:
                at = tokens[labels[next(iter(swap))][0]]
                found.append((at.begin, at.end, bound))
            at = tokens[labels[next(iter(swap.values()))][0]]
            found.append(
                (at.begin, at.end, {**bound, **{label: bound[other] for label, other in swap.items()}})
            )
    # What a rule only looks ahead to is no mention of its own: of a list there, the first counts.
    beyond = [tokens[i] for i, _ in labels.values() if not match[0] <= i < match[1]]
    elsewhere = {id(listed) for token in beyond for listed in _listed(token.values)}
    lists = (listed for listed in _listed(bound) if id(listed) not in elsewhere)
    if not found and (listed := next(lists, ())):
        # A token may stand for several classes: all of them are the member.
        same = [k for k, v in bound.items() if isinstance(v, dict) and v.get("_members") is listed]
        found = [(begin, end, {**bound, **dict.fromkeys(same, item)}) for begin, end, item in listed]
    first, last = tokens[match[0]].begin, tokens[match[1] - 1].end
    if not found:
        return [(first, last, bound)]
    found.sort(key=lambda member: member[0])
    found[0] = (first, *found[0][1:])
    found[-1] = (found[-1][0], last, found[-1][2])
    return found


def _listed(values: Mapping[str, Any]) -> "Iterator[tuple[Any, ...]]":
    """Give the lists of mentions among values."""
    return (v["_members"] for v in values.values() if isinstance(v, dict) and "_members" in v)


def _pieces(tokens: list[Token]) -> Iterator[list[Token]]:
    """Cut a long run of tokens (a list of dates, a table of numbers), at a comma where there is one."""
    while len(tokens) > _MAX_TOKENS:
        commas = (i for i in range(_MAX_TOKENS, _MAX_TOKENS // 2, -1) if tokens[i].word == ",")
        cut = next(commas, _MAX_TOKENS)
        yield tokens[:cut]
        tokens = tokens[cut:]
    yield tokens


def grammar(lex: Lexicon) -> Grammar:
    """Make the grammar of a language.

    Raises RuleError for a rule that cannot be read.
    """
    rules: list[Rule] = []
    for i, table in enumerate(lex.tables.get("rules", [])):
        name = str(table.get("name") or f"rule {i}")
        if any(name == r.name for r in rules):
            raise RuleError(f"languages/{lex.code}.toml: two rules are named {name!r}")
        if not TERM.sub("", table["pattern"]).strip() == "":
            raise RuleError(f"languages/{lex.code}.toml, {name}: cannot read pattern {table['pattern']!r}")
        if _STRAY.search(table["pattern"]):
            raise RuleError(
                f"languages/{lex.code}.toml, {name}: in {table['pattern']!r} a label stands behind no class; "
                "write CLASS:LABEL, also inside brackets, and blanks around a colon that is a word"
            )
        rules.append(Rule(name, table["pattern"], int(table.get("level", 1)), table))
    # Rules of a negative level are reached by ``otherwise`` only.
    levels = tuple(sorted({r.level for r in rules if r.level > 0}))
    terms = {t.lstrip("\\") for rule in rules for t in TERM.findall(rule.pattern)}
    made = Grammar(lex, tuple(rules), frozenset(t for t in terms if not t[0].isupper()), levels)
    known: list[tuple[str, Mapping[str, Any]]] = [
        *lex.words.items(),
        *(("", form.classes) for form in lex.forms),
    ]
    known += [(word, {**classes, "NUM": ""}) for word, classes in known if "CARDINAL" in classes]
    known += [
        ("", {"NUM": ""}),
        ("", {"NUM": "", "YEAR": ""}),
        *((mark, {}) for mark in (*PUNCTUATION, "'s")),
    ]
    known += [("", dict.fromkeys(str(rule.table.get("as", "")).split(), "")) for rule in rules]
    for word, classes in known:
        made._sign(Token(0, 0, word, classes))
    return made


def _may_start(pattern: str, names: frozenset[str]) -> bool:
    """Say whether a pattern can begin with a token of these classes."""
    return not names.isdisjoint(_firsts(pattern))


@cache
def _firsts(pattern: str) -> frozenset[str]:
    r"""Give the classes and literals that a pattern can begin with.

    >>> sorted(_firsts("(?<!of) (the)? (LAST|NEXT) UNIT")), sorted(_firsts(r"(A|\( B?)? C"))
    (['LAST', 'NEXT', 'the'], ['(', 'A', 'C'])
    """
    return frozenset(_either(TERM.findall(pattern), 0)[0])


def _either(terms: list[str], i: int) -> tuple[set[str], bool, int]:
    """Give what alternatives from a term on can begin with, whether they may be empty, and where they end."""
    names, empty, i = _sequence(terms, i)
    while i < len(terms) and terms[i] == "|":
        more, nothing, i = _sequence(terms, i + 1)
        names, empty = names | more, empty or nothing
    return names, empty, i


def _sequence(terms: list[str], i: int) -> tuple[set[str], bool, int]:
    names: set[str] = set()
    empty = True
    while i < len(terms) and terms[i] not in ("|", ")"):
        term, i = terms[i], i + 1
        if term.startswith("("):
            part, nothing, i = _either(terms, i)
            part, nothing = (set(), True) if term.startswith("(?") else (part, nothing)
            i += 1
        else:
            part, nothing = {_named(term)[0]}, False
        while i < len(terms) and terms[i] in ("?", "*"):
            nothing, i = True, i + 1
        names |= part if empty else set()
        empty = empty and nothing
    return names, empty, i


def _named(term: str) -> tuple[str, str]:
    """Give the class or the literal of a term, and its label; a colon alone is a literal."""
    word = term.lstrip("\\")
    name, _, label = word.partition(":")
    return name or word, label


def _compile(pattern: str, signs: tuple[tuple[frozenset[str], str], ...], name: str) -> "re.Pattern[str]":
    out, count = [], 0
    for term in TERM.findall(pattern):
        if term in "()|?*" or term.startswith("(?"):
            out.append("(?:" if term == "(" else term)
            continue
        klass, label = _named(term)
        chars = "".join(s for names, s in signs if klass in names)
        chars = f"[{chars}]" if chars else "(?!)"
        count += 1
        out.append(f"(?P<{label or klass}__{klass}__{count}>{chars})" if klass[0].isupper() else chars)
    try:
        return re.compile("".join(out))
    except re.error as error:
        raise RuleError(f"rule {name}: cannot read pattern {pattern!r}: {error}") from error
