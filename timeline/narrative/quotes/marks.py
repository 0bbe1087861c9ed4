"""Pair the quotation marks of a text: what is quoted where, whatever marks the newsroom sets.

Marks are read paragraph by paragraph, because a mark that is missing must not turn the rest of an article
inside out. A quotation that runs over several paragraphs opens each of them and closes only the last
(Chicago Manual of Style, 13.32).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from timeline.events.sentences import Span

_DOUBLE = re.compile(r"[“”„‟«»\"＂「」『』`'](?:(?<=`)`|(?<=')'|(?<![`']))")
"""A double mark; it begins with a set, which is searched for without trying alternatives everywhere."""
_OPENERS = frozenset("“„‟«「『") | {"``"}
_CLOSERS = frozenset("”»」』") | {"''"}
_SINGLE_OPENER = re.compile(r"[‘'‹](?<![\w’'].)(?=\w)", re.DOTALL)
_SINGLE_OPEN = re.compile(r"(?<![\w’'])[‘'‹](?=\w)")
_SINGLE_CLOSE = re.compile(r"(?<=[.,?!…;:])[’'›](?!\w)|(?<=\w)[’'›](?=[\s.,;:?!)—–-]|$)")
_SURE_CLOSE = re.compile(r"(?<=[.,?!…])[’'›](?!\w)")
_BEFORE_OPEN = frozenset(" \t\u00a0\u2009\u202f([{—–-/‘'“")
_LONGEST_SINGLE = 700
"""Code points: single marks further apart are apostrophes that happened to look like a pair."""


class Marked(NamedTuple):
    """Hold what stands between a pair of outer marks; begin and end leave the marks out.

    ``paragraph`` numbers the paragraph, ``open_end`` says that no mark closes it there, and ``single``
    that the marks are single ones.
    """

    begin: int
    end: int
    paragraph: int
    open_end: bool = False
    single: bool = False


def marked(text: str, lines: Sequence[Span]) -> list[Marked]:
    """List the outermost quoted stretches from left to right; ``lines`` are the text's paragraphs.

    >>> t = 'He said: “It is ‘new’.” She called it "old".'
    >>> [t[m.begin : m.end] for m in marked(t, [Span(0, len(t))])]
    ['It is ‘new’.', 'old']
    """
    begins = [line.begin for line in lines]
    double: dict[int, list[re.Match[str]]] = {}
    for match in _DOUBLE.finditer(text):
        double.setdefault(bisect_right(begins, match.start()) - 1, []).append(match)
    single = {bisect_right(begins, match.start()) - 1 for match in _SINGLE_OPENER.finditer(text)}
    out: list[Marked] = []
    for number in sorted(single | double.keys()):
        line = lines[number]
        found = _double(text, line, number, double[number]) if number in double else []
        if found and found[-1].open_end:
            following = lines[number + 1] if number + 1 < len(lines) else None
            if following is None or not _DOUBLE.match(text, following.begin, following.end):
                found = _repaired(text, line, found)
        out += found
        if number in single:
            out += _singles(text, line, number, found)
    return sorted(out, key=lambda m: m.begin)


def _double(text: str, line: Span, number: int, marks: Sequence[re.Match[str]]) -> list[Marked]:
    """Pair the double marks of a paragraph; marks inside a pair of another kind are its own matter."""
    out: list[Marked] = []
    start = -1
    opener = ""
    depth = 0
    for match in marks:
        mark = match.group()
        if start < 0:
            if _can_open(text, match, line):
                start, opener, depth = match.end(), mark, 0
            continue
        if _nests(mark, opener) and _can_open(text, match, line):
            depth += 1
            continue
        if depth and not _same_kind(opener, mark):
            depth -= 1
            continue
        if _can_close(text, match, line, opener):
            if depth:
                depth -= 1
                continue
            out.append(Marked(start, match.start(), number))
            start = -1
    if start >= 0 and start < line.end:
        out.append(Marked(start, line.end, number, open_end=True))
    return [m for m in out if m.end > m.begin]


def _can_open(text: str, match: re.Match[str], line: Span) -> bool:
    before = text[match.start() - 1] if match.start() > line.begin else " "
    after = text[match.end()] if match.end() < line.end else " "
    mark = match.group()
    if mark in _OPENERS:
        return not (before.isalnum() and after.isspace())
    if mark in {"”", "»"}:
        # Swedish and Danish newsrooms open with the mark that closes elsewhere.
        return before in _BEFORE_OPEN and not after.isspace()
    return (before in _BEFORE_OPEN or not before.isalnum()) and not after.isspace()


def _can_close(text: str, match: re.Match[str], line: Span, opener: str) -> bool:
    mark = match.group()
    before = text[match.start() - 1] if match.start() > line.begin else " "
    after = text[match.end()] if match.end() < line.end else " "
    if mark in _CLOSERS:
        return True
    if mark in _OPENERS and mark != "“":
        return False
    if mark == "“" and opener != "„":
        return not before.isspace() and (after.isspace() or not after.isalnum())
    return not before.isspace() or after.isspace() or not after.isalnum()


def _nests(mark: str, opener: str) -> bool:
    """Say whether a mark opens a quotation inside a quotation: the same opening mark never does twice."""
    if mark not in _OPENERS or mark == opener:
        return mark == opener and mark in "«「"
    return not (opener == "„" and mark == "“")


def _same_kind(opener: str, mark: str) -> bool:
    straight = opener in '"＂'
    return straight == (mark in '"＂')


def _repaired(text: str, line: Span, found: list[Marked]) -> list[Marked]:
    """Keep an unclosed quotation only where a whole paragraph is one: elsewhere the mark is an error."""
    last = found[-1]
    opens = last.begin - line.begin <= 2
    introduced = text[line.begin : last.begin - 1].rstrip().endswith((":", ","))
    return found if opens or introduced else found[:-1]


def _singles(text: str, line: Span, number: int, taken: Sequence[Marked]) -> list[Marked]:
    """Pair single marks outside double ones, as British newsrooms set them."""
    out: list[Marked] = []
    place = line.begin
    while match := _SINGLE_OPEN.search(text, place, line.end):
        place = match.end()
        if any(m.begin - 1 <= match.start() < m.end + 1 for m in taken):
            continue
        end = _single_end(text, match.end(), line.end)
        if end is None or any(m.begin < end and match.start() < m.end for m in taken):
            continue
        out.append(Marked(match.end(), end, number, single=True))
        place = end + 1
    return out


def _single_end(text: str, begin: int, stop: int) -> int | None:
    """Find the mark that closes a single quotation: the first after punctuation, before the next opener."""
    following = _SINGLE_OPEN.search(text, begin, stop)
    limit = min(stop, begin + _LONGEST_SINGLE, following.start() if following else stop)
    sure = _SURE_CLOSE.search(text, begin, limit)
    if sure:
        first = _SINGLE_CLOSE.search(text, begin, sure.start())
        # "the 'free' market ... it is.'" has two closers: the near one, if few words stand before it.
        if first and len(text[begin : first.start()].split()) <= 4 and first.group() != "'s":
            return first.start()
        return sure.start()
    any_close = _SINGLE_CLOSE.search(text, begin, limit)
    if any_close and len(text[begin : any_close.start()].split()) <= 12:
        return any_close.start()
    return None
