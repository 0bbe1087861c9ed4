"""Archives are opened in memory, each member costs only itself, and a bomb stops at the limits."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.readers.samples import adds_up, read_bytes
from timeline.options import ReadOptions
from timeline.readers import read

ROWS = b"title,text\nA,One.\nB,Two.\n"
FILES = {"b/two.txt": b"The second text.", "a.csv": ROWS, ".hidden.txt": b"Never.", "b/empty.txt": b""}


def tar(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "../../secret.txt"
        archive.addfile(link)
    return out.getvalue()


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz"])
def test_tar(tmp_path: Path, suffix: str) -> None:
    result = read_bytes(tmp_path, f"all.tar{suffix}", tar(FILES, f"w:{suffix[1:]}"))
    assert result.articles["path"].to_list() == [
        f"all.tar{suffix}!b/two.txt",
        f"all.tar{suffix}!a.csv:2",
        f"all.tar{suffix}!a.csv:3",
    ]
    assert result.rejects.select("path", "reason").rows() == [
        (f"all.tar{suffix}!b/empty.txt", "the file is empty")
    ]
    assert adds_up(result)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_one_compressed_file(tmp_path: Path, suffix: str) -> None:
    result = read_bytes(tmp_path, f"rows.csv{suffix}", PACKERS[suffix](ROWS))
    assert result.articles["path"].to_list() == [f"rows.csv{suffix}:2", f"rows.csv{suffix}:3"]
    assert result.inputs[0]["format"] == "csv"
    assert result.inputs[0]["bytes"] == len(PACKERS[suffix](ROWS))


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_file_that_is_cut_keeps_what_comes_before(tmp_path: Path, suffix: str) -> None:
    rows = b"title,text\n" + b"".join(b"Title %d,Text number %d.\n" % (n, n * n) for n in range(200_000))
    packed = PACKERS[suffix](rows)
    result = read_bytes(tmp_path, f"rows.csv{suffix}", packed[: len(packed) * 2 // 3])
    assert "damaged" in result.rejects["reason"][0]
    assert result.articles.height > (50_000 if suffix != ".xz" else -1)
    assert adds_up(result)


def test_archives_in_archives(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.txt.gz", gzip.compress(b"The text inside."))
    result = read_bytes(tmp_path, "all.tgz", tar({"in.zip": inner.getvalue()}, "w:gz"))
    assert result.articles["path"].to_list() == ["all.tgz!in.zip!x.txt.gz"]
    assert result.articles["text"].to_list() == ["The text inside."]


def test_a_cut_zip_is_not_taken_for_the_archive_inside_it(tmp_path: Path) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.txt", "The text inside.")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("first.txt", "The text outside.")
        archive.writestr("in.zip", inner.getvalue())
    whole = read_bytes(tmp_path, "all.zip", outer.getvalue())
    assert whole.articles["path"].to_list() == ["all.zip!first.txt", "all.zip!in.zip!x.txt"]
    cut = read_bytes(tmp_path, "cut.zip", outer.getvalue()[:-30])
    assert cut.articles.is_empty()
    assert "its list of contents is cut off" in cut.rejects["reason"].item()


def test_a_damaged_header_in_a_tar_is_told(tmp_path: Path) -> None:
    data = bytearray(tar({"a.txt": b"The first text.", "b.txt": b"The second text."}))
    data[1024 + 150] ^= 0x15
    result = read_bytes(tmp_path, "all.tar", bytes(data))
    assert result.articles["path"].to_list() == ["all.tar!a.txt"]
    assert "damaged tar archive" in result.rejects["reason"].item()
    assert "1 files before it" in result.rejects["reason"].item()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz"])
def test_a_cut_tar_tells_what_is_missing(tmp_path: Path, suffix: str, share: float) -> None:
    files = {f"{n}.txt": f"Text number {n}. ".encode() * (n + 50) for n in range(60)}
    packed = tar(files, f"w:{suffix[1:]}")
    # a tar ends with padding, which may go without harm
    end = len(packed.rstrip(b"\0")) if not suffix else len(packed)
    result = read_bytes(tmp_path, f"all.tar{suffix}", packed[: int(end * share)])
    assert result.articles.height < 60 or share > 0.9
    assert "damaged" in result.rejects["reason"][-1]
    assert adds_up(result)


@pytest.mark.parametrize("name", ["bomb.gz", "bomb.tar.gz", "bomb.tar.xz", "deep.tar.gz"])
def test_bombs_stop_at_the_limits(tmp_path: Path, name: str) -> None:
    large = b"word " * 600_000
    data = {
        "bomb.gz": lambda: gzip.compress(large),
        "bomb.tar.gz": lambda: tar({f"{n}.txt": large[: 900 * 1024] for n in range(9)}, "w:gz"),
        "bomb.tar.xz": lambda: tar({"a.txt": large, "b.txt": large, "c.txt": large}, "w:xz"),
        "deep.tar.gz": lambda: tar({f"{n}.gz": gzip.compress(large[: 900 * 1024]) for n in range(9)}, "w:gz"),
    }[name]()
    (tmp_path / name).write_bytes(data)
    result = read([tmp_path / name], ReadOptions(max_file_mb=1))
    assert result.articles.height <= 4
    assert "too large when unpacked" in " ".join(result.rejects["reason"])
    assert adds_up(result)


def test_a_text_that_begins_like_an_archive(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.txt", b"BZhivago was read aloud.").articles.height == 1
