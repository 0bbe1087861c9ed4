"""Read the days that a reader of a web page sees: marked elements, by-lines, lines that say "published".

What stands in navigation, side columns, comments and the like is another article's, and left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import XPath
from lxml.html import HtmlElement

from timeline.readers.page_data import MARKED, Marks, Stated
from timeline.readers.page_words import PageWords, page_words

BYLINE_NAME = re.compile(
    r"date|publi|posted|byline|timestamp|dateline|submitted|datum|fecha|aut(?:h)?or"
    r"|(?:entry|post|article|news|story)[-_]?(?:meta|info|details?)",
    re.I,
)
NOT_PUBLISHED = re.compile(
    r"updat|modif|comment|event|copyright|related|sidebar|footer|upcoming|archive|calendar"
    r"|ticker|recommend|popular|trending|recent"
    # the day of the edition in the head of a newspaper's site is the day of the visit
    r"|logo|masthead|edition",
    re.I,
)
_ARTICLE = re.compile(r"(?:^|[\s_-])(?:article|news-single|single-post|hentry)(?:$|\s)", re.I)
_OF_ARTICLE = re.compile(r"meta|byline|author|info", re.I)
_SKIPPED = frozenset(["nav", "aside", "footer"])
_FRAME = frozenset(["body", "html", "main", "article"])
_NO_TEXT = frozenset(["script", "style", "noscript", "option", "textarea", "title", "template"])
_INLINE = frozenset(
    ["span", "a", "b", "i", "em", "strong", "small", "font", "abbr", "time", "u", "cite", "sup", "svg"]
)
# The year first, because few lines hold one.
_DATED = XPath("/descendant::text()[contains(.,'20')][not(parent::script or parent::style)]")
_DATED_BEFORE = XPath("/descendant::text()[contains(.,'19')][not(parent::script or parent::style)]")
_ITEMPROP = XPath("boolean(.//*[@itemprop='datePublished'])")
_NEAR_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_LETTER = re.compile(r"[^\W\d_]")
YEAR = re.compile(r"\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2}")
MAX_BYLINE = 200
MAX_TEXT = 800
MAX_PIECE = 40
"""So short a piece of text that holds a year, but no day, is looked at with what stands around it."""
AROUND = 45
"""Characters around a year in which its day and month stand."""
MAX_REST = 30
"""Letters that a line may hold besides its day to be one that is little else: a place, a section, a name."""
MAX_AWAY = 40
"""Elements between such a line and the headline: of 300 pages 16 were dated by one alone, all rightly."""
FAR = 150
"""Elements from the headline beyond which by-lines with many days are those of other articles."""
LISTING = 4
"""So many different days in ``<time>`` elements are those of other articles."""
MAX_TIMES = 30
CLIMB = 4
"""Elements above a day in which its by-line can begin."""
TIME, BYLINE, STATED, LINE = "time element", "by-line", "line that says so", "line beside the headline"

Shown = tuple[str, str]
"""String, and the place where it stands."""


@dataclass(slots=True)
class Sides:
    """Know which elements stand in side matter; what is known of an element holds for all below it."""

    known: dict[HtmlElement, tuple[bool, bool]] = field(default_factory=dict)

    def aside(self, element: HtmlElement) -> bool:
        """Say whether an element stands in navigation, a side column, comments, or says when something was
        changed.
        """
        line = []
        at: HtmlElement | None = element
        while at is not None and at not in self.known:
            line.append(at)
            at = at.getparent()
        off, inside = self.known[at] if at is not None else (False, False)
        for each in reversed(line):
            names = named(each)
            off = off or _off(each, names, inside)
            inside = inside or each.tag == "article" or bool(_ARTICLE.search(names))
            self.known[each] = off, inside
        return off


def _off(element: HtmlElement, names: str, inside: bool) -> bool:
    """Say whether an element begins side matter.

    The foot of an article often holds its by-line, as does a column of its own data; the foot of the page
    never does.
    """
    tag = element.tag
    if tag in _SKIPPED:
        if not inside or tag == "nav":
            return True
        if tag == "aside" and not _OF_ARTICLE.search(names):
            return True
    if tag in _FRAME or not names:
        return False
    return not_published(names.replace("footer", "") if inside else names)


def not_published(names: str) -> bool:
    """Say whether names are those of side matter or of a change.

    Blogs name their one day "date published updated", because microformats ask for both.

    >>> not_published("entry-date updated"), not_published("updated"), not_published("last-updated-date")
    (False, True, True)
    """
    if not NOT_PUBLISHED.search(names):
        return False
    others = [name for name in names.split() if name != "updated"]
    return not any(BYLINE_NAME.search(name) for name in others) or any(map(NOT_PUBLISHED.search, others))


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line with a day: the day's string, its element, what kind of place it is."""

    raw: str
    element: HtmlElement
    kind: str


def marked(sides: Sides, found: Marks) -> Iterator[Stated]:
    """Read the first marked date outside of side matter; later ones are those of comments and others."""
    for element in (*found.times, *found.spans):
        if element.get("itemprop", "").lower() != "datepublished" and element.get("pubdate") is None:
            continue
        value = element.get("datetime") or element.get("content") or own_text(element)
        if value and YEAR.search(value) and not sides.aside(element):
            yield MARKED, value, "itemprop datepublished"
            return


def times(sides: Sides, found: Marks) -> Iterator[Shown]:
    """Read the page's ``<time>`` element, and what stands for one."""
    elements = [e for e in found.times[:MAX_TIMES] if _moment(e) and not sides.aside(e)]
    first = [e for e in elements if BYLINE_NAME.search(named(e, up=1)) or _ITEMPROP(e)]
    days = {_moment(e)[:10] for e in elements}
    # a page with many days, none of them marked as the article's, is a list
    for element in first[:1] or (elements[:1] if len(days) < LISTING else []):
        yield _moment(element), TIME


