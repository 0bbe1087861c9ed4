"""Show why an event stands in the table: its sentences, its dates and how each was found."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, correcting, guard, marks, session
from timeline.app.marks import Mark, block, escaped
from timeline.app.session import Desk
from timeline.app.views import event_editor
from timeline.schema import KNOWN_ORIGINS

_SAME = '<div class="dl-small">The same date phrase as above.</div>'
BY_HAND = {
    "merge": "merged by hand",
    "split": "split by hand",
    "rename": "renamed by hand",
    "redate": "date set by hand",
    "hide": "hidden",
    "pin": "pinned",
}
"""What people see of what was done to an event by hand; a note shows itself."""
FIRST = 10
"""Articles shown before the reader asks for all."""


def show(desk: Desk, event_id: str, article_page: Any, place: str = "page") -> None:
    """Show an event and everything behind it; evidence is complete, whatever the filters hide.

    ``place`` keeps the widgets apart where the same event is shown twice.
    """
    tables = desk.tables or {}
    event = tables["events"].row(by_predicate=pl.col("event_id") == event_id, named=True)
    _siblings(tables["events"], event_id, place)
    names = outlet_names(tables["outlets"])
    articles = _by_id(tables["articles"], "article_id", _ids(tables, event_id))
    correcting.heard(desk, place)
    st.html(block(_head(event, articles, names)))
    if event["note"]:
        st.html(block(f'<div class="dl-note">{escaped(event["note"])}</div>'))
    event_editor.show(desk, event, place)
    own = (event["start"], event["stop"])
    if others := [r for r in event["readings"] or () if (r["start"], r["stop"]) != own]:
        st.html(block(_readings(others, articles, names)))
    told = tables["event_mentions"].filter(pl.col("event_id") == event_id)
    order = sorted(
        articles, key=lambda one: (articles[one]["dct_start"] is None, articles[one]["dct_start"], one)
    )
    everything = st.session_state.get("all_evidence") == event_id
    for article_id in order if everything else order[:FIRST]:
        statements = told.filter(pl.col("article_id") == article_id).sort("field", "begin").to_dicts()
        with st.container(border=True):
            _article(articles[article_id], statements, tables["mentions"], names, event)
            st.page_link(
                article_page,
                label="Read the article",
                icon=":material/article:",
                query_params=_link(desk, article_id),
            )
    if len(order) > FIRST and not everything:
        st.button(
            f"Show all {len(order)} articles",
            on_click=lambda: st.session_state.update(all_evidence=event_id),
            key=f"show_all_evidence_{place}",
        )


def drawer(desk: Desk, article_page: Any) -> None:
    """Lay the evidence beside the chart after a click in it: the table is below the fold there."""
    if not st.session_state.pop(charting.CLICKED, False) or not desk.view.event:
        return
    event = desk.view.event

    @st.dialog("Evidence", position="right", width=560)
    def beside() -> None:
        guard.guarded(lambda: show(desk, session.current().event or event, article_page, "drawer"))

    beside()


def outlet_names(outlets: pl.DataFrame) -> dict[str | None, tuple[str, str]]:
    """Map an outlet's stored name to the name and kind that people see."""
    return {
        source: (name or source, kind or "unknown")
        for source, name, kind in outlets.select("source", "name", "kind").iter_rows()
    }


def published(article: Mapping[str, Any]) -> str:
    """Say when an article was published and whether the day is known.

    >>> from datetime import date
    >>> published({"dct_start": date(2025, 1, 28), "dct_stop": date(2025, 1, 29), "dct_origin": "meta"})
    'published 28 Jan 2025 · known, from your list (--meta)'
    """
    origin = article["dct_origin"] or "none"
    if article["dct_start"] is None and article["dct_stop"] is None:
        return "publication day not known"
    how = "known" if origin in KNOWN_ORIGINS else "worked out"
    when = words.interval(article["dct_start"], article["dct_stop"], "day")
    return f"published {when} · {how}, {words.ORIGINS.get(origin, origin)}"


