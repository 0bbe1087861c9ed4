"""Web pages give their text, and only dates that speak of the publication."""

import time
from pathlib import Path

import pytest
from lxml.html import document_fromstring

from tests.readers.samples import FILES, adds_up, read_bytes, sample
from timeline.options import ReadOptions
from timeline.readers import read, workers
from timeline.readers.page_dates import page_dates, url_day

BODY = "<p>The bridge at Nordhaven was reopened after two weeks of repairs, and buses crossed again.</p>" * 4


def candidates(
    head: str = "", body: str = "", url: str | None = None, guess: str | None = None
) -> list[tuple[str, str]]:
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return [(found.origin, found.raw) for found in page_dates(tree, url, lambda: guess)]


def test_page(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "page.html", sample("page.html"))
    row = result.articles.row(0, named=True)
    assert row["title"] == "Harbour bridge reopens after repairs"
    assert (row["source"], row["author"], row["lang"]) == ("Nordhaven Post", "Ada Quist", "en")
    assert row["url"] == "https://www.nordhavenpost.example/2025/01/28/harbour-bridge"
    assert "We would rather lose a fortnight" in row["text"]
    assert "lorries above thirty tonnes" in row["text"]
    for noise in ("Sport", "First!", "Ferry breaks down", "Updated"):
        assert noise not in row["text"]
    assert result.dates.select("origin", "raw").rows() == [
        ("metadata", "2025-01-28T00:40:00+01:00"),
        ("url", "2025-01-28"),
        ("visible", "2025-01-28T00:40:00+01:00"),
    ]


def ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


