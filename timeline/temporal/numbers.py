"""Join number tokens of a phrase into one: tens and units, multipliers, fractions, years in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from timeline.temporal.lexicon import Token

_NUMERIC = frozenset({"CARDINAL", "SCALE", "FRACTION"})
UNKNOWN = "X"
"""Value of a number that the text leaves open (several)."""


def number(text: str) -> Fraction | None:
    """Read a number as the lexicon writes it; None for one that is left open.

    >>> number("1/2") + number("2.5")
    Fraction(3, 1)
    """
    return None if text == UNKNOWN else Fraction(text.replace(",", ""))


def join(tokens: Sequence[Token]) -> list[Token]:
    """Join the number tokens of a phrase.

    Classes of the lexicon that take part: CARDINAL (a word), SCALE (a multiplier; a word that is both may
    stand without a number before it), JOIN (a word between parts), DIGIT (three or more in a row are read by
    their places), ROOM (the least number that may not be added to a cardinal: 20 to sixty in French),
    FRACTION, and A (an article that stands for one). Values of JOIN: ``1`` joins after a multiplier (hundred
    and two), ``tens`` after tens too (treinta y uno), ``any`` also tens to units (five-and-twenty).
    The result is a token of class NUM, and YEAR where two numbers below 100 or four digits say a year.
    """
    if all(_NUMERIC.isdisjoint(token.values) for token in tokens):
        return list(tokens)
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        stop, value, year = _digits(tokens, i) or _run(tokens, i)
        if stop == i:
            out.append(tokens[i])
            i += 1
            continue
        values: dict[str, object] = {"NUM": str(value)}
        if year:
            values["YEAR"] = str(value)
        elif stop == i + 1:
            values = {**tokens[i].values, **values}
        out.append(Token(tokens[i].begin, tokens[stop - 1].end, "", values))
        i = stop
    return out


def _digits(tokens: Sequence[Token], begin: int) -> tuple[int, Fraction, bool] | None:
    """Read words that stand for digits, one a place: two zero two five."""
    i = begin
    while i < len(tokens) and "DIGIT" in tokens[i].values and (i == begin or _touch(tokens, i)):
        i += 1
    if i - begin < 3:
        return None
    text = "".join(tokens[k].values["DIGIT"] for k in range(begin, i))
    return i, Fraction(text), len(text) == 4 and text[0] in "12"


def _touch(tokens: Sequence[Token], i: int) -> bool:
    return tokens[i - 1].end == tokens[i].begin


def _run(tokens: Sequence[Token], begin: int) -> tuple[int, Fraction, bool]:
    """Find where a number that begins here ends, its value, and whether it says a year."""
    parts = _Parts()
    i = begin
    if "SCALE" in _after(tokens, begin) and "CARDINAL" not in tokens[begin].values:
        whole = tokens[begin].values.get("NUM", UNKNOWN)
        if whole != UNKNOWN:
            parts.stack, i = [number(whole) or Fraction(0)], begin + 1
    while i < len(tokens):
        values = tokens[i].values
        alone = "CARDINAL" in values or (i == begin + 1 and "A" in tokens[begin].values)
        step = i
        if parts.stack and _is_join(tokens, i):
            step, values = i + 1, tokens[i + 1].values
        elif i == begin and "A" in values and "SCALE" in _after(tokens, i):
            i += 1
            continue
        zero = parts.stack and values.get("CARDINAL") == "0" and "CARDINAL" in _after(tokens, step)
        if "SCALE" in values and step == i and parts.scale(Fraction(values["SCALE"]), alone):
            i += 1
        elif zero or ("CARDINAL" in values and parts.add(values, tokens[i].values.get("JOIN"))):
            i = step + 1
        else:
            break
    value = sum(parts.stack, Fraction(0))
    if parts.stack:
        said = "CARDINAL" in tokens[begin].values and 1100 <= value < 2100 and i - begin > 1
        return *_with_fraction(tokens, i, value), parts.paired or said
    if "NUM" in tokens[begin].values and tokens[begin].values["NUM"] != UNKNOWN:
        amount = number(tokens[begin].values["NUM"])
        stop, value = _with_fraction(tokens, begin + 1, amount or Fraction(0))
        return (stop, value, False) if stop > begin + 1 else (begin, value, False)
    return begin, value, False


def _after(tokens: Sequence[Token], i: int) -> Mapping[str, Any]:
    return tokens[i + 1].values if i + 1 < len(tokens) else {}


def _is_join(tokens: Sequence[Token], i: int) -> bool:
    """Say whether a word (or a hyphen) may join what stands before it to the number after it."""
    if "CARDINAL" not in _after(tokens, i):
        return False
    how = "tens" if tokens[i].word == "-" else tokens[i].values.get("JOIN")
    return how in ("tens", "any") or (how is not None and "SCALE" in tokens[i - 1].values)


@dataclass(slots=True)
class _Parts:
    """Hold the parts of a number that are still to be added up, each smaller than the one before."""

    stack: list[Fraction] = field(default_factory=list)
    room: Fraction = Fraction(0)
    paired: bool = False

    def scale(self, scale: Fraction, alone: bool) -> bool:
        """Multiply the parts that are smaller than a multiplier; it stands alone where there are none."""
        count = next((k for k, part in enumerate(reversed(self.stack)) if part >= scale), len(self.stack))
        if count:
            self.stack[-count:] = [sum(self.stack[-count:], Fraction(0)) * scale]
        elif alone and (not self.stack or scale < self.room):
            self.stack.append(scale)
        else:
            return False
        self.room = _room(self.stack[-1])
        return True

    def add(self, values: Mapping[str, Any], how: str | None) -> bool:
        """Add a number that fits behind the parts, or the second half of a year (nineteen ninety)."""
        n = Fraction(values["CARDINAL"])
        if how == "any" and self.stack and self.stack[-1] < 10 and n >= 20 and n % 10 == 0:
            self.stack[-1] += n
        elif not self.stack or 0 < n < self.room:
            self.stack.append(n)
        elif how is None and n >= 10 and not self.paired and len(self.stack) == 1 and self.stack[-1] < 100:
            self.stack, self.paired = [self.stack[0] * 100 + n], True
        else:
            return False
        # Nothing is added to a plain ten: ten five is no number.
        self.room = Fraction(values.get("ROOM", 0)) or _room(n if n >= 20 else Fraction(1))
        return True


def _room(value: Fraction) -> Fraction:
    """Give the place of the last digit that is not 0: what is added is smaller.

    >>> int(_room(Fraction(320)))
    10
    """
    room = Fraction(1)
    while value and value % (room * 10) == 0:
        room *= 10
    return room


def _with_fraction(tokens: Sequence[Token], i: int, value: Fraction) -> tuple[int, Fraction]:
    """Add a fraction that follows: 2 1/2, two and a half."""
    j = i
    if j < len(tokens) and (tokens[j].word == "-" or "JOIN" in tokens[j].values):
        j += 1
    if j < len(tokens) and "A" in tokens[j].values:
        j += 1
    if j < len(tokens) and "FRACTION" in tokens[j].values:
        return j + 1, value + Fraction(tokens[j].values["FRACTION"])
    return i, value
