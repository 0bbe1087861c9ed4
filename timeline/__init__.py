"""Follow a story through time: dates, events and their sources, from articles to tables.

>>> import timeline as tl
>>> tl.resolve("last month", dct="2025-01-28")["value"].item()
'2024-12'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from timeline.dating import date_articles
    from timeline.events import event_mentions, merge
    from timeline.narrative.claims import claims
    from timeline.narrative.families import families
    from timeline.narrative.frames import frames
    from timeline.narrative.lineage import trace
    from timeline.narrative.quotes import quotes
    from timeline.narrative.spread import phases, spread
    from timeline.narrative.themes import themes
    from timeline.narrative.variants import variants
    from timeline.pipeline import build
    from timeline.readers import read
    from timeline.story import Story, open_story
    from timeline.temporal import resolve, tag

# Imported when first used: `dateline resolve` must not wait for the readers, the app not for the tagger.
_HOMES = {
    "Story": "timeline.story",
    "build": "timeline.pipeline",
    "claims": "timeline.narrative.claims",
    "date_articles": "timeline.dating",
    "event_mentions": "timeline.events",
    "families": "timeline.narrative.families",
    "frames": "timeline.narrative.frames",
    "merge": "timeline.events",
    "open_story": "timeline.story",
    "phases": "timeline.narrative.spread",
    "quotes": "timeline.narrative.quotes",
    "read": "timeline.readers",
    "resolve": "timeline.temporal",
    "spread": "timeline.narrative.spread",
    "tag": "timeline.temporal",
    "themes": "timeline.narrative.themes",
    "trace": "timeline.narrative.lineage",
    "variants": "timeline.narrative.variants",
}

__all__ = [
    "Story",
    "__version__",
    "build",
    "claims",
    "date_articles",
    "event_mentions",
    "families",
    "frames",
    "merge",
    "open_story",
    "phases",
    "quotes",
    "read",
    "resolve",
    "spread",
    "tag",
    "themes",
    "trace",
    "variants",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'timeline' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
