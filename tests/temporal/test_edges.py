"""Read no phrase out of half a word, over the rows of a list, or where a word only looks like a date."""

from datetime import date, timedelta

import polars as pl
import pytest

from timeline.temporal import tag

CASES = [
    ("en", "Marín met Décès, Sundayö and éMay.", []),
    ("en", "It opened in May今天.", ["May"]),
    ("de", "Maiß und Märzé sagten nichts.", []),
    ("es", "Abrilé y marzoñ hablan.", []),
    ("pt", "Maioç falou.", []),
    ("nl", "Meië sprak.", []),
    ("en", "Marín left on March 5, 2003.", ["March 5, 2003"]),
    ("en", "Sales\n2005\nJune 6\n2007", ["2005", "June 6", "2007"]),
    ("en", "Oct. 5\n2005 was dry", ["Oct. 5", "2005"]),
    ("en", "The meeting of all the members will be on June\n6, 2005 and last long.", ["June\n6, 2005"]),
    ("en", "It grew last\nmonth there.", ["last\nmonth"]),
    ("en", "Prices rise and fall in the market.", []),
    ("en", "Stocks fall 3%.", []),
    ("en", "The sale comes in the fall.", ["the fall"]),
    ("en", "It sold well in spring and fall.", ["spring", "fall"]),
    ("en", "DEC said that shares of DEC fell.", []),
    ("en", "MAR and SEP are names of firms.", []),
    ("en", "PRICES ROSE IN DEC AND FELL", ["DEC"]),
    ("en", "It was signed on 3 DEC 2004 there.", ["3 DEC 2004"]),
    ("en", "The gates are shut until 1645.", []),
    (
        "en",
        "He was shot in June 2003 and died in October of that year.",
        ["June 2003", "October of that year"],
    ),
    ("en", "The king died in 1645.", ["1645"]),
    ("en", "The gates were open after 1100 and 1400 came.", []),
    ("en", "It stands in the 1100 block of Main Street.", []),
    ("en", "Under 8 U.S.C. 1182(f), the 1582-page bill fell.", []),
    ("en", "They met at 1600 Pennsylvania Avenue.", []),
    ("en", "The city was founded in 1100.", ["1100"]),
    ("en", "She said that October was cold.", ["October"]),
    ("en", "It won in 2008, and in that October it lost.", ["2008", "that October"]),
    ("en", "Debt at year-end 2018 was low.", ["year-end 2018"]),
]


@pytest.mark.parametrize(("lang", "text", "phrases"), CASES, ids=[case[1] for case in CASES])
def test_edge(lang: str, text: str, phrases: list[str]) -> None:
    found = tag(pl.DataFrame({"article_id": ["a"], "text": [text], "lang": [lang]}))
    assert found["phrase"].to_list() == phrases


def test_month_of_that_year_counts_from_the_date_before() -> None:
    text = "He won in June 1998. In October of that year he left, and in May the same year he wed."
    assert tag(pl.DataFrame({"article_id": ["a"], "text": [text]}))["value"].to_list() == [
        "1998-06",
        "1998-10",
        "1998-05",
    ]


ONWARD = [
    ("en", "Two days later he left."),
    ("de", "Zwei Tage später ging er."),
    ("es", "Dos días después se fue."),
]


@pytest.mark.parametrize(("lang", "text"), ONWARD, ids=[lang for lang, _ in ONWARD])
def test_what_counts_on_from_no_date_has_none(lang: str, text: str) -> None:
    day = date(2025, 6, 18)
    told = f"{text} {text}"
    article = {
        "article_id": "a",
        "text": told,
        "lang": lang,
        "dct_start": day,
        "dct_stop": day + timedelta(1),
    }
    found = tag(pl.DataFrame([article]))
    assert found["issue"].to_list() == ["no_previous"] * 2
    assert found["start"].to_list() == [None, None]


def test_japanese_counts_from_now_with_the_same_words() -> None:
    day = date(2025, 6, 18)
    article = {"article_id": "a", "text": "3日後に会議が開かれる。", "lang": "ja", "dct_start": day}
    found = tag(pl.DataFrame([article | {"dct_stop": day + timedelta(1)}]))
    assert found["value"].to_list() == ["2025-06-21"]
