"""How well the days of articles are known, what contradicts them, and which days look like defaults."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from timeline.date_strings import read_date
from timeline.days import conflicting, counts, day_states, peak_warnings, peaks, with_seen_days
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


def over(days: int, each: int, origin: str = "given", hours: bool = True) -> list[dict[str, object]]:
    """Give a collection with ``each`` articles a day, at hours of their own."""
    midnight = datetime.combine(D, datetime.min.time())
    return [
        article(
            f"n{d}-{n}",
            D + d * DAY,
            origin,
            midnight + timedelta(days=d, hours=n, minutes=7) if hours else None,
        )
        for d in range(1, days + 1)
        for n in range(each)
    ]


def burst(number: int, origin: str, minutes: int | None, day: date = D) -> list[dict[str, object]]:
    start = datetime.combine(day, datetime.min.time()) + timedelta(hours=3, minutes=1)
    return [
        article(f"p{n}", day, origin, start + timedelta(minutes=n * minutes) if minutes is not None else None)
        for n in range(number)
    ]


@pytest.mark.parametrize(
    ("peak", "words"),
    [
        pytest.param(burst(40, "archive", None), "may be the day of a crawl", id="seen by a service"),
        pytest.param(burst(40, "filename", None), "may be the day of a crawl", id="file names"),
        pytest.param(burst(40, "given", 1), "time of a crawl or an import", id="within an hour"),
        pytest.param(burst(40, "metadata", None), "a site was rebuilt", id="pages without a time"),
        pytest.param(burst(40, "given", 20), None, id="busy day of news"),
        pytest.param(burst(40, "given", None), None, id="days that were given"),
        pytest.param(burst(9, "archive", None), None, id="too few"),
        pytest.param(burst(40, "option", None), None, id="the day that the user gave"),
        pytest.param(burst(40, "correction", None), None, id="the days that the user set"),
        pytest.param(burst(30, "given", None, date(2024, 12, 1)), "first of a month", id="first of a month"),
        pytest.param(burst(30, "given", None, date(2024, 12, 2)), None, id="second of a month"),
        pytest.param(burst(2, "given", None, date(1970, 1, 1)), "computers count", id="epoch"),
    ],
)
def test_a_day_that_stands_alone(peak: list[dict[str, object]], words: str | None) -> None:
    found = peaks(ARTICLES.frame([*peak, *over(20, 2)]))
    assert [one.day for one in found] == ([peak[0]["dct_best"]] if words else [])
    assert all(words and words in one.why for one in found)


@pytest.mark.parametrize(("origin", "found"), [("archive", 1), ("metadata", 0)])
def test_rows_indexed_long_after_are_a_peak_from_less(origin: str, found: int) -> None:
    late = burst(12, origin, None, D + 90 * DAY)
    assert len(peaks(ARTICLES.frame([*late, *over(60, 1)]))) == found


def test_rows_indexed_long_after_are_a_peak_beside_a_busy_story() -> None:
    late = burst(37, "archive", None, D + 60 * DAY)
    (peak,) = peaks(ARTICLES.frame([*late, *over(14, 20)]))
    assert (peak.day, peak.n_articles) == (D + 60 * DAY, 37)


def test_a_day_with_busy_neighbours_is_no_peak() -> None:
    wave = [*burst(40, "archive", None), *(article(f"w{n}", D + DAY, "archive") for n in range(60))]
    assert peaks(ARTICLES.frame([*wave, *over(10, 2)])) == []


def test_full_minutes_are_how_outlets_publish() -> None:
    print_edition = [article(f"e{n}", at=datetime(2025, 1, 28, 5, 0)) for n in range(12)]
    assert peaks(ARTICLES.frame([*print_edition, *over(40, 4)])) == []


def test_a_warning_says_day_number_and_why() -> None:
    (said,) = peak_warnings(ARTICLES.frame([*burst(40, "archive", None), *over(20, 2)]))
    assert said.startswith("28 Jan 2025: 40 articles, 50% of the dated ones and 20 times the usual day; ")


@pytest.mark.parametrize(
    ("text", "origin", "raw", "best"),
    [
        pytest.param("", "archive", "20250113T091500Z", date(2025, 1, 13), id="a row without text"),
        pytest.param(None, "archive", "2025-01-13 09:15:00", date(2025, 1, 13), id="no text at all"),
        pytest.param("The dam failed.", "archive", "20250113T091500Z", None, id="a captured page"),
        pytest.param("", "url", "2025-01-13", None, id="another origin"),
    ],
)
def test_rows_without_text_count_on_the_day_they_were_seen(
    text: str | None, origin: str, raw: str, best: date | None
) -> None:
    undated = ARTICLES.frame([{**article("a", None, "none"), "text": text}])
    row = with_seen_days(undated, DATES.frame([candidate("a", origin, raw)])).row(0, named=True)
    assert (row["dct_start"], row["dct_best"]) == (None, best)
    assert row["dct_stop"] == (best + DAY if best else None)
    assert row["dct_origin"] == ("archive" if best else "none")


def test_a_row_with_a_day_keeps_it() -> None:
    dated = ARTICLES.frame([{**article("a"), "text": ""}])
    seen = DATES.frame([candidate("a", "archive", "2025-03-01")])
    assert with_seen_days(dated, seen).equals(dated)
