"""Read the days that a web page states in its data: JSON-LD, meta elements, marked elements.

All that can hold a day is collected first, because a walk over the tree costs more than what is read from it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

META = [
    "article:published_time", "og:article:published_time", "og:published_time", "article:published",
    "article.published", "article:published_date", "article:publicationdate", "article:post_date",
    "og:article:published", "og:datepublished", "og:publish_date", "og:pubdate", "vr:published_time",
    "mediator_published_time", "rnews:datepublished", "datepublished", "publish_date", "publish-date",
    "publishdate", "publish_time", "publishtime", "published_date", "published-date", "date_published",
    "published", "published_at", "dateposted", "pubdate", "pub_date", "pub-date", "publication_date",
    "publication-date", "publicationdate", "parsely-pub-date", "sailthru.date", "citation_publication_date",
    "citation_online_date", "citation_date", "bt:pubdate", "originalpublicationdate",
    "article_date_original", "dcsext.articlefirstpublished", "analyticsattributes.articledate",
    "displaydate", "cxenseparse:recs:publishtime", "shareaholic:article_published_time",
    "prism.publicationdate", "dc.date.issued", "dcterms.issued", "dc.issued", "dc.date.published",
    "dc.date.publication", "dcterms.date", "dc.date", "dc:date", "date",
]  # fmt: skip
"""Names of meta elements that hold a publication date, the most exact first."""
CREATED = [
    "dc.date.created", "dcterms.created", "dc.created", "article:created", "article.created", "datecreated",
    "date_created", "created",
]  # fmt: skip
"""The day a page was set up, often a draft's: used only where nothing says when it was published."""
ARTICLE, MARKED, PAGE, WEAK = 0, 100, 300, 500
"""Ranks: an article's own data; a marked element; a web page's data; what counts only alone."""
_RANK = {name: 10 + rank for rank, name in enumerate(META)} | dict.fromkeys(CREATED, WEAK)
VAGUE = 10 + META.index("dcterms.date")
"""Ranks from here say "date" and nothing more."""
_ATTRIBUTES = ("property", "name", "itemprop", "id", "http-equiv")
_ARTICLES = re.compile(r"Article|Posting|Report|Review|Analysis|Opinion")
_PAGES = re.compile(r"Page|CreativeWork|VideoObject|AudioObject|Podcast")
_KEYS = (("datePublished", 0), ("uploadDate", WEAK), ("dateCreated", WEAK))
_OPENING = re.compile(r"\A\s*(?://\s*)?(?:<!\[CDATA\[|<!--)")
_CLOSING = re.compile(r"(?://\s*)?(?:\]\]>|-->)\s*\Z")
_ONE_FACT = re.compile(r'"datePublished"\s*:\s*"([^"]{6,40})"')
_MARKED_SPANS = XPath("descendant::span[@itemprop or @pubdate]")
MAX_JSON = 2_000_000
JSON_LD = "JSON-LD"

Stated = tuple[int, str, str]
"""Rank, string, and the place where it stands."""


@dataclass(slots=True)
class Marks:
    """Hold what a page has of elements that can say a day, in their order."""

    metas: list[HtmlElement] = field(default_factory=list)
    scripts: list[HtmlElement] = field(default_factory=list)
    times: list[HtmlElement] = field(default_factory=list)
    heads: list[HtmlElement] = field(default_factory=list)
    spans: list[HtmlElement] = field(default_factory=list)


def marks(tree: HtmlElement) -> Marks:
    """Collect them in one walk, and one for what is rare among many: spans that are marked as a date."""
    found = Marks(spans=_MARKED_SPANS(tree))
    kinds = {
        "meta": found.metas, "script": found.scripts, "time": found.times, "abbr": found.times,
        "h1": found.heads,
    }  # fmt: skip
    for element in tree.iter(*kinds):
        kinds[element.tag].append(element)
    return found


def stated(found: Marks) -> list[Stated]:
    """List what JSON-LD and meta elements state, the most trusted first."""
    return sorted([*_structured(found.scripts), *_meta(found.metas)], key=lambda each: each[0])


def _structured(scripts: list[HtmlElement]) -> Iterator[Stated]:
    """Read JSON-LD: an article's datePublished first, a web page's and dateCreated last."""
    for script in scripts:
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "")[:MAX_JSON]
        # most are lists of links and the like: not worth loading
        if not any(key in text for key, _ in _KEYS):
            continue
        for node in _nodes(_loaded(text)):
            kinds = node.get("@type")
            names = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds)
            article = bool(_ARTICLES.search(names)) or "headline" in node
            if not article and not _PAGES.search(names):
                continue
            for key, rank in _KEYS:
                value = node.get(key)
                value = value.get("@value") if isinstance(value, Mapping) else value
                if isinstance(value, str) and value.strip():
                    yield rank or (ARTICLE if article else PAGE), value.strip(), f"{JSON_LD} {key}"


def _loaded(text: str) -> Any:
    """Load JSON-LD; pages put comments, CDATA and raw line breaks into it."""
    text = _CLOSING.sub("", _OPENING.sub("", text)).strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        # at least the one fact: broken JSON-LD is common
        match = _ONE_FACT.search(text)
        return {"@type": "Article", "datePublished": match[1]} if match else None


def _nodes(value: Any, depth: int = 6) -> Iterator[Mapping[str, Any]]:
    """Walk the objects of JSON-LD that can be the article; not its comments, videos or neighbours."""
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value[:50]:
            yield from _nodes(item, depth - 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf"):
            if isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth - 1)


def _meta(metas: list[HtmlElement]) -> Iterator[Stated]:
    for element in metas:
        content = element.get("content") or element.get("datetime")
        if not content or not content.strip():
            continue
        for attribute in _ATTRIBUTES:
            name = (element.get(attribute) or "").lower()
            if name in _RANK and (attribute != "http-equiv" or name == "date"):
                yield _RANK[name], content.strip(), f"{attribute} {name}"
                break
