"""Show why an article has its day, let a person set another one, and take that back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import guard, marks, redating, session
from timeline.app.marks import block, escaped
from timeline.app.session import Desk
from timeline.app.views import evidence
from timeline.corrections import UNKNOWN, DayEdit, day_edits

_SAID = "redated"
_ONE, _SEVERAL, _NONE = "One day", "One of several days", "Not known"
_LEAST, _MOST = date(1, 1, 1), date(9998, 12, 31)


def heard(desk: Desk) -> None:
    """Take over a correction that has ended, and say how it went; the story is read anew."""
    if desk.story is None:
        return
    path = desk.story.path.resolve()
    if asked := redating.take(path):
        if redating.succeeded(asked):
            st.session_state[_SAID] = (True, asked.done)
        elif asked.build.cancelled:
            st.session_state[_SAID] = (True, "Cancelled. Nothing was changed.")
        else:
            st.session_state[_SAID] = (False, asked.build.text or "The correction could not be made.")
        st.rerun()
    if redating.at_work(path):
        _watch(path)
        return
    good, text = st.session_state.pop(_SAID, (True, ""))
    if text and good:
        st.success(marks.literal(text), icon=":material/check:")
    elif text:
        st.error("The day was not changed:", icon=":material/error:")
        guard.said(text)


@st.fragment(run_every=0.5)
def _watch(path: Any) -> None:
    """Show how far a correction is; runs by itself until it has ended."""
    asked = redating.at_work(path)
    if asked is None or not asked.build.running:
        st.rerun(scope="app")
    bar, stop = st.columns([6, 1], vertical_alignment="center")
    now = asked.build.now
    with bar:
        text = f"Setting the day and what depends on it: {now.step} …"
        st.progress(now.share if now.share is not None else 0.0, text=marks.literal(text))
    with stop:
        st.button("Cancel", icon=":material/close:", on_click=asked.build.cancel, key="cancel_redate")


def show(desk: Desk, article_id: str, states: pl.DataFrame, article_page: Any) -> None:
    """Draw everything about the day of one article."""
    tables = desk.tables or {}
    article = tables["articles"].row(by_predicate=pl.col("article_id") == article_id, named=True)
    state = states.row(by_predicate=pl.col("article_id") == article_id, named=True)
    found = tables["dates"].filter(pl.col("article_id") == article_id).to_dicts()
    edits = [edit for edit in day_edits(tables["corrections"]) if edit.article_id == article_id][::-1]
    st.html(block(_head(article, state, evidence.outlet_names(tables["outlets"]))))
    st.html(block(_reasons(article) + _candidates(found)))
    query = {**session.linked(desk.view), "article": [article_id]}
    st.page_link(article_page, label="Read the article", icon=":material/article:", query_params=query)
    with st.container(border=True):
        _form(desk, article)
    if edits:
        _history(desk, edits)


def undo(desk: Desk, edit: DayEdit) -> None:
    """Take back a correction; for callbacks."""
    if desk.story is None:
        return
    path = desk.story.path.resolve()
    arguments = redating.undo_arguments(path, edit.article_id, edit.at)
    redating.start(path, edit.article_id, arguments, f"Taken back: {edit.said}, set on {moment(edit.at)}.")
    session.change(article=edit.article_id)


def moment(at: datetime) -> str:
    """Say when a change was made, by this computer's clock."""
    return f"{words.day(at.astimezone())}, {at.astimezone():%H:%M}"


def _head(
    article: Mapping[str, Any],
    state: Mapping[str, Any],
    names: Mapping[str | None, tuple[str, str]],
) -> str:
    tag = '<span class="dl-tag">conflict</span>' if state["conflict"] else ""
    said = evidence.published(article)
    return (
        f'<div class="dl-head">{escaped(evidence.title(article))}</div>'
        f'<div class="dl-small">{evidence.outlet(article, names)}</div>'
        f'<div class="dl-why"><b>{escaped(said[:1].upper() + said[1:])}</b> {tag}</div>'
    )


def _reasons(article: Mapping[str, Any]) -> str:
    why = "".join(f"<li>{escaped(evidence.sentences([one]))}</li>" for one in article["dct_why"] or ())
    return f'<ul class="dl-list">{why}</ul>' if why else ""


