"""The app in a real browser: from an upload to a downloaded chart.

Left out with DATELINE_NO_BROWSER=1 or DATELINE_BROWSER=none. Without a browser they fail and say how to
get one.
"""

import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pypdf import PdfReader

from tests.app import browsing, fakes
from timeline.adding import add
from timeline.pipeline import build
from timeline.story import open_story

pytestmark = pytest.mark.browser

SECONDS = 1000
# Waiting costs nothing where the machine is quick; a loaded one may take its time.
expect.set_options(timeout=60 * SECONDS)
LEFT_OUT = os.environ.get("DATELINE_NO_BROWSER") == "1" or os.environ.get("DATELINE_BROWSER") == "none"
ARTICLES: dict[str, str | bytes] = {
    "one.txt": "Spillway fails\n\nThe spillway of the Rivermouth dam failed yesterday, the operator said.",
    "two.txt": "Thousands leave\n\nMayor Ann Lee ordered 12,000 people to leave on Monday. "
    "Engineers reported a crack in the wall last month.",
    "broken.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01",
}
META = "file,published,source\none.txt,2025-01-28,Harbor Wire\ntwo.txt,2025-01-29,Valley Echo\n"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if LEFT_OUT:
        pytest.skip("browser tests are switched off")
    path = browsing.browser()
    if path is None:
        pytest.fail(browsing.INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=browsing.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def dam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if LEFT_OUT:
        pytest.skip("browser tests are switched off")
    home = tmp_path_factory.mktemp("home")
    with browsing.app(home, fakes.story(home / "dam").path) as address:
        yield address


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    yield from tab(chromium)


def tab(chromium: Browser, **settings: object) -> Iterator[Page]:
    size = {"width": 1400, "height": 1000}
    context = chromium.new_context(viewport=size, **settings)  # type: ignore[arg-type]
    context.set_default_timeout(90 * SECONDS)
    opened = context.new_page()
    strangers: list[str] = []
    failures: list[str] = []
    opened.on("request", lambda r: strangers.append(r.url) if not at_home(r.url) else None)
    opened.on("pageerror", lambda e: failures.append(str(e)))
    opened.on("dialog", lambda d: failures.append(f"dialog {d.message}"))
    yield opened
    context.close()
    assert not strangers, "the app must work offline"
    assert not failures


def at_home(url: str) -> bool:
    return re.match(r"(http://127\.0\.0\.1|ws://127\.0\.0\.1|data:|blob:|about:)", url) is not None


def settled(page: Page) -> Page:
    """Wait until the script has run and nothing of the page is stale."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    return page


def visit(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)


def chart(page: Page, number: int = 0) -> None:
    expect(page.get_by_test_id("stVegaLiteChart").nth(number).locator("svg, canvas").first).to_be_visible(
        timeout=90 * SECONDS
    )


def test_from_upload_to_evidence(chromium: Browser, page: Page, tmp_path: Path) -> None:
    files = []
    for name, content in ARTICLES.items():
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        files.append(path)
    (tmp_path / "published.csv").write_text(META, encoding="utf-8")
    with browsing.app(tmp_path / "home") as address:
        visit(page, address)
        page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(files)
        page.get_by_text("Publication days, names, columns").click()
        page.get_by_test_id("stFileUploaderDropzoneInput").nth(1).set_input_files(tmp_path / "published.csv")
        expect(page.get_by_text("Ready: 3 files, with the list published.csv.")).to_be_visible()
        page.get_by_label("Name of the story").fill("Dam upload")
        page.get_by_label("Name of the story").press("Enter")
        build = page.get_by_role("button", name="Build the story")
        expect(build).to_be_enabled()
        build.click()
        expect(page.get_by_text("3 records = 2 articles + 0 duplicates + 1 reject")).to_be_visible(
            timeout=120 * SECONDS
        )
        expect(page.get_by_text("1 record could not be read")).to_be_visible()
        page.get_by_role("button", name="See the timeline").click()
        page.wait_for_url(re.compile(r"/timeline\?story=Dam-upload"))
        chart(page)
        search = page.get_by_label("Search", exact=True)
        search.fill("spillway")
        search.press("Enter")
        page.wait_for_url(re.compile(r"q=spillway"))
        settled(page)
        page.reload()
        expect(page.get_by_label("Search", exact=True)).to_have_value("spillway")
        expect(page.get_by_text(re.compile(r"\d+ of \d+ events"))).to_be_visible()
        pick_row(page, 0)
        expect(page.locator("mark", has_text="yesterday")).to_be_visible()
        expect(page.get_by_text("“yesterday”, published 28 Jan 2025 →")).to_be_visible()
        page.get_by_role("link", name="Read the article").click()
        page.wait_for_url(re.compile(r"/articles\?.*q=spillway|/articles\?.*article="))
        expect(page.locator(".dl-text mark", has_text="yesterday")).to_be_visible()
    assert page.context.browser is chromium


def pick_row(page: Page, row: int) -> None:
    """Tick a row of the first table; the table is a canvas, its boxes lie at the left."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    expect(table.locator("canvas").first).to_be_visible()
    table.locator(".dvn-scroller").click(position={"x": 16, "y": 35 + 35 * row + 17})


@pytest.mark.parametrize(
    ("mark", "phrase"),
    [("path", "next week"), ("text", "next week")],
    ids=["a bar", "a name"],
)
def test_a_click_in_the_chart_opens_the_evidence(mark: str, phrase: str, dam: str, page: Page) -> None:
    visit(page, f"{dam}/timeline")
    chart(page)
    drawn = page.locator("[data-testid=stVegaLiteChart] svg")
    named = drawn.locator("text", has_text="Inquiry opens")
    wanted = named if mark == "text" else drawn.locator("path[aria-label*='Inquiry opens']")
    wanted.last.click()
    page.wait_for_url(re.compile(r"event=e4"))
    expect(page.get_by_role("dialog").locator(".dl-quote mark", has_text=phrase)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".dl-quote mark", has_text=phrase)).to_be_visible()


