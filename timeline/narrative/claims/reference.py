"""Read the right values that people looked up, and find the family each belongs to."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timeline.errors import InputError
from timeline.narrative.claims.candidates import RATIO, Told, leveled

COLUMNS = ("claim", "value", "unit", "source", "checked_by")
"""Columns of a list of reference values; ``comparator`` may stand beside them. The first three are needed."""
_SHARE = 0.5
"""Share of the words of a reference that a family must be told with."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Hold a right value: the words of the claim, value, unit, where it stands, who checked it."""

    claim: str
    value: float
    unit: str
    source: str = ""
    checked_by: str = ""
    comparator: str | None = None

    def row(self) -> dict[str, Any]:
        """Give it as a claim is given."""
        return {"value": self.value, "unit": self.unit, "comparator": self.comparator}


def read_references(path: Path) -> tuple[Reference, ...]:
    """Read a CSV with the columns claim, value, unit, source, checked_by; InputError says what is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: the reference values cannot be read ({error}).") from error
    out = []
    for number, row in enumerate(rows, 2):
        try:
            value = float((row.get("value") or "").replace(",", ""))
        except ValueError as error:
            raise InputError(
                f"{path}, line {number}: {row.get('value')!r} is no number. Write it in figures, as 5576000."
            ) from error
        if not row.get("claim") or not row.get("unit"):
            raise InputError(f"{path}, line {number}: claim and unit are needed beside the value.")
        out.append(
            Reference(
                row["claim"],
                value,
                row["unit"],
                row.get("source") or "",
                row.get("checked_by") or "",
                row.get("comparator") or None,
            )
        )
    return tuple(out)


def matched(members: Sequence[Told], references: Sequence[Reference]) -> Reference | None:
    """Find the reference value of a family: same unit, a value of the same size, the words of the claim."""
    best: tuple[float, Reference] | None = None
    words: set[str] = set()
    for reference in references:
        if not any(_near(m.row, reference) for m in members):
            continue
        words = words or {w for m in members for w in m.stems}
        asked = {leveled(w) for w in reference.claim.lower().split() if len(w) > 2}
        share = len(asked & words) / len(asked) if asked else 0.0
        if share >= _SHARE and (best is None or share > best[0]):
            best = (share, reference)
    return best[1] if best else None


def _near(row: Mapping[str, Any], reference: Reference) -> bool:
    if row["value"] is None or row["unit"] != reference.unit or row["value"] * reference.value <= 0:
        return False
    low, high = sorted((abs(row["value"]), abs(reference.value)))
    return bool(high / low <= RATIO)
