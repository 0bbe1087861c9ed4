"""Read Media Cloud's lists of stories: titles, addresses and days of many stories, never their text.

Old lists have stories_id, title, publish_date, url, language, ap_syndicated, themes, media_id, media_name
and media_url; new ones id, indexed_date, language, media_name, media_url, publish_date, title and url. The
stories are kept with an empty text: they count for attention.
"""

from collections.abc import Sequence
from dataclasses import replace

from timeline.options import ReadOptions
from timeline.readers.columns import choose, plain
from timeline.readers.records import Blob, Context, Cut, Found, Reader, Record, Reject, Unit
from timeline.readers.tables import ATTENTION_ONLY, CSV, header_of
from timeline.words import count

_ALWAYS = frozenset({"title", "url", "publishdate"})
_SIGNS = (
    frozenset({"storiesid"}),
    frozenset({"id", "indexeddate"}),
    frozenset({"medianame", "mediaurl"}),
    frozenset({"mediaid", "medianame"}),
)
"""Sets of columns of which one is there, beside title, address and day; names as ``plain`` gives them."""

UNDATEABLE = frozenset({"undateable", "none", "null", "nan"})
"""What stands for a day where Media Cloud found none."""
INDEXED = "when Media Cloud indexed the story: published then or before"


def is_list(names: Sequence[str]) -> bool:
    """Say whether columns are those of a list of stories, without a column for text.

    >>> is_list(["id", "indexed_date", "language", "media_name", "media_url", "publish_date", "title", "url"])
    True
    >>> is_list(["stories_id", "publish_date", "title", "url", "story_text"])
    False
    """
    known = {plain(name) for name in names}
    return known >= _ALWAYS and any(known >= signs for signs in _SIGNS) and "text" not in choose(names, {})


def _cut(blob: Blob, options: ReadOptions) -> Cut:
    """Cut the rows as those of any CSV, and count the stories whose text is missing."""
    cut = CSV.cut(blob, options)
    units = list(cut.units)
    n = sum(isinstance(unit, Unit) for unit in units)
    stories = count(n, "story", "stories")
    said = f"{stories} without text, which Media Cloud does not give: counted for attention only"
    return replace(
        cut,
        units=units,
        warnings=tuple(said if warning == ATTENTION_ONLY else warning for warning in cut.warnings),
    )


def _understand(unit: Unit, context: Context, options: ReadOptions) -> Record | Reject:
    made = CSV.understand(unit, context, options)
    if isinstance(made, Reject):
        return made
    extra = dict(made.extra)
    dates = made.dates
    for found in dates:
        if found.raw.strip().casefold() in UNDATEABLE:
            extra["x_publish_date"] = found.raw
    dates = tuple(found for found in dates if found.raw.strip().casefold() not in UNDATEABLE)
    if indexed := extra.get("x_indexed_date"):
        dates = (*dates, Found("archive", indexed, INDEXED))
    return replace(made, extra=extra, dates=dates)


def _recognises(_: Blob, head: str) -> bool:
    return is_list(header_of(head))


MEDIACLOUD = Reader(
    "mediacloud",
    (".csv",),
    "a list of stories from Media Cloud, without their text",
    _recognises,
    _cut,
    _understand,
)
