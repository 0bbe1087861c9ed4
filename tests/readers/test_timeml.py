"""TimeML documents give their text without tags and the day they were written; ours are read back."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tests.readers.samples import read_bytes, sample
from timeline.dating import date_articles
from timeline.exports.timeml import write_timeml
from timeline.readers import read
from timeline.temporal import tag


def test_text_has_no_tags(tmp_path: Path) -> None:
    row = read_bytes(tmp_path, "document.tml", sample("document.tml")).articles.row(0, named=True)
    assert row["text"] == (
        "\nThe harbour bridge will open again on Thursday, the council & the builder said.\n"
    )
    assert (row["article_id"], row["title"]) == ("harbour-0114", "Bridge to open again")


OLD = """<TimeML>
<DOCNO> NORD-1 </DOCNO>
{day} Snow fell <TIMEX3 tid="t2" type="DATE" value="1998-02-12">yesterday</TIMEX3>.
</TimeML>"""


@pytest.mark.parametrize(
    ("value", "function", "day"),
    [
        pytest.param("1998-02-13", "CREATION_TIME", dt.date(1998, 2, 13), id="day"),
        pytest.param("19980213", "CREATION_TIME", dt.date(1998, 2, 13), id="compact"),
        pytest.param("1998-02-13T14:35:00", "PUBLICATION_TIME", dt.date(1998, 2, 13), id="time"),
        pytest.param("1998-02", "CREATION_TIME", None, id="month is no day"),
        pytest.param("1998-02-13", "NONE", None, id="another date"),
    ],
)
def test_day_of_a_document_without_text_element(
    tmp_path: Path, value: str, function: str, day: dt.date | None
) -> None:
    timex = f'<TIMEX3 tid="t0" type="DATE" value="{value}" functionInDocument="{function}">13 Feb</TIMEX3>'
    found = read_bytes(tmp_path, "a.tml", OLD.format(day=timex).encode())
    dated = date_articles(found.articles, found.dates)
    assert dated["dct_best"].item() == day
    assert found.articles["text"].item() == "\n\n13 Feb Snow fell yesterday.\n"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(b"<TimeML><TEXT>Cut", "not well-formed XML", id="cut off"),
        pytest.param(b"<TimeML><DOCID>a</DOCID><TEXT> </TEXT></TimeML>", "no text", id="empty"),
    ],
)
def test_bad_document_is_rejected(tmp_path: Path, raw: bytes, reason: str) -> None:
    found = read_bytes(tmp_path, "a.tml", raw)
    assert found.articles.is_empty()
    assert found.rejects["reason"].item().startswith(reason)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden", encoding="utf-8")
    raw = f'<!DOCTYPE TimeML [<!ENTITY e SYSTEM "{secret.as_uri()}">]><TimeML><TEXT>A &e; b</TEXT></TimeML>'
    found = read_bytes(tmp_path, "a.tml", raw.encode())
    assert not any("hidden" in text for text in found.articles["text"])


def test_export_is_read_back(tmp_path: Path) -> None:
    articles = pl.DataFrame(
        {
            "article_id": ["n 1", "n2"],
            "title": ["Snow & ice", None],
            "text": ["Snow fell on Monday.\r\nRoads < 3 closed\n\n", "It will rain tomorrow"],
            "lang": ["en", "en"],
            "dct_start": [dt.date(2025, 1, 14), dt.date(2025, 1, 15)],
            "dct_stop": [dt.date(2025, 1, 15), dt.date(2025, 1, 16)],
        }
    )
    paths = write_timeml(articles, tag(articles), tmp_path / "out")
    found = read(paths)
    assert found.rejects.is_empty()
    back = date_articles(found.articles, found.dates)
    columns = ["article_id", "title", "text", "dct_start", "dct_stop"]
    assert back.select(columns).rows() == articles.select(columns).rows()
