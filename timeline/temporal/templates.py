"""Fill a rule's templates with the values of its tokens: plain substitution, no logic of any language."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from timeline.errors import RuleError
from timeline.temporal import operators
from timeline.temporal.units import FINER, UNITS

FIELDS = (
    "op",
    "slot",
    "type",
    "value",
    "gran",
    "mod",
    "anchor",
    "guard",
    "other_op",
    "other_for",
    "issue",
    "hidden",
    "range",
    "bare",
    "alt",
)
"""What a rule may say; the rest of its table is for the grammar and the tests.

``op`` operator, ``slot`` the slot alone (for rules that put it into another range), ``value`` a TIMEX3
value that does not come from the interval, ``anchor`` previous instead of dct, ``guard`` its context,
``bare`` a literal for other rules, ``alt`` another reading, ``range`` that the value is first/last,
``other_op`` the operator where the mention before has one of the granularities in ``other_for``.
"""


def fill(table: Mapping[str, Any], name: str, bound: Mapping[str, Any]) -> dict[str, str] | None:
    """Make a reading from a rule and the values of its tokens; None where the values make no date."""
    context = _Context(
        {k: SimpleNamespace(**_full(v)) if isinstance(v, dict) else v for k, v in bound.items()}
    )
    if "UNIT" in bound:
        context.update(
            _computed(str(bound["UNIT"]), str(bound.get("NUM", "1")), str(bound.get("FRACTION", "0")))
        )
    # The guard of a part is for the part alone: what stands beside it now says that it is a date.
    part = bound.get(str(table.get("inherit")), {})
    item = {k: v for k, v in part.items() if k not in ("guard", "_members")}
    try:
        for key in FIELDS:
            if key in table:
                text = str(table[key])
                text = text.format_map(context) if "{" in text else text
                if text or key not in item:
                    item[key] = text
    except (KeyError, AttributeError, IndexError) as error:
        raise RuleError(f"rule {name}: {error} is not in its pattern {table['pattern']!r}") from error
    item = {k: v for k, v in item.items() if v}
    item.setdefault("type", "DATE")
    return item if all(_valid(item[key]) for key in ("op", "other_op") if key in item) else None


class _Context(dict[str, Any]):
    """Hold the values of a rule's tokens; an optional token that is absent is empty text.

    A key may be a sum, for years that are counted from another: ``{ERA+NUM}``, ``{NUM-1}``.
    """

    def __missing__(self, key: str) -> str:
        terms = re.findall(r"([+-]?)(\w+)", key)
        if len(terms) < 2:
            return ""
        values = [(sign, term if term.isdigit() else str(self[term])) for sign, term in terms]
        if any(value in ("", "X") for _, value in values):
            return ""
        return str(sum((Fraction(sign + value) for sign, value in values), Fraction(0)))


def _full(item: Mapping[str, str]) -> dict[str, str]:
    return {**dict.fromkeys(FIELDS, ""), **item}


@lru_cache(maxsize=20_000)
def _valid(op: str) -> bool:
    try:
        steps = operators.parse(op)
    except RuleError:
        return False
    ends = [step for step in steps if step.lit_stop is not None]
    return all((a.lit_start or 0) < (b.lit_start or 0) for a, b in pairwise(ends) if b.kind == "thru")


@lru_cache(maxsize=20_000)
def _computed(unit: str, number: str, fraction: str) -> dict[str, str]:
    """Add what follows from NUM and UNIT: the shift back and ahead, the duration."""
    amount = Fraction(number.replace(",", "")) + Fraction(fraction)
    fine, n = _whole(amount, unit)
    return {
        "back": f"{fine} {-n}",
        "ahead": f"{fine} {n}",
        "duration": duration(amount, unit),
        "half": duration(Fraction(1, 2), unit),
        "some": f"P{'T' if UNITS[unit].timed else ''}X{UNITS[unit].letter}",
    }


def _whole(amount: Fraction, unit: str) -> tuple[str, int]:
    """Say a fraction of a unit in whole finer units: a year and a half is 18 months, half a month 15 days."""
    finer = {**FINER, "month": ("day", 30)}
    while amount.denominator != 1 and unit in finer:
        unit, parts = finer[unit]
        amount *= parts
    return unit, round(amount)


def duration(amount: Fraction, unit: str) -> str:
    """Write a duration as TIMEX3 (ISO 8601) does.

    >>> duration(Fraction(5, 2), "year"), duration(Fraction(3), "decade"), duration(Fraction(1, 2), "month")
    ('P2Y6M', 'P30Y', 'P0.5M')
    """
    if unit in ("century", "decade", "half", "quarter", "season") or (
        unit == "week" and amount.denominator != 1
    ):
        unit, parts = {"season": ("month", 3), **FINER}[unit]
        amount *= parts
    if unit == "weekend":
        return f"P{round(amount)}WE"
    out: dict[bool, str] = {False: "", True: ""}
    while True:
        whole = int(amount) if amount.denominator != 1 and unit in FINER else amount
        if whole or amount == whole:
            timed = UNITS[unit].timed
            out[timed] += f"{float(whole):.12g}{UNITS[unit].letter}"
        amount -= whole
        if amount <= 0 or unit not in FINER:
            break
        unit, parts = FINER[unit]
        amount *= parts
    return "P" + out[False] + ("T" + out[True] if out[True] else "")


def granularity(op: str) -> str:
    """Say how fine an operator's interval is: the unit of its last step that says one.

    >>> granularity("year -1 | at year:month 1"), granularity("at 2025-01-03"), granularity("span week -3")
    ('month', 'day', 'week')
    """
    for step in reversed(op.split(" | ")):
        words = step.split()
        if words[0] in ("open", "thru"):
            continue
        if ":" in words[1] and not words[1][0].isdigit():
            slot = words[1].split(":")[1]
            clock = {1: "hour", 2: "minute", 3: "second"}[words[2].count(":") + 1]
            return {"part": "part_of_day", "clock": clock, "nth": "day", "easter": "day", "feast": "day"}.get(
                slot, slot
            )
        if words[1][0].isdigit() and words[0] == "at":
            return _literal_unit(words[1])
        return words[1] if words[0] in ("span", "move") else words[0]
    return ""


def _literal_unit(text: str) -> str:
    marks = {"W": "week", "Q": "quarter", "H": "half", "S": "season", "F": "season"}
    if text.endswith("-WE"):
        return "weekend"
    if "-" not in text:
        return {2: "century", 3: "decade"}.get(len(text), "year")
    if text[5:7] == "WI":
        return "season"
    return marks.get(text[5], "day" if len(text) == 10 else "month")
