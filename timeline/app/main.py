"""Run the app: ``streamlit run`` this file, or call ``main`` from a script."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from timeline.app import charting, guard, marks, session, stories
from timeline.app.session import Desk
from timeline.app.views import (
    articles_page,
    changes_page,
    corrections_page,
    dates_page,
    lineage_page,
    spread_page,
    start_page,
    stories_page,
    themes_page,
    timeline_page,
)

_DESK = "desk"


def main() -> None:
    """Draw the page that the link names."""
    st.set_page_config("Dateline", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
    st.html(marks.CSS + (marks.DARK_CSS if charting.theme_name() == "dark" else ""))
    start = st.Page(lambda: _run(lambda desk: start_page.show(desk, when)), title="Start",
                    icon=":material/home:", url_path="start", default=True)  # fmt: skip
    when = st.Page(lambda: _story(lambda desk: timeline_page.show(desk, articles), start), title="Timeline",
                   icon=":material/timeline:", url_path="timeline")  # fmt: skip
    several = st.Page(lambda: _story(lambda desk: stories_page.show(desk, when), start), title="Stories",
                      icon=":material/call_split:", url_path="stories")  # fmt: skip
    how = st.Page(lambda: _story(lambda desk: spread_page.show(desk, articles), start), title="Spread",
                  icon=":material/trending_up:", url_path="spread")  # fmt: skip
    whom = st.Page(lambda: _story(lambda desk: lineage_page.show(desk, articles), start),
                   title="Who copied whom", icon=":material/content_copy:", url_path="lineage")  # fmt: skip
    what = st.Page(lambda: _story(lambda desk: themes_page.show(desk, articles), start), title="Themes",
                   icon=":material/category:", url_path="themes")  # fmt: skip
    turned = st.Page(lambda: _story(lambda desk: changes_page.show(desk, articles), start),
                     title="What changed", icon=":material/difference:", url_path="changes")  # fmt: skip
    articles = st.Page(lambda: _story(lambda desk: articles_page.show(desk, when), start), title="Articles",
                       icon=":material/article:", url_path="articles")  # fmt: skip
    days = st.Page(lambda: _story(lambda desk: dates_page.show(desk, articles), start), title="Dates",
                   icon=":material/edit_calendar:", url_path="dates")  # fmt: skip
    changes = st.Page(lambda: _story(lambda desk: corrections_page.show(desk, when), start),
                      title="Corrections", icon=":material/rule:", url_path="corrections")  # fmt: skip
    pages = [start, when, several, how, what, whom, turned, articles, days, changes]
    page = st.navigation(pages, position="top")
    if page is start and _first_visit() and stories.launched() and not st.query_params:
        st.switch_page(when)
    guard.guarded(lambda: _begin(with_filters=page is not start))
    for note in session.notes():
        st.warning(marks.literal(note), icon=":material/link_off:")
    if isinstance(st.session_state.get(_DESK), Desk):
        page.run()


def _begin(with_filters: bool) -> None:
    st.session_state[_DESK] = None
    st.session_state[_DESK] = session.begin(with_filters)


def _first_visit() -> bool:
    first = "visited" not in st.session_state
    st.session_state["visited"] = True
    return first


def _run(body: Callable[[Desk], None]) -> None:
    desk: Desk = st.session_state[_DESK]
    guard.guarded(lambda: body(desk))


def _story(body: Callable[[Desk], None], start: st.Page) -> None:
    """Run a page that needs a story; without one, say how to get it."""
    desk: Desk = st.session_state[_DESK]
    if desk.story is not None and desk.tables is not None:
        _run(body)
        return
    if desk.problem:
        st.error("The story could not be opened.", icon=":material/error:")
        guard.said(desk.problem)
    else:
        st.info("No story is open. Open the sample story, a recent one, or upload articles.")
    st.page_link(start, label="Go to Start", icon=":material/home:")


if __name__ == "__main__":
    main()
