"""Read news articles from what users have: files, folders, globs, archives and standard input.

A reader is one module and one row of ``READERS``. It cuts a blob into units, which are counted, and turns
each unit into one record or one reject; so articles + duplicates + rejects = records in, always.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from timeline.errors import InputError, OptionError
from timeline.options import ReadOptions
from timeline.readers.addresses import ADDRESSES
from timeline.readers.archives import kind, members
from timeline.readers.columns import check_asked
from timeline.readers.decode import WIDE, in_utf8
from timeline.readers.detect import detect
from timeline.readers.excel import EXCEL
from timeline.readers.factiva import FACTIVA
from timeline.readers.feeds import FEED, JSON_FEED
from timeline.readers.frames import articles_frame, dates_frame, duplicates_frame, rejects_frame
from timeline.readers.gdelt import GDELT, GKG
from timeline.readers.identity import Known, identify
from timeline.readers.json_records import JSON, JSON_LINES
from timeline.readers.languages import with_languages
from timeline.readers.mail import EMAIL, MAILBOX
from timeline.readers.mediacloud import MEDIACLOUD
from timeline.readers.mhtml import MHTML
from timeline.readers.news_apis import NEWS_APIS
from timeline.readers.nexis import NEXIS, NEXIS_DOCX
from timeline.readers.page_dates import url_day
from timeline.readers.pages import HTML
from timeline.readers.pdf import PDF
from timeline.readers.plain import MARKDOWN, TEXT
from timeline.readers.records import Blob, Found, Reader, Record, Reject, Unit, place, reject
from timeline.readers.sidecar import Sidecar, apply_sidecar, is_sidecar, read_sidecar
from timeline.readers.sources import MB, Source, load, sources
from timeline.readers.tables import ARROW, CSV, PARQUET, TSV
from timeline.readers.timeml import TIMEML
from timeline.readers.warc import WARC
from timeline.readers.word import DOCX, RTF
from timeline.readers.workers import Task, understand, understand_all

READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        PARQUET,
        ARROW,
        WARC,
        PDF,
        EXCEL,
        NEXIS_DOCX,
        DOCX,
        NEXIS,
        FACTIVA,
        RTF,
        TIMEML,
        FEED,
        JSON_FEED,
        ADDRESSES,
        MHTML,
        EMAIL,
        MAILBOX,
        HTML,
        GDELT,
        *NEWS_APIS,
        JSON_LINES,
        JSON,
        GKG,
        MEDIACLOUD,
        CSV,
        TSV,
        MARKDOWN,
        TEXT,
    )
}
"""Every format, in the order in which content is tried: what is unmistakable first."""

HEAVY_MB = 64
"""Pages are handed to workers in lots of this size, which bounds the memory that waiting pages take."""
TELL_EVERY = 500
"""Progress is reported after so many records."""
SHOWN_WARNINGS = 20
"""Warnings of one kind that are spelt out; the others are counted."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Hold what was read; see CONTRACT for the tables.

    ``articles`` has no publication days yet (``timeline.dating`` gives them from ``dates``). ``records_in``
    counts units as they are cut from the input, before any is understood.
    """

    articles: pl.DataFrame
    dates: pl.DataFrame
    duplicates: pl.DataFrame
    rejects: pl.DataFrame
    records_in: int
    warnings: list[str]
    inputs: list[dict[str, Any]]


Progress = Callable[[int, int], None]
"""Is called with the records understood and the records cut so far."""


@dataclass(slots=True)
class Reading:
    """Gather outcomes in input order while the inputs are read."""

    outcomes: list[tuple[str, Record | Reject | None]]
    waiting: list[tuple[int, Task]]
    waiting_bytes: int
    records_in: int
    warnings: list[str]
    inputs: list[dict[str, Any]]
    sidecars: list[Sidecar]
    progress: Progress

    @classmethod
    def of(cls, progress: Progress | None = None) -> "Reading":
        """Begin to read."""
        return cls([], [], 0, 0, [], [], [], progress or (lambda _, __: None))

    def tell(self, understood: int | None = None) -> None:
        """Report progress; without a number, all but what waits for workers is understood."""
        waiting = len(self.waiting) if understood is None else len(self.waiting) - understood
        self.progress(self.records_in - waiting, self.records_in)


def read(
    inputs: Sequence[str | Path], options: ReadOptions | None = None, progress: Progress | None = None
) -> ReadResult:
    """Read every input; what cannot be used is in ``rejects`` with its reason, nothing is left out silently.

    ``progress`` is called now and then with the number of records understood and of those found so far.
    Raises InputError if there is no input at all: no file, or none that exists.
    """
    options = options or ReadOptions()
    check_asked(options.columns)
    if options.input_format is not None and options.input_format not in READERS:
        raise OptionError(
            f"there is no input format {options.input_format!r}; give one of {' '.join(READERS)}"
        )
    reading = Reading.of(progress)
    if options.meta is not None:
        reading.sidecars.append(_given_sidecar(options.meta))
    for item in sources(inputs):
        if isinstance(item, Source):
            _read_source(item, reading, options)
        else:
            _add_reject(reading, *item)
        reading.tell()
    _understand_waiting(reading, options)
    _refuse_nothing(reading, inputs)
    return result(reading, options)


def _refuse_nothing(reading: Reading, inputs: Sequence[str | Path]) -> None:
    if not inputs:
        raise InputError("there is nothing to read: give files, folders, archives, or - for standard input")
    if not reading.inputs:
        why = "; ".join(f"{name}: {r.reason}" for name, r in reading.outcomes if isinstance(r, Reject))
        raise InputError(f"no input could be found. {why}")


def _given_sidecar(path: Path) -> Sidecar:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the metadata {path.name} cannot be opened: {error.strerror or error}") from error
    # rows speak of files by their path as the tables show it, from wherever the CSV lies
    return replace(read_sidecar(Blob(path.name, path.name, data)), below="")


def _add_reject(reading: Reading, label: str, rejected: Reject) -> None:
    reading.records_in += 1
    reading.outcomes.append((label, rejected))


def _read_source(source: Source, reading: Reading, options: ReadOptions) -> None:
    if (
        source.path is not None
        and options.meta is not None
        and source.path.resolve() == options.meta.resolve()
    ):
        return
    blob = load(source, options, _streams)
    if isinstance(blob, Reject):
        reading.inputs.append({"path": source.label, "sha256": None, "bytes": None, "format": None})
        _add_reject(reading, source.label, blob)
        return
    digest, size = blob.digest()
    entry = {"path": blob.label, "sha256": digest, "bytes": size, "format": None}
    reading.inputs.append(entry)
    archive = None if _streams(blob) else kind(blob.data)
    if archive is None:
        entry["format"] = read_blob(blob, reading, options, source.found)
        return
    formats = []
    for member in members(blob, options):
        if isinstance(member, Blob):
            formats.append(read_blob(member, reading, options, found=True))
        else:
            _add_reject(reading, *member)
    # a file that is only made smaller is what is in it
    alone = archive not in ("zip", "tar") and len(formats) == 1
    entry["format"] = formats[0] if alone else archive


def _streams(blob: Blob) -> bool:
    """Say whether a blob is of a format that is read piece by piece and may be larger than memory."""
    return any(reader.streams and reader.recognises(blob, "") for reader in READERS.values())


def read_blob(blob: Blob, reading: Reading, options: ReadOptions, found: bool) -> str | None:
    """Read one blob; gives the name of its format. ``found`` blobs can be metadata sidecars."""
    if found and is_sidecar(blob):
        reading.sidecars.append(read_sidecar(blob))
        return "meta"
    if blob.path is None and blob.data.startswith(WIDE):
        data, odd = in_utf8(blob.data)
        blob = replace(blob, data=data)
        reading.warnings += [f"{blob.label}: {odd}"] if odd else []
    reader = detect(blob, READERS, options.input_format)
    if isinstance(reader, str):
        _add_reject(reading, blob.label, reject("", reader, blob.data))
        return None
    cut = reader.cut(blob, options)
    for unit in cut.units:
        reading.records_in += 1
        if reading.records_in % TELL_EVERY == 0:
            reading.tell()
        if isinstance(unit, Reject):
            reading.outcomes.append((blob.label, unit))
        elif reader.heavy:
            reading.waiting.append((len(reading.outcomes), (reader, unit, cut.context)))
            reading.waiting_bytes += len(unit.raw)
            reading.outcomes.append((blob.label, None))
            if reading.waiting_bytes > HEAVY_MB * MB:
                _understand_waiting(reading, options)
        else:
            reading.outcomes.append((blob.label, understand((reader, unit, cut.context), options)))
    # some are known only when the last unit is cut
    reading.warnings += [f"{blob.label}: {warning}" for warning in cut.warnings]
    return reader.name


def _understand_waiting(reading: Reading, options: ReadOptions) -> None:
    outcomes = understand_all([task for _, task in reading.waiting], options, reading.tell)
    for (number, _), outcome in zip(reading.waiting, outcomes, strict=True):
        reading.outcomes[number] = reading.outcomes[number][0], outcome
    reading.waiting.clear()
    reading.waiting_bytes = 0


def result(reading: Reading, options: ReadOptions, known: Known | None = None) -> ReadResult:
    """Give what was read as tables; ``known`` are the articles of earlier pieces of the same input."""
    records = [(label, o) for label, o in reading.outcomes if isinstance(o, Record)]
    rejects = [(label, o) for label, o in reading.outcomes if isinstance(o, Reject)]
    for sidecar in sorted(reading.sidecars, key=lambda s: s.below != ""):
        records, warnings = apply_sidecar(records, sidecar, options)
        reading.warnings += warnings
    known_days = [_with_url_day(record) for _, record in records]
    spoken = with_languages(known_days, options.lang)
    records = [(label, record) for (label, _), record in zip(records, spoken, strict=True)]
    identified = identify(records, known)
    if len(identified.articles) + len(identified.duplicates) + len(rejects) != reading.records_in:
        raise AssertionError("records were lost while reading; this is a bug")
    dates = dates_frame(identified)
    warnings = [
        *reading.warnings,
        *_record_warnings(records),
        *identified.warnings,
        *_date_warnings(dates, identified.articles),
    ]
    return ReadResult(
        articles_frame(identified),
        dates,
        duplicates_frame(identified),
        rejects_frame(rejects),
        reading.records_in,
        warnings,
        reading.inputs,
    )


def _with_url_day(record: Record) -> Record:
    """Add the day that a record's address states, unless the reader has looked already."""
    day = url_day(record.values.get("url"))
    if day is None or any(found.origin == "url" for found in record.dates):
        return record
    return replace(record, dates=(*record.dates, Found("url", day)))


def _record_warnings(records: Sequence[tuple[str, Record]]) -> Iterator[str]:
    yield from _limited(f"{place(label, r.position)}: {w}" for label, r in records for w in r.warnings)


def _date_warnings(dates: pl.DataFrame, articles: Sequence[tuple[str, str, Record]]) -> Iterator[str]:
    """Warn about dates that say nothing: file, record and value."""
    where: Mapping[str, str] = {i: place(label, record.position) for i, label, record in articles}
    bad = dates.filter(pl.col("start").is_null()).select("article_id", "raw", "note")
    yield from _limited(
        f"{where[i]}: the date {raw!r} is not used ({note}); the article is kept"
        for i, raw, note in bad.iter_rows()
    )


def _limited(warnings: Iterator[str]) -> Iterator[str]:
    more = 0
    for number, warning in enumerate(warnings):
        if number < SHOWN_WARNINGS:
            yield warning
        else:
            more += 1
    if more:
        yield f"and {more} more warnings like these"


__all__ = ["READERS", "ReadResult", "Reading", "Unit", "read", "read_blob", "result"]