def test_a_row_opens_the_evidence_and_back_goes_back(dam: str, page: Page) -> None:
    visit(page, f"{dam}/timeline")
    pick_row(page, 0)
    page.wait_for_url(re.compile(r"event=e1"))
    expect(page.get_by_text("“last month”, published 28 Jan 2025 →")).to_be_visible()
    expect(page.get_by_text("month -1", exact=True)).to_be_hidden()
    page.get_by_text("Details", exact=True).first.click()
    expect(page.get_by_text("month -1", exact=True)).to_be_visible()
    page.get_by_role("link", name="Articles", exact=True).click()
    expect(page.get_by_text("known for 3, worked out for 1")).to_be_visible()
    page.get_by_role("link", name="Timeline", exact=True).click()
    expect(page.get_by_text("“last month”, published 28 Jan 2025 →")).to_be_visible()
    pick_row(page, 1)
    page.wait_for_url(re.compile(r"event=e2"))
    settled(page)
    page.go_back()
    expect(page.get_by_text("“last month”, published 28 Jan 2025 →")).to_be_visible()


def fetch(page: Page, button: str, chart_name: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f".st-key-download_{chart_name}_{button} button").click()
    path = waiting.value.path()
    assert waiting.value.suggested_filename.endswith(f".{button}")
    return path.read_bytes()


def test_a_chart_comes_in_every_format(dam: str, page: Page) -> None:
    visit(page, f"{dam}/timeline")
    chart(page)
    word = "Spillway of the Rivermouth dam fails"
    got = {kind: fetch(page, kind, "timeline") for kind in ("png", "svg", "pdf", "html", "json", "csv")}
    assert got["png"].startswith(b"\x89PNG")
    assert int.from_bytes(got["png"][16:20], "big") > 1500
    assert word in got["svg"].decode()
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(got["pdf"])).pages)
    assert word.replace(" ", "") in re.sub(r"\s", "", printed)
    assert word in got["html"].decode()
    assert not re.search(r"<(script|link)[^>]+(src|href)=[\"']http", got["html"].decode())
    assert "vega-lite" in json.loads(got["json"])["$schema"]
    assert pl.read_csv(got["csv"]).height > 0


def test_tables_come_safe_for_spreadsheets(dam: str, page: Page) -> None:
    visit(page, f"{dam}/articles")
    got = {}
    for kind in ("csv", "jsonl", "parquet"):
        with page.expect_download() as waiting:
            page.locator(f".st-key-download_table_articles_{kind} button").click()
        got[kind] = waiting.value.path().read_bytes()
    assert not re.search(r'(^|[\n,])"?=', got["csv"].decode())
    assert pl.read_csv(io.BytesIO(got["csv"])).height == 5
    assert len(got["jsonl"].decode().splitlines()) == 5
    assert pl.read_parquet(io.BytesIO(got["parquet"])).height == 5


