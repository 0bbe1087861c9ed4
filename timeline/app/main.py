"""Run the app: ``streamlit run`` this file, or call ``main`` from a script."""

from collections.abc import Callable, Sequence
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
    start = _page(lambda: _run(lambda desk: start_page.show(desk, when)), "Start", default=True)
    when = _page(lambda: _story(lambda desk: timeline_page.show(desk, articles), start), "Timeline")
    several = _page(lambda: _story(lambda desk: stories_page.show(desk, when), start), "Stories")
    how = _page(lambda: _story(lambda desk: spread_page.show(desk, articles), start), "Spread")
    whom = _page(
        lambda: _story(lambda desk: lineage_page.show(desk, articles), start), "Who copied whom", "lineage"
    )
    turned = _page(
        lambda: _story(lambda desk: changes_page.show(desk, articles), start), "What changed", "changes"
    )
    what = _page(lambda: _story(lambda desk: themes_page.show(desk, articles), start), "Themes")
    articles = _page(lambda: _story(lambda desk: articles_page.show(desk, when), start), "Articles")
    days = _page(lambda: _story(lambda desk: dates_page.show(desk, articles), start), "Dates")
    changes = _page(lambda: _story(lambda desk: corrections_page.show(desk, when), start), "Corrections")
    pages = [start, when, several, how, whom, turned, what, articles, days, changes]
    page = st.navigation(pages, position="hidden")
    _bar(pages)
    if page is start and _first_visit() and stories.launched() and not st.query_params:
        st.switch_page(when)
    guard.guarded(lambda: _begin(with_filters=page is not start))
    for note in session.notes():
        st.warning(marks.literal(note), icon=":material/link_off:")
    if isinstance(st.session_state.get(_DESK), Desk):
        page.run()


def _page(body: Callable[[], None], title: str, path: str | None = None, *, default: bool = False) -> st.Page:
    return st.Page(body, title=title, url_path=path or title.lower(), default=default)


def _bar(pages: Sequence[st.Page]) -> None:
    """Draw the links to all pages; Streamlit's own bar hides what has no room behind "2 more"."""
    with st.container(horizontal=True, gap=None, key="pages"):
        for page in pages:
            st.page_link(page)


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
