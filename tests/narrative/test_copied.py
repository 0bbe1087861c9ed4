"""Copied date phrases mean the day of the article they were copied from; flagged, and taken back again."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import timeline as tl
from timeline.narrative.copied import with_copied_dates
from timeline.options import BuildOptions
from timeline.schema import ARTICLES, LINEAGE

DATA = Path(__file__).parents[2] / "data"
SOURCE = "Shares of the mill rose nine percent on Tuesday after a long fall. The owner said nothing."


def story(text: str, day: date = date(2025, 2, 5), kind: str = "copy") -> tuple[pl.DataFrame, ...]:
    """Give mentions, statements, articles and lineage of a source of 28 January and a copy."""
    articles = ARTICLES.frame(
        {
            "article_id": name,
            "text": words,
            "lang": "en",
            "dct_start": when,
            "dct_stop": date.fromordinal(when.toordinal() + 1),
            "dct_best": when,
            "dct_origin": "given",
            "included": True,
        }
        for name, words, when in (("a", SOURCE, date(2025, 1, 28)), ("b", text, day))
    )
    whole = {"source_begin": 0, "source_end": len(SOURCE), "target_begin": 0, "target_end": len(text)}
    lineage = LINEAGE.frame(
        [
            {
                "source_id": "a",
                "target_id": "b",
                "kind": kind,
                "directed": True,
                "score": 1.0,
                "passages": [whole],
            }
        ]
    )
    mentions = tl.tag(articles)
    return mentions, tl.event_mentions(articles, mentions), articles, lineage


def of_b(mentions: pl.DataFrame) -> dict[str, Any]:
    return mentions.filter(pl.col("article_id") == "b").row(0, named=True)


def test_a_copied_tuesday_is_the_sources() -> None:
    mentions, statements = with_copied_dates(*story(SOURCE))
    row = of_b(mentions)
    assert (row["start"], row["issue"], row["value"]) == (datetime(2025, 1, 28), "copied", "2025-01-28")
    assert row["alternatives"][-1]["start"] == datetime(2025, 2, 4)
    assert "copied from a, published 28 Jan 2025" in row["reason"]
    told = statements.filter(
        (pl.col("article_id") == "b") & pl.col("mention_ids").list.contains(row["mention_id"])
    )
    assert set(told["start"]) == {datetime(2025, 1, 28)}


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        pytest.param(SOURCE.replace("Tuesday", "Jan. 28"), date(2025, 2, 5), "copy", id="corrected"),
        pytest.param(SOURCE, date(2025, 1, 29), "copy", id="the same Tuesday"),
        pytest.param("Rain fell on Tuesday in the hills.", date(2025, 2, 5), "copy", id="other words"),
        pytest.param(SOURCE, date(2025, 2, 5), "shared_quotes", id="nothing was taken"),
    ],
)
def test_what_is_not_copied_keeps_its_reading(text: str, day: date, kind: str) -> None:
    given = story(text, day, kind)
    mentions, statements = with_copied_dates(*given)
    assert mentions.equals(given[0])
    assert statements.equals(given[1])


def test_it_is_taken_back_when_the_source_goes() -> None:
    mentions, statements, articles, lineage = story(SOURCE)
    changed = with_copied_dates(mentions, statements, articles, lineage)
    assert with_copied_dates(*changed, articles, lineage)[0].equals(changed[0])
    back = with_copied_dates(*changed, articles, LINEAGE.empty())
    assert back[0].equals(mentions)
    assert back[1].equals(statements)


def test_every_copied_date_of_the_sample(tmp_path: Path) -> None:
    built = tl.build([DATA / "sample" / "articles.jsonl"], tmp_path / "s", BuildOptions(jobs=1)).story
    mentions = built.table("mentions").filter(pl.col("issue") == "copied")
    got = {
        (r["article_id"], r["begin"], r["start"].date().isoformat()) for r in mentions.iter_rows(named=True)
    }
    lines = (DATA / "truth" / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    truth = {
        (t["article_id"], t["begin"], t["source_start"])
        for t in map(json.loads, lines)
        if t.get("copied_from")
    }
    assert got == truth
