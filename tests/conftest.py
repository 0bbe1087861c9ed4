"""Fixtures that every room shares."""

from pathlib import Path

import filelock
import pytest

from timeline import sample
from timeline.options import BuildOptions, ReadOptions
from timeline.pipeline import build
from timeline.story import Story, is_story, open_story


@pytest.fixture(scope="session")
def sample_story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Build the sample story once, for all workers; tests only read it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / "sample-story"
    with filelock.FileLock(shared / "sample-story.lock"):
        if not is_story(folder):
            files = sample.folder() / "sample"
            options = BuildOptions(read=ReadOptions(outlets=files / "outlets.csv"))
            build([Path(files / "articles.jsonl")], folder, options, name="Sample story")
    return open_story(folder)
