"""Apply a CSV of metadata to records: its columns fill or override what was read."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from timeline.errors import InputError
from timeline.options import ReadOptions
from timeline.readers.columns import choose, plain
from timeline.readers.decode import decode
from timeline.readers.records import FIELDS, Blob, Found, Record, place, storable
from timeline.readers.tables import delimiter, header_of

KEYS = ("file", "article_id", "url")
"""What a row can be keyed by; the first of these columns that is there is the key."""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row: its line in the CSV, the value of its key, and the other cells that are not empty."""

    line: int
    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Hold a CSV of metadata; ``below`` is the folder label whose files it speaks of."""

    label: str
    key: str
    rows: tuple[Row, ...]
    below: str = ""
    warnings: tuple[str, ...] = ()


def is_sidecar(blob: Blob) -> bool:
    """Say whether a CSV is headed ``file,...``, which is metadata about other files and never articles."""
    if blob.suffix not in (".csv", ".tsv"):
        return False
    names = header_of(decode(blob.data[:65536]).text, blob.suffix)
    return bool(names) and plain(names[0]) == "file"


def read_sidecar(blob: Blob) -> Sidecar:
    """Read a metadata CSV; raises InputError if it has no key."""
    text = decode(blob.data).text
    names = header_of(text, blob.suffix)
    keys = {plain(name): name for name in reversed(names)}
    key = next((k for k in KEYS if plain(k) in keys), None)
    if key is None:
        raise InputError(
            f"{blob.label}: the metadata has no column file, article_id or url to go by; "
            f"its columns are {', '.join(names)}"
        )
    rows, warnings = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text.lstrip().split("\n", 1)[0]))
    header = True
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if header:
            header = False
            continue
        pairs = {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}
        value = pairs.pop(keys[plain(key)], None)
        if value is None or len(cells) > len(names):
            what = "no " + key if value is None else f"{len(cells)} cells, the header has {len(names)}"
            warnings.append(f"{blob.label}:{reader.line_num}: {what}; the row is not used")
            continue
        rows.append(Row(reader.line_num, value.strip(), pairs))
    below = blob.label.rpartition("/")[0]
    return Sidecar(blob.label, key, tuple(rows), below, tuple(warnings))


def apply_sidecar(
    records: Sequence[tuple[str, Record]], sidecar: Sidecar, options: ReadOptions
) -> tuple[list[tuple[str, Record]], list[str]]:
    """Apply a sidecar to labelled records; gives the records and a warning for each row that fits none."""
    out = list(records)
    warnings = list(sidecar.warnings)
    index = _index(records, sidecar.key)
    for row in sidecar.rows:
        matches = index.get(_exact(row.key, sidecar), [])
        if not matches and sidecar.key == "file":
            matches, problem = _by_name(row.key, index)
            if problem:
                warnings.append(f"{sidecar.label}:{row.line}: {problem}; the row is not used")
                continue
        if not matches:
            warnings.append(
                f"{sidecar.label}:{row.line}: no input is {sidecar.key} {row.key!r}; the row is not used"
            )
        for number in matches:
            label, record = out[number]
            out[number] = label, override(record, row.cells, options)
    return out, warnings


def _index(records: Sequence[tuple[str, Record]], key: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, (label, record) in enumerate(records):
        if key == "file":
            index[label].append(number)
            if record.position:
                index[place(label, record.position)].append(number)
        elif value := record.values.get(key):
            index[value].append(number)
    return index


def _exact(value: str, sidecar: Sidecar) -> str:
    if sidecar.key != "file":
        return value
    path = PurePosixPath(value.replace("\\", "/")).as_posix().removeprefix("./")
    return f"{sidecar.below}/{path}" if sidecar.below else path


def _by_name(value: str, index: Mapping[str, list[int]]) -> tuple[list[int], str | None]:
    """Find a file by the end of its path, then by its base name, if only one file has it."""
    wanted = tuple(p for p in value.replace("\\", "/").replace("!", "/").split("/") if p not in ("", "."))
    for tail in (wanted, wanted[-1:]):
        if not tail:
            break
        fits = [label for label in index if tuple(label.replace("!", "/").split("/"))[-len(tail) :] == tail]
        if len(fits) == 1:
            return index[fits[0]], None
        if len(fits) > 1:
            return [], f"{value!r} could be {' or '.join(fits[:3])}; write more of the path"
    return [], None


def override(record: Record, cells: Mapping[str, str], options: ReadOptions) -> Record:
    """Give a record with the cells of a sidecar in place; the text is never replaced."""
    cells = {name: storable(cell) for name, cell in cells.items()}
    chosen = choose([name for name in cells if plain(name) not in ("text", "kind", "file")], {})
    values = dict(record.values)
    for ours in FIELDS:
        if ours in chosen and ours != "text":
            values[ours] = cells[chosen[ours]]
    used = {chosen[ours] for ours in chosen if ours != "text"}
    extra = dict(record.extra)
    for name, cell in cells.items():
        if name not in used:
            extra[name if name.startswith("x_") else f"x_{name}"] = cell
    dates = record.dates
    if "published" in chosen:
        dates = (Found("meta", cells[chosen["published"]]), *dates)
    return replace(record, values=values, extra=extra, dates=dates)