def test_hostile_text_does_nothing(dam: str, page: Page) -> None:
    for place in ("timeline?event=e5", "articles?article=a4"):
        visit(page, f"{dam}/{place}")
        expect(page.locator(".dl", has_text="onerror=alert(1)").first).to_be_visible()
        assert page.locator(".dl img").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark(scheme: str, dark: bool, dam: str, chromium: Browser, tmp_path: Path) -> None:
    tabs = tab(chromium, color_scheme=scheme)
    page = next(tabs)
    visit(page, f"{dam}/timeline?event=e1")
    chart(page)
    colour = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", colour)[:3])) < 200) is dark
    title = page.locator("[data-testid=stVegaLiteChart] svg text", has_text="What happened when").first
    expect(title).to_be_visible()
    fill = title.evaluate("e => getComputedStyle(e).fill")
    assert (sum(map(int, re.findall(r"\d+", fill)[:3])) > 600) is dark
    picture = page.screenshot(path=tmp_path / f"{scheme}.png")
    assert len(picture) > 20_000
    assert next(tabs, None) is None


def test_the_sidebar_folds(dam: str, page: Page) -> None:
    visit(page, f"{dam}/timeline")
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    sidebar.hover()
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    expect(sidebar).to_have_attribute("data-collapsed", "true")


def test_a_day_set_by_hand_moves_the_timeline_and_stays(page: Page, tmp_path: Path) -> None:
    told = "Mayor Ann Lee ordered 12,000 people to leave the valley yesterday."
    lines = [
        {"article_id": "one", "title": "A crack", "text": ARTICLES["one.txt"], "published": "2025-01-28"},
        {"article_id": "two", "title": "Thousands leave", "text": told},
    ]
    file = tmp_path / "dam.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    story = build([file], tmp_path / "Dam").story.path
    with browsing.app(tmp_path / "home", story) as address:
        visit(page, f"{address}/timeline")
        expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
        assert not drawn_on(page, "12 Mar 2025")
        visit(page, f"{address}/dates")
        expect(page.get_by_text("2 articles: 1 known, 1 unknown.")).to_be_visible()
        pick_row(page, 0)
        page.wait_for_url(re.compile(r"article=two"))
        page.get_by_role("spinbutton", name="year, Published on").click()
        page.keyboard.type("20250313")
        page.keyboard.press("Tab")
        note = page.get_by_label("Note", exact=True)
        note.fill("postmark")
        note.press("Enter")
        save = page.get_by_role("button", name="Set the day", exact=True)
        expect(save).to_be_enabled()
        settled(page)
        save.click()
        expect(page.get_by_text("Set by hand: 13 Mar 2025")).to_be_visible(timeout=120 * SECONDS)
        expect(page.get_by_text("2 articles: 2 known.")).to_be_visible()
        page.get_by_role("link", name="Timeline", exact=True).click()
        chart(page)
        assert drawn_on(page, "12 Mar 2025")
    with browsing.app(tmp_path / "home", story) as address:
        visit(page, f"{address}/timeline")
        chart(page)
        assert drawn_on(page, "12 Mar 2025")
        visit(page, f"{address}/dates?article=two")
        expect(page.get_by_text("Published 13 Mar 2025 · known, set by hand")).to_be_visible()
        expect(page.get_by_text("postmark", exact=True)).to_be_visible()
        page.get_by_role("button", name="Undo", exact=True).click()
        expect(page.get_by_text("2 articles: 1 known, 1 unknown.")).to_be_visible(timeout=120 * SECONDS)


CORRECTED = fakes.dam_told("The county closed its schools on Wednesday.")
LATER = {
    "article_id": "three",
    "title": "A dam and its spillway",
    "published": "2025-02-02",
    "source": "Capital Observer",
    "text": "The spillway of the Rivermouth dam failed on January 27. "
    "The governor opened an inquiry on Friday.",
}


