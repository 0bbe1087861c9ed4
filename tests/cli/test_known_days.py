"""``dateline charts --known-days``: charts without the articles whose day was worked out."""

import json
import shutil
from pathlib import Path

import polars as pl

from charts import CHARTS
from tests.cli.conftest import Run
from timeline.story import open_story, replace_tables
from timeline.words import KNOWN_DAYS_NOTE

OF_EVERY_ARTICLE = ("timeline", "lag", "spread", "attention", "firsts", "frames", "claims")
"""Charts that show the article whose day is worked out; nobody quotes or copied it, no themes are found."""


def test_charts_of_known_days_only(built: Path, tmp_path: Path, run: Run) -> None:
    story = open_story(shutil.copytree(built / "out" / "story", tmp_path / "story"))
    guessed = pl.when(pl.col("article_id") == "blog-1").then(pl.lit("inferred")).otherwise("dct_origin")
    replace_tables(story, {"articles": story.table("articles").with_columns(guessed.alias("dct_origin"))})
    for folder, extra in (("all", []), ("known", ["--known-days"])):
        result = run("charts", story.path, "-o", tmp_path / folder, "--format", "csv,json", *extra)
        assert result.exit_code == 0, result.stderr
    assert {"spread", "timeline", "lag"} <= set(CHARTS)
    for name in CHARTS:
        every, known = (
            (tmp_path / folder / f"{name}.csv").read_text(encoding="utf-8") for folder in ("all", "known")
        )
        assert ("Pumpwatch" in every) == (name in OF_EVERY_ARTICLE), name
        assert "Pumpwatch" not in known, name
        said = json.dumps(json.loads((tmp_path / "known" / f"{name}.json").read_text(encoding="utf-8")))
        assert KNOWN_DAYS_NOTE in said, name
        plain = (tmp_path / "all" / f"{name}.json").read_text(encoding="utf-8")
        assert KNOWN_DAYS_NOTE not in plain, name
