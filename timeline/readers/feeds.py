"""Read feeds: RSS, RDF and Atom by feedparser, entry by entry, and JSON Feed.

The entries are cut out of the document before a parser sees it, so each is counted, and a broken one costs
only itself. Sources: RSS 2.0, RSS 1.0 (RDF), RFC 4287 (Atom), JSON Feed 1.1.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from timeline.options import ReadOptions
from timeline.readers.cells import html_text
from timeline.readers.decode import decode
from timeline.readers.json_records import objects
from timeline.readers.records import Blob, Context, Cut, Found, Reader, Record, Reject, Unit, reject, storable

_ROOT = re.compile(r"<(?:rss|feed|rdf:rdf)\b[^>]*>", re.I)
_FRONT = re.compile(r"\ufeff?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.S)
_HIDDEN = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.S)
_EDGE = re.compile(r"<(/?)(?:[\w.-]+:)?(item|entry)(?=[\s>/])[^<>]*>", re.I)
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_ENDS = {"rss": "</channel></rss>", "feed": "</feed>", "rdf:rdf": "</rdf:RDF>"}
_ATOM_FEED = re.compile(r'xmlns\s*=\s*["\']http://(?:www\.w3\.org/2005/Atom|purl\.org/atom)', re.I)
_MARKUP = re.compile(r"</?[a-z][^<>]*>|&(?:#\d+|#x[\da-f]+|\w+);", re.I)
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org')
MAX_FRAME = 200_000
"""Characters before the first entry that go with each entry to the parser; more is no feed's header."""
UPDATED = "the entry says only when it was changed; it was published then or before"


def _cut(blob: Blob, _: ReadOptions) -> Cut:
    """Cut a feed into entries; the position is the number of the entry, counted by its opening tag."""
    decoded = decode(blob.data, declared=True)
    text = _DECLARATION.sub("", decoded.text, count=1)
    # tags in CDATA and comments are text: they are blanked where tags are looked for, lengths kept
    bare = _HIDDEN.sub(lambda match: "\0" * len(match[0]), text)
    edges = list(_EDGE.finditer(bare))
    starts = [edge for edge in edges if not edge[1]]
    if not starts:
        return Cut([reject("", "the feed has no entries, or it is cut off before the first", blob.data)])
    root = _ROOT.search(bare)
    kind = re.split(r"[\s>]", root[0][1:].lower())[0] if root else "rss"
    head = text[: starts[0].start()][:MAX_FRAME]
    warnings = [decoded.warning] if decoded.warning else []
    if _ENDS[kind].rpartition("<")[2] not in bare.lower().replace("rdf:rdf", "rdf:RDF"):
        warnings.append("the feed is cut off: entries after the last one may be missing")
    feed = _parsed(head + _ENDS[kind]).feed
    return Cut(_entries(text, edges), {"head": head, "end": _ENDS[kind], "feed": _about(feed)}, warnings)


def _entries(text: str, edges: list[re.Match[str]]) -> Iterator[Unit | Reject]:
    """Give each entry from its opening to its closing tag; one without a closing tag is cut off."""
    number = 0
    for place, edge in enumerate(edges):
        if edge[1]:
            continue
        number += 1
        following = edges[place + 1] if place + 1 < len(edges) else None
        if edge[0].endswith("/>"):
            yield reject(str(number), "the entry is empty", edge[0])
        elif following is not None and following[1] and following[2].lower() == edge[2].lower():
            yield Unit(str(number), text[edge.start() : following.end()])
        else:
            stop = following.start() if following else len(text)
            why = "the entry is cut off: it has no closing tag"
            yield reject(str(number), why, text[edge.start() : stop])


def _parsed(text: str) -> Any:
    """Let feedparser read a document, as it stands: our text is UTF-8, and nothing is shown as HTML."""
    # what only those with a feed wait for
    import feedparser

    return feedparser.parse(
        text.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=True,
    )


def _about(feed: Mapping[str, Any]) -> dict[str, str | None]:
    """Give what the entries take from their feed, as plain strings that a worker can be handed."""
    links = [link.get("href") for link in feed.get("links", []) if link.get("rel") == "self"]
    return {
        "title": _plain(feed.get("title")),
        "link": feed.get("link") or next(iter(links), None),
        "language": feed.get("language") or None,
    }


def _understand(unit: Unit, context: Context, _: ReadOptions) -> Record | Reject:
    about = context["feed"]
    parsed = _parsed(context["head"] + unit.raw + context["end"])
    if not parsed.entries:
        return reject(unit.position, "not readable as an entry of a feed", unit.raw)
    entry = parsed.entries[0]
    text, part = _text(entry)
    title = _plain(entry.get("title"))
    if not text.strip():
        return reject(unit.position, "no text: the entry has neither content nor summary", unit.raw)
    origin = entry.get("source") or {}
    values = {
        "article_id": entry.get("id"),
        "title": title,
        "text": text,
        "source": _plain(origin.get("title")) or about["title"],
        "url": urljoin(about["link"] or "", entry["link"]) if entry.get("link") else None,
        "author": _authors(entry),
        "lang": _language(entry) or about["language"],
    }
    extra: dict[str, str | None] = {"x_feed": about["title"], "x_feed_part": part}
    if tags := [tag.get("term") or tag.get("label") for tag in entry.get("tags", [])]:
        extra["x_tags"] = storable(", ".join(tag for tag in tags if tag))
    warnings = ("the entry is not well-formed XML; what it says is a best reading",) if parsed.bozo else ()
    clean = {name: storable(value) if value else None for name, value in values.items()}
    return Record(unit.position, clean, extra, tuple(_days(entry, unit.raw)), warnings)


