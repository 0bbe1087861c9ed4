"""Open archives in memory: zip, tar and what gzip, bzip2 or xz has made smaller. Nothing is unpacked to disk.

Each archive has a budget, so that a small file cannot fill the memory; an archive inside an archive spends
the budget of the outer one.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from timeline.options import ReadOptions
from timeline.readers.records import Blob, Reject, reject
from timeline.readers.sources import MB, hidden, is_zip

DEPTH = 3
"""Archives inside archives are followed this deep."""
TIMES = 4
"""All members of an archive together may be this many times ``max_file_mb``; a bomb stops there."""
PIECE = 1 << 20
_BLOCK = 512
"""Size of a block in a tar archive."""

PACKED = {"gzip": (".gz", ".tgz"), "bzip2": (".bz2", ".tbz2", ".tbz"), "xz": (".xz", ".txz")}
_MAGIC = {b"\x1f\x8b\x08": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_TOO_LARGE = "too large when unpacked; unpack the archive and give the files"

_Stream = io.BytesIO | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile
Member = Blob | tuple[str, Reject]


@dataclass(slots=True)
class _Budget:
    """Count the bytes that an archive may still unpack to; ``file`` is the limit of one file."""

    left: int
    file: int

    def limit(self) -> int:
        return min(self.left, self.file)


def kind(data: bytes) -> str | None:
    """Name the kind of archive that bytes are: zip, tar, gzip, bzip2 or xz; null for anything else.

    >>> kind(gzip.compress(b"text")), kind(b"text")
    ('gzip', None)
    """
    if is_zip(data):
        return "zip"
    packed = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if packed == "bzip2":
        # the three letters can begin a text; a level and the mark of a block follow in a bzip2 file
        return packed if data[3:4].isdigit() and data[4:10] == b"1AY&SY" else None
    return packed or ("tar" if _is_tar(data) else None)


def members(blob: Blob, options: ReadOptions) -> Iterator[Member]:
    """Give the files inside an archive, archives inside it opened too; what is damaged is a labelled reject.

    A blob that is no archive is given as it is.
    """
    limit = options.max_file_mb * MB
    yield from _opened(blob, _Budget(limit * TIMES, limit), 0)


def _opened(blob: Blob, budget: _Budget, depth: int) -> Iterator[Member]:
    what = kind(blob.data) if depth < DEPTH else None
    if what is None:
        yield blob
    elif what == "zip":
        yield from _inside(_zip(blob, budget), budget, depth)
    elif what == "tar":
        yield from _inside(_tar(blob, io.BytesIO(blob.data), budget), budget, depth)
    else:
        yield from _packed(blob, what, budget, depth)


def _inside(found: Iterator[Member], budget: _Budget, depth: int) -> Iterator[Member]:
    for member in found:
        if isinstance(member, Blob):
            yield from _opened(member, budget, depth + 1)
        else:
            yield member


def _packed(blob: Blob, what: str, budget: _Budget, depth: int) -> Iterator[Member]:
    """Unpack one compressed file; a tar in it is read as it is unpacked, never held as a whole."""
    with _unpacker(what, blob.data) as stream:
        data, damage = _read(stream, _BLOCK)
    if _is_tar(data):
        with _unpacker(what, blob.data) as stream:
            yield from _inside(_tar(blob, stream, budget), budget, depth)
        return
    with _unpacker(what, blob.data) as stream:
        data, damage = _read(stream, budget.limit() + 1)
    if len(data) > budget.limit():
        yield blob.label, reject("", _TOO_LARGE, data[:1024])
        return
    budget.left -= len(data)
    if damage is not None:
        kept = f"; the {len(data)} bytes before the damage are read" if data else ""
        yield blob.label, reject("", f"damaged {what} file: {damage}{kept}", blob.data)
    if data:
        yield from _opened(replace(blob, name=_without_suffix(blob.name, what), data=data), budget, depth + 1)
    elif damage is None:
        yield blob.label, reject("", "the file is empty when unpacked", blob.data)


def _unpacker(what: str, data: bytes) -> _Stream:
    file = io.BytesIO(data)
    if what == "gzip":
        return gzip.GzipFile(fileobj=file)
    return bz2.BZ2File(file) if what == "bzip2" else lzma.LZMAFile(file)


def _read(stream: _Stream, limit: int) -> tuple[bytes, str | None]:
    """Read up to ``limit`` bytes, and say what was wrong if the stream breaks before."""
    pieces, size = [], 0
    try:
        while size < limit and (piece := stream.read(min(PIECE, limit - size))):
            pieces.append(piece)
            size += len(piece)
    except _DAMAGE as error:
        return b"".join(pieces), str(error) or type(error).__name__
    return b"".join(pieces), None


def _without_suffix(name: str, what: str) -> str:
    suffix = next((s for s in PACKED[what] if name.lower().endswith(s)), "")
    return name[: len(name) - len(suffix)]


def _shown(name: str) -> bool:
    return not any(hidden(part) for part in name.split("/") if part not in (".", ".."))


def _member(blob: Blob, name: str, data: bytes, budget: _Budget) -> Member:
    """Give a member that was read, if it stayed inside the budget."""
    label = f"{blob.label}!{name}"
    if len(data) > budget.limit():
        return label, reject("", _TOO_LARGE, data[:1024])
    budget.left -= len(data)
    return Blob(label, name.rpartition("/")[2], data)


def _zip(blob: Blob, budget: _Budget) -> Iterator[Member]:
    """Give the files of a zip archive in name order."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(blob.data))
        infos = sorted((i for i in archive.infolist() if not i.is_dir()), key=lambda i: i.filename)
        first = min((info.header_offset for info in infos), default=0)
        if first and blob.data.startswith(b"PK\x03\x04"):
            # the only list of contents left is that of an archive inside it
            raise zipfile.BadZipFile("its list of contents is cut off; get it again or repair it (zip -FF)")
    except _DAMAGE as error:
        yield blob.label, reject("", f"damaged zip archive: {error}", blob.data)
        return
    shown = 0
    for info in infos:
        name = info.filename.replace("\\", "/")
        if not _shown(name):
            continue
        shown += 1
        if info.flag_bits & 0x1:
            why = "protected by a password; unpack it first"
            yield f"{blob.label}!{name}", reject("", why, info.filename)
            continue
        try:
            with archive.open(info) as file:
                data = file.read(budget.limit() + 1)
        except _DAMAGE as error:
            yield f"{blob.label}!{name}", reject("", f"damaged in the archive: {error}", info.filename)
            continue
        yield _member(blob, name, data, budget)
    if not shown:
        yield blob.label, reject("", "the archive holds no files to read", blob.data)


