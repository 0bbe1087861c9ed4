"""The whole path: input to story, on the sample corpus and on bad input."""

import json
from pathlib import Path

import polars as pl
import pytest

from timeline.engines import local
from timeline.errors import InputError, OptionError
from timeline.options import BuildOptions, ReadOptions
from timeline.pipeline import analyse_batch, build
from timeline.schema import TABLES
from timeline.story import Story, open_story

DAM = [
    {
        "article_id": f"d{day}",
        "title": f"Dam inquiry, part {day}",
        "text": f"The spillway failed on Monday. Inspectors will report next week.\n\nThis is report {day}.",
        "source": "The Ledger",
        "published": f"2025-03-{day:02d}",
        "desk": "local",
    }
    for day in range(4, 10)
]


def jsonl(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_every_table_of_the_sample_is_there(sample_story: Story) -> None:
    tables = sample_story.tables()
    assert set(tables) == set(TABLES)
    for name in ("articles", "dates", "outlets", "mentions", "event_mentions", "events", "actors", "spread"):
        assert tables[name].height > 10, name
    counts = sample_story.manifest["counts"]
    assert counts["records_in"] == counts["articles"] + counts["duplicates"] + counts["rejects"] == 60


def test_evidence_is_where_it_says(sample_story: Story) -> None:
    texts = dict(sample_story.table("articles").select("article_id", "text").rows())
    mentions = sample_story.table("mentions").filter(pl.col("field") == "text")
    assert mentions.height > 400
    for row in mentions.select("article_id", "begin", "end", "phrase").iter_rows():
        assert texts[row[0]][row[1] : row[2]] == row[3]


def test_tables_point_at_each_other(sample_story: Story) -> None:
    tables = sample_story.tables()
    ids = set(tables["articles"]["article_id"])
    statements = tables["event_mentions"]
    assert set(tables["mentions"]["article_id"]) <= ids
    assert set(statements["event_id"]) == set(tables["events"]["event_id"])
    assert set(statements["mention_ids"].explode().drop_nulls()) <= set(tables["mentions"]["mention_id"])
    assert set(tables["events"]["first_article_ids"].explode()) <= ids
    assert tables["events"]["score"].null_count() == 0
    for name, keys in (
        ("mentions", "mention_id"),
        ("event_mentions", "event_mention_id"),
        ("quotes", "quote_id"),
        ("claims", "claim_id"),
    ):
        assert tables[name][keys].is_unique().all()


def test_unknown_columns_pass_through(tmp_path: Path) -> None:
    story = build([jsonl(tmp_path / "dam.jsonl", DAM)], tmp_path / "s").story
    assert story.table("articles")["x_desk"].unique().to_list() == ["local"]


def test_a_batch_does_not_see_its_neighbours(sample_story: Story) -> None:
    options = BuildOptions()
    articles = sample_story.table("articles").head(12)
    whole = analyse_batch(articles, options.tag, options.events)
    parts = [analyse_batch(articles.slice(at, 5), options.tag, options.events) for at in (0, 5, 10)]
    for number, frame in enumerate(whole):
        assert frame.equals(pl.concat([part[number] for part in parts]))


def test_workers_build_the_same_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "IN_PROCESS_ARTICLES", 1)
    monkeypatch.setattr(local, "BATCH_ARTICLES", 2)
    file = jsonl(tmp_path / "dam.jsonl", DAM)
    there = build([file], tmp_path / "two", BuildOptions(jobs=2)).story
    here = build([file], tmp_path / "one", BuildOptions(jobs=1)).story
    for name in TABLES:
        assert there.table(name).equals(here.table(name)), name


def test_an_article_that_cannot_be_analysed_is_a_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(articles: pl.DataFrame, **_: object) -> tuple[pl.DataFrame, ...]:
        if "d5" in articles["article_id"].to_list():
            raise ValueError("odd article")
        return analyse_batch(articles, BuildOptions().tag, BuildOptions().events)

    monkeypatch.setattr("timeline.pipeline.analyse_batch", fail)
    result = build([jsonl(tmp_path / "dam.jsonl", DAM)], tmp_path / "s", BuildOptions(jobs=1))
    assert result.n_rejects == 1
    assert "odd article" in result.story.table("rejects")["reason"].item()
    counts = result.story.manifest["counts"]
    assert counts["records_in"] == counts["articles"] + counts["duplicates"] + counts["rejects"] == 6
    assert "d5" not in result.story.table("dates")["article_id"].to_list()


def test_nothing_usable_says_why_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(InputError, match=r"No article could be read.*\n.*empty\.txt"):
        build([tmp_path / "empty.txt"], tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_an_unknown_engine_is_said(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="spark"):
        build([jsonl(tmp_path / "dam.jsonl", DAM)], tmp_path / "s", BuildOptions(engine="spark"))


def test_a_rebuilt_story_keeps_what_a_person_changed(tmp_path: Path) -> None:
    from timeline.corrections import outlet_edits
    from timeline.story import add_corrections

    file = jsonl(tmp_path / "dam.jsonl", DAM)
    story = build([file], tmp_path / "s", BuildOptions(read=ReadOptions())).story
    before = story.table("outlets")
    after = before.with_columns(pl.lit("local").alias("kind"))
    add_corrections(story, outlet_edits(before, after))
    assert build([file], tmp_path / "s").story.table("outlets")["kind"].to_list() == ["local"]
    assert open_story(tmp_path / "s").table("corrections").height == 1


def test_articles_in_other_languages_give_dates_and_leads(tmp_path: Path) -> None:
    german = {
        "text": "Die Firma hat am Dienstag in Berlin neue Zahlen vorgelegt. "
        "Der Umsatz stieg im vergangenen Jahr.",
        "title": "Umsatz der Firma gestiegen",
        "published": "2025-01-29",
    }
    result = build([jsonl(tmp_path / "a.jsonl", [*DAM, german])], tmp_path / "story")
    assert [w for w in result.warnings if "English" in w] == [
        "events are read in English only: of 1 articles in other languages (de 1) the dates and "
        "the leads are kept"
    ]
    tables = result.story.tables()
    (article,) = tables["articles"].filter(pl.col("lang") == "de")["article_id"]
    values = tables["mentions"].filter(pl.col("article_id") == article)["value"].to_list()
    assert values == ["2025-01-28", "2024"]
    assert tables["event_mentions"].filter(pl.col("article_id") == article)["basis"].to_list() == [
        "publication"
    ]
