"""Web archives: pages come out with address and capture, damage costs only the record it hit."""

import gzip
import random
import tracemalloc
from pathlib import Path

import pytest

from tests.readers.samples import adds_up, read_bytes
from tests.readers.web_samples import answer, page, record, warc, warc_records
from timeline.readers import ReadResult, read

SITE = "https://www.nordhavenpost.example"


def pages(tmp_path: Path, *blocks: bytes, **headers: str) -> ReadResult:
    made = [record("response", f"{SITE}/{n}", block, n, **headers) for n, block in enumerate(blocks, 1)]
    return read_bytes(tmp_path, "a.warc", b"".join(made))


@pytest.mark.parametrize("zipped", [True, False])
def test_values(tmp_path: Path, zipped: bool) -> None:
    data = warc() if zipped else b"".join(warc_records())
    result = read_bytes(tmp_path, "crawl.warc.gz" if zipped else "crawl.warc", data)
    name = "crawl.warc.gz" if zipped else "crawl.warc"
    articles = result.articles
    assert articles["path"].to_list() == [f"{name}:3", f"{name}:6", f"{name}:10"]
    assert articles["url"].to_list() == [f"{SITE}/a/bridge", f"{SITE}/2025/01/29/ferry", f"{SITE}/a/quarry"]
    assert all("Käthe’s" in text and "—" in text for text in articles["text"])
    assert articles["title"][0] == "Harbour bridge reopens after repairs"
    found = result.dates.join(articles.select("article_id", "url"), on="article_id")
    assert found.filter(url=f"{SITE}/a/bridge").select("origin", "raw").rows() == [
        ("metadata", "2025-01-28T00:40:00+01:00"),
        ("archive", "2025-02-01T06:03:10Z"),
    ]
    assert ("url", "2025-01-29") in found.filter(url=f"{SITE}/2025/01/29/ferry").select(
        "origin", "raw"
    ).rows()
    assert found.filter(url=f"{SITE}/a/quarry")["origin"].to_list() == ["archive"]
    assert result.warnings == [
        f"{name}: records that are no pages are left out: 1 warcinfo, 1 request, 1 metadata, 1 image/png, "
        "1 HTTP status 404, 1 response over dns, 1 revisit"
    ]


def test_a_response_without_a_type_is_known_by_its_first_line(tmp_path: Path) -> None:
    made = record("response", f"{SITE}/1", answer(page("bridge")), 1)
    bare = made.replace(b"Content-Type: application/http; msgtype=response\r\n", b"")
    assert bare != made
    dns = record("response", "dns:www.nordhavenpost.example", b"20250201060000\r\nwww 300 IN A 192.0.2.1\r\n")
    result = read_bytes(
        tmp_path, "a.warc", bare + dns.replace(b"Content-Type: application/http; msgtype=response\r\n", b"")
    )
    assert result.articles["url"].to_list() == [f"{SITE}/1"]


def test_one_gzip_stream_around_all_records(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "crawl.warc.gz", gzip.compress(b"".join(warc_records())))
    assert result.articles["path"].to_list() == [f"crawl.warc.gz:{n}" for n in (3, 6, 10)]
    assert result.rejects.is_empty()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("zipped", [True, False])
def test_a_flipped_bit_costs_one_record(tmp_path: Path, seed: int, zipped: bool) -> None:
    """Of six pages the fifth is damaged anywhere. The others must come out whole."""
    made = [record("response", f"{SITE}/{n}", answer(page("bridge", dated=False)), n) for n in range(6)]
    parts = [gzip.compress(one) if zipped else one for one in made]
    chance = random.Random(seed)
    bad = bytearray(parts[4])
    # in plain records a flipped letter of the text is a letter; it is the head that can do harm
    span = len(bad) if zipped else 300
    bad[chance.randrange(span)] ^= 1 << chance.randrange(8)
    parts[4] = bytes(bad)
    name = "a.warc.gz" if zipped else "a.warc"
    result = read_bytes(tmp_path, name, b"".join(parts))
    urls = set(result.articles["url"])
    assert {f"{SITE}/{n}" for n in range(6) if n != 4} <= urls
    if zipped and result.rejects.height:
        assert "damaged at byte" in result.rejects["reason"].item()
    assert adds_up(result)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_cut_archive_tells_where_it_ends(tmp_path: Path, zipped: bool) -> None:
    data = warc() if zipped else b"".join(warc_records())
    result = read_bytes(tmp_path, "a.warc.gz" if zipped else "a.warc", data[:-60])
    assert result.articles.height == 2
    assert "the file ends inside this record" in result.rejects["reason"].item()
    assert result.rejects["position"].item() == "10"


