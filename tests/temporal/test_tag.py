"""Tag whole articles: offsets, anchors, direction, unknown publication days, the law of batches."""

import ast
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline.temporal
from timeline.errors import InputError
from timeline.options import TagOptions
from timeline.schema import MENTIONS
from timeline.temporal import operators, resolve, tag
from timeline.temporal.lexicon import languages, lexicon

DAY = date(2025, 1, 28)


def article(text: str, day: date | None = DAY, days: int = 1, **columns: object) -> pl.DataFrame:
    row = {
        "article_id": "a",
        "title": None,
        "text": text,
        "lang": "en",
        "dct_start": day,
        "dct_stop": day + timedelta(days=days) if day else None,
        "published_local": None,
        **columns,
    }
    schema: dict[str, Any] = {
        "title": pl.String,
        "dct_start": pl.Date,
        "dct_stop": pl.Date,
        "published_local": pl.Datetime("us"),
    }
    return pl.DataFrame([row], schema_overrides=schema)


def read(text: str, **columns: object) -> list[tuple[str, str]]:
    found = tag(article(text, **columns))  # type: ignore[arg-type]
    return list(zip(found["phrase"], found["value"], strict=True))


def test_shape_is_the_table() -> None:
    assert tag(article("It rained last month.")).schema == MENTIONS.schema
    assert tag(article("")).schema == MENTIONS.schema
    assert tag(article("").head(0)).schema == MENTIONS.schema


def test_columns_that_are_missing_count_as_null() -> None:
    found = tag(pl.DataFrame({"article_id": ["a"], "text": ["On Jan. 27, 2025 it rained."]}))
    assert found["value"].to_list() == ["2025-01-27"]


