"""Know the stories of this computer: the sample, recent ones, uploads, and the one given at the start."""

import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

import platformdirs

from timeline import sample
from timeline.errors import InputError
from timeline.story import Story, is_story

APP = "dateline"
SAMPLE = "Sample story"
MOST_RECENT = 12
SUFFIXES = ("txt", "md", "html", "htm", "jsonl", "json", "csv", "parquet", "zip")
"""Endings that the upload accepts."""
MAX_FILE_MB = 200
MAX_ALL_MB = 500
"""Uploads are held in memory until they are saved; larger collections are for the command line."""
MAX_FILES = 5000

# Names that Windows keeps for devices, whatever the ending.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_UNSAFE = re.compile(r"[^\w .,()+@=-]", re.UNICODE)


class Uploaded(Protocol):
    """Be a file that the browser sent."""

    @property
    def name(self) -> str:
        """Give its name, as the browser said it."""

    @property
    def size(self) -> int:
        """Give its size in bytes."""

    def getbuffer(self) -> memoryview:
        """Give its bytes."""


@dataclass(frozen=True, slots=True)
class Recent:
    """Remember a story that was opened."""

    path: str
    name: str
    opened: str
    note: str = ""


def key(path: Path) -> str:
    """Name a story in a link: readable, and one of a kind on this computer without giving its path away.

    >>> key(Path("dam")) == key(Path("dam")), key(Path("dam"))[:4]
    (True, 'dam-')
    """
    slug = re.sub(r"[^\w]+", "-", path.name, flags=re.UNICODE).strip("-")[:40]
    return f"{slug}-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"


def launched(arguments: Sequence[str] | None = None) -> Path | None:
    """Give the story named when the app was started (``streamlit run ... -- STORY``)."""
    given = [
        value for value in (sys.argv[1:] if arguments is None else arguments) if not value.startswith("-")
    ]
    return Path(given[0]) if given else None


@cache
def sample_story() -> Path:
    """Give the folder where the sample story is kept, one a state of the corpus and of the program.

    A changed extractor must not show yesterday's events, so the age of the code is part of the name.
    """
    package = Path(__file__).parents[1]
    files = [*sample.folder().rglob("*"), *package.rglob("*.py"), *package.rglob("*.toml")]
    marks = sorted((f.name, f.stat().st_size, int(f.stat().st_mtime)) for f in files if f.is_file())
    stamp = hashlib.sha256(repr(marks).encode()).hexdigest()[:8]
    return Path(platformdirs.user_cache_dir(APP, appauthor=False)) / "sample" / stamp / SAMPLE


def sample_arguments(story: Path) -> list[str]:
    """Write the arguments of ``dateline build`` for the sample story."""
    corpus = sample.folder() / "sample"
    extra = ["--outlets", str(corpus / "outlets.csv"), "--name", SAMPLE]
    return ["build", str(corpus / "articles.jsonl"), "-o", str(story), "--progress", "lines", *extra]


def is_sample(story: Story) -> bool:
    """Say whether a story was built from the sample corpus, wherever it lies."""
    return any(entry.get("sha256") == _sample_sha256() for entry in story.manifest.get("inputs", []))


def known() -> list[Path]:
    """List the stories that a link may name."""
    given = [launched(), sample_story()]
    return [path for path in (*given, *(Path(entry.path) for entry in recent())) if path and is_story(path)]


def find(wanted: str) -> Path:
    """Give the folder of the story that a link names (InputError: unknown here)."""
    for path in known():
        if key(path) == wanted:
            return path
    raise InputError("The story in this link is not on this computer, or it was moved. Choose another one.")


