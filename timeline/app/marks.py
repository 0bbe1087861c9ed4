"""Write article text as safe HTML with its date phrases marked.

Article text is untrusted: everything that comes from a table goes through ``html.escape`` here, and the
result is shown with ``st.html``, which reads no Markdown.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from timeline import words

CSS = """
<style>
.stMainBlockContainer {padding: 0 2.4rem 3rem 2.4rem}
/* The links to all pages lie where Streamlit's empty header is, and stay there; they wrap on narrow pages. */
.stAppHeader {background: transparent}
.stAppHeader, .stAppHeader div {pointer-events: none}
.stAppHeader :is(button, a, input), .stAppHeader :is(button, a) * {pointer-events: auto}
:is(.stLayoutWrapper, [data-testid="stLayoutWrapper"]):has(> .st-key-pages) {position: sticky; top: 0;
  z-index: 999980}
.st-key-pages {--dl-page: #ffffff; padding: .8rem 2rem .6rem 0; margin-left: -.5rem; row-gap: .75rem;
  background: var(--dl-page); box-shadow: 3rem 0 0 var(--dl-page), -3rem 0 0 var(--dl-page)}
.stApp:has([data-testid="stExpandSidebarButton"]) .st-key-pages {padding-left: 1.8rem}
.st-key-pages [data-testid="stPageLink-NavLink"] {padding: .1rem .5rem; margin: 0}
.st-key-pages > :is(:nth-child(2), :nth-child(8)) {margin-left: .7rem}
.stMainBlockContainer h1 {font-size: 1.9rem; padding-top: 0}
.stMainBlockContainer h3 {font-size: 1.2rem; padding: .2rem 0 .4rem 0}
.stSidebar .stVerticalBlock {gap: .75rem}
/* Streamlit's own downloads are neither checked nor safe for spreadsheets; ours stand below each. */
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download as"]),
[data-testid="stElementToolbarButton"]:has(button[aria-label="Show data"]) {display: none}
.dl a {color: inherit; text-decoration: underline}
.dl-title {font-size: 1.05rem; font-weight: 600; line-height: 1.35; margin: 0 0 .1rem 0;
  overflow-wrap: anywhere}
.dl-head {font-size: 1.45rem; font-weight: 600; line-height: 1.3; margin: 0 0 .2rem 0;
  overflow-wrap: anywhere}
.dl-small {font-size: .875rem; opacity: .78; overflow-wrap: anywhere}
.dl-quote {border-left: 3px solid rgba(127, 137, 153, .45); padding: .1rem 0 .1rem .7rem; margin: .45rem 0;
  line-height: 1.5; overflow-wrap: anywhere}
.dl-note {border: 1px solid rgba(230, 159, 0, .55); background: rgba(230, 159, 0, .10); border-radius: .4rem;
  padding: .35rem .7rem; margin: .2rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .925rem}