def _text(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Give the text and which part of the entry it is; a summary only where there is no content."""
    contents = [_words(content) for content in entry.get("content", [])]
    best = max(contents, key=len, default="")
    if best.strip():
        return best, "content"
    detail = entry.get("summary_detail") or {"value": entry.get("summary") or ""}
    return _words(detail), "summary"


def _words(part: Mapping[str, Any]) -> str:
    value = str(part.get("value") or "")
    plain = part.get("type") == "text/plain" and not re.search(r"</\w+>|<br\s*/?>", value)
    return storable(value) if plain or not _MARKUP.search(value) else html_text(value)


def _plain(value: Any) -> str | None:
    """Give a title without its markup, on one line."""
    text = str(value or "")
    return " ".join((html_text(text) if _MARKUP.search(text) else text).split()) or None


def _authors(entry: Mapping[str, Any]) -> str | None:
    named = [author.get("name") or author.get("email") for author in entry.get("authors", []) if author]
    names = list(dict.fromkeys(name for name in named if name))
    return ", ".join(names) or entry.get("author") or None


def _language(entry: Mapping[str, Any]) -> str | None:
    return next((c.get("language") for c in entry.get("content", []) if c.get("language")), None)


def _days(entry: Mapping[str, Any], raw: str) -> Iterator[Found]:
    """Give the publication day; a date of change is only an upper bound.

    feedparser files Dublin Core's ``date`` under changes, but in RSS it is the day of the item.
    """
    published = entry.get("published")
    # asked for without looking, feedparser gives the publication day in its place
    updated = entry["updated"] if "updated" in entry else None  # noqa: SIM401
    if published:
        yield Found("feed", storable(published))
    elif updated and re.search(r"<dc:date[\s>]", raw) and not re.search(r"<(?:\w+:)?updated[\s>]", raw):
        yield Found("feed", storable(updated))
    elif updated:
        yield Found("archive", storable(updated), UPDATED)


def _recognises(_: Blob, head: str) -> bool:
    front = _FRONT.match(head)
    root = _ROOT.match(head, front.end() if front else 0)
    if root is None:
        return False
    return not root[0].lower().startswith("<feed") or bool(_ATOM_FEED.search(root[0])) or "<entry" in head


def _cut_json(blob: Blob, _: ReadOptions) -> Cut:
    units, document, warning = objects(blob, _items)
    feed = document if isinstance(document, dict) else {}
    about = {name: feed.get(name) for name in ("title", "language", "home_page_url", "feed_url", "authors")}
    return Cut(units, {"feed": about}, (warning,) if warning else ())


def _items(document: Any) -> list[Any]:
    items = document.get("items") if isinstance(document, dict) else None
    return items if isinstance(items, list) else []


def _understand_json(unit: Unit, context: Context, _: ReadOptions) -> Record | Reject:
    item, shown, warning = unit.raw
    about = context["feed"]
    html, plain, summary = (_string(item.get(key)) for key in ("content_html", "content_text", "summary"))
    text = plain or (html_text(html) if html else None)
    part = "content" if text and text.strip() else "summary"
    text = text if part == "content" else summary
    if not text or not text.strip():
        return reject(unit.position, "no text: the item has neither content nor summary", shown)
    base = _string(about["home_page_url"]) or _string(about["feed_url"]) or ""
    link = _string(item.get("url")) or _string(item.get("external_url"))
    values = {
        "article_id": _string(item.get("id")),
        "title": _plain(item.get("title")),
        "text": text,
        "source": _string(about["title"]),
        "url": urljoin(base, link) if link else None,
        "author": _names(item) or _names(about),
        "lang": _string(item.get("language")) or _string(about["language"]),
    }
    extra: dict[str, str | None] = {"x_feed": _string(about["title"]), "x_feed_part": part}
    if isinstance(tags := item.get("tags"), list) and tags:
        extra["x_tags"] = storable(", ".join(str(tag) for tag in tags))
    dates = []
    if published := _string(item.get("date_published")):
        dates.append(Found("feed", published))
    elif changed := _string(item.get("date_modified")):
        dates.append(Found("archive", changed, UPDATED))
    return Record(unit.position, values, extra, tuple(dates), (warning,) if warning else ())


def _string(value: Any) -> str | None:
    return storable(str(value)) if isinstance(value, (str, int, float)) and value != "" else None


def _names(holder: Mapping[str, Any]) -> str | None:
    authors = holder.get("authors") or [holder.get("author")]
    named = [a.get("name") for a in authors if isinstance(a, dict)] if isinstance(authors, list) else []
    return storable(", ".join(str(name) for name in named if name)) or None


def _is_json_feed(_: Blob, head: str) -> bool:
    return head.lstrip("\ufeff \t\r\n").startswith("{") and _JSON_FEED.search(head) is not None


FEED = Reader(
    "feed", (".rss", ".atom", ".rdf", ".xml"), "an RSS, RDF or Atom feed", _recognises, _cut, _understand
)
JSON_FEED = Reader("jsonfeed", (".json",), "a JSON Feed", _is_json_feed, _cut_json, _understand_json)