def recent() -> list[Recent]:
    """List recent stories that are still there, the latest first."""
    try:
        rows = json.loads(_memory().read_text(encoding="utf-8"))
        entries = [
            Recent(**{name: str(row[name]) for name in ("path", "name", "opened", "note")}) for row in rows
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return []
    return [entry for entry in entries if is_story(Path(entry.path))]


def remember(path: Path, name: str, note: str = "") -> None:
    """Put a story first among the recent ones; a full disk or a read-only home is no reason to fail."""
    path = path.resolve()
    opened = datetime.now(UTC).isoformat(timespec="seconds")
    others = [entry for entry in recent() if Path(entry.path) != path]
    rows = [asdict(entry) for entry in (Recent(str(path), name, opened, note), *others)][:MOST_RECENT]
    memory = _memory()
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=memory.parent, delete=False, encoding="utf-8") as handle:
            json.dump(rows, handle, ensure_ascii=False, indent=1)
        Path(handle.name).replace(memory)
    except OSError:
        return


def upload_folder(now: datetime | None = None) -> Path:
    """Make the folder of one upload: ``inputs`` goes into it, and the story under its name."""
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S-%f")
    folder = Path(platformdirs.user_data_dir(APP, appauthor=False)) / "uploads" / stamp
    (folder / "inputs").mkdir(parents=True)
    return folder


def safe_name(name: str, fallback: str = "story") -> str:
    r"""Give a file or folder name that every system takes; a path in it is dropped.

    >>> safe_name("../../etc/passwd"), safe_name("a<b>:c.txt"), safe_name("con.txt"), safe_name(" . ")
    ('passwd', 'a_b__c.txt', '_con.txt', 'story')
    >>> safe_name("C:\\news\\one.html")
    'one.html'
    """
    base = re.split(r"[/\\]", name)[-1]
    clean = _UNSAFE.sub("_", base).strip(" .")
    if not clean:
        return fallback
    stem, dot, suffix = clean.rpartition(".")
    clean = f"{stem[:100]}{dot}{suffix[:20]}" if dot else clean[:100]
    return f"_{clean}" if _DEVICES.match(clean) else clean


def too_much(files: Sequence[Uploaded]) -> str | None:
    """Say in words what is wrong with the size of an upload, None if nothing is."""
    total = sum(file.size for file in files) / 1e6
    if len(files) > MAX_FILES:
        return f"An upload takes at most {MAX_FILES:,} files. Put these {len(files):,} into a .zip."
    if total > MAX_ALL_MB:
        return (
            f"{total:,.0f} MB are more than the {MAX_ALL_MB} MB that an upload takes. "
            "Use the command line: dateline build FOLDER -o STORY, then dateline app STORY."
        )
    return None


def save(files: Sequence[Uploaded], folder: Path) -> list[Path]:
    """Write uploaded files under safe names; two of one name are kept apart by a number."""
    saved: list[Path] = []
    for file in files:
        path = folder / safe_name(file.name, "article.txt")
        number = 2
        while path.exists():
            stem, dot, suffix = safe_name(file.name, "article.txt").rpartition(".")
            path = folder / (f"{stem}-{number}.{suffix}" if dot else f"{suffix}-{number}")
            number += 1
        with path.open("xb") as handle:
            handle.write(file.getbuffer())
        saved.append(path)
    return saved


def arguments(
    inputs: str,
    story: Path,
    meta: Path | None = None,
    published: date | None = None,
    columns: Mapping[str, str] | None = None,
) -> list[str]:
    """Write the arguments of ``dateline build`` for an upload; ``columns`` maps our names to the files'."""
    named = {ours: theirs.strip() for ours, theirs in (columns or {}).items() if theirs.strip()}
    extra = ["--meta", str(meta)] if meta else []
    extra += ["--columns", ",".join(f"{ours}={theirs}" for ours, theirs in named.items())] if named else []
    extra += ["--published", published.isoformat()] if published else []
    return ["build", inputs, "-o", str(story), "--progress", "lines", "--name", story.name, *extra]


def log_file() -> Path:
    """Give the file that errors are written to."""
    return Path(platformdirs.user_log_dir(APP, appauthor=False)) / "dateline.log"


def log(text: str) -> Path | None:
    """Append to the log; None if that cannot be done."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as handle:
            handle.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {os.getpid()}\n{text}\n")
    except OSError:
        return None
    return path


@cache
def _sample_sha256() -> str:
    with (sample.folder() / "sample" / "articles.jsonl").open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _memory() -> Path:
    return Path(platformdirs.user_state_dir(APP, appauthor=False)) / "recent.json"
