"""Media Cloud's lists: stories without text are kept, counted and dated."""

from pathlib import Path

import pytest

from tests.readers.samples import adds_up, read_bytes, sample


def test_old_columns(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "mediacloud.csv", sample("mediacloud.csv"))
    rows = result.articles.rows(named=True)
    assert [r["text"] for r in rows] == ["", "", ""]
    assert [r["article_id"] for r in rows] == ["11", "12", "13"]
    assert [r["source"] for r in rows] == ["Nordhaven Post", "Strait Radio", "Strait Radio"]
    assert [r["lang"] for r in rows] == ["en", "de", "en"]
    assert (rows[0]["x_ap_syndicated"], rows[0]["x_themes"], rows[0]["x_media_id"]) == (
        "True", "bridges, traffic", "501",
    )  # fmt: skip
    found = result.dates.select("article_id", "origin", "raw").rows()
    assert found == [("11", "given", "2019-05-17 07:10:03"), ("12", "given", "2019-05-18 00:00:00")]
    assert rows[2]["x_publish_date"] == "undateable"
    assert result.warnings == [
        "mediacloud.csv: 3 stories without text, which Media Cloud does not give: counted for attention only"
    ]


def test_new_columns(tmp_path: Path) -> None:
    result = read_bytes(tmp_path, "stories.csv", sample("mediacloud_new.csv"))
    assert [i["format"] for i in result.inputs] == ["mediacloud"]
    assert result.articles["title"].to_list() == ["Bridge shut, ferry full", "Le pont"]
    assert result.articles["lang"].to_list() == ["en", "fr"]
    assert result.dates.select("article_id", "origin", "raw").rows() == [
        ("9f1c", "given", "2025-01-13"),
        ("9f1c", "archive", "2025-01-15 03:22:01.123456"),
        ("9f1d", "archive", "2025-01-15 03:22:05.000001"),
    ]
    assert adds_up(result)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        pytest.param("stories_id,publish_date,title,url,story_text", "csv", id="with-text"),
        pytest.param("title,url,publish_date", "csv", id="any-list"),
        pytest.param("stories_id;title;publish_date;url", "mediacloud", id="semicolons"),
    ],
)
def test_columns_decide(tmp_path: Path, header: str, name: str) -> None:
    mark = ";" if ";" in header else ","
    data = f"{header}\n{mark.join(['1'] * len(header.split(mark)))}\n"
    assert read_bytes(tmp_path, "a.csv", data.encode()).inputs[0]["format"] == name
