"""The bar of pages in a real browser: all in one look, narrow or scrolled, and by keyboard."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.app import browsing, fakes

pytestmark = pytest.mark.browser

LEFT_OUT = os.environ.get("DATELINE_NO_BROWSER") == "1" or os.environ.get("DATELINE_BROWSER") == "none"
SECONDS = 1000
PAGES = [
    "Start", "Timeline", "Stories", "Spread", "Who copied whom", "What changed", "Themes", "Articles",
    "Dates", "Corrections",
]  # fmt: skip


def test_all_pages_in_one_look(tmp_path: Path) -> None:
    if LEFT_OUT:
        pytest.skip("browser tests are switched off")
    path = browsing.browser()
    assert path is not None, browsing.INSTALL
    story = fakes.story(tmp_path / "dam").path
    with sync_playwright() as playwright, browsing.app(tmp_path / "home", story) as address:
        browser = playwright.chromium.launch(executable_path=path, args=browsing.ARGUMENTS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(90 * SECONDS)
        page.goto(f"{address}/timeline")
        expect(page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible(
            timeout=90 * SECONDS
        )
        for width in (1400, 900):
            page.set_viewport_size({"width": width, "height": 1000})
            page.get_by_text("Events", exact=True).evaluate("e => e.scrollIntoView()")
            assert bar(page) == PAGES
            for name in PAGES:
                expect(page.get_by_role("link", name=name, exact=True)).to_be_in_viewport(ratio=1)
        assert ground(page, "Timeline") != ground(page, "Dates")
        page.get_by_role("link", name="Dates", exact=True).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/corrections*")
        expect(page.get_by_text("Nothing was corrected in this story yet.", exact=False)).to_be_visible(
            timeout=90 * SECONDS
        )
        browser.close()


def bar(page: Page) -> list[str]:
    return page.locator(".st-key-pages a").all_inner_texts()


def ground(page: Page, name: str) -> str:
    """Give the colour behind a link: the page that is open stands out."""
    link = page.get_by_role("link", name=name, exact=True)
    return str(link.evaluate("e => getComputedStyle(e).backgroundColor"))
