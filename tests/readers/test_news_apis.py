"""Answers of news services: the right field for each column, what is cut off is said, totals are compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.readers.samples import adds_up, read_bytes, sample
from timeline.readers.cells import html_text, is_html, missing


def test_newsapi(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "newsapi.json", sample("newsapi.json"))
    first, second = result.articles.iter_rows(named=True)
    assert (first["source"], first["author"], first["path"]) == (
        "Nordhaven Post",
        "Ada Quist",
        "newsapi.json:1",
    )
    assert first["text"].endswith("cracks… [+1834 chars]")
    assert first["x_truncated"] == "1834"
    assert first["x_description"] == "The harbour bridge is shut."
    assert (second["text"], second["x_text_from"]) == ("More trips.", "description")
    assert "removed" in result.rejects["reason"].item()
    assert result.rejects["position"].item() == "3"
    warnings = " | ".join(result.warnings)
    assert "announced 38, found 3" in warnings
    assert "1 of 3 texts were cut off by the service, 1,834 characters are missing" in warnings
    assert "1 of 3 articles have only a description" in warnings


def test_gnews_and_mediastack(tmp_path: Path) -> None:
    row = read_bytes(tmp_path, "gnews.json", sample("gnews.json")).articles.row(0, named=True)
    assert (row["article_id"], row["source"], row["lang"], row["x_truncated"]) == (
        "c0ffee", "Nordhaven Post", "en", "412",
    )  # fmt: skip
    result = read_bytes(tmp_path, "mediastack.json", sample("mediastack.json"))
    row = result.articles.row(0, named=True)
    assert (row["text"], row["source"]) == ("The harbour bridge was shut on Sunday.", "Nordhaven Post")
    assert result.dates.select("origin", "raw").rows() == [("given", "2025-01-13T06:10:00+00:00")]
    assert result.warnings == []


def test_guardian(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "guardian.json", sample("guardian.json"))
    plain, html = result.articles.iter_rows(named=True)
    assert (plain["title"], plain["text"], plain["author"]) == (
        "Bridge shut",
        "The bridge was shut.",
        "Ada Quist",
    )
    assert (plain["x_sectionName"], plain["x_text_format"]) == ("World news", None)
    assert html["text"] == "Ferries will add trips, a speaker said.\n\nBuses stay."
    assert (html["title"], html["x_text_format"]) == ("Ferries add trips", "html")
    assert result.dates.filter(origin="given")["raw"].to_list() == [
        "2025-01-13T01:10:00Z",
        "2025-01-13T02:10:00Z",
    ]
    assert any("1 of 2 texts were HTML" in warning for warning in result.warnings)
    assert not any("announced" in warning for warning in result.warnings)


def test_guardian_without_fields_is_kept_for_attention(tmp_path: Path) -> None:
    answer = json.loads(sample("guardian.json"))
    for one in answer["response"]["results"]:
        del one["fields"]
    result = read_bytes(tmp_path, "a.json", json.dumps(answer).encode())
    assert result.articles["text"].to_list() == ["", ""]
    assert any("2 articles count for attention only" in warning for warning in result.warnings)


def test_event_registry(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "eventregistry.json", sample("eventregistry.json"))
    first, second = result.articles.iter_rows(named=True)
    assert (first["article_id"], first["source"], first["author"]) == ("8001", "Nordhaven Post", "Ada Quist")
    assert (first["lang"], second["lang"]) == ("en", "de")
    assert (first["x_isDuplicate"], second["x_isDuplicate"]) == ("false", "true")
    found = result.dates.select("article_id", "origin", "raw").rows()
    assert found == [
        ("8001", "given", "2025-01-13T06:10:00Z"),
        ("8001", "archive", "2025-01-13T06:21:00Z"),
        ("8002", "archive", "2025-01-13T06:21:00Z"),
    ]
    assert any("announced 250, found 2" in warning for warning in result.warnings)


def test_pages_of_answers_in_one_list(tmp_path: Path) -> None:
    page = json.loads(sample("newsapi.json"))
    other = {**page, "articles": [{**page["articles"][0], "url": "https://x.example/9"}]}
    result = read_bytes(tmp_path, "a.json", json.dumps([page, other]).encode())
    assert [i["format"] for i in result.inputs] == ["newsapi"]
    assert (result.records_in, result.articles.height) == (4, 3)
    assert any("announced 38, found 4" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param({"status": "ok", "totalResults": 0, "articles": []}, "list is empty", id="empty"),
        pytest.param(
            {"totalResults": 1, "articles": [{"title": "T", "publishedAt": "2025-01-13", "content": None}]},
            "no text in 'content' or 'description'",
            id="no-text",
        ),
        pytest.param({"totalResults": 1, "articles": ["publishedAt"]}, "a JSON string", id="string"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, answer: Any, words: str) -> None:
    text = json.dumps(answer).replace('"publishedAt"]', '"\\"publishedAt\\""]')
    result = read_bytes(tmp_path, "a.json", text.encode(), input_format="newsapi")
    assert words in result.rejects["reason"].item()
    assert adds_up(result)


def test_columns_by_name_win(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "newsapi.json", sample("newsapi.json"), columns={"text": "description"})
    assert result.articles["text"].to_list() == ["The harbour bridge is shut.", "More trips."]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        pytest.param("Shares fell… [+1234 chars]", 1234, id="newsapi"),
        pytest.param("Shares fell... [412 chars]", 412, id="gnews"),
        pytest.param("Shares fell… [+1 char]\n", 1, id="one"),
        pytest.param("An array [+12 chars] is short.", None, id="inside"),
        pytest.param("Shares fell…", None, id="dots-only"),
    ],
)
def test_missing(text: str, lost: int | None) -> None:
    assert missing(text) == lost


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("<p>One.</p>", True, id="paragraph"),
        pytest.param('<div class="a"><p>One.</p><p>Two.</p></div>\n', True, id="nested"),
        pytest.param("The tag <p>One</p> makes a paragraph.", False, id="about-tags"),
        pytest.param("<p>One</p> and words after", False, id="words-after"),
        pytest.param("5 < 6 and 7 > 6", False, id="signs"),
        pytest.param("<3 the bridge </3>", False, id="heart"),
        pytest.param("", False, id="empty"),
    ],
)
def test_is_html(text: str, html: bool) -> None:
    assert is_html(text) is html


def test_html_keeps_every_word() -> None:
    cell = (
        "<h2>What next</h2><p>One<br/>two <b>three</b>.</p><script>no()</script><ul><li>a</li><li>b</li></ul>"
    )
    assert html_text(cell) == "What next\n\nOne\n\ntwo three.\n\na\n\nb"


def test_plain_json_lines_are_not_changed(tmp_path: Path) -> None:
    lines = [{"text": "The tag <p>One</p> is old."}, {"text": "<p>One.</p>"}, {"text": "It fell… [+9 chars]"}]
    result = read_bytes(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)).encode())
    assert result.articles["text"].to_list() == ["The tag <p>One</p> is old.", "One.", "It fell… [+9 chars]"]
    assert result.articles["x_text_format"].to_list() == [None, "html", None]
    assert result.articles["x_truncated"].to_list() == [None, None, "9"]
    assert any("9 characters are missing" in warning for warning in result.warnings)


def test_tables_say_what_was_cut_off_too(tmp_path: Path) -> None:
    data = "title,content\nBridge,It was shut… [+120 chars]\nFerry,<p>More</p> <p>trips.</p>\n"
    result = read_bytes(tmp_path, "a.csv", data.encode())
    assert result.articles["text"].to_list() == ["It was shut… [+120 chars]", "More\n\ntrips."]
    assert result.articles["x_truncated"].to_list() == ["120", None]
    assert result.articles["x_text_format"].to_list() == [None, "html"]
