"""Read saved answers of news services: NewsAPI, GNews, mediastack, The Guardian, Event Registry.

Each service is a row of ``SERVICES``: by which words its answers are known, where the articles are, which
field is which. What an answer announces is compared with what it holds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from timeline.options import ReadOptions
from timeline.readers.cells import cleaned, is_html, missing
from timeline.readers.columns import flat, record
from timeline.readers.decode import decode
from timeline.readers.json_records import objects
from timeline.readers.records import Blob, Context, Cut, Found, Reader, Record, Reject, Unit, reject

_OBJECT = re.compile(r"\s*[\[{]")
REMOVED = "[Removed]"
"""What NewsAPI leaves of an article that its outlet took back."""
SEEN_NOTE = "when the service saw it: published then or before"
ATTENTION_ONLY = "holds no text: its {n} articles count for attention only; ask the service for {field}"


@dataclass(frozen=True, slots=True)
class Service:
    """Describe one service: ``signs`` must all occur in its answers, ``items`` and ``total`` are paths.

    ``columns`` gives the fields that can hold ours, the best first; the first text that is not empty counts.
    ``seen`` is a field that says when the service saw the article, which is no publication time.
    """

    name: str
    meaning: str
    signs: tuple[str, ...]
    items: tuple[str, ...]
    total: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    seen: str | None = None


_USUAL: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "text": ("content", "description"),
    "source": ("source.name", "source"),
    "url": ("url",),
    "published": ("publishedAt",),
    "author": ("author",),
}

SERVICES = (
    Service(
        "newsapi",
        "an answer of NewsAPI",
        (r'"totalResults"\s*:', r'"articles"\s*:\s*\[', r'"publishedAt"|"articles"\s*:\s*\[\s*\]'),
        ("articles",),
        ("totalResults",),
        _USUAL,
    ),
    Service(
        "gnews",
        "an answer of GNews",
        (r'"totalArticles"\s*:', r'"articles"\s*:\s*\['),
        ("articles",),
        ("totalArticles",),
        {**_USUAL, "article_id": ("id",), "lang": ("lang",)},
    ),
    Service(
        "mediastack",
        "an answer of mediastack",
        (r'"pagination"\s*:\s*\{', r'"data"\s*:\s*\[', r'"published_at"'),
        ("data",),
        ("pagination", "total"),
        {**_USUAL, "text": ("description",), "published": ("published_at",), "lang": ("language",)},
    ),
    Service(
        "guardian",
        "an answer of the Guardian's Open Platform",
        (r'"response"\s*:\s*\{', r'"results"\s*:\s*\[', r'"webPublicationDate"|"results"\s*:\s*\[\s*\]'),
        ("response", "results"),
        ("response", "total"),
        {
            "title": ("fields.headline", "webTitle"),
            "text": ("fields.bodyText", "fields.body"),
            "source": ("fields.publication",),
            "url": ("webUrl",),
            "published": ("webPublicationDate",),
            "author": ("fields.byline",),
            "lang": ("fields.lang",),
            "article_id": ("id",),
        },
    ),
    Service(
        "eventregistry",
        "an answer of Event Registry (newsapi.ai)",
        (r'"articles"\s*:\s*\{', r'"results"\s*:\s*\[', r'"dateTimePub"|"isDuplicate"|"totalResults"'),
        ("articles", "results"),
        ("articles", "totalResults"),
        {
            "title": ("title",),
            "text": ("body",),
            "source": ("source.title", "source.uri"),
            "url": ("url",),
            "published": ("dateTimePub",),
            "author": ("authors",),
            "lang": ("lang",),
            "article_id": ("uri",),
        },
        seen="dateTime",
    ),
)


def _cut(service: Service, blob: Blob, options: ReadOptions) -> Cut:
    """Cut an answer, or a list of answers, into its articles, numbered from 1."""
    units, document, odd = objects(blob, lambda found: _articles(service, found))
    wanted = {**service.columns, **{ours: (name,) for ours, name in options.columns.items()}}
    fields = [flat(unit.raw[0]) for unit in units if isinstance(unit, Unit)]
    textless = bool(fields) and not any(name in one for one in fields for name in wanted["text"])
    texts = [str(one[name]) for one in fields if (name := _first(one, wanted["text"]))]
    warnings = [odd] if odd else []
    said = decode(blob.data).text if document is None else ""
    warnings += _announced(service, document, said, len(fields))
    if textless:
        warnings.append(ATTENTION_ONLY.format(n=len(fields), field=" or ".join(wanted["text"])))
    warnings += _about_texts(texts, len(fields))
    summaries = sum(_first(one, wanted["text"]) == "description" for one in fields)
    if summaries and service.columns["text"][0] != "description":
        warnings.append(f"{summaries} of {len(fields)} articles have only a description as their text")
    return Cut(units, {"columns": wanted, "textless": textless, "seen": service.seen}, tuple(warnings))


def _about_texts(texts: list[str], n: int) -> Iterator[str]:
    lost = [characters for text in texts if (characters := missing(text)) is not None]
    if lost:
        yield (
            f"{len(lost):,} of {n:,} texts were cut off by the service, {sum(lost):,} characters are "
            "missing; x_truncated says how many of each"
        )
    if pages := sum(is_html(text) for text in texts):
        yield f"{pages} of {n} texts were HTML and were turned into text; x_text_format says which"


def _announced(service: Service, document: Any, said: str, found: int) -> Iterator[str]:
    """Compare what the answers announce with what they hold; ``said`` is the text of a broken document."""
    totals = [total for answer in _answers(document) if isinstance(total := _at(answer, service.total), int)]
    if match := re.search(rf'"{service.total[-1]}"\s*:\s*(\d{{1,9}})\b', said):
        totals.append(int(match[1]))
    if totals and max(totals) != found:
        which = "the other pages are not in this file" if max(totals) > found else "more than announced"
        which = "the file is damaged" if said else which
        yield f"announced {max(totals)}, found {found}: {which}"


def _answers(document: Any) -> list[Any]:
    return document if isinstance(document, list) else [document]


def _articles(service: Service, document: Any) -> list[Any]:
    return [one for answer in _answers(document) for one in _list(_at(answer, service.items))]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """Name the first field that holds something."""
    held = (name for name in names if fields.get(name) not in (None, "", [], {}))
    return next((n for n in held if not isinstance(fields[n], str) or fields[n].strip()), None)


def _understand(unit: Unit, context: Context, _: ReadOptions) -> Record | Reject:
    fields, shown, _odd = unit.raw
    flattened = flat(fields)
    if REMOVED in (fields.get("title"), fields.get("content")):
        return reject(unit.position, "the service removed this article and left nothing of it", shown)
    columns: Mapping[str, tuple[str, ...]] = context["columns"]
    chosen = {ours: name for ours, names in columns.items() if (name := _first(flattened, names))}
    if "text" not in chosen and not context["textless"]:
        return reject(unit.position, f"no text in {' or '.join(map(repr, columns['text']))}", shown)
    if isinstance(fields.get("authors"), list):
        fields = {**fields, "authors": _names(fields["authors"])}
    made = record(unit.position, fields, chosen, shown)
    if isinstance(made, Reject):
        return made
    if chosen.get("text") == "description" and columns["text"][0] != "description":
        made = replace(made, extra={**made.extra, "x_text_from": "description"})
    seen = flattened.get(context["seen"]) if context["seen"] else None
    if isinstance(seen, str) and seen:
        made = replace(made, dates=(*made.dates, Found("archive", seen, SEEN_NOTE)))
    return cleaned(made, tell=False)


def _names(authors: list[Any]) -> list[Any]:
    """Give the names of authors that are objects; others stay as they are."""
    return [
        one["name"] if isinstance(one, dict) and isinstance(one.get("name"), str) else one for one in authors
    ]


def _reader(service: Service) -> Reader:
    signs = [re.compile(sign) for sign in service.signs]

    def recognises(_: Blob, head: str) -> bool:
        return _OBJECT.match(head) is not None and all(sign.search(head) for sign in signs)

    def cut(blob: Blob, options: ReadOptions) -> Cut:
        return _cut(service, blob, options)

    return Reader(service.name, (".json",), service.meaning, recognises, cut, _understand)


NEWS_APIS = tuple(_reader(service) for service in SERVICES)
