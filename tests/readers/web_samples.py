"""Small web archives, feeds, mail, PDF and Excel files in their real shapes; what they tell is made up."""

import gzip
import io
import json
import quopri
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime

import brotli
import xlsxwriter

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


def eml(number: int = 1, subject: str = "=?utf-8?q?Bridge_open=2C_caf=C3=A9_shut?=") -> bytes:
    plain = "The harbour bridge reopened on Monday, =E2=80=9Cat last=E2=80=9D, said the council.\n" * 4
    return f"""Return-Path: <bounce@news.nordhavenpost.example>
Received: from mail.example (192.0.2.7) by mx.example; Tue, 28 Jan 2025 06:00:09 +0000
From: "Nordhaven Post" <news@nordhavenpost.example>
To: ann@reader.example
Subject: {subject}
Date: Tue, 28 Jan 2025 07:00:00 +0100
Message-ID: <2025.{number}@nordhavenpost.example>
List-Id: Morning letter <morning.nordhavenpost.example>
List-Unsubscribe: <https://www.nordhavenpost.example/leave>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_m"

--=_m
Content-Type: multipart/alternative; boundary="=_a"

--=_a
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

{plain}
From the council we hear no more.
Unsubscribe: https://www.nordhavenpost.example/leave
--=_a
Content-Type: text/html; charset="utf-8"

<html><body><p>HTML of the same.</p></body></html>
--=_a--
--=_m
Content-Type: application/pdf; name="plan.pdf"
Content-Disposition: attachment; filename="plan.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--=_m--
""".encode()


def mbox() -> bytes:
    def one(number: int) -> bytes:
        escaped = eml(number, f"Letter {number}").replace(b"\nFrom the council", b"\n>From the council")
        return b"From news@nordhavenpost.example Tue Jan 28 06:00:09 2025\n" + escaped + b"\n"

    return one(1) + one(2) + one(2)


STORY = ("Harbour bridge reopens\nIt opened on Mon-\nday.", "Page two.")
ABOUT = "/Title (Harbour bridge) /Author (Ada Quist) /CreationDate (D:20250128091500+01'00')"


def pdf(pages: tuple[str, ...] = STORY, info: str = ABOUT) -> bytes:
    """Write a PDF by hand: a catalogue, pages with their lines, a font and what the file says of itself."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        drawn = "".join(f"({line}) Tj T* " for line in text.splitlines())
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {drawn}ET" if drawn else "0 0 m 9 9 l S"
        fonts = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {fonts} /Contents {5 + 2 * number} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< {info} >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        first, second = book.add_worksheet("Local news"), book.add_worksheet("Abroad")
        book.add_worksheet("Empty")
        first.write_row(1, 0, ["id", "Headline", "Body", "Date", "Pages"])
        for row, when, kind in ((2, datetime(2025, 1, 13), day), (4, datetime(2025, 1, 14, 9, 30), clock)):
            first.write_row(row, 0, [100 + row, f"Bridge {row}", "The bridge was shut.\nIt stays so."])
            first.write_datetime(row, 3, when, kind)
            first.write_number(row, 4, 2.5)
        second.write_row(0, 0, ["title", "text", "published"])
        second.write_row(1, 0, ["Ferry", "The ferry adds trips.", "15 January 2025"])
        second.write_row(2, 0, ["Nothing", "", "2025-01-16"])
    return out.getvalue()


def addresses() -> bytes:
    return b"# to read\nhttps://www.nordhavenpost.example/bridge\n\nhttps://www.nordhavenpost.example/ferry?a=1\n"


def mhtml(head: str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\n") -> bytes:
    """Give a page as Chrome saves it in one file, two weeks after it was published."""
    url = "https://www.nordhavenpost.example/local/harbour-bridge"
    body = quopri.encodestring(page("bridge")).replace(b"\n", b"\r\n")
    boundary = "----MultipartBoundary--x"
    headers = (
        f"{head.format(url=url)}Subject: =?utf-8?Q?Harbour=20bridge=20reopens?=\r\n"
        "Date: Tue, 11 Feb 2025 21:15:00 -0000\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"\r\n'
        f"\r\n\r\n--{boundary}\r\nContent-Type: text/html\r\n"
        "Content-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: {url}\r\n\r\n"
    )
    return headers.encode() + body + f"\r\n--{boundary}--\r\n".encode()


WEB_BUILDERS: Mapping[str, Callable[[], bytes]] = {
    "crawl.warc.gz": warc,
    "feed.rss": rss,
    "feed.json": json_feed,
    "saved.mhtml": mhtml,
    "letter.eml": eml,
    "letters.mbox": mbox,
    "story.pdf": pdf,
    "table.xlsx": xlsx,
    "addresses.txt": addresses,
}