def test_corrections_of_events_stay(page: Page, tmp_path: Path) -> None:
    """Rename and merge by hand, undo one, start again, add an article, look again."""
    file = tmp_path / "dam.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in CORRECTED), encoding="utf-8")
    story = build([file], tmp_path / "Dam").story.path
    ids = {row["headline"]: row["event_id"] for row in open_story(story).table("events").to_dicts()}
    failed, schools = (next(ids[one] for one in ids if word in one) for word in ("spillway", "schools"))
    with browsing.app(tmp_path / "home", story) as address:
        visit(page, f"{address}/timeline?event={failed}")
        correct(page, "Rename")
        fill(page, "Headline", "The dam gives way")
        fill(page, "Why", "as the operator said")
        fill(page, "Who", "Ann")
        press(page, "Rename")
        expect(page.get_by_text("Renamed. Charts and exports follow.")).to_be_visible()
        expect(page.locator(".dl-head", has_text="The dam gives way")).to_be_visible()
        expect(
            page.locator("[data-testid=stVegaLiteChart] svg", has_text="The dam gives way")
        ).to_be_visible()
        visit(page, f"{address}/timeline?event={schools}")
        correct(page, "Merge with")
        page.get_by_role("combobox", name="Merge with").fill("12,000")
        page.get_by_role("option", name=re.compile("12,000")).click()
        press(page, "Merge")
        expect(page.get_by_text("Merged into one event.")).to_be_visible()
        expect(page.locator(".dl-quote", has_text="ordered 12,000 people")).to_be_visible()
        expect(page.locator(".dl-quote", has_text="closed its schools")).to_be_visible()
        page.get_by_role("link", name="Corrections", exact=True).click()
        expect(page.get_by_text("2 corrections. The latest first; later ones win.")).to_be_visible()
        page.get_by_role("button", name="Undo", exact=True).first.click()
        expect(page.get_by_text("Taken back.")).to_be_visible()
        expect(page.get_by_text("2 corrections, 1 undone.")).to_be_visible()
    assert open_story(story).table("events").height == len(ids)
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps(LATER), encoding="utf-8")
    add(story, [more])
    with browsing.app(tmp_path / "home", story) as address:
        visit(page, f"{address}/timeline")
        expect(
            page.locator("[data-testid=stVegaLiteChart] svg", has_text="The dam gives way")
        ).to_be_visible()
        visit(page, f"{address}/corrections")
        page.get_by_role("link", name="See the event").last.click()
        expect(page.locator(".dl-head", has_text="The dam gives way")).to_be_visible()
        expect(page.get_by_text("3 articles", exact=False).first).to_be_visible()
        expect(page.get_by_text("renamed by hand", exact=True)).to_be_visible()


def correct(page: Page, what: str) -> None:
    """Open the editor beside the evidence and choose what to do."""
    page.get_by_text("Correct this event").first.click()
    page.get_by_role("button", name=what, exact=True).or_(
        page.get_by_role("radio", name=what, exact=True)
    ).first.click()
    settled(page)


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    settled(page)


def press(page: Page, name: str) -> None:
    """Press the main button once it can be pressed."""
    button = page.locator("[data-testid=stBaseButton-primary]", has_text=name).last
    expect(button).to_be_enabled()
    button.click()


def drawn_on(page: Page, day: str) -> int:
    """Count the marks of the chart that tell of a day."""
    settled(page)
    return page.locator(f"[data-testid=stVegaLiteChart] svg [aria-label*='{day}']").count()


def test_who_was_first_opens_the_evidence(dam: str, page: Page) -> None:
    """Choose a part of the page, click a mark: the evidence is there, and the link keeps both."""
    visit(page, f"{dam}/spread")
    chart(page)
    page.get_by_role("radio", name="Who was first").or_(
        page.get_by_role("button", name="Who was first", exact=True)
    ).first.click()
    settled(page)
    expect(page.get_by_text("Events that several outlets tell")).to_be_visible()
    mark = page.locator("[data-testid=stVegaLiteChart] svg [aria-label*='Harbor Wire, first']").first
    expect(mark).to_be_visible()
    mark.click()
    expect(page.locator(".dl-quote").first).to_be_visible()
    assert "show=firsts" in page.url
    assert "event=" in page.url
    page.reload()
    settled(page)
    expect(page.get_by_text("Events that several outlets tell")).to_be_visible()
    expect(page.locator(".dl-quote").first).to_be_visible()