def _tar(blob: Blob, stream: _Stream, budget: _Budget) -> Iterator[Member]:
    """Give the files of a tar archive in the order they lie in it.

    tarfile ends without a word where a header is damaged, so what follows the last header is looked at.
    """
    shown, damage = 0, None
    try:
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for info in archive:
                if not info.isreg() or not _shown(info.name):
                    continue
                if info.size > budget.limit():
                    yield f"{blob.label}!{info.name}", reject("", _TOO_LARGE, info.name)
                    # what is skipped has to be unpacked too, so it counts
                    budget.left -= info.size
                else:
                    yield _member(blob, info.name, _content(archive, info), budget)
                shown += 1
                if budget.left < 0:
                    raise tarfile.TarError(f"more than {TIMES} times the limit of a file")
            end = archive.offset
        stream.seek(end)
        if (rest := stream.read(_BLOCK)).strip(b"\0"):
            damage = f"no file header at byte {end}, where {rest[:20]!r} stands"
    except _DAMAGE as error:
        damage = str(error) or type(error).__name__
    if damage is not None:
        why = f"damaged tar archive: {damage}; {shown} files before it are read, what follows is not"
        yield blob.label, reject("", why, blob.data)
    elif not shown:
        yield blob.label, reject("", "the archive holds no files to read", blob.data)


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(info)
    data = file.read() if file is not None else b""
    if len(data) < info.size:
        raise tarfile.TarError(f"{info.name} is cut off")
    return data


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b"ustar"
