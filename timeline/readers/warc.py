"""Read web archives (WARC): the pages that a crawler or a browser stored, with the moments of capture.

A capture is made when the page is there already, so its moment is an upper bound of the publication day.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import brotli

from timeline.options import ReadOptions
from timeline.readers.captures import CAPTURED, in_stated_encoding, with_address
from timeline.readers.pages import HTML
from timeline.readers.records import (
    SAMPLE,
    Blob,
    Context,
    Cut,
    Found,
    Reader,
    Record,
    Reject,
    Unit,
    reject,
    storable,
)
from timeline.readers.sources import MB
from timeline.readers.warc_records import (
    GZIP,
    MAX_HEAD,
    Gap,
    Raw,
    begins,
    http_parts,
    other_kind,
    parsed,
    records,
)

SHOWN_KINDS = 12
"""Kinds of records that are no pages, spelt out in the warning; the others are counted together."""
_BREAK = b"\r\n\r\n"


class _UnreadableError(Exception):
    """Tell that the bytes of an answer cannot be turned into a page."""


def _cut(blob: Blob, options: ReadOptions) -> Cut:
    """Cut an archive into its pages; the position is the number of the record in the file.

    A unit is the record's head and its block, so that workers get all they need.
    """
    warnings: list[str] = []
    return Cut(_pages(blob, options, warnings), {}, warnings)


def _pages(blob: Blob, options: ReadOptions, warnings: list[str]) -> Iterator[Unit | Reject]:
    limit = options.max_record_mb * MB + MAX_HEAD
    others: Counter[str] = Counter()
    found = 0
    with blob.open() as file:
        for record in records(file, limit):
            if isinstance(record, Gap):
                found += 1
                yield _damaged(record)
            elif (kind := other_kind(record.headers, record.beginning)) is not None:
                others[kind] += 1
            else:
                found += 1
                yield _unit(record, options)
    if not found:
        said = f": {_summed(others)}" if others else ""
        yield reject("", f"the web archive holds no page{said}", blob.data[:MAX_HEAD])
    elif others:
        warnings.append(f"records that are no pages are left out: {_summed(others)}")


def _unit(record: Raw, options: ReadOptions) -> Unit | Reject:
    position = str(record.number)
    if record.block is None:
        return reject(position, f"the page is larger than {options.max_record_mb} MB", record.head)
    return Unit(position, record.head.rstrip(b"\r\n") + _BREAK + record.block)


def _damaged(gap: Gap) -> Reject:
    why = f"damaged at byte {gap.at} of the file: {gap.why}; reading goes on at the next record"
    return reject(str(gap.number), why, gap.sample)


def _summed(others: Counter[str]) -> str:
    first = others.most_common(SHOWN_KINDS)
    rest = others.total() - sum(count for _, count in first)
    return ", ".join(f"{count} {kind}" for kind, count in first) + (f", {rest} others" if rest else "")


def _understand(unit: Unit, context: Context, options: ReadOptions) -> Record | Reject:
    """Read one stored page as a saved page is read, with the address and moment of its capture."""
    head, _, block = unit.raw.partition(_BREAK)
    headers = parsed(head)
    url = headers.get("warc-target-uri", "").strip("<>")
    try:
        page = _page(headers, block, options.max_record_mb * MB)
    except _UnreadableError as error:
        return reject(unit.position, f"{error} ({url[:SAMPLE]})", unit.raw)
    outcome = HTML.understand(Unit(unit.position, with_address(page, url)), context, options)
    if isinstance(outcome, Reject):
        return reject(unit.position, f"{outcome.reason} ({url[:SAMPLE]})", unit.raw)
    return _captured(outcome, unit.position, storable(url), headers)


def _captured(made: Record, position: str, url: str, headers: dict[str, str]) -> Record:
    values, extra, dates, warnings = dict(made.values), dict(made.extra), made.dates, made.warnings
    if url:
        if (stated := values.get("url")) and stated != url:
            extra["x_canonical_url"] = stated
        values["url"] = url
    if moment := headers.get("warc-date"):
        dates = (*dates, Found("archive", moment, CAPTURED))
    if why := headers.get("warc-truncated"):
        warnings = (*warnings, f"the capture is cut off ({why}), the text may be too")
    return replace(made, position=position, values=values, extra=extra, dates=dates, warnings=warnings)


def _page(headers: dict[str, str], block: bytes, limit: int) -> bytes:
    """Give the page of a record: HTTP's wrapping taken off, in UTF-8 where HTTP names another encoding."""
    if headers.get("warc-type", "").lower() == "resource":
        return block
    _, answer, body = http_parts(block)
    if "chunked" in answer.get("transfer-encoding", "").lower():
        body = _joined(body)
    for name in reversed(answer.get("content-encoding", "").lower().split(",")):
        body = _unpacked(body, name.strip(), limit)
    if len(body) > limit:
        raise _UnreadableError(f"the page is larger than {limit // MB} MB")
    return in_stated_encoding(body, answer.get("content-type", ""))


