"""Small exports in the real shape of each service; outlets, names and sentences are made up."""

import json
from collections.abc import Callable, Mapping
from typing import Any


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


BUILDERS: dict[str, Callable[[], bytes]] = {
    "newsapi.json": newsapi,
    "gnews.json": gnews,
    "mediastack.json": mediastack,
    "guardian.json": guardian,
    "eventregistry.json": eventregistry,
}
"""File name -> its bytes."""
