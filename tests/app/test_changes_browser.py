"""The page of what changed in a real browser: a link opens a part, a tick and a filter go into the link."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

import timeline as tl
from tests.app import browsing
from timeline.options import BuildOptions

pytestmark = pytest.mark.browser

SAMPLE = browsing.ROOT / "data" / "sample" / "articles.jsonl"
LEFT_OUT = os.environ.get("DATELINE_NO_BROWSER") == "1" or os.environ.get("DATELINE_BROWSER") == "none"
SECONDS = 1000


def test_what_changed_is_read_in_a_browser(tmp_path: Path) -> None:
    if LEFT_OUT:
        pytest.skip("browser tests are switched off")
    path = browsing.browser()
    assert path is not None, browsing.INSTALL
    tl.build([SAMPLE], tmp_path / "story", BuildOptions(jobs=1))
    with sync_playwright() as playwright, browsing.app(tmp_path / "home", tmp_path / "story") as address:
        browser = playwright.chromium.launch(executable_path=path, args=browsing.ARGUMENTS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(90 * SECONDS)
        page.goto(f"{address.rstrip('/')}/changes?show=wording&change=doubt_dropped")
        # The table keeps a hidden copy of its cells for screen readers, which may come first.
        said = page.get_by_text("is gone").filter(visible=True)
        expect(said.first).to_be_visible(timeout=90 * SECONDS)
        struck = page.locator("del.dl-out").first
        expect(struck).to_be_visible(timeout=90 * SECONDS)
        assert "line-through" in struck.evaluate("e => getComputedStyle(e).textDecorationLine")
        page.get_by_role("radio", name=re.compile("Numbers")).click()
        expect(page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible(
            timeout=90 * SECONDS
        )
        page.wait_for_url(re.compile("show=numbers"), timeout=90 * SECONDS)
        assert "change=" not in page.url
        browser.close()
