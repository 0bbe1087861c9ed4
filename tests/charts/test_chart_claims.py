"""The chart of one number over time: its rows, its words, and what it says without a number."""

from datetime import date, datetime

import polars as pl
import pytest

import charts
from charts.claims import TITLE, claims, claims_data
from timeline.schema import ARTICLES, CLAIMS, OUTLETS

Tables = dict[str, pl.DataFrame]
VALUES = ((5.576e6, None, None), (5.6e6, "about", "reportedly"), (6e6, "under", None), (5.6e6, None, None))


@pytest.fixture
def number() -> Tables:
    articles, rows = [], []
    for n, (value, comparator, hedge) in enumerate(VALUES):
        day = date(2025, 1, 20 + n)
        articles.append({
            "article_id": f"a{n}", "path": f"a{n}.txt", "title": f"Story {n}", "text": "x",
            "source": f"Paper {n}",
            "dct_best": day, "dct_start": day, "dct_stop": date(2025, 1, 21 + n), "included": True,
            "published_local": datetime(2025, 1, 20 + n, 9),
        })  # fmt: skip
        rows.append({
            "claim_id": f"a{n}:0-5", "article_id": f"a{n}", "begin": 0, "end": 5, "kind": "money",
            "value": value, "unit": "USD", "comparator": comparator, "hedge": hedge, "negated": False,
            "family_id": "a0:0-5",
            "subject": "run of the model",
        })  # fmt: skip
    return {"articles": ARTICLES.frame(articles), "claims": CLAIMS.frame(rows), "outlets": OUTLETS.empty()}


@pytest.mark.parametrize("theme", charts.THEMES.values(), ids=list(charts.THEMES))
def test_the_picture_says_numbers_and_signs(number: Tables, theme: charts.Theme) -> None:
    picture = charts.save(claims(number, theme), "svg", theme)
    words = [
        TITLE, "6 million USD", "5.6 million USD", "First told as: run of the model", "first told",
        "2 articles, 1 with reserve", "nobody is named", "With reserve: 1 of the first 2 reports",
    ]  # fmt: skip
    charts.check_rendered(picture, "svg", words)


def test_the_right_value_has_a_row_of_its_own(number: Tables) -> None:
    known = number["claims"].with_columns(
        pl.lit(5.5e6).alias("reference"), pl.lit("an audit").alias("reference_source")
    )
    picture = charts.save(claims({**number, "claims": known}), "svg")
    charts.check_rendered(picture, "svg", ["5.5 million USD", "right: an audit", "no article"])


def test_the_rows_are_the_family_in_order(number: Tables) -> None:
    rows = claims_data(number)
    assert rows["value"].to_list() == [value for value, _, _ in VALUES]
    assert rows["published"].is_sorted()


def test_a_number_of_two_articles_is_a_sentence(number: Tables) -> None:
    few = {**number, "claims": number["claims"].head(2)}
    charts.check_rendered(charts.save(claims(few), "svg"), "svg", ["No number is given by 3 dated articles."])


def test_a_changed_number_of_two_articles_gives_way_to_one_of_three(number: Tables) -> None:
    own = pl.lit("a0:50-55").alias("family_id")
    pair = number["claims"].head(2).with_columns(pl.format("{}-b", "claim_id").alias("claim_id"), own)
    same = number["claims"].with_columns(pl.lit(5.6e6).alias("value"))
    both = {**number, "claims": pl.concat([pair, same])}
    assert claims_data(both)["family_id"].unique().to_list() == ["a0:0-5"]
    chosen = charts.ChartOptions(family="a0:50-55")
    charts.check_rendered(charts.save(claims(both, options=chosen), "svg"), "svg", [TITLE, "1 article"])


def test_a_date_is_drawn_as_one_only_where_it_is_chosen(number: Tables) -> None:
    days = (
        (20108.0, "day", None),
        (20058.0, "month", None),
        (20058.0, "month", "up_to"),
        (20089.0, "year", None),
    )
    rows = [
        {
            "claim_id": f"a{n}:9-14", "article_id": f"a{n}", "begin": 9, "end": 14, "kind": "date",
            "value": value, "unit": unit, "comparator": comparator, "negated": False, "family_id": "a0:9-14",
            "subject": "The model was released",
        }
        for n, (value, unit, comparator) in enumerate(days)
    ]  # fmt: skip
    both = {**number, "claims": pl.concat([number["claims"], CLAIMS.frame(rows)])}
    assert claims_data(both)["of"].unique().to_list() == ["money"]
    asked = charts.ChartOptions(family="a0:9-14")
    assert claims_data(both, asked)["said"].to_list() == ["20 Jan 2025", "Dec 2024", "up to Dec 2024", "2025"]
    picture = charts.save(claims(both, options=asked), "svg")
    words = [
        "What became of the date?",
        "20 Jan 2025",
        "Dec 2024",
        "2 articles",
        "First told as: The model was",
    ]
    charts.check_rendered(picture, "svg", words)
    assert b"20108" not in picture
    alone = {**number, "claims": CLAIMS.frame(rows)}
    assert claims_data(alone)["of"].unique().to_list() == ["date"]


def test_a_figure_of_speech_is_not_what_is_drawn(number: Tables) -> None:
    idiom = number["claims"].with_columns(
        pl.format("{}-idiom", "claim_id").alias("claim_id"), pl.lit("a0:0-5-idiom").alias("family_id"),
        pl.Series("value", [100.0, 100.0, 100.0, 99.0]), pl.lit("percent").alias("unit"),
        pl.lit("percent").alias("kind"),
    )  # fmt: skip
    both = {**number, "claims": pl.concat([idiom, number["claims"].head(3)])}
    assert claims_data(both)["unit"].unique().to_list() == ["USD"]
