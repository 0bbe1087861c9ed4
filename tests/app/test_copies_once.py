"""The switch that counts copies once: on every page, in the link, and not where copies are the subject."""

from pathlib import Path

import polars as pl

from tests.app import fakes
from tests.app.conftest import Open, go, link
from timeline.app import charting
from timeline.app.filters import Filters, keep
from timeline.app.link import View
from timeline.app.session import Desk
from timeline.schema import LINEAGE
from timeline.story import Story, replace_tables
from timeline.words import COPIES_ONCE_NOTE

SWITCH = "Count copies once"


def copied() -> dict[str, pl.DataFrame]:
    """Give the small story with an article that copies another outlet's."""
    made = fakes.tables()
    cluster = pl.when(pl.col("article_id").is_in(["a1", "a2"])).then(pl.lit("a1")).otherwise(None)
    made["articles"] = made["articles"].with_columns(cluster.alias("cluster_id"))
    pair = {"source_id": "a1", "target_id": "a2", "kind": "copy", "directed": True, "score": 0.9}
    made["lineage"] = LINEAGE.frame([{**pair, "passages": [], "reason": "the same text"}])
    return made


def test_the_switch_narrows_and_stays_in_the_link(tmp_path: Path, start: Open) -> None:
    story = fakes.story(tmp_path / "dam", copied())
    test = start(story.path, "articles")
    next(one for one in test.toggle if one.label == SWITCH).set_value(True).run()
    assert not test.exception
    assert link(test)["once"] == ["1"]
    for page in ("timeline", "spread", "lineage"):
        go(test, page)
        assert not test.exception
        assert [one.value for one in test.toggle if one.label == SWITCH] == [True], page
    assert test.selectbox(key="lineage_pair").options, "pairs are about copies: they stay"


def test_charts_count_once_but_those_about_copies(tmp_path: Path) -> None:
    story = fakes.story(tmp_path / "dam", copied())
    asked = Filters(once=True)
    kept, copies = keep(story.tables(), asked), keep(story.tables(), Filters())
    desk = Desk(View(filters=asked), story, story.tables(), kept, copies)
    assert len(charting.chart_file(desk, "spread", "csv", "light").splitlines()) == 1 + 3
    assert len(charting.chart_file(desk, "lineage", "csv", "light").splitlines()) == 1 + 1
    assert COPIES_ONCE_NOTE in charting.chart_file(desk, "spread", "json", "light").decode()
    assert COPIES_ONCE_NOTE not in charting.chart_file(desk, "lineage", "json", "light").decode()


def test_a_story_built_so_has_no_other_counts(tmp_path: Path, start: Open) -> None:
    story: Story = fakes.story(tmp_path / "dam", copied())
    replace_tables(story, {}, {"options": {"spread": {"count_copies_once": True}}})
    test = start(story.path, "spread")
    assert not test.exception
    (found,) = [one for one in test.toggle if one.label == SWITCH]
    assert (found.value, found.disabled) == (True, True)
