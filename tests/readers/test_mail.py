"""Newsletters and mailboxes: subject, sender, day with its zone, and the text that was written."""

from pathlib import Path

import pytest

from tests.readers.samples import adds_up, read_bytes, sample
from tests.readers.web_samples import mhtml


def test_newsletter(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "letter.eml", sample("letter.eml"))
    row = result.articles.row(0, named=True)
    assert (row["title"], row["source"]) == ("Bridge open, café shut", "Nordhaven Post")
    assert row["article_id"] == "2025.1@nordhavenpost.example"
    assert row["text"].startswith("The harbour bridge reopened on Monday, “at last”, said the council.\n")
    assert "Unsubscribe: https://" in row["text"]
    assert (row["x_attachments"], row["x_mail_part"]) == ("plan.pdf", "plain")
    assert (row["x_from"], row["x_list"]) == ("news@nordhavenpost.example", "Morning letter")
    (found,) = result.dates.iter_rows(named=True)
    assert (found["origin"], found["raw"]) == ("given", "Tue, 28 Jan 2025 07:00:00 +0100")
    assert (found["start"].isoformat(), found["utc_offset_min"]) == ("2025-01-28T07:00:00", 60)
    assert result.warnings == []


def test_mailbox(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "letters.mbox", sample("letters.mbox"))
    assert result.articles.select("path", "title").rows() == [
        ("letters.mbox:1", "Letter 1"),
        ("letters.mbox:2", "Letter 2"),
    ]
    assert result.duplicates["position"].to_list() == ["3"]
    assert "\nFrom the council we hear" in result.articles["text"][0]


HEAD = "From: ann@a.example\nDate: Tue, 28 Jan 2025 07:00:00 -0500\nMIME-Version: 1.0\n"


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        pytest.param(
            "Content-Type: text/html; charset=iso-8859-1\n\n<p>Caf\xe9 open.</p><p>Come.</p>",
            "Café open.\n\nCome.",
            id="html-only",
        ),
        pytest.param("Subject: S\n\nCaf\xe9 open.\n", "Café open.\n", id="no-charset"),
        pytest.param("Content-Type: text/plain; charset=nonsense\n\nCaf\xe9.\n", "Café.\n", id="bad-charset"),
        pytest.param(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\n"
            "Content-Type: text/plain\n\nSee browser.\n"
            f"--b\nContent-Type: text/html\n\n<p>{'The bridge is open. ' * 9}</p>\n--b--\n",
            ("The bridge is open. " * 9).strip(),
            id="stub",
        ),
    ],
)
def test_which_text(tmp_path: Path, rest: str, text: str) -> None:
    result = read_bytes(tmp_path, "a.eml", (HEAD + rest).encode("latin-1"))
    assert result.articles["text"].to_list() == [text]
    assert result.articles["source"].to_list() == ["ann@a.example"]


def test_a_cut_message_is_told(tmp_path: Path) -> None:
    data = sample("letter.eml")
    result = read_bytes(tmp_path, "a.eml", data[: data.index(b"--=_a--")])
    assert result.articles.height == 1
    assert "it ends inside one of its parts" in result.warnings[0]


def test_a_message_without_text(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "a.eml", (HEAD + "Content-Type: image/png\n\n\x89PNG").encode("latin-1"))
    assert "neither plain text nor HTML" in result.rejects["reason"].item()
    assert adds_up(result)


@pytest.mark.parametrize(
    "text", ["From: here to there\nA story of ships.\n", "Date: Monday\n\nSubject: a play.\n"]
)
def test_a_text_that_begins_like_mail(tmp_path: Path, text: str) -> None:
    assert read_bytes(tmp_path, "a.txt", text.encode()).articles["text"].item() == text


def test_a_page_saved_as_one_file_is_not_dated_by_its_saving(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "saved.mhtml", sample("saved.mhtml"))
    row = result.articles.row(0, named=True)
    assert row["title"] == "Harbour bridge reopens after repairs"
    assert row["url"] == "https://www.nordhavenpost.example/local/harbour-bridge"
    assert "Käthe’s" in row["text"] and row["source"] is None
    assert dict(result.dates.select("origin", "raw").rows()) == {
        "metadata": "2025-01-28T00:40:00+01:00",
        "archive": "Tue, 11 Feb 2025 21:15:00 -0000",
    }


@pytest.mark.parametrize(
    ("name", "head", "origin"),
    [
        pytest.param("old.mht", "From: <Saved by Windows Internet Explorer 8>\r\n", "archive", id="explorer"),
        pytest.param("page.eml", "Snapshot-Content-Location: {url}\r\n", "archive", id="other-suffix"),
        pytest.param(
            "letter.eml",
            "From: Post <a@b.example>\r\nTo: me@c.example\r\n",
            "given",
            id="a-letter-with-pictures",
        ),
    ],
)
def test_saved_pages_and_letters(tmp_path: Path, name: str, head: str, origin: str) -> None:
    result = read_bytes(tmp_path, name, mhtml(head))
    assert origin in result.dates["origin"].to_list()
    assert ("given" in result.dates["origin"].to_list()) == (origin == "given")
