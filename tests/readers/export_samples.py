"""Small exports in the real shape of each service; outlets, names and sentences are made up."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docx import Document


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def newsapi() -> bytes:
    def article(outlet: str, title: str, published: str, description: str, content: str) -> dict[str, Any]:
        return {
            "source": {"id": None, "name": outlet},
            "author": "Ada Quist",
            "title": title,
            "description": description,
            "url": f"https://nordhavenpost.example/{title.lower().replace(' ', '-')}",
            "urlToImage": None,
            "publishedAt": published,
            "content": content,
        }

    removed = article("[Removed]", "[Removed]", "1970-01-01T00:00:00Z", "[Removed]", "[Removed]")
    return _json(
        {
            "status": "ok",
            "totalResults": 38,
            "articles": [
                article(
                    "Nordhaven Post",
                    "Bridge shut",
                    "2025-01-13T06:10:00Z",
                    "The harbour bridge is shut.",
                    "The harbour bridge was shut on Sunday after an inspector found cracks… [+1834 chars]",
                ),
                article("Strait Radio", "Ferry adds trips", "2025-01-14T09:00:00Z", "More trips.", ""),
                removed,
            ],
        }
    )


def gnews() -> bytes:
    article = {
        "id": "c0ffee",
        "title": "Bridge shut",
        "description": "The harbour bridge is shut.",
        "content": "The harbour bridge was shut on Sunday. Cracks were found... [412 chars]",
        "url": "https://nordhavenpost.example/bridge",
        "image": "https://nordhavenpost.example/bridge.jpg",
        "publishedAt": "2025-01-13T06:10:00Z",
        "lang": "en",
        "source": {"name": "Nordhaven Post", "url": "https://nordhavenpost.example"},
    }
    return _json({"totalArticles": 1, "articles": [article]})


def mediastack() -> bytes:
    article = {
        "author": "Ada Quist",
        "title": "Bridge shut",
        "description": "The harbour bridge was shut on Sunday.",
        "url": "https://nordhavenpost.example/bridge",
        "source": "Nordhaven Post",
        "image": None,
        "category": "general",
        "language": "en",
        "country": "dk",
        "published_at": "2025-01-13T06:10:00+00:00",
    }
    return _json({"pagination": {"limit": 25, "offset": 0, "count": 1, "total": 1}, "data": [article]})


def guardian() -> bytes:
    def result(number: int, title: str, fields: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": f"world/2025/jan/13/story-{number}",
            "type": "article",
            "sectionId": "world",
            "sectionName": "World news",
            "webPublicationDate": f"2025-01-13T0{number}:10:00Z",
            "webTitle": title,
            "webUrl": f"https://harbourguardian.example/world/2025/jan/13/story-{number}",
            "apiUrl": f"https://content.harbourguardian.example/world/2025/jan/13/story-{number}",
            "fields": fields,
            "isHosted": False,
        }

    html = '<p>Ferries will add trips, <a href="https://x.example">a speaker</a> said.</p><p>Buses stay.</p>'
    return _json(
        {
            "response": {
                "status": "ok",
                "userTier": "developer",
                "total": 2,
                "startIndex": 1,
                "pageSize": 10,
                "currentPage": 1,
                "pages": 1,
                "results": [
                    result(1, "Bridge shut", {"bodyText": "The bridge was shut.", "byline": "Ada Quist"}),
                    result(2, "Ferries", {"headline": "Ferries add trips", "body": html, "lang": "en"}),
                ],
            }
        }
    )


def eventregistry() -> bytes:
    def article(uri: str, body: str, lang: str, duplicate: bool, published: str | None) -> dict[str, Any]:
        made = {
            "uri": uri,
            "lang": lang,
            "isDuplicate": duplicate,
            "date": "2025-01-13",
            "time": "06:21:00",
            "dateTime": "2025-01-13T06:21:00Z",
            "dateTimePub": published,
            "dataType": "news",
            "sim": 0,
            "url": f"https://nordhavenpost.example/{uri}",
            "title": "Bridge shut",
            "body": body,
            "source": {"uri": "nordhavenpost.example", "dataType": "news", "title": "Nordhaven Post"},
            "authors": [{"uri": "ada@nordhavenpost.example", "name": "Ada Quist", "type": "author"}],
            "eventUri": "eng-1001",
            "sentiment": -0.2,
        }
        return {name: value for name, value in made.items() if value is not None}

    first = article("8001", "The bridge was shut.\n\nBuses go round.", "eng", False, "2025-01-13T06:10:00Z")
    second = article("8002", "Die Brücke wurde gesperrt.", "deu", True, None)
    answer = {"results": [first, second], "totalResults": 250, "page": 1, "count": 2, "pages": 125}
    return _json({"articles": answer})


def mediacloud_old() -> bytes:
    return (
        "stories_id,title,publish_date,url,language,ap_syndicated,themes,media_id,media_name,media_url\r\n"
        "11,Bridge shut,2019-05-17 07:10:03,https://nordhavenpost.example/1,en,True,"
        '"bridges, traffic",501,Nordhaven Post,https://nordhavenpost.example\r\n'
        "12,Die Fähre,2019-05-18 00:00:00,https://straitradio.example/2,de,False,,502,Strait Radio,"
        "https://straitradio.example\r\n"
        "13,Undated,undateable,https://straitradio.example/3,en,False,,502,Strait Radio,"
        "https://straitradio.example\r\n"
    ).encode()


def mediacloud_new() -> bytes:
    return (
        b"id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
        b"9f1c,2025-01-15 03:22:01.123456,en,nordhavenpost.example,nordhavenpost.example,2025-01-13,"
        b'"Bridge shut, ferry full",https://nordhavenpost.example/a\n'
        b"9f1d,2025-01-15 03:22:05.000001,fr,phare.example,phare.example,,Le pont,https://phare.example/b\n"
    )


def _seen(number: int, **more: str) -> dict[str, str]:
    return {
        "url": f"https://nordhavenpost.example/{number}",
        "url_mobile": "",
        "title": f"Bridge shut , day {number}",
        "seendate": f"2025011{number}T091500Z",
        "socialimage": "",
        "domain": "nordhavenpost.example",
        "language": "English",
        "sourcecountry": "Denmark",
    } | more


def gdelt_json() -> bytes:
    german = _seen(4, language="German", url="https://straitradio.example/2025/01/12/bruecke")
    return _json({"articles": [_seen(3), german]})


def gdelt_csv() -> bytes:
    return (
        "\ufeffURL,MobileURL,Date,Title\n"
        'https://nordhavenpost.example/3,,2025-01-13 09:15:00,"Bridge shut, ferry full"\n'
    ).encode()


def _gkg(number: int, extras: str, translated: str = "") -> str:
    cells = [""] * 27
    cells[:5] = [
        f"20250113091500-{'T' if translated else ''}{number}",
        "20250113091500",
        "1",
        "nordhavenpost.example",
        f"https://nordhavenpost.example/{number}",
    ]
    cells[7], cells[15], cells[17] = "TRANSPORT;", "-1.2,1.0,2.2,3.2,20.1,0.5,310", "wc:310,c1.1:4"
    cells[25], cells[26] = translated, extras
    return "\t".join(cells) + "\n"


def gkg() -> bytes:
    first = (
        "<PAGE_AUTHORS>Ada Quist;Bo Lind</PAGE_AUTHORS>"
        "<PAGE_PRECISEPUBTIMESTAMP>20250113061000</PAGE_PRECISEPUBTIMESTAMP>"
        "<PAGE_TITLE>Bridge shut &#x2013; ferry full</PAGE_TITLE>"
    )
    return (_gkg(0, first) + _gkg(1, "<PAGE_TITLE>Le pont</PAGE_TITLE>", "srclc:fra; eng:Moses 2.1")).encode()


def _nexis(lang: str) -> list[tuple[str, list[str]]]:
    """Give kind and lines of an export of Nexis Uni; a document a language of its date line."""
    cover = [
        ("cover", ["User Name: A. Reader", "Date and Time: Wednesday, January 29, 2025 7:11:00 PM CET"]),
        ("cover", ["Job Number: 12345", "Documents (3)", "1. Bridge shut", "Client/Matter: -None-"]),
        ("cover", ["Search Terms: bridge", "2. Die Fähre", "3. Le pont"]),
    ]
    documents = [
        ("table", ["Bridge shut"]),
        ("head", ["Nordhaven Post", "January 28, 2025 Tuesday 2:30 PM GMT", "Late Edition"]),
        ("head", ["Copyright 2025 Nordhaven Post All Rights Reserved", "Section: NEWS; Pg. 3"]),
        ("head", ["Length:\xa0412 words", "Byline: Ada Quist", "Highlight: Cracks found.", "Body"]),
        ("body", ["The harbour bridge was shut on Sunday.", "Update: buses go round.", "Subject: closed."]),
        ("tail", ["Graphic", "The bridge at noon.", "Classification", "Language: ENGLISH"]),
        ("tail", ["Publication-Type: Newspaper", "Subject: BRIDGES (90%)", "Load-Date: January 30, 2025"]),
        ("end", ["End of Document"]),
        (
            "head",
            ["Die Fähre", "Sund-Zeitung", "28. Januar 2025 Dienstag", "Rubrik: LOKALES", "Länge: 80 Wörter"],
        ),
        ("head", ["Body"]),
        ("body", ["Die Fähre fährt am Dienstag öfter."]),
        ("tail", ["Load-Date: January 28, 2025", "End of Document"]),
        ("head", ["Le pont", "Le Phare", "28 janvier 2025 mardi", "Longueur: 60 mots", "Body"]),
        ("body", ["Le pont est fermé depuis dimanche."]),
        ("tail", ["Load-Date: 29 janvier 2025", "End of Document"]),
    ]
    return cover + documents if lang == "all" else documents


def nexis_docx() -> bytes:
    document = Document()
    for kind, lines in _nexis("all"):
        if kind == "table":
            table = document.add_table(rows=1, cols=1)
            table.cell(0, 0).text = lines[0]
            continue
        for line in lines:
            document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def nexis_text() -> bytes:
    return "\r\n".join(line for _, lines in _nexis("all") for line in lines).encode()


def nexis_rtf() -> bytes:
    return rtf([line for _, lines in _nexis("all") for line in lines])


def rtf(lines: Sequence[str]) -> bytes:
    """Write lines as Rich Text, as word processors do: what is not ASCII by its number."""
    coded = ["".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in line) for line in lines]
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\n" + "\\par\n".join(coded) + "\\par}"
    ).encode()


def nexis_old() -> bytes:
    return b"""


