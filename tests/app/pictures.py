"""Take the pictures of the documentation: ``python -m tests.app.pictures``.

Every page, light and dark, 1400 x 1000, as PNG of few colours into docs/pictures. Needs a browser, as the
browser tests do. Look at each picture before you commit it.
"""

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.app import browsing
from timeline import sample
from timeline.corrections import undo
from timeline.corrections.event_edits import Who, merge, pin, rename
from timeline.recompute import correct as apply
from timeline.story import open_story

OUT = browsing.ROOT / "docs" / "pictures"
MOST_BYTES = 250_000
PATIENCE = 120_000
"""Milliseconds that a page may take on a loaded machine."""
SIZE = ViewportSize(width=1400, height=1000)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
Scene = Callable[[Page, str], None]
BROKEN = {
    "note.txt": "A short note\n\nThe dam failed yesterday, the operator said on Tuesday.",
    "again.txt": "A short note\n\nThe dam failed yesterday, the operator said on Tuesday.",
    "table.csv": "headline,day\nNo text column here,2025-01-28\n",
    "lines.jsonl": '{"text": "It opened in May 2024.", "published": "2025-01-28"}\n{"title": \n',
    "empty.txt": "",
}


def main() -> None:
    """Take all pictures."""
    expect.set_options(timeout=PATIENCE)
    path = browsing.browser()
    if path is None:
        sys.exit(browsing.INSTALL)
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        story = build(home)
        browser = playwright.chromium.launch(executable_path=path, args=browsing.ARGUMENTS)
        for scheme in SCHEMES:
            with browsing.app(home / scheme) as address:
                scenes: dict[str, Scene] = {"start": visit, "read": partial(upload, home=home)}
                play(browser.new_page(viewport=SIZE, color_scheme=scheme), address, scheme, scenes)
            with browsing.app(home / scheme, story) as address:
                play(browser.new_page(viewport=SIZE, color_scheme=scheme), address, scheme, SCENES)
        browser.close()


def build(home: Path) -> Path:
    """Build the sample story."""
    corpus = sample.folder() / "sample"
    inputs = [str(corpus / "articles.jsonl"), "--outlets", str(corpus / "outlets.csv")]
    command = [sys.executable, "-m", "timeline", "build", *inputs, "-o", str(home / "Sample story")]
    subprocess.run(command, check=True, cwd=browsing.ROOT)
    correct_some(home / "Sample story")
    return home / "Sample story"


def correct_some(path: Path) -> None:
    """Correct some events, so that the page of corrections has something to show."""
    story = open_story(path)
    ids = story.table("events").sort("score", descending=True)["event_id"].to_list()
    ann, ben = Who("Ann Weber", "as the exchange reported it"), Who("Ben Okafor", "one meeting?")
    story = apply(story, rename(story.tables(), ids[0], "Nvidia loses $589 billion in a day", ann)).story
    story = apply(story, merge(story.tables(), [ids[7], ids[9]], ben)).story
    story = apply(story, undo(story.table("corrections"), by="Ann Weber")).story
    apply(story, pin(story.tables(), ids[0], who=Who("Ann Weber")))


def play(page: Page, address: str, scheme: str, scenes: Mapping[str, Scene]) -> None:
    """Play scenes and keep a picture of each, small enough for a repository."""
    page.set_default_timeout(PATIENCE)
    for name, scene in scenes.items():
        scene(page, address)
        page.mouse.move(1395, 500)
        settle(page)
        shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        target = OUT / (f"{name}.png" if scheme == "light" else f"{name}-dark.png")
        shot.quantize(256, kmeans=2, dither=Image.Dither.NONE).save(target, optimize=True)
        size = target.stat().st_size
        print(f"{target.name} {size / 1000:.0f} kB{' TOO LARGE' if size > MOST_BYTES else ''}")
    page.close()


