"""Small web archives, feeds, mail, PDF and Excel files in their real shapes; what they tell is made up."""

import gzip
import json
import zlib
from collections.abc import Callable, Mapping

import brotli

DAYS = {
    "bridge": ("Harbour bridge reopens after repairs", "2025-01-28T00:40:00+01:00"),
    "ferry": ("Ferry company adds trips at night", "2025-01-29T09:15:00+01:00"),
    "quarry": ("Quarry road to stay shut until March", "2025-01-30T17:02:00+01:00"),
}
WORDS = (
    "The council of Nordhaven decided on Monday evening that the works go on, although {} has become "
    "dearer than planned. Members of three parties voted for it, two were against, the mayor took no part. "
)


def page(name: str, charset: str = "utf-8", dated: bool = True) -> bytes:
    title, day = DAYS[name]
    meta = f'<meta property="article:published_time" content="{day}">' if dated else ""
    text = "".join(f"<p>{WORDS.format(f'the {name} — number {n}, Käthe’s —')}</p>" for n in range(4))
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{meta}</head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )
    return html.encode(charset, "replace")


def chunked(body: bytes) -> bytes:
    middle = len(body) // 2
    parts = [body[:middle], body[middle:]]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    named = {"Server": "nginx", "Content-Type": "text/html; charset=utf-8"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def record(kind: str, url: str, block: bytes, number: int = 1, **headers: str) -> bytes:
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": f"2025-02-01T06:{number % 60:02}:10Z",
        "WARC-Target-URI": url,
        "Content-Type": {
            "response": "application/http; msgtype=response",
            "request": "application/http; msgtype=request",
        }.get(kind, "application/warc-fields"),
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def warc_records() -> list[bytes]:
    site = "https://www.nordhavenpost.example"
    bridge, ferry, quarry = page("bridge"), page("ferry", "cp1252"), page("quarry", dated=False)
    zipped = answer(chunked(gzip.compress(bridge)), Content_Encoding="gzip", Transfer_Encoding="chunked")
    western = answer(
        zlib.compress(ferry), Content_Encoding="deflate", Content_Type="text/html; charset=latin1"
    )
    small = answer(brotli.compress(quarry), Content_Encoding="br", Content_Type="text/html")
    png = answer(b"\x89PNG\r\n\x1a\n" + bytes(400), Content_Type="image/png")
    made = [
        ("warcinfo", "", b"software: crawler/1.0\r\nformat: WARC File Format 1.0\r\n"),
        ("request", f"{site}/a/bridge", b"GET /a/bridge HTTP/1.1\r\nHost: www.nordhavenpost.example\r\n\r\n"),
        ("response", f"{site}/a/bridge", zipped),
        ("metadata", f"{site}/a/bridge", b"fetchTimeMs: 120\r\n"),
        ("response", f"{site}/logo.png", png),
        ("response", f"{site}/2025/01/29/ferry", western),
        ("response", f"{site}/gone", answer(b"<html>Not here</html>", "404 Not Found")),
        ("response", "dns:www.nordhavenpost.example", b"20250201060000\r\nwww 300 IN A 192.0.2.1\r\n"),
        ("revisit", f"{site}/a/bridge", b"HTTP/1.1 200 OK\r\n\r\n"),
        ("response", f"{site}/a/quarry", small),
    ]
    plain = {"Content_Type": "text/dns"}
    return [
        record(kind, url, block, number, **(plain if url.startswith("dns:") else {}))
        for number, (kind, url, block) in enumerate(made, 1)
    ]


def warc() -> bytes:
    return b"".join(gzip.compress(one) for one in warc_records())


def rss() -> bytes:
    return """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Nordhaven Post &amp; Observer</title>
<link>https://www.nordhavenpost.example/</link>
<atom:link href="https://www.nordhavenpost.example/feed" rel="self" type="application/rss+xml"/>
<description>News from the strait</description>
<language>en-GB</language>
<lastBuildDate>Mon, 03 Feb 2025 08:00:00 +0000</lastBuildDate>
<item>
 <title>Harbour bridge reopens</title>
 <link>https://www.nordhavenpost.example/bridge</link>
 <dc:creator><![CDATA[Ada Quist]]></dc:creator>
 <pubDate>Tue, 28 Jan 2025 00:40:00 +0100</pubDate>
 <category><![CDATA[Traffic]]></category><category>Harbour</category>
 <guid isPermaLink="false">https://www.nordhavenpost.example/?p=101</guid>
 <description><![CDATA[<p>The bridge is open.</p>]]></description>
 <content:encoded><![CDATA[<p>The harbour bridge reopened on Monday.</p>
<p>“Like an <item> on a list,” said Käthe &amp; Co.</p>]]></content:encoded>
</item>
<!-- <item><title>Never shown</title></item> -->
<item>
 <title>Ferry adds trips</title>
 <link>/ferry</link>
 <pubDate>Wed, 29 Jan 2025 09:15:00 GMT</pubDate>
 <guid>https://www.nordhavenpost.example/ferry</guid>
 <description>The ferry adds trips from Tuesday &amp;amp; takes bicycles.</description>
</item>
<item>
 <title>Gallery</title>
 <link>https://www.nordhavenpost.example/gallery</link>
 <dc:date>2025-01-30T10:00:00Z</dc:date>
 <description></description>
</item>
</channel>
</rss>
""".encode()


def json_feed() -> bytes:
    items = [
        {
            "id": "https://a.example/1",
            "url": "https://a.example/1",
            "title": "Bridge <em>open</em>",
            "content_html": "<p>The bridge opened on Monday.</p><p>Buses run.</p>",
            "summary": "Open.",
            "date_published": "2025-01-28T00:40:00+01:00",
            "date_modified": "2025-02-03T08:00:00+01:00",
            "authors": [{"name": "Ada Quist"}],
            "tags": ["bridge", "traffic"],
        },
        {"id": 2, "url": "ferry", "summary": "Ferries sail again.", "date_modified": "2025-01-29"},
        {"id": 3, "url": "https://a.example/3", "title": "Pictures"},
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Strait Radio",
        "home_page_url": "https://a.example/",
        "language": "en",
        "items": items,
    }
    return json.dumps(feed, indent=1).encode()


WEB_BUILDERS: Mapping[str, Callable[[], bytes]] = {
    "crawl.warc.gz": warc,
    "feed.rss": rss,
    "feed.json": json_feed,
}
