"""Show the day of each article with its reasons, those that need a look first, and let a person set it."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, marks, session
from timeline.app.session import Desk
from timeline.app.views import day_editor, evidence, listing
from timeline.corrections import DayEdit, day_edits
from timeline.days import KNOWN, UNKNOWN, WORKED_OUT, counts, day_states
from timeline.schema import ORIGINS

_ALL, _LOOK, _HAND = "All", "Need a look", "Set by hand"
_SHOWN = (_ALL, _LOOK, "Worked out", "Known", _HAND)


def show(desk: Desk, article_page: Any) -> None:
    """Draw the page."""
    kept, tables = desk.kept or {}, desk.tables or {}
    day_editor.heard(desk)
    states = day_states(tables["articles"], tables["dates"])
    total = kept["articles"].join(states, on="article_id", how="left", maintain_order="left")
    if total.is_empty():
        listing.nothing("articles", desk.view.filters.active)
        return
    left, right = st.columns((11, 10) if desk.view.article else listing.BESIDE, gap="large")
    with left:
        _list(desk, total, tables)
    with right:
        if desk.view.article:
            day_editor.show(desk, desk.view.article, states, article_page)
        else:
            st.subheader("Its day", anchor=False)
            st.caption(
                "Tick a row: here you see how its day was found and everything that speaks for another "
                "one, and you can set the day yourself."
            )
    _changes(desk, tables)


def _list(desk: Desk, total: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> None:
    st.subheader("Publication days", anchor=False)
    which = st.segmented_control(
        "Show", _SHOWN, default=_ALL, key="dates_shown", label_visibility="collapsed", required=True
    )
    there = [one for one in ORIGINS if one in set(total["dct_origin"])]
    chosen = st.multiselect(
        "Where the day comes from",
        there,
        key="dates_origins",
        placeholder="from anywhere",
        format_func=lambda one: words.ORIGINS.get(one, one),
        label_visibility="collapsed",
    )
    st.caption(_counted(total) + (" Filtered." if desk.view.filters.active else ""))
    rows = _narrowed(total, which, chosen, tables["corrections"])
    if rows.is_empty():
        st.info("No article here. Choose another list above.", icon=":material/check:")
        return
    ordered = rows.sort("place", "day_is", "dct_start", "article_id", descending=[False, True, False, False])
    page = listing.page_of(ordered, "article_id", desk.view.article, "dates")
    if page.where or rows.height < total.height:
        st.caption(f"{listing.counted(rows.height, total.height, 'article')}{page.where}.")
    listing.choose(
        _for_readers(page.rows, tables["outlets"]),
        page.rows["article_id"].to_list(),
        desk.view.article,
        lambda one: session.change(article=one),
        key="dates",
        columns={
            "Published": st.column_config.TextColumn(width=100),
            "Day is": st.column_config.TextColumn(width=84),
            "Title": st.column_config.TextColumn(width=180 if desk.view.article else 285),
            "How": st.column_config.TextColumn(width=125),
        },
        alt="Articles with their days, those that need a look first",
        height=620,
    )
    page.turn()
    charting.table_downloads(desk, "dates", ordered.drop("place"), "These articles:")


def _counted(articles: pl.DataFrame) -> str:
    """Say how many days are known; conflicts are among them."""
    said = [f"{number:,} {how}" for how, number in counts(articles).items() if how != "conflict" and number]
    odd = counts(articles)["conflict"]
    said += [words.count(odd, "conflict")] if odd else []
    return f"{words.count(articles.height, 'article')}: {', '.join(said)}."


def _narrowed(
    rows: pl.DataFrame, which: str | None, origins: list[str], corrections: pl.DataFrame
) -> pl.DataFrame:
    if origins:
        rows = rows.filter(pl.col("dct_origin").is_in(origins))
    if which == _LOOK:
        return rows.filter(pl.col("conflict") | (pl.col("day_is") == UNKNOWN))
    if which == _HAND:
        mine = [edit.article_id for edit in day_edits(corrections) if edit.undone is None]
        return rows.filter(pl.col("article_id").is_in(mine))
    state = {"Worked out": WORKED_OUT, "Known": KNOWN}.get(which or "")
    return rows.filter(pl.col("day_is") == state) if state else rows


def _for_readers(articles: pl.DataFrame, outlets: pl.DataFrame) -> pl.DataFrame:
    names = evidence.outlet_names(outlets)
    rows = [
        {
            "Published": words.interval(article["dct_start"], article["dct_stop"], "day")
            if article["day_is"] != UNKNOWN
            else "—",
            "Day is": "conflict" if article["conflict"] else article["day_is"],
            "Title": evidence.title(article),
            "How": words.ORIGINS.get(article["dct_origin"], article["dct_origin"] or ""),
            "Outlet": names.get(article["source"], (article["source"], ""))[0],
        }
        for article in articles.iter_rows(named=True)
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("Published", "Day is", "Title", "How", "Outlet"), pl.String)
    )


def _changes(desk: Desk, tables: Mapping[str, pl.DataFrame]) -> None:
    """List every day set by hand in this story, the latest first."""
    edits = day_edits(tables["corrections"])[::-1]
    if not edits:
        return
    rows = tables["articles"].filter(pl.col("article_id").is_in([edit.article_id for edit in edits]))
    titles = {row["article_id"]: evidence.title(row) for row in rows.iter_rows(named=True)}
    with st.expander(f"{words.count(len(edits), 'change')} by hand in this story", icon=":material/history:"):
        shown = [_change(edit, titles) for edit in edits[: listing.ROWS]]
        st.dataframe(pl.DataFrame(shown), hide_index=True, placeholder="", alt="Days set by hand")
        last = next((edit for edit in edits if edit.undone is None and edit.article_id in titles), None)
        if last:
            label = f"Undo the last: {last.said} for “{titles[last.article_id]}”"
            st.button(
                marks.literal(label), icon=":material/undo:", key="undo_last",
                on_click=day_editor.undo, args=(desk, last),
            )  # fmt: skip


def _change(edit: DayEdit, titles: Mapping[str, str]) -> dict[str, str]:
    gone = f"{edit.article_id} (not in this story any more)"
    return {
        "When": day_editor.moment(edit.at),
        "Article": titles.get(edit.article_id, gone),
        "Set to": edit.said,
        "By": edit.by or "by hand",
        "Note": edit.note or "",
        "Undone": day_editor.moment(edit.undone) if edit.undone else "",
    }