def _moment(element: HtmlElement) -> str:
    """Give what a ``<time>`` says, or an ``<abbr>`` that is used as one."""
    if element.tag == "abbr":
        value = element.get("title") or ""
        return value.strip() if value[:4].isdigit() else ""
    return (element.get("datetime") or "").strip() or own_text(element)


def lines(sides: Sides, tree: HtmlElement, before_2000: bool = False) -> list[Line]:
    """List the short lines that hold a day and are the article's, in their order."""
    words = page_words()
    out = []
    for text in (_DATED_BEFORE if before_2000 else _DATED)(tree):
        if len(text) > MAX_TEXT or not (year := _NEAR_YEAR.search(text)):
            continue
        element = text.getparent()
        if element is not None and text.is_tail:
            element = element.getparent()
        if element is None or element.tag in _NO_TEXT:
            continue
        if (line := _line(text, year.start(), element, words)) and not sides.aside(element):
            out.append(line)
    return out


def _line(text: str, year: int, element: HtmlElement, words: PageWords) -> Line | None:
    # only what is around the year: the pattern is slow on what holds no day
    match = words.day.search(text, max(0, year - AROUND), year + AROUND)
    if match is None and len(text) > MAX_PIECE:
        return None
    block = element
    while block.tag in _INLINE and (above := block.getparent()) is not None:
        block = above
    whole = own_text(block)
    # a day can be cut in pieces by elements
    match = match or (words.day.search(whole) if len(whole) <= MAX_BYLINE else None)
    if match is None or not _NEAR_YEAR.search(match[0]):
        return None
    return _kind(" ".join(match[0].split()), whole, element, block, words)


def _kind(raw: str, whole: str, element: HtmlElement, block: HtmlElement, words: PageWords) -> Line | None:
    """Say what kind of line a day stands in; nothing if it is none of the article's."""
    before, _, after = whole.partition(raw)
    while words.says_otherwise(before):
        # "updated on one day, published on another"
        match = words.day.search(after) if len(whole) <= MAX_BYLINE else None
        if match is None:
            return None
        raw, before, after = match[0], before + raw + after[: match.start()], after[match.end() :]
    if _by_line(element):
        return Line(raw, element, BYLINE)
    if len(whole) < 2 * MAX_BYLINE and words.says_published(before, after):
        return Line(raw, element, STATED)
    if len(whole) > MAX_BYLINE:
        return None
    if words.timed.match(whole):
        return Line(raw, element, STATED)
    rest = len(_LETTER.findall(before)) + len(_LETTER.findall(after))
    # a headline or sentence tells of its day
    told = block.tag == "h1" or whole.endswith((".", "!", "?"))
    return Line(raw, element, LINE) if rest <= MAX_REST and not told else None


def _by_line(element: HtmlElement) -> bool:
    """Say whether an element, or a short one around it, is named as a by-line."""
    at: HtmlElement | None = element
    for _ in range(CLIMB):
        if at is None or at.tag in _FRAME:
            return False
        # a link named so leads to a publication
        names = "" if at.tag == "a" else named(at)
        if names and BYLINE_NAME.search(names) and not not_published(names):
            return len(own_text(at)) < 2 * MAX_BYLINE
        at = at.getparent()
    return False


def shown(found: list[Line], heads: list[HtmlElement], tree: HtmlElement) -> Iterator[Shown]:
    """Give the day of the by-line, or of a line that says "published", nearest to the headline."""
    mine = [line for line in found if line.kind != LINE]
    if not mine:
        return
    if len({each.raw for each in mine}) == 1:
        yield mine[0].raw, min((each.kind for each in mine), key=lambda kind: kind != STATED)
        return
    line, away = nearest(mine, heads, tree)
    # days far from the headline, all of them different, are those of other articles
    if away is None or away <= FAR or len({each.raw for each in mine}) < LISTING:
        yield line.raw, line.kind


def beside(found: list[Line], heads: list[HtmlElement], tree: HtmlElement) -> Iterator[Shown]:
    """Give the day of a line that is little else and stands beside the headline, or is the only such day."""
    if not found:
        return
    line, away = nearest(found, heads, tree)
    if (away is not None and away <= MAX_AWAY) or (away is None and len({each.raw for each in found}) == 1):
        yield line.raw, LINE


def nearest(found: list[Line], heads: list[HtmlElement], tree: HtmlElement) -> tuple[Line, int | None]:
    """Give the line nearest to the headline and how many elements lie between; else the first by-line.

    Elements before the headline count double: what comes before is more often another article's.
    """
    if not heads:
        return min(found, key=lambda line: line.kind != BYLINE), None
    place = {element: number for number, element in enumerate(tree.iter())}
    tops = [place[head] for head in heads]

    def away(line: Line) -> int:
        at = place[line.element]
        return min(at - top if at >= top else 2 * (top - at) for top in tops)

    line = min(found, key=away)
    return line, away(line)


def own_text(element: HtmlElement) -> str:
    """Give an element's text in one line; of a long one, more than any line has."""
    return " ".join((element.text_content() or "").split())[: 2 * MAX_BYLINE]


def named(element: HtmlElement, up: int = 0) -> str:
    """Give the names that a page gives an element, and those of elements above it."""
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}".strip()
    parent = element.getparent()
    return f"{names} {named(parent, up - 1)}" if up and parent is not None else names
