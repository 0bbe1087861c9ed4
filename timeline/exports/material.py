"""Hold what an export is made of: a story's tables, its name, and what the manifest says about it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import polars as pl

from timeline import sample
from timeline.errors import InputError
from timeline.options import ExportOptions
from timeline.schema import TABLES
from timeline.shown import visible
from timeline.story import Story

SAMPLE_NOTE: Final = "sample corpus, invented outlets"


@dataclass(frozen=True, slots=True)
class Material:
    """Hold the tables to export; a table that is not given is empty."""

    tables: Mapping[str, pl.DataFrame]
    name: str = "Story"
    manifest: Mapping[str, Any] = field(default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """Give one table, with its schema even where it is empty."""
        found = self.tables.get(name)
        return TABLES[name].empty() if found is None else found

    def tables_or_empty(self) -> dict[str, pl.DataFrame]:
        """Give every table of a story, the ones that were not given empty."""
        return {name: self.table(name) for name in TABLES}


def material(story: Story | Mapping[str, pl.DataFrame] | Material) -> Material:
    """Take a story, or tables by name (after filtering, say), as material for an export."""
    if isinstance(story, Material):
        return story
    if isinstance(story, Story):
        return Material(story.tables(), story.name, story.manifest)
    return Material(story)


def seen(taken: Material, options: ExportOptions) -> Material:
    """Give material without the events that a person hid, unless the options ask for them."""
    return replace(taken, tables=visible(taken.tables, options.hidden))


def source_note(manifest: Mapping[str, Any]) -> str | None:
    """Say that a story is made from the sample corpus, for the source line of its charts; None otherwise.

    Compared by content, because the corpus lies elsewhere in an installed copy.
    """
    try:
        corpus = (sample.folder() / "sample" / "articles.jsonl").read_bytes()
    except (OSError, InputError):
        return None
    digest = hashlib.sha256(corpus).hexdigest()
    used = {entry.get("sha256") for entry in manifest.get("inputs", ()) if isinstance(entry, Mapping)}
    return SAMPLE_NOTE if digest in used else None