def _joined(body: bytes) -> bytes:
    """Join the chunks of a body; crawlers often join them and leave the header, so a body without is kept."""
    pieces: list[bytes] = []
    at = 0
    while at < len(body):
        line, end, _ = body[at : at + 64].partition(b"\r\n")
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            size = -1
        if not end or size < 0:
            return body if not pieces else b"".join(pieces)
        if size == 0:
            break
        at += len(line) + 2
        pieces.append(body[at : at + size])
        at += size + 2
    return b"".join(pieces)


def _unpacked(body: bytes, name: str, limit: int) -> bytes:
    """Undo one content encoding; a body that was unpacked before it was stored stays as it is."""
    if name in ("", "identity", "none", "utf-8") or not body:
        return body
    try:
        if name in ("gzip", "x-gzip"):
            return _inflated(body, 31, limit) if body.startswith(GZIP) else body
        if name == "deflate":
            return _deflated(body, limit)
        if name == "br":
            return _from_brotli(body, limit)
    except (zlib.error, brotli.error) as error:
        if b"<" in body[:1024] and b"\0" not in body[:1024]:
            return body
        raise _UnreadableError(f"its content is damaged: {error}") from error
    raise _UnreadableError(f"its content is packed with {name[:20]!r}, which is not known here")


def _inflated(body: bytes, kind: int, limit: int) -> bytes:
    inflate = zlib.decompressobj(kind)
    return inflate.decompress(body, limit + 1)


def _deflated(body: bytes, limit: int) -> bytes:
    """Undo deflate, which servers send with and without zlib's frame (RFC 9110, section 8.4.1.2)."""
    try:
        return _inflated(body, zlib.MAX_WBITS, limit)
    except zlib.error:
        return _inflated(body, -zlib.MAX_WBITS, limit)


def _from_brotli(body: bytes, limit: int) -> bytes:
    unpacker = brotli.Decompressor()
    pieces: list[bytes] = []
    size = 0
    piece = unpacker.process(body, output_buffer_limit=limit)
    while piece and size <= limit:
        pieces.append(piece)
        size += len(piece)
        if unpacker.can_accept_more_data():
            break
        piece = unpacker.process(b"", output_buffer_limit=limit)
    return b"".join(pieces)


def _recognises(blob: Blob, _: str) -> bool:
    if begins(blob.data):
        return True
    # the first record may be the damaged one
    name = blob.name.lower()
    return (name.endswith(".warc.gz") and blob.data.startswith(GZIP[:1])) or (
        name.endswith(".warc") and b"WARC-Type" in blob.data[:MAX_HEAD]
    )


WARC = Reader(
    "warc",
    (".warc", ".warc.gz"),
    "a web archive: its pages, each with the moment of its capture",
    _recognises,
    _cut,
    _understand,
    binary=True,
    heavy=True,
    streams=True,
)
