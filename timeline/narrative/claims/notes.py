"""Say a change of a number in a sentence for people."""

from collections.abc import Mapping
from typing import Any

from timeline.narrative.claims.reference import Reference

COMPARATORS: Mapping[str, str] = {
    "about": "about",
    "nearly": "nearly",
    "under": "less than",
    "up_to": "up to",
    "at_least": "at least",
    "more_than": "more than",
    "fraction_of": "a fraction of",
    "nearly_equal": "nearly the same as",
}
"""What people see for a comparator."""

_CHANGES: Mapping[str, str] = {
    "same": "Both give {b}.",
    "rounded": "{a} is given rounded, as {b}.",
    "changed_value": "{a} became {b}.",
    "changed_comparator": "{a} became {b}: the bound is another.",
    "meaning_turned": "{a} became {b}: the meaning turned.",
}
_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def amount(value: float | None, unit: str | None, comparator: str | None) -> str:
    """Write a quantity for people.

    >>> amount(5.576e6, "USD", "about"), amount(17.0, "percent", None), amount(None, None, "fraction_of")
    ('about 5.576 million USD', '17 percent', 'a fraction of the cost')
    """
    lead = COMPARATORS.get(comparator or "", "")
    if value is None:
        return f"{lead} the cost".replace("same as the", "same")
    for size, name in _LARGE:
        if abs(value) >= size:
            said = f"{value / size:.6g} {name}"
            break
    else:
        said = f"{value:,.6g}" if value != int(value) else f"{int(value):,}"
    return " ".join(part for part in (lead, said, unit) if part)


def note(change: str, row: Mapping[str, Any], first: Mapping[str, Any], reference: Reference | None) -> str:
    """Tell what became of the first report's number, or of the reference value, in another article."""
    known = first if reference is None else reference.row()
    a = amount(known["value"], known["unit"], known["comparator"])
    b = amount(row["value"], row["unit"], row["comparator"])
    sentence = _CHANGES[change].format(a=a, b=b)
    if reference is not None:
        checked = f", checked by {reference.checked_by}" if reference.checked_by else ""
        sentence += f" Measured from {reference.source or 'the reference list'}{checked}."
    return sentence[0].upper() + sentence[1:]
