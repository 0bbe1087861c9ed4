"""Show the stories of a collection and let one be picked: every page is then about it."""

from typing import Any

import polars as pl
import streamlit as st

from timeline import words
from timeline.app import charting, marks, sidebar
from timeline.app.session import Desk
from timeline.app.views import listing


def show(desk: Desk, timeline_page: Any) -> None:
    """Draw the page."""
    tables = desk.tables or {}
    stories, articles = tables["stories"], tables["articles"]
    if stories.is_empty():
        st.info(
            "No stories were told apart here: that takes at least three articles that tell the same. If this "
            "collection was built by an older version, build it again.",
            icon=":material/info:",
        )
        return
    st.subheader("Stories", anchor=False)
    st.caption(_counted(stories, articles))
    picked = desk.view.filters.part
    page = listing.page_of(stories, "story_id", picked, "stories")
    listing.choose(
        _for_readers(page.rows),
        page.rows["story_id"].to_list(),
        picked,
        sidebar.pick_part,
        key="stories",
        columns={
            "Story": st.column_config.TextColumn(width=260),
            "Days": st.column_config.TextColumn(width=190),
            **listing.counts(),
        },
        alt="Stories with their days",
    )
    page.turn()
    if picked:
        _picked(stories.row(by_predicate=pl.col("story_id") == picked, named=True), timeline_page)
    charting.table_downloads(desk, "stories", stories, "All stories:")


def _counted(stories: pl.DataFrame, articles: pl.DataFrame) -> str:
    said = words.count(stories.height, "story", "stories")
    others = articles.filter(pl.col("story_id").is_null()).height
    rest = f" {words.count(others, 'article')} of {articles.height:,} in none of them." if others else ""
    return f"{said}. Tick one: the timeline, the charts and the articles then show only that.{rest}"


def _picked(story: dict[str, Any], timeline_page: Any) -> None:
    told = ", ".join(story["terms"])
    st.html(
        marks.block(
            f'<div class="dl-head">{marks.escaped(story["name"])}</div>'
            f"<div>{marks.escaped(story['headline'])}</div>"
            f'<div class="dl-small">{marks.escaped(told)}</div>'
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(timeline_page, label="Its timeline", icon=":material/timeline:")
        st.button("Show all stories again", on_click=sidebar.pick_part, args=(None,), key="all_stories")


def _for_readers(stories: pl.DataFrame) -> pl.DataFrame:
    """Put the rows on screen into words."""
    rows = [
        {
            "Story": row["name"],
            "Days": words.days(row["start"], row["stop"]) if row["start"] else "not known",
            "Articles": row["n_articles"],
            "Outlets": row["n_sources"],
            "Tellings": row["n_tellings"],
            "Headline": row["headline"],
        }
        for row in stories.iter_rows(named=True)
    ]
    kinds = {"Story": pl.String, "Days": pl.String, "Articles": pl.Int64, "Outlets": pl.Int64}
    return pl.DataFrame(rows, schema={**kinds, "Tellings": pl.Int64, "Headline": pl.String})
