"""Find the inputs: files, folders, globs, standard input."""

import contextlib
import glob
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from timeline.options import ReadOptions
from timeline.readers.records import Blob, Reject, reject
from timeline.story import is_story

MB = 1024 * 1024
HEAD = 64 * 1024
"""Bytes by which a file that need not be held is known."""
_DOCUMENTS = ((b"word/", "a Word document"), (b"xl/", "an Excel workbook"), (b"ppt/", "a presentation"))
_DOCUMENT_PARTS = (
    b"[Content_Types].xml",
    b"_rels/",
    b"docProps/",
    b"customXml/",
    *(s for s, _ in _DOCUMENTS),
)
"""How names of members begin in documents of Office programs."""
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
        if hidden(entry.name):
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
    return any(hidden(part) for part in inside.parts) or any(
        is_story(base / parent) for parent in inside.parents
    )


def hidden(name: str) -> bool:
    """Say whether a file or folder is hidden or litter of a system."""
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
        return (
            "web addresses are not fetched; save the page, or list them in a file, a line each, with --fetch"
        )
    if Path(item).is_dir():
        return "the folder holds no files to read (hidden files and story folders are left out)"
    if glob.has_magic(text):
        return "no file matches this pattern"
    return "there is no such file or folder; check the path"


def load(
    source: Source, options: ReadOptions, streams: Callable[[Blob], bool] = lambda _: False
) -> Blob | Reject:
    """Read one source into memory, if it is not too large.

    Of a file that ``streams`` knows by its beginning, only the beginning is read.
    """
    limit = options.max_file_mb * MB
    if source.path is None:
        data = sys.stdin.buffer.read(limit + 1)
        return _too_large(data, options) if len(data) > limit else Blob("-", "", data)
    try:
        with source.path.open("rb") as file:
            head = Blob(source.label, source.path.name, file.read(HEAD), source.path)
            if streams(head):
                return head
            if source.path.stat().st_size > limit:
                return _too_large(head.data, options)
            return Blob(source.label, source.path.name, head.data + file.read())
    except OSError as error:
        return reject("", f"the file cannot be opened: {error.strerror or error}", source.label)


def _too_large(beginning: bytes, options: ReadOptions) -> Reject:
    return reject("", f"larger than {options.max_file_mb} MB; split it or raise the limit", beginning[:1024])


def is_zip(data: bytes) -> bool:
    """Say whether bytes are a zip archive and not a document that is one inside (Word, Excel, e-book)."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06")) and zip_document(data) is None


def zip_document(data: bytes) -> str | None:
    """Name the kind of document that a zip file is, if it is one.

    The name of its first member is that of a part of a document: an archive can hold whole documents, stored
    as they are.
    """
    ends = data[:65536] + data[-65536:]
    first = data[30 : 30 + int.from_bytes(data[26:28], "little")]
    if first.startswith(_DOCUMENT_PARTS) and b"[Content_Types].xml" in ends:
        for sign, kind in _DOCUMENTS:
            if sign in ends:
                return kind
    if b"mimetypeapplication/epub" in data[:200]:
        return "an e-book"
    return "an OpenDocument file" if b"mimetypeapplication/vnd.oasis" in data[:200] else None
