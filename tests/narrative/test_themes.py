"""Themes: shares add up, gaps stay, order and copies change nothing, labels say what tells."""

import random
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from timeline.narrative.news import log_odds
from timeline.narrative.themes import OTHER, counted, membership_of, themes
from timeline.options import SpreadOptions, ThemeOptions
from timeline.schema import ARTICLES, THEMES, conform

TOPICS = {
    "rescue": ["lifeboat", "helicopter", "survivors", "blankets", "harbour", "divers"],
    "money": ["insurers", "shares", "damages", "premium", "lawsuit", "creditors"],
}
FIRST = date(2025, 3, 3)


def articles(n: int = 40, seed: int = 1) -> pl.DataFrame:
    """Write ``n`` short articles: rescue on the first days, money from the tenth day on."""
    rng = random.Random(seed)
    rows = []
    for i in range(n):
        topic = "rescue" if i < n // 2 else "money"
        said = " ".join(f"The {word} came." for word in rng.sample(TOPICS[topic], 4))
        day = FIRST + timedelta(days=i % 4 + (0 if topic == "rescue" else 10))
        rows.append(
            {
                "article_id": f"a{i:03d}",
                "title": f"Ferry {topic}",
                "text": f"The ferry burned, part {i}. {said}",
                "dct_start": day,
                "dct_stop": day + timedelta(days=1),
                "dct_best": day,
                "included": True,
            }
        )
    return ARTICLES.frame(rows)


def test_themes_follow_what_is_written() -> None:
    found = themes(articles(), ThemeOptions(number=2))
    conform(found, THEMES)
    early, late = (
        found.filter(pl.col("start") < FIRST + timedelta(days=5)),
        found.filter(pl.col("start") > FIRST + timedelta(days=5)),
    )
    first = early.filter(pl.col("count") > 0)["name"].unique().to_list()
    then = late.filter(pl.col("count") > 0)["name"].unique().to_list()
    assert len(first) == len(then) == 1
    assert first != then
    terms = {name: set(own) for name, own in found.select("name", "terms").unique("name").iter_rows()}
    assert len(terms[first[0]] & set(TOPICS["rescue"])) >= 3
    assert len(terms[then[0]] & set(TOPICS["money"])) >= 3
    assert not any("ferry" in term.lower() for own in terms.values() for term in own)  # the whole story's


@pytest.mark.parametrize("period", ["day", "week", "month", "auto"])
def test_shares_of_a_period_add_up_and_rest_on_articles(period: str) -> None:
    found = themes(articles(), ThemeOptions(number=3), SpreadOptions(period=period))
    sums = found.group_by("start").agg(
        pl.col("share").sum(), pl.col("count").sum(), pl.col("n_articles").first()
    )
    assert np.allclose(sums["share"], 1.0)
    assert sums["count"].equals(sums["n_articles"], check_names=False)
    assert (found["article_ids"].list.len() == found["count"]).all()
    assert sorted(membership_of(found)["article_id"]) == articles()["article_id"].to_list()


def test_a_gap_has_no_rows() -> None:
    found = themes(articles(), ThemeOptions(number=2), SpreadOptions(period="day"))
    assert set(found["start"]) == set(articles()["dct_best"])


def test_the_order_of_articles_changes_nothing() -> None:
    given = articles()
    assert themes(given).equals(themes(given.sample(fraction=1.0, shuffle=True, seed=3)))


def test_copies_count_once_where_asked_and_never_shape_themes() -> None:
    given = articles()
    told = given.with_columns(pl.col("article_id").alias("cluster_id"))
    copies = (
        told.head(1)
        .select(pl.exclude("article_id"))
        .join(pl.DataFrame({"article_id": [f"z{i}" for i in range(30)]}), how="cross")
    )
    more = pl.concat([told, copies.select(told.columns)])
    assert themes(more, counting=SpreadOptions(count_copies_once=True)).equals(themes(told))
    found = themes(more)
    assert found["count"].sum() == 70
    assert set(found["name"]) == set(themes(told)["name"])
    of = dict(membership_of(found).select("article_id", "name").iter_rows())
    assert {of[f"z{i}"] for i in range(30)} == {of["a000"]}


def test_articles_without_a_theme_are_counted_as_other() -> None:
    given = articles()
    alone = given.head(1).with_columns(article_id=pl.lit("zz"), title=pl.lit(""), text=pl.lit("Qwx."))
    found = themes(pl.concat([given, alone]))
    assert membership_of(found).filter(pl.col("article_id") == "zz")["name"].to_list() == [OTHER]
    assert found.filter(pl.col("start") == found["start"][0])["name"].to_list()[-1] == OTHER


@pytest.mark.parametrize("n", [0, 1, 11])
def test_too_few_articles_have_no_themes(n: int) -> None:
    assert themes(articles(40).head(n)).is_empty()


def test_texts_without_words_are_other() -> None:
    found = themes(articles().with_columns(title=pl.lit(""), text=pl.lit("1 2 3")))
    assert set(found["name"]) == {OTHER}


def test_left_out_and_undated_articles_do_not_count() -> None:
    given = articles().with_columns(
        included=pl.col("article_id") != "a000",
        dct_best=pl.when(pl.col("article_id") != "a001").then("dct_best"),
    )
    assert not {"a000", "a001"} & set(membership_of(themes(given))["article_id"])


def test_a_part_is_counted_from_the_same_themes() -> None:
    given = articles()
    whole = themes(given)
    part = counted(given.head(10), membership_of(whole), {})
    assert part["count"].sum() == 10
    assert set(part["name"]) <= set(whole["name"])


def test_log_odds_prefer_what_is_both_frequent_and_particular() -> None:
    #        everywhere, here often, here once, there often
    scores = log_odds([100, 30, 1, 0], [100, 2, 0, 30])
    assert list(scores).index(max(scores)) == 1
    assert scores[3] < 0 < scores[2] < scores[1]
    assert not log_odds([0, 0], [1, 1]).any()


def test_log_odds_change_sign_with_the_sides() -> None:
    one, other = [9, 4, 1], [2, 4, 8]
    assert np.allclose(log_odds(one, other), -log_odds(other, one))