def settle(page: Page) -> None:
    """Wait until the page has nothing more to draw."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.evaluate("() => document.fonts.ready.then(() => new Promise(r => setTimeout(r, 600)))")


def visit(page: Page, address: str) -> None:
    """Open a page and wait for its charts."""
    page.goto(address)
    settle(page)


def upload(page: Page, address: str, home: Path) -> None:
    """Build a story of which a part cannot be read."""
    files = []
    for name, text in BROKEN.items():
        (home / name).write_text(text, encoding="utf-8")
        files.append(home / name)
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(files)
    page.get_by_text("Publication days, names, columns").click()
    page.get_by_label("Name of the story").fill("Dam failure")
    page.get_by_label("Name of the story").press("Enter")
    page.get_by_role("button", name="Build the story").click()
    expect(page.get_by_text(re.compile(r"\d+ records = "))).to_be_visible(timeout=60_000)


def timeline(page: Page, address: str) -> None:
    visit(page, f"{address}/timeline")
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible(timeout=60_000)


def drawer(page: Page, address: str) -> None:
    timeline(page, address)
    page.locator("[data-testid=stVegaLiteChart] svg text", has_text="Nvidia").first.click()
    expect(page.get_by_role("dialog").locator(".dl-quote").first).to_be_visible()


def evidence(page: Page, address: str) -> None:
    timeline(page, address)
    table = page.get_by_test_id("stDataFrame").first
    table.locator(".dvn-scroller").click(position={"x": 16, "y": 35 + 17})
    expect(page.locator(".dl-quote").first).to_be_visible()
    page.get_by_text("Events", exact=True).evaluate("e => e.scrollIntoView()")
    page.mouse.wheel(0, -70)


def spread(page: Page, address: str) -> None:
    visit(page, f"{address}/spread")
    expect(page.locator("[data-testid=stVegaLiteChart] svg").nth(1)).to_be_visible(timeout=60_000)


def firsts(page: Page, address: str) -> None:
    visit(page, f"{address}/spread?show=firsts")
    expect(page.get_by_text("Events that several outlets tell")).to_be_visible(timeout=60_000)


def lineage(page: Page, address: str) -> None:
    visit(page, f"{address}/lineage")
    expect(page.get_by_text("Read the passages of")).to_be_visible(timeout=60_000)


def changes(page: Page, address: str) -> None:
    visit(page, f"{address}/changes?show=numbers")
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible(timeout=60_000)


def themes(page: Page, address: str) -> None:
    visit(page, f"{address}/themes")
    page.get_by_test_id("stButtonGroup").first.get_by_text("Frames", exact=True).click()
    expect(page.get_by_text("Who tells it in which frame", exact=True).first).to_be_visible(timeout=60_000)
    settle(page)  # the table moves when the chart above it is drawn
    table = page.get_by_test_id("stDataFrame").first
    table.locator(".dvn-scroller").click(position={"x": 16, "y": 35 + 17})
    expect(page.locator(".dl-quote").first).to_be_visible()


def lag(page: Page, address: str) -> None:
    spread(page, address)
    page.get_by_test_id("stVegaLiteChart").nth(1).evaluate("e => e.scrollIntoView()")


def articles(page: Page, address: str) -> None:
    visit(page, f"{address}/articles")
    page.get_by_test_id("stDataFrame").first.locator(".dvn-scroller").click(
        position={"x": 16, "y": 35 * 4 + 17}
    )
    expect(page.locator(".dl-text mark").first).to_be_visible()


def dates(page: Page, address: str) -> None:
    visit(page, f"{address}/dates")
    page.get_by_test_id("stDataFrame").first.locator(".dvn-scroller").click(position={"x": 16, "y": 35 + 17})
    page.get_by_text(re.compile(r"dates? found")).click()
    expect(page.get_by_text("As found")).to_be_visible()


def correct(page: Page, address: str) -> None:
    evidence(page, address)
    page.get_by_text("Correct this event").first.click()
    named = page.get_by_role("button", name="Change date", exact=True)
    named.or_(page.get_by_role("radio", name="Change date", exact=True)).first.click()
    expect(page.get_by_text("Shown as:")).to_be_visible()


def corrections(page: Page, address: str) -> None:
    visit(page, f"{address}/corrections")
    expect(page.get_by_role("button", name="Redo")).to_be_visible()


def outlets(page: Page, address: str) -> None:
    visit(page, f"{address}/articles")
    page.get_by_role("tab", name="Outlets").click()


def nothing(page: Page, address: str) -> None:
    visit(page, f"{address}/timeline?q=zeppelin")


SCENES: dict[str, Scene] = {
    "timeline": timeline,
    "drawer": drawer,
    "evidence": evidence,
    "spread": spread,
    "lag": lag,
    "firsts": firsts,
    "lineage": lineage,
    "changes": changes,
    "themes": themes,
    "articles": articles,
    "dates": dates,
    "outlets": outlets,
    "nothing": nothing,
    "correct": correct,
    "corrections": corrections,
}

if __name__ == "__main__":
    main()