def test_bytes_between_members_are_told(tmp_path: Path) -> None:
    parts = [gzip.compress(one) for one in warc_records()]
    result = read_bytes(tmp_path, "a.warc.gz", parts[0] + b"garbage" * 9 + b"".join(parts[1:]))
    assert result.articles.height == 3
    assert result.rejects.height == 1


@pytest.mark.parametrize(
    ("block", "words"),
    [
        pytest.param(answer(b"\x28\xb5\x2f\xfd" + bytes(90), Content_Encoding="zstd"), "zstd", id="zstd"),
        pytest.param(answer(b"\xff" * 90, Content_Encoding="br"), "content is damaged", id="br"),
        pytest.param(answer(b"<html><body></body></html>"), "no article text", id="empty"),
    ],
)
def test_reasons(tmp_path: Path, block: bytes, words: str) -> None:
    result = pages(tmp_path, block)
    assert words in result.rejects["reason"].item()
    assert f"{SITE}/1" in result.rejects["reason"].item()
    assert result.rejects["position"].item() == "1"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Encoding": "gzip"},
        {"Content_Encoding": "br"},
        {"Content_Encoding": "deflate"},
        {"Transfer_Encoding": "chunked"},
        {"Content_Type": "text/html; charset=nonsense"},
        {"Content_Type": "application/xhtml+xml"},
        {"Content_Type": "text/html; charset=utf-16"},
    ],
    ids=str,
)
def test_headers_that_are_not_true(tmp_path: Path, headers: dict[str, str]) -> None:
    """Crawlers unpack a body and leave the header, and servers name an encoding that is not the page's."""
    assert "Käthe’s" in pages(tmp_path, answer(page("bridge"), **headers)).articles["text"].item()


def test_a_gzip_bomb_in_a_page(tmp_path: Path) -> None:
    bomb = answer(gzip.compress(b"<html>" + b"a" * 40_000_000), Content_Encoding="gzip")
    result = pages(tmp_path, bomb, answer(page("ferry")))
    assert "larger than 20 MB" in result.rejects["reason"].item()
    assert result.articles["url"].item() == f"{SITE}/2"


def test_large_and_cut_captures(tmp_path: Path) -> None:
    made = [
        record("response", f"{SITE}/1", answer(b"<html>" + b"a" * 22_000_000), 1),
        record("response", f"{SITE}/2", answer(page("ferry")), 2, WARC_Truncated="length"),
    ]
    result = read_bytes(tmp_path, "a.warc", b"".join(made))
    assert "larger than 20 MB" in result.rejects["reason"].item()
    assert "a.warc:2: the capture is cut off (length), the text may be too" in result.warnings


def test_an_archive_without_pages(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.warc.gz", b"".join(gzip.compress(r) for r in warc_records()[:2]))
    assert "holds no page: 1 warcinfo, 1 request" in result.rejects["reason"].item()


def test_a_page_that_names_another_address(tmp_path: Path) -> None:
    html = page("bridge").replace(b"<head>", b'<head><link rel="canonical" href="https://a.example/real">')
    row = pages(tmp_path, answer(html)).articles.row(0, named=True)
    assert (row["url"], row["x_canonical_url"]) == (f"{SITE}/1", "https://a.example/real")


def test_a_file_larger_than_the_limit_is_streamed(tmp_path: Path) -> None:
    result = read_bytes(
        tmp_path,
        "a.warc",
        b"".join([*warc_records(), record("metadata", "", bytes(2_000_000))]),
        max_file_mb=1,
    )
    assert result.articles.height == 3


def test_a_large_archive_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.warc"
    picture = answer(bytes(1_000_000), Content_Type="image/jpeg")
    with path.open("wb") as file:
        for number in range(80):
            file.write(record("response", f"{SITE}/{number}.jpg", picture, number))
        file.write(record("response", f"{SITE}/a", answer(page("bridge")), 80))
    read([tmp_path / "large.warc"])  # what is loaded once is not what is measured
    tracemalloc.start()
    try:
        result = read([path])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result.articles["path"].to_list() == ["large.warc:81"]
    assert peak < 30_000_000, f"{peak / 1e6:.0f} MB for a file of {path.stat().st_size / 1e6:.0f} MB"
