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
