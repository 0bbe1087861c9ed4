"""Hold the options a user may change, one frozen dataclass a stage.

Other numbers are named constants beside the code that uses them, with their source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Say how input is read.

    ``columns`` maps our names to the input's (``{"text": "body"}``); ``meta`` is a CSV keyed by file,
    article_id or url; ``input_format`` names a reader of ``timeline.readers.READERS`` instead of
    recognising it; ``outlets`` is a CSV with the columns of the outlets table; ``lang`` is the
    language of every article instead of the stated or found one; ``jobs`` limits the worker processes for web
    pages (0: one a core). ``fetch`` allows lists of web addresses to be fetched; it is off, the app
    never sets it, and it is meant for one reading: what reads a story again asks anew.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    meta: Path | None = None
    outlets: Path | None = None
    input_format: str | None = None
    max_file_mb: int = 512
    max_record_mb: int = 20
    lang: str | None = None
    jobs: int = 0
    fetch: bool = False


@dataclass(frozen=True, slots=True)
class DatingOptions:
    """Say how publication days are found; ``published`` (ISO day or time) fills gaps only.

    ``infer`` works out the days of articles that state none; ``public_events`` is a table of events to use
    instead of the one that comes with the program, ``use_public_events`` says whether any is used.
    """

    published: str | None = None
    infer: bool = True
    public_events: Path | None = None
    use_public_events: bool = True


@dataclass(frozen=True, slots=True)
class TagOptions:
    """Say how date phrases are found; ``lang`` overrides the language of every article.

    ``register`` is auto, news or posts: short social posts have spellings and habits of their own, and auto
    knows them by their length and by mentions, hashtags, links, emoji and chat words.
    """

    lang: str | None = None
    register: str = "auto"


@dataclass(frozen=True, slots=True)
class EventOptions:
    """Say which statements count as events and how alike two must be to be one."""

    lang: str | None = None
    carry_sentences: int = 3
    similarity: float = 0.33


@dataclass(frozen=True, slots=True)
class RankOptions:
    """Say what makes a day matter: the weight of the logarithm of each count, see docs/events.md.

    ``reported``: publication days that tell of the day; ``back``: articles that look back on it;
    ``published``: articles that appeared on it; ``told``: tellings of its main event; ``chronology``: what
    chronologies in the collection list and leave out. Two count against it: ``around``, how much the month
    around it is told, and ``outside``, the days between it and the time in which articles appeared. All but
    the last are set on twelve timelines that journalists wrote (benchmarks/timelines.py).
    """

    reported: float = 0.8
    back: float = 0.55
    published: float = 0.45
    told: float = 0.3
    chronology: float = 1.35
    around: float = 0.95
    outside: float = 0.3


@dataclass(frozen=True, slots=True)
class SpreadOptions:
    """Say how coverage is counted over time; ``period`` is day, week, month or auto.

    ``totals`` is a CSV of all that outlets published a day (outlet, day, stories), of which shares are made.
    """

    period: str = "auto"
    count_copies_once: bool = False
    totals: Path | None = None


@dataclass(frozen=True, slots=True)
class ThemeOptions:
    """Say how many themes a story has (None: by the number of its separate tellings)."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class FrameOptions:
    """Say which words show how a story is told.

    ``dictionary`` maps frames of your own to their terms (``frames.read_dictionary`` reads a CSV); an article
    uses one with at least ``least`` uses. ``general`` counts the frames that come with the program, except
    those that the dictionary names too. ``evaluative`` counts verbs of reporting that judge ("boasted",
    "admitted").
    """

    dictionary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    general: bool = True
    least: int = 1
    evaluative: bool = False


@dataclass(frozen=True, slots=True)
class LineageOptions:
    """Say when a text counts as taken from another.

    ``threshold`` is the share of the later article (0 to 1) that the earlier one must explain,
    ``window_days`` the days that may lie between them (None: any).
    """

    threshold: float = 0.08
    window_days: int | None = 60


@dataclass(frozen=True, slots=True)
class StoryOptions:
    """Say when articles belong to one story, as docs/stories.md explains.

    ``chapter`` is how alike (0 to 1) articles within ``window_days`` must be on average, ``story`` how alike
    their chapters, ``leftover`` how near a single article must come to what a story's own articles have in
    common; ``gap_days`` may pass without an article; a story has at least ``articles`` separate tellings.
    """

    chapter: float = 0.20
    story: float = 0.20
    leftover: float = 0.3
    window_days: int = 14
    gap_days: int = 60
    articles: int = 3


@dataclass(frozen=True, slots=True)
class FamilyOptions:
    """Say which quotations are versions of one.

    ``window_days`` are the days that may lie between two versions (None: any); the same words in a row are
    recognised at any distance, and fragments of one or two words only within weeks.
    """

    window_days: int | None = 60


@dataclass(frozen=True, slots=True)
class ClaimOptions:
    """Say what drift of numbers is measured from: a CSV of right values, else the first report of each."""

    reference: Path | None = None


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Gather the options of a build; the manifest keeps them, ``dateline add`` uses them again."""

    read: ReadOptions = field(default_factory=ReadOptions)
    dating: DatingOptions = field(default_factory=DatingOptions)
    tag: TagOptions = field(default_factory=TagOptions)
    events: EventOptions = field(default_factory=EventOptions)
    rank: RankOptions = field(default_factory=RankOptions)
    spread: SpreadOptions = field(default_factory=SpreadOptions)
    themes: ThemeOptions = field(default_factory=ThemeOptions)
    frames: FrameOptions = field(default_factory=FrameOptions)
    lineage: LineageOptions = field(default_factory=LineageOptions)
    families: FamilyOptions = field(default_factory=FamilyOptions)
    claims: ClaimOptions = field(default_factory=ClaimOptions)
    stories: StoryOptions = field(default_factory=StoryOptions)
    engine: str = "local"
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Say what an export holds.

    ``dates`` (best N, None for all), ``sentences`` (a date) and ``query`` (a name or topic that it is about)
    belong to the timeline; ``top`` keeps the N main events; ``text``, ``max_excerpt`` (characters) and
    ``paths`` are for sharing: without text no article can be read back, without paths no folder name is given
    away. ``bom`` marks a CSV for Excel.
    ``hidden`` keeps the events that a person hid.
    """

    dates: int | None = None
    sentences: int = 1
    query: str | None = None
    top: int | None = None
    text: bool = True
    max_excerpt: int | None = None
    paths: bool = True
    bom: bool = False
    hidden: bool = False
