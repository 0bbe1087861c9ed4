"""Give the app's tests a home of their own and a small story."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.app import browsing, fakes
from timeline.app import stories

SCRIPT = browsing.ROOT / "streamlit_app.py"
PAGES = (
    "", "timeline", "stories", "spread", "themes", "lineage", "changes",
    "articles", "dates", "corrections",
)  # fmt: skip

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep caches, uploads, recent stories and logs out of the user's home."""
    place = tmp_path / "home"
    for name, value in browsing.homes(place).items():
        monkeypatch.setenv(name, value)
    for kind in ("cache", "data", "state", "log"):
        folder = place / kind
        monkeypatch.setattr(f"platformdirs.user_{kind}_dir", lambda *a, _f=folder, **k: str(_f))
    stories.sample_story.cache_clear()
    st.cache_resource.clear()
    monkeypatch.setattr(stories, "launched", lambda: None)
    return place


@pytest.fixture(scope="session")
def dam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the small story; tests only read it."""
    return fakes.story(tmp_path_factory.mktemp("stories") / "dam").path


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Give a function that opens a page of the app: a story, the page's address, query parameters."""

    def run(folder: Path | None, page: str = "", **query: str | list[str]) -> AppTest:
        monkeypatch.setattr(stories, "launched", lambda: folder)
        test = AppTest.from_file(str(SCRIPT), default_timeout=60)
        test.session_state["visited"] = True
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        return go(test, page) if page else test

    return run


def go(test: AppTest, page: str) -> AppTest:
    """Go to a page by its address; AppTest's own switch knows files only."""
    found = [key for key, info in test._registered_pages.items() if info.get("url_pathname") == page]
    assert found, f"no page {page!r} in {test._registered_pages}"
    test._page_hash = found[0]
    test.query_params.clear()  # as the menu does
    test.run()
    return test


def link(test: AppTest) -> dict[str, list[str]]:
    """Give the query parameters; AppTest gives a single value bare."""
    given = {name: test.query_params[name] for name in test.query_params}
    return {name: [value] if isinstance(value, str) else list(value) for name, value in given.items()}


def values(test: AppTest, kind: str, what: str = "value") -> list[str]:
    """Give what every element of a kind holds."""
    return [str(getattr(element, what)) for element in test.get(kind)]


def html(test: AppTest) -> str:
    """Give all HTML of a page."""
    return "\n".join(values(test, "html"))


def says(test: AppTest) -> str:
    """Give everything a page says in words."""
    alerts = ("error", "warning", "info", "success")
    kinds = (*alerts, "markdown", "caption", "code", "subheader", "title", "html")
    return "\n".join(text for kind in kinds for text in values(test, kind))
