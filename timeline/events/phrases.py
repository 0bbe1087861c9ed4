"""Make a phrase of words: cut it at a boundary within the limit, leave nothing dangling, pair its marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from timeline.events.lexicon import english
from timeline.events.words import Token

MAX_WORDS = 12
"""Longest headline, as the contract has it."""


_CUT_BEFORE = frozenset("PCSWTGE,")


_ADDRESS = re.compile(r"\bhttps?\b(?:\s?:\s?/\s?/\s?\S*)?|\bpic\.twitter\.com\S*")
"""An address, which tells nothing in a headline."""


_OPEN_QUOTES = '“"«'


_MARGIN = " ,;:-–—•·*▪●|"
"""Marks that neither open nor close a headline."""


@dataclass(slots=True)
class Piece:
    """Hold one word of a headline in the making: its text, whether a blank goes before it, its tag."""

    text: str
    space: bool
    tag: str
    low: str
    verb: bool = False


def name_pieces(text: str) -> list[Piece]:
    """Make the pieces of a name."""
    return [Piece(word, True, "N", word.lower()) for word in text.split()]


def word_piece(text: str, tokens: Sequence[Token], i: int) -> Piece:
    """Make the piece of a token."""
    token = tokens[i]
    space = i == 0 or tokens[i - 1].end < token.begin
    return Piece(token.text, space, token.tag, token.low)


def n_words(pieces: Sequence[Piece]) -> int:
    """Count the words of a phrase as a reader does: pieces with a blank before them."""
    count, before = 0, ":"
    for piece in pieces:
        if piece.space or before == ":":
            count += 1
        before = piece.tag
    return count


def clean_cut(pieces: list[Piece]) -> list[Piece] | None:
    """Cut to the longest phrase within the limit that ends before a preposition, conjunction, clause or
    comma.
    """
    verb = max((i for i, p in enumerate(pieces) if p.verb), default=-1)
    for cut in range(len(pieces) - 1, verb + 1, -1):
        piece, before = pieces[cut], pieces[cut - 1]
        if piece.tag not in _CUT_BEFORE or _unfinished(before) or n_words(pieces[:cut]) > MAX_WORDS:
            continue
        if english().has("words.inseparable", piece.low) and cut > verb + 2:
            continue
        if piece.tag == "C" and cut + 1 < len(pieces) and before.tag != "N":
            continue
        return pieces[:cut]
    return None


def _unfinished(piece: Piece) -> bool:
    """Say whether a phrase cannot end on a word: an article, a preposition, a participle with nothing
    after it.
    """
    return piece.tag in "DPTA" or (piece.tag in "EG" and not piece.verb)


def cut_phrase(pieces: list[Piece]) -> list[Piece]:
    """Cut to the limit, cleanly if that is possible, else before an unfinished word or compound."""
    if n_words(pieces) <= MAX_WORDS:
        return pieces
    clean = clean_cut(pieces)
    if clean:
        return clean
    verb = max((i for i, p in enumerate(pieces) if p.verb), default=-1)
    words = list(pieces)
    while words and (n_words(words) > MAX_WORDS or words[-1].tag in "DPTAC"):
        words.pop()
    while words and not _ends_well(words, pieces):
        words.pop()
    return words or pieces[: verb + 1]


def _ends_well(words: Sequence[Piece], whole: Sequence[Piece]) -> bool:
    """Say whether a cut leaves no noun without its head: "the top free" before "app"."""
    following = whole[len(words)] if len(words) < len(whole) else None
    return following is None or not (words[-1].tag == "N" and following.tag == "N")


def _join(pieces: Sequence[Piece]) -> str:
    # What is said may begin at its quotation mark, which had no blank after it.
    out: list[str] = []
    before = ""
    for piece in pieces:
        out.append(f" {piece.text}" if before and (piece.space or before == ":") else piece.text)
        before = piece.tag
    return "".join(out)


def finish(pieces: Sequence[Piece]) -> str:
    """Join pieces to a phrase: no connective in front, nothing dangling behind, marks in pairs, a capital
    first.
    """
    lists = english()
    own = list(pieces)
    while (
        own
        and (own[0].tag in ',.?!CR"' and own[0].low not in _OPEN_QUOTES)
        and (own[0].tag != "R" or lists.has("words.connectives", own[0].low))
    ):
        own.pop(0)
    own = own[: _loose_end(own)]
    while own and not own[-1].verb and (own[-1].tag in ",.?!;:" or _dangles(own)):
        own.pop()
    if len(own) > 1 and own[-1].verb and lists.has("words.finite_be", own[-1].low):
        # "His last day was on Monday": without the date nothing is left to say but whose day.
        own.pop()
    own = _paired(own)
    while own and own[-1].tag in ",.?!;:" and not own[-1].verb:
        own.pop()
    text = _join(own)
    if "http" in text or "pic" in text:
        text = _ADDRESS.sub("", text)
    text = " ".join(text.split()).strip(_MARGIN)
    for apart, mark in _marks():
        if apart in text:
            text = text.replace(apart, mark)
    if text and text[0].islower() and not any(c.isupper() for c in text.split()[0]):
        text = text[0].upper() + text[1:]
    return text


@cache
def _marks() -> tuple[tuple[str, str], ...]:
    """Give the marks before which no blank stands, with a blank and without."""
    marks = (*english().phrases["words.possessive_marks"], ",", ".", ";", ":", "%", ")")
    return tuple((f" {mark}", mark) for mark in marks)


def _dangles(own: Sequence[Piece]) -> bool:
    """Say whether a phrase ends on a word that wants another; "shares were up" does not."""
    piece, lists = own[-1], english()
    if len(own) > 1 and own[-2].verb and lists.has("words.particles", piece.low):
        return False
    return piece.tag != "O" and lists.has("words.danglers", piece.low)


def _loose_end(pieces: Sequence[Piece]) -> int:
    """Find where an afterthought starts that is joined to the clause without verb: "... and for good
    reason".
    """
    for i, piece in enumerate(pieces[:-1]):
        if piece.tag == "C" and pieces[i + 1].tag == "P" and i > 2:
            return i
    return len(pieces)


def _paired(pieces: list[Piece]) -> list[Piece]:
    """Drop quotation marks unless each has its partner."""
    if '"' not in [p.tag for p in pieces]:
        return pieces
    n_open = sum(p.text in "“«" or p.text == "``" for p in pieces if p.tag == '"')
    n_close = sum(p.text in "”»" or p.text == "''" for p in pieces if p.tag == '"')
    straight = sum(p.text == '"' for p in pieces)
    return pieces if n_open == n_close and straight % 2 == 0 else without_quotes(pieces)


def without_quotes(pieces: list[Piece]) -> list[Piece]:
    """Drop quotation marks; the blank before a mark goes to the word after it."""
    space = False
    for piece in pieces:
        piece.space = piece.space or space
        space = piece.tag == '"' and piece.space
    return [p for p in pieces if p.tag != '"']


def date_places(tokens: Sequence[Token], first: int, last: int, dates: frozenset[int]) -> set[int]:
    """List the places of date words, their possessive marks and the prepositions before them."""
    lists = english()
    drop = {i for i in range(first, last) if tokens[i].date in dates}
    if not drop:
        return drop
    for i in sorted(drop):
        if i not in drop:
            continue
        opens = _determined(tokens, i, last, drop)
        if opens >= 0:
            # "in the 12 January earthquake" keeps its preposition and its article.
            drop.discard(opens)
            continue
        if (
            i + 1 < last
            and tokens[i + 1].tag == "N"
            and i + 1 not in drop
            and tokens[i - 1 : i]
            and (tokens[i].possessive or tokens[i - 1].tag == "D")
        ):
            # "after Monday's crash" keeps its preposition.
            continue
        before = i - 1
        while (
            before >= first
            and before not in drop
            and lists.has("words.date_prepositions", tokens[before].low)
        ):
            drop.add(before)
            before -= 1
        ends = i + 1 == last or tokens[i + 1].tag != "N"
        if before >= first and ends and lists.has("words.inseparable", tokens[before].low):
            # "the first event of the weekend in Oslo"
            drop.add(before)
        after = i + 1
        if after < last and tokens[after].low in lists.lists["words.possessive_marks"]:
            drop.add(after)
    return drop | _joined_dates(tokens, first, last, drop)


def _determined(tokens: Sequence[Token], i: int, last: int, drop: set[int]) -> int:
    """Give the place of the article that opens a date's own words before a noun; -1 where there is none."""
    end, date = i, tokens[i].date
    while end + 1 < last and tokens[end + 1].date == date:
        end += 1
    start = i
    while start and tokens[start - 1].date == date:
        start -= 1
    before_noun = end + 1 < last and tokens[end + 1].tag == "N" and end + 1 not in drop
    # "over the last two years thanks to ..." describes nothing.
    before_noun = before_noun and (tokens[end].cap or tokens[end].text[-1].isdigit())
    return start if before_noun and end > start and english().has("words.articles", tokens[start].low) else -1


def _joined_dates(tokens: Sequence[Token], first: int, last: int, drop: set[int]) -> set[int]:
    """List the dates that a joining word ties to dropped ones, with that word: "in 2008 and 2012"."""
    out: set[int] = set()
    for i in range(first + 1, last - 1):
        if tokens[i].tag != "C" or i in drop:
            continue
        before, after = tokens[i - 1].date, tokens[i + 1].date
        if before < 0 or after < 0 or not {i - 1, i + 1} & drop:
            continue
        out |= {i} | {k for k in range(first, last) if tokens[k].date in (before, after)}
        start = min(out)
        while start > first and english().has("words.date_prepositions", tokens[start - 1].low):
            start -= 1
            out.add(start)
    return out
