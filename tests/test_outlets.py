"""Outlets get one name each, keep the names they came with, and no kind is made up."""

from pathlib import Path
from zoneinfo import available_timezones

import polars as pl
import pytest

from timeline.errors import InputError
from timeline.outlets import apply_outlets, domain, name_key, outlets, read_outlets, shipped
from timeline.schema import ARTICLES, OUTLET_KINDS, OUTLETS


def articles(
    *sources: str | None, urls: list[str | None] | None = None, **extra: list[str | None]
) -> pl.DataFrame:
    frame = ARTICLES.frame(
        {"article_id": str(n), "source": s, "url": urls[n] if urls else None} for n, s in enumerate(sources)
    )
    return frame.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in extra.items())


def table(
    *sources: str | None, known: pl.DataFrame | None = None, **extra: list[str | None]
) -> list[dict[str, object]]:
    frame = outlets(articles(*sources, **extra), known)
    assert frame.schema == OUTLETS.schema
    return frame.to_dicts()


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["Strait Radio", "STRAIT RADIO", "strait radio"], id="case"),
        pytest.param(["Nordhaven Post", "The Nordhaven Post", "the nordhaven post"], id="the"),
        pytest.param(["Nordhaven Post", "nordhavenpost.com", "www.nordhavenpost.com"], id="domain"),
        pytest.param(["The Nordhaven Post", "thenordhavenpost.com"], id="the-domain"),
    ],
)
def test_one_outlet(names: list[str]) -> None:
    (row,) = table(*names)
    assert row["source"] == names[0]
    assert row["aliases"] == sorted(names[1:])
    assert row["kind"] == "unknown"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nordhaven Post", "Nordhaven Times"),
        ("post.de", "post.com"),
        ("The Post", "The Host"),
        ("Fox News", "Box News"),
        ("Strait Radio (North)", "Strait Radio (South)"),
    ],
)
def test_two_outlets(a: str, b: str) -> None:
    assert len(table(a, b)) == 2


@pytest.mark.parametrize(
    ("name", "source", "kind", "timezone"),
    [
        ("Reuters", "Reuters", "agency", "Europe/London"),
        ("reuters.com", "Reuters", "agency", "Europe/London"),
        ("AP", "Associated Press", "agency", "America/New_York"),
        ("The Associated Press", "Associated Press", "agency", "America/New_York"),
        ("CNN (Web News)", "CNN", "national", "America/New_York"),
        ("New York Times - Opinion", "New York Times", "national", "America/New_York"),
        ("edition.cnn.com", "CNN", "national", "America/New_York"),
        ("uk.reuters.com", "Reuters", "agency", "Europe/London"),
        ("Spiegel Online", "Der Spiegel", "national", "Europe/Berlin"),
    ],
)
def test_well_known(name: str, source: str, kind: str, timezone: str) -> None:
    (row,) = table(name)
    assert (row["source"], row["kind"], row["timezone"]) == (source, kind, timezone)


def test_shipped_list_is_sound() -> None:
    rows = shipped()
    assert len({row.source for row in rows}) == len(rows)
    homes: dict[str, str] = {}
    for row in rows:
        assert row.kind in OUTLET_KINDS
        assert row.country is None or len(row.country) == 2
        assert row.timezone is None or row.timezone in available_timezones()
        for name in (row.source, *row.aliases):
            assert homes.setdefault(name_key(name), row.source) == row.source, name


def test_own_list_comes_first() -> None:
    known = OUTLETS.frame(
        [{"source": "Reuters", "name": "Reuters plc", "aliases": ["RTRS"], "kind": "trade"}]
    )
    (row,) = table("Reuters", "RTRS", known=known, x_kind=["blog", None])
    assert (row["source"], row["name"], row["kind"]) == ("Reuters", "Reuters plc", "trade")
    assert row["aliases"] == ["RTRS"]


def test_kind_from_the_articles() -> None:
    rows = table("A Paper", "A Paper", "A Paper", "B Paper", x_kind=["Local", "blog", "local", "nonsense"])
    assert [row["kind"] for row in rows] == ["local", "unknown"]


def test_zone_from_the_articles() -> None:
    (row,) = table("A Paper", x_timezone=["Asia/Tokyo"], x_country=["JP"])
    assert (row["timezone"], row["country"]) == ("Asia/Tokyo", "JP")


def test_source_is_canonical_and_the_name_as_read_is_kept() -> None:
    read = articles("CNN (Web News)", "CNN", "Nordhaven Post", "the nordhaven post", "Nordhaven Post")
    named = apply_outlets(read, outlets(read))
    assert named["source"].to_list() == ["CNN", "CNN", "Nordhaven Post", "Nordhaven Post", "Nordhaven Post"]
    assert named["x_source_as_read"].to_list() == ["CNN (Web News)", None, None, "the nordhaven post", None]


def test_source_from_the_address() -> None:
    read = articles(None, "", None, urls=["https://www.reuters.com/a", "https://straitradio.example/b", None])
    named = apply_outlets(read, outlets(read))
    assert named["source"].to_list() == ["Reuters", "straitradio.example", None]
    assert named["x_source_from"].to_list() == ["url", "url", None]


def test_applying_twice_changes_nothing() -> None:
    read = articles("CNN (Web News)", None, urls=[None, "https://www.reuters.com/a"])
    found = outlets(read)
    once = apply_outlets(read, found)
    assert apply_outlets(once, outlets(once)).equals(once)


def test_no_article() -> None:
    assert outlets(articles()).schema == OUTLETS.schema
    assert apply_outlets(articles(), outlets(articles())).height == 0


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.co.uk/a", "example.co.uk"),
        ("http://m.example.com", "example.com"),
        ("https://news.example.com:8080/x", "news.example.com"),
        ("not an address", None),
        ("https://[broken", None),
        (None, None),
    ],
)
def test_domain(url: str | None, site: str | None) -> None:
    assert domain(url) == site


def test_read_outlets(tmp_path: Path) -> None:
    path = tmp_path / "outlets.csv"
    path.write_text(
        "\ufeffsource,aliases,kind\nStrait Radio,SR;straitradio.example|Strait FM,local\n", encoding="utf-8"
    )
    (row,) = read_outlets(path).to_dicts()
    assert row == {
        "source": "Strait Radio",
        "name": "Strait Radio",
        "aliases": ["SR", "straitradio.example", "Strait FM"],
        "kind": "local",
        "country": None,
        "timezone": None,
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,kind\nA,local\n", "needs a column source"),
        ("source,kind\nA,paper\n", "no kind of outlet"),
        ("", "cannot be read"),
    ],
)
def test_read_outlets_says_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "outlets.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_outlets(path)
