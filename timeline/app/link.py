"""Keep what the reader looks at in the page's link, and read it back.

``parse`` never raises: what it cannot read is left out and named in a note, so that an old or mistyped
link still opens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from timeline.app.filters import PRECISIONS, Filters
from timeline.schema import OUTLET_KINDS
from timeline.words import CHANGES

LONGEST = 400
"""Characters of one value that a link may hold: browsers and servers cut links of several thousand."""

Params = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class View:
    """Say what is on screen: the story (its key), the event and the article looked at, the filters.

    ``show`` is the part of a page with several; each page knows its own. ``family`` is the
    quotation, number or wording looked at, ``changes`` are the kinds of change that are listed.
    """

    story: str | None = None
    event: str | None = None
    article: str | None = None
    filters: Filters = field(default_factory=Filters)
    show: str | None = None
    family: str | None = None
    changes: tuple[str, ...] = ()


def params(view: View) -> Params:
    """Write a view as query parameters; what is not set is left out.

    >>> params(View(event="e1", filters=Filters(kinds=("agency", "blog"), known=True)))
    {'event': ['e1'], 'kind': ['agency', 'blog'], 'known': ['1']}
    """
    asked = view.filters
    values: dict[str, Sequence[str | None]] = {
        "story": [view.story],
        "event": [view.event],
        "article": [view.article],
        "kind": asked.kinds,
        "outlet": asked.outlets,
        "from": [asked.first.isoformat() if asked.first else None],
        "to": [asked.last.isoformat() if asked.last else None],
        "precision": asked.precision,
        "q": [asked.text or None],
        "column": [asked.column],
        "value": asked.values if asked.column else [],
        "known": ["1" if asked.known else None],
        "hidden": ["1" if asked.hidden else None],
        "part": [asked.part],
        "once": ["1" if asked.once else None],
        "family": [view.family],
        "change": view.changes,
        "show": [view.show],
    }
    said = {name: [value for value in given if value] for name, given in values.items()}
    return {name: given for name, given in said.items() if given}


def parse(given: Mapping[str, Sequence[str]]) -> tuple[View, list[str]]:
    """Read query parameters; gives the view and notes about what was ignored.

    >>> view, notes = parse({"from": ["2025-13-45"], "kind": ["blog"], "utm_source": ["mail"]})
    >>> view.filters.kinds, view.filters.first, notes
    (('blog',), None, ['The link asks for “from” = “2025-13-45”, which is not a date; it was ignored.'])
    """
    notes: list[str] = []

    def many(name: str, known: Sequence[str] | None = None) -> tuple[str, ...]:
        values = list(dict.fromkeys(value[:LONGEST] for value in given.get(name, ()) if value))
        if known is None:
            return tuple(values)
        why = f"not one of {', '.join(known)}"
        notes.extend(_ignored(name, value, why) for value in values if value not in known)
        return tuple(value for value in values if value in known)

    def one(name: str) -> str | None:
        values = many(name)
        return values[-1] if values else None

    def day(name: str) -> date | None:
        value = one(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            notes.append(_ignored(name, value or "", "not a date"))
            return None

    filters = Filters(
        kinds=many("kind", OUTLET_KINDS),
        outlets=many("outlet"),
        first=day("from"),
        last=day("to"),
        precision=many("precision", tuple(PRECISIONS)),
        text=one("q") or "",
        column=one("column"),
        values=many("value"),
        known=many("known", ("1", "0"))[-1:] == ("1",),
        hidden=many("hidden", ("1", "0"))[-1:] == ("1",),
        part=one("part"),
        once=many("once", ("1", "0"))[-1:] == ("1",),
    )
    if filters.first and filters.last and filters.first > filters.last:
        notes.append("The link's first day is after its last day; both were ignored.")
        filters = replace(filters, first=None, last=None)
    how = many("change", tuple(CHANGES))
    return View(one("story"), one("event"), one("article"), filters, one("show"), one("family"), how), notes


def _ignored(name: str, value: str, why: str) -> str:
    return f"The link asks for “{name}” = “{value}”, which is {why}; it was ignored."
