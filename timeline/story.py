"""Keep a story: a folder with one Parquet file a table and ``manifest.json``.

All files of a change appear together or not at all. A change is written to a transaction folder inside
the story, flushed to disk and sealed with a commit marker; then its files are renamed into place. A story
that is opened after a crash rolls a sealed transaction forward; an unsealed one is dropped by the next
writer. One writer at a time: a lock file (``filelock``) guards the folder.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock
import polars as pl

from timeline.errors import InputError, OptionError, SchemaError
from timeline.schema import SCHEMA_VERSION, SINCE, TABLES, completed, conform

MANIFEST = "manifest.json"
LOCK = ".lock"
TRANSACTION = ".transaction-"
SEAL = "sealed"
LOCK_SECONDS = 10.0
"""How long an opening reader waits for a writer that has sealed its change: renaming takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Story:
    """Hold an opened story: its folder and its manifest; tables are read when asked for."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Give the name that people see: the manifest's, else the folder's."""
        return str(self.manifest.get("name") or self.path.name)

    def table(self, name: str) -> pl.DataFrame:
        """Read one table of ``timeline.schema.TABLES``; InputError if its file is damaged."""
        file = self.path / f"{name}.parquet"
        if name in later_tables(self.manifest) and not file.exists():
            return TABLES[name].empty()
        try:
            frame = pl.read_parquet(file)
        except (OSError, pl.exceptions.PolarsError) as error:
            why = str(error).splitlines()[0]
            raise InputError(
                f"{file} cannot be read ({why}). Build the story again from its articles."
            ) from error
        return conform(completed(frame, TABLES[name]), TABLES[name])

    def tables(self) -> dict[str, pl.DataFrame]:
        """Read every table."""
        return {name: self.table(name) for name in TABLES}


