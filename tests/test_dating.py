"""Publication days come from the most trusted candidate, and the reasons say so."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from timeline.date_strings import read_dates
from timeline.dating import ORIGIN_WORDS, date_articles
from timeline.errors import OptionError
from timeline.options import DatingOptions
from timeline.schema import ARTICLES, DATES, ORIGINS, OUTLETS

BERLIN = OUTLETS.frame(
    [{"source": "S", "name": "S", "aliases": ["Es"], "kind": "local", "timezone": "Europe/Berlin"}]
)


def article(**values: Any) -> pl.DataFrame:
    row = {"article_id": "a", "text": "", "source": "S", "dct_origin": "none", "included": True}
    return ARTICLES.frame([row | values])


def dates(*found: tuple[str, ...]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [("a", origin, raw, note[0] if note else None, None, "g") for origin, raw, *note in found],
        schema=dict.fromkeys(("article_id", "origin", "raw", "note", "lang", "group"), pl.String),
        orient="row",
    )
    return read_dates(frame).select(pl.col(n).cast(t) for n, t in DATES.schema.items())


def dated(
    *found: tuple[str, ...], outlets: pl.DataFrame | None = None, published: str | None = None, **values: Any
) -> Any:
    frame = date_articles(article(**values), dates(*found), DatingOptions(published=published), outlets)
    assert frame.schema == ARTICLES.schema
    return frame.row(0, named=True)


def day(row: Any) -> tuple[date | None, date | None, date | None, str]:
    return row["dct_start"], row["dct_stop"], row["dct_best"], row["dct_origin"]


def one(d: int) -> tuple[date, date, date]:
    return date(2025, 1, d), date(2025, 1, d + 1), date(2025, 1, d)


def test_every_origin_has_words() -> None:
    assert set(ORIGIN_WORDS) == set(ORIGINS) - {"none"}


ORDER = ("correction", "meta", "given", "metadata", "url", "feed", "visible", "option", "inferred")


@pytest.mark.parametrize("at", range(len(ORDER)))
def test_order_of_origins(at: int) -> None:
    # the order in which candidates stand must not matter, so they stand in the wrong one
    found = [(origin, f"2025-01-{10 + number}") for number, origin in enumerate(ORDER)][at:]
    row = dated(*reversed(found))
    assert day(row) == (*one(10 + at), ORDER[at])
    assert len(row["dct_why"]) == len(found) - ("option" in ORDER[at + 1 :])


def test_nothing_known() -> None:
    row = dated()
    assert day(row) == (None, None, None, "none")
    assert row["dct_why"] == ["no date was found"]


def test_a_date_that_is_not_understood_is_named() -> None:
    row = dated(("given", "99999-13-45"), ("url", "2025-01-28"))
    assert day(row) == (*one(28), "url")
    assert any("99999-13-45" in why for why in row["dct_why"])


def test_day_without_time() -> None:
    row = dated(("given", "2025-01-28"))
    assert (row["published"], row["published_local"], row["utc_offset_min"]) == (None, None, None)


def test_time_without_zone() -> None:
    row = dated(("given", "2025-01-28 09:30:00"))
    assert (row["published"], row["published_local"]) == (None, datetime(2025, 1, 28, 9, 30))


def test_time_with_offset_has_the_day_of_its_source() -> None:
    row = dated(("given", "2025-01-28T23:30:00-05:00"))
    assert day(row) == (*one(28), "given")
    assert row["published"] == datetime(2025, 1, 29, 4, 30, tzinfo=UTC)
    assert (row["published_local"], row["utc_offset_min"]) == (datetime(2025, 1, 28, 23, 30), -300)


@pytest.mark.parametrize(
    ("raw", "start", "stop"),
    [
        pytest.param("2025-01-28T10:30:00Z", date(2025, 1, 27), date(2025, 1, 30), id="three-days"),
        pytest.param("2025-01-28T15:00:00Z", date(2025, 1, 28), date(2025, 1, 30), id="later-somewhere"),
        pytest.param("2025-01-28T02:00:00Z", date(2025, 1, 27), date(2025, 1, 29), id="earlier-somewhere"),
    ],
)
def test_utc_only(raw: str, start: date, stop: date) -> None:
    row = dated(("given", raw))
    assert day(row) == (start, stop, date(2025, 1, 28), "given")
    assert row["published"] == datetime.fromisoformat(raw)
    assert (row["published_local"], row["utc_offset_min"]) == (None, None)


@pytest.mark.parametrize(
    ("raw", "d", "local", "offset"),
    [
        pytest.param("2025-01-28T23:30:00Z", 29, datetime(2025, 1, 29, 0, 30), 60, id="next-day"),
        pytest.param("2025-01-28T22:30:00Z", 28, datetime(2025, 1, 28, 23, 30), 60, id="same-day"),
    ],
)
def test_utc_and_a_known_zone(raw: str, d: int, local: datetime, offset: int) -> None:
    for source in ("S", "Es"):
        row = dated(("given", raw), outlets=BERLIN, source=source)
        assert day(row) == (*one(d), "given")
        assert (row["published_local"], row["utc_offset_min"]) == (local, offset)
        assert "Europe/Berlin" in row["dct_why"][0]


def test_summer_time_counts() -> None:
    row = dated(("given", "2025-07-28T22:30:00Z"), outlets=BERLIN)
    assert row["dct_best"] == date(2025, 7, 29)


@pytest.mark.parametrize(
    ("values", "start", "stop"),
    [
        pytest.param({"url": "https://zeitung.at/a"}, 29, 30, id="address"),
        pytest.param({"lang": "de"}, 29, 30, id="language"),
        pytest.param({"url": "https://news.com/a", "lang": "en"}, 28, 30, id="unknown"),
        pytest.param({"url": "https://agency.gov/a"}, 28, 29, id="american"),
    ],
)
def test_utc_and_a_country(values: dict[str, Any], start: int, stop: int) -> None:
    row = dated(("given", "2025-01-28T23:30:00Z"), **values)
    assert (row["dct_start"], row["dct_stop"]) == (date(2025, 1, start), date(2025, 1, stop))


def test_another_candidate_narrows_utc() -> None:
    row = dated(("metadata", "2025-01-28T23:30:00Z"), ("url", "2025-01-29"))
    assert day(row) == (*one(29), "metadata")
    assert "the address narrows it" in row["dct_why"][1]
    assert row["published"] == datetime(2025, 1, 28, 23, 30, tzinfo=UTC)


def test_a_stated_day_beats_a_supposed_zone() -> None:
    found = ("metadata", "2025-01-28T23:30:00Z"), ("visible", "28.01.2025")
    row = dated(*found, url="https://zeitung.at/a")
    assert day(row) == (*one(28), "metadata")
    assert "settles" in row["dct_why"][1]
    assert row["published_local"] is None
    # the outlet's own zone is not supposed
    assert day(dated(*found, outlets=BERLIN)) == (*one(29), "metadata")


def test_a_stated_day_turns_day_and_month() -> None:
    row = dated(("given", "03/04/2025"), ("url", "2025-04-03"))
    assert (row["dct_best"], row["dct_origin"]) == (date(2025, 4, 3), "given")
    row = dated(("given", "03/04/2025"), ("url", "2025-04-04"))
    assert (row["dct_best"], row["dct_origin"]) == (date(2025, 3, 4), "given")


@pytest.mark.parametrize("other", ["inferred", "option"])
def test_what_is_not_known_narrows_nothing(other: str) -> None:
    row = dated(("given", "January 2025"), (other, "2025-01-28"))
    assert row["dct_stop"] == date(2025, 2, 1)


def test_another_time_does_not_narrow() -> None:
    row = dated(("metadata", "2025-01-28T14:00:00Z"), ("metadata", "2025-01-29T09:00:00-07:00"))
    assert (row["dct_start"], row["dct_stop"]) == (date(2025, 1, 28), date(2025, 1, 30))


def test_one_instant_in_two_zones_is_no_conflict() -> None:
    row = dated(("metadata", "2025-01-29T00:30:00+01:00"), ("metadata", "2025-01-28T23:30:00Z"))
    assert day(row) == (*one(29), "metadata")
    assert len(row["dct_why"]) == 1


def test_day_from_one_and_time_from_another() -> None:
    row = dated(("meta", "2025-01-28"), ("metadata", "2025-01-28T09:30:00+01:00"))
    assert day(row) == (*one(28), "meta")
    assert row["published"] == datetime(2025, 1, 28, 8, 30, tzinfo=UTC)


def test_disagreement_is_said() -> None:
    row = dated(("meta", "2025-01-28"), ("metadata", "2025-02-03T09:30:00+01:00"))
    assert day(row) == (*one(28), "meta")
    assert row["published"] is None
    assert "the document's metadata says otherwise" in row["dct_why"][1]
    assert "3 Feb 2025" in row["dct_why"][1]


def test_a_month_is_an_interval() -> None:
    row = dated(("given", "January 2025"))
    assert day(row) == (date(2025, 1, 1), date(2025, 2, 1), date(2025, 1, 16), "given")


def test_a_month_is_narrowed() -> None:
    row = dated(("given", "January 2025"), ("url", "2025-01-28"))
    assert day(row) == (*one(28), "given")


def test_ambiguity_is_said() -> None:
    row = dated(("given", "03/04/2025"))
    assert "other way round" in row["dct_why"][0]


def test_option_fills_gaps_only() -> None:
    assert day(dated(published="2025-01-28")) == (*one(28), "option")
    row = dated(("given", "2025-01-20"), published="2025-01-28")
    assert day(row) == (*one(20), "given")
    assert len(row["dct_why"]) == 1


def test_option_beats_what_is_inferred() -> None:
    assert day(dated(("inferred", "2025-01-20"), published="2025-01-28")) == (*one(28), "option")


def test_option_must_be_a_date() -> None:
    with pytest.raises(OptionError, match="2025-01-28"):
        dated(published="soon")


def test_every_row_is_dated_by_itself() -> None:
    articles = pl.concat([article(article_id=i) for i in ("b", "a", "c")])
    found = pl.concat(
        [
            dates(("given", f"2025-01-{d}")).with_columns(article_id=pl.lit(i))
            for i, d in (("a", 10), ("b", 11))
        ]
    )
    whole = date_articles(articles, found)
    assert whole["article_id"].to_list() == ["b", "a", "c"]
    assert whole["dct_best"].to_list() == [date(2025, 1, 11), date(2025, 1, 10), None]
    parts = [date_articles(articles[n : n + 1], found) for n in range(3)]
    assert whole.equals(pl.concat(parts))


LD, META, TIME, LINE = "JSON-LD datePublished", "property article:published_time", "time element", "by-line"


@pytest.mark.parametrize(
    ("found", "d", "origin"),
    [
        pytest.param(
            [
                ("metadata", "2025-01-20", LD),
                ("metadata", "2025-01-28", META),
                ("visible", "28.01.2025", LINE),
            ],
            28,
            "metadata",
            id="two-against-one",
        ),
        pytest.param(
            [("metadata", "2025-01-20", LD), ("metadata", "2025-01-28", META)], 20, "metadata", id="tie"
        ),
        pytest.param(
            [
                ("metadata", "2025-01-20", LD),
                ("visible", "2025-01-28", TIME),
                ("visible", "28.01.2025", LINE),
            ],
            28,
            "visible",
            id="seen-twice",
        ),
        pytest.param(
            [("metadata", "2025-01-20", LD), ("visible", "28.01.2025", LINE)], 20, "metadata", id="once"
        ),
        pytest.param(
            [
                ("metadata", "2025-01-20", f"{LD} + {META}"),
                ("visible", "2025-01-28", TIME),
                ("visible", "28.01.2025", LINE),
            ],
            20,
            "metadata",
            id="one-string-in-two-places",
        ),
        pytest.param(
            [
                ("metadata", "2025-01-20", "name date"),
                ("metadata", "2025-01-20 10:00", "name dc.date"),
                ("visible", "2025-01-28", TIME),
                ("visible", "28.01.2025", LINE),
            ],
            28,
            "visible",
            id="vague-names-count-once",
        ),
        pytest.param(
            [("metadata", "2025-01-28", f"{LD} + {META}"), ("url", "2025-01-20")], 20, "url", id="republished"
        ),
        pytest.param(
            [("metadata", "2025-01-20", f"{LD} + {META}"), ("url", "2025-01-28")],
            20,
            "metadata",
            id="later-address",
        ),
        pytest.param(
            [("given", "2025-01-20"), ("visible", "2025-01-28", TIME), ("visible", "28.01.2025", LINE)],
            20,
            "given",
            id="what-is-given-is-never-outvoted",
        ),
    ],
)
def test_places_of_a_page_vote(found: list[tuple[str, ...]], d: int, origin: str) -> None:
    row = dated(*found)
    assert day(row) == (*one(d), origin)
    assert ("outvoted" in " ".join(row["dct_why"])) == (d == 28 or origin == "url")


def test_a_page_in_utc_is_where_most_sites_of_its_language_are() -> None:
    row = dated(("metadata", "2025-01-28T15:00:00Z"), url="https://news.example.com/a", lang="en")
    assert day(row) == (*one(28), "metadata")
    assert "supposed" in row["dct_why"][0]
    # an export's column says no more than it did
    row = dated(("given", "2025-01-28T15:00:00Z"), url="https://news.example.com/a", lang="en")
    assert (row["dct_start"], row["dct_stop"]) == (date(2025, 1, 28), date(2025, 1, 30))


def test_a_capture_bounds_from_above() -> None:
    row = dated(("metadata", "2025-01-28"), ("archive", "2025-01-20T10:00:00Z"), ("visible", "2025-01-18"))
    assert day(row) == (*one(18), "visible")
    assert any("later than the capture" in why for why in row["dct_why"])
    row = dated(("archive", "2025-01-20T10:00:00Z"))
    assert day(row) == (None, None, None, "none")
    assert any("published by that day" in why for why in row["dct_why"])
    row = dated(("archive", "2025-01-20T10:00:00Z", "when GDELT saw the article: published then or before"))
    assert row["dct_why"][0].startswith("when GDELT saw the article: published then or before: ")
    assert "UTC" not in row["dct_why"][0]


def test_the_local_day_of_one_instant_counts() -> None:
    # 00:40 in Berlin is 23:40 of the day before in UTC: the local day of the source counts
    row = dated(("metadata", "2025-01-28T00:40:00+01:00"), ("metadata", "2025-01-27T23:40:00Z"))
    assert day(row) == (*one(28), "metadata")
    assert not any("otherwise" in why for why in row["dct_why"])
