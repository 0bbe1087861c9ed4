"""Stories of a mixed pile: told apart, named, the same whatever the order, and one where there is one."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from timeline import sample
from timeline.errors import OptionError
from timeline.options import StoryOptions
from timeline.schema import ARTICLES, STORIES
from timeline.stories import stories
from timeline.stories.choosing import chosen
from timeline.stories.labels import names
from timeline.stories.linking import Edges, Group, linked

PLOTS = {
    "dam": (
        "Spillway of the Rivermouth dam {n}",
        "The spillway of the Rivermouth dam {n} in Carrow Valley. Engineers of the Carrow Water Board told "
        "residents below the spillway to leave. Rivermouth reservoir stands {n} metres high, the Carrow "
        "Water Board said, and the spillway gates are jammed.",
    ),
    "ferry": (
        "Ferry Halcyon {n} off Port Anselm",
        "The ferry Halcyon {n} on its way from Port Anselm to Skerry Island. Captain Ines Duarte and the "
        "Anselm Coastguard blamed a propeller of the Halcyon. Passengers from Skerry Island waited {n} hours "
        "on the quay at Port Anselm for another ferry.",
    ),
    "vaccine": (
        "Lumenta vaccine {n} in trial",
        "The Lumenta vaccine against marsh fever {n} in a trial of Ostrava Biotech. Volunteers given Lumenta "
        "had fewer cases of marsh fever, Ostrava Biotech said, and the regulator asked for {n} more doses of "
        "the vaccine.",
    ),
}
TURNS = ("fails", "is repaired", "worries neighbours", "is tested", "waits", "is inspected", "draws crowds")


def article(plot: str, number: int, day: date | None = None) -> dict[str, object]:
    """Write one article of a plot."""
    title, text = PLOTS[plot]
    turn = TURNS[number % len(TURNS)]
    when = day or date(2025, 3, 1) + timedelta(days=2 * number)
    return {
        "article_id": f"{plot}-{number}",
        "title": title.format(n=turn),
        "text": text.format(n=turn) + f" Report number {number} ends here with other words.",
        "source": f"Outlet {number % 3}",
        "dct_best": when,
        "dct_start": when,
        "dct_stop": when + timedelta(days=1),
        "included": True,
    }


def pile(count: int = 6, plots: tuple[str, ...] = tuple(PLOTS)) -> pl.DataFrame:
    """Write a pile with so many articles of each plot."""
    return ARTICLES.frame(article(plot, number) for plot in plots for number in range(count))


def parts(articles: pl.DataFrame) -> set[frozenset[str]]:
    """Give the sets of articles that share a story."""
    grouped = articles.drop_nulls("story_id").group_by("story_id").agg("article_id")
    return {frozenset(ids) for ids in grouped["article_id"].to_list()}


def test_a_mixed_pile_is_split_into_its_stories() -> None:
    found = stories(pile())
    assert parts(found.articles) == {frozenset(f"{plot}-{n}" for n in range(6)) for plot in PLOTS}
    assert found.stories.schema == STORIES.schema
    row = found.stories.filter(pl.col("name").str.contains("Halcyon")).row(0, named=True)
    assert (row["n_articles"], row["n_tellings"], row["n_sources"]) == (6, 6, 3)
    assert (row["start"], row["stop"]) == (date(2025, 3, 1), date(2025, 3, 12))
    assert "Halcyon" in row["headline"]


def test_what_belongs_to_no_story_has_none() -> None:
    stray = {
        **article("dam", 0),
        "article_id": "stray",
        "title": "Chess",
        "text": "Olga won at chess in Turin.",
    }
    found = stories(pl.concat([pile(), ARTICLES.frame([stray])]))
    assert found.articles.filter(pl.col("article_id") == "stray")["story_id"].to_list() == [None]
    assert found.stories.height == len(PLOTS)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=some.permutations(range(18)))
def test_the_order_of_articles_does_not_matter(order: list[int]) -> None:
    articles = pile()
    found, other = stories(articles), stories(articles[order])
    assert other.stories.equals(found.stories)
    assert other.articles["article_id"].to_list() == articles[order]["article_id"].to_list()
    assert other.articles.sort("article_id").equals(found.articles.sort("article_id"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(which=some.integers(0, 17), later=some.integers(0, 400))
def test_a_copy_joins_the_story_of_its_source_and_moves_nobody(which: int, later: int) -> None:
    articles = pile()
    source = articles.row(which, named=True)
    day = source["dct_best"] + timedelta(days=later)
    copy = {**source, "article_id": "zz-copy", "dct_best": day, "cluster_id": source["article_id"]}
    marked = articles.with_columns(
        pl.when(pl.col("article_id") == source["article_id"]).then("article_id").alias("cluster_id")
    )
    before = stories(marked)
    after = stories(pl.concat([marked, ARTICLES.frame([copy])]))
    ids = dict(after.articles.select("article_id", "story_id").iter_rows())
    assert ids["zz-copy"] == ids[source["article_id"]]
    assert after.articles.filter(pl.col("article_id") != "zz-copy")["story_id"].equals(
        before.articles["story_id"]
    )
    row = after.stories.filter(pl.col("story_id") == ids["zz-copy"]).row(0, named=True)
    assert (row["n_articles"], row["n_tellings"]) == (7, 6)


@pytest.mark.parametrize("plot", PLOTS)
def test_a_pile_of_one_story_stays_one(plot: str) -> None:
    assert len(parts(stories(pile(7, (plot,))).articles)) == 1


def test_the_sample_is_one_story() -> None:
    lines = pl.read_ndjson(sample.folder() / "sample" / "articles.jsonl")
    day = pl.col("published").str.slice(0, 10).str.to_date()
    articles = ARTICLES.frame(
        {**row, "published": None, "included": True}
        for row in lines.with_columns(day.alias("dct_best")).iter_rows(named=True)
    )
    found = stories(articles)
    assert found.stories["n_articles"].to_list() == [lines.height]


def test_long_silence_parts_stories() -> None:
    again = [article("dam", n, date(2026, 9, 1) + timedelta(days=n)) for n in range(7, 13)]
    articles = pl.concat([pile(), ARTICLES.frame(again)])
    assert len(parts(stories(articles).articles)) == len(PLOTS) + 1
    assert len(parts(stories(articles, StoryOptions(gap_days=1000)).articles)) == len(PLOTS)


def test_articles_without_a_day_join_by_their_words() -> None:
    undated = {**article("ferry", 9), "dct_best": None, "dct_start": None, "dct_stop": None}
    found = stories(pl.concat([pile(), ARTICLES.frame([undated])]))
    ids = dict(found.articles.select("article_id", "story_id").iter_rows())
    assert ids["ferry-9"] == ids["ferry-0"]
    alone = stories(pile().with_columns(pl.lit(None, pl.Date).alias("dct_best")))
    assert len(parts(alone.articles)) == len(PLOTS)
    assert alone.stories["start"].null_count() == len(PLOTS)


@pytest.mark.parametrize(
    "articles",
    [
        pytest.param(ARTICLES.empty(), id="nothing"),
        pytest.param(ARTICLES.frame([article("dam", 1)]), id="one article"),
        pytest.param(pile().with_columns(text=pl.lit(""), title=pl.lit(None, pl.String)), id="no words"),
        pytest.param(pile().with_columns(included=False), id="all left out"),
        pytest.param(pile().with_columns(text=pl.lit("the and of"), title=pl.lit("of")), id="function words"),
    ],
)
def test_piles_without_stories(articles: pl.DataFrame) -> None:
    found = stories(articles)
    assert found.stories.equals(STORIES.empty())
    assert found.articles.columns == articles.columns
    assert found.articles["story_id"].null_count() == articles.height


def test_articles_that_are_left_out_have_no_story() -> None:
    out = pile().with_columns(included=pl.col("article_id") != "dam-1")
    found = stories(out)
    assert found.articles.filter(~pl.col("included"))["story_id"].to_list() == [None]
    assert found.stories["n_articles"].sum() == 17


def test_other_scripts_have_stories_too() -> None:
    texts = {"地震": "四川省发生强烈地震，救援队抵达成都。", "选举": "台湾举行总统选举，候选人在台北集会。"}
    rows = [
        {**article("dam", n), "article_id": f"{kind}{n}", "title": kind, "text": text + TURNS[n] * n}
        for kind, text in texts.items()
        for n in range(4)
    ]
    assert {frozenset(one[:2] for one in ids) for ids in parts(stories(ARTICLES.frame(rows)).articles)} == {
        frozenset({"地震"}),
        frozenset({"选举"}),
    }


def edges(*rows: tuple[int, int, float]) -> Edges:
    first, second, likeness = zip(*rows, strict=True)
    return np.array(first), np.array(second), np.array(likeness)


def test_unlike_chains_do_not_join() -> None:
    """Each is like its neighbour only: joined one by one they would be one group."""
    alone = [Group(1, 1.0, (0, 0))] * 6
    chain = edges(*((n, n + 1, 0.5) for n in range(5)))
    assert len(set(linked(alone, chain, 0.4, 10, cohesive=False))) == 3


def test_days_between_part_groups() -> None:
    far = [Group(1, 1.0, (0, 0)), Group(1, 1.0, (40, 40)), Group(1, 1.0, None)]
    assert linked(far, edges((0, 1, 0.9)), 0.4, 30, cohesive=False) == [0, 1, 2]
    assert linked(far, edges((0, 1, 0.9), (1, 2, 0.95)), 0.2, 30, cohesive=False) == [0, 1, 1]
    assert linked(far, edges((0, 1, 0.9)), 0.4, 40, cohesive=False) == [0, 0, 2]


@pytest.mark.parametrize(
    ("terms", "starts"),
    [
        ([["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c"]], ["2025-01-01", "2025-01-02", "2025-01-02"]),
        ([[], [], ["x"]], ["", "", ""]),
    ],
)
def test_every_name_is_its_own(terms: list[list[str]], starts: list[str]) -> None:
    made = names(terms, starts)
    assert len(set(made)) == len(made)
    assert all(made)


TABLE = STORIES.frame(
    [
        {"story_id": "s1", "name": "BP, oil, Gulf", "headline": "Well is capped"},
        {"story_id": "s2", "name": "oil, price", "headline": "A barrel costs more"},
        {"story_id": "s3", "name": "oil", "headline": "Cooking with it"},
    ]
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("s2", "s2"), ("bp", "s1"), ("gulf, OIL", "s1"), ("oil", "s3"), ("capped", "s1"), ("S1", "s1")],
)
def test_a_story_is_found_by_id_name_or_headline(wanted: str, found: str) -> None:
    assert chosen(TABLE, wanted) == found


@pytest.mark.parametrize(
    ("table", "wanted", "says"),
    [
        (TABLE.head(2), "oil", "s1 .*s2"),
        (TABLE, "moon", "dateline stories"),
        (TABLE, " ", "dateline stories"),
        (STORIES.empty(), "oil", "No stories"),
    ],
)
def test_what_names_no_single_story_says_so(table: pl.DataFrame, wanted: str, says: str) -> None:
    with pytest.raises(OptionError, match=says):
        chosen(table, wanted)


def test_a_folder_of_before_has_no_stories(tmp_path: Path) -> None:
    import json

    from timeline.story import MANIFEST, damaged, open_story, replace_tables, write_story

    folder = write_story(tmp_path / "s", {"articles": pile()}, {}).path
    (folder / "stories.parquet").unlink()
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del manifest["tables"]["stories"]
    (folder / MANIFEST).write_text(json.dumps({**manifest, "schema_version": 2}), encoding="utf-8")
    old = open_story(folder)
    assert old.table("stories").is_empty()
    assert damaged(old) == []
    changed = replace_tables(old, {"articles": pile(3)})
    assert changed.table("stories").is_empty()
    assert replace_tables(changed, {"stories": TABLE}).table("stories").equals(TABLE)
