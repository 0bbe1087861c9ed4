"""A saved page works in a real browser, without any network, in another zone; every mark can be clicked."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import charts
import machine
from charts import CHARTS, LIGHT, ChartOptions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(os.environ.get("DATELINE_NO_BROWSER")), reason="browser tests are left out"),
]
Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def pages() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    found = machine.find_browser(os.environ)
    assert found, "no browser: install Chromium or name one in DATELINE_BROWSER"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=["--no-sandbox"])
        context = browser.new_context(
            offline=True, timezone_id="Asia/Tokyo", viewport={"width": 1250, "height": 1000}
        )
        yield context
        browser.close()


@pytest.mark.parametrize("name", CHARTS)
def test_a_page_draws_itself_offline(name: str, pages: Any, story: Tables, tmp_path: Path) -> None:
    chart = CHARTS[name].draw(story, LIGHT, ChartOptions(pick=True))
    path = charts.save(chart, tmp_path / f"{name}.html")
    page = pages.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("#chart svg text")
    shown = page.inner_text("#chart")
    assert CHARTS[name].title in shown
    assert re.search(r"2025-03-\d\d", shown)
    assert said == []
    assert asked == [path.as_uri()]
    if name == "timeline":
        _clicks(page)
    page.close()


def _clicks(page: Any) -> None:
    """A click on a dot, a bar or a name says which events are meant; pointing at it says what it is."""
    for mark in ("g.mark-symbol path", "g.mark-rect path", "g.mark-text text"):
        page.locator(f"{mark}[aria-label*='Insurer'], {mark}[aria-label*='Coast guard']").first.click(
            force=True
        )
        picked = page.evaluate("window.drawn.then(found => found.view.data('picked_store'))")
        assert picked[0]["values"][0].startswith("e")
    assert "Insurer" in page.inner_text("#vg-tooltip-element") or "Coast" in page.inner_text(
        "#vg-tooltip-element"
    )
