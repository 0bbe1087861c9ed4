"""Read lists of web addresses: a text with one a line, or a table with a column of them.

Nothing is fetched unless the user says so (``ReadOptions.fetch``).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from timeline.options import ReadOptions
from timeline.readers.columns import as_text, choose, metadata_only, unique_names
from timeline.readers.decode import decode
from timeline.readers.fetch import Answer, FetchError, fetched
from timeline.readers.records import FIELDS, Blob, Context, Cut, Found, Reader, Record, Reject, Unit, reject
from timeline.readers.sources import MB
from timeline.readers.tables import header_of, table_rows
from timeline.readers.warc import WARC

_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.I)
NOT_FETCHED = "web addresses are not fetched unless you say --fetch; or save the pages and give the files"


def _cut(blob: Blob, options: ReadOptions) -> Cut:
    """Cut a list into its addresses; the position is the line."""
    decoded = decode(blob.data)
    lines = [(n, line.strip()) for n, line in enumerate(decoded.text.splitlines(), 1) if line.strip()]
    units: list[Unit | Reject]
    if all(_ADDRESS.fullmatch(line) for _, line in lines if not line.startswith("#")):
        units = [Unit(str(n), {"url": line}) for n, line in lines if not line.startswith("#")]
    else:
        units = list(_table(decoded.text, blob, options))
    return Cut(units or [reject("", "the list holds no addresses", blob.data)])


def _table(text: str, blob: Blob, options: ReadOptions) -> Iterator[Unit | Reject]:
    rows = table_rows(text, blob.suffix, options)
    first = next(rows, None)
    names = unique_names(first[1]) if isinstance(first, tuple) else []
    chosen = choose(names, options.columns)
    if "url" not in chosen:
        yield reject("", "no column holds web addresses; say which it is with --columns url=NAME", blob.data)
        return
    for row in rows:
        if isinstance(row, Reject):
            yield row
            continue
        cells = dict(zip(names, row[1], strict=False))
        known = {ours: as_text(cells.get(name)) for ours, name in chosen.items()}
        extra = {f"x_{name}": as_text(cell) for name, cell in cells.items() if name not in chosen.values()}
        yield Unit(str(row[0]), {**extra, **known})


def _understand(unit: Unit, context: Context, options: ReadOptions) -> Record | Reject:
    known: dict[str, str | None] = unit.raw
    url = (known.get("url") or "").strip()
    if not _ADDRESS.fullmatch(url):
        return reject(unit.position, f"not a web address: {url[:100]!r}", url)
    if not options.fetch:
        return reject(unit.position, NOT_FETCHED, url)
    try:
        answer = fetched(url, options.max_record_mb * MB)
    except FetchError as error:
        return reject(unit.position, str(error), url)
    if answer.status != 200:
        return reject(unit.position, f"the server answers with status {answer.status}", url)
    made = WARC.understand(Unit(unit.position, _capture(answer)), context, options)
    if isinstance(made, Reject):
        return made
    stated = {name: known[name] for name in FIELDS if name != "text" and known.get(name)}
    extra = {name: value for name, value in known.items() if name.startswith("x_")}
    if answer.url != url:
        extra["x_fetched_url"] = answer.url
    given = known.get("published")
    dates = (Found("given", given), *made.dates) if given else made.dates
    return replace(made, values={**made.values, **stated}, extra={**made.extra, **extra}, dates=dates)


def _capture(answer: Answer) -> bytes:
    """Give an answer the shape of a record of a web archive, which is read alike."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {answer.url}\r\nWARC-Date: {now}\r\n\r\n"
    # the chunks are joined already
    kept = {k: v for k, v in answer.headers.items() if k in ("content-type", "content-encoding")}
    lines = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
    return (
        head.encode() + f"HTTP/1.1 {answer.status} OK\r\n{lines}\r\n".encode("utf-8", "replace") + answer.body
    )


def _recognises(blob: Blob, head: str) -> bool:
    """Say whether a text is nothing but addresses, or a table whose only use is its addresses."""
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    # the last line may be cut where looking ends
    told = [line for line in (lines[:-1] or lines) if not line.startswith("#")]
    if blob.suffix in (".txt", ".text", ".csv", "") and told and all(map(_ADDRESS.fullmatch, told)):
        return True
    if blob.suffix != ".csv":
        return False
    chosen = choose(header_of(head), {})
    return "url" in chosen and "text" not in chosen and not metadata_only(chosen)


ADDRESSES = Reader(
    "urls",
    (".txt", ".csv"),
    "a list of web addresses, fetched only with --fetch",
    _recognises,
    _cut,
    _understand,
    heavy=True,
)
