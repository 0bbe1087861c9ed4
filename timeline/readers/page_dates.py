"""Find the candidates for a web page's publication day, each with its origin; modified dates are never among
them.

The order is that of trust: the article's own structured data, meta elements, then what is visible. htmldate
is asked too, but its answer counts only where it is backed by one of these: it does not tell where it looked.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from timeline.readers.records import Found

_META = [
    "article:published_time", "og:article:published_time", "og:published_time", "article:published",
    "article.published", "rnews:datepublished", "datepublished", "publish_date", "publish-date",
    "publishdate", "published_date", "published-date", "date_published", "published", "published_at",
    "pubdate", "pub_date", "publication_date", "publicationdate", "parsely-pub-date", "sailthru.date",
    "citation_publication_date", "citation_online_date", "bt:pubdate", "originalpublicationdate",
    "displaydate", "cxenseparse:recs:publishtime", "shareaholic:article_published_time",
    "prism.publicationdate", "dc.date.issued", "dcterms.issued", "dc.issued", "dc.date.published",
    "dcterms.date", "dc.date", "dc:date", "date",
]  # fmt: skip
"""Names of meta elements that hold a publication date, the most exact first."""
_CREATED = ["dc.date.created", "dcterms.created", "dc.created", "article:created", "datecreated", "created"]
"""The day a page was set up, often a draft's: used only where nothing says when it was published."""
_RANK = {name: 10 + rank for rank, name in enumerate(_META)} | dict.fromkeys(_CREATED, 500)
_WEAK = 500

