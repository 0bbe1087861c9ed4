"""How well the days of articles are known, what contradicts them, and which days look like defaults."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from timeline.date_strings import read_date
from timeline.days import conflicting, counts, day_states, peaks
from timeline.schema import ARTICLES, DATES

DAY = timedelta(days=1)
D = date(2025, 1, 28)


def article(
    name: str, day: date | None = D, origin: str = "given", at: datetime | None = None
) -> dict[str, object]:
    return {"article_id": name, "dct_start": day, "dct_stop": day and day + DAY, "dct_best": day,
            "dct_origin": origin, "published_local": at}  # fmt: skip


def candidate(name: str, origin: str, raw: str) -> dict[str, object]:
    read = read_date(raw)
    return {"article_id": name, "origin": origin, "raw": raw, "start": read.start, "stop": read.stop,
            "utc_offset_min": read.utc_offset_min, "zulu": read.zulu, "note": read.note}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "origin", "other", "raw", "odd"),
    [
        (D, "given", "url", "2025-01-28", False),
        (D, "given", "url", "2025-01-29", False),
        (D, "given", "url", "2025-01-26", True),
        (D, "given", "url", "2025-01-31", True),
        (D, "given", "url", "2025-01", False),
        (D, "given", "archive", "2025-03-01", False),
        (D, "given", "url", "no day", False),
        (D, "correction", "url", "2025-01-31", False),
        (date(2025, 4, 3), "url", "visible", "03/04/2025", False),
        (date(2025, 4, 20), "url", "visible", "03/04/2025", True),
        (None, "none", "url", "2025-01-31", False),
    ],
)
def test_what_contradicts(day: date | None, origin: str, other: str, raw: str, odd: bool) -> None:
    articles = ARTICLES.frame([article("a", day, origin)])
    found = conflicting(articles, DATES.frame([candidate("a", other, raw)]))
    assert found == (["a"] if odd else [])


def test_states_and_their_counts() -> None:
    articles = ARTICLES.frame(
        [
            article("k"),
            article("w", origin="inferred"),
            article("u", None, "none"),
            article("c"),
            article("h", origin="correction"),
        ]
    )
    states = day_states(articles, DATES.frame([candidate("c", "url", "2024-01-01")]))
    assert states["article_id"].to_list() == ["k", "w", "u", "c", "h"]
    assert states["day_is"].to_list() == ["known", "worked out", "unknown", "known", "known"]
    assert states["conflict"].to_list() == [False, False, False, True, False]
    assert states["place"].to_list() == [2, 1, 0, 0, 2]
    assert counts(states) == {"known": 3, "worked out": 1, "unknown": 1, "conflict": 1}
    assert counts(states.clear()) == {"known": 0, "worked out": 0, "unknown": 0, "conflict": 0}


def test_many_at_one_second_are_suspicious_and_a_busy_day_is_not() -> None:
    busy = [article(f"b{n}", at=datetime(2025, 1, 28, 8, n)) for n in range(30)]
    crawl = [article(f"c{n}", D + DAY, at=datetime(2025, 1, 29, 3, 0, 7)) for n in range(12)]
    (peak,) = peaks(ARTICLES.frame([*busy, *crawl]))
    assert (peak.day, peak.n_articles) == (D + DAY, 12)
    assert "03:00:07" in peak.why


@pytest.mark.parametrize(("around", "found"), [(0, 1), (10, 0)])
def test_many_on_new_year_are_suspicious_among_few(around: int, found: int) -> None:
    rows = [article(f"n{n}", date(2020, 1, 1)) for n in range(15)]
    rows += [
        article(f"a{d}-{n}", date(2020, 1, 1) + d * DAY) for d in range(-7, 8) if d for n in range(around)
    ]
    assert len(peaks(ARTICLES.frame(rows))) == found


def test_nothing_is_found_in_nothing() -> None:
    assert peaks(ARTICLES.empty()) == []
    assert day_states(ARTICLES.empty(), DATES.empty()).height == 0
    assert (
        peaks(
            ARTICLES.frame(
                [article(f"x{n}", origin="correction", at=datetime(2025, 1, 28)) for n in range(20)]
            )
        )
        == []
    )
    assert isinstance(day_states(ARTICLES.frame([article("a")]), DATES.empty()), pl.DataFrame)
