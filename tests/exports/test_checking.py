"""Checks of a story: each finds what it is for, and a clean story passes all."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from timeline.checking import findings
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
            "1 article without a publication day: give it with --meta or --published",
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
