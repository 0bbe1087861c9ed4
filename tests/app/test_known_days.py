"""The switch for known days: it stands beside every page and reaches every chart and its rows."""

from pathlib import Path

import polars as pl
import pytest

from charts import CHARTS
from tests.app import fakes
from tests.app.conftest import Open, go, link, says
from timeline.app import charting
from timeline.app.filters import Filters, keep
from timeline.app.link import View
from timeline.app.session import Desk
from timeline.schema import KNOWN_ORIGINS
from timeline.story import open_story


def test_the_switch_narrows_what_pages_show(dam: Path, start: Open) -> None:
    articles = open_story(dam).table("articles")
    known = articles.filter(pl.col("dct_origin").is_in(KNOWN_ORIGINS)).height
    assert 0 < known < articles.height
    test = start(dam, "articles")
    assert f"{articles.height} articles" in says(test)
    (switch,) = [one for one in test.toggle if one.label == "Known days only"]
    switch.set_value(True).run()
    assert f"{known} of {articles.height} articles" in says(test)
    assert link(test)["known"] == ["1"]
    for page in ("timeline", "spread", "dates"):
        go(test, page)
        assert not test.exception
        assert [one.value for one in test.toggle if one.label == "Known days only"] == [True], page


@pytest.mark.parametrize("name", CHARTS)
def test_the_rows_of_every_chart_are_of_known_days(name: str, tmp_path: Path) -> None:
    story = fakes.story(tmp_path / "dam")
    articles = story.table("articles")
    guessed = set(articles.filter(~pl.col("dct_origin").is_in(KNOWN_ORIGINS))["article_id"])
    rows = {}
    for known in (True, False):
        asked = Filters(known=known)
        desk = Desk(View(filters=asked), story, story.tables(), keep(story.tables(), asked))
        rows[known] = pl.read_csv(charting.chart_file(desk, name, "csv", "light"))
    # This story has no copies, too few articles for themes and frames, and no numbers.
    if name in ("lineage", "themes", "frames", "claims", "quotes"):
        assert rows[False].is_empty()
    else:
        assert rows[True].height < rows[False].height
    if "article_id" in rows[True].columns:
        assert not guessed & set(rows[True]["article_id"])
