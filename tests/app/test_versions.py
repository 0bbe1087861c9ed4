"""Versions on the Articles page: what changed from one to the other, as text and never as markup."""

import json
from pathlib import Path

import pytest

from tests.app.conftest import Open, html, says
from timeline.pipeline import build

FIRST = (
    "The spillway failed on Monday, the operator said.\n\nTwelve gates were open, the state office wrote.\n\n"
    "Crews left. Nobody was hurt."
)
SECOND = (
    "The spillway failed on Monday, the operator said.\n\nFourteen gates were open, the state office wrote."
    "\n\nNobody was hurt. A <b>report</b> is due."
    "\n\nCorrection: An earlier version of this article had twelve gates."
)


@pytest.fixture
def dam(tmp_path: Path) -> Path:
    rows = [
        {"article_id": "old", "title": "Spillway fails", "text": FIRST, "published": "2025-01-28",
         "url": "https://echo.example/spillway"},
        {"article_id": "new", "title": "Spillway <failed>", "text": SECOND, "published": "2025-01-29",
         "url": "https://www.echo.example/spillway?utm_source=x"},
        {"article_id": "alone", "title": "A road", "text": "A road opened.", "published": "2025-01-29"},
    ]  # fmt: skip
    file = tmp_path / "dam.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return build([file], tmp_path / "Dam").story.path


def test_what_changed_is_shown(dam: Path, start: Open) -> None:
    test = start(dam, "articles", article="new")
    shown = html(test)
    assert "<b>Earlier version:</b> Spillway fails" in shown
    assert "<del>Spillway fails</del> <ins>Spillway &lt;failed&gt;</ins>" in shown
    assert "<del>Twelve gates were open" in shown
    assert "<ins>Fourteen gates were open" in shown
    assert "<b>Removed:</b> <del>Crews left.</del>" in shown
    assert "<b>Added:</b> <ins>A &lt;b&gt;report&lt;/b&gt; is due.</ins>" in shown
    assert shown.count("An earlier version of this article had twelve gates.</ins>") == 1
    (other,) = [one for one in test.button if one.key == "version_old"]
    other.click().run()
    assert "<b>Later version:</b> Spillway &lt;failed&gt;" in html(test)


def test_an_article_without_versions_says_nothing(dam: Path, start: Open) -> None:
    test = start(dam, "articles", article="alone")
    assert "version" not in html(test) + says(test)
