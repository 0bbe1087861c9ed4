"""Show the articles, one of them in full with its date phrases marked, and the outlets to edit."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, marks, session
from timeline.app.marks import Mark, block, escaped
from timeline.app.session import Desk
from timeline.app.views import evidence, listing, outlets_editor, versions_view
from timeline.schema import KNOWN_ORIGINS

LONGEST = 200_000
"""Characters of one text that are sent to the browser; a longer text is cut there, and the page says so."""


def show(desk: Desk, timeline_page: Any) -> None:
    """Draw the page."""
    reading, editing = st.tabs(["Articles", "Outlets"])
    with reading:
        _articles(desk, timeline_page)
    with editing:
        outlets_editor.show(desk)


def _articles(desk: Desk, timeline_page: Any) -> None:
    kept, tables = desk.kept or {}, desk.tables or {}
    articles = kept["articles"]
    if articles.is_empty():
        listing.nothing("articles", desk.view.filters.active)
        return
    left, right = st.columns((9, 11) if desk.view.article else listing.BESIDE, gap="large")
    with left:
        _list(desk, articles, tables)
    with right:
        if desk.view.article:
            _read(desk, desk.view.article, tables, timeline_page)
        else:
            st.subheader("Reading", anchor=False)
            st.caption("Tick a row: here you read the article with every date phrase marked and explained.")


def _list(desk: Desk, articles: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> None:
    st.subheader("Articles", anchor=False)
    total = tables["articles"]
    dated = articles.filter(pl.any_horizontal(pl.col("dct_start", "dct_stop").is_not_null()))
    known = dated.filter(pl.col("dct_origin").is_in(KNOWN_ORIGINS)).height
    days = {"known": known, "worked out": dated.height - known, "not known": articles.height - dated.height}
    said = ", ".join(f"{how} for {number:,}" for how, number in days.items() if number)
    ordered = articles.sort("dct_start", "published", "article_id", nulls_last=True)
    page = listing.page_of(ordered, "article_id", desk.view.article, "articles")
    shown = page.rows
    counted = listing.counted(articles.height, total.height, "article")
    st.caption(f"{counted}{page.where}. Publication day {said}.")
    listing.choose(
        _for_readers(shown, tables["outlets"]),
        shown["article_id"].to_list(),
        desk.view.article,
        lambda one: session.change(article=one),
        key="articles",
        columns={
            "Published": st.column_config.TextColumn(width=105),
            "Day is": st.column_config.TextColumn(width="small"),
            "Title": st.column_config.TextColumn(width=235 if desk.view.article else 380),
            "Why this day": st.column_config.TextColumn(width="large"),
        },
        alt="Articles with their publication days",
        height=620,
    )
    page.turn()
    charting.table_downloads(desk, "articles", ordered, "These articles:")


def _for_readers(articles: pl.DataFrame, outlets: pl.DataFrame) -> pl.DataFrame:
    names = evidence.outlet_names(outlets)
    rows = []
    for article in articles.iter_rows(named=True):
        undated = article["dct_start"] is None and article["dct_stop"] is None
        known = "known" if article["dct_origin"] in KNOWN_ORIGINS else "worked out"
        left_out = "" if article["included"] is not False else f"Left out: {article['excluded_why'] or ''} "
        rows.append(
            {
                "Published": words.interval(article["dct_start"], article["dct_stop"], "day"),
                "Title": evidence.title(article),
                "Outlet": names.get(article["source"], (article["source"], ""))[0],
                "Day is": "not known" if undated else known,
                "Why this day": left_out + evidence.sentences(article["dct_why"]),
            }
        )
    columns = ("Published", "Title", "Outlet", "Day is", "Why this day")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def _read(desk: Desk, article_id: str, tables: Mapping[str, pl.DataFrame], timeline_page: Any) -> None:
    article = tables["articles"].row(by_predicate=pl.col("article_id") == article_id, named=True)
    names = evidence.outlet_names(tables["outlets"])
    mentions = tables["mentions"].filter(pl.col("article_id") == article_id).sort("field", "begin").to_dicts()
    st.html(block(_head(article, names, mentions)))
    versions_view.show(article_id, tables)
    _events(desk, article_id, tables, timeline_page)
    text = article["text"] or ""
    if not text.strip():
        st.info("This record has no text; it counts for attention only.", icon=":material/info:")
    spans = [_mark(mention) for mention in mentions if mention["field"] == "text"]
    st.html(block(f'<div class="dl-text">{marks.highlighted(text, spans, 0, LONGEST)}</div>'))
    if len(text) > LONGEST:
        st.caption(f"The first {LONGEST:,} of {len(text):,} characters. The story's tables hold all of it.")
    _phrases(article, mentions)


def _head(
    article: Mapping[str, Any], names: Mapping[str | None, tuple[str, str]], mentions: list[dict[str, Any]]
) -> str:
    by = f" · {escaped(article['author'])}" if article["author"] else ""
    shown = evidence.title(article)
    spans = [_mark(m) for m in mentions if m["field"] == "title"] if article["title"] else []
    clock = article["published_local"]
    at = f", {clock:%H:%M} local time" if clock else ""
    why = "".join(f"<li>{escaped(evidence.sentences([one]))}</li>" for one in article["dct_why"] or ())
    left_out = (
        f'<div class="dl-why"><b>Left out of charts and events:</b> {escaped(article["excluded_why"])}</div>'
        if article["included"] is False
        else ""
    )
    address = f'<div class="dl-small">{_address(article["url"])}</div>' if article["url"] else ""
    return (
        f'<div class="dl-head">{marks.highlighted(shown, spans)}</div>'
        f'<div class="dl-small">{evidence.outlet(article, names)}{by}</div>'
        f'<div class="dl-why">{escaped(evidence.published(article))}{escaped(at)}</div>{left_out}'
        f'{address}<div class="dl-small">Read from {escaped(article["path"])}</div>'
        + (f"<details><summary>Why this day</summary><ul>{why}</ul></details>" if why else "")
    )


def _address(url: str) -> str:
    """Give an address as a link if a browser may follow it, else as text."""
    shown = escaped(url)
    try:
        safe = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        safe = False
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>' if safe else shown


def _mark(mention: Mapping[str, Any]) -> Mark:
    when = words.interval(mention["start"], mention["stop"], mention["granularity"], mention["mod"])
    return Mark(mention["begin"], mention["end"], when)


def _events(desk: Desk, article_id: str, tables: Mapping[str, pl.DataFrame], timeline_page: Any) -> None:
    told = tables["event_mentions"].filter(pl.col("article_id") == article_id)
    events = tables["events"].join(told, on="event_id", how="semi").sort("start", "event_id", nulls_last=True)
    if events.is_empty():
        return
    with st.expander(f"{words.count(events.height, 'event')} in this article", icon=":material/event:"):
        for event in events.head(40).iter_rows(named=True):
            when = words.interval(event["start"], event["stop"], event["granularity"], event["mod"])
            line, link = st.columns([5, 1], vertical_alignment="center")
            line.html(block(f'<div class="dl-why"><b>{escaped(when)}</b> {escaped(event["headline"])}</div>'))
            query = {**session.linked(desk.view), "event": [event["event_id"]]}
            link.page_link(timeline_page, label="Evidence", query_params=query)
        if events.height > 40:
            st.caption("The first 40; the Timeline page lists all.")


def _phrases(article: Mapping[str, Any], mentions: list[dict[str, Any]]) -> None:
    st.subheader(words.count(len(mentions), "date phrase"), anchor=False)
    day = evidence.published(article).partition(" · ")[0]
    parts = [marks.resolution(mention, day) + marks.details([mention]) for mention in mentions[:200]]
    if parts:
        st.html(block("".join(parts)))
    if len(mentions) > 200:
        st.caption(f"The first 200 of {len(mentions):,}; the story's tables hold all.")