PUBLISHED = '<meta property="article:published_time" content="2025-01-28">'
CREATED = '<meta name="dcterms.created" content="2025-01-20">'
VAGUE = '<meta name="date" content="2025-01-20">'
GRAPH = """{"@graph": [{"@type": "WebPage", "datePublished": "2025-01-20"},
    {"@type": ["NewsArticle"], "datePublished": "2025-01-28"}]}"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(PUBLISHED, ["2025-01-28"], id="open-graph"),
        pytest.param('<meta name="DC.date.issued" content="2025-01-28">', ["2025-01-28"], id="dublin-core"),
        pytest.param('<meta property="article:modified_time" content="2025-01-28">', [], id="modified"),
        pytest.param('<meta name="last-modified" content="2025-01-28">', [], id="last-modified"),
        pytest.param('<meta name="date" content="2:33 PM">', [], id="no-year"),
        pytest.param(CREATED, ["2025-01-20"], id="created-alone"),
        pytest.param(CREATED + PUBLISHED, ["2025-01-28"], id="created-loses"),
        pytest.param(VAGUE + PUBLISHED, ["2025-01-28", "2025-01-20"], id="exact-before-vague"),
        pytest.param(ld(GRAPH), ["2025-01-28", "2025-01-20"], id="article-before-page"),
        pytest.param(ld('{"@type": "Event", "datePublished": "2025-01-28"}'), [], id="other-things"),
        pytest.param(ld('{"@type": "Article", "dateModified": "2025-01-28"}'), [], id="json-modified"),
        pytest.param(
            ld('{"@type": "Article", "datePublished": "2025-01-28", oops'), ["2025-01-28"], id="broken"
        ),
    ],
)
def test_metadata(head: str, expected: list[str]) -> None:
    assert candidates(head) == [("metadata", raw) for raw in expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param('<time datetime="2025-01-28">today</time>', ["2025-01-28"], id="time"),
        pytest.param("<time>28 January 2025</time>", ["28 January 2025"], id="time-text"),
        pytest.param('<aside><time datetime="2025-01-28"></time></aside>', [], id="aside"),
        pytest.param('<div class="comments"><time datetime="2025-01-28"></time></div>', [], id="comment"),
        pytest.param('<span class="updated"><time datetime="2025-01-28"></time></span>', [], id="updated"),
        pytest.param('<p class="byline">Ada Quist, 28 January 2025</p>', ["28 January 2025"], id="byline"),
        pytest.param('<div class="post-date">28.01.2025</div>', ["28.01.2025"], id="class"),
        pytest.param("<p>It fell on 28 January 2025.</p>", [], id="text"),
        pytest.param("<time>yesterday</time>", [], id="relative"),
        pytest.param(
            "<h1>A bridge</h1><p>Nordhaven, 28 January 2025</p><p>Ferries on 3 March 2024</p>",
            ["28 January 2025"],
            id="line-beside-the-headline",
        ),
        pytest.param("<p>Termin: 28.01.2025</p>", [], id="day-of-an-event"),
        pytest.param("<p>Last updated: 28 January 2025</p>", [], id="says-updated"),
        pytest.param(
            "<p>Updated 30 January 2025, published 28 January 2025</p>",
            ["28 January 2025"],
            id="updated-before-published",
        ),
        pytest.param("<p>公開日：2025年1月28日</p>", ["2025年1月28日"], id="japanese"),
        pytest.param("<p>Publicado el 28 de enero de 2025</p>", ["28 de enero de 2025"], id="spanish"),
        pytest.param('<p class="byline">28-01-2025</p>', ["28-01-2025"], id="dashes"),
        pytest.param('<p class="byline">28 January 1998</p>', ["28 January 1998"], id="last-century"),
        pytest.param(
            '<time class="entry-date updated" datetime="2025-01-28"></time>', ["2025-01-28"], id="microformat"
        ),
        pytest.param('<abbr class="published" title="2025-01-28">x</abbr>', ["2025-01-28"], id="abbr"),
        pytest.param(
            '<h1>A</h1><p class="date">28.01.2025</p>'
            + "<br>" * 200
            + "".join(f'<p class="date">{n}.12.2024</p>' for n in range(10, 16)),
            ["28.01.2025"],
            id="teasers-below",
        ),
        pytest.param("<p>Veröffentlicht am 28.01.2025</p>", ["28.01.2025"], id="says-published"),
        pytest.param("<p>28.01.2025 10:16 Uhr - Radsport</p>", ["28.01.2025"], id="line-of-day-and-time"),
        pytest.param("<p>published 71 1070 times</p>", [], id="published-without-a-day"),
        pytest.param(
            '<header><a class="logo"><span class="date">28.01.2025</span></a></header>', [], id="masthead"
        ),
        pytest.param(
            '<div class="article"><div class="footer"><time datetime="2025-01-28"></time></div></div>',
            ["2025-01-28"],
            id="foot-of-the-article",
        ),
        pytest.param(
            '<div class="footer"><time datetime="2025-01-28"></time></div>', [], id="foot-of-the-page"
        ),
        pytest.param(
            "".join(f'<time datetime="2025-01-{n}"></time>' for n in range(10, 16)), [], id="listing"
        ),
    ],
)
def test_visible(body: str, expected: list[str]) -> None:
    assert candidates(body=body) == [("visible", raw) for raw in expected]


@pytest.mark.parametrize(
    ("stated", "url", "lang", "asked"),
    [
        pytest.param("2025-01-28T12:00:00Z", None, None, False, id="noon-anywhere"),
        pytest.param("2025-01-28T20:00:00Z", None, None, True, id="evening-anywhere"),
        pytest.param("2025-01-28T20:00:00Z", "https://a.example.de/b", None, False, id="evening-in-germany"),
        pytest.param("2025-01-28T20:00:00Z", None, "de", False, id="evening-in-german"),
        pytest.param("2025-01-28T23:30:00Z", "https://a.example.de/b", None, True, id="night-in-germany"),
        pytest.param(
            "2025-01-28T23:30:00Z", "https://a.example.de/2025/01/29/b", None, False, id="address-says"
        ),
        pytest.param("2025-01-28T25:30:00Z", None, None, True, id="no-hour"),
        pytest.param("2025-02-30", None, None, True, id="no-day"),
    ],
)
def test_a_by_line_is_looked_for_only_where_it_can_settle_the_day(
    stated: str, url: str | None, lang: str | None, asked: bool
) -> None:
    head = f'<meta property="article:published_time" content="{stated}">'
    body = '<p class="byline">Ada Quist, 28 January 2025</p>'
    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    found = page_dates(tree, url, lang=lang)
    assert ("visible" in [each.origin for each in found]) is asked


def test_a_guess_counts_only_alone() -> None:
    assert candidates(guess="2025-01-01") == []
    assert candidates(guess="2025-01-28") == [("inferred", "2025-01-28")]
    assert candidates('<meta name="date" content="2025-01-20">', guess="2025-01-28") == [
        ("metadata", "2025-01-20")
    ]


def test_a_guess_from_program_data_is_none() -> None:
    script = '<script>var d = {"__Updated": "2025-01-28T10:00:00Z"}</script>'
    assert candidates(body=script, guess="2025-01-28") == []
    assert candidates(body=script.replace("__Updated", "shown"), guess="2025-01-28") == [
        ("inferred", "2025-01-28")
    ]


def test_each_candidate_says_where_it_stands() -> None:
    head = ld('{"@type": "Article", "datePublished": "2025-01-28"}') + PUBLISHED + VAGUE
    tree = document_fromstring(f"<html><head>{head}</head><body><time>28.01.2025</time></body></html>")
    assert [(found.raw, found.note) for found in page_dates(tree, None)] == [
        ("2025-01-28", "JSON-LD datePublished + property article:published_time"),
        ("2025-01-20", "name date"),
        ("28.01.2025", "time element"),
    ]


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2025/01/28/b", "2025-01-28"),
        ("https://a.example/news/2025/1/8/b", "2025-01-08"),
        ("https://a.example/2025-01-28-b", "2025-01-28"),
        ("https://a.example/20250128/b", "2025-01-28"),
        ("https://a.example/2025/jan/28/b", "2025-01-28"),
        ("https://a.example/28-01-2025-b", "2025-01-28"),
        ("https://a.example/03-04-2025-b", None),
        ("https://a.example/2025/01/b", None),
        ("https://a.example/2025/10/3-questions", None),
        ("https://a.example/2025/13/28/b", None),
        ("https://a.example/id-120250128", None),
        ("https://a.example/2025012812345", None),
        ("https://a.example/1850/01/28", None),
        (None, None),
    ],
)
def test_url_day(url: str | None, day: str | None) -> None:
    assert url_day(url) == day


@pytest.mark.parametrize(
    ("site", "url", "source"),
    [
        pytest.param("Nordhaven Post", "https://nordhavenpost.example/a", "Nordhaven Post", id="stated"),
        pytest.param("World", "https://www.reuters.com/a", None, id="section-of-a-well-known-outlet"),
        pytest.param("Associated Press", "https://www.reuters.com/a", "Associated Press", id="well-known"),
        pytest.param("A bridge opens", "https://nordhavenpost.example/a", None, id="the-title"),
    ],
)
def test_outlet_of_a_page(tmp_path: Path, site: str, url: str, source: str | None) -> None:
    head = f'<title>A bridge opens</title><meta property="og:site_name" content="{site}">'
    page = f'<html><head>{head}<link rel="canonical" href="{url}"></head><body>{BODY}</body></html>'
    assert read_bytes(tmp_path, "a.html", page.encode()).articles["source"].item() == source


def test_many_pages_go_through_workers_in_order(tmp_path: Path) -> None:
    count = workers.IN_PROCESS + 3
    for number in range(count):
        head, body = f"<title>Page {number}</title>", f"<article>{BODY}<p>{number}</p></article>"
        page = f"<html><head>{head}</head><body>{body}</body></html>"
        (tmp_path / f"{number:02d}.html").write_text(page, encoding="utf-8")
    result = read([tmp_path], ReadOptions(jobs=2))
    assert result.articles["title"].to_list() == [f"Page {n}" for n in range(count)]
    assert adds_up(result)


def test_reading_pages_logs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    read_bytes(tmp_path, "page.html", b"<html><body><p>short</p></body></html>")
    assert not caplog.records


def test_sample_page_is_what_the_tests_think() -> None:
    assert "modified_time" in (FILES / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_a_page_full_of_comments_is_recognised_at_once(tmp_path: Path, name: str) -> None:
    # every reader looks at every file: a pattern that tries all ways to join the comments would never end
    page = "<!DOCTYPE html>" + "<!-- note -->\n" * 200 + f"<body><article>{BODY}</article></body>"
    started = time.monotonic()
    result = read_bytes(tmp_path, name, page.encode())
    assert time.monotonic() - started < 20
    assert adds_up(result)
