"""Say how one number differs from another: the same, rounded, another value, another bound."""

from math import floor, log10

from timeline.narrative.claims.lexicon import english

BOUNDS = frozenset({"up_to", "at_least", "more_than", "under"})
"""Comparators that say on which side of the number the truth lies; about and nearly only blur it."""
CURRENCY_LIKE = frozenset({*english().symbols.values(), *english().currencies.values(), "percent"})
"""Units that are part of the value; those of counts and ranks are only words."""
_FAR = 0.08
"""Share by which a number may change and still be called rounded: 5.6 is 6, 25 is not 30."""
UNNAMED = frozenset({"fraction_of", "nearly_equal"})


def rounds(value: float, coarse: float) -> bool:
    """Say whether ``coarse`` is ``value`` rounded to its own digits, up or down.

    >>> rounds(5_576_000, 5_600_000), rounds(5_576_000, 6_000_000), rounds(589e9, 460e9)
    (True, True, False)
    """
    if not value or not coarse or (value < 0) != (coarse < 0):
        return value == coarse
    step = 10.0 ** (floor(log10(abs(coarse))) - digits(coarse) + 1)
    apart = abs(value - coarse)
    return apart <= step / 2 and apart <= _FAR * abs(value) and digits(coarse) < digits(value)


def digits(value: float) -> int:
    """Count the significant digits.

    >>> digits(5_576_000), digits(600.0), digits(9.5)
    (4, 1, 2)
    """
    return max(1, len(f"{abs(value):.6g}".split("e")[0].replace(".", "").strip("0")))


Amount = tuple[float | None, str | None, str | None]
"""Value, unit, comparator."""


def relation(said: Amount, known_amount: tuple[float, str | None, str | None]) -> str:
    """Name what became of a known number in a claim.

    >>> relation((6e6, "USD", "under"), (5.576e6, "USD", None))
    'rounded'
    >>> relation((500e9, "USD", None), (500e9, "USD", "up_to"))
    'changed_comparator'
    """
    value, unit, comparator = said
    known, known_unit, known_comparator = known_amount
    if value is None:
        return "meaning_turned" if comparator == "nearly_equal" else "changed_comparator"
    if unit != known_unit and {unit, known_unit} & CURRENCY_LIKE:
        return "changed_value"
    if value == known:
        bounds = {c if c in BOUNDS else None for c in (comparator, known_comparator)}
        return "same" if len(bounds) == 1 else "changed_comparator"
    return "rounded" if rounds(known, value) or rounds(value, known) else "changed_value"