.dl-why {font-size: .925rem; margin: .3rem 0; overflow-wrap: anywhere}
.dl-why b {font-weight: 600}
.dl ins {text-decoration: none; border-bottom: 2px solid #009E73}
.dl del {opacity: .72}
.dl-text {white-space: pre-wrap; line-height: 1.6; max-width: 44rem; overflow-wrap: anywhere}
.dl mark {background: rgba(230, 159, 0, .26); color: inherit; border-bottom: 2px solid #E69F00;
  border-radius: 2px; padding: 0 .08em}
.dl mark.dl-own {background: rgba(86, 180, 233, .28); border-bottom-color: #3E9FD8}
.dl-list {margin: .2rem 0 .4rem 0; padding-left: 1.1rem; overflow-wrap: anywhere}
.dl-list li {font-size: .925rem; margin: .1rem 0}
.dl details {font-size: .85rem; margin-top: .25rem}
.dl summary {cursor: pointer; opacity: .78}
.dl table {border-collapse: collapse; margin: .3rem 0}
.dl td {padding: .1rem .8rem .1rem 0; vertical-align: top; overflow-wrap: anywhere}
.dl td:first-child {opacity: .78; white-space: nowrap}
.dl code {font-size: .85em; background: none; padding: 0; color: inherit}
.dl-tag {display: inline-block; border: 1px solid rgba(127, 137, 153, .55); border-radius: 1rem;
  padding: 0 .55rem; font-size: .78rem; margin-right: .3rem; white-space: nowrap}
</style>
"""
"""Styles of the page and of the fragments below; colours hold on the light and on the dark page."""
DARK_CSS = """
<style>
.st-key-pages {--dl-page: #0e1117}
[data-testid="stBaseButton-primary"]:enabled, [data-testid="stBaseButton-primary"]:enabled * {color: #0e1117}
</style>
"""
"""On the dark page the main button is light blue: white words on it would have a contrast of 2.2."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Mark ``text[begin:end]``; ``hint`` shows when the pointer rests on it, ``own`` sets it apart."""

    begin: int
    end: int
    hint: str = ""
    own: bool = False


def escaped(value: object) -> str:
    """Give a value as HTML text.

    >>> escaped("<b>AT&T</b>"), escaped(None)
    ('&lt;b&gt;AT&amp;T&lt;/b&gt;', '')
    """
    return "" if value is None else html.escape(str(value), quote=True)


def literal(text: str) -> str:
    r"""Give a text for a label that reads Markdown, so that it is shown as it is.

    Colons get a zero-width joiner: icon and emoji codes are read even where they are escaped.

    >>> literal("*AT&T* [x](y)")
    '\\*AT\\&T\\* \\[x\\]\\(y\\)'
    """
    plain = " ".join(text.split())
    escaped_text = re.sub(r"([\\`*_{}\[\]()<>#+!|$~&^-])", r"\\\1", plain)
    return re.sub(r":(?=\S)", ":\u2060", escaped_text)


def highlighted(text: str, marks: Iterable[Mark], begin: int = 0, end: int | None = None) -> str:
    """Give ``text[begin:end]`` as HTML with marks; offsets count in the whole text.

    Of overlapping marks the first wins, a mark that reaches outside is cut.

    >>> highlighted("He left <b>last month</b>.", [Mark(11, 21)])
    'He left &lt;b&gt;<mark>last month</mark>&lt;/b&gt;.'
    >>> highlighted("one two three", [Mark(4, 7), Mark(5, 13), Mark(90, 99)], 2, 9)
    'e <mark>two</mark> t'
    """
    stop = len(text) if end is None else min(end, len(text))
    at = max(0, begin)
    parts: list[str] = []
    for mark in sorted(marks, key=lambda m: (m.begin, not m.own, -m.end)):
        first, last = mark.begin, min(mark.end, stop)
        if first < at or last <= first:
            continue
        title = f' title="{escaped(mark.hint)}"' if mark.hint else ""
        kind = ' class="dl-own"' if mark.own else ""
        parts += [escaped(text[at:first]), f"<mark{kind}{title}>{escaped(text[first:last])}</mark>"]
        at = last
    parts.append(escaped(text[at:stop]))
    return "".join(parts)


def block(content: str) -> str:
    """Wrap a fragment so that the styles apply; text of any direction sits on its own side."""
    return f'<div class="dl" dir="auto">{content}</div>'


def resolution(mention: dict[str, Any], published: str) -> str:
    """Say as HTML why a phrase means its date: “last month”, published 28 Jan 2025 → Dec 2024."""
    when = words.interval(mention["start"], mention["stop"], mention["granularity"], mention["mod"])
    base = f", {escaped(published)}" if mention["anchor"] == "dct" else ""
    line = f"“{escaped(mention['phrase'])}”{base} → <b>{escaped(when)}</b>"
    reason = f'<div class="dl-small">{escaped(mention["reason"])}</div>' if mention["reason"] else ""
    unsure = (
        '<div class="dl-small">This date depends on the publication day, which is not known exactly.</div>'
        if mention["certain"] is False
        else ""
    )
    return f'<div class="dl-why">{line}{reason}{unsure}</div>'


def details(mentions: Sequence[dict[str, Any]], extra: Sequence[tuple[str, object]] = ()) -> str:
    """Give the field's terms of some mentions as a folded table."""
    rows: list[tuple[str, object]] = []
    for mention in mentions:
        rows.append(("Phrase", mention["phrase"]))
        rows += [
            (label, mention[column])
            for label, column in (
                ("Operator", "operator"),
                ("Counts from", "anchor"),
                ("TIMEX3", "type"),
                ("TIMEX3 value", "value"),
                ("TIMEX3 mod", "mod"),
                ("EDTF", "edtf"),
                ("Issue", "issue"),
            )
            if mention[column]
        ]
        rows += [
            (
                "Other reading",
                f"{words.interval(other['start'], other['stop'])}: {other['operator'] or other['value']}",
            )
            for other in mention["alternatives"] or ()
        ]
    rows += [(label, value) for label, value in extra if value]
    if not rows:
        return ""
    cells = "".join(f"<tr><td>{escaped(a)}</td><td><code>{escaped(b)}</code></td></tr>" for a, b in rows)
    return f"<details><summary>Details</summary><table>{cells}</table></details>"
