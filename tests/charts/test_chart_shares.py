"""Charts of firsts, attention and echo: ties as ties, shares where they are known, copies by their first."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

import charts
from charts import CHARTS, ChartOptions
from charts.save import svg_text
from timeline.schema import TOTALS

Tables = dict[str, pl.DataFrame]
MakeStory = Callable[..., Tables]


def said(name: str, tables: Tables, **options: object) -> list[str]:
    picture = CHARTS[name].draw(tables, charts.LIGHT, ChartOptions(**options))  # type: ignore[arg-type]
    return svg_text(charts.save(picture, "svg"))


def totals(tables: Tables, sources: list[str], stories: int) -> pl.DataFrame:
    days = tables["articles"]["dct_best"].drop_nulls()
    first, last = min(days), max(days)
    span = [first + timedelta(days=d) for d in range((last - first).days + 1)]
    return TOTALS.frame({"source": s, "day": d, "stories": stories} for s in sources for d in span)


def test_a_tie_is_drawn_as_one(make_story: MakeStory) -> None:
    tables = make_story(clock=False)
    texts = said("firsts", tables)
    rows = CHARTS["firsts"].data(tables, ChartOptions())
    assert rows["tied"].any()
    assert any(text.startswith("tie of ") for text in texts)
    assert any(", 1 tied" in text or " tied, of" in text for text in texts)
    assert not any("08:10" in text for text in texts), "no clock is known"
    tied = rows.filter("tied").group_by("event_id").agg(pl.col("first").all(), pl.len())
    assert tied["first"].all()
    assert tied["len"].to_numpy().min() > 1


def test_firsts_are_of_events_that_several_outlets_tell(story: Tables) -> None:
    rows = CHARTS["firsts"].data(story, ChartOptions())
    sizes = rows.group_by("event_id").agg(pl.col("outlet").n_unique(), pl.col("first").any())
    assert sizes["outlet"].to_numpy().min() > 1
    assert sizes["first"].all()
    assert (rows["behind_least"] <= rows["behind_most"]).all()
    named = said("firsts", story, top=3)
    assert any("The 3 main events are drawn" in text for text in named)


def test_without_outlets_articles_stand_for_themselves(story: Tables) -> None:
    articles = story["articles"].with_columns(pl.lit(None, dtype=pl.String).alias("source"))
    tables = {**story, "articles": articles}
    outlets = set(CHARTS["firsts"].data(tables, ChartOptions())["outlet"])
    titles = set(articles["title"]) | {path.rsplit("/", 1)[-1] for path in articles["path"].drop_nulls()}
    assert outlets <= titles | set(articles["article_id"])
    assert len(outlets) > 1


def test_what_was_not_given_is_called_a_count(story: Tables) -> None:
    rows = CHARTS["attention"].data(story, ChartOptions())
    assert rows["share"].null_count() == rows.height
    assert rows["count"].sum() == story["articles"].height
    assert any("Counts, not shares" in text for text in said("attention", story))


def test_shares_are_of_what_outlets_with_totals_published(story: Tables) -> None:
    known = ["Northwater Wire", "Skerry Press Agency"]
    tables = {**story, "totals": totals(story, known, 50)}
    rows = CHARTS["attention"].data(tables, ChartOptions())
    assert set(rows["series"]) == {"agency"}
    assert rows["all_stories"].unique().to_list() == [100], "a day without an article has a share, too: 0"
    assert rows.filter(pl.col("count") == 0)["share"].to_list()[:1] == [0.0]
    assert rows["count"].sum() == story["articles"].filter(pl.col("source").is_in(known)).height
    texts = said("attention", tables)
    assert any("Share of all articles that outlets published" in text for text in texts)
    without = story["articles"].height - rows["count"].sum()
    assert any(f"{without} articles without totals not drawn." in text for text in texts)


def test_attention_says_its_half_life(make_story: MakeStory) -> None:
    tables = make_story(60)
    first = date(2025, 3, 3)
    days = [first + timedelta(days=n // 20 if n < 50 else 20 + n % 5) for n in range(60)]
    dated = tables["articles"].with_columns(
        pl.Series("dct_best", days),
        pl.Series("dct_start", days),
        pl.Series("dct_stop", [day + timedelta(days=1) for day in days]),
        pl.lit(None, pl.Datetime("us", "UTC")).alias("published"),
        pl.lit(None, pl.Datetime("us")).alias("published_local"),
        pl.lit("Northwater Wire").alias("source"),
    )
    assert "half-life 2 days" in said("attention", {**tables, "articles": dated})


@pytest.mark.parametrize("same_outlet", [False, True], ids=["another outlet", "the same outlet"])
def test_the_first_of_a_telling_is_no_echo(story: Tables, same_outlet: bool) -> None:
    ordered = story["articles"].sort("published", "article_id")
    ids = ordered["article_id"].head(9).implode()
    wire = pl.when(pl.col("article_id").is_in(ids) & same_outlet).then(pl.lit("Northwater Wire"))
    articles = story["articles"].with_columns(
        pl.when(pl.col("article_id").is_in(ids)).then(pl.lit("one")).alias("cluster_id"),
        wire.otherwise("source").alias("source"),
    )
    tables = {**story, "articles": articles, "lineage": story["lineage"].clear()}
    rows = CHARTS["echo"].data(tables, ChartOptions())
    sums = rows.select("own", "version", "rewritten", "copied").sum().row(0)
    others = 45 - 9
    assert sums == ((others + 1, 8, 0, 0) if same_outlet else (others + 1, 0, 0, 8))
    texts = said("echo", tables)
    assert f"copied {0 if same_outlet else 8}" in texts
    assert ("share copied" in texts) != same_outlet, "no scale of shares where there is none above 0"


def test_days_can_be_chosen(story: Tables) -> None:
    window = ChartOptions(start=date(2025, 3, 3), stop=date(2025, 3, 5))
    for name, column in (("attention", "count"), ("echo", "n_articles")):
        rows = CHARTS[name].data(story, window)
        days = story["articles"]["dct_best"]
        assert rows[column].sum() == days.is_between(window.start, window.stop, closed="left").sum(), name
