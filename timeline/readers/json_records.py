"""Read JSON Lines and JSON: an article an object, alone, in a list or in a list inside an object."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from timeline.options import ReadOptions
from timeline.readers.cells import cleaned
from timeline.readers.columns import choose, flat, metadata_only, plain, record, usable
from timeline.readers.decode import decode
from timeline.readers.records import Blob, Context, Cut, Reader, Record, Reject, Unit, reject
from timeline.readers.tables import ATTENTION_ONLY
from timeline.words import count

_OBJECT = re.compile(r'\s*\{\s*(?:"[^"\n]{0,100}"\s*:|\})')
_LIST = re.compile(r'\s*\[\s*(?:\{\s*["}]|\])')
_BLANK = re.compile(r"[ \t\r\n]*")
SEARCH_DEPTH = 4
"""A list of articles is looked for this deep in an object."""
NO_TEXT = "no text in the list {names}; say where it is with --columns text=NAME"


def _cut_lines(blob: Blob, options: ReadOptions) -> Cut:
    """Cut JSON Lines; every line that is not blank is a unit, the position is its number in the file."""
    lines = _lines(blob.data)
    return _planned([_parsed_line(str(n), line) for n, line in lines], blob, options)


def _lines(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    """Give numbered lines; each is decoded on its own, so that one damaged byte costs one line."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield from ((n, t) for n, t in enumerate(decode(data).text.split("\n"), 1) if t.strip())
        return
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            yield number, line


def _parsed_line(position: str, line: bytes | str) -> Unit | Reject:
    decoded = decode(line) if isinstance(line, bytes) else None
    text = decoded.text if decoded else str(line)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return reject(position, f"not valid JSON: {error.msg} at column {error.colno}", line)
    except (RecursionError, ValueError) as error:
        return reject(position, f"not readable as JSON: {error}", line)
    if not isinstance(value, dict):
        return reject(position, f"a JSON {_kind(value)}, not an object with a text", line)
    return Unit(position, (value, text, decoded.warning if decoded else None))


def _cut_json(blob: Blob, options: ReadOptions) -> Cut:
    """Cut a JSON document; the position is the number of the object in its list."""
    units, _, warning = objects(blob, lambda document: _articles(document, options))
    return _planned(units, blob, options, (warning,) if warning else ())


def objects(blob: Blob, find: Callable[[Any], list[Any]]) -> tuple[list[Unit | Reject], Any, str | None]:
    """Give the objects that ``find`` sees in a JSON document as units, the document, and what was odd.

    Of a document that is broken the objects before the break are read, and the document is null.
    """
    decoded = decode(blob.data)
    document, damage = None, None
    try:
        document = json.loads(decoded.text)
        found = find(document)
    except json.JSONDecodeError as error:
        found, damage = _salvaged(decoded.text), error
    except (RecursionError, ValueError) as error:
        return [reject("", f"not readable as JSON: {error}", blob.data)], None, decoded.warning
    alone = len(found) == 1 and damage is None
    units: list[Unit | Reject] = []
    for number, value in enumerate(found, 1):
        position = "" if alone else str(number)
        shown = json.dumps(value, ensure_ascii=False)
        if isinstance(value, dict):
            units.append(Unit(position, (value, shown, None)))
        else:
            units.append(reject(position, f"a JSON {_kind(value)}, not an object with a text", shown))
    if damage is not None:
        where = f"{damage.msg} at line {damage.lineno}, column {damage.colno}"
        were = "was" if len(found) == 1 else "were"
        kept = f"; {count(len(found), 'article')} before it {were} read" if found else ""
        units.append(reject("", f"not valid JSON: {where}{kept}", decoded.text[max(0, damage.pos - 60) :]))
    if not units:
        units.append(reject("", "the JSON holds no article: its list is empty", blob.data))
    return units, document, decoded.warning


