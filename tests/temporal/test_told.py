"""A story of the past counts from its own dates; news counts from its publication day."""

from datetime import date

import polars as pl

from timeline.temporal import tag

CHRONICLE = (
    "In October 1941 the offensive began. In January the front held. On 5 February they attacked. "
    "In 1944 the war moved west. On June 6 the ships came. At dawn on 25 August the city was free. "
    "A year earlier it had starved. By 1945 it was over. In 1949 two states were founded. In 1955 they armed."
)
NEWS = "The company was founded in 1994. It said on Monday that in January sales rose, as in 1996 and 1997."


def read(text: str, day: date | None) -> dict[str, str]:
    article = {
        "article_id": ["a"], "text": [text], "lang": ["en"],
        "dct_start": [day], "dct_stop": [day and day.replace(day=day.day + 1)],
    }  # fmt: skip
    schema = {"dct_start": pl.Date, "dct_stop": pl.Date}
    found = tag(pl.DataFrame(article, schema_overrides=schema))
    return dict(zip(found["phrase"], found["value"], strict=True))


def test_chronicle_counts_from_its_own_dates() -> None:
    read_now = read(CHRONICLE, date(2009, 3, 5))
    assert read_now["January"] == "1942-01"
    assert read_now["5 February"] == "1942-02-05"
    assert read_now["June 6"] == "1944-06-06"
    assert read_now["dawn on 25 August"] == "1944-08-25TMO"
    assert read_now["A year earlier"] == "1943"


def test_chronicle_needs_no_publication_day() -> None:
    assert read(CHRONICLE, None)["January"] == "1942-01"


def test_news_counts_from_its_publication_day() -> None:
    assert read(NEWS, date(1998, 3, 5))["January"] == "1998-01"


def test_chronicle_leaves_the_other_article_alone() -> None:
    both = pl.DataFrame(
        {
            "article_id": ["a", "b"],
            "text": [CHRONICLE, "In January the front held."],
            "lang": ["en", "en"],
            "dct_start": [date(2009, 3, 5)] * 2,
            "dct_stop": [date(2009, 3, 6)] * 2,
        }
    )
    found = tag(both).filter(pl.col("phrase") == "January")
    assert found["value"].to_list() == ["1942-01", "2009-01"]