def sentences(reasons: Sequence[str] | None) -> str:
    """Give reasons as sentences.

    >>> sentences(["the input says 28 Jan", "Nothing else does."]), sentences(None)
    ('The input says 28 Jan. Nothing else does.', '')
    """
    full = (reason.strip() for reason in reasons or () if reason.strip())
    return " ".join(f"{one[0].upper()}{one[1:]}{'' if one[-1] in '.!?' else '.'}" for one in full)


def outlet(article: Mapping[str, Any], names: Mapping[str | None, tuple[str, str]]) -> str:
    """Give an article's outlet and its kind as HTML; what is not known is said once."""
    if article["source"] is None:
        return "Outlet not known"
    name, kind = names.get(article["source"], (article["source"], "unknown"))
    return f"{escaped(name)} · {escaped(kind if kind != 'unknown' else 'kind not known')}"


def title(article: Mapping[str, Any]) -> str:
    """Give an article's headline; without one, how its text begins."""
    text = " ".join((article["text"] or "")[:200].split())
    return article["title"] or (f"{text[:80]}…" if len(text) > 80 else text) or "(no title, no text)"


def _siblings(events: pl.DataFrame, event_id: str, place: str) -> None:
    """Offer the other events of the mark that was clicked: one dot may stand for several."""
    together: list[str] = st.session_state.get("together", [])
    if event_id not in together or len(together) < 2:
        return
    found = events.filter(pl.col("event_id").is_in(together)).sort("start", "event_id", nulls_last=True)
    labels = dict(found.select("event_id", "headline").iter_rows())
    ids = list(labels)
    st.selectbox(
        f"{len(ids)} events at this mark",
        ids,
        index=ids.index(event_id),
        format_func=lambda one: labels[one] or "(no headline)",
        key=f"together_{place}_{event_id}",
        on_change=lambda: session.change(event=st.session_state[f"together_{place}_{event_id}"]),
    )


def _head(event: Mapping[str, Any], articles: Mapping[str, Any], names: Mapping[str | None, Any]) -> str:
    when = words.interval(event["start"], event["stop"], event["granularity"], event["mod"])
    tags = [f"precision: {words.term(event['granularity'] or 'unknown')}", words.term(event["basis"] or "")]
    if event["modality"] != "happened":
        tags.append(words.term(event["modality"] or ""))
    if event["conflict"]:
        tags.append(words.term("conflict"))
    tags += [BY_HAND[op] for op in event["corrected"] or () if op in BY_HAND]
    counts = ", ".join(
        (
            words.count(event["n_articles"] or 0, "article"),
            "outlet not known"
            if articles and not any(one["source"] for one in articles.values())
            else words.count(event["n_sources"] or 0, "outlet"),
            words.count(event["n_tellings"] or 0, "separate telling"),
        )
    )
    chips = "".join(f'<span class="dl-tag">{escaped(tag)}</span>' for tag in tags if tag.strip())
    return (
        f'<div class="dl-head">{escaped(event["headline"])}</div>'
        f'<div class="dl-why"><b>{escaped(when)}</b> · {counts}</div>'
        f"<div>{chips}</div>"
        f'<div class="dl-small" style="margin-top:.35rem">{_first(event, articles, names)}</div>'
    )


def _first(event: Mapping[str, Any], articles: Mapping[str, Any], names: Mapping[str | None, Any]) -> str:
    if event["first_start"] is None or event["first_stop"] is None:
        return "First report: not known, no article with a publication day tells it."
    who = [
        names.get(articles[one]["source"], (articles[one]["source"] or "outlet not known", ""))[0]
        for one in event["first_article_ids"] or ()
        if one in articles
    ]
    told = ", ".join(dict.fromkeys(who))
    tie = " (a tie)" if len(set(who)) > 1 else ""
    when = words.days(event["first_start"], event["first_stop"])
    return f"First in this collection: {escaped(when)}, {escaped(told)}{tie}"


