"""Show how the story spread: growth, who was first, the attention it got, and what was taken from others."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, session
from timeline.app.session import Desk
from timeline.app.views import evidence, listing, told_articles
from timeline.narrative.spread import ECHO, retold

PARTS: Mapping[str, str] = {
    "growth": "How it grew",
    "firsts": "Who was first",
    "attention": "Attention",
    "echo": "What was taken",
}
_PART = "spread_part"


def show(desk: Desk, article_page: Any) -> None:
    """Draw the page."""
    kept = desk.kept or {}
    if kept["articles"].is_empty():
        listing.nothing("articles", desk.view.filters.active)
        return
    asked = desk.view.show
    part = asked if asked in PARTS else "growth"
    st.session_state[_PART] = part
    st.segmented_control(
        "Show", list(PARTS), format_func=PARTS.__getitem__, key=_PART, on_change=_turn, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    draw: Mapping[str, Callable[[Desk, Any], None]] = {
        "growth": _growth, "firsts": _firsts, "attention": _attention, "echo": _echo,
    }  # fmt: skip
    draw[str(part)](desk, article_page)


def _turn() -> None:
    session.change(show=st.session_state[_PART])


def _growth(desk: Desk, article_page: Any) -> None:
    """Draw articles so far and days after the events, and the phases to choose from."""
    kept = desk.kept or {}
    charting.show(desk, "spread")
    phases = kept["phases"]
    if not phases.is_empty():
        st.subheader("Phases", anchor=False)
        st.caption("Busy and quiet stretches, named by what is new in them. Tick one to read its articles.")
        shown = pl.DataFrame({
            "Phase": phases["name"],
            "Days": [words.days(*days) for days in phases.select("start", "stop").iter_rows()],
            "Articles": phases["count"],
            "New words": phases["terms"].list.join(", "),
        })  # fmt: skip
        at = listing.chosen_row(shown, phases["start"].cast(pl.String).to_list(), key="phases", columns={},
                                alt="Phases of the story")  # fmt: skip
        _articles(desk, phases, at, article_page, "phases")
    charting.show(desk, "lag")
    with st.expander("Articles by period and outlet", icon=":material/table:"):
        rows = kept["spread"]
        shown = rows.select(
            pl.col("start").alias("From"),
            pl.col("stop").alias("Until before"),
            _outlet(desk).alias("Outlet"),
            pl.col("name").alias("Kind"),
            pl.col("count").alias("Articles"),
            pl.col("share").alias("Share of its output"),
        )
        at = listing.chosen_row(shown, _ids(rows, "start", "source"), key="spread_rows", columns=_SHARES,
                                alt="Articles by period and outlet")  # fmt: skip
        _articles(desk, rows, at, article_page, "spread_rows")
        charting.table_downloads(desk, "spread", rows, "All rows:")


def _firsts(desk: Desk, article_page: Any) -> None:
    """Draw who was first with each event, and the evidence for the one that is chosen."""
    kept = desk.kept or {}
    charting.show(desk, "firsts", pick=True)
    evidence.drawer(desk, article_page)
    raced = _raced(kept["firsts"], kept["events"], _outlet(desk))
    if raced.is_empty():
        return
    left, right = st.columns((11, 9) if desk.view.event else listing.BESIDE, gap="large")
    with left:
        st.subheader("Events that several outlets tell", anchor=False)
        page = listing.page_of(raced, "event_id", desk.view.event, "raced")
        listing.choose(
            page.rows.drop("event_id"),
            page.rows["event_id"].to_list(),
            desk.view.event,
            lambda event: session.change(event=event),
            key="raced",
            columns={"What happened": st.column_config.TextColumn(width=260)},
            alt="Events and who was first to tell them in this collection",
        )
        page.turn()
        charting.table_downloads(desk, "firsts", kept["firsts"], "All rows:")
    with right:
        if desk.view.event:
            evidence.show(desk, desk.view.event, article_page)
        else:
            st.subheader("Evidence", anchor=False)
            st.caption("Choose a mark in the chart or tick a row of the table to read what was told.")


def _raced(firsts: pl.DataFrame, events: pl.DataFrame, outlet: pl.Expr) -> pl.DataFrame:
    """Put the events that several outlets tell into words, what matters most first."""
    named = firsts.with_columns(outlet.alias("_outlet"))
    summed = (
        named.group_by("event_id")
        .agg(
            pl.col("_outlet").filter("first").unique().sort(),
            pl.col("tied").any(),
            pl.col("start").filter("first").min(),
            pl.col("stop").filter("first").min(),
            pl.len().alias("Outlets"),
            pl.col("behind_most").max().alias("Days to the last"),
        )
        .filter(pl.col("Outlets") > 1)
        .join(events.select("event_id", "headline", "score"), on="event_id")
        .sort("score", "event_id", descending=[True, False], nulls_last=True)
    )
    when = [words.days(start or stop, stop) for start, stop in summed.select("start", "stop").iter_rows()]
    return summed.select(
        "event_id",
        pl.col("headline").alias("What happened"),
        pl.when("tied")
        .then(pl.format("tie: {}", pl.col("_outlet").list.join(", ")))
        .otherwise(pl.col("_outlet").list.join(", "))
        .alias("First in this collection"),
        pl.Series("First report", when, dtype=pl.String),
        "Outlets",
        "Days to the last",
    )


def _attention(desk: Desk, article_page: Any) -> None:
    """Draw attention over time, and what each outlet gave to the story."""
    kept = desk.kept or {}
    charting.show(desk, "attention")
    st.subheader("What each outlet gave to it", anchor=False)
    rows = kept["attention"].filter(pl.col("source").is_not_null())
    told = "First and tied count the events that others tell, too. Tick an outlet to read its articles."
    shares = rows["share"].null_count() < rows.height
    if not shares:
        told += " Shares of an outlet's output need a list of all it published: `dateline build --totals`."
    st.caption(told)
    shown = rows.select(
        _outlet(desk).alias("Outlet"),
        pl.col("name").alias("Kind"),
        pl.col("n_articles").alias("Articles"),
        *([pl.col("share").alias("Share of its output")] if shares else []),
        pl.col("n_events").alias("Events"),
        pl.col("n_first").alias("First"),
        pl.col("n_tied").alias("Tied"),
        pl.col("behind").alias("Days behind"),
        pl.col("half_life").alias("Half-life, days"),
        pl.col("n_taken").alias("Taken from others"),
    )
    at = listing.chosen_row(
        shown, rows["source"].to_list(), key="attention", columns=_SHARES, alt="Attention by outlet"
    )
    charting.table_downloads(desk, "attention", kept["attention"], "All rows, kinds of outlet too:")
    if at is not None:
        source = rows["source"][at]
        own = kept["articles"].filter(pl.col("source") == source)["article_id"].to_list()
        told_articles.show(desk, own, (), article_page, "attention")


def _echo(desk: Desk, article_page: Any) -> None:
    """Draw how much was taken from others, and the articles that took it."""
    charting.show(desk, "echo")
    tables = desk.copies or desk.kept or {}
    how = retold(tables["articles"], tables["lineage"]).filter(pl.col("how").is_in(ECHO))
    if how.is_empty():
        st.caption("No article here copies or rewrites one of another outlet of this collection.")
        return
    st.subheader("Articles that were taken from others", anchor=False)
    st.caption("Tick one to read it. Who copied whom shows the passages side by side.")
    rows = tables["articles"].join(how, on="article_id").sort("dct_best", "article_id", nulls_last=True)
    shown = rows.select(
        pl.col("dct_best").alias("Published"),
        _outlet(desk).alias("Outlet"),
        pl.coalesce("title", "path", "article_id").alias("Title"),
        pl.col("how").alias("How"),
    )
    at = listing.chosen_row(
        shown, rows["article_id"].to_list(), key="echo",
        columns={"Published": st.column_config.DateColumn(format="YYYY-MM-DD")},
        alt="Articles that copy or rewrite others",
    )  # fmt: skip
    if at is not None:
        told_articles.show(desk, [rows["article_id"][at]], (), article_page, "echo")


_SHARES: dict[str, Any] = {"Share of its output": st.column_config.NumberColumn(format="percent")}


def _articles(desk: Desk, rows: pl.DataFrame, at: int | None, article_page: Any, key: str) -> None:
    if at is not None:
        told_articles.show(desk, rows["article_ids"][at].to_list(), (), article_page, key)


def _ids(rows: pl.DataFrame, *columns: str) -> list[str]:
    joined = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in columns], separator="|")
    return rows.select(joined.alias("id"))["id"].to_list()


def _outlet(desk: Desk) -> pl.Expr:
    """Give the name of the outlet in ``source`` as people see it."""
    named = evidence.outlet_names((desk.tables or {})["outlets"]).items()
    known = {source: name for source, (name, _) in named if source}
    return pl.col("source").replace(known).fill_null("outlet not known")