def _candidates(found: list[dict[str, Any]]) -> str:
    """Give every date that was found for the article, whether it was used or not, as a table."""
    if not found:
        return '<div class="dl-small">Nothing in the article or around it looks like its date.</div>'
    rows = "".join(
        f"<tr><td>{escaped(words.ORIGINS.get(row['origin'], row['origin']))}</td>"
        f"<td><code>{escaped(row['raw'])}</code></td><td>{escaped(_meant(row))}</td></tr>"
        for row in found
    )
    return (
        f"<details><summary>{words.count(len(found), 'date')} found</summary>"
        f"<table><tr><td>Where</td><td>As found</td><td>Says</td></tr>{rows}</table></details>"
    )


def _meant(row: Mapping[str, Any]) -> str:
    if row["start"] is None:
        return row["note"] or "not understood"
    clock = " UTC" if row["zulu"] and row["start"].time() != datetime.min.time() else ""
    return words.interval(row["start"], row["stop"]) + clock + (f" ({row['note']})" if row["note"] else "")


def _form(desk: Desk, article: Mapping[str, Any]) -> None:
    """Ask for a day, days or "not known", and a note."""
    key = f"{article['article_id']}_{desk.stamp}"
    kind = st.segmented_control(
        "Set the day", (_ONE, _SEVERAL, _NONE), default=_ONE, key=f"kind_{key}", required=True
    )
    start, stop = article["dct_start"], article["dct_stop"]
    last = stop - timedelta(days=1) if stop else None
    days: str | None = UNKNOWN if kind == _NONE else None
    if kind == _ONE:
        day = st.date_input(
            "Published on", article["dct_best"], _LEAST, _MOST, key=f"day_{key}", format="YYYY-MM-DD"
        )
        days = day.isoformat() if isinstance(day, date) else None
    elif kind == _SEVERAL:
        left, right = st.columns(2)
        first = left.date_input("From", start, _LEAST, _MOST, key=f"from_{key}", format="YYYY-MM-DD")
        final = right.date_input("To, included", last, _LEAST, _MOST, key=f"to_{key}", format="YYYY-MM-DD")
        days = _span(first, final)
    note = st.text_input(
        "Note", key=f"note_{key}", max_chars=400, placeholder="how you know; kept with the story"
    )
    busy = desk.story is not None and redating.at_work(desk.story.path.resolve()) is not None
    st.button(
        "Set the day",
        type="primary",
        icon=":material/edit_calendar:",
        disabled=days is None or busy,
        key=f"save_{key}",
        on_click=_set,
        args=(desk, article["article_id"], days, note),
    )
    st.caption(
        "Its date phrases, the events and the charts follow. You can take it back; a new build keeps it."
    )


def _span(first: object, final: object) -> str | None:
    if not isinstance(first, date) or not isinstance(final, date):
        return None
    if final < first:
        st.warning("The last day is before the first.", icon=":material/warning:")
        return None
    return f"{first.isoformat()}/{final.isoformat()}"


def _set(desk: Desk, article_id: str, days: str, note: str) -> None:
    from timeline.corrections import read_days

    if desk.story is None:
        return
    path = desk.story.path.resolve()
    start, stop = read_days(days)
    said = words.days(start, stop) if start and stop else "not known"
    done = f"Set by hand: {said}. Date phrases, events and charts follow it."
    redating.start(path, article_id, redating.set_arguments(path, article_id, days, note), done)


def _history(desk: Desk, edits: list[DayEdit]) -> None:
    """List what was set for the article, the latest first, each with its undo."""
    st.subheader("Changed by hand", anchor=False)
    for edit in edits:
        line, button = st.columns([5, 1], vertical_alignment="center")
        by = f"by {edit.by}" if edit.by else "by hand"
        note = f'<div class="dl-small">{escaped(edit.note)}</div>' if edit.note else ""
        when = f"{by}, {moment(edit.at)}" + (f", undone {moment(edit.undone)}" if edit.undone else "")
        said = f"<s>{escaped(edit.said)}</s>" if edit.undone else f"<b>{escaped(edit.said)}</b>"
        line.html(
            block(f'<div class="dl-why">{said} <span class="dl-small">{escaped(when)}</span>{note}</div>')
        )
        if edit.undone is None:
            button.button(
                "Undo", icon=":material/undo:", type="tertiary", key=f"undo_{edit.at.isoformat()}",
                on_click=undo, args=(desk, edit),
            )  # fmt: skip
