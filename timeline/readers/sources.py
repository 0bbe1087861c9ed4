"""Find the inputs: files, folders, globs, members of zip archives, standard input. Nothing is unpacked to
disk.
"""

import contextlib
import glob
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from timeline.options import ReadOptions
from timeline.readers.records import Blob, Reject, reject
from timeline.story import is_story

ZIP_DEPTH = 3
"""Archives inside archives are followed this deep."""
ZIP_TIMES = 4
"""All members of an archive together may be this many times ``max_file_mb``; a zip bomb stops there."""
MB = 1024 * 1024
_LITTER = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Source:
    """Hold one input file before it is opened: ``label`` as tables show it, null ``path`` for standard input.

    ``found`` says that a folder or glob led to it, so nobody named this very file.
    """

    label: str
    path: Path | None
    found: bool = False


def sources(inputs: Sequence[str | Path]) -> Iterator[Source | tuple[str, Reject]]:
    """Expand inputs into files in a stable order, each once; an input that leads nowhere is a labelled
    reject.
    """
    seen: set[Path] = set()
    for item in inputs:
        if str(item) == "-":
            yield Source("-", None)
            continue
        files = list(_expand(item))
        if not files:
            yield _display(item), reject("", _why_nothing(item), str(item))
        for source in files:
            resolved = source.path.resolve() if source.path else Path()
            if resolved not in seen:
                seen.add(resolved)
                yield source


def label(path: Path, below: Path | None = None) -> str:
    """Give the path that tables show: from the current folder if inside it, else from the named folder, else
    the name.

    It never shows what lies above the input, so that a story can be shared.
    """
    resolved = path.resolve()
    with contextlib.suppress(ValueError):
        return posix(resolved.relative_to(Path.cwd().resolve()))
    if below is not None:
        with contextlib.suppress(ValueError):
            return posix(resolved.relative_to(below.resolve().parent))
    return path.name


def posix(path: PurePath) -> str:
    r"""Give a path with slashes on every system.

    >>> from pathlib import PureWindowsPath
    >>> posix(PureWindowsPath("a\\b.txt"))
    'a/b.txt'
    """
    return path.as_posix()


def _expand(item: str | Path) -> Iterator[Source]:
    path = Path(item).expanduser()
    if path.is_file():
        yield Source(label(path), path)
    elif path.is_dir():
        yield from (Source(label(file, path), file, found=True) for file in _walk(path))
    elif glob.has_magic(str(path)):
        base = _fixed_part(path)
        for match in sorted(base.glob(posix(path.relative_to(base)))):
            if _left_out(match, base):
                continue
            if match.is_file():
                yield Source(label(match, base), match, found=True)
            elif match.is_dir() and path.name != "**":
                yield from (Source(label(file, base), file, found=True) for file in _walk(match))


def _walk(folder: Path) -> Iterator[Path]:
    """Walk a folder, names in order; hidden files, litter and story folders are left out."""
    if is_story(folder):
        return
    try:
        entries = sorted(folder.iterdir(), key=lambda p: p.name)
    except OSError:
        # opening it will fail again and say why
        yield folder
        return
    for entry in entries:
        if _hidden(entry.name):
            continue
        if entry.is_dir():
            # a link to a folder may lead in a circle
            if not entry.is_symlink():
                yield from _walk(entry)
        else:
            yield entry


def _left_out(match: Path, base: Path) -> bool:
    """Say whether something that a pattern found is hidden or inside a story folder."""
    inside = match.relative_to(base)
    return any(_hidden(part) for part in inside.parts) or any(
        is_story(base / parent) for parent in inside.parents
    )


def _hidden(name: str) -> bool:
    return name.startswith(".") or name.lower() in _LITTER


def _fixed_part(path: Path) -> Path:
    """Give the folder above the first part with a wildcard."""
    for parent in reversed(path.parents):
        if glob.has_magic(parent.name):
            return parent.parent
    return path.parent


def _display(item: str | Path) -> str:
    path = Path(item)
    return path.name if path.is_absolute() or ".." in path.parts else posix(path)


def _why_nothing(item: str | Path) -> str:
    text = str(item)
    if text.startswith(("http://", "https://", "http:/", "https:/")):
        return "web addresses are not fetched; save the page and give the file"
    if Path(item).is_dir():
        return "the folder holds no files to read (hidden files and story folders are left out)"
    if glob.has_magic(text):
        return "no file matches this pattern"
    return "there is no such file or folder; check the path"


def load(source: Source, options: ReadOptions) -> Blob | Reject:
    """Read one source into memory, if it is not too large."""
    limit = options.max_file_mb * MB
    if source.path is None:
        data = sys.stdin.buffer.read(limit + 1)
        return _too_large(data, options) if len(data) > limit else Blob("-", "", data)
    try:
        if source.path.stat().st_size > limit:
            with source.path.open("rb") as file:
                return _too_large(file.read(1024), options)
        return Blob(source.label, source.path.name, source.path.read_bytes())
    except OSError as error:
        return reject("", f"the file cannot be opened: {error.strerror or error}", source.label)


def _too_large(beginning: bytes, options: ReadOptions) -> Reject:
    return reject("", f"larger than {options.max_file_mb} MB; split it or raise the limit", beginning[:1024])


def members(blob: Blob, options: ReadOptions, depth: int = 1) -> Iterator[Blob | tuple[str, Reject]]:
    """Give the files inside a zip archive, in name order, archives inside it opened too."""
    left = options.max_file_mb * MB * ZIP_TIMES
    try:
        archive = zipfile.ZipFile(io.BytesIO(blob.data))
        infos = sorted((i for i in archive.infolist() if not i.is_dir()), key=lambda i: i.filename)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        yield blob.label, reject("", f"damaged zip archive: {error}", blob.data)
        return
    shown = 0
    for info in infos:
        name = info.filename.replace("\\", "/")
        if any(_hidden(part) for part in name.split("/") if part not in (".", "..")):
            continue
        shown += 1
        inside = _member(archive, info, f"{blob.label}!{name}", min(left, options.max_file_mb * MB))
        if isinstance(inside, Blob):
            left -= len(inside.data)
            if is_zip(inside.data) and depth < ZIP_DEPTH:
                yield from members(inside, options, depth + 1)
                continue
            yield inside
        else:
            yield f"{blob.label}!{name}", inside
    if not shown:
        yield blob.label, reject("", "the archive holds no files to read", blob.data)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str, limit: int) -> Blob | Reject:
    if info.flag_bits & 0x1:
        return reject("", "protected by a password; unpack it first", info.filename)
    try:
        with archive.open(info) as file:
            data = file.read(limit + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        return reject("", f"damaged in the archive: {error}", info.filename)
    if len(data) > limit:
        return reject("", "too large when unpacked; unpack the archive and give the files", data[:1024])
    return Blob(label, label.rpartition("/")[2].rpartition("!")[2], data)


def is_zip(data: bytes) -> bool:
    """Say whether bytes are a zip archive and not a document that is one inside (Word, Excel, e-book)."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and zip_document(data) is None


def zip_document(data: bytes) -> str | None:
    """Name the kind of document that a zip file is, if it is one."""
    for sign, kind in (
        (b"word/", "a Word document"),
        (b"xl/", "an Excel workbook"),
        (b"ppt/", "a presentation"),
    ):
        if b"[Content_Types].xml" in data[:4096] and sign in data[:65536] + data[-65536:]:
            return kind
    if b"mimetypeapplication/epub" in data[:200]:
        return "an e-book"
    return "an OpenDocument file" if b"mimetypeapplication/vnd.oasis" in data[:200] else None