def _planned(
    units: Sequence[Unit | Reject], blob: Blob, options: ReadOptions, warnings: tuple[str, ...] = ()
) -> Cut:
    """Choose columns over all objects of a file; they need not have the same keys."""
    shapes = dict.fromkeys(tuple(flat(unit.raw[0])) for unit in units if isinstance(unit, Unit))
    names = list(dict.fromkeys(name for shape in shapes for name in shape))
    chosen = choose(names, options.columns)
    if names and (reason := usable(chosen, names, options.columns)):
        broken = [unit for unit in units if isinstance(unit, Reject)]
        return Cut([*broken, reject("", reason, blob.data)])
    if names and metadata_only(chosen):
        warnings = (*warnings, ATTENTION_ONLY)
    by_shape = {shape: choose(shape, options.columns) for shape in shapes}
    return Cut(units, {"metadata_only": metadata_only(chosen), "chosen": by_shape}, warnings)


def _understand(unit: Unit, context: Context, _: ReadOptions) -> Record | Reject:
    fields, shown, warning = unit.raw
    names = tuple(flat(fields))
    chosen = context["chosen"][names]
    if "text" not in chosen and not context["metadata_only"]:
        return reject(unit.position, f"no text; this object has {', '.join(names[:20]) or 'no keys'}", shown)
    made = record(unit.position, fields, chosen, shown)
    if isinstance(made, Reject):
        return made
    made = cleaned(made)
    return replace(made, warnings=(*made.warnings, warning)) if warning else made


def _articles(value: Any, options: ReadOptions) -> list[Any]:
    """Find the list of articles in a document: itself, the best list inside it, or the object alone."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    if "text" in choose(list(flat(value)), options.columns) and not _own_lists(value):
        return [value]
    lists = sorted(_lists(value), key=lambda found: (-_promise(found, options), -len(found)))
    return lists[0] if lists else [value]


def _own_lists(value: Mapping[str, Any]) -> bool:
    usual = {"articles", "results", "items", "docs", "stories", "hits", "data", "response"}
    return any(plain(k) in usual and isinstance(v, (list, dict)) for k, v in value.items())


def _lists(value: Any, depth: int = SEARCH_DEPTH) -> Iterator[list[Any]]:
    if isinstance(value, dict) and depth:
        for inner in value.values():
            yield from _lists(inner, depth - 1)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield value


def _promise(found: list[Any], options: ReadOptions) -> int:
    """Say how much a list looks like articles: the number of our columns its first objects have, text
    counting most.
    """
    names = [n for item in found[:20] if isinstance(item, dict) for n in flat(item)]
    chosen = choose(list(dict.fromkeys(names)), options.columns)
    return len(chosen) + 10 * ("text" in chosen)


def _salvaged(text: str) -> list[Any]:
    """Read the objects of a list up to where the document is broken."""
    start = re.search(r"\[\s*(?=\{)", text)
    if start is None:
        return []
    decoder, at, found = json.JSONDecoder(), start.end(), []
    while at < len(text) and text[at] == "{":
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            break
        at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _kind(value: Any) -> str:
    names = {list: "list", str: "string", bool: "true or false", type(None): "null", dict: "object"}
    return names.get(type(value), "number")


def _is_lines(blob: Blob, head: str) -> bool:
    lines = [line for line in head.split("\n") if line.strip()]
    if not lines:
        return False
    if blob.suffix in (".jsonl", ".ndjson"):
        return not _LIST.match(head) and lines[0].strip() != "{"
    if not _OBJECT.match(lines[0]) or len(lines) == 1 or not lines[1].lstrip().startswith("{"):
        return False
    try:
        json.loads(lines[0])
    except (ValueError, RecursionError):
        return len(lines) > 2 and bool(_OBJECT.match(lines[1]))
    return True


def _is_json(blob: Blob, head: str) -> bool:
    return blob.suffix in (".json", ".jsonl", ".ndjson") or bool(_OBJECT.match(head) or _LIST.match(head))


JSON_LINES = Reader(
    "jsonl", (".jsonl", ".ndjson"), "JSON Lines, an article a line", _is_lines, _cut_lines, _understand
)
JSON = Reader(
    "json",
    (".json",),
    "JSON: an article, a list of them, or an object with such a list inside",
    _is_json,
    _cut_json,
    _understand,
)