_URL_DAY = re.compile(
    r"(?<![\d])((?:19[89]\d|20[0-4]\d))([/_.-]?)(0?[1-9]|1[0-2]|[a-z]{3})\2"
    # a month's folder may be followed by a title that begins with a number: /2023/10/3-questions
    r"(0[1-9]|[12]\d|3[01]|[1-9](?=/|$))(?![\d])",
    re.I,
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_YEAR = re.compile(r"\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2}")
GUESS = "found somewhere in the page by htmldate; nothing says that it is the publication day"
_BYLINE = re.compile(
    r"date|publi|posted|byline|timestamp|dateline|entry-?meta|post-?meta|article-meta|article-info|datum|fecha",
    re.I,
)
_NOT_PUBLISHED = re.compile(
    r"updat|modif|comment|event|copyright|related|sidebar|footer|upcoming|archive|calendar"
    # the day of the edition in the head of a newspaper's site is the day of the visit
    r"|logo|masthead|edition",
    re.I,
)
_ARTICLE = re.compile(r"(?:^|[\s_-])(?:article|news-single|single-post|hentry)(?:$|\s)", re.I)
_LOOSE_DATE = re.compile(
    r"(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|\.|º)?(?: de| of)? [^\W\d_]{3,10}\.?,?(?: de)? \d{4}"
    r"|[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
)
_PUBLISHED = (
    "published", "posted on", "first published", "veröffentlicht", "publiziert", "erschienen am", "publié le",
    "mis en ligne le", "publicado", "publicada", "pubblicato", "pubblicata", "gepubliceerd", "geplaatst op",
    "publicerad", "publisert", "udgivet", "opublikowano", "publikováno", "опубликовано", "дата публикации",
    "yayınlanma", "közzétéve", "julkaistu",
)  # fmt: skip
"""What by-lines write beside the day, as content systems of eleven and more languages print it."""
_PUBLISHED_ON = re.compile(
    r"\b(?:" + "|".join(_PUBLISHED) + rf")\b\W*(?:\w+\W+){{0,4}}?(?:{_LOOSE_DATE.pattern})"
    rf"|{_LOOSE_DATE.pattern}.{{0,25}}\b(?:veröffentlicht|publiziert|published)\b",
    re.I,
)
_DATED_LINE = re.compile(rf"(?:{_LOOSE_DATE.pattern})[\s,|–-]*\d{{1,2}}[:.h]\d{{2}}", re.I)
_NOT_DAY_OF = re.compile(r"updat|modif|start|end|valid|expir|until|event|build|crawl", re.I)
_NEAR_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
MAX_BYLINE = 200
LISTING = 4
"""So many different days in ``<time>`` elements are those of other articles."""
JOINED = " + "
JSON_LD, TIME, BYLINE, STATED = "JSON-LD", "time element", "by-line", "line that says so"
MAX_JSON = 2_000_000
_SKIPPED = ("nav", "aside", "footer")


def page_dates(tree: HtmlElement, url: str | None, guess: str | None) -> list[Found]:
    """List the candidates of a page, the most trusted first, each string once per origin.

    The note of each names what it stands in; several places that give one string are joined by `` + ``.
    """
    found = sorted([*_structured(tree), *_meta(tree), *_itemprop(tree)], key=lambda each: each[0])
    found = [each for each in found if _YEAR.search(each[1])]
    candidates = [Found("metadata", raw, what) for rank, raw, what in found if rank < _WEAK]
    if day := url_day(url):
        candidates.append(Found("url", day))
    candidates += [Found("visible", raw, what) for raw, what in _visible(tree) if _YEAR.search(raw)]
    if not candidates:
        candidates = [Found("metadata", raw, what) for _, raw, what in found]
    # the first of January is what htmldate makes of a bare year, such as that of a copyright line
    if guess and not candidates and not guess.endswith("-01-01") and not _of_program(tree, guess):
        candidates.append(Found("inferred", guess, GUESS))
    return _joined(candidates)


def _of_program(tree: HtmlElement, guess: str) -> bool:
    """Say whether a day stands only in a script, as that of an update or of what is on between two days."""
    keys = []
    for script in tree.iter("script"):
        text = (script.text_content() or "")[:MAX_JSON]
        if guess in text:
            keys += re.findall(rf'"(\w+)"\s*:\s*(?:\{{"\w+"\s*:\s*)?"{re.escape(guess)}', text)
    return bool(keys) and all(_NOT_DAY_OF.search(key) for key in keys)


def _joined(candidates: list[Found]) -> list[Found]:
    """Give each string of an origin once, with every place where it stands."""
    places: dict[tuple[str, str], list[str]] = {}
    for found in candidates:
        kinds = places.setdefault((found.origin, found.raw), [])
        if found.note and found.note not in kinds:
            kinds.append(found.note)
    return [Found(origin, raw, JOINED.join(kinds) or None) for (origin, raw), kinds in places.items()]


def url_day(url: str | None) -> str | None:
    """Give the day that an address states, as ISO 8601.

    >>> url_day("https://example.org/2025/01/28/chips-fall")
    '2025-01-28'
    >>> url_day("https://example.org/news/2025/jan/28/chips")
    '2025-01-28'
    >>> url_day("https://example.org/story-20250128345") is None
    True
    """
    for match in _URL_DAY.finditer(url or ""):
        year, mark, month, day = match.groups()
        number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
        if not number or (not mark and (len(month) < 2 or len(day) < 2)):
            continue
        return f"{year}-{number:02d}-{int(day):02d}"
    return None


def _structured(tree: HtmlElement) -> Iterator[tuple[int, str, str]]:
    """Read JSON-LD: an article's datePublished first, a web page's and dateCreated last."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text_content() or "")[:MAX_JSON]
        for node in _nodes(_loaded(text)):
            kinds = node.get("@type")
            names = " ".join(kinds if isinstance(kinds, list) else [str(kinds)])
            article = (
                bool(re.search(r"Article|Posting|Report|Review|Analysis|Opinion", names))
                or "headline" in node
            )
            if not article and not re.search(r"Page|CreativeWork", names):
                continue
            for key, rank in (("datePublished", 0 if article else 300), ("dateCreated", _WEAK)):
                value = node.get(key)
                value = value.get("@value") if isinstance(value, Mapping) else value
                if isinstance(value, str) and value.strip():
                    yield rank, value.strip(), f"{JSON_LD} {key}"


def _loaded(text: str) -> Any:
    """Load JSON-LD; pages put comments, CDATA and raw line breaks into it."""
    text = (
        re.sub(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$", "", text.strip())
        .strip()
        .rstrip(";")
    )
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        # at least the one fact: broken JSON-LD is common
        match = re.search(r'"datePublished"\s*:\s*"([^"]{6,40})"', text)
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


def _meta(tree: HtmlElement) -> Iterator[tuple[int, str, str]]:
    for element in tree.iter("meta"):
        content = element.get("content") or element.get("datetime")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "itemprop", "id", "http-equiv"):
            name = (element.get(attribute) or "").lower()
            if name in _RANK and (attribute != "http-equiv" or name == "date"):
                yield _RANK[name], content.strip(), f"{attribute} {name}"
                break


def _itemprop(tree: HtmlElement) -> Iterator[tuple[int, str, str]]:
    """Read the first marked date outside of side matter; later ones are those of comments and others."""
    for element in tree.xpath("//*[@itemprop='datePublished' or @pubdate or @itemprop='datepublished']"):
        if element.tag == "meta" or _aside(element):
            continue
        value = element.get("datetime") or element.get("content") or _own_text(element)
        if value and _YEAR.search(value):
            yield 100, value, "itemprop datepublished"
            return


def _visible(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Read the dates that a reader of the page sees as its day: ``<time>`` elements and by-lines, outside of
    side matter.
    """
    times = [e for e in tree.iter("time") if not _aside(e)]
    times.sort(key=lambda e: not (_BYLINE.search(_names(e)) or e.xpath(".//*[@itemprop='datePublished']")))
    days = {(e.get("datetime") or _own_text(e))[:10] for e in times}
    named = [e for e in times[:1] if _BYLINE.search(_names(e))]
    # a page with many days, none of them marked as the article's, is a list
    for element in named or (times[:1] if len(days) < LISTING else []):
        yield (element.get("datetime") or "").strip() or _own_text(element), TIME
    stated = None
    for element in tree.iter("span", "div", "p", "abbr", "td", "li", "small", "em"):
        names = _names(element, up=0)
        if names and _BYLINE.search(names) and not _NOT_PUBLISHED.search(names) and not _aside(element):
            text = _own_text(element)
            if text and len(text) < 2 * MAX_BYLINE and (match := _LOOSE_DATE.search(text)):
                yield match[0], BYLINE
                return
        stated = stated or _stated(element)
    if stated:
        yield stated, STATED


def _stated(element: HtmlElement) -> str | None:
    """Give the date of a line that says "published", or that begins with a date and a clock time."""
    first = (element.text or "").strip()
    if not first and not len(element):
        return None
    text = _own_text(element)
    if not 8 <= len(text) <= MAX_BYLINE:
        return None
    said = _PUBLISHED_ON.search(text) or _DATED_LINE.match(text)
    if said is None or _aside(element):
        return None
    match = _LOOSE_DATE.search(text)
    return match[0] if match and _NEAR_YEAR.search(match[0]) else None


def _own_text(element: HtmlElement) -> str:
    return " ".join((element.text_content() or "").split())[: 2 * MAX_BYLINE]


def _names(element: HtmlElement, up: int = 1) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    parent = element.getparent()
    return f"{names} {_names(parent, up - 1)}" if up and parent is not None else names.strip()


def _aside(element: HtmlElement) -> bool:
    """Say whether an element stands in navigation, a side column, comments, or says when something was
    changed.
    """
    line = [element, *element.iterancestors()]
    # the foot of an article often holds its by-line, the foot of the page never does
    mine = next((at for at, e in enumerate(line) if e.tag == "article" or _ARTICLE.search(_names(e, 0))), -1)
    for at, ancestor in enumerate(line):
        names = _names(ancestor, 0)
        if at < mine:
            names = names.replace("footer", "")
        if ancestor.tag in _SKIPPED and not (at < mine and ancestor.tag == "footer"):
            return True
        if ancestor.tag not in ("body", "html", "main", "article") and _NOT_PUBLISHED.search(names):
            return True
    return False
