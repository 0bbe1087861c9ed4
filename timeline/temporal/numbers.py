"""Join number tokens of a phrase into one: tens and units, multipliers, fractions, years in words."""

from collections.abc import Sequence
from fractions import Fraction

from timeline.temporal.lexicon import Token

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

    Classes of the lexicon that take part: CARDINAL (a word), SCALE (a multiplier), JOIN (a word between
    parts), FRACTION, and A (an article that stands for one). The result is a token of class NUM, and YEAR
    where two numbers below 100 say a year.
    """
    if not any(name in t.values for t in tokens for name in ("CARDINAL", "SCALE", "FRACTION")):
        return list(tokens)
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        stop, value, year = _run(tokens, i)
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


def _run(tokens: Sequence[Token], begin: int) -> tuple[int, Fraction, bool]:
    """Find where a number that begins here ends, its value, and whether it says a year."""
    i, total, current, groups = begin, Fraction(0), Fraction(0), [0]
    seen = False
    while i < len(tokens):
        values = tokens[i].values
        if "CARDINAL" in values:
            n = Fraction(values["CARDINAL"])
            if seen and not _follows(current, n):
                if not _is_century(groups, n):
                    break
                groups.append(0)
                current = current * 100
            current += n
            groups[-1] += 1
        elif "SCALE" in values and (seen or _article(tokens, begin, i)):
            scale = Fraction(values["SCALE"])
            current = (current or Fraction(1)) * scale
            if scale >= 1000:
                total, current = total + current, Fraction(0)
        elif (seen and i + 1 < len(tokens) and _joins(tokens, i)) or (
            i == begin and "A" in values and i + 1 < len(tokens) and "SCALE" in tokens[i + 1].values
        ):
            i += 1
            continue
        else:
            break
        seen = True
        i += 1
    value = total + current
    if seen:
        while not tokens[i - 1].values:
            i -= 1
        return *_with_fraction(tokens, i, value), len(groups) > 1 or (1100 <= value < 2100 and i - begin > 1)
    if "NUM" in tokens[begin].values and tokens[begin].values["NUM"] != UNKNOWN:
        whole = number(tokens[begin].values["NUM"])
        stop, value = _with_fraction(tokens, begin + 1, whole or Fraction(0))
        return (stop, value, False) if stop > begin + 1 else (begin, value, False)
    return begin, value, False


def _follows(current: Fraction, n: Fraction) -> bool:
    """Say whether n can be added to what is read: twenty + four, hundred + thirty."""
    if current == 0:
        return True
    room = next((p for p in (10, 100, 1000) if current % p), 10_000)
    return (current % 10 == 0 and n < 10 and current % 100 >= 20) or (
        current >= 100 and current % 100 == 0 and room > n
    )


def _is_century(groups: list[int], n: Fraction) -> bool:
    return len(groups) == 1 and n >= 10


def _article(tokens: Sequence[Token], begin: int, i: int) -> bool:
    return i == begin + 1 and "A" in tokens[begin].values


def _joins(tokens: Sequence[Token], i: int) -> bool:
    after = tokens[i + 1].values
    if tokens[i].word == "-":
        return "CARDINAL" in after
    return "JOIN" in tokens[i].values and "SCALE" in tokens[i - 1].values and "CARDINAL" in after


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