def _readings(
    readings: Sequence[Mapping[str, Any]], articles: Mapping[str, Any], names: Mapping[str | None, Any]
) -> str:
    rows = []
    for reading in readings:
        sources = [
            names.get(articles[one]["source"], (articles[one]["source"] or "?", ""))[0]
            for one in reading["article_ids"] or ()
            if one in articles
        ]
        when = words.interval(reading["start"], reading["stop"], reading["granularity"])
        rows.append(f"<tr><td>{escaped(when)}</td><td>{escaped(', '.join(dict.fromkeys(sources)))}</td></tr>")
    return f'<div class="dl-small">Dates other articles give</div><table>{"".join(rows)}</table>'


def _article(
    article: Mapping[str, Any],
    statements: Sequence[Mapping[str, Any]],
    mentions: pl.DataFrame,
    names: Mapping[str | None, tuple[str, str]],
    event: Mapping[str, Any],
) -> None:
    why = sentences(article["dct_why"])
    head = (
        f'<div class="dl-title">{escaped(title(article))}</div>'
        f'<div class="dl-small">{outlet(article, names)} · {escaped(published(article))}</div>'
        + (f'<div class="dl-small">{escaped(why)}</div>' if why else "")
    )
    parts = [head]
    seen: set[str] = set()
    for statement in statements:
        ids = list(statement["mention_ids"] or ())
        found = mentions.filter(pl.col("mention_id").is_in(ids)).sort("begin").to_dicts() if ids else []
        explained = bool(ids) and seen.issuperset(ids)
        parts.append(_quote(article, statement, found))
        parts.append(_SAME if explained else _why(article, statement, found))
        seen.update(ids)
    st.html(block("".join(parts)))


def _quote(article: Mapping[str, Any], statement: Mapping[str, Any], mentions: list[dict[str, Any]]) -> str:
    """Give the sentence with its date phrases marked, and who is said to say it."""
    text = (article["title"] if statement["field"] == "title" else article["text"]) or ""
    spans = [Mark(m["begin"], m["end"], own=True) for m in mentions if m["field"] == statement["field"]]
    sentence = marks.highlighted(text, spans, statement["begin"], statement["end"]).strip()
    said = [f"According to {statement['attributed_to']}."] if statement["attributed_to"] else []
    said += ["Said with reserve."] if statement["hedged"] else []
    note = f'<div class="dl-small">{escaped(" ".join(said))}</div>' if said else ""
    return f'<div class="dl-quote">{sentence}</div>{note}'


def _why(article: Mapping[str, Any], statement: Mapping[str, Any], mentions: list[dict[str, Any]]) -> str:
    """Say why the sentence means its date."""
    day = published(article).partition(" · ")[0]
    whys = [marks.resolution(mention, day) for mention in mentions]
    if statement["basis"] == "publication" or not whys:
        when = words.interval(
            statement["start"], statement["stop"], statement["granularity"], statement["mod"]
        )
        line = f"No date in the sentence; {escaped(day)} → <b>{escaped(when)}</b>"
        whys.append(f'<div class="dl-why">{line}</div>')
    elif statement["basis"] == "carried":
        where = "Date from the text" if statement["field"] == "title" else words.term("carried").capitalize()
        whys.insert(0, f'<div class="dl-small">{escaped(where)}:</div>')
    terms = [("Predicate", statement["predicate"]), ("Basis", statement["basis"])]
    return "".join(whys) + marks.details(mentions, terms)


def _ids(tables: Mapping[str, pl.DataFrame], event_id: str) -> list[str]:
    told = tables["event_mentions"].filter(pl.col("event_id") == event_id)
    return told["article_id"].unique(maintain_order=True).to_list()


def _by_id(table: pl.DataFrame, column: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {row[column]: row for row in table.filter(pl.col(column).is_in(ids)).to_dicts()}


def _link(desk: Desk, article_id: str) -> dict[str, list[str]]:
    return {**session.linked(desk.view), "article": [article_id]}
