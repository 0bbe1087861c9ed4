"""Themes, frames and news together: read once, outlets by theme, actors by the names they have now."""

from datetime import date, timedelta

import polars as pl
import pytest

from timeline.narrative import topics
from timeline.narrative.terms import read_terms, tellings
from timeline.narrative.themes import themes
from timeline.options import BuildOptions, FrameOptions
from timeline.schema import ACTORS, ARTICLES, CLAIMS, EVENT_MENTIONS, FRAMES, QUOTES, conform
from timeline.stories.vectors import vectors

FIRST = date(2025, 3, 3)
SAID = {"event_mentions": EVENT_MENTIONS.empty(), "claims": CLAIMS.empty(), "quotes": QUOTES.empty()}


@pytest.fixture
def articles() -> pl.DataFrame:
    """Give three weeks of eight articles: divers in one outlet, then insurers in another and in none."""
    rows = []
    for n in range(24):
        day = FIRST + timedelta(days=7 * (n // 8) + n % 4)
        said = "Divers searched the wreck." if n < 8 else "Insurers sued over damages."
        rows.append({
            "article_id": f"a{n:02d}", "title": "Ferry", "text": f"Harbour. {said}", "lang": "en",
            "source": "Echo" if n < 8 else "Lantern" if n < 16 else None, "dct_best": day, "included": True,
        })  # fmt: skip
    return ARTICLES.frame(rows)


def test_what_was_read_before_gives_the_same(articles: pl.DataFrame) -> None:
    told = tellings(articles)
    options = BuildOptions(frames=FrameOptions(dictionary={"money": ("sued",)}))
    found = topics.topics(articles, (told, vectors(told)), SAID, options)
    again = topics.topics(articles, None, SAID, options)
    assert found.themes.equals(again.themes)
    assert found.frames.equals(again.frames)
    assert found.themes.equals(themes(articles, reading=read_terms(articles)))
    assert {"own", "word"} <= set(found.frames["kind"])


def test_outlets_are_counted_by_theme(articles: pl.DataFrame) -> None:
    table = themes(articles)
    found = topics.themes_by_outlet(table, articles)
    assert dict(found.group_by("source").agg(pl.col("count").sum()).iter_rows()) == {
        "Echo": 8, "Lantern": 8, None: 8
    }  # fmt: skip
    assert (found["count"] == found["article_ids"].list.len()).all()
    assert found.filter(pl.col("source") == "Echo")["name"].n_unique() == 1


def test_actors_have_the_names_of_now(articles: pl.DataFrame) -> None:
    named = [
        {"article_id": id_, "actors": ["Lee" if id_ < "a16" else "Kim"]} for id_ in articles["article_id"]
    ]
    before = FRAMES.frame([{"kind": "own", "name": "money"}, {"kind": "actor", "name": "Old Name"}])
    for name in ("Ann Lee", "Bo Lee"):
        known = ACTORS.frame([
            {"actor_id": "1", "name": name, "aliases": ["Lee"], "n_articles": 16},
            {"actor_id": "2", "name": "Kim", "aliases": [], "n_articles": 8},
        ])  # fmt: skip
        tables = {"articles": articles, "event_mentions": EVENT_MENTIONS.frame(named), "actors": known}
        found = conform(topics.with_actors({**tables, "frames": before}, BuildOptions()), FRAMES)
        assert set(found["name"]) == {"money", name, "Kim"}
        assert set(topics.news_of(tables).filter(pl.col("kind") == "actor")["name"]) == {name, "Kim"}


def test_verbs_that_judge_are_kept_apart(articles: pl.DataFrame) -> None:
    quotes = QUOTES.frame([{"article_id": "a00", "cue": "boasted"}])
    tables = {"articles": articles, **SAID, "quotes": quotes}
    assert topics.reserve_of(tables)["kind"].unique().to_list() == []
    found = topics.reserve_of(tables, evaluative=True)
    assert set(found["kind"]) == {"evaluative"}
    assert found["count"].sum() == 1
