"""Checks of a story: each finds what it is for, and a clean story passes all."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from timeline.checking import findings
from timeline.corrections import edit_day
from timeline.schema import CORRECTIONS, DATES
from timeline.story import write_story

COUNTS = {"records_in": 3, "articles": 2, "duplicates": 0, "rejects": 1}


def found(tables: Mapping[str, pl.DataFrame], folder: Path, **manifest: object) -> dict[str, tuple[str, ...]]:
    story = write_story(folder / "story", tables, {"counts": COUNTS, **manifest})
    return {finding.title: finding.lines for finding in findings(story) if finding.state != "ok"}


def only_b(column: str, value: object) -> pl.Expr:
    return pl.when(pl.col("article_id") == "b").then(pl.lit(value)).otherwise(pl.col(column)).alias(column)


@pytest.mark.parametrize(
    ("changes", "title", "line"),
    [
        pytest.param(
            [only_b("dct_start", None), only_b("dct_stop", None)],
            "1 article without a publication day: give it with --meta or --published, or dateline redate",
            "b.txt: without a headline", id="undated",
        ),
        pytest.param(
            [only_b("dct_origin", "inferred")], "1 publication day worked out, not known",
            "28 Jan 2025 (worked out from the text)", id="worked out",
        ),
        pytest.param(
            [only_b("dct_best", date(1970, 1, 1))],
            "1 publication day before 1990", "1 Jan 1970", id="unlikely",
        ),
    ],
)  # fmt: skip
def test_publication_days(
    tables: Mapping[str, pl.DataFrame], tmp_path: Path, changes: list[pl.Expr], title: str, line: str
) -> None:
    changed = {**tables, "articles": tables["articles"].with_columns(changes)}
    (said,) = found(changed, tmp_path)[title]
    assert line in said


def test_rejects_warnings_issues_and_conflicts(tables: Mapping[str, pl.DataFrame], tmp_path: Path) -> None:
    copied = tables["mentions"].with_columns(pl.lit("copied").alias("issue"))
    result = found({**tables, "mentions": copied}, tmp_path, warnings=["row 3 matches nothing"])
    assert result["1 could not be read"] == ("/home/anna/secret/x.txt: is empty",)
    assert result["1 warning"] == ("row 3 matches nothing",)
    assert result["2 date phrases with an issue"] == (
        "copied from an article of another day: 2, for example 'Monday, 27 January'",
    )
    conflict = "1 event with dates that cannot all be true (articles in brackets)"
    assert result[conflict] == ("Acme recalled its pump: 27 Jan 2025 (2)",)


def test_a_clean_story_passes(tables: Mapping[str, pl.DataFrame], tmp_path: Path) -> None:
    clean = {**tables, "rejects": tables["rejects"].clear(), "events": tables["events"].tail(3)}
    assert found(clean, tmp_path, counts={**COUNTS, "records_in": 2, "rejects": 0}) == {}


def test_an_article_whose_dates_contradict_each_other(
    tables: Mapping[str, pl.DataFrame], tmp_path: Path
) -> None:
    there = tables["articles"].row(by_predicate=pl.col("article_id") == "b", named=True)
    candidate = {
        "article_id": "b",
        "origin": "url",
        "raw": "2019/05/01",
        "start": datetime(2019, 5, 1),
        "stop": datetime(2019, 5, 2),
        "zulu": False,
    }
    result = found({**tables, "dates": DATES.frame([candidate])}, tmp_path)
    (title,) = [one for one in result if "contradict each other: look" in one]
    assert title.startswith("1 article whose own dates")
    assert there["path"] in result[title][0]


@pytest.mark.parametrize(
    ("value", "line"),
    [("1200", ": 1,200 characters missing"), ("true", "without a headline"), ("0", None), (None, None)],
)
def test_texts_that_the_source_cut(
    tables: Mapping[str, pl.DataFrame], tmp_path: Path, value: str | None, line: str | None
) -> None:
    cut = pl.when(pl.col("article_id") == "b").then(pl.lit(value, dtype=pl.String)).alias("x_truncated")
    result = found({**tables, "articles": tables["articles"].with_columns(cut)}, tmp_path)
    titles = [one for one in result if "cut by the source" in one]
    assert len(titles) == (line is not None)
    if line:
        assert result[titles[0]][0].endswith(line)


def test_a_suspicious_peak(tables: Mapping[str, pl.DataFrame], tmp_path: Path) -> None:
    at = datetime(2025, 1, 28, 3, 0, 7)
    crawl = pl.concat(
        [
            tables["articles"].head(1).with_columns(
                pl.lit(f"x{n}").alias("article_id"), pl.lit(at).alias("published_local")
            )
            for n in range(11)
        ]
    )  # fmt: skip
    result = found({**tables, "articles": crawl}, tmp_path, counts={"records_in": 12})
    (title,) = [one for one in result if one.startswith("1 suspicious peak of publication days")]
    assert result[title][0].startswith("28 Jan 2025: 11 articles, all at 03:00:07")


def test_what_was_set_by_hand_and_finds_no_article(
    tables: Mapping[str, pl.DataFrame], tmp_path: Path
) -> None:
    b = tables["articles"].row(by_predicate=pl.col("article_id") == "b", named=True)
    day = date(2025, 1, 29), date(2025, 1, 30)
    gone = edit_day({**b, "article_id": "gone"}, *day, CORRECTIONS.empty())
    rows = pl.concat([edit_day(b, *day, CORRECTIONS.empty()), gone])
    result = found({**tables, "corrections": rows}, tmp_path)
    lines = result["1 publication day set by hand, and 1 correction without an article"]
    assert "no longer finds its article: 29 Jan 2025 for gone" in lines[0]
    assert lines[1].endswith(": 29 Jan 2025")