PIECES = st.lists(
    st.sampled_from(
        ["last week", "on Friday", "two days later", "𝔘𝔫𝔦", "e\u0301", "\r\n", "\n\n", " ", "“", "’s", "\x01",
         "\x02", ".", "Jan. 27, 2025", "’80s", "½", "a", "May", "the third quarter of 2024", "\u00a0", "x1",
         "9 a.m.", "1990s-", "🙂"]
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_offsets_are_code_points(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for row in tag(article(text)).to_dicts():
        assert text[row["begin"] : row["end"]] == row["phrase"]
        assert row["mention_id"] == f"a:{row['begin']}-{row['end']}"


@settings(max_examples=25, deadline=None)
@given(st.lists(PIECES, min_size=2, max_size=5), st.integers(1, 4))
def test_articles_do_not_see_each_other(texts: list[list[str]], cut: int) -> None:
    rows = pl.concat(
        [article(" ".join(t), DAY + timedelta(days=i), article_id=str(i)) for i, t in enumerate(texts)]
    )
    parts = [tag(part) for part in (rows[:cut], rows[cut:])]
    assert tag(rows).equals(pl.concat(parts))


ANCHORED = [
    ("He won in 1994. That same year he resigned.", "That same year", "1994", "previous"),
    ("It began on Jan. 20. The following day it ended.", "The following day", "2025-01-21", "previous"),
    ("It began on Jan. 20. Two days later it ended.", "Two days later", "2025-01-22", "previous"),
    ("He was born in 1960. The following year they moved.", "The following year", "1961", "previous"),
    ("Two days later it ended.", "Two days later", "XXXX-XX-XX", "previous"),
    (
        "It began on Jan. 20. The next day it paused. Two days later it ended.",
        "Two days later",
        "2025-01-23",
        "previous",
    ),
    ("In March 2024 he left; the same month she came.", "the same month", "2024-03", "previous"),
    (
        "The third quarter of 2024 was good. A year earlier it was bad.",
        "A year earlier",
        "2023-Q3",
        "previous",
    ),
]


@pytest.mark.parametrize(
    ("text", "phrase", "value", "anchor"), ANCHORED, ids=[f"{t[1]}-{t[2]}" for t in ANCHORED]
)
def test_mention_before_is_the_anchor(text: str, phrase: str, value: str, anchor: str) -> None:
    row = tag(article(text)).filter(pl.col("phrase") == phrase).row(0, named=True)
    assert (row["value"], row["anchor"]) == (value, anchor)


def test_first_of_an_article_does_not_count_from_another() -> None:
    rows = pl.concat(
        [article("It began on Jan. 2."), article("The following day it rained.", article_id="b")]
    )
    row = tag(rows).filter(pl.col("article_id") == "b").row(0, named=True)
    assert (row["value"], row["issue"]) == ("XXXX-XX-XX", "no_previous")


def test_reason_is_a_sentence() -> None:
    row = tag(article("It rained last month.")).row(0, named=True)
    assert row["reason"] == "“last month” counted from publication on 28 Jan 2025 gives December 2024."
    assert row["operator"] == "month -1"


def test_other_direction_is_an_alternative() -> None:
    row = tag(article("They met on Friday.")).row(0, named=True)
    assert row["value"] == "2025-01-24"
    assert [a["value"] for a in row["alternatives"]] == ["2025-01-31"]
    assert row["alternatives"][0]["start"] == datetime(2025, 1, 31)


def test_order_of_a_numeric_date_is_an_alternative() -> None:
    row = tag(article("Signed 02/03/2025.")).row(0, named=True)
    assert (row["value"], [a["value"] for a in row["alternatives"]]) == ("2025-02-03", ["2025-03-02"])
    assert tag(article("Signed 27/01/2025."))["alternatives"].to_list() == [[]]


def test_open_ends() -> None:
    since = tag(article("It has grown since 1990.")).row(0, named=True)
    assert (since["start"], since["stop"], since["edtf"]) == (datetime(1990, 1, 1), None, "1990/..")
    until = tag(article("It will last until Friday.")).row(0, named=True)
    assert (until["start"], until["stop"], until["edtf"]) == (None, datetime(2025, 2, 1), "../2025-01-31")


EDTF = [
    ("It rained on Jan. 20.", "2025-01-20"),
    ("It rained last month.", "2024-12"),
    ("It rained last summer.", "2024-22"),
    ("It rained in the third quarter of 2024.", "2024-35"),
    ("It rained in the first half of 2024.", "2024-40"),
    ("It rained in 1996.", "1996"),
    ("It rained in the 1990s.", "199X"),
    ("It rained in the 20th century.", "19XX"),
    ("It rained last week.", "2025-01-20/2025-01-26"),
    ("It rained January 3-7, 2025.", "2025-01-03/2025-01-07"),
    ("It rained in the past two years.", "2023-01-28/2025-01-28"),
    ("It rained between 2019 and 2021.", "2019/2021"),
    ("It rained about two years ago.", "2023~"),
    ("It rained for two years.", None),
    ("It rained at 10:35 a.m. Friday.", "2025-01-24T10:35:00"),
]


@pytest.mark.parametrize(("text", "edtf"), EDTF, ids=[e[0] for e in EDTF])
def test_edtf(text: str, edtf: str | None) -> None:
    # Of a range in words the first mention has the whole interval.
    assert tag(article(text))["edtf"].to_list()[:1] == [edtf]


def test_publication_day_of_several_days() -> None:
    found = tag(article("It rained yesterday, last year and in March 2016.", date(2025, 1, 28), days=3))
    day, year, month = found.to_dicts()
    assert not day["certain"]
    assert (day["start"], day["stop"]) == (datetime(2025, 1, 27), datetime(2025, 1, 30))
    assert year["certain"] and year["value"] == "2024"
    assert month["certain"] and month["value"] == "2016-03"


def test_without_a_publication_day_only_absolute_dates_resolve() -> None:
    found = tag(article("It rained last month and in March 2016.", None))
    relative, absolute = found.to_dicts()
    assert (relative["start"], relative["value"], relative["issue"]) == (None, "XXXX-XX", "no_dct")
    assert "not known" in relative["reason"]
    assert (absolute["start"], absolute["issue"]) == (datetime(2016, 3, 1), None)


def test_title_has_rows_of_its_own_unless_the_text_holds_it() -> None:
    apart = tag(article("It rained.", title="Rain last month"))
    assert apart["field"].to_list() == ["title"]
    assert apart["mention_id"].to_list() == ["a:5-15:title"]
    inside = tag(article("Rain last month\nIt rained.", title="Rain last month"))
    assert inside["field"].to_list() == ["text"]


def test_clock_of_publication_is_used_for_hours() -> None:
    found = tag(article("He left three hours ago.", published_local=datetime(2025, 1, 28, 14, 30)))
    assert found["start"].to_list() == [datetime(2025, 1, 28, 11, 30)]


def test_year_outside_the_calendar_is_an_issue() -> None:
    row = tag(article("It ended 9000 years ago.")).row(0, named=True)
    assert (row["start"], row["issue"]) == (None, "range")


def test_language_without_a_file_gets_dates_in_digits() -> None:
    assert read("Factum est 27.01.2025, hebdomade superiore.", lang="la") == [("27.01.2025", "2025-01-27")]
    assert read("It was last week.", lang=None) == [("last week", "2025-W04")]
    assert tag(article("last week", lang="la"), TagOptions(lang="en")).height == 1


NEWS = [
    ("BEIJING, Jan. 27 (Wire) - Shares fell Monday.", [("Jan. 27", "2025-01-27"), ("Monday", "2025-01-27")]),
    ("It grabbed headlines in late January.", [("late January", "2025-01")]),
    ("Last week’s sell-off and last year's gains", [("Last week", "2025-W04"), ("last year", "2024")]),
    ("Friday\n\nLast week it rained.", [("Friday", "2025-01-24"), ("Last week", "2025-W04")]),
    (
        "He said on Thursday in a video, and on Tuesday",
        [("Thursday", "2025-01-23"), ("Tuesday", "2025-01-28")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), NEWS, ids=[n[0][:30] for n in NEWS])
def test_news(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_resolve_takes_the_longest_phrase_of_a_text() -> None:
    row = resolve("He said on Friday that January last year was cold", dct="2025-01-28").row(0, named=True)
    assert (row["phrase"], row["value"]) == ("January last year", "2024-01")


@pytest.mark.parametrize(
    "day", ["2025-01-28", DAY, datetime(2025, 1, 28, 9)], ids=["text", "date", "datetime"]
)
def test_resolve_takes_a_day_in_any_form(day: str | date) -> None:
    assert resolve("two weeks ago", day)["value"].item() == "2025-W03"


def test_resolve_reads_other_formats_by_dateparser() -> None:
    row = resolve("27 janvier 2025", "2025-01-28", lang="fr").row(0, named=True)
    assert (row["value"], row["phrase"]) == ("2025-01-27", "27 janvier 2025")


@pytest.mark.parametrize("phrase", ["", "hello", "   ", "99999-13-45"])
def test_resolve_says_what_it_does_not_understand(phrase: str) -> None:
    with pytest.raises(InputError, match="no date is understood"):
        resolve(phrase, "2025-01-28")


def test_resolve_says_a_day_that_is_none() -> None:
    with pytest.raises(InputError, match=r"2025-13-45.*write it as"):
        resolve("last week", "2025-13-45")


def test_core_holds_no_word_of_a_language() -> None:
    """Scan the string literals of the core: no word of a lexicon but the algebra's own."""
    words = {w for code in languages() for w in lexicon(code).words if len(w) > 2 and w.isalpha()}
    columns = {"before", "after", "other", "whole", "previous", "range", "run", "inner", "first", "last"}
    # Names of columns, modules and rule fields that happen to be words of some language.
    columns |= {"begin", "lang", "alt", "tag", "und"}
    templates = {"back", "ahead", "half", "some", "duration"}
    own = operators.VOCABULARY | columns | templates
    for path in Path(timeline.temporal.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        docs |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        messages = {id(c) for n in ast.walk(tree) if isinstance(n, ast.Raise) for c in ast.walk(n)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docs | messages
            ):
                assert node.value.lower() not in words - own, f"{path.name}:{node.lineno} {node.value!r}"
