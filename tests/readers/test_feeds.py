"""Feeds give an article an entry; broken entries cost only themselves, and changes are no publication."""

from pathlib import Path

import pytest

from tests.readers.samples import adds_up, read_bytes, sample
from timeline.readers import ReadResult

SITE = "https://www.nordhavenpost.example"


def days(result: ReadResult) -> list[tuple[str, str]]:
    return result.dates.select("origin", "raw").rows()


def test_rss(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "feed.rss", sample("feed.rss"))
    bridge, ferry = result.articles.iter_rows(named=True)
    assert bridge["path"] == "feed.rss:1"
    assert bridge["article_id"] == f"{SITE}/?p=101"
    assert bridge["source"] == "Nordhaven Post & Observer"
    assert (bridge["title"], bridge["author"], bridge["lang"]) == (
        "Harbour bridge reopens",
        "Ada Quist",
        "en",
    )
    assert bridge["text"].startswith("The harbour bridge reopened on Monday.\n\n“Like an")
    assert bridge["text"].endswith("said Käthe & Co.")
    assert (bridge["x_feed_part"], bridge["x_tags"]) == ("content", "Traffic, Harbour")
    assert ferry["url"] == f"{SITE}/ferry"
    assert ferry["text"] == "The ferry adds trips from Tuesday & takes bicycles."
    assert ferry["x_feed_part"] == "summary"
    assert days(result) == [
        ("feed", "Tue, 28 Jan 2025 00:40:00 +0100"),
        ("feed", "Wed, 29 Jan 2025 09:15:00 GMT"),
    ]
    assert result.dates["start"].null_count() == 0
    assert result.rejects.select("position", "reason").rows() == [
        ("3", "no text: the entry has neither content nor summary")
    ]


ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://a.example/blog/">
<title type="html">Der &amp;lt;Kai&amp;gt;</title><id>urn:feed</id><updated>2025-02-03T00:00:00Z</updated>
<entry><title>Brücke</title><link rel="alternate" href="bruecke"/><id>urn:1</id>
<published>2025-01-28T00:40:00+01:00</published><updated>2025-02-03T00:00:00Z</updated>
<author><name>Käthe</name></author><summary>Kurz.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die Brücke ist <b>offen</b>.</p>
<p>Gut.</p></div></content>
</entry>
<entry><title>Fähre</title><link href="faehre"/><id>urn:2</id><updated>2025-01-29T09:00:00Z</updated>
<content type="text">1 &lt; 2, sagte sie am Montag.</content></entry>
</feed>"""


def test_atom(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.xml", ATOM.encode())
    assert result.articles.select("url", "text", "author").rows() == [
        ("https://a.example/blog/bruecke", "Die Brücke ist offen.\n\nGut.", "Käthe"),
        ("https://a.example/blog/faehre", "1 < 2, sagte sie am Montag.", None),
    ]
    assert set(result.articles["source"]) == {"Der <Kai>"}
    # a date of change is never the publication; alone it bounds it
    assert days(result) == [("feed", "2025-01-28T00:40:00+01:00"), ("archive", "2025-01-29T09:00:00Z")]


RDF = """<?xml version="1.0" encoding="ISO-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.example/"><title>Kai</title><link>https://a.example/</link>
<items><rdf:Seq><rdf:li rdf:resource="https://a.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://a.example/1"><title>Café</title><link>https://a.example/1</link>
<description>Das Café öffnet.</description><dc:date>2025-01-28T08:00:00+01:00</dc:date></item>
</rdf:RDF>"""


def test_rdf(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.rdf", RDF.encode("iso-8859-1"))
    assert result.articles.select("title", "text", "source").row(0) == ("Café", "Das Café öffnet.", "Kai")
    assert days(result) == [("feed", "2025-01-28T08:00:00+01:00")]


@pytest.mark.parametrize("share", [0.5, 0.73, 0.97])
def test_a_cut_feed_keeps_the_entries_before_the_break(tmp_path: Path, share: float) -> None:
    items = "".join(
        f"<item><title>T{n}</title><link>/{n}</link><description>Text {n}.</description></item>"
        for n in range(20)
    )
    data = f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode()
    part = data[: int(len(data) * share)]
    result = read_bytes(tmp_path, "feed.rss", part)
    assert result.articles.height == part.count(b"</item>")
    assert result.rejects.height == part.count(b"<item>") - part.count(b"</item>")
    assert any("the feed is cut off" in warning for warning in result.warnings)
    assert adds_up(result)


def test_a_broken_entry_costs_only_itself(tmp_path: Path) -> None:
    data = sample("feed.rss").replace(b"<pubDate>Wed", b"<pubDate <<& Wed")
    result = read_bytes(tmp_path, "feed.rss", data)
    assert result.articles.height == 2
    assert any("feed.rss:2: the entry is not well-formed" in warning for warning in result.warnings)
    assert days(result)[0] == ("feed", "Tue, 28 Jan 2025 00:40:00 +0100")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    head = '<!DOCTYPE rss [<!ENTITY a "secret"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    item = "<item><title>T</title><description>One &a; two &f; three.</description></item>"
    data = f"<?xml version='1.0'?>{head}<rss version='2.0'><channel><title>A</title>{item}</channel></rss>"
    result = read_bytes(tmp_path, "feed.rss", data.encode())
    assert "three" in result.articles["text"].item()
    assert "secret" not in result.articles["text"].item()


def test_json_feed(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "feed.json", sample("feed.json"))
    assert result.articles.select("title", "text", "source", "url", "x_feed_part").rows() == [
        (
            "Bridge open",
            "The bridge opened on Monday.\n\nBuses run.",
            "Strait Radio",
            "https://a.example/1",
            "content",
        ),
        (None, "Ferries sail again.", "Strait Radio", "https://a.example/ferry", "summary"),
    ]
    assert days(result) == [("feed", "2025-01-28T00:40:00+01:00"), ("archive", "2025-01-29")]
    assert result.rejects["position"].to_list() == ["3"]