def is_story(path: Path) -> bool:
    """Say whether a folder is a story: it has a manifest with a schema version."""
    try:
        return "schema_version" in json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def open_story(path: str | Path) -> Story:
    """Open a story folder, finishing a change that a crash interrupted.

    InputError: no story there, or files are missing. SchemaError: written by a newer version.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise InputError(f"There is no story at {folder}. Make one: dateline build ARTICLES -o {folder}")
    _recover(folder)
    if not is_story(folder):
        raise InputError(
            f"{folder} is not a story: it has no readable {MANIFEST}. "
            "Make one: dateline build ARTICLES -o STORY"
        )
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(manifest["schema_version"], int) or manifest["schema_version"] > SCHEMA_VERSION:
        raise SchemaError(
            f"{folder} was written by a newer Dateline (tables of version {manifest['schema_version']}, "
            f"this one knows {SCHEMA_VERSION}). Update Dateline, or build the story again."
        )
    later = later_tables(manifest)
    missing = [name for name in TABLES if name not in later and not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise InputError(
            f"{folder} is not whole: {', '.join(missing)} missing. Build the story again from its articles."
        )
    return Story(folder, manifest)


def later_tables(manifest: Mapping[str, Any]) -> set[str]:
    """Name the tables that came after the version that wrote a folder, and that it does not have yet.

    >>> sorted(later_tables({"schema_version": 2})), later_tables({})
    (['attention', 'firsts', 'stories', 'totals'], set())
    """
    version, sealed = manifest.get("schema_version", SCHEMA_VERSION), manifest.get("tables", {})
    return {name for name, since in SINCE.items() if since > version or (sealed and name not in sealed)}


def check_target(path: str | Path) -> Path:
    """Refuse to write a story over anything but a story, an empty folder or nothing (OptionError)."""
    folder = Path(path)
    if folder.exists() and not folder.is_dir():
        raise OptionError(f"{folder} is a file. Give a new folder for the story: -o STORY")
    if folder.is_dir() and not is_story(folder):
        others = [entry.name for entry in folder.iterdir() if not _is_ours(entry.name)]
        if others:
            raise OptionError(
                f"{folder} holds other files ({', '.join(sorted(others)[:3])}). Give a new folder: -o STORY"
            )
    return folder


def write_story(path: str | Path, tables: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any]) -> Story:
    """Write a whole story; tables that are not given are written empty.

    A story that is there is replaced. Corrections are kept unless ``tables`` brings its own.
    """
    folder = check_target(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made ({error.strerror or error}). Choose another -o."
        ) from error
    with _locked(folder):
        _recover(folder, locked=True)
        given = dict(tables)
        if "corrections" not in given and is_story(folder):
            given["corrections"] = Story(folder, {}).table("corrections")
        full = {name: conform(given.get(name, table.empty()), table) for name, table in TABLES.items()}
        _commit(folder, full, manifest)
    return open_story(folder)


def replace_tables(
    story: Story, tables: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any] | None = None
) -> Story:
    """Replace some tables of a story in one change and give the story as it is then."""
    with _locked(story.path):
        _recover(story.path, locked=True)
        current = json.loads((story.path / MANIFEST).read_text(encoding="utf-8"))
        changed = {name: conform(frame, TABLES[name]) for name, frame in tables.items()}
        _commit(story.path, changed, {**current, **(manifest or {})})
    return open_story(story.path)


def add_corrections(story: Story, rows: pl.DataFrame) -> Story:
    """Append rows of the corrections table; what was corrected before stays."""
    with _locked(story.path):
        _recover(story.path, locked=True)
        current = json.loads((story.path / MANIFEST).read_text(encoding="utf-8"))
        kept = story.table("corrections")
        _commit(story.path, {"corrections": pl.concat([kept, conform(rows, TABLES["corrections"])])}, current)
    return open_story(story.path)


def damaged(story: Story) -> list[str]:
    """Name the tables whose file is not the one that was written (compared by SHA-256)."""
    sealed = story.manifest.get("tables", {})
    return [
        name
        for name in TABLES
        if name not in later_tables(story.manifest)
        and sealed.get(name, {}).get("sha256") != _sha256(story.path / f"{name}.parquet")
    ]


def _is_ours(name: str) -> bool:
    return name == LOCK or name.startswith(TRANSACTION)


@contextmanager
def _locked(folder: Path, seconds: float = 0.0) -> Iterator[None]:
    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=seconds)
    except filelock.Timeout as error:
        raise InputError(
            f"{folder} is being written by another process. Wait until it has finished, then try again."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _commit(folder: Path, tables: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any]) -> None:
    work = folder / f"{TRANSACTION}{uuid.uuid4().hex}"
    try:
        _prepare(work, tables, manifest)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        raise InputError(
            f"{folder} cannot be written ({error.strerror or error}). Nothing was changed. "
            "Check the free space and the rights of the folder."
        ) from error
    _roll_forward(work, folder)


def _prepare(work: Path, tables: Mapping[str, pl.DataFrame], manifest: Mapping[str, Any]) -> None:
    """Write and seal a transaction; OSError leaves it unsealed."""
    work.mkdir()
    sealed = dict(manifest.get("tables", {}))
    for name, frame in tables.items():
        file = work / f"{name}.parquet"
        with file.open("wb") as handle:
            frame.write_parquet(handle, compression="zstd")
            _flush(handle)
        sealed[name] = {"rows": frame.height, "sha256": _sha256(file)}
    full = {**manifest, "schema_version": SCHEMA_VERSION, "tables": sealed}
    with (work / MANIFEST).open("w", encoding="utf-8", newline="\n") as handle:
        json.dump(full, handle, ensure_ascii=False, indent=1, default=str)
        _flush(handle)
    with (work / SEAL).open("wb") as handle:
        _flush(handle)
    _flush_folder(work)


def _recover(folder: Path, *, locked: bool = False) -> None:
    """Finish sealed transactions and drop unsealed ones that no writer works on."""
    found = [entry for entry in folder.iterdir() if entry.name.startswith(TRANSACTION)]
    if not found:
        return
    if not locked:
        if not any((work / SEAL).exists() for work in found):
            return  # a writer is at work, or it died before it sealed anything: the old files are whole
        with _locked(folder, LOCK_SECONDS):
            _recover(folder, locked=True)
        return
    for work in found:
        if (work / SEAL).exists():
            _roll_forward(work, folder)
        else:
            shutil.rmtree(work, ignore_errors=True)


def _roll_forward(work: Path, folder: Path) -> None:
    for file in sorted(work.iterdir()):
        if file.name != SEAL:
            file.replace(folder / file.name)
    _flush_folder(folder)
    shutil.rmtree(work, ignore_errors=True)


def _flush(handle: Any) -> None:
    handle.flush()
    os.fsync(handle.fileno())


def _flush_folder(folder: Path) -> None:
    # Windows cannot open a folder; its renames are durable without this.
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _sha256(file: Path) -> str | None:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return None