Download Request: Selected Items: 1-3
Terms: (bridge)


                               1 of 3 DOCUMENTS



                                 Nordhaven Post

                            January 11, 2010 Monday
                                 Late Edition

Bridge shut after
inspection

BYLINE: Ada Quist

SECTION: NEWS; Pg. 3

LENGTH: 41 words

The harbour bridge was shut on Sunday after an
inspector found cracks.

Update: buses go round.

LOAD-DATE: January 12, 2010

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper


                      Copyright 2010 Nordhaven Post Ltd
                              All Rights Reserved

                               3 of 3 DOCUMENTS


                                  Strait Radio

                            January 12, 2010 Tuesday

Ferry adds trips

LENGTH: 9 words

The ferry will add trips.


                       Copyright 2010 Strait Radio
                              All Rights Reserved
"""


def docx() -> bytes:
    document = Document()
    for line in ("The bridge is shut", "The harbour bridge was shut on Sunday.", "", "Buses go round."):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plain_rtf() -> bytes:
    return rtf(["The bridge is shut", "The harbour bridge – “the old lady” – was shut on Sunday."])


FACTIVA = [
    {
        "HD": ["Bridge shut"], "BY": ["By Ada Quist"], "WC": ["412 words"], "PD": ["28 January 2025"],
        "ET": ["15:32"], "SN": ["Nordhaven Post"], "SC": ["NORDP"], "PG": ["3"], "LA": ["English"],
        "CY": ["(c) 2025 Nordhaven Post. All rights reserved."],
        "LP": ["The harbour bridge was shut on Sunday."],
        "TD": ["Buses go round, a | b said.", "It opens on 3 February."],
        "CO": ["nordhv : Nordhaven Harbour | strait : Strait Ferries"], "NS": ["gtrans : Transport"],
        "PUB": ["Nordhaven Media"], "AN": ["Document NORDP00020250128el1s0002u"],
    },
    {
        "HD": ["Die Fähre fährt öfter"], "WC": ["80 Wörter"], "PD": ["29. Januar 2025"],
        "SN": ["Sund-Zeitung"], "SC": ["SUNDZ"], "LA": ["Deutsch"], "CY": ["Copyright 2025, Sund-Zeitung"],
        "TD": ["Die Fähre fährt ab Dienstag öfter."], "AN": ["Document SUNDZ00020250129el1t00003"],
    },
]  # fmt: skip


def _page(body: str) -> bytes:
    # the style sheet of a real export is larger than what formats are recognised by
    style = "".join(f".c{n}{{margin:0;padding:0;border:none}}" for n in range(2500))
    head = f'<head><meta charset="UTF-8"><title>Factiva</title><style>{style}</style></head>'
    return f"<!DOCTYPE html>\n<html>{head}<body><form>{body}</form></body></html>".encode()


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f'<p class="articleParagraph enarticleParagraph">{line}</p>\n' for line in lines)


def factiva_coded() -> bytes:
    rows = []
    for article in FACTIVA:
        cells = [
            f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>'
            f"{_paragraphs(lines) if code in ('LP', 'TD') else f'<span>{lines[0]}</span>'}</td></tr>"
            for code, lines in article.items()
        ]
        rows.append(f'<div class="article enArticle"><table>{"".join(cells)}</table><br/></div>')
    return _page("<span></span>".join(rows))


def factiva_plain() -> bytes:
    articles = []
    for article in FACTIVA:
        order = ("BY", "WC", "PD", "ET", "SN", "SC", "PG", "LA", "CY")
        blocks = "".join(f"<div>{article[code][0]}</div>" for code in order if code in article)
        text = _paragraphs([*article.get("LP", []), *article["TD"]])
        articles.append(
            f'<div class="article enArticle"><div id="hd"><span class="enHeadline">{article["HD"][0]}</span>'
            f"</div>{blocks}{text}<p>{article['AN'][0]}</p></div>"
        )
    return _page("".join(articles))


def factiva_rtf() -> bytes:
    """Write articles with codes as rows of tables, and the summary of the search below them."""
    body = []
    for article in FACTIVA:
        for code, lines in article.items():
            coded = "\\par ".join(
                "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in one) for one in lines
            )
            body.append(f"\\trowd\\cellx900\\cellx9000 {{\\b {code}\\~}}\\cell {coded}\\cell\\row\n")
        body.append("\\pard\\par\n")
    summary = "\\pard Search Summary\\par Results Found\\tab 38\\par"
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}" + "".join(body) + summary + "}").encode()


def factiva_plain_rtf() -> bytes:
    lines: list[str] = []
    for article in FACTIVA:
        order = ("HD", "BY", "WC", "PD", "ET", "SN", "SC", "PG", "LA", "CY", "LP", "TD", "AN")
        lines += [line for code in order for line in article.get(code, [])]
        lines.append("")
    return rtf(lines)


BUILDERS: dict[str, Callable[[], bytes]] = {
    "newsapi.json": newsapi,
    "gnews.json": gnews,
    "mediastack.json": mediastack,
    "guardian.json": guardian,
    "eventregistry.json": eventregistry,
    "mediacloud.csv": mediacloud_old,
    "mediacloud_new.csv": mediacloud_new,
    "gdelt.json": gdelt_json,
    "gdelt.csv": gdelt_csv,
    "nexis.docx": nexis_docx,
    "nexis.txt": nexis_text,
    "nexis.rtf": nexis_rtf,
    "nexis_old.txt": nexis_old,
    "factiva.html": factiva_coded,
    "factiva_plain.html": factiva_plain,
    "factiva.rtf": factiva_rtf,
    "factiva_plain.rtf": factiva_plain_rtf,
    "document.docx": docx,
    "document.rtf": plain_rtf,
    "20250113091500.gkg.csv": gkg,
}
"""File name -> its bytes."""
